//! Rows by their ids, and what looks like an id that is none.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::Path;

use crate::diagnostic::Code;
use crate::record::CaseNumber;
use crate::write::Table;
use serde::Deserialize;
use serde_json::Value;

use super::Failure;

/// The tables whose rows have names: their ids, or case numbers.
const NAMED: [Table; 5] = [
    Table::Communications,
    Table::Rejects,
    Table::Observations,
    Table::Documents,
    Table::Cases,
];
/// Slips after which an id is still offered.
const SLIPS: usize = 3;
/// How many ids are offered at most.
const OFFERED: usize = 3;

/// What a name may be the name of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Among {
    /// A row of the tables.
    Rows,
    /// A row, or else a diagnostic's code.
    RowsAndCodes,
}

/// What names a row.
#[derive(Deserialize)]
struct Named {
    id: Option<String>,
    case_number: Option<String>,
}

/// Every line of a table.
pub(super) fn lines(
    folder: &Path,
    table: Table,
    mut each: impl FnMut(&str) -> Result<bool, Failure>,
) -> Result<(), Failure> {
    let path = folder.join(table.file());
    let unreadable = |reason: String| Failure::NoTables {
        path: path.clone(),
        reason,
    };
    let file = File::open(&path).map_err(|error| {
        unreadable(format!(
            "{error} (run `rapporteur run` first, or name the folder of its tables)"
        ))
    })?;
    for line in BufReader::new(file).lines() {
        let line = line.map_err(|error| unreadable(error.to_string()))?;
        if !each(&line)? {
            break;
        }
    }
    Ok(())
}

/// A row of a table, as JSON.
pub(super) fn parse(folder: &Path, table: Table, line: &str) -> Result<Value, Failure> {
    serde_json::from_str(line).map_err(|error| Failure::NoTables {
        path: folder.join(table.file()),
        reason: error.to_string(),
    })
}

/// The row with this id or case number, and its table; where there is none, what it may have been meant to be.
pub(super) fn row(folder: &Path, name: &str, among: Among) -> Result<(Table, Value), Failure> {
    let case = name.parse::<CaseNumber>().ok().map(|case| case.to_string());
    let tables = NAMED.into_iter().filter(|table| match case {
        Some(_) => *table == Table::Cases,
        None => *table != Table::Cases,
    });
    let name = case.as_deref().unwrap_or(name);
    let quoted = Value::from(name).to_string();
    for table in tables {
        let key = if table == Table::Cases { "case_number" } else { "id" };
        let mut found = None;
        let read = lines(folder, table, |line| {
            if line.contains(&quoted) {
                let row = parse(folder, table, line)?;
                if row.get(key).and_then(Value::as_str) == Some(name) {
                    found = Some(row);
                }
            }
            Ok(found.is_none())
        });
        // Whoever misspells a code need not have any tables.
        if among == Among::Rows || name.contains('/') {
            read?;
        }
        if let Some(row) = found {
            return Ok((table, row));
        }
    }
    Err(Failure::Unknown(unknown(folder, name, among)))
}

/// That nothing has a name, and what looks like it.
fn unknown(folder: &Path, name: &str, among: Among) -> String {
    let mut near: Vec<(usize, String)> = Vec::new();
    let mut offer = |known: &str| {
        if let Some(slips) = slips(name, known) {
            near.push((slips, known.to_owned()));
        }
    };
    for table in NAMED {
        // A table that is not there has no names to offer.
        let _ = lines(folder, table, |line| {
            if let Ok(Named { id, case_number }) = serde_json::from_str(line) {
                let known = if table == Table::Cases { case_number } else { id };
                known.as_deref().map(&mut offer);
            }
            Ok(true)
        });
    }
    if among == Among::RowsAndCodes {
        for code in Code::ALL {
            offer(code.name());
        }
    }
    near.sort();
    near.dedup();
    let offered: Vec<&str> = near.iter().take(OFFERED).map(|(_, known)| known.as_str()).collect();
    let what = match among {
        _ if name.contains('/') => "no row in",
        Among::Rows => "no document or case in",
        Among::RowsAndCodes => {
            "no diagnostic has that code (`rapporteur explain` lists them), and no document or case in"
        }
    };
    let hint = if offered.is_empty() {
        String::new()
    } else {
        format!("; did you mean `{}`?", offered.join("`, `"))
    };
    format!("`{name}`: {what} {} has that id{hint}", folder.display())
}

/// How many characters are to be changed, left out or put in between two names, if they are few.
fn slips(one: &str, other: &str) -> Option<usize> {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    // A short name is another one after fewer slips.
    let most = SLIPS.min(one.len() / 3);
    if one.len().abs_diff(other.len()) > most {
        return None;
    }
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, a) in one.iter().enumerate() {
        let mut diagonal = at;
        let mut left = at + 1;
        let mut least = left;
        let mut next = vec![left];
        for (b, &above) in other.iter().zip(row.iter().skip(1)) {
            let cell = (diagonal + usize::from(a != b)).min(above + 1).min(left + 1);
            diagonal = above;
            left = cell;
            least = least.min(cell);
            next.push(cell);
        }
        if least > most {
            return None;
        }
        row = next;
    }
    row.last().copied().filter(|&slips| slips <= most)
}

#[cfg(test)]
mod tests {
    use super::slips;

    #[test]
    fn slips_are_counted_up_to_a_third_of_a_name() {
        for (one, other, count) in [
            ("kazakhstan/KAZ/1", "kazakhstan/KAZ/1", Some(0)),
            ("kazakstan/KAZ/1", "kazakhstan/KAZ/1", Some(1)),
            ("kazakhstan/KZA/1", "kazakhstan/KAZ/1", Some(2)),
            ("oman", "iran", None),
            ("omen", "oman", Some(1)),
            ("kazakhstan", "kyrgyzstan", None),
        ] {
            assert_eq!(slips(one, other), count, "{one} {other}");
        }
    }
}
