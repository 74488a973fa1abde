//! Days, and the ways in which the documents print them.
//!
//! Figures are always day, month, year. A date whose figures are whole but whose separators are not
//! (`11/11//2015`) is read and marked as a misprint; a date that needs a guess is an error.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::text::spelling::{is_blank, is_invisible, is_slash};

mod words;

pub use words::{in_words, in_year, without_year};

/// The first year in which one of these letters can have been sent: the first thematic mandate is of 1980.
const FIRST_YEAR: i16 = 1980;
/// A year that no report reaches.
const LAST_YEAR: i16 = 2099;

/// A calendar day, written `YYYY-MM-DD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

impl Day {
    /// The day of these figures, if the calendar has it and a report can speak of it.
    fn of(day: i8, month: i8, year: i16) -> Result<Self, UnreadableDate> {
        if !(FIRST_YEAR..=LAST_YEAR).contains(&year) {
            return Err(UnreadableDate::YearOutOfRange(year));
        }
        Date::new(year, month, day)
            .map(Self)
            .map_err(|_| UnreadableDate::NoSuchDay)
    }

    /// Its year.
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// Its month, 1 to 12.
    pub fn month(self) -> i8 {
        self.0.month()
    }

    /// Its day of the month, 1 to 31.
    pub fn day(self) -> i8 {
        self.0.day()
    }

    /// The day behind it.
    #[must_use]
    pub fn next(self) -> Self {
        // The last day that there is has no next one, and no report reaches it.
        Self(self.0.tomorrow().unwrap_or(self.0))
    }

    /// Days from this day to a later one; negative to an earlier one.
    pub fn days_to(self, later: Self) -> i32 {
        // A span of days between two days of years 1980 to 2099 fits.
        self.0.until(later.0).map_or(0, |span| span.get_days())
    }
}

impl From<Date> for Day {
    fn from(date: Date) -> Self {
        Self(date)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0.year(), self.0.month(), self.0.day())
    }
}

impl FromStr for Day {
    type Err = UnreadableDate;

    /// Reads what [`Display`](fmt::Display) writes, nothing else; for print see [`PrintedDay`].
    fn from_str(written: &str) -> Result<Self, Self::Err> {
        let mut parts = written.splitn(3, '-');
        let mut part = |length: usize| {
            let figures = parts
                .next()
                .filter(|p| p.len() == length && p.bytes().all(|b| b.is_ascii_digit()));
            figures.and_then(|p| p.parse::<i16>().ok()).ok_or(UnreadableDate::Shape)
        };
        let (year, month, day) = (part(4)?, part(2)?, part(2)?);
        Date::new(year, narrow(month)?, narrow(day)?)
            .map(Self)
            .map_err(|_| UnreadableDate::NoSuchDay)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // `YYYY-MM-DD` without the formatter: a record holds up to a dozen days.
        let figure = |number: i16, place: i16| b'0' + u8::try_from(number / place % 10).unwrap_or_default();
        let (year, month, day) = (self.0.year(), i16::from(self.0.month()), i16::from(self.0.day()));
        let written = [
            figure(year, 1000),
            figure(year, 100),
            figure(year, 10),
            figure(year, 1),
            b'-',
            figure(month, 10),
            figure(month, 1),
            b'-',
            figure(day, 10),
            figure(day, 1),
        ];
        match std::str::from_utf8(&written) {
            // Years from 0 to 9999, as all are that a report can speak of.
            Ok(written) if year >= 0 => serializer.serialize_str(written),
            _ => serializer.collect_str(self),
        }
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = String::deserialize(deserializer)?;
        written.parse().map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Day {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Day".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "format": "date", "pattern": "^\\d{4}-\\d{2}-\\d{2}$"})
    }
}

/// Why a printed date is no day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnreadableDate {
    /// It is not three numbers for day, month and year.
    #[error("not a day, month and year")]
    Shape,
    /// The calendar has no such day; figures are day, month, year, and are never swapped.
    #[error("no such day")]
    NoSuchDay,
    /// No report can speak of that year.
    #[error("year {0} is out of range")]
    YearOutOfRange(i16),
}

