//! The number at the front of an entry or a paragraph.

use crate::record::Kind;
use crate::text::spelling::is_blank;
use crate::text::{Line, Span, Text};

/// The number at the front of a line, from its list or in its own characters.
pub(super) struct Head {
    /// Without brackets and stops.
    pub number: Option<Span>,
    /// Where the words behind it begin.
    pub words: usize,
}

impl Head {
    /// That of a line.
    pub fn of(text: &Text, line: &Line) -> Self {
        let start = line.marker.map_or(line.span.start, |marker| marker.end);
        let own = text.slice(Span::new(start, line.span.end));
        let bare = own.trim_start_matches(is_blank);
        // A bullet that was typed is no word.
        let behind = bare.strip_prefix(['·', '•', '▪', '◦', '‣', '\u{f0b7}']);
        let bare = behind
            .filter(|behind| behind.starts_with(is_blank))
            .map_or(bare, |behind| behind.trim_start_matches(is_blank));
        let words = start + (own.len() - bare.len());
        let marked = line.marker.and_then(|marker| {
            let number = text.slice(marker).trim_end_matches('.');
            let counts = number.contains(char::is_alphanumeric);
            counts.then(|| Span::new(marker.start, marker.start + number.len()))
        });
        let typed = typed_number(text.slice(Span::new(words, line.span.end)), words);
        match (marked, typed) {
            // A number typed into a numbered item is the document's own; the list's is the site's.
            (Some(_), Some(typed)) if Kind::prefix(text.slice(Span::new(typed.words, line.span.end))).is_some() => {
                typed
            }
            (Some(_), _) => Self { number: marked, words },
            (None, Some(typed)) => typed,
            (None, None) => Self { number: None, words },
        }
    }
}

/// A number typed before the words: `12. `, `12) `, `(b) `, `b) `.
pub(super) fn typed_number(line: &str, base: usize) -> Option<Head> {
    /// Figures or letters of the longest number.
    const LONGEST: usize = 4;
    let inner = line.strip_prefix('(').unwrap_or(line);
    let bracketed = inner.len() < line.len();
    let length = inner.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let number = inner.get(..length)?;
    let figures = number.bytes().all(|b| b.is_ascii_digit());
    let letters = number.len() <= 2 && number.bytes().all(|b| b.is_ascii_lowercase());
    if !(1..=LONGEST).contains(&length) || !(figures || letters) {
        return None;
    }
    let after = inner.get(length..)?;
    let closed = match after.chars().next()? {
        ')' => true,
        '.' => !bracketed && figures,
        _ => false,
    };
    let rest = after.get(1..)?;
    let words = rest.trim_start_matches(is_blank);
    // `12.3` and `1.200` are figures, not numbers of entries.
    if !closed || words.is_empty() || (words.len() == rest.len() && words.starts_with(|c: char| c.is_ascii_digit())) {
        return None;
    }
    let start = base + usize::from(bracketed);
    Some(Head {
        number: Some(Span::new(start, start + length)),
        words: base + line.len() - words.len(),
    })
}

/// A number before an entry that lacks its stop: `74 JAL 25/9/2014 Case no: IDN 4/2014`. `is_entry` says of the words
/// behind it whether they are one beyond doubt.
pub(super) fn unstopped_number(line: &str, base: usize, is_entry: impl Fn(&str) -> bool) -> Option<Head> {
    /// Figures of the longest.
    const LONGEST: usize = 3;
    let figures = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = line.get(figures..)?;
    let words = rest.trim_start_matches(is_blank);
    let parted = words.len() < rest.len() && (1..=LONGEST).contains(&figures);
    (parted && is_entry(words)).then(|| Head {
        number: Some(Span::new(base, base + figures)),
        words: base + line.len() - words.len(),
    })
}

/// A line that is nothing but a number: the cell before an entry or a remark.
pub(super) fn bare_number(line: &str, base: usize) -> Option<Head> {
    /// Bytes of the longest, with its brackets.
    const LONGEST: usize = 6;
    let before = line.len() - line.trim_start_matches(is_blank).len();
    let shown = line.trim_matches(is_blank);
    if shown.len() > LONGEST || shown.contains(is_blank) {
        return None;
    }
    // With a word behind it, it is read as it would be before one.
    let number = typed_number(&format!("{shown} x"), base + before)?.number;
    Some(Head {
        number,
        words: base + line.len(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_typed_before_the_words() {
        for (line, number, words) in [
            ("12. Joint", Some("12"), "Joint"),
            ("12.Joint", Some("12"), "Joint"),
            ("(b) JUA", Some("b"), "JUA"),
            ("3) UA", Some("3"), "UA"),
            ("12.3 million", None, ""),
            ("2011 was", None, ""),
            ("Mr. X", None, ""),
            ("a. x", None, ""),
            ("5.", None, ""),
        ] {
            let head = typed_number(line, 0);
            let read = head
                .as_ref()
                .and_then(|head| head.number)
                .and_then(|span| line.get(span.start..span.end));
            let rest = head.and_then(|head| line.get(head.words..)).unwrap_or_default();
            assert_eq!((read, rest), (number, words), "{line}");
        }
    }

    #[test]
    fn numbers_that_stand_alone() {
        for (line, number) in [
            ("12.", Some("12")),
            (" (b) ", Some("b")),
            ("3)", Some("3")),
            ("2013", None),
            ("12. x", None),
            ("Mr.", None),
            ("", None),
        ] {
            let read = bare_number(line, 0).and_then(|head| head.number);
            assert_eq!(read.and_then(|span| line.get(span.start..span.end)), number, "{line}");
        }
    }
}
