//! The output folder while a run writes to it.
//!
//! ```text
//! output/
//!   communications.jsonl … run.json    the tables of one run
//!   .next/                             the next ones, until they are whole; then they are renamed, `run.json` last
//!   held/                              tables that were not published, since too much had fallen
//! ```
//!
//! `.next/run.json` is there only when everything beside it is whole and on the disk. A run that is killed before
//! leaves the last tables as they were; one that is killed between two renames has its renames finished by whoever
//! opens the folder next, so that tables of two runs never stay mixed.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::last::Places;
use super::part::Part;
use super::tables::DocumentRow;
use super::{Error, Table, TableWriter, Written, codebook, file_error, ours, package, schema};
use crate::lock::{self, Wait};

/// Where the next tables are while they are written.
const NEXT: &str = ".next";
/// Where tables are put that were not published.
const HELD: &str = "held";
/// Where they are put if a folder of that name is somebody else's.
const HELD_BESIDE: &str = "held-by-rapporteur";
/// The file that says what belongs together; always the last.
const RUN: &str = "run.json";
/// The output folder of one run, which no other can write to meanwhile. Dropped before it is published, it is as it was.
pub struct Folder {
    path: PathBuf,
    tables: Vec<TableWriter>,
    recovered: bool,
    /// Locked while it is open; of Unix alone.
    locked: Option<File>,
}

impl Folder {
    /// Opens a folder for writing, making it if needed, and finishes what a killed run left.
    pub fn open(path: &Path, wait: &Wait<'_>) -> Result<Self, Error> {
        let as_folder = |cause| Error::Folder {
            path: path.to_owned(),
            cause,
        };
        fs::create_dir_all(path).map_err(as_folder)?;
        let locked = lock_folder(path, wait)?;
        // Not asked before: while another run writes, its files are nobody's yet.
        ours::refuse(path)?;
        let recovered = recover(path)?;
        fs::create_dir_all(path.join(NEXT).join("schema")).map_err(as_folder)?;
        let tables = Table::ALL.map(|table| TableWriter::create(&path.join(NEXT), &table.file()));
        Ok(Self {
            path: path.to_owned(),
            tables: tables.into_iter().collect::<Result<_, Error>>()?,
            recovered,
            locked,
        })
    }

    /// Finishes what a killed run left in a folder that is only to be read; whether there was anything.
    pub fn mend(path: &Path, wait: &Wait<'_>) -> Result<bool, Error> {
        if !path.join(NEXT).join(RUN).exists() {
            return Ok(false);
        }
        let _locked = lock_folder(path, wait)?;
        ours::refuse(path)?;
        recover(path)
    }

    /// Whether a run had been killed while it put its tables in place, and they are now.
    pub fn recovered(&self) -> bool {
        self.recovered
    }

    /// A folder of the name of ours for tables that are held back, which somebody else made and which stays.
    pub fn foreign_held(&self) -> Option<PathBuf> {
        let held = self.path.join(HELD);
        (held.symlink_metadata().is_ok() && !ours::is_ours(&held)).then_some(held)
    }

    /// Adds the rows of a document.
    pub fn part(&mut self, part: &Part) -> Result<(), Error> {
        for (writer, (table, rows)) in self.tables.iter_mut().zip(part.tables()) {
            debug_assert_eq!(writer.name(), table.file());
            writer.append(&rows.bytes, rows.count)?;
        }
        Ok(())
    }

    /// Adds the rows of a document as they stand in the tables of the last run.
    pub fn keep(&mut self, document: &str, places: &Places) -> Result<(), Error> {
        for (writer, (table, places)) in self.tables.iter_mut().zip(places.of(document)) {
            debug_assert_eq!(writer.name(), table.file());
            places.iter().try_for_each(|place| writer.copy(place))?;
        }
        Ok(())
    }

