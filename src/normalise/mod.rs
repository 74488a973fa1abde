//! From cut entries to typed records, or to rejects with their reasons.

mod checks;
pub mod language;
mod record;
mod report;
mod wording;

use std::collections::{HashMap, HashSet};

use crate::diagnostic::{Code, Diagnostic};
use crate::parse::{Citations, Listing, Section, citations};
use crate::read::text::{Characters, Span, Text};
use crate::record::provenance::Fields;
use crate::record::{CaseNumber, Country, Day, Origin, PrintedDay, Record, Reject, Remark, Report};
use report::Reports;

/// What the catalogue says about a document; all of it may be unknown.
#[derive(Clone, Debug, Default)]
pub struct Hints {
    /// The mandate whose reports it retells.
    pub mandate: Option<String>,
    /// Its title, used where the page's own names no country.
    pub title: Option<String>,
}

/// A document's content, typed.
#[derive(Clone, Debug, Default)]
pub struct Content {
    /// The country that the document is about.
    pub country: Option<Country>,
    /// Its records in order.
    pub records: Vec<Record>,
    /// Its rejects in order.
    pub rejects: Vec<Reject>,
    /// Its observations in order.
    pub remarks: Vec<Remark>,
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

/// Types a country page.
pub fn content(text: &Text, listing: &Listing, origin: &Origin, hints: &Hints) -> Content {
    let (country, about_country) = country(text, listing, hints);
    let mut page = Page {
        text,
        origin,
        country,
        reports: Reports::of(text, listing, hints.mandate.as_deref()),
        characters: text.characters(),
        base: origin.url.as_deref().and_then(|url| reqwest::Url::parse(url).ok()),
        ids: HashMap::new(),
        cases: HashMap::new(),
        content: Content {
            country,
            ..Content::default()
        },
    };
    page.content
        .findings
        .extend(about_country.map(|diagnostic| Finding { id: None, diagnostic }));
    for (at, section) in listing.sections.iter().enumerate() {
        page.section(at, section);
    }
    for anchor in &listing.unclaimed {
        let message = format!("no entry has {} as its case number", text.slice(*anchor));
        page.say(None, Diagnostic::new(Code::AnchorUnclaimed, Some(*anchor), message));
    }
    for anchor in &listing.behind_end {
        let message = format!("{} stands behind the list of reports", text.slice(*anchor));
        page.say(None, Diagnostic::new(Code::AnchorBehindEnd, Some(*anchor), message));
    }
    page.content
}

/// The country of the page: its title's, else the catalogue title's, else the one code that all case numbers share.
fn country(text: &Text, listing: &Listing, hints: &Hints) -> (Option<Country>, Option<Diagnostic>) {
    let of_title = listing.country.and_then(|span| Country::of_name(text.slice(span)));
    if of_title.is_some() {
        return (of_title, None);
    }
    let hinted = hints.title.as_deref().and_then(|title| {
        let words: Vec<&str> = title
            .split([':', ','])
            .next()?
            .split_whitespace()
            .filter(|word| !word.eq_ignore_ascii_case("communications"))
            .collect();
        Country::of_name(&words.join(" "))
    });
    let entries = || listing.sections.iter().flat_map(|section| &section.entries);
    let codes: HashSet<&str> = entries()
        .filter_map(|entry| entry.fields.case_number)
        .filter_map(|span| CaseNumber::prefix(text.slice(span)))
        .filter_map(|(read, _)| Country::of_code(read.case_number.code()))
        .map(Country::code)
        .collect();
    let shared = if codes.len() == 1 {
        codes.into_iter().next().and_then(Country::of_code)
    } else {
        None
    };
    let title = listing.title.map(|title| text.slice(title));
    let message = match title {
        Some(title) => format!("`{}` names no country", title.trim()),
        None => "the page has no title (`h1`)".to_owned(),
    };
    // Without entries there is nothing that a country would be wrong on.
    let diagnostic = entries()
        .next()
        .map(|_| Diagnostic::new(Code::TitleWithoutCountry, listing.title, message));
    (hinted.or(shared), diagnostic)
}

/// The work on one page.
struct Page<'t> {
    text: &'t Text,
    origin: &'t Origin,
    country: Option<Country>,
    reports: Reports,
    characters: Characters<'t>,
    /// The page's address, against which its links are resolved.
    base: Option<reqwest::Url>,
    /// How often an id was given.
    ids: HashMap<String, usize>,
    /// The first entry of each case.
    cases: HashMap<CaseNumber, String>,
    content: Content,
}

