//! What transcripts cannot show: pipes, colours, folders that cannot be written, and what runs leave behind.

use crate::pages;

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::Stdio;

use tempfile::TempDir;

use crate::pages::Ran;

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder for the test")
}

/// A run of the main catalogue, as expected.
fn run_into(folder: &Path) -> Ran {
    let catalogue = pages::fixtures().join("catalogue.toml");
    let ran = pages::ran(&mut pages::run_command(&catalogue, folder));
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    ran
}

#[test]
fn help_fits_a_screen() {
    for command in [
        "",
        "run",
        "fetch",
        "extract",
        "read",
        "check",
        "explain",
        "schema",
        "show",
        "site",
        "init",
        "completions",
        "man",
    ] {
        let words = [command, "-h"];
        let arguments = words.iter().filter(|word| !word.is_empty());
        let ran = pages::ran(pages::program().args(arguments).env("COLUMNS", "100"));
        assert_eq!((ran.status, ran.stderr.as_str()), (0, ""));
        let lines: Vec<&str> = ran.stdout.lines().collect();
        // The list of commands alone fills a screen of 24 lines.
        let most = if command.is_empty() { 32 } else { 24 };
        assert!(lines.len() <= most, "`{command} -h` has {} lines", lines.len());
        let wide: Vec<&&str> = lines.iter().filter(|line| line.chars().count() > 100).collect();
        assert_eq!(wide, Vec::<&&str>::new(), "`{command} -h`");
        assert!(
            lines.iter().any(|line| line.starts_with("Usage: rapporteur")),
            "`{command} -h`"
        );
    }
}

#[test]
fn a_closed_pipe_ends_quietly() {
    // More than a pipe holds, so that the program is still writing when the pipe is closed.
    let folder = folder();
    let files = (0..40).map(|n| {
        let file = folder.path().join(format!("page-{n}.html"));
        fs::copy(pages::page(pages::SEED), &file).expect("a copy of the page");
        file
    });
    let mut command = pages::program();
    command
        .arg("extract")
        .args(files)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    let mut first = String::new();
    let mut stdout = BufReader::new(child.stdout.take().expect("a pipe"));
    stdout.read_line(&mut first).expect("a line");
    drop(stdout);
    let output = child.wait_with_output().expect("the program ends");
    let row = pages::row(&first);
    assert_eq!(pages::words(&row, "/id"), "page-0/KAZ/first-report/1");
    let said = String::from_utf8(output.stderr).expect("messages are UTF-8");
    assert_eq!((output.status.code(), said.as_str()), (Some(0), ""));
}

#[test]
fn colour_is_only_where_it_is_wanted() {
    let page = pages::page("unknown-type");
    let said = |arguments: &[&str], no_color: Option<&str>| {
        let mut command = pages::program();
        command.arg("extract").arg(&page).args(arguments);
        if let Some(value) = no_color {
            command.env("NO_COLOR", value);
        }
        let ran = pages::ran(&mut command);
        assert!(!ran.stdout.contains('\u{1b}'), "a table has no colours");
        ran.stderr
    };
    let plain = said(&[], None);
    assert!(
        !plain.contains('\u{1b}') && plain.contains("reject[unknown-type]: "),
        "{plain}"
    );
    assert_eq!(said(&["--color", "never"], None), plain);
    assert_eq!(said(&["--color", "auto"], Some("1")), plain);
    let painted = said(&["--color", "always"], None);
    assert!(
        painted.contains("\u{1b}[1;31mreject[unknown-type]\u{1b}[0m: "),
        "{painted}"
    );
    // What was typed for this one command weighs more than the environment.
    assert_eq!(said(&["--color", "always"], Some("1")), painted);
    let mut stripped = painted;
    for code in ["\u{1b}[0m", "\u{1b}[1m", "\u{1b}[2m", "\u{1b}[1;31m"] {
        stripped = stripped.replace(code, "");
    }
    assert_eq!(stripped, plain, "colours add nothing else");
}

