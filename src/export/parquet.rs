//! Parquet: a file a table, days as days, texts by dictionary where they repeat.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

use super::plan::{Column, FlatTable, Kind};
use super::{Cell, Error, Sink, days_since_epoch};

/// How many bytes of a table are kept before they are written as a group of rows. Tables of one source are filled at
/// once, and their groups must fit into memory together.
const GROUP_BYTES: usize = 16 * 1024 * 1024;

/// A file for each table.
pub(super) struct Parquet {
    tables: Vec<Open>,
}

/// A table that is being filled.
struct Open {
    name: String,
    file: Option<SerializedFileWriter<BufWriter<File>>>,
    columns: Vec<Values>,
    bytes: usize,
}

/// The values of a column of the group.
struct Values {
    name: String,
    nullable: bool,
    /// 1 where there is a value, 0 where there is none.
    levels: Vec<i16>,
    of: Typed,
}

enum Typed {
    Bool(Vec<bool>),
    Integer(Vec<i64>),
    Number(Vec<f64>),
    Day(Vec<i32>),
    /// All texts after each other, and where each ends.
    Text(Vec<u8>, Vec<usize>),
}

impl Parquet {
    pub fn create(folder: &Path, tables: &[FlatTable]) -> Result<Self, Error> {
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by("rapporteur".to_owned())
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .build();
        let properties = Arc::new(properties);
        let open = |table: &FlatTable| {
            let name = format!("{}.parquet", table.name);
            let create = || {
                let file = BufWriter::new(File::create(folder.join(&name))?);
                let fields = table.columns.iter().map(field).collect::<Result<Vec<_>, _>>()?;
                let schema = Type::group_type_builder(&table.name).with_fields(fields).build()?;
                SerializedFileWriter::new(file, Arc::new(schema), Arc::clone(&properties))
            };
            let file = create().map_err(|cause: ParquetError| Error::file(&name, cause))?;
            Ok(Open {
                name,
                file: Some(file),
                columns: table.columns.iter().map(Values::of).collect(),
                bytes: 0,
            })
        };
        let tables: Result<Vec<_>, Error> = tables.iter().map(open).collect();
        Ok(Self { tables: tables? })
    }
}

fn field(column: &Column) -> Result<Arc<Type>, ParquetError> {
    let (physical, logical) = match column.kind {
        Kind::Bool => (Physical::BOOLEAN, None),
        Kind::Integer => (Physical::INT64, None),
        Kind::Number => (Physical::DOUBLE, None),
        Kind::Day => (Physical::INT32, Some(LogicalType::Date)),
        Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
    };
    let repetition = if column.nullable {
        Repetition::OPTIONAL
    } else {
        Repetition::REQUIRED
    };
    let field = Type::primitive_type_builder(&column.name, physical)
        .with_logical_type(logical)
        .with_repetition(repetition)
        .build()?;
    Ok(Arc::new(field))
}

impl Values {
    fn of(column: &Column) -> Self {
        Self {
            name: column.name.clone(),
            nullable: column.nullable,
            levels: Vec::new(),
            of: match column.kind {
                Kind::Bool => Typed::Bool(Vec::new()),
                Kind::Integer => Typed::Integer(Vec::new()),
                Kind::Number => Typed::Number(Vec::new()),
                Kind::Day => Typed::Day(Vec::new()),
                Kind::Text => Typed::Text(Vec::new(), Vec::new()),
            },
        }
    }

