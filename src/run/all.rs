//! A run over all sources of a catalogue.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::{Attempt, Came, Indexes, Plan, Report, publish, sources};
use crate::catalogue::{self, Catalogue, KnownReports, Source};
use crate::fetch::discover::Found;
use crate::fetch::{self, Client, Fetched};
use crate::lock::Wait;
use crate::reconcile::Judgements;
use crate::store::{self, Store};
use crate::write::fall::{self, Fall};
use crate::write::last::Last;
use crate::write::tables::DiagnosticRow;
use crate::write::{self, Folder};

/// Why there is no run, or no end of one: the catalogue, the disk, or another run. What a source or a document does
/// stands in its row.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The catalogue does not have what was asked for.
    #[error(transparent)]
    Catalogue(#[from] catalogue::Error),
    /// The store cannot be used.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The store cannot keep what was fetched.
    #[error(transparent)]
    Fetch(#[from] fetch::Error),
    /// The tables cannot be written.
    #[error(transparent)]
    Write(#[from] write::Error),
}

/// How to run.
#[derive(Debug)]
pub struct Options {
    /// The folder of the tables.
    pub output: PathBuf,
    /// The folder of the store.
    pub store: PathBuf,
    /// Ids of sources or indexes; the others are not asked, and keep their rows of the last run. None: all.
    pub only: Vec<String>,
    /// How much may fall since the last run: a part of the records, a share of a field.
    pub margin: f64,
    /// Whether to publish the tables even if more has fallen, and to drop the rows of sources that left the catalogue.
    pub accept: bool,
    /// How long to wait for another run.
    pub wait: Duration,
    /// Ask no server: take the last document that the store has of an address.
    pub offline: bool,
    /// Who asks, and how.
    pub asking: fetch::Settings,
    /// What a person has decided about cases.
    pub judgements: Judgements,
    /// What `run.json` says the arguments were.
    pub arguments: Vec<String>,
}

impl Default for Options {
    /// Into `output`, from `.rapporteur/store`, with a margin of a tenth, waiting for nobody.
    fn default() -> Self {
        Self {
            output: "output".into(),
            store: ".rapporteur/store".into(),
            only: Vec::new(),
            margin: fall::MARGIN,
            accept: false,
            wait: Duration::ZERO,
            offline: false,
            asking: fetch::Settings::default(),
            judgements: Judgements::default(),
            arguments: Vec::new(),
        }
    }
}

/// What can be told of a run while it goes on.
#[derive(Clone, Copy)]
pub enum Event<'r> {
    /// Another run is waited for.
    Waiting(&'r str),
    /// Something is odd, and was dealt with.
    Odd(&'r str),
    /// What an index leads to is new, gone or at fault.
    News(&'r str, &'r Found),
    /// So many sources are fetched now.
    Fetching(usize),
    /// One was.
    Fetched(&'r Source),
    /// The present document of a source could not be had; its last good one is used.
    LastGood(&'r Source, &'r str),
    /// So many sources are extracted now.
    Extracting(usize),
    /// What one came to.
    Came(&'r Came<'r>),
    /// What there is to say of cases, and of documents beside each other.
    OfCases(&'r [&'r DiagnosticRow]),
    /// Sources that the last run had and the catalogue has not any more; whether their rows were dropped.
    Left(&'r [String], bool),
    /// So much has fallen that the tables are put into this folder, and those of the last run stay.
    Held(&'r [Fall], &'r Path),
}

/// Who is told what happens in a run, from any thread.
pub type Watch<'w> = &'w (dyn Fn(Event<'_>) + Sync);

/// Fetches the sources of a catalogue, extracts them, compares with the last run, and writes the tables.
///
/// Whatever a source or a document does costs that source only, and is said in its row. `watch` is told what happens.
pub fn run(catalogue: &Catalogue, options: &Options, watch: Watch<'_>) -> Result<Report, Error> {
    let start = publish::Start {
        time: Timestamp::now(),
        clock: Instant::now(),
        catalogue: catalogue.digest,
    };
    let waiting = |what: &str| watch(Event::Waiting(what));
    let wait = Wait {
        at_most: options.wait,
        tell: &waiting,
    };
    // Asked before anything is fetched: who cannot write need not start.
    let mut folder = Folder::open(&options.output, &wait)?;
    if folder.recovered() {
        watch(Event::Odd(
            "a run was killed while it put its tables in place; they are now",
        ));
    }
    if let Some(held) = folder.foreign_held() {
        let held = held.display();
        watch(Event::Odd(&format!(
            "{held}: not made by rapporteur, and left as it is"
        )));
    }
    let store = open_store(&options.store, &wait, options.offline, watch)?;
    let asking = fetch::Options {
        offline: options.offline,
        client: Client::new(options.asking.clone()),
    };
    let (plan, indexes) = Plan::make(catalogue, &options.only, &store, &asking)?;
    let news = plan.tell(watch);
    let attempts = attempts(&plan, indexes, &store, &asking, watch)?;
    let last = Last::open(&options.output).unwrap_or_else(|why| {
        watch(Event::Odd(&format!("{why}; nothing is compared with it")));
        None
    });
    let steps = sources::steps(&attempts, &plan.all, last.as_ref(), options, watch)?;
    let outcome = sources::write(
        &steps,
        &KnownReports::of(catalogue),
        &store,
        &mut folder,
        last.as_ref(),
        watch,
    )?;
    let report = publish::publish(
        folder,
        &attempts,
        &outcome,
        &steps,
        last.as_ref(),
        &news,
        &store,
        options,
        &start,
        watch,
    )?;
    news.remember(&store)?;
    Ok(report)
}

/// Opens the store for a run that writes to it; a store on a read-only disk still serves one that asks nobody.
pub fn open_store(folder: &Path, wait: &Wait<'_>, offline: bool, watch: Watch<'_>) -> Result<Store, Error> {
    let store = match Store::lock(folder, wait) {
        Err(store::Error::Open { .. }) if offline => Store::open(folder)?,
        store => store?,
    };
    for line in store.unread_lines() {
        watch(Event::Odd(&format!("{line}; the line is now in index.damaged.jsonl")));
    }
    Ok(store)
}

/// Fetches what was planned, and tells what could not be had and is still there.
pub fn attempts<'p>(
    plan: &'p Plan,
    indexes: Indexes,
    store: &Store,
    options: &fetch::Options,
    watch: Watch<'_>,
) -> Result<Vec<Attempt<'p>>, Error> {
    watch(Event::Fetching(plan.catalogue.sources.len() - indexes.len()));
    let attempts = sources::fetch(&plan.catalogue, indexes, store, options, |source| {
        watch(Event::Fetched(source));
    })?;
    store.settle()?;
    for (source, attempt) in &attempts {
        if let Ok(Fetched {
            trouble: Some(trouble), ..
        }) = attempt
        {
            watch(Event::LastGood(source, trouble));
        }
    }
    Ok(attempts)
}

/// Whether a source was asked, where it should have been, and gave a document.
pub fn is_up_to_date((_, attempt): &Attempt<'_>) -> bool {
    matches!(attempt, Ok(Fetched { trouble: None, .. }))
}
