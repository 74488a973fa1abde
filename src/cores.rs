//! A document that is alone may use all cores; one of many leaves them to the others.

use rayon::iter::ParallelIterator as _;
use rayon::slice::ParallelSlice as _;

/// How many threads may work on what is being done: one, if it is itself one piece of work among many.
pub fn free() -> usize {
    // Threads that read many documents at once are rayon's, and a document that is alone is not read by one of them.
    match rayon::current_thread_index() {
        Some(_) => 1,
        None => rayon::current_num_threads(),
    }
}

/// Does two things, at the same time where they are `large` and a core is free.
pub fn both<A: Send, B: Send>(large: bool, one: impl FnOnce() -> A + Send, other: impl FnOnce() -> B + Send) -> (A, B) {
    if large && free() > 1 {
        rayon::join(one, other)
    } else {
        (one(), other())
    }
}

/// What comes of the parts of a list, in order: of one part of all, where it is short or no core is free.
pub fn parts<T: Sync, R: Send>(all: &[T], length: usize, work: impl Fn(&[T]) -> R + Sync + Send) -> Vec<R> {
    if all.len() > length && free() > 1 {
        all.par_chunks(length).map(work).collect()
    } else {
        vec![work(all)]
    }
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
        let of_parts = || all.par_chunks(length).map(work).collect();
        let (one, (other, parts)) = rayon::join(one, || rayon::join(other, of_parts));
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
            scope.spawn(|_| other());
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
    fn one_of_many_has_one_thread() {
        let (one, other) = rayon::join(free, free);
        assert_eq!((one, other), (1, 1));
        assert_eq!(both(true, || 1, || 2), (1, 2));
        assert_eq!(both(false, || 1, || 2), (1, 2));
    }
}
