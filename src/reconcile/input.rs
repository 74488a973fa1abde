//! What of the tables' rows cases are made of.

use memchr::memmem;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use crate::record::{CaseNumber, Day, Language, ReplyStatus};

/// A letter of one document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Letter {
    /// Id of its record.
    pub id: String,
    /// As in the table of communications.
    #[serde(rename = "type")]
    pub kind: String,
    /// Whether several mandates sent it together.
    pub joint: bool,
    /// Day sent.
    pub date: Day,
    /// Code of the State under which it is listed.
    pub country: String,
    /// The addressee as printed, where the code is `OTH`.
    pub addressee: Option<String>,
    /// What the entry says about replies.
    pub reply_status: ReplyStatus,
    /// The replies that it lists.
    pub replies: Vec<LetterReply>,
    /// Its summary.
    pub summary: Option<String>,
    /// The summary's language.
    pub language: Option<Language>,
    /// The part of a joint report.
    pub part: Option<String>,
    /// Whose report it is.
    pub mandate: Option<String>,
    /// The mandates that the entry lists.
    pub mandates: Vec<String>,
    /// The report.
    pub report_symbol: Option<String>,
    /// The day until which the report counts replies.
    pub replies_until: Option<Day>,
    /// The day until which the record speaks: `replies_until`, or less.
    pub as_of: Option<Day>,
    /// Id of its document.
    pub document: String,
}

/// A reply that a letter's entry lists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterReply {
    /// Its day.
    pub date: Day,
    /// Whether it only acknowledges receipt.
    #[serde(default)]
    pub acknowledgement: bool,
    /// Link to it.
    #[serde(default)]
    pub url: Option<String>,
}

/// Any row of any table of ours: the keys that tell tables apart, and those that cases need.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct AnyRow {
    id: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    joint: Option<bool>,
    date: Option<Day>,
    case_number: Option<String>,
    country: Option<String>,
    addressee: Option<String>,
    reply_status: Option<ReplyStatus>,
    replies: Option<Vec<LetterReply>>,
    summary: Option<String>,
    language: Option<Language>,
    part: Option<String>,
    mandate: Option<String>,
    mandates: Option<Vec<String>>,
    report_symbol: Option<String>,
    period_end: Option<Day>,
    replies_until: Option<Day>,
    last_seen: Option<Day>,
    provenance: Option<Source>,
    text: Option<IgnoredAny>,
    cases: Option<Vec<String>>,
    records: Option<Vec<String>>,
}

#[derive(Debug, Deserialize)]
struct Source {
    document: String,
}

/// What only communications, observations and rejects have.
#[derive(Deserialize)]
struct Marked {
    provenance: Option<IgnoredAny>,
}

