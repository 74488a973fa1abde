//! The documents that rows were read from, found again by their digests.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::tables::{Row, words};
use crate::digest::Digest;
use crate::store::{self, Store};

/// Where documents may be: the store, else the files that `documents.jsonl` names.
#[derive(Debug, Default)]
pub struct Documents {
    store: Option<Store>,
    files: HashMap<String, PathBuf>,
    place: PathBuf,
}

impl Documents {
    /// Documents of a store, if it is there, and of files that the rows of `documents.jsonl` name.
    pub fn find(store: &Path, rows: &[Row]) -> Result<Self, store::Error> {
        // Opening a store makes its folder; there is nothing to read in one that is not there.
        let open = store.is_dir().then(|| Store::open(store)).transpose()?;
        let named = rows.iter().filter_map(|row| {
            let digest = words(row, &["sha256"])?;
            Some((digest.to_owned(), PathBuf::from(words(row, &["file"])?)))
        });
        Ok(Self {
            store: open,
            files: named.collect(),
            place: store.to_path_buf(),
        })
    }

    /// The document's bytes, or why they cannot be had. They are the right ones, by their digest.
    pub fn bytes(&self, sha256: &str) -> Result<Vec<u8>, String> {
        let digest: Digest = sha256.parse().map_err(|error| format!("{error}"))?;
        let held = match &self.store {
            Some(store) => match store.get(&digest) {
                Ok(bytes) => return Ok(bytes),
                Err(error @ store::Error::Damaged { .. }) => error.to_string(),
                Err(_) => format!("it is not in the store {}", self.place.display()),
            },
            None => format!("there is no store {}", self.place.display()),
        };
        let file = self
            .files
            .get(sha256)
            .and_then(|path| store::bytes("document", path).ok());
        file.filter(|bytes| Digest::of(bytes) == digest).ok_or(held)
    }
}
