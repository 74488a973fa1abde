//! `run` on files and folders, patterns of files in a catalogue, and `init`.

use crate::pages;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::pages::{Ran, TABLES, words};

/// A folder with a few documents, each below its path.
fn tree(files: &[(&str, PathBuf)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder for the test");
    for (name, from) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("its folder")).expect("a folder");
        fs::copy(from, path).expect("a copy");
    }
    folder
}

fn documents() -> TempDir {
    tree(&[
        ("docs/b/case-year.htm", pages::page("case-year")),
        ("docs/links.html", pages::page("links")),
        ("docs/a/table", pages::report("table")),
        ("docs/.press-releases.pdf", pages::report("press-releases")),
        ("docs/a/notes.txt", pages::fixtures().join("pdf/truth.txt")),
    ])
}

/// `run` in a folder.
fn run(folder: &Path) -> Command {
    let mut command = pages::program();
    command.current_dir(folder).arg("run").arg("--quiet");
    command
}

fn tables(output: &Path) -> Vec<Vec<u8>> {
    let read = |table: &str| fs::read(output.join(format!("{table}.jsonl"))).expect("a table");
    TABLES.iter().copied().chain(["cases"]).map(read).collect()
}

fn ids(output: &Path) -> Vec<String> {
    let rows = fs::read_to_string(output.join("documents.jsonl")).expect("a table");
    rows.lines()
        .map(|line| words(&pages::row(line), "/id").to_owned())
        .collect()
}

#[test]
fn a_folder_needs_no_catalogue() {
    let folder = documents();
    let ran = pages::ran(pages::program().current_dir(folder.path()).args(["run", "docs"]));
    // The table without a head is refused by design of its fixture.
    assert_eq!((ran.status, ran.stdout.as_str()), (1, ""), "{}", ran.stderr);
    assert!(
        ran.stderr
            .starts_with("1 other file is neither PDF nor web page, and left out\n"),
        "{}",
        ran.stderr
    );
    let output = folder.path().join("output");
    assert_eq!(ids(&output), [".press-releases", "table", "case-year", "links"]);
    // The same from elsewhere, and through a catalogue that has these ids.
    let expected = tables(&output);
    let elsewhere = tempfile::tempdir().expect("a folder for the test");
    let ran = pages::ran(run(elsewhere.path()).arg(folder.path().join("docs")));
    assert_eq!(ran.status, 1, "{}", ran.stderr);
    assert!(
        tables(&elsewhere.path().join("output")) == expected,
        "where a folder lies makes other rows"
    );
    let printed = pages::ran(pages::program().current_dir(folder.path()).args(["init", "docs"]));
    assert_eq!((printed.status, printed.stderr.as_str()), (0, ""));
    fs::write(folder.path().join("catalogue.toml"), &printed.stdout).expect("a catalogue");
    let ran = pages::ran(run(folder.path()).args(["--catalogue", "catalogue.toml", "--output", "by-catalogue"]));
    assert_eq!(ran.status, 1, "{}", ran.stderr);
    assert!(
        tables(&folder.path().join("by-catalogue")) == expected,
        "a catalogue makes other rows"
    );
    // `extract` has the same records.
    let files = [
        folder.path().join("docs/b/case-year.htm"),
        folder.path().join("docs/links.html"),
    ];
    let extracted = pages::extract(&files, "communications");
    let written = fs::read_to_string(output.join("communications.jsonl")).expect("a table");
    let written: Vec<&str> = written
        .lines()
        .filter(|line| !line.contains("press-releases"))
        .collect();
    assert_eq!(extracted, written);
}

#[test]
fn what_a_run_made_is_no_document() {
    let folder = documents();
    let ran = pages::ran(run(folder.path()).arg("."));
    assert_eq!(ran.status, 1, "{}", ran.stderr);
    let site = pages::ran(pages::program().current_dir(folder.path()).args(["site", "-q"]));
    assert_eq!(site.status, 0, "{}", site.stderr);
    let first = tables(&folder.path().join("output"));
    pages::ran(run(folder.path()).arg("."));
    assert!(
        tables(&folder.path().join("output")) == first,
        "store, tables or page were read as documents"
    );
}

#[test]
fn what_has_left_stays_until_that_is_accepted() {
    let folder = documents();
    let good = |folder: &Path| {
        let mut command = run(folder);
        command.args(["docs/links.html", "docs/b/case-year.htm"]);
        command
    };
    let output = folder.path().join("output");
    let ran = pages::ran(&mut good(folder.path()));
    assert_eq!((ran.status, ran.stderr.as_str()), (0, ""));
    let before = tables(&output);
    // Asked for one alone, nobody has left.
    let ran = pages::ran(good(folder.path()).args(["--only", "links"]));
    assert_eq!((ran.status, ran.stderr.as_str()), (0, ""));
    assert!(tables(&output) == before);
    let unknown = pages::ran(good(folder.path()).args(["--only", "link"]));
    assert_eq!(unknown.status, 2, "{}", unknown.stderr);

    let ran = pages::ran(run(folder.path()).args(["docs/links.html"]));
    assert!(ran.status == 1 && ran.stderr.contains("case-year"), "{ran:?}");
    for option in ["--accept", "--output"] {
        assert!(ran.stderr.contains(option), "{}", ran.stderr);
    }
    assert_eq!(ran.stderr.lines().count(), 1, "{}", ran.stderr);
    assert_eq!(ids(&output), ["links", "case-year"]);
    let ran = pages::ran(run(folder.path()).args(["docs/links.html", "--output", "other"]));
    assert_eq!((ran.status, ran.stderr.as_str()), (0, ""));
    let ran = pages::ran(run(folder.path()).args(["docs/links.html", "--accept"]));
    assert_eq!(
        (ran.status, ids(&output)),
        (0, vec!["links".to_owned()]),
        "{}",
        ran.stderr
    );
    // A folder without a document is told, and costs no row.
    fs::create_dir(folder.path().join("empty")).expect("a folder");
    let ran = pages::ran(run(folder.path()).arg("empty"));
    assert!(
        ran.status == 1 && ran.stderr.starts_with("error: empty: no document in it\n"),
        "{ran:?}"
    );
    assert_eq!(ids(&output), ["links"]);
}

