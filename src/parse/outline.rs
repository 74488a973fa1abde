//! The page's frame: its title, the headings of its report sections, its own list of report symbols.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::labels::is_separator;
use crate::read::text::Span;
use crate::record::spelling::{Openings, eat, is_blank};
use crate::record::{Symbol, date};

/// The longest heading of a section, in bytes; observed: 60.
const LONGEST_HEADING: usize = 160;
/// The longest row of the list of symbols, in bytes; observed: 70.
const LONGEST_ROW: usize = 200;

/// The words that count the reports of a mandate, in the languages of the documents.
const ORDINALS: &[(&str, u8)] = &[
    ("eleventh", 11),
    ("twelfth", 12),
    ("seventh", 7),
    ("premier", 1),
    ("deuxième", 2),
    ("troisième", 3),
    ("quatrième", 4),
    ("cinquième", 5),
    ("sixième", 6),
    ("primer", 1),
    ("segundo", 2),
    ("tercer", 3),
    ("cuarto", 4),
    ("quinto", 5),
    ("sexto", 6),
    ("second", 2),
    ("fourth", 4),
    ("eighth", 8),
    ("first", 1),
    ("third", 3),
    ("fifth", 5),
    ("sixth", 6),
    ("ninth", 9),
    ("tenth", 10),
    ("1st", 1),
    ("2nd", 2),
    ("3rd", 3),
    ("4th", 4),
    ("5th", 5),
    ("6th", 6),
    ("7th", 7),
    ("8th", 8),
    ("9th", 9),
];

/// The letters that [`ORDINALS`] begin with.
static ORDINAL_OPENINGS: Openings = {
    let mut openings = Openings::NONE;
    let mut at = 0;
    while at < ORDINALS.len() {
        openings = openings.with(ORDINALS[at].0);
        at += 1;
    }
    openings
};

/// The heading of a report section: `First Report (May 1, 2011 to March 15, 2012)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionHeading {
    /// All of it.
    pub span: Span,
    /// Which report it says it is, from 1.
    pub ordinal: Option<u8>,
    /// The first and the last day of the report's period, as printed.
    pub period: Option<[Span; 2]>,
}

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

/// Reads a line as the heading of a section, whatever element it stands in.
pub(super) fn section_heading(line: &str, base: usize, is_heading: bool) -> Option<SectionHeading> {
    let shown = line.trim_matches(is_blank);
    if shown.len() > LONGEST_HEADING {
        return None;
    }
    let span = offset_of(line, shown, base);
    let rest = ["the", "le", "el"]
        .iter()
        .find_map(|article| eat(shown, article))
        .map_or(shown, |length| tail(shown, length).trim_start_matches(is_blank));
    let counted = ORDINALS
        .iter()
        .filter(|_| ORDINAL_OPENINGS.may_begin(rest))
        .find_map(|&(word, ordinal)| eat(rest, word).map(|length| (ordinal, tail(rest, length))));
    let after = counted.map_or(rest, |(_, after)| after.trim_start_matches(is_blank));
    let length = ["report", "rapport", "informe"]
        .iter()
        .find_map(|word| eat(after, word))?;
    let period = period(shown, span.start);
    // A heading without its ordinal must look like one and have a period, else it is a sentence about a report.
    let is_section = if counted.is_some() {
        let behind = tail(after, length).trim_start_matches(is_blank);
        period.is_some() || (is_heading && (behind.is_empty() || behind.starts_with(['(', ':'])))
    } else {
        is_heading && period.is_some() && report_rows(line, base).is_empty()
    };
    is_section.then(|| SectionHeading {
        span,
        ordinal: counted.map(|(ordinal, _)| ordinal),
        period,
    })
}

/// The rows of the list of reports that a line holds: one, with the symbol before the period or behind it, or in a sentence
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
        words(line).any(|(at, word)| !own(at) && !ROW_WORDS.iter().any(|known| eat(word, known) == Some(word.len())))
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

/// Words that a row of the list may have beside its symbol and its period.
const ROW_WORDS: &[&str] = &[
    "report", "reports", "rapport", "informe", "period", "période", "período", "covering", "covers", "covered", "from",
    "to", "until", "through", "and", "of", "the", "du", "de", "d", "au", "le", "la", "à", "del", "al", "el", "a", "y",
    "et", "no", "first", "second", "third", "fourth", "fifth", "sixth",
];

