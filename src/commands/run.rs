//! `run`: the sources of a catalogue, fetched, extracted, compared with the last run, written.

use std::path::{Path, PathBuf};

use crate::catalogue::{self, Catalogue, SourceKind};
use crate::reconcile::Unmet;
use crate::run::{self, Came, Event, Report, counted};
use crate::write::Table;
use crate::write::fall::Fall;
use crate::write::tables::{DiagnosticRow, DocumentRow, Outcome as SourceOutcome};
use serde_json::Value;

use super::unanswered::Unanswered;
use super::{Failure, Outcome, fetch, lookup, reconcile};
use crate::cli::Run;
use crate::settings::File;
use crate::terminal::{Stages, Tally, Terminal};

/// Up to this many sources each get a line of their own.
const FEW_SOURCES: usize = 12;

/// Falls, and findings about cases, that are told one by one; the rest are counted.
const TOLD: usize = 20;

/// Fetches, extracts, compares, writes; says what happens.
pub fn run(arguments: &Run, settings: &File, terminal: Terminal) -> Result<Outcome, Failure> {
    let output = settings.output(arguments.output.as_ref());
    let store = settings.store(arguments.sources.store.as_ref());
    let catalogue = if arguments.files.is_empty() {
        fetch::catalogue(&arguments.sources, settings)?
    } else {
        let catalogue = of_files(&arguments.files, &[&output, &store], terminal)?;
        catalogue.only(&arguments.sources.only)?;
        catalogue
    };
    fetch::tell_faults(&catalogue, terminal);
    let options = run::Options {
        output: output.clone(),
        store,
        only: arguments.sources.only.clone(),
        margin: settings.margin(arguments.margin),
        accept: arguments.accept,
        wait: settings.wait(&arguments.sources),
        offline: arguments.sources.offline,
        asking: settings.asking(&arguments.sources),
        judgements: reconcile::judgements(settings.judgements(arguments.judgements.as_deref()))?,
        arguments: std::env::args().skip(1).collect(),
    };
    let stages = Stages::new(terminal);
    let (aged, missing) = (Unanswered::default(), Unanswered::default());
    let done = run::run(&catalogue, &options, &|event| match event {
        Event::Came(came) => {
            stages.above(|| report(came, stages.steps(), &output, &missing, terminal));
            stages.step(None);
        }
        Event::Extracting(_) => {
            stages.end();
            fetch::tell_aged(&aged, terminal);
            fetch::tell(event, &stages, &aged, terminal);
        }
        Event::Left(left, dropped) => stages.above(|| tell_left(left, dropped, terminal)),
        Event::OfCases(said) => stages.above(|| tell_cases(said, &output, terminal)),
        Event::Held(falls, held) => {
            tell(falls, terminal);
            let (output, held) = (output.display(), held.display());
            terminal.error(format_args!(
                "the tables of the last run stay; compare: rapporteur diff {output} {held}; if the new ones are right: --accept"
            ));
        }
        event => fetch::tell(event, &stages, &aged, terminal),
    });
    stages.end();
    fetch::tell_aged(&aged, terminal);
    missing.tell(
        terminal,
        |id, reason| format!("{id}: not fetched: {reason}"),
        "not fetched",
    );
    let mut report = done?;
    if !options.judgements.is_empty() {
        // What cannot be read has been told.
        reconcile::tell_unmet(&unmet(&options).unwrap_or_default(), terminal);
    }
    report.as_expected &= catalogue.faults.is_empty();
    terminal.summary(&sentence(&report, &output.display().to_string()), &report);
    Ok(Outcome::of(report.as_expected))
}

/// What of the judgements is about no letter of the tables.
fn unmet(options: &run::Options) -> Result<Unmet, Failure> {
    let mut unmet = options.judgements.unmet();
    lookup::lines(&options.output, Table::Cases, |line| {
        let case = lookup::parse(&options.output, Table::Cases, line)?;
        let records = case.get("records").and_then(Value::as_array).into_iter().flatten();
        let records: Vec<String> = records.filter_map(Value::as_str).map(str::to_owned).collect();
        let number = case.get("case_number").and_then(Value::as_str);
        unmet.meet(number.unwrap_or_default(), &records);
        Ok(true)
    })?;
    Ok(unmet)
}

