//! The sentences of an introduction as words, numbers, marks and days.
//!
//! Words are folded once for all questions: lower case, one kind of apostrophe and dash, soft hyphens gone.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::layout::dates::dates;
use crate::lexicon::Words;
use crate::record::{Day, PrintedDay, date};
use crate::text::Span;
use crate::text::spelling::{fold, is_blank};

/// A part of a sentence and where it is printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// A folded word, a number, a mark; nothing for a day.
    pub shown: String,
    /// The day that it is; its print can lack the year that it shares with the next one.
    pub day: Option<Day>,
    pub span: Span,
}

impl Token {
    /// Whether it is a word: it has a letter, or is a dash alone.
    pub fn is_word(&self) -> bool {
        self.shown == "-" || self.shown.contains(char::is_alphabetic)
    }

    /// The number that it is in digits.
    pub fn number(&self) -> Option<u32> {
        self.shown.parse().ok()
    }

    /// Whether it is one of some words.
    pub fn is(&self, words: &Words) -> bool {
        words.is(&self.shown).is_some()
    }

    /// Whether it begins like one of some stems.
    pub fn begins<T: Copy>(&self, stems: &Words<T>) -> bool {
        stems.stem(&self.shown).is_some()
    }
}

/// The words among some tokens.
pub(super) fn words(tokens: &[Token]) -> impl DoubleEndedIterator<Item = &Token> {
    tokens.iter().filter(|token| token.is_word())
}

/// The sentences of a paragraph whose first character has the offset `base` in the text.
pub(super) fn sentences(shown: &str, base: usize) -> Vec<Vec<Token>> {
    let mut sentences = Sentences {
        shown,
        base,
        found: vec![Vec::new()],
        stopped: false,
    };
    let mut at = 0;
    for span in dates(shown, base) {
        let (start, end) = (span.start - base, span.end - base);
        let Some(Ok(PrintedDay { day, .. })) = shown.get(start..end).map(str::parse) else {
            continue;
        };
        if let Some((first, elided)) = day_without_year(shown, at..start, day) {
            sentences.words(at..elided.start);
            at = elided.end;
            sentences.push(String::new(), Some(first), elided);
        }
        sentences.words(at..start);
        sentences.push(String::new(), Some(day), start..end);
        at = end;
    }
    sentences.words(at..shown.len());
    sentences.found
}

/// The last day and month before a day whose year it shares: `1 January to 31 December 2016`. Whether the two belong
/// together is asked of the words between them.
fn day_without_year(shown: &str, before: Range<usize>, next: Day) -> Option<(Day, Range<usize>)> {
    let words = shown.get(before.clone())?;
    let begins = |&(_, c): &(usize, char)| c.is_ascii_digit() || c.is_ascii_uppercase();
    words.char_indices().rev().filter(begins).find_map(|(at, _)| {
        let (before_it, rest) = words.split_at_checked(at)?;
        let length = date::without_year(rest)?;
        let day = date::in_year(rest.get(..length)?, next.year())?;
        let start = before.start + at;
        let whole = !before_it.ends_with(|c: char| c.is_ascii_digit());
        (whole && day < next).then_some((day, start..start + length))
    })
}

/// Sentences that are being put together.
struct Sentences<'s> {
    shown: &'s str,
    /// The offset of its first character in the text.
    base: usize,
    found: Vec<Vec<Token>>,
    /// The last sentence has ended, if what comes next begins one.
    stopped: bool,
}

impl Sentences<'_> {
    fn push(&mut self, shown: String, day: Option<Day>, at: Range<usize>) {
        if self.stopped {
            self.stopped = false;
            self.found.push(Vec::new());
        }
        let span = Span::new(self.base + at.start, self.base + at.end);
        if let Some(last) = self.found.last_mut() {
            last.push(Token { shown, day, span });
        }
    }

    /// Puts the words, numbers and marks of a range in. A sentence ends at a stop that is glued to a word, unless that
    /// is an abbreviation.
    fn words(&mut self, range: Range<usize>) {
        /// A word, within which a line can end at a soft hyphen, or a mark.
        static PART: LazyLock<Regex> = LazyLock::new(|| {
            #[expect(clippy::unwrap_used, reason = "a constant pattern, which the tests compile")]
            Regex::new(r#"(?:\x{ad}\s*|[^\s,;:()\[\]«»“”"])+|[,;:()\[\]«»“”"]"#).unwrap()
        });
        /// Letters of `Mr`, `Add` and other abbreviations that begin with a capital.
        const ABBREVIATED: usize = 3;
        let is_digit = |c: char| c.is_ascii_digit();
        for found in PART.find_iter(self.shown.get(range.clone()).unwrap_or_default()) {
            let printed: String = found.as_str().chars().filter(|&c| !is_blank(c)).map(fold).collect();
            // The mark of a footnote can be glued to the stop.
            let unnoted = printed.trim_end_matches(is_digit);
            let (bare, stopped) = match unnoted.strip_suffix(['.', '?', '!']) {
                Some(bare) if unnoted == printed || !bare.ends_with(is_digit) => (bare, true),
                _ => (printed.as_str(), false),
            };
            let capital = found.as_str().starts_with(char::is_uppercase);
            // Neither a small letter nor a mark begins a sentence.
            self.stopped &= capital || bare.starts_with(is_digit);
            if !bare.is_empty() {
                let end = found.end() - (printed.len() - bare.len());
                self.push(bare.to_owned(), None, range.start + found.start()..range.start + end);
            }
            let letters = bare.chars().count();
            self.stopped |= stopped && letters != 1 && !(capital && letters <= ABBREVIATED);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stop_ends_a_sentence_unless_it_is_an_abbreviations() {
        for (paragraph, count) in [
            ("It began on 1 March 2013. It ended on 28 February 2014.", 2),
            ("See No. 3, Add. 4, and Mr. A. Smith.", 1),
            ("As was said.2 The next one of 115 letters. And one more", 3),
            ("The office (Geneva) in 1.5 days or in 2014 etc. of them", 1),
            ("", 1),
        ] {
            assert_eq!(sentences(paragraph, 0).len(), count, "{paragraph}");
        }
    }

    #[test]
    fn words_are_folded_around_days_and_numbers() {
        const BASE: usize = 40;
        let paragraph = "Sent (re\u{ad}\nplies’ list – 115 of A/HRC/20/27) from 1 January to31 December 2016.";
        let sentences = sentences(paragraph, BASE);
        let [sentence] = sentences.as_slice() else {
            panic!("{sentences:?}")
        };
        let told: Vec<String> = sentence
            .iter()
            .map(|token| match token.day {
                Some(day) => {
                    let printed = paragraph.get(token.span.start - BASE..token.span.end - BASE);
                    format!("{day} {}", printed.expect("a span of the paragraph"))
                }
                None => token.shown.clone(),
            })
            .collect();
        assert_eq!(sentence.iter().filter_map(Token::number).collect::<Vec<_>>(), [115]);
        assert_eq!(words(sentence).count(), 8);
        let expected = [
            "sent",
            "(",
            "replies'",
            "list",
            "-",
            "115",
            "of",
            "a/hrc/20/27",
            ")",
            "from",
            "2016-01-01 1 January",
            "to",
            "2016-12-31 31 December 2016",
        ];
        assert_eq!(told, expected);
    }
}
