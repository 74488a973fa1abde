//! A case: one letter over all documents in which it stands.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::conflict::Conflict;
use super::conflicts;
use super::input::{Letter, LetterReply};
use super::judgements::Judged;
use super::mandates;
use crate::record::{CaseNumber, Country, Day, Language, ReplyStatus};

/// Where the database shows a case.
const CASE_ADDRESS: &str = "https://spcommreports.ohchr.org/TmSearch/RelCom?code=";

/// A row of `cases.jsonl`: one case number over all documents.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseRow {
    /// Case number, as in `KAZ 2/2011`; unique.
    pub case_number: String,
    /// ISO 3166 alpha-3 code of the State, or `OTH`: that of the case number where such a code exists.
    #[schemars(length(min = 3, max = 3))]
    pub country: String,
    /// The country's UN short name in English.
    pub country_name: String,
    /// The addressee as printed, where the code is `OTH`.
    pub addressee: Option<String>,
    /// Type of the letter; null where the documents disagree.
    #[serde(rename = "type")]
    #[schemars(schema_with = "kinds")]
    pub kind: Option<String>,
    /// Whether several mandates sent it together; null where the documents disagree.
    pub joint: Option<bool>,
    /// Day sent; null where the documents disagree.
    pub date: Option<Day>,
    /// The mandates of the reports that it appears in and those that its entries list, each once, sorted.
    pub mandates: Vec<String>,
    /// The strongest statement about replies of any document: `replied`, `acknowledged`, `none_to_date`, `not_stated`.
    pub reply_status: ReplyStatus,
    /// The latest day until which one of its records speaks; null where none says.
    pub as_of: Option<Day>,
    /// The replies that any document lists, by day.
    pub replies: Vec<CaseReply>,
    /// Day of the earliest reply of substance; null where there is none or it contradicts the letter's date.
    pub first_reply: Option<Day>,
    /// Days from sending to the first reply.
    pub days_to_first_reply: Option<i32>,
    /// Days from sending to `first_reply`, or to `as_of` without one: how long the case was under observation. A case that
    /// is `replied` and has no `first_reply` has dates that contradict each other; leave it out where delays count.
    pub observed_days: Option<i32>,
    /// What each record said of replies, by the day until which it speaks; those of unknown days last.
    pub history: Vec<HistoryRow>,
    /// Each different summary once.
    pub summaries: Vec<CaseSummary>,
    /// Ids of the paragraphs of observations that cite it.
    pub observations: Vec<String>,
    /// Ids of its records.
    pub records: Vec<String>,
    /// What the documents disagree on, with all that they say.
    pub conflicts: Vec<Conflict>,
    /// Where the database of the Special Procedures shows the case.
    pub url: String,
}

fn kinds(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({"type": ["string", "null"], "enum": ["UA", "AL", "OL", "JUA", "JAL", "JOL", null]})
}

/// A reply, over all documents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseReply {
    /// Its day.
    pub date: Day,
    /// Whether it only acknowledges receipt: no document lists it as more.
    pub acknowledgement: bool,
    /// Link to it.
    pub url: Option<String>,
    /// Ids of the records that list it.
    pub records: Vec<String>,
}

/// What one record said of a case's replies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HistoryRow {
    /// Id of the record.
    pub record: String,
    /// Symbol of its report.
    pub report_symbol: Option<String>,
    /// The day until which it speaks: `replies_until`, else `period_end`, which is a lower bound, else the day on which
    /// the database was last asked.
    pub as_of: Option<Day>,
    /// What it said about replies.
    pub reply_status: ReplyStatus,
    /// The days of the replies that it lists, in printed order.
    pub replies: Vec<Day>,
}

/// A summary, over all documents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseSummary {
    /// Its text.
    pub text: String,
    /// Its language.
    pub language: Option<Language>,
    /// Ids of the records that have it.
    pub records: Vec<String>,
}

