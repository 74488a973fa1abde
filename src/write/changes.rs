//! What is gained, lost and changed between the tables of two runs.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Error, Table, file_error};

/// What is read at once, in bytes.
const BUFFER_BYTES: usize = 256 * 1024;

/// The tables whose rows are compared, by their ids.
pub const COMPARED: [Table; 3] = [Table::Communications, Table::Observations, Table::Rejects];

/// A row of `changes.jsonl`: a record that came, went or is another than in the run before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeRow {
    /// What became of it.
    pub change: Change,
    /// The table that it is of.
    #[schemars(schema_with = "compared")]
    pub table: String,
    /// Its id.
    pub id: String,
    /// The document that it is of.
    pub document: Option<String>,
    /// The fields that differ, in the order of the table; of a record that came or went, all that are not null.
    pub fields: Vec<FieldChange>,
}

/// A row of `history.jsonl`: a row of `changes.jsonl`, and the run that found it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PastChange {
    /// When the run began, in UTC.
    pub run: String,
    /// What became of the record.
    pub change: Change,
    /// The table that it is of.
    #[schemars(schema_with = "compared")]
    pub table: String,
    /// Its id.
    pub id: String,
    /// The document that it is of.
    pub document: Option<String>,
    /// The fields that differ, as in `changes`.
    pub fields: Vec<FieldChange>,
}

impl PastChange {
    /// A change that a run found.
    pub fn of(run: &str, change: &ChangeRow) -> Self {
        let ChangeRow {
            change,
            table,
            id,
            document,
            fields,
        } = change.clone();
        Self {
            run: run.to_owned(),
            change,
            table,
            id,
            document,
            fields,
        }
    }
}

fn compared(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    let names = COMPARED.map(Table::name);
    schemars::json_schema!({"type": "string", "enum": names})
}

/// What became of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// It was not there before.
    Gained,
    /// It is not there any more.
    Lost,
    /// It is there, and a field of it, or how one is printed, is another.
    Changed,
}

/// A field with both values.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FieldChange {
    /// Its key; `printed.summary` for how the summary is printed.
    pub field: String,
    /// What it was, as JSON in a text: fields are of several types, and a column has one.
    pub old: String,
    /// What it is, likewise.
    pub new: String,
}

/// How many records came, went and changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Came.
    pub gained: u64,
    /// Went.
    pub lost: u64,
    /// Changed.
    pub changed: u64,
}

impl Tally {
    /// Counts one more.
    pub fn count(&mut self, change: Change) {
        match change {
            Change::Gained => self.gained += 1,
            Change::Lost => self.lost += 1,
            Change::Changed => self.changed += 1,
        }
    }

    /// Whether nothing came, went or changed.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { gained, lost, changed } = self;
        write!(f, "{gained} gained, {lost} lost, {changed} changed")
    }
}

/// Which fields of a changed record are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compared {
    /// Every one.
    All,
    /// Those that both tables have: they are of two schemas.
    InBoth,
}

impl Compared {
    /// Which, between two folders of tables.
    pub fn between(old: &Path, new: &Path) -> Self {
        if super::last::schema_of(old) == super::last::schema_of(new) {
            Self::All
        } else {
            Self::InBoth
        }
    }
}

