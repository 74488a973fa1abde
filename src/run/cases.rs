//! The table of cases: made of the tables that documents filled, or taken over where these are as they were.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead as _, BufReader};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{Error, Options, database};
use crate::diagnostic::{Code, Level};
use crate::digest::Digest;
use crate::reconcile::{self, Reconciler};
use crate::record::Day;
use crate::store::Store;
use crate::write::last::Last;
use crate::write::tables::DiagnosticRow;
use crate::write::{self, Settled, Table, Written, line};

/// What is read at once, in bytes.
const BUFFER_BYTES: usize = 256 * 1024;
/// Under which the store keeps what cases came to; no source can be called that.
const KEPT: &str = "cases of all";

/// What the cases of a run came to.
#[derive(Serialize, Deserialize)]
struct Kept {
    cases: Digest,
    diagnostics: String,
    diagnostic_rows: u64,
    filled: BTreeMap<String, u64>,
}

/// How many rows have each field that can be empty, as in `cases.date`.
pub(super) type Filled = BTreeMap<String, u64>;

/// Writes `cases.jsonl`, and what there is to say about cases to the diagnostics; how many of that are warnings.
pub(super) fn write(
    settled: &mut Settled,
    store: &Store,
    last: Option<&Last>,
    options: &Options,
) -> Result<(Filled, u64), Error> {
    let stored = database::stored(store, &of_database(settled)?).map_err(Error::Store)?;
    let key = key(settled, options, &stored);
    if let Some(kept) = take_over(settled, store, last, options, &key)? {
        settled.end_diagnostics(kept.diagnostics.as_bytes(), kept.diagnostic_rows)?;
        let warnings = warnings(kept.diagnostics.as_bytes());
        return Ok((kept.filled, warnings));
    }
    let mut reconciler = Reconciler::new(options.judgements.clone(), stored);
    for table in [Table::Communications, Table::Observations] {
        let path = settled.folder().join(table.file());
        let file = File::open(&path).map_err(|cause| file_error(&path, cause))?;
        let rows = BufReader::with_capacity(BUFFER_BYTES, file);
        reconciler.rows(rows, &table.file()).map_err(failed)?;
    }
    let mut cases = settled.begin(&Table::Cases.file())?;
    let (mut said, mut count, mut filled) = (Vec::new(), 0, Filled::new());
    let done = reconciler.finish(
        |case| {
            for (field, is_filled) in case.filled() {
                match filled.get_mut(field) {
                    Some(count) => *count += u64::from(is_filled),
                    None => drop(filled.insert(field.to_owned(), u64::from(is_filled))),
                }
            }
            cases.push(case).map_err(io::Error::other)
        },
        |row| {
            count += 1;
            line(&row, &mut said)
        },
    );
    done.map_err(failed)?;
    for row in repeated(settled)? {
        count += 1;
        line(&row, &mut said).map_err(|cause| file_error(Path::new(&Table::Diagnostics.file()), cause))?;
    }
    settled.end(cases)?;
    settled.end_diagnostics(&said, count)?;
    if let Some(Written { sha256, .. }) = settled.table(Table::Cases) {
        let kept = Kept {
            cases: *sha256,
            diagnostics: String::from_utf8_lossy(&said).into_owned(),
            diagnostic_rows: count,
            filled: filled.clone(),
        };
        // What is not kept is made again the next time.
        let _ = serde_json::to_vec(&kept).map_or(Ok(()), |kept| store.keep_rows(KEPT, key, &kept));
    }
    Ok((filled, warnings(&said)))
}

/// How many of some rows of diagnostics are warnings.
fn warnings(rows: &[u8]) -> u64 {
    #[derive(Deserialize)]
    struct Weighed {
        level: Level,
    }
    let rows = rows.split(|&byte| byte == b'\n').map(serde_json::from_slice::<Weighed>);
    rows.filter(|row| row.as_ref().is_ok_and(|row| row.level == Level::Warning))
        .count() as u64
}

/// The ids of the documents that are pages of the database: they do not say until when they count replies.
fn of_database(settled: &Settled) -> Result<Vec<String>, Error> {
    #[derive(Deserialize)]
    struct Read {
        id: String,
        layout: Option<String>,
    }
    let path = settled.folder().join(Table::Documents.file());
    let failed = |cause| file_error(&path, cause);
    let mut ids = Vec::new();
    for line in BufReader::new(File::open(&path).map_err(failed)?).lines() {
        let line = line.map_err(failed)?;
        let Read { id, layout } = serde_json::from_str(&line).map_err(|error| failed(error.into()))?;
        if layout.as_deref() == Some("database") {
            ids.push(id);
        }
    }
    Ok(ids)
}

/// What there is to say about documents that are another one under another id.
fn repeated(settled: &Settled) -> Result<Vec<DiagnosticRow>, Error> {
    #[derive(Deserialize)]
    struct Named {
        id: String,
        sha256: Option<String>,
    }
    let path = settled.folder().join(Table::Documents.file());
    let failed = |cause| file_error(&path, cause);
    let file = File::open(&path).map_err(failed)?;
    let mut ids: BTreeMap<String, String> = BTreeMap::new();
    let mut rows = Vec::new();
    for line in BufReader::new(file).lines() {
        let line = line.map_err(failed)?;
        let Named { id, sha256 } = serde_json::from_str(&line).map_err(|error| failed(error.into()))?;
        let Some(sha256) = sha256 else { continue };
        match ids.get(&sha256) {
            Some(first) => rows.push(DiagnosticRow {
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
    }
    Ok(rows)
}

/// Digest of all that cases depend on: the tables of letters and observations, a person's decisions, the days of the
/// store, and this very program.
fn key(settled: &Settled, options: &Options, stored: &BTreeMap<String, Day>) -> Digest {
    let digest = |table| settled.table(table).map(|written| written.sha256);
    let tables = [Table::Communications, Table::Observations, Table::Documents].map(digest);
    let program = concat!(env!("CARGO_PKG_VERSION"), " ", env!("RAPPORTEUR_BUILD"));
    let all = format!("{program}\n{tables:?}\n{:?}\n{stored:?}", options.judgements);
    Digest::of(all.as_bytes())
}

/// Copies the cases of the last run, if they depend on the same and are as they were written.
fn take_over(
    settled: &mut Settled,
    store: &Store,
    last: Option<&Last>,
    options: &Options,
    key: &Digest,
) -> Result<Option<Kept>, Error> {
    let kept = store
        .rows(KEPT, key)
        .and_then(|kept| serde_json::from_slice::<Kept>(&kept).ok());
    let digest = last.and_then(|last| last.digest(Table::Cases));
    let Some(kept) = kept.filter(|kept| Some(kept.cases) == digest) else {
        return Ok(None);
    };
    let mut cases = settled.begin(&Table::Cases.file())?;
    cases.copy_file(&options.output.join(Table::Cases.file()))?;
    // Somebody may have written to it.
    let is_whole = cases.digest() == kept.cases;
    if is_whole {
        settled.end(cases)?;
    }
    Ok(is_whole.then_some(kept))
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
