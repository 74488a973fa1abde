//! `check`: do the tables of a folder hold what they promise?

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::time::Duration;

use crate::digest::Digest;
use crate::lock::Wait;
use crate::reconcile::CaseRow;
use crate::run::counted;
use crate::write::changes::{ChangeRow, PastChange};
use crate::write::tables::{
    CommunicationRow, DiagnosticRow, DocumentRow, ObservationRow, Outcome as SourceOutcome, RejectRow,
};
use crate::write::{Folder, Table, last};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Failure, Outcome};
use crate::terminal::Terminal;

/// How long a run may take to rename its tables.
const WAIT_FOR_PUBLISHER: Duration = Duration::from_secs(10);

/// Faults that are told one by one; the rest are counted.
const TOLD: usize = 20;

/// Checks every table and what holds between them.
pub fn check(folder: &Path, terminal: Terminal) -> Result<Outcome, Failure> {
    if !folder.is_dir() {
        return Err(Failure::NoTables {
            path: folder.to_path_buf(),
            reason: "no such folder".to_owned(),
        });
    }
    mend(folder, terminal)?;
    let mut faults = Faults {
        folder,
        found: Vec::new(),
    };
    let tables = Tables {
        communications: faults.table(Table::Communications),
        observations: faults.table(Table::Observations),
        documents: faults.table(Table::Documents),
        rejects: faults.table(Table::Rejects),
        diagnostics: faults.table(Table::Diagnostics),
    };
    faults.table::<CaseRow>(Table::Cases);
    faults.table::<ChangeRow>(Table::Changes);
    faults.table::<PastChange>(Table::History);
    faults.digests();
    faults.ids(&tables);
    faults.values(&tables);
    faults.counts(&tables);
    for fault in faults.found.iter().take(TOLD) {
        terminal.error(fault);
    }
    if faults.found.len() > TOLD {
        terminal.error(format_args!("and {} more", faults.found.len() - TOLD));
    }
    if faults.found.is_empty() {
        let rows = tables.communications.len() as u64;
        terminal.say(format_args!(
            "{}: {} and all tables hold what they promise",
            folder.display(),
            counted(rows, "entry", "entries")
        ));
    }
    Ok(Outcome::of(faults.found.is_empty()))
}

/// Finishes what a run that was killed between two renames left, so that nobody reads tables of two runs.
pub(super) fn mend(folder: &Path, terminal: Terminal) -> Result<(), Failure> {
    let wait = Wait {
        at_most: WAIT_FOR_PUBLISHER,
        tell: &|what| terminal.say(format_args!("waiting: {what}")),
    };
    if Folder::mend(folder, &wait)? {
        terminal.warning(format_args!(
            "{}: a run was killed while it put its tables in place; they are now",
            folder.display()
        ));
    }
    Ok(())
}

struct Tables {
    communications: Vec<CommunicationRow>,
    observations: Vec<ObservationRow>,
    documents: Vec<DocumentRow>,
    rejects: Vec<RejectRow>,
    diagnostics: Vec<DiagnosticRow>,
}

/// How many rows the tables have of a document.
#[derive(Clone, Copy, Default)]
struct Counts {
    letters: u64,
    press_releases: u64,
    observations: u64,
    rejects: u64,
}

struct Faults<'f> {
    folder: &'f Path,
    found: Vec<String>,
}

