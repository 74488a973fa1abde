//! The pipeline: what happens to a source, and to all of them.

mod document;
mod judge;

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io;

use rayon::prelude::*;

use crate::catalogue::{Catalogue, Known, KnownReports, Location, Source, SourceKind};
use crate::digest::Digest;
use crate::fetch::{self, Fetched, discover};
use crate::media;
use crate::store::{self, Document, Store};
use crate::write::last::{Kept, Last};
use crate::write::part::Part;
use crate::write::tables::{DocumentRow, Expected, Outcome};
use crate::write::{self, Folder};
use document::row_of;
pub use document::{Depth, Extract, extract};

/// Documents for each thread in a [`batch`].
const BATCH: usize = 16;

/// How many of so many documents are worked on between two writes: enough to keep all cores busy, few enough for flat
/// memory. Whoever is alone needs no other thread, and whoever has one takes document by document.
pub fn batch(documents: usize) -> usize {
    if documents <= 1 {
        return 1;
    }
    match rayon::current_num_threads() {
        1 => 1,
        threads => BATCH * threads,
    }
}

/// `1 entry`, `2 entries`.
pub fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
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

/// Extracts what was fetched, in parallel, and writes it in the catalogue's order; says so after each source. `reports` are
/// those of the run's catalogue, which documents can name.
///
/// Rows of the last run are taken over where the document's digest, its catalogue row and the program are the same.
/// Returns where each document's rows stand.
pub fn write(
    attempts: &[Attempt<'_>],
    reports: &KnownReports,
    store: &Store,
    folder: &mut Folder,
    last: Option<&Last>,
    mut after: impl FnMut(&Came<'_>),
) -> Result<Vec<Kept>, write::Error> {
    let mut all = Vec::with_capacity(attempts.len());
    let known = Digest::of(format!("{reports:?}").as_bytes());
    for batch in attempts.chunks(batch(attempts.len())) {
        let size = |(_, fetched): &Attempt<'_>| fetched.as_ref().map_or(0, |fetched| store.size(&fetched.sha256));
        let jobs: Vec<Job<'_>> = largest_first(batch, size, |attempt| {
            let key = key(attempt.0, &attempt.1, &known);
            match last.and_then(|last| Some((last, last.kept(&attempt.0.id, key.as_ref()?)?))) {
                Some((last, kept)) => Job::Reuse(last, kept),
                None => Job::Extracted(Box::new(of_source(attempt, store, reports, key))),
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

/// Digest of all that a document's rows depend on: its bytes, its row in the catalogue, the reports that the catalogue
/// knows (of which `reports` is the digest), and this very program.
fn key(source: &Source, fetched: &Result<Fetched, fetch::Error>, reports: &Digest) -> Option<Digest> {
    let fetched = fetched.as_ref().ok()?;
    // A file is the same from whatever folder its path begins.
    let place = store::Origin::from(&source.location);
    let source = Source {
        location: Location::Url(String::new()),
        ..source.clone()
    };
    let program = concat!(env!("CARGO_PKG_VERSION"), " ", env!("RAPPORTEUR_BUILD"));
    let all = format!("{program}\n{}\n{reports}\n{place:?}\n{source:?}", fetched.sha256);
    Some(Digest::of(all.as_bytes()))
}

/// What one source came to; a source that is not there has a row that says why.
fn of_source((source, fetched): &Attempt<'_>, store: &Store, reports: &KnownReports, key: Option<Digest>) -> Extracted {
    let document = match fetched {
        Ok(fetched) => fetched.read(store).map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    // What could not be read may be readable the next time.
    let key = key.filter(|_| document.is_ok());
    let mut extract = match document {
        Ok(document) if source.kind == SourceKind::Index => of_index(source, &document),
        Ok(document) => {
            let known = Known::of(source, reports);
            extract(&document, &known, source.expect, Depth::Everything)
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
    row.media_type = media::of(&document.bytes)
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
