//! The words of a cell or a row, and what stands in them: case numbers, days, types.

use std::cell::OnceCell;
use std::ops::Range;

use crate::record::{CaseNumber, Kind, PrintedCaseNumber, PrintedDay, date, reply};
use crate::text::spelling::is_blank;
use crate::text::{Cell, Join, Line, LineEnd, Span, Text, body_text};

/// The document's own words in some lines, one line end between two lines and nothing where they are joined, and where
/// they stand in the text.
#[derive(Clone, Debug, Default)]
pub struct Words {
    pub string: String,
    /// Where its pieces begin, and where in the text.
    pieces: Vec<(usize, usize)>,
    tokens: OnceCell<Vec<(Token, Range<usize>)>>,
}

/// What a piece of a cell is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token {
    CaseNumber,
    Day,
    Kind,
}

impl Words {
    /// The words of a cell; all its lines, on all its pages, stand together.
    pub fn of(text: &Text, cell: &Cell) -> Self {
        let mut words = Self::default();
        for range in &cell.lines {
            let lines = text.lines().get(range.clone()).unwrap_or_default();
            let (Some(first), Some(last)) = (lines.first(), lines.last()) else {
                continue;
            };
            words.add(text, Span::new(after_bullet(text, first), last.span.end));
        }
        words
    }

    fn add(&mut self, text: &Text, span: Span) {
        if !self.string.is_empty() {
            self.string.push('\n');
        }
        let mut pieces = body_text::joined(text, span).peekable();
        while let Some((piece, join)) = pieces.next() {
            self.pieces.push((self.string.len(), piece.start));
            self.string.push_str(text.slice(piece));
            if join == Join::Blank && pieces.peek().is_some() {
                self.string.push('\n');
            }
        }
    }

    /// Where a part of the words stands in the text; blanks at its ends are left out.
    pub fn span(&self, part: Range<usize>) -> Option<Span> {
        let shown = self.string.get(part.clone())?;
        let start = part.start + (shown.len() - shown.trim_start_matches(is_blank).len());
        let end = start + shown.trim_matches(is_blank).len();
        let last = end.checked_sub(1).filter(|_| end > start)?;
        Some(Span::new(self.place(start)?, self.place(last)? + 1))
    }

    /// Where a byte of a piece stands in the text.
    fn place(&self, byte: usize) -> Option<usize> {
        let behind = self.pieces.partition_point(|piece| piece.0 <= byte);
        let &(start, place) = self.pieces.get(behind.checked_sub(1)?)?;
        Some(place + (byte - start))
    }

    /// These words without so many bytes at their beginning.
    #[must_use]
    pub fn behind(&self, length: usize) -> Self {
        Self {
            string: self.string.get(length..).unwrap_or_default().to_owned(),
            pieces: self
                .pieces
                .iter()
                .skip(self.pieces.partition_point(|piece| piece.0 <= length).saturating_sub(1))
                .map(|&(start, place)| match start.checked_sub(length) {
                    Some(start) => (start, place),
                    None => (0, place + length - start),
                })
                .collect(),
            tokens: OnceCell::new(),
        }
    }

    /// All of them.
    pub fn whole(&self) -> Option<Span> {
        self.span(0..self.string.len())
    }

    pub fn is_empty(&self) -> bool {
        self.string.trim_matches(is_blank).is_empty()
    }

    /// The case numbers, days and types among them, in order.
    pub fn tokens(&self) -> &[(Token, Range<usize>)] {
        self.tokens.get_or_init(|| self.find_tokens())
    }

    fn find_tokens(&self) -> Vec<(Token, Range<usize>)> {
        let string = self.string.as_str();
        let mut tokens = Vec::new();
        // Where the last one ends.
        let mut end = 0;
        let mut before = ' ';
        for (at, character) in string.char_indices() {
            let begins = at >= end && !before.is_alphanumeric() && before != '/';
            before = character;
            let found = if begins { string.get(at..).and_then(token) } else { None };
            if let Some((token, length)) = found {
                end = at + length;
                tokens.push((token, at..end));
            }
        }
        tokens
    }

    /// What is left without its tokens: the longest stretch of it.
    pub fn rest(&self, tokens: &[(Token, Range<usize>)]) -> Option<Range<usize>> {
        let mut stretches = Vec::new();
        let mut from = 0;
        for (_, token) in tokens {
            stretches.push(from..token.start);
            from = token.end;
        }
        stretches.push(from..self.string.len());
        let trimmed = |stretch: Range<usize>| {
            let shown = self.string.get(stretch.clone()).unwrap_or_default();
            let edge = |c: char| is_blank(c) || matches!(c, ',' | ';' | ':' | '–' | '-' | '/' | '.');
            let inner = shown.trim_start_matches(edge);
            let start = stretch.start + (shown.len() - inner.len());
            start..start + inner.trim_end_matches(|c| edge(c) && c != '.').len()
        };
        let longest = stretches.into_iter().map(trimmed).max_by_key(ExactSizeIterator::len)?;
        (!longest.is_empty()).then_some(longest)
    }
}

/// Where a line begins behind the bullet of its list.
fn after_bullet(text: &Text, line: &Line) -> usize {
    let bullet = line.marker.filter(|_| line.item.is_some_and(|item| !item.numbered));
    bullet.map_or(line.span.start, |bullet| {
        let rest = text.slice(Span::new(bullet.end, line.span.end));
        bullet.end + (rest.len() - rest.trim_start_matches(is_blank).len())
    })
}

