//! `extract` over lists of files: what an engine that runs it on many machines needs.

use crate::pages;

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::Stdio;

use serde_json::Value;

use crate::pages::{Ran, words};

/// Good documents, one that is none, and one that is not there.
fn list() -> Vec<PathBuf> {
    let mut files = pages::reports();
    files.insert(3, pages::fixtures().join("pdf/truth.txt"));
    files.insert(7, pages::fixtures().join("no/such/file.pdf"));
    files.extend(pages::all());
    // `table` is a report as well.
    files.retain(|file| !file.ends_with("country-page/date-double-stroke.html"));
    files
}

/// What `extract` prints for a list on stdin.
fn from_list(list: &[u8], arguments: &[&str], threads: &str) -> Ran {
    let mut command = pages::program();
    command
        .args(["extract", "--quiet", "--files-from", "-"])
        .args(arguments)
        .env("RAYON_NUM_THREADS", threads)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    child.stdin.take().expect("a pipe").write_all(list).expect("it reads");
    let output = child.wait_with_output().expect("the program ends");
    Ran {
        status: output.status.code().expect("it was not killed"),
        stdout: String::from_utf8(output.stdout).expect("tables are UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("messages are UTF-8"),
    }
}

fn joined(files: &[PathBuf], end: &str) -> Vec<u8> {
    files
        .iter()
        .flat_map(|file| format!("{}{end}", file.display()).into_bytes())
        .collect()
}

#[test]
fn a_list_gives_the_same_bytes_on_any_number_of_threads() {
    let files = list();
    let named = pages::extract(&files, "communications");
    for threads in ["1", "2", "16"] {
        let ran = from_list(&joined(&files, "\n"), &[], threads);
        assert_eq!(ran.status, 1);
        let lines: Vec<&str> = ran.stdout.lines().collect();
        assert!(lines == named, "{threads} threads print other rows");
    }
    let all = from_list(&joined(&files, "\0"), &["--table", "all"], "1");
    for threads in ["2", "16"] {
        assert!(
            from_list(&joined(&files, "\0"), &["--table", "all"], threads) == all,
            "{threads} threads"
        );
    }
    // Each table is in it, and whole.
    for table in pages::TABLES {
        let own: Vec<String> = all
            .stdout
            .lines()
            .filter_map(|line| line.strip_prefix(&format!("{{\"table\":\"{table}\",\"row\":")))
            .map(|line| line.strip_suffix('}').expect("a row in a row").to_owned())
            .collect();
        assert!(own == pages::extract(&files, table), "{table}");
        assert!(!own.is_empty(), "{table}");
    }
}

#[test]
fn a_broken_document_costs_its_row_alone() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let broken = folder.path().join("broken.pdf");
    fs::write(&broken, "%PDF-1.4\n nothing that is one").expect("a file");
    let files = [
        pages::page("links"),
        broken,
        folder.path().join("gone.html"),
        pages::page("case-year"),
    ];
    let listed = joined(&files, "\n");
    let good = pages::extract(&[pages::page("links"), pages::page("case-year")], "communications");
    let ran = from_list(&listed, &[], "2");
    assert_eq!(
        (ran.status, ran.stdout.lines().collect::<Vec<_>>()),
        (1, good.iter().map(String::as_str).collect())
    );
    assert_eq!(ran.stderr.lines().count(), 2, "{}", ran.stderr);
    let ran = from_list(&listed, &["--table", "documents", "--refusals-are-rows"], "2");
    let rows: Vec<Value> = ran.stdout.lines().map(pages::row).collect();
    let outcomes: Vec<&str> = rows.iter().map(|row| words(row, "/outcome")).collect();
    assert_eq!(
        (ran.status, outcomes),
        (0, vec!["complete", "refused", "missing", "complete"])
    );
    // What falls short otherwise still does.
    let short = joined(&[pages::page("unknown-type")], "\n");
    assert_eq!(from_list(&short, &["--refusals-are-rows"], "2").status, 1);
    // An engine can have nothing to do.
    let ran = from_list(b"", &["--table", "all"], "2");
    assert_eq!((ran.status, ran.stdout.as_str(), ran.stderr.as_str()), (0, "", ""));
}

#[test]
fn a_list_gives_documents_the_ids_of_a_run_over_their_folder() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let copy = |page: &str, name: &str| {
        let path = folder.path().join("in").join(name);
        fs::create_dir_all(path.parent().expect("its folder")).expect("a folder");
        fs::copy(pages::page(page), path).expect("a copy");
    };
    copy("links", "a b/page.html");
    copy("case-year", "c/page.html");
    copy("list-start", "c/page 2.html");
    let here = |arguments: &[&str]| pages::ran(pages::program().args(arguments).current_dir(folder.path()));
    let list = here(&["init", "--list", "in"]);
    assert_eq!(
        (list.status, list.stdout.as_str()),
        (
            0,
            "a-b-page\tin/a b/page.html\npage-2\tin/c/page 2.html\nc-page\tin/c/page.html\n"
        )
    );
    assert_eq!(here(&["run", "in", "--quiet"]).status, 0);
    // Each by itself, as if by three machines.
    for table in pages::TABLES {
        let mut rows = String::new();
        for line in list.stdout.lines() {
            fs::write(folder.path().join("list"), line).expect("a list");
            let ran = here(&[
                "extract",
                "--files-from",
                "list",
                "--with-ids",
                "--table",
                table,
                "--quiet",
            ]);
            assert_eq!(ran.status, 0, "{}", ran.stderr);
            rows.push_str(&ran.stdout);
        }
        let of_run = fs::read_to_string(folder.path().join(format!("output/{table}.jsonl"))).expect("a table");
        assert_eq!(rows, of_run, "{table}");
    }
    for (list, says) in [
        ("in/c/page.html\n", "`in/c/page.html` is no id, tab and name of a file"),
        ("a\tx.html\na\ty.html\n", "two files of the list have the id `a`"),
    ] {
        fs::write(folder.path().join("list"), list).expect("a list");
        let ran = here(&["extract", "--files-from", "list", "--with-ids"]);
        assert!(ran.status == 2 && ran.stderr.contains(says), "{}", ran.stderr);
    }
}

#[test]
fn a_document_comes_from_stdin() {
    let page = fs::File::open(pages::page("links")).expect("a page");
    let ran = pages::ran(pages::program().args(["extract", "-", "--quiet"]).stdin(page));
    let expected = pages::extract(&[pages::page("links")], "communications");
    let expected: Vec<String> = expected
        .iter()
        .map(|line| {
            line.replace("\"links/", "\"stdin/")
                .replace("\"document\":\"links\"", "\"document\":\"stdin\"")
        })
        .collect();
    assert_eq!(
        (ran.status, ran.stdout.lines().collect::<Vec<_>>()),
        (0, expected.iter().map(String::as_str).collect())
    );
    let twice = pages::ran(
        pages::program()
            .args(["extract", "-", "--files-from", "-"])
            .stdin(Stdio::null()),
    );
    assert!(
        twice.status == 2 && twice.stderr.starts_with("error: stdin can be read once"),
        "{twice:?}"
    );
    let nothing = pages::ran(pages::program().args(["extract", "--files-from", "no/such/list"]));
    assert!(
        nothing.status == 2 && nothing.stderr.starts_with("error: no/such/list: "),
        "{nothing:?}"
    );
}
