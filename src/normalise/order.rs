//! Whether entries were read where their numbers, their country and their place on the page say that they stand.
//!
//! Print in columns, notes and frames can be read in another order than it stands in, and a number can be cut, or glued to
//! a mark. A number that is missing says little: documents leave numbers out. A number that is missing in one place and
//! stands in another says that something was read wrongly.

use rustc_hash::{FxHashMap, FxHashSet};

use super::count::{Count, Counted, line_before, value};
use super::{Page, country};
use crate::diagnostic::{Code, Diagnostic};
use crate::layout::{Entry, Listing, Section};
use crate::record::{CaseNumber, Country};
use crate::text::{Line, PageBox, Span, Text};

/// Chapters of one country that are looked at.
const MOST_CHAPTERS: usize = 100;
/// Letters of the shortest line whose place on the page says something: marks of notes are raised.
const SHORTEST: usize = 4;
/// Lines whose boxes overlap by no more than this still stand below each other, points.
const OVERLAP: f32 = 2.0;

impl Page<'_> {
    /// Numbers that are missing where their turn is, and stand elsewhere.
    pub(super) fn missing_elsewhere(&mut self, count: &Count) {
        let found = count.missing().filter_map(|(missing, before, next)| {
            let name = |counted: Counted| self.text.slice(counted.span);
            let behind = name(before);
            if let Some(stray) = count.stray(self.text, missing, before, next) {
                let own = self.text.slice(stray.span);
                let message = format!("the number behind {behind} is missing there, and {own} stands out of its order");
                return Some(Diagnostic::new(Code::OutOfOrder, Some(stray.span), message));
            }
            let between = Span::new(before.span.end, next?.span.start.max(before.span.end));
            let alone = alone(self.text, between, missing)?;
            let message = format!("a number behind {behind} is missing there, and it stands alone, without its words");
            Some(Diagnostic::new(Code::OutOfOrder, Some(alone), message))
        });
        for diagnostic in found.collect::<Vec<_>>() {
            self.say(None, diagnostic);
        }
    }

    /// The numbers that go against the order of the others: figures through the report, whose count is given, letters within
    /// a chapter.
    fn strays(&self, listing: &Listing, of_report: &Count) -> FxHashSet<Span> {
        let figures = |number: &Span| self.text.slice(*number).starts_with(|c: char| c.is_ascii_digit());
        let of_section = |section: &Section| {
            let numbers = section.entries.iter().filter_map(|entry| entry.number);
            let letters: Vec<Span> = numbers.filter(|number| !figures(number)).collect();
            Count::of(self.text, &letters).strays
        };
        let letters = listing.sections.iter().flat_map(of_section);
        let strays = of_report.strays.iter().copied().chain(letters);
        strays.map(|stray| stray.counted.span).collect()
    }

    /// Entries that stand in one country's chapter, and belong in another one's by their case and their number; and entries
    /// without a summary before one that is out of the count, which has two.
    pub(super) fn in_other_chapters(&mut self, listing: &Listing, of_report: &Count) {
        let strays = self.strays(listing, of_report);
        let chapters: Vec<Chapter> = listing
            .sections
            .iter()
            .map(|section| Chapter::of(self.text, section))
            .collect();
        let mut of_country: FxHashMap<Country, Vec<usize>> = FxHashMap::default();
        for (at, chapter) in chapters.iter().enumerate() {
            if let Some(country) = chapter.country {
                of_country.entry(country).or_default().push(at);
            }
        }
        let mut found = Vec::new();
        for (at, (section, chapter)) in listing.sections.iter().zip(&chapters).enumerate() {
            let entries = section.entries.iter().filter(|entry| entry.row.is_none());
            for (entry, number) in entries.filter_map(|entry| Some((entry, entry.number?))) {
                let Some(country) =
                    of_case(self.text, entry).filter(|own| chapter.country.is_some_and(|of| of != *own))
                else {
                    continue;
                };
                let others = of_country.get(&country).into_iter().flatten().take(MOST_CHAPTERS);
                let mut others = others.filter_map(|&other| Some((other, chapters.get(other)?)));
                let near = |other: usize| other.abs_diff(at) == 1;
                let Some(value) = value(self.text.slice(number)) else {
                    continue;
                };
                if others.any(|(other, chapter)| chapter.lacks(value, near(other))) {
                    let number = self.text.slice(number);
                    let message = format!("{number} belongs in the chapter of {} by its case", country.name());
                    found.push(Diagnostic::new(Code::OutOfOrder, entry.fields.case_number, message));
                }
            }
        }
        let entries: Vec<&Entry> = listing.sections.iter().flat_map(|section| &section.entries).collect();
        for (entry, next) in entries.iter().zip(entries.iter().skip(1)) {
            let bare = entry.fields.summary.is_none() && !entry.fields.press_release && entry.row.is_none();
            let Some(stray) = next.number.filter(|number| strays.contains(number)) else {
                continue;
            };
            if bare {
                let message = format!(
                    "{} stands before the summary of the entry before it",
                    self.text.slice(stray)
                );
                found.push(Diagnostic::new(Code::OutOfOrder, Some(stray), message));
            }
        }
        for entry in entries
            .iter()
            .filter(|entry| entry.number.is_none() && entry.row.is_none())
        {
            let line = line_before(self.text, entry.span);
            if is_cut_number(line) {
                let message = format!("`{line}` stands alone before an entry without a number");
                found.push(Diagnostic::new(Code::OutOfOrder, Some(entry.span), message));
            }
        }
        for diagnostic in found {
            self.say(None, diagnostic);
        }
    }
}

