//! `extract`: files to JSON Lines on stdout, without a catalogue.

use std::collections::BTreeSet;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::catalogue::{self, Expect, Found, Known};
use crate::cores;
use crate::diagnostic::Level;
use crate::run::{self, Depth};
use crate::store::{Document, NotRead};
use crate::text::Text;
use crate::write::tables::{DocumentRow, Outcome as DocumentOutcome};
use crate::write::{Table, line};
use serde::Serialize;

use super::names::{is_stdin, names, names_with_ids};
use super::{Failure, Outcome};
use crate::cli::{Asked, Extract};
use crate::terminal::{self, Tally, Terminal};

/// Rows for which a second thread is worth its start.
const PART: usize = 1 << 9;

/// Prints the rows of one table, or of all, for all files, in their order.
pub fn extract(arguments: &Extract, terminal: Terminal) -> Result<Outcome, Failure> {
    let mut to = terminal::stdout();
    let mut well = true;
    let mut tally = Tally::default();
    let files = files(arguments)?;
    let bar = terminal.progress(files.len(), "extract");
    // Whoever asks for entries alone need not wait for the observations.
    let depth = match arguments.table {
        Asked::All | Asked::One(Table::Observations) => Depth::Everything,
        Asked::One(_) => Depth::Entries,
    };
    let mut print = |pieces: io::Result<Vec<Vec<u8>>>| {
        let printed = pieces.and_then(|pieces| pieces.iter().try_for_each(|piece| to.write_all(piece)));
        printed.map_err(Failure::Stdout)
    };
    let read = |(id, path): &(String, PathBuf)| {
        let document = document(id, path);
        let one =
            |document: Document| cores::alone(document.is_large(), || one(&document, depth, arguments.table, terminal));
        document.map(one)
    };
    let size = |(_, path): &(String, PathBuf)| path.metadata().map_or(0, |metadata| metadata.len());
    run::in_order(&files, size, read, |(id, path), extract| {
        let outcome = match extract {
            Ok((extract, lines)) => {
                bar.suspend(|| report(path, &extract, terminal));
                let levels = extract.findings.iter().map(|finding| finding.diagnostic.level());
                levels
                    .filter(|&level| level == Level::Warning)
                    .for_each(|level| tally.count(level));
                // One can have several reasons.
                (0..extract.document.rejects).for_each(|_| tally.count(Level::Reject));
                print(lines)?;
                extract.document.outcome
            }
            Err(error) => {
                let lines = missing(id, &error, arguments.table);
                print(lines)?;
                bar.suspend(|| terminal.error(error));
                DocumentOutcome::Missing
            }
        };
        well &= match outcome {
            DocumentOutcome::Complete => true,
            DocumentOutcome::Short => false,
            DocumentOutcome::Refused | DocumentOutcome::Missing => arguments.refusals_are_rows,
        };
        bar.inc(1);
        Ok::<_, Failure>(())
    })?;
    bar.finish_and_clear();
    to.flush().map_err(Failure::Stdout)?;
    if !tally.is_empty() {
        terminal.say(format_args!(
            "{tally}; to see them: rapporteur extract --table diagnostics, or -v; what a code means: rapporteur explain CODE"
        ));
    }
    Ok(Outcome::of(well))
}

/// The files that were named, and those of the list, with their ids; `-` is stdin.
fn files(arguments: &Extract) -> Result<Vec<(String, PathBuf)>, Failure> {
    if let Some(list) = arguments.files_from.as_deref().filter(|_| arguments.with_ids) {
        let mut seen = BTreeSet::new();
        let files = names_with_ids(list)?;
        return match files.iter().find(|(id, _)| !seen.insert(id.as_str())) {
            Some((id, _)) => Err(Failure::Unknown(format!("two files of the list have the id `{id}`"))),
            None => Ok(files.into_iter().map(|(id, name)| (id, as_file(name))).collect()),
        };
    }
    let from_stdin = arguments.files.iter().chain(&arguments.files_from);
    if from_stdin.filter(|name| is_stdin(name)).count() > 1 {
        return Err(Failure::Unknown("stdin can be read once: give one `-`".to_owned()));
    }
    let mut files = arguments.files.clone();
    if let Some(list) = &arguments.files_from {
        files.extend(names(list)?.into_iter().map(as_file));
    }
    let others: Vec<PathBuf> = files.iter().filter(|file| !is_stdin(file)).cloned().collect();
    let mut named = catalogue::named(&others).into_iter();
    let stdin = || Found {
        path: "stdin".into(),
        below: "stdin".into(),
    };
    let found = files
        .iter()
        .filter_map(|file| if is_stdin(file) { Some(stdin()) } else { named.next() });
    let found: Vec<Found> = found.collect();
    let ids = catalogue::ids(&found).map_err(|error| Failure::Unknown(error.to_string()))?;
    Ok(ids.into_iter().zip(files).collect())
}

