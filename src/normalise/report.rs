//! Which report a section belongs to: symbol and period.

use std::sync::{Arc, LazyLock};

use super::{Hints, wording};
use crate::catalogue::{Catalogue, Source};
use crate::diagnostic::{Code, Diagnostic};
use crate::layout::{Front, Listing, Section, SectionHeading};
use crate::record::{Day, PrintedDay, Report, Symbol, date};
use crate::text::{Span, Text};

/// A report that the page or the built-in catalogue names.
#[derive(Clone, Debug)]
struct Known {
    symbol: Symbol,
    start: Day,
    end: Day,
}

/// What is known about reports: the page's own list first, then the built-in catalogue.
#[derive(Debug)]
pub(super) struct Reports {
    listed: Vec<Known>,
    /// The catalogue's word on the mandate of the whole page.
    mandate: Option<Arc<str>>,
    /// The report that the whole document is, when it is one on all countries.
    whole: Option<Report>,
}

/// The reports of the built-in catalogue, in its order.
static BUILT_IN: LazyLock<Vec<Known>> = LazyLock::new(|| {
    let reports = Catalogue::built_in()
        .sources
        .iter()
        .filter(|source| source.kind.is_report());
    reports.filter_map(known).collect()
});

impl Reports {
    /// The reports that a page can refer to.
    pub fn of(text: &Text, listing: &Listing, hints: &Hints) -> Self {
        let listed = listing.reports.iter().filter_map(|row| {
            let [start, end] = row.period.map(|day| self::day(text, day));
            Some(Known {
                symbol: text.slice(row.symbol).parse().ok()?,
                start: start?,
                end: end?,
            })
        });
        Self {
            listed: listed.collect(),
            mandate: hints.mandate.as_deref().map(Arc::from),
            whole: listing.front.as_ref().map(|front| whole(text, front, hints)),
        }
    }

    /// The report that the whole document is, when it is one on all countries.
    pub fn whole(&self) -> Option<&Report> {
        self.whole.as_ref()
    }

    /// What is doubtful about the report that the whole document is.
    pub fn doubts(&self, listing: &Listing) -> Option<Diagnostic> {
        let whole = self.whole.as_ref()?;
        let any = listing.sections.iter().any(|section| !section.entries.is_empty());
        let message = "neither the introduction nor the catalogue gives the period of the letters";
        (any && whole.period_start.is_none()).then(|| Diagnostic::new(Code::UnreadablePeriod, None, message))
    }

    /// The report of a section, and what is doubtful about it.
    pub fn of_section(&self, text: &Text, section: &Section) -> (Report, Vec<Diagnostic>) {
        let mut diagnostics = Vec::new();
        if let Some(whole) = &self.whole {
            if section.chapter.is_none() {
                let first = section.entries.first().map(|entry| entry.span);
                let message = "no heading of a country stands above these entries";
                diagnostics.push(Diagnostic::new(Code::SectionMissing, first, message));
            }
            return (whole.clone(), diagnostics);
        }
        let Some(heading) = &section.heading else {
            let first = section.entries.first().map(|entry| entry.span);
            diagnostics.push(Diagnostic::new(
                Code::SectionMissing,
                first,
                "no heading of a report stands above these entries",
            ));
            return (self.report(None, None), diagnostics);
        };
        let period = heading
            .period
            .and_then(|[start, end]| Some((day(text, start)?, day(text, end)?)));
        if period.is_none() {
            let message = format!("`{}` does not give a period", text.slice(heading.span));
            diagnostics.push(Diagnostic::new(Code::UnreadablePeriod, Some(heading.span), message));
        }
        let known = match period {
            Some((start, end)) => self.by_period(start, end).or_else(|| {
                let near = self.by_one_day(start, end)?;
                let message = format!(
                    "the list of reports has {} to {} for {}",
                    near.start, near.end, near.symbol
                );
                diagnostics.push(Diagnostic::new(Code::PeriodMismatch, Some(heading.span), message));
                Some(near)
            }),
            None => by_ordinal(heading),
        };
        if known.is_none() {
            let message = format!("no report of this period is known: `{}`", text.slice(heading.span));
            diagnostics.push(Diagnostic::new(Code::UnknownReport, Some(heading.span), message));
        }
        let period = period.or(known.map(|known| (known.start, known.end)));
        (self.report(known, period), diagnostics)
    }