impl AnyRow {
    /// A row of JSON. Of other tables nothing is asked, not even that the keys which they share have the same values.
    pub(super) fn read(row: &[u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(row).or_else(|error| match serde_json::from_slice::<Marked>(row)?.provenance {
            None => Ok(Self::default()),
            Some(_) => Err(error),
        })
    }
}

/// The last of a row's keys, and the first within it: quotation marks within a text would be escaped.
const LAST_KEYS: &[u8] = br#","provenance":{"document":""#;

/// Ends a row that this program wrote after the last value that cases need: what follows is half of it and more.
pub(super) fn cut(row: &mut Vec<u8>) {
    let Some(from) = memmem::find(row, LAST_KEYS).map(|at| at + LAST_KEYS.len()) else {
        return;
    };
    let id = row.iter().skip(from).position(|byte| b"\"\\".contains(byte));
    if let Some(until) = id
        .map(|length| from + length)
        .filter(|&until| row.get(until) == Some(&b'"'))
    {
        row.truncate(until);
        row.extend_from_slice(br#""}}"#);
    }
}

/// What a row is for the making of cases.
#[derive(Debug)]
pub(super) enum Input {
    /// A letter, and the case that it says it is of.
    Letter(Box<Letter>, CaseNumber),
    /// A paragraph of observations: its id, the cases and the records that it cites.
    Citation(String, Vec<CaseNumber>, Vec<String>),
    /// A press release, or a row of another table.
    Other,
}

impl AnyRow {
    /// What it is; the error says what a communication lacks.
    pub(super) fn sort_out(self, stored: impl Fn(&str) -> Option<Day>) -> Result<Input, String> {
        let Self {
            provenance: Some(source),
            ..
        } = &self
        else {
            return Ok(Input::Other);
        };
        let document = source.document.clone();
        if let (Some(kind), Some(replies)) = (&self.kind, &self.replies) {
            if kind == "PR" {
                return Ok(Input::Other);
            }
            let lacks = |key: &str| format!("a communication without `{key}`");
            let case_number = self.case_number.as_deref().ok_or_else(|| lacks("case_number"))?;
            let case_number = case_number.parse::<CaseNumber>().map_err(|error| error.to_string())?;
            let as_of = [self.replies_until, self.period_end, self.last_seen]
                .into_iter()
                .find_map(|day| day);
            let letter = Letter {
                kind: kind.clone(),
                replies: replies.clone(),
                id: self.id.ok_or_else(|| lacks("id"))?,
                joint: self.joint.unwrap_or_default(),
                date: self.date.ok_or_else(|| lacks("date"))?,
                country: self.country.ok_or_else(|| lacks("country"))?,
                addressee: self.addressee,
                reply_status: self.reply_status.unwrap_or(ReplyStatus::NotStated),
                summary: self.summary,
                language: self.language,
                part: self.part,
                mandate: self.mandate,
                mandates: self.mandates.unwrap_or_default(),
                report_symbol: self.report_symbol,
                replies_until: self.replies_until,
                as_of: as_of.or_else(|| stored(&document)),
                document,
            };
            return Ok(Input::Letter(Box::new(letter), case_number));
        }
        if let (Some(_), Some(cases), Some(id)) = (self.text, self.cases, self.id) {
            // A code that is no case number cites nothing.
            let cases = cases.iter().filter_map(|case| case.parse().ok()).collect();
            return Ok(Input::Citation(id, cases, self.records.unwrap_or_default()));
        }
        Ok(Input::Other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_other_tables_are_passed_over() {
        for row in [
            r#"{"case_number":"KAZ 2/2011","type":null,"date":null,"joint":null,"replies":[],"records":["a"]}"#,
            r#"{"id":"report","records":7,"replies":"none"}"#,
        ] {
            let read = AnyRow::read(row.as_bytes()).expect("a row");
            assert!(matches!(read.sort_out(|_| None), Ok(Input::Other)), "{row}");
        }
        assert!(AnyRow::read(br#"{"id":"a","replies":"none","provenance":{"document":"d"}}"#).is_err());
        assert!(AnyRow::read(b"{").is_err());
    }

    #[test]
    fn rows_are_cut_after_the_id_of_their_document() {
        for (row, expected) in [
            (
                r#"{"id":"a","summary":"b","provenance":{"document":"d-1","places":[{"page":1}]}}"#,
                r#"{"id":"a","summary":"b","provenance":{"document":"d-1"}}"#,
            ),
            (
                r#"{"summary":"\"x\",\"provenance\":{\"document\":\"y\"","provenance":{"document":"d","span":[1,2]}}"#,
                r#"{"summary":"\"x\",\"provenance\":{\"document\":\"y\"","provenance":{"document":"d"}}"#,
            ),
            // An id that is escaped, other rows, and what is no row stay as they are.
            (
                r#"{"a":1,"provenance":{"document":"d\"e","b":2}}"#,
                r#"{"a":1,"provenance":{"document":"d\"e","b":2}}"#,
            ),
            (r#"{"code":"x"}"#, r#"{"code":"x"}"#),
            (
                r#"{"a":1,"provenance":{"document":"d"#,
                r#"{"a":1,"provenance":{"document":"d"#,
            ),
        ] {
            let mut bytes = row.as_bytes().to_vec();
            cut(&mut bytes);
            assert_eq!(String::from_utf8_lossy(&bytes), expected, "{row}");
        }
    }
}
