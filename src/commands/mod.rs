//! What each command does with the library.

mod about;
mod check;
mod cite;
mod diff;
mod explain;
#[cfg(feature = "export")]
mod export;
mod extract;
mod fetch;
mod find;
mod init;
mod lookup;
mod names;
mod read;
mod reconcile;
mod run;
mod show;
mod site;
mod unanswered;

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use crate::cli::{Cli, Command};
use crate::settings::{self, File};
use crate::terminal::{self, Paint, Terminal};
use crate::{catalogue, write};

/// How a command that ran came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Exit status 0.
    AsExpected,
    /// Exit status 1: something falls short, and it was said.
    FallsShort,
}

impl Outcome {
    /// As expected, if all is well.
    fn of(well: bool) -> Self {
        if well { Self::AsExpected } else { Self::FallsShort }
    }
}

/// Why a command could not run: exit status 2.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The settings cannot be used.
    #[error(transparent)]
    Settings(#[from] settings::Error),
    /// The catalogue cannot be used.
    #[error(transparent)]
    Catalogue(#[from] catalogue::Error),
    /// The store cannot be used.
    #[error(transparent)]
    Store(#[from] crate::store::Error),
    /// The store cannot keep what was fetched.
    #[error(transparent)]
    Fetch(#[from] crate::fetch::Error),
    /// The tables cannot be written.
    #[error(transparent)]
    Write(#[from] write::Error),
    /// There is no run, or no end of one.
    #[error(transparent)]
    Run(#[from] crate::run::Error),
    /// There are no cases of what was given.
    #[error(transparent)]
    Reconcile(#[from] crate::reconcile::Error),
    /// The tables cannot be exported.
    #[cfg(feature = "export")]
    #[error(transparent)]
    Export(#[from] crate::export::Error),
    /// A person's decisions cannot be used.
    #[error(transparent)]
    Judgements(#[from] crate::reconcile::judgements::Error),
    /// The tables cannot be read.
    #[error(transparent)]
    Tables(#[from] crate::site::Error),
    /// The new folder cannot be made.
    #[error(transparent)]
    Exchange(#[from] write::exchange::Error),
    /// A page cannot be opened.
    #[error("{}: cannot be shown: {cause}", path.display())]
    Show {
        /// The page.
        path: PathBuf,
        /// Why not.
        cause: io::Error,
    },
    /// stdout cannot be written to.
    #[error("cannot write to stdout: {0}")]
    Stdout(#[source] io::Error),
    /// There is no such folder of tables.
    #[error("{}: {reason}", path.display())]
    NoTables {
        /// The folder or file.
        path: PathBuf,
        /// Why it cannot be used.
        reason: String,
    },
    /// Nothing has that name.
    #[error("{0}")]
    Unknown(String),
}

impl Failure {
    /// Whether somebody closed the pipe that we wrote to.
    pub fn is_closed_pipe(&self) -> bool {
        matches!(self, Self::Stdout(cause) if cause.kind() == io::ErrorKind::BrokenPipe)
    }
}

/// Does what was typed: the whole of the program.
pub fn main() -> ExitCode {
    let cli = match Cli::read() {
        Ok(cli) => cli,
        Err(error) if error.use_stderr() => {
            // What was typed stands in it, and can be the name of a file.
            let said = error.render().to_string();
            Terminal::of_arguments(&said);
            return ExitCode::from(2);
        }
        Err(help) => help.exit(),
    };
    let settings = File::find(cli.config.as_deref(), &cli.command);
    let in_file = settings.as_ref().ok().and_then(File::log_format);
    let terminal = Terminal::new(&cli, in_file);
    let done = settings.map_err(Into::into).and_then(|settings| {
        let stdout = Paint::stdout(cli.color);
        run(cli.command, &settings, terminal, stdout)
    });
    match done {
        Ok(Outcome::AsExpected) => ExitCode::SUCCESS,
        Ok(Outcome::FallsShort) => ExitCode::from(1),
        // Whoever closed the pipe has what they wanted.
        Err(failure) if failure.is_closed_pipe() => ExitCode::SUCCESS,
        Err(failure) => {
            terminal.error(&failure);
            ExitCode::from(2)
        }
    }
}

/// Does what was asked.
fn run(command: Command, settings: &File, terminal: Terminal, stdout: Paint) -> Result<Outcome, Failure> {
    match command {
        Command::Run(arguments) => run::run(&arguments, settings, terminal),
        Command::Fetch(arguments) => fetch::fetch(&arguments, settings, terminal),
        Command::Extract(arguments) => extract::extract(&arguments, terminal),
        Command::Reconcile(arguments) => reconcile::reconcile(&arguments, settings, terminal),
        Command::Init(arguments) => init::init(&arguments, settings, terminal),
        Command::Read(arguments) => read::read(&arguments, terminal),
        Command::Check(arguments) => check::check(&settings.output(arguments.folder.as_ref()), terminal),
        Command::Diff(arguments) => diff::diff(&arguments, terminal),
        #[cfg(feature = "export")]
        Command::Export(arguments) => export::export(&arguments, settings, terminal),
        Command::Find(arguments) => find::find(&arguments, settings, stdout),
        Command::Cite(arguments) => cite::cite(&arguments, settings),
        Command::Explain(arguments) => explain::explain(&arguments, settings, stdout),
        Command::Show(arguments) => show::show(&arguments, settings, terminal),
        Command::Site(arguments) => site::site(&arguments, settings, terminal),
        Command::Schema(arguments) => schema(arguments.table),
        Command::Completions(arguments) => about::completions(&arguments),
        Command::Man => about::man(),
    }
}

/// Prints schemas: one table's, or all by name.
fn schema(table: Option<write::Table>) -> Result<Outcome, Failure> {
    let of = |table| write::schema::of(table).to_value();
    let all = || {
        write::Table::WRITTEN
            .map(|table| (table.name().to_owned(), of(table)))
            .into_iter()
            .collect()
    };
    let schema = table.map_or_else(|| serde_json::Value::Object(all()), of);
    print(|to| writeln!(to, "{schema:#}"))?;
    Ok(Outcome::AsExpected)
}

/// Writes to stdout through one buffer.
fn print(write: impl FnOnce(&mut terminal::Stdout) -> io::Result<()>) -> Result<(), Failure> {
    let mut to = terminal::stdout();
    write(&mut to).and_then(|()| to.flush()).map_err(Failure::Stdout)
}
