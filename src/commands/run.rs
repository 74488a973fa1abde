//! `run` and `fetch`: the sources of a catalogue.

use std::time::Instant;

use jiff::Timestamp;
use rapporteur::catalogue::Catalogue;
use rapporteur::fetch::{Fetched, Options, Store};
use rapporteur::run::{self, Attempt, Extract, counted};
use rapporteur::write::tables::Outcome as SourceOutcome;
use rapporteur::write::{Folder, Table, Written};
use serde::Serialize;

use super::{Failure, Outcome};
use crate::cli::{Run, Sources};
use crate::terminal::Terminal;

/// Up to this many sources each get a line of their own.
const FEW_SOURCES: usize = 12;

/// `run.json`: the only file of a run with a clock in it.
#[derive(Serialize)]
struct RunRow {
    version: &'static str,
    arguments: Vec<String>,
    started: String,
    seconds: f64,
    sources: usize,
    complete: usize,
    tables: Vec<TableRow>,
}

#[derive(Serialize)]
struct TableRow {
    file: String,
    #[serde(flatten)]
    written: Written,
}

/// Fetches, extracts, writes.
pub fn run(arguments: &Run, terminal: Terminal) -> Result<Outcome, Failure> {
    let clock = Instant::now();
    let started = Timestamp::now();
    let catalogue = catalogue(&arguments.sources)?;
    // Asked before anything is fetched: who cannot write need not start.
    let mut folder = Folder::open(&arguments.output)?;
    let store = store(&arguments.sources, terminal)?;
    let attempts = attempts(&catalogue, &store, &arguments.sources, terminal)?;
    let bar = terminal.progress(attempts.len(), "extract");
    let mut complete = 0;
    run::write(&attempts, &store, &mut folder, |extract| {
        complete += usize::from(extract.is_complete());
        bar.suspend(|| report(extract, catalogue.sources.len(), terminal));
        bar.inc(1);
    })?;
    bar.finish_and_clear();
    let sources = catalogue.sources.len();
    let mut rows = Vec::new();
    folder.finish(|written| {
        rows = written.to_vec();
        RunRow {
            version: env!("CARGO_PKG_VERSION"),
            arguments: std::env::args().skip(1).collect(),
            started: started.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            seconds: (clock.elapsed().as_secs_f64() * 1e3).round() / 1e3,
            sources,
            complete,
            tables: written
                .iter()
                .map(|(table, written)| TableRow {
                    file: table.file(),
                    written: written.clone(),
                })
                .collect(),
        }
    })?;
    let count = |table| {
        rows.iter()
            .find(|(of, _)| *of == table)
            .map_or(0, |(_, written)| written.rows)
    };
    terminal.say(format_args!(
        "{}: {}, {}, {}, {} in {:.2} s",
        arguments.output.display(),
        counted(count(Table::Communications), "entry", "entries"),
        counted(
            count(Table::Observations),
            "paragraph of observations",
            "paragraphs of observations"
        ),
        counted(count(Table::Rejects), "reject", "rejects"),
        counted(count(Table::Documents), "source", "sources"),
        clock.elapsed().as_secs_f64(),
    ));
    Ok(Outcome::of(complete == sources && attempts.iter().all(is_up_to_date)))
}

/// Fetches and no more.
pub fn fetch(arguments: &Sources, terminal: Terminal) -> Result<Outcome, Failure> {
    let catalogue = catalogue(arguments)?;
    let store = store(arguments, terminal)?;
    let attempts = attempts(&catalogue, &store, arguments, terminal)?;
    for (source, attempt) in &attempts {
        match attempt {
            Ok(fetched) => terminal.say(format_args!("{}: {:?} {}", source.id, fetched.how, fetched.sha256)),
            Err(error) => terminal.error(format_args!("{}: {error}", source.id)),
        }
    }
    Ok(Outcome::of(attempts.iter().all(is_up_to_date)))
}

fn catalogue(arguments: &Sources) -> Result<Catalogue, Failure> {
    let all = match &arguments.catalogue {
        Some(path) => Catalogue::load(path)?,
        None => Catalogue::built_in().clone(),
    };
    Ok(all.only(&arguments.only)?)
}

fn store(arguments: &Sources, terminal: Terminal) -> Result<Store, Failure> {
    let store = Store::open(&arguments.store)?;
    for line in store.unread_lines() {
        terminal.warning(line);
    }
    Ok(store)
}

fn attempts<'c>(
    catalogue: &'c Catalogue,
    store: &Store,
    arguments: &Sources,
    terminal: Terminal,
) -> Result<Vec<Attempt<'c>>, Failure> {
    let bar = terminal.progress(catalogue.sources.len(), "fetch");
    let options = Options {
        offline: arguments.offline,
        ..Options::default()
    };
    let attempts = run::fetch(catalogue, store, &options, |source| {
        bar.set_message(source.id.clone());
        bar.inc(1);
    })?;
    bar.finish_and_clear();
    for (source, attempt) in &attempts {
        if let Ok(Fetched {
            trouble: Some(trouble), ..
        }) = attempt
        {
            terminal.error(format_args!("{}: {trouble}; the last good document is used", source.id));
        }
    }
    Ok(attempts)
}

/// Whether a source was asked, where it should have been, and gave a document.
fn is_up_to_date((_, attempt): &Attempt<'_>) -> bool {
    matches!(attempt, Ok(Fetched { trouble: None, .. }))
}

/// A source's line, where there are few or where it falls short, below what weighs enough to be drawn.
fn report(extract: &Extract, sources: usize, terminal: Terminal) {
    let row = &extract.document;
    for finding in extract.findings_from(terminal.least()) {
        terminal.draw(&row.id, &extract.text, &finding.diagnostic);
    }
    if let Some(reason) = &row.reason {
        let what = match row.outcome {
            SourceOutcome::Missing => "not fetched",
            SourceOutcome::Refused => "cannot be read",
            SourceOutcome::Short | SourceOutcome::Complete => "falls short",
        };
        terminal.error(format_args!("{}: {what}: {reason}", row.id));
    }
    if extract.is_complete() && sources <= FEW_SOURCES {
        terminal.say(format_args!(
            "{}: {}, {}, {}",
            row.id,
            counted(row.communications, "letter", "letters"),
            counted(row.press_releases, "press release", "press releases"),
            counted(
                row.observations,
                "paragraph of observations",
                "paragraphs of observations"
            ),
        ));
    }
}