#[test]
fn a_run_says_what_it_did_in_a_few_lines() {
    let folder = folder();
    let ran = run_into(folder.path());
    assert_eq!(ran.stdout, "");
    let lines: Vec<&str> = ran.stderr.lines().collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert_eq!(
        lines[0],
        "kazakhstan: 14 letters, 7 press releases, 24 paragraphs of observations"
    );
    let output = folder.path().join("output");
    let summed = format!(
        "{}: 21 entries, 24 paragraphs of observations, 0 rejects, 1 warning, 1 source in ",
        output.display()
    );
    assert!(lines[1].starts_with(&summed), "{lines:?}");
    // It says where they are.
    let see = format!("; see {}", output.join("diagnostics.jsonl").display());
    assert!(lines[1].contains(&see), "{lines:?}");

    let catalogue = pages::fixtures().join("catalogue.toml");
    let quiet = pages::ran(pages::run_command(&catalogue, folder.path()).arg("--quiet"));
    assert_eq!((quiet.status, quiet.stderr.as_str()), (0, ""));
}

#[test]
fn an_output_that_is_no_folder_cannot_be_written() {
    let folder = folder();
    fs::write(folder.path().join("output"), "a file").expect("a file for the test");
    let catalogue = pages::fixtures().join("catalogue.toml");
    for output in ["output", "output/below"] {
        let path = folder.path().join(output);
        let mut command = pages::program();
        command.arg("run").arg("--catalogue").arg(&catalogue);
        command
            .arg("--store")
            .arg(folder.path().join("store"))
            .arg("--output")
            .arg(&path);
        let ran = pages::ran(&mut command);
        assert_eq!((ran.status, ran.stdout.as_str()), (2, ""));
        let start = format!("error: {}: cannot be used as the output folder: ", path.display());
        assert!(ran.stderr.starts_with(&start), "{}", ran.stderr);
        assert_eq!(ran.stderr.lines().count(), 1, "{}", ran.stderr);
    }
    assert!(
        !folder.path().join("store").exists(),
        "nothing is fetched for a run that cannot write"
    );
    let kept = fs::read_to_string(folder.path().join("output")).expect("the file is still there");
    assert_eq!(kept, "a file");
}

#[test]
fn a_run_that_could_not_start_leaves_the_last_tables() {
    let folder = folder();
    run_into(folder.path());
    let before = pages::TABLES.map(|table| pages::written(folder.path(), &format!("{table}.jsonl")));
    let broken = folder.path().join("broken.toml");
    fs::write(&broken, "[[source]]\nid = 1\n").expect("a catalogue for the test");
    let ran = pages::ran(&mut pages::run_command(&broken, folder.path()));
    let start = format!("error: {}:2: ", broken.display());
    assert!(ran.status == 2 && ran.stderr.starts_with(&start), "{ran:?}");
    let after = pages::TABLES.map(|table| pages::written(folder.path(), &format!("{table}.jsonl")));
    assert!(before == after, "the tables of the last run are gone");
    let names = fs::read_dir(folder.path().join("output")).expect("the output folder");
    let mut left: Vec<String> = names
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter(|name| name.starts_with('.'))
        .collect();
    left.sort();
    assert_eq!(left, Vec::<String>::new(), "temporary files are left");
}

