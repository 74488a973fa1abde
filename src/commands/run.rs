//! `run`: the sources of a catalogue, fetched, extracted, written.

use std::time::Instant;

use jiff::Timestamp;
use rapporteur::catalogue::SourceKind;
use rapporteur::run::{self, Extract, counted};
use rapporteur::write::tables::Outcome as SourceOutcome;
use rapporteur::write::{Folder, Table, Written};
use serde::Serialize;

use super::plan::Plan;
use super::{Failure, Outcome, fetch};
use crate::cli::Run;
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
    new_sources: Vec<String>,
    gone_sources: Vec<String>,
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
    let catalogue = fetch::catalogue(&arguments.sources)?;
    // Asked before anything is fetched: who cannot write need not start.
    let mut folder = Folder::open(&arguments.output)?;
    let store = fetch::store(&arguments.sources, terminal)?;
    let options = fetch::options(&arguments.sources);
    let mut plan = Plan::make(&catalogue, &arguments.sources.only, &store, &options)?;
    let news = plan.tell(terminal);
    let attempts = fetch::attempts(&mut plan, &store, &options, terminal)?;
    let bar = terminal.progress(attempts.len(), "extract");
    let mut complete = 0;
    run::write(&attempts, &store, &mut folder, |extract| {
        complete += usize::from(extract.is_complete());
        bar.suspend(|| report(extract, attempts.len(), terminal));
        bar.inc(1);
    })?;
    bar.finish_and_clear();
    let sources = attempts.len();
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
            new_sources: news.new_sources(),
            gone_sources: news.gone_sources(),
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
    news.remember(&store)?;
    let up_to_date = attempts.iter().all(fetch::is_up_to_date);
    Ok(Outcome::of(complete == sources && up_to_date && news.is_good()))
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
    let is_index = row.kind.as_deref() == Some(SourceKind::Index.as_str());
    if extract.is_complete() && sources <= FEW_SOURCES && !is_index {
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
