//! Which letters and cases a run changed.

use std::collections::BTreeSet;

use crate::record::CaseNumber;
use crate::write::Table;
use crate::write::changes::ChangeRow;

/// What came, went or is another since the last run.
#[derive(Debug, Default)]
pub(in super::super) struct Touched {
    /// Ids of letters that did, or that observations cite which did.
    pub(super) records: BTreeSet<String>,
    /// Cases likewise.
    pub(super) cases: BTreeSet<CaseNumber>,
}

impl Touched {
    /// Notes a change.
    pub fn note(&mut self, change: &ChangeRow) {
        if change.table == Table::Communications.name() {
            self.records.insert(change.id.clone());
        }
        for field in &change.fields {
            for value in [&field.old, &field.new] {
                // A value is JSON: a text, a list of texts, or null.
                match field.field.as_str() {
                    "case_number" => {
                        let case = read(value).and_then(|case: String| case.parse::<CaseNumber>().ok());
                        self.cases.extend(case);
                    }
                    "cases" => {
                        let cases: Vec<String> = read(value).unwrap_or_default();
                        self.cases
                            .extend(cases.iter().filter_map(|case| case.parse::<CaseNumber>().ok()));
                    }
                    "records" => self.records.extend(read::<Vec<String>>(value).unwrap_or_default()),
                    _ => {}
                }
            }
        }
    }
}

fn read<T: serde::de::DeserializeOwned>(json: &str) -> Option<T> {
    serde_json::from_str(json).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::changes::{Change, FieldChange};

    #[test]
    fn changes_touch_the_cases_that_they_had_and_have() {
        let change = |table: &str, id: &str, fields: &[(&str, &str, &str)]| ChangeRow {
            change: Change::Changed,
            table: table.to_owned(),
            id: id.to_owned(),
            document: None,
            fields: fields
                .iter()
                .map(|(field, old, new)| FieldChange {
                    field: (*field).to_owned(),
                    old: (*old).to_owned(),
                    new: (*new).to_owned(),
                })
                .collect(),
        };
        let mut touched = Touched::default();
        touched.note(&change("communications", "a", &[("summary", "\"x\"", "null")]));
        touched.note(&change(
            "communications",
            "b",
            &[("case_number", "\"KAZ 1/2014\"", "\"KAZ 2/2014\"")],
        ));
        touched.note(&change(
            "observations",
            "c",
            &[("cases", "[\"PER 3/2012\"]", "[]"), ("records", "[]", "[\"d\"]")],
        ));
        touched.note(&change("observations", "e", &[("text", "\"x\"", "\"y\"")]));
        touched.note(&change("rejects", "f", &[("reason", "\"x\"", "\"y\"")]));
        let cases: Vec<String> = touched.cases.iter().map(ToString::to_string).collect();
        assert_eq!(cases, ["KAZ 1/2014", "KAZ 2/2014", "PER 3/2012"]);
        let records: Vec<&str> = touched.records.iter().map(String::as_str).collect();
        assert_eq!(records, ["a", "b", "d"]);
    }
}
