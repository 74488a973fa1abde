//! `cargo fuzz run record`: printed values are read whole or not at all, and what they write is read back.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rapporteur::record::PrintedDay;
use rapporteur::{CaseNumber, Country, Day, Kind, Language, Symbol};

fuzz_target!(|printed: &str| {
    if let Ok(day) = printed.parse::<PrintedDay>() {
        assert_eq!(day.day.to_string().parse::<Day>().ok(), Some(day.day));
    }
    if let Ok(case) = printed.parse::<CaseNumber>() {
        assert_eq!(case.to_string().parse::<CaseNumber>().ok(), Some(case));
    }
    if let Some((_, length)) = CaseNumber::prefix(printed) {
        assert!(printed.is_char_boundary(length));
    }
    if let Ok(symbol) = printed.parse::<Symbol>() {
        assert_eq!(symbol.to_string().parse::<Symbol>().ok(), Some(symbol));
    }
    if let Some((_, length)) = Symbol::prefix(printed) {
        assert!(printed.is_char_boundary(length));
    }
    if let Some((kind, length)) = Kind::prefix(printed) {
        assert!(printed.is_char_boundary(length));
        assert_eq!(kind.code().parse::<Kind>().ok(), Some(kind));
    }
    if let Some(country) = Country::of_name(printed) {
        assert_eq!(Country::of_code(country.code()), Some(country));
    }
    let _ = printed.parse::<Language>();
});
