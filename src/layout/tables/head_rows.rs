//! Which rows of tables are heads, and which heads stand over others.

use std::collections::{BTreeMap, BTreeSet};

use super::heads;
use super::printed_row::{PrintedRow, Role, width};
use super::words::{Token, Words};
use crate::lexicon::mandates::mandate;
use crate::record::Country;
use crate::text::Text;
use crate::text::spelling::is_blank;

/// Takes off the head that stands in one row with the letter below it, where no line or white parts the two.
pub fn without_head(row: &mut PrintedRow<'_>) {
    /// So many cells must have a head for it to be one.
    const LEAST: usize = 3;
    let length = |words: &Words| {
        let mut length = 0;
        for line in words.string.split_inclusive('\n') {
            if heads::fields(line).is_none() {
                break;
            }
            length += line.len();
        }
        length
    };
    let filled: Vec<usize> = row.words.iter().filter(|words| !words.is_empty()).map(length).collect();
    let whole = row
        .words
        .iter()
        .filter(|words| !words.is_empty())
        .all(|words| length(words) == words.string.len());
    if filled.len() >= LEAST && !whole && filled.iter().all(|&length| length > 0) {
        for words in &mut row.words {
            *words = words.behind(length(words));
        }
    }
}

/// Rows of a table before its first letter that have no day either are its head, in words that are not known.
pub fn heads_before_keys(rows: &[PrintedRow<'_>], roles: &mut [Role]) {
    let mut table = None;
    let mut before = true;
    for (at, row) in rows.iter().enumerate() {
        if table.replace(row.table) != Some(row.table) {
            before = true;
        }
        let has_later_key = || {
            let later = rows.get(at..).unwrap_or_default().iter();
            later
                .take_while(|later| later.table == row.table)
                .any(PrintedRow::has_key)
        };
        let days = || {
            row.filled()
                .any(|(_, words)| words.tokens().iter().any(|token| token.0 == Token::Day))
        };
        before &= !row.has_key();
        if let Some(role) = roles.get_mut(at).filter(|role| **role == Role::Letter && before)
            && !days()
            && !holds_name(row)
            && has_later_key()
        {
            *role = Role::Head;
        }
    }
}

/// Whether a line of a head is the name of a mandate, or of a State: a part of a row stands in the head's row.
fn holds_name(row: &PrintedRow<'_>) -> bool {
    let is_head = |words: &Words| words.string.lines().any(|line| heads::fields(line).is_some());
    let is_name = |line: &str| {
        let line = line.trim_matches(is_blank);
        heads::fields(line).is_none() && (mandate(&line.to_lowercase()).is_some() || Country::of_name(line).is_some())
    };
    row.filled().any(|(_, words)| is_head(words)) && row.filled().any(|(_, words)| words.string.lines().any(is_name))
}

/// The heads that stand over several others: of head rows that follow each other, those above the one with most fields, and
/// what names few of the fields that another one does.
pub fn over_heads(text: &Text, rows: &[PrintedRow<'_>], roles: &[Role]) -> BTreeSet<usize> {
    let named = |row: &PrintedRow<'_>| {
        let names = |words: &Words| heads::fields(&words.string).is_some_and(|fields| !fields.is_empty());
        row.filled().filter(|(_, words)| names(words)).count()
    };
    let mut over = BTreeSet::new();
    let heads: Vec<usize> = (0..rows.len())
        .filter(|&at| roles.get(at) == Some(&Role::Head))
        .collect();
    let fields: BTreeMap<usize, usize> = heads
        .iter()
        .filter_map(|&at| Some((at, named(rows.get(at)?))))
        .collect();
    let fields = |at: usize| fields.get(&at).copied().unwrap_or_default();
    let follows = |a: &usize, b: &usize| {
        let table = |at: usize| rows.get(at).map(|row| row.table);
        a + 1 == *b && table(*a) == table(*b)
    };
    for run in heads.chunk_by(follows).filter(|run| run.len() > 1) {
        let most = run.iter().copied().max_by_key(|&at| (fields(at), at));
        over.extend(run.iter().copied().filter(|&at| Some(at) < most));
    }
    let mut most: BTreeMap<usize, usize> = BTreeMap::new();
    let width = |at: usize| rows.get(at).map_or(0, |row| width(text, row));
    for &at in &heads {
        let known = most.entry(width(at)).or_default();
        *known = fields(at).max(*known);
    }
    over.extend(
        heads
            .into_iter()
            .filter(|&at| most.get(&width(at)).is_some_and(|&most| fields(at) * 2 < most)),
    );
    over
}

/// Rows with the words of a head are heads, wherever they stand.
pub fn repeated_heads(rows: &[PrintedRow<'_>], roles: &mut [Role]) {
    /// A head has so many words or more beside each other.
    const LEAST: usize = 3;
    let words = |row: &PrintedRow<'_>| -> Vec<String> {
        row.filled().map(|(_, words)| words.string.replace('\n', " ")).collect()
    };
    let heads: BTreeSet<Vec<String>> = rows
        .iter()
        .zip(roles.iter())
        .filter(|(_, role)| **role == Role::Head)
        .map(|(row, _)| words(row))
        .filter(|words| words.len() >= LEAST)
        .collect();
    for (row, role) in rows.iter().zip(roles) {
        if *role == Role::Letter && !row.has_key() && heads.contains(&words(row)) {
            *role = Role::Head;
        }
    }
}
