//! The Rapporteur's remarks after a country's entries, and what they cite.

use super::dates::dates;
use super::labels::is_separator;
use crate::lexicon::lexicon;
use crate::text::spelling::is_blank;
use crate::text::{Span, Text};
use std::ops::RangeInclusive;

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
    /// Days in figures, but those of press releases: `his letter of 20/03/2013`.
    pub figures: Vec<Span>,
}

/// What stands cited in a span of the text.
pub fn citations(text: &Text, span: Span) -> Citations {
    let words = text.slice(span);
    let mut cited = Citations::default();
    // Each of the three has figures.
    if !words.bytes().any(|b| b.is_ascii_digit()) {
        return cited;
    }
    let at = |start: usize, length: usize| Span::new(span.start + start, span.start + start + length);
    for (start, rest) in capitals(words) {
        if let Some(length) = case_number(rest) {
            cited.case_numbers.push(at(start, length));
        } else if let Some((day, length)) = press_release(rest) {
            cited.press_releases.push(at(start + day, length));
        }
    }
    let is_in_words = |day: &Span| text.slice(*day).contains(char::is_alphabetic);
    (cited.days, cited.figures) = dates(words, span.start).partition(is_in_words);
    cited.figures.retain(|day| !cited.press_releases.contains(day));
    cited
}

/// The rest of a string from each capital on that begins a word.
fn capitals(string: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut inside = false;
    string.bytes().enumerate().filter_map(move |(at, b)| {
        let begins = b.is_ascii_uppercase() && !inside;
        // Bytes of other letters count as letters, and so do those of signs, before which nothing is cited.
        inside = b.is_ascii_alphanumeric() || b == b'_' || !b.is_ascii();
        if begins { Some((at, string.get(at..)?)) } else { None }
    })
}

/// Length of a case number at the front of a string: `KAZ 1/2015`.
fn case_number(string: &str) -> Option<usize> {
    let (code, rest) = string.split_at_checked(3)?;
    let rest = if code.bytes().all(|b| b.is_ascii_uppercase()) {
        after_blank(rest)
    } else {
        return None;
    };
    let rest = after_blank(after_figures(rest, 1..=3)?);
    let rest = after_figures(after_blank(rest.strip_prefix('/')?), 4..=4)?;
    let ends = !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_');
    ends.then(|| string.len() - rest.len())
}

/// Where the day of a press release stands in `PR 01/09/2015` at the front of a string, and its length.
fn press_release(string: &str) -> Option<(usize, usize)> {
    let rest = string.strip_prefix("PR")?;
    let rest = rest.strip_prefix('s').unwrap_or(rest);
    let day = rest.trim_start_matches(is_blank);
    let month = after_figures(day, 1..=2)?.strip_prefix('/')?;
    let year = after_figures(month, 1..=2)?.strip_prefix('/')?;
    let behind = after_figures(year, 2..=4)?;
    (day.len() < rest.len()).then(|| (string.len() - day.len(), day.len() - behind.len()))
}

/// What follows one blank, or none.
fn after_blank(string: &str) -> &str {
    string.strip_prefix(is_blank).unwrap_or(string)
}

/// What follows so many figures.
fn after_figures(string: &str, counts: RangeInclusive<usize>) -> Option<&str> {
    let count = string.bytes().take_while(u8::is_ascii_digit).count();
    counts.contains(&count).then(|| string.get(count..))?
}

/// Whether a heading opens the observations.
pub(super) fn opens_observations(heading: &str) -> bool {
    let heading = heading.trim_start_matches(is_blank);
    lexicon!("observations").length(heading).is_some()
}

/// Whether a line is the one word that opens the observations, though it may not be printed like a heading.
pub(super) fn is_label(line: &str) -> bool {
    let bare = line.trim_matches(is_separator);
    opens_observations(bare) && !bare.contains(is_blank)
}

/// Whether a line says that a section has no entries.
pub(super) fn says_none(line: &str) -> bool {
    let bare =
        line.trim_matches(|c: char| is_blank(c) || matches!(c, '.' | ',' | '(' | ')' | '•' | '-' | '–' | '—' | '*'));
    lexicon!("no entries").is(bare).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_paragraph_cites() {
        let words = "(KAZ 1/2015), XKAZ 1/2015, (EGY\u{a0}12 / 2013; AB 1/2012, SYR 1/20122 and MEX2/2012), PR 01/09/2015 and \
                     PRs 1/2/15, PR2/3/2014, NPR 2/3/2014";
        let cited = |find: fn(&str) -> Option<(usize, usize)>| -> Vec<&str> {
            let found =
                capitals(words).filter_map(|(_, rest)| find(rest).and_then(|(at, length)| rest.get(at..at + length)));
            found.collect()
        };
        assert_eq!(
            cited(|rest| Some((0, case_number(rest)?))),
            ["KAZ 1/2015", "EGY\u{a0}12 / 2013", "MEX2/2012"]
        );
        assert_eq!(cited(press_release), ["01/09/2015", "1/2/15"]);
    }
}
