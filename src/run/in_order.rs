//! The same work on many items, on all cores, and what comes of each in the items' order.

use std::cmp::Reverse;
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError, mpsc};

use crate::cores;

/// Items for each thread that are begun together: enough to keep all cores busy. What comes of twice as many is held at most.
const WINDOW: usize = 8;

/// Does the same work on all items in parallel, and gives what comes of each to `take`, in the items' order and on this
/// thread, while the work goes on; up to the first error.
///
/// Of those that are begun together the largest are the first: begun last, one of them would keep a single core busy at the
/// end. Nobody runs far ahead of `take`, so memory is flat. An item that is alone is worked on by this thread, and may use
/// all cores itself.
pub fn in_order<T: Sync, R: Send, E>(
    items: &[T],
    size: impl Fn(&T) -> u64 + Sync,
    work: impl Fn(&T) -> R + Sync,
    mut take: impl FnMut(&T, R) -> Result<(), E>,
) -> Result<(), E> {
    // Asked for one item, threads would be started for nothing.
    let threads = if items.len() < 2 { 1 } else { cores::free() };
    if threads < 2 {
        return items.iter().try_for_each(|item| take(item, work(item)));
    }
    let desk = Desk::new(items.len(), WINDOW * threads);
    let (to, from) = mpsc::channel();
    let (desk, size, work) = (&desk, &size, &work);
    rayon::in_place_scope(|scope| {
        for _ in 0..threads {
            let to = to.clone();
            scope.spawn(move |_| {
                // Also where the work panics: the others end then, and the scope tells.
                let close = Close(desk);
                while let Some((at, item)) = desk
                    .next(|at| items.get(at).map(size))
                    .and_then(|at| Some((at, items.get(at)?)))
                {
                    if to.send((at, work(item))).is_err() {
                        break;
                    }
                }
                close.unless_panicking();
            });
        }
        drop(to);
        let _close = Close(desk);
        let mut early = BTreeMap::new();
        for (at, item) in items.iter().enumerate() {
            let done = loop {
                if let Some(done) = early.remove(&at) {
                    break done;
                }
                let Ok((other, done)) = from.recv() else {
                    return Ok(());
                };
                early.insert(other, done);
            };
            take(item, done)?;
            desk.taken();
        }
        Ok(())
    })
}

/// Where items are given out.
struct Desk {
    state: Mutex<State>,
    changed: Condvar,
    count: usize,
    window: usize,
}

#[derive(Default)]
struct State {
    /// Those that are begun together and nobody has yet.
    waiting: VecDeque<usize>,
    /// How many there were before and with them.
    begun: usize,
    /// How many are taken.
    taken: usize,
    closed: bool,
}

impl Desk {
    fn new(count: usize, window: usize) -> Self {
        Self {
            state: Mutex::default(),
            changed: Condvar::new(),
            count,
            window,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next item, as soon as there is room for what will come of it.
    fn next(&self, size: impl Fn(usize) -> Option<u64>) -> Option<usize> {
        let mut state = self.state();
        while !state.closed {
            if let Some(at) = state.waiting.pop_front() {
                return Some(at);
            }
            if state.begun == self.count {
                return None;
            }
            if state.begun - state.taken >= self.window {
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            let end = self.count.min(state.begun + self.window);
            let mut together: Vec<usize> = (state.begun..end).collect();
            together.sort_by_cached_key(|&at| Reverse(size(at)));
            state.begun = end;
            state.waiting = together.into();
        }
        None
    }

    /// What comes of one more was taken.
    fn taken(&self) {
        self.state().taken += 1;
        self.changed.notify_all();
    }
}

/// Closes the desk when it goes, so that nobody waits there for ever.
struct Close<'d>(&'d Desk);

impl Close<'_> {
    /// Whoever ends in peace leaves it open for the others.
    fn unless_panicking(self) {
        std::mem::forget(self);
    }
}

impl Drop for Close<'_> {
    fn drop(&mut self) {
        self.0.state().closed = true;
        self.0.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn pool<R: Send>(threads: usize, work: impl FnOnce() -> R + Send) -> R {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.expect("threads").install(work)
    }

    #[test]
    fn what_comes_is_taken_in_order() {
        let sizes: Vec<u64> = (0..500).map(|n| n * 7919 % 503).collect();
        let mut taken = Vec::new();
        let take = |&size: &u64, double: u64| {
            taken.push((size, double));
            Ok::<_, ()>(())
        };
        assert_eq!(in_order(&sizes, |&size| size, |&size| size * 2, take), Ok(()));
        let expected: Vec<(u64, u64)> = sizes.iter().map(|&size| (size, size * 2)).collect();
        assert_eq!(taken, expected);
    }

    #[test]
    fn nobody_runs_far_ahead_and_an_error_ends_all() {
        let items: Vec<usize> = (0..5_000).collect();
        let begun = AtomicUsize::new(0);
        let work = |_: &usize| begun.fetch_add(1, Ordering::Relaxed);
        let most = 2 * WINDOW * rayon::current_num_threads();
        let take = |&at: &usize, _: usize| {
            let ahead = begun.load(Ordering::Relaxed).saturating_sub(at);
            assert!(ahead <= most, "{ahead} of {most} at {at}");
            if at == 1_000 { Err(at) } else { Ok(()) }
        };
        assert_eq!(in_order(&items, |_| 0, work, take), Err(1_000));
        assert!(begun.into_inner() <= 1_000 + most);
    }

    #[test]
    fn a_panic_is_told_and_nobody_waits() {
        let items: Vec<usize> = (0..500).collect();
        let all = || {
            let work = |&at: &usize| assert_ne!(at, 100, "of the test's own making");
            in_order(&items, |_| 0, work, |_, ()| Ok::<_, ()>(()))
        };
        assert!(std::panic::catch_unwind(all).is_err());
    }

    #[test]
    fn one_of_many_takes_item_by_item() {
        let done = pool(1, || {
            let mut order = Vec::new();
            let take = |&at: &usize, (): ()| {
                order.push(at);
                Ok::<_, ()>(())
            };
            in_order(&[3, 1, 2], |_| 0, |_| (), take).map(|()| order)
        });
        assert_eq!(done, Ok(vec![3, 1, 2]));
    }
}
