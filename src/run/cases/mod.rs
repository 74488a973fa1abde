//! The table of cases: taken over where nothing changed, made again where a few letters did, and otherwise made anew.

mod again;
mod touched;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead as _, BufReader};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{Error, Event, Options, Watch, database};
use crate::diagnostic::{Code, Level};
use crate::digest::Digest;
use crate::reconcile::{self, CaseRow, Reconciler};
use crate::record::Day;
use crate::store::Store;
use crate::write::last::Last;
use crate::write::tables::DiagnosticRow;
use crate::write::{self, Settled, Table, Written, line};
pub(super) use touched::Touched;

/// What is read at once, in bytes.
const BUFFER_BYTES: usize = 256 * 1024;
/// Under which the store keeps what cases came to; no source can be called that.
const KEPT: &str = "cases of all";
/// The tables that cases are made of.
const MADE_OF: [Table; 2] = [Table::Communications, Table::Observations];

/// What the cases of a run came to.
#[derive(Serialize, Deserialize)]
struct Kept {
    /// The tables that they were made of.
    made_of: [Digest; 2],
    cases: Digest,
    made: Made,
}

/// What was made beside the rows.
#[derive(Default, Serialize, Deserialize)]
struct Made {
    /// What there is to say of cases, and for what two of one day have in common, the day.
    said: Vec<(Option<Day>, DiagnosticRow)>,
    filled: Filled,
}

impl Made {
    /// Counts a row that came.
    fn count(&mut self, case: &CaseRow) {
        for (field, is_filled) in case.filled() {
            match self.filled.get_mut(field) {
                Some(count) => *count += u64::from(is_filled),
                None => drop(self.filled.insert(field.to_owned(), u64::from(is_filled))),
            }
        }
    }
}

/// How many rows have each field that can be empty, as in `cases.date`.
pub(super) type Filled = BTreeMap<String, u64>;

/// Writes `cases.jsonl`, and what there is to say about cases to the diagnostics; how many of that are warnings. `touched`
/// is what changed since the last run, where that is known; `watch` is told what is said.
pub(super) fn write(
    settled: &mut Settled,
    store: &Store,
    last: Option<&Last>,
    touched: Option<&Touched>,
    options: &Options,
    watch: Watch<'_>,
) -> Result<(Filled, u64), Error> {
    let stored = database::stored(store, &of_database(settled)?).map_err(Error::Store)?;
    let key = key(options, &stored);
    let new = |table| {
        settled
            .table(table)
            .map_or_else(|| Digest::of(b""), |written| written.sha256)
    };
    let made_of = MADE_OF.map(new);
    let old = store.rows(KEPT, &key);
    let old = old.and_then(|kept| serde_json::from_slice::<Kept>(&kept).ok());
    let old = old.filter(|kept| last.and_then(|last| last.digest(Table::Cases)) == Some(kept.cases));
    let reconciler = || Reconciler::new(options.judgements.clone(), stored.clone());
    let made = match old {
        Some(kept) if kept.made_of == made_of => take_over(settled, options, kept)?,
        Some(kept) if MADE_OF.map(|table| last.and_then(|last| last.digest(table))) == kept.made_of.map(Some) => {
            // What a person decides is about any records.
            let touched = touched.filter(|_| options.judgements.is_empty());
            let again = touched.map(|touched| again::make(settled, &options.output, touched, reconciler(), kept));
            again.transpose()?.flatten()
        }
        _ => None,
    };
    let made = match made {
        Some(made) => made,
        None => anew(settled, reconciler())?,
    };
    let mut said = Vec::new();
    let repeated = repeated(settled)?;
    let of_all: Vec<&DiagnosticRow> = made.said.iter().map(|(_, row)| row).chain(&repeated).collect();
    watch(Event::OfCases(&of_all));
    let written = of_all.iter().try_for_each(|row| line(row, &mut said));
    written.map_err(|cause| file_error(Path::new(&Table::Diagnostics.file()), cause))?;
    let warnings = of_all.iter().filter(|row| row.level == Level::Warning).count() as u64;
    settled.end_diagnostics(&said, of_all.len() as u64)?;
    let filled = made.filled.clone();
    if let Some(Written { sha256, .. }) = settled.table(Table::Cases) {
        let kept = Kept {
            made_of,
            cases: *sha256,
            made,
        };
        // What is not kept is made again the next time.
        let _ = serde_json::to_vec(&kept).map_or(Ok(()), |kept| store.keep_rows(KEPT, key, &kept));
    }
    Ok((filled, warnings))
}

