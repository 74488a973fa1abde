//! `explain`: what a code means, what a document is, or where a row's every field was read.

use std::fs;
use std::io::{BufRead as _, BufReader, Write};
use std::path::Path;

use rapporteur::diagnostic::{Code, Level};
use rapporteur::digest::Digest;
use rapporteur::read;
use rapporteur::record::Provenance;
use rapporteur::store::Store;
use rapporteur::text::{Span, Text};
use rapporteur::write::Table;
use serde_json::Value;

use super::{Failure, Outcome, print};
use crate::cli::Explain;
use crate::settings::File;
use crate::terminal::{Paint, caret};

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

fn codes(paint: Paint) -> Result<(), Failure> {
    print(|to| {
        for code in Code::ALL {
            let explanation = code.explanation();
            writeln!(
                to,
                "{:<24} {:<8} {}",
                paint.bold(explanation.name),
                explanation.level,
                explanation.what
            )?;
        }
        Ok(())
    })
}

fn one_code(code: Code, paint: Paint) -> Result<(), Failure> {
    let explanation = code.explanation();
    print(|to| {
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

/// Finds the row of an id in the tables and draws where its fields stand.
fn row(id: &str, arguments: &Explain, settings: &File, paint: Paint) -> Result<(), Failure> {
    let output = settings.output(arguments.output.as_ref());
    if let Ok(Some(row)) = find(&output.join(Table::Documents.file()), id) {
        return print(|to| document(&row, paint, to));
    }
    // Every other id has its document before a slash.
    if !id.contains('/') {
        return Err(Failure::Unknown(format!(
            "`{id}`: no diagnostic has that code (`rapporteur explain` lists them), and no document in {} has that id",
            output.display()
        )));
    }
    let mut found = None;
    for table in [Table::Communications, Table::Rejects, Table::Observations] {
        found = find(&output.join(table.file()), id)?.map(|row| (table, row));
        if found.is_some() {
            break;
        }
    }
    let Some((table, row)) = found else {
        let folder = output.display();
        return Err(Failure::Unknown(format!("`{id}`: no row in {folder} has that id")));
    };
    let provenance: Provenance =
        serde_json::from_value(row.get("provenance").cloned().unwrap_or_default()).map_err(|error| {
            Failure::NoTables {
                path: output.join(table.file()),
                reason: format!("the row `{id}` has no provenance: {error}"),
            }
        })?;
    let text = text(&provenance, &settings.store(arguments.store.as_ref()));
    print(|to| draw(&row, table, &provenance, &text, paint, to))
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

/// The row with this id, if the table is there and has it.
fn find(path: &Path, id: &str) -> Result<Option<Value>, Failure> {
    let unreadable = |reason: String| Failure::NoTables {
        path: path.to_owned(),
        reason,
    };
    let file = fs::File::open(path).map_err(|error| {
        unreadable(format!(
            "{error} (run `rapporteur run` first, or name its folder with --output)"
        ))
    })?;
    let quoted = Value::from(id).to_string();
    for line in BufReader::new(file).lines() {
        let line = line.map_err(|error| unreadable(error.to_string()))?;
        if !line.contains(&quoted) {
            continue;
        }
        let row: Value = serde_json::from_str(&line).map_err(|error| unreadable(error.to_string()))?;
        if row.get("id").and_then(Value::as_str) == Some(id) {
            return Ok(Some(row));
        }
    }
    Ok(None)
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
        let value = row.get(if table == Table::Observations && name == "summary" {
            "text"
        } else {
            name
        });
        match value {
            Some(value) => writeln!(to, "\n{} = {}", paint.bold(name), brief(value))?,
            None => writeln!(to, "\n{}", paint.bold(name))?,
        }
        let span = provenance
            .spans
            .named()
            .find(|(of, _)| *of == name)
            .map(|(_, span)| *span);
        match (text, span) {
            (Ok(text), Some(span)) => write!(to, "{}", caret(text, bytes(text, span), paint, Level::Note))?,
            _ => writeln!(to, "   printed: {printed}")?,
        }
    }
    Ok(())
}

/// A value without the links in it, cut to a line.
fn brief(value: &Value) -> String {
    const LONGEST: usize = 100;
    let shown = match value {
        Value::Array(replies) => {
            let days = replies
                .iter()
                .map(|reply| reply.get("date").unwrap_or(reply).to_string());
            format!("[{}]", days.collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    };
    if shown.chars().count() <= LONGEST {
        shown
    } else {
        shown.chars().take(LONGEST).chain(['…']).collect()
    }
}

/// Characters to bytes.
fn bytes(text: &Text, [start, end]: [usize; 2]) -> Span {
    let string = text.string();
    let byte = |character: usize| string.char_indices().nth(character).map_or(string.len(), |(at, _)| at);
    Span::new(byte(start), byte(end))
}