/// Compares one table of two folders: first what was gained or changed in the order of the new table, then what was
/// lost in the order of the old one. A table that is not there has no rows.
///
/// Where a record stands in its document does not count, nor the document's digest: they change with every edit of
/// the page. How its fields are printed does.
///
/// Of a night only a few rows are other ones: those that are the same at both ends of the tables are passed over as bytes.
pub fn between(
    old: &Path,
    new: &Path,
    table: Table,
    fields: Compared,
    mut each: impl FnMut(&ChangeRow) -> Result<(), Error>,
) -> Result<(), Error> {
    let (old, new) = (old.join(table.file()), new.join(table.file()));
    let (mut before, mut after) = (Rows::open(&old)?, Rows::open(&new)?);
    let changed = |id: String, was: &[u8], line: &[u8]| {
        let change = row(Change::Changed, table, id, &read(was)?, &read(line)?, fields);
        Ok((!change.fields.is_empty()).then_some(change))
    };
    let failed = |cause| file_error(&new, cause);
    // Side by side, as long as the records are the same ones.
    loop {
        let (left, right) = (before.rest(), after.rest());
        let (Some((_, was)), Some((_, line))) = (before.next()?, after.next()?) else {
            (before, after) = (before.again(left)?, after.again(right)?);
            break;
        };
        if was == line {
            continue;
        }
        let (id_before, id) = (
            id(was).map_err(|cause| file_error(&old, cause))?,
            id(line).map_err(failed)?,
        );
        if id_before != id {
            (before, after) = (before.again(left)?, after.again(right)?);
            break;
        }
        let change: io::Result<Option<ChangeRow>> = changed(id, was, line);
        change.map_err(failed)?.as_ref().map_or(Ok(()), &mut each)?;
    }
    let same = common_end(&mut before, &mut after).map_err(failed)?;
    before.end -= same;
    after.end -= same;
    // By id, where records came, went or moved.
    let mut before = Before::of(&old, before)?;
    while let Some((_, line)) = after.next()? {
        let mut change = || {
            let id = id(line)?;
            match before.take(&id)? {
                None => Ok(Some(row(
                    Change::Gained,
                    table,
                    id,
                    &Value::Null,
                    &read(line)?,
                    Compared::All,
                ))),
                Some(was) if was == line => Ok(None),
                Some(was) => changed(id, &was, line),
            }
        };
        let change: io::Result<Option<ChangeRow>> = change();
        change.map_err(failed)?.as_ref().map_or(Ok(()), &mut each)?;
    }
    for (id, line) in before.left()? {
        let was = read(&line).map_err(|cause| file_error(&before.path, cause))?;
        each(&row(Change::Lost, table, id, &was, &Value::Null, Compared::All))?;
    }
    Ok(())
}

/// The rows of a table from a place on, or no rows of one that is not there.
struct Rows {
    path: PathBuf,
    reader: Option<BufReader<File>>,
    at: u64,
    end: u64,
    line: Vec<u8>,
}

impl Rows {
    fn open(path: &Path) -> Result<Self, Error> {
        let failed = |cause| file_error(path, cause);
        let (reader, end) = match File::open(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => (None, 0),
            file => {
                let file = file.map_err(failed)?;
                let end = file.metadata().map_err(failed)?.len();
                (Some(BufReader::with_capacity(BUFFER_BYTES, file)), end)
            }
        };
        Ok(Self {
            path: path.to_owned(),
            reader,
            at: 0,
            end,
            line: Vec::new(),
        })
    }

    /// Where the next row begins, and its end is no part of it.
    fn next(&mut self) -> Result<Option<(u64, &[u8])>, Error> {
        self.line.clear();
        let Some(reader) = self.reader.as_mut().filter(|_| self.at < self.end) else {
            return Ok(None);
        };
        let read = reader.take(self.end - self.at).read_until(b'\n', &mut self.line);
        let length = read.map_err(|cause| file_error(&self.path, cause))?;
        let begin = self.at;
        self.at += length as u64;
        Ok((length > 0).then_some((begin, self.line.trim_ascii_end())))
    }

    /// Where the next row begins.
    const fn rest(&self) -> u64 {
        self.at
    }

    /// The same rows from another place on.
    fn again(mut self, at: u64) -> Result<Self, Error> {
        self.seek(at).map_err(|cause| file_error(&self.path, cause))?;
        Ok(self)
    }

    /// Goes to a place; one near by is in memory already.
    fn seek(&mut self, at: u64) -> io::Result<()> {
        let by = at.checked_signed_diff(self.at).ok_or(io::ErrorKind::InvalidInput)?;
        if let Some(reader) = &mut self.reader {
            reader.seek_relative(by)?;
        }
        self.at = at;
        Ok(())
    }

    /// These bytes of the file.
    fn bytes(&mut self, at: u64, length: u64) -> io::Result<Vec<u8>> {
        self.seek(at)?;
        let mut bytes = Vec::new();
        if let Some(reader) = &mut self.reader {
            self.at += reader.take(length).read_to_end(&mut bytes)? as u64;
        }
        Ok(bytes)
    }
}

