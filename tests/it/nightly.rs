//! What an operator has of a run every night: what is new, what has fallen, and tables that belong together.

use crate::pages;

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::pages::{Ran, TABLES, at};

/// A folder with the seed page as `page.html`, a catalogue of it, and whatever runs make of that.
struct Bench {
    folder: TempDir,
}

impl Bench {
    fn new() -> Self {
        let bench = Self {
            folder: tempfile::tempdir().expect("a folder for the test"),
        };
        bench.edit(str::to_owned);
        pages::catalogue(bench.path(), &[("page".to_owned(), bench.path().join("page.html"), "")]);
        bench
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn edit(&self, edit: impl Fn(&str) -> String) {
        let page = edit(&pages::seed());
        fs::write(self.path().join("page.html"), page).expect("a page for the test");
    }

    fn command(&self) -> Command {
        pages::run_command(&self.path().join("catalogue.toml"), self.path())
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        pages::ran(self.command().args(arguments))
    }

    fn tables(&self) -> Vec<Vec<u8>> {
        TABLES
            .iter()
            .map(|table| pages::written(self.path(), &format!("{table}.jsonl")))
            .collect()
    }

    fn changes(&self) -> Vec<Value> {
        pages::written_rows(self.path(), "changes")
    }

    fn run_json(&self) -> Value {
        serde_json::from_slice(&pages::written(self.path(), "run.json")).expect("run.json")
    }

    fn check(&self) -> Ran {
        pages::ran(pages::program().arg("check").arg(self.path().join("output")))
    }
}

/// A page with one summary written anew, one entry gone and one come.
fn edited(page: &str) -> String {
    let summary = "Alleged detention of human rights defender and trade unionist.";
    assert_eq!(page.matches(summary).count(), 1);
    page.replace(summary, "Alleged release.")
}

/// A page whose summaries are all gone: what stands after the reply.
fn without_summaries(page: &str) -> String {
    let start =
        regex::Regex::new(r"(?s)(State [Rr]eply:.{0,400}?(?:</a>|None to date)\.?).*?</li>").expect("a pattern");
    start.replace_all(page, "$1</li>").into_owned()
}

#[test]
fn a_second_run_says_nothing_new_and_extracts_nothing() {
    let bench = Bench::new();
    let first = bench.run(&[]);
    assert_eq!(first.status, 0, "{}", first.stderr);
    assert_eq!(
        (bench.run_json()["reused"].clone(), bench.run_json()["changes"].clone()),
        (json!(0), Value::Null)
    );
    let before = bench.tables();
    let second = bench.run(&[]);
    assert_eq!(second.status, 0, "{}", second.stderr);
    assert!(
        second.stderr.contains("1 source (nothing new) in "),
        "{}",
        second.stderr
    );
    assert!(bench.tables() == before);
    assert_eq!(bench.run_json()["reused"], json!(1));
    assert_eq!(bench.changes(), Vec::<Value>::new());
    assert_eq!(bench.check().status, 0);
}

#[test]
fn rows_that_are_taken_over_stand_as_they_would_without_a_last_run() {
    let all: Vec<_> = [
        "list-start",
        "links",
        "case-year",
        "press-release-forms",
        "numbered-remarks",
    ]
    .map(|name| (name.to_owned(), pages::page(name), ""))
    .into();
    let nightly = tempfile::tempdir().expect("a folder for the test");
    // Some go, from the front, the middle and the end; some come back; the order changes; nothing does.
    for night in [
        &[0, 1, 2, 3, 4][..],
        &[0, 1, 3, 4],
        &[0, 1, 3],
        &[1, 3],
        &[4, 3, 2, 1],
        &[4, 3, 2, 1],
        &[0, 1, 2],
    ] {
        let sources: Vec<_> = night.iter().filter_map(|&at| all.get(at).cloned()).collect();
        let tables = |folder: &Path| {
            let catalogue = pages::catalogue(folder, &sources);
            let ran = pages::ran(pages::run_command(&catalogue, folder).arg("--accept"));
            assert!(ran.status < 2, "{}", ran.stderr);
            TABLES.map(|table| pages::written(folder, &format!("{table}.jsonl")))
        };
        let alone = tempfile::tempdir().expect("a folder for the test");
        assert!(tables(nightly.path()) == tables(alone.path()), "{night:?}");
        let check = pages::ran(pages::program().arg("check").arg(nightly.path().join("output")));
        assert!(check.status < 2, "{}", check.stderr);
    }
}

#[test]
fn only_some_sources_are_asked_and_the_others_keep_their_rows() {
    let bench = Bench::new();
    let sources: Vec<_> = ["links", "case-year", "list-start"]
        .map(|name| (name.to_owned(), pages::page(name), ""))
        .into();
    pages::catalogue(bench.path(), &sources);
    bench.run(&[]);
    let whole = bench.tables();
    let ran = bench.run(&["--only", "case-year"]);
    assert!(ran.status < 2, "{}", ran.stderr);
    assert!(
        bench.tables() == whole,
        "in the catalogue's order, as if all had been asked"
    );
    assert_eq!(bench.run_json()["sources"], json!(1));
    // Nor do those leave that have no row yet.
    let fresh = Bench::new();
    pages::catalogue(fresh.path(), &sources);
    fresh.run(&["--only", "case-year"]);
    assert_eq!(pages::written_rows(fresh.path(), "documents").len(), 1);
    fresh.run(&[]);
    assert!(fresh.tables() == whole);
}

#[test]
fn sources_that_left_the_catalogue_keep_their_rows_until_that_is_accepted() {
    let bench = Bench::new();
    let all: Vec<_> = ["links", "case-year", "list-start"]
        .map(|name| (name.to_owned(), pages::page(name), ""))
        .into();
    pages::catalogue(bench.path(), &all);
    bench.run(&[]);
    let rows = |table: &str| pages::written_rows(bench.path(), table);
    let (communications, documents) = (rows("communications").len(), rows("documents").len());
    pages::catalogue(bench.path(), &all[..1]);
    for _ in 0..2 {
        let ran = bench.run(&[]);
        let said: Vec<&str> = ran
            .stderr
            .lines()
            .filter(|line| line.contains("not named any more"))
            .collect();
        assert_eq!((ran.status, said.len()), (1, 1), "{}", ran.stderr);
        assert!(
            said[0].starts_with("error: 2 sources of the last run") && said[0].contains("case-year, list-start"),
            "{said:?}"
        );
        assert_eq!(
            (rows("communications").len(), rows("documents").len()),
            (communications, documents)
        );
        assert!(bench.check().status < 2);
    }
    // Whoever names one source says nothing of those that left.
    let only = bench.run(&["--only", "links"]);
    assert!(!only.stderr.contains("not named any more"), "{}", only.stderr);
    assert_eq!(rows("documents").len(), documents);
    let accepted = bench.run(&["--accept"]);
    assert!(
        accepted.stderr.contains("2 sources left the catalogue"),
        "{}",
        accepted.stderr
    );
    assert_eq!(rows("documents").len(), 1);
    assert!(!bench.run(&[]).stderr.contains("not named any more"));
}

#[test]
fn what_a_page_changed_is_told_field_by_field() {
    let bench = Bench::new();
    bench.run(&[]);
    bench.edit(edited);
    let ran = bench.run(&[]);
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    assert!(
        ran.stderr.contains("1 source (0 gained, 0 lost, 1 changed) in "),
        "{}",
        ran.stderr
    );
    let old = "Alleged detention of human rights defender and trade unionist.";
    // JSON as text, since fields are of several types.
    let field = |field: &str| json!({"field": field, "old": json!(old).to_string(), "new": "\"Alleged release.\""});
    let expected = json!({
        "change": "changed",
        "table": "communications",
        "id": "page/KAZ/first-report/1",
        "document": "page",
        "fields": [field("summary"), field("printed.summary")],
    });
    assert_eq!(bench.changes(), [expected]);
    assert_eq!(
        bench.run_json()["changes"],
        json!({"gained": 0, "lost": 0, "changed": 1})
    );
    assert_eq!(bench.check().status, 0);
    // The same again is no change.
    bench.run(&[]);
    assert_eq!(bench.changes(), Vec::<Value>::new());
}

#[test]
fn diff_compares_any_two_outputs() {
    let (old, new) = (Bench::new(), Bench::new());
    old.run(&[]);
    new.edit(|page| edited(page).replacen("Case no. KAZ 5/2011", "Case no. KAZ 7/2011", 1));
    new.run(&[]);
    let folder = |bench: &Bench| bench.path().join("output");
    let diff = |old: &Bench, new: &Bench| pages::ran(pages::program().arg("diff").arg(folder(old)).arg(folder(new)));
    let ran = diff(&old, &new);
    assert_eq!((ran.status, ran.stderr.as_str()), (0, "0 gained, 0 lost, 2 changed\n"));
    let fields: Vec<Value> = ran
        .stdout
        .lines()
        .map(|line| at(&pages::row(line), "/fields/0").clone())
        .collect();
    assert!(
        fields.contains(&json!({"field": "case_number", "old": "\"KAZ 5/2011\"", "new": "\"KAZ 7/2011\""})),
        "{fields:?}"
    );
    // Backwards, everything is the other way round.
    let back = diff(&new, &old);
    let first = pages::row(back.stdout.lines().next().expect("a change"));
    assert_eq!(at(&first, "/fields/0/old"), "\"Alleged release.\"");
    let same = diff(&old, &old);
    assert_eq!(
        (same.stdout.as_str(), same.stderr.as_str()),
        ("", "0 gained, 0 lost, 0 changed\n")
    );
    let none = pages::ran(
        pages::program()
            .arg("diff")
            .arg(folder(&old))
            .arg(old.path().join("nowhere")),
    );
    assert_eq!((none.status, none.stdout.as_str()), (2, ""));
    assert!(none.stderr.ends_with("nowhere: no such folder\n"), "{}", none.stderr);
}

#[test]
fn records_that_come_and_go_are_shown_whole() {
    let bench = Bench::new();
    bench.run(&[]);
    let output = bench.path().join("output");
    let table = output.join("communications.jsonl");
    let other = bench.path().join("other");
    fs::create_dir(&other).expect("a folder");
    let lines = fs::read_to_string(&table).expect("a table");
    let (gone, rest) = lines.split_once('\n').expect("many lines");
    fs::write(other.join("communications.jsonl"), rest).expect("a table");
    let diff = |old: &Path, new: &Path| pages::ran(pages::program().arg("diff").arg(old).arg(new));
    let lost = diff(&output, &other);
    let change = pages::row(lost.stdout.lines().next().expect("a change"));
    let row = pages::row(gone);
    assert_eq!(
        (at(&change, "/change"), at(&change, "/id")),
        (&json!("lost"), at(&row, "/id"))
    );
    let fields = at(&change, "/fields").as_array().expect("fields");
    let summary = fields
        .iter()
        .find(|field| field["field"] == "summary")
        .expect("a summary");
    let printed = json!(at(&row, "/summary").to_string());
    assert_eq!((&summary["old"], &summary["new"]), (&printed, &json!("null")));
    assert!(
        fields
            .iter()
            .all(|field| field["field"] != "provenance" && field["old"] != "null")
    );
    // The observations are not in the other folder at all.
    assert!(lost.stderr.contains("0 gained, 25 lost, 0 changed"), "{}", lost.stderr);
    assert!(diff(&other, &output).stderr.contains("25 gained, 0 lost, 0 changed"));
}

#[test]
fn an_emptied_column_is_not_published_until_it_is_accepted() {
    let bench = Bench::new();
    bench.run(&[]);
    let good = bench.tables();
    bench.edit(without_summaries);
    for _ in 0..2 {
        let held = bench.run(&[]);
        assert_eq!(held.status, 1);
        let says = |words: &str| held.stderr.lines().any(|line| line.contains(words));
        assert!(
            says("error: page: communications.summary is filled in "),
            "{}",
            held.stderr
        );
        assert!(says("% of the rows, and was in 95 %"), "{}", held.stderr);
        assert!(says("--accept") && says("held back"), "{}", held.stderr);
        assert!(bench.tables() == good, "the old tables stay");
        assert_eq!(bench.check().status, 0);
    }
    let (output, held) = (bench.path().join("output"), bench.path().join("output/held"));
    let diff = pages::ran(pages::program().arg("diff").arg(&output).arg(&held));
    assert!(
        diff.status == 0 && diff.stdout.contains("\"field\":\"summary\""),
        "{}",
        diff.stderr
    );

    let accepted = bench.run(&["--accept"]);
    assert!(accepted.status <= 1 && bench.tables() != good, "{}", accepted.stderr);
    assert!(!held.exists());
    assert!(
        at(&bench.run_json(), "/falls")
            .as_array()
            .is_some_and(|falls| !falls.is_empty())
    );
    // From here on, this is what is expected.
    assert!(!bench.run(&[]).stderr.contains("--accept"));
}

#[test]
fn records_that_vanish_are_held_back_beyond_the_margin() {
    let bench = Bench::new();
    bench.run(&[]);
    let good = bench.tables();
    let cut = |page: &str| {
        let (start, _) = page.split_once("<h3>Fifth Report").expect("a fifth section");
        format!("{start}</html>")
    };
    bench.edit(cut);
    let ran = bench.run(&[]);
    assert_eq!(ran.status, 1);
    assert!(ran.stderr.contains("and the last run had 21"), "{}", ran.stderr);
    assert!(bench.tables() == good);
    // Who states a margin of everything does not want to be asked.
    let ran = bench.run(&["--margin", "1"]);
    assert!(bench.tables() != good, "{}", ran.stderr);
}

#[test]
fn a_mixture_of_two_runs_is_told_and_mended_by_the_next() {
    let bench = Bench::new();
    bench.run(&[]);
    let before = bench.tables();
    for table in ["communications", "diagnostics", "changes", "figures"] {
        let path = bench.path().join(format!("output/{table}.jsonl"));
        let right = fs::read(&path).expect("a table");
        fs::write(&path, [right.as_slice(), right.as_slice(), b"\n"].concat()).expect("a mixture");
        let check = bench.check();
        let said = format!(
            "{}: not the table of the run in run.json: their digests differ",
            path.display()
        );
        assert!(check.status == 1 && check.stderr.contains(&said), "{}", check.stderr);
        let ran = bench.run(&[]);
        let said = format!("warning: {} is not of the run in run.json", path.display());
        // The other tables are written anew by every run.
        assert_eq!(ran.stderr.contains(&said), table == "figures", "{}", ran.stderr);
        assert!(bench.tables() == before);
        assert_eq!(bench.check().status, 0);
    }
}

#[test]
fn renames_that_a_killed_run_left_are_finished_by_whoever_comes_next() {
    let bench = Bench::new();
    bench.run(&[]);
    let output = bench.path().join("output");
    let old = bench.path().join("old");
    fs::rename(&output, &old).expect("a place for the old tables");
    bench.edit(edited);
    bench.run(&[]);
    let new = bench.tables();
    // The new tables, one of them in its place, and the others of the run before.
    let next = old.join(".next");
    fs::rename(&output, &next).expect("a folder");
    fs::rename(next.join("communications.jsonl"), old.join("communications.jsonl")).expect("a rename");
    fs::rename(&old, &output).expect("a folder");
    let check = bench.check();
    assert!(
        check.status == 0 && check.stderr.contains("they are now"),
        "{}",
        check.stderr
    );
    assert!(bench.tables() == new && !output.join(".next").exists());
    // What was not whole is nobody's.
    fs::create_dir(output.join(".next")).expect("a folder");
    fs::write(output.join(".next/communications.jsonl"), "{\"id\":").expect("half a table");
    bench.run(&[]);
    assert!(bench.tables() == new && !output.join(".next").exists());
}

#[test]
fn logs_are_json_where_that_is_wanted() {
    let bench = Bench::new();
    let ran = bench.run(&["--log-format", "json"]);
    let lines: Vec<Value> = ran.stderr.lines().map(pages::row).collect();
    assert!(
        lines
            .iter()
            .all(|line| ["time", "level", "message"].iter().all(|key| line[key].is_string()))
    );
    let last = lines.last().expect("a summary");
    let facts = ["published", "entries", "sources", "complete"].map(|key| last[key].clone());
    assert_eq!(facts, [json!(true), json!(21), json!(1), json!(1)]);
    bench.edit(without_summaries);
    let ran = bench.run(&["--log-format", "json", "-q"]);
    let levels: Vec<String> = ran
        .stderr
        .lines()
        .map(|line| pages::words(&pages::row(line), "/level").to_owned())
        .collect();
    assert!(
        ran.status == 1 && !levels.is_empty() && levels.iter().all(|level| level == "error"),
        "{levels:?}"
    );
}

#[test]
fn options_weigh_more_than_the_environment_and_that_more_than_the_file() {
    let bench = Bench::new();
    let file = bench.path().join("rapporteur.toml");
    fs::write(
        &file,
        "catalogue = 'catalogue.toml'\nstore = 'store'\noutput = 'of-the-file'\nlog_format = 'json'\n",
    )
    .expect("settings");
    let run = |environment: Option<&str>, option: Option<&str>| {
        let mut command = pages::program();
        command.arg("run").current_dir(bench.path());
        if let Some(output) = environment {
            command.env("RAPPORTEUR_OUTPUT", output);
        }
        if let Some(output) = option {
            command.args(["--output", output]);
        }
        let ran = pages::ran(&mut command);
        assert_eq!(ran.status, 0, "{}", ran.stderr);
        assert!(ran.stderr.starts_with('{'), "{}", ran.stderr);
    };
    let written = || {
        let names = ["of-the-file", "of-the-environment", "of-the-option"];
        names.map(|name| bench.path().join(name).exists())
    };
    run(Some("of-the-environment"), Some("of-the-option"));
    assert_eq!(written(), [false, false, true]);
    run(Some("of-the-environment"), None);
    assert_eq!(written(), [false, true, true]);
    run(None, None);
    assert_eq!(written(), [true, true, true]);
    // From elsewhere, its paths are the same.
    let elsewhere = tempfile::tempdir().expect("a folder");
    let mut command = pages::program();
    command
        .current_dir(elsewhere.path())
        .args(["check", "--config"])
        .arg(&file);
    assert_eq!(pages::ran(&mut command).status, 0);

    fs::write(&file, "store = 'store'\npauze = 1\n").expect("settings");
    let ran = pages::ran(pages::program().arg("run").current_dir(bench.path()));
    assert!(
        ran.status == 2
            && ran
                .stderr
                .starts_with("error: rapporteur.toml:2: unknown field `pauze`"),
        "{}",
        ran.stderr
    );
    fs::write(&file, "margin = 2\n").expect("settings");
    let ran = pages::ran(pages::program().arg("run").current_dir(bench.path()));
    assert!(
        ran.status == 2 && ran.stderr.starts_with("error: rapporteur.toml:1: 2 is not from 0 to 1"),
        "{}",
        ran.stderr
    );
}

/// Cases that nothing touches keep their rows; those that are made again are as they would be without a last run.
#[test]
fn cases_are_as_they_would_be_without_a_last_run() {
    type Edit = (&'static str, &'static str);
    /// A source and what is other on its copy of the seed page.
    type Page = (&'static str, &'static [Edit]);
    const OTHER_SUMMARY: Edit = (
        "Alleged detention of human rights defender",
        "Alleged release of human rights defender",
    );
    const MISPRINT: Edit = ("KAZ 3/2015", "KAZ 8/2015");
    const ANOTHER: Edit = ("KAZ 3/2015", "KAZ 9/2015");
    const OTHER_DAY: Edit = ("26/06/2012", "27/06/2012");
    const REPLY: Edit = ("State Reply: None to date", "State Reply: 14/1/2012");
    const NOT_CITED: Edit = ("Mr. Saken Baikenov", "Mr. S. B.");
    let nights: [&[Page]; 11] = [
        &[("a", &[]), ("b", &[])],
        &[("a", &[]), ("b", &[OTHER_SUMMARY])],
        // A number that looks like a misprint comes and goes, beside others of its day.
        &[("a", &[]), ("b", &[OTHER_SUMMARY, MISPRINT])],
        &[("a", &[]), ("b", &[OTHER_SUMMARY])],
        &[("a", &[NOT_CITED]), ("b", &[OTHER_SUMMARY]), ("c", &[])],
        &[("b", &[OTHER_SUMMARY, OTHER_DAY]), ("c", &[MISPRINT])],
        &[("b", &[OTHER_DAY]), ("c", &[MISPRINT, REPLY])],
        &[("c", &[MISPRINT, REPLY])],
        &[("a", &[]), ("b", &[MISPRINT]), ("c", &[])],
        // What was said of two others of that day is still true.
        &[("a", &[]), ("b", &[MISPRINT]), ("c", &[ANOTHER])],
        &[("a", &[]), ("b", &[]), ("c", &[REPLY])],
    ];
    let nightly = tempfile::tempdir().expect("a folder for the test");
    for night in nights {
        let tables = |folder: &Path| {
            let sources: Vec<_> = night
                .iter()
                .map(|(name, edits)| {
                    let page = edits.iter().fold(pages::seed(), |page, (old, new)| {
                        assert!(page.contains(old), "{old}");
                        page.replace(old, new)
                    });
                    let path = folder.join(format!("{name}.html"));
                    fs::write(&path, page).expect("a page for the test");
                    ((*name).to_owned(), path, "")
                })
                .collect();
            let catalogue = pages::catalogue(folder, &sources);
            let ran = pages::ran(pages::run_command(&catalogue, folder).arg("--accept"));
            assert!(ran.status < 2, "{}", ran.stderr);
            ["cases.jsonl", "diagnostics.jsonl", "datapackage.json", "CODEBOOK.md"]
                .map(|file| pages::written(folder, file))
        };
        let alone = tempfile::tempdir().expect("a folder for the test");
        let (of_night, expected) = (tables(nightly.path()), tables(alone.path()));
        assert!(of_night[0] == expected[0], "{night:?}: cases");
        assert!(of_night[1..] == expected[1..], "{night:?}");
    }
}