/// The documents among files and in folders, as a catalogue; `own` are the folders of this run.
pub(super) fn of_files(paths: &[PathBuf], own: &[&Path], terminal: Terminal) -> Result<Catalogue, Failure> {
    let lying = run::lying(paths, own);
    let ids = catalogue::ids(&lying.documents).map_err(|error| Failure::Unknown(error.to_string()))?;
    if lying.others > 0 {
        let (files, are) = match lying.others {
            1 => ("1 other file".to_owned(), "is"),
            others => (format!("{others} other files"), "are"),
        };
        terminal.say(format_args!("{files} {are} neither PDF nor web page, and left out"));
    }
    Ok(Catalogue {
        faults: lying.faults,
        ..Catalogue::of_files(&lying.documents, ids)
    })
}

/// What there is to say of cases, if it is asked for: the first lines, and how many more there are.
fn tell_cases(said: &[&DiagnosticRow], output: &Path, terminal: Terminal) {
    let mut left_out = Tally::default();
    let asked_for = said.iter().filter(|row| row.level >= terminal.least());
    for (at, row) in asked_for.enumerate() {
        if at < TOLD {
            terminal.finding(row);
        } else {
            left_out.count(row.level);
        }
    }
    if !left_out.is_empty() {
        let all = output.join(Table::Diagnostics.file());
        terminal.say(format_args!(
            "cases: {left_out} more; to see all of them: {}",
            all.display()
        ));
    }
}

/// What became of sources that the catalogue does not have any more.
fn tell_left(left: &[String], dropped: bool, terminal: Terminal) {
    let names = left.join(", ");
    let sources = counted(left.len() as u64, "source", "sources");
    let are = if left.len() == 1 { "is" } else { "are" };
    if dropped {
        terminal.say(format_args!(
            "{sources} left the catalogue, and the rows were dropped: {names}"
        ));
    } else {
        terminal.error(format_args!(
            "{sources} of the last run {are} not named any more, and the rows stay: {names}; to drop them: --accept; for tables of their own: --output"
        ));
    }
}

/// `output: 21 entries, 24 paragraphs of observations, 0 rejects, 2 warnings, 1 source (1 gained, 0 lost, 2 changed) in 0.05 s; see output/diagnostics.jsonl, and …`
fn sentence(report: &Report, output: &str) -> String {
    let mut since = Vec::new();
    if report.new_sources > 0 {
        since.push(counted(report.new_sources as u64, "new source", "new sources"));
    }
    match report.changes {
        Some(tally) if tally.is_empty() => since.push("nothing new".to_owned()),
        Some(tally) => since.push(tally.to_string()),
        None => {}
    }
    if !report.published {
        since.push("held back".to_owned());
    }
    let since = if since.is_empty() || (report.changes.is_none() && report.published) {
        String::new()
    } else {
        format!(" ({})", since.join(", "))
    };
    let see = match (report.rejects, report.warnings) {
        (0, 0) => String::new(),
        _ => format!(
            "; see {}, and rapporteur explain ID or CODE",
            Path::new(output).join(Table::Diagnostics.file()).display()
        ),
    };
    format!(
        "{output}: {}, {}, {}, {}, {}{since} in {:.2} s{see}",
        counted(report.entries, "entry", "entries"),
        counted(
            report.observations,
            "paragraph of observations",
            "paragraphs of observations"
        ),
        counted(report.rejects, "reject", "rejects"),
        counted(report.warnings, "warning", "warnings"),
        counted(report.sources as u64, "source", "sources"),
        report.seconds,
    )
}

fn tell(falls: &[Fall], terminal: Terminal) {
    for fall in falls.iter().take(TOLD) {
        terminal.error(fall);
    }
    if falls.len() > TOLD {
        terminal.error(format_args!("and {} more", falls.len() - TOLD));
    }
}

/// A source's line, where there are few or where it falls short, below what weighs enough to be drawn.
fn report(came: &Came<'_>, sources: usize, output: &Path, missing: &Unanswered, terminal: Terminal) {
    let row: &DocumentRow = came.document();
    // Nobody asked for it.
    if matches!(came, Came::Kept(_)) {
        return;
    }
    if let Came::Extracted(extract) = came {
        let findings = extract.findings_from(terminal.least());
        let all = output.join(Table::Diagnostics.file());
        terminal.draw_all(
            &row.id,
            &extract.text,
            findings.map(|finding| &finding.diagnostic),
            all.display(),
        );
    }
    if let (Some(reason), SourceOutcome::Missing) = (&row.reason, row.outcome) {
        missing.add(&row.id, row.url.as_deref(), reason);
    } else if let Some(reason) = &row.reason {
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
