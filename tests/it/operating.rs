//! The files under `docs/` that an operator copies: they are what they say they are.

use crate::pages;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs")
}

fn text(name: &str) -> String {
    fs::read_to_string(docs().join(name)).expect("a file of the documentation")
}

#[test]
fn the_settings_and_all_their_defaults_can_be_read() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let settings = folder.path().join("rapporteur.toml");
    let with_defaults: String = text("rapporteur.toml")
        .lines()
        // A key behind a # stands without a blank.
        .map(|line| match line.strip_prefix('#') {
            Some(line) if line.starts_with(|c: char| c.is_ascii_lowercase()) => format!("{line}\n"),
            _ => format!("{line}\n"),
        })
        .collect();
    let keys = with_defaults
        .lines()
        .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
    assert_eq!(keys.count(), 14, "every key of the settings is shown");
    for text in [
        text("rapporteur.toml"),
        with_defaults.replace("/var/lib/rapporteur/", ""),
    ] {
        fs::write(&settings, &text).expect("settings");
        let ran = pages::ran(pages::program().arg("check").arg("--config").arg(&settings));
        // The settings were read: what is missing is the folder that they name.
        assert!(
            ran.status == 2 && ran.stderr.ends_with("output: no such folder\n"),
            "{}",
            ran.stderr
        );
    }
}

#[test]
fn the_units_pass_systemds_own_check() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let mut verify = Command::new("systemd-analyze");
    verify.arg("verify");
    for name in ["rapporteur.service", "rapporteur.timer"] {
        // The program is where it was built, not yet where it will be installed.
        let unit = text(&format!("systemd/{name}"));
        let unit = unit.replace("/usr/local/bin/rapporteur", env!("CARGO_BIN_EXE_rapporteur"));
        let path = folder.path().join(name);
        fs::write(&path, unit).expect("a unit");
        verify.arg(path);
    }
    match verify.output() {
        Err(why) => pages::skipped("systemd units", &format!("there is no systemd-analyze here: {why}")),
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(
                output.status.success() && !said.contains("rapporteur.service:"),
                "{said}"
            );
        }
    }
}

#[test]
fn the_crontab_has_one_line_with_a_time_a_user_and_the_command() {
    let crontab = text("cron/rapporteur");
    let jobs: Vec<&str> = crontab
        .lines()
        .filter(|line| line.starts_with(|c: char| c.is_ascii_digit()))
        .collect();
    let words: Vec<&str> = jobs.iter().flat_map(|job| job.splitn(7, ' ')).collect();
    let command = "cd /var/lib/rapporteur && /usr/local/bin/rapporteur run -q";
    assert_eq!(words, ["17", "3", "*", "*", "*", "rapporteur", command]);
}

#[test]
fn the_guide_names_every_option_with_a_value_of_a_run_and_of_fetch() {
    let settings = text("rapporteur.toml");
    for command in ["run", "fetch"] {
        let help = pages::ran(pages::program().args([command, "--help"])).stdout;
        let options = help.lines().filter_map(|line| line.trim().strip_prefix("--"));
        let with_value = options.filter_map(|option| option.split_once(" <"));
        for (name, _) in with_value.filter(|(name, _)| !matches!(*name, "only" | "color" | "config")) {
            let key = name.replace('-', "_");
            let shown = settings
                .lines()
                .any(|line| line.trim_start_matches('#').starts_with(&format!("{key} = ")));
            assert!(shown, "docs/rapporteur.toml does not show `{key}`");
        }
    }
}
