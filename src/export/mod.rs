//! The tables of an output folder as flat, linked tables that open in whatever an analyst has.
//!
//! Lists become tables of their own, whose first column is their parent's key. Types, keys and descriptions are those
//! of the schemas. The same tables give the same bytes.

mod csv;
mod parquet;
pub mod plan;
mod rows;
mod sqlite;
#[cfg(test)]
mod tests;
mod xlsx;

use std::fmt;
use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use serde::Serialize;

use crate::digest::Digest;
use crate::write::SCHEMA;
use crate::write::exchange::{self, Exchange};
use plan::{FlatTable, Plan, Source};
pub use rows::Cell;
use rows::Cells;

/// How much of a table is read at once, in bytes: many rows, and little memory.
const CHUNK_BYTES: u64 = 1 << 20;

/// What the tables become.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// `TABLE.csv`, UTF-8.
    Csv,
    /// `TABLE.parquet`.
    Parquet,
    /// `rapporteur.xlsx`, one sheet a table.
    Xlsx,
    /// `rapporteur.sqlite`.
    Sqlite,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Csv, Self::Parquet, Self::Xlsx, Self::Sqlite];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Parquet => "parquet",
            Self::Xlsx => "xlsx",
            Self::Sqlite => "sqlite",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let named = Self::ALL.into_iter().find(|format| format.name() == name);
        named.ok_or_else(|| format!("no format `{name}`; there are {}", Self::ALL.map(Self::name).join(", ")))
    }
}

/// Why nothing was exported.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A table cannot be read.
    #[error("{}: {cause}", path.display())]
    Table {
        /// The table.
        path: PathBuf,
        /// Why not.
        cause: io::Error,
    },
    /// A line is no row of the table.
    #[error("{}: line {line}: {what}", path.display())]
    Row {
        /// The table.
        path: PathBuf,
        /// The line, from 1.
        line: i64,
        /// What is wrong.
        what: String,
    },
    /// The folder cannot be made or replaced.
    #[error(transparent)]
    Folder(#[from] exchange::Error),
    /// A file of the export cannot be written.
    #[error("{name}: {cause}")]
    File {
        /// The file, or the table.
        name: String,
        /// Why not.
        cause: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl Error {
    fn file(name: &str, cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::File {
            name: name.to_owned(),
            cause: cause.into(),
        }
    }
}

/// Where rows go, all tables of them.
trait Sink {
    /// Takes a row of a table.
    fn row(&mut self, table: usize, cells: &[Cell<'_>]) -> Result<(), Error>;

    /// No row of these tables comes any more.
    fn end(&mut self, tables: std::ops::Range<usize>) -> Result<(), Error>;

    /// All rows came: completes the files.
    fn finish(self: Box<Self>) -> Result<(), Error>;
}

/// What was exported, as `made-by-rapporteur.json` says it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Exported {
    schema: u32,
    formats: Vec<Format>,
    /// Each table with its rows.
    pub tables: Vec<TableRows>,
    files: Vec<FileDigest>,
}

/// A table and how many rows it has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TableRows {
    /// Its name.
    pub name: String,
    /// How many.
    pub rows: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct FileDigest {
    file: String,
    sha256: Digest,
}

/// Writes the tables of a folder as `formats` into a folder at `out`, which is replaced as a whole.
pub fn export(tables: &Path, out: &Path, formats: &[Format]) -> Result<Exported, Error> {
    let mut formats = formats.to_vec();
    formats.sort_unstable();
    formats.dedup();
    let exchange = Exchange::begin(out, tables)?;
    let plan = Plan::of_all();
    let mut sinks = Vec::new();
    for format in &formats {
        let sink: Box<dyn Sink> = match format {
            Format::Csv => Box::new(csv::Csv::create(exchange.folder(), &plan.tables)?),
            Format::Parquet => Box::new(parquet::Parquet::create(exchange.folder(), &plan.tables)?),
            Format::Xlsx => Box::new(xlsx::Xlsx::create(exchange.folder(), &plan.tables)?),
            Format::Sqlite => Box::new(sqlite::Sqlite::create(exchange.folder(), &plan.tables)?),
        };
        sinks.push(sink);
    }
    let mut counts = vec![0; plan.tables.len()];
    for (at, source) in plan.sources.iter().enumerate() {
        let end = plan.sources.get(at + 1).map_or(plan.tables.len(), |next| next.flat);
        let own = source.flat..end;
        of_source(
            tables,
            source,
            plan.tables.get(own.clone()).unwrap_or_default(),
            |table, cells| {
                if let Some(count) = counts.get_mut(table) {
                    *count += 1;
                }
                sinks.iter_mut().try_for_each(|sink| sink.row(table, cells))
            },
        )?;
        sinks.iter_mut().try_for_each(|sink| sink.end(own.clone()))?;
    }
    sinks.into_iter().try_for_each(Sink::finish)?;
    let names = plan.tables.into_iter().map(|table| table.name);
    let tables = names.zip(counts).map(|(name, rows)| TableRows { name, rows });
    let exported = Exported {
        schema: SCHEMA,
        formats,
        tables: tables.collect(),
        files: digests(exchange.folder())?,
    };
    exchange.publish("export", &exported)?;
    Ok(exported)
}

/// Takes every row of a table apart.
fn of_source(
    folder: &Path,
    source: &Source,
    tables: &[FlatTable],
    mut each: impl FnMut(usize, &[Cell<'_>]) -> Result<(), Error>,
) -> Result<(), Error> {
    let path = folder.join(source.table.file());
    let failed = |cause| Error::Table {
        path: path.clone(),
        cause,
    };
    let mut file = BufReader::new(File::open(&path).map_err(failed)?);
    let widths: Vec<usize> = tables.iter().map(|table| table.columns.len()).collect();
    let mut chunk = Vec::new();
    let mut number = 0;
    loop {
        chunk.clear();
        file.by_ref()
            .take(CHUNK_BYTES)
            .read_to_end(&mut chunk)
            .map_err(failed)?;
        file.read_until(b'\n', &mut chunk).map_err(failed)?;
        if chunk.is_empty() {
            return Ok(());
        }
        let mut cells = Cells::new(source, &widths);
        for line in chunk.split(|&byte| byte == b'\n').filter(|line| !line.is_empty()) {
            number += 1;
            cells.read(source, line, number).map_err(|error| Error::Row {
                path: path.clone(),
                line: number,
                what: error.to_string(),
            })?;
            for (table, row) in cells.rows() {
                each(table, row)?;
            }
        }
    }
}

/// The files of a folder with their digests, in the order of their names.
fn digests(folder: &Path) -> Result<Vec<FileDigest>, Error> {
    let read = || {
        let mut paths = Vec::new();
        for entry in std::fs::read_dir(folder)? {
            paths.push(entry?.path());
        }
        paths.sort();
        let digest = |path: PathBuf| {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
            Ok(FileDigest {
                file: name.unwrap_or_default(),
                sha256: Digest::of_reader(File::open(&path)?)?,
            })
        };
        paths.into_iter().map(digest).collect::<io::Result<Vec<_>>>()
    };
    read().map_err(|cause| Error::Table {
        path: folder.to_owned(),
        cause,
    })
}

/// Days from 1970-01-01 to a day that is written `YYYY-MM-DD`.
fn days_since_epoch(written: &str) -> Option<i32> {
    let day: jiff::civil::Date = written.parse().ok()?;
    jiff::civil::date(1970, 1, 1)
        .until(day)
        .ok()
        .map(|span| span.get_days())
}
