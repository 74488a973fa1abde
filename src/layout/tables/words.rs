//! The words of a cell or a row, and what stands in them: case numbers, days, types.

use std::ops::Range;

use crate::record::{CaseNumber, Kind, PrintedDay, date, reply};
use crate::text::spelling::is_blank;
use crate::text::{Cell, Join, Line, LineEnd, Span, Text, body_text};

/// The document's own words in some lines, one line end between two lines and nothing where they are joined, and where
/// each byte stands in the text.
#[derive(Clone, Debug, Default)]
pub struct Words {
    pub string: String,
    at: Vec<usize>,
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
            self.at.push(span.start);
        }
        let mut pieces = body_text::joined(text, span).peekable();
        while let Some((piece, join)) = pieces.next() {
            self.string.push_str(text.slice(piece));
            self.at.extend(piece.start..piece.end);
            if join == Join::Blank && pieces.peek().is_some() {
                self.string.push('\n');
                self.at.push(piece.end);
            }
        }
    }

    /// Where a part of the words stands in the text; blanks at its ends are left out.
    pub fn span(&self, part: Range<usize>) -> Option<Span> {
        let shown = self.string.get(part.clone())?;
        let start = part.start + (shown.len() - shown.trim_start_matches(is_blank).len());
        let end = start + shown.trim_matches(is_blank).len();
        let last = end.checked_sub(1).filter(|_| end > start)?;
        Some(Span::new(*self.at.get(start)?, self.at.get(last)? + 1))
    }

    /// These words without so many bytes at their beginning.
    #[must_use]
    pub fn behind(&self, length: usize) -> Self {
        Self {
            string: self.string.get(length..).unwrap_or_default().to_owned(),
            at: self.at.get(length..).unwrap_or_default().to_vec(),
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
    pub fn tokens(&self) -> Vec<(Token, Range<usize>)> {
        let string = self.string.as_str();
        let mut tokens = Vec::new();
        let mut at = 0;
        let mut before = ' ';
        while let Some(rest) = string.get(at..).filter(|rest| !rest.is_empty()) {
            let begins = !before.is_alphanumeric() && before != '/';
            let found = if begins { token(rest) } else { None };
            let length = match found {
                Some((token, length)) => {
                    tokens.push((token, at..at + length));
                    length
                }
                None => rest.chars().next().map_or(1, char::len_utf8),
            };
            before = string
                .get(at..at + length)
                .and_then(|part| part.chars().next_back())
                .unwrap_or(' ');
            at += length;
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
    if let Some((_, length)) = first.is_ascii_uppercase().then(|| CaseNumber::prefix(rest)).flatten() {
        return Some((Token::CaseNumber, length));
    }
    let (_, length) = Kind::prefix(rest)?;
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
            at: (0..string.len()).collect(),
        };
        let tokens = words.tokens();
        let part = |part: Range<usize>| string.get(part).unwrap_or_default().to_owned();
        tokens.into_iter().map(|(token, range)| (token, part(range))).collect()
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
        assert_eq!(tokens("A/HRC/20/27 Al Khatib"), []);
    }
}
