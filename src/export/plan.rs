//! Which flat tables there are, and where each value of a row goes.

use crate::write::Table;
use crate::write::describe::{self, Field, Shape, singular};

/// What a cell holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// True or false.
    Bool,
    /// A whole number.
    Integer,
    /// Any number.
    Number,
    /// A day.
    Day,
}

/// A column of a flat table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
    /// Whether cells can be empty.
    pub nullable: bool,
    /// What it means.
    pub description: String,
}

/// A table without lists and objects in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlatTable {
    /// Its name.
    pub name: String,
    /// Its columns, in order.
    pub columns: Vec<Column>,
    /// The columns that name a row.
    pub primary: Vec<String>,
    /// Columns that hold the key of another table: column, table, its column.
    pub foreign: Vec<(String, String, String)>,
}

/// Where a value goes.
#[derive(Clone, Debug)]
pub(super) enum Node {
    /// Nowhere.
    Skip,
    /// Into a cell of the row.
    Cell(usize),
    /// A list of so many values, each into its cell.
    Fixed(Vec<usize>),
    /// Each key's value to its place.
    Object(Vec<(String, Node)>),
    /// Each item into a row of another table: the table, how many columns it has, where the item goes.
    List(usize, usize, Box<Node>),
    /// A list of texts, joined into one cell.
    Joined(usize),
    /// The values of a conflict: as JSON into a cell, and into rows of another table.
    Values(usize, usize),
}

/// A table of the output folder, and what its rows become.
#[derive(Clone, Debug)]
pub(super) struct Source {
    /// The table.
    pub table: Table,
    /// Its own flat table; those after it, up to the next source's, are of its lists.
    pub flat: usize,
    /// Whether its rows have no key, and get their number for one.
    pub numbered: bool,
    /// The column of its key.
    pub key: usize,
    /// Where the values go.
    pub node: Node,
}

/// The tables that are exported. Changes are between runs, and not of the documents.
const EXPORTED: [Table; 6] = [
    Table::Communications,
    Table::Cases,
    Table::Observations,
    Table::Documents,
    Table::Rejects,
    Table::Diagnostics,
];

/// The first columns of a linked table: its parent's key, and the item's place in the list.
pub(super) const LINK_COLUMNS: usize = 2;
/// What comes between the texts that are joined into one cell.
pub(super) const JOINT: &str = "; ";

/// All flat tables.
#[derive(Clone, Debug)]
pub struct Plan {
    /// In the order in which they are written.
    pub tables: Vec<FlatTable>,
    pub(super) sources: Vec<Source>,
}

impl Plan {
    /// The plan of every table that is exported.
    pub fn of_all() -> Self {
        let mut plan = Self {
            tables: Vec::new(),
            sources: Vec::new(),
        };
        for table in EXPORTED {
            plan.add(table);
        }
        plan
    }

    fn add(&mut self, table: Table) {
        let keys = describe::keys(table);
        let flat = self.tables.len();
        let mut columns = Vec::new();
        let numbered = keys.primary.is_none();
        if numbered {
            columns.push(column("id", Kind::Integer, false, "Number of the row, from 1."));
        }
        let primary = keys.primary.unwrap_or("id").to_owned();
        self.tables.push(FlatTable {
            name: table.name().to_owned(),
            columns: Vec::new(),
            primary: vec![primary.clone()],
            foreign: foreign(&keys),
        });
        let parent = Parent {
            table,
            key: primary.clone(),
        };
        let node = self.object(&describe::fields(table), "", &parent, &mut columns);
        let key = columns
            .iter()
            .position(|column| column.name == primary)
            .unwrap_or_default();
        if let Some(own) = self.tables.get_mut(flat) {
            own.columns = columns;
        }
        self.sources.push(Source {
            table,
            flat,
            numbered,
            key,
            node,
        });
    }

    fn object(&mut self, fields: &[Field], above: &str, parent: &Parent, columns: &mut Vec<Column>) -> Node {
        let keys = fields.iter().map(|field| {
            let node = self.field(field, above, parent, columns);
            (field.name.clone(), node)
        });
        Node::Object(keys.collect())
    }