/// In a list `-` is a file like any other.
fn as_file(name: PathBuf) -> PathBuf {
    if is_stdin(&name) {
        Path::new(".").join(name)
    } else {
        name
    }
}

fn document(id: &str, path: &Path) -> Result<Document, NotRead> {
    if is_stdin(path) {
        Document::from_reader(id, io::stdin().lock())
    } else {
        Document::from_file(id, path)
    }
}

/// What a document came to, with the rows that are printed; of the rest there is what will be told.
fn one(
    document: &Document,
    depth: Depth,
    table: Asked,
    terminal: Terminal,
) -> (run::Extract, io::Result<Vec<Vec<u8>>>) {
    let mut extract = run::extract(document, &Known::built_in(), Expect::default(), depth);
    let lines = lines(&extract, table);
    let is_drawn = extract.findings_from(terminal.least()).next().is_some();
    let text = if is_drawn {
        Text::default()
    } else {
        std::mem::take(&mut extract.text)
    };
    let communications = std::mem::take(&mut extract.communications);
    cores::let_go(communications.len() > PART, (communications, text));
    extract.observations = Vec::new();
    extract.rejects = Vec::new();
    extract.diagnostics = Vec::new();
    (extract, lines)
}

/// Draws what weighs enough, and says why a file falls short.
fn report(path: &Path, extract: &run::Extract, terminal: Terminal) {
    let name = if is_stdin(path) {
        "stdin".to_owned()
    } else {
        path.display().to_string()
    };
    let findings = extract.findings_from(terminal.least());
    terminal.draw_all(
        &name,
        &extract.text,
        findings.map(|finding| &finding.diagnostic),
        format_args!("rapporteur extract --table diagnostics {name}"),
    );
    if let Some(reason) = &extract.document.reason {
        terminal.error(format_args!("{name}: {reason}"));
    }
}

/// The rows that are asked for, as they are printed, in pieces.
fn lines(extract: &run::Extract, asked: Asked) -> io::Result<Vec<Vec<u8>>> {
    let mut to = Vec::new();
    for table in asked.tables() {
        match table {
            Table::Communications => rows(&extract.communications, table, asked, &mut to),
            Table::Observations => rows(&extract.observations, table, asked, &mut to),
            Table::Documents => rows(std::slice::from_ref(&extract.document), table, asked, &mut to),
            Table::Rejects => rows(&extract.rejects, table, asked, &mut to),
            Table::Diagnostics => rows(&extract.diagnostics, table, asked, &mut to),
            // Of runs, not of a file: the arguments do not allow it.
            Table::Cases | Table::Changes | Table::History => Ok(()),
        }?;
    }
    Ok(to)
}

/// The row of a document that is not there, where rows of documents are asked for.
fn missing(id: &str, error: &NotRead, asked: Asked) -> io::Result<Vec<Vec<u8>>> {
    let mut row = DocumentRow::new(id.to_owned(), DocumentOutcome::Missing);
    row.reason = Some(error.to_string());
    let mut to = Vec::new();
    if asked.tables().contains(&Table::Documents) {
        rows(&[row], Table::Documents, asked, &mut to)?;
    }
    Ok(to)
}

/// The rows of a table: bare, or with its name where tables are mixed.
fn rows<T: Serialize + Sync>(rows: &[T], table: Table, asked: Asked, to: &mut Vec<Vec<u8>>) -> io::Result<()> {
    /// Bytes of a row, roughly.
    const ROW: usize = 1 << 11;
    #[derive(Serialize)]
    struct OfTable<'r, T> {
        table: &'static str,
        row: &'r T,
    }
    let written = |rows: &[T]| {
        let mut to = Vec::with_capacity(ROW * rows.len());
        let each = rows.iter().try_for_each(|row| match asked {
            Asked::One(_) => line(row, &mut to),
            Asked::All => line(
                &OfTable {
                    table: table.name(),
                    row,
                },
                &mut to,
            ),
        });
        each.map(|()| to)
    };
    for lines in cores::parts(rows, PART, written) {
        to.push(lines?);
    }
    Ok(())
}
