//! Tables into their places: compared with the last run, and held back where too much has fallen.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use jiff::Timestamp;
use serde::Serialize;

use super::cases::{self, Touched};
use super::sources::{Steps, Written as Documents};
use super::{Attempt, Error, Event, News, Options, Watch, is_up_to_date};
use crate::digest::Digest;
use crate::fetch::Fetched;
use crate::store::Store;
use crate::write::changes::{self, Compared, PastChange, Tally};
use crate::write::fall;
use crate::write::last::{FIGURES, FiguresRow, Last, schema_of};
use crate::write::{Folder, SCHEMA, Settled, Table, Written};

/// `run.json`: the only file of a run with a clock in it.
#[derive(Serialize)]
struct RunRow<'r> {
    version: &'static str,
    commit: Option<&'static str>,
    schema: u32,
    catalogue_sha256: Option<String>,
    arguments: &'r [String],
    started: String,
    seconds: f64,
    sources: usize,
    complete: usize,
    reused: usize,
    new_sources: Vec<String>,
    gone_sources: Vec<String>,
    troubles: &'r [Trouble],
    changes: Option<Tally>,
    falls: Vec<String>,
    tables: Vec<FileRow<'r>>,
}

/// When a run began, and with what.
pub(super) struct Start {
    pub time: Timestamp,
    pub clock: Instant,
    /// Digest of the catalogue's text, if it has one.
    pub catalogue: Option<Digest>,
}

/// A source that was not had, and whose last good document was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Trouble {
    /// Its id.
    pub source: String,
    /// Why not.
    pub reason: String,
}

#[derive(Serialize)]
struct FileRow<'r> {
    file: &'r str,
    #[serde(flatten)]
    written: &'r Written,
}

/// What a run came to.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// Whether its tables are in place, and were not held back.
    pub published: bool,
    /// Letters and press releases.
    pub entries: u64,
    /// Paragraphs of observations.
    pub observations: u64,
    /// Entries that are no records.
    pub rejects: u64,
    /// What is doubtful, or has a field that is empty.
    pub warnings: u64,
    /// Sources that were due.
    pub sources: usize,
    /// Those of them that hold what they should.
    pub complete: usize,
    /// Those of them that nothing had changed in.
    pub reused: usize,
    /// Sources that an index led to for the first time.
    pub new_sources: usize,
    /// What is new since the last run; nothing for the first one.
    pub changes: Option<Tally>,
    /// How long it took.
    pub seconds: f64,
    /// Whether all is as expected: published, every source asked, complete and known, none gone or left.
    #[serde(skip)]
    pub as_expected: bool,
}

