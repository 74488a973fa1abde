//! `extract`: files to JSON Lines on stdout, without a catalogue.

use std::collections::HashMap;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use rapporteur::catalogue::Expect;
use rapporteur::fetch;
use rapporteur::normalise::Hints;
use rapporteur::run::{self, Depth};
use rapporteur::write::{Table, line};
use rayon::prelude::*;

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
    let files: Vec<(String, &PathBuf)> = ids(&arguments.files).into_iter().zip(&arguments.files).collect();
    for batch in files.chunks(run::batch()) {
        let read = |(id, path): &(String, &PathBuf)| {
            fetch::file(id, path).map(|document| run::extract(&document, &Hints::default(), Expect::default(), depth))
        };
        let extracts: Vec<_> = batch.par_iter().map(read).collect();
        for ((_, path), extract) in batch.iter().zip(extracts) {
            match extract {
                Ok(extract) => {
                    bar.suspend(|| report(path, &extract, terminal));
                    well &= extract.is_complete();
                    rows(&extract, arguments.table, &mut to).map_err(Failure::Stdout)?;
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

/// Ids of documents: the files' names without their endings; a repeated one gets a number, in order.
fn ids(files: &[PathBuf]) -> Vec<String> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let name = |path: &Path| {
        path.file_stem()
            .unwrap_or(path.as_os_str())
            .to_string_lossy()
            .into_owned()
    };
    let ids = files.iter().map(|path| {
        let name = name(path);
        let count = seen.entry(name.clone()).or_default();
        *count += 1;
        if *count == 1 { name } else { format!("{name}-{count}") }
    });
    ids.collect()
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

fn rows(extract: &run::Extract, table: Table, to: &mut impl Write) -> io::Result<()> {
    match table {
        Table::Communications => extract.communications.iter().try_for_each(|row| line(row, to)),
        Table::Observations => extract.observations.iter().try_for_each(|row| line(row, to)),
        Table::Documents => line(&extract.document, to),
        Table::Rejects => extract.rejects.iter().try_for_each(|row| line(row, to)),
        Table::Diagnostics => extract.diagnostics.iter().try_for_each(|row| line(row, to)),
        // Of two runs, not of a file: the arguments do not allow it.
        Table::Changes => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_names_get_numbers() {
        let files = ["a/x.html", "b/x.html", "y", "c/x.htm"].map(PathBuf::from);
        assert_eq!(ids(&files), ["x", "x-2", "y", "x-3"]);
    }
}
