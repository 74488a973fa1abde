//! Every fixture gives what its golden files hold: one lesson a page, the whole value of every row.
//!
//! A golden that is missing is written, and then the test fails, so that somebody reads it before it counts.
//! `UPDATE_GOLDENS=1 cargo test goldens` writes all of them again.

use crate::pages;

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::pages::TABLES;

/// Differences that are told one by one for each golden.
const TOLD: usize = 12;

/// Golden files by their path, with what they should hold.
type Goldens = BTreeMap<PathBuf, String>;

/// One file a page or report, in which every line names its table; of the seed page one file a table.
fn wanted() -> Goldens {
    let mut goldens = of_pages();
    let reports = pages::reports();
    goldens.extend(reports.iter().map(|path| (path.with_extension("jsonl"), String::new())));
    for table in TABLES {
        for line in pages::extract(&reports, table) {
            let row = pages::row(&line);
            let path = pages::report(pages::document_of(&row)).with_extension("jsonl");
            let golden = goldens.get_mut(&path).expect("every document is a fixture");
            golden.extend(["{\"table\":\"", table, "\",\"row\":", &line, "}\n"]);
        }
    }
    goldens
}

fn of_pages() -> Goldens {
    let files = pages::all();
    let mut goldens: Goldens = files
        .iter()
        .filter(|path| pages::name(path) != pages::SEED)
        .map(|path| (path.with_extension("jsonl"), String::new()))
        .collect();
    for table in TABLES {
        let seed = pages::folder().join(format!("{}.{table}.jsonl", pages::SEED));
        goldens.insert(seed.clone(), String::new());
        for line in pages::extract(&files, table) {
            let row = pages::row(&line);
            let document = pages::document_of(&row);
            let (path, line) = if document == pages::SEED {
                (seed.clone(), format!("{line}\n"))
            } else {
                let path = pages::folder().join(format!("{document}.jsonl"));
                (path, format!("{{\"table\":\"{table}\",\"row\":{line}}}\n"))
            };
            let golden = goldens.get_mut(&path).expect("every document is a fixture");
            golden.push_str(&line);
        }
    }
    goldens
}

/// Every value of a table's lines by its path.
fn values(lines: &str) -> BTreeMap<String, String> {
    fn walk(value: &Value, path: &str, into: &mut BTreeMap<String, String>) {
        match value {
            Value::Object(keys) if !keys.is_empty() => {
                for (key, value) in keys {
                    walk(value, &format!("{path}.{key}"), into);
                }
            }
            Value::Array(items) if !items.is_empty() => {
                for (at, item) in items.iter().enumerate() {
                    walk(item, &format!("{path}[{at}]"), into);
                }
            }
            _ => {
                into.insert(path.to_owned(), value.to_string());
            }
        }
    }
    let mut into = BTreeMap::new();
    for (number, line) in (1..).zip(lines.lines()) {
        let name = format!("line {number}");
        match serde_json::from_str(line) {
            Ok(row) => walk(&row, &name, &mut into),
            Err(_) => {
                into.insert(name, line.to_owned());
            }
        }
    }
    into
}

/// What differs, value by value.
fn differences(golden: &str, extracted: &str) -> String {
    let (before, after) = (values(golden), values(extracted));
    let paths: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let differing: Vec<String> = paths
        .into_iter()
        .filter_map(|path| match (before.get(path), after.get(path)) {
            (Some(old), Some(new)) if old == new => None,
            (Some(old), Some(new)) => Some(format!("  {path}\n    golden {old}\n    now    {new}\n")),
            (Some(old), None) => Some(format!("  {path}\n    golden {old}\n    now    gone\n")),
            (None, Some(new)) => Some(format!("  {path}\n    golden has none\n    now    {new}\n")),
            (None, None) => None,
        })
        .collect();
    match differing.len() {
        0 => "  the same values, in another order or spelling\n".to_owned(),
        count if count > TOLD => format!("{}  and {} more\n", differing[..TOLD].concat(), count - TOLD),
        _ => differing.concat(),
    }
}

#[test]
fn every_page_gives_what_its_golden_holds() {
    let update = env::var_os("UPDATE_GOLDENS").is_some_and(|value| value == "1");
    let mut wrong = String::new();
    let goldens = wanted();
    for (path, extracted) in &goldens {
        let golden = fs::read_to_string(path);
        if golden.as_ref().is_ok_and(|golden| golden == extracted) {
            continue;
        }
        let told = match golden {
            Ok(golden) => differences(&golden, extracted),
            Err(_) => "  was missing and is now written: read it, then run the test again\n".to_owned(),
        };
        if update || !path.exists() {
            fs::write(path, extracted).expect("the golden can be written");
        }
        if !update {
            wrong.extend([format!("{}\n", path.display()), told]);
        }
    }
    assert!(
        wrong.is_empty(),
        "{wrong}If the new values are right, run UPDATE_GOLDENS=1 cargo test goldens"
    );
}

#[test]
fn no_golden_outlives_its_page() {
    let mut kept: Vec<PathBuf> = pages::with_ending("jsonl");
    kept.extend(pages::goldens_of_reports());
    let wanted: Vec<PathBuf> = wanted().into_keys().collect();
    assert_eq!(kept, wanted);
}

#[test]
fn every_fixture_has_its_row_in_the_list_of_sources() {
    let listed = fs::read_to_string(pages::fixtures().join("SOURCES.tsv")).expect("fixtures/SOURCES.tsv");
    let mut lines = listed.lines();
    assert_eq!(lines.next(), Some("file\tmade\tlesson"));
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split('\t').collect()).collect();
    for row in &rows {
        assert_eq!(row.len(), 3, "{row:?}");
        assert!(row.iter().all(|cell| !cell.trim().is_empty()), "{row:?}");
    }
    let names: Vec<String> = rows.iter().map(|row| row[0].to_owned()).collect();
    let pages = pages::all().into_iter();
    let pages = pages.map(|path| format!("country-page/{}.html", pages::name(&path)));
    let pdfs = pages::pdfs().into_iter();
    let pdfs = pdfs.map(|path| format!("pdf/{}.pdf", pages::name(&path)));
    let reports = pages::reports().into_iter();
    let reports = reports.map(|path| format!("reports/{}.pdf", pages::name(&path)));
    assert_eq!(names, pages.chain(pdfs).chain(reports).collect::<Vec<_>>());
}