/// Compares the tables with those of the last run, and puts them in place, or aside.
#[expect(
    clippy::too_many_arguments,
    reason = "what a run came to is in as many places as it has stages"
)]
pub(super) fn publish(
    folder: Folder,
    attempts: &[Attempt<'_>],
    documents: &Documents,
    steps: &Steps<'_>,
    last: Option<&Last>,
    news: &News,
    store: &Store,
    options: &Options,
    start: &Start,
    watch: Watch<'_>,
) -> Result<Report, Error> {
    let mut settled = folder.settle()?;
    let started = start.time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let (changes, touched) = compare(&mut settled, &options.output, last, &started, watch)?;
    let (mut filled, of_cases) = cases::write(&mut settled, store, last, touched.as_ref(), options, watch)?;
    for of in documents.figures.values() {
        for (field, count) in &of.filled {
            *filled.entry(field.clone()).or_default() += count;
        }
    }
    let mut figures = settled.begin(FIGURES)?;
    for (document, of) in &documents.figures {
        figures.push(&FiguresRow {
            document: document.clone(),
            figures: of.clone(),
        })?;
    }
    settled.end(figures)?;
    settled.describe(&filled)?;
    let none = BTreeMap::new();
    let before = last.map_or(&none, Last::figures);
    let falls = fall::falls(before, &documents.figures, options.margin);
    let published = falls.is_empty() || options.accept;

    let seconds = (start.clock.elapsed().as_secs_f64() * 1e3).round() / 1e3;
    let count = |table| settled.table(table).map_or(0, |written| written.rows);
    let report = Report {
        published,
        entries: count(Table::Communications),
        observations: count(Table::Observations),
        rejects: count(Table::Rejects),
        warnings: documents.warnings + of_cases,
        sources: attempts.len(),
        complete: documents.complete,
        reused: documents.reused,
        new_sources: news.new_sources().len(),
        changes,
        seconds,
        as_expected: published
            && documents.complete == attempts.len()
            && attempts.iter().all(is_up_to_date)
            && news.is_good()
            && !steps.left,
    };
    let troubles: Vec<Trouble> = attempts.iter().filter_map(trouble).collect();
    let written = settled.written().to_vec();
    let row = RunRow {
        version: env!("CARGO_PKG_VERSION"),
        commit: Some(env!("RAPPORTEUR_COMMIT")).filter(|commit| !commit.is_empty()),
        schema: SCHEMA,
        catalogue_sha256: start.catalogue.as_ref().map(ToString::to_string),
        arguments: &options.arguments,
        started,
        seconds,
        sources: report.sources,
        complete: report.complete,
        reused: report.reused,
        new_sources: news.new_sources(),
        gone_sources: news.gone_sources(),
        troubles: &troubles,
        changes,
        falls: falls.iter().map(ToString::to_string).collect(),
        tables: written
            .iter()
            .map(|(file, written)| FileRow { file, written })
            .collect(),
    };
    if published {
        settled.publish(&row)?;
    } else {
        let held = settled.hold(&row)?;
        watch(Event::Held(&falls, &held));
    }
    Ok(report)
}

/// Writes what changed since the last run, and adds it to what changed before. Nothing did, if there was none; what was
/// touched is known where all fields were compared.
fn compare(
    settled: &mut Settled,
    output: &Path,
    last: Option<&Last>,
    run: &str,
    watch: Watch<'_>,
) -> Result<(Option<Tally>, Option<Touched>), Error> {
    let mut table = settled.begin(&Table::Changes.file())?;
    let mut history = settled.begin(&Table::History.file())?;
    history.copy_file(&output.join(Table::History.file()))?;
    let is_first = last.is_none() && !output.join(Table::Communications.file()).exists();
    let mut tally = Tally::default();
    let mut touched = Touched::default();
    let new = settled.folder();
    let fields = if is_first || schema_of(output) == u64::from(SCHEMA) {
        Compared::All
    } else {
        watch(Event::Odd(
            "the tables of the last run are of an older schema: changes are told in the fields that both have",
        ));
        Compared::InBoth
    };
    for of in changes::COMPARED {
        let is_same = last
            .and_then(|last| last.digest(of))
            .zip(settled.table(of))
            .is_some_and(|(last, written)| last == written.sha256);
        if is_first || is_same {
            continue;
        }
        let compared = changes::between(output, &new, of, fields, |change| {
            tally.count(change.change);
            touched.note(change);
            history.push(&PastChange::of(run, change))?;
            table.push(change)
        });
        match compared {
            // A table that was damaged cannot be compared, and shall not keep its successor away.
            Err(error) if last.is_none() => watch(Event::Odd(&format!("not compared: {error}"))),
            compared => compared?,
        }
    }
    settled.end(table)?;
    settled.end(history)?;
    let all = last.is_some() && fields == Compared::All;
    Ok(((!is_first).then_some(tally), all.then_some(touched)))
}

fn trouble((source, fetched): &Attempt<'_>) -> Option<Trouble> {
    match fetched {
        Ok(Fetched {
            trouble: Some(reason), ..
        }) => Some(Trouble {
            source: source.id.clone(),
            reason: reason.clone(),
        }),
        _ => None,
    }
}
