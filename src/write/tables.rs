//! The rows of the tables: one struct a table, its fields in the order of the keys.

mod documents;

use std::borrow::Cow;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::diagnostic::{Code, Level};
use crate::record::provenance::PrintedPlace;
use crate::record::{Day, Language, Part, Provenance, Record, Reject, Remark, Replies, ReplyStatus, Report};
pub use documents::{CodeCount, DocumentRow, Expected, FillRates, Outcome, SectionRow, TotalRow};

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
    /// To whom the letter went, as printed, where `country` is `OTH`.
    pub addressee: Option<String>,
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
    /// The number of alleged victims that the source states.
    pub alleged_victims: Option<u64>,
    /// Number as printed.
    pub entry_number: Option<String>,
    /// The part of a joint report that it stands in, by its heading: `A`, letters of the period; `B`, replies of the period
    /// to letters of before.
    pub part: Option<Part>,
    /// The mandate whose report it appeared in; `joint` for the reports of all mandates.
    pub mandate: Option<Arc<str>>,
    /// The mandates that sent the letter, as listed in the entry, in printed order.
    pub mandates: Vec<String>,
    /// Symbol of the report that it appeared in.
    pub report_symbol: Option<Arc<str>>,
    /// First day of the letters that the report covers.
    pub period_start: Option<Day>,
    /// Last day of the letters that the report covers.
    pub period_end: Option<Day>,
    /// Day until which the report counts replies.
    pub replies_until: Option<Day>,
    /// Of a letter that has left the database's window: the day on which the store last saw it there.
    pub last_seen: Option<Day>,
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
            addressee: record.addressee,
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
            alleged_victims: record.alleged_victims,
            entry_number: record.entry_number,
            part: record.part,
            mandate: record.report.mandate,
            mandates: record.mandates,
            report_symbol: record.report.symbol.map(Arc::from),
            period_start: record.report.period_start,
            period_end: record.report.period_end,
            replies_until: record.report.replies_until,
            last_seen: None,
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
