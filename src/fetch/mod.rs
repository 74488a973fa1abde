//! From a source of the catalogue to the bytes of its document, kept in the store.
//!
//! [`document`] brings one source up to date; [`Fetched::read`] then takes its bytes from the store, on
//! any thread. [`file()`] reads a file that is in no catalogue.

mod digest;
mod error;
mod file;
mod http;
mod index;
pub mod store;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use jiff::Timestamp;

pub use digest::{Digest, NoDigest};
pub use error::{Error, RedirectRefused};
pub use file::{MAX_DOCUMENT_BYTES, Unreadable};
pub use http::{Client, Settings};
pub use index::{Entry, Origin, UnreadLine, Version};
pub use store::Store;

use crate::catalogue::{Location, Source};
use http::Answer;

/// One version of a source's document: what every later stage starts from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The id of the document: that of its source.
    pub source: String,
    /// The address in the catalogue, for a document from the net.
    pub url: Option<String>,
    /// The file as it was named, for a document from the disk.
    pub path: Option<PathBuf>,
    /// SHA-256 of the bytes.
    pub sha256: Digest,
    /// At most [`MAX_DOCUMENT_BYTES`] of them, as they arrived.
    pub bytes: Vec<u8>,
}

/// How to fetch.
#[derive(Debug, Default)]
pub struct Options {
    /// Ask no server: take the last document that the store has of an address. Files are read all the same.
    pub offline: bool,
    /// Who asks.
    pub client: Client,
}

/// Where a source stands after it was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// The id of the source.
    pub source: String,
    /// Its address, if it has one.
    pub url: Option<String>,
    /// Its file, if it has one.
    pub path: Option<PathBuf>,
    /// Its document, which the store now has.
    pub sha256: Digest,
    /// How that compares with what the store had before.
    pub how: How,
}

/// How a fetched document compares with the last one from the same place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// There was none.
    New,
    /// It is another.
    Changed,
    /// It is the same.
    Unchanged,
    /// Nobody was asked: it is the last one that was fetched.
    FromStore,
}

impl Fetched {
    /// The document with its bytes, which are compared with their digest on the way.
    pub fn read(&self, store: &Store) -> Result<Document, Error> {
        let bytes = store.get(&self.sha256).map_err(|cause| Error::Store {
            id: self.source.clone(),
            cause,
        })?;
        Ok(Document {
            source: self.source.clone(),
            url: self.url.clone(),
            path: self.path.clone(),
            sha256: self.sha256,
            bytes,
        })
    }
}

/// Reads a file as the document `id`, past catalogue and store.
///
/// It must be a regular file (a pipe is refused, not waited for) of at most [`MAX_DOCUMENT_BYTES`].
pub fn file(id: &str, path: &Path) -> Result<Document, Error> {
    let bytes = bytes(id, path)?;
    Ok(Document {
        source: id.to_owned(),
        url: None,
        path: Some(path.to_path_buf()),
        sha256: Digest::of(&bytes),
        bytes,
    })
}

/// The bytes of a file as in [`file()`], for those who need no digest.
pub fn bytes(id: &str, path: &Path) -> Result<Vec<u8>, Error> {
    file::read(path).map_err(|cause| Error::File {
        id: id.to_owned(),
        path: path.to_path_buf(),
        cause,
    })
}

/// Brings a source up to date: the store then has its document.
///
/// An address is asked once, and only for what the store does not have; an error leaves the store as it
/// was, so that what was fetched earlier is still there.
pub fn document(source: &Source, store: &Store, options: &Options) -> Result<Fetched, Error> {
    let known = store.latest(source);
    match &source.location {
        Location::File(path) => from_file(source, path, known.as_ref(), store),
        Location::Url(url) if options.offline => match known {
            Some(known) => Ok(fetched(source, known.sha256, How::FromStore)),
            None => Err(Error::NotInStore {
                id: source.id.clone(),
                url: url.clone(),
            }),
        },
        Location::Url(url) => from_server(source, url, known.as_ref(), store, &options.client),
    }
}

fn from_file(source: &Source, path: &Path, known: Option<&Entry>, store: &Store) -> Result<Fetched, Error> {
    let document = file(&source.id, path)?;
    let sha256 = keep(source, &document.bytes, store)?;
    let how = compare(known, sha256);
    // A file that has not changed is no news; an address that was asked is, because somebody answered.
    if how != How::Unchanged {
        remember(source, store, None, Version::default(), sha256)?;
    }
    Ok(fetched(source, sha256, how))
}

fn from_server(
    source: &Source,
    url: &str,
    known: Option<&Entry>,
    store: &Store,
    client: &Client,
) -> Result<Fetched, Error> {
    // A version whose document is lost or damaged must not be answered with "as before".
    let held = known.filter(|entry| entry.version.is_marked() && store.get(&entry.sha256).is_ok());
    let answer = client.ask(&source.id, url, held.map(|entry| &entry.version))?;
    let (status, version, sha256) = match (answer, held) {
        (Answer::Document { bytes, version }, _) => (200, version, keep(source, &bytes, store)?),
        (Answer::AsBefore(version), Some(held)) => (304, version, held.sha256),
        (Answer::AsBefore(_), None) => unreachable!("`as before` answers a version that was named"),
    };
    remember(source, store, Some(status), version, sha256)?;
    Ok(fetched(source, sha256, compare(known, sha256)))
}

fn compare(known: Option<&Entry>, sha256: Digest) -> How {
    match known {
        None => How::New,
        Some(known) if known.sha256 == sha256 => How::Unchanged,
        Some(_) => How::Changed,
    }
}

fn keep(source: &Source, bytes: &[u8], store: &Store) -> Result<Digest, Error> {
    store.put(bytes).map_err(|cause| Error::Store {
        id: source.id.clone(),
        cause,
    })
}

fn remember(
    source: &Source,
    store: &Store,
    status: Option<u16>,
    version: Version,
    sha256: Digest,
) -> Result<(), Error> {
    let now = Timestamp::now();
    let entry = Entry {
        source: source.id.clone(),
        origin: Origin::from(&source.location),
        time: Timestamp::from_second(now.as_second()).unwrap_or(now),
        status,
        version,
        sha256,
    };
    store.remember(entry).map_err(|cause| Error::Store {
        id: source.id.clone(),
        cause,
    })
}

fn fetched(source: &Source, sha256: Digest, how: How) -> Fetched {
    let (url, path) = match &source.location {
        Location::Url(url) => (Some(url.clone()), None),
        Location::File(path) => (None, Some(path.clone())),
    };
    Fetched {
        source: source.id.clone(),
        url,
        path,
        sha256,
        how,
    }
}
