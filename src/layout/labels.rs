//! The fixed words between which the fields stand.
//!
//! They are English in the documents of all languages. Longest first, so that the first that fits is the whole label.

use crate::lexicon::{Words, lexicon};
use crate::record::CaseNumber;
use crate::text::spelling::{eat, is_blank};

/// A label and where it stands: byte offsets into the string that was searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Where its first letter stands.
    pub start: usize,
    /// Where its last letter ends.
    pub end: usize,
}

/// The first label of the case number in `string`.
///
/// The word `case` alone is one only before a case number.
pub(super) fn case(string: &str) -> Option<Found> {
    find(string, lexicon!("case number"), |label, rest| {
        label != "case" || CaseNumber::prefix(rest.trim_start_matches(is_separator)).is_some()
    })
}

/// The first label of the replies in `string`.
pub(super) fn reply(string: &str) -> Option<Found> {
    find(string, lexicon!("reply"), |_, _| true)
}

/// Eats the label of the replies from the front of a string and returns its length in bytes.
pub(super) fn reply_prefix(string: &str) -> Option<usize> {
    lexicon!("reply").length(string)
}

/// Length of a label of the replies with letters missing or swapped at the front of `string`: `State repy:`.
///
/// The first word must be right, the second begin and end like one, and a colon stand behind it.
pub(super) fn misprinted_reply(string: &str) -> Option<usize> {
    /// Letters of the longest second word, `responses`.
    const LONGEST: usize = 10;
    let state = eat(string, "state")?;
    let rest = string.get(state..)?.trim_start_matches(is_blank);
    let length = rest.find(|c: char| !c.is_alphabetic())?;
    let word = rest.get(..length)?;
    let begins = word.starts_with(['R', 'r']) && (3..=LONGEST).contains(&word.len());
    let colon = rest.get(length..)?.trim_start_matches(is_blank).starts_with(':');
    (begins && colon).then(|| string.len() - rest.len() + length)
}

/// What stands between a label and its field, or between fields.
pub(super) fn is_separator(c: char) -> bool {
    is_blank(c) || is_dash(c) || is_bullet(c) || matches!(c, '.' | ',' | ':' | ';' | '#' | '°' | 'º')
}

/// A sign that stands between fields, or with which fields begin where each is an item of a list.
fn is_bullet(c: char) -> bool {
    matches!(c, '•' | '·' | '▪' | '■' | '●' | '◦' | '‣' | '|')
}

/// A hyphen or dash of any length.
pub(super) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}')
}

/// The first place where a word of `string` begins one of the labels.
fn find(string: &str, labels: &Words, fits: impl Fn(&str, &str) -> bool) -> Option<Found> {
    let mut inside = false;
    for (start, &b) in string.as_bytes().iter().enumerate() {
        // All labels begin with a letter a to z, and with a word.
        let letter = b.is_ascii_alphabetic();
        let begins = letter && !inside;
        inside = letter;
        if !begins {
            continue;
        }
        let (before, rest) = string.split_at_checked(start)?;
        if !labels.may_begin(rest) || before.ends_with(char::is_alphabetic) {
            continue;
        }
        if let Some((_, (), length)) = labels.eat_if(rest, &fits) {
            return Some(Found {
                start,
                end: start + length,
            });
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_however_they_are_printed() {
        for (string, label) in [
            ("16/6/2011. Case no. KAZ 2/2011", Some("Case no")),
            ("16/6/2011 Case No.: KAZ", Some("Case No")),
            ("x CASE NUMBER KAZ", Some("CASE NUMBER")),
            ("3/4/2012 Case: KAZ 2/2011", Some("Case")),
            ("3/4/2012. In the case of x", None),
            ("Case nothing", None),
            ("showcase no", None),
        ] {
            assert_eq!(
                case(string).and_then(|found| string.get(found.start..found.end)),
                label,
                "{string}"
            );
        }
        for (string, label) in [
            (". State Reply: x", Some("State Reply")),
            ("State\u{a0}replies: x", Some("State\u{a0}replies")),
            ("StateReply: x", Some("StateReply")),
            ("the State replied", None),
        ] {
            assert_eq!(
                reply(string).and_then(|found| string.get(found.start..found.end)),
                label,
                "{string}"
            );
        }
    }
}
