//! The store: every version of every document under its digest, and what was fetched when.
//!
//! ```text
//! store/
//!   documents/ba/7816bf…   the bytes whose SHA-256 is ba7816bf…
//!   index.jsonl            one line an answer: source, place, time, ETag, Last-Modified, digest
//!   index.damaged.jsonl    lines of it that could not be read and were put aside
//!   rows/oman.rows         what a document came to, so that it need not be extracted again
//!   discovered.jsonl       links that came to index pages or went
//!   verified.jsonl         what a document looked like when its bytes were last found right
//!   lock                   held by the run that writes
//! ```
//!
//! A document appears under its name whole or not at all, and is compared with its name whenever it is
//! read. Nothing is ever replaced but a document that no longer fits its name.

mod file;
mod index;
mod maintenance;
mod rows;
mod stamps;
mod whole;

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use jiff::Timestamp;

pub use file::{MAX_DOCUMENT_BYTES, NotRead, Unreadable, bytes};
pub use index::{Entry, Origin, Turn, UnreadLine, Version};
pub use maintenance::{Holding, Pruned, Verified};

use crate::catalogue::Source;
use crate::digest::Digest;
use crate::lock::{self, Wait};
use index::Index;
use stamps::{Before, Stamps, VERIFIED};
use whole::write_whole;

/// One version of a source's document: what every later stage starts from.
#[derive(Clone, Debug)]
pub struct Document {
    /// The id of the document: that of its source.
    pub source: String,
    /// The address in the catalogue, for a document from the net.
    pub url: Option<String>,
    /// The file as it was named, for a document from the disk.
    pub path: Option<PathBuf>,
    /// What the server said that it is, such as `text/html; charset=UTF-8`; nothing for a file.
    pub content_type: Option<String>,
    /// SHA-256 of the bytes, where it is known: see [`Document::sha256`].
    pub sha256: OnceLock<Digest>,
    /// At most [`MAX_DOCUMENT_BYTES`] of them, as they arrived.
    pub bytes: Vec<u8>,
}

impl Document {
    /// Reads a file as the document `id`, past catalogue and store.
    ///
    /// It must be a regular file (a pipe is refused, not waited for) of at most [`MAX_DOCUMENT_BYTES`].
    pub fn from_file(id: &str, path: &Path) -> Result<Self, NotRead> {
        let bytes = bytes(id, path)?;
        Ok(Self::of(id, Some(path.to_path_buf()), bytes))
    }

    /// Reads the document `id` from a pipe until that ends, at most [`MAX_DOCUMENT_BYTES`] of it. Errors call it by its id.
    pub fn from_reader(id: &str, from: impl io::Read) -> Result<Self, NotRead> {
        let bytes = file::read_from(from).map_err(|cause| NotRead {
            id: id.to_owned(),
            path: PathBuf::from(id),
            cause,
        })?;
        Ok(Self::of(id, None, bytes))
    }

    fn of(id: &str, path: Option<PathBuf>, bytes: Vec<u8>) -> Self {
        Self {
            source: id.to_owned(),
            url: None,
            path,
            content_type: None,
            sha256: OnceLock::new(),
            bytes,
        }
    }

    /// Whether it takes so long to read that other threads are worth their start.
    pub fn is_large(&self) -> bool {
        const LARGE: usize = 1 << 20;
        self.bytes.len() > LARGE
    }

    /// SHA-256 of the bytes, reckoned when it is first asked for.
    pub fn sha256(&self) -> Digest {
        *self.sha256.get_or_init(|| Digest::of(&self.bytes))
    }
}

/// Every link that an index ever led to.
pub(super) const DISCOVERED: &str = "discovered.jsonl";

/// Everything that a store has in its folder.
pub(super) const KNOWN_NAMES: &[&str] = &[
    "documents",
    "index.jsonl",
    "index.damaged.jsonl",
    DISCOVERED,
    VERIFIED,
    rows::ROWS,
    "lock",
];

/// A folder of documents by digest, with an index by source. Threads may share it.
#[derive(Debug)]
pub struct Store {
    folder: PathBuf,
    index: Mutex<Index>,
    unread_lines: Vec<UnreadLine>,
    stamps: Stamps,
    /// Locked while it is open.
    locked: Option<File>,
}

