//! The arguments.

mod files;

use std::path::PathBuf;
use std::time::Duration;

use crate::write::Table;
use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{ArgAction, Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand, ValueEnum};
use serde::Deserialize;

pub use files::{Asked, Extract, Init};

const EXAMPLES: &str = "\
Examples:
  rapporteur run reports/                                 a folder's documents, into output/
  rapporteur run --catalogue fixtures/catalogue.toml      the sources of a catalogue, into output/
  rapporteur extract page.html > entries.jsonl            one page, without a catalogue
  rapporteur extract *.html --table rejects               what could not be read, and why
  rapporteur explain kazakhstan/KAZ/first-report/1        where each field of a record stands
  rapporteur explain unreadable-date                      what a code means

What is not given as an option is taken from the environment (--store: RAPPORTEUR_STORE, and so for every option with
a value), then from the file of --config, then from the defaults.

Exit status: 0 all as expected; 1 it ran and something falls short; 2 it could not run.
Tables go to stdout or into the output folder, everything else to stderr.";

/// Turns UN Special Procedures' communications reports into typed, traceable JSON Lines.
#[derive(Debug, Parser)]
#[command(version = env!("RAPPORTEUR_VERSION"), about, after_long_help = EXAMPLES, max_term_width = 100, disable_help_subcommand = true,
    // On a screen of 24 lines.
    help_template = "{about-with-newline}{usage-heading} {usage}\n\n{all-args}{after-help}")]
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
    /// Colour: auto, always or never; `NO_COLOR` is heeded.
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        hide_possible_values = true,
        hide_short_help = true
    )]
    pub color: Color,
    /// How to speak on stderr: text or json [default: text].
    #[arg(
        long,
        global = true,
        value_name = "FORMAT",
        env = "RAPPORTEUR_LOG_FORMAT",
        hide_env = true,
        hide_possible_values = true,
        hide_short_help = true
    )]
    pub log_format: Option<LogFormat>,
    /// The file of settings [default: rapporteur.toml].
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        env = "RAPPORTEUR_CONFIG",
        hide_env = true,
        hide_short_help = true
    )]
    pub config: Option<PathBuf>,
}

impl Cli {
    /// The arguments of this process, or why they cannot be meant, or the help that they ask for.
    pub fn read() -> Result<Self, clap::Error> {
        let matches = Self::command().try_get_matches()?;
        let typed = matches.subcommand().and_then(|(_, of)| {
            let is_there = of.try_contains_id("catalogue").unwrap_or_default();
            is_there.then(|| of.value_source("catalogue")).flatten()
        });
        let mut cli = Self::from_arg_matches(&matches)?;
        if let Command::Run(run) = &mut cli.command
            && !run.files.is_empty()
        {
            if typed == Some(ValueSource::CommandLine) {
                let why = "files and folders stand in the place of a catalogue: give either, or name them in the catalogue with `file` and `files`";
                return Err(Self::command().error(ErrorKind::ArgumentConflict, why));
            }
            // What was typed for this one run weighs more than the environment.
            run.sources.catalogue = None;
        }
        Ok(cli)
    }
}

/// How to speak on stderr.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// A JSON object a line, for machines.
    Json,
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
    /// Extract files, folders or the sources of a catalogue, compare, write the tables.
    Run(Run),
    /// Fetch the sources of a catalogue into the store, and no more.
    Fetch(Fetch),
    /// Print the entries of files as JSON Lines.
    Extract(Extract),
    /// Print one row a letter, over all documents in which it stands.
    Reconcile(Reconcile),
    /// Print a catalogue of the documents that lie in a folder.
    Init(Init),
    /// Print a document's text in reading order.
    Read(Read),
    /// Do the tables in a folder hold what their schemas and the catalogue promise?
    Check(Check),
    /// What was gained, lost and changed between two folders of tables, field by field.
    Diff(Diff),
    /// Turn the tables in a folder into flat, linked ones: CSV, Parquet, XLSX, SQLite.
    #[cfg(feature = "export")]
    Export(Export),
    /// Which records, observations and notes hold a text or a case number?
    Find(Find),
    /// Print a reference for a record, a paragraph, a case or a document.
    Cite(Cite),
    /// Explain a diagnostic's code, or show where a record was read.
    Explain(Explain),
    /// One record beside its printed page, as one HTML file on stdout.
    Show(Show),
    /// Make a page of a folder of tables: to look at in any browser, from disk.
    Site(Site),
    /// Print the JSON Schema of a table, or of all.
    Schema(Schema),
    /// Print what completes commands and options in a shell.
    Completions(Completions),
    /// Print the manual page.
    Man,
}

