//! Headings of report sections, titles of country pages, and dates in either.

use super::dates::{offset_of, period, tail};
use super::labels::is_separator;
use super::report_rows::report_rows;
use crate::lexicon::lexicon;
use crate::text::Span;
use crate::text::spelling::is_blank;

/// The longest heading of a section, in bytes; observed: 60.
const LONGEST_HEADING: usize = 160;
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

/// Reads a line as the heading of a section, whatever element it stands in.
pub(super) fn section_heading(line: &str, base: usize, is_heading: bool) -> Option<SectionHeading> {
    let shown = line.trim_matches(is_blank);
    if shown.len() > LONGEST_HEADING {
        return None;
    }
    let span = offset_of(line, shown, base);
    let rest = lexicon!("article of a report")
        .length(shown)
        .map_or(shown, |length| tail(shown, length).trim_start_matches(is_blank));
    let counted = lexicon!("ordinal", u8, |number| number.parse().ok()).eat(rest);
    let counted = counted.map(|(_, ordinal, length)| (ordinal, tail(rest, length)));
    let after = counted.map_or(rest, |(_, after)| after.trim_start_matches(is_blank));
    let length = lexicon!("report").length(after)?;
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

/// The words of a page's title that say which country it is about: those before, else those after, "communications".
pub(super) fn country_of_title(title: &str, base: usize) -> Option<Span> {
    let found = title.char_indices().find_map(|(at, _)| {
        let length = lexicon!("communications of a title").length(tail(title, at))?;
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
            let after = lexicon!("before a country")
                .length(after)
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