/// A date as a document prints it, with what was odd about the print.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PrintedDay {
    /// The day meant.
    pub day: Day,
    /// The year had two figures, and was read as one of this century.
    pub two_digit_year: bool,
    /// The separators are not one stroke each, though the figures are whole.
    pub misprint: bool,
}

impl FromStr for PrintedDay {
    type Err = UnreadableDate;

    /// Reads a date in figures or in words; the whole of `printed`, blanks around it aside.
    ///
    /// ```
    /// use rapporteur::record::{PrintedDay, UnreadableDate};
    /// let read: PrintedDay = "11/11//2015".parse().unwrap();
    /// assert_eq!((read.day.to_string().as_str(), read.misprint), ("2015-11-11", true));
    /// assert_eq!("31/02/2012".parse::<PrintedDay>(), Err(UnreadableDate::NoSuchDay));
    /// ```
    fn from_str(printed: &str) -> Result<Self, Self::Err> {
        let printed = printed.trim_matches(is_blank);
        // Most dates are figures, and a month has letters.
        let words = printed.contains(|c: char| c.is_alphabetic());
        if let Some((day, length)) = words.then(|| in_words(printed)).flatten() {
            return if length == printed.len() {
                Ok(Self::plain(day))
            } else {
                Err(UnreadableDate::Shape)
            };
        }
        in_figures(printed)
    }
}

impl PrintedDay {
    fn plain(day: Day) -> Self {
        Self {
            day,
            two_digit_year: false,
            misprint: false,
        }
    }
}

fn in_figures(printed: &str) -> Result<PrintedDay, UnreadableDate> {
    let mut numbers = [(0_i16, 0_usize); 3];
    let mut separators = [0_usize; 2];
    let mut misprint = false;
    let mut at = 0;
    let mut in_number = false;
    for c in printed.chars() {
        if let Some(figure) = c.to_digit(10) {
            if !in_number && numbers[at].1 > 0 {
                at += 1;
                if at == numbers.len() {
                    return Err(UnreadableDate::Shape);
                }
            }
            in_number = true;
            let (value, length) = &mut numbers[at];
            *length += 1;
            if *length > 4 {
                return Err(UnreadableDate::Shape);
            }
            *value = *value * 10 + i16::try_from(figure).map_err(|_| UnreadableDate::Shape)?;
        } else if is_separator(c) {
            in_number = false;
            if is_slash(c) && numbers[0].1 > 0 && at < separators.len() {
                separators[at] += 1;
            } else {
                misprint = true;
            }
        } else if is_blank(c) {
            in_number = false;
            misprint |= !is_invisible(c);
        } else {
            return Err(UnreadableDate::Shape);
        }
    }
    let [(day, day_length), (month, month_length), (year, year_length)] = numbers;
    // Without a separator between them two numbers were one on the page, so all three must have been parted.
    if !(1..=2).contains(&day_length) || !(1..=2).contains(&month_length) || ![2, 4].contains(&year_length) {
        return Err(UnreadableDate::Shape);
    }
    let two_digit_year = year_length == 2;
    let year = if two_digit_year { 2000 + year } else { year };
    Ok(PrintedDay {
        day: Day::of(narrow(day)?, narrow(month)?, year)?,
        two_digit_year,
        misprint: misprint || separators != [1, 1],
    })
}

fn narrow(number: i16) -> Result<i8, UnreadableDate> {
    i8::try_from(number).map_err(|_| UnreadableDate::Shape)
}

/// The separators that stand, or stand by mistake, between the figures of a date.
fn is_separator(c: char) -> bool {
    is_slash(c) || matches!(c, '.' | '-' | ',' | '\\' | '\u{2010}'..='\u{2015}')
}

/// Length of a day in figures at the front of `printed`; [`figures_prefix`] takes what is only like one, too.
pub fn day_prefix(printed: &str) -> Option<usize> {
    let is_day = |&length: &usize| {
        printed
            .get(..length)
            .is_some_and(|day| day.parse::<PrintedDay>().is_ok())
    };
    figures_prefix(printed).filter(is_day)
}

