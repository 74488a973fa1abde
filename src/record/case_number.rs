//! Case numbers: `KAZ 2/2011`.

use std::fmt;
use std::str::FromStr;

use super::Country;
use crate::text::spelling::{is_blank, is_invisible, is_slash};

/// Digits of a printed running number: a State gets some dozens of letters a year.
const PRINTED_DIGITS: usize = 4;
/// Digits of a running number in a table, which may have been copied or counted anew.
const WRITTEN_DIGITS: usize = 9;

/// The number of a communication: code of the State, running number, year.
///
/// The code is three capital letters, an ISO 3166 alpha-3 code or `OTH`; whether it is one that exists is for
/// [`Country`](super::Country) to say, since a misprinted code is still what the document prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CaseNumber {
    code: [u8; 3],
    year: i16,
    number: u32,
}

impl CaseNumber {
    /// The three letters before the number.
    pub fn code(&self) -> &str {
        // Made of ASCII capitals only.
        std::str::from_utf8(&self.code).unwrap_or_default()
    }

    /// The year of its count, which is that of sending, or the one before.
    pub fn year(&self) -> i16 {
        self.year
    }

    /// Its running number.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// The case number of a code in capitals, a running number and a year.
    pub fn new(code: [u8; 3], number: u32, year: i16) -> Option<Self> {
        let is_code = code.iter().all(u8::is_ascii_uppercase);
        is_code.then_some(Self { code, year, number })
    }

    /// Eats a case number from the front of `printed`: what it says and its length in bytes.
    ///
    /// ```
    /// use rapporteur::record::CaseNumber;
    /// let (printed, length) = CaseNumber::prefix("KAZ 2/2011. State Reply").unwrap();
    /// assert_eq!((printed.case_number.to_string().as_str(), length), ("KAZ 2/2011", 10));
    /// assert!(CaseNumber::prefix("law 84/2002").is_none());
    /// ```
    pub fn prefix(printed: &str) -> Option<(PrintedCaseNumber, usize)> {
        Self::begins(printed, PRINTED_DIGITS)
    }

    fn begins(printed: &str, most: usize) -> Option<(PrintedCaseNumber, usize)> {
        let mut rest = Characters { rest: printed };
        let mut code = [0; 3];
        let mut misprint = false;
        for letter in &mut code {
            let c = rest.take_if(|c| c.is_ascii_alphabetic())?;
            misprint |= c.is_ascii_lowercase();
            *letter = u8::try_from(c.to_ascii_uppercase()).ok()?;
        }
        // `Kaz` is a code in the wrong letters; `law 84/2002` is a law.
        if misprint && std::str::from_utf8(&code).ok().and_then(Country::of_code).is_none() {
            return None;
        }
        rest.blanks();
        if rest.take_if(|c| is_dash(c) || c == '.').is_some() {
            misprint = true;
            rest.blanks();
        }
        let (number, _) = rest.figures(most)?;
        rest.blanks();
        rest.take_if(is_slash)?;
        while rest.take_if(is_slash).is_some() {
            misprint = true;
        }
        rest.blanks();
        let (year, length) = rest.figures(4)?;
        let (year, two_digit_year) = match length {
            // A nought at its beginning is a misprint, and `0213` no year.
            4 if year >= 1_000 => (year, false),
            2 => (2000 + year, true),
            _ => return None,
        };
        if rest.rest.starts_with(|c: char| c.is_alphanumeric()) && !rest.rest.starts_with("State") {
            return None;
        }
        let case_number = Self {
            code,
            year: i16::try_from(year).ok()?,
            number,
        };
        Some((
            PrintedCaseNumber {
                case_number,
                two_digit_year,
                misprint,
            },
            printed.len() - rest.rest.len(),
        ))
    }
}

/// A case number as printed, with what was odd about the print.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PrintedCaseNumber {
    /// What it says.
    pub case_number: CaseNumber,
    /// The year had two figures, and was read as one of this century.
    pub two_digit_year: bool,
    /// The code is not in capitals, the stroke is doubled, or a stop or dash stands behind the code.
    pub misprint: bool,
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}')
}

/// A cursor that passes over invisible characters.
struct Characters<'p> {
    rest: &'p str,
}