    /// No row of a document comes any more.
    pub fn settle(mut self) -> Result<Settled, Error> {
        let mut tables = std::mem::take(&mut self.tables);
        debug_assert!(
            tables
                .last()
                .is_some_and(|last| last.name() == Table::Diagnostics.file())
        );
        let diagnostics = tables.pop();
        let written = tables
            .into_iter()
            .map(TableWriter::finish)
            .collect::<Result<_, Error>>()?;
        let settled = Settled {
            folder: self,
            written,
            diagnostics,
        };
        for table in Table::WRITTEN {
            settled.json(&format!("schema/{table}.json"), &schema::of(table))?;
        }
        Ok(settled)
    }

    fn next(&self, name: &str) -> PathBuf {
        self.path.join(NEXT).join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let next = self.path.join(NEXT);
        // Whole tables are the next run's to finish; what is not whole is nobody's.
        if !next.join(RUN).exists() {
            let _ = fs::remove_dir_all(next);
        }
        drop(self.locked.take());
    }
}

/// The next tables, whole and on the disk, and not in their places.
pub struct Settled {
    folder: Folder,
    written: Vec<(String, Written)>,
    /// What needs two documents is said after what one alone says.
    diagnostics: Option<TableWriter>,
}

impl Settled {
    /// What each file came to, tables first.
    pub fn written(&self) -> &[(String, Written)] {
        &self.written
    }

    /// What a table came to.
    pub fn table(&self, table: Table) -> Option<&Written> {
        let name = table.file();
        let mut written = self.written.iter();
        written.find(|(of, _)| *of == name).map(|(_, written)| written)
    }

    /// The folder where they are for now.
    pub fn folder(&self) -> PathBuf {
        self.folder.path.join(NEXT)
    }

    /// Adds what there is to say about several documents, and ends the table of diagnostics.
    pub fn end_diagnostics(&mut self, bytes: &[u8], rows: u64) -> Result<(), Error> {
        if let Some(mut diagnostics) = self.diagnostics.take() {
            diagnostics.append(bytes, rows)?;
            self.end(diagnostics)?;
        }
        Ok(())
    }

    /// Begins a file of rows beside the tables.
    pub fn begin(&self, name: &str) -> Result<TableWriter, Error> {
        TableWriter::create(&self.folder(), name)
    }

    /// Ends one.
    pub fn end(&mut self, writer: TableWriter) -> Result<(), Error> {
        self.written.push(writer.finish()?);
        Ok(())
    }

    /// Writes what describes the tables, for people and for programs: they are whole.
    pub fn describe(&self, filled: &BTreeMap<String, u64>) -> Result<(), Error> {
        let path = self.file(&Table::Documents.file());
        let documents = fs::read(&path).and_then(|text| {
            let lines = text.split(|&byte| byte == b'\n').filter(|line| !line.is_empty());
            let rows: serde_json::Result<Vec<DocumentRow>> = lines.map(serde_json::from_slice).collect();
            Ok(rows?)
        });
        let facts = codebook::Facts {
            written: &self.written,
            filled,
            documents: &documents.map_err(|cause| file_error(&path, cause))?,
        };
        self.text(codebook::FILE, codebook::codebook(&facts).as_bytes())?;
        self.json(package::FILE, &package::package(&self.written))
    }

    /// A JSON document for people, as a file of its own.
    fn json(&self, name: &str, document: &impl Serialize) -> Result<(), Error> {
        let mut text =
            serde_json::to_vec_pretty(document).map_err(|cause| file_error(&self.file(name), cause.into()))?;
        text.push(b'\n');
        self.text(name, &text)
    }

    /// A file for people; one that is there already stays.
    fn text(&self, name: &str, text: &[u8]) -> Result<(), Error> {
        let path = self.file(name);
        let write = || {
            if fs::read(self.folder.path.join(name)).is_ok_and(|there| there == text) {
                return Ok(());
            }
            let mut file = File::create(&path)?;
            file.write_all(text)?;
            file.sync_all()
        };
        write().map_err(|cause| file_error(&path, cause))
    }

    /// Where a file is for now.
    fn file(&self, name: &str) -> PathBuf {
        self.folder.next(name)
    }

