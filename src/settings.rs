//! What was typed becomes what is meant: options, then the environment, then a file, then defaults.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::fetch;
use crate::write::fall;
use serde::Deserialize;

use crate::cli::{Command, LogFormat, Sources};

/// The file that is looked for in the working folder.
const FILE: &str = "rapporteur.toml";
/// The file of judgements that is looked for there.
const JUDGEMENTS: &str = "judgements.toml";
/// How long a run waits for another one: longer than a night's run over servers that are well.
const WAIT: Duration = Duration::from_mins(10);

/// Why a file of settings cannot be used. Each message is whole.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It cannot be read.
    #[error("{}: cannot read the settings: {cause}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why not.
        cause: io::Error,
    },
    /// It says something that settings cannot say.
    #[error("{}:{line}: {what}", path.display())]
    Mistaken {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        what: String,
    },
}

/// A file of settings: the options of the same names, paths from the file's own folder, times in seconds.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct File {
    catalogue: Option<PathBuf>,
    store: Option<PathBuf>,
    output: Option<PathBuf>,
    judgements: Option<PathBuf>,
    contact: Option<String>,
    log_format: Option<LogFormat>,
    margin: Option<Share>,
    pause: Option<Seconds>,
    connect: Option<Seconds>,
    stall: Option<Seconds>,
    total: Option<Seconds>,
    retries: Option<usize>,
    backoff: Option<Seconds>,
    wait: Option<Seconds>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "f64")]
struct Seconds(Duration);

impl TryFrom<f64> for Seconds {
    type Error = String;

    fn try_from(seconds: f64) -> Result<Self, String> {
        let time = Duration::try_from_secs_f64(seconds);
        time.map(Self).map_err(|error| error.to_string())
    }
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "f64")]
struct Share(f64);

impl TryFrom<f64> for Share {
    type Error = String;

    fn try_from(share: f64) -> Result<Self, String> {
        let is_one = (0.0..=1.0).contains(&share);
        is_one
            .then_some(Self(share))
            .ok_or_else(|| format!("{share} is not from 0 to 1"))
    }
}

impl File {
    /// The file that was named, or the one of the working folder, if the command heeds any.
    pub fn find(named: Option<&Path>, command: &Command) -> Result<Self, Error> {
        // Those that are about files that are named, or about the program itself, depend on no folder.
        let heeds = !matches!(
            command,
            Command::Extract(_)
                | Command::Read(_)
                | Command::Diff(_)
                | Command::Schema(_)
                | Command::Completions(_)
                | Command::Man
        );
        match named {
            Some(path) => Self::load(path),
            None if heeds && Path::new(FILE).exists() => Self::load(Path::new(FILE)),
            None => Ok(Self::default()),
        }
    }

    fn load(path: &Path) -> Result<Self, Error> {
        let text = std::fs::read_to_string(path).map_err(|cause| Error::Unreadable {
            path: path.to_path_buf(),
            cause,
        })?;
        let mut file: Self = toml::from_str(&text).map_err(|error| {
            let offset = error.span().map_or(0, |span| span.start);
            let before = text.bytes().take(offset);
            Error::Mistaken {
                path: path.to_path_buf(),
                line: before.filter(|&byte| byte == b'\n').count() + 1,
                what: error.message().to_owned(),
            }
        })?;
        let folder = path.parent().unwrap_or_else(|| Path::new(""));
        let paths = [
            &mut file.catalogue,
            &mut file.store,
            &mut file.output,
            &mut file.judgements,
        ];
        for path in paths.into_iter().flatten() {
            *path = folder.join(&path);
        }
        Ok(file)
    }

    /// How to speak, if nothing was typed.
    pub fn log_format(&self) -> Option<LogFormat> {
        self.log_format
    }

    /// The folder of the tables.
    pub fn output(&self, typed: Option<&PathBuf>) -> PathBuf {
        let found = typed.or(self.output.as_ref()).cloned();
        found.unwrap_or_else(|| PathBuf::from("output"))
    }

    /// The folder of the store.
    pub fn store(&self, typed: Option<&PathBuf>) -> PathBuf {
        let found = typed.or(self.store.as_ref()).cloned();
        found.unwrap_or_else(|| PathBuf::from(".rapporteur/store"))
    }

    /// The catalogue, if it is not the built-in one.
    pub fn catalogue<'a>(&'a self, typed: Option<&'a PathBuf>) -> Option<&'a Path> {
        typed.or(self.catalogue.as_ref()).map(PathBuf::as_path)
    }

    /// A person's decisions about cases: the file that was named, or the one of the working folder.
    pub fn judgements<'a>(&'a self, typed: Option<&'a Path>) -> Option<&'a Path> {
        let usual = Path::new(JUDGEMENTS);
        let found = typed.or(self.judgements.as_deref());
        found.or_else(|| usual.exists().then_some(usual))
    }

    /// How much may fall since the last run.
    pub fn margin(&self, typed: Option<f64>) -> f64 {
        typed.or(self.margin.map(|share| share.0)).unwrap_or(fall::MARGIN)
    }

    /// How long to wait for another run.
    pub fn wait(&self, typed: &Sources) -> Duration {
        typed.wait.or(self.wait.map(|time| time.0)).unwrap_or(WAIT)
    }

    /// How to ask servers.
    pub fn asking(&self, typed: &Sources) -> fetch::Settings {
        let usual = fetch::Settings::default();
        let time = |typed: Option<Duration>, here: Option<Seconds>| typed.or(here.map(|time| time.0));
        fetch::Settings {
            contact: typed.contact.clone().or_else(|| self.contact.clone()),
            connect: time(typed.connect, self.connect).unwrap_or(usual.connect),
            stall: time(typed.stall, self.stall).unwrap_or(usual.stall),
            total: time(typed.total, self.total).unwrap_or(usual.total),
            pause: time(typed.pause, self.pause),
            retries: typed.retries.or(self.retries).unwrap_or(usual.retries),
            backoff: time(typed.backoff, self.backoff).unwrap_or(usual.backoff),
        }
    }
}
