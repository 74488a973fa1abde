//! The audit of what nobody took.
//!
//! Whatever the parser made of a document, the words `Case no`, a case number and `State repl` mark an entry. This
//! counts them by a pattern on the printed lines and shares nothing with the parser, so that neither hides the
//! other's mistakes.

use std::sync::LazyLock;

use regex::Regex;

use crate::read::text::{Span, Text};

/// The marks of an entry; the first group is the case number. Up to ten characters may stand before `State`.
static ANCHOR: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(clippy::unwrap_used, reason = "a constant pattern, which the tests compile")]
    Regex::new(
        r"(?i)case[ \s]*n[a-z]{0,5}[^a-z0-9]{0,6}([a-z]{3}\s*\d{1,4}\s*/{1,2}\s*\d{2,4})[^a-z]{0,10}state\W?s?\s*repl",
    )
    .unwrap()
});

/// The case numbers of all anchors in the document's own lines, in order.
pub(super) fn count(text: &Text) -> Vec<Span> {
    let found = ANCHOR
        .captures_iter(text.string())
        .filter_map(|captures| captures.get(1));
    let spans = found.map(|case_number| Span::new(case_number.start(), case_number.end()));
    spans
        .filter(|span| text.lines_of(*span).iter().all(|line| line.role.is_text()))
        .collect()
}
