//! What documents, file names, catalogues and servers could steer a terminal with never reaches one; what does not go to a
//! terminal stays as it is.

use crate::pages;
use crate::web;

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::pages::Ran;
use crate::web::{Reply, Web};

/// A summary, and a type that is none, with an escape sequence, a control character of the second set and an override.
const ODD: &str = "\u{1b}]0;owned\u{7}\u{9b}2J\u{202e}gpj\u{2066}";

fn is_odd(c: char) -> bool {
    c.is_control() && c != '\n'
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Asserts that nothing in an output steers a terminal. Colours are the program's own, and a terminal ends its lines with
/// two characters.
fn assert_plain(output: &str, what: &str) {
    let colours = regex::Regex::new("\u{1b}\\[[0-9;]*m").expect("a pattern");
    let plain = colours.replace_all(output, "").replace("\r\n", "\n");
    let odd = plain.lines().find(|line| line.contains(is_odd));
    assert_eq!(odd, None, "{what}");
}

/// Runs a command on a terminal; nothing where there is no `script` that makes one.
fn on_terminal(command: &Command) -> Option<String> {
    on_terminal_after("", command)
}

/// Runs a command on a terminal of so many columns.
pub fn on_terminal_of(columns: usize, command: &Command) -> Option<String> {
    // A terminal without rows counts as none.
    on_terminal_after(&format!("stty rows 24 cols {columns}; "), command)
}

fn on_terminal_after(before: &str, command: &Command) -> Option<String> {
    let quoted = |word: &std::ffi::OsStr| format!("'{}'", word.to_string_lossy().replace('\'', "'\\''"));
    let words: Vec<String> = std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(quoted)
        .collect();
    let mut script = Command::new("script");
    let line = format!("{before}{}", words.join(" "));
    script.args(["-qec", &line, "/dev/null"]);
    let output = script.env("TERM", "dumb").output().ok()?;
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn page() -> String {
    format!(
        "<!DOCTYPE html><meta charset=utf-8><h1>Kazakhstan communications</h1>\
         <h3>First Report (May 1, 2011 to March 15, 2012)</h3><ol>\
         <li>Urgent appeal, 3/5/2011. Case no. KAZ 1/2011. State reply: None to date. Alleged arrest {ODD} of a writer.</li>\
         <li>Open {ODD} letter, 4/5/2011. Case no. KAZ 2/2011. State reply: None to date. Alleged arrest.</li></ol>"
    )
}

fn run_in(folder: &Path) -> Ran {
    let path = folder.join("page.html");
    fs::write(&path, page()).expect("a page for the test");
    let catalogue = pages::catalogue(folder, &[("page".to_owned(), path, "")]);
    pages::ran(pages::run_command(&catalogue, folder).arg("-vv"))
}

#[test]
fn a_document_does_not_steer_the_terminal() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let ran = run_in(folder.path());
    assert_eq!(ran.status, 1, "{}", ran.stderr);
    assert_plain(&ran.stderr, "run");
    assert!(ran.stderr.contains("\\u001b]0;owned\\u0007"), "{}", ran.stderr);

    let (output, store) = (folder.path().join("output"), folder.path().join("store"));
    let path = folder.path().join("page.html");
    let command = |words: &[&str]| {
        let mut command = pages::program();
        command.args(words);
        match words[0] {
            "read" => drop(command.arg(&path)),
            "find" => drop(command.arg(&output)),
            "explain" => drop(command.arg("--output").arg(&output).arg("--store").arg(&store)),
            _ => drop(command.arg("--output").arg(&output)),
        }
        command
    };
    for words in [
        &["read"][..],
        &["read", "--format", "lines"],
        &["find", "Alleged"],
        &["explain", "page/KAZ/first-report/1"],
        &["explain", "KAZ 1/2011"],
        &["cite", "page/KAZ/first-report/1"],
    ] {
        let piped = pages::ran(&mut command(words));
        assert!(piped.status <= 1, "{words:?}: {}", piped.stderr);
        let Some(seen) = on_terminal(&command(words)) else {
            return pages::skipped("a_document_does_not_steer_the_terminal", "no `script` here");
        };
        assert_plain(&seen, &format!("{words:?}: {seen}"));
        // Escaped, not dropped.
        assert!(
            seen.contains("\\u202e") == piped.stdout.contains(['\u{202e}', '\\']),
            "{words:?}: {seen}"
        );
    }
    // To a pipe, every byte as it stands.
    let read = pages::ran(&mut command(&["read"]));
    assert!(
        read.stdout.contains(ODD.trim_start_matches('\u{1b}')),
        "{}",
        read.stdout
    );
}

#[test]
fn nor_do_the_names_of_files_and_what_servers_say() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let name = folder.path().join("a\u{1b}[2J\u{202e}b\nerror: c.html");
    for arguments in [&["extract"][..], &["read"], &["check"]] {
        let ran = pages::ran(pages::program().args(arguments).arg(&name));
        assert_ne!(ran.status, 0);
        assert_plain(&ran.stderr, &ran.stderr);
        assert_eq!(ran.stderr.lines().count(), 1, "{}", ran.stderr);
    }
    let typed = pages::ran(pages::program().arg("--\u{1b}[2J\u{202e}"));
    assert_eq!(typed.status, 2);
    assert_plain(&typed.stderr, &typed.stderr);

    let server = Web::start(|_| Reply::redirect("ftp://\u{9b}2J\u{202e}/"));
    let catalogue = web::catalogue(folder.path(), &[("page", server.address.clone())]);
    let ran = pages::ran(&mut web::run(folder.path(), &catalogue));
    assert_eq!(ran.status, 1, "{}", ran.stderr);
    assert_plain(&ran.stderr, &ran.stderr);
}

#[test]
fn what_is_drawn_of_one_long_line_has_a_bound() {
    /// Bytes of the page's only line.
    const BYTES: usize = 1 << 20;
    let folder = tempfile::tempdir().expect("a folder for the test");
    let mut page =
        "<h1>Kazakhstan communications</h1><h3>First Report (May 1, 2011 to March 15, 2012)</h3><ol><li>".to_owned();
    // One item: every entry after the first is a mark that belongs to none.
    while page.len() < BYTES {
        page.push_str("Urgent appeal, 3/5/2011. Case no. KAZ 1/2011. State reply: None to date. Alleged arrest. ");
    }
    let path = folder.path().join("page.html");
    fs::write(&path, page).expect("a page for the test");
    let ran = pages::ran(pages::program().args(["extract", "-vv"]).arg(&path));
    assert_eq!(ran.status, 1);
    let drawn = ran.stderr.lines().filter(|line| line.starts_with("warning[")).count();
    assert!((1..=40).contains(&drawn), "{drawn} are drawn");
    assert!(ran.stderr.len() < 40_000, "{} bytes", ran.stderr.len());
    let rest = ran
        .stderr
        .lines()
        .find(|line| line.contains(" more; to see all of them: "));
    assert!(rest.is_some_and(|line| line.contains("warnings")), "{}", ran.stderr);
}
