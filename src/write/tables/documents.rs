//! The rows of `documents.jsonl`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::diagnostic::{Code, Level};
use crate::record::Day;

/// How a source came out of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Everything is as expected.
    Complete,
    /// It was read, and something falls short: rejects, unclaimed anchors, no entries, a missed expectation.
    Short,
    /// It is there and cannot be read.
    Refused,
    /// It could not be fetched.
    Missing,
}

/// A row of `documents.jsonl`: one source.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DocumentRow {
    /// Its id in the catalogue; of `extract`, the file's name without its ending.
    pub id: String,
    /// What kind of source the catalogue says it is.
    pub kind: Option<String>,
    /// Address that it was fetched from.
    pub url: Option<String>,
    /// Name of the file that it was read from.
    pub file: Option<String>,
    /// SHA-256 of its bytes.
    pub sha256: Option<String>,
    /// How many bytes it has.
    pub bytes: Option<u64>,
    /// What the bytes are, told from the bytes.
    pub media_type: Option<String>,
    /// How many pages a PDF has.
    pub pages: Option<u64>,
    /// Those of them without a line of text.
    pub empty_pages: Option<u64>,
    /// Glyphs of a PDF that the file ties to no character.
    pub unmapped_glyphs: Option<u64>,
    /// Whether a PDF is encrypted; it was read all the same.
    pub encrypted: Option<bool>,
    /// The program that made a PDF, as the file says.
    pub producer: Option<String>,
    /// The day on which a PDF was made, as the file says.
    pub created: Option<Day>,
    /// The title that a PDF has in its properties, which need not be the printed one.
    pub file_title: Option<String>,
    /// The layout that recognised it; null where none did, and then no entry is read.
    pub layout: Option<String>,
    /// By what it was recognised, with the printed words and their line.
    pub recognised_by: Option<String>,
    /// Its title as printed.
    pub title: Option<String>,
    /// Code of the State that it is about.
    pub country: Option<String>,
    /// The mandate whose reports it retells.
    pub mandate: Option<String>,
    /// Its own symbol, when it is a report on all countries.
    pub report_symbol: Option<String>,
    /// First day of the letters that it covers.
    pub period_start: Option<Day>,
    /// Last day of the letters that it covers.
    pub period_end: Option<Day>,
    /// Day until which it counts replies.
    pub replies_until: Option<Day>,
    /// Its sections, in order: of a country page the reports, of a report the countries.
    pub sections: Vec<SectionRow>,
    /// How many letters became records.
    pub communications: u64,
    /// How many press releases became records.
    pub press_releases: u64,
    /// How many paragraphs of observations there are.
    pub observations: u64,
    /// How many entries became no record.
    pub rejects: u64,
    /// Marks of entries that the independent audit counted.
    pub anchors: u64,
    /// Those of them that no entry covers.
    pub unclaimed_anchors: u64,
    /// The totals that its introduction states, beside what was read.
    pub totals: Vec<TotalRow>,
    /// The share of records, 0 to 1, that have each field which a record can lack.
    pub fill_rates: FillRates,
    /// What the catalogue expects.
    pub expected: Expected,
    /// How many diagnostics of each code there are, by code.
    pub diagnostics: Vec<CodeCount>,
    /// How it came out.
    pub outcome: Outcome,
    /// Why it is not complete.
    pub reason: Option<String>,
}

/// A section of a document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SectionRow {
    /// Its heading as printed.
    pub heading: Option<String>,
    /// How many entries it has, rejects included.
    pub entries: u64,
    /// How many paragraphs of observations it has.
    pub observations: u64,
    /// Whether it says that it has no entries.
    pub says_none: bool,
}

/// How often a document has a diagnostic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeCount {
    /// Its code.
    pub code: Code,
    /// How much it weighs.
    pub level: Level,
    /// How many there are.
    pub count: u64,
}

impl CodeCount {
    /// Counts codes; sorted by name.
    pub fn all(codes: impl Iterator<Item = Code>) -> Vec<Self> {
        let mut counts: BTreeMap<&'static str, Self> = BTreeMap::new();
        for code in codes {
            let explanation = code.explanation();
            let counted = counts.entry(explanation.name).or_insert(Self {
                code,
                level: explanation.level,
                count: 0,
            });
            counted.count += 1;
        }
        counts.into_values().collect()
    }
}

/// The share of a document's records that have each field which a record can lack; null where there is no record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FillRates {
    /// `entry_number`.
    pub entry_number: Option<f64>,
    /// `language`.
    pub language: Option<f64>,
    /// `mandate`.
    pub mandate: Option<f64>,
    /// `period_start`.
    pub period_start: Option<f64>,
    /// `replies_until`.
    pub replies_until: Option<f64>,
    /// `reply_status` other than `not_stated`, of letters.
    pub reply_status: Option<f64>,
    /// `report_symbol`.
    pub report_symbol: Option<f64>,
    /// `summary`.
    pub summary: Option<f64>,
    /// `url`.
    pub url: Option<f64>,
}

impl From<&BTreeMap<&'static str, f64>> for FillRates {
    fn from(rates: &BTreeMap<&'static str, f64>) -> Self {
        let rate = |field: &str| rates.get(field).copied();
        Self {
            entry_number: rate("entry_number"),
            language: rate("language"),
            mandate: rate("mandate"),
            period_start: rate("period_start"),
            replies_until: rate("replies_until"),
            reply_status: rate("reply_status"),
            report_symbol: rate("report_symbol"),
            summary: rate("summary"),
            url: rate("url"),
        }
    }
}

/// A total that an introduction states.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TotalRow {
    /// What it counts: `communications`, `joint`, `urgent_appeals`, `allegation_letters`, `other_letters`, `press_releases`.
    pub counted: String,
    /// The introduction's figure.
    pub stated: u64,
    /// Records that it would count.
    pub found: u64,
}

/// Numbers that the catalogue expects; null where it does not say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// Letters.
    pub communications: Option<u64>,
    /// Press releases.
    pub press_releases: Option<u64>,
    /// Paragraphs of observations.
    pub observations: Option<u64>,
    /// Entries that become no record.
    pub rejects: Option<u64>,
}

impl DocumentRow {
    /// The row of a source of which nothing is known yet.
    pub fn new(id: String, outcome: Outcome) -> Self {
        Self {
            id,
            kind: None,
            url: None,
            file: None,
            sha256: None,
            bytes: None,
            media_type: None,
            pages: None,
            empty_pages: None,
            unmapped_glyphs: None,
            encrypted: None,
            producer: None,
            created: None,
            file_title: None,
            layout: None,
            recognised_by: None,
            title: None,
            country: None,
            mandate: None,
            report_symbol: None,
            period_start: None,
            period_end: None,
            replies_until: None,
            sections: Vec::new(),
            communications: 0,
            press_releases: 0,
            observations: 0,
            rejects: 0,
            anchors: 0,
            unclaimed_anchors: 0,
            totals: Vec::new(),
            fill_rates: FillRates::default(),
            expected: Expected::default(),
            diagnostics: Vec::new(),
            outcome,
            reason: None,
        }
    }
}
