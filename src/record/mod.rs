//! What an entry becomes: typed values that own their spelling.

mod case_number;
mod communication;
mod country;
pub mod date;
mod kind;
mod language;
pub mod provenance;
pub mod reply;
mod symbol;

pub use case_number::{CaseNumber, PrintedCaseNumber, UnreadableCaseNumber};
pub use communication::{Communication, Part, Record, Reject, Remark, Report};
pub use country::Country;
pub(crate) use country::OTHERS;
pub use date::{Day, PrintedDay, UnreadableDate};
pub use kind::{Kind, Letter, UnknownKind, labels};
pub use language::{Language, UnknownLanguage};
pub use provenance::{Origin, Provenance};
pub use reply::{Replies, Reply, ReplyStatus};
pub use symbol::{Symbol, UnreadableSymbol};