    fn report(&self, known: Option<&Known>, period: Option<(Day, Day)>) -> Report {
        let source = known.and_then(|known| Catalogue::built_in_report(&known.symbol.to_string()));
        Report {
            mandate: self
                .mandate
                .clone()
                .or_else(|| source.and_then(|source| source.mandate.as_deref()).map(Arc::from)),
            symbol: known.map(|known| known.symbol.clone()),
            period_start: period.map(|(start, _)| start),
            period_end: period.map(|(_, end)| end),
            replies_until: source.and_then(|source| source.replies_until).map(Day::from),
        }
    }

    fn all(&self) -> impl Iterator<Item = &Known> {
        self.listed.iter().chain(BUILT_IN.iter())
    }

    fn by_period(&self, start: Day, end: Day) -> Option<&Known> {
        self.all().find(|known| (known.start, known.end) == (start, end))
    }

    /// The one report that shares the first or the last day, when the other one is printed differently.
    fn by_one_day(&self, start: Day, end: Day) -> Option<&Known> {
        let shares = |known: &&Known| known.start == start || known.end == end;
        let one_of = |reports: &'_ [Known]| reports.iter().filter(shares).count() == 1;
        let reports = [self.listed.as_slice(), &BUILT_IN]
            .into_iter()
            .find(|reports| one_of(reports))?;
        reports.iter().find(shares)
    }
}

/// The report that a heading counts, by the built-in catalogue: a page's own list can be incomplete.
fn by_ordinal(heading: &SectionHeading) -> Option<&'static Known> {
    BUILT_IN.get(usize::from(heading.ordinal?.checked_sub(1)?))
}

/// The report that a document on all countries is: as its front page and introduction say, else as the catalogue does.
fn whole(text: &Text, front: &Front, hints: &Hints) -> Report {
    let read = |span: Span| Symbol::prefix(text.slice(span)).map(|(symbol, _)| symbol);
    let symbol = front
        .symbol
        .and_then(read)
        .or_else(|| hints.symbol.as_deref()?.parse().ok());
    let source = symbol
        .as_ref()
        .and_then(|symbol| Catalogue::built_in_report(&symbol.to_string()));
    let stated = front.period.and_then(|[start, end]| {
        let end = day(text, end)?;
        let in_its_year = || date::in_year(&wording::clean(text, start), end.year());
        Some((day(text, start).or_else(in_its_year)?, end))
    });
    let period = stated
        .or(hints.period)
        .or_else(|| known(source?).map(|known| (known.start, known.end)));
    let stated_until = front.replies_until.and_then(|until| day(text, until));
    Report {
        mandate: hints
            .mandate
            .as_deref()
            .or_else(|| source.and_then(|source| source.mandate.as_deref()))
            .map(Arc::from)
            .or_else(|| front.mandate.map(|mandate| wording::clean(text, mandate).into())),
        symbol,
        period_start: period.map(|(start, _)| start),
        period_end: period.map(|(_, end)| end),
        replies_until: stated_until
            .or(hints.replies_until)
            .or_else(|| source.and_then(|source| source.replies_until).map(Day::from)),
    }
}

fn known(source: &Source) -> Option<Known> {
    Some(Known {
        symbol: source.symbol.as_deref()?.parse().ok()?,
        start: source.period_start?.into(),
        end: source.period_end?.into(),
    })
}

fn day(text: &Text, span: Span) -> Option<Day> {
    wording::clean(text, span)
        .parse::<PrintedDay>()
        .ok()
        .map(|printed| printed.day)
}
