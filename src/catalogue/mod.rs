//! The catalogue: which documents exist, where they are, and what is known of them beforehand.
//!
//! A catalogue is a TOML file with one `[[source]]` table a document. One is built in: the reports of the
//! freedom of peaceful assembly and of association mandate, the country pages that retell them, the joint reports of all
//! mandates, those of others whose layout is read, and the database of communications.
//!
//! Nothing in a catalogue is taken half: a misspelt key, an unknown kind or an impossible day stops the
//! run before it starts, with the line it stands on, because what is quietly ignored here would be a
//! column that is quietly empty later.

mod discover;
mod files;
mod ids;
mod known;
mod mistake;
mod rows;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::LazyLock;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use discover::{Discover, Pattern};
pub use files::{Below, below};
pub use ids::{Found, SameId, id_of, ids, is_id, named};
pub use known::{Known, KnownReport, KnownReports};
pub use mistake::Mistake;

use crate::digest::Digest;

/// Largest catalogue that is read, in bytes: some 50,000 sources, and a bound on `/dev/zero`.
const MAX_CATALOGUE_BYTES: u64 = 16 * 1024 * 1024;

/// How many letters a known id must share with an unknown one to be offered in its place.
const NEAR_LETTERS: usize = 3;

/// How many ids an error lists at most.
const LISTED_IDS: usize = 50;

/// The sources of a run, in the order of their file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Catalogue {
    /// No two have the same id.
    pub sources: Vec<Source>,
    /// Whether documents can name the reports of the built-in catalogue, too: `reports = "built-in"`.
    pub knows_built_in: bool,
    /// The rows with `files` that have an id, and the ids of the documents that each brings.
    pub groups: BTreeMap<String, BTreeSet<String>>,
    /// What `files` names and the disk does not have, or does not show; each message is whole.
    pub faults: Vec<String>,
    /// SHA-256 of its text, if it has one.
    pub digest: Option<Digest>,
}

/// One row of the catalogue: a document, wherever its bytes are at the moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Names the document in every table: letters, digits, `.`, `_` and `-`, such as `viet-nam`.
    pub id: String,
    /// What sort of document it is.
    pub kind: SourceKind,
    /// Where its bytes come from.
    pub location: Location,
    /// A name for people, such as `Viet Nam communications`.
    pub title: Option<String>,
    /// The mandate that reports, such as `freedom of peaceful assembly and of association`.
    pub mandate: Option<String>,
    /// The document's UN number, such as `A/HRC/20/27/Add.3`.
    pub symbol: Option<String>,
    /// The language it is fetched in: `en`, `fr`, `es`, `ru`, `ar` or `zh`.
    pub language: Option<String>,
    /// First day of the letters it covers.
    pub period_start: Option<Date>,
    /// Last day of the letters it covers, never before `period_start`.
    pub period_end: Option<Date>,
    /// The cut-off: last day on which a reply still counts, never before `period_end`.
    pub replies_until: Option<Date>,
    /// What a run over it must find.
    pub expect: Expect,
    /// Which of its links are sources; only of an index, and of each.
    pub discover: Option<Discover>,
}

/// What sort of document a source is.
///
/// ```
/// use rapporteur::catalogue::SourceKind;
///
/// assert_eq!("country-page".parse(), Ok(SourceKind::CountryPage));
/// assert_eq!(SourceKind::JointReport.to_string(), "joint-report");
/// assert!("report".parse::<SourceKind>().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SourceKind {
    /// `country-page`: a web page with one country's entries from several reports.
    CountryPage,
    /// `observations-report`: one mandate's yearly report, country by country.
    ObservationsReport,
    /// `joint-report`: the tables of all mandates' communications, three a year.
    JointReport,
    /// `database`: the result pages of the database of communications, one after the other.
    Database,
    /// `index`: a page whose links lead to further sources.
    Index,
    /// `document`: any of these but an index, told from the document itself.
    Document,
}

impl SourceKind {
    /// Every kind, in the order in which they are documented.
    pub const ALL: [Self; 6] = [
        Self::CountryPage,
        Self::ObservationsReport,
        Self::JointReport,
        Self::Database,
        Self::Index,
        Self::Document,
    ];

    /// The spelling in a catalogue, such as `country-page`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CountryPage => "country-page",
            Self::ObservationsReport => "observations-report",
            Self::JointReport => "joint-report",
            Self::Database => "database",
            Self::Index => "index",
            Self::Document => "document",
        }
    }

    /// Is it a report under one symbol, over one period?
    pub const fn is_report(self) -> bool {
        matches!(self, Self::ObservationsReport | Self::JointReport)
    }
}

