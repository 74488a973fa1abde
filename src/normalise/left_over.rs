//! What is left over between the fields of an entry and its summary.

use super::{Page, wording};
use crate::layout::{Entry, Replies as Cut};
use crate::lexicon::lexicon;
use crate::record::{CaseNumber, PrintedDay, date, reply};
use crate::text::Span;
use crate::text::spelling::{self, is_blank};

impl Page<'_> {
    /// What a summary begins with that belongs to the fields before it: a day, the mark of an acknowledgement, the word that
    /// joins two days, a case number, or digits that no word follows, as of a year that a blank cuts.
    pub(super) fn left_over(&self, entry: &Entry) -> Option<String> {
        /// Digits of a year.
        const LONGEST: usize = 4;
        let summary = wording::clean(self.text, entry.fields.summary?);
        if !matches!(entry.fields.replies, Cut::Dates(_) | Cut::None(_)) {
            if entry.row.is_some() {
                return None;
            }
            let words = without_marks(&summary);
            let case = CaseNumber::prefix(words).map(|(_, length)| length);
            // Of a label that is cut off before its end.
            let begins = |(label, ()): (&str, ())| {
                let start = label.get(..words.len());
                start.is_some_and(|start| start.chars().eq(words.chars().map(spelling::fold)))
            };
            if lexicon!("reply").all().any(begins) {
                return Some(words.to_owned()).filter(|words| !words.is_empty());
            }
            let labelled = entry.fields.reply_label.is_some();
            let reply = || unlabelled_reply(words, labelled).filter(|_| matches!(entry.fields.replies, Cut::Absent));
            return words.get(..case.or_else(reply)?).map(str::to_owned);
        }
        let words = summary.trim_start_matches([' ', '.', ',', ';', ':', '–', '-', '&']);
        let bare = without_marks(words);
        if bare.len() < words.len()
            && let Some(length) = date::figures_prefix(bare)
            && is_day(bare.get(..length)?)
        {
            return bare.get(..length).map(str::to_owned);
        }
        // The end of words for none whose beginning was taken for all of them: `None, to date`.
        let none = || {
            let length = reply::no_reply_prefix(words).filter(|_| words.starts_with(char::is_lowercase))?;
            let behind = words.get(length..)?.trim_start();
            let ends = behind.is_empty() || behind.starts_with(|c: char| c.is_uppercase() || !c.is_alphanumeric());
            ends.then_some(length)
        };
        if let Some(length) = end_of_no_reply(words).or_else(none) {
            return words.get(..length).map(str::to_owned);
        }
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
        let mark = || {
            // Without its brackets a dash parts it from the summary.
            let bare = || {
                let behind = words.strip_prefix('A')?.trim_start_matches(' ');
                // `A/HRC/20/27` is a symbol.
                let within = behind.chars().nth(1).is_some_and(char::is_alphabetic) && behind.starts_with(['-', '/']);
                let marked = behind.starts_with([')', ']', '–', '—', '-', ';', '/']) && !within;
                // In a sentence of its own the word has a small letter: `A alleged plot` is a misprint of the summary's.
                let begins = behind.starts_with(char::is_uppercase) && lexicon!("alleged").length(behind).is_some();
                (marked || begins).then_some(1)
            };
            // Any brackets.
            let closed = || {
                let (opening, inside) = words.split_at_checked(1)?;
                (matches!(opening, "<" | "{" | "|")
                    && inside.starts_with(['A', 'a'])
                    && inside.get(1..)?.starts_with(['>', '}', '|']))
                .then_some(3)
            };
            reply::acknowledgement_prefix(words).or_else(bare).or_else(closed)
        };
        // Small words that join one day more, however they are printed.
        let joined = || {
            /// Words of the longest joint: `as well as on`.
            const JOINT: usize = 4;
            let mut at = 0;
            for word in words.split_inclusive(' ').take(JOINT) {
                let small = word
                    .trim_end()
                    .chars()
                    .all(|c| c.is_lowercase() || matches!(c, '/' | ','));
                at += word.len();
                let rest = words.get(at..).filter(|_| small)?;
                if let Some(length) = date::figures_prefix(rest)
                    && is_day(rest.get(..length)?)
                {
                    return Some(at + length);
                }
            }
            None
        };
        // The end of a year that a blank cuts.
        let year = || {
            let cut = match &entry.fields.replies {
                Cut::Dates(dates) => dates.last()?.date,
                _ => return None,
            };
            let printed = self
                .text
                .slice(cut)
                .parse::<PrintedDay>()
                .ok()
                .filter(|day| day.two_digit_year);
            let (end, behind) = words.split_at_checked(2)?;
            let touches = self
                .text
                .slice(Span::new(cut.end, entry.fields.summary?.start))
                .chars()
                .all(is_blank);
            let cut = printed.is_some() && touches && end.bytes().all(|b| b.is_ascii_digit());
            (cut && !behind.starts_with(|c: char| c.is_ascii_digit())).then_some(2)
        };
        let digits = || {
            let length = words.bytes().take_while(u8::is_ascii_digit).count();
            let (_, behind) = words.split_at_checked(length)?;
            let parted = behind.trim_start();
            // Behind a comma a day was begun; a sentence that counts goes on in small letters.
            let begun = || {
                let between = match &entry.fields.replies {
                    Cut::Dates(dates) => self
                        .text
                        .slice(Span::new(dates.last()?.span.end, entry.fields.summary?.start)),
                    _ => return None,
                };
                let joined = between.trim_start_matches(is_blank).starts_with([',', ';', '&']);
                Some(joined && parted.starts_with(char::is_uppercase))
            };
            let ends = parted.is_empty()
                || parted.starts_with([',', ';', '&', ')'])
                || behind.starts_with(". ")
                || behind.starts_with(" –")
                || length <= 2 && begun().unwrap_or(false);
            ((1..=LONGEST).contains(&length) && ends).then_some(length)
        };
        let length = day
            .or_else(mark)
            .or_else(year)
            .or_else(joined)
            .or_else(digits)
            .or_else(joint)
            .or_else(letter)
            .or_else(case)?;
        words.get(..length).map(str::to_owned)
    }
}

