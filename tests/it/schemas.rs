//! What `schema` prints describes every row, and nothing less.

use crate::pages;

use std::collections::BTreeMap;

use jsonschema::Validator;
use serde_json::{Value, json};

use crate::pages::TABLES;

fn schema(table: &str) -> Value {
    let ran = pages::ran(pages::program().args(["schema", table]));
    assert_eq!((ran.status, ran.stderr.as_str()), (0, ""));
    pages::row(&ran.stdout)
}

fn validator(table: &str) -> Validator {
    jsonschema::draft202012::new(&schema(table)).unwrap_or_else(|error| panic!("the schema of {table}: {error}"))
}

/// Every place in a row, as a JSON pointer.
fn places(value: &Value, at: &str, into: &mut Vec<String>) {
    into.push(at.to_owned());
    match value {
        Value::Object(keys) => keys
            .iter()
            .for_each(|(key, value)| places(value, &format!("{at}/{key}"), into)),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(index, value)| places(value, &format!("{at}/{index}"), into)),
        _ => {}
    }
}

/// Something that no value of the row's type is.
fn wrong(value: &Value) -> Value {
    if value.is_object() {
        json!([7])
    } else {
        json!({"nobody": "wrote this"})
    }
}

#[test]
fn every_row_of_every_fixture_is_valid() {
    let tables = pages::tables(&[pages::all(), pages::pdfs()].concat());
    for table in TABLES {
        let validator = validator(table);
        let rows = &tables[table];
        assert!(!rows.is_empty(), "no row of {table}");
        for row in rows {
            let faults: Vec<String> = validator
                .iter_errors(row)
                .map(|fault| format!("{}: {fault}", fault.instance_path()))
                .collect();
            assert_eq!(faults, Vec::<String>::new(), "{table}: {row}");
        }
    }
}

#[test]
fn a_row_without_one_of_its_keys_is_not() {
    let tables = pages::tables(&[pages::all(), pages::pdfs()].concat());
    for table in TABLES {
        let validator = validator(table);
        for row in tables[table].iter().take(12) {
            let mut pointers = Vec::new();
            places(row, "", &mut pointers);
            for pointer in pointers.iter().filter(|pointer| !pointer.is_empty()) {
                let (above, key) = pointer.rsplit_once('/').expect("a pointer below the row");
                let mut damaged = row.clone();
                let keys = damaged.pointer_mut(above).and_then(Value::as_object_mut);
                let Some(keys) = keys else { continue };
                keys.remove(key);
                assert!(
                    !validator.is_valid(&damaged),
                    "{table} without {pointer} is valid: {damaged}"
                );
            }
        }
    }
}

#[test]
fn a_row_with_another_type_or_an_unknown_key_is_not() {
    let tables = pages::tables(&[pages::all(), pages::pdfs()].concat());
    for table in TABLES {
        let validator = validator(table);
        for row in tables[table].iter().take(12) {
            let mut pointers = Vec::new();
            places(row, "", &mut pointers);
            for pointer in &pointers {
                let mut damaged = row.clone();
                let place = damaged.pointer_mut(pointer).expect("a place in the row");
                *place = wrong(place);
                assert!(
                    !validator.is_valid(&damaged),
                    "{table} with another type at {pointer} is valid: {damaged}"
                );
            }
            let mut damaged = row.clone();
            damaged["unknown"] = Value::Null;
            assert!(!validator.is_valid(&damaged), "{table} with an unknown key is valid");
        }
    }
}

#[test]
fn values_outside_of_their_lists_are_not() {
    let cases = [
        ("communications", "/type", json!("XX")),
        ("communications", "/date", json!("28/7/2011")),
        ("communications", "/country", json!("KAZA")),
        ("communications", "/reply_status", json!("no")),
        ("communications", "/language", json!("de")),
        ("communications", "/flags", json!(["no-such-code"])),
        ("documents", "/outcome", json!("good")),
        ("diagnostics", "/level", json!("error")),
        ("diagnostics", "/code", json!("no-such-code")),
    ];
    let tables = pages::tables(&[pages::page(pages::SEED)]);
    for (table, pointer, value) in cases {
        let mut row = tables[table][0].clone();
        let validator = validator(table);
        assert!(validator.is_valid(&row));
        *row.pointer_mut(pointer).expect("a place in the row") = value;
        assert!(!validator.is_valid(&row), "{table}: {pointer} can be {row}");
    }
}

#[test]
fn a_run_writes_the_schemas_that_the_command_prints() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let catalogue = pages::fixtures().join("catalogue.toml");
    let ran = pages::ran(&mut pages::run_command(&catalogue, folder.path()));
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    let all = pages::ran(pages::program().arg("schema"));
    let all: BTreeMap<String, Value> = serde_json::from_str(&all.stdout).expect("all schemas by name");
    for table in TABLES {
        let written = pages::written(folder.path(), &format!("schema/{table}.json"));
        let written: Value = serde_json::from_slice(&written).expect("a schema is JSON");
        assert_eq!((&written, &all[table]), (&schema(table), &schema(table)), "{table}");
        assert_eq!(written["title"], table);
        assert_eq!(written["$schema"], "https://json-schema.org/draft/2020-12/schema");
        let columns: Vec<&String> = written["properties"].as_object().expect("properties").keys().collect();
        let rows = pages::written_rows(folder.path(), table);
        for row in rows {
            let keys: Vec<&String> = row.as_object().expect("a row").keys().collect();
            assert_eq!(keys, columns, "the columns of {table} in order");
        }
    }
}
