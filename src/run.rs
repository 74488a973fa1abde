//! The pipeline: what happens to a source, and to all of them.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use rayon::prelude::*;

use crate::catalogue::{Catalogue, Expect, Location, Source, SourceKind};
use crate::diagnostic::{Code, Diagnostic, Level};
use crate::fetch::{self, Digest, Document, Fetched, Store, discover};
use crate::normalise::{self, Content, Finding, Hints};
use crate::parse::{self, Listing};
use crate::read::{self, Text, own};
use crate::record::provenance::PrintedPlace;
use crate::record::{Origin, Remark};
use crate::write::last::{Kept, Last};
use crate::write::part::Part;
use crate::write::tables::{
    CommunicationRow, DiagnosticRow, DocumentRow, Expected, ObservationRow, Outcome, RejectRow, SectionRow,
};
use crate::write::{self, Folder};

/// Documents for each thread in a [`batch`].
const BATCH: usize = 16;

/// Documents that are worked on between two writes: enough to keep all cores busy, few enough for flat memory.
pub fn batch() -> usize {
    BATCH * rayon::current_num_threads()
}

/// All that one source came to.
#[derive(Debug)]
pub struct Extract {
    /// Its row.
    pub document: DocumentRow,
    /// Its records.
    pub communications: Vec<CommunicationRow>,
    /// Its observations.
    pub observations: Vec<ObservationRow>,
    /// Its rejects.
    pub rejects: Vec<RejectRow>,
    /// Everything there is to say about its content.
    pub diagnostics: Vec<DiagnosticRow>,
    /// The same, to be drawn on the text.
    pub findings: Vec<Finding>,
    /// Its text; empty when it could not be read.
    pub text: Text,
}

/// How much of a document is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// Its entries and what there is to say about it; observations are counted.
    Entries,
    /// All of it.
    Everything,
}

/// The row of a document that is there, before it is read.
fn row_of(document: &Document, expect: Expect) -> DocumentRow {
    let mut row = DocumentRow::new(document.source.clone(), Outcome::Complete);
    row.url.clone_from(&document.url);
    row.file = document
        .path
        .as_deref()
        .and_then(|path| path.file_name())
        .map(|name| name.to_string_lossy().into_owned());
    row.sha256 = Some(document.sha256.to_string());
    row.bytes = Some(document.bytes.len() as u64);
    row.expected = expect.into();
    row
}

/// Reads, cuts and types one document. A document that cannot be read has a row that says why.
pub fn extract(document: &Document, hints: &Hints, expect: Expect, depth: Depth) -> Extract {
    let mut row = row_of(document, expect);
    let reading = match read::text(&document.bytes) {
        Ok(reading) => reading,
        Err(why) => {
            row.outcome = Outcome::Refused;
            row.media_type = read::media_type(&document.bytes)
                .ok()
                .map(|media_type| media_type.name().to_owned());
            row.reason = Some(why.to_string());
            return Extract::empty(row);
        }
    };
    row.media_type = Some(reading.media_type.name().to_owned());
    if let Some(facts) = reading.facts {
        row.note_facts(facts);
    }
    let text = reading.text;
    let listing = parse::listing(&text);
    let origin = Origin {
        document: row.id.as_str().into(),
        url: row.url.as_deref().map(Arc::from),
        sha256: document.sha256.to_string().into(),
    };
    let mut content = normalise::content(&text, &listing, &origin, hints);
    let about_bytes = reading
        .diagnostics
        .into_iter()
        .map(|diagnostic| Finding { id: None, diagnostic });
    content.findings.splice(0..0, about_bytes);
    describe(&mut row, &text, &listing, &content);
    judge(&mut row, &text, &listing, &mut content);
    let remarks = match depth {
        Depth::Entries => Vec::new(),
        Depth::Everything => normalise::remarks(&text, &listing, &origin, hints, &content),
    };
    Extract::of(row, text, content, remarks)
}