/// A summary without what stands before its first word: strokes, stops, dashes, bullets, and brackets around a field.
fn without_marks(words: &str) -> &str {
    words.trim_start_matches(|c: char| !c.is_alphanumeric())
}

/// Whether a date in figures has all three numbers.
fn is_day(printed: &str) -> bool {
    printed.matches('/').count() == 2 && printed.parse::<PrintedDay>().is_ok()
}

/// Length of the end of words for none; with a capital a sentence begins so.
fn end_of_no_reply(words: &str) -> Option<usize> {
    let small = words.starts_with(char::is_lowercase);
    lexicon!("end of no reply").length(words).filter(|_| small)
}

/// Where a reply ends whose label is gone or misprinted beyond recognition, with which a summary begins: a day in figures
/// within its first words, or words for none at once or behind a colon.
fn unlabelled_reply(words: &str, labelled: bool) -> Option<usize> {
    /// Words of the longest label.
    const LABEL: usize = 4;
    /// Letters of the longest label whose letters stand apart.
    const LETTERS: usize = 24;
    let (mut at, mut whole) = (0, 0);
    for word in words.split_inclusive([' ', '\u{a0}', '\n']).take(LETTERS) {
        if whole > LABEL {
            break;
        }
        whole += usize::from(word.chars().count() > 2);
        let (before, rest) = words.split_at_checked(at)?;
        let day = date::figures_prefix(rest).filter(|&length| rest.get(..length).is_some_and(is_day));
        let named = at == 0 || before.trim_end().ends_with(':');
        // No sentence goes on from these words with a capital.
        let ends = |length: usize| {
            let behind = rest.get(length..).unwrap_or_default().trim_start();
            behind.is_empty() || behind.starts_with(|c: char| c.is_uppercase() || !c.is_alphanumeric())
        };
        let none = reply::no_reply_prefix(rest).filter(|&length| named && ends(length));
        let end_of_none = || end_of_no_reply(rest).filter(|&length| labelled && ends(length));
        // One word before the words that open a summary: `Nil Alleged arrest`.
        let word_alone = labelled && at > 0 && !before.trim_end().contains(' ') && rest.starts_with(char::is_uppercase);
        if word_alone && lexicon!("alleged").length(rest).is_some() {
            return Some(before.trim_end().len());
        }
        if let Some(length) = day.or(none).or_else(end_of_none) {
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
            ("None to date Alleged arrest", Some("None to date")),
            ("N one to date – Alleged arrest", Some("N one to date")),
            ("Nil Alleged arrest", Some("Nil")),
            (
                "S t a t e r e p l y : 20/09/2013 Arrest",
                Some("S t a t e r e p l y : 20/09/2013"),
            ),
            ("None of them was heard.", None),
            ("No reply was given by the police.", None),
            ("Alleged arrest. 20/09/2013 was a Friday.", None),
            ("Alleged arrest of two writers on 20/09/2013.", None),
        ] {
            let found = unlabelled_reply(words, true).and_then(|length| words.get(..length));
            assert_eq!(found, reply, "{words}");
        }
        assert_eq!(unlabelled_reply("Prolonged custody None to date.", false), None);
    }
}
