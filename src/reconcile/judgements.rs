//! What a person has decided about cases: it outranks the rules, and is shown as such.
//!
//! ```toml
//! [[record]]
//! id = "report-2013/KAZ/list/KAZ-3-2013"
//! case = "KAZ 8/2013"
//! because = "the letter itself says 8"
//!
//! [[conflict]]
//! case = "KAZ 2/2011"
//! field = "date"
//! value = "2011-07-28"
//! because = "the letter itself"
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::conflict::ConflictField;
use crate::record::{CaseNumber, Country, Day, Kind};

/// Why judgements cannot be used. Nothing of them is taken half.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file cannot be read.
    #[error("{}: cannot read the judgements: {cause}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why not.
        cause: io::Error,
    },
    /// It says what judgements cannot say.
    #[error("{}: {what}", path.display())]
    Mistaken {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
}

/// The decisions of a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Judgements {
    /// The case that a record belongs to, and why.
    records: BTreeMap<String, (CaseNumber, Option<String>)>,
    cases: BTreeMap<CaseNumber, Judged>,
}

/// What was decided about a case.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Judged {
    pub kind: Option<String>,
    pub date: Option<Day>,
    pub country: Option<String>,
    /// Days, and whether each is a mere acknowledgement.
    pub replies: Option<Vec<(Day, bool)>>,
    /// In words, for the table of diagnostics.
    pub said: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    record: Vec<OfRecord>,
    #[serde(default)]
    conflict: Vec<OfConflict>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfRecord {
    id: String,
    case: String,
    because: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfConflict {
    case: String,
    field: ConflictField,
    value: String,
    because: Option<String>,
}

impl Judgements {
    /// Reads a file of judgements.
    pub fn load(path: &Path) -> Result<Self, Error> {
        let text = fs::read_to_string(path).map_err(|cause| Error::Unreadable {
            path: path.to_owned(),
            cause,
        })?;
        Self::parse(&text).map_err(|what| Error::Mistaken {
            path: path.to_owned(),
            what,
        })
    }

    /// Reads judgements.
    pub fn parse(text: &str) -> Result<Self, String> {
        let file: File = toml::from_str(text).map_err(|error| mistake(text, &error))?;
        let number = |case: &str| case.parse::<CaseNumber>().map_err(|error| error.to_string());
        let mut all = Self::default();
        for OfRecord { id, case, because } in file.record {
            let decided = (number(&case)?, because);
            if all.records.insert(id.clone(), decided).is_some() {
                return Err(format!("the record `{id}` is judged twice"));
            }
        }
        for conflict in file.conflict {
            let OfConflict {
                case,
                field,
                value,
                because,
            } = conflict;
            let judged = all.cases.entry(number(&case)?).or_default();
            let twice = judged.settle(field, &value)?;
            if twice {
                return Err(format!("the same conflict of {case} is judged twice"));
            }
            let name = match field {
                ConflictField::Type => "type",
                ConflictField::Date => "date",
                ConflictField::Country => "country",
                ConflictField::Replies => "replies",
            };
            let is = if value.trim().is_empty() {
                "none".to_owned()
            } else {
                format!("`{value}`")
            };
            judged
                .said
                .push(said(&format!("`{name}` of {case} is {is}"), because.as_deref()));
        }
        Ok(all)
    }

    /// Whether nothing was decided.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty() && self.cases.is_empty()
    }

    /// The records and cases that were judged, of which none was met yet.
    pub fn unmet(&self) -> Unmet {
        let cases = self.cases.keys().map(ToString::to_string);
        Unmet(self.records.keys().cloned().chain(cases).collect())
    }

    /// The case that a record was judged to belong to.
    pub(super) fn case_of(&self, record: &str) -> Option<CaseNumber> {
        self.records.get(record).map(|(case, _)| *case)
    }

    /// What was said of a record.
    pub(super) fn of_record(&self, record: &str) -> Option<String> {
        let (case, because) = self.records.get(record)?;
        Some(said(&format!("the record belongs to {case}"), because.as_deref()))
    }

    /// What was decided about a case.
    pub(super) fn of_case(&self, case: CaseNumber) -> Option<&Judged> {
        self.cases.get(&case)
    }
}

/// What was judged and stands in no row: a name was mistaken, or its source has left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unmet(BTreeSet<String>);

impl Unmet {
    /// Takes note of a case and its records.
    pub fn meet(&mut self, case: &str, records: &[String]) {
        self.0.remove(case);
        for record in records {
            self.0.remove(record);
        }
    }

