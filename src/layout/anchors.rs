//! The audit of what nobody took.
//!
//! Whatever the parser made of a document, the words `Case no`, a case number and `State repl` mark an entry. This
//! counts them by a pattern on the printed lines and shares nothing with the parser, so that neither hides the
//! other's mistakes.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::bytes::Regex;

use super::Marks;
use crate::text::{Role, Span, Text};

/// The marks of an entry, with nothing but figures and marks between the number and `State`.
///
/// Over bytes, where the classes of characters are small: over all of Unicode it takes longer to build than a report
/// takes to parse. No-break and thin blanks are spelled out.
static ANCHOR: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(clippy::unwrap_used, reason = "a constant pattern, which the tests compile")]
    Regex::new(concat!(
        // The first word in single letters of either case lets the search jump from one to the next.
        r"(?-u)[Cc][Aa][Ss][Ee](?:\s|\xC2\xA0|\xE2\x80[\x80-\xAF])*[Nn][A-Za-z]{0,5}[^A-Za-z0-9]*",
        r"[A-Za-z]{3}(?:\s|\xC2\xA0)*[0-9]{1,4}(?:\s|\xC2\xA0)*/{1,2}(?:\s|\xC2\xA0)*[0-9]{2,4}",
        r"[^A-Za-z]*[Ss][Tt][Aa][Tt][Ee][^A-Za-z0-9]{0,3}[Ss]?(?:\s|\xC2\xA0)*[Rr][Ee][Pp][Ll]",
    ))
    .unwrap()
});

/// The case number among them, which is the only thing there with a stroke.
static CASE_NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(clippy::unwrap_used, reason = "a constant pattern, which the tests compile")]
    Regex::new(r"(?-u)[A-Za-z]{3}(?:\s|\xC2\xA0)*[0-9]{1,4}(?:\s|\xC2\xA0)*/{1,2}(?:\s|\xC2\xA0)*[0-9]{2,4}").unwrap()
});

/// A case number in capitals, with nothing about it asked.
static BARE_NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(clippy::unwrap_used, reason = "a constant pattern, which the tests compile")]
    Regex::new(r"(?-u)\b[A-Z]{3}(?:\s|\xC2\xA0)*[0-9]{1,4}(?:\s|\xC2\xA0)*/{1,2}(?:\s|\xC2\xA0)*[0-9]{2,4}").unwrap()
});

/// An anchor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Anchor {
    /// Its case number.
    pub case_number: Span,
    /// Whether it stands in the document's own lines.
    pub own: bool,
    /// Whether a date in figures stands right before it, as in entries and unlike in citations.
    pub dated: bool,
}

/// All anchors, in order.
pub(super) fn count(text: &Text, marks: Marks) -> Vec<Anchor> {
    match marks {
        Marks::Labels => labelled(text),
        Marks::Cells => in_cells(text),
    }
}

/// All case numbers. Those in the cells of tables are letters', unless an entry has them in its summary; and so are those
/// that stand as in a cell where no table was seen.
fn in_cells(text: &Text) -> Vec<Anchor> {
    let visible = Visible::of(text);
    let mut lines: Vec<Span> = text
        .tables()
        .iter()
        .flat_map(|table| &table.cells)
        .flat_map(|cell| cell.lines.iter().cloned())
        .flat_map(|range| text.lines().get(range).unwrap_or_default())
        .map(|line| line.span)
        .collect();
    lines.sort();
    // A type can stand before a date: `JUA 26/10/2012`.
    let goes_on = |at: usize| matches!(visible.string.as_bytes().get(at), Some(b'/' | b'0'..=b'9'));
    let found = BARE_NUMBER
        .find_iter(visible.string.as_bytes())
        .filter(|found| !goes_on(found.end()));
    let anchors = found.map(|found| {
        let case_number = Span::new(visible.offset(found.start()), visible.offset(found.end()));
        let line = lines.partition_point(|line| line.end <= case_number.start);
        Anchor {
            case_number,
            own: true,
            dated: lines.get(line).is_some_and(|line| line.start <= case_number.start)
                || stands_alone(text, case_number),
        }
    });
    anchors.collect()
}

