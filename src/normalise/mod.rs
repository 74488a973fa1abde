//! From cut entries to typed records, or to rejects with their reasons.

mod checks;
mod cited;
mod completeness;
mod count;
mod country;
pub mod language;
mod left_over;
mod lost_lines;
mod marked;
mod numbers;
mod order;
mod record;
mod remark;
mod report;
mod rows;
mod wording;

pub use completeness::Tally;
pub use remark::remarks;
pub use report::replies_from;

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use url::Url;

use crate::catalogue::Known;
use crate::cores;
use crate::diagnostic::{Code, Diagnostic};
use crate::layout::{Entry, Listing, Observation, Scope, Section};
use crate::record::provenance::{Above, Fields};
use crate::record::{CaseNumber, Country, Origin, Record, Reject, Report};
use crate::text::archive::original;
use crate::text::{Characters, Span, Text};
use country::Named;
use lost_lines::Pitches;
use record::Typed;
use report::{Reports, Stated};

/// A document's content, typed.
#[derive(Clone, Debug, Default)]
pub struct Content {
    /// The country that the document is about.
    pub country: Option<Country>,
    /// The mandate whose reports it retells.
    pub mandate: Option<Arc<str>>,
    /// The report that the document is, when it is one on all countries.
    pub report: Option<Report>,
    /// The totals that its introduction states.
    pub tallies: Vec<Tally>,
    /// The share of records that have each field, by the field's name.
    pub fill_rates: BTreeMap<&'static str, f64>,
    /// Its records in order.
    pub records: Vec<Record>,
    /// Its rejects in order.
    pub rejects: Vec<Reject>,
    /// Everything there is to say about its content, in order, with the id of the record or reject it is about.
    pub findings: Vec<Finding>,
}

/// A diagnostic and what it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Id of the record or reject; nothing for the document as a whole.
    pub id: Option<String>,
    /// What was found.
    pub diagnostic: Diagnostic,
}

/// Lines of a text for which a second thread is worth its start.
const LONG: usize = 10_000;

/// Types a country page.
pub fn content(text: &Text, listing: &Listing, origin: &Origin, known: &Known) -> Content {
    let (country, about_country) = match listing.scope {
        Scope::OneCountry => country::of_page(text, listing, known),
        Scope::AllCountries => (Named::default(), None),
    };
    let reports = Reports::of(text, listing, known);
    let about_report = reports.doubts(listing);
    let pitches = || Pitches::of(text);
    let unfinished = || {
        let unfinished = lost_lines::unfinished(text, listing);
        (text.characters(), unfinished, lost_lines::cut_off(text, listing))
    };
    let (pitches, (characters, unfinished, cut_off)) = cores::both(text.lines().len() > LONG, pitches, unfinished);
    let mut page = Page {
        text,
        origin,
        country: country.clone(),
        above: Above::default(),
        reports,
        characters,
        base: base(
            text,
            origin,
            listing.layout.as_ref().is_some_and(|layout| layout.name == "database"),
        ),
        ids: FxHashMap::default(),
        cases: FxHashMap::default(),
        scope: listing.scope,
        pitches,
        unfinished,
        cut_off,
        content: Content {
            country: country.country,
            records: Vec::with_capacity(listing.sections.iter().map(|section| section.entries.len()).sum()),
            ..Content::default()
        },
    };
    if let Some(layout) = listing.layout.as_ref().filter(|layout| !layout.others.is_empty()) {
        let message = format!(
            "read as {}, and {} recognises it, too",
            layout.name,
            layout.others.join(", ")
        );
        page.say(
            None,
            Diagnostic::new(Code::LayoutAmbiguous, layout.evidence.span, message),
        );
    }
    page.content.findings.extend(
        about_country
            .into_iter()
            .chain(about_report)
            .map(|diagnostic| Finding { id: None, diagnostic }),
    );
    let (mut typed, mut odd) = page.apart(listing);
    for (section, name) in listing
        .sections
        .iter()
        .zip(section_names(listing, page.reports.whole()))
    {
        page.section(section, &name, &mut typed, &mut odd);
    }
    page.paragraph_numbers(listing);
    for anchor in &listing.unclaimed {
        let message = format!("no entry has {} as its case number", text.slice(*anchor));
        page.say(None, Diagnostic::new(Code::AnchorUnclaimed, Some(*anchor), message));
    }
    for anchor in &listing.cited {
        let message = format!("{} is cited", text.slice(*anchor));
        page.say(None, Diagnostic::new(Code::AnchorCited, Some(*anchor), message));
    }
    for anchor in &listing.outside {
        let message = format!("{} stands outside of the document's own text", text.slice(*anchor));
        page.say(None, Diagnostic::new(Code::AnchorBehindEnd, Some(*anchor), message));
    }
    // Of a document of no layout the refusal counts them.
    let read = listing.layout.is_some() && listing.refusal.is_none();
    for mark in listing.unclaimed_marks.iter().filter(|_| read) {
        let printed = wording::clean(text, mark.span);
        let message = format!(
            "`{printed}` ({}) stands in no record, no reject and no citation",
            mark.role
        );
        page.say(None, Diagnostic::new(Code::MarkUnclaimed, Some(mark.span), message));
    }
    for heading in &listing.headings_aside {
        let message = format!(
            "`{}` stands where it is no part of the page, and no section has its period",
            wording::clean(text, *heading)
        );
        page.say(None, Diagnostic::new(Code::HeadingSetAside, Some(*heading), message));
    }
    page.language_of_page();
    page.completeness(listing, known);
    page.content
}

