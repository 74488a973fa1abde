//! Tables into a folder: whole or not at all, and the same bytes for the same documents.

pub mod changes;
pub mod codebook;
pub mod describe;
pub mod exchange;
pub mod fall;
mod folder;
pub mod last;
pub mod ours;
pub mod package;
pub mod part;
pub mod schema;
mod table_writer;
pub mod tables;

use std::fmt;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use serde::Serialize;

use crate::digest::Digest;
pub use folder::{Folder, Settled};
pub use table_writer::TableWriter;

/// The number of the tables' keys and their types: it grows with every change of them, and CHANGELOG says what changed.
pub const SCHEMA: u32 = 2;

/// The tables that a run writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Table {
    /// Letters and press releases.
    Communications,
    /// Paragraphs of observations.
    Observations,
    /// Sources.
    Documents,
    /// Entries that are no records.
    Rejects,
    /// What there is to say about the documents' content.
    Diagnostics,
    /// Letters over all documents; of a run, not of a document.
    Cases,
    /// What is another than in the run before; of a run, not of a document.
    Changes,
    /// The same, run by run; of all runs.
    History,
}

impl Table {
    /// Every table that a run writes.
    pub const WRITTEN: [Self; 8] = [
        Self::Communications,
        Self::Observations,
        Self::Documents,
        Self::Rejects,
        Self::Diagnostics,
        Self::Cases,
        Self::Changes,
        Self::History,
    ];

    /// The tables that documents fill, in the order in which they are listed everywhere.
    pub const ALL: [Self; 5] = [
        Self::Communications,
        Self::Observations,
        Self::Documents,
        Self::Rejects,
        Self::Diagnostics,
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Communications => "communications",
            Self::Observations => "observations",
            Self::Documents => "documents",
            Self::Rejects => "rejects",
            Self::Diagnostics => "diagnostics",
            Self::Cases => "cases",
            Self::Changes => "changes",
            Self::History => "history",
        }
    }

    /// Whether its rows depend on former runs, and not on the documents alone.
    pub fn is_of_runs(self) -> bool {
        matches!(self, Self::Changes | Self::History)
    }

    /// The file in the output folder.
    pub fn file(self) -> String {
        format!("{}.jsonl", self.name())
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Table {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let names = Self::WRITTEN.map(Self::name).join(", ");
        Self::WRITTEN
            .into_iter()
            .find(|table| table.name() == name)
            .ok_or_else(|| format!("no table `{name}`; there are {names}"))
    }
}

/// Why tables could not be written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The folder cannot be made, or is no folder.
    #[error("{}: cannot be used as the output folder: {cause}", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// A file in it would be written over, and no run of ours made it.
    #[error("{}: not made by rapporteur, and left as it is; name another folder with --output", path.display())]
    NotOurs {
        /// The file.
        path: PathBuf,
    },
    /// A file in it cannot be written or put in place.
    #[error("{}: cannot be written: {cause}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// The reader of what is written does not want it.
    #[error("cannot write to stdout: {0}")]
    Stdout(io::Error),
    /// A document's rows cannot be made, or read from the last run's tables.
    #[error("the rows of `{document}` cannot be had: {cause}")]
    Rows {
        /// The document.
        document: String,
        /// Why.
        cause: io::Error,
    },
}

fn file_error(path: &Path, cause: io::Error) -> Error {
    Error::File {
        path: path.to_path_buf(),
        cause,
    }
}

/// One line of JSON with its line end.
pub fn line(row: &impl Serialize, to: &mut impl Write) -> io::Result<()> {
    serde_json::to_writer(&mut *to, row)?;
    to.write_all(b"\n")
}

/// What a table came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Written {
    /// Lines.
    pub rows: u64,
    /// SHA-256 of the file.
    pub sha256: Digest,
}
