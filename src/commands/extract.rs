//! `extract`: files to JSON Lines on stdout, without a catalogue.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use rapporteur::catalogue::{self, Expect, Known};
use rapporteur::run::{self, Depth};
use rapporteur::store::{Document, NotRead};
use rapporteur::write::{Table, line};

use super::{Failure, Outcome};
use crate::cli::Extract;
use crate::terminal::Terminal;

/// Prints the rows of one table for all files, in the order of the arguments.
pub fn extract(arguments: &Extract, terminal: Terminal) -> Result<Outcome, Failure> {
    let mut to = BufWriter::new(io::stdout().lock());
    let mut well = true;
    let bar = terminal.progress(arguments.files.len(), "extract");
    // Whoever asks for entries alone need not wait for the observations.
    let depth = if arguments.table == Table::Observations {
        Depth::Everything
    } else {
        Depth::Entries
    };
    let ids =
        catalogue::ids(&catalogue::named(&arguments.files)).map_err(|error| Failure::Unknown(error.to_string()))?;
    let files: Vec<(String, &PathBuf)> = ids.into_iter().zip(&arguments.files).collect();
    for batch in files.chunks(run::batch(files.len())) {
        let read = |(id, path): &(String, &PathBuf)| {
            let document = Document::from_file(id, path)?;
            let extract = run::extract(&document, &Known::built_in(), Expect::default(), depth);
            let lines = lines(&extract, arguments.table);
            Ok::<_, NotRead>((extract, lines))
        };
        let size = |(_, path): &(String, &PathBuf)| path.metadata().map_or(0, |metadata| metadata.len());
        let extracts = run::largest_first(batch, size, read);
        for ((_, path), extract) in batch.iter().zip(extracts) {
            match extract {
                Ok((extract, lines)) => {
                    bar.suspend(|| report(path, &extract, terminal));
                    well &= extract.is_complete();
                    lines.and_then(|lines| to.write_all(&lines)).map_err(Failure::Stdout)?;
                }
                Err(error) => {
                    well = false;
                    bar.suspend(|| terminal.error(error));
                }
            }
            bar.inc(1);
        }
    }
    bar.finish_and_clear();
    to.flush().map_err(Failure::Stdout)?;
    Ok(Outcome::of(well))
}

/// Draws what weighs enough, and says why a file falls short.
fn report(path: &Path, extract: &run::Extract, terminal: Terminal) {
    let name = path.display().to_string();
    for finding in extract.findings_from(terminal.least()) {
        terminal.draw(&name, &extract.text, &finding.diagnostic);
    }
    if let Some(reason) = &extract.document.reason {
        terminal.error(format_args!("{name}: {reason}"));
    }
}

/// The rows of one table, as they are printed.
fn lines(extract: &run::Extract, table: Table) -> io::Result<Vec<u8>> {
    /// Bytes of a row, roughly.
    const ROW: usize = 1 << 11;
    let to = &mut Vec::new();
    match table {
        Table::Communications => {
            to.reserve(ROW * extract.communications.len());
            extract.communications.iter().try_for_each(|row| line(row, to))
        }
        Table::Observations => extract.observations.iter().try_for_each(|row| line(row, to)),
        Table::Documents => line(&extract.document, to),
        Table::Rejects => extract.rejects.iter().try_for_each(|row| line(row, to)),
        Table::Diagnostics => extract.diagnostics.iter().try_for_each(|row| line(row, to)),
        // Of runs, not of a file: the arguments do not allow it.
        Table::Cases | Table::Changes | Table::History => Ok(()),
    }?;
    Ok(std::mem::take(to))
}