impl fmt::Display for SourceKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for SourceKind {
    type Err = UnknownKind;

    fn from_str(written: &str) -> Result<Self, UnknownKind> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == written)
            .ok_or_else(|| UnknownKind(written.to_owned()))
    }
}

/// A spelling that names no [`SourceKind`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no kind of source: write `country-page`, `observations-report`, `joint-report`, `database`, `index` or `document`"
)]
pub struct UnknownKind(pub String);

/// Where the bytes of a source come from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Location {
    /// A file; a relative path of the catalogue is already joined to the catalogue's folder.
    File(PathBuf),
    /// An `http` or `https` address, as it is written in the catalogue.
    Url(String),
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(f),
            Self::Url(url) => f.write_str(url),
        }
    }
}

/// Numbers that a run over a source must meet; `None` expects nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Expect {
    /// Letters, answered or not; press releases are not among them.
    pub communications: Option<u64>,
    /// Press releases listed among the entries.
    pub press_releases: Option<u64>,
    /// Paragraphs of observations.
    pub observations: Option<u64>,
    /// Entries that are known to be unreadable in the source itself.
    pub rejects: Option<u64>,
}

/// Why there is no catalogue to work with. Each message is whole: it includes its cause.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file could not be read at all.
    #[error("{}: cannot read the catalogue: {cause}", path.display())]
    Unreadable {
        /// The catalogue.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
    /// The file says something that a catalogue cannot say.
    #[error("{}:{line}: {mistake}", path.display())]
    Mistaken {
        /// The catalogue.
        path: PathBuf,
        /// The line of the mistake, from 1.
        line: usize,
        /// What is wrong, and what was expected.
        #[source]
        mistake: Mistake,
    },
    /// A source was asked for by an id that no row has.
    #[error("no source `{id}` in the catalogue; {}", offer(near, known))]
    UnknownSource {
        /// The id asked for.
        id: String,
        /// Known ids that look like it, the nearest first; often empty.
        near: Vec<String>,
        /// Every id of the catalogue, in its order.
        known: Vec<String>,
    },
}

fn offer(near: &[String], known: &[String]) -> String {
    if !near.is_empty() {
        return format!("did you mean `{}`?", near.join("`, `"));
    }
    let listed = known.get(..LISTED_IDS).unwrap_or(known);
    let rest = match known.len() - listed.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("it has: {}{rest}", listed.join(", "))
}

/// The built-in catalogue.
const BUILT_IN_TEXT: &str = include_str!("catalogue.toml");

