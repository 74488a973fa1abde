//! `cargo fuzz run pdf_document`
#![no_main]

use libfuzzer_sys::fuzz_target;
use rapporteur::read::pdf::properties;

fuzz_target!(|bytes: &[u8]| properties::document(bytes));
