//! The tables of the last run: what of them the next one can take over, and what it is compared with.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::Table;
use super::part::{Figures, Part, Rows};
use super::tables::DocumentRow;
use crate::digest::Digest;

/// The file that says where each document's rows stand.
pub const REUSE: &str = "reuse.jsonl";

/// How much of a table is read at once, in bytes.
const CHUNK_BYTES: usize = 1 << 20;

/// A line of `reuse.jsonl`: a document's rows in the tables beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kept {
    /// The id of its source.
    pub document: String,
    /// Digest of all that its rows depend on; `null` where they must not be taken over.
    pub key: Option<Digest>,
    /// Its rows in each table, in the order of [`Table::ALL`].
    pub rows: Vec<Stretch>,
    /// What a later run compares.
    pub figures: Figures,
}

/// Some rows of a table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stretch {
    /// How many.
    pub rows: u64,
    /// How many bytes they have.
    pub bytes: u64,
}

impl Kept {
    /// What there is to remember of a document's rows.
    pub fn of(document: &str, key: Option<Digest>, part: &Part) -> Self {
        let stretch = |rows: &Rows| Stretch {
            rows: rows.count,
            bytes: rows.bytes.len() as u64,
        };
        Self {
            document: document.to_owned(),
            key,
            rows: part.tables().map(|(_, rows)| stretch(rows)).collect(),
            figures: part.figures.clone(),
        }
    }
}

/// Where rows of a document stand in the last run's table.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// The byte with which they begin.
    pub start: u64,
    /// How many they are.
    pub stretch: Stretch,
}

/// A file of the last run whose bytes were compared with their digest, and are not written to by anybody.
#[derive(Debug)]
pub struct Verified {
    file: File,
    digest: Digest,
    bytes: u64,
}

impl Verified {
    /// The file; whoever reads it says from where first.
    pub fn file(&self) -> &File {
        &self.file
    }

    /// SHA-256 of its bytes.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// How many it has.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Opens a file whose bytes have the digest that is listed for it.
    pub(super) fn open(folder: &Path, name: &str, digests: &BTreeMap<String, Digest>) -> Result<Self, String> {
        let path = folder.join(name);
        let said = |error: io::Error| format!("{}: {error}", path.display());
        let mut file = File::open(&path).map_err(said)?;
        let mut sha256 = Sha256::new();
        let mut chunk = vec![0; CHUNK_BYTES];
        loop {
            match file.read(&mut chunk).map_err(said)? {
                0 => break,
                count => sha256.update(chunk.get(..count).unwrap_or_default()),
            }
        }
        let bytes = file.stream_position().map_err(said)?;
        let digest = Digest(sha256.finalize().into());
        if digests.get(name) != Some(&digest) {
            return Err(format!(
                "{} is not of the run in run.json: their digests differ",
                path.display()
            ));
        }
        Ok(Self { file, digest, bytes })
    }
}

/// The tables of the last run.
#[derive(Debug, Default)]
pub struct Last {
    /// By their names: all tables that documents fill, `reuse.jsonl`, and `changes.jsonl` where it is whole.
    files: BTreeMap<String, Arc<Verified>>,
    /// Where each document's rows begin in each table.
    kept: BTreeMap<String, (Kept, Vec<u64>)>,
}

impl Last {
    /// Opens the tables of a folder. Nothing, if there are none; the error says why they cannot be relied on, and then
    /// everything is extracted again.
    pub fn open(folder: &Path) -> Result<Option<Self>, String> {
        let path = folder.join("run.json");
        let run = match fs::read(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            run => run.map_err(|error| format!("{}: {error}", path.display()))?,
        };
        let run: Value = serde_json::from_slice(&run).map_err(|error| format!("{}: {error}", path.display()))?;
        let digests = listed(&run);
        let mut names: Vec<String> = Table::ALL.iter().map(|table| table.file()).collect();
        names.push(REUSE.to_owned());
        // In a run in which nothing is new it is most of the work.
        let opened = names.into_par_iter().map(|name| {
            let file = Verified::open(folder, &name, &digests)?;
            Ok((name, Arc::new(file)))
        });
        let opened: Vec<Result<_, String>> = opened.collect();
        let mut files = opened.into_iter().collect::<Result<BTreeMap<_, _>, _>>()?;
        // Changes are written anew by every run, and what is damaged of them is in nobody's way.
        let changes = Table::Changes.file();
        if let Ok(file) = Verified::open(folder, &changes, &digests) {
            files.insert(changes, Arc::new(file));
        }
        let mut last = Self {
            files,
            kept: BTreeMap::new(),
        };
        let mut text = String::new();
        let reuse = last.file(REUSE).ok_or_else(|| format!("no {REUSE}"))?;
        let read = reuse
            .file()
            .rewind()
            .and_then(|()| reuse.file().read_to_string(&mut text));
        read.map_err(|error| format!("{REUSE}: {error}"))?;
        let mut at = vec![0; Table::ALL.len()];
        for line in text.lines() {
            let kept: Kept = serde_json::from_str(line).map_err(|error| format!("{REUSE}: {error}"))?;
            let start = at.clone();
            for (at, stretch) in at.iter_mut().zip(&kept.rows) {
                *at += stretch.bytes;
            }
            last.kept.insert(kept.document.clone(), (kept, start));
        }
        Ok(Some(last))
    }

    /// A file of the last run, as it was verified.
    pub fn file(&self, name: &str) -> Option<Arc<Verified>> {
        self.files.get(name).cloned()
    }

    /// The figures of each document, by its id.
    pub fn figures(&self) -> BTreeMap<&str, &Figures> {
        let kept = self.kept.iter();
        kept.map(|(id, (kept, _))| (id.as_str(), &kept.figures)).collect()
    }

    /// What is known of a document's rows, if they depend on nothing but what has this digest.
    pub fn kept(&self, document: &str, key: &Digest) -> Option<&Kept> {
        let (kept, _) = self.kept.get(document)?;
        (kept.key.as_ref() == Some(key)).then_some(kept)
    }

    /// Where a document's rows stand in each table.
    pub fn places(&self, document: &str) -> impl Iterator<Item = (Table, Place)> {
        let kept = self.kept.get(document).into_iter();
        let places = kept.flat_map(|(kept, starts)| starts.iter().zip(&kept.rows));
        let places = places.map(|(&start, &stretch)| Place { start, stretch });
        Table::ALL.into_iter().zip(places)
    }

    /// The row of a document in the table of documents.
    pub fn document(&self, document: &str) -> io::Result<DocumentRow> {
        let mut places = self.places(document);
        let place = places.find(|(table, _)| *table == Table::Documents);
        let table = self.file(&Table::Documents.file());
        let ((_, place), table) = place.zip(table).ok_or(io::ErrorKind::NotFound)?;
        let mut file = table.file();
        file.seek(SeekFrom::Start(place.start))?;
        let mut row = Vec::new();
        file.take(place.stretch.bytes).read_to_end(&mut row)?;
        Ok(serde_json::from_slice(&row)?)
    }
}

/// The files and digests that a `run.json` lists.
pub fn listed(run: &Value) -> BTreeMap<String, Digest> {
    let tables = run.get("tables").and_then(Value::as_array);
    let file = |row: &Value| {
        let digest = row.get("sha256")?.as_str()?.parse().ok()?;
        Some((row.get("file")?.as_str()?.to_owned(), digest))
    };
    tables.into_iter().flatten().filter_map(file).collect()
}
