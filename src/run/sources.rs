//! All sources: fetched, extracted in parallel, and written in the catalogue's order.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use super::database::{self, Ledger};
use super::document::row_of;
use super::{Depth, Error, Event, Extract, Indexes, Options, Watch, extract, in_order};
use crate::catalogue::{Catalogue, Known, KnownReports, Location, Source, SourceKind};
use crate::diagnostic::Level;
use crate::digest::Digest;
use crate::fetch::{self, Fetched, discover};
use crate::media;
use crate::store::{self, Document, Store};
use crate::write::last::{Last, Places};
use crate::write::part::{Figures, Part};
use crate::write::tables::{DocumentRow, Expected, Outcome};
use crate::write::{self, Folder};

/// A source that was fetched, or why not.
pub type Attempt<'c> = (&'c Source, Result<Fetched, fetch::Error>);

/// Fetches every source of a catalogue but those that were already, and says so after each. Only the disk can stop it.
pub fn fetch<'c>(
    catalogue: &'c Catalogue,
    mut already: Indexes,
    store: &Store,
    options: &fetch::Options,
    after: impl Fn(&Source) + Sync,
) -> Result<Vec<Attempt<'c>>, fetch::Error> {
    let sources = catalogue.sources.iter();
    let due: Vec<Source> = sources
        .filter(|source| !already.contains_key(&source.id))
        .cloned()
        .collect();
    let results = fetch::documents(&due, store, options, |source, _| after(source))?;
    let mut results: BTreeMap<String, _> = due.into_iter().map(|source| source.id).zip(results).collect();
    let attempts = catalogue.sources.iter().filter_map(|source| {
        let already = already.remove(&source.id);
        Some((source, already.or_else(|| results.remove(&source.id))?))
    });
    Ok(attempts.collect())
}

/// What a source came to in a run.
pub enum Came<'a> {
    /// It was extracted.
    Extracted(&'a Extract),
    /// Nothing that its rows depend on has changed: they were taken over.
    Reused(&'a DocumentRow),
    /// It was not asked for, and its rows are those of the last run.
    Kept(&'a DocumentRow),
}

impl Came<'_> {
    /// Its row.
    pub fn document(&self) -> &DocumentRow {
        match self {
            Self::Extracted(extract) => &extract.document,
            Self::Reused(document) | Self::Kept(document) => document,
        }
    }
}

/// What is to be done for a row of the tables.
pub(super) enum Step<'a> {
    /// The source was fetched, or should have been.
    Due(&'a Attempt<'a>),
    /// It was not asked for; its rows of the last run stay.
    Keep(&'a str),
}

/// The steps of a run, in the catalogue's order, and the sources that have left it: their rows stay until that is
/// accepted.
pub(super) struct Steps<'a> {
    all: Vec<Step<'a>>,
    places: Places,
    /// Whether rows wait for somebody's word.
    pub left: bool,
}

/// What is to be done in a run over `all` sources, of which those in `attempts` were asked.
pub(super) fn steps<'a>(
    attempts: &'a [Attempt<'a>],
    all: &'a [String],
    last: Option<&'a Last>,
    options: &Options,
    watch: Watch<'_>,
) -> Result<Steps<'a>, Error> {
    let known: BTreeSet<&str> = all.iter().map(String::as_str).collect();
    let had = || {
        last.into_iter()
            .flat_map(|last| last.figures().keys().map(String::as_str))
    };
    // Whoever names a few sources says nothing of the others.
    let left: Vec<&str> = had()
        .filter(|id| options.only.is_empty() && !known.contains(id))
        .collect();
    if !left.is_empty() {
        let names: Vec<String> = left.iter().map(ToString::to_string).collect();
        watch(Event::Left(&names, options.accept));
    }
    let due: BTreeMap<&str, &Attempt<'_>> = attempts
        .iter()
        .map(|attempt| (attempt.0.id.as_str(), attempt))
        .collect();
    let others = had().filter(|id| !known.contains(id) && (!options.only.is_empty() || !options.accept));
    let in_order = all.iter().map(String::as_str).chain(others);
    let steps: Vec<Step<'_>> = in_order
        .map(|id| due.get(id).map_or(Step::Keep(id), |attempt| Step::Due(attempt)))
        .collect();
    let keeps = steps.iter().any(|step| matches!(step, Step::Keep(_)));
    let places = match last.filter(|_| keeps) {
        Some(last) => last.places()?,
        None => Places::default(),
    };
    Ok(Steps {
        all: steps,
        places,
        left: !left.is_empty() && !options.accept,
    })
}