    /// Ids of records and numbers of cases.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

/// What is wrong with the file, and where, on one line.
fn mistake(text: &str, error: &toml::de::Error) -> String {
    let before = error.span().and_then(|span| text.get(..span.start));
    let line = before.map_or(1, |before| before.matches('\n').count() + 1);
    let what: Vec<&str> = error.message().lines().collect();
    format!("line {line}: {}", what.join("; "))
}

fn said(what: &str, because: Option<&str>) -> String {
    because.map_or_else(
        || format!("judged by a person: {what}"),
        |because| format!("judged by a person: {what} ({because})"),
    )
}

impl Judged {
    /// Whether the field was settled already.
    fn settle(&mut self, field: ConflictField, value: &str) -> Result<bool, String> {
        let day = |text: &str| -> Result<Day, String> {
            text.parse().map_err(|_| format!("`{text}` is no day (YYYY-MM-DD)"))
        };
        Ok(match field {
            ConflictField::Type => {
                let kind: Kind = value
                    .parse()
                    .map_err(|error: crate::record::UnknownKind| error.to_string())?;
                if kind.is_press_release() {
                    return Err("a press release has no case".to_owned());
                }
                self.kind.replace(kind.code().to_owned()).is_some()
            }
            ConflictField::Date => self.date.replace(day(value)?).is_some(),
            ConflictField::Country => {
                let country = Country::of_code(value).ok_or_else(|| format!("`{value}` is no code of a country"))?;
                self.country.replace(country.code().to_owned()).is_some()
            }
            ConflictField::Replies => {
                let listed = value.split([',', ';']).map(str::trim).filter(|text| !text.is_empty());
                let reply = |text: &str| match text.strip_suffix("(A)") {
                    Some(text) => Ok((day(text.trim_end())?, true)),
                    None => Ok::<_, String>((day(text)?, false)),
                };
                let mut replies = listed.map(reply).collect::<Result<Vec<_>, _>>()?;
                replies.sort_unstable();
                if let Some([(day, _), _]) = replies.windows(2).find(|pair| matches!(pair, [a, b] if a.0 == b.0)) {
                    return Err(format!("`{value}` has the reply of {day} twice"));
                }
                self.replies.replace(replies).is_some()
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_row_has_is_not_met() {
        let judgements = "[[record]]\nid = \"a\"\ncase = \"KAZ 2/2011\"\n[[record]]\nid = \"b\"\ncase = \"KAZ 2/2011\"\n\
            [[conflict]]\ncase = \"KAZ 3/2011\"\nfield = \"replies\"\nvalue = \"2011-09-17; 2011-10-02 (A)\"";
        let judgements = Judgements::parse(judgements).expect("judgements");
        let mut unmet = judgements.unmet();
        unmet.meet("KAZ 2/2011", &["a".to_owned(), "c".to_owned()]);
        assert_eq!(unmet.names().collect::<Vec<_>>(), ["KAZ 3/2011", "b"]);
    }

    #[test]
    fn nothing_is_taken_half() {
        for (text, says) in [
            ("[[record]]\nid = \"a\"\ncase = \"KAZ\"", "no case number"),
            (
                "[[conflict]]\ncase = \"KAZ 1/2011\"\nfield = \"date\"\nvalue = \"soon\"",
                "no day",
            ),
            (
                "[[conflict]]\ncase = \"KAZ 1/2011\"\nfield = \"weather\"\nvalue = \"x\"",
                "weather",
            ),
            (
                "[[conflict]]\ncase = \"KAZ 1/2011\"\nfield = \"country\"\nvalue = \"KZA\"",
                "KZA",
            ),
            ("[[records]]\nid = \"a\"", "records"),
            (
                "[[conflict]]\ncase = \"KAZ 1/2011\"\nfield = \"type\"\nvalue = \"PR\"",
                "no case",
            ),
            (
                "[[conflict]]\ncase = \"KAZ 1/2011\"\nfield = \"replies\"\nvalue = \"2011-09-17, 2011-09-17 (A)\"",
                "2011-09-17 twice",
            ),
            (
                "[[conflict]]\ncase = \"KAZ 1/2011\"\nfield = \"replies\"\nvalue = 3",
                "line 4: invalid type: integer `3`",
            ),
            ("[[record]\nid = 1", "line 1: "),
        ] {
            let error = Judgements::parse(text).expect_err(text);
            assert!(error.contains(says), "{error}");
            assert!(!error.contains('\n'), "{error}");
        }
    }
}
