//! The totals that an introduction states.

use super::{Counted, Total, names, names_region};
use crate::parse::blocks::Block;
use crate::read::text::Span;
use crate::record::spelling::{eat, is_blank};

/// The totals of a sentence that says how many letters were sent.
pub(super) fn of(block: &Block<'_>) -> Vec<Total> {
    const SENT: &[&str] = &[
        "sent",
        "transmitted",
        "issued",
        "envoyé",
        "adressé",
        "transmis",
        "envió",
        "envi",
        "transmiti",
    ];
    let shown = block.shown.as_ref();
    let mut totals = Vec::new();
    let mut at = 0;
    for sentence in shown.split_inclusive(". ") {
        let start = block.words + at;
        at += sentence.len();
        if totals.is_empty() && names(sentence, SENT) && !names_region(sentence) {
            totals = totals_of(sentence, start);
        }
    }
    // A number of appeals alone is part of another sentence's sum.
    if totals.iter().any(|total| total.counted == Counted::Communications) {
        totals
    } else {
        Vec::new()
    }
}

fn totals_of(sentence: &str, base: usize) -> Vec<Total> {
    const NAMES: &[(&str, Counted)] = &[
        ("joint communications", Counted::Joint),
        ("communications", Counted::Communications),
        ("communication", Counted::Communications),
        ("of them jointly", Counted::Joint),
        ("of which jointly", Counted::Joint),
        ("of them were sent jointly", Counted::Joint),
        ("were sent jointly", Counted::Joint),
        ("jointly", Counted::Joint),
        ("urgent appeals", Counted::UrgentAppeals),
        ("urgent appeal", Counted::UrgentAppeals),
        ("letters of allegation", Counted::AllegationLetters),
        ("allegation letters", Counted::AllegationLetters),
        ("allegation letter", Counted::AllegationLetters),
        ("other letters", Counted::OtherLetters),
        ("other letter", Counted::OtherLetters),
        ("press releases", Counted::PressReleases),
        ("press release", Counted::PressReleases),
    ];
    let mut totals: Vec<Total> = Vec::new();
    let mut before = ' ';
    for (at, c) in sentence.char_indices() {
        let begins = c.is_ascii_digit() && !before.is_alphanumeric() && !matches!(before, '/' | '.' | ',');
        before = c;
        if !begins {
            continue;
        }
        let rest = sentence.get(at..).unwrap_or_default();
        let length = rest.bytes().take_while(u8::is_ascii_digit).count();
        let words = rest.get(length..).unwrap_or_default().trim_start_matches(is_blank);
        let counted = NAMES
            .iter()
            .find_map(|&(name, counted)| eat(words, name).map(|_| counted));
        let Some(counted) = counted else { continue };
        // The first of each kind is the report's; later ones are parts of it.
        if totals.iter().all(|total| total.counted != counted) {
            let span = Span::new(base + at, base + at + length);
            totals.push(Total { counted, span });
        }
    }
    totals
}