/// Whether a case number stands in a line with nothing but a day and a type, in a paragraph of short lines alone: a cell.
fn stands_alone(text: &Text, case_number: Span) -> bool {
    /// Letters and digits of a day in words and a type.
    const BESIDE: usize = 16;
    /// Bytes of the longest line in a narrow cell, and lines of a cell with a date, a type and a long name.
    const SHORT: usize = 60;
    const LINES: usize = 8;
    let at = text.line_at(case_number.start);
    let Some(line) = text.lines().get(at).filter(|line| line.role.is_text()) else {
        return false;
    };
    let beside = text.slice(line.span).chars().filter(|c| c.is_alphanumeric()).count();
    let own = text.slice(case_number).chars().filter(|c| c.is_alphanumeric()).count();
    if beside.saturating_sub(own) > BESIDE {
        return false;
    }
    let near = text.lines().get(at.saturating_sub(LINES)..).unwrap_or_default();
    let mut paragraph = near
        .iter()
        .take(2 * LINES)
        .filter(|other| other.paragraph == line.paragraph);
    paragraph.all(|line| line.span.end - line.span.start <= SHORT)
}

fn labelled(text: &Text) -> Vec<Anchor> {
    /// How far before an anchor an entry has its date, in bytes.
    const REACH: usize = 30;
    let visible = Visible::of(text);
    let string = visible.string.as_ref();
    let found = ANCHOR.find_iter(string.as_bytes()).filter_map(|found| {
        let case_number = CASE_NUMBER.find(found.as_bytes())?;
        Some((found.start(), case_number.range()))
    });
    let anchors = found.map(|(start, case_number)| {
        let from = (start.saturating_sub(REACH)..=start).find(|&at| string.is_char_boundary(at));
        let before = string.get(from.unwrap_or(start)..start).unwrap_or_default();
        let case_number = Span::new(
            visible.offset(start + case_number.start),
            visible.offset(start + case_number.end),
        );
        Anchor {
            case_number,
            own: text.lines_of(case_number).iter().all(|line| line.role.is_text()),
            dated: DATE.is_match(before.as_bytes()),
        }
    });
    anchors.collect()
}

/// A text's string without its soft hyphens and zero-width characters, which hide marks from a pattern, and without the
/// lines that pages put between the halves of an entry.
struct Visible<'t> {
    string: Cow<'t, str>,
    /// Where in the string something was left out, and how many bytes were up to there.
    gaps: Vec<(usize, usize)>,
}

impl<'t> Visible<'t> {
    fn of(text: &'t Text) -> Self {
        let string = text.string();
        let invisible = |c: char| matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
        // Where they stand, and how many bytes each has. They begin with three bytes in UTF-8; typographic quotation marks
        // share one of them.
        let all_invisible = |part: &'t str| {
            let found = memchr::memchr3_iter(0xc2, 0xe2, 0xef, part.as_bytes());
            found.filter_map(move |at| {
                let first = part.get(at..)?.chars().next().filter(|&c| invisible(c))?;
                Some((at, first.len_utf8()))
            })
        };
        let repeats = |role: Role| {
            matches!(
                role,
                Role::RunningHead | Role::RunningFoot | Role::PageNumber | Role::Footnote
            )
        };
        let mut furniture = text
            .lines()
            .iter()
            .filter(|line| repeats(line.role))
            .map(|line| line.span)
            .peekable();
        if furniture.peek().is_none() && all_invisible(string).next().is_none() {
            return Self {
                string: Cow::Borrowed(string),
                gaps: Vec::new(),
            };
        }
        let mut visible = String::with_capacity(string.len());
        let mut gaps = Vec::new();
        let mut left_out = 0;
        let mut from = 0;
        // Behind the last line of furniture nothing is left out but invisible characters.
        let end = Span::new(string.len(), string.len());
        for line in furniture.chain([end]) {
            let own = string.get(from..line.start).unwrap_or_default();
            let mut plain = 0;
            for (at, length) in all_invisible(own) {
                visible.push_str(own.get(plain..at).unwrap_or_default());
                plain = at + length;
                left_out += length;
                gaps.push((visible.len(), left_out));
            }
            visible.push_str(own.get(plain..).unwrap_or_default());
            left_out += line.end - line.start;
            gaps.push((visible.len(), left_out));
            from = line.end;
        }
        Self {
            string: Cow::Owned(visible),
            gaps,
        }
    }

    /// The byte of the text for a byte of the visible string.
    fn offset(&self, at: usize) -> usize {
        let gaps = self.gaps.partition_point(|&(gap, _)| gap <= at);
        at + gaps
            .checked_sub(1)
            .and_then(|last| self.gaps.get(last))
            .map_or(0, |&(_, left_out)| left_out)
    }
}

/// A date in figures at the end, with nothing but separators behind it.
static DATE: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(clippy::unwrap_used, reason = "a constant pattern, which the tests compile")]
    Regex::new(r"(?-u)[0-9]{1,2}\s*/+\s*[0-9]{1,2}\s*/+\s*[0-9]{2,4}(?:[\s.,;:-]|\xC2\xA0|\xE2\x80[\x80-\xAF])*$")
        .unwrap()
});
