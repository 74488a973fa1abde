//! A file of rows that is being written, which may begin as the last run's did.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::last::{Place, Verified};
use super::{Error, Written, file_error, line};
use crate::digest::Digest;

/// What is written at once, in bytes.
const BUFFER_BYTES: usize = 256 * 1024;

/// A file of rows that is being written.
///
/// Rows that follow each other as in the last run's file are only counted, from its beginning on; where nothing else
/// comes, that file is the new one. A night on which nothing is new writes nothing.
pub struct Draft {
    name: String,
    path: PathBuf,
    file: BufWriter<File>,
    sha256: Sha256,
    rows: u64,
    last: Option<Arc<Verified>>,
    /// How many bytes of the last run's file it begins with.
    taken: u64,
    /// Whether it is written; before, it is what was taken.
    written: bool,
}

impl Draft {
    /// Begins a file in the folder where the next tables are.
    pub fn create(next: &Path, name: &str) -> Result<Self, Error> {
        let path = next.join(name);
        let file = File::create(&path).map_err(|cause| file_error(&path, cause))?;
        Ok(Self {
            name: name.to_owned(),
            path,
            file: BufWriter::with_capacity(BUFFER_BYTES, file),
            sha256: Sha256::new(),
            rows: 0,
            last: None,
            taken: 0,
            written: false,
        })
    }

    /// The name of the file.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Says what the last run's file is, before the first row.
    pub fn follow(&mut self, last: Option<Arc<Verified>>) {
        self.last = last;
    }

    /// Adds a row.
    pub fn push(&mut self, row: &impl Serialize) -> Result<(), Error> {
        let mut buffer = Vec::new();
        line(row, &mut buffer).map_err(|cause| file_error(&self.path, cause))?;
        self.append(&buffer, 1)
    }

    /// Adds rows with their line ends.
    pub fn append(&mut self, bytes: &[u8], rows: u64) -> Result<(), Error> {
        if bytes.is_empty() {
            return Ok(());
        }
        self.write_taken()?;
        self.write(bytes)?;
        self.rows += rows;
        Ok(())
    }

    /// Adds rows as they stand in the last run's file.
    pub fn take(&mut self, place: Place) -> Result<(), Error> {
        self.rows += place.stretch.rows;
        if !self.written && place.start == self.taken {
            self.taken += place.stretch.bytes;
            return Ok(());
        }
        if place.stretch.bytes == 0 {
            return Ok(());
        }
        self.write_taken()?;
        self.copy(place.start, place.stretch.bytes)
    }

    fn write_taken(&mut self) -> Result<(), Error> {
        if self.written {
            return Ok(());
        }
        self.written = true;
        self.copy(0, self.taken)
    }

    /// Copies a stretch of the last run's file.
    fn copy(&mut self, start: u64, bytes: u64) -> Result<(), Error> {
        let Some(last) = self.last.clone().filter(|_| bytes > 0) else {
            return Ok(());
        };
        let mut from = last.file();
        let found = from.seek(SeekFrom::Start(start));
        found.map_err(|cause| file_error(&self.path, cause))?;
        let mut from = from.take(bytes);
        let mut buffer = vec![0; BUFFER_BYTES];
        let mut left = bytes;
        while left > 0 {
            let read = from.read(&mut buffer).and_then(|read| match read {
                0 => Err(io::ErrorKind::UnexpectedEof.into()),
                read => Ok(read),
            });
            let read = read.map_err(|cause| file_error(&self.path, cause))?;
            self.write(buffer.get(..read).unwrap_or_default())?;
            left -= read as u64;
        }
        Ok(())
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let written = self.file.write_all(bytes);
        written.map_err(|cause| file_error(&self.path, cause))?;
        self.sha256.update(bytes);
        Ok(())
    }

