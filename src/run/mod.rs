//! The whole pipeline: what happens to one document ([`extract`]), and to all sources of a catalogue ([`run()`]).

#[cfg(feature = "fetch")]
mod all;
#[cfg(feature = "fetch")]
mod cases;
#[cfg(feature = "fetch")]
mod database;
mod document;
mod files;
mod in_order;
mod judge;
#[cfg(feature = "fetch")]
mod plan;
#[cfg(feature = "fetch")]
mod publish;
mod rows;
#[cfg(feature = "fetch")]
mod sources;

#[cfg(feature = "fetch")]
pub use all::{Error, Event, Options, Watch, attempts, is_up_to_date, open_store, run};
pub use document::{Depth, Extract, extract};
pub use files::{Lying, lying};
pub use in_order::in_order;
#[cfg(feature = "fetch")]
pub use plan::{Indexes, News, Plan};
#[cfg(feature = "fetch")]
pub use publish::{Report, Trouble};
#[cfg(feature = "fetch")]
pub use sources::{Attempt, Came, fetch};

/// `1 entry`, `2 entries`.
pub fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
