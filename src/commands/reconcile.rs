//! `reconcile`: the cases of any tables, on stdout or into a folder.

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use crate::digest::Digest;
use crate::reconcile::{Judgements, Reconciler, Unmet};
use crate::run::counted;
use crate::write::{Table, line};

use super::names::is_stdin;
use super::{Failure, Outcome};
use crate::cli::Reconcile;
use crate::terminal::{self, Tally, Terminal};

/// Lines that are printed of what is said about cases, if nobody asks for all.
const SAID: usize = 10;

/// The file by which a folder is known as that of a run.
const RUN: &str = "run.json";

/// Prints the cases of all letters in files of JSON Lines.
pub fn reconcile(
    arguments: &Reconcile,
    settings: &crate::settings::File,
    terminal: Terminal,
) -> Result<Outcome, Failure> {
    let judgements = judgements(settings.judgements(arguments.judgements.as_deref()))?;
    let mut unmet = judgements.unmet();
    let mut reconciler = Reconciler::new(judgements, std::collections::BTreeMap::new());
    let mut letters = 0;
    for path in files(&arguments.files)? {
        let from: Box<dyn io::Read> = if is_stdin(&path) {
            Box::new(io::stdin().lock())
        } else {
            Box::new(File::open(&path).map_err(|error| unreadable(&path, &error))?)
        };
        let seen = reconciler.rows(BufReader::with_capacity(1 << 18, from), &path.display().to_string())?;
        letters += seen.letters;
    }
    if letters == 0 {
        terminal.warning("no letter in any of the files");
    }
    let mut cases = 0;
    let mut said = 0;
    let mut left_out = Tally::default();
    let write = |to: &mut dyn io::Write| {
        reconciler.finish(
            |case| {
                cases += 1;
                unmet.meet(&case.case_number, &case.records);
                line(case, &mut &mut *to)
            },
            |_, row| {
                said += 1;
                if said > SAID && !terminal.is_verbose() {
                    left_out.count(row.level);
                    return Ok(());
                }
                terminal.finding(&row);
                Ok(())
            },
        )
    };
    match &arguments.output {
        None => {
            let mut to = terminal::stdout();
            match write(&mut to) {
                Err(crate::reconcile::Error::Io(cause)) => return Err(Failure::Stdout(cause)),
                done => done?,
            }
            to.flush().map_err(Failure::Stdout)?;
        }
        Some(folder) => {
            let path = folder.join(Table::Cases.file());
            crate::write::ours::refuse(folder)?;
            let of_run = folder.join(RUN).is_file().then(|| digest(&path));
            into_file(&path, write)?;
            if of_run.is_some_and(|before| digest(&path) != before) {
                terminal.warning(format_args!(
                    "{}: these are other cases than the run's, which {RUN} and the data package beside them describe",
                    path.display()
                ));
            }
            terminal.say(format_args!("{}: {}", path.display(), counted(cases, "case", "cases")));
        }
    }
    if !left_out.is_empty() {
        terminal.say(format_args!("{left_out} more; to see all of them: -v"));
    }
    tell_unmet(&unmet, terminal);
    Ok(Outcome::of(letters > 0))
}

/// The digest of a file; nothing where there is none.
fn digest(path: &Path) -> Option<Digest> {
    Digest::of_reader(File::open(path).ok()?).ok()
}

/// Says which judgements are about nothing that is there.
pub(super) fn tell_unmet(unmet: &Unmet, terminal: Terminal) {
    for name in unmet.names() {
        terminal.warning(format_args!(
            "a judgement is about `{name}`, and no letter has that id or case number"
        ));
    }
}

/// Writes a file beside its place, and then into it.
fn into_file(
    path: &Path,
    write: impl FnOnce(&mut dyn io::Write) -> Result<(), crate::reconcile::Error>,
) -> Result<(), Failure> {
    let failed = |cause: io::Error| {
        Failure::Write(crate::write::Error::File {
            path: path.to_owned(),
            cause,
        })
    };
    let folder = path.parent().unwrap_or_else(|| Path::new(""));
    fs::create_dir_all(folder).map_err(failed)?;
    let mut part = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    let mut to = BufWriter::new(part.as_file_mut());
    write(&mut to)?;
    to.flush().map_err(failed)?;
    drop(to);
    part.as_file().sync_all().map_err(failed)?;
    part.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}

/// The judgements of a file, if there is one.
pub(super) fn judgements(path: Option<&Path>) -> Result<Judgements, Failure> {
    Ok(path.map(Judgements::load).transpose()?.unwrap_or_default())
}

/// The files, and of folders all JSON Lines in them and below, in byte order: files whose names end so, and all files of a
/// folder whose name does, since that is a table in parts.
fn files(named: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for path in named {
        if path.is_dir() {
            let before = files.len();
            list(path, &mut files)?;
            if files.len() == before {
                return Err(Failure::NoTables {
                    path: path.clone(),
                    reason: "no JSON Lines in it (`.jsonl`)".to_owned(),
                });
            }
        } else {
            files.push(path.clone());
        }
    }
    Ok(files)
}

fn list(folder: &Path, into: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let entries = fs::read_dir(folder).and_then(|entries| {
        let paths: io::Result<Vec<PathBuf>> = entries.map(|entry| Ok(entry?.path())).collect();
        paths
    });
    let mut paths = entries.map_err(|error| unreadable(folder, &error))?;
    paths.sort();
    let is_table = is_json_lines(folder);
    for path in paths {
        // What a run is writing, or has held back, is not what it published.
        let is_aside = path.file_name().is_some_and(|name| name == ".next" || name == "held");
        if path.is_dir() {
            if !path.is_symlink() && !is_aside {
                list(&path, into)?;
            }
        } else if is_json_lines(&path) || (is_table && !is_of_an_engine(&path)) {
            into.push(path);
        }
    }
    Ok(())
}

fn is_json_lines(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "jsonl")
}

/// Whether an engine put a file beside its parts for itself, such as `_SUCCESS` and `.part-00000.crc`.
fn is_of_an_engine(path: &Path) -> bool {
    let name = path.file_name().map(std::ffi::OsStr::as_encoded_bytes);
    name.is_some_and(|name| name.starts_with(b"_") || name.starts_with(b"."))
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    Failure::NoTables {
        path: path.to_owned(),
        reason: error.to_string(),
    }
}
