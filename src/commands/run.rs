//! `run`: the sources of a catalogue, fetched, extracted, compared with the last run, written.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use jiff::Timestamp;
use rapporteur::catalogue::{KnownReports, SourceKind};
use rapporteur::fetch::Fetched;
use rapporteur::run::{self, Attempt, Came, counted};
use rapporteur::write::changes::Tally;
use rapporteur::write::fall::{self, Fall};
use rapporteur::write::last::{Kept, Last, REUSE};
use rapporteur::write::tables::{DocumentRow, Outcome as SourceOutcome};
use rapporteur::write::{Folder, Settled, Table, Written, changes};
use serde::Serialize;

use super::plan::Plan;
use super::{Failure, Outcome, fetch};
use crate::cli::Run;
use crate::settings::File;
use crate::terminal::Terminal;

/// Up to this many sources each get a line of their own.
const FEW_SOURCES: usize = 12;

/// Falls that are told one by one; the rest are counted.
const TOLD: usize = 20;

/// `run.json`: the only file of a run with a clock in it.
#[derive(Serialize)]
struct RunRow<'r> {
    version: &'static str,
    arguments: Vec<String>,
    started: String,
    seconds: f64,
    sources: usize,
    complete: usize,
    reused: usize,
    new_sources: Vec<String>,
    gone_sources: Vec<String>,
    troubles: Vec<Trouble<'r>>,
    changes: Option<Tally>,
    falls: Vec<String>,
    tables: Vec<FileRow<'r>>,
}

/// A source that was not had, and whose last good document was taken.
#[derive(Serialize)]
struct Trouble<'r> {
    source: &'r str,
    reason: &'r str,
}

#[derive(Serialize)]
struct FileRow<'r> {
    file: &'r str,
    #[serde(flatten)]
    written: &'r Written,
}

/// The last line of a run, as facts.
#[derive(Serialize)]
struct Summary {
    published: bool,
    entries: u64,
    observations: u64,
    rejects: u64,
    sources: usize,
    complete: usize,
    reused: usize,
    new_sources: usize,
    changes: Option<Tally>,
    seconds: f64,
}

/// Fetches, extracts, compares, writes.
pub fn run(arguments: &Run, settings: &File, terminal: Terminal) -> Result<Outcome, Failure> {
    let clock = Instant::now();
    let started = Timestamp::now();
    let rows = fetch::catalogue(&arguments.sources, settings)?;
    let output = settings.output(arguments.output.as_ref());
    // Asked before anything is fetched: who cannot write need not start.
    let mut folder = Folder::open(
        &output,
        &fetch::wait(&arguments.sources, settings, &|what| {
            terminal.say(format_args!("waiting: {what}"));
        }),
    )?;
    if folder.recovered() {
        terminal.warning("a run was killed while it put its tables in place; they are now");
    }
    let store = fetch::store(&arguments.sources, settings, terminal)?;
    let options = fetch::options(&arguments.sources, settings);
    let mut plan = Plan::make(&rows, &arguments.sources.only, &store, &options)?;
    let news = plan.tell(terminal);
    let attempts = fetch::attempts(&mut plan, &store, &options, terminal)?;
    let last = Last::open(&output).unwrap_or_else(|why| {
        terminal.warning(format_args!("{why}; everything is extracted again"));
        None
    });
    let last = last.map(Arc::new);
    if let Some(last) = &last {
        folder.follow(Arc::clone(last));
    }
    let bar = terminal.progress(attempts.len(), "extract");
    let (mut complete, mut reused) = (0, 0);
    let kept = run::write(
        &attempts,
        &KnownReports::of(&rows),
        &store,
        &mut folder,
        last.as_deref(),
        |came| {
            complete += usize::from(came.document().outcome == SourceOutcome::Complete);
            reused += usize::from(matches!(came, Came::Reused(_)));
            bar.suspend(|| report(came, attempts.len(), terminal));
            bar.inc(1);
        },
    )?;
    bar.finish_and_clear();

    let mut settled = folder.settle()?;
    let mut reuse = settled.begin(REUSE)?;
    kept.iter().try_for_each(|kept| reuse.push(kept))?;
    settled.end(reuse)?;
    let tally = compare(&mut settled, &output, last.as_deref(), terminal)?;
    let falls = falls(&kept, last.as_deref(), settings.margin(arguments.margin));
    let published = falls.is_empty() || arguments.accept;

    let seconds = || (clock.elapsed().as_secs_f64() * 1e3).round() / 1e3;
    let count = |table| settled.table(table).map_or(0, |written| written.rows);
    let written = settled.written().to_vec();
    let row = RunRow {
        version: env!("CARGO_PKG_VERSION"),
        arguments: std::env::args().skip(1).collect(),
        started: started.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        seconds: seconds(),
        sources: attempts.len(),
        complete,
        reused,
        new_sources: news.new_sources(),
        gone_sources: news.gone_sources(),
        troubles: attempts.iter().filter_map(trouble).collect(),
        changes: tally,
        falls: falls.iter().map(ToString::to_string).collect(),
        tables: written
            .iter()
            .map(|(file, written)| FileRow { file, written })
            .collect(),
    };
    let summary = Summary {
        published,
        entries: count(Table::Communications),
        observations: count(Table::Observations),
        rejects: count(Table::Rejects),
        sources: attempts.len(),
        complete,
        reused,
        new_sources: news.new_sources().len(),
        changes: tally,
        seconds: seconds(),
    };
    if published {
        settled.publish(&row)?;
    } else {
        let held = settled.hold(&row)?;
        tell(&falls, terminal);
        let (output, held) = (output.display(), held.display());
        terminal.error(format_args!(
            "the tables of the last run stay; compare: rapporteur diff {output} {held}; if the new ones are right: --accept"
        ));
    }
    news.remember(&store)?;
    terminal.summary(&summary.sentence(&output.display().to_string(), clock), &summary);
    let up_to_date = attempts.iter().all(fetch::is_up_to_date);
    Ok(Outcome::of(
        published && complete == attempts.len() && up_to_date && news.is_good(),
    ))
}

