//! From a source of the catalogue to the bytes of its document, kept in the store.
//!
//! [`document`] brings one source up to date, [`documents`] many; [`Fetched::read`] then takes its bytes from the store, on
//! any thread.

mod asking;
pub mod discover;
mod encoding;
mod error;
mod http;
mod many;
mod pages;
mod rate_limit;
mod retry;
mod robots;
mod route;
#[cfg(test)]
mod tests;
mod validate;

use std::path::{Path, PathBuf};
use std::time::Duration;

pub use error::{Error, RedirectRefused};
pub use http::{Client, Settings};
pub use many::documents;
pub use pages::{MAX_PAGES, Page, source_of as page_of};

use crate::catalogue::{Location, Source, SourceKind};
use crate::digest::Digest;
use crate::store::{Document, Entry, Origin, Store, Version, now};
use http::Answer;

/// The least pause between two pages of the database, which makes each of them when it is asked for it.
const DATABASE_PAUSE: Duration = Duration::from_secs(3);

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
    /// Why it is the last good document and not the present one.
    pub trouble: Option<String>,
    /// Of a source of several pages: all of them, the first one among them.
    pub pages: Vec<Page>,
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
    /// The source could not be had, or gave something else: it is the last good one.
    LastGood,
}

impl Fetched {
    /// What the server said that the document is.
    pub fn content_type(&self, store: &Store) -> Option<String> {
        store.content_type(&self.source, self.url.as_deref()?, &self.sha256)
    }

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
            content_type: self.content_type(store),
            sha256: self.sha256.into(),
            bytes,
        })
    }
}

/// Brings a source up to date: the store then has its document.
///
/// An address is asked for only what the store does not have. When it cannot be had, or what arrives is no
/// document, the last good one stands and [`Fetched::trouble`] says why; without one, that is an error.
pub fn document(source: &Source, store: &Store, options: &Options) -> Result<Fetched, Error> {
    whole(source, store, options, || is_intact(source, store))
}

/// The same with all its pages, by someone who may already know whether the last document is intact.
fn whole(
    source: &Source,
    store: &Store,
    options: &Options,
    is_intact: impl FnOnce() -> bool,
) -> Result<Fetched, Error> {
    let first = checked(source, store, options, is_intact)?;
    match source.kind {
        SourceKind::Database => pages::follow(first, source, store, options),
        _ => Ok(first),
    }
}

/// Whether the store has what it last fetched of a source, whole: it must not be asked for as "still the same" else.
fn is_intact(source: &Source, store: &Store) -> bool {
    let known = store.latest(source);
    known.is_some_and(|entry| store.is_intact(&entry.sha256))
}

/// One document.
fn checked(
    source: &Source,
    store: &Store,
    options: &Options,
    is_intact: impl FnOnce() -> bool,
) -> Result<Fetched, Error> {
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
        Location::Url(url) => {
            let last = known.as_ref().filter(|_| is_intact());
            from_server(source, url, known.as_ref(), last, store, &options.client)
        }
    }
}

fn from_file(source: &Source, path: &Path, known: Option<&Entry>, store: &Store) -> Result<Fetched, Error> {
    let document = Document::from_file(&source.id, path)?;
    let sha256 = keep(source, &document.bytes, store)?;
    let how = compare(known, sha256);
    // A file that has not changed is no news; an address that was asked is, because somebody answered.
    if how != How::Unchanged {
        remember(source, store, None, Version::default(), sha256, None)?;
    }
    Ok(fetched(source, sha256, how))
}

/// `known` is the last answer, `last` the same if its document is intact.
fn from_server(
    source: &Source,
    url: &str,
    known: Option<&Entry>,
    last: Option<&Entry>,
    store: &Store,
    client: &Client,
) -> Result<Fetched, Error> {
    match answer(source, url, last, store, client) {
        Ok((status, version, sha256)) => {
            remember(source, store, Some(status), version, sha256, None)?;
            Ok(fetched(source, sha256, compare(known, sha256)))
        }
        Err(error) => match last {
            Some(entry) if !error.is_of_the_disk() => {
                let trouble = Some(error.to_string());
                let (version, sha256) = (entry.version.clone(), entry.sha256);
                remember(source, store, error.status(), version, sha256, trouble.clone())?;
                Ok(Fetched {
                    trouble,
                    ..fetched(source, sha256, How::LastGood)
                })
            }
            _ => Err(error),
        },
    }
}

/// What the server says: the status, the version and the document, which the store then has.
fn answer(
    source: &Source,
    url: &str,
    last: Option<&Entry>,
    store: &Store,
    client: &Client,
) -> Result<(u16, Version, Digest), Error> {
    let marked = last.filter(|entry| entry.version.is_marked());
    let at_least = match source.kind {
        SourceKind::Database => DATABASE_PAUSE,
        _ => Duration::ZERO,
    };
    let version = marked.map(|entry| &entry.version);
    let answer = client.ask(&source.id, url, version, at_least, store)?;
    let (bytes, version) = match (answer, marked) {
        (Answer::Document { bytes, version }, _) => (bytes, version),
        (Answer::AsBefore(version), Some(held)) => return Ok((304, version, held.sha256)),
        (Answer::AsBefore(_), None) => unreachable!("`as before` answers a version that was named"),
    };
    let last = last.and_then(|entry| store.get(&entry.sha256).ok());
    if last.as_ref() != Some(&bytes)
        && let Some(what) = validate::refusal(source, &bytes, last.as_deref())
            .or_else(|| pages::refusal(source, &bytes, version.content_type.as_deref()))
    {
        return Err(Error::NoDocument {
            id: source.id.clone(),
            url: url.to_owned(),
            what,
        });
    }
    Ok((200, version, keep(source, &bytes, store)?))
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
    trouble: Option<String>,
) -> Result<(), Error> {
    let turn = match source.kind {
        SourceKind::Database => {
            let bytes = store.get(&sha256).unwrap_or_default();
            pages::turn(source, &bytes, version.content_type.as_deref())
        }
        _ => None,
    };
    let entry = Entry {
        source: source.id.clone(),
        origin: Origin::from(&source.location),
        time: now(),
        status,
        version,
        sha256,
        turn,
        trouble,
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
        trouble: None,
        pages: Vec::new(),
    }
}
