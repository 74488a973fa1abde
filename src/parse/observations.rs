//! The Rapporteur's remarks after a country's entries, and what they cite.

use std::sync::LazyLock;

use regex::Regex;

use super::labels::is_separator;
use super::outline;
use crate::read::text::{Span, Text};
use crate::record::spelling::{eat, is_blank};

/// A paragraph of observations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observation {
    /// All of it, with its number.
    pub span: Span,
    /// Its number as printed, without its stop or brackets.
    pub number: Option<Span>,
    /// Its words, without its number.
    pub words: Span,
    /// The headings above it, outermost first.
    pub headings: Vec<Span>,
}

/// What a paragraph cites.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Citations {
    /// Case numbers: `(KAZ 1/2015)`.
    pub case_numbers: Vec<Span>,
    /// Days of press releases: `(PR 01/09/2015)`.
    pub press_releases: Vec<Span>,
    /// Days in words: `his communication dated 28 July 2011`.
    pub days: Vec<Span>,
}

static CASE_NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(clippy::unwrap_used, reason = "a constant pattern, which the tests compile")]
    Regex::new(r"\b[A-Z]{3}\s?\d{1,3}\s?/\s?\d{4}\b").unwrap()
});

static PRESS_RELEASE: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(clippy::unwrap_used, reason = "a constant pattern, which the tests compile")]
    Regex::new(r"\bPRs?\s+(\d{1,2}/\d{1,2}/\d{2,4})").unwrap()
});

/// What stands cited in a span of the text.
pub fn citations(text: &Text, span: Span) -> Citations {
    let words = text.slice(span);
    // Each of the three looks for figures.
    if !words.bytes().any(|b| b.is_ascii_digit()) {
        return Citations::default();
    }
    let at = |start: usize, end: usize| Span::new(span.start + start, span.start + end);
    Citations {
        case_numbers: CASE_NUMBER
            .find_iter(words)
            .map(|found| at(found.start(), found.end()))
            .collect(),
        press_releases: PRESS_RELEASE
            .captures_iter(words)
            .filter_map(|captures| captures.get(1))
            .map(|day| at(day.start(), day.end()))
            .collect(),
        days: outline::dates(words, span.start)
            .filter(|day| text.slice(*day).contains(char::is_alphabetic))
            .collect(),
    }
}

/// Whether a heading opens the observations.
pub(super) fn opens_observations(heading: &str) -> bool {
    let heading = heading.trim_start_matches(is_blank);
    ["observations", "observation", "observaciones", "observación"]
        .iter()
        .any(|word| eat(heading, word).is_some())
}

/// Whether a line is the one word that opens the observations, though it may not be printed like a heading.
pub(super) fn is_label(line: &str) -> bool {
    let bare = line.trim_matches(is_separator);
    opens_observations(bare) && !bare.contains(is_blank)
}

/// Whether a line says that a section has no entries.
pub(super) fn says_none(line: &str) -> bool {
    const WORDS: &[&str] = &[
        "none",
        "none to date",
        "nil",
        "n/a",
        "no communications",
        "no communication",
        "no communications sent",
        "no communications were sent",
        "ninguna",
        "ninguno",
        "aucune",
        "aucun",
        "néant",
        "none sent",
    ];
    let bare =
        line.trim_matches(|c: char| is_blank(c) || matches!(c, '.' | ',' | '(' | ')' | '•' | '-' | '–' | '—' | '*'));
    WORDS.iter().any(|words| eat(bare, words) == Some(bare.len()))
}