/// What the document is, and how much is in it.
fn describe(row: &mut DocumentRow, text: &Text, listing: &Listing, content: &Content) {
    row.title = listing.title.map(|title| text.slice(title).trim().to_owned());
    row.country = content.country.map(|country| country.code().to_owned());
    row.mandate = content.mandate.as_deref().map(str::to_owned);
    if let Some(report) = &content.report {
        row.report_symbol = report.symbol.as_ref().map(ToString::to_string);
        row.period_start = report.period_start;
        row.period_end = report.period_end;
        row.replies_until = report.replies_until;
    }
    row.totals = content.tallies.iter().copied().map(Into::into).collect();
    row.fill_rates = content
        .fill_rates
        .iter()
        .map(|(&name, &rate)| (name.to_owned(), rate))
        .collect();
    row.sections = listing
        .sections
        .iter()
        .map(|section| SectionRow {
            heading: section
                .heading
                .as_ref()
                .map(|heading| heading.span)
                .or(section.chapter)
                .map(|heading| own::printed(text, heading)),
            entries: section.entries.len() as u64,
            observations: section.observations.len() as u64,
            says_none: section.none.is_some(),
        })
        .collect();
    let press_releases = content
        .records
        .iter()
        .filter(|record| record.communication.kind().is_press_release())
        .count();
    row.communications = (content.records.len() - press_releases) as u64;
    row.press_releases = press_releases as u64;
    row.observations = listing
        .sections
        .iter()
        .map(|section| section.observations.len() as u64)
        .sum();
    row.rejects = content.rejects.len() as u64;
    row.anchors = listing.anchors.len() as u64;
    row.unclaimed_anchors = listing.unclaimed.len() as u64;
}

/// Whether the document holds what it should, and if not, why.
fn judge(row: &mut DocumentRow, text: &Text, listing: &Listing, content: &mut Content) {
    let printed = listing.front.is_some();
    let mut short = Vec::new();
    let mut say = |code, message: String| {
        content.findings.push(Finding {
            id: None,
            diagnostic: Diagnostic::new(code, None, message),
        });
    };
    let entries = row.communications + row.press_releases + row.rejects;
    if entries == 0 {
        let why = match listing.sections.as_slice() {
            _ if printed => Some(parse::unread(text).map_or(
                if row.anchors + row.unclaimed_anchors == 0 {
                    "no communications report: no entry and no mark of one stands in it"
                } else {
                    "no entries found, though their marks are there: a report of an unknown layout"
                },
                parse::Unread::reason,
            )),
            [] => Some("no entries found: no section of a report and no entry stands on the page"),
            sections if sections.iter().all(|section| section.none.is_some()) => None,
            _ => Some("no entries found: the page has sections of reports, and their lists are missing"),
        };
        if let Some(why) = why {
            say(Code::NoEntries, why.to_owned());
            short.push(why.to_owned());
        }
    }
    for (what, found, expected) in [
        ("communications", row.communications, row.expected.communications),
        ("press releases", row.press_releases, row.expected.press_releases),
        ("observations", row.observations, row.expected.observations),
        ("rejects", row.rejects, row.expected.rejects),
    ] {
        if let Some(expected) = expected.filter(|&expected| expected != found) {
            let message = format!("{found} {what}, and the catalogue expects {expected}");
            say(Code::ExpectationMissed, message.clone());
            short.push(message);
        }
    }
    if row.expected.rejects.is_none() && row.rejects > 0 {
        short.push(format!("{} rejected", counted(row.rejects, "entry", "entries")));
    }
    for (code, one, many) in [
        (
            Code::TotalsMismatch,
            "total of the introduction that does not agree",
            "totals of the introduction that do not agree",
        ),
        (
            Code::ChapterMissing,
            "country of the contents list without a chapter",
            "countries of the contents list without a chapter",
        ),
        (
            Code::SymbolMismatch,
            "symbol that is not the catalogue's",
            "symbols that are not the catalogue's",
        ),
    ] {
        let count = content
            .findings
            .iter()
            .filter(|finding| finding.diagnostic.code == code)
            .count() as u64;
        // Without entries that is the lesser news.
        if count > 0 && entries > 0 {
            short.push(counted(count, one, many));
        }
    }
    for (field, rate) in low_fill_rates(row) {
        let message = format!("only {:.0} % of the records have `{field}`", rate * 100.0);
        content.findings.push(Finding {
            id: None,
            diagnostic: Diagnostic::new(Code::FillRateLow, None, message.clone()),
        });
        short.push(message);
    }
    if row.unclaimed_anchors > 0 {
        short.push(format!(
            "{} that no entry covers",
            counted(row.unclaimed_anchors, "mark of an entry", "marks of entries")
        ));
    }
    if !short.is_empty() {
        row.outcome = Outcome::Short;
        row.reason = Some(short.join("; "));
    }
}

