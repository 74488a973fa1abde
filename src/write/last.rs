//! The tables of the last run: what of them the next one can take over, and what it is compared with.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::part::{Figures, Part, Rows};
use super::{Table, Written};
use crate::fetch::Digest;

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

/// The tables of the last run.
#[derive(Debug, Default)]
pub struct Last {
    /// In the order of [`Table::ALL`]; all or none of them.
    tables: Vec<File>,
    /// Where each document's rows begin in each table.
    kept: BTreeMap<String, (Kept, Vec<u64>)>,
    digests: BTreeMap<String, Digest>,
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
        let mut digests = listed(&run);
        // They are written anew by every run, and what is damaged of them is in nobody's way.
        let changes = Table::Changes.file();
        if verified(folder, &changes, &digests).is_err() {
            digests.remove(&changes);
        }
        let mut tables = Vec::new();
        for table in Table::ALL {
            let file = verified(folder, &table.file(), &digests)?;
            tables.push(file);
        }
        digests.retain(|name, _| name == REUSE || Table::WRITTEN.iter().any(|table| table.file() == *name));
        let mut last = Self {
            tables,
            digests,
            ..Self::default()
        };
        let mut text = String::new();
        let read = verified(folder, REUSE, &last.digests)?.read_to_string(&mut text);
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

    /// The files of the last run whose bytes were compared with their digests.
    pub fn digests(&self) -> &BTreeMap<String, Digest> {
        &self.digests
    }

    /// The digest of a file of the last run.
    pub fn digest(&self, file: &str) -> Option<Digest> {
        self.digests.get(file).copied()
    }

    /// The figures of each document, by its id.
    pub fn figures(&self) -> BTreeMap<&str, &Figures> {
        let kept = self.kept.iter();
        kept.map(|(id, (kept, _))| (id.as_str(), &kept.figures)).collect()
    }

    /// Whether a document's rows can be taken over.
    pub fn has(&self, document: &str, key: &Digest) -> bool {
        self.kept
            .get(document)
            .is_some_and(|(kept, _)| kept.key.as_ref() == Some(key))
    }

    /// The rows of a document as they stand there.
    pub fn part(&self, document: &str) -> io::Result<Part> {
        let missing = || io::Error::new(io::ErrorKind::NotFound, format!("no rows of `{document}`"));
        let (kept, starts) = self.kept.get(document).ok_or_else(missing)?;
        let mut rows: [Rows; Table::ALL.len()] = Default::default();
        let places = self.tables.iter().zip(starts).zip(&kept.rows);
        for (rows, ((mut table, start), stretch)) in rows.iter_mut().zip(places) {
            table.seek(SeekFrom::Start(*start))?;
            rows.count = stretch.rows;
            table.take(stretch.bytes).read_to_end(&mut rows.bytes)?;
            if rows.bytes.len() as u64 != stretch.bytes {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        Ok(Part::written(rows, kept.figures.clone()))
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

/// Opens a file whose bytes have the digest that is listed for it.
fn verified(folder: &Path, name: &str, digests: &BTreeMap<String, Digest>) -> Result<File, String> {
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
    let found = Digest(sha256.finalize().into());
    if digests.get(name) != Some(&found) {
        return Err(format!(
            "{} is not of the run in run.json: their digests differ",
            path.display()
        ));
    }
    file.seek(SeekFrom::Start(0)).map_err(said)?;
    Ok(file)
}

impl Written {
    /// Whether a file of this digest was there before.
    pub fn is_as_in(&self, last: &Last, file: &str) -> bool {
        last.digest(file) == Some(self.sha256)
    }
}
