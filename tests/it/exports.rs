//! What an analyst gets beside the tables: cases of files, exports, searches, references.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::pages::{self, Ran};

/// A folder with the output of the fixtures' catalogue.
fn output() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let ran = pages::ran(&mut pages::run_command(
        &pages::fixtures().join("catalogue.toml"),
        folder.path(),
    ));
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    folder
}

fn rapporteur(folder: &Path, arguments: &[&str]) -> Ran {
    pages::ran(pages::program().args(arguments).current_dir(folder))
}

#[test]
fn reconcile_makes_the_cases_of_a_run_from_its_files_in_any_order() {
    let folder = output();
    let cases = fs::read_to_string(folder.path().join("output/cases.jsonl")).expect("cases");
    assert_eq!(cases.lines().count(), 14);
    let (letters, remarks) = ("output/communications.jsonl", "output/observations.jsonl");
    for files in [vec![letters, remarks], vec![remarks, letters], vec!["output"]] {
        let ran = rapporteur(folder.path(), &[vec!["reconcile"], files].concat());
        assert_eq!((ran.status, ran.stdout.as_str()), (0, cases.as_str()), "{}", ran.stderr);
    }
    let ran = rapporteur(folder.path(), &["reconcile", letters]);
    let without: Vec<Value> = ran.stdout.lines().map(pages::row).collect();
    assert!(without.iter().all(|case| case["observations"] == json!([])));
    let ran = rapporteur(folder.path(), &["reconcile", "output", "--output", "made"]);
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    assert_eq!(
        fs::read_to_string(folder.path().join("made/cases.jsonl")).expect("cases"),
        cases
    );
    let ran = rapporteur(folder.path(), &["reconcile", "nothing.jsonl"]);
    assert_eq!(ran.status, 2, "{}", ran.stderr);
    let mut from_stdin = pages::program();
    from_stdin.args(["reconcile", remarks, "-"]).current_dir(folder.path());
    from_stdin.stdin(fs::File::open(folder.path().join(letters)).expect("letters"));
    let ran = pages::ran(&mut from_stdin);
    assert_eq!((ran.status, ran.stdout.as_str()), (0, cases.as_str()), "{}", ran.stderr);
}

#[test]
fn who_replaces_the_cases_of_a_run_by_others_is_told() {
    let folder = output();
    for (files, is_told) in [("output", false), ("output/communications.jsonl", true)] {
        let ran = rapporteur(folder.path(), &["reconcile", files, "--output", "output"]);
        assert_eq!(ran.status, 0, "{}", ran.stderr);
        assert_eq!(
            ran.stderr.contains("these are other cases than the run's"),
            is_told,
            "{}",
            ran.stderr
        );
    }
}

#[test]
fn reconcile_takes_tables_in_parts_in_any_order() {
    /// Parts of a table, as an engine leaves them, and beside them what it writes for itself.
    const PARTS: usize = 7;
    let folder = output();
    let cases = fs::read_to_string(folder.path().join("output/cases.jsonl")).expect("cases");
    // Each line goes to one part or another by a rule that is not the table's order, under names that are not either.
    for turn in [1, 3, 5] {
        for table in ["communications", "observations"] {
            let parts = folder.path().join(format!("parts-{turn}/{table}.jsonl"));
            fs::create_dir_all(parts.join("deeper")).expect("a folder");
            let text = fs::read_to_string(folder.path().join(format!("output/{table}.jsonl"))).expect("a table");
            let mut of_part = vec![String::new(); PARTS];
            for (at, line) in text.lines().enumerate().collect::<Vec<_>>().into_iter().rev() {
                let part = &mut of_part[(at * turn + turn) % PARTS];
                *part = format!("{part}{line}\n");
            }
            for (at, part) in of_part.iter().enumerate() {
                let name = match at {
                    0 => "deeper/x.jsonl".to_owned(),
                    at => format!("part-{}-c000.txt", at * turn % PARTS),
                };
                fs::write(parts.join(name), part).expect("a part");
            }
            fs::write(parts.join("_SUCCESS"), "").expect("a file");
            fs::write(parts.join(".part-1-c000.txt.crc"), "crc").expect("a file");
        }
        let whole = format!("parts-{turn}");
        let letters = format!("{whole}/communications.jsonl");
        let remarks = format!("{whole}/observations.jsonl");
        for files in [vec![&whole], vec![&letters, &remarks], vec![&remarks, &letters]] {
            let files = files.iter().map(|file| file.as_str());
            let ran = rapporteur(
                folder.path(),
                &std::iter::once("reconcile").chain(files).collect::<Vec<_>>(),
            );
            assert_eq!((ran.status, ran.stdout.as_str()), (0, cases.as_str()), "{}", ran.stderr);
        }
    }
}