/// Where the database's pages stand, whose links start from their host.
const DATABASE: &str = "https://spcommreports.ohchr.org/LatestReports/CommunicationSent";

/// Where a page's links start: its own address, or the one that it names, which may start from there itself. Those of a
/// web archive's copy start where the page's did.
fn base(text: &Text, origin: &Origin, is_database: bool) -> Option<Url> {
    let own = origin.url.as_deref();
    let own = own.and_then(|url| Url::parse(&original(url).unwrap_or_else(|| url.to_owned())).ok());
    let Some(named) = text.base() else {
        let database = || Url::parse(DATABASE).ok().filter(|_| is_database);
        return own.or_else(database);
    };
    let joined = own.as_ref().map_or_else(|| Url::parse(named), |own| own.join(named));
    // A browser that saved the page can name a folder of its disk.
    let joined = joined.ok().filter(|base| base.scheme() != "file");
    joined
        .or(own)
        .or_else(|| Url::parse(DATABASE).ok().filter(|_| is_database))
}

/// What headings give to the rows below them: the country's name, and the report's symbol and period.
fn above(text: &Text, characters: &Characters<'_>, country: &Named, stated: &Stated) -> Above {
    let fields = Fields {
        country: country.printed,
        ..stated.printed.clone()
    };
    let mut from_catalogue = stated.from_catalogue.clone();
    from_catalogue.extend(country.from_catalogue.then_some("country"));
    Above::new(text, characters, &fields, &from_catalogue)
}

/// The work on one page.
struct Page<'t> {
    text: &'t Text,
    origin: &'t Origin,
    country: Named,
    /// What the headings above the section at hand give to its rows.
    above: Above,
    reports: Reports<'t>,
    characters: Characters<'t>,
    /// The page's address, against which its links are resolved.
    base: Option<Url>,
    /// How often an id was given.
    ids: FxHashMap<String, usize>,
    /// The first entry of each case.
    cases: FxHashMap<CaseNumber, String>,
    /// Which States the document is about.
    scope: Scope,
    /// How far apart lines stand.
    pitches: Pitches,
    /// Summaries that end without a stop, where that is odd.
    unfinished: Vec<Span>,
    /// Entries whose last sentence goes on outside of them, each with the line that does.
    cut_off: Vec<(Span, Span)>,
    content: Content,
}