impl Faults<'_> {
    fn say(&mut self, table: Table, what: impl std::fmt::Display) {
        self.found
            .push(format!("{}: {what}", self.folder.join(table.file()).display()));
    }

    /// Reads a table. Every line must be a row with all its keys, no others, in order.
    fn table<Row: DeserializeOwned + Serialize>(&mut self, table: Table) -> Vec<Row> {
        let mut rows = Vec::new();
        let file = match fs::File::open(self.folder.join(table.file())) {
            Ok(file) => file,
            Err(error) => {
                self.say(table, error);
                return rows;
            }
        };
        for (number, line) in (1_u64..).zip(BufReader::new(file).lines()) {
            let row = line.map_err(|error| error.to_string()).and_then(|line| {
                let row: Row = serde_json::from_str(&line).map_err(|error| error.to_string())?;
                let again = serde_json::to_string(&row).map_err(|error| error.to_string())?;
                if again == line {
                    Ok(row)
                } else {
                    Err("keys are missing or out of order".to_owned())
                }
            });
            match row {
                Ok(row) => rows.push(row),
                Err(why) => self.say(table, format_args!("line {number}: {why}")),
            }
        }
        rows
    }

    /// The tables are those of one run, as its `run.json` says.
    fn digests(&mut self) {
        let path = self.folder.join("run.json");
        let run = fs::read(&path).map_err(|error| error.to_string());
        let run = run.and_then(|bytes| serde_json::from_slice::<Value>(&bytes).map_err(|error| error.to_string()));
        let run = match run {
            Ok(run) => run,
            Err(error) => {
                self.found.push(format!("{}: {error}", path.display()));
                return;
            }
        };
        let listed = last::listed(&run);
        for table in Table::WRITTEN
            .into_iter()
            .filter(|table| !listed.contains_key(&table.file()))
        {
            self.say(table, "run.json does not list it");
        }
        for (file, digest) in &listed {
            let path = self.folder.join(file);
            let fault = match fs::read(&path) {
                Ok(bytes) if Digest::of(&bytes) == *digest => continue,
                Ok(_) => "not the table of the run in run.json: their digests differ".to_owned(),
                // What of it is missing was said.
                Err(_) if Table::ALL.iter().any(|table| table.file() == *file) => continue,
                Err(error) => error.to_string(),
            };
            self.found.push(format!("{}: {fault}", path.display()));
        }
    }

    /// Ids are unique, and what refers to a row finds it.
    fn ids(&mut self, tables: &Tables) {
        let documents: HashSet<&str> = tables.documents.iter().map(|row| row.id.as_str()).collect();
        if documents.len() < tables.documents.len() {
            self.say(Table::Documents, "an id stands twice");
        }
        let rows = tables
            .communications
            .iter()
            .map(|row| (Table::Communications, &row.id, &row.provenance));
        let rows = rows.chain(
            tables
                .rejects
                .iter()
                .map(|row| (Table::Rejects, &row.id, &row.provenance)),
        );
        let rows = rows.chain(
            tables
                .observations
                .iter()
                .map(|row| (Table::Observations, &row.id, &row.provenance)),
        );
        let mut ids = HashSet::new();
        for (table, id, provenance) in rows {
            if !ids.insert(id.as_str()) {
                self.say(table, format_args!("`{id}` stands twice"));
            }
            if !documents.contains(&*provenance.document) {
                self.say(
                    table,
                    format_args!("`{id}` is of a document that documents.jsonl does not have"),
                );
            }
            let [start, end] = provenance.span;
            // Of a row's own fields; the others stand in the headings above it.
            let own =
                |name: &str| ["entry_number", "type", "date", "case_number", "replies", "summary"].contains(&name);
            let mut spans = provenance
                .spans
                .named()
                .filter(|(name, _)| own(name))
                .map(|(_, span)| span);
            if start > end || spans.any(|[from, to]| *from < start || to < from || *to > end) {
                self.say(table, format_args!("`{id}` has a field outside of its own span"));
            }
        }
        for row in &tables.diagnostics {
            if let Some(record) = row.record.as_deref().filter(|record| !ids.contains(record)) {
                self.say(Table::Diagnostics, format_args!("`{record}` is the id of no row"));
            }
        }
    }

    /// Values agree with each other within a row.
    fn values(&mut self, tables: &Tables) {
        for row in &tables.communications {
            let mut sorted = row.flags.clone();
            sorted.sort_by_key(|flag| flag.name());
            sorted.dedup();
            let letter = row.kind != "PR";
            let delay = row.first_reply.map(|first| row.date.days_to(first));
            let dated = row
                .replies
                .iter()
                .any(|reply| !reply.acknowledgement && Some(reply.date) == row.first_reply);
            for (holds, what) in [
                (sorted == row.flags, "its flags are not sorted"),
                (
                    row.case_number.is_some() == letter,
                    "letters have case numbers, press releases none",
                ),
                (
                    row.reply_status.is_some() == letter,
                    "letters have a reply status, press releases none",
                ),
                (
                    delay == row.days_to_first_reply,
                    "its days to the first reply are not those between the dates",
                ),
                (
                    row.first_reply.is_none() || dated,
                    "its first reply is none of its replies",
                ),
                (
                    row.summary.is_some() || row.language.is_none(),
                    "it has a language without a summary",
                ),
            ] {
                if !holds {
                    self.say(Table::Communications, format_args!("`{}`: {what}", row.id));
                }
            }
        }
    }

    /// Every document has as many rows as it says, and holds what the catalogue expects.
    fn counts(&mut self, tables: &Tables) {
        let mut counts: BTreeMap<&str, Counts> = BTreeMap::new();
        for row in &tables.communications {
            let of = counts.entry(&row.provenance.document).or_default();
            *(if row.kind == "PR" {
                &mut of.press_releases
            } else {
                &mut of.letters
            }) += 1;
        }
        for row in &tables.observations {
            counts.entry(&row.provenance.document).or_default().observations += 1;
        }
        for row in &tables.rejects {
            counts.entry(&row.provenance.document).or_default().rejects += 1;
        }
        for document in &tables.documents {
            let has = counts.get(document.id.as_str()).copied().unwrap_or_default();
            for (what, says, has) in [
                ("communications", document.communications, has.letters),
                ("press releases", document.press_releases, has.press_releases),
                ("observations", document.observations, has.observations),
                ("rejects", document.rejects, has.rejects),
            ] {
                if says != has {
                    self.say(
                        Table::Documents,
                        format_args!("`{}` says {says} {what}, and the tables have {has}", document.id),
                    );
                }
            }
            if document.outcome != SourceOutcome::Complete {
                let reason = document.reason.as_deref().unwrap_or("no reason is given");
                self.say(
                    Table::Documents,
                    format_args!("`{}` is not complete: {reason}", document.id),
                );
            }
        }
    }
}