/// The fields that are emptier than any known report leaves them.
fn low_fill_rates(row: &DocumentRow) -> Vec<(String, f64)> {
    /// Records below which a share says nothing.
    const ENOUGH: u64 = 20;
    /// The least share of records with each field: real reports miss one summary in fifty, and no reply's label.
    const LEAST: &[(&str, f64)] = &[("entry_number", 0.9), ("summary", 0.8), ("reply_status", 0.8)];
    if row.communications + row.press_releases < ENOUGH {
        return Vec::new();
    }
    let rates = LEAST.iter().filter_map(|&(field, least)| {
        let rate = *row.fill_rates.get(field)?;
        (rate < least).then(|| (field.to_owned(), rate))
    });
    rates.collect()
}

/// `1 entry`, `2 entries`.
pub fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

impl Extract {
    fn empty(document: DocumentRow) -> Self {
        Self {
            document,
            communications: Vec::new(),
            observations: Vec::new(),
            rejects: Vec::new(),
            diagnostics: Vec::new(),
            findings: Vec::new(),
            text: Text::default(),
        }
    }

    fn of(mut document: DocumentRow, text: Text, content: Content, remarks: Vec<Remark>) -> Self {
        let mut codes: BTreeMap<String, u64> = BTreeMap::new();
        for finding in &content.findings {
            *codes.entry(finding.diagnostic.code.name().to_owned()).or_default() += 1;
        }
        document.diagnostics = codes;
        let mut characters = text.characters();
        let diagnostics = content.findings.iter().map(|Finding { id, diagnostic }| DiagnosticRow {
            document: document.id.clone(),
            record: id.clone(),
            code: diagnostic.code,
            level: diagnostic.level(),
            message: diagnostic.message.clone(),
            span: diagnostic.span.map(|span| characters.span(span)),
            printed: diagnostic.span.map(|span| text.slice(span).to_owned()),
            places: diagnostic
                .span
                .map(|span| PrintedPlace::all(&text, span))
                .unwrap_or_default(),
        });
        Self {
            diagnostics: diagnostics.collect(),
            communications: content.records.into_iter().map(Into::into).collect(),
            observations: remarks.into_iter().map(Into::into).collect(),
            rejects: content.rejects.into_iter().map(Into::into).collect(),
            findings: content.findings,
            document,
            text,
        }
    }

    /// Whether everything is as expected.
    pub fn is_complete(&self) -> bool {
        self.document.outcome == Outcome::Complete
    }

    /// The findings that keep it from being complete, or all from a level on.
    pub fn findings_from(&self, level: Level) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(move |finding| {
            finding.diagnostic.level() >= level || matches!(finding.diagnostic.code, Code::AnchorUnclaimed)
        })
    }

    /// Its rows as they are written.
    fn part(&self) -> io::Result<Part> {
        let Self {
            document,
            communications,
            observations,
            rejects,
            diagnostics,
            ..
        } = self;
        Part::new(document, communications, observations, rejects, diagnostics)
    }
}

