//! `cargo fuzz run pdf_cmap`
#![no_main]

use libfuzzer_sys::fuzz_target;
use rapporteur::read::pdf::properties;

fuzz_target!(|bytes: &[u8]| properties::cmap(bytes));