/// How many bytes of whole rows are the same at the ends of what is left of two tables, both of which stay where they are.
fn common_end(a: &mut Rows, b: &mut Rows) -> io::Result<u64> {
    let (from, ends) = ((a.at, b.at), (a.end, b.end));
    let most = (a.end - a.at).min(b.end - b.at);
    let mut same = 0;
    while same < most {
        let block = (most - same).min(BUFFER_BYTES as u64);
        let of_a = a.bytes(ends.0 - same - block, block)?;
        let of_b = b.bytes(ends.1 - same - block, block)?;
        let pairs = of_a.iter().rev().zip(of_b.iter().rev());
        let equal = pairs.take_while(|(a, b)| a == b).count() as u64;
        same += equal;
        if equal < block {
            break;
        }
    }
    // A row of which only the end is the same is another one.
    let begins_row = |rows: &mut Rows, from, end: u64| -> io::Result<bool> {
        let at = end - same;
        Ok(at == from || rows.bytes(at - 1, 1)? == b"\n")
    };
    if !(begins_row(a, from.0, ends.0)? && begins_row(b, from.1, ends.1)?) {
        a.seek(ends.0 - same)?;
        same -= match a.next().map_err(io::Error::other)? {
            Some((begin, _)) => a.at - begin,
            None => 0,
        };
    }
    a.seek(from.0)?;
    b.seek(from.1)?;
    Ok(same)
}

/// The rows of a table that were not yet found in another.
struct Before {
    path: PathBuf,
    rows: Rows,
    places: HashMap<String, (u64, u64)>,
}

impl Before {
    fn of(path: &Path, mut rows: Rows) -> Result<Self, Error> {
        let mut places = HashMap::new();
        while let Some((at, line)) = rows.next()? {
            let id = id(line).map_err(|cause| file_error(path, cause))?;
            places.insert(id, (at, line.len() as u64));
        }
        Ok(Self {
            path: path.to_owned(),
            rows,
            places,
        })
    }

    fn take(&mut self, id: &str) -> io::Result<Option<Vec<u8>>> {
        let place = self.places.remove(id);
        place.map(|(at, length)| self.rows.bytes(at, length)).transpose()
    }

    /// What nobody took, in the order of the table.
    fn left(&mut self) -> Result<Vec<(String, Vec<u8>)>, Error> {
        let places: BTreeMap<(u64, u64), String> = self.places.drain().map(|(id, place)| (place, id)).collect();
        let mut lines = Vec::with_capacity(places.len());
        for ((at, length), id) in places {
            let line = self.rows.bytes(at, length);
            lines.push((id, line.map_err(|cause| file_error(&self.path, cause))?));
        }
        Ok(lines)
    }
}

fn id(line: &[u8]) -> io::Result<String> {
    #[derive(Deserialize)]
    struct Named {
        id: String,
    }
    let named: Named = serde_json::from_slice(line)?;
    Ok(named.id)
}

fn read(line: &[u8]) -> io::Result<Value> {
    Ok(serde_json::from_slice(line)?)
}

fn row(change: Change, table: Table, id: String, old: &Value, new: &Value, compared: Compared) -> ChangeRow {
    let document = [new, old].into_iter().find_map(|row| {
        let document = row.pointer("/provenance/document")?;
        document.as_str().map(str::to_owned)
    });
    let (before, after) = (fields(old), fields(new));
    let mut changes = Vec::new();
    let keys = after
        .keys()
        .chain(before.keys().filter(|key| !after.contains_key(*key)));
    let in_both = |key: &&String| before.contains_key(*key) && after.contains_key(*key);
    for field in keys.filter(|key| compared == Compared::All || in_both(key)) {
        let value = |of: &Map<String, Value>| of.get(field).cloned().unwrap_or(Value::Null);
        let (old, new) = (value(&before), value(&after));
        if old != new {
            changes.push(FieldChange {
                field: field.clone(),
                old: old.to_string(),
                new: new.to_string(),
            });
        }
    }
    ChangeRow {
        change,
        table: table.name().to_owned(),
        id,
        document,
        fields: changes,
    }
}