    /// Through to the disk, unless a file of these bytes is in its place already.
    pub fn settle(mut self) -> Result<(String, Written), Error> {
        let is_last = |last: &&Arc<Verified>| last.bytes() == self.taken;
        let as_it_was = self.last.as_ref().filter(|_| !self.written).filter(is_last);
        let sha256 = if let Some(last) = as_it_was {
            last.digest()
        } else {
            self.write_taken()?;
            Digest(self.sha256.finalize().into())
        };
        let in_place = self.last.is_some_and(|last| last.digest() == sha256);
        let file = self.file.into_inner().map_err(io::IntoInnerError::into_error);
        let settled = file.and_then(|file| {
            if in_place {
                fs::remove_file(&self.path)
            } else {
                file.sync_all()
            }
        });
        settled.map_err(|cause| file_error(&self.path, cause))?;
        Ok((
            self.name,
            Written {
                rows: self.rows,
                sha256,
            },
        ))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::error::Error;

    use super::{Arc, Digest, Draft, Place, Verified, Written, fs};
    use crate::write::last::Stretch;

    const LAST: &str = "one\ntwo\ntwo\nthree\n";

    enum Step {
        /// The byte with which it begins, how many they are, and how many rows.
        Take(u64, u64, u64),
        New(&'static str),
    }
    use Step::{New, Take};

    #[test]
    fn what_is_as_before_is_not_written_again() -> Result<(), Box<dyn Error>> {
        let same_in_steps = vec![Take(0, 4, 1), Take(4, 0, 0), Take(4, 8, 2), Take(12, 6, 1)];
        let (written, there) = draft(same_in_steps, LAST)?;
        assert_eq!((written.rows, there), (4, None));
        // As a new row it is the same file as well.
        let same_by_chance = vec![Take(0, 4, 1), New("two\n"), New("two\n"), New("three\n")];
        assert_eq!(draft(same_by_chance, LAST)?, (written.clone(), None));
        assert_eq!(written.sha256, Digest::of(LAST.as_bytes()));
        Ok(())
    }

    #[test]
    fn what_is_taken_over_stands_where_it_belongs() -> Result<(), Box<dyn Error>> {
        for (steps, text) in [
            (vec![Take(0, 4, 1), New("new\n"), Take(12, 6, 1)], "one\nnew\nthree\n"),
            (vec![New("new\n"), Take(0, 18, 4)], "new\none\ntwo\ntwo\nthree\n"),
            (vec![Take(0, 18, 4), New("new\n")], "one\ntwo\ntwo\nthree\nnew\n"),
            (vec![Take(12, 6, 1), Take(0, 4, 1)], "three\none\n"),
            (vec![Take(0, 12, 3)], "one\ntwo\ntwo\n"),
            (vec![Take(4, 8, 2)], "two\ntwo\n"),
            (vec![New("new\n")], "new\n"),
            (vec![], ""),
        ] {
            let (written, there) = draft(steps, LAST)?;
            assert_eq!(there.as_deref(), Some(text));
            assert_eq!(written.rows, text.lines().count() as u64, "{text}");
            assert_eq!(written.sha256, Digest::of(text.as_bytes()), "{text}");
        }
        Ok(())
    }

    #[test]
    fn an_empty_table_stays_in_its_place() -> Result<(), Box<dyn Error>> {
        let (written, there) = draft(vec![], "")?;
        assert_eq!((written.rows, there), (0, None));
        Ok(())
    }

    /// What a table came to, and its new file, if one was written.
    fn draft(steps: Vec<Step>, last: &str) -> Result<(Written, Option<String>), Box<dyn Error>> {
        let folder = tempfile::tempdir()?;
        let next = folder.path().join("next");
        fs::create_dir(&next)?;
        fs::write(folder.path().join("table"), last)?;
        let digests = BTreeMap::from([("table".to_owned(), Digest::of(last.as_bytes()))]);
        let last_file = Verified::open(folder.path(), "table", &digests)?;
        let mut draft = Draft::create(&next, "table")?;
        draft.follow(Some(Arc::new(last_file)));
        for step in steps {
            match step {
                New(text) => draft.append(text.as_bytes(), text.lines().count() as u64)?,
                Take(start, bytes, rows) => {
                    let stretch = Stretch { rows, bytes };
                    draft.take(Place { start, stretch })?;
                }
            }
        }
        let (_, written) = draft.settle()?;
        Ok((written, fs::read_to_string(next.join("table")).ok()))
    }
}
