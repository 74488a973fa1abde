//! The rows of the tables: one struct a table, its fields in the order of the keys.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::catalogue::Expect;
use crate::diagnostic::{Code, Level};
use crate::normalise::Tally;
use crate::parse::Counted;
use crate::read::pdf::Facts;
use crate::record::provenance::PrintedPlace;
use crate::record::{Day, Language, Provenance, Record, Reject, Remark, Replies, ReplyStatus, Report};

/// A row of `communications.jsonl`: one numbered entry of one document, a letter or a press release.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CommunicationRow {
    /// `<document>/<country>/<section>/<number>`; unique, and stable while the document is.
    pub id: String,
    /// `UA`, `AL`, `OL`: urgent appeal, allegation letter, other letter; with `J`: sent by several mandates; `PR`: press release.
    #[serde(rename = "type")]
    #[schemars(schema_with = "kinds")]
    pub kind: Cow<'static, str>,
    /// Whether several mandates sent it together.
    pub joint: bool,
    /// Day sent; of a press release, day issued.
    pub date: Day,
    /// Case number, as in `KAZ 2/2011`; null for a press release.
    pub case_number: Option<String>,
    /// ISO 3166 alpha-3 code of the State, or `OTH`.
    #[schemars(length(min = 3, max = 3))]
    pub country: Cow<'static, str>,
    /// The country's UN short name in English.
    pub country_name: Cow<'static, str>,
    /// What the entry says about replies; null for a press release.
    pub reply_status: Option<ReplyStatus>,
    /// The State's replies in printed order.
    pub replies: Vec<ReplyRow>,
    /// Day of the earliest reply of substance; null where there is none or it contradicts the letter's date.
    pub first_reply: Option<Day>,
    /// Days from sending to the first reply.
    pub days_to_first_reply: Option<i32>,
    /// The text after the fields, cleaned; a press release's title.
    pub summary: Option<String>,
    /// The summary's language.
    pub language: Option<Language>,
    /// Number as printed.
    pub entry_number: Option<String>,
    /// The mandate whose report it appeared in.
    pub mandate: Option<Arc<str>>,
    /// Symbol of the report that it appeared in.
    pub report_symbol: Option<Arc<str>>,
    /// First day of the letters that the report covers.
    pub period_start: Option<Day>,
    /// Last day of the letters that the report covers.
    pub period_end: Option<Day>,
    /// Day until which the report counts replies.
    pub replies_until: Option<Day>,
    /// Link of the letter or press release.
    pub url: Option<String>,
    /// Codes of the diagnostics about this entry, sorted.
    pub flags: Vec<Code>,
    /// Where it was read.
    pub provenance: Provenance,
}

fn kinds(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({"type": "string", "enum": ["UA", "AL", "OL", "JUA", "JAL", "JOL", "PR"]})
}

/// One reply of a State.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplyRow {
    /// Its day.
    pub date: Day,
    /// Whether it only acknowledges receipt.
    pub acknowledgement: bool,
    /// Link to it.
    pub url: Option<String>,
}

impl From<Record> for CommunicationRow {
    fn from(record: Record) -> Self {
        let kind = record.communication.kind();
        let replies = record.communication.replies();
        let first_reply = replies.and_then(|replies| replies.first(record.date));
        Self {
            id: record.id,
            kind: Cow::Borrowed(kind.code()),
            joint: kind.joint(),
            date: record.date,
            case_number: record.communication.case_number().map(|number| number.to_string()),
            country: Cow::Borrowed(record.country.code()),
            country_name: Cow::Borrowed(record.country.name()),
            reply_status: replies.map(Replies::status),
            replies: replies
                .map(Replies::dated)
                .unwrap_or_default()
                .iter()
                .map(|reply| ReplyRow {
                    date: reply.day,
                    acknowledgement: reply.acknowledgement,
                    url: reply.url.clone(),
                })
                .collect(),
            first_reply,
            days_to_first_reply: first_reply.map(|first| record.date.days_to(first)),
            summary: record.summary,
            language: record.language,
            entry_number: record.entry_number,
            mandate: record.report.mandate,
            report_symbol: record.report.symbol.map(Arc::from),
            period_start: record.report.period_start,
            period_end: record.report.period_end,
            replies_until: record.report.replies_until,
            url: record.url,
            flags: record.flags,
            provenance: record.provenance,
        }
    }
}

/// A row of `rejects.jsonl`: an entry that is no record, since an identifying field would be wrong or missing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RejectRow {
    /// As in `communications`.
    pub id: String,
    /// Why, as codes, sorted.
    pub codes: Vec<Code>,
    /// Why, in sentences.
    pub reasons: Vec<String>,
    /// Code of the State under which it is listed.
    pub country: Option<String>,
    /// Number as printed.
    pub entry_number: Option<String>,
    /// Symbol of the report that it appeared in.
    pub report_symbol: Option<Arc<str>>,
    /// First day of the letters that the report covers.
    pub period_start: Option<Day>,
    /// Last day of the letters that the report covers.
    pub period_end: Option<Day>,
    /// Where it was read, with each field as printed.
    pub provenance: Provenance,
}