impl Characters<'_> {
    fn take_if(&mut self, wanted: impl Fn(char) -> bool) -> Option<char> {
        let visible = self.rest.trim_start_matches(is_invisible);
        let c = visible.chars().next().filter(|&c| wanted(c))?;
        self.rest = visible.get(c.len_utf8()..)?;
        Some(c)
    }

    fn blanks(&mut self) {
        self.rest = self.rest.trim_start_matches(is_blank);
    }

    /// Up to `most` figures: their value and how many there were.
    fn figures(&mut self, most: usize) -> Option<(u32, usize)> {
        let mut value = 0_u32;
        let mut length = 0;
        while let Some(c) = self.take_if(|c| c.is_ascii_digit()) {
            length += 1;
            if length > most {
                return None;
            }
            value = value.checked_mul(10)?.checked_add(c.to_digit(10)?)?;
        }
        (length > 0).then_some((value, length))
    }
}

/// A printed case number that is not code, number and year.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no case number (three letters, number, year, as in `KAZ 2/2011`)")]
pub struct UnreadableCaseNumber(pub String);

impl FromStr for PrintedCaseNumber {
    type Err = UnreadableCaseNumber;

    fn from_str(printed: &str) -> Result<Self, Self::Err> {
        whole(printed, PRINTED_DIGITS)
    }
}

/// What is nothing but a case number.
fn whole(printed: &str, most: usize) -> Result<PrintedCaseNumber, UnreadableCaseNumber> {
    let trimmed = printed.trim_matches(is_blank);
    match CaseNumber::begins(trimmed, most) {
        Some((read, length)) if length == trimmed.len() => Ok(read),
        _ => Err(UnreadableCaseNumber(trimmed.to_owned())),
    }
}

impl FromStr for CaseNumber {
    type Err = UnreadableCaseNumber;

    fn from_str(printed: &str) -> Result<Self, Self::Err> {
        whole(printed, WRITTEN_DIGITS).map(|read| read.case_number)
    }
}

impl fmt::Display for CaseNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}/{}", self.code(), self.number, self.year)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn printed_case_numbers() {
        for (printed, written, two_digit_year, misprint) in [
            ("KAZ 2/2011", "KAZ 2/2011", false, false),
            ("KAZ2/2011", "KAZ 2/2011", false, false),
            ("KAZ\u{a0}02 / 2011", "KAZ 2/2011", false, false),
            ("OTH 12/13", "OTH 12/2013", true, false),
            ("Kaz 2/2011", "KAZ 2/2011", false, true),
            ("KAZ 2//2011", "KAZ 2/2011", false, true),
            ("KAZ-2/2011", "KAZ 2/2011", false, true),
            ("K\u{ad}AZ 2/\n2011", "KAZ 2/2011", false, false),
        ] {
            let read = printed.parse::<PrintedCaseNumber>();
            let read = read.map(|p| (p.case_number.to_string(), p.two_digit_year, p.misprint));
            assert_eq!(read, Ok((written.to_owned(), two_digit_year, misprint)), "{printed}");
        }
        for printed in [
            "84/2002",
            "KA 2/2011",
            "KAZ 2",
            "KAZ 2/201",
            "KAZ /2011",
            "KAZ 2/20111",
            "KAZA 2/2011",
            "KAZ 2/0711",
            "KAZ 55555555555555555555/2011",
            "",
        ] {
            assert_eq!(
                printed.parse::<CaseNumber>(),
                Err(UnreadableCaseNumber(printed.to_owned()))
            );
        }
        assert_eq!("KAZ 20125/2012".parse::<PrintedCaseNumber>().ok(), None);
        assert_eq!(
            CaseNumber::prefix("HND 8/2014State reply").map(|(_, length)| length),
            Some(10)
        );
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(code in "[A-Z]{3}", number in 0_u32..1_000_000_000, year in 1000_i16..=9999) {
            let written = format!("{code} {number}/{year}");
            let read: CaseNumber = written.parse().expect("our own spelling");
            prop_assert_eq!(read.to_string(), written);
        }

        #[test]
        fn no_print_makes_it_panic(printed in "\\PC{0,20}") {
            if let Some((_, length)) = CaseNumber::prefix(&printed) {
                prop_assert!(printed.is_char_boundary(length));
            }
        }
    }
}