impl Summary {
    /// `output: 21 entries, 24 paragraphs of observations, 0 rejects, 1 source (1 gained, 0 lost, 2 changed) in 0.05 s`
    fn sentence(&self, output: &str, clock: Instant) -> String {
        let mut since = Vec::new();
        if self.new_sources > 0 {
            since.push(counted(self.new_sources as u64, "new source", "new sources"));
        }
        match self.changes {
            Some(tally) if tally.is_empty() => since.push("nothing new".to_owned()),
            Some(tally) => since.push(tally.to_string()),
            None => {}
        }
        if !self.published {
            since.push("held back".to_owned());
        }
        let since = if since.is_empty() || (self.changes.is_none() && self.published) {
            String::new()
        } else {
            format!(" ({})", since.join(", "))
        };
        format!(
            "{output}: {}, {}, {}, {}{since} in {:.2} s",
            counted(self.entries, "entry", "entries"),
            counted(
                self.observations,
                "paragraph of observations",
                "paragraphs of observations"
            ),
            counted(self.rejects, "reject", "rejects"),
            counted(self.sources as u64, "source", "sources"),
            clock.elapsed().as_secs_f64(),
        )
    }
}

/// Writes what changed since the last run. Nothing did, if there was none.
fn compare(
    settled: &mut Settled,
    output: &std::path::Path,
    last: Option<&Last>,
    terminal: Terminal,
) -> Result<Option<Tally>, Failure> {
    let mut table = settled.begin(&Table::Changes.file())?;
    let is_first = last.is_none() && !output.join(Table::Communications.file()).exists();
    let mut tally = Tally::default();
    let new = settled.folder();
    for of in changes::COMPARED {
        let is_same = last
            .and_then(|last| last.file(&of.file()))
            .zip(settled.table(of))
            .is_some_and(|(last, written)| last.digest() == written.sha256);
        if is_first || is_same {
            continue;
        }
        let compared = changes::between(output, &new, of, |change| {
            tally.count(change.change);
            table.push(change)
        });
        match compared {
            // A table that was damaged cannot be compared, and shall not keep its successor away.
            Err(error) if last.is_none() => terminal.warning(format_args!("not compared: {error}")),
            compared => compared?,
        }
    }
    settled.end(table)?;
    Ok((!is_first).then_some(tally))
}

fn falls(kept: &[Kept], last: Option<&Last>, margin: f64) -> Vec<Fall> {
    let figures: BTreeMap<String, _> = kept
        .iter()
        .map(|kept| (kept.document.clone(), kept.figures.clone()))
        .collect();
    last.map(|last| fall::falls(&last.figures(), &figures, margin))
        .unwrap_or_default()
}

fn tell(falls: &[Fall], terminal: Terminal) {
    for fall in falls.iter().take(TOLD) {
        terminal.error(fall);
    }
    if falls.len() > TOLD {
        terminal.error(format_args!("and {} more", falls.len() - TOLD));
    }
}

fn trouble<'r>((source, fetched): &'r Attempt<'_>) -> Option<Trouble<'r>> {
    match fetched {
        Ok(Fetched {
            trouble: Some(reason), ..
        }) => Some(Trouble {
            source: &source.id,
            reason,
        }),
        _ => None,
    }
}

/// A source's line, where there are few or where it falls short, below what weighs enough to be drawn.
fn report(came: &Came<'_>, sources: usize, terminal: Terminal) {
    let row: &DocumentRow = came.document();
    if let Came::Extracted(extract) = came {
        for finding in extract.findings_from(terminal.least()) {
            terminal.draw(&row.id, &extract.text, &finding.diagnostic);
        }
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
    if row.outcome == SourceOutcome::Complete && sources <= FEW_SOURCES && !is_index {
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
