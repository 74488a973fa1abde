//! `cargo fuzz run pdf_font`
#![no_main]

use libfuzzer_sys::fuzz_target;
use rapporteur::read::pdf::properties;

fuzz_target!(|bytes: &[u8]| properties::font(bytes));