#[test]
fn judgements_change_cases_and_are_told() {
    let folder = output();
    let judgements =
        "[[conflict]]\ncase = \"KAZ 2/2011\"\nfield = \"date\"\nvalue = \"2011-07-27\"\nbecause = \"the letter\"\n";
    let path = folder.path().join("judged.toml");
    fs::write(&path, judgements).expect("judgements");
    let mut command = pages::run_command(&pages::fixtures().join("catalogue.toml"), folder.path());
    let ran = pages::ran(command.arg("--judgements").arg(&path));
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    let cases = pages::written_rows(folder.path(), "cases");
    let judged = cases
        .iter()
        .find(|case| case["case_number"] == "KAZ 2/2011")
        .expect("the case");
    assert_eq!(
        (&judged["date"], &judged["days_to_first_reply"]),
        (&json!("2011-07-27"), &json!(52))
    );
    let said = pages::written_rows(folder.path(), "diagnostics");
    let said: Vec<&Value> = said.iter().filter(|row| row["code"] == "judged-by-hand").collect();
    assert_eq!(said.len(), 1);
    // The same again: cases are taken over, with what was said of them.
    let mut again = pages::run_command(&pages::fixtures().join("catalogue.toml"), folder.path());
    pages::ran(again.arg("--judgements").arg(&path));
    assert_eq!(pages::written_rows(folder.path(), "cases"), cases);
    let said = pages::written_rows(folder.path(), "diagnostics");
    assert_eq!(said.iter().filter(|row| row["code"] == "judged-by-hand").count(), 1);
    // Without the file nothing is decided.
    pages::ran(&mut pages::run_command(
        &pages::fixtures().join("catalogue.toml"),
        folder.path(),
    ));
    let cases = pages::written_rows(folder.path(), "cases");
    let case = cases
        .iter()
        .find(|case| case["case_number"] == "KAZ 2/2011")
        .expect("the case");
    assert_eq!(case["date"], "2011-07-28");
}

#[test]
fn find_folds_what_people_type_and_says_when_there_is_nothing() {
    let folder = output();
    let found = rapporteur(folder.path(), &["find", "human RIGHTS  defender and trade unionist"]);
    assert_eq!((found.status, found.stderr.as_str()), (0, ""));
    assert_eq!(
        found.stdout,
        "kazakhstan/KAZ/first-report/1\tcommunications\tAlleged detention of human rights defender and trade unionist.\n"
    );
    let of_case = rapporteur(folder.path(), &["find", "kaz 02/2011"]);
    assert!(
        of_case
            .stdout
            .starts_with("kazakhstan/KAZ/first-report/1\tcommunications\tKAZ 2/2011\n"),
        "{}",
        of_case.stdout
    );
    let nothing = rapporteur(folder.path(), &["find", "no such words"]);
    assert_eq!((nothing.status, nothing.stdout.as_str()), (1, ""));
    // The page has U+201F for the apostrophe.
    let people = rapporteur(folder.path(), &["find", "the people's party"]);
    assert_eq!(people.stdout.lines().count(), 1, "{}", people.stdout);
    let nowhere = rapporteur(folder.path(), &["find", "a", "nowhere"]);
    assert_eq!(nowhere.status, 2);
    assert!(
        nowhere.stderr.contains("name the folder of its tables"),
        "{}",
        nowhere.stderr
    );
}

#[test]
fn a_reference_is_text_bibtex_or_csl() {
    let folder = output();
    let text = rapporteur(folder.path(), &["cite", "KAZ 2/2011"]);
    assert_eq!(text.status, 0, "{}", text.stderr);
    assert!(
        text.stdout
            .contains("“Joint urgent appeal KAZ 2/2011 to Kazakhstan”, 28 July 2011, "),
        "{}",
        text.stdout
    );
    let id = "kazakhstan/KAZ/first-report/1";
    let bibtex = rapporteur(folder.path(), &["cite", id, "--format", "bibtex"]).stdout;
    assert!(
        bibtex.starts_with("@misc{kazakhstan-KAZ-first-report-1,\n  author = {{"),
        "{bibtex}"
    );
    assert!(
        bibtex.contains("  year = {2011},\n  month = {07},\n  day = {28},\n"),
        "{bibtex}"
    );
    let csl = rapporteur(folder.path(), &["cite", id, "--format", "csl"]).stdout;
    let csl: Value = serde_json::from_str(&csl).expect("CSL JSON");
    assert_eq!(csl.pointer("/0/issued/date-parts/0"), Some(&json!([2011, 7, 28])));
    assert_eq!(csl.pointer("/0/number"), Some(&json!("A/HRC/20/27/Add.3")));
    let near = rapporteur(folder.path(), &["cite", "kazakstan/KAZ/first-report/1"]);
    assert_eq!(near.status, 2);
    assert!(
        near.stderr.contains("did you mean `kazakhstan/KAZ/first-report/1`"),
        "{}",
        near.stderr
    );
    // What is no row may be a code for `explain` alone.
    let code = rapporteur(folder.path(), &["cite", "country-mismatches"]);
    assert_eq!(
        code.stderr,
        "error: `country-mismatches`: no document or case in output has that id\n"
    );
    let code = rapporteur(folder.path(), &["explain", "country-mismatches"]);
    assert!(
        code.stderr.contains("did you mean `country-mismatch`?"),
        "{}",
        code.stderr
    );
}

