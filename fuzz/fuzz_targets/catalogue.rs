//! `cargo fuzz run catalogue`: a catalogue of any text is read, or refused with a reason.
#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use rapporteur::Catalogue;

fuzz_target!(|text: &str| {
    match Catalogue::parse(text, Path::new("catalogue.toml"), Path::new("")) {
        Ok(catalogue) => {
            for source in &catalogue.sources {
                assert!(catalogue.source(&source.id).is_some(), "{}", source.id);
            }
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});