    /// Puts everything in place, `run.json` last.
    pub fn publish(self, run: &impl Serialize) -> Result<(), Error> {
        let path = self.folder.path.clone();
        // Its name comes when all else is on the disk, also by name.
        self.json("run.part", run)?;
        let next = self.folder();
        sync(&next.join("schema"))?;
        sync(&next)?;
        rename(&next.join("run.part"), &next.join(RUN))?;
        sync(&next)?;
        recover(&path)?;
        for held in [HELD, HELD_BESIDE].map(|name| path.join(name)) {
            if held.exists() && ours::is_ours(&held) {
                fs::remove_dir_all(&held).map_err(|cause| file_error(&held, cause))?;
            }
        }
        Ok(())
    }

    /// Puts everything aside, where it can be compared with what stays; where that is. A folder of that name that is not
    /// ours stays as it is.
    pub fn hold(self, run: &impl Serialize) -> Result<PathBuf, Error> {
        self.json("run.part", run)?;
        let (next, mut held) = (self.folder(), self.folder.path.join(HELD));
        if self.folder.foreign_held().is_some() {
            held = self.folder.path.join(HELD_BESIDE);
            if held.symlink_metadata().is_ok() && !ours::is_ours(&held) {
                return Err(Error::NotOurs { path: held });
            }
        }
        rename(&next.join("run.part"), &next.join("run.held.json"))?;
        if held.exists() {
            fs::remove_dir_all(&held).map_err(|cause| file_error(&held, cause))?;
        }
        rename(&next, &held)?;
        rename(&held.join("run.held.json"), &held.join(RUN))?;
        sync(&self.folder.path)?;
        Ok(held)
    }
}

/// Finishes the renames of a run that was killed between them, or removes what one left unfinished.
fn recover(path: &Path) -> Result<bool, Error> {
    let next = path.join(NEXT);
    let whole = next.join(RUN).exists();
    if whole {
        let schema = path.join("schema");
        fs::create_dir_all(&schema).map_err(|cause| file_error(&schema, cause))?;
        let mut files = files(&next)?;
        files.extend(self::files(&next.join("schema"))?);
        files.sort();
        for file in files.iter().filter(|file| **file != next.join(RUN)) {
            let name = file.strip_prefix(&next).unwrap_or(file);
            rename(file, &path.join(name))?;
        }
        rename(&next.join(RUN), &path.join(RUN))?;
        sync(&schema)?;
        sync(path)?;
    }
    if next.exists() {
        fs::remove_dir_all(&next).map_err(|cause| file_error(&next, cause))?;
    }
    Ok(whole)
}

/// The files of a folder; one that is not there has none.
fn files(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(|cause| file_error(folder, cause))?,
    };
    let paths: io::Result<Vec<PathBuf>> = entries.map(|entry| Ok(entry?.path())).collect();
    let paths = paths.map_err(|cause| file_error(folder, cause))?;
    Ok(paths.into_iter().filter(|path| path.is_file()).collect())
}

/// The lock of a folder is its own on Unix; elsewhere folders cannot be opened, and the store's lock must do.
fn lock_folder(path: &Path, wait: &Wait<'_>) -> Result<Option<File>, Error> {
    if !cfg!(unix) {
        return Ok(None);
    }
    let as_folder = |cause| Error::Folder {
        path: path.to_owned(),
        cause,
    };
    let file = File::open(path).map_err(as_folder)?;
    let what = || format!("another run is writing to {}", path.display());
    if lock::take(&file, wait, what).map_err(as_folder)? {
        return Ok(Some(file));
    }
    Err(as_folder(io::Error::new(
        io::ErrorKind::ResourceBusy,
        "another run is writing to it",
    )))
}

/// The names in a folder are on the disk when it is; only Unix can open a folder to say so.
fn sync(folder: &Path) -> Result<(), Error> {
    if !cfg!(unix) {
        return Ok(());
    }
    let synced = File::open(folder).and_then(|folder| folder.sync_all());
    synced.map_err(|cause| file_error(folder, cause))
}

fn rename(from: &Path, to: &Path) -> Result<(), Error> {
    fs::rename(from, to).map_err(|cause| file_error(to, cause))
}