/// Which sources, where their documents are kept, and how they are asked for.
#[derive(Debug, Args)]
pub struct Sources {
    /// The catalogue; without one, the built-in sources.
    #[arg(long, value_name = "FILE", env = "RAPPORTEUR_CATALOGUE", hide_env = true)]
    pub catalogue: Option<PathBuf>,
    /// Where fetched documents are kept [default: .rapporteur/store].
    #[arg(long, value_name = "DIR", env = "RAPPORTEUR_STORE", hide_env = true)]
    pub store: Option<PathBuf>,
    /// Ask no server; use what the store has.
    #[arg(long)]
    pub offline: bool,
    /// Only this source, or what this index leads to; may be given again.
    #[arg(long, value_name = "ID")]
    pub only: Vec<String>,
    /// An address or a mailbox for the operators of servers, sent with every request.
    #[arg(long, value_name = "WHO", env = "RAPPORTEUR_CONTACT", hide_env = true)]
    pub contact: Option<String>,
    /// Seconds between two requests to a host [default: 1, of the database 3, and 0 on this machine].
    #[arg(long, value_name = "SECONDS", value_parser = seconds, env = "RAPPORTEUR_PAUSE", hide_env = true, hide_short_help = true)]
    pub pause: Option<Duration>,
    /// Seconds to connect [default: 15].
    #[arg(long, value_name = "SECONDS", value_parser = seconds, env = "RAPPORTEUR_CONNECT", hide_env = true, hide_short_help = true)]
    pub connect: Option<Duration>,
    /// Seconds that a server may be silent [default: 30].
    #[arg(long, value_name = "SECONDS", value_parser = seconds, env = "RAPPORTEUR_STALL", hide_env = true, hide_short_help = true)]
    pub stall: Option<Duration>,
    /// Seconds for a whole document [default: 300].
    #[arg(long, value_name = "SECONDS", value_parser = seconds, env = "RAPPORTEUR_TOTAL", hide_env = true, hide_short_help = true)]
    pub total: Option<Duration>,
    /// How often a busy server or a broken connection is tried again [default: 3].
    #[arg(
        long,
        value_name = "TIMES",
        env = "RAPPORTEUR_RETRIES",
        hide_env = true,
        hide_short_help = true
    )]
    pub retries: Option<usize>,
    /// Seconds before the first of those tries; they double [default: 1].
    #[arg(long, value_name = "SECONDS", value_parser = seconds, env = "RAPPORTEUR_BACKOFF", hide_env = true, hide_short_help = true)]
    pub backoff: Option<Duration>,
    /// Seconds to wait for another run to end [default: 600].
    #[arg(long, value_name = "SECONDS", value_parser = seconds, env = "RAPPORTEUR_WAIT", hide_env = true, hide_short_help = true)]
    pub wait: Option<Duration>,
}

/// Seconds, with a fraction or without.
fn seconds(written: &str) -> Result<Duration, String> {
    let seconds: f64 = written
        .parse()
        .map_err(|_| format!("`{written}` is no number of seconds"))?;
    Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string())
}

/// A part of a whole.
fn share(written: &str) -> Result<f64, String> {
    let share = written.parse().ok().filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| format!("`{written}` is no number from 0 to 1"))
}

/// `run`.
#[derive(Debug, Args)]
pub struct Run {
    /// Files, and folders of files, in place of a catalogue: PDFs and web pages.
    #[arg(value_name = "FILE|FOLDER")]
    pub files: Vec<PathBuf>,
    /// Sources and store.
    #[command(flatten)]
    pub sources: Sources,
    /// Where the tables go [default: output].
    #[arg(long, value_name = "DIR", env = "RAPPORTEUR_OUTPUT", hide_env = true)]
    pub output: Option<PathBuf>,
    /// What a person has decided about cases [default: judgements.toml, where it is there].
    #[arg(
        long,
        value_name = "FILE",
        env = "RAPPORTEUR_JUDGEMENTS",
        hide_env = true,
        hide_short_help = true
    )]
    pub judgements: Option<PathBuf>,
    /// How much may fall since the last run: a part of the records, a share of a field [default: 0.1].
    #[arg(long, value_name = "SHARE", value_parser = share, env = "RAPPORTEUR_MARGIN", hide_env = true)]
    pub margin: Option<f64>,
    /// Publish the tables even if more has fallen than that.
    #[arg(long)]
    pub accept: bool,
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

/// `reconcile`.
#[derive(Debug, Args)]
pub struct Reconcile {
    /// Tables of communications and observations as JSON Lines, or folders of them; `-` is rows from stdin.
    ///
    /// Until which day a letter of the database speaks is known to the store alone: here its `as_of` is null.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Write cases.jsonl into this folder instead of to stdout.
    #[arg(long, value_name = "DIR")]
    pub output: Option<PathBuf>,
    /// What a person has decided about cases [default: judgements.toml, where it is there].
    #[arg(long, value_name = "FILE", env = "RAPPORTEUR_JUDGEMENTS", hide_env = true)]
    pub judgements: Option<PathBuf>,
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
    /// The cells of tables, as JSON Lines.
    Cells,
}

