//! What is known beforehand of a document and of the reports that it can name: all that is told about it from outside.

use std::sync::{Arc, LazyLock};

use super::{BUILT_IN_TEXT, Catalogue, Location, Source, SourceKind};
use crate::record::{Day, Symbol};

/// What the catalogue says about a document; all of it may be unknown.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The document's id, with which those of its rows begin.
    pub document: String,
    /// The address that its bytes came from, from which its links start.
    pub url: Option<String>,
    /// What kind of source it is.
    pub kind: Option<SourceKind>,
    /// The mandate whose reports it retells, or whose report it is.
    pub mandate: Option<String>,
    /// Its title, used where the page's own names no country.
    pub title: Option<String>,
    /// Its symbol, used where its own first page does not give it.
    pub symbol: Option<String>,
    /// First and last day of the letters that it covers, used where its introduction does not say.
    pub period: Option<(Day, Day)>,
    /// The day until which it counts replies, likewise.
    pub replies_until: Option<Day>,
    /// The reports of the catalogue, which the document can be or name.
    pub reports: KnownReports,
}

impl Known {
    /// Of a document that is in no catalogue: the reports that the program knows without being told.
    pub fn built_in() -> Self {
        Self {
            document: "document".to_owned(),
            reports: KnownReports::BuiltIn,
            ..Self::default()
        }
    }

    /// Of a source of a catalogue that has these reports.
    pub fn of(source: &Source, reports: &KnownReports) -> Self {
        let period = source.period_start.zip(source.period_end);
        Self {
            document: source.id.clone(),
            url: match &source.location {
                Location::Url(url) => Some(url.clone()),
                Location::File(_) => None,
            },
            kind: Some(source.kind).filter(|&kind| kind != SourceKind::Document),
            mandate: source.mandate.clone(),
            title: source.title.clone(),
            symbol: source.symbol.clone(),
            period: period.map(|(start, end)| (start.into(), end.into())),
            replies_until: source.replies_until.map(Into::into),
            reports: reports.clone(),
        }
    }
}

/// A report that a catalogue has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownReport {
    /// Its symbol.
    pub symbol: Symbol,
    /// Whose it is.
    pub mandate: Option<Arc<str>>,
    /// First and last day of the letters that it covers.
    pub period: Option<(Day, Day)>,
    /// The day until which it counts replies.
    pub replies_until: Option<Day>,
    /// Whether the catalogue has pages that retell this mandate's reports; true where it has no such pages at all.
    pub retold: bool,
}

/// The reports of a catalogue, in its order.
#[derive(Clone, Debug, Default)]
pub enum KnownReports {
    /// None.
    #[default]
    None,
    /// Those of the built-in catalogue, which is read when it is asked.
    BuiltIn,
    /// Those of another one.
    Of(Arc<[KnownReport]>),
}

static BUILT_IN: LazyLock<Vec<KnownReport>> = LazyLock::new(|| reports(Catalogue::built_in()));

impl KnownReports {
    /// Those of a catalogue, and where it says so those of the built-in one after them.
    pub fn of(catalogue: &Catalogue) -> Self {
        let mut own = reports(catalogue);
        match (catalogue.knows_built_in, own.as_slice()) {
            (true, []) => Self::BuiltIn,
            (true, _) => {
                let is_own = |report: &&KnownReport| own.iter().any(|own| own.symbol == report.symbol);
                let others: Vec<KnownReport> = BUILT_IN.iter().filter(|report| !is_own(report)).cloned().collect();
                own.extend(others);
                Self::Of(own.into())
            }
            (false, _) => Self::Of(own.into()),
        }
    }

    fn all(&self) -> &[KnownReport] {
        match self {
            Self::None => &[],
            Self::BuiltIn => &BUILT_IN,
            Self::Of(reports) => reports,
        }
    }

    /// The report of this symbol.
    pub fn by_symbol(&self, symbol: &Symbol) -> Option<&KnownReport> {
        // The built-in catalogue is not read for a symbol that does not stand in it.
        if matches!(self, Self::BuiltIn) && !BUILT_IN_TEXT.contains(&symbol.to_string()) {
            return None;
        }
        self.all().iter().find(|report| report.symbol == *symbol)
    }

    /// The reports of a mandate whose period is known.
    pub fn of_mandate<'k>(&'k self, mandate: &'k str) -> impl Iterator<Item = (&'k KnownReport, (Day, Day))> + 'k {
        let own = move |report: &&KnownReport| report.mandate.as_deref() == Some(mandate);
        self.all()
            .iter()
            .filter(own)
            .filter_map(|report| Some((report, report.period?)))
    }

    /// The one report of this mandate over exactly this period. Where the mandate is not known, the one of any whose reports
    /// pages retell: several mandates report on the same days, and then a period does not say whose report it is.
    pub fn by_period(&self, mandate: Option<&str>, period: (Day, Day)) -> Option<&KnownReport> {
        let is_own = |report: &&KnownReport| {
            report.period == Some(period) && mandate.is_none_or(|mandate| report.mandate.as_deref() == Some(mandate))
        };
        let mut fitting = self.all().iter().filter(is_own);
        let report = fitting.next()?;
        // One report can stand there in several languages.
        let same = |other: &KnownReport| (&other.symbol, &other.mandate) == (&report.symbol, &report.mandate);
        let told = mandate.is_some() || report.retold;
        (fitting.all(same) && told).then_some(report)
    }
}

fn reports(catalogue: &Catalogue) -> Vec<KnownReport> {
    let reports = catalogue.sources.iter().filter(|source| source.kind.is_report());
    let pages = || {
        catalogue
            .sources
            .iter()
            .filter(|source| source.kind == SourceKind::CountryPage)
    };
    let known = |source: &Source| {
        let period = source.period_start.zip(source.period_end);
        Some(KnownReport {
            symbol: source.symbol.as_deref()?.parse().ok()?,
            mandate: source.mandate.as_deref().map(Arc::from),
            period: period.map(|(start, end)| (start.into(), end.into())),
            replies_until: source.replies_until.map(Into::into),
            retold: pages().next().is_none() || pages().any(|page| page.mandate == source.mandate),
        })
    };
    reports.filter_map(known).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_are_found_by_symbol_or_by_mandate() {
        let of = |symbol: &str| symbol.parse::<Symbol>().expect("a symbol");
        let known = KnownReports::BuiltIn;
        let report = known.by_symbol(&of("A/HRC/20/27/Add.3")).expect("a built-in report");
        let mandate = report.mandate.as_deref().expect("its mandate");
        assert_eq!(
            report.period.map(|(start, _)| start.to_string()).as_deref(),
            Some("2011-05-01")
        );
        assert!(known.by_symbol(&of("A/HRC/99/1")).is_none());
        assert!(known.of_mandate(mandate).any(|(one, ..)| one == report));
        assert_eq!(
            known.of_mandate("torture").filter(|(one, ..)| *one == report).count(),
            0
        );
        assert!(KnownReports::None.by_symbol(&report.symbol).is_none());
    }
}
