//! The tables of an output folder, row by row as they are: keys that come later are shown without being known here.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

/// A row: its keys in the order of the table.
pub type Row = Map<String, Value>;

/// Why tables cannot be read. Each message is whole.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A table cannot be opened or read.
    #[error("{}: {cause} (run `rapporteur run` first, or name its folder)", path.display())]
    Read {
        /// The table.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
    /// A line is not a row.
    #[error("{}:{line}: {reason}", path.display())]
    NoRow {
        /// The table.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// Why.
        reason: String,
    },
}

/// What a page shows.
#[derive(Clone, Debug, Default)]
pub struct Tables {
    /// `communications.jsonl`.
    pub communications: Vec<Row>,
    /// `cases.jsonl`; outputs of before there was one have none.
    pub cases: Option<Vec<Row>>,
    /// `observations.jsonl`.
    pub observations: Vec<Row>,
    /// `rejects.jsonl`.
    pub rejects: Vec<Row>,
    /// `documents.jsonl`.
    pub documents: Vec<Row>,
    /// `diagnostics.jsonl`.
    pub diagnostics: Vec<Row>,
}

impl Tables {
    /// Reads those of a folder. Only communications must be there.
    pub fn read(folder: &Path) -> Result<Self, Error> {
        let some = |name: &str| Ok::<_, Error>(rows(&folder.join(name))?.unwrap_or_default());
        let path = folder.join("communications.jsonl");
        let communications = rows(&path)?.ok_or_else(|| Error::Read {
            path,
            cause: io::Error::new(io::ErrorKind::NotFound, "there is no such file"),
        })?;
        Ok(Self {
            communications,
            cases: rows(&folder.join("cases.jsonl"))?,
            observations: some("observations.jsonl")?,
            rejects: some("rejects.jsonl")?,
            documents: some("documents.jsonl")?,
            diagnostics: some("diagnostics.jsonl")?,
        })
    }
}

/// The rows of a table; none when there is no such file.
fn rows(path: &Path) -> Result<Option<Vec<Row>>, Error> {
    let refuse = |cause| Error::Read {
        path: path.to_path_buf(),
        cause,
    };
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(cause) => return Err(refuse(cause)),
    };
    let mut rows = Vec::new();
    for (line, written) in (1..).zip(BufReader::new(file).lines()) {
        let written = written.map_err(refuse)?;
        rows.push(serde_json::from_str(&written).map_err(|error| Error::NoRow {
            path: path.to_path_buf(),
            line,
            reason: error.to_string(),
        })?);
    }
    Ok(Some(rows))
}

/// A string of a row, at a pointer like `/provenance/document`.
pub(super) fn words<'r>(row: &'r Row, keys: &[&str]) -> Option<&'r str> {
    let (first, rest) = keys.split_first()?;
    let mut value = row.get(*first)?;
    for key in rest {
        value = value.get(key)?;
    }
    value.as_str()
}
