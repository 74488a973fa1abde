//! `cargo fuzz run layout`: any lines below the headings of a country page, each a paragraph or an item of its own.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/it/staged.rs"]
mod staged;

fuzz_target!(|lines: &str| {
    let mut page = "<h1>Kazakhstan communications</h1><h3>First Report (May 1, 2011 to March 15, 2012)</h3><ol>".to_owned();
    for line in lines.lines() {
        let (open, close, words) = match line.split_at_checked(1) {
            Some(("#", heading)) => ("</ol><h4>", "</h4><ol>", heading),
            Some(("|", cell)) => ("<table><tr><td>", "</td></tr></table>", cell),
            Some((">", paragraph)) => ("</ol><p>", "</p><ol>", paragraph),
            _ => ("<li>", "</li>", line),
        };
        let words = words.replace('&', "&amp;").replace('<', "&lt;");
        page.extend([open, &words, close]);
    }
    if let Some((text, listing, content)) = staged::staged(page.as_bytes()) {
        staged::assert_in_order(&text, &listing, &content);
    }
});