/// Why the store cannot keep or give a document. Each message is whole: it includes its cause.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The folder cannot be made, or its index cannot be read.
    #[error("cannot open the store {}: {cause}", path.display())]
    Open {
        /// The folder or its index.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
    /// Another run has it.
    #[error("the store {} is in use by {holder}", path.display())]
    Busy {
        /// The folder.
        path: PathBuf,
        /// Who has it, as far as is known.
        holder: String,
    },
    /// A document or an index entry cannot be written; what was there before still is.
    #[error("cannot write {} in the store: {cause}", path.display())]
    Write {
        /// The file that was to be written.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
    /// A document cannot be read.
    #[error("cannot read {} in the store: {cause}", path.display())]
    Read {
        /// The document's file.
        path: PathBuf,
        /// Why not.
        #[source]
        cause: Unreadable,
    },
    /// A document is not what its name says: the disk or somebody changed it.
    #[error("{} in the store is damaged: its bytes have the digest {found}", path.display())]
    Damaged {
        /// The document's file.
        path: PathBuf,
        /// The digest of the bytes that are there.
        found: Digest,
    },
}

impl Store {
    /// Opens the store in this folder for reading, and makes an empty one where there is none.
    ///
    /// Lines of the index that cannot be read do not stop it: see [`Store::unread_lines`].
    pub fn open(folder: &Path) -> Result<Self, Error> {
        make(folder)?;
        let index = folder.join("index.jsonl");
        let (index, unread_lines) = Index::open(index.clone()).map_err(|cause| opening(&index, cause))?;
        Ok(Self {
            folder: folder.to_path_buf(),
            index: Mutex::new(index),
            unread_lines,
            stamps: Stamps::open(folder),
            locked: None,
        })
    }

    /// Opens the store for a run that writes, which no other can do until it is dropped.
    ///
    /// Lines of the index that cannot be read are put aside into `index.damaged.jsonl`; [`Store::unread_lines`]
    /// still tells them.
    pub fn lock(folder: &Path, wait: &Wait<'_>) -> Result<Self, Error> {
        make(folder)?;
        let path = folder.join("lock");
        let holder = || holder(&path);
        let file = OpenOptions::new().write(true).create(true).truncate(false).open(&path);
        let file = file.map_err(|cause| opening(&path, cause))?;
        let what = || format!("the store {} is in use by {}", folder.display(), holder());
        if !lock::take(&file, wait, what).map_err(|cause| opening(&path, cause))? {
            return Err(Error::Busy {
                path: folder.to_path_buf(),
                holder: holder(),
            });
        }
        // Only told to those who wait: who cannot write it has the lock all the same.
        let _ = name_holder(&file);
        let mut store = Self::open(folder)?;
        if !store.unread_lines.is_empty() {
            let index = folder.join("index.jsonl");
            let repaired = index::put_damage_aside(&index, &folder.join("index.damaged.jsonl"));
            repaired.map_err(|cause| Error::Write {
                path: index.clone(),
                cause,
            })?;
            let (index, _) = Index::open(index.clone()).map_err(|cause| opening(&index, cause))?;
            store.index = Mutex::new(index);
        }
        store.locked = Some(file);
        Ok(store)
    }

    /// The lines of the index that were passed over when it was opened, for the user to be told.
    pub fn unread_lines(&self) -> &[UnreadLine] {
        &self.unread_lines
    }

    /// The document of this digest, compared with it.
    pub fn get(&self, digest: &Digest) -> Result<Vec<u8>, Error> {
        let path = self.path(digest);
        let bytes = match file::read(&path) {
            Ok(bytes) => bytes,
            Err(cause) => return Err(Error::Read { path, cause }),
        };
        match Digest::of(&bytes) {
            found if found == *digest => Ok(bytes),
            found => Err(Error::Damaged { path, found }),
        }
    }

    /// How many bytes a document has, without reading it; none when it is not there.
    pub fn size(&self, digest: &Digest) -> u64 {
        self.path(digest).metadata().map_or(0, |metadata| metadata.len())
    }

    /// Whether the document of this digest is there and right, by its bytes or because it was and is untouched since.
    pub fn is_intact(&self, digest: &Digest) -> bool {
        let path = self.path(digest);
        if self.stamps.has(digest, &path) {
            return true;
        }
        let before = Before::reading(&path);
        let is_right = self.get(digest).is_ok();
        if is_right {
            self.stamps.note(*digest, &before);
        }
        is_right
    }

    /// Keeps a document. One that is already there, undamaged, costs no write.
    pub fn put(&self, bytes: &[u8]) -> Result<Digest, Error> {
        let digest = Digest::of(bytes);
        let path = self.path(&digest);
        // Compared with the bytes, not with the digest again.
        let before = Before::reading(&path);
        if file::read(&path).is_ok_and(|held| held == bytes) {
            self.stamps.note(digest, &before);
            return Ok(digest);
        }
        if let Err(cause) = write_whole(&path, bytes) {
            return Err(Error::Write { path, cause });
        }
        self.stamps.note(digest, &Before::reading(&path));
        Ok(digest)
    }

    /// The latest entry of this source at the place where the catalogue has it now.
    ///
    /// What was fetched for the same id from elsewhere is another document.
    pub fn latest(&self, source: &Source) -> Option<Entry> {
        self.latest_at(&source.id, &Origin::from(&source.location))
    }

    /// The latest entry of this id and place.
    pub(super) fn latest_at(&self, id: &str, origin: &Origin) -> Option<Entry> {
        self.index().latest(id, origin).cloned()
    }

    /// What the server said of a source's document when it last gave this one, such as `text/html; charset=UTF-8`.
    pub fn content_type(&self, source: &str, url: &str, digest: &Digest) -> Option<String> {
        let last = self.latest_at(source, &Origin::Url(url.to_owned()))?;
        last.version.content_type.filter(|_| last.sha256 == *digest)
    }

    /// Every entry of the index, the oldest first.
    pub(super) fn history(&self, each: impl FnMut(Entry)) -> Result<(), Error> {
        let path = self.folder.join("index.jsonl");
        index::entries(&path, each).map_err(|cause| opening(&path, cause))
    }

    /// What was added to the index is on the disk. An entry that is lost before costs one request, no document.
    pub fn settle(&self) -> Result<(), Error> {
        let index = self.index();
        index.settle().map_err(|cause| Error::Write {
            path: index.path().to_path_buf(),
            cause,
        })?;
        self.stamps.settle(&self.folder).map_err(|cause| Error::Write {
            path: self.folder.join(VERIFIED),
            cause,
        })
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(super) fn documents(&self) -> PathBuf {
        self.folder.join("documents")
    }

    /// Adds what a source has just answered to the index.
    pub fn remember(&self, entry: Entry) -> Result<(), Error> {
        let mut index = self.index();
        index.append(entry).map_err(|cause| Error::Write {
            path: index.path().to_path_buf(),
            cause,
        })
    }

    /// An index that a panicking thread held is whole: it changes in one step, after the disk.
    fn index(&self) -> MutexGuard<'_, Index> {
        self.index.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// `documents/ba/7816bf…`: folders of some hundred files where one would have thousands.
    pub(super) fn path(&self, digest: &Digest) -> PathBuf {
        let written = digest.to_string();
        let (folder, name) = written.split_at(2);
        self.documents().join(folder).join(name)
    }
}

fn opening(path: &Path, cause: io::Error) -> Error {
    Error::Open {
        path: path.to_path_buf(),
        cause,
    }
}

fn make(folder: &Path) -> Result<(), Error> {
    if folder.exists() && !folder.is_dir() {
        return Err(opening(folder, io::ErrorKind::NotADirectory.into()));
    }
    fs::create_dir_all(folder).map_err(|cause| opening(folder, cause))
}

/// Writes into a locked file whose it is.
fn name_holder(mut file: &File) -> io::Result<()> {
    file.set_len(0)?;
    writeln!(file, "process {} since {}", std::process::id(), now())
}

/// Who wrote into a locked file.
fn holder(path: &Path) -> String {
    let named = fs::read_to_string(path).unwrap_or_default();
    match named.trim() {
        "" => "another run".to_owned(),
        named => named.to_owned(),
    }
}

/// The time, in whole seconds.
pub(crate) fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}