impl Page<'_> {
    fn say(&mut self, id: Option<&str>, diagnostic: Diagnostic) {
        self.content.findings.push(Finding {
            id: id.map(str::to_owned),
            diagnostic,
        });
    }

    /// What each entry that is no row, and what each paragraph of observations, says alone, in order.
    fn apart(
        &self,
        listing: &Listing,
    ) -> (
        impl Iterator<Item = Typed> + use<>,
        impl Iterator<Item = Vec<Diagnostic>> + use<>,
    ) {
        /// Entries for which a second thread is worth its start.
        const PART: usize = 500;
        let sections = &listing.sections;
        let entries = sections.iter().flat_map(|section| &section.entries);
        let entries: Vec<&Entry> = entries.filter(|entry| entry.row.is_none()).collect();
        let typed = cores::parts(&entries, PART, |part| {
            part.iter().map(|entry| self.typed(entry)).collect::<Vec<_>>()
        });
        let observations: Vec<&Observation> = sections.iter().flat_map(|section| &section.observations).collect();
        let odd = cores::parts(&observations, PART, |part| {
            let of_one = |one: &&Observation| {
                let holes = self.pitches.holes(self.text, one.span).into_iter();
                holes.chain(marked::twice_encoded(self.text, one.span)).collect()
            };
            part.iter().map(of_one).collect::<Vec<_>>()
        });
        (typed.into_iter().flatten(), odd.into_iter().flatten())
    }

    fn section(
        &mut self,
        section: &Section,
        name: &str,
        typed: &mut impl Iterator<Item = Typed>,
        odd: &mut impl Iterator<Item = Vec<Diagnostic>>,
    ) {
        if let Some(chapter) = section.chapter {
            self.chapter(chapter, section);
        }
        for one in odd.take(section.observations.len()).flatten() {
            self.say(None, one);
        }
        let (stated, diagnostics) = self.reports.of_section(self.text, section);
        self.above = above(self.text, &self.characters, &self.country, &stated);
        let report = stated.report;
        if self.content.mandate.is_none() {
            self.content.mandate.clone_from(&report.mandate);
        }
        // A heading above nothing is nobody's loss.
        if !section.entries.is_empty() || !section.observations.is_empty() {
            for diagnostic in diagnostics {
                self.say(None, diagnostic);
            }
        }
        for empty in &section.empty_items {
            self.say(
                None,
                Diagnostic::new(Code::ItemEmpty, Some(*empty), "the item has no text"),
            );
        }
        // The paragraphs of a report are counted from its first page to its last.
        if self.scope == Scope::OneCountry || section.entries.iter().any(|entry| self.is_lettered(entry)) {
            self.numbers(section);
        }
        let first_record = self.content.records.len();
        let mut recorded = Vec::new();
        for (position, entry) in section.entries.iter().enumerate() {
            let recorded_before = self.content.records.len();
            if let Some(row) = &entry.row {
                self.row(entry, row, position, &report);
            } else {
                let typed = typed.next().unwrap_or_else(|| self.typed(entry));
                self.entry(entry, typed, name, position, &report);
            }
            if self.content.records.len() > recorded_before {
                recorded.push(entry);
            }
        }
        self.lost_heading(&recorded, first_record);
        let records = self.content.records.get(first_record..).unwrap_or_default();
        let entries: Vec<_> = recorded.into_iter().zip(records).collect();
        for (at, diagnostic) in checks::against_observations(self.text, &entries, &section.observations) {
            if let Some(record) = self.content.records.get_mut(first_record + at) {
                flag(&mut record.flags, diagnostic.code);
                let id = Some(record.id.clone());
                self.content.findings.push(Finding { id, diagnostic });
            }
        }
    }

    /// What the report says of itself, against what was read.
    fn completeness(&mut self, listing: &Listing, known: &Known) {
        self.content.report = self.reports.whole().cloned();
        if let Some(report) = &self.content.report {
            self.content.mandate.clone_from(&report.mandate);
        }
        self.content.fill_rates = completeness::fill_rates(&self.content.records);
        let mut found = Vec::new();
        for (tally, diagnostic) in completeness::tallies(self.text, listing, &self.content) {
            self.content.tallies.push(tally);
            found.extend(diagnostic);
        }
        found.extend(completeness::missing_chapters(self.text, listing));
        found.extend(completeness::symbol_mismatch(self.text, listing, known));
        for diagnostic in found {
            self.say(None, diagnostic);
        }
    }

    /// Gives the page's language to summaries whose words do not tell theirs, if all that do are in one.
    fn language_of_page(&mut self) {
        let mut languages = self.content.records.iter().filter_map(|record| record.language);
        let Some(language) = languages
            .next()
            .filter(|first| languages.all(|language| language == *first))
        else {
            return;
        };
        let undecided = |record: &&mut Record| record.summary.is_some() && record.language.is_none();
        let mut ids = FxHashSet::default();
        for record in self.content.records.iter_mut().filter(undecided) {
            record.language = Some(language);
            record.flags.retain(|flag| *flag != Code::UnknownLanguage);
            flag(&mut record.flags, Code::LanguageFromPage);
            ids.insert(record.id.as_str());
        }
        let about = |finding: &&mut Finding| {
            finding.diagnostic.code == Code::UnknownLanguage
                && finding.id.as_ref().is_some_and(|id| ids.contains(id.as_str()))
        };
        for finding in self.content.findings.iter_mut().filter(about) {
            let message =
                format!("the words do not tell their language; the page's other summaries are in `{language}`");
            finding.diagnostic = Diagnostic::new(Code::LanguageFromPage, finding.diagnostic.span, message);
        }
    }

    /// The country that a chapter's heading names.
    fn chapter(&mut self, chapter: Span, section: &Section) {
        self.country = country::of_section(self.text, section);
        if country::of_heading(self.text, chapter).is_none() && !section.entries.is_empty() {
            let message = format!("`{}` names no country", wording::clean(self.text, chapter));
            self.say(None, Diagnostic::new(Code::TitleWithoutCountry, Some(chapter), message));
        }
        if section.entries.is_empty() && section.none.is_none() {
            let message = format!("no entry stands under `{}`", wording::clean(self.text, chapter));
            self.say(None, Diagnostic::new(Code::ChapterEmpty, Some(chapter), message));
        }
    }

    /// An id that no other row of the document has: a repeated one gets a suffix.
    fn id(&mut self, country: Option<Country>, section: &str, number: &str) -> (String, bool) {
        let country = country.map_or("unknown", Country::code);
        let id = [&*self.origin.document, country, section, number].join("/");
        let count = self.ids.entry(id.clone()).or_default();
        *count += 1;
        if *count == 1 {
            (id, false)
        } else {
            (format!("{id}~{count}"), true)
        }
    }
}

