//! Which report a section belongs to: symbol and period, as printed, else as the catalogue says.

use std::sync::Arc;

use super::wording;
use crate::catalogue::{Known, KnownReport};
use crate::diagnostic::{Code, Diagnostic};
use crate::layout::{Front, Listing, Scope, Section};
use crate::record::provenance::Fields;
use crate::record::{Day, PrintedDay, Report, Symbol, date};
use crate::text::{Span, Text};

/// A report, with where each of its values is printed, and the names of those that the catalogue gave.
#[derive(Clone, Debug, Default)]
pub(super) struct Stated {
    pub report: Report,
    pub printed: Fields<Span>,
    pub from_catalogue: Vec<&'static str>,
}

impl Stated {
    /// Keeps the printed value of a field, else takes the catalogue's.
    fn either<T>(
        &mut self,
        name: &'static str,
        field: fn(&mut Fields<Span>) -> &mut Option<Span>,
        printed: Option<(T, Span)>,
        known: Option<T>,
    ) -> Option<T> {
        match (printed, known) {
            (Some((value, span)), _) => {
                *field(&mut self.printed) = Some(span);
                Some(value)
            }
            (None, Some(value)) => {
                self.from_catalogue.push(name);
                Some(value)
            }
            (None, None) => None,
        }
    }
}

/// A report of the page's own list.
#[derive(Clone, Debug)]
struct Listed {
    symbol: (Symbol, Span),
    period: (Day, Day),
}

/// What is known about reports: the page's own list first, then the catalogue's reports of its mandate.
#[derive(Debug)]
pub(super) struct Reports<'k> {
    known: &'k Known,
    listed: Vec<Listed>,
    /// The mandate whose reports are looked up: the catalogue's word, else that of all reports of the page's list that it
    /// knows.
    mandate: Option<Arc<str>>,
    /// The report that the whole document is, when it is one on all countries.
    whole: Option<Stated>,
}

impl<'k> Reports<'k> {
    /// The reports that a page can refer to.
    pub fn of(text: &Text, listing: &Listing, known: &'k Known) -> Self {
        let listed = listing.reports.iter().filter_map(|row| {
            let [start, end] = row.period.map(|day| self::day(text, day));
            Some(Listed {
                symbol: (text.slice(row.symbol).parse().ok()?, row.symbol),
                period: (start?, end?),
            })
        });
        let listed: Vec<Listed> = listed.collect();
        let mandate = known.mandate.as_deref().map(Arc::from);
        Self {
            mandate: mandate.or_else(|| shared_mandate(&listed, known)),
            known,
            listed,
            whole: (listing.scope == Scope::AllCountries).then(|| whole(text, &listing.front, known)),
        }
    }

    /// The report that the whole document is, when it is one on all countries.
    pub fn whole(&self) -> Option<&Report> {
        self.whole.as_ref().map(|whole| &whole.report)
    }

    /// What the introduction of the report that the whole document is does not say plainly.
    pub fn doubts(&self, listing: &Listing) -> Vec<Diagnostic> {
        let Some(whole) = self.whole() else { return Vec::new() };
        let front = &listing.front;
        // The database shows one window, whose days no page names.
        let is_window = listing.layout.as_ref().is_some_and(|layout| layout.name == "database");
        if is_window || listing.sections.iter().all(|section| section.entries.is_empty()) {
            return Vec::new();
        }
        let says = |what, known| {
            if known {
                format!("the introduction does not plainly give {what}; the catalogue's is taken")
            } else {
                format!("neither the introduction nor the catalogue gives {what}")
            }
        };
        let mut doubts = Vec::new();
        if front.period.is_none() {
            let known = whole.period_start.is_some();
            let code = if known {
                Code::PeriodUnread
            } else {
                Code::UnreadablePeriod
            };
            doubts.push(Diagnostic::new(code, None, says("the period of the letters", known)));
        }
        if front.replies_until.is_none() {
            let known = whole.replies_until.is_some();
            let code = if known { Code::PeriodUnread } else { Code::CutOffUnread };
            doubts.push(Diagnostic::new(
                code,
                None,
                says("the day until which replies are counted", known),
            ));
        }
        doubts
    }

