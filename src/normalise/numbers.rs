//! Whether the numbers of entries and paragraphs rise without a gap.

use super::count::{Count, place_value};
use super::{Page, flag};
use crate::diagnostic::{Code, Diagnostic};
use crate::layout::{Entry, Listing, Section};
use crate::record::Record;
use crate::text::Span;

impl Page<'_> {
    pub(super) fn is_lettered(&self, entry: &Entry) -> bool {
        let number = entry.number.map(|number| self.text.slice(number));
        number.is_some_and(|number| number.starts_with(|c: char| c.is_ascii_alphabetic()))
    }

    /// Numbers of a section rise by one, and so do letters.
    pub(super) fn numbers(&mut self, section: &Section) {
        let numbers: Vec<Span> = section.entries.iter().filter_map(|entry| entry.number).collect();
        self.gaps(&numbers);
        self.missing_elsewhere(&Count::of(self.text, &numbers));
    }

    /// Where numbers begin anew, and all from there on was sent outside of the section's period, a heading is missing.
    /// `first` is the record of the first of these entries.
    pub(super) fn lost_heading(&mut self, entries: &[&Entry], first: usize) {
        let begins = |entry: &&Entry| {
            entry
                .number
                .is_some_and(|number| matches!(self.text.slice(number), "1" | "a" | "A"))
        };
        let Some(anew) = entries.iter().skip(1).position(begins).map(|at| at + 1) else {
            return;
        };
        let outside = |record: &Record| record.flags.contains(&Code::SentOutsidePeriod);
        let records = self.content.records.get(first..).unwrap_or_default();
        let Some((before, behind)) = records.split_at_checked(anew) else {
            return;
        };
        if before.iter().all(outside) || behind.is_empty() || !behind.iter().all(outside) {
            return;
        }
        for record in self.content.records.iter_mut().skip(first + anew) {
            flag(&mut record.flags, Code::HeadingLost);
        }
        let number = entries.get(anew).and_then(|entry| entry.number);
        let message = "the count begins anew here, with letters from outside of the section's period";
        self.say(None, Diagnostic::new(Code::HeadingLost, number, message));
    }

    /// So do the paragraphs' numbers of a report.
    pub(super) fn paragraph_numbers(&mut self, listing: &Listing) {
        let figures = |span: &&Span| self.text.slice(**span).starts_with(|c: char| c.is_ascii_digit());
        let numbers: Vec<Span> = listing.numbers.iter().filter(figures).copied().collect();
        self.gaps(&numbers);
        let count = Count::of(self.text, &numbers);
        self.missing_elsewhere(&count);
        self.in_other_chapters(listing, &count);
    }

    fn gaps(&mut self, numbers: &[Span]) {
        let mut before: Option<&str> = None;
        for &span in numbers {
            let number = self.text.slice(span);
            if !number.bytes().all(|b| b.is_ascii_alphanumeric()) || number.is_empty() {
                continue;
            }
            let lettered = number.starts_with(|c: char| c.is_ascii_alphabetic());
            let gap = match before {
                Some(before) if before.eq_ignore_ascii_case(number) || follows(before, number) => None,
                Some(before) if lettered => Some(format!("({number}) follows ({before})")),
                Some(before) => Some(format!("{number} follows {before}")),
                // Letters begin with (a) under each country.
                None if lettered && !number.eq_ignore_ascii_case("a") => Some(format!("({number}) comes first")),
                None => None,
            };
            if let Some(gap) = gap {
                let page = self.text.lines_of(span).first().and_then(|line| line.place.page());
                let message = gap + &page.map(|page| format!(", on page {page}")).unwrap_or_default();
                self.say(None, Diagnostic::new(Code::NumberGap, Some(span), message));
            }
            before = Some(number);
        }
    }
}

/// Whether a number is the next one behind another: figures, or letters of which `(aa)` follows `(z)` and then either
/// `(ab)` or `(bb)`.
fn follows(before: &str, next: &str) -> bool {
    if let (Ok(before), Ok(next)) = (before.parse::<u64>(), next.parse::<u64>()) {
        return before.checked_add(1) == Some(next);
    }
    let is_next = |count: fn(&str) -> Option<u64>| count(before).zip(count(next)).is_some_and(|(a, b)| a + 1 == b);
    is_next(place_value) || is_next(rounds)
}

/// What letters count that are doubled behind `(z)`.
fn rounds(letters: &str) -> Option<u64> {
    let first = letters.chars().next()?.to_ascii_lowercase();
    let alike = letters.chars().all(|letter| letter.to_ascii_lowercase() == first);
    let value = u64::from(u32::from(first).checked_sub(u32::from('a'))?) + 1;
    (alike && first.is_ascii_lowercase()).then(|| 26 * (letters.len() as u64 - 1) + value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_their_order() {
        for (before, next) in [
            ("9", "10"),
            ("a", "b"),
            ("z", "aa"),
            ("aa", "ab"),
            ("aa", "bb"),
            ("az", "ba"),
            ("zz", "aaa"),
        ] {
            assert!(follows(before, next), "{next} is next behind {before}");
        }
        for (before, next) in [
            ("9", "11"),
            ("10", "9"),
            ("a", "c"),
            ("z", "bb"),
            ("aa", "ac"),
            ("9", "a"),
            ("a", "1"),
        ] {
            assert!(!follows(before, next), "{next} is not next behind {before}");
        }
    }
}
