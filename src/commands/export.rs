//! `export`: the tables of a folder for spreadsheets, data frames and databases.

use crate::export;
use crate::run::counted;
use crate::write::Table;

use super::{Failure, Outcome, check};
use crate::cli::Export;
use crate::settings::File;
use crate::terminal::Terminal;

/// Writes the tables as they were asked for.
pub fn export(arguments: &Export, settings: &File, terminal: Terminal) -> Result<Outcome, Failure> {
    let folder = settings.output(arguments.folder.as_ref());
    if !folder.join(Table::Communications.file()).is_file() {
        return Err(Failure::NoTables {
            path: folder,
            reason: "no tables of a run in it (run `rapporteur run` first, or name its folder)".to_owned(),
        });
    }
    check::mend(&folder, terminal)?;
    let exported = export::export(&folder, &arguments.out, &arguments.to)?;
    let rows = exported.tables.iter().map(|table| table.rows).sum();
    terminal.say(format_args!(
        "{}: {} in {}",
        arguments.out.display(),
        counted(rows, "row", "rows"),
        counted(exported.tables.len() as u64, "table", "tables"),
    ));
    Ok(Outcome::AsExpected)
}