/// Whether a line is a number with its stop or bracket, and the first letters of a type at most: `17. J`.
fn is_cut_number(line: &str) -> bool {
    /// Letters of the longest type that is an abbreviation.
    const LETTERS: usize = 3;
    let inside = line.trim_start_matches('(');
    let number = inside.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or_default();
    let (number, rest) = inside.split_at_checked(number).unwrap_or_default();
    let letters = rest.trim_start_matches(['.', ')', ' ']);
    let counts = value(number).is_some() && number.len() <= 4;
    counts && letters.len() < rest.len() && letters.len() <= LETTERS && letters.bytes().all(|b| b.is_ascii_uppercase())
}

/// A chapter's country, and the numbers of its entries.
struct Chapter {
    country: Option<Country>,
    numbers: FxHashSet<u64>,
    /// The first and the last of them, as they are printed.
    ends: Option<(u64, u64)>,
    lettered: bool,
}

impl Chapter {
    fn of(text: &Text, section: &Section) -> Self {
        let numbers = || {
            section
                .entries
                .iter()
                .filter_map(|entry| entry.number)
                .map(|number| text.slice(number))
        };
        let values: Vec<u64> = numbers().filter_map(value).collect();
        Self {
            country: section.chapter.and_then(|chapter| country::of_heading(text, chapter)),
            ends: values.first().copied().zip(values.last().copied()),
            numbers: values.into_iter().collect(),
            lettered: numbers().any(|number| number.starts_with(|c: char| c.is_ascii_alphabetic())),
        }
    }

    /// Whether the chapter has the place of a number, and not the number; without any number it has. `near`: whether it is the one before or behind
    /// that in which the number stands.
    fn lacks(&self, number: u64, near: bool) -> bool {
        let has = |number: u64| self.numbers.contains(&number);
        let Some((first, last)) = self.ends else { return true };
        let beside = if self.lettered {
            number == 1 || has(number - 1)
        } else {
            near && (number + 1 == first || number == last + 1) || (first..last).contains(&number)
        };
        beside && !has(number)
    }
}

/// The country of an entry's case number.
fn of_case(text: &Text, entry: &Entry) -> Option<Country> {
    let (read, _) = CaseNumber::prefix(text.slice(entry.fields.case_number?))?;
    Country::of_code(read.case_number.code())
}

/// Where a number stands within a span alone on a line, as `2.` or `(c)`, or turned round, as `.2` or `)c(`.
fn alone(text: &Text, within: Span, number: u64) -> Option<Span> {
    let lines = text.lines_of(within).iter();
    // The number of an empty item of a list is no print.
    let lines = lines.filter(|line| line.role.is_text() && line.marker.is_none() && within.contains(line.span));
    let is_it = |word: &str| value(word.trim_matches(['.', '(', ')'])) == Some(number);
    lines
        .filter(|line| {
            let shown = text.slice(line.span).trim();
            let stopped = shown.ends_with(['.', ')']) || shown.starts_with(['.', ')']);
            let turned = |word: &str| {
                let figures = word
                    .strip_prefix('.')
                    .is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()));
                figures || word.starts_with(')') && word.ends_with('(')
            };
            stopped && is_it(shown) || shown.split(' ').any(|word| turned(word) && is_it(word))
        })
        .map(|line| line.span)
        .next()
}

/// A number that stands alone on the last line of an entry on a page, behind the end of its last sentence: the one of a line,
/// of a note or of another entry.
pub(super) fn number_behind(text: &Text, entry: Span) -> Option<Diagnostic> {
    let lines = text.lines_of(entry).iter().rev();
    let mut lines = lines
        .filter(|line| line.role.is_text() && line.size.is_some())
        .peekable();
    let shown = |line: &Line| text.slice(line.span).trim();
    let is_number = |line: &Line| {
        let shown = shown(line);
        (1..=4).contains(&shown.len()) && shown.bytes().all(|b| b.is_ascii_digit())
    };
    let number = lines.peek().filter(|line| is_number(line)).map(|line| line.span)?;
    let before = lines.find(|line| !is_number(line))?;
    let ended = shown(before)
        .trim_end_matches(['”', '"', '»', ')'])
        .ends_with(['.', '!', '?']);
    let message = format!("`{}` stands alone behind the last sentence", text.slice(number).trim());
    (ended && entry.contains(number)).then(|| Diagnostic::new(Code::OutOfOrder, Some(number), message))
}

