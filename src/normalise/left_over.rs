//! What is left over between the fields of an entry and its summary.

use super::{Page, wording};
use crate::layout::{Entry, Replies as Cut};
use crate::lexicon::lexicon;
use crate::record::{CaseNumber, PrintedDay, date, reply};

impl Page<'_> {
    /// What a summary begins with that belongs to the fields before it: a day, the mark of an acknowledgement, the word that
    /// joins two days, a case number, or digits that no word follows, as of a year that a blank cuts.
    pub(super) fn left_over(&self, entry: &Entry) -> Option<String> {
        /// Digits of a year.
        const LONGEST: usize = 4;
        let summary = wording::clean(self.text, entry.fields.summary?);
        if !matches!(entry.fields.replies, Cut::Dates(_) | Cut::None(_)) {
            let words = summary.trim_start_matches([' ', '.', ',', ';']);
            if entry.row.is_some() {
                return None;
            }
            let case = CaseNumber::prefix(words).map(|(_, length)| length);
            let reply = || unlabelled_reply(words).filter(|_| matches!(entry.fields.replies, Cut::Absent));
            return words.get(..case.or_else(reply)?).map(str::to_owned);
        }
        let words = summary.trim_start_matches([' ', '.', ',', ';', ':', '–', '-', '&']);
        // A page's number can lie between two replies.
        let number = words.trim_start_matches(|c: char| c.is_ascii_digit());
        let behind = number.trim_start();
        if number.len() < words.len() && behind.len() < number.len() {
            let length = date::figures_prefix(behind).or_else(|| reply::acknowledgement_prefix(behind));
            if let Some(length) = length {
                return behind.get(..length).map(str::to_owned);
            }
        }
        // Two dates of three are joined by a word, and the third is not there.
        let joint = || {
            let length = lexicon!("and").length(words)?;
            let behind = words.get(length..)?;
            let begins = behind
                .trim_start_matches([' ', '.', ','])
                .starts_with(|c: char| c.is_uppercase() || c == '“');
            (behind.starts_with(' ') && begins && words.starts_with(char::is_lowercase)).then_some(length)
        };
        // A letter typed for the first digit of a day.
        let letter = || {
            let (first, figures) = words
                .split_at_checked(1)
                .filter(|(first, _)| matches!(*first, "l" | "I" | "O"))?;
            let length = date::figures_prefix(figures)?;
            (figures.get(..length)?.matches('/').count() == 2).then_some(first.len() + length)
        };
        let case = || {
            let (_, length) = CaseNumber::prefix(words)?;
            words.get(length..)?.starts_with(['.', ',', ';', ' ']).then_some(length)
        };
        let day = date::figures_prefix(words).filter(|&length| {
            let printed = words.get(..length).unwrap_or_default();
            printed.parse::<PrintedDay>().is_ok()
        });
        let mark = || reply::acknowledgement_prefix(words);
        let digits = || {
            let length = words.bytes().take_while(u8::is_ascii_digit).count();
            let (_, behind) = words.split_at_checked(length)?;
            let parted = behind.trim_start();
            let ends = parted.is_empty() || parted.starts_with([',', ';', '&', ')']) || behind.starts_with(". ");
            ((1..=LONGEST).contains(&length) && ends).then_some(length)
        };
        let length = day
            .or_else(mark)
            .or_else(digits)
            .or_else(joint)
            .or_else(letter)
            .or_else(case)?;
        words.get(..length).map(str::to_owned)
    }
}

/// Where a reply ends whose label is gone or misprinted beyond recognition, with which a summary begins: a day in figures
/// within its first words, or words for none at once or behind a colon.
fn unlabelled_reply(words: &str) -> Option<usize> {
    /// Words of the longest label.
    const LABEL: usize = 4;
    let mut at = 0;
    for word in words.split_inclusive([' ', '\u{a0}', '\n']).take(LABEL + 1) {
        let (before, rest) = words.split_at_checked(at)?;
        let day = date::figures_prefix(rest).filter(|&length| {
            let printed = rest.get(..length).unwrap_or_default();
            printed.matches('/').count() == 2 && printed.parse::<PrintedDay>().is_ok()
        });
        let named = at == 0 || before.trim_end().ends_with(':');
        let none = reply::no_reply_prefix(rest).filter(|&length| {
            let behind = rest.get(length..).unwrap_or_default();
            named && (behind.is_empty() || behind.starts_with(['.', ';', ',']))
        });
        if let Some(length) = day.or(none) {
            return Some(at + length);
        }
        at += word.len();
        if word.trim_end().ends_with(['.', ';']) {
            break;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replies_without_their_label() {
        for (words, reply) in [
            ("20/09/2013. Alleged arrest", Some("20/09/2013")),
            ("Sate reply: 20/09/2013. Alleged", Some("Sate reply: 20/09/2013")),
            ("Sate reply: None to date. Alleged", Some("Sate reply: None to date")),
            ("None to date. Alleged arrest", Some("None to date")),
            ("None of them was heard.", None),
            ("Alleged arrest. 20/09/2013 was a Friday.", None),
            ("Alleged arrest of two writers on 20/09/2013.", None),
        ] {
            let found = unlabelled_reply(words).and_then(|length| words.get(..length));
            assert_eq!(found, reply, "{words}");
        }
    }
}