    /// The report of a section, and what is doubtful about it.
    pub fn of_section(&self, text: &Text, section: &Section) -> (Stated, Vec<Diagnostic>) {
        let mut diagnostics = Vec::new();
        if let Some(whole) = &self.whole {
            if section.chapter.is_none() && section.entries.iter().all(|entry| entry.row.is_none()) {
                let first = section.entries.first().map(|entry| entry.span);
                let message = "no heading of a country stands above these entries";
                diagnostics.push(Diagnostic::new(Code::SectionMissing, first, message));
            }
            return (whole.clone(), diagnostics);
        }
        let Some(heading) = &section.heading else {
            let first = section.entries.first().map(|entry| entry.span);
            let message = "no heading of a report stands above these entries";
            diagnostics.push(Diagnostic::new(Code::SectionMissing, first, message));
            return (self.stated(None, None, None), diagnostics);
        };
        let period = heading
            .period
            .and_then(|[start, end]| Some(((day(text, start)?, start), (day(text, end)?, end))));
        let Some(((start, _), (end, _))) = period else {
            let message = format!("`{}` does not give a period", text.slice(heading.span));
            diagnostics.push(Diagnostic::new(Code::UnreadablePeriod, Some(heading.span), message));
            // Its ordinal alone would not say which mandate's report it counts, nor since when.
            return (self.stated(None, None, None), diagnostics);
        };
        let listed = self.listed.iter().find(|listed| listed.period == (start, end));
        let known = || self.known.reports.by_period(self.mandate.as_deref(), (start, end));
        let mut found = listed.map(Found::Listed).or_else(|| known().map(Found::Known));
        if found.is_none()
            && let Some((near, period)) = self.by_first_day(start)
        {
            let message = format!(
                "the list of reports has {} to {} for {}",
                period.0,
                period.1,
                near.symbol()
            );
            diagnostics.push(Diagnostic::new(Code::PeriodMismatch, Some(heading.span), message));
            found = Some(near);
        }
        if found.is_none() {
            let message = format!("no report of this period is known: `{}`", text.slice(heading.span));
            diagnostics.push(Diagnostic::new(Code::UnknownReport, Some(heading.span), message));
        }
        let [start, end] = [period.map(|(start, _)| start), period.map(|(_, end)| end)];
        (self.stated(found, start, end), diagnostics)
    }

    fn stated(&self, found: Option<Found<'_>>, start: Option<(Day, Span)>, end: Option<(Day, Span)>) -> Stated {
        let mut stated = Stated::default();
        let source = found.as_ref().and_then(|found| match found {
            Found::Listed(listed) => self.known.reports.by_symbol(&listed.symbol.0),
            Found::Known(report) => Some(*report),
        });
        let (printed, known) = match found {
            Some(Found::Listed(listed)) => (Some(listed.symbol.clone()), None),
            Some(Found::Known(report)) => (None, Some(report.symbol.clone())),
            None => (None, None),
        };
        let hinted = self.known.mandate.as_deref().map(Arc::from);
        let mandate = hinted.or_else(|| source?.mandate.clone());
        let replies_until = source.and_then(|source| source.replies_until);
        stated.report = Report {
            mandate: stated.either("mandate", |fields| &mut fields.mandate, None, mandate),
            symbol: stated.either("report_symbol", |fields| &mut fields.report_symbol, printed, known),
            period_start: stated.either("period_start", |fields| &mut fields.period_start, start, None),
            period_end: stated.either("period_end", |fields| &mut fields.period_end, end, None),
            replies_until: stated.either("replies_until", |fields| &mut fields.replies_until, None, replies_until),
        };
        stated
    }

    /// The one report of the page's list, or of its mandate, that begins on this day, when its last day is printed
    /// differently.
    fn by_first_day(&self, start: Day) -> Option<(Found<'_>, (Day, Day))> {
        let mut listed = self.listed.iter().filter(|listed| listed.period.0 == start);
        if let (Some(one), None) = (listed.next(), listed.next()) {
            return Some((Found::Listed(one), one.period));
        }
        let reports = self.known.reports.of_mandate(self.mandate.as_deref()?);
        let mut known = reports.filter(|(_, period)| period.0 == start);
        let (one, period) = known.next()?;
        known.next().is_none().then_some((Found::Known(one), period))
    }
}

/// A report that was found for a section.
#[derive(Clone, Copy)]
enum Found<'r> {
    Listed(&'r Listed),
    Known(&'r KnownReport),
}

impl Found<'_> {
    fn symbol(&self) -> &Symbol {
        match self {
            Self::Listed(listed) => &listed.symbol.0,
            Self::Known(report) => &report.symbol,
        }
    }
}

/// The mandate of all reports of a page's list that the catalogue knows.
fn shared_mandate(listed: &[Listed], known: &Known) -> Option<Arc<str>> {
    let reports = listed
        .iter()
        .filter_map(|listed| known.reports.by_symbol(&listed.symbol.0));
    let mut mandates = reports.filter_map(|report| report.mandate.as_ref());
    let first = mandates.next()?;
    mandates.all(|mandate| mandate == first).then(|| first.clone())
}

