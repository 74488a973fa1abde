//! What is printed for people fits their terminal.

use std::path::Path;

use crate::pages;
use crate::steering::on_terminal_of;

/// What `explain` prints on a terminal, without colours; nothing where there is none.
fn explained(folder: &Path, columns: usize, what: &str) -> Option<String> {
    let mut command = pages::program();
    command.args(["explain", what]);
    command.arg("--output").arg(folder.join("output"));
    command.arg("--store").arg(folder.join("store"));
    let seen = on_terminal_of(columns, &command)?.replace("\r\n", "\n");
    let colours = regex::Regex::new("\u{1b}\\[[0-9;]*m").expect("a pattern");
    Some(colours.replace_all(&seen, "").into_owned())
}

#[test]
fn explanations_fit_the_terminal() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let catalogue = pages::fixtures().join("catalogue.toml");
    let ran = pages::ran(&mut pages::run_command(&catalogue, folder.path()));
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    for columns in [48, 80, 132] {
        for what in [
            "KAZ 2/2016",
            "kazakhstan/KAZ/sixth-report/2",
            "kazakhstan/KAZ/first-report/observation-1",
            "kazakhstan",
            "case-like-another",
        ] {
            let Some(seen) = explained(folder.path(), columns, what) else {
                return pages::skipped("explanations_fit_the_terminal", "no `script` here");
            };
            // A word that is wider alone is not broken.
            let is_wide = |line: &&str| line.chars().count() > columns && line.trim().contains(' ');
            assert_eq!(seen.lines().find(is_wide), None, "{what} on {columns} columns");
            assert!(seen.contains(what), "{seen}");
        }
    }
}