impl Page<'_> {
    fn say(&mut self, id: Option<&str>, diagnostic: Diagnostic) {
        self.content.findings.push(Finding {
            id: id.map(str::to_owned),
            diagnostic,
        });
    }

    fn section(&mut self, at: usize, section: &Section) {
        let (report, diagnostics) = self.reports.of_section(self.text, section);
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
        let name = section_name(at, section);
        self.numbers(section);
        let first_record = self.content.records.len();
        let mut recorded = Vec::new();
        for (position, entry) in section.entries.iter().enumerate() {
            let recorded_before = self.content.records.len();
            self.entry(entry, &name, position, &report);
            if self.content.records.len() > recorded_before {
                recorded.push(entry);
            }
        }
        let first_remark = self.content.remarks.len();
        for (position, observation) in section.observations.iter().enumerate() {
            let remark = self.remark(observation, &name, position, &report);
            self.content.remarks.push(remark);
        }
        let records = self.content.records.get(first_record..).unwrap_or_default();
        let remarks = self.content.remarks.get(first_remark..).unwrap_or_default();
        let entries: Vec<_> = recorded.into_iter().zip(records).collect();
        let remarks: Vec<_> = section.observations.iter().zip(remarks).collect();
        for (at, diagnostic) in checks::against_observations(self.text, &entries, &remarks) {
            if let Some(record) = self.content.records.get_mut(first_record + at) {
                flag(&mut record.flags, diagnostic.code);
                let id = Some(record.id.clone());
                self.content.findings.push(Finding { id, diagnostic });
            }
        }
    }

    /// Numbers of a section rise by one.
    fn numbers(&mut self, section: &Section) {
        let mut before: Option<u64> = None;
        for entry in &section.entries {
            let number = entry
                .number
                .and_then(|number| self.text.slice(number).parse::<u64>().ok());
            if let (Some(before), Some(number)) = (before, number)
                && number != before + 1
                && number != before
            {
                let message = format!("{number} follows {before}");
                self.say(None, Diagnostic::new(Code::NumberGap, entry.number, message));
            }
            before = number.or(before);
        }
    }

    /// An id that no other row of the document has: a repeated one gets a suffix.
    fn id(&mut self, country: Option<Country>, section: &str, number: &str) -> (String, bool) {
        let country = country.map_or("unknown", Country::code);
        let id = format!("{}/{country}/{section}/{number}", self.origin.document);
        let count = self.ids.entry(id.clone()).or_default();
        *count += 1;
        if *count == 1 {
            (id, false)
        } else {
            (format!("{id}~{count}"), true)
        }
    }

    fn remark(
        &mut self,
        observation: &crate::parse::Observation,
        section: &str,
        position: usize,
        report: &Report,
    ) -> Remark {
        let (id, _) = self.id(self.country, section, &format!("observation-{}", position + 1));
        let words = wording::clean(self.text, observation.words);
        let Citations {
            case_numbers,
            press_releases,
            days,
        } = citations(self.text, observation.words);
        let mut cases: Vec<CaseNumber> = Vec::new();
        for case_number in case_numbers
            .iter()
            .filter_map(|&span| self.text.slice(span).parse().ok())
        {
            if !cases.contains(&case_number) {
                cases.push(case_number);
            }
        }
        let days_of = |spans: Vec<Span>| {
            let mut days: Vec<Day> = Vec::new();
            for day in spans
                .into_iter()
                .filter_map(|span| self.text.slice(span).parse::<PrintedDay>().ok())
            {
                if !days.contains(&day.day) {
                    days.push(day.day);
                }
            }
            days
        };
        let (press_releases, dates) = (days_of(press_releases), days_of(days));
        let fields = Fields {
            entry_number: observation.number,
            summary: Some(observation.words),
            ..Fields::default()
        };
        Remark {
            id,
            country: self.country,
            report: report.clone(),
            headings: observation
                .headings
                .iter()
                .map(|&heading| wording::clean(self.text, heading))
                .collect(),
            paragraph_number: observation.number.map(|number| self.text.slice(number).to_owned()),
            language: language::of(&words),
            text: words,
            cases,
            press_releases,
            dates,
            provenance: self
                .origin
                .provenance(self.text, &mut self.characters, observation.span, &fields),
        }
    }
}

/// Adds a code to a record's flags, which are sorted by name and hold each code once.
fn flag(flags: &mut Vec<Code>, code: Code) {
    if let Err(at) = flags.binary_search_by_key(&code.name(), |flag| flag.name()) {
        flags.insert(at, code);
    }
}

/// A section's part of an id: `first-report`, or its position where its heading does not count.
fn section_name(at: usize, section: &Section) -> String {
    const ORDINALS: [&str; 12] = [
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
        "twelfth",
    ];
    let ordinal = section.heading.as_ref().and_then(|heading| heading.ordinal);
    let word = ordinal.and_then(|ordinal| ORDINALS.get(usize::from(ordinal).checked_sub(1)?));
    word.map_or_else(|| format!("section-{}", at + 1), |word| format!("{word}-report"))
}
