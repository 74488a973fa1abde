//! CSV: UTF-8, a file a table, values as they are.

use std::fs::File;
use std::io::{self, BufWriter};
use std::path::Path;

use csv::Writer;

use super::plan::FlatTable;
use super::{Cell, Error, Sink};

/// A file for each table.
pub(super) struct Csv {
    files: Vec<(String, Writer<BufWriter<File>>)>,
}

impl Csv {
    pub fn create(folder: &Path, tables: &[FlatTable]) -> Result<Self, Error> {
        let file = |table: &FlatTable| {
            let name = format!("{}.csv", table.name);
            let create = || {
                let mut writer = Writer::from_writer(BufWriter::new(File::create(folder.join(&name))?));
                writer.write_record(table.columns.iter().map(|column| &column.name))?;
                Ok(writer)
            };
            let writer = create().map_err(|cause: csv::Error| Error::file(&name, cause))?;
            Ok((name, writer))
        };
        let files: Result<Vec<_>, Error> = tables.iter().map(file).collect();
        Ok(Self { files: files? })
    }
}

impl Sink for Csv {
    fn row(&mut self, table: usize, cells: &[Cell<'_>]) -> Result<(), Error> {
        let Some((name, writer)) = self.files.get_mut(table) else {
            return Ok(());
        };
        let mut write = || {
            for cell in cells {
                match cell {
                    Cell::Null => writer.write_field("")?,
                    Cell::Bool(true) => writer.write_field("true")?,
                    Cell::Bool(false) => writer.write_field("false")?,
                    Cell::Integer(number) => writer.write_field(number.to_string())?,
                    Cell::Number(number) => writer.write_field(number.to_string())?,
                    Cell::Text(text) => writer.write_field(text.as_bytes())?,
                }
            }
            writer.write_record(None::<&[u8]>)
        };
        write().map_err(|cause| Error::file(name, cause))
    }

    fn end(&mut self, _: std::ops::Range<usize>) -> Result<(), Error> {
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<(), Error> {
        for (name, writer) in self.files {
            let buffer = writer
                .into_inner()
                .map_err(|error| Error::file(&name, io::Error::other(error.to_string())))?;
            buffer
                .into_inner()
                .map_err(|error| Error::file(&name, error.into_error()))?;
        }
        Ok(())
    }
}
