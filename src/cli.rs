//! The arguments.

use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use rapporteur::write::Table;

const EXAMPLES: &str = "\
Examples:
  rapporteur run --catalogue fixtures/catalogue.toml      the sources of a catalogue, into output/
  rapporteur extract page.html > entries.jsonl            one page, without a catalogue
  rapporteur extract *.html --table rejects               what could not be read, and why
  rapporteur explain kazakhstan/KAZ/first-report/1        where each field of a record stands
  rapporteur explain unreadable-date                      what a code means

Exit status: 0 all as expected; 1 it ran and something falls short; 2 it could not run.
Tables go to stdout or into the output folder, everything else to stderr.";

/// Turns UN Special Procedures' communications reports into typed, traceable JSON Lines.
#[derive(Debug, Parser)]
#[command(version, about, after_long_help = EXAMPLES, max_term_width = 100)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// Say nothing but errors.
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say more: warnings; twice, notes too.
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub verbose: u8,
    /// When to use colour; `NO_COLOR` is heeded.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Fetch the sources of a catalogue, extract them, write the tables.
    Run(Run),
    /// Fetch the sources of a catalogue into the store, and no more.
    Fetch(Fetch),
    /// Print the entries of files as JSON Lines.
    Extract(Extract),
    /// Print a document's text in reading order.
    Read(Read),
    /// Do the tables in a folder hold what their schemas and the catalogue promise?
    Check(Check),
    /// Explain a diagnostic's code, or show where a record was read.
    Explain(Explain),
    /// Print the JSON Schema of a table, or of all.
    Schema(Schema),
}

/// Which sources, and where their documents are kept.
#[derive(Debug, Args)]
pub struct Sources {
    /// The catalogue; without one, the built-in sources.
    #[arg(long, value_name = "FILE")]
    pub catalogue: Option<PathBuf>,
    /// Where fetched documents are kept.
    #[arg(long, value_name = "DIR", default_value = ".rapporteur/store")]
    pub store: PathBuf,
    /// Ask no server; use what the store has.
    #[arg(long)]
    pub offline: bool,
    /// Only this source; may be given again.
    #[arg(long, value_name = "ID")]
    pub only: Vec<String>,
}

/// `run`.
#[derive(Debug, Args)]
pub struct Run {
    /// Sources and store.
    #[command(flatten)]
    pub sources: Sources,
    /// Where the tables go.
    #[arg(long, value_name = "DIR", default_value = "output")]
    pub output: PathBuf,
}

/// `fetch`.
#[derive(Debug, Args)]
pub struct Fetch {
    /// Sources and store.
    #[command(flatten)]
    pub sources: Sources,
    /// Fetch nothing; print what the store holds, since when, last checked, last changed.
    #[arg(long, group = "keeping")]
    pub status: bool,
    /// Fetch nothing; compare every document in the store with its digest.
    #[arg(long, group = "keeping")]
    pub verify: bool,
    /// Fetch nothing; remove all versions from the store but the last of each source.
    #[arg(long, group = "keeping")]
    pub prune: bool,
}

/// `extract`.
#[derive(Debug, Args)]
pub struct Extract {
    /// PDFs or web pages.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Which table to print: communications, observations, documents, rejects or diagnostics.
    #[arg(long, value_name = "TABLE", default_value = "communications")]
    pub table: Table,
}

/// `read`.
#[derive(Debug, Args)]
pub struct Read {
    /// A PDF or a web page.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Paragraphs without furniture, or every line with its place and role as JSON Lines.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: Format,
    /// Every printed line as it stands, furniture included, with a form feed behind each page.
    #[arg(long, conflicts_with = "format")]
    pub printed: bool,
    /// Only this page of a PDF.
    #[arg(long, value_name = "N")]
    pub page: Option<u32>,
    /// Draw a page of a PDF as SVG, its boxes coloured by role; the first, or that of `--page`.
    #[arg(long, conflicts_with_all = ["format", "printed"])]
    pub svg: bool,
}

/// How `read` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Paragraphs.
    Text,
    /// JSON Lines.
    Lines,
}

/// `check`.
#[derive(Debug, Args)]
pub struct Check {
    /// The folder of a run's tables.
    #[arg(value_name = "DIR", default_value = "output")]
    pub folder: PathBuf,
}

/// `explain`.
#[derive(Debug, Args)]
pub struct Explain {
    /// A diagnostic's code, or the id of a row; without either, all codes.
    #[arg(value_name = "CODE|ID")]
    pub what: Option<String>,
    /// The folder of the run's tables.
    #[arg(long, value_name = "DIR", default_value = "output")]
    pub output: PathBuf,
    /// Where fetched documents are kept.
    #[arg(long, value_name = "DIR", default_value = ".rapporteur/store")]
    pub store: PathBuf,
}

/// `schema`.
#[derive(Debug, Args)]
pub struct Schema {
    /// The table; without one, all.
    #[arg(value_name = "TABLE")]
    pub table: Option<Table>,
}
