//! What the documents of a case disagree on.

use std::collections::{BTreeMap, BTreeSet};

use super::conflict::{Conflict, ConflictField, ConflictValue};
use super::input::Letter;
use crate::record::{Day, ReplyStatus};

/// The part of a joint report that lists late replies only.
const LATE_REPLIES: &str = "B";

/// All conflicts of a case's letters, in the order of the fields.
pub(super) fn between(letters: &[Letter]) -> Vec<Conflict> {
    let mut conflicts = Vec::new();
    conflicts.extend(of_values(ConflictField::Type, letters, |letter| letter.kind.clone()));
    conflicts.extend(of_values(ConflictField::Date, letters, |letter| {
        letter.date.to_string()
    }));
    conflicts.extend(of_values(ConflictField::Country, letters, |letter| {
        letter.country.clone()
    }));
    conflicts.extend(of_replies(letters));
    conflicts
}

fn of_values(field: ConflictField, letters: &[Letter], value: impl Fn(&Letter) -> String) -> Option<Conflict> {
    let said = letters.iter().map(|letter| (Some(value(letter)), letter.id.clone()));
    conflict(field, said)
}

fn conflict(field: ConflictField, said: impl Iterator<Item = (Option<String>, String)>) -> Option<Conflict> {
    let mut by_value: BTreeMap<Option<String>, BTreeSet<String>> = BTreeMap::new();
    for (value, record) in said {
        by_value.entry(value).or_default().insert(record);
    }
    let values = by_value.into_iter().map(|(value, records)| ConflictValue {
        value,
        records: records.into_iter().collect(),
    });
    let values: Vec<ConflictValue> = values.collect();
    (values.len() > 1).then_some(Conflict { field, values })
}

/// What one report says of a case's replies, over all of its records of the case.
struct Account<'l> {
    until: Day,
    /// Whether a reply that it does not list is missing from it.
    answers: bool,
    /// Each day with a reply, and whether it is a mere acknowledgement.
    days: BTreeMap<Day, bool>,
    records: Vec<&'l str>,
}

/// The reports that say until when they count replies.
fn accounts(letters: &[Letter]) -> Vec<Account<'_>> {
    // A country page retells several reports, each with its own day.
    let mut by_report: BTreeMap<(&str, Option<&str>, Day), Account<'_>> = BTreeMap::new();
    for letter in letters {
        let Some(until) = letter.replies_until else { continue };
        let report = (letter.document.as_str(), letter.report_symbol.as_deref(), until);
        let account = by_report.entry(report).or_insert(Account {
            until,
            answers: false,
            days: BTreeMap::new(),
            records: Vec::new(),
        });
        let lists_all = letter.part.as_deref() != Some(LATE_REPLIES);
        account.answers |= lists_all && letter.reply_status != ReplyStatus::NotStated;
        account.records.push(&letter.id);
        for reply in &letter.replies {
            let only_acknowledged = account.days.entry(reply.date).or_insert(true);
            *only_acknowledged &= reply.acknowledgement;
        }
    }
    by_report.into_values().collect()
}

impl Account<'_> {
    /// Whether it answers for a day and leaves out a reply that another one lists, or counts one otherwise.
    fn contradicts(&self, other: &Self) -> bool {
        other
            .days
            .iter()
            .any(|(day, acknowledgement)| match self.days.get(day) {
                Some(here) => here != acknowledgement,
                None => self.answers && *day <= self.until,
            })
    }

    /// The replies that it lists, as text.
    fn text(&self) -> Option<String> {
        let day =
            |(day, acknowledgement): (&Day, &bool)| format!("{day}{}", if *acknowledgement { " (A)" } else { "" });
        let days: Vec<String> = self.days.iter().map(day).collect();
        (!days.is_empty()).then(|| days.join(", "))
    }
}

fn of_replies(letters: &[Letter]) -> Option<Conflict> {
    let accounts = accounts(letters);
    let disagrees = |account: &&Account<'_>| {
        let others = accounts.iter().filter(|other| !std::ptr::eq(*other, *account));
        let mut others = others;
        others.any(|other| account.contradicts(other) || other.contradicts(account))
    };
    let said = accounts.iter().filter(disagrees).flat_map(|account| {
        let records = account.records.iter();
        records.map(|record| (account.text(), (*record).to_owned()))
    });
    conflict(ConflictField::Replies, said)
}