/// Does the same work on all items in parallel and gives what came of them in the items' order.
///
/// The largest are begun first, one by one: begun last, one of them would keep a single core busy at the end.
pub fn largest_first<T: Sync, R: Send>(
    items: &[T],
    size: impl Fn(&T) -> u64,
    work: impl Fn(&T) -> R + Sync + Send,
) -> Vec<R> {
    // Threads for one item alone would cost more than they save.
    if let [item] = items {
        return vec![work(item)];
    }
    let mut order: Vec<(usize, &T)> = items.iter().enumerate().collect();
    order.sort_by_cached_key(|(_, item)| Reverse(size(item)));
    let done = order.into_iter().par_bridge().map(|(at, item)| (at, work(item)));
    let mut done: Vec<(usize, R)> = done.collect();
    done.sort_unstable_by_key(|&(at, _)| at);
    done.into_iter().map(|(_, result)| result).collect()
}

/// A source that was fetched, or why not.
pub type Attempt<'c> = (&'c Source, Result<Fetched, fetch::Error>);

/// Fetches every source of a catalogue but those that were already, and says so after each. Only the disk can stop it.
pub fn fetch<'c>(
    catalogue: &'c Catalogue,
    mut already: BTreeMap<String, Result<Fetched, fetch::Error>>,
    store: &Store,
    options: &fetch::Options,
    after: impl Fn(&Source) + Sync,
) -> Result<Vec<Attempt<'c>>, fetch::Error> {
    let due = catalogue
        .sources
        .iter()
        .filter(|source| !already.contains_key(&source.id));
    let due: Vec<Source> = due.cloned().collect();
    let results = fetch::documents(&due, store, options, |source, _| after(source))?;
    already.extend(due.into_iter().map(|source| source.id).zip(results));
    let attempts = catalogue.sources.iter();
    Ok(attempts
        .filter_map(|source| Some((source, already.remove(&source.id)?)))
        .collect())
}

/// What a source came to in a run.
pub enum Came<'a> {
    /// It was extracted.
    Extracted(&'a Extract),
    /// Nothing that its rows depend on has changed: they are those of the last run.
    Reused(&'a DocumentRow),
}

impl Came<'_> {
    /// Its row.
    pub fn document(&self) -> &DocumentRow {
        match self {
            Self::Extracted(extract) => &extract.document,
            Self::Reused(document) => document,
        }
    }
}

/// Extracts what was fetched, in parallel, and writes it in the catalogue's order; says so after each source.
///
/// Rows of the last run are taken over where the document's digest, its catalogue row and the program are the same.
/// Returns where each document's rows stand.
pub fn write(
    attempts: &[Attempt<'_>],
    store: &Store,
    folder: &mut Folder,
    last: Option<&Last>,
    mut after: impl FnMut(&Came<'_>),
) -> Result<Vec<Kept>, write::Error> {
    let mut all = Vec::with_capacity(attempts.len());
    for batch in attempts.chunks(batch()) {
        let size = |(_, fetched): &Attempt<'_>| fetched.as_ref().map_or(0, |fetched| store.size(&fetched.sha256));
        let jobs: Vec<Job<'_>> = largest_first(batch, size, |attempt| {
            let key = key(attempt.0, &attempt.1);
            match last.and_then(|last| Some((last, last.kept(&attempt.0.id, key.as_ref()?)?))) {
                Some((last, kept)) => Job::Reuse(last, kept),
                None => Job::Extracted(Box::new(of_source(attempt, store, key))),
            }
        });
        for ((source, _), job) in batch.iter().zip(jobs) {
            let not_had = |cause| write::Error::Rows {
                document: source.id.clone(),
                cause,
            };
            match job {
                Job::Extracted(extracted) => {
                    let Extracted { extract, part, key } = *extracted;
                    after(&Came::Extracted(&extract));
                    let part = part.map_err(not_had)?;
                    folder.part(&part)?;
                    all.push(Kept::of(&source.id, key, &part));
                }
                Job::Reuse(last, kept) => {
                    after(&Came::Reused(&last.document(&source.id).map_err(not_had)?));
                    folder.keep(&source.id)?;
                    all.push(kept.clone());
                }
            }
        }
    }
    Ok(all)
}