#[test]
fn explain_shows_a_case_with_what_each_record_said() {
    let folder = output();
    let case = rapporteur(folder.path(), &["explain", "KAZ 2/2011"]);
    assert_eq!((case.status, case.stderr.as_str()), (0, ""));
    for line in [
        "KAZ 2/2011  (cases)",
        "type = \"JUA\"",
        "records = kazakhstan/KAZ/first-report/1",
    ] {
        assert!(
            case.stdout.lines().any(|shown| shown == line),
            "{line}: {}",
            case.stdout
        );
    }
}

#[test]
fn explain_names_the_fields_of_a_paragraph_by_their_keys() {
    let folder = output();
    let id = "kazakhstan/KAZ/first-report/observation-1";
    let shown = rapporteur(folder.path(), &["explain", id]).stdout;
    let keys: Vec<&str> = shown
        .lines()
        .filter_map(|line| line.split_once(" = "))
        .map(|(key, _)| key)
        .collect();
    let rows = pages::written_rows(folder.path(), "observations");
    let row = rows.iter().find(|row| row["id"] == id).expect("the paragraph");
    for key in row.as_object().expect("a row").keys() {
        let is_told = keys.iter().filter(|shown| *shown == key).count();
        assert_eq!(
            is_told,
            usize::from(!matches!(key.as_str(), "id" | "provenance")),
            "{key}: {shown}"
        );
    }
    assert!(!keys.contains(&"summary"), "{shown}");
}

#[test]
fn what_is_said_of_cases_is_told_when_it_is_asked_for() {
    let folder = output();
    let page = fs::read_to_string(pages::fixtures().join("country-page/kazakhstan.html")).expect("the page");
    // Another report prints one letter's number with a slip.
    fs::write(folder.path().join("a.html"), &page).expect("a page");
    fs::write(folder.path().join("b.html"), page.replace("KAZ 2/2011", "KAZ 8/2011")).expect("a page");
    let said = "KAZ 8/2011` and `KAZ 2/2011` are of one day";
    for (more, is_told) in [(&[][..], false), (&["-v"][..], true)] {
        let run = ["run", "a.html", "b.html", "--output", "two"];
        let ran = rapporteur(folder.path(), &[&run[..], more].concat());
        assert_eq!(ran.stderr.contains(said), is_told, "{}", ran.stderr);
    }
}

#[test]
fn the_package_and_the_codebook_describe_every_table() {
    let folder = output();
    let read = |name: &str| fs::read_to_string(folder.path().join("output").join(name)).expect("a file of the run");
    let package: Value = serde_json::from_str(&read("datapackage.json")).expect("JSON");
    let run: Value = serde_json::from_str(&read("run.json")).expect("JSON");
    assert_eq!(package["schema"], run["schema"]);
    let codebook = read("CODEBOOK.md");
    // A country page retells several reports, each with its period.
    assert!(
        codebook.contains("- kazakhstan: First Report (May 1, 2011 to March 15, 2012); Second Report ("),
        "{codebook}"
    );
    for resource in package["resources"].as_array().expect("resources") {
        let name = resource["name"].as_str().expect("a name");
        assert!(codebook.contains(&format!("\n### {name}\n")), "{name}");
        let listed = run["tables"]
            .as_array()
            .expect("tables")
            .iter()
            .find(|table| table["file"] == resource["path"]);
        let listed = listed.unwrap_or_else(|| panic!("{name} is not listed"));
        let of_runs = matches!(name, "changes" | "history");
        let digest = (!of_runs).then(|| json!(format!("sha256:{}", listed["sha256"].as_str().expect("a digest"))));
        assert_eq!(resource.get("hash"), digest.as_ref(), "{name}");
        let keys: Vec<&Value> = resource
            .pointer("/schema/fields")
            .and_then(Value::as_array)
            .expect("fields")
            .iter()
            .map(|field| &field["name"])
            .collect();
        if let Some(row) = pages::written_rows(folder.path(), name).first() {
            let row: Vec<Value> = row.as_object().expect("a row").keys().map(|key| json!(key)).collect();
            assert_eq!(keys, row.iter().collect::<Vec<_>>(), "{name}");
        }
    }
}

#[cfg(feature = "export")]
#[test]
fn an_export_replaces_only_what_is_its_own() {
    let folder = output();
    let export = |more: &[&str]| {
        rapporteur(
            folder.path(),
            &[&["export", "output", "--to", "csv,sqlite"], more].concat(),
        )
    };
    let first = export(&[]);
    assert_eq!(first.status, 0, "{}", first.stderr);
    let replies = fs::read_to_string(folder.path().join("export/replies.csv")).expect("replies");
    assert!(replies.starts_with(
        "communication,position,date,acknowledgement,url\nkazakhstan/KAZ/first-report/1,1,2011-09-17,false,"
    ));
    assert_eq!(export(&[]).status, 0);
    fs::create_dir(folder.path().join("mine")).expect("a folder");
    for out in ["mine", "output", "output/export", "."] {
        let refused = export(&["--out", out]);
        assert_eq!(refused.status, 2, "{out}: {}", refused.stderr);
    }
    assert_eq!(fs::read_dir(folder.path().join("mine")).expect("a folder").count(), 0);
}
