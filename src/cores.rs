//! A document that is alone may use all cores; one of many leaves them to the others.

use std::cell::Cell;

use rayon::iter::{IndexedParallelIterator as _, ParallelIterator as _};
use rayon::slice::ParallelSlice as _;

thread_local! {
    /// Whether what a thread of rayon's is doing is all that is being done.
    static ALONE: Cell<bool> = const { Cell::new(false) };
}

/// Says of what this thread does whether it is all that is done, until it is dropped.
struct Said(bool);

fn say(is_alone: bool) -> Said {
    Said(ALONE.replace(is_alone))
}

impl Drop for Said {
    fn drop(&mut self) {
        ALONE.set(self.0);
    }
}

/// How many threads may work on what is being done: one, if it is itself one piece of work among many.
pub fn free() -> usize {
    // Threads that read many documents at once are rayon's; one that reads a document that is alone says so.
    match rayon::current_thread_index() {
        Some(_) if !ALONE.get() => 1,
        _ => rayon::current_num_threads(),
    }
}

/// Does what may use all cores. Where it is `large`, one of rayon's own threads does it: when another is asked to help, it
/// need not wait for this one, which sleeps, to make room for it (up to a tick of the system's clock, each time).
pub fn alone<R: Send>(large: bool, work: impl FnOnce() -> R + Send) -> R {
    if !large || rayon::current_thread_index().is_some() || free() < 2 {
        return work();
    }
    rayon::scope(|_| {
        let _said = say(true);
        work()
    })
}

/// The same work on so many threads.
pub fn each(threads: usize, work: impl Fn() + Sync) {
    rayon::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|_| {
                let _said = say(false);
                work();
            });
        }
    });
}

/// Work that is one piece among others.
fn among<R>(work: impl FnOnce() -> R) -> impl FnOnce() -> R {
    || {
        let _said = say(false);
        work()
    }
}

/// Does two things, at the same time where they are `large` and a core is free.
pub fn both<A: Send, B: Send>(large: bool, one: impl FnOnce() -> A + Send, other: impl FnOnce() -> B + Send) -> (A, B) {
    if large && free() > 1 {
        rayon::join(among(one), among(other))
    } else {
        (one(), other())
    }
}

/// What comes of the parts of a list, in order: of one part of all, where it is short or no core is free.
pub fn parts<T: Sync, R: Send>(all: &[T], length: usize, work: impl Fn(&[T]) -> R + Sync + Send) -> Vec<R> {
    if all.len() > length && free() > 1 {
        of_parts(all, length, work)
    } else {
        vec![work(all)]
    }
}

/// Each part is given out alone: of several that are given out together none can be taken by a thread that has ended its own.
fn of_parts<T: Sync, R: Send>(all: &[T], length: usize, work: impl Fn(&[T]) -> R + Sync + Send) -> Vec<R> {
    let parts = all.par_chunks(length).with_max_len(1);
    parts.map(|part| among(|| work(part))()).collect()
}

/// Does two things, and beside them a third to the parts of a list: what comes of each, and of the parts in order.
pub fn beside<A: Send, B: Send, T: Sync, R: Send>(
    one: impl FnOnce() -> A + Send,
    other: impl FnOnce() -> B + Send,
    all: &[T],
    length: usize,
    work: impl Fn(&[T]) -> R + Sync + Send,
) -> (A, B, Vec<R>) {
    if all.len() > length && free() > 1 {
        let parts = || of_parts(all, length, work);
        let (one, (other, parts)) = rayon::join(among(one), || rayon::join(among(other), parts));
        (one, other, parts)
    } else {
        (one(), other(), vec![work(all)])
    }
}

/// Does something, and where it is `large` and a core is free, something else meanwhile; what comes of the first, which may
/// use all cores itself.
pub fn meanwhile<R>(large: bool, one: impl FnOnce() -> R, other: impl FnOnce() + Send) -> R {
    if large && free() > 1 {
        rayon::in_place_scope(|scope| {
            scope.spawn(|_| among(other)());
            one()
        })
    } else {
        other();
        one()
    }
}

/// Lets go of what a `large` value holds, on another core where one is free.
pub fn let_go<T: Send + 'static>(large: bool, value: T) {
    if large && free() > 1 {
        rayon::spawn(move || drop(value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_come_back_in_order() {
        let all: Vec<usize> = (0..1_000).collect();
        for length in [1, 7, 999, 1_000, 5_000] {
            let sums = parts(&all, length, <[usize]>::to_vec);
            assert_eq!(sums.concat(), all, "{length}");
        }
    }

    #[test]
    fn parts_beside_other_things_come_back_in_order() {
        let all: Vec<usize> = (0..1_000).collect();
        for length in [1, 7, 1_000] {
            let (one, other, parts) = beside(|| "one", || "other", &all, length, <[usize]>::to_vec);
            assert_eq!((one, other, parts.concat()), ("one", "other", all.clone()), "{length}");
        }
    }

    #[test]
    fn what_is_done_meanwhile_leaves_the_cores_free() {
        for large in [false, true] {
            let mut done = false;
            let threads = meanwhile(large, free, || done = true);
            assert_eq!((threads, done), (rayon::current_num_threads(), true), "{large}");
        }
    }

    #[test]
    fn what_is_let_go_is_dropped() {
        struct Told(std::sync::mpsc::Sender<()>);
        impl Drop for Told {
            fn drop(&mut self) {
                let _ = self.0.send(());
            }
        }
        let (to, from) = std::sync::mpsc::channel();
        for large in [false, true] {
            let_go(large, Told(to.clone()));
            assert_eq!(from.recv(), Ok(()), "{large}");
        }
    }

    #[test]
    fn what_is_alone_has_all_threads_and_its_parts_have_one() {
        let all = rayon::current_num_threads();
        assert_eq!(alone(true, free), all);
        assert_eq!(alone(false, free), all);
        let one = |_: &[u8]| free();
        if all > 1 {
            assert_eq!(alone(true, || parts(&[1, 2], 1, one)), [1, 1]);
            assert_eq!(alone(true, || both(true, free, free)), (1, 1));
            assert_eq!(alone(true, || (meanwhile(true, free, || ()), free())), (all, all));
        }
        // What is one of many is not alone.
        assert_eq!(rayon::join(|| alone(true, free), || ()).0, 1);
    }

    #[test]
    fn one_of_many_has_one_thread() {
        let (one, other) = rayon::join(free, free);
        assert_eq!((one, other), (1, 1));
        assert_eq!(both(true, || 1, || 2), (1, 2));
        assert_eq!(both(false, || 1, || 2), (1, 2));
    }
}
