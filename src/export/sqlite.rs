//! SQLite: one file with keys, indices and a search over all texts.

use std::path::Path;

use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{Connection, ToSql};

use super::plan::{Column, FlatTable, Kind};
use super::{Cell, Error, Sink};

/// The name of the file.
const FILE: &str = "rapporteur.sqlite";

/// What is looked for in full text: `SELECT id FROM search WHERE search MATCH 'word'`, without case and accents.
const SEARCH: &str = "
    CREATE VIRTUAL TABLE search USING fts5(
        text, id UNINDEXED, table_name UNINDEXED, tokenize = 'unicode61 remove_diacritics 2');
    INSERT INTO search SELECT summary, id, 'communications' FROM communications WHERE summary IS NOT NULL ORDER BY rowid;
    INSERT INTO search SELECT text, id, 'observations' FROM observations ORDER BY rowid;
    INSERT INTO search(search) VALUES('optimize');";

/// A database that is being filled.
pub(super) struct Sqlite {
    connection: Connection,
    tables: Vec<FlatTable>,
    inserts: Vec<String>,
}

impl Sqlite {
    pub fn create(folder: &Path, tables: &[FlatTable]) -> Result<Self, Error> {
        let create = || {
            let connection = Connection::open(folder.join(FILE))?;
            // It is thrown away as a whole if anything fails.
            connection.execute_batch(
                "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; BEGIN;",
            )?;
            for table in tables {
                connection.execute_batch(&definition(table))?;
            }
            connection.set_prepared_statement_cache_capacity(tables.len());
            Ok(connection)
        };
        Ok(Self {
            connection: create().map_err(failed)?,
            tables: tables.to_vec(),
            inserts: tables.iter().map(insert).collect(),
        })
    }

    fn complete(&self) -> rusqlite::Result<()> {
        for table in &self.tables {
            for (column, _, _) in &table.foreign {
                let (name, is_first) = (&table.name, table.primary.first() == Some(column));
                // The key of a table is an index already.
                if !is_first {
                    let sql = format!("CREATE INDEX \"{name}_{column}\" ON \"{name}\"(\"{column}\");");
                    self.connection.execute_batch(&sql)?;
                }
            }
        }
        let indices = "
            CREATE INDEX communications_case_number ON communications(case_number);
            CREATE INDEX communications_country ON communications(country, date);
            CREATE INDEX cases_country ON cases(country, date);";
        self.connection.execute_batch(indices)?;
        self.connection.execute_batch(SEARCH)?;
        self.connection.execute_batch("COMMIT; PRAGMA optimize;")
    }
}

fn failed(cause: rusqlite::Error) -> Error {
    Error::file(FILE, cause)
}

fn definition(table: &FlatTable) -> String {
    let column = |column: &Column| {
        let kind = match column.kind {
            Kind::Text => "TEXT",
            Kind::Bool => "BOOLEAN",
            Kind::Integer => "INTEGER",
            Kind::Number => "REAL",
            Kind::Day => "DATE",
        };
        format!(
            "\"{}\" {kind}{}",
            column.name,
            if column.nullable { "" } else { " NOT NULL" }
        )
    };
    let quoted = |names: &[String]| {
        names
            .iter()
            .map(|name| format!("\"{name}\""))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let mut lines: Vec<String> = table.columns.iter().map(column).collect();
    lines.push(format!("PRIMARY KEY ({})", quoted(&table.primary)));
    let foreign = table.foreign.iter();
    lines.extend(
        foreign.map(|(column, other, key)| format!("FOREIGN KEY (\"{column}\") REFERENCES \"{other}\"(\"{key}\")")),
    );
    format!("CREATE TABLE \"{}\" (\n  {}\n);", table.name, lines.join(",\n  "))
}

fn insert(table: &FlatTable) -> String {
    let places = vec!["?"; table.columns.len()].join(", ");
    format!("INSERT INTO \"{}\" VALUES ({places})", table.name)
}

impl ToSql for Cell<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Null => ToSqlOutput::Owned(Value::Null),
            Self::Bool(value) => ToSqlOutput::Owned(Value::Integer(i64::from(*value))),
            Self::Integer(value) => ToSqlOutput::Owned(Value::Integer(*value)),
            Self::Number(value) => ToSqlOutput::Owned(Value::Real(*value)),
            Self::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
        })
    }
}

impl Sink for Sqlite {
    fn row(&mut self, table: usize, cells: &[Cell<'_>]) -> Result<(), Error> {
        let Some(insert) = self.inserts.get(table) else {
            return Ok(());
        };
        let mut statement = self.connection.prepare_cached(insert).map_err(failed)?;
        statement.execute(rusqlite::params_from_iter(cells)).map_err(failed)?;
        Ok(())
    }

    fn end(&mut self, _: std::ops::Range<usize>) -> Result<(), Error> {
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<(), Error> {
        self.complete().map_err(failed)?;
        self.connection.close().map_err(|(_, cause)| failed(cause))
    }
}
