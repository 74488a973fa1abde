//! `explain`: what a code means, what a document is, or where a row's every field was read.

use std::io::{self, Write};
use std::path::Path;

use crate::diagnostic::{Code, Level};
use crate::digest::Digest;
use crate::read;
use crate::record::Provenance;
use crate::store::Store;
use crate::text::{Cell, Span, Text};
use crate::write::Table;
use serde_json::{Value, json};

use super::lookup::{self, Among};
use super::{Failure, Outcome};
use crate::cli::Explain;
use crate::settings::File;
use crate::terminal::{Paint, caret, columns, fitted, is_shown, on_one_line, width};

/// Columns of a code's name and level in the list of all, with the blanks after them.
const CODE_COLUMNS: usize = 34;
/// How far a line that goes on stands further in.
const HANG: usize = 2;
/// The least of a value that is shown beside its key.
const LEAST_OF_VALUE: usize = 20;

/// Prints an explanation.
pub fn explain(arguments: &Explain, settings: &File, paint: Paint) -> Result<Outcome, Failure> {
    match &arguments.what {
        None => codes(paint)?,
        Some(what) => match what.parse::<Code>() {
            Ok(code) => one_code(code, paint)?,
            Err(_) => row(what, arguments, settings, paint)?,
        },
    }
    Ok(Outcome::AsExpected)
}

