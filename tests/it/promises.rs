//! The first two promises: nothing is lost, nothing is guessed.
//!
//! That everything points is in `places.rs`; same bytes, and no document takes a run down, in `runs.rs`.

use crate::pages;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use serde_json::Value;
use tempfile::TempDir;

use crate::pages::{at, number, words};

/// All tables over all fixtures.
static TABLES: LazyLock<BTreeMap<&str, Vec<Value>>> = LazyLock::new(|| pages::tables(&pages::all()));

/// A page in a folder for the test.
fn saved(folder: &TempDir, name: &str, page: &str) -> PathBuf {
    let path = folder.path().join(format!("{name}.html"));
    fs::write(&path, page).expect("a page for the test");
    path
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder for the test")
}

/// The seed page's lines that hold an entry each.
fn entry_lines(seed: &str) -> Vec<&str> {
    let lines: Vec<&str> = seed
        .lines()
        .filter(|line| line.starts_with("<li><a href=\"https://letters.example/") || line.starts_with("<li>Press"))
        .collect();
    assert_eq!(lines.len(), 21, "the seed page's entries stand on a line each");
    lines
}

fn codes(row: &Value, key: &str) -> Vec<String> {
    let codes = at(row, key).as_array().expect("a list of codes");
    codes
        .iter()
        .map(|code| code.as_str().expect("a code").to_owned())
        .collect()
}

