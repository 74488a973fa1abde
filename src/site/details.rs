//! What only a row that is opened needs: its print, its places, and what there is to say about it.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::tables::{Row, Tables, words};
use crate::digest::Digest;

/// The rows of a document.
#[derive(Clone, Debug, Default)]
pub(super) struct Details<'t> {
    rows: Vec<&'t Row>,
    notes: Vec<&'t Row>,
}

/// A place of a row: a box on a page, or an element.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place<'t> {
    Page(u32, Option<[f64; 2]>),
    Element(&'t str),
}

impl<'t> Details<'t> {
    /// Ids of the documents in the order of their table, then those that only rows name.
    pub(super) fn ids(tables: &'t Tables) -> Vec<String> {
        Self::all(tables).into_iter().map(|(id, _)| id).collect()
    }

    /// The rows by document, in the same order.
    pub(super) fn all(tables: &'t Tables) -> Vec<(String, Self)> {
        let mut all: Vec<(String, Self)> = Vec::new();
        let mut numbers: HashMap<&str, usize> = HashMap::new();
        let mut of = |id: &'t str, all: &mut Vec<(String, Self)>| {
            *numbers.entry(id).or_insert_with(|| {
                all.push((id.to_owned(), Self::default()));
                all.len() - 1
            })
        };
        for id in tables.documents.iter().filter_map(|row| words(row, &["id"])) {
            of(id, &mut all);
        }
        for rows in [&tables.communications, &tables.rejects, &tables.observations] {
            for row in rows {
                if let Some(id) = words(row, &["provenance", "document"]) {
                    let number = of(id, &mut all);
                    all[number].1.rows.push(row);
                }
            }
        }
        for row in &tables.diagnostics {
            if let Some(id) = words(row, &["document"]) {
                let number = of(id, &mut all);
                all[number].1.notes.push(row);
            }
        }
        all
    }

    /// Those of one row alone.
    pub(super) fn one(row: &'t Row, tables: &'t Tables) -> Self {
        let id = words(row, &["id"]);
        let of_it = |note: &&Row| id.is_some() && words(note, &["record"]) == id;
        Self {
            rows: vec![row],
            notes: tables.diagnostics.iter().filter(of_it).collect(),
        }
    }

    /// The digest of the document's bytes, as its rows give it.
    pub(super) fn sha256(&self) -> Option<&'t str> {
        self.rows.iter().find_map(|row| words(row, &["provenance", "sha256"]))
    }

    /// The places of all rows.
    pub(super) fn places(&self) -> impl Iterator<Item = Place<'t>> {
        let all = self
            .rows
            .iter()
            .filter_map(|row| row.get("provenance")?.get("places")?.as_array());
        all.flatten().filter_map(|place| {
            let page = place.get("page").and_then(Value::as_u64);
            match page.and_then(|page| u32::try_from(page).ok()) {
                Some(page) => Some(Place::Page(page, size(place))),
                None => place.get("element").and_then(Value::as_str).map(Place::Element),
            }
        })
    }

    /// All of it, with the pages on which the rows stand and the lines of their elements.
    pub(super) fn value(&self, pages: &impl Serialize, elements: &impl Serialize) -> Value {
        let mut notes: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
        let mut about_document = Vec::new();
        for note in &self.notes {
            let said = ["code", "level", "message", "printed"].map(|key| (key, note.get(key)));
            let said = said
                .into_iter()
                .filter_map(|(key, value)| Some((key.to_owned(), value?.clone())));
            let said = Value::Object(said.collect());
            match words(note, &["record"]) {
                Some(id) => notes.entry(id).or_default().push(said),
                None => about_document.push(said),
            }
        }
        let mut rows = Map::new();
        for row in &self.rows {
            let (Some(id), Some(provenance)) = (words(row, &["id"]), row.get("provenance")) else {
                continue;
            };
            // Characters are for programs: the page shows what stands there.
            let mut of_row: Row = provenance.as_object().cloned().unwrap_or_default();
            of_row.shift_remove("spans");
            of_row.insert("notes".to_owned(), json!(notes.remove(id).unwrap_or_default()));
            rows.insert(id.to_owned(), Value::Object(of_row));
        }
        json!({"rows": rows, "notes": about_document, "pages": pages, "elements": elements})
    }
}

/// Width and height of the page that a place is on, if its row says so.
fn size(place: &Value) -> Option<[f64; 2]> {
    let [width, height] = place.get("page_size")?.as_array()?.as_slice() else {
        return None;
    };
    let size = [width.as_f64()?, height.as_f64()?];
    size.iter().all(|&side| side > 0.0).then_some(size)
}

/// A document's name in the folder: its id, where that is a name on every system.
pub(super) fn file_name(id: &str) -> String {
    /// What is longer, or could be a path or a device, gets a name of its own.
    const LONGEST: usize = 100;
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._-".contains(&byte);
    let is_name =
        (1..=LONGEST).contains(&id.len()) && id.bytes().all(plain) && !id.starts_with('.') && !id.ends_with('.');
    // A prefix keeps `con` and `nul` from being devices, and names of one kind from being taken for the other.
    if is_name {
        format!("d-{id}")
    } else {
        format!(
            "x-{}",
            Digest::of(id.as_bytes())
                .to_string()
                .chars()
                .take(16)
                .collect::<String>()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_are_names() {
        assert_eq!(file_name("a-hrc-20-27-add-3"), "d-a-hrc-20-27-add-3");
        for id in ["../../etc", "a/b", "", ".", "A", "a b", "é", "ends."] {
            let name = file_name(id);
            let rest = name.strip_prefix("x-").expect("a digest");
            assert!(
                rest.len() == 16 && rest.bytes().all(|byte| byte.is_ascii_hexdigit()),
                "{id}: {name}"
            );
        }
    }
}
