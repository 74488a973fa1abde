//! What is not ours in an output folder stays, and what is said of many sources is said once.

use crate::pages;
use crate::web;

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::web::Web;

/// The names in a folder, sorted.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn a_table_that_is_not_ours_is_not_written_over() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let page = pages::page(pages::SEED);
    let catalogue = pages::catalogue(folder.path(), &[("page".to_owned(), page.clone(), "")]);
    let output = folder.path().join("output");
    fs::create_dir_all(&output).expect("a folder for the test");
    let mine = output.join("cases.jsonl");
    fs::write(&mine, "my own cases\n").expect("a file for the test");
    let refused = pages::ran(&mut pages::run_command(&catalogue, folder.path()));
    let said = format!(
        "error: {}: not made by rapporteur, and left as it is; name another folder with --output\n",
        mine.display()
    );
    assert_eq!((refused.status, refused.stderr.as_str()), (2, said.as_str()));
    assert_eq!(names(&output), ["cases.jsonl"]);
    let rows = folder.path().join("rows.jsonl");
    fs::write(&rows, pages::extract(&[page], "communications").join("\n")).expect("rows for the test");
    let refused = pages::ran(
        pages::program()
            .arg("reconcile")
            .arg(&rows)
            .arg("--output")
            .arg(&output),
    );
    assert_eq!((refused.status, refused.stderr.as_str()), (2, said.as_str()));
    assert_eq!(fs::read(&mine).expect("it stays"), b"my own cases\n");

    fs::remove_file(&mine).expect("it can go");
    fs::write(output.join("notes.txt"), "mine").expect("a file for the test");
    let first = pages::ran(&mut pages::run_command(&catalogue, folder.path()));
    assert_eq!(first.status, 0, "{}", first.stderr);
    // Ours, damaged: it is written anew.
    fs::write(output.join("cases.jsonl"), "\0").expect("a file for the test");
    let second = pages::ran(&mut pages::run_command(&catalogue, folder.path()));
    assert_eq!(second.status, 0, "{}", second.stderr);
    assert!(names(&output).contains(&"notes.txt".to_owned()));
}

#[test]
fn a_folder_of_the_name_of_ours_stays() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let path = folder.path().join("page.html");
    fs::write(&path, pages::seed()).expect("a page for the test");
    let catalogue = pages::catalogue(folder.path(), &[("page".to_owned(), path.clone(), "")]);
    let run = || pages::ran(&mut pages::run_command(&catalogue, folder.path()));
    let output = folder.path().join("output");
    let held = output.join("held");
    fs::create_dir_all(&held).expect("a folder for the test");
    fs::write(held.join("back.txt"), "mine").expect("a file for the test");
    let said = format!("warning: {}: not made by rapporteur, and left as it is", held.display());
    let first = run();
    assert_eq!(first.status, 0, "{}", first.stderr);
    assert!(first.stderr.lines().any(|line| line == said), "{}", first.stderr);

    let (start, _) = pages::seed()
        .split_once("<h3>Fifth Report")
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .expect("a section");
    fs::write(&path, format!("{start}</body></html>")).expect("a page for the test");
    let fell = run();
    assert_eq!(fell.status, 1, "{}", fell.stderr);
    assert!(fell.stderr.contains("held-by-rapporteur"), "{}", fell.stderr);
    assert!(output.join("held-by-rapporteur/run.json").exists());
    assert_eq!(names(&held), ["back.txt"]);
    // What is ours goes when it is not needed any more.
    fs::write(&path, pages::seed()).expect("a page for the test");
    assert_eq!(run().status, 0);
    assert!(!output.join("held-by-rapporteur").exists());
    assert_eq!(names(&held), ["back.txt"]);
}

#[test]
fn many_sources_are_one_line_and_one_each_when_asked_for() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    // Nobody listens there any more.
    let addresses: Vec<String> = (0..2)
        .map(|_| {
            let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
            format!("http://{}", listener.local_addr().expect("its address"))
        })
        .collect();
    let ids: Vec<String> = (0..42).map(|at| format!("source-{at:02}")).collect();
    let sources: Vec<(&str, String)> = ids
        .iter()
        .zip(addresses.iter().cycle())
        .map(|(id, address)| (id.as_str(), format!("{address}/{id}")))
        .collect();
    let catalogue = web::catalogue(folder.path(), &sources);
    let run = |more: &[&str]| {
        let mut command = web::run(folder.path(), &catalogue);
        pages::ran(command.args(["--retries", "0", "--pause", "0"]).args(more))
    };
    let ran = run(&[]);
    assert_eq!(ran.status, 1);
    let lines: Vec<&str> = ran.stderr.lines().collect();
    assert_eq!(lines.len(), 2, "{lines:#?}");
    assert!(lines[0].starts_with("error: 42 sources not fetched: "), "{lines:?}");
    assert!(ids.iter().all(|id| lines[0].contains(id.as_str())), "{lines:?}");
    assert_eq!(lines[0].matches("no answer").count(), 1, "each reason once: {lines:?}");
    let verbose = run(&["-v"]);
    assert_eq!(
        verbose
            .stderr
            .lines()
            .filter(|line| line.contains(": not fetched: "))
            .count(),
        42
    );
}

#[test]
fn new_sources_of_an_index_are_one_line_that_names_them_all() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let count = Arc::new(AtomicUsize::new(32));
    let site = {
        let (count, seed) = (Arc::clone(&count), pages::seed());
        Web::start(web::pages(move |path| {
            let ids = (0..count.load(Ordering::Relaxed)).map(|at| {
                let letter = |n: usize| char::from(b'a' + u8::try_from(n).expect("a letter"));
                format!(
                    "<li><a href='country-{}{}/'>x</a></li>",
                    letter(at / 20),
                    letter(at % 20)
                )
            });
            match path {
                "/reports/" => {
                    let page = format!("<html><ul>{}</ul></html>", ids.collect::<String>());
                    Some((page.clone().into_bytes(), page.len().to_string()))
                }
                _ => Some((seed.clone().into_bytes(), "1".to_owned())),
            }
        }))
    };
    let catalogue = folder.path().join("catalogue.toml");
    let text = format!(
        "[[source]]\nid = \"reports\"\nkind = \"index\"\nurl = \"{}/reports/\"\nlinks = '/reports/(?<id>country-[a-z]+)/$'\nbecomes = \"country-page\"\n",
        site.address
    );
    fs::write(&catalogue, text).expect("a catalogue for the test");
    let run = || pages::ran(web::run(folder.path(), &catalogue).args(["--pause", "0"]));
    let first = run();
    let told: Vec<&str> = first
        .stderr
        .lines()
        .filter(|line| line.starts_with("reports: "))
        .collect();
    let [line] = told.as_slice() else {
        panic!("one line: {}", first.stderr)
    };
    assert!(
        line.starts_with("reports: 32 new sources: country-aa, country-ab, "),
        "{line}"
    );
    assert_eq!(line.matches("country-").count(), 32);
    count.store(1, Ordering::Relaxed);
    let second = run();
    assert_eq!(second.status, 1);
    let told: Vec<&str> = second
        .stderr
        .lines()
        .filter(|line| line.contains("no link to "))
        .collect();
    let [line] = told.as_slice() else {
        panic!("one line: {}", second.stderr)
    };
    assert!(
        line.starts_with("error: reports: no link to 31 sources any more; they are still asked for: "),
        "{line}"
    );
}