/// What the documents of a run came to.
#[derive(Debug, Default)]
pub(super) struct Written {
    /// Each document's figures.
    pub figures: BTreeMap<String, Figures>,
    /// How many of those that were due are complete.
    pub complete: usize,
    /// How many warnings the documents have.
    pub warnings: u64,
    /// How many were not extracted, since nothing that their rows depend on has changed.
    pub reused: usize,
}

/// Extracts what was fetched, in parallel, and writes it in the catalogue's order; says so after each source. `reports` are
/// those of the run's catalogue, which documents can name.
///
/// Rows are taken over where the document's digest, its catalogue row and the program are the same.
pub(super) fn write(
    steps: &Steps<'_>,
    reports: &KnownReports,
    store: &Store,
    folder: &mut Folder,
    last: Option<&Last>,
    watch: Watch<'_>,
) -> Result<Written, Error> {
    let Steps { all: steps, places, .. } = steps;
    watch(Event::Extracting(steps.len()));
    let mut written = Written::default();
    let known = Digest::of(format!("{reports:?}").as_bytes());
    let size = |step: &Step<'_>| match step {
        Step::Due((_, Ok(fetched))) => store.size(&fetched.sha256),
        Step::Due(_) | Step::Keep(_) => 0,
    };
    let work = |step: &Step<'_>| match step {
        Step::Due(attempt) => {
            let letters = letters(attempt, store, reports, &known);
            let key = key(attempt.0, &attempt.1, store, &known, letters.as_ref());
            let rows = key.and_then(|key| store.rows(&attempt.0.id, &key));
            match rows.and_then(|rows| Part::from_bytes(&rows)) {
                Some(part) => Done::Reused(part),
                None => Done::Extracted(Box::new(of_source(attempt, store, reports, key, letters))),
            }
        }
        Step::Keep(_) => Done::Kept,
    };
    in_order(steps, size, work, |step, done| {
        let id = match step {
            Step::Due((source, _)) => &source.id,
            Step::Keep(id) => *id,
        };
        let not_had = |cause| write::Error::Rows {
            document: id.to_owned(),
            cause,
        };
        let figures = match done {
            Done::Extracted(extracted) => {
                let (extract, part) = *extracted;
                written.warnings += warnings(&extract.document);
                written.complete += usize::from(extract.is_complete());
                watch(Event::Came(&Came::Extracted(&extract)));
                let part = part.map_err(not_had)?;
                folder.part(&part)?;
                part.figures
            }
            Done::Reused(part) => {
                let document = part.document().map_err(not_had)?;
                written.complete += usize::from(document.outcome == Outcome::Complete);
                written.reused += 1;
                written.warnings += warnings(&document);
                watch(Event::Came(&Came::Reused(&document)));
                folder.part(&part)?;
                part.figures
            }
            // It is new in the catalogue, and nobody has asked for it yet.
            Done::Kept if !places.has(id) => return Ok(()),
            Done::Kept => {
                let document = places.document(id).map_err(not_had)?;
                written.warnings += warnings(&document);
                watch(Event::Came(&Came::Kept(&document)));
                folder.keep(id, places)?;
                last.and_then(|last| last.figures().get(id))
                    .cloned()
                    .unwrap_or_default()
            }
        };
        written.figures.insert(id.to_owned(), figures);
        Ok::<_, Error>(())
    })?;
    Ok(written)
}

fn warnings(document: &DocumentRow) -> u64 {
    let counts = document.diagnostics.iter();
    let warnings = counts.filter(|count| count.level == Level::Warning);
    warnings.map(|count| count.count).sum()
}

/// What a step came to.
enum Done {
    Extracted(Box<(Extract, io::Result<Part>)>),
    Reused(Part),
    Kept,
}