/// Prints lines that fit the terminal, if there is one; those that go on are indented by so much more than they begin.
fn print(hang: usize, write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> Result<(), Failure> {
    super::print(|to| {
        let mut written = Vec::new();
        write(&mut written)?;
        let Some(width) = width().filter(|_| is_shown()) else {
            return to.write_all(&written);
        };
        for line in String::from_utf8_lossy(&written).lines() {
            let begins = line.len() - line.trim_start_matches(' ').len();
            // Half of the terminal is left for what goes on.
            writeln!(to, "{}", fitted(line, width, (begins + hang).min(width / 2)))?;
        }
        Ok(())
    })
}

fn codes(paint: Paint) -> Result<(), Failure> {
    print(CODE_COLUMNS, |to| {
        for code in Code::ALL {
            let explanation = code.explanation();
            let name = paint.bold(format_args!("{:<24}", explanation.name));
            writeln!(to, "{name} {:<8} {}", explanation.level, explanation.what)?;
        }
        Ok(())
    })
}

fn one_code(code: Code, paint: Paint) -> Result<(), Failure> {
    let explanation = code.explanation();
    print(HANG, |to| {
        writeln!(
            to,
            "{} ({})\n",
            paint.bold(explanation.name),
            paint.level(explanation.level, explanation.level)
        )?;
        writeln!(to, "What: {}", explanation.what)?;
        writeln!(to, "Why: {}", explanation.why)?;
        writeln!(to, "What to do: {}", explanation.to_do)
    })
}

/// Finds the row of an id or a case number in the tables and draws where its fields stand.
fn row(id: &str, arguments: &Explain, settings: &File, paint: Paint) -> Result<(), Failure> {
    let output = settings.output(arguments.output.as_ref());
    let found = lookup::row(&output, id, Among::RowsAndCodes);
    if let Err(Failure::NoTables { path, reason }) = found {
        return Err(Failure::Unknown(format!(
            "no diagnostic has that code (`rapporteur explain` lists them), and there is no table to look `{id}` up in: {}: {reason}",
            path.display()
        )));
    }
    let (table, row) = found?;
    match table {
        Table::Documents => return print(HANG, |to| document(&row, paint, to)),
        Table::Cases => return print(HANG, |to| case(&row, paint, to)),
        _ => {}
    }
    let provenance: Provenance =
        serde_json::from_value(row.get("provenance").cloned().unwrap_or_default()).map_err(|error| {
            Failure::NoTables {
                path: output.join(table.file()),
                reason: format!("the row `{id}` has no provenance: {error}"),
            }
        })?;
    let text = text(&provenance, &settings.store(arguments.store.as_ref()));
    print(HANG, |to| draw(&row, table, &provenance, &text, paint, to))
}

/// What is known of a case, and by which records.
fn case(row: &Value, paint: Paint, to: &mut impl Write) -> std::io::Result<()> {
    let number = row.get("case_number").and_then(Value::as_str).unwrap_or_default();
    writeln!(to, "{}  {}", paint.bold(number), paint.faint("(cases)"))?;
    let word = |value: &Value, key: &str| match value.get(key) {
        Some(Value::String(word)) => on_one_line(word),
        Some(Value::Null) | None => "not known".to_owned(),
        Some(other) => other.to_string(),
    };
    for (key, value) in row.as_object().into_iter().flatten() {
        match (key.as_str(), value) {
            ("case_number", _) => {}
            ("history", Value::Array(history)) => {
                writeln!(to, "\n{}", paint.bold("history"))?;
                for row in history {
                    let replies = row.get("replies").map(days).unwrap_or_default();
                    let (until, status) = (word(row, "as_of"), word(row, "reply_status"));
                    writeln!(
                        to,
                        "  until {until}: {status} {replies}  {}",
                        paint.faint(word(row, "record"))
                    )?;
                }
            }
            ("summaries", Value::Array(summaries)) => {
                for summary in summaries {
                    let text = brief(&json!(word(summary, "text")), "summary ".len());
                    writeln!(to, "\n{} {text}", paint.bold("summary"))?;
                    writeln!(to, "  {}", paint.faint(list(summary.get("records"))))?;
                }
            }
            ("conflicts", Value::Array(conflicts)) => {
                for conflict in conflicts {
                    writeln!(
                        to,
                        "\n{} {}",
                        paint.level(Level::Warning, "conflict"),
                        word(conflict, "field")
                    )?;
                    for value in conflict.get("values").and_then(Value::as_array).into_iter().flatten() {
                        let (said, records) = (word(value, "value"), list(value.get("records")));
                        writeln!(to, "  {said}  {}", paint.faint(records))?;
                    }
                }
            }
            ("records" | "observations" | "mandates", value) => {
                writeln!(to, "{} = {}", paint.bold(key), list(Some(value)))?;
            }
            (_, value) => writeln!(to, "{} = {}", paint.bold(key), of_key(key, value))?,
        }
    }
    Ok(())
}

/// A value as it stands beside its key.
fn of_key(key: &str, value: &Value) -> String {
    brief(value, key.len() + " = ".len())
}

/// The texts of a list.
fn list(value: Option<&Value>) -> String {
    let texts = value.and_then(Value::as_array).into_iter().flatten();
    let texts: Vec<String> = texts.filter_map(Value::as_str).map(on_one_line).collect();
    texts.join(", ")
}

/// What a document is, how that was told, and what came of it.
fn document(row: &Value, paint: Paint, to: &mut impl Write) -> std::io::Result<()> {
    let word = |key: &str| row.get(key).and_then(Value::as_str);
    let count = |key: &str| row.get(key).and_then(Value::as_u64).unwrap_or_default();
    let id = word("id").unwrap_or_default();
    writeln!(to, "{}  {}", paint.bold(id), paint.faint("(documents)"))?;
    for key in ["kind", "media_type", "file", "url", "sha256"] {
        if let Some(value) = word(key) {
            writeln!(to, "{key} {value}")?;
        }
    }
    match (word("layout"), word("recognised_by")) {
        (Some(layout), Some(reason)) => writeln!(to, "layout {}, recognised by {reason}", paint.bold(layout))?,
        (Some(layout), None) => writeln!(to, "layout {}", paint.bold(layout))?,
        (None, _) => writeln!(to, "no layout recognises it")?,
    }
    for key in ["communications", "press_releases", "observations", "rejects"] {
        writeln!(to, "{key} {}", count(key))?;
    }
    match (word("outcome"), word("reason")) {
        (Some(outcome), Some(reason)) => writeln!(to, "outcome {outcome}: {reason}"),
        (outcome, _) => writeln!(to, "outcome {}", outcome.unwrap_or_default()),
    }
}

/// The document's text, read again from the store, or why it cannot be.
fn text(provenance: &Provenance, store: &Path) -> Result<Text, String> {
    let digest: Digest = provenance.sha256.parse().map_err(|error| format!("{error}"))?;
    // Opening a store makes its folder; there is nothing to read in one that is not there.
    if !store.is_dir() {
        return Err(format!("{}: no such store", store.display()));
    }
    let store = Store::open(store).map_err(|error| error.to_string())?;
    let bytes = store.get(&digest).map_err(|error| error.to_string())?;
    let url = provenance.url.as_deref();
    let content_type = url.and_then(|url| store.content_type(&provenance.document, url, &digest));
    read::text_as(&bytes, content_type.as_deref())
        .map(|reading| reading.text)
        .map_err(|error| error.to_string())
}

fn draw(
    row: &Value,
    table: Table,
    provenance: &Provenance,
    text: &Result<Text, String>,
    paint: Paint,
    to: &mut impl Write,
) -> std::io::Result<()> {
    let id = row.get("id").and_then(Value::as_str).unwrap_or_default();
    writeln!(to, "{}  {}", paint.bold(id), paint.faint(format_args!("({table})")))?;
    writeln!(to, "document {}  sha256 {}", provenance.document, provenance.sha256)?;
    if let Some(url) = &provenance.url {
        writeln!(to, "{url}")?;
    }
    for place in &provenance.places {
        if let Some(element) = &place.element {
            writeln!(to, "{element}")?;
        }
        if let (Some(page), Some([x0, top, x1, bottom])) = (place.page, place.edges) {
            writeln!(to, "p. {page}, box {x0:.1} {top:.1} {x1:.1} {bottom:.1}")?;
        }
    }
    for key in ["codes", "flags"] {
        for code in row
            .get(key)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
        {
            let what = code
                .parse::<Code>()
                .map(|code| code.explanation().what)
                .unwrap_or_default();
            writeln!(to, "{}: {what}", paint.bold(code))?;
        }
    }
    if let Err(reason) = text {
        writeln!(to, "the printed lines cannot be shown: {reason}")?;
    }
    for (name, printed) in provenance.printed.named() {
        let key = key_of(table, name);
        match row.get(key) {
            Some(value) => writeln!(to, "\n{} = {}", paint.bold(key), of_key(key, value))?,
            None => writeln!(to, "\n{}", paint.bold(key))?,
        }
        let span = provenance
            .spans
            .named()
            .find(|(of, _)| *of == name)
            .map(|(_, span)| *span);
        match (text, span) {
            (Ok(text), Some(span)) => write!(to, "{}", caret(text, bytes(text, span), paint, Level::Note, usize::MAX))?,
            _ => writeln!(to, "   printed: {}", on_one_line(printed))?,
        }
    }
    if let Ok(text) = text {
        cells(text, provenance, paint, to)?;
    }
    others(row, table, provenance, paint, to)
}

/// The cells of a row of a table, each with its head.
fn cells(text: &Text, provenance: &Provenance, paint: Paint, to: &mut impl Write) -> std::io::Result<()> {
    /// A table that lays out a page has fewer cells in a row.
    const LEAST: usize = 3;
    let span = bytes(text, provenance.span);
    let is_own = |line: usize| {
        let line = text.lines().get(line);
        line.is_some_and(|line| span.start <= line.span.start && line.span.end <= span.end)
    };
    for table in text.tables() {
        let own: Vec<&Cell> = table
            .cells
            .iter()
            .filter(|cell| cell.line_indices().any(is_own))
            .collect();
        if own.len() < LEAST {
            continue;
        }
        writeln!(to, "\n{}", paint.bold("cells"))?;
        for cell in own {
            let covers =
                |head: &&Cell| head.head && (head.column..head.column + head.column_span).contains(&cell.column);
            let head = table.cells.iter().find(covers).map(|head| words(text, head));
            let head = head.unwrap_or_else(|| format!("column {}", cell.column + 1));
            writeln!(to, "  {}  {}", paint.faint(head), words(text, cell))?;
        }
    }
    Ok(())
}

/// The words of a cell, on one line.
fn words(text: &Text, cell: &Cell) -> String {
    let lines = cell.line_indices().filter_map(|line| text.lines().get(line));
    let words: Vec<&str> = lines
        .flat_map(|line| text.slice(line.span).split_whitespace())
        .collect();
    words.join(" ")
}

/// The fields that are not printed, and where each is from.
fn others(
    row: &Value,
    table: Table,
    provenance: &Provenance,
    paint: Paint,
    to: &mut impl Write,
) -> std::io::Result<()> {
    let is_printed = |key: &str| provenance.printed.named().any(|(name, _)| key_of(table, name) == key);
    writeln!(to)?;
    for (key, value) in row.as_object().into_iter().flatten() {
        let told_above = matches!(key.as_str(), "id" | "provenance" | "flags" | "codes") || is_printed(key);
        if told_above {
            continue;
        }
        let is_empty = value.is_null() || value.as_array().is_some_and(Vec::is_empty);
        let from = match key.as_str() {
            _ if provenance.from_catalogue.iter().any(|field| field == key) => "from the catalogue",
            _ if is_empty => "not printed",
            "joint" => "from `type`",
            "country" | "country_name" => "from the country's heading or the case number",
            "reply_status" => "from `replies`",
            "first_reply" | "days_to_first_reply" => "reckoned from `date` and `replies`",
            "language" => "told from the words of the text",
            "url" => "the link of the entry",
            "cases" | "dates" | "press_releases" | "records" => "cited in the text",
            "headings" => "the headings above it",
            _ => "from the headings and the front page",
        };
        writeln!(
            to,
            "{} = {}  {}",
            paint.bold(key),
            of_key(key, value),
            paint.faint(from)
        )?;
    }
    Ok(())
}

/// The key under which a table has a field that is printed.
fn key_of(table: Table, name: &'static str) -> &'static str {
    match (table, name) {
        (Table::Observations, "summary") => "text",
        (Table::Observations, "entry_number") => "paragraph_number",
        _ => name,
    }
}

/// A value without the links in it, cut to a line on which so many columns are taken.
fn brief(value: &Value, taken: usize) -> String {
    let shown = on_one_line(&days(value));
    let taken = if is_shown() { taken } else { 0 };
    let most = columns().saturating_sub(taken).max(LEAST_OF_VALUE);
    if shown.chars().count() <= most {
        shown
    } else {
        shown.chars().take(most).chain(['…']).collect()
    }
}

/// A value; of replies their days.
fn days(value: &Value) -> String {
    match value {
        Value::Array(replies) => {
            let days = replies
                .iter()
                .map(|reply| reply.get("date").unwrap_or(reply).to_string());
            format!("[{}]", days.collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

/// Characters to bytes.
fn bytes(text: &Text, [start, end]: [usize; 2]) -> Span {
    let string = text.string();
    let byte = |character: usize| string.char_indices().nth(character).map_or(string.len(), |(at, _)| at);
    Span::new(byte(start), byte(end))
}
