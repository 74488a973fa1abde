//! Whose the files of an output folder are: nobody else's are written over or removed.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::last::FIGURES;
use super::{Error, Table, codebook, package};

/// Bytes of a table's first row that are looked at; rows are shorter.
const FIRST_ROW: u64 = 1 << 20;
/// What a run writes beside its tables.
const BESIDE: [&str; 5] = ["run.json", FIGURES, codebook::FILE, package::FILE, "schema"];
/// Names that `run.json` has before it is whole.
const UNFINISHED: [&str; 2] = ["run.part", "run.held.json"];

/// Keys that every row of a table has had in every version.
fn keys(table: Table) -> &'static [&'static str] {
    match table {
        Table::Communications | Table::Observations | Table::Rejects => &["id", "provenance"],
        Table::Documents => &["id", "outcome"],
        Table::Diagnostics => &["document", "code", "level"],
        Table::Cases => &["case_number", "records"],
        Table::Changes | Table::History => &["change", "id"],
    }
}

/// Refuses an output folder in which a file that a run would write over is not ours. Nothing is touched.
pub fn refuse(folder: &Path) -> Result<(), Error> {
    let next = folder.join(".next");
    let in_the_way = not_ours(folder, &next).or_else(|| stranger_in(&next));
    match in_the_way {
        Some(path) => Err(Error::NotOurs { path }),
        None => Ok(()),
    }
}

/// Whether a folder holds tables of a run and nothing else decides that it may go: it is empty, or its `run.json` is ours.
pub fn is_ours(folder: &Path) -> bool {
    let is_empty = fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none());
    let mut names = ["run.json", "run.held.json"].into_iter();
    is_empty || names.any(|name| run_of(&folder.join(name)).is_some_and(|run| run.is_ours))
}

/// What `run.json` says.
struct Run {
    is_ours: bool,
    /// The files that it lists.
    listed: BTreeSet<String>,
}

/// A `run.json`; nothing, if there is none, or it cannot be read as JSON: then the tables must say whose they are.
fn run_of(path: &Path) -> Option<Run> {
    let bytes = fs::read(path).ok()?;
    let run: Value = serde_json::from_slice(&bytes).ok()?;
    let tables = run.get("tables").and_then(Value::as_array);
    let files = tables
        .into_iter()
        .flatten()
        .filter_map(|row| row.get("file")?.as_str().map(str::to_owned));
    Some(Run {
        is_ours: run.get("version").is_some_and(Value::is_string) && tables.is_some(),
        listed: files.collect(),
    })
}

/// The first file of the folder that would be written over and is not ours.
fn not_ours(folder: &Path, next: &Path) -> Option<PathBuf> {
    let path = folder.join("run.json");
    let (run, unfinished) = (run_of(&path), run_of(&next.join("run.json")));
    if run.as_ref().is_some_and(|run| !run.is_ours) {
        return Some(path);
    }
    let listed: BTreeSet<String> = [&run, &unfinished]
        .into_iter()
        .flatten()
        .filter(|run| run.is_ours)
        .flat_map(|run| run.listed.iter().cloned())
        .collect();
    let mut is_proved = !listed.is_empty();
    for table in Table::WRITTEN {
        let path = folder.join(table.file());
        if !path.exists() || listed.contains(&table.file()) {
            continue;
        }
        if !is_table(&path, table) {
            return Some(path);
        }
        is_proved = true;
    }
    // What describes tables is ours if they are.
    let beside = BESIDE.map(|name| folder.join(name));
    beside.into_iter().find(|path| !is_proved && path.exists())
}

/// Whether the first row of a file is one of the table's. A file without rows is anybody's, and loses nothing.
fn is_table(path: &Path, table: Table) -> bool {
    let Ok(file) = File::open(path) else { return false };
    let mut row = Vec::new();
    let read = BufReader::new(file.take(FIRST_ROW)).read_until(b'\n', &mut row);
    let has = |row: &Map<String, Value>| keys(table).iter().all(|key| row.contains_key(*key));
    match read {
        Ok(0) => true,
        Ok(_) => serde_json::from_slice::<Map<String, Value>>(&row).is_ok_and(|row| has(&row)),
        Err(_) => false,
    }
}

/// What lies in the folder of the next tables that no run puts there.
fn stranger_in(next: &Path) -> Option<PathBuf> {
    let Ok(entries) = fs::read_dir(next) else {
        return next.symlink_metadata().is_ok().then(|| next.to_owned());
    };
    let is_known = |name: &str| {
        let mut tables = Table::WRITTEN.into_iter();
        BESIDE.contains(&name) || UNFINISHED.contains(&name) || tables.any(|table| table.file() == name)
    };
    let mut names: Vec<_> = entries.flatten().map(|entry| entry.file_name()).collect();
    names.sort();
    let stranger = names.into_iter().find(|name| !name.to_str().is_some_and(is_known));
    stranger.map(|name| next.join(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names of files and what is in them.
    type Files = &'static [(&'static str, &'static str)];

    /// What is in the way in a folder with these files.
    fn in_the_way(files: &[(&str, &str)]) -> Option<String> {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, text).expect("a file");
        }
        let refused = refuse(folder.path());
        refused.err().map(|error| match error {
            Error::NotOurs { path } => path
                .strip_prefix(folder.path())
                .expect("a path of the folder")
                .display()
                .to_string(),
            other => other.to_string(),
        })
    }

    #[test]
    fn files_that_no_run_wrote_are_in_the_way() {
        const RUN: &str = "{\"version\":\"0.1.0\",\"tables\":[{\"file\":\"communications.jsonl\"}]}";
        const ROW: &str = "{\"id\":\"a\",\"provenance\":{}}\n";
        let rows: [(Files, Option<&str>); 14] = [
            (&[], None),
            (&[("notes.txt", "mine"), ("held/a.txt", "mine")], None),
            (&[("communications.jsonl", "my own\n")], Some("communications.jsonl")),
            (&[("cases.jsonl", "{\"mine\":1}\n")], Some("cases.jsonl")),
            (&[("communications.jsonl", ROW)], None),
            (&[("communications.jsonl", "")], None),
            // Damaged, and ours.
            (&[("run.json", RUN), ("communications.jsonl", "\0\0")], None),
            (&[("run.json", "{\"vers"), ("communications.jsonl", ROW)], None),
            // Listed by no run of ours.
            (&[("run.json", RUN), ("cases.jsonl", "mine\n")], Some("cases.jsonl")),
            (&[("run.json", "{\"scripts\":{}}")], Some("run.json")),
            (&[("run.json", "run, rabbit")], Some("run.json")),
            (&[("datapackage.json", "{}")], Some("datapackage.json")),
            (&[(".next/cache/page.js", "x")], Some(".next/cache")),
            (
                &[
                    (".next/run.json", RUN),
                    ("communications.jsonl", "\0"),
                    ("CODEBOOK.md", ""),
                ],
                None,
            ),
        ];
        for (files, expected) in rows {
            assert_eq!(in_the_way(files).as_deref(), expected, "{files:?}");
        }
    }
}