#[test]
fn check_passes_good_tables_and_names_what_is_wrong_with_others() {
    let folder = folder();
    run_into(folder.path());
    let output = folder.path().join("output");
    let check = || pages::ran(pages::program().arg("check").arg(&output));
    let good = format!(
        "{}: 21 entries and all tables hold what they promise\n",
        output.display()
    );
    let passed = Ran {
        status: 0,
        stdout: String::new(),
        stderr: good,
    };
    assert_eq!(check(), passed);

    let table = output.join("communications.jsonl");
    let whole = fs::read_to_string(&table).expect("a table");
    let lines: Vec<&str> = whole.lines().collect();
    let other = "not the table of the run in run.json: their digests differ";
    let fewer = "`kazakhstan` says 14 communications, and the tables have 13";
    let documents = output.join("documents.jsonl");
    let digest = format!("error: {}: {other}", table.display());
    let count = format!("error: {}: {fewer}", documents.display());
    // A row lost, a row twice, a value against another, a key gone, an unknown key.
    let twice = format!(
        "error: {}: `kazakhstan/KAZ/first-report/1` stands twice",
        table.display()
    );
    let more = count.replace("have 13", "have 15");
    let delay = format!(
        "error: {}: `kazakhstan/KAZ/first-report/1`: its days to the first reply are not those between the dates",
        table.display()
    );
    let cases = [
        (
            format!("{}\n", lines[1..].join("\n")),
            vec![digest.clone(), count.clone()],
        ),
        (format!("{}\n{whole}", lines[0]), vec![digest.clone(), twice, more]),
        (
            whole.replacen("\"days_to_first_reply\":51", "\"days_to_first_reply\":50", 1),
            vec![digest.clone(), delay],
        ),
    ];
    for (damaged, faults) in cases {
        assert_ne!(damaged, whole);
        fs::write(&table, damaged).expect("a table for the test");
        let ran = check();
        assert_eq!(
            (ran.status, ran.stderr.lines().collect::<Vec<_>>()),
            (1, faults.iter().map(String::as_str).collect())
        );
    }
    for damaged in [
        whole.replacen("\"joint\":true,", "", 1),
        whole.replacen("\"joint\":true,", "\"joint\":true,\"sent\":1,", 1),
        whole.replacen("\"joint\":true,", "\"joint\":\"yes\",", 1),
    ] {
        fs::write(&table, damaged).expect("a table for the test");
        let ran = check();
        let line = format!("error: {}: line 1: ", table.display());
        assert_eq!(ran.status, 1);
        assert!(ran.stderr.starts_with(&line), "{}", ran.stderr);
    }
    fs::remove_file(&table).expect("the table goes");
    let ran = check();
    assert!(
        ran.status == 1 && ran.stderr.starts_with(&format!("error: {}: ", table.display())),
        "{ran:?}"
    );
}

#[test]
fn explain_draws_where_each_field_stands() {
    let folder = folder();
    run_into(folder.path());
    let mut command = pages::program();
    command.args(["explain", "kazakhstan/KAZ/first-report/1"]);
    command.arg("--output").arg(folder.path().join("output"));
    command.arg("--store").arg(folder.path().join("store"));
    let ran = pages::ran(&mut command);
    assert_eq!((ran.status, ran.stderr.as_str()), (0, ""));
    let rows = pages::written_rows(folder.path(), "communications");
    let sha256 = pages::words(&rows[0], "/provenance/sha256");
    let expected =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/transcripts/files/explained.txt"))
            .expect("what is expected")
            .replace("[SHA256]", sha256);
    assert_eq!(ran.stdout, expected);
}

#[test]
fn explain_tells_which_layout_a_document_has() {
    let folder = folder();
    run_into(folder.path());
    let mut command = pages::program();
    command.args(["explain", "kazakhstan", "--output"]);
    let ran = pages::ran(command.arg(folder.path().join("output")));
    assert_eq!((ran.status, ran.stderr.as_str()), (0, ""));
    let line = ran.stdout.lines().find(|line| line.starts_with("layout"));
    assert_eq!(
        line,
        Some(
            "layout country-page, recognised by the heading of a report's section: \
             “First Report (May 1, 2011 to March 15, 2012)” (line 11)"
        )
    );
    assert!(ran.stdout.ends_with("outcome complete\n"), "{}", ran.stdout);
}

#[test]
fn explain_tells_a_misspelt_code_from_a_missing_table() {
    let folder = folder();
    let mut command = pages::program();
    command.args(["explain", "unreadable-dates"]);
    command.arg("--output").arg(folder.path().join("output"));
    let ran = pages::ran(&mut command);
    assert_eq!((ran.status, ran.stdout.as_str()), (2, ""));
    assert!(ran.stderr.contains("no diagnostic has that code"), "{}", ran.stderr);
    command = pages::program();
    command.args(["explain", "kazakhstan/KAZ/first-report/99"]);
    run_into(folder.path());
    command.arg("--output").arg(folder.path().join("output"));
    let ran = pages::ran(&mut command);
    let said = format!(
        "error: `kazakhstan/KAZ/first-report/99`: no row in {} has that id; did you mean \
             `kazakhstan/KAZ/first-report/1`, `kazakhstan/KAZ/first-report/2`?\n",
        folder.path().join("output").display()
    );
    assert_eq!((ran.status, ran.stderr), (2, said));
}
