//! `find`: which records, observations and notes hold a text or a case number.

use std::io::Write as _;

use crate::record::CaseNumber;
use crate::text::fold::Folded;
use crate::write::Table;
use serde_json::Value;

use super::{Failure, Outcome, lookup, print};
use crate::cli::Find;
use crate::settings::File;
use crate::terminal::{Paint, is_shown, on_one_line};

/// How many characters are shown on each side of what was found.
const AROUND: usize = 40;

/// Where texts are looked for: in which table, under which keys.
const PLACES: [(Table, &[&str]); 3] = [
    (
        Table::Communications,
        &["/case_number", "/addressee", "/summary", "/provenance/printed/note"],
    ),
    (Table::Observations, &["/text", "/headings", "/provenance/printed/note"]),
    (
        Table::Rejects,
        &[
            "/provenance/printed/case_number",
            "/provenance/printed/summary",
            "/provenance/printed/note",
        ],
    ),
];

/// Prints a line for each row that has it: id, table, the words around it.
pub fn find(arguments: &Find, settings: &File, paint: Paint) -> Result<Outcome, Failure> {
    let folder = settings.output(arguments.folder.as_ref());
    let wanted = Folded::of(&arguments.text);
    if wanted.is_empty() {
        return Err(Failure::Unknown(
            "there is nothing to look for in an empty text".to_owned(),
        ));
    }
    let case = arguments.text.parse::<CaseNumber>().ok().map(|case| case.to_string());
    // On a terminal a tab would be shown escaped, as every control character is.
    let between = if is_shown() { "  " } else { "\t" };
    let mut found = false;
    let mut failed = Ok(());
    print(|to| {
        for (table, keys) in PLACES {
            let mut written = Ok(());
            failed = lookup::lines(&folder, table, |line| {
                let row = lookup::parse(&folder, table, line)?;
                if let Some(words) = hit(&row, keys, &wanted, case.as_deref(), paint) {
                    found = true;
                    let id = row.get("id").and_then(Value::as_str).unwrap_or_default();
                    written = writeln!(to, "{id}{between}{table}{between}{words}");
                }
                Ok(written.is_ok())
            });
            written?;
            if failed.is_err() {
                break;
            }
        }
        Ok(())
    })?;
    failed?;
    Ok(Outcome::of(found))
}

/// The words around what is looked for, where a row has it.
fn hit(row: &Value, keys: &[&str], wanted: &Folded, case: Option<&str>, paint: Paint) -> Option<String> {
    let texts = keys.iter().filter_map(|key| row.pointer(key)).flat_map(texts);
    for text in texts {
        if case == Some(text) {
            return Some(paint.bold(text));
        }
        if let Some(range) = Folded::of(text).find(wanted) {
            return Some(around(text, range, paint));
        }
    }
    // Paragraphs can cite a case in other words than it is written.
    let cited = row.get("cases").and_then(Value::as_array).into_iter().flatten();
    cited
        .filter_map(Value::as_str)
        .find(|cited| case == Some(cited))
        .map(|cited| paint.bold(cited))
}

fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(texts) => texts.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

fn around(text: &str, range: std::ops::Range<usize>, paint: Paint) -> String {
    let (before, found) = (
        text.get(..range.start).unwrap_or_default(),
        text.get(range.clone()).unwrap_or_default(),
    );
    let after = text.get(range.end..).unwrap_or_default();
    let skipped = before.chars().count().saturating_sub(AROUND);
    let mut words = String::new();
    if skipped > 0 {
        words.push('…');
    }
    words.extend(before.chars().skip(skipped));
    let mut shown = on_one_line(&words);
    shown.push_str(&paint.bold(on_one_line(found)));
    let kept: String = after.chars().take(AROUND).collect();
    shown.push_str(&on_one_line(&kept));
    if after.chars().nth(AROUND).is_some() {
        shown.push('…');
    }
    shown
}
