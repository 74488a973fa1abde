//! The dates in a string, wherever they stand in it, and the places of its parts.

use crate::record::date;
use crate::text::{Cut as _, Span};

/// The first two dates of a string.
pub(super) fn period(string: &str, base: usize) -> Option<[Span; 2]> {
    let mut days = dates(string, base);
    let first = days.next()?;
    Some([first, days.next()?])
}

/// All dates of a string, in words or in figures.
pub(super) fn dates(string: &str, base: usize) -> impl Iterator<Item = Span> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let mut before = tail_char(string.before(at));
        while let Some(rest) = string.get(at..) {
            let c = rest.chars().next()?;
            // A day that begins with its month has a capital: `July 28, 2011`.
            let begins = (c.is_ascii_digit() || matches!(c, 'A'..='S'))
                && !before.is_some_and(|before| {
                    let same = before.is_ascii_digit() == c.is_ascii_digit() && before.is_alphanumeric();
                    // `toMarch`: a lost blank.
                    same && !(before.is_lowercase() && c.is_ascii_uppercase())
                });
            if begins {
                let words = date::in_words(rest).map(|(_, length)| length);
                let length = words.or_else(|| {
                    date::figures_prefix(rest)
                        .filter(|&length| rest.get(..length).is_some_and(|f| f.matches('/').count() >= 2))
                });
                if let Some(length) = length {
                    let span = Span::new(base + at, base + at + length);
                    at += length;
                    return Some(span);
                }
            }
            before = Some(c);
            at += c.len_utf8();
        }
        None
    })
}

pub(super) fn tail(string: &str, from: usize) -> &str {
    string.after(from)
}

fn tail_char(string: &str) -> Option<char> {
    string.chars().next_back()
}

/// The span of `part`, a subslice of `line`, whose first byte has the offset `base` in the text.
pub(super) fn offset_of(line: &str, part: &str, base: usize) -> Span {
    let start = base + (part.as_ptr() as usize).saturating_sub(line.as_ptr() as usize);
    Span::new(start, start + part.len())
}
