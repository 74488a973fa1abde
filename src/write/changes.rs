//! What is gained, lost and changed between the tables of two runs.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read as _, Seek as _, SeekFrom};
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
pub fn between(
    old: &Path,
    new: &Path,
    table: Table,
    fields: Compared,
    mut each: impl FnMut(&ChangeRow) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut before = Before::open(old, table)?;
    let path = new.join(table.file());
    for_each_row(&path, |_, line| {
        let mut change = || {
            let id = id(line)?;
            Ok(match before.take(&id)? {
                None => Some(row(
                    Change::Gained,
                    table,
                    id,
                    &Value::Null,
                    &read(line)?,
                    Compared::All,
                )),
                Some(was) if was == line => None,
                Some(was) => {
                    let change = row(Change::Changed, table, id, &read(&was)?, &read(line)?, fields);
                    (!change.fields.is_empty()).then_some(change)
                }
            })
        };
        let change: io::Result<Option<ChangeRow>> = change();
        let change = change.map_err(|cause| file_error(&path, cause))?;
        change.as_ref().map_or(Ok(()), &mut each)
    })?;
    for (id, line) in before.rest()? {
        let was = read(&line).map_err(|cause| file_error(&before.path, cause))?;
        each(&row(Change::Lost, table, id, &was, &Value::Null, Compared::All))?;
    }
    Ok(())
}

/// The rows of a table that were not yet found in another.
struct Before {
    path: PathBuf,
    file: Option<File>,
    places: HashMap<String, (u64, u64)>,
}

impl Before {
    fn open(folder: &Path, table: Table) -> Result<Self, Error> {
        let path = folder.join(table.file());
        let mut places = HashMap::new();
        for_each_row(&path, |at, line| {
            let id = id(line).map_err(|cause| file_error(&path, cause))?;
            places.insert(id, (at, line.len() as u64));
            Ok(())
        })?;
        let file = if places.is_empty() {
            None
        } else {
            Some(File::open(&path).map_err(|cause| file_error(&path, cause))?)
        };
        Ok(Self { path, file, places })
    }

    fn line(&self, (at, length): (u64, u64)) -> io::Result<Vec<u8>> {
        let Some(mut file) = self.file.as_ref() else {
            return Ok(Vec::new());
        };
        file.seek(SeekFrom::Start(at))?;
        let mut line = Vec::new();
        file.take(length).read_to_end(&mut line)?;
        Ok(line)
    }

    fn take(&mut self, id: &str) -> io::Result<Option<Vec<u8>>> {
        let place = self.places.remove(id);
        place.map(|place| self.line(place)).transpose()
    }

    /// What nobody took, in the order of the table.
    fn rest(&mut self) -> Result<Vec<(String, Vec<u8>)>, Error> {
        let places: BTreeMap<(u64, u64), String> = self.places.drain().map(|(id, place)| (place, id)).collect();
        let lines = places.into_iter().map(|(place, id)| Ok((id, self.line(place)?)));
        let lines: io::Result<Vec<_>> = lines.collect();
        lines.map_err(|cause| file_error(&self.path, cause))
    }
}

fn for_each_row(path: &Path, mut each: impl FnMut(u64, &[u8]) -> Result<(), Error>) -> Result<(), Error> {
    let failed = |cause| file_error(path, cause);
    let file = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        file => file.map_err(failed)?,
    };
    let mut reader = BufReader::with_capacity(BUFFER_BYTES, file);
    let (mut at, mut line) = (0, Vec::new());
    loop {
        line.clear();
        let length = reader.read_until(b'\n', &mut line).map_err(failed)? as u64;
        if length == 0 {
            return Ok(());
        }
        each(at, line.trim_ascii_end())?;
        at += length;
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
