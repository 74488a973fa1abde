//! The integration tests, one program: linked once, run side by side.

mod browser;
mod command_line;
mod discovery;
mod faults;
mod goldens;
mod kills;
mod lost_lines;
mod nightly;
mod operating;
mod pages;
mod pdf_by_hand;
mod pdf_truth;
mod places;
mod printed_entries;
mod promises;
mod properties;
mod readme;
mod reports;
mod rooms;
mod runs;
mod schemas;
mod server;
mod site;
mod staged;
mod transcripts;
mod web;
