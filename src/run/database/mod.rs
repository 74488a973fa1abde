//! The database of communications: many pages of results that are one document, and letters that have left its window.
//!
//! `ledger` follows, visit by visit, which letters the store's pages showed and when; `merge` makes the pages of this run
//! and those letters the rows of one document.

mod ledger;
mod merge;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::tz::Offset;
use jiff::{Timestamp, civil::Date};

use super::{Depth, Extract, extract};
use crate::catalogue::{Expect, Known, KnownReports, Location, Source};
use crate::digest::Digest;
use crate::record::Day;
use crate::store::{self, Document, Store};
pub(super) use ledger::Ledger;
pub(super) use merge::merged;

/// Reads pages of a source.
pub(super) struct Reader<'r> {
    source: &'r Source,
    store: &'r Store,
    known: Known,
}

impl<'r> Reader<'r> {
    pub(super) fn new(source: &'r Source, store: &'r Store, reports: &KnownReports) -> Self {
        Self {
            source,
            store,
            known: Known::of(source, reports),
        }
    }

    /// The file of a source that is one.
    fn path(&self) -> Option<&Path> {
        match &self.source.location {
            Location::File(path) => Some(path),
            Location::Url(_) => None,
        }
    }

    /// A page, typed by itself; why not, where the store does not have it.
    fn page(&self, url: Option<&str>, path: Option<&Path>, sha256: &Digest) -> Result<Extract, store::Error> {
        let id = &self.source.id;
        let bytes = self.store.get(sha256)?;
        let document = Document {
            source: id.clone(),
            url: url.map(str::to_owned),
            path: path.map(Path::to_path_buf),
            content_type: url.and_then(|url| self.store.content_type(id, url, sha256)),
            sha256: (*sha256).into(),
            bytes,
        };
        Ok(extract(&document, &self.known, Expect::default(), Depth::Everything))
    }
}

/// The day of a time, in UTC.
fn day(time: Timestamp) -> Day {
    let date: Date = Offset::UTC.to_datetime(time).date();
    date.into()
}

/// The day on which the store was first given the newest bytes of each of these documents.
pub(super) fn stored(store: &Store, documents: &[String]) -> Result<BTreeMap<String, Day>, store::Error> {
    let mut seen: BTreeMap<String, (BTreeSet<Digest>, Timestamp)> = BTreeMap::new();
    if documents.is_empty() {
        return Ok(BTreeMap::new());
    }
    store.history(|entry| {
        if !documents.contains(&entry.source) {
            return;
        }
        let (digests, newest) = seen
            .entry(entry.source)
            .or_insert_with(|| (BTreeSet::new(), entry.time));
        if digests.insert(entry.sha256) {
            *newest = entry.time;
        }
    })?;
    Ok(seen.into_iter().map(|(id, (_, newest))| (id, day(newest))).collect())
}
