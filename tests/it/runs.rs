//! The last two promises, over whole runs: same documents in, same bytes out; and no document takes a run down.

use crate::pages;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::pages::{TABLES, at, words};

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder for the test")
}

/// Every file under a folder, by its path in it.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).expect("a folder of the run") {
            let path = entry.expect("an entry of the folder").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("a path in the folder").to_owned();
                found.insert(name, fs::read(&path).expect("a file of the run"));
            }
        }
    }
    found
}

/// The files of a run that must be the same, and `run.json` without what has a clock, an argument or the last run in it.
fn outcome(command: &mut Command, folder: &Path) -> (i32, BTreeMap<PathBuf, Vec<u8>>, Value) {
    let ran = pages::ran(command);
    let mut files = files(&folder.join("output"));
    let run = files.remove(Path::new("run.json")).expect("run.json");
    let mut run: Value = serde_json::from_slice(&run).expect("run.json is JSON");
    let keys = run.as_object_mut().expect("run.json is an object");
    for key in ["started", "seconds", "arguments", "reused", "changes"] {
        assert!(keys.remove(key).is_some(), "run.json has {key}");
    }
    (ran.status, files, run)
}

#[test]
fn same_documents_in_same_bytes_out() {
    let sources: Vec<_> = pages::all()
        .into_iter()
        .map(|path| (pages::name(&path), path, ""))
        .collect();
    let first = folder();
    let catalogue = pages::catalogue(first.path(), &sources);
    let expected = outcome(&mut pages::run_command(&catalogue, first.path()), first.path());
    let names: Vec<String> = expected.1.keys().map(|path| path.display().to_string()).collect();
    let mut tables: Vec<String> = TABLES.iter().map(|table| format!("{table}.jsonl")).collect();
    tables.extend(TABLES.iter().map(|table| format!("schema/{table}.json")));
    tables.sort();
    let missing: Vec<&String> = tables.iter().filter(|table| !names.contains(table)).collect();
    assert_eq!(missing, Vec::<&String>::new(), "{names:?}");

    // Again into the same folder.
    let again = outcome(&mut pages::run_command(&catalogue, first.path()), first.path());
    assert!(again == expected, "a second run writes other bytes");
    for threads in ["1", "2", "7"] {
        let other = folder();
        let mut command = pages::run_command(&catalogue, other.path());
        let found = outcome(command.env("RAYON_NUM_THREADS", threads), other.path());
        assert!(found == expected, "{threads} threads write other bytes");
    }
    // From another folder, with a path that starts there.
    let other = folder();
    let mut command = pages::run_command(Path::new("catalogue.toml"), other.path());
    let found = outcome(command.current_dir(first.path()), other.path());
    assert!(found == expected, "another current folder makes other bytes");
}

#[test]
fn the_main_catalogue_meets_its_expectations_and_its_goldens() {
    let folder = folder();
    let catalogue = pages::fixtures().join("catalogue.toml");
    let ran = pages::ran(&mut pages::run_command(&catalogue, folder.path()));
    assert_eq!((ran.status, ran.stdout.as_str()), (0, ""), "{}", ran.stderr);
    for table in ["communications", "observations", "rejects", "diagnostics"] {
        let golden = fs::read(pages::folder().join(format!("kazakhstan.{table}.jsonl"))).expect("a golden");
        let written = pages::written(folder.path(), &format!("{table}.jsonl"));
        assert!(written == golden, "`run` and `extract` give other {table}");
    }
}

