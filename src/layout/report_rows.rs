//! A country page's own list of reports: their symbols and periods.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::dates::{dates, offset_of, tail};
use crate::lexicon::lexicon;
use crate::record::Symbol;
use crate::text::spelling::is_blank;
use crate::text::{Cut as _, Span};

/// The longest row of the list of symbols, in bytes; observed: 70.
pub(super) const LONGEST_ROW: usize = 200;

/// A row of the page's own list of reports: `Report A/HRC/20/27/Add.3: May 1, 2011 to March 15, 2012`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportRow {
    /// All of it.
    pub span: Span,
    /// The symbol as printed.
    pub symbol: Span,
    /// The period as printed.
    pub period: [Span; 2],
}

/// The rows of the list of reports that a line, or the cells of a table's row, hold: one, with the symbol before the period or behind it, or in a sentence
/// several.
pub(super) fn report_rows(line: &str, base: usize) -> Vec<ReportRow> {
    let shown = line.trim_matches(is_blank);
    let symbols = symbols(shown, offset_of(line, shown, base).start);
    if symbols.is_empty() || (symbols.len() == 1 && shown.len() > LONGEST_ROW) {
        return Vec::new();
    }
    let days: Vec<Span> = dates(line, base).collect();
    let (periods, rest) = days.as_chunks::<2>();
    let other_words = || {
        let own = |at: usize| {
            symbols
                .iter()
                .chain(&days)
                .any(|span| (span.start..span.end).contains(&(base + at)))
        };
        words(line).any(|(at, word)| !own(at) && !is_row_word(word))
    };
    if !rest.is_empty() || periods.len() != symbols.len() || (symbols.len() == 1 && other_words()) {
        return Vec::new();
    }
    let rows = symbols.iter().zip(periods).map(|(&symbol, &period)| {
        let [first, last] = period;
        ReportRow {
            span: symbol.to(first).to(last),
            symbol,
            period,
        }
    });
    rows.collect()
}

fn is_row_word(word: &str) -> bool {
    lexicon!("row of a report").is(word).is_some()
}

/// Where symbols of the Assembly and its Council can begin in a string.
pub(super) fn may_be_symbols(string: &str) -> impl Iterator<Item = usize> {
    static BODY: LazyLock<Finder> = LazyLock::new(|| Finder::new("A/"));
    let inside = |at: &usize| {
        let before = string.before(*at);
        before.ends_with(|c: char| c.is_alphanumeric() || c == '/')
    };
    BODY.find_iter(string.as_bytes()).filter(move |at| !inside(at))
}

/// The symbols in a string.
fn symbols(string: &str, base: usize) -> Vec<Span> {
    let lengths = may_be_symbols(string).filter_map(|at| Some((at, Symbol::prefix(tail(string, at))?.1)));
    lengths
        .map(|(at, length)| Span::new(base + at, base + at + length))
        .collect()
}

/// The words of a string, each with the byte at which it begins.
fn words(string: &str) -> impl Iterator<Item = (usize, &str)> {
    let parts = string
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty());
    parts.map(|word| (offset_of(string, word, 0).start, word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(line: &str, span: Span) -> &str {
        line.get(span.start..span.end).unwrap_or("out of bounds")
    }

    #[test]
    fn rows_of_the_list_of_reports() {
        for line in [
            "Report A/HRC/20/27/Add.3: May 1, 2011 to March 15, 2012",
            "• A/HRC/20/27/Add.3 (May 1, 2011 to March 15, 2012)",
            "Report\u{a0}A/HRC/20/27/Add.3 – May 1, 2011 to March 15, 2012",
            "1. Report A/HRC/20/27/Add.3: May 1, 2011 to March 15, 2012",
            "May 1, 2011 to March 15, 2012: A/HRC/20/27/Add.3",
        ] {
            let rows = report_rows(line, 0);
            let shown: Vec<_> = rows
                .iter()
                .map(|row| [row.symbol, row.period[0], row.period[1]].map(|span| shown(line, span)))
                .collect();
            assert_eq!(
                shown,
                [["A/HRC/20/27/Add.3", "May 1, 2011", "March 15, 2012"]],
                "{line}"
            );
        }
        for line in [
            "A/HRC/20/27/Add.3",
            "see A/HRC/20/27/Add.3: May 1, 2011 to March 15, 2012",
            "His report A/HRC/20/27/Add.3 speaks of May 1, 2011 and of June 2012.",
            "",
        ] {
            assert_eq!(report_rows(line, 0), [], "{line}");
        }
        let sentence = "All of them are found in A/HRC/20/27/Add.3 (May 1, 2011 to March 15, 2012) and A/HRC/23/39/Add.2 \
                        (16 March 2012 to 28 February 2013).";
        let symbols: Vec<&str> = report_rows(sentence, 0)
            .iter()
            .map(|row| shown(sentence, row.symbol))
            .collect();
        assert_eq!(symbols, ["A/HRC/20/27/Add.3", "A/HRC/23/39/Add.2"]);
    }
}