    fn field(&mut self, field: &Field, above: &str, parent: &Parent, columns: &mut Vec<Column>) -> Node {
        let name = flat_name(above, &field.name);
        match &field.shape {
            // Their characters are found by the id, in the JSON Lines.
            Shape::Object(_) if field.name == "spans" => Node::Skip,
            Shape::Object(fields) => self.object(fields, &name, parent, columns),
            Shape::List(item, Some(length)) => {
                let cells = suffixes(&field.name, *length).into_iter().map(|suffix| {
                    let name = format!("{name}_{suffix}");
                    push(columns, &name, kind(&item.shape), field.nullable, &field.description)
                });
                Node::Fixed(cells.collect())
            }
            Shape::List(item, None) => self.list(field, item, parent),
            shape => Node::Cell(push(columns, &name, kind(shape), field.nullable, &field.description)),
        }
    }

    /// A list becomes a table of its own.
    fn list(&mut self, field: &Field, item: &Field, parent: &Parent) -> Node {
        let flat = self.tables.len();
        let owner = singular(parent.table.name());
        let name = describe::table_of_list(parent.table, &field.name);
        let mut columns = vec![
            column(
                &owner,
                kind_of(parent),
                false,
                &format!("Key of the row in {}.", parent.table),
            ),
            column("position", Kind::Integer, false, "Place in the list, from 1."),
        ];
        self.tables.push(FlatTable {
            name,
            columns: Vec::new(),
            primary: vec![owner.clone(), "position".to_owned()],
            foreign: vec![(owner, parent.table.name().to_owned(), parent.key.clone())],
        });
        let mut values = None;
        let node = match &item.shape {
            Shape::Object(fields) => {
                let keys = fields.iter().map(|field| {
                    let node = match &field.shape {
                        Shape::List(item, None) if matches!(item.shape, Shape::Object(_)) => {
                            values = Some(push(
                                &mut columns,
                                &field.name,
                                Kind::Text,
                                false,
                                "What the documents say, as JSON.",
                            ));
                            Node::Skip
                        }
                        Shape::List(_, None) => {
                            let description = format!("{} Parted by `{JOINT}`.", field.description);
                            Node::Joined(push(&mut columns, &field.name, Kind::Text, true, &description))
                        }
                        Shape::List(item, Some(length)) => {
                            let cells = suffixes(&field.name, *length).into_iter().map(|suffix| {
                                let name = format!("{}_{suffix}", field.name);
                                push(
                                    &mut columns,
                                    &name,
                                    kind(&item.shape),
                                    field.nullable,
                                    &field.description,
                                )
                            });
                            Node::Fixed(cells.collect())
                        }
                        shape => Node::Cell(push(
                            &mut columns,
                            &field.name,
                            kind(shape),
                            field.nullable,
                            &field.description,
                        )),
                    };
                    (field.name.clone(), node)
                });
                Node::Object(keys.collect())
            }
            shape => {
                let name = singular(&field.name);
                Node::Cell(push(
                    &mut columns,
                    &name,
                    kind(shape),
                    item.nullable,
                    &field.description,
                ))
            }
        };
        let node = self.with_values(node, values);
        let width = columns.len();
        if let Some(own) = self.tables.get_mut(flat) {
            own.foreign.extend(columns.iter().skip(LINK_COLUMNS).filter_map(link));
            own.columns = columns;
        }
        Node::List(flat, width, Box::new(node))
    }

    /// The values of conflicts are a table as well, so that they can be joined.
    fn with_values(&mut self, node: Node, cell: Option<usize>) -> Node {
        let (Node::Object(mut keys), Some(cell)) = (node.clone(), cell) else {
            return node;
        };
        let text = |name: &str, nullable, description: &str| column(name, Kind::Text, nullable, description);
        let number = |name: &str, description: &str| column(name, Kind::Integer, false, description);
        let columns = vec![
            text("case", false, "Key of the row in cases."),
            number("position", "Place among the case's values, from 1."),
            number("conflict", "Place of the conflict in `conflicts`, from 1."),
            text("value", true, "The value; empty for no reply."),
            text("record", false, "Id of a record that says so."),
        ];
        let foreign = vec![
            ("case".to_owned(), "cases".to_owned(), "case_number".to_owned()),
            ("record".to_owned(), "communications".to_owned(), "id".to_owned()),
        ];
        self.tables.push(FlatTable {
            name: "conflict_values".to_owned(),
            columns,
            primary: vec!["case".to_owned(), "position".to_owned()],
            foreign,
        });
        for (name, node) in &mut keys {
            if name == "values" {
                *node = Node::Values(cell, self.tables.len() - 1);
            }
        }
        Node::Object(keys)
    }
}

/// What the keys of a list's owner are.
fn kind_of(parent: &Parent) -> Kind {
    // Rows without a key have their numbers.
    if describe::keys(parent.table).primary.is_some() {
        Kind::Text
    } else {
        Kind::Integer
    }
}