/// Adds a code to a record's flags, which are sorted by name and hold each code once.
fn flag(flags: &mut Vec<Code>, code: Code) {
    if let Err(at) = flags.binary_search_by_key(&code.name(), |flag| flag.name()) {
        flags.insert(at, code);
    }
}

/// Each section's part of an id: `first-report`, or its position where its heading does not count. A number that two
/// headings share gets a suffix. In a report on all countries: its symbol.
fn section_names(listing: &Listing, whole: Option<&Report>) -> Vec<String> {
    const ORDINALS: [&str; 12] = [
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
        "twelfth",
    ];
    if let Some(whole) = whole {
        let symbol = whole.symbol.as_ref().map(|symbol| symbol.to_string().replace('/', "-"));
        return vec![symbol.unwrap_or_else(|| "report".to_owned()); listing.sections.len()];
    }
    let mut names: Vec<String> = Vec::with_capacity(listing.sections.len());
    for (at, section) in listing.sections.iter().enumerate() {
        let ordinal = section.heading.as_ref().and_then(|heading| heading.ordinal);
        let word = ordinal.and_then(|ordinal| ORDINALS.get(usize::from(ordinal).checked_sub(1)?));
        let name = word.map_or_else(|| format!("section-{}", at + 1), |word| format!("{word}-report"));
        let earlier = names
            .iter()
            .filter(|earlier| earlier.split('~').next() == Some(&name))
            .count();
        names.push(if earlier == 0 {
            name
        } else {
            format!("{name}~{}", earlier + 1)
        });
    }
    names
}
