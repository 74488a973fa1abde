//! A record: one entry, typed.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::provenance::Provenance;
use super::{CaseNumber, Country, Day, Kind, Language, Letter, Replies, Symbol};
use crate::diagnostic::Code;

/// One numbered entry of one document.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// `<document>/<country>/<section>/<number>`.
    pub id: String,
    /// What it is.
    pub communication: Communication,
    /// Day sent; of a press release, day issued.
    pub date: Day,
    /// The State under which it is listed.
    pub country: Country,
    /// To whom it went, as printed, where that is no State.
    pub addressee: Option<String>,
    /// Its number as printed.
    pub entry_number: Option<String>,
    /// The text after the fields, cleaned.
    pub summary: Option<String>,
    /// The summary's language.
    pub language: Option<Language>,
    /// The number of alleged victims that the source states.
    pub alleged_victims: Option<u64>,
    /// The part of a joint report that it stands in.
    pub part: Option<Part>,
    /// The mandates that sent it, as listed in the entry.
    pub mandates: Vec<String>,
    /// The report that it appeared in.
    pub report: Report,
    /// Link of the letter or press release.
    pub url: Option<String>,
    /// Codes of the diagnostics about it, sorted by name.
    pub flags: Vec<Code>,
    /// Where it was read.
    pub provenance: Provenance,
}

/// A part of a joint report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub enum Part {
    /// Letters of the period, with their replies.
    A,
    /// Replies of the period to letters of before.
    B,
}

/// What an entry lists: a letter, or a press release, which has no case number and no reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Communication {
    /// A letter to a State.
    Letter {
        /// Its type.
        letter: Letter,
        /// Whether several mandates sent it together.
        joint: bool,
        /// Its number.
        case_number: CaseNumber,
        /// What the State answered.
        replies: Replies,
    },
    /// A press release.
    PressRelease {
        /// Whether it is printed as a joint one.
        joint: bool,
    },
}

impl Communication {
    /// Its type.
    pub fn kind(&self) -> Kind {
        match *self {
            Self::Letter { letter, joint, .. } => Kind::Letter { letter, joint },
            Self::PressRelease { joint } => Kind::PressRelease { joint },
        }
    }

    /// The letter's case number.
    pub fn case_number(&self) -> Option<CaseNumber> {
        match self {
            Self::Letter { case_number, .. } => Some(*case_number),
            Self::PressRelease { .. } => None,
        }
    }

    /// The State's answers to the letter.
    pub fn replies(&self) -> Option<&Replies> {
        match self {
            Self::Letter { replies, .. } => Some(replies),
            Self::PressRelease { .. } => None,
        }
    }
}

/// The report in which an entry appeared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The mandate whose report it is.
    pub mandate: Option<Arc<str>>,
    /// Its symbol.
    pub symbol: Option<Symbol>,
    /// First day of the letters that it covers.
    pub period_start: Option<Day>,
    /// Last day of the letters that it covers.
    pub period_end: Option<Day>,
    /// Day until which it counts replies.
    pub replies_until: Option<Day>,
}

/// An entry that is not a record, since an identifying field would be wrong or missing.
#[derive(Clone, Debug, PartialEq)]
pub struct Reject {
    /// As a record's.
    pub id: String,
    /// Why, sorted by name.
    pub codes: Vec<Code>,
    /// Why, in sentences.
    pub reasons: Vec<String>,
    /// The State under which it is listed, where that is known.
    pub country: Option<Country>,
    /// Its number as printed.
    pub entry_number: Option<String>,
    /// The report that it appeared in.
    pub report: Report,
    /// Where it was read.
    pub provenance: Provenance,
}

/// A paragraph of observations, typed.
#[derive(Clone, Debug, PartialEq)]
pub struct Remark {
    /// `<document>/<country>/<section>/observation-<position>`.
    pub id: String,
    /// The State that it is about.
    pub country: Option<Country>,
    /// The report that it appeared in.
    pub report: Report,
    /// The headings above it, outermost first.
    pub headings: Vec<String>,
    /// Its number as printed.
    pub paragraph_number: Option<String>,
    /// Its words, cleaned.
    pub text: String,
    /// Their language.
    pub language: Option<Language>,
    /// The cases that it cites, in order, each once.
    pub cases: Vec<CaseNumber>,
    /// The days of the press releases that it cites.
    pub press_releases: Vec<Day>,
    /// The days that it names in words.
    pub dates: Vec<Day>,
    /// The ids of the records of this document that it cites beyond doubt, in order, each once.
    pub records: Vec<String>,
    /// Where it was read.
    pub provenance: Provenance,
}
