//! What the tables are, read off their schemas: the one description that exports, data package and codebook are made of.

use serde_json::Value;

use super::{Table, schema};

/// A field of a table, or of an object in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Its key.
    pub name: String,
    /// What it means.
    pub description: String,
    /// Whether it can be null.
    pub nullable: bool,
    /// What it holds.
    pub shape: Shape,
}

/// What a field holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// Text; with the only values that there are, and what each means, where they are few.
    Text(Vec<(String, String)>),
    /// `true` or `false`.
    Bool,
    /// A whole number.
    Integer,
    /// Any number.
    Number,
    /// A day, `YYYY-MM-DD`.
    Day,
    /// An object with these keys, always all of them.
    Object(Vec<Field>),
    /// A list, and how many items it has, where that is fixed.
    List(Box<Field>, Option<usize>),
    /// Anything.
    Any,
}

/// The keys of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keys {
    /// The fields that name a row, if any do.
    pub primary: Option<&'static str>,
    /// Fields that hold the primary key of another table.
    pub foreign: &'static [(&'static str, Table)],
}

/// What a table's rows are, in a sentence.
pub fn about(table: Table) -> &'static str {
    match table {
        Table::Communications => "One row for each entry of a document: a letter or a press release.",
        Table::Observations => "One row for each paragraph of a Rapporteur's remarks on a State.",
        Table::Documents => "One row for each source, with what it holds and how its reading came out.",
        Table::Rejects => "One row for each entry that is no record, with the reasons.",
        Table::Diagnostics => "One row for each thing that there is to say about the documents' content.",
        Table::Cases => "One row for each letter over all documents in which it stands.",
        Table::Changes => "One row for each record that came, went or changed since the run before.",
        Table::History => "The rows of `changes` of every run, with the run's start.",
    }
}

/// The keys of a table.
pub fn keys(table: Table) -> Keys {
    match table {
        Table::Communications | Table::Observations | Table::Rejects => Keys {
            primary: Some("id"),
            foreign: &[("provenance.document", Table::Documents)],
        },
        Table::Documents => Keys {
            primary: Some("id"),
            foreign: &[],
        },
        Table::Diagnostics => Keys {
            primary: None,
            foreign: &[("document", Table::Documents)],
        },
        Table::Cases => Keys {
            primary: Some("case_number"),
            foreign: &[],
        },
        Table::Changes | Table::History => Keys {
            primary: None,
            foreign: &[],
        },
    }
}

/// The name of one row of a table, or of one item of a list.
///
/// ```
/// use rapporteur::write::describe::singular;
/// assert_eq!(["replies", "cases", "press_releases", "history"].map(singular), ["reply", "case", "press_release", "history"]);
/// ```
pub fn singular(plural: &str) -> String {
    if plural == "from_catalogue" {
        return "field".to_owned();
    }
    match plural.strip_suffix("ies") {
        Some(stem) => format!("{stem}y"),
        None => plural.strip_suffix('s').unwrap_or(plural).to_owned(),
    }
}

/// The table that a list of a table becomes where tables are flat.
pub fn table_of_list(table: Table, list: &str) -> String {
    match table {
        Table::Communications => list.to_owned(),
        Table::Cases if list == "conflicts" => list.to_owned(),
        _ => format!("{}_{list}", singular(table.name())),
    }
}

/// The lists of a table's rows, of whatever length, by the names of the tables that they become.
pub fn tables_of_lists(table: Table) -> Vec<String> {
    fn look(table: Table, fields: &[Field], found: &mut Vec<String>) {
        for field in fields {
            match &field.shape {
                Shape::Object(_) if field.name == "spans" => {}
                Shape::Object(fields) => look(table, fields, found),
                Shape::List(_, None) => found.push(table_of_list(table, &field.name)),
                _ => {}
            }
        }
    }
    let mut found = Vec::new();
    look(table, &fields(table), &mut found);
    found
}

/// The fields of a table, in the order of its keys.
pub fn fields(table: Table) -> Vec<Field> {
    let schema = schema::of(table).to_value();
    match shape(&schema, &schema).0 {
        Shape::Object(fields) => fields,
        _ => Vec::new(),
    }
}