/// Where symbols of the Assembly and its Council can begin in a string.
pub(super) fn may_be_symbols(string: &str) -> impl Iterator<Item = usize> {
    static BODY: LazyLock<Finder> = LazyLock::new(|| Finder::new("A/"));
    let inside = |at: &usize| {
        let before = string.get(..*at).unwrap_or_default();
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

/// A row in two cells, of which one is nothing but a symbol and the other nothing but a period.
pub(super) fn report_cells(first: &str, second: &str, bases: [usize; 2]) -> Option<ReportRow> {
    let only = |line: &str, span: Span, base: usize| {
        let outside = [line.get(..span.start - base), line.get(span.end - base..)];
        let bare = |part: &str| part.chars().all(|c| is_separator(c) || matches!(c, '(' | ')' | '•'));
        outside.into_iter().flatten().all(bare)
    };
    let cells = |symbol_line: &str, symbol_base: usize, period_line: &str, period_base: usize| {
        let &[symbol] = symbols(symbol_line, symbol_base).as_slice() else {
            return None;
        };
        if !only(symbol_line, symbol, symbol_base) {
            return None;
        }
        let &[first, last] = dates(period_line, period_base).collect::<Vec<_>>().as_slice() else {
            return None;
        };
        let row = ReportRow {
            span: symbol.to(first).to(last),
            symbol,
            period: [first, last],
        };
        only(period_line, first.to(last), period_base).then_some(row)
    };
    let [base, second_base] = bases;
    cells(first, base, second, second_base).or_else(|| cells(second, second_base, first, base))
}

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
        let mut before = tail_char(string.get(..at).unwrap_or_default());
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

fn tail(string: &str, from: usize) -> &str {
    string.get(from..).unwrap_or_default()
}

fn tail_char(string: &str) -> Option<char> {
    string.chars().next_back()
}

/// The span of `part`, a subslice of `line`, whose first byte has the offset `base` in the text.
fn offset_of(line: &str, part: &str, base: usize) -> Span {
    let start = base + (part.as_ptr() as usize).saturating_sub(line.as_ptr() as usize);
    Span::new(start, start + part.len())
}

/// The words of a page's title that say which country it is about: those before, else those after, "communications".
pub(super) fn country_of_title(title: &str, base: usize) -> Option<Span> {
    const WORDS: [&str; 3] = ["communications", "communication", "comunicaciones"];
    let found = title.char_indices().find_map(|(at, _)| {
        let length = WORDS.iter().find_map(|word| eat(tail(title, at), word))?;
        Some((at, at + length))
    });
    let part = match found {
        Some((start, _))
            if title
                .get(..start)
                .is_some_and(|before| before.contains(char::is_alphabetic)) =>
        {
            title.get(..start)?
        }
        Some((_, end)) => {
            let after = tail(title, end).trim_start_matches(is_separator);
            let after = ["with", "to", "for", "from", "in"]
                .iter()
                .find_map(|word| eat(after, word))
                .map_or(after, |length| tail(after, length));
            after.split([':', '–', '—', '|']).next()?
        }
        None => title.split([':', '–', '—', '|']).next()?,
    };
    let part = part.trim_matches(is_separator);
    (!part.is_empty()).then(|| offset_of(title, part, base))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(line: &str, span: Span) -> &str {
        line.get(span.start..span.end).unwrap_or("out of bounds")
    }

    #[test]
    fn headings_of_sections() {
        for (line, is_heading, ordinal, period) in [
            (
                "First Report (May 1, 2011 to March 15, 2012)",
                false,
                Some(1),
                Some(["May 1, 2011", "March 15, 2012"]),
            ),
            (
                "Sixth Report (March 1, 2016 to February 28, 2017)",
                true,
                Some(6),
                Some(["March 1, 2016", "February 28, 2017"]),
            ),
            (
                "second report: 16 March 2012 – 28 February 2013",
                false,
                Some(2),
                Some(["16 March 2012", "28 February 2013"]),
            ),
            ("Third Report", true, Some(3), None),
            (
                "Third\u{a0}Report (March 1, 2013 to28 February 2014)",
                true,
                Some(3),
                Some(["March 1, 2013", "28 February 2014"]),
            ),
            (
                "4th report (01/03/2014 to 28/02/2015)",
                false,
                Some(4),
                Some(["01/03/2014", "28/02/2015"]),
            ),
            (
                "Report (March 1, 2013 to February 28, 2014)",
                true,
                None,
                Some(["March 1, 2013", "February 28, 2014"]),
            ),
        ] {
            let read = section_heading(line, 0, is_heading).expect(line);
            let days = read.period.map(|days| days.map(|day| shown(line, day)));
            assert_eq!((read.ordinal, days), (ordinal, period), "{line}");
        }
        for (line, is_heading) in [
            ("Kazakhstan communications: May 1, 2011 to February 28, 2017", true),
            ("Report A/HRC/20/27/Add.3: May 1, 2011 to March 15, 2012", true),
            ("Third Report", false),
            ("First reports of arrests reached the mandate", true),
            ("The report of May 1, 2011 was answered on March 3, 2012", false),
        ] {
            assert_eq!(section_heading(line, 0, is_heading), None, "{line}");
        }
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

    #[test]
    fn a_row_in_two_cells() {
        let (symbol, period) = ("A/HRC/20/27/Add.3", "May 1, 2011 to March 15, 2012");
        for (first, second) in [(symbol, period), (period, symbol)] {
            assert!(
                report_cells(first, second, [0, first.len() + 1]).is_some(),
                "{first}, {second}"
            );
        }
        assert_eq!(report_cells("see A/HRC/20/27/Add.3", period, [0, 30]), None);
        assert_eq!(
            report_cells(symbol, "on May 1, 2011 and on March 15, 2012", [0, 30]),
            None
        );
    }

    #[test]
    fn countries_of_titles() {
        for (title, country) in [
            (
                "Kazakhstan communications: May 1, 2011 to February 28, 2017",
                Some("Kazakhstan"),
            ),
            ("Viet Nam Communications", Some("Viet Nam")),
            (
                "Communications: Iran (Islamic Republic of)",
                Some("Iran (Islamic Republic of)"),
            ),
            ("Communications with Peru: 2011 to 2017", Some("Peru")),
            ("Bahrain: May 1, 2011", Some("Bahrain")),
            ("communications", None),
        ] {
            assert_eq!(
                country_of_title(title, 0).map(|span| shown(title, span)),
                country,
                "{title}"
            );
        }
    }
}
