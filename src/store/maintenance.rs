//! Looking after a store: what it holds, whether that is intact, and letting go of old versions.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::Serialize;

use super::index::{Entry, Origin};
use super::whole::INCOMING;
use super::{Error, KNOWN_NAMES, Store};
use crate::digest::Digest;

/// What the store holds of one source at one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Holding {
    /// The source's id.
    pub source: String,
    /// Where it was: the key `url` or `file`.
    #[serde(flatten)]
    pub origin: Origin,
    /// Its last good document.
    pub sha256: Digest,
    /// How large that is; `null` when it is lost.
    pub bytes: Option<u64>,
    /// How many versions there were, those that came back not counted again.
    pub versions: usize,
    /// When it was first fetched.
    pub held_since: Timestamp,
    /// When it last was another document than before.
    pub last_changed: Timestamp,
    /// When it was last there: asked for, and the same or another.
    pub last_checked: Timestamp,
    /// What was wrong when it was last asked for, if anything was.
    pub trouble: Option<String>,
}

/// What [`Store::verify`] found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// Documents that are what their names say.
    pub intact: usize,
    /// Their bytes.
    pub bytes: u64,
    /// What a killed run left half written; it was removed.
    pub unfinished: Vec<PathBuf>,
    /// What is wrong, a sentence each. Nothing of it was touched.
    pub faults: Vec<String>,
}

/// What [`Store::prune`] let go of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pruned {
    /// The documents.
    pub documents: Vec<Digest>,
    /// Their bytes.
    pub bytes: u64,
}

impl Verified {
    /// Removes what a killed run left half written.
    fn remove(&mut self, path: PathBuf) -> Result<(), Error> {
        fs::remove_file(&path).map_err(|cause| write_error(&path, cause))?;
        self.unfinished.push(path);
        Ok(())
    }
}

impl Store {
    /// What the store holds, by source and place, told from the index. Its order, not its clock, says what was later.
    pub fn holdings(&self) -> Result<Vec<Holding>, Error> {
        let mut holdings: BTreeMap<(String, Origin), (Holding, BTreeSet<Digest>)> = BTreeMap::new();
        self.history(|entry| {
            let Entry {
                source,
                origin,
                time,
                sha256,
                trouble,
                ..
            } = entry;
            let key = (source.clone(), origin.clone());
            let (holding, versions) = holdings.entry(key).or_insert_with(|| {
                let holding = Holding {
                    source,
                    origin,
                    sha256,
                    bytes: None,
                    versions: 0,
                    held_since: time,
                    last_changed: time,
                    last_checked: time,
                    trouble: None,
                };
                (holding, BTreeSet::new())
            });
            versions.insert(sha256);
            if holding.sha256 != sha256 {
                holding.sha256 = sha256;
                holding.last_changed = time;
            }
            if trouble.is_none() {
                holding.last_checked = time;
            }
            holding.trouble = trouble;
        })?;
        let holdings = holdings.into_values().map(|(holding, versions)| Holding {
            bytes: fs::metadata(self.path(&holding.sha256)).map(|file| file.len()).ok(),
            versions: versions.len(),
            ..holding
        });
        Ok(holdings.collect())
    }

    /// Compares every document with its name, and looks for what is missing and what does not belong here.
    pub fn verify(&self) -> Result<Verified, Error> {
        let mut verified = Verified::default();
        let mut there = BTreeSet::new();
        for line in self.unread_lines() {
            verified.faults.push(line.to_string());
        }
        for path in listed(self.folder())? {
            let known = path
                .file_name()
                .is_some_and(|name| KNOWN_NAMES.iter().any(|known| name == *known));
            if is_unfinished(&path) {
                verified.remove(path)?;
            } else if !known {
                verified
                    .faults
                    .push(format!("{} does not belong here; it was left alone", path.display()));
            }
        }
        for folder in listed(&self.documents())? {
            let files = if folder.is_dir() {
                listed(&folder)?
            } else {
                vec![folder.clone()]
            };
            for path in files {
                match named(&folder, &path) {
                    Some(digest) => match self.get(&digest) {
                        Ok(bytes) => {
                            verified.intact += 1;
                            verified.bytes += bytes.len() as u64;
                            there.insert(digest);
                        }
                        Err(error) => {
                            there.insert(digest);
                            verified.faults.push(error.to_string());
                        }
                    },
                    None if is_unfinished(&path) => {
                        verified.remove(path)?;
                    }
                    None => {
                        let fault = format!("{} is no document; it was left alone", path.display());
                        verified.faults.push(fault);
                    }
                }
            }
        }
        for holding in self.holdings()? {
            if !there.contains(&holding.sha256) {
                let Holding { source, sha256, .. } = holding;
                verified
                    .faults
                    .push(format!("the document {sha256} of `{source}` is lost: fetch it again"));
            }
        }
        Ok(verified)
    }

    /// Removes the documents that the index names only as earlier versions. What it does not name at all stays, and so do
    /// all pages of a source that has several: rows are made of letters that only an earlier version has.
    pub fn prune(&self) -> Result<Pruned, Error> {
        let mut named = BTreeSet::new();
        let mut last: BTreeSet<Digest> = self.holdings()?.into_iter().map(|holding| holding.sha256).collect();
        self.history(|entry| {
            named.insert(entry.sha256);
            if entry.turn.is_some() {
                last.insert(entry.sha256);
            }
        })?;
        let mut pruned = Pruned::default();
        for digest in named.difference(&last) {
            let path = self.path(digest);
            let Ok(file) = fs::metadata(&path) else {
                continue;
            };
            fs::remove_file(&path).map_err(|cause| write_error(&path, cause))?;
            pruned.bytes += file.len();
            pruned.documents.push(*digest);
        }
        Ok(pruned)
    }
}

/// The digest of which `documents/ba/7816bf…` is the name.
fn named(folder: &Path, path: &Path) -> Option<Digest> {
    let (start, end) = (folder.file_name()?.to_str()?, path.file_name()?.to_str()?);
    (start.len() == 2)
        .then(|| format!("{start}{end}").parse().ok())
        .flatten()
}

fn is_unfinished(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    name.is_some_and(|name| name.starts_with(INCOMING))
}

/// What is in a folder, sorted; nothing is in one that is not there.
fn listed(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let open = |cause| Error::Open {
        path: folder.to_path_buf(),
        cause,
    };
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(open)?,
    };
    let paths: io::Result<Vec<PathBuf>> = entries.map(|entry| Ok(entry?.path())).collect();
    let mut paths = paths.map_err(open)?;
    paths.sort();
    Ok(paths)
}

fn write_error(path: &Path, cause: io::Error) -> Error {
    Error::Write {
        path: path.to_path_buf(),
        cause,
    }
}
