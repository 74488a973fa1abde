//! `cargo fuzz run html`: a page of any bytes goes through all stages, and what comes out lies in it in order.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/it/staged.rs"]
mod staged;

fuzz_target!(|bytes: &[u8]| {
    let page = [b"<!DOCTYPE html><html><body>", bytes].concat();
    if let Some((text, listing, content)) = staged::staged(&page) {
        staged::assert_in_order(&text, &listing, &content);
    }
});