/// What a schema allows, and whether that includes null.
fn shape(schema: &Value, root: &Value) -> (Shape, bool) {
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        let target = reference.strip_prefix('#').and_then(|pointer| root.pointer(pointer));
        return target.map_or((Shape::Any, true), |target| shape(target, root));
    }
    for key in ["anyOf", "oneOf"] {
        let Some(any) = schema.get(key).and_then(Value::as_array) else {
            continue;
        };
        let is_null = |schema: &&Value| schema.get("type").and_then(Value::as_str) == Some("null");
        let others: Vec<&Value> = any.iter().filter(|schema| !is_null(schema)).collect();
        let nullable = others.len() < any.len();
        if let [one] = others.as_slice()
            && one.get("const").is_none()
        {
            let (shape, also) = shape(one, root);
            return (shape, nullable || also);
        }
        let values = others.iter().map(|schema| {
            let value = schema.get("const").and_then(Value::as_str)?;
            Some((value.to_owned(), description(schema)))
        });
        return match values.collect::<Option<Vec<_>>>() {
            Some(values) => (Shape::Text(values), nullable),
            None => (Shape::Any, true),
        };
    }
    let types: Vec<&str> = match schema.get("type") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(types)) => types.iter().filter_map(Value::as_str).collect(),
        _ => return (Shape::Any, true),
    };
    let nullable = types.contains(&"null");
    let shape = match types.iter().find(|name| **name != "null") {
        Some(&"string") if schema.get("format").and_then(Value::as_str) == Some("date") => Shape::Day,
        Some(&"string") => Shape::Text(values(schema)),
        Some(&"boolean") => Shape::Bool,
        Some(&"integer") => Shape::Integer,
        Some(&"number") => Shape::Number,
        Some(&"array") => list(schema, root),
        Some(&"object") => object(schema, root),
        _ => Shape::Any,
    };
    (shape, nullable)
}

fn values(schema: &Value) -> Vec<(String, String)> {
    let values = schema.get("enum").and_then(Value::as_array);
    let values = values.into_iter().flatten().filter_map(Value::as_str);
    values.map(|value| (value.to_owned(), String::new())).collect()
}

fn list(schema: &Value, root: &Value) -> Shape {
    let (shape, nullable) = schema
        .get("items")
        .map_or((Shape::Any, true), |items| shape(items, root));
    let bound = |key: &str| schema.get(key).and_then(Value::as_u64);
    let length = bound("minItems").filter(|least| bound("maxItems") == Some(*least));
    let item = Field {
        name: String::new(),
        description: String::new(),
        nullable,
        shape,
    };
    Shape::List(Box::new(item), length.and_then(|length| usize::try_from(length).ok()))
}

fn object(schema: &Value, root: &Value) -> Shape {
    let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
        return Shape::Any;
    };
    let field = |(name, schema): (&String, &Value)| {
        let (shape, nullable) = shape(schema, root);
        Field {
            name: name.clone(),
            description: description(schema),
            nullable,
            shape,
        }
    };
    Shape::Object(properties.iter().map(field).collect())
}

fn description(schema: &Value) -> String {
    let description = schema.get("description").and_then(Value::as_str);
    // A paragraph of a comment is one sentence or more, over several lines.
    description
        .unwrap_or_default()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_described_and_of_one_shape() {
        fn look(path: &str, field: &Field, found: &mut Vec<String>) {
            if field.description.is_empty() && !path.ends_with("[]") {
                found.push(format!("{path} has no description"));
            }
            match &field.shape {
                Shape::Any => found.push(format!("{path} can be anything")),
                Shape::Object(fields) => fields
                    .iter()
                    .for_each(|field| look(&format!("{path}.{}", field.name), field, found)),
                Shape::List(item, _) => look(&format!("{path}[]"), item, found),
                _ => {}
            }
        }
        let mut found = Vec::new();
        for table in Table::WRITTEN {
            assert!(!fields(table).is_empty(), "{table}");
            for field in &fields(table) {
                look(&format!("{table}.{}", field.name), field, &mut found);
            }
        }
        assert_eq!(found, Vec::<String>::new());
    }

    #[test]
    fn keys_are_fields() {
        for table in Table::WRITTEN {
            let Keys { primary, foreign } = keys(table);
            for name in primary.into_iter().chain(foreign.iter().map(|(name, _)| *name)) {
                let first = name.split('.').next();
                assert!(
                    fields(table).iter().any(|field| Some(field.name.as_str()) == first),
                    "{table}.{name}"
                );
            }
        }
    }
}