/// Whose list it is.
struct Parent {
    table: Table,
    key: String,
}

fn column(name: &str, kind: Kind, nullable: bool, description: &str) -> Column {
    Column {
        name: name.to_owned(),
        kind,
        nullable,
        description: description.to_owned(),
    }
}

fn push(columns: &mut Vec<Column>, name: &str, kind: Kind, nullable: bool, description: &str) -> usize {
    columns.push(column(name, kind, nullable, description));
    columns.len() - 1
}

fn kind(shape: &Shape) -> Kind {
    match shape {
        Shape::Bool => Kind::Bool,
        Shape::Integer => Kind::Integer,
        Shape::Number => Kind::Number,
        Shape::Day => Kind::Day,
        _ => Kind::Text,
    }
}

/// The name of a column: the path to its key, without what goes without saying.
fn flat_name(above: &str, key: &str) -> String {
    match (above, key) {
        ("", "provenance") => "provenance".to_owned(),
        ("provenance", "url") => "document_url".to_owned(),
        ("provenance", "sha256") => "document_sha256".to_owned(),
        ("" | "provenance", key) => key.to_owned(),
        (above, key) => format!("{above}_{key}"),
    }
}

/// What the items of a list of fixed length are called.
fn suffixes(list: &str, length: usize) -> Vec<String> {
    let names: &[&str] = match list {
        "box" => &["x0", "top", "x1", "bottom"],
        "page_size" => &["width", "height"],
        _ if length == 2 => &["start", "end"],
        _ => &[],
    };
    let name = |at: usize| {
        names
            .get(at)
            .map_or_else(|| (at + 1).to_string(), |name| (*name).to_owned())
    };
    (0..length).map(name).collect()
}

fn foreign(keys: &describe::Keys) -> Vec<(String, String, String)> {
    let link = |&(field, table): &(&str, Table)| {
        let name = field.rsplit('.').next().unwrap_or(field);
        let key = describe::keys(table).primary.unwrap_or("id");
        (name.to_owned(), table.name().to_owned(), key.to_owned())
    };
    keys.foreign.iter().map(link).collect()
}

/// A column of a linked table that holds another table's key.
fn link(column: &Column) -> Option<(String, String, String)> {
    let table = match column.name.as_str() {
        "record" => "communications",
        "observation" => "observations",
        _ => return None,
    };
    Some((column.name.clone(), table.to_owned(), "id".to_owned()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_tables_that_were_promised_are_there() {
        let plan = Plan::of_all();
        let names: Vec<&str> = plan.tables.iter().map(|table| table.name.as_str()).collect();
        for name in [
            "communications",
            "replies",
            "flags",
            "mandates",
            "places",
            "cases",
            "case_records",
            "conflicts",
            "observations",
            "documents",
            "diagnostics",
        ] {
            assert!(names.contains(&name), "{name}: {names:?}");
        }
        let distinct: BTreeSet<&str> = names.iter().copied().collect();
        assert_eq!(distinct.len(), names.len());
    }

    #[test]
    fn the_codebook_names_every_table() {
        let lists = |source: &Source| describe::tables_of_lists(source.table);
        let plan = Plan::of_all();
        let sources = plan.sources.iter();
        let mut named: BTreeSet<String> = sources.flat_map(lists).collect();
        named.extend(EXPORTED.map(|table| table.name().to_owned()));
        named.insert("conflict_values".to_owned());
        let tables: BTreeSet<String> = plan.tables.into_iter().map(|table| table.name).collect();
        assert_eq!(named, tables);
    }

    #[test]
    fn keys_are_columns_and_names_are_unique() {
        let plan = Plan::of_all();
        for table in &plan.tables {
            let columns: BTreeSet<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
            assert_eq!(columns.len(), table.columns.len(), "{}: {columns:?}", table.name);
            for name in &table.primary {
                assert!(columns.contains(name.as_str()), "{}.{name}", table.name);
            }
            for (column, other, key) in &table.foreign {
                assert!(columns.contains(column.as_str()), "{}.{column}", table.name);
                let other = plan.tables.iter().find(|table| table.name == *other).expect("a table");
                assert_eq!(
                    other.primary,
                    std::slice::from_ref(key),
                    "{} → {}",
                    table.name,
                    other.name
                );
            }
        }
        let replies = plan
            .tables
            .iter()
            .find(|table| table.name == "replies")
            .expect("replies");
        let names: Vec<&str> = replies.columns.iter().map(|column| column.name.as_str()).collect();
        assert_eq!(names, ["communication", "position", "date", "acknowledgement", "url"]);
    }
}