#[test]
fn nothing_is_lost_every_anchor_is_a_record_or_a_reject_or_reported() {
    // Entries whose lesson is that they lack one of the marks that the audit looks for.
    let lacking = BTreeMap::from([
        ("case-number-unreadable", 5),
        ("reply-empty", 1),
        ("reply-left-over", 2),
    ]);
    let mut wrong = Vec::new();
    for row in &TABLES["documents"] {
        let id = words(row, "/id");
        let [letters, rejects, anchors, unclaimed] =
            ["/communications", "/rejects", "/anchors", "/unclaimed_anchors"].map(|key| number(row, key));
        let marked = letters + rejects - lacking.get(id).copied().unwrap_or_default();
        let swallowed = u64::from(id == "swallowed-entry");
        if (anchors, unclaimed) != (marked + swallowed, swallowed) {
            wrong.push(format!(
                "{id}: {letters} letters, {rejects} rejects, {anchors} anchors, {unclaimed} unclaimed"
            ));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn nothing_is_lost_an_entry_removed_misses_the_expectation() {
    let folder = folder();
    let seed = pages::seed();
    let expect = "communications = 14\npress_releases = 7\nrejects = 0";
    let mut sources = vec![("whole".to_owned(), pages::page(pages::SEED), expect)];
    let mut expected = vec![("whole".to_owned(), "complete".to_owned(), Value::Null)];
    for (at, line) in entry_lines(&seed).into_iter().enumerate() {
        let id = format!("without-{at}");
        let path = saved(&folder, &id, &seed.replacen(&format!("{line}\n"), "", 1));
        sources.push((id.clone(), path, expect));
        let reason = if line.contains("Press") {
            "6 press releases, and the catalogue expects 7"
        } else {
            "13 communications, and the catalogue expects 14"
        };
        expected.push((id, "short".to_owned(), Value::from(reason)));
    }
    let catalogue = pages::catalogue(folder.path(), &sources);
    let ran = pages::ran(&mut pages::run_command(&catalogue, folder.path()));
    let found: Vec<(String, String, Value)> = pages::written_rows(folder.path(), "documents")
        .iter()
        .map(|row| {
            let [id, outcome] = ["/id", "/outcome"].map(|key| words(row, key).to_owned());
            (id, outcome, at(row, "/reason").clone())
        })
        .collect();
    assert_eq!((ran.status, found), (1, expected));
}

#[test]
fn nothing_is_lost_a_field_removed_is_reported() {
    let folder = folder();
    let seed = pages::seed();
    let whole = pages::rows(&[pages::page(pages::SEED)], "communications");
    let mut files = Vec::new();
    let mut expected = Vec::new();
    for (line, row) in entry_lines(&seed).into_iter().zip(&whole) {
        if words(row, "/type") == "PR" {
            continue;
        }
        let printed = |field: &str| words(row, &format!("/provenance/printed/{field}")).to_owned();
        let date = printed("date");
        let case_number = printed("case_number");
        let mut cuts = vec![
            (
                "type",
                format!(">{}<", printed("type")),
                "><".to_owned(),
                "unknown-type",
            ),
            ("date", date, String::new(), "unreadable-date"),
            (
                "case-number",
                case_number.clone(),
                String::new(),
                "unreadable-case-number",
            ),
            (
                "case-label",
                format!("Case no. {case_number}"),
                case_number,
                "label-misprint",
            ),
        ];
        let label = ["State Reply:", "State reply:", "State replies:"]
            .into_iter()
            .find(|label| line.contains(label))
            .expect("a letter of the seed page has a label of replies");
        cuts.push(("reply-label", label.to_owned(), String::new(), "unreadable-reply"));
        if let Some(summary) = at(row, "/provenance/printed/summary").as_str() {
            let opening: String = summary.chars().take(12).collect();
            let from = line.find(&opening).expect("the summary stands on the line");
            let summary = line.split_at(from).1.to_owned();
            cuts.push(("summary", summary, "</li>".to_owned(), "missing-summary"));
        }
        for (field, cut, left, code) in cuts {
            let name = format!("{}-{field}", expected.len());
            let damaged = line.replacen(&cut, &left, 1);
            assert_ne!(damaged, line, "{cut} stands on the line");
            files.push(saved(&folder, &name, &seed.replacen(line, &damaged, 1)));
            expected.push((name, words(row, "/id").to_owned(), code.to_owned()));
        }
    }
    let tables = pages::tables(&files);
    let mut found: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for (table, key) in [("communications", "/flags"), ("rejects", "/codes")] {
        for row in &tables[table] {
            let document = pages::document_of(row).to_owned();
            let id = words(row, "/id").replacen(&document, pages::SEED, 1);
            let said = codes(row, key).into_iter().map(|code| (id.clone(), code));
            found.entry(document).or_default().extend(said);
        }
    }
    let silent: Vec<_> = expected
        .iter()
        .filter(|(document, id, code)| {
            let said = found.get(document).map(Vec::as_slice).unwrap_or_default();
            !said.contains(&(id.clone(), code.clone()))
        })
        .collect();
    assert_eq!(silent, Vec::<&(String, String, String)>::new(), "{found:#?}");
    for row in &tables["documents"] {
        let entries = ["/communications", "/press_releases", "/rejects"].map(|key| number(row, key));
        assert_eq!(entries.iter().sum::<u64>(), 21, "{row}");
    }
}

/// What is plain about a printed field: its characters with one kind of blank, and nothing invisible.
fn plain(printed: &str) -> String {
    let visible = printed.chars().filter(|c| !matches!(c, '\u{ad}' | '\u{200b}'));
    let blanks: String = visible.map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    blanks
        .split(' ')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The day that plain figures say, day first, without a library; nothing where they are odd.
fn day(printed: &str) -> Option<String> {
    let parts: Vec<&str> = printed.split('/').collect();
    let [day, month, year] = parts[..] else { return None };
    let figures =
        |part: &str, lengths: &[usize]| lengths.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    let fits = figures(day, &[1, 2]) && figures(month, &[1, 2]) && figures(year, &[4]);
    fits.then(|| format!("{year}-{month:0>2}-{day:0>2}"))
}

#[test]
fn nothing_is_guessed_values_are_what_is_printed_or_flagged() {
    let mut checked = 0;
    for row in &TABLES["communications"] {
        let flags = codes(row, "/flags");
        let flagged = |code: &str| flags.iter().any(|flag| flag == code);
        let odd = flagged("two-digit-year") || flagged("date-misprint");
        let printed = |field: &str| at(row, &format!("/provenance/printed/{field}")).as_str().map(plain);
        let date = printed("date").expect("a record has a date");
        match day(&date) {
            Some(day) => assert_eq!(words(row, "/date"), day, "{row}"),
            None => assert!(odd, "the odd date {date} is not reported: {row}"),
        }
        if let Some(case_number) = printed("case_number") {
            let same = words(row, "/case_number") == case_number;
            assert!(
                same || flagged("two-digit-year") || flagged("case-number-misprint"),
                "{row}"
            );
        }
        let replies = at(row, "/replies").as_array().expect("a list of replies");
        if let Some(all) = printed("replies").filter(|_| !replies.is_empty()) {
            let parts: Vec<&str> = all
                .split([',', ';', '&', ' '])
                .filter(|part| part.starts_with(|c: char| c.is_ascii_digit()))
                .map(|part| part.trim_end_matches("(A)"))
                .collect();
            assert_eq!(parts.len(), replies.len(), "{row}");
            for (printed, reply) in parts.iter().zip(replies) {
                match day(printed) {
                    Some(day) => assert_eq!(words(reply, "/date"), day, "{row}"),
                    None => assert!(odd, "the odd date {printed} is not reported: {row}"),
                }
            }
        }
        checked += 1;
    }
    assert!(checked > 100, "only {checked} records");
}

#[test]
fn nothing_is_guessed_a_reply_in_words_is_a_reject() {
    let odd = [
        "pending",
        "29/08/20111",
        "None to date, 3/6/2011",
        "Acknowledgement of receipt 29/08/2011",
        "29/08/2011; acknowledged 1/9/2011",
    ];
    let items = (1..).zip(odd).map(|(number, reply)| {
        let fields = format!("Urgent appeal, 3/5/2011. Case no. PER {number}/2011. State reply: {reply}.");
        format!("<li>{fields} Alleged arrest of a poet.</li>\n")
    });
    let heading = "<h1>Peru communications</h1><h3>First Report (May 1, 2011 to March 15, 2012)</h3>";
    let folder = folder();
    let page = saved(
        &folder,
        "page",
        &format!("{heading}<ol>{}</ol>", items.collect::<String>()),
    );
    let tables = pages::tables(&[page]);
    assert_eq!(tables["communications"], Vec::<Value>::new());
    let rejects = tables["rejects"].iter();
    let found: Vec<(String, Vec<String>)> = rejects
        .map(|row| {
            let replies = at(row, "/provenance/printed/replies").as_str().unwrap_or_default();
            (replies.to_owned(), codes(row, "/codes"))
        })
        .collect();
    let expected = odd.map(|reply| (reply.to_owned(), vec!["unreadable-reply".to_owned()]));
    assert_eq!(found, expected);
}
