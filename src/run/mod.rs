//! The whole pipeline: what happens to one document ([`extract`]), and to all sources of a catalogue ([`run()`]).

#[cfg(feature = "fetch")]
mod all;
#[cfg(feature = "fetch")]
mod cases;
#[cfg(feature = "fetch")]
mod database;
mod document;
mod files;
mod judge;
#[cfg(feature = "fetch")]
mod plan;
#[cfg(feature = "fetch")]
mod publish;
mod rows;
#[cfg(feature = "fetch")]
mod sources;

use std::cmp::Reverse;

use rayon::prelude::*;

#[cfg(feature = "fetch")]
pub use all::{Error, Event, Options, Watch, attempts, is_up_to_date, open_store, run};
pub use document::{Depth, Extract, extract};
pub use files::{Lying, lying};
#[cfg(feature = "fetch")]
pub use plan::{Indexes, News, Plan};
#[cfg(feature = "fetch")]
pub use publish::{Report, Trouble};
#[cfg(feature = "fetch")]
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
