//! What is promised of reports on pages: the same bytes however many threads work, places on every page that an entry
//! touches, and the catalogue's word held against the report's own.

use crate::pages;

use std::fs;
use std::path::{Path, PathBuf};

use crate::pages::{TABLES, words};

/// Writes a catalogue of reports, each with a symbol.
fn catalogue(folder: &Path, reports: &[(&str, PathBuf, &str)]) -> PathBuf {
    let rows = reports.iter().map(|(id, file, symbol)| {
        let file = file.to_str().expect("a path in UTF-8");
        format!("[[source]]\nid = {id:?}\nkind = \"observations-report\"\nfile = {file:?}\n{symbol}\n\n")
    });
    let path = folder.join("catalogue.toml");
    fs::write(&path, rows.collect::<String>()).expect("the catalogue can be written");
    path
}

#[test]
fn threads_change_no_byte() {
    let reports = pages::reports();
    let sources: Vec<(String, PathBuf)> = reports.into_iter().map(|path| (pages::name(&path), path)).collect();
    let sources: Vec<_> = sources
        .iter()
        .map(|(id, path)| (id.as_str(), path.clone(), ""))
        .collect();
    let tables = ["1", "2", "7"].map(|threads| {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let catalogue = catalogue(folder.path(), &sources);
        let ran = pages::ran(pages::run_command(&catalogue, folder.path()).env("RAYON_NUM_THREADS", threads));
        assert_eq!(ran.status, 1, "some of the reports fall short: {}", ran.stderr);
        TABLES.map(|table| pages::written(folder.path(), &format!("{table}.jsonl")))
    });
    assert!(tables[0].iter().map(Vec::len).sum::<usize>() > 0);
    assert!(tables.iter().all(|of| *of == tables[0]));
}

#[test]
fn explain_shows_an_entry_on_both_of_its_pages() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let report = pages::report("entry-across-pages");
    let catalogue = catalogue(folder.path(), &[("turned", report, "")]);
    assert_eq!(pages::ran(&mut pages::run_command(&catalogue, folder.path())).status, 0);
    let mut command = pages::program();
    command.args(["explain", "turned/KEN/A-HRC-99-60-Add.5/5"]);
    command.arg("--output").arg(folder.path().join("output"));
    command.arg("--store").arg(folder.path().join("store"));
    let ran = pages::ran(&mut command);
    assert_eq!((ran.status, ran.stderr.as_str()), (0, ""));
    let boxes = |page: &str| ran.stdout.lines().filter(|line| line.starts_with(page)).count();
    assert_eq!((boxes("p. 3, box"), boxes("p. 4, box")), (2, 5), "{}", ran.stdout);
    let (_, summary) = ran.stdout.split_once("\nsummary = ").expect("a summary");
    let (before, behind) = summary.split_once("┊ p. 4").expect("the page that it turns to");
    let (behind, above) = behind.split_once("\nmandate = ").expect("what the front page says");
    assert!(
        before.contains("street traders") && behind.contains("assembly of Kisumu"),
        "{summary}"
    );
    assert!(
        !before.contains("A/HRC/99/60/Add.5") && !behind.contains("A/HRC/99/60/Add.5"),
        "{summary}"
    );
    assert!(above.contains("\nreport_symbol = \"A/HRC/99/60/Add.5\""), "{summary}");
}

#[test]
fn explain_shows_a_row_s_cells_under_their_heads() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let report = pages::report("joint-ruled");
    let catalogue = catalogue(folder.path(), &[("joint", report, "")]);
    assert!(pages::ran(&mut pages::run_command(&catalogue, folder.path())).status < 2);
    let mut command = pages::program();
    command.args(["explain", "joint/LAO/A/LAO-15-2016"]);
    command.arg("--output").arg(folder.path().join("output"));
    command.arg("--store").arg(folder.path().join("store"));
    let ran = pages::ran(&mut command);
    let (_, behind) = ran.stdout.split_once("\ncells\n").expect("the cells");
    let cells: Vec<&str> = behind.lines().take_while(|line| !line.is_empty()).collect();
    assert_eq!(
        cells,
        [
            "  Summary  Alleged arrest and detention of members of the Coalition for Fair Elections in Villa Nueva.",
            "  Date, Case No and type  04 May 2016 LAO 15/2016 AL",
            "  Mandates  Independence of judges and lawyers;",
            "  Replies received  06 Jun 2016",
        ]
    );
}

#[test]
fn another_symbol_than_the_catalogue_s_is_told() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let report = pages::report("spanish-chapter");
    let catalogue = catalogue(
        folder.path(),
        &[
            ("same", report.clone(), "symbol = \"A/HRC/99/60/Add.20\""),
            ("other", report, "symbol = \"A/HRC/99/60/Add.2\""),
        ],
    );
    let ran = pages::ran(&mut pages::run_command(&catalogue, folder.path()));
    let rows = pages::written_rows(folder.path(), "diagnostics");
    let told = rows.iter().filter(|row| words(row, "/code") == "symbol-mismatch");
    let told: Vec<_> = told
        .map(|row| (words(row, "/document"), words(row, "/message")))
        .collect();
    assert_eq!(
        told,
        [("other", "the catalogue says A/HRC/99/60/Add.2")],
        "{}",
        ran.stderr
    );
    let records = pages::written_rows(folder.path(), "communications");
    assert!(
        records
            .iter()
            .all(|row| words(row, "/report_symbol") == "A/HRC/99/60/Add.20")
    );
}