#[test]
fn names_that_are_shared_become_paths() {
    let page = || pages::page("links");
    let folder = tree(&[
        ("d/x/p.html", page()),
        ("d/y/p.html", page()),
        ("d/q.html", page()),
        ("same/a b.html", page()),
        ("same/a-b.html", page()),
    ]);
    let ran = pages::ran(run(folder.path()).arg("d"));
    assert_eq!(
        ids(&folder.path().join("output")),
        ["q", "x-p", "y-p"],
        "{}",
        ran.stderr
    );
    let ran = pages::ran(run(folder.path()).args(["d/y/p.html", "d/x/p.html", "--output", "named"]));
    assert_eq!(ids(&folder.path().join("named")), ["y-p", "x-p"], "{}", ran.stderr);
    let ran = pages::ran(run(folder.path()).args(["same", "--output", "none"]));
    assert_eq!(ran.status, 2, "{}", ran.stderr);
    assert!(
        ran.stderr.contains("same/a b.html") && ran.stderr.contains("same/a-b.html"),
        "{}",
        ran.stderr
    );
    assert!(!folder.path().join("none").exists());
}

#[test]
fn files_that_were_named_are_always_tried() {
    let folder = documents();
    let ran = pages::ran(run(folder.path()).args(["docs/a/notes.txt", "docs/links.html", "docs/no-such.html"]));
    assert_eq!(ran.status, 1, "{}", ran.stderr);
    let rows = fs::read_to_string(folder.path().join("output/documents.jsonl")).expect("a table");
    let outcomes: Vec<(String, String)> = rows
        .lines()
        .map(pages::row)
        .map(|row: Value| (words(&row, "/id").to_owned(), words(&row, "/outcome").to_owned()))
        .collect();
    let expected = [("notes", "refused"), ("links", "complete"), ("no-such", "missing")];
    assert_eq!(
        outcomes,
        expected.map(|(id, outcome)| (id.to_owned(), outcome.to_owned()))
    );
}

#[test]
fn files_and_a_catalogue_do_not_go_together() {
    let folder = documents();
    fs::write(folder.path().join("c.toml"), "[[source]]\nfiles = 'docs/*.html'\n").expect("a catalogue");
    let ran = pages::ran(run(folder.path()).args(["docs", "--catalogue", "c.toml"]));
    assert!(
        ran.status == 2
            && ran
                .stderr
                .starts_with("error: files and folders stand in the place of a catalogue"),
        "{ran:?}"
    );
    // What was typed for this one run weighs more than what is set for all.
    let ran = pages::ran(
        run(folder.path())
            .arg("docs/b/case-year.htm")
            .env("RAPPORTEUR_CATALOGUE", "c.toml"),
    );
    assert_eq!(
        (ran.status, ids(&folder.path().join("output"))),
        (0, vec!["case-year".to_owned()]),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_pattern_in_a_catalogue_brings_all_that_it_names() {
    let folder = documents();
    let text = "[[source]]\nid = 'pages'\nkind = 'country-page'\nfiles = 'docs/**/*.htm*'\n\n[[source]]\nfiles = 'none/*.pdf'\n";
    fs::write(folder.path().join("c.toml"), text).expect("a catalogue");
    let elsewhere = tempfile::tempdir().expect("a folder for the test");
    let ran = pages::ran(
        run(elsewhere.path())
            .arg("--catalogue")
            .arg(folder.path().join("c.toml")),
    );
    let told = format!(
        "error: {}:7: `none/*.pdf` names no file\n",
        folder.path().join("c.toml").display()
    );
    assert_eq!((ran.status, ran.stderr), (1, told));
    assert_eq!(ids(&elsewhere.path().join("output")), ["case-year", "links"]);
    fs::write(folder.path().join("c.toml"), text.split("\n\n").next().expect("a row")).expect("a catalogue");
    let ran = pages::ran(run(folder.path()).args(["--catalogue", "c.toml", "--only", "pages"]));
    let expected = Ran {
        status: 0,
        stdout: String::new(),
        stderr: String::new(),
    };
    assert_eq!(ran, expected);
    // What `run.json` says of the program and of the catalogue.
    let of = |folder: &Path| pages::row(&fs::read_to_string(folder.join("output/run.json")).expect("run.json"));
    let digest = of(folder.path());
    assert_eq!(words(&digest, "/catalogue_sha256").len(), 64);
    assert_ne!(
        words(&digest, "/catalogue_sha256"),
        words(&of(elsewhere.path()), "/catalogue_sha256")
    );
    pages::ran(run(folder.path()).args(["docs/links.html", "--accept"]));
    assert_eq!(of(folder.path())["catalogue_sha256"], Value::Null);
}
