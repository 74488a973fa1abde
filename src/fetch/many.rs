//! Many sources: several servers at once, each server one source after the other.

use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread;

use super::{Error, Fetched, Options, Store, is_intact, whole};
use crate::catalogue::{Location, Source};

/// Servers that are asked, or files that are read, at the same time. Each document is held in memory whole, and most time
/// is spent on waiting.
const SERVERS_AT_ONCE: usize = 8;

/// What is still to do, and what has been done.
struct Work {
    queues: VecDeque<Vec<usize>>,
    done: Vec<Option<Result<Fetched, Error>>>,
}

/// Brings sources up to date; one result a source, in their order. Says so after each, in the order of arrival.
///
/// A source that cannot be had costs itself only. The disk is everybody's: its first fault ends all.
pub fn documents(
    sources: &[Source],
    store: &Store,
    options: &Options,
    after: impl Fn(&Source, &Result<Fetched, Error>) + Sync,
) -> Result<Vec<Result<Fetched, Error>>, Error> {
    let mut queues: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, source) in sources.iter().enumerate() {
        let server = match &source.location {
            Location::Url(url) if !options.offline => options.client.queue(url),
            // Files wait for the disk, not for each other.
            _ => (at % SERVERS_AT_ONCE).to_string(),
        };
        queues.entry(server).or_default().push(at);
    }
    let servers = queues.len().min(SERVERS_AT_ONCE);
    let work = Mutex::new(Work {
        queues: queues.into_values().collect(),
        done: sources.iter().map(|_| None).collect(),
    });
    let stopped = AtomicBool::new(false);
    let intact: Vec<OnceLock<bool>> = sources.iter().map(|_| OnceLock::new()).collect();
    // Hashes what is held while servers are waited for: else that is most of a night without news.
    let look_ahead = || {
        for (source, known) in sources.iter().zip(&intact) {
            if stopped.load(Ordering::Relaxed) {
                return;
            }
            if matches!(source.location, Location::Url(_)) && !options.offline && known.get().is_none() {
                known.get_or_init(|| is_intact(source, store));
            }
        }
    };
    let work_through = || {
        while let Some(queue) = of(&work, |work| work.queues.pop_front()) {
            for at in queue {
                let Some(source) = sources.get(at).filter(|_| !stopped.load(Ordering::Relaxed)) else {
                    return;
                };
                let is_intact = || {
                    intact
                        .get(at)
                        .is_some_and(|known| *known.get_or_init(|| is_intact(source, store)))
                };
                let result = whole(source, store, options, is_intact);
                if matches!(&result, Err(error) if error.is_of_the_disk()) {
                    stopped.store(true, Ordering::Relaxed);
                }
                after(source, &result);
                of(&work, |work| {
                    if let Some(slot) = work.done.get_mut(at) {
                        *slot = Some(result);
                    }
                });
            }
        }
    };
    thread::scope(|scope| {
        scope.spawn(look_ahead);
        for _ in 0..servers {
            scope.spawn(work_through);
        }
    });
    let work = work.into_inner().unwrap_or_else(PoisonError::into_inner);
    let mut results = Vec::with_capacity(sources.len());
    for result in work.done.into_iter().flatten() {
        match result {
            Err(error) if error.is_of_the_disk() => return Err(error),
            result => results.push(result),
        }
    }
    Ok(results)
}

fn of<T>(work: &Mutex<Work>, act: impl FnOnce(&mut Work) -> T) -> T {
    act(&mut work.lock().unwrap_or_else(PoisonError::into_inner))
}
