//! `diff`: what is another in the tables of two runs.

use std::path::Path;

use crate::write::changes::{self, Compared, Tally};
use crate::write::{self, Table};

use super::{Failure, Outcome, check, print};
use crate::cli::Diff;
use crate::terminal::Terminal;

/// Prints a line of JSON for each record that came, went or changed.
pub fn diff(arguments: &Diff, terminal: Terminal) -> Result<Outcome, Failure> {
    for folder in [&arguments.old, &arguments.new] {
        usable(folder, terminal)?;
    }
    let mut tally = Tally::default();
    let fields = Compared::between(&arguments.old, &arguments.new);
    if fields == Compared::InBoth {
        terminal.say("the tables are of two schemas: changes are told in the fields that both have");
    }
    let mut compared = Ok(());
    print(|to| {
        compared = changes::COMPARED.into_iter().try_for_each(|table| {
            changes::between(&arguments.old, &arguments.new, table, fields, |change| {
                tally.count(change.change);
                write::line(change, to).map_err(write::Error::Stdout)
            })
        });
        Ok(())
    })?;
    match compared {
        Err(write::Error::Stdout(cause)) => return Err(Failure::Stdout(cause)),
        compared => compared?,
    }
    terminal.summary(&tally, &tally);
    Ok(Outcome::AsExpected)
}

/// A folder without tables would look like one that lost them all.
fn usable(folder: &Path, terminal: Terminal) -> Result<(), Failure> {
    let missing = |reason: &str| Failure::NoTables {
        path: folder.to_path_buf(),
        reason: reason.to_owned(),
    };
    if !folder.is_dir() {
        return Err(missing("no such folder"));
    }
    check::mend(folder, terminal)?;
    let table = Table::Communications.file();
    if !folder.join(&table).is_file() {
        return Err(missing(&format!("it has no {table}")));
    }
    Ok(())
}