/// Makes cases of all rows.
fn anew(settled: &mut Settled, mut reconciler: Reconciler) -> Result<Made, Error> {
    for table in MADE_OF {
        let path = settled.folder().join(table.file());
        let file = File::open(&path).map_err(|cause| file_error(&path, cause))?;
        let rows = BufReader::with_capacity(BUFFER_BYTES, file);
        reconciler.rows_just_written(rows, &table.file()).map_err(failed)?;
    }
    let mut cases = settled.begin(&Table::Cases.file())?;
    let (mut made, mut said) = (Made::default(), Vec::new());
    let done = reconciler.finish(
        |case| {
            made.count(case);
            cases.push(case).map_err(io::Error::other)
        },
        |day, row| {
            said.push((day, row));
            Ok(())
        },
    );
    done.map_err(failed)?;
    settled.end(cases)?;
    Ok(Made { said, ..made })
}

/// The ids of the documents that are pages of the database: they do not say until when they count replies.
fn of_database(settled: &Settled) -> Result<Vec<String>, Error> {
    #[derive(Deserialize)]
    struct Read {
        id: String,
        layout: Option<String>,
    }
    let mut ids = Vec::new();
    rows(&settled.folder().join(Table::Documents.file()), |row| {
        let Read { id, layout } = serde_json::from_slice(row)?;
        ids.extend((layout.as_deref() == Some("database")).then_some(id));
        Ok(())
    })?;
    Ok(ids)
}

/// What there is to say about documents that are another one under another id.
fn repeated(settled: &Settled) -> Result<Vec<DiagnosticRow>, Error> {
    #[derive(Deserialize)]
    struct Named {
        id: String,
        sha256: Option<String>,
    }
    let mut ids: BTreeMap<String, String> = BTreeMap::new();
    let mut said = Vec::new();
    rows(&settled.folder().join(Table::Documents.file()), |row| {
        let Named { id, sha256 } = serde_json::from_slice(row)?;
        let Some(sha256) = sha256 else { return Ok(()) };
        match ids.get(&sha256) {
            Some(first) => said.push(DiagnosticRow {
                document: id,
                record: None,
                code: Code::DocumentRepeated,
                level: Code::DocumentRepeated.explanation().level,
                message: format!("its bytes are those of `{first}`"),
                span: None,
                printed: None,
                places: Vec::new(),
            }),
            None => drop(ids.insert(sha256, id)),
        }
        Ok(())
    })?;
    Ok(said)
}

/// Digest of all that cases depend on beside rows: a person's decisions, the days of the store, and this very program.
fn key(options: &Options, stored: &BTreeMap<String, Day>) -> Digest {
    let program = concat!(env!("CARGO_PKG_VERSION"), " ", env!("RAPPORTEUR_BUILD"));
    let all = format!("{program}\n{:?}\n{stored:?}", options.judgements);
    Digest::of(all.as_bytes())
}

/// Copies the cases of the last run, if they are as they were written.
fn take_over(settled: &mut Settled, options: &Options, kept: Kept) -> Result<Option<Made>, Error> {
    let mut cases = settled.begin(&Table::Cases.file())?;
    cases.copy_file(&options.output.join(Table::Cases.file()))?;
    // Somebody may have written to it.
    let is_whole = cases.digest() == kept.cases;
    if is_whole {
        settled.end(cases)?;
    }
    Ok(is_whole.then_some(kept.made))
}

/// Gives each row of a table, with its line end.
fn rows(path: &Path, mut each: impl FnMut(&[u8]) -> io::Result<()>) -> Result<(), write::Error> {
    let mut all = || {
        let mut from = BufReader::with_capacity(BUFFER_BYTES, File::open(path)?);
        let mut row = Vec::new();
        while from.read_until(b'\n', &mut row)? > 0 {
            each(&row)?;
            row.clear();
        }
        Ok(())
    };
    all().map_err(|cause| file_error(path, cause))
}

fn file_error(path: &Path, cause: io::Error) -> write::Error {
    write::Error::File {
        path: PathBuf::from(path),
        cause,
    }
}

fn failed(error: reconcile::Error) -> write::Error {
    write::Error::Rows {
        document: Table::Cases.name().to_owned(),
        cause: io::Error::other(error),
    }
}