/// A line of an entry that stands above the line before it and not to its right, or runs in another direction: no print is
/// read so.
pub(super) fn crossed(text: &Text, entry: Span) -> Option<Diagnostic> {
    let lines = text.lines_of(entry).iter().filter(|line| line.role.is_text());
    let boxed = |line: &Line| Some((line.place.on_page()?, line.span));
    let long = |(_, span): &(PageBox, Span)| text.slice(*span).chars().take(SHORTEST).count() == SHORTEST;
    let lines: Vec<(PageBox, Span)> = lines.filter_map(boxed).filter(long).collect();
    let is_level = |place: &PageBox| place.x1 - place.x0 >= place.bottom - place.top;
    let pairs = lines.iter().zip(lines.iter().skip(1));
    let mut pairs = pairs.filter(|((upper, _), (lower, _))| upper.page == lower.page);
    let odd = pairs.find_map(|((upper, _), (lower, span))| {
        let above = is_level(upper) && lower.bottom <= upper.top + OVERLAP && lower.x0 < upper.x1;
        let turned = is_level(upper) != is_level(lower);
        (above || turned).then_some((*span, above))
    });
    odd.map(|(span, above)| {
        let message = if above {
            "it stands above the line before it"
        } else {
            "it runs in another direction than the line before it"
        };
        Diagnostic::new(Code::OutOfOrder, Some(span), message)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read;

    /// What is said of numbers printed one a line, the words behind each left out.
    fn said(lines: &[&str]) -> Option<String> {
        let page = format!("<p>{}", lines.join("<p>"));
        let text = read::text(page.as_bytes()).expect("a page").text;
        let number = |line: &crate::text::Line| {
            let (number, words) = text.slice(line.span).split_once('.')?;
            let start = line.span.start;
            (!words.is_empty() && value(number).is_some()).then(|| Span::new(start, start + number.len()))
        };
        let numbers: Vec<Span> = text.lines().iter().filter_map(number).collect();
        let count = Count::of(&text, &numbers);
        count.missing().find_map(|(missing, before, next)| {
            let stray = count.stray(&text, missing, before, next).map(|stray| stray.span);
            let between = || Some(Span::new(before.span.end, next?.span.start));
            let found = stray.or_else(|| alone(&text, between()?, missing))?;
            Some(text.slice(found).to_owned())
        })
    }

    #[test]
    fn numbers_that_stand_elsewhere() {
        for (lines, stray) in [
            // A number that a line's or a page's end cuts.
            (&["13. a", "1", "4. b", "15. c"][..], Some("4")),
            (&["12. a", "13. b", "1", "4. c"], Some("4")),
            // One with the mark of a note before it.
            (&["13. a", "14. b", "16. c", "17. d", "115. e"], Some("115")),
            // One without its words, or turned round.
            (&["3. a", "4.", "5. b"], Some("4.")),
            (&["3. a", "was arrested .4", "5. b"], Some("was arrested .4")),
            // Entries that are read before those above them.
            (&["6. a", "10. b", "7. c", "8. d", "9. e", "11. f"], Some("10")),
            (
                &["3. a", "9. b", "10. c", "4. d", "5. e", "6. f", "7. g", "8. h", "11. i"],
                Some("9"),
            ),
            (
                &[
                    "7. a", "8. b", "15. c", "16. d", "9. e", "10. f", "11. g", "12. h", "13. i", "14. j",
                ],
                Some("15"),
            ),
        ] {
            assert_eq!(said(lines).as_deref(), stray, "{lines:?}");
        }
    }

    #[test]
    fn numbers_that_a_document_leaves_out_or_counts_anew() {
        for lines in [
            &["3. a", "4. b", "6. c", "7. d"][..],
            &["12. a", "31. b", "14. c", "15. d"],
            &["12. a", "13. b", "13. c", "15. d"],
            &["19. a", "20. b", "22. c", "23. d", "20. e", "21. f", "22. g"],
            &["9. a", "11. b", "12. c", "1. d", "2. e", "3. f", "13. g"],
            &["12. a", "13. b", "4. c"],
            &["3. a", "4", "5. b"],
        ] {
            assert_eq!(said(lines), None, "{lines:?}");
        }
    }
}