/// What is to be done for a source, or was.
enum Job<'l> {
    Extracted(Box<Extracted>),
    Reuse(&'l Last, &'l Kept),
}

/// A document's rows, and what they depend on.
struct Extracted {
    extract: Extract,
    part: io::Result<Part>,
    key: Option<Digest>,
}

/// Digest of all that a document's rows depend on: its bytes, its row in the catalogue, and this very program.
fn key(source: &Source, fetched: &Result<Fetched, fetch::Error>) -> Option<Digest> {
    let fetched = fetched.as_ref().ok()?;
    // A file is the same from whatever folder its path begins.
    let place = fetch::Origin::from(&source.location);
    let source = Source {
        location: Location::Url(String::new()),
        ..source.clone()
    };
    let program = concat!(env!("CARGO_PKG_VERSION"), " ", env!("RAPPORTEUR_BUILD"));
    let all = format!("{program}\n{}\n{place:?}\n{source:?}", fetched.sha256);
    Some(Digest::of(all.as_bytes()))
}

/// What one source came to; a source that is not there has a row that says why.
fn of_source((source, fetched): &Attempt<'_>, store: &Store, key: Option<Digest>) -> Extracted {
    let document = match fetched {
        Ok(fetched) => fetched.read(store).map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    // What could not be read may be readable the next time.
    let key = key.filter(|_| document.is_ok());
    let mut extract = match document {
        Ok(document) if source.kind == SourceKind::Index => of_index(source, &document),
        Ok(document) => {
            let hints = Hints {
                mandate: source.mandate.clone(),
                title: source.title.clone(),
                symbol: source.symbol.clone(),
                period: source
                    .period_start
                    .zip(source.period_end)
                    .map(|(start, end)| (start.into(), end.into())),
                replies_until: source.replies_until.map(Into::into),
            };
            extract(&document, &hints, source.expect, Depth::Everything)
        }
        Err(reason) => {
            let mut row = DocumentRow::new(source.id.clone(), Outcome::Missing);
            row.expected = Expected::from(source.expect);
            row.reason = Some(reason);
            if let Location::Url(url) = &source.location {
                row.url = Some(url.clone());
            }
            Extract::empty(row)
        }
    };
    extract.document.kind = Some(source.kind.to_string());
    extract.document.mandate = source.mandate.clone().or(extract.document.mandate);
    let part = extract.part();
    // Its rows are in the part; what is left is for the terminal.
    extract.communications = Vec::new();
    extract.observations = Vec::new();
    extract.rejects = Vec::new();
    extract.diagnostics = Vec::new();
    Extracted { extract, part, key }
}

/// An index has sources, no entries: its row says whether it still leads to any.
fn of_index(source: &Source, document: &Document) -> Extract {
    let mut row = row_of(document, source.expect);
    row.media_type = read::media_type(&document.bytes)
        .ok()
        .map(|media_type| media_type.name().to_owned());
    let links = source.discover.as_ref();
    let links = links.map(|discover| discover::links(discover, &document.bytes, document.url.as_deref()));
    if let Some(Err(why)) = links {
        row.outcome = Outcome::Short;
        row.reason = Some(why);
    }
    Extract::empty(row)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_done_largest_first_comes_back_in_order() {
        let sizes: Vec<u64> = (0..500).map(|n| n * 7919 % 503).collect();
        let double = |size: &u64| size * 2;
        let expected: Vec<u64> = sizes.iter().map(double).collect();
        assert_eq!(largest_first(&sizes, |&size: &u64| size, double), expected);
        assert_eq!(largest_first(&[], |&size: &u64| size, double), Vec::<u64>::new());
    }
}
