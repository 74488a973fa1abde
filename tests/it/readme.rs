//! The commands that README.md prints do what it says, with the files of a fresh clone.
//!
//! A command is a line of a fenced block with `cargo run --release -- …`. In a block whose commands begin with `$ `, the
//! lines below a command are what it prints: seconds may differ, and `…` stands for the rest of a line, or, alone, for
//! any lines.

use crate::pages;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// How a command of this program begins.
const CARGO_RUN: &[&str] = &[
    "cargo run --release --quiet -- ",
    "cargo run --release -q -- ",
    "cargo run --release -- ",
];
/// Tools that a fresh machine need not have: what is piped into them is run without them.
const PIPED: &[&str] = &[" | jq", " | duckdb", " | less", " | python"];

/// A command and what it is said to print.
#[derive(Debug, PartialEq, Eq)]
struct Shown {
    arguments: String,
    prints: Option<Vec<String>>,
}

/// The commands of a README, in order.
fn commands(readme: &str) -> Vec<Shown> {
    let mut found: Vec<Shown> = Vec::new();
    let (mut fenced, mut open) = (false, false);
    for line in readme.lines() {
        if line.trim_start().starts_with("```") {
            (fenced, open) = (!fenced, false);
            continue;
        }
        if !fenced {
            continue;
        }
        let typed = line.trim().strip_prefix("$ ");
        let command = typed.unwrap_or(line.trim());
        if let Some(arguments) = CARGO_RUN.iter().find_map(|start| command.strip_prefix(start)) {
            let arguments = arguments.split(" #").next().unwrap_or_default().trim().to_owned();
            let prints = typed.map(|_| Vec::new());
            open = typed.is_some();
            found.push(Shown { arguments, prints });
        } else if typed.is_some() {
            open = false;
        } else if let Some(Some(prints)) = found.last_mut().filter(|_| open).map(|shown| shown.prints.as_mut()) {
            prints.push(line.trim_end().to_owned());
        }
    }
    found
}

/// Whether a command asks servers: the built-in catalogue is of the net.
fn asks_servers(arguments: &str) -> bool {
    let words: Vec<&str> = arguments.split_whitespace().collect();
    let fetches = matches!(words.first(), Some(&("run" | "fetch")));
    fetches && !words.iter().any(|word| word.starts_with("--catalogue"))
}

/// Figures before ` s` at the end of a line are a time.
fn timeless(line: &str) -> String {
    match line.strip_suffix(" s") {
        Some(rest) => format!("{}# s", rest.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.')),
        None => line.to_owned(),
    }
}

/// Whether lines are printed as they are shown.
fn fits(shown: &[String], printed: &[String]) -> bool {
    let Some((first, rest)) = shown.split_first() else {
        return printed.is_empty();
    };
    if matches!(first.trim(), "…" | "...") {
        return (0..=printed.len()).any(|skipped| fits(rest, &printed[skipped..]));
    }
    let Some((line, others)) = printed.split_first() else {
        return false;
    };
    let same = match first.strip_suffix('…') {
        Some(start) => line.starts_with(start),
        None => timeless(line) == timeless(first),
    };
    same && fits(rest, others)
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder of the copy");
    for entry in fs::read_dir(from).expect("a folder of the clone") {
        let path = entry.expect("an entry of the folder").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("a file of the copy");
        }
    }
}

/// Runs a command as a shell does, in a folder: its status and all that it printed, tables first.
fn run(arguments: &str, folder: &Path) -> (i32, Vec<String>) {
    let binary = PathBuf::from(env!("CARGO_BIN_EXE_rapporteur"));
    let alone = PIPED.iter().filter_map(|tool| arguments.find(tool)).min();
    let arguments = alone.map_or(arguments, |end| arguments.split_at(end).0);
    let mut command = Command::new("sh");
    command
        .arg("-c")
        .arg(format!("\"$RAPPORTEUR\" {arguments}"))
        .current_dir(folder);
    command.env("RAPPORTEUR", binary).env_remove("NO_COLOR");
    let ran = pages::ran(&mut command);
    let lines = ran.stdout.lines().chain(ran.stderr.lines());
    (ran.status, lines.map(|line| line.trim_end().to_owned()).collect())
}

#[test]
fn the_commands_of_the_readme_do_what_it_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).expect("README.md");
    let folder = tempfile::tempdir().expect("a folder for the test");
    copy(&root.join("fixtures"), &folder.path().join("fixtures"));
    let commands = commands(&readme);
    let main = commands.first().expect("README.md shows a command");
    assert!(
        main.arguments.starts_with("run "),
        "the first command is the main one: {main:?}"
    );
    assert!(
        !asks_servers(&main.arguments),
        "the main command needs no network: {main:?}"
    );
    for shown in commands.iter().filter(|shown| !asks_servers(&shown.arguments)) {
        let (status, printed) = run(&shown.arguments, folder.path());
        let said = printed.join("\n");
        assert_eq!(status, 0, "`{}` falls short or cannot run:\n{said}", shown.arguments);
        if let Some(prints) = shown.prints.as_ref().filter(|prints| !prints.is_empty()) {
            let prints: Vec<String> = prints
                .iter()
                .rev()
                .skip_while(|line| line.is_empty())
                .cloned()
                .collect();
            let prints: Vec<String> = prints.into_iter().rev().collect();
            assert!(
                fits(&prints, &printed),
                "`{}` prints\n{said}\nand is shown with\n{}",
                shown.arguments,
                prints.join("\n")
            );
        }
    }
    let table = folder.path().join("output/communications.jsonl");
    let rows = fs::read_to_string(&table).expect("the main command writes output/communications.jsonl");
    assert_eq!(rows.lines().count(), 21);
}

#[test]
fn commands_are_found_and_compared_as_they_are_shown() {
    let readme = "```sh\ngit clone x\ncargo run --release -- run --catalogue c.toml   # what it does\n```\n\
                  cargo run --release -- not this\n\
                  ```console\n$ cargo run --release -q -- check\nok in 0.02 s\n…\n$ ls\nx\n```\n";
    let shown = |arguments: &str, prints: Option<&[&str]>| Shown {
        arguments: arguments.to_owned(),
        prints: prints.map(|lines| lines.iter().map(|line| (*line).to_owned()).collect()),
    };
    let expected = [
        shown("run --catalogue c.toml", None),
        shown("check", Some(&["ok in 0.02 s", "…"])),
    ];
    assert_eq!(commands(readme), expected);
    let lines = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
    for (shown, printed, same) in [
        (&["ok in 0.02 s", "…"][..], &["ok in 1.5 s", "a", "b"][..], true),
        (&["{\"id\":…"], &["{\"id\":1}"], true),
        (&["…", "b"], &["a", "b"], true),
        (&["a"], &["a", "b"], false),
        (&["a", "b"], &["a"], false),
        (&["3 entries in 1 s"], &["4 entries in 1 s"], false),
    ] {
        assert_eq!(fits(&lines(shown), &lines(printed)), same, "{shown:?} {printed:?}");
    }
    assert!(asks_servers("run --only peru") && !asks_servers("run --catalogue c.toml") && !asks_servers("check"));
}
