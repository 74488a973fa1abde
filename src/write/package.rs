//! `datapackage.json`: the tables as a Frictionless Data Package, for programs that read such.

use serde_json::{Map, Value, json};

use super::describe::{self, Field, Keys, Shape};
use super::{SCHEMA, Table, Written};

/// The file.
pub const FILE: &str = "datapackage.json";
/// Under what the tables may be used.
pub const LICENCE: (&str, &str, &str) = (
    "CC0-1.0",
    "https://creativecommons.org/publicdomain/zero/1.0/",
    "Creative Commons Zero 1.0 (the tables; their texts are quoted from documents of the United Nations)",
);

/// The data package of tables that came to `written`. Those that depend on former runs are described without digest.
pub fn package(written: &[(String, Written)]) -> Value {
    let resources = Table::WRITTEN.map(|table| {
        let file = table.file();
        let found = written.iter().find(|(name, _)| *name == file);
        resource(table, found.map(|(_, written)| written).filter(|_| !table.is_of_runs()))
    });
    let (name, path, title) = LICENCE;
    json!({
        "profile": "data-package",
        "name": "communications-of-special-procedures",
        "title": "Communications of UN Special Procedures and replies of States",
        "description": "What the Special Procedures' reports list: letters, replies, press releases and observations, \
            each with its place in the document. CODEBOOK.md says what the fields mean and what is missing.",
        "schema": SCHEMA,
        "version": env!("CARGO_PKG_VERSION"),
        "licenses": [{"name": name, "path": path, "title": title}],
        "resources": resources.as_slice(),
    })
}

fn resource(table: Table, written: Option<&Written>) -> Value {
    let mut resource = Map::new();
    let mut say = |key: &str, value: Value| {
        resource.insert(key.to_owned(), value);
    };
    // A table without rows has no keys that a reader could compare with the schema, and is refused as a table. Whether those
    // that depend on former runs have any must not show here.
    let has_rows = written.is_some_and(|written| written.rows > 0);
    if has_rows {
        say("profile", json!("tabular-data-resource"));
    } else {
        say("profile", json!("data-resource"));
        say("type", json!("file"));
    }
    say("name", json!(table.name()));
    say("path", json!(table.file()));
    say("title", json!(describe::about(table)));
    say("format", json!("jsonl"));
    say("mediatype", json!("application/jsonl"));
    say("encoding", json!("utf-8"));
    if let Some(Written { rows, sha256 }) = written {
        say("hash", json!(format!("sha256:{sha256}")));
        say("rows", json!(rows));
    }
    say("schema", schema(table));
    Value::Object(resource)
}

fn schema(table: Table) -> Value {
    let Keys { primary, foreign } = describe::keys(table);
    let fields: Vec<Value> = describe::fields(table).iter().map(field).collect();
    let mut schema = Map::from_iter([("fields".to_owned(), Value::Array(fields))]);
    if let Some(primary) = primary {
        schema.insert("primaryKey".to_owned(), json!([primary]));
    }
    // A key inside of an object cannot be said here; exports and the codebook do.
    let foreign = foreign.iter().filter(|(field, _)| !field.contains('.'));
    let foreign: Vec<Value> = foreign
        .map(|(field, other)| {
            let key = describe::keys(*other).primary.unwrap_or("id");
            json!({"fields": [field], "reference": {"resource": other.name(), "fields": [key]}})
        })
        .collect();
    if !foreign.is_empty() {
        schema.insert("foreignKeys".to_owned(), Value::Array(foreign));
    }
    Value::Object(schema)
}

fn field(field: &Field) -> Value {
    let mut constraints = Map::new();
    // A list can be empty, and some readers take that for missing.
    if !field.nullable && !matches!(field.shape, Shape::List(..)) {
        constraints.insert("required".to_owned(), json!(true));
    }
    let kind = match &field.shape {
        Shape::Text(values) => {
            if !values.is_empty() {
                let values: Vec<&str> = values.iter().map(|(value, _)| value.as_str()).collect();
                constraints.insert("enum".to_owned(), json!(values));
            }
            "string"
        }
        Shape::Bool => "boolean",
        Shape::Integer => "integer",
        Shape::Number => "number",
        Shape::Day => "date",
        Shape::Object(_) => "object",
        Shape::List(..) => "array",
        Shape::Any => "any",
    };
    let mut described = Map::from_iter([
        ("name".to_owned(), json!(field.name)),
        ("type".to_owned(), json!(kind)),
        ("description".to_owned(), json!(field.description)),
    ]);
    if !constraints.is_empty() {
        described.insert("constraints".to_owned(), Value::Object(constraints));
    }
    Value::Object(described)
}