fn token(rest: &str) -> Option<(Token, usize)> {
    let first = rest.chars().next()?;
    if first.is_ascii_digit() {
        return day(rest).map(|length| (Token::Day, length));
    }
    let kind = || Kind::prefix(rest).map(|found| found.1);
    // `Nam` of `Viet Nam` with a day behind it is no code.
    let code = rest.bytes().take(3).all(|byte| byte.is_ascii_uppercase());
    // Nor is `NAM` of `VIET NAM` with `11/12/17` below it.
    let whole = |found: &(PrintedCaseNumber, usize)| rest.get(found.1..).is_some_and(|behind| !behind.starts_with('/'));
    if let Some((_, length)) = code.then(|| CaseNumber::prefix(rest)).flatten().filter(whole) {
        // `JUA` above what is left of a day, `8/2019`, is a type.
        return match kind() {
            Some(kind) => Some((Token::Kind, kind)),
            None => Some((Token::CaseNumber, length)),
        };
    }
    let length = kind()?;
    // An abbreviation stands in capitals, a type in words on its own.
    let name = rest.get(..length)?;
    let alone = rest.get(length..)?.trim_start_matches([' ', '\u{a0}']);
    let ends = alone.is_empty() || alone.starts_with(['\n', ',', ';', '.', '/']) || token_follows(alone);
    (!name.contains(char::is_lowercase) || ends).then_some((Token::Kind, length))
}

/// Whether a day or a case number stands at the front.
fn token_follows(rest: &str) -> bool {
    day(rest).is_some() || CaseNumber::prefix(rest).is_some()
}

/// Length of the day at the front, in figures or in words.
fn day(rest: &str) -> Option<usize> {
    let figures = || {
        let length = date::figures_prefix(rest)?;
        // Two days below each other are two.
        let shown = rest.get(..length)?;
        match shown.split_once('\n') {
            Some((first, _)) if first.parse::<PrintedDay>().is_ok() => Some(first.trim_end().len()),
            _ => Some(length),
        }
    };
    date::in_words(rest).map(|(_, length)| length).or_else(figures)
}

/// Whether nothing stands beside the days of a cell but marks, and words for no reply.
pub fn is_days_only(words: &Words, tokens: &[(Token, Range<usize>)]) -> bool {
    if !tokens.iter().all(|token| token.0 == Token::Day) {
        return false;
    }
    let mut from = 0;
    let ends = [(Token::Day, words.string.len()..words.string.len())];
    tokens.iter().chain(&ends).all(|(_, token)| {
        let between = words.string.get(from..token.start).unwrap_or_default();
        from = token.end;
        is_between_days(between)
    })
}

/// Whether some words without a day say that there was no reply: words for it, or a dash.
pub fn says_no_reply(shown: &str) -> bool {
    let dash = |c: char| is_blank(c) || matches!(c, '-' | '–' | '—' | '.');
    shown.chars().all(dash) || reply::no_reply_prefix(shown).is_some()
}

/// Whether something between days says nothing else: separators, `(A)`, words for no reply.
pub fn is_between_days(between: &str) -> bool {
    let mut rest = between;
    loop {
        rest = rest.trim_start_matches(|c: char| is_blank(c) || matches!(c, ',' | ';' | '&' | '.' | '-' | '–'));
        if rest.is_empty() {
            return true;
        }
        let joint = ["and", "et", "y", "e"]
            .iter()
            .find_map(|joint| crate::text::spelling::eat(rest, joint));
        let eaten = reply::acknowledgement_prefix(rest)
            .or_else(|| reply::translation_prefix(rest))
            .or_else(|| reply::no_reply_prefix(rest))
            .or(joint);
        match eaten.and_then(|length| rest.get(length..)) {
            Some(behind) if behind.len() < rest.len() => rest = behind,
            _ => return false,
        }
    }
}

/// How the lines of a cell end.
pub fn ends(text: &Text, table: usize) -> LineEnd {
    text.tables()
        .get(table)
        .map_or(LineEnd::Printed, |table| table.line_end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(string: &str) -> Vec<(Token, String)> {
        let words = Words {
            string: string.to_owned(),
            pieces: vec![(0, 0)],
            ..Words::default()
        };
        let part = |part: &Range<usize>| string.get(part.clone()).unwrap_or_default().to_owned();
        words
            .tokens()
            .iter()
            .map(|(token, range)| (*token, part(range)))
            .collect()
    }

    #[test]
    fn what_stands_in_a_cell() {
        let own = |token, string: &str| (token, string.to_owned());
        assert_eq!(
            tokens("07 Jul 2013\nJAL\nLAO 2/2013\nLao People’s Democratic Republic"),
            [
                own(Token::Day, "07 Jul 2013"),
                own(Token::Kind, "JAL"),
                own(Token::CaseNumber, "LAO 2/2013")
            ]
        );
        assert_eq!(
            tokens("04/01/2014\n16/01/2015"),
            [own(Token::Day, "04/01/2014"), own(Token::Day, "16/01/2015")]
        );
        assert_eq!(
            tokens("VIET NAM\n11/12/17\nVNM 6/2017"),
            [own(Token::Day, "11/12/17"), own(Token::CaseNumber, "VNM 6/2017")]
        );
        assert_eq!(tokens("A/HRC/20/27 Al Khatib"), []);
        assert_eq!(tokens("ALB 8/2019"), [own(Token::CaseNumber, "ALB 8/2019")]);
        assert_eq!(
            tokens("20.0\nJOL\n8/2019"),
            [own(Token::Kind, "JOL"), own(Token::Day, "8/2019")]
        );
    }
}