/// Length in bytes of the date in figures at the front of `printed`, readable or not; nothing if none stands there.
///
/// Such a date is figures with at least one stroke (or two stops or hyphens) between them, and ends with its last
/// figure or letter, so `31/O2/2012` is cut whole and can be rejected whole.
///
/// ```
/// use rapporteur::record::date;
/// assert_eq!(date::figures_prefix("17/9/2011. Alleged"), Some(9));
/// assert_eq!(date::figures_prefix("15 persons"), None);
/// ```
pub fn figures_prefix(printed: &str) -> Option<usize> {
    /// No date in figures is longer, blanks between them included.
    const LONGEST: usize = 40;
    if !printed.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let mut chars = [(0, '\0'); LONGEST];
    let mut length = 0;
    let mut bytes = 0;
    // A date holds no letter but those typed for figures.
    let may_belong = |c: char| !c.is_alphabetic() || matches!(c, 'O' | 'o' | 'l' | 'I');
    // A page's end within a date leaves many blanks.
    let mut parted = false;
    let folded = printed.char_indices().filter(|&(_, c)| {
        let doubled = parted && c.is_whitespace();
        parted = c.is_whitespace();
        !doubled
    });
    for (slot, (at, c)) in chars.iter_mut().zip(folded) {
        *slot = (at, c);
        length += 1;
        bytes = at + c.len_utf8();
        if !may_belong(c) {
            break;
        }
    }
    let chars = chars.get(..length).unwrap_or_default();
    let byte = |at: usize| chars.get(at).map_or(bytes, |c| c.0);
    let near = |at: usize| {
        chars
            .get(at)
            .is_some_and(|&(_, c)| c.is_ascii_digit() || is_separator(c))
    };
    let figure = |at: usize| {
        chars.get(at).is_some_and(|&(_, c)| {
            // A letter typed for a figure, as in `2O12`.
            c.is_ascii_digit() || (matches!(c, 'O' | 'o' | 'l' | 'I') && at > 0 && near(at - 1) && near(at + 1))
        })
    };
    let (mut at, mut end, mut strokes, mut others) = (0, 0, 0, 0);
    for number in 1..=3 {
        let start = at;
        // An invisible character within a number parts nothing.
        while figure(at) || at > start && figure(at + 1) && chars.get(at).is_some_and(|&(_, c)| is_invisible(c)) {
            at += 1;
        }
        if at == start {
            break;
        }
        end = at;
        let (mut here, mut other, mut blank, mut next) = (0, 0, false, at);
        while let Some(&(_, c)) = chars.get(next) {
            match c {
                _ if is_slash(c) => here += 1,
                _ if is_separator(c) && c != ',' => other += 1,
                _ if is_invisible(c) => {}
                // A line can end behind a stroke.
                _ if is_blank(c) && (c != '\n' || here > 0) => blank = true,
                _ => break,
            }
            next += 1;
        }
        // Behind a year, a stop and more figures are a footnote's mark or the next sentence.
        let after_year = at - start >= 4 && (blank || here == 0);
        if number == 3 || !(1..=3).contains(&(here + other)) || !figure(next) || after_year {
            break;
        }
        strokes += here;
        others += other;
        at = next;
    }
    (strokes > 0 || others >= 2).then(|| byte(end))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn printed_dates() {
        for (printed, day, two_digit_year, misprint) in [
            ("28/7/2011", "2011-07-28", false, false),
            ("05/12/2012", "2012-12-05", false, false),
            ("17/01/12", "2012-01-17", true, false),
            ("11/11//2015", "2015-11-11", false, true),
            ("11/ 11/2015", "2015-11-11", false, true),
            ("31.01.2014", "2014-01-31", false, true),
            ("29/02/2012", "2012-02-29", false, false),
            (" 1/1/2015\u{a0}", "2015-01-01", false, false),
            ("12/05\u{ad}/2016", "2016-05-12", false, false),
            ("1/1/2015/", "2015-01-01", false, true),
            ("28 July 2011", "2011-07-28", false, false),
        ] {
            let read = printed
                .parse::<PrintedDay>()
                .map(|p| (p.day.to_string(), p.two_digit_year, p.misprint));
            assert_eq!(read, Ok((day.to_owned(), two_digit_year, misprint)), "{printed}");
        }
        for (printed, why) in [
            ("31/02/2012", UnreadableDate::NoSuchDay),
            ("29/02/2013", UnreadableDate::NoSuchDay),
            ("05/13/2012", UnreadableDate::NoSuchDay),
            ("00/01/2012", UnreadableDate::NoSuchDay),
            ("28/07/1011", UnreadableDate::YearOutOfRange(1011)),
            ("2/2012", UnreadableDate::Shape),
            ("28/072011", UnreadableDate::Shape),
            ("28/07/201", UnreadableDate::Shape),
            ("28/07/20115", UnreadableDate::Shape),
            ("O5/12/2012", UnreadableDate::Shape),
            ("28/7/2011²", UnreadableDate::Shape),
            ("1/2/3/2012", UnreadableDate::Shape),
            ("", UnreadableDate::Shape),
            ("28 July 2011 to 3 May 2012", UnreadableDate::Shape),
        ] {
            assert_eq!(printed.parse::<PrintedDay>(), Err(why), "{printed}");
        }
    }

    #[test]
    fn a_date_in_figures_is_cut_whole() {
        for (printed, cut) in [
            ("17/9/2011. Alleged", Some("17/9/2011")),
            ("23/06/2013.2 Alleged", Some("23/06/2013")),
            ("23/06/2013.15 persons", Some("23/06/2013")),
            ("11/11//2015 Case", Some("11/11//2015")),
            ("31/O2/2012, x", Some("31/O2/2012")),
            ("11 /11/2015 & 3", Some("11 /11/2015")),
            ("20/05/2016\u{a0}\u{a0} Alleged", Some("20/05/2016")),
            ("20/05/2016 14 people", Some("20/05/2016")),
            ("20/05/2016 14/06/2016", Some("20/05/2016")),
            ("31.01.2014; 3", Some("31.01.2014")),
            ("01/02/2012-03/02/2012", Some("01/02/2012")),
            ("15 persons", None),
            ("2.5 million", None),
            ("84/2002 law", Some("84/2002")),
            ("Alleged", None),
            ("", None),
        ] {
            let read = figures_prefix(printed).and_then(|length| printed.get(..length));
            assert_eq!(read, cut, "{printed}");
        }
    }

    #[test]
    fn dates_in_words() {
        for (printed, day, rest) in [
            ("28 July 2011, and", "2011-07-28", ", and"),
            ("July 28, 2011 to", "2011-07-28", " to"),
            ("May 1, 2011", "2011-05-01", ""),
            ("Feb. 28, 2017", "2017-02-28", ""),
            ("1er mai 2011", "2011-05-01", ""),
            ("13 août 2013.", "2013-08-13", "."),
            ("27 de agosto de 2013", "2013-08-27", ""),
            ("1st of March 2014", "2014-03-01", ""),
            ("28February 2013", "2013-02-28", ""),
            ("1 De-\ncember 2011 to", "2011-12-01", " to"),
            ("1.º de marzo de 2014,", "2014-03-01", ","),
        ] {
            let (read, length) = in_words(printed).expect(printed);
            assert_eq!(
                (read.to_string().as_str(), printed.get(length..)),
                (day, Some(rest)),
                "{printed}"
            );
        }
        for printed in [
            "31 February 2012",
            "July 2011",
            "28 Julember 2011",
            "the 3",
            "May I 2011",
            "3/5/2012",
        ] {
            assert_eq!(in_words(printed), None, "{printed}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(year in FIRST_YEAR..=LAST_YEAR, month in 1_i8..=12, day in 1_i8..=31) {
            if let Ok(day) = Day::of(day, month, year) {
                prop_assert_eq!(day.to_string().parse::<Day>(), Ok(day));
                let printed = format!("{}/{}/{}", day.0.day(), month, year);
                prop_assert_eq!(printed.parse::<PrintedDay>(), Ok(PrintedDay::plain(day)));
                prop_assert_eq!(figures_prefix(&printed), Some(printed.len()));
            }
        }

        #[test]
        fn no_print_makes_it_panic(printed in "\\PC{0,30}") {
            let _ = printed.parse::<PrintedDay>();
            let _ = printed.parse::<Day>();
            let _ = in_words(&printed);
            if let Some(length) = figures_prefix(&printed) {
                prop_assert!(printed.is_char_boundary(length));
            }
        }
    }
}
