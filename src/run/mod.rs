//! The whole pipeline: what happens to one document ([`extract`]), and to all sources of a catalogue ([`run()`]).

mod document;
mod judge;
mod plan;
mod publish;
mod sources;

use std::cmp::Reverse;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use rayon::prelude::*;

use crate::catalogue::{self, Catalogue, KnownReports, Source};
use crate::fetch::discover::Found;
use crate::fetch::{self, Client, Fetched};
use crate::lock::Wait;
use crate::store::{self, Store};
use crate::write::fall::{self, Fall};
use crate::write::last::Last;
use crate::write::{self, Folder};
pub use document::{Depth, Extract, extract};
pub use plan::{Indexes, News, Plan};
pub use publish::{Report, Trouble};
pub use sources::{Attempt, Came, fetch};

/// Documents for each thread in a [`batch`].
const BATCH: usize = 16;

/// How many of so many documents are worked on between two writes: enough to keep all cores busy, few enough for flat
/// memory. Whoever is alone needs no other thread, and whoever has one takes document by document.
pub fn batch(documents: usize) -> usize {
    if documents <= 1 {
        return 1;
    }
    match rayon::current_num_threads() {
        1 => 1,
        threads => BATCH * threads,
    }
}

/// `1 entry`, `2 entries`.
pub fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// Does the same work on all items in parallel and gives what came of them in the items' order.
///
/// The largest are begun first, one by one: begun last, one of them would keep a single core busy at the end.
pub fn largest_first<T: Sync, R: Send>(
    items: &[T],
    size: impl Fn(&T) -> u64,
    work: impl Fn(&T) -> R + Sync + Send,
) -> Vec<R> {
    // Threads for one item alone would cost more than they save.
    if let [item] = items {
        return vec![work(item)];
    }
    let mut order: Vec<(usize, &T)> = items.iter().enumerate().collect();
    order.sort_by_cached_key(|(_, item)| Reverse(size(item)));
    let done = order.into_iter().par_bridge().map(|(at, item)| (at, work(item)));
    let mut done: Vec<(usize, R)> = done.collect();
    done.sort_unstable_by_key(|&(at, _)| at);
    done.into_iter().map(|(_, result)| result).collect()
}

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
    let clock = Instant::now();
    let started = Timestamp::now();
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
        outcome,
        &steps,
        last.as_ref(),
        &news,
        options,
        (started, clock),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_done_largest_first_comes_back_in_order() {
        let sizes: Vec<u64> = (0..500).map(|n| n * 7919 % 503).collect();
        let double = |size: &u64| size * 2;
        let expected: Vec<u64> = sizes.iter().map(double).collect();
        assert_eq!(largest_first(&sizes, |&size: &u64| size, double), expected);
        assert_eq!(largest_first(&[], |&size: &u64| size, double), Vec::<u64>::new());
    }
}
