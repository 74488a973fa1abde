//! Names of States, companies and authorities beside letters, and words of theirs that a column breaks.

use super::columns::Columns;
use super::printed_row::PrintedRow;
use super::words::Token;
use crate::layout::Entry;
use crate::record::{CaseNumber, Country, OTHERS};
use crate::text::spelling::is_blank;
use crate::text::{Span, Text, body_text};

/// The code of a letter's case number.
fn code(text: &Text, entry: &Entry) -> Option<String> {
    let (printed, _) = CaseNumber::prefix(text.slice(entry.fields.case_number?))?;
    Some(printed.case_number.code().to_owned())
}

/// The name that stands beside a letter, in one line.
fn name(text: &Text, entry: &Entry) -> Option<String> {
    let span = entry.row.as_ref()?.country?;
    let shown = body_text::masked(text, span).replace('\n', " ");
    Some(shown.trim_matches(is_blank).to_owned())
}

/// Where the name of a State stands once beside all its letters, so does that of a company: it is that of the rows below it
/// that have none. `named` says which rows have one in the column of names.
pub fn names_over_rows(text: &Text, entries: &mut [Entry], named: &[bool]) {
    let codes: Vec<Option<String>> = entries.iter().map(|entry| code(text, entry)).collect();
    let is_state = |code: &Option<String>| code.as_deref().is_some_and(|code| code != OTHERS);
    // Of the rows without a name those of a State tell whether they have the one above, and so does the first one of no State.
    let (mut same, mut other) = (0, 0);
    let mut last: Option<usize> = None;
    let mut above: Vec<Option<usize>> = Vec::with_capacity(named.len());
    for (at, &named) in named.iter().enumerate() {
        if named {
            last = Some(at);
        }
        above.push(last.filter(|&last| last < at));
        let name = last.filter(|_| !named).and_then(|last| codes.get(last));
        if let (Some(own), Some(name)) = (codes.get(at), name)
            && (is_state(own) || own.is_some() && is_state(name))
        {
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

/// Where neither a line nor a colour parts the name over some letters from the letter above it, it stands at the foot of that
/// one's cell: it is that of the rows below, up to the next name. Of others than States nobody can tell then.
pub fn names_below_rows(text: &Text, entries: &mut [Entry]) {
    let name_of = |entry: &Entry| {
        let span = entry.row.as_ref()?.country?;
        let below = entry.fields.case_number.is_some_and(|number| number.end < span.start);
        let name = name(text, entry).filter(|_| below)?;
        Some((Country::of_name(&name)?, span))
    };
    let state = |entry: &Entry| Country::of_code(&code(text, entry)?);
    let codes: Vec<Option<Country>> = entries.iter().map(state).collect();
    let of_next = |at: usize, name: Country| {
        codes.get(at).copied().flatten() != Some(name) && codes.get(at + 1).copied().flatten() == Some(name)
    };
    let names: Vec<Option<(Country, Span)>> = entries
        .iter()
        .enumerate()
        .map(|(at, entry)| name_of(entry).filter(|name| of_next(at, name.0)))
        .collect();
    if names.iter().all(Option::is_none) {
        return;
    }
    let mut above: Option<(Country, Span)> = None;
    for ((entry, name), code) in entries.iter_mut().zip(names).zip(codes) {
        let Some(row) = entry.row.as_mut() else { continue };
        if code.is_some_and(|code| code.code() == OTHERS) {
            row.guessed.get_or_insert(NAMELESS);
        }
        if name.is_some() || row.country.is_none() {
            row.country = above.filter(|above| Some(above.0) == code).map(|above| above.1);
        }
        above = name.or(above);
    }
}

/// Why nobody knows whom a letter was sent to.
const NAMELESS: &str =
    "whom the letter was sent to is a guess: names stand beside several rows, and not at the first of them";

/// A letter to no State has no addressee, where other letters have one, if nobody can tell which name is its own. So it is
/// where a name is cut: the lines of one that stands between two rows are in both.
pub fn without_name(text: &Text, entries: &mut [Entry]) {
    let known: Vec<Option<(String, Option<String>)>> = entries
        .iter()
        .map(|entry| Some((code(text, entry)?, name(text, entry))))
        .collect();
    let is_other = |at: usize| matches!(known.get(at), Some(Some((code, _))) if code == OTHERS);
    let is_part = |name: &str| Country::of_name(name).is_none();
    let is_cut = known.windows(2).any(|pair| match pair {
        [Some((code, Some(name))), Some((next, Some(rest)))] => {
            code == next && code != OTHERS && is_part(name) && is_part(rest) && !is_part(&format!("{name} {rest}"))
        }
        _ => false,
    });
    let has_names = known
        .iter()
        .flatten()
        .any(|(code, name)| code == OTHERS && name.is_some());
    for (at, entry) in entries.iter_mut().enumerate().filter(|entry| is_other(entry.0)) {
        let beside = at.checked_sub(1).is_some_and(is_other) || is_other(at + 1);
        if let Some(row) = entry.row.as_mut()
            && (row.country.is_none() && has_names || is_cut && beside)
        {
            row.guessed.get_or_insert(NAMELESS);
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