#[test]
fn no_document_takes_a_run_down() {
    let folder = folder();
    let bad = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).expect("a file for the test");
        path
    };
    let deep = "<ul><li>".repeat(100_000);
    let wide = format!("<p{}>", " a=b".repeat(100_000));
    // Formatting elements that differ are opened again in every paragraph.
    let formatting: Vec<String> = (0..250).map(|n| format!("<b id={n}>")).collect();
    let grows = format!("<p>{}{}", formatting.concat(), "<p>x".repeat(100_000));
    let sources = [
        ("deep", bad("deep.html", deep.as_bytes())),
        ("wide", bad("wide.html", wide.as_bytes())),
        ("grows", bad("grows.html", grows.as_bytes())),
        ("picture", bad("picture.html", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")),
        ("empty", bad("empty.html", b"")),
        ("blank", bad("blank.html", b" \n\t ")),
        ("binary", bad("binary.html", b"<p>\0\x01\x02\xff")),
        ("words", bad("words.html", b"no tag at all")),
        ("folder", folder.path().to_owned()),
        ("missing", folder.path().join("missing.html")),
        ("kazakhstan", pages::page(pages::SEED)),
    ];
    let sources = sources.map(|(id, path)| (id.to_owned(), path, ""));
    let catalogue = pages::catalogue(folder.path(), &sources);
    let ran = pages::ran(&mut pages::run_command(&catalogue, folder.path()));
    assert_eq!((ran.status, ran.stdout.as_str()), (1, ""), "{}", ran.stderr);

    let documents = pages::written_rows(folder.path(), "documents");
    let found: Vec<Value> = documents
        .iter()
        .map(|row| json!([at(row, "/id"), at(row, "/outcome"), at(row, "/reason")]))
        .collect();
    let cannot_read = |name: &str, why: &str| format!("cannot read {}: {why}", folder.path().join(name).display());
    let directory = cannot_read("", "it is a directory, and a document is one file").replace("/:", ":");
    let expected = [
        json!([
            "deep",
            "refused",
            "over 256 elements are open at once, from byte 2048 on"
        ]),
        json!(["wide", "refused", "a tag has over 256 attributes, at byte 0"]),
        json!(["grows", "refused", at(&documents[2], "/reason")]),
        json!(["picture", "refused", "neither a web page nor a PDF: a PNG picture"]),
        json!(["empty", "refused", "the file is empty"]),
        json!([
            "blank",
            "refused",
            "neither a web page nor a PDF: nothing but white space"
        ]),
        json!(["binary", "refused", "neither a web page nor a PDF: binary data"]),
        json!(["words", "refused", "neither a web page nor a PDF: text without a tag"]),
        json!(["folder", "missing", directory]),
        json!([
            "missing",
            "missing",
            cannot_read("missing.html", "there is no such file")
        ]),
        json!(["kazakhstan", "complete", null]),
    ];
    assert_eq!(found, expected);
    let reason = words(&documents[2], "/reason");
    // How many, and where, is a matter of measurement.
    assert!(
        reason.starts_with("the page grows to over ") && reason.contains(" nodes, from byte "),
        "{reason}"
    );

    // The good page is whole, and nothing else is in the tables.
    for table in ["communications", "observations", "rejects", "diagnostics"] {
        let golden = fs::read(pages::folder().join(format!("kazakhstan.{table}.jsonl"))).expect("a golden");
        let written = pages::written(folder.path(), &format!("{table}.jsonl"));
        assert!(written == golden, "the good page has other {table} among bad ones");
    }
}

#[test]
fn extract_gives_the_good_page_beside_bad_ones() {
    let folder = folder();
    let empty = folder.path().join("empty.html");
    fs::write(&empty, "").expect("a file for the test");
    let files = [empty, pages::page(pages::SEED), folder.path().join("missing.html")];
    let ran = pages::ran(pages::program().arg("extract").args(&files));
    let golden = fs::read_to_string(pages::folder().join("kazakhstan.communications.jsonl")).expect("a golden");
    assert_eq!(ran.status, 1);
    assert!(ran.stdout == golden, "the good page has other records among bad ones");
    let says = [
        format!("error: {}: the file is empty", files[0].display()),
        format!("error: cannot read {}: there is no such file", files[2].display()),
        "1 warning; to see them: rapporteur extract --table diagnostics, or -v; what a code means: rapporteur explain CODE"
            .to_owned(),
    ];
    assert_eq!(ran.stderr.lines().collect::<Vec<_>>(), says);
}
