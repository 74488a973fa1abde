//! The store's memory of what was fetched: one JSON object a line, only ever added to.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read as _, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::whole::write_whole;
use crate::catalogue::Location;
use crate::digest::Digest;

/// One answer of a source: which document it gave, when, and what to ask next time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The source's id.
    pub source: String,
    /// Where it was: the key `url` or `file`.
    #[serde(flatten)]
    pub origin: Origin,
    /// When it answered, in UTC and whole seconds.
    pub time: Timestamp,
    /// 200 for a document, 304 for "as before", another for a trouble; `null` for a file and for silence.
    pub status: Option<u16>,
    /// What the server said of it.
    #[serde(flatten)]
    pub version: Version,
    /// The document.
    pub sha256: Digest,
    /// Which page it is of a source that has several.
    #[serde(flatten, default, skip_serializing_if = "Option::is_none")]
    pub turn: Option<Turn>,
    /// Why it is still the document of before, although the source was asked and did not say so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trouble: Option<String>,
}

/// Which page of a source a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// Its number, from 1.
    pub page: u32,
    /// How many pages it says that there are.
    pub pages: u32,
}

/// What a server says of the document that it has now, in its own words; all `None` for a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// Its mark for this version, sent back to it the next time.
    pub etag: Option<String>,
    /// Its date for this version, likewise sent back.
    pub last_modified: Option<String>,
    /// What the document is, such as `text/html; charset=UTF-8`.
    pub content_type: Option<String>,
}

impl Version {
    /// Can it be asked whether this is still the version it has?
    pub const fn is_marked(&self) -> bool {
        self.etag.is_some() || self.last_modified.is_some()
    }
}

/// The place an entry was fetched from, as it is written in the index.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// The address in the catalogue, before any redirect.
    Url(String),
    /// The absolute path, so that it means the same from every folder.
    File(String),
}

impl From<&Location> for Origin {
    fn from(location: &Location) -> Self {
        match location {
            Location::Url(url) => Self::Url(url.clone()),
            Location::File(path) => {
                let absolute = std::path::absolute(path).unwrap_or_else(|_| path.clone());
                Self::File(absolute.to_string_lossy().into_owned())
            }
        }
    }
}

/// A line of the index that was passed over: a write that was cut short, or damage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadLine {
    /// The index.
    pub path: PathBuf,
    /// The line, from 1.
    pub line: usize,
    /// Why it cannot be read.
    pub reason: String,
}

impl fmt::Display for UnreadLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, line, reason } = self;
        let path = path.display();
        write!(f, "{path}:{line}: passed over an unreadable entry: {reason}")
    }
}

/// The index in memory: the latest entry of each source and place.
#[derive(Debug)]
pub(super) struct Index {
    path: PathBuf,
    latest: BTreeMap<(String, Origin), Entry>,
    /// The file ends in the middle of a line, which must be ended before the next.
    torn: bool,
}

impl Index {
    /// Reads the index at `path`; one that is not there is empty. Beside it, the lines passed over.
    pub(super) fn open(path: PathBuf) -> io::Result<(Self, Vec<UnreadLine>)> {
        let mut index = Self {
            path,
            latest: BTreeMap::new(),
            torn: false,
        };
        let mut unread = Vec::new();
        let (place, mut torn) = (index.path.clone(), false);
        lines(&place, |number, line| {
            torn = !line.ends_with(b"\n");
            let written = line.trim_ascii_end();
            match serde_json::from_slice::<Entry>(written) {
                Ok(entry) => index.keep(entry),
                Err(_) if written.is_empty() => {}
                Err(error) => unread.push(UnreadLine {
                    path: place.clone(),
                    line: number,
                    reason: reason(&error),
                }),
            }
            Ok(())
        })?;
        index.torn = torn;
        Ok((index, unread))
    }

    /// The last entry written of this source at its present place: its clock may have gone backwards.
    pub(super) fn latest(&self, source: &str, origin: &Origin) -> Option<&Entry> {
        let key = (source.to_owned(), origin.clone());
        self.latest.get(&key)
    }

    /// Adds an entry at the end, on the disk before in memory.
    pub(super) fn append(&mut self, entry: Entry) -> io::Result<()> {
        let mut line = Vec::new();
        if self.torn {
            line.push(b'\n');
        }
        serde_json::to_writer(&mut line, &entry)?;
        line.push(b'\n');
        let mut file = OpenOptions::new().append(true).create(true).open(&self.path)?;
        // Torn until it is whole: a full disk can take half a line.
        self.torn = true;
        // One write, so that lines of two runs do not mix.
        file.write_all(&line)?;
        self.torn = false;
        self.keep(entry);
        Ok(())
    }

    /// Everything that was appended is on the disk.
    pub(super) fn settle(&self) -> io::Result<()> {
        match File::open(&self.path) {
            Ok(file) => file.sync_data(),
            // Nothing was ever appended.
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    fn keep(&mut self, entry: Entry) {
        let key = (entry.source.clone(), entry.origin.clone());
        self.latest.insert(key, entry);
    }
}

/// Longest line that is read, in bytes: an entry has some hundred, and a damaged index perhaps no line ends at all.
const MAX_LINE_BYTES: u64 = 64 * 1024;

/// Reads a file line by line, with the number of each from 1; one that is not there has none.
fn lines(path: &Path, mut each: impl FnMut(usize, &[u8]) -> io::Result<()>) -> io::Result<()> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    let mut reader = BufReader::new(file);
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        if reader.by_ref().take(MAX_LINE_BYTES).read_until(b'\n', &mut line)? == 0 {
            break;
        }
        each(number, &line)?;
    }
    Ok(())
}

/// Every entry that can be read, the oldest first.
pub(super) fn entries(path: &Path, mut each: impl FnMut(Entry)) -> io::Result<()> {
    lines(path, |_, line| {
        if let Ok(entry) = serde_json::from_slice(line) {
            each(entry);
        }
        Ok(())
    })
}

/// Moves the lines that cannot be read to the end of another file, which is on the disk before the index changes.
pub(super) fn put_damage_aside(index: &Path, damaged: &Path) -> io::Result<()> {
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    lines(index, |_, line| {
        let written = line.trim_ascii_end();
        let lines = if serde_json::from_slice::<Entry>(written).is_ok() {
            &mut good
        } else {
            &mut bad
        };
        lines.extend_from_slice(written);
        lines.push(b'\n');
        Ok(())
    })?;
    let mut aside = OpenOptions::new().append(true).create(true).open(damaged)?;
    aside.write_all(&bad)?;
    aside.sync_all()?;
    write_whole(index, &good)
}

/// Without `serde_json`'s own line, which is always the first of the one line it was given.
fn reason(error: &serde_json::Error) -> String {
    if error.is_eof() {
        return format!("it breaks off after {} bytes", error.column());
    }
    let message = error.to_string();
    let what = message.split(" at line ").next().unwrap_or(&message);
    format!("column {}: {what}", error.column())
}