/// What of a row is compared: its values, and how they are printed.
fn fields(row: &Value) -> Map<String, Value> {
    let mut fields = Map::new();
    for (key, value) in row.as_object().into_iter().flatten() {
        match key.as_str() {
            "id" => {}
            "provenance" => {
                let printed = value.get("printed").and_then(Value::as_object);
                for (key, value) in printed.into_iter().flatten() {
                    fields.insert(format!("printed.{key}"), value.clone());
                }
            }
            _ => {
                fields.insert(key.clone(), value.clone());
            }
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is told of two tables, written as `id=value` a row, by both ways.
    fn told(old: &[&str], new: &[&str]) -> Vec<String> {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let write = |name: &str, rows: &[&str]| {
            let folder = folder.path().join(name);
            std::fs::create_dir(&folder).expect("a folder");
            let rows = rows.iter().map(|row| {
                let (id, value) = row.split_once('=').expect("id=value");
                format!("{{\"id\":\"{id}\",\"value\":\"{value}\"}}\n")
            });
            std::fs::write(folder.join("communications.jsonl"), rows.collect::<String>()).expect("a table");
            folder
        };
        let (old, new) = (write("old", old), write("new", new));
        let mut told = Vec::new();
        let done = between(&old, &new, Table::Communications, Compared::All, |change| {
            told.push(format!("{:?} {}", change.change, change.id));
            Ok(())
        });
        done.expect("tables");
        told
    }

    #[test]
    fn changes_are_told_wherever_they_stand() {
        let old = ["a=1", "b=1", "c=1", "d=1", "e=1"];
        let none: [&str; 0] = [];
        assert_eq!(told(&old, &old), none);
        assert_eq!(
            told(&old, &["a=1", "b=2", "c=1", "d=2", "e=1"]),
            ["Changed b", "Changed d"]
        );
        assert_eq!(
            told(&old, &["x=1", "a=1", "b=2", "d=1", "y=1", "e=2"]),
            ["Gained x", "Changed b", "Gained y", "Changed e", "Lost c"]
        );
        // The order of rows is no change.
        assert_eq!(told(&old, &["e=1", "b=1", "a=1", "d=1", "c=1"]), none);
        assert_eq!(told(&old, &none), ["Lost a", "Lost b", "Lost c", "Lost d", "Lost e"]);
        assert_eq!(told(&none, &["a=1"]), ["Gained a"]);
        // One that ends as another one does.
        assert_eq!(told(&["aa=1", "b=1"], &["a=1", "b=1"]), ["Gained a", "Lost aa"]);
        assert_eq!(told(&["b=1"], &["ab=1", "b=1"]), ["Gained ab"]);
    }

    #[test]
    fn two_tables_are_compared_as_by_id_alone() {
        // Every table of up to three of these rows against every other.
        let rows = ["a=1", "b=1", "a=2", "ba=1"];
        let tables: Vec<Vec<&str>> = (0..64_usize)
            .map(|n| (0..3).map(|at| rows[n >> (2 * at) & 3]).collect::<Vec<&str>>())
            .map(|mut table| {
                let mut seen = std::collections::BTreeSet::new();
                table.retain(|row| seen.insert(row.split_once('=').expect("a row").0));
                table
            })
            .collect::<std::collections::BTreeSet<_>>()
            .into_iter()
            .collect();
        assert!(tables.len() > 10, "{tables:?}");
        for old in &tables {
            for new in &tables {
                let id = |row: &str| row.split_once('=').expect("a row").0.to_owned();
                let mut expected: Vec<String> = new
                    .iter()
                    .filter(|row| !old.contains(row))
                    .map(|row| {
                        if old.iter().any(|was| id(was) == id(row)) {
                            format!("Changed {}", id(row))
                        } else {
                            format!("Gained {}", id(row))
                        }
                    })
                    .collect();
                let lost = old.iter().filter(|was| !new.iter().any(|row| id(row) == id(was)));
                expected.extend(lost.map(|was| format!("Lost {}", id(was))));
                assert_eq!(told(old, new), expected, "{old:?} {new:?}");
            }
        }
    }
}