impl Catalogue {
    /// The catalogue that comes with the program, with what was seen of each source and nothing else.
    pub fn built_in() -> &'static Self {
        static BUILT_IN: LazyLock<Catalogue> = LazyLock::new(|| {
            let path = Path::new("catalogue.toml (built in)");
            Catalogue::parse(BUILT_IN_TEXT, path, Path::new(""))
                .unwrap_or_else(|error| unreachable!("the tests parse this text too: {error}"))
        });
        &BUILT_IN
    }

    /// Reads a catalogue file; relative paths in it start from its own folder.
    pub fn load(path: &Path) -> Result<Self, Error> {
        let unreadable = |cause| Error::Unreadable {
            path: path.to_path_buf(),
            cause,
        };
        let mut text = String::new();
        File::open(path)
            .and_then(|file| file.take(MAX_CATALOGUE_BYTES + 1).read_to_string(&mut text))
            .map_err(unreadable)?;
        if text.len() as u64 > MAX_CATALOGUE_BYTES {
            let bound = format!("it is larger than {MAX_CATALOGUE_BYTES} bytes");
            return Err(unreadable(io::Error::new(io::ErrorKind::FileTooLarge, bound)));
        }
        let folder = path.parent().unwrap_or_else(|| Path::new(""));
        Self::parse(&text, path, folder)
    }

    /// Reads the text of a catalogue. `path` only names it in errors; relative paths in it start from
    /// `folder`. The first mistake of the text is the error.
    ///
    /// ```
    /// use rapporteur::catalogue::Catalogue;
    /// use std::path::Path;
    ///
    /// let text = "[[source]]\nid = 'oman'\nkind = 'country-page'\nfile = 'oman.html'\n";
    /// let catalogue = Catalogue::parse(text, Path::new("mine.toml"), Path::new("pages"))?;
    /// assert_eq!(catalogue.sources[0].location.to_string(), "pages/oman.html");
    ///
    /// let text = text.replace("country-page", "page");
    /// let error = Catalogue::parse(&text, Path::new("mine.toml"), Path::new("pages")).unwrap_err();
    /// assert!(error.to_string().starts_with("mine.toml:3: `page` is no kind of source"));
    /// # Ok::<(), rapporteur::catalogue::Error>(())
    /// ```
    pub fn parse(text: &str, path: &Path, folder: &Path) -> Result<Self, Error> {
        rows::catalogue(text, path, folder).map_err(|misplaced| Error::Mistaken {
            path: path.to_path_buf(),
            line: line_at(text, misplaced.offset),
            mistake: misplaced.mistake,
        })
    }

    /// The catalogue of files that nobody wrote one for, under these ids: what each is, the document says itself.
    pub fn of_files(files: &[Found], ids: Vec<String>) -> Self {
        let sources = ids.into_iter().zip(files).map(|(id, file)| Source {
            id,
            kind: SourceKind::Document,
            location: Location::File(file.path.clone()),
            title: None,
            mandate: None,
            symbol: None,
            language: None,
            period_start: None,
            period_end: None,
            replies_until: None,
            expect: Expect::default(),
            discover: None,
        });
        Self {
            sources: sources.collect(),
            knows_built_in: true,
            ..Self::default()
        }
    }

    /// The sources of these ids, in the order of the catalogue; no ids at all means every source, and the id of a row with
    /// `files` all that it brings.
    ///
    /// An id that no source has is an error that offers the nearest ones, or lists those there are.
    pub fn only(&self, ids: &[String]) -> Result<Self, Error> {
        let wanted: BTreeSet<&str> = ids.iter().map(String::as_str).collect();
        let is_unknown = |id: &str| self.source(id).is_none() && !self.groups.contains_key(id);
        if let Some(&unknown) = wanted.iter().find(|id| is_unknown(id)) {
            return Err(Error::UnknownSource {
                id: unknown.to_owned(),
                near: self.near(unknown),
                known: self.sources.iter().map(|source| source.id.clone()).collect(),
            });
        }
        Ok(Self {
            sources: self
                .sources
                .iter()
                .filter(|source| self.has_chosen(ids, &source.id))
                .cloned()
                .collect(),
            ..self.clone()
        })
    }

    /// Whether a source is among those that were asked for: by its id, by the row with `files` that brings it, or since
    /// all are.
    pub fn has_chosen(&self, only: &[String], id: &str) -> bool {
        let brings = |chosen: &String| self.groups.get(chosen).is_some_and(|group| group.contains(id));
        only.is_empty() || only.iter().any(|chosen| chosen == id || brings(chosen))
    }

    /// The source of this id.
    pub fn source(&self, id: &str) -> Option<&Source> {
        self.sources.iter().find(|source| source.id == id)
    }

    /// The report of this symbol, such as `A/HRC/20/27/Add.3`, in capitals or not.
    pub fn report_by_symbol(&self, symbol: &str) -> Option<&Source> {
        self.reports().find(|report| {
            report
                .symbol
                .as_deref()
                .is_some_and(|known| known.eq_ignore_ascii_case(symbol.trim()))
        })
    }

    fn reports(&self) -> impl Iterator<Item = &Source> {
        self.sources.iter().filter(|source| source.kind.is_report())
    }

    /// The ids that begin most like `id`: a slip is rarely in the first letters, and a symbol
    /// (`A/HRC/20/27/Add.3`) is the id but for its signs.
    fn near(&self, id: &str) -> Vec<String> {
        let letters = |id: &str| -> Vec<char> {
            id.chars()
                .filter(|c| c.is_alphanumeric())
                .flat_map(char::to_lowercase)
                .collect()
        };
        let asked = letters(id);
        let shared = |source: &Source| {
            let known = letters(&source.id);
            asked.iter().zip(&known).take_while(|(a, b)| a == b).count()
        };
        let most = self.sources.iter().map(shared).max().unwrap_or(0);
        if most < NEAR_LETTERS {
            return Vec::new();
        }
        let nearest = self.sources.iter().filter(|source| shared(source) == most);
        nearest.map(|source| source.id.clone()).collect()
    }
}

/// The line of a byte of `text`, from 1.
fn line_at(text: &str, offset: usize) -> usize {
    let before = text.bytes().take(offset);
    before.filter(|&byte| byte == b'\n').count() + 1
}
