//! Names of States, companies and authorities beside letters, and words of theirs that a column breaks.

use super::columns::Columns;
use super::printed_row::PrintedRow;
use super::words::Token;
use crate::layout::Entry;
use crate::record::{CaseNumber, OTHERS};
use crate::text::Text;

/// Where the name of a State stands once beside all its letters, so does that of a company: it is that of the rows below it
/// that have none. `named` says which rows have one in the column of names.
pub fn names_over_rows(text: &Text, entries: &mut [Entry], named: &[bool]) {
    let code = |entry: &Entry| {
        let (printed, _) = CaseNumber::prefix(text.slice(entry.fields.case_number?))?;
        Some(printed.case_number.code().to_owned())
    };
    let codes: Vec<Option<String>> = entries.iter().map(code).collect();
    let is_state = |code: &Option<String>| code.as_deref().is_some_and(|code| code != OTHERS);
    // Of the rows without a name those of a State tell whether they have the one above.
    let (mut same, mut other) = (0, 0);
    let mut last: Option<usize> = None;
    let mut above: Vec<Option<usize>> = Vec::with_capacity(named.len());
    for (at, &named) in named.iter().enumerate() {
        if named {
            last = Some(at);
        }
        above.push(last.filter(|&last| last < at));
        let name = last.filter(|_| !named).and_then(|last| codes.get(last));
        if let (Some(own), Some(name)) = (codes.get(at).filter(|code| is_state(code)), name) {
            same += usize::from(own == name);
            other += usize::from(own != name);
        }
    }
    if same == 0 || other > 0 {
        return;
    }
    for (at, above) in above
        .into_iter()
        .enumerate()
        .filter(|entry| named.get(entry.0) == Some(&false))
    {
        let Some(above) = above.filter(|&above| codes.get(above) == codes.get(at)) else {
            continue;
        };
        let name = entries.get(above).and_then(|entry| entry.row.as_ref()?.country);
        if let Some(row) = entries.get_mut(at).and_then(|entry| entry.row.as_mut()) {
            row.country = row.country.or(name);
        }
    }
}

/// Whether a column may have broken a word of a row that is printed as it stands: the name of a State is told by the letter's
/// case number as well.
pub fn has_broken_word(row: &PrintedRow<'_>, columns: &Columns) -> bool {
    let keys = columns.keys();
    let names_state = || {
        let words = columns.case_number.and_then(|column| row.at(column));
        let number = words.and_then(|words| {
            let token = words.tokens().iter().find(|found| found.0 == Token::CaseNumber)?;
            CaseNumber::prefix(words.string.get(token.1.clone())?)
        });
        number.is_some_and(|(printed, _)| printed.case_number.code() != OTHERS)
    };
    let mut broken = row.cells.iter().filter(|cell| cell.doubt.is_some());
    broken.any(|cell| !(keys.contains(&cell.column) && names_state()))
}
