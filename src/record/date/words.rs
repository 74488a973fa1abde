//! Dates in words, in the three languages.

use super::{Day, narrow};
use crate::lexicon::lexicon;
use crate::text::spelling::{self, is_blank};

/// Eats a date in words from the front of `printed`: the day and its length in bytes.
///
/// `28 July 2011`, `July 28, 2011`, `13 août 2013`, `1er mai 2011`, `27 de agosto de 2013`.
pub fn in_words(printed: &str) -> Option<(Day, usize)> {
    let mut rest = Words::of(printed);
    let (day, month) = rest.day_and_month()?;
    let year = rest.year()?;
    let day = Day::of(narrow(day).ok()?, month, year).ok()?;
    Some((day, printed.len() - rest.rest.len()))
}

/// Length in bytes of a day and month at the front of `printed` that no year stands behind, as in `1 January to
/// 31 December 2016`.
pub fn without_year(printed: &str) -> Option<usize> {
    let mut rest = Words::of(printed);
    rest.day_and_month()?;
    let length = printed.len() - rest.rest.len();
    rest.year().is_none().then_some(length)
}

/// The day of a year that is printed without it: the whole of `printed`, blanks around it aside.
///
/// ```
/// use rapporteur::record::date;
/// assert_eq!(date::in_year("1 January", 2016).unwrap().to_string(), "2016-01-01");
/// assert_eq!(date::in_year("1 January 2015", 2016), None);
/// ```
pub fn in_year(printed: &str, year: i16) -> Option<Day> {
    let mut rest = Words::of(printed.trim_end_matches(is_blank));
    let (day, month) = rest.day_and_month()?;
    let day = Day::of(narrow(day).ok()?, month, year).ok()?;
    rest.rest.is_empty().then_some(day)
}

/// A cursor over words and numbers. Blanks are eaten before a word, not behind it, so that a date ends with its year.
struct Words<'p> {
    rest: &'p str,
    /// The same without the blanks before it.
    word: &'p str,
}

impl<'p> Words<'p> {
    fn of(rest: &'p str) -> Self {
        Self {
            rest,
            word: rest.trim_start_matches(is_blank),
        }
    }

    /// Passes the blanks and so many bytes behind them.
    fn advance(&mut self, length: usize) {
        *self = Self::of(self.word.get(length..).unwrap_or_default());
    }

    fn number(&mut self, lengths: std::ops::RangeInclusive<usize>) -> Option<i16> {
        let length = self.word.bytes().take_while(u8::is_ascii_digit).count();
        if !lengths.contains(&length) {
            return None;
        }
        let number = self.word.get(..length)?.parse().ok()?;
        self.advance(length);
        Some(number)
    }

    /// `28 July`, `July 28`, `1er mai`, `27 de agosto`.
    fn day_and_month(&mut self) -> Option<(i16, i8)> {
        let Some(day) = self.number(1..=2) else {
            let month = self.month()?;
            let day = self.number(1..=2)?;
            self.any_word(&["st", "nd", "rd", "th"]);
            return Some((day, month));
        };
        // Dates in figures, which are most, end here.
        if !self.word.starts_with(char::is_alphabetic) && !self.word.starts_with(".º") {
            return None;
        }
        // `1.º de marzo`
        self.mark('.');
        self.any_word(&["er", "st", "nd", "rd", "th", "º", "o"]);
        // `1 De-` / `cember` has no `de`.
        if let Some(month) = self.month() {
            return Some((day, month));
        }
        self.any_word(&["de"]);
        self.any_word(&["of"]);
        Some((day, self.month()?))
    }

    /// The year behind a day and month, with what leads to it.
    fn year(&mut self) -> Option<i16> {
        self.mark(',');
        self.any_word(&["del", "de"]);
        self.number(4..=4)
    }

    /// Passes the first of some words that stands here.
    fn any_word(&mut self, words: &[&str]) {
        words.iter().any(|word| self.word(word));
    }

    fn word(&mut self, word: &str) -> bool {
        let length = spelling::eat(self.word, word);
        if let Some(length) = length {
            self.advance(length);
        }
        length.is_some()
    }

    fn mark(&mut self, mark: char) {
        if self.word.starts_with(mark) {
            self.advance(mark.len_utf8());
        }
    }

    fn month(&mut self) -> Option<i8> {
        let (_, month, length) = lexicon!("month", i8, |number| number.parse().ok()).eat(self.word)?;
        self.advance(length);
        Some(month)
    }
}