    /// Adds a cell; how many bytes it takes.
    fn push(&mut self, cell: &Cell<'_>) -> Result<usize, String> {
        if *cell == Cell::Null {
            if !self.nullable {
                return Err(format!("`{}` must not be empty", self.name));
            }
            self.levels.push(0);
            return Ok(size_of::<i16>());
        }
        let bytes = match (&mut self.of, cell) {
            (Typed::Bool(values), Cell::Bool(value)) => {
                values.push(*value);
                1
            }
            (Typed::Integer(values), Cell::Integer(value)) => {
                values.push(*value);
                size_of::<i64>()
            }
            (Typed::Number(values), Cell::Number(value)) => {
                values.push(*value);
                size_of::<f64>()
            }
            #[expect(
                clippy::cast_precision_loss,
                reason = "a whole number stands where any may, such as 1 for 1.0"
            )]
            (Typed::Number(values), Cell::Integer(value)) => {
                values.push(*value as f64);
                size_of::<f64>()
            }
            (Typed::Day(values), Cell::Text(text)) => {
                let day = days_since_epoch(text).ok_or_else(|| format!("`{}`: `{text}` is no day", self.name))?;
                values.push(day);
                size_of::<i32>()
            }
            (Typed::Text(bytes, ends), Cell::Text(text)) => {
                bytes.extend_from_slice(text.as_bytes());
                ends.push(bytes.len());
                text.len() + size_of::<usize>()
            }
            _ => return Err(format!("`{}` has a value of another type", self.name)),
        };
        self.levels.push(1);
        Ok(bytes + size_of::<i16>())
    }

    fn write(&mut self, to: &mut ColumnWriter<'_>) -> Result<(), ParquetError> {
        let levels = std::mem::take(&mut self.levels);
        let levels = self.nullable.then_some(levels.as_slice());
        match (&mut self.of, to) {
            (Typed::Bool(values), ColumnWriter::BoolColumnWriter(to)) => {
                to.write_batch(&std::mem::take(values), levels, None)
            }
            (Typed::Integer(values), ColumnWriter::Int64ColumnWriter(to)) => {
                to.write_batch(&std::mem::take(values), levels, None)
            }
            (Typed::Number(values), ColumnWriter::DoubleColumnWriter(to)) => {
                to.write_batch(&std::mem::take(values), levels, None)
            }
            (Typed::Day(values), ColumnWriter::Int32ColumnWriter(to)) => {
                to.write_batch(&std::mem::take(values), levels, None)
            }
            (Typed::Text(bytes, ends), ColumnWriter::ByteArrayColumnWriter(to)) => {
                let all = Bytes::from(std::mem::take(bytes));
                let mut start = 0;
                let texts = std::mem::take(ends).into_iter().map(|end| {
                    let text = all.slice(start..end);
                    start = end;
                    ByteArray::from(text)
                });
                to.write_batch(&texts.collect::<Vec<_>>(), levels, None)
            }
            _ => Err(ParquetError::General(format!(
                "`{}` has another type in the file",
                self.name
            ))),
        }?;
        Ok(())
    }
}

impl Open {
    /// Writes the rows that were kept.
    fn flush(&mut self) -> Result<(), ParquetError> {
        let Some(file) = self.file.as_mut().filter(|_| self.bytes > 0) else {
            return Ok(());
        };
        let mut group = file.next_row_group()?;
        for values in &mut self.columns {
            let Some(mut column) = group.next_column()? else {
                break;
            };
            values.write(column.untyped())?;
            column.close()?;
        }
        group.close()?;
        self.bytes = 0;
        Ok(())
    }

    fn close(&mut self) -> Result<(), ParquetError> {
        self.flush()?;
        if let Some(file) = self.file.take() {
            let buffer = file.into_inner()?;
            buffer.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        }
        Ok(())
    }
}

impl Sink for Parquet {
    fn row(&mut self, table: usize, cells: &[Cell<'_>]) -> Result<(), Error> {
        let Some(open) = self.tables.get_mut(table) else {
            return Ok(());
        };
        for (values, cell) in open.columns.iter_mut().zip(cells) {
            open.bytes += values.push(cell).map_err(|what| Error::file(&open.name, what))?;
        }
        if open.bytes >= GROUP_BYTES {
            open.flush().map_err(|cause| Error::file(&open.name, cause))?;
        }
        Ok(())
    }

    fn end(&mut self, tables: std::ops::Range<usize>) -> Result<(), Error> {
        for open in self.tables.get_mut(tables).into_iter().flatten() {
            open.close().map_err(|cause| Error::file(&open.name, cause))?;
        }
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<(), Error> {
        Ok(())
    }
}