/// `check`.
#[derive(Debug, Args)]
pub struct Check {
    /// The folder of a run's tables [default: output].
    #[arg(value_name = "DIR", env = "RAPPORTEUR_OUTPUT", hide_env = true)]
    pub folder: Option<PathBuf>,
}

/// `export`.
#[cfg(feature = "export")]
#[derive(Debug, Args)]
pub struct Export {
    /// The folder of a run's tables [default: output].
    #[arg(value_name = "DIR", env = "RAPPORTEUR_OUTPUT", hide_env = true)]
    pub folder: Option<PathBuf>,
    /// What they become: csv, parquet, xlsx or sqlite; several, parted by commas.
    #[arg(long, value_name = "FORMAT", required = true, value_delimiter = ',')]
    pub to: Vec<crate::export::Format>,
    /// The folder that is made, and replaced only where it was made so before.
    #[arg(long, value_name = "DIR", default_value = "export")]
    pub out: PathBuf,
}

/// `diff`.
#[derive(Debug, Args)]
pub struct Diff {
    /// The folder of a run's tables.
    #[arg(value_name = "OLD")]
    pub old: PathBuf,
    /// The folder of another run's tables.
    #[arg(value_name = "NEW")]
    pub new: PathBuf,
}

/// `find`.
#[derive(Debug, Args)]
pub struct Find {
    /// What to look for; letter case, accents, apostrophes and line ends do not matter.
    #[arg(value_name = "TEXT")]
    pub text: String,
    /// The folder of a run's tables [default: output].
    #[arg(value_name = "DIR", env = "RAPPORTEUR_OUTPUT", hide_env = true)]
    pub folder: Option<PathBuf>,
}

/// `cite`.
#[derive(Debug, Args)]
pub struct Cite {
    /// The id of a row, or a case number.
    #[arg(value_name = "ID|CASE")]
    pub id: String,
    /// A line of text, BibTeX, or CSL JSON.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: CiteFormat,
    /// The folder of the run's tables [default: output].
    #[arg(long, value_name = "DIR", env = "RAPPORTEUR_OUTPUT", hide_env = true)]
    pub output: Option<PathBuf>,
    /// Where fetched documents are kept [default: .rapporteur/store].
    #[arg(long, value_name = "DIR", env = "RAPPORTEUR_STORE", hide_env = true, hide = true)]
    pub store: Option<PathBuf>,
}

/// How `cite` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CiteFormat {
    /// A line.
    Text,
    /// BibTeX.
    Bibtex,
    /// CSL JSON.
    Csl,
}

/// `explain`.
#[derive(Debug, Args)]
pub struct Explain {
    /// A diagnostic's code, the id of a row or a document, or a case number; without any, all codes.
    #[arg(value_name = "CODE|ID|CASE")]
    pub what: Option<String>,
    /// The folder of the run's tables [default: output].
    #[arg(long, value_name = "DIR", env = "RAPPORTEUR_OUTPUT", hide_env = true)]
    pub output: Option<PathBuf>,
    /// Where fetched documents are kept [default: .rapporteur/store].
    #[arg(long, value_name = "DIR", env = "RAPPORTEUR_STORE", hide_env = true)]
    pub store: Option<PathBuf>,
}

/// `show`.
#[derive(Debug, Args)]
pub struct Show {
    /// The id of a record, a reject or an observation.
    #[arg(value_name = "ID")]
    pub id: String,
    /// Open it in the browser instead.
    #[arg(long)]
    pub open: bool,
    /// The folder of the run's tables [default: output].
    #[arg(long, value_name = "DIR", env = "RAPPORTEUR_OUTPUT", hide_env = true)]
    pub output: Option<PathBuf>,
    /// Where fetched documents are kept [default: .rapporteur/store].
    #[arg(long, value_name = "DIR", env = "RAPPORTEUR_STORE", hide_env = true)]
    pub store: Option<PathBuf>,
}

/// `site`.
#[derive(Debug, Args)]
pub struct Site {
    /// The folder of a run's tables [default: output].
    #[arg(value_name = "DIR", env = "RAPPORTEUR_OUTPUT", hide_env = true)]
    pub folder: Option<PathBuf>,
    /// Where the page goes; a page that is there is replaced [default: site].
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Where fetched documents are kept [default: .rapporteur/store].
    #[arg(long, value_name = "DIR", env = "RAPPORTEUR_STORE", hide_env = true)]
    pub store: Option<PathBuf>,
}

/// `schema`.
#[derive(Debug, Args)]
pub struct Schema {
    /// The table; without one, all.
    #[arg(value_name = "TABLE")]
    pub table: Option<Table>,
}

/// `completions`.
#[derive(Debug, Args)]
pub struct Completions {
    /// The shell.
    #[arg(value_name = "SHELL")]
    pub shell: clap_complete::Shell,
}