/// Digest of all that a document's rows depend on: its bytes, what the server said of them, its row in the catalogue, the reports that the catalogue
/// knows (of which `reports` is the digest), and this very program.
///
/// Of a source of several pages, all of them, and which letters have left them.
fn key(
    source: &Source,
    fetched: &Result<Fetched, fetch::Error>,
    store: &Store,
    reports: &Digest,
    letters: Option<&Letters>,
) -> Option<Digest> {
    let fetched = fetched.as_ref().ok()?;
    let content_type = fetched.content_type(store);
    let letters = letters.map(|letters| letters.as_ref().map(Ledger::state));
    let pages = (&fetched.pages, letters);
    // A file is the same from whatever folder its path begins.
    let place = store::Origin::from(&source.location);
    let source = Source {
        location: Location::Url(String::new()),
        ..source.clone()
    };
    let all = format!(
        "{PROGRAM}\n{}\n{content_type:?}\n{reports}\n{place:?}\n{source:?}\n{pages:?}",
        fetched.sha256
    );
    Some(Digest::of(all.as_bytes()))
}

/// This very program.
const PROGRAM: &str = concat!(env!("CARGO_PKG_VERSION"), " ", env!("RAPPORTEUR_BUILD"));

/// The letters that a source of several pages ever showed, or why they are not known.
type Letters = Result<Ledger, String>;

/// The letters of a source of several pages; nothing for others.
fn letters((source, fetched): &Attempt<'_>, store: &Store, reports: &KnownReports, known: &Digest) -> Option<Letters> {
    fetched.as_ref().ok().filter(|fetched| !fetched.pages.is_empty())?;
    let key = Digest::of(format!("{PROGRAM}\n{known}\n{source:?}").as_bytes());
    let reader = database::Reader::new(source, store, reports);
    Some(Ledger::of(&reader, key).map_err(|error| error.to_string()))
}

/// What one source came to; a source that is not there has a row that says why.
fn of_source(
    (source, fetched): &Attempt<'_>,
    store: &Store,
    reports: &KnownReports,
    key: Option<Digest>,
    letters: Option<Letters>,
) -> (Extract, io::Result<Part>) {
    let document = match (fetched, &letters) {
        (_, Some(Err(why))) => Err(why.clone()),
        (Ok(fetched), _) => fetched.read(store).map_err(|error| error.to_string()),
        (Err(error), _) => Err(error.to_string()),
    };
    // What could not be read may be readable the next time.
    let key = key.filter(|_| document.is_ok());
    let mut extract = match (document, letters) {
        (Ok(document), _) if source.kind == SourceKind::Index => of_index(source, &document),
        (Ok(_), Some(Ok(letters))) => {
            let reader = database::Reader::new(source, store, reports);
            let fetched = fetched.as_ref().ok();
            fetched.map_or_else(
                || Extract::empty(DocumentRow::new(source.id.clone(), Outcome::Missing)),
                |fetched| database::merged(&reader, fetched, &letters),
            )
        }
        (Ok(document), _) => {
            let known = Known::of(source, reports);
            extract(&document, &known, source.expect, Depth::Everything)
        }
        (Err(reason), _) => {
            let mut row = DocumentRow::new(source.id.clone(), Outcome::Missing);
            row.expected = Expected::from(source.expect);
            row.reason = Some(reason);
            if let Location::Url(url) = &source.location {
                row.url = Some(url.clone());
            }
            Extract::empty(row)
        }
    };
    if source.kind != SourceKind::Document {
        extract.document.kind = Some(source.kind.to_string());
    }
    extract.document.mandate = source.mandate.clone().or(extract.document.mandate);
    let part = extract.part();
    if let (Some(key), Ok(part)) = (key, &part) {
        // What is not kept is extracted again the next time.
        let _ = part.to_bytes().and_then(|rows| store.keep_rows(&source.id, key, &rows));
    }
    // Its rows are in the part; what is left is for the terminal.
    extract.communications = Vec::new();
    extract.observations = Vec::new();
    extract.rejects = Vec::new();
    extract.diagnostics = Vec::new();
    (extract, part)
}

/// An index has sources, no entries: its row says whether it still leads to any.
fn of_index(source: &Source, document: &Document) -> Extract {
    let mut row = row_of(document, source.expect);
    row.media_type = media::of(&document.bytes)
        .ok()
        .map(|media_type| media_type.name().to_owned());
    let links = source.discover.as_ref();
    let (url, content_type) = (document.url.as_deref(), document.content_type.as_deref());
    let links = links.map(|discover| discover::links(discover, &document.bytes, url, content_type));
    if let Some(Err(why)) = links {
        row.outcome = Outcome::Short;
        row.reason = Some(why);
    }
    Extract::empty(row)
}
