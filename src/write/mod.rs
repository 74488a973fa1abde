//! Tables into a folder: whole or not at all, and the same bytes for the same documents.

pub mod schema;
pub mod tables;

use std::fmt;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use serde::Serialize;
use sha2::{Digest as _, Sha256};
use tempfile::NamedTempFile;

use crate::fetch::Digest;

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
}

impl Table {
    /// All tables, in the order in which they are listed everywhere.
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
        }
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
        let names = Self::ALL.map(Self::name).join(", ");
        Self::ALL
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
    /// A file in it cannot be written or put in place.
    #[error("{}: cannot be written: {cause}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
}

/// One line of JSON with its line end.
pub fn line(row: &impl Serialize, to: &mut impl Write) -> io::Result<()> {
    serde_json::to_writer(&mut *to, row)?;
    to.write_all(b"\n")
}

/// A file that is being written beside the place that it will take.
struct Draft {
    path: PathBuf,
    file: BufWriter<NamedTempFile>,
    sha256: Sha256,
    rows: u64,
    buffer: Vec<u8>,
}

impl Draft {
    fn create(folder: &Path, name: &str) -> Result<Self, Error> {
        let path = folder.join(name);
        let file = tempfile::Builder::new().prefix(".").suffix(".part").tempfile_in(folder);
        let file = file.map_err(|cause| Error::File {
            path: path.clone(),
            cause,
        })?;
        Ok(Self {
            path,
            file: BufWriter::new(file),
            sha256: Sha256::new(),
            rows: 0,
            buffer: Vec::new(),
        })
    }

    fn write(&mut self, row: &impl Serialize) -> Result<(), Error> {
        self.buffer.clear();
        let written = line(row, &mut self.buffer).and_then(|()| self.file.write_all(&self.buffer));
        written.map_err(|cause| Error::File {
            path: self.path.clone(),
            cause,
        })?;
        self.sha256.update(&self.buffer);
        self.rows += 1;
        Ok(())
    }

    /// Everything on the disk, under its temporary name.
    fn settle(self) -> Result<Settled, Error> {
        let Self {
            path,
            file,
            sha256,
            rows,
            ..
        } = self;
        let settled = file
            .into_inner()
            .map_err(io::IntoInnerError::into_error)
            .and_then(|file| {
                open_to_others(file.as_file())?;
                file.as_file().sync_all()?;
                Ok(file)
            });
        match settled {
            Ok(file) => Ok(Settled {
                path,
                file,
                sha256: Digest(sha256.finalize().into()),
                rows,
            }),
            Err(cause) => Err(Error::File { path, cause }),
        }
    }
}

/// Temporary files are for their owner alone; tables are for everyone whom the folder lets in.
fn open_to_others(file: &fs::File) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        file.set_permissions(fs::Permissions::from_mode(0o644))?;
    }
    #[cfg(not(unix))]
    let _ = file;
    Ok(())
}

/// A file that is whole, and not yet in its place.
struct Settled {
    path: PathBuf,
    file: NamedTempFile,
    sha256: Digest,
    rows: u64,
}

impl Settled {
    fn put_in_place(self) -> Result<(), Error> {
        let Self { path, file, .. } = self;
        file.persist(&path).map(drop).map_err(|error| Error::File {
            path,
            cause: error.error,
        })
    }
}

/// The output folder while a run writes to it.
///
/// Rows go to temporary files; [`Folder::finish`] puts all of them in place, `run.json` last. Dropped before that, it
/// leaves the folder as it was.
pub struct Folder {
    path: PathBuf,
    drafts: Vec<(Table, Draft)>,
}

/// What a table came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Written {
    /// Lines.
    pub rows: u64,
    /// SHA-256 of the file.
    pub sha256: Digest,
}

impl Folder {
    /// Opens a folder for writing, making it if needed. Nothing that stands in it is touched yet.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let as_folder = |cause| Error::Folder {
            path: path.to_owned(),
            cause,
        };
        fs::create_dir_all(path.join("schema")).map_err(as_folder)?;
        let drafts = Table::ALL
            .into_iter()
            .map(|table| Ok((table, Draft::create(path, &table.file())?)));
        Ok(Self {
            path: path.to_owned(),
            drafts: drafts.collect::<Result<_, Error>>()?,
        })
    }

    /// Adds a row to a table.
    pub fn row(&mut self, table: Table, row: &impl Serialize) -> Result<(), Error> {
        match self.drafts.iter_mut().find(|(of, _)| *of == table) {
            Some((_, draft)) => draft.write(row),
            None => Ok(()),
        }
    }

    /// Puts tables and schemas in place, then `run.json`, which `describe` makes of what the tables came to.
    pub fn finish<Run: Serialize>(self, describe: impl FnOnce(&[(Table, Written)]) -> Run) -> Result<(), Error> {
        let mut settled = Vec::new();
        let mut written = Vec::new();
        for (table, draft) in self.drafts {
            let draft = draft.settle()?;
            written.push((
                table,
                Written {
                    rows: draft.rows,
                    sha256: draft.sha256,
                },
            ));
            settled.push(draft);
        }
        for table in Table::ALL {
            settled.push(pretty(&self.path, &format!("schema/{table}.json"), &schema::of(table))?);
        }
        settled.push(pretty(&self.path, "run.json", &describe(&written))?);
        settled.into_iter().try_for_each(Settled::put_in_place)
    }
}

/// A JSON document for people, as a file of its own.
fn pretty(folder: &Path, name: &str, document: &impl Serialize) -> Result<Settled, Error> {
    let mut draft = Draft::create(folder, name)?;
    let written = serde_json::to_writer_pretty(&mut draft.file, document).map_err(io::Error::from);
    let written = written.and_then(|()| draft.file.write_all(b"\n"));
    written.map_err(|cause| Error::File {
        path: draft.path.clone(),
        cause,
    })?;
    draft.settle()
}
