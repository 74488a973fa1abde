//! Arguments of commands over files without a catalogue.

use std::path::PathBuf;

use crate::write::Table;
use clap::Args;

/// `extract`.
#[derive(Debug, Args)]
pub struct Extract {
    /// PDFs or web pages; `-` is one document from stdin.
    #[arg(required_unless_present = "files_from", value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// A list of further files, a name a line or before each NUL; `-` is a list from stdin.
    #[arg(long, value_name = "FILE")]
    pub files_from: Option<PathBuf>,
    /// In the list, each name stands after its document's id and a tab, as `init --list` prints them.
    #[arg(long, requires = "files_from", conflicts_with = "files")]
    pub with_ids: bool,
    /// Which table to print: communications, observations, documents, rejects, diagnostics; or all, each row with the
    /// name of its table.
    #[arg(long, value_name = "TABLE", default_value = "communications", value_parser = of_documents)]
    pub table: Asked,
    /// Documents that cannot be read are rows of `documents`, and no reason for an exit status of 1.
    #[arg(long)]
    pub refusals_are_rows: bool,
}

/// The tables that `extract` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// One.
    One(Table),
    /// All that documents fill.
    All,
}

impl Asked {
    /// The tables, in the order in which a document's rows are printed.
    pub fn tables(self) -> Vec<Table> {
        match self {
            Self::One(table) => vec![table],
            Self::All => Table::ALL.to_vec(),
        }
    }
}

/// Tables that documents fill by themselves.
fn of_documents(name: &str) -> Result<Asked, String> {
    if name == "all" {
        return Ok(Asked::All);
    }
    let table: Table = name.parse()?;
    if table == Table::Cases {
        return Err("`cases` are over documents: see `rapporteur reconcile`".to_owned());
    }
    if table.is_of_runs() {
        return Err(format!("`{table}` is between runs: see `rapporteur diff`"));
    }
    Ok(Asked::One(table))
}

/// `init`.
#[derive(Debug, Args)]
pub struct Init {
    /// The folder; those below it are looked into, too.
    #[arg(value_name = "FOLDER")]
    pub folder: PathBuf,
    /// Print a list in place of a catalogue: a line a document, its id, a tab and its file's name; nothing is read.
    #[arg(long)]
    pub list: bool,
}
