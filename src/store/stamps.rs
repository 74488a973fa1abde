//! Which documents of the store were found intact, and have not been touched since.
//!
//! A night without news would otherwise hash the whole store. As git does with its index, a file whose length and times
//! are those of the moment when its bytes were right is taken to be right still; what is read is hashed all the same, and
//! `fetch --verify` hashes everything.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use super::whole::write_whole;
use crate::digest::Digest;

/// The file of the store that remembers it. Lost, it costs one night's hashing.
pub(super) const VERIFIED: &str = "verified.jsonl";

/// What a file looks like from outside: its length, and when its bytes and its entry in the folder last changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Stamp {
    bytes: u64,
    modified: (i64, i64),
    changed: (i64, i64),
}

impl Stamp {
    /// Nothing where the system does not tell when an entry changed: then nothing is taken on trust.
    #[cfg(unix)]
    fn of(path: &Path) -> Option<Self> {
        use std::os::unix::fs::MetadataExt as _;
        let file = fs::metadata(path).ok()?;
        Some(Self {
            bytes: file.len(),
            modified: (file.mtime(), file.mtime_nsec()),
            changed: (file.ctime(), file.ctime_nsec()),
        })
    }

    #[cfg(not(unix))]
    fn of(_: &Path) -> Option<Self> {
        None
    }
}

#[derive(Serialize, Deserialize)]
struct Line {
    sha256: Digest,
    #[serde(flatten)]
    stamp: Stamp,
}

/// The stamps of a store.
#[derive(Debug, Default)]
pub(super) struct Stamps {
    known: Mutex<(BTreeMap<Digest, Stamp>, bool)>,
}

impl Stamps {
    /// Reads them; what cannot be read is verified again.
    pub(super) fn open(folder: &Path) -> Self {
        let text = fs::read_to_string(folder.join(VERIFIED)).unwrap_or_default();
        let lines = text.lines().filter_map(|line| serde_json::from_str(line).ok());
        let known = lines.map(|Line { sha256, stamp }| (sha256, stamp)).collect();
        Self {
            known: Mutex::new((known, false)),
        }
    }

    /// Whether a document is untouched since it was right.
    pub(super) fn has(&self, digest: &Digest, path: &Path) -> bool {
        Stamp::of(path).is_some_and(|stamp| self.known().0.get(digest) == Some(&stamp))
    }

    /// Notes that a document, which looked like this before its bytes were read, is right.
    pub(super) fn note(&self, digest: Digest, before: &Before) {
        if let Before(Some(stamp)) = *before {
            let known = &mut *self.known();
            known.1 |= known.0.insert(digest, stamp) != Some(stamp);
        }
    }

    /// Writes them, if there are others than were read.
    pub(super) fn settle(&self, folder: &Path) -> io::Result<()> {
        let known = &mut *self.known();
        if !known.1 {
            return Ok(());
        }
        let mut lines = Vec::new();
        for (&sha256, &stamp) in &known.0 {
            serde_json::to_writer(&mut lines, &Line { sha256, stamp })?;
            lines.push(b'\n');
        }
        write_whole(&folder.join(VERIFIED), &lines)?;
        known.1 = false;
        Ok(())
    }

    fn known(&self) -> MutexGuard<'_, (BTreeMap<Digest, Stamp>, bool)> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a file looked like before it was read: a change meanwhile must not be missed.
pub(super) struct Before(Option<Stamp>);

impl Before {
    pub(super) fn reading(path: &Path) -> Self {
        Self(Stamp::of(path))
    }
}
