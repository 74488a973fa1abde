//! Exports of a small output.

use std::collections::BTreeMap;
use std::fs;

use ::parquet::basic::LogicalType;
use ::parquet::file::reader::{FileReader as _, SerializedFileReader};
use serde_json::{Value, json};

use super::*;
use crate::write::Table;
use crate::write::describe::{self, Field, Shape};

/// A value of a field's shape, or null where it can be.
fn value(field: &Field, filled: bool) -> Value {
    if field.nullable && !filled {
        return Value::Null;
    }
    match &field.shape {
        Shape::Text(values) => json!(values.first().map_or("=1+1, \"É\"\n2", |(value, _)| value)),
        Shape::Bool => json!(true),
        Shape::Integer => json!(7),
        Shape::Number => json!(0.5),
        Shape::Day => json!("2012-02-29"),
        Shape::Object(fields) => fields
            .iter()
            .map(|field| (field.name.clone(), value(field, filled)))
            .collect(),
        Shape::List(item, Some(length)) => vec![value(item, filled); *length].into(),
        Shape::List(item, None) => vec![value(item, filled); if filled { 2 } else { 0 }].into(),
        Shape::Any => Value::Null,
    }
}

/// Tables with two rows each: one with every value, one with as few as can be.
fn tables(folder: &Path) -> io::Result<()> {
    for table in Table::WRITTEN {
        let mut lines = String::new();
        for (at, filled) in [true, false].into_iter().enumerate() {
            let mut row = value(
                &Field {
                    name: String::new(),
                    description: String::new(),
                    nullable: false,
                    shape: Shape::Object(describe::fields(table)),
                },
                filled,
            );
            if let Some(key) = describe::keys(table).primary {
                row[key] = json!(format!("row-{at}"));
            }
            if let Some(provenance) = row.get_mut("provenance") {
                provenance["document"] = json!("row-1");
            }
            if table == Table::Diagnostics {
                row["document"] = json!("row-0");
            }
            lines.push_str(&row.to_string());
            lines.push('\n');
        }
        fs::write(folder.join(table.file()), lines)?;
    }
    Ok(())
}

fn files(folder: &Path) -> io::Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        files.insert(name.unwrap_or_default(), fs::read(&path)?);
    }
    Ok(files)
}

#[test]
fn all_formats_have_the_same_rows_and_the_same_bytes_each_time() -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let (output, out) = (folder.path().join("output"), folder.path().join("export"));
    fs::create_dir(&output)?;
    tables(&output)?;
    let exported = export(&output, &out, &Format::ALL)?;
    let first = files(&out)?;
    export(&output, &out, &Format::ALL)?;
    let second = files(&out)?;
    let differing: Vec<&String> = first
        .keys()
        .filter(|name| first.get(*name) != second.get(*name))
        .collect();
    assert_eq!(differing, Vec::<&String>::new());

    let database = rusqlite::Connection::open(out.join("rapporteur.sqlite"))?;
    for (table, flat) in exported.tables.iter().zip(Plan::of_all().tables) {
        let name = &table.name;
        let count: i64 = database.query_row(&format!("SELECT count(*) FROM \"{name}\""), [], |row| row.get(0))?;
        assert_eq!(u64::try_from(count)?, table.rows, "{name} in SQLite");
        let reader = SerializedFileReader::new(File::open(out.join(format!("{name}.parquet")))?)?;
        let metadata = reader.metadata().file_metadata();
        assert_eq!(u64::try_from(metadata.num_rows())?, table.rows, "{name} in Parquet");
        for (column, field) in flat.columns.iter().zip(metadata.schema_descr().columns()) {
            assert_eq!(field.name(), column.name);
            let is_day = field.logical_type_ref() == Some(&LogicalType::Date);
            assert_eq!(is_day, column.kind == plan::Kind::Day, "{name}.{}", column.name);
        }
        let mut csv = ::csv::Reader::from_path(out.join(format!("{name}.csv")))?;
        let columns: Vec<String> = flat.columns.into_iter().map(|column| column.name).collect();
        assert_eq!(csv.headers()?.iter().collect::<Vec<_>>(), columns, "{name} in CSV");
        assert_eq!(csv.records().count() as u64, table.rows, "{name} in CSV");
    }
    // Two of each list, in one of two rows.
    let rows = |name: &str| {
        exported
            .tables
            .iter()
            .find(|table| table.name == name)
            .map(|table| table.rows)
    };
    assert_eq!(
        (rows("communications"), rows("replies"), rows("case_replies")),
        (Some(2), Some(2), Some(2))
    );
    assert_eq!((rows("conflicts"), rows("conflict_values")), (Some(2), Some(8)));
    let found: String = database.query_row(
        "SELECT id FROM search WHERE search MATCH 'e' AND table_name = 'communications'",
        [],
        |row| row.get(0),
    )?;
    assert_eq!(found, "row-0");
    Ok(())
}

#[test]
fn what_is_no_row_is_said_with_its_line() -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let (output, out) = (folder.path().join("output"), folder.path().join("export"));
    fs::create_dir(&output)?;
    tables(&output)?;
    let path = output.join(Table::Cases.file());
    let rows = fs::read_to_string(&path)?;
    for (damaged, says) in [
        (rows.replacen('{', "[", 1), "line 1"),
        (rows.replacen("\"2012-02-29\"", "\"2012-02-30\"", 1), "no day"),
        (rows.replacen("\"row-1\"", "{}", 1), "line 2"),
    ] {
        fs::write(&path, damaged)?;
        let error = export(&output, &out, &[Format::Parquet]).expect_err(says).to_string();
        assert!(error.contains(says), "{error}");
        assert!(!out.exists(), "nothing is published");
    }
    Ok(())
}

#[test]
fn days_are_counted_from_1970() {
    for (day, count) in [
        ("1970-01-01", Some(0)),
        ("1969-12-31", Some(-1)),
        ("2012-02-29", Some(15_399)),
        ("2012-02-30", None),
        ("soon", None),
    ] {
        assert_eq!(days_since_epoch(day), count, "{day}");
    }
}
