//! `init`: a catalogue of what lies in a folder, on stdout.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use crate::catalogue::{self, Expect, Found, Known, SourceKind};
use crate::layout;
use crate::run::{self, Depth, counted};
use crate::store::{Document, NotRead};
use crate::write::tables::DocumentRow;

use super::names::list;
use super::{Failure, Outcome};
use crate::cli::Init;
use crate::settings::File;
use crate::terminal::Terminal;

/// Prints a catalogue that `run --catalogue` takes as it is, and that comes to the rows of `run FOLDER`.
///
/// What a document says of itself is a comment: as a key it would be the catalogue's word, and stand in the place of what
/// is printed.
pub fn init(arguments: &Init, settings: &File, terminal: Terminal) -> Result<Outcome, Failure> {
    if !arguments.folder.is_dir() {
        return Err(Failure::NoTables {
            path: arguments.folder.clone(),
            reason: "no such folder".to_owned(),
        });
    }
    let (output, store) = (settings.output(None), settings.store(None));
    let lying = run::lying(std::slice::from_ref(&arguments.folder), &[&output, &store]);
    let ids = catalogue::ids(&lying.documents).map_err(|error| Failure::Unknown(error.to_string()))?;
    for fault in &lying.faults {
        terminal.error(fault);
    }
    let mut well = lying.faults.is_empty();
    let mut to = BufWriter::new(io::stdout().lock());
    if arguments.list {
        let files = lying.documents.iter().map(|file| file.path.as_path());
        let named: Vec<(String, &Path)> = ids.into_iter().zip(files).collect();
        let written = list(&named, &mut to).and_then(|()| to.flush());
        written.map_err(Failure::Stdout)?;
        return Ok(Outcome::of(well));
    }
    let documents = counted(lying.documents.len() as u64, "document", "documents");
    let others = counted(lying.others as u64, "other file", "other files");
    let folder = shown(&arguments.folder.display().to_string());
    head(&mut to, &format!("{folder}: {documents}, {others} left out")).map_err(Failure::Stdout)?;
    let bar = terminal.progress(lying.documents.len(), "init");
    let rows: Vec<(String, &Found)> = ids.into_iter().zip(&lying.documents).collect();
    let size = |(_, file): &(String, &Found)| file.path.metadata().map_or(0, |metadata| metadata.len());
    let read = |(id, file): &(String, &Found)| {
        let document = Document::from_file(id, &file.path)?;
        let extract = run::extract(&document, &Known::built_in(), Expect::default(), Depth::Entries);
        Ok::<_, NotRead>(extract.document)
    };
    run::in_order(&rows, size, read, |(id, file), row| {
        bar.inc(1);
        let Some(path) = file.path.to_str() else {
            let name = file.path.display();
            bar.suspend(|| {
                terminal.error(format_args!(
                    "{name}: its name is not UTF-8, and cannot stand in a catalogue"
                ));
            });
            well = false;
            return Ok(());
        };
        if let Err(error) = &row {
            bar.suspend(|| terminal.error(error));
            well = false;
        }
        source(&mut to, id, path, row.ok().as_ref()).map_err(Failure::Stdout)
    })?;
    bar.finish_and_clear();
    to.flush().map_err(Failure::Stdout)?;
    Ok(Outcome::of(well))
}

fn head(to: &mut impl Write, of: &str) -> io::Result<()> {
    writeln!(to, "# {of}.")?;
    writeln!(
        to,
        "# Relative paths start from the folder of this file. What stands in comments was read in the documents."
    )?;
    writeln!(to, "reports = \"built-in\"")
}

/// The table of a document.
fn source(to: &mut impl Write, id: &str, path: &str, row: Option<&DocumentRow>) -> io::Result<()> {
    let layout = row.and_then(|row| row.layout.as_deref());
    let kind = layout.and_then(layout::kind_of).unwrap_or(SourceKind::Document);
    writeln!(to, "\n[[source]]")?;
    writeln!(to, "id = {}", quoted(id))?;
    writeln!(to, "kind = \"{kind}\"")?;
    writeln!(to, "file = {}", quoted(path))?;
    let Some(row) = row else { return Ok(()) };
    let said = |key: &str, value: Option<String>| value.map(|value| format!("# {key} = {value}"));
    let text = |value: &Option<String>| value.as_deref().map(quoted);
    let day = |value: Option<crate::Day>| value.map(|day| day.to_string());
    let by = row.recognised_by.as_deref();
    let lines = [
        layout
            .zip(by)
            .map(|(layout, by)| format!("# layout: {layout}, by {by}")),
        row.reason.as_deref().map(|reason| format!("# {}", shown(reason))),
        said("title", text(&row.printed_title)),
        said("country", text(&row.country)),
        said("mandate", text(&row.mandate)),
        said("symbol", text(&row.report_symbol)),
        said("period_start", day(row.period_start)),
        said("period_end", day(row.period_end)),
        said("replies_until", day(row.replies_until)),
    ];
    for line in lines.into_iter().flatten() {
        writeln!(to, "{}", shown(&line))?;
    }
    Ok(())
}

/// A string as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// On one line, as a comment of TOML is: without control characters.
fn shown(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
