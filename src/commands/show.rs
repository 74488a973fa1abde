//! `show`: one row beside its printed page, as one HTML file.

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::digest::Digest;
use crate::site::{self, Documents, Tables};

use super::{Failure, Outcome, print};
use crate::cli::Show;
use crate::settings::File;
use crate::terminal::Terminal;

/// Prints the page of a row, or opens it.
pub fn show(arguments: &Show, settings: &File, terminal: Terminal) -> Result<Outcome, Failure> {
    let output = settings.output(arguments.output.as_ref());
    super::check::mend(&output, terminal)?;
    let tables = Tables::read(&output)?;
    let documents = Documents::find(&settings.store(arguments.store.as_ref()), &tables.documents)?;
    let Some(page) = site::one(&tables, &documents, &arguments.id) else {
        let (id, folder) = (&arguments.id, output.display());
        return Err(Failure::Unknown(format!("`{id}`: no row in {folder} has that id")));
    };
    if !arguments.open {
        print(|to| to.write_all(page.as_bytes()))?;
        return Ok(Outcome::AsExpected);
    }
    let path = keep(&page).map_err(|cause| Failure::Show {
        path: std::env::temp_dir(),
        cause,
    })?;
    terminal.say(path.display());
    open(&path).map_err(|cause| Failure::Show { path, cause })?;
    Ok(Outcome::AsExpected)
}

/// Writes a page where a browser finds it after we have ended. Who else uses the machine cannot read it or put it there.
fn keep(page: &str) -> io::Result<PathBuf> {
    let name = Digest::of(page.as_bytes()).to_string();
    let folder = tempfile::Builder::new().prefix("rapporteur-").tempdir()?.keep();
    let path = folder.join(format!("{}.html", name.chars().take(16).collect::<String>()));
    let mut file = OpenOptions::new().write(true).create_new(true).open(&path)?;
    file.write_all(page.as_bytes())?;
    Ok(path)
}

/// Opens a file with the program that the system has for it.
fn open(path: &Path) -> io::Result<()> {
    let mut command = if cfg!(target_os = "macos") {
        Command::new("open")
    } else if cfg!(windows) {
        Command::new("explorer")
    } else {
        Command::new("xdg-open")
    };
    command.arg(path).stdin(Stdio::null()).stdout(Stdio::null());
    let status = command.status()?;
    // The explorer says 1 when all is well.
    if status.success() || cfg!(windows) {
        return Ok(());
    }
    Err(io::Error::other(format!("no program opened it ({status})")))
}