/// The report that a document on all countries is: as its front page and introduction say, else as the catalogue does.
fn whole(text: &Text, front: &Front, known: &Known) -> Stated {
    let mut stated = Stated::default();
    let printed = front
        .symbol
        .and_then(|span| Some((Symbol::prefix(text.slice(span))?.0, span)));
    let hinted = known.symbol.as_deref().and_then(|symbol| symbol.parse().ok());
    let symbol = stated.either("report_symbol", |fields| &mut fields.report_symbol, printed, hinted);
    let source = symbol.as_ref().and_then(|symbol| known.reports.by_symbol(symbol));
    let period = front.period.and_then(|[start, end]| {
        let last = day(text, end)?;
        let in_its_year = || date::in_year(&wording::clean(text, start), last.year());
        let first = day(text, start).or_else(in_its_year)?;
        Some(((first, start), (last, end)))
    });
    let known_period = known.period.or_else(|| source?.period);
    let until = front.replies_until.and_then(|until| Some((day(text, until)?, until)));
    let known_until = known.replies_until.or_else(|| source?.replies_until);
    let mandate = known
        .mandate
        .as_deref()
        .map(Arc::from)
        .or_else(|| source?.mandate.clone());
    // The catalogue's name of a mandate is the same for all of its reports; titles print it in many ways.
    let titled = front
        .mandate
        .filter(|_| mandate.is_none())
        .map(|span| (Arc::from(wording::clean(text, span)), span));
    let titled = front.joint.map(|span| (Arc::from(JOINT), span)).or(titled);
    stated.report = Report {
        mandate: stated.either("mandate", |fields| &mut fields.mandate, titled, mandate),
        symbol,
        period_start: stated.either(
            "period_start",
            |fields| &mut fields.period_start,
            period.map(|(start, _)| start),
            known_period.map(|(start, _)| start),
        ),
        period_end: stated.either(
            "period_end",
            |fields| &mut fields.period_end,
            period.map(|(_, end)| end),
            known_period.map(|(_, end)| end),
        ),
        replies_until: stated.either("replies_until", |fields| &mut fields.replies_until, until, known_until),
    };
    stated
}

/// The day from which a report lists replies, as it prints it; one without a year shares that of the last day.
pub fn replies_from(text: &Text, front: &Front) -> Option<Day> {
    let from = front.replies_from?;
    day(text, from).or_else(|| {
        let until = day(text, front.replies_until?)?;
        date::in_year(&wording::clean(text, from), until.year())
    })
}

/// The mandate of reports on the letters of all.
const JOINT: &str = "joint";

fn day(text: &Text, span: Span) -> Option<Day> {
    wording::clean(text, span)
        .parse::<PrintedDay>()
        .ok()
        .map(|printed| printed.day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::KnownReports;
    use crate::record::Origin;
    use crate::{layout, normalise, read};

    fn symbols(heading: &str, mandate: Option<&str>) -> Vec<(Option<String>, Vec<String>)> {
        let page = format!(
            "<h1>Oman communications</h1><h3>{heading}</h3><ol><li>Urgent appeal, 28/7/2011. Case no. OMN 2/2011. State \
             Reply: None to date. Alleged detention.</li></ol>"
        );
        let text = read::text(page.as_bytes()).expect("a page").text;
        let known = Known {
            mandate: mandate.map(str::to_owned),
            reports: KnownReports::BuiltIn,
            ..Known::default()
        };
        let origin = Origin {
            document: "page".into(),
            url: None,
            sha256: "".into(),
        };
        let content = normalise::content(&text, &layout::listing(&text, known.kind), &origin, &known);
        let row = |record: &crate::record::Record| {
            let symbol = record.report.symbol.as_ref().map(ToString::to_string);
            (
                symbol,
                record
                    .provenance
                    .from_catalogue
                    .iter()
                    .map(ToString::to_string)
                    .collect(),
            )
        };
        content.records.iter().map(row).collect()
    }

    #[test]
    fn a_symbol_is_looked_up_by_mandate_and_by_both_days() {
        const WHOLE: &str = "First Report (May 1, 2011 to March 15, 2012)";
        const ASSEMBLY: &str = "freedom of peaceful assembly and of association";
        let from = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
        let first = || Some("A/HRC/20/27/Add.3".to_owned());
        for (heading, mandate, symbol, names) in [
            (WHOLE, None, first(), from(&["mandate", "report_symbol"])),
            (WHOLE, Some(ASSEMBLY), first(), from(&["mandate", "report_symbol"])),
            // Another mandate counts its reports, and may report on the same days.
            (WHOLE, Some("torture"), None, from(&["mandate"])),
            ("First Report", Some(ASSEMBLY), None, from(&["mandate"])),
            (
                "First Report (June 1, 2011 to March 15, 2012)",
                Some(ASSEMBLY),
                None,
                from(&["mandate"]),
            ),
        ] {
            assert_eq!(symbols(heading, mandate), [(symbol, names)], "{heading}, {mandate:?}");
        }
    }
}
