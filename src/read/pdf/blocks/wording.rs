//! What a line's own words tell of the paragraph that it is of.

use crate::read::pdf::lines::Line;
use crate::read::pdf::sheet::{ends_sentence, label, starts_lower};

/// So many dots in a row lead to a page number.
const LEADER: usize = 5;

/// What a line's own words tell of where its paragraph begins and ends.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wording {
    /// How many bytes its label has.
    pub(super) label: Option<usize>,
    /// The number of the numbered paragraph that it begins.
    pub(super) number: Option<u32>,
    /// Whether it ends a sentence.
    pub(super) ends: bool,
    /// Whether it goes on in the middle of one.
    pub(super) starts_lower: bool,
    /// Whether dots lead from its words to a page number.
    pub has_leader: bool,
}

impl Wording {
    pub(super) fn of(line: &Line) -> Self {
        let label = label(&line.text);
        Self {
            label,
            number: label.and_then(|length| numbered(line.text.get(..length)?)),
            ends: ends_sentence(words(line)),
            starts_lower: starts_lower(&line.text),
            has_leader: has_leader(&line.text),
        }
    }
}

/// A line without the footnote mark that it ends with.
fn words(line: &Line) -> &str {
    let mark = line.raised.last().filter(|range| range.end == line.text.len());
    let end = mark.map_or(line.text.len(), |mark| mark.start);
    line.text.get(..end).unwrap_or(&line.text)
}

/// The number of a numbered paragraph, from the label of its first line: `189.`, `12)`.
fn numbered(label: &str) -> Option<u32> {
    label.trim_end_matches(['.', ')']).parse().ok()
}

/// Whether dots lead from words to a page number: `.....`, `. . . . .`, `……`.
fn has_leader(text: &str) -> bool {
    // Nearly no line has so many dots, and counting bytes is quick; an ellipsis begins with this one.
    const ELLIPSIS: u8 = 0xE2;
    let dots = memchr::memchr_iter(b'.', text.as_bytes()).count();
    if dots < LEADER && memchr::memchr(ELLIPSIS, text.as_bytes()).is_none() {
        return false;
    }
    let mut dots = 0;
    for character in text.chars() {
        match character {
            '.' => dots += 1,
            '…' => dots += 3,
            ' ' => {}
            _ => dots = 0,
        }
        if dots >= LEADER {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaders() {
        assert!(has_leader("I. Introduction ........ 3") && has_leader("A. B . . . . . 3") && has_leader("I ……3"));
        assert!(!has_leader("and so on... (sic)") && !has_leader("a.b.c.d.e.f"));
    }
}
