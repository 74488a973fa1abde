//! A file of rows that is being written.

use std::fs::File;
use std::io::{self, BufWriter, Read as _, Write as _};
use std::path::{Path, PathBuf};

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::last::Place;
use super::{Error, Written, file_error, line};
use crate::digest::Digest;

/// What is written at once, in bytes.
const BUFFER_BYTES: usize = 256 * 1024;

/// A file of rows in the folder where the next tables are; its digest is taken on the way.
pub struct TableWriter {
    name: String,
    path: PathBuf,
    file: BufWriter<File>,
    sha256: Sha256,
    rows: u64,
}

impl TableWriter {
    /// Begins a file.
    pub fn create(next: &Path, name: &str) -> Result<Self, Error> {
        let path = next.join(name);
        let file = File::create(&path).map_err(|cause| file_error(&path, cause))?;
        Ok(Self {
            name: name.to_owned(),
            path,
            file: BufWriter::with_capacity(BUFFER_BYTES, file),
            sha256: Sha256::new(),
            rows: 0,
        })
    }

    /// The name of the file.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Adds a row.
    pub fn push(&mut self, row: &impl Serialize) -> Result<(), Error> {
        let mut buffer = Vec::new();
        line(row, &mut buffer).map_err(|cause| file_error(&self.path, cause))?;
        self.append(&buffer, 1)
    }

    /// Adds rows with their line ends.
    pub fn append(&mut self, bytes: &[u8], rows: u64) -> Result<(), Error> {
        let written = self.file.write_all(bytes);
        written.map_err(|cause| file_error(&self.path, cause))?;
        self.sha256.update(bytes);
        self.rows += rows;
        Ok(())
    }

    /// Adds rows as they stand in a table of the last run.
    pub fn copy(&mut self, place: &Place) -> Result<(), Error> {
        let failed = |cause| file_error(&self.path, cause);
        let mut from = place.open().map_err(failed)?;
        let mut buffer = vec![0; BUFFER_BYTES];
        let mut left = place.bytes;
        while left > 0 {
            let read = from.read(&mut buffer).map_err(|cause| file_error(&self.path, cause))?;
            if read == 0 {
                return Err(file_error(&self.path, io::ErrorKind::UnexpectedEof.into()));
            }
            self.append(buffer.get(..read).unwrap_or_default(), 0)?;
            left -= read as u64;
        }
        self.rows += place.rows;
        Ok(())
    }

    /// Adds the rows of a whole file, if it is there.
    pub fn copy_file(&mut self, path: &Path) -> Result<(), Error> {
        let mut from = match File::open(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            file => file.map_err(|cause| file_error(path, cause))?,
        };
        let mut buffer = vec![0; BUFFER_BYTES];
        loop {
            let read = from.read(&mut buffer).map_err(|cause| file_error(path, cause))?;
            if read == 0 {
                return Ok(());
            }
            let bytes = buffer.get(..read).unwrap_or_default();
            let rows = memchr::memchr_iter(b'\n', bytes).count();
            self.append(bytes, rows as u64)?;
        }
    }

    /// The digest of what it holds so far.
    pub fn digest(&self) -> Digest {
        Digest(self.sha256.clone().finalize().into())
    }

    /// Through to the disk.
    pub fn finish(self) -> Result<(String, Written), Error> {
        let file = self.file.into_inner().map_err(io::IntoInnerError::into_error);
        let synced = file.and_then(|file| file.sync_all());
        synced.map_err(|cause| file_error(&self.path, cause))?;
        let written = Written {
            rows: self.rows,
            sha256: Digest(self.sha256.finalize().into()),
        };
        Ok((self.name, written))
    }
}