impl From<Reject> for RejectRow {
    fn from(reject: Reject) -> Self {
        Self {
            id: reject.id,
            codes: reject.codes,
            reasons: reject.reasons,
            country: reject.country.map(|country| country.code().to_owned()),
            entry_number: reject.entry_number,
            report_symbol: reject.report.symbol.map(Arc::from),
            period_start: reject.report.period_start,
            period_end: reject.report.period_end,
            provenance: reject.provenance,
        }
    }
}

/// A row of `observations.jsonl`: one paragraph of the Rapporteur's remarks on a country.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ObservationRow {
    /// `<document>/<country>/<section>/observation-<position>`.
    pub id: String,
    /// Code of the State.
    pub country: Option<String>,
    /// The country's UN short name in English.
    pub country_name: Option<String>,
    /// The mandate whose report it stands in.
    pub mandate: Option<Arc<str>>,
    /// Symbol of the report.
    pub report_symbol: Option<Arc<str>>,
    /// First day of the letters that the report covers.
    pub period_start: Option<Day>,
    /// Last day of the letters that the report covers.
    pub period_end: Option<Day>,
    /// The headings above it, outermost first.
    pub headings: Vec<String>,
    /// Number as printed.
    pub paragraph_number: Option<String>,
    /// Its words, cleaned.
    pub text: String,
    /// Their language.
    pub language: Option<Language>,
    /// Case numbers that it cites, in order, each once.
    pub cases: Vec<String>,
    /// Days of the press releases that it cites, in order, each once.
    pub press_releases: Vec<Day>,
    /// Days that it names in words, in order, each once.
    pub dates: Vec<Day>,
    /// Ids of the records of this document that it cites beyond doubt, in order, each once: by case number, by the day of
    /// a letter (`his communication dated 28 July 2011`) or of a press release. What fits several records is left out.
    pub records: Vec<String>,
    /// Where it was read; its text is under `summary` there.
    pub provenance: Provenance,
}

impl From<Remark> for ObservationRow {
    fn from(remark: Remark) -> Self {
        let Report {
            mandate,
            symbol,
            period_start,
            period_end,
            ..
        } = remark.report;
        Self {
            id: remark.id,
            country: remark.country.map(|country| country.code().to_owned()),
            country_name: remark.country.map(|country| country.name().to_owned()),
            mandate,
            report_symbol: symbol.map(Arc::from),
            period_start,
            period_end,
            headings: remark.headings,
            paragraph_number: remark.paragraph_number,
            text: remark.text,
            language: remark.language,
            cases: remark.cases.iter().map(ToString::to_string).collect(),
            press_releases: remark.press_releases,
            dates: remark.dates,
            records: remark.records,
            provenance: remark.provenance,
        }
    }
}

/// A row of `diagnostics.jsonl`: something to say about a document's content.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DiagnosticRow {
    /// Id of the document.
    pub document: String,
    /// Id of the record or reject that it is about; null when it is about the document.
    pub record: Option<String>,
    /// Its code; `explain CODE` says what it means.
    pub code: Code,
    /// How much it weighs.
    pub level: Level,
    /// This case of it.
    pub message: String,
    /// The characters that it is about, counted as in `provenance.span`.
    pub span: Option<[usize; 2]>,
    /// Those characters.
    pub printed: Option<String>,
    /// Where they stand.
    pub places: Vec<PrintedPlace>,
}

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
    pub fill_rates: BTreeMap<String, f64>,
    /// What the catalogue expects.
    pub expected: Expected,
    /// How many diagnostics of each code there are.
    pub diagnostics: BTreeMap<String, u64>,
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

impl From<Tally> for TotalRow {
    fn from(tally: Tally) -> Self {
        let counted = match tally.counted {
            Counted::Communications => "communications",
            Counted::Joint => "joint",
            Counted::UrgentAppeals => "urgent_appeals",
            Counted::AllegationLetters => "allegation_letters",
            Counted::OtherLetters => "other_letters",
            Counted::PressReleases => "press_releases",
        };
        Self {
            counted: counted.to_owned(),
            stated: tally.stated,
            found: tally.found,
        }
    }
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

impl From<Expect> for Expected {
    fn from(expect: Expect) -> Self {
        let Expect {
            communications,
            press_releases,
            observations,
            rejects,
        } = expect;
        Self {
            communications,
            press_releases,
            observations,
            rejects,
        }
    }
}

impl DocumentRow {
    /// Notes what a PDF says about itself.
    pub fn note_facts(&mut self, facts: Facts) {
        self.pages = Some(facts.pages.len() as u64);
        self.empty_pages = Some(facts.empty_pages() as u64);
        self.unmapped_glyphs = Some(facts.unmapped() as u64);
        self.encrypted = Some(facts.encrypted);
        self.producer = facts.producer;
        self.created = facts.created;
        self.file_title = facts.title;
    }

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
            fill_rates: BTreeMap::new(),
            expected: Expected::default(),
            diagnostics: BTreeMap::new(),
            outcome,
            reason: None,
        }
    }
}