impl CaseRow {
    /// The fields that can be empty, by table and key, and whether they are not.
    pub fn filled(&self) -> [(&'static str, bool); 14] {
        [
            ("cases.addressee", self.addressee.is_some()),
            ("cases.type", self.kind.is_some()),
            ("cases.joint", self.joint.is_some()),
            ("cases.date", self.date.is_some()),
            ("cases.mandates", !self.mandates.is_empty()),
            ("cases.as_of", self.as_of.is_some()),
            ("cases.replies", !self.replies.is_empty()),
            ("cases.first_reply", self.first_reply.is_some()),
            ("cases.days_to_first_reply", self.days_to_first_reply.is_some()),
            ("cases.observed_days", self.observed_days.is_some()),
            ("cases.summaries", !self.summaries.is_empty()),
            ("cases.observations", !self.observations.is_empty()),
            ("cases.records", !self.records.is_empty()),
            ("cases.conflicts", !self.conflicts.is_empty()),
        ]
    }

    /// The case of these letters, of which there is at least one.
    pub(super) fn of(number: CaseNumber, mut letters: Vec<Letter>, observations: Vec<String>, judged: &Judged) -> Self {
        letters.sort_by(|a, b| a.id.cmp(&b.id));
        let conflicts = conflicts::between(&letters);
        let country = country(number, &letters, judged);
        let kind = judged
            .kind
            .clone()
            .or_else(|| agreed(&letters, |letter| letter.kind.clone()));
        let joint = judged
            .kind
            .as_ref()
            .map(|kind| kind.starts_with('J'))
            .or_else(|| agreed(&letters, |letter| letter.joint));
        let date = judged.date.or_else(|| agreed(&letters, |letter| letter.date));
        let mut replies = replies(&letters);
        if let Some(settled) = &judged.replies {
            replies = settled
                .iter()
                .map(|&(day, acknowledgement)| {
                    let listed = replies.iter().find(|reply| reply.date == day);
                    CaseReply {
                        date: day,
                        acknowledgement,
                        url: listed.and_then(|reply| reply.url.clone()),
                        records: listed.map(|reply| reply.records.clone()).unwrap_or_default(),
                    }
                })
                .collect();
        }
        let substantial = || replies.iter().filter(|reply| !reply.acknowledgement);
        let first = substantial().map(|reply| reply.date).min();
        let first_reply = first.filter(|&first| date.is_none_or(|sent| first >= sent));
        let as_of = letters.iter().filter_map(|letter| letter.as_of).max();
        let days = |to: Option<Day>| {
            let days = date?.days_to(to?);
            (days >= 0).then_some(days)
        };
        Self {
            case_number: number.to_string(),
            country: country.0,
            country_name: country.1,
            addressee: letters.iter().find_map(|letter| letter.addressee.clone()),
            kind,
            joint,
            date,
            mandates: mandates::distinct(letters.iter().flat_map(|letter| {
                let listed = letter.mandates.iter();
                listed.chain(&letter.mandate).map(String::as_str)
            })),
            reply_status: status(&letters, &replies, judged),
            as_of,
            days_to_first_reply: days(first_reply),
            observed_days: days(first_reply.or(as_of)),
            first_reply,
            replies,
            history: history(&letters),
            summaries: summaries(&letters),
            observations,
            records: letters.iter().map(|letter| letter.id.clone()).collect(),
            conflicts,
            url: address(number),
        }
    }
}

/// What all letters say alike.
fn agreed<T: PartialEq>(letters: &[Letter], of: impl Fn(&Letter) -> T) -> Option<T> {
    let mut said = letters.iter().map(of);
    let first = said.next()?;
    said.all(|other| other == first).then_some(first)
}

/// Code and name of the case's country: the case number's own, and where its code is none, what the letters agree on, or
/// else the code as printed.
fn country(number: CaseNumber, letters: &[Letter], judged: &Judged) -> (String, String) {
    let code = judged.country.clone().unwrap_or_else(|| {
        let of_number = Country::of_code(number.code()).map(|country| country.code().to_owned());
        of_number
            .or_else(|| agreed(letters, |letter| letter.country.clone()))
            .unwrap_or_else(|| number.code().to_owned())
    });
    let name = Country::of_code(&code).map_or_else(|| code.clone(), |country| country.name().to_owned());
    (code, name)
}

/// The strongest of the letters' statements; replies that a person settled say it themselves.
fn status(letters: &[Letter], replies: &[CaseReply], judged: &Judged) -> ReplyStatus {
    let strength = |status: ReplyStatus| match status {
        ReplyStatus::Replied => 3,
        ReplyStatus::Acknowledged => 2,
        ReplyStatus::NoneToDate => 1,
        ReplyStatus::NotStated => 0,
    };
    let said = letters.iter().map(|letter| letter.reply_status);
    if judged.replies.is_some() {
        return match replies {
            [] => ReplyStatus::NoneToDate,
            replies if replies.iter().all(|reply| reply.acknowledgement) => ReplyStatus::Acknowledged,
            _ => ReplyStatus::Replied,
        };
    }
    said.max_by_key(|&status| strength(status))
        .unwrap_or(ReplyStatus::NotStated)
}

fn replies(letters: &[Letter]) -> Vec<CaseReply> {
    let mut by_day: BTreeMap<Day, Vec<(&Letter, &LetterReply)>> = BTreeMap::new();
    for letter in letters {
        for reply in &letter.replies {
            by_day.entry(reply.date).or_default().push((letter, reply));
        }
    }
    let of_day = |(date, listed): (Day, Vec<(&Letter, &LetterReply)>)| {
        let records: BTreeSet<&str> = listed.iter().map(|(letter, _)| letter.id.as_str()).collect();
        CaseReply {
            date,
            acknowledgement: listed.iter().all(|(_, reply)| reply.acknowledgement),
            url: listed.iter().find_map(|(_, reply)| reply.url.clone()),
            records: records.into_iter().map(str::to_owned).collect(),
        }
    };
    by_day.into_iter().map(of_day).collect()
}

fn history(letters: &[Letter]) -> Vec<HistoryRow> {
    let mut order: Vec<&Letter> = letters.iter().collect();
    order.sort_by_key(|letter| (letter.as_of.is_none(), letter.as_of));
    let row = |letter: &Letter| HistoryRow {
        record: letter.id.clone(),
        report_symbol: letter.report_symbol.clone(),
        as_of: letter.as_of,
        reply_status: letter.reply_status,
        replies: letter.replies.iter().map(|reply| reply.date).collect(),
    };
    order.into_iter().map(row).collect()
}

fn summaries(letters: &[Letter]) -> Vec<CaseSummary> {
    let mut summaries: Vec<CaseSummary> = Vec::new();
    for letter in letters {
        let Some(text) = &letter.summary else { continue };
        match summaries.iter_mut().find(|summary| summary.text == *text) {
            Some(summary) => {
                summary.language = summary.language.or(letter.language);
                summary.records.push(letter.id.clone());
            }
            None => summaries.push(CaseSummary {
                text: text.clone(),
                language: letter.language,
                records: vec![letter.id.clone()],
            }),
        }
    }
    summaries
}

/// Where the database shows a case: blank and slash of its number are written as in a form.
fn address(number: CaseNumber) -> String {
    let written = number.to_string().replace(' ', "+").replace('/', "%2F");
    format!("{CASE_ADDRESS}{written}")
}
