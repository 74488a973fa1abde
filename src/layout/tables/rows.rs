//! The rows of a document's tables, cut to entries.

use std::collections::BTreeMap;

use super::Row;
use super::cells::{first_day, is_key, replies, summary};
use super::columns::{Columns, Seen};
use super::doubts::{beside_parts, beyond_page};
use super::head_rows::{heads_before_keys, over_heads, repeated_heads, without_head};
use super::heads;
use super::mandates::{List, Lists};
use super::names::{has_broken_word, names_below_rows, names_over_rows, without_name};
use super::printed_row::{PrintedRow, Role, width};
use super::words::{Token, Words, ends};
use crate::layout::fields::{Fields, Replies};
use crate::layout::{Entry, tables::frame};
use crate::record::{Day, Kind};
use crate::text::spelling::is_blank;
use crate::text::{Cell, Doubt, Span, Table, Text};

/// Why nobody knows where a row begins or ends.
const NEAR: &str = "which lines are the row's own, or where a word of it ends, is a guess: rows are as near as lines, or a column is as narrow as a word";
const TWO: &str = "the row has what two letters have";
const WITHIN: &str = "where its replies end and its summary begins is a guess: no white parts the two columns";

/// What the tables of a document hold.
#[derive(Debug, Default)]
pub struct Cut {
    /// Their rows.
    pub entries: Vec<Entry>,
}

/// Where the first letter's case number stands that is alone in its cell, or with its date, type and country.
pub fn first_key(text: &Text) -> Option<Span> {
    let cells = text.tables().iter().flat_map(|table| &table.cells);
    cells.filter(|cell| !cell.is_empty()).find_map(|cell| {
        let words = Words::of(text, cell);
        let is_key = is_key(&words);
        let case = words.tokens().iter().find(|token| token.0 == Token::CaseNumber)?;
        is_key.then(|| words.span(case.1.clone()))?
    })
}

/// Where the first head stands of a table of letters that has no column of case numbers.
pub fn first_head(text: &Text) -> Option<Span> {
    let printed = Printed::of(text);
    let width = printed
        .columns
        .iter()
        .find(|columns| columns.1.case_number.is_none())?
        .0;
    let head = printed.heads.get(width)?;
    head.iter().find_map(|head| head.as_ref()?.whole())
}

/// The rows of all tables of a document, and what their columns hold, by how many a table has.
struct Printed<'t> {
    rows: Vec<PrintedRow<'t>>,
    roles: Vec<Role>,
    columns: BTreeMap<usize, Columns>,
    heads: BTreeMap<usize, Vec<Option<Words>>>,
}

impl<'t> Printed<'t> {
    fn of(text: &'t Text) -> Self {
        let mut rows: Vec<PrintedRow<'_>> = Vec::new();
        for (number, table) in text.tables().iter().enumerate() {
            printed_rows(text, number, table, &mut rows);
        }
        rows.iter_mut().for_each(without_head);
        let mut roles: Vec<Role> = rows.iter().map(|row| role(text, row)).collect();
        heads_before_keys(&rows, &mut roles);
        repeated_heads(&rows, &mut roles);
        let mut groups: BTreeMap<usize, Vec<Seen>> = BTreeMap::new();
        let mut heads: BTreeMap<usize, Vec<Option<Words>>> = BTreeMap::new();
        let over = over_heads(text, &rows, &roles);
        for (at, (row, role)) in rows.iter().zip(&roles).enumerate() {
            let columns = width(text, row);
            let seen = groups.entry(columns).or_insert_with(|| vec![Seen::default(); columns]);
            let heads = heads.entry(columns).or_insert_with(|| vec![None; columns]);
            for (cell, words) in row.filled() {
                let Some(column) = seen.get_mut(cell.column) else {
                    continue;
                };
                match role {
                    Role::Head if over.contains(&at) => {}
                    Role::Head => {
                        column.head(&heads::fields(&words.string).unwrap_or_default());
                        if let Some(head @ None) = heads.get_mut(cell.column) {
                            *head = Some(words.clone());
                        }
                    }
                    Role::Letter if cell.column_span == 1 => column.cell(words),
                    _ => {}
                }
            }
            if *role == Role::Letter {
                let days: Vec<(usize, Day)> = row
                    .filled()
                    .filter_map(|(cell, words)| Some((cell.column, first_day(words)?)))
                    .collect();
                let Some(earliest) = days.iter().map(|day| day.1).min() else {
                    continue;
                };
                for &(column, _) in days.iter().filter(|day| day.1 == earliest && days.len() > 1) {
                    seen.get_mut(column).into_iter().for_each(Seen::earliest);
                }
            }
        }
        let columns = groups
            .iter()
            .filter_map(|(&width, seen)| Some((width, Columns::of(seen).or_else(|| Columns::by_heads(seen))?)))
            .collect();
        Self {
            rows,
            roles,
            columns,
            heads,
        }
    }
}

/// Cuts the tables of a document.
pub fn cut(text: &Text) -> Cut {
    let Printed {
        rows,
        roles,
        columns,
        heads,
    } = Printed::of(text);
    let mut cut = Cut::default();
    let mut lists: Vec<(usize, usize, usize, bool)> = Vec::new();
    let mut named: Vec<bool> = Vec::new();
    let mut state = frame::Headings::default();
    for (at, (row, role)) in rows.iter().zip(&roles).enumerate() {
        let nothing = Columns::default();
        let columns = match columns.get(&width(text, row)) {
            Some(columns) => columns,
            // It is a letter's row, and no field of it is known to stand where a column says.
            None if row.has_key() => &nothing,
            None => continue,
        };
        let heads = heads.get(&width(text, row)).map_or(&[][..], Vec::as_slice);
        state.table(text, row.table);
        match role {
            Role::Heading => {
                if let Some(span) = row.span() {
                    state.heading(text, span);
                }
            }
            Role::Letter => {
                let Some(entry) = entry(row, columns, heads, &state) else {
                    continue;
                };
                if let Some(column) = columns.mandates {
                    let single = is_single(text, &entry);
                    lists.push((cut.entries.len(), at, column, single));
                }
                let name = columns.country.and_then(|column| row.at(column));
                named.push(columns.country.is_none() || name.is_some_and(|name| !name.is_empty()));
                cut.entries.push(entry);
            }
            Role::Head | Role::Blank => {}
        }
    }
    names_below_rows(text, &mut cut.entries);
    names_over_rows(text, &mut cut.entries, &named);
    without_name(text, &mut cut.entries);
    beside_parts(&mut cut.entries);
    beyond_page(text, &mut cut.entries);
    let list = |&(_, row, column, single): &(usize, usize, usize, bool)| {
        let row = rows.get(row)?;
        Some(List {
            words: row.at(column)?,
            ends: ends(text, row.table),
            single,
        })
    };
    let known = Lists::of(text, lists.iter().filter_map(list));
    for place in &lists {
        if let (Some(list), Some(entry)) = (list(place), cut.entries.get_mut(place.0))
            && let Some(row) = entry.row.as_mut()
        {
            row.mandates = known.names(text, &list);
            if known.has_broken_name(text, &list) {
                row.guessed.get_or_insert(NEAR);
            }
        }
    }
    cut
}

/// The rows of a table. A cell over several rows stands in each of them, but its letter begins where its case number does.
fn printed_rows<'t>(text: &Text, number: usize, table: &'t Table, rows: &mut Vec<PrintedRow<'t>>) {
    let mut cells: Vec<(&Cell, Words)> = table.cells.iter().map(|cell| (cell, Words::of(text, cell))).collect();
    let has_keys = |column: usize| {
        let keys = cells
            .iter()
            .filter(|(cell, words)| cell.column == column && is_key(words));
        keys.count()
    };
    let key = (0..table.columns).max_by_key(|&column| (has_keys(column), usize::MAX - column));
    // Where a row begins: where a cell of the key's column does, and where no such cell goes on.
    let mut begins: Vec<bool> = vec![true; table.rows()];
    for (cell, _) in &cells {
        if Some(cell.column) == key {
            for row in cell.row + 1..cell.row + cell.row_span {
                if let Some(begins) = begins.get_mut(row) {
                    *begins = false;
                }
            }
        }
    }
    let starts: Vec<usize> = (0..begins.len())
        .filter(|&row| begins.get(row) == Some(&true))
        .collect();
    cells.sort_by_key(|(cell, _)| (cell.row, cell.column));
    // The cells that reach down into rows below them.
    let tall: Vec<usize> = (0..cells.len())
        .filter(|&at| cells.get(at).is_some_and(|(cell, _)| cell.row_span > 1))
        .collect();
    for (at, &start) in starts.iter().enumerate() {
        let end = starts.get(at + 1).copied().unwrap_or(begins.len());
        let first = cells.partition_point(|(cell, _)| cell.row < start);
        let last = cells.partition_point(|(cell, _)| cell.row < end);
        let above = tall.iter().copied().filter(|&tall| {
            tall < first
                && cells
                    .get(tall)
                    .is_some_and(|(cell, _)| cell.row + cell.row_span > start)
        });
        let above: Vec<usize> = above.collect();
        let (mut own, mut words) = (Vec::with_capacity(last - first), Vec::with_capacity(last - first));
        for at in above.into_iter().chain(first..last) {
            let Some((cell, found)) = cells.get_mut(at) else {
                continue;
            };
            own.push(*cell);
            // A tall cell's words are asked for again.
            words.push(if cell.row_span > 1 {
                found.clone()
            } else {
                std::mem::take(found)
            });
        }
        rows.push(PrintedRow {
            table: number,
            cells: own,
            words,
        });
    }
}

/// What a row is, by its words alone.
fn role(text: &Text, row: &PrintedRow<'_>) -> Role {
    let filled: Vec<(&Cell, &Words)> = row.filled().collect();
    let [first, others @ ..] = filled.as_slice() else {
        return Role::Blank;
    };
    if row.has_key() {
        return Role::Letter;
    }
    // Of a head that every page prints some cells can be furniture, and what is left of it nothing that is known.
    let is_head = |(cell, words): &(&Cell, &Words)| cell.head || heads::fields(&words.string).is_some();
    if filled.iter().all(is_head) {
        return Role::Head;
    }
    let columns = text.tables().get(row.table).map_or(0, |table| table.columns);
    let whole = first.0.column_span == columns;
    let is_name = || {
        let name = first.1.string.replace('\n', " ");
        first.0.column == 0 && crate::record::Country::of_name(name.trim_matches(is_blank)).is_some()
    };
    if others.is_empty() && (whole || is_name()) {
        return Role::Heading;
    }
    Role::Letter
}

/// A row as an entry.
fn entry(row: &PrintedRow<'_>, columns: &Columns, heads: &[Option<Words>], state: &frame::Headings) -> Option<Entry> {
    let span = row.span()?;
    let at = |column: Option<usize>| {
        column
            .and_then(|column| row.at(column))
            .filter(|words| !words.is_empty())
    };
    let find = |column: Option<usize>, token: Token| {
        let words = at(column)?;
        let tokens = words.tokens();
        let found = tokens.iter().find(|found| found.0 == token)?;
        words.span(found.1.clone())
    };
    let case_number = find(columns.case_number, Token::CaseNumber);
    let start = Span::new(span.start, span.start);
    let kind_words = || {
        columns
            .kind
            .filter(|&kind| Some(kind) != columns.case_number && Some(kind) != columns.date)
    };
    let kind = find(columns.kind.or(columns.case_number), Token::Kind)
        .or_else(|| at(kind_words())?.whole())
        .unwrap_or(start);
    let date_words = || {
        columns
            .date
            .filter(|&date| Some(date) != columns.case_number && Some(date) != columns.kind)
    };
    let date = find(columns.date.or(columns.case_number), Token::Day).or_else(|| at(date_words())?.whole());
    let own_country = at(columns.country).and_then(Words::whole);
    // What stands beside them in their cells.
    let beside = || {
        let mut keys = columns.keys();
        keys.retain(|column| Some(*column) != columns.country);
        keys.into_iter().find_map(|column| {
            let words = at(Some(column))?;
            let rest = words.rest(words.tokens())?;
            let letters = words
                .string
                .get(rest.clone())?
                .chars()
                .filter(|c| c.is_alphabetic())
                .count();
            (letters > 2).then(|| words.span(rest))?
        })
    };
    // Where a column has the countries, what stands above the table is none.
    let above = state.country.filter(|_| columns.country.is_none());
    let country = own_country.or_else(beside).or(above);
    let part = state.part;
    let (replies, has_replies) = match columns.replies {
        Some(column) => (replies(row.at(column), part.map(|part| part.0), start), true),
        None => (Replies::Absent, false),
    };
    let (summary, alleged_victims) = at(columns.summary).map_or((None, None), summary);
    Some(Entry {
        span,
        number: None,
        fields: Fields {
            kind,
            press_release: false,
            date,
            case_number,
            case_labelled: true,
            reply_label: None,
            replies,
            summary,
        },
        row: Some(Box::new(Row {
            country,
            mandates: Vec::new(),
            alleged_victims,
            part,
            has_replies,
            has_mandates: columns.mandates.is_some(),
            without_key: columns.case_number.is_none(),
            guessed: (row.cells.iter().any(|cell| cell.doubt == Some(Doubt::Lines)) || has_broken_word(row, columns))
                .then_some(NEAR)
                .or_else(|| is_of_two(row, columns).then_some(TWO))
                .or_else(|| has_replies_within(row, columns, heads).then_some(WITHIN)),
            others: others(row, columns, heads),
            places: row.cells.iter().flat_map(|cell| cell.places.iter().copied()).collect(),
        })),
    })
}

/// Whether a row has two case numbers, two types or two days where each letter has one.
fn is_of_two(row: &PrintedRow<'_>, columns: &Columns) -> bool {
    let count = |column: Option<usize>, token: Token| {
        let words = column.and_then(|column| row.at(column));
        words.map_or(0, |words| {
            words.tokens().iter().filter(|found| found.0 == token).count()
        })
    };
    let date = columns.date.filter(|_| columns.date != columns.replies);
    count(columns.case_number, Token::CaseNumber) > 1
        || count(columns.kind, Token::Kind) > 1
        || count(date, Token::Day) > 1
}

/// Whether replies may stand among the words of a summary: no column has them, and they are named above the summaries'.
fn has_replies_within(row: &PrintedRow<'_>, columns: &Columns, heads: &[Option<Words>]) -> bool {
    let Some(summary) = columns.summary.filter(|_| columns.replies.is_none()) else {
        return false;
    };
    let head = heads.get(summary).and_then(Option::as_ref);
    let fields = head.and_then(|head| heads::fields(&head.string)).unwrap_or_default();
    let words = row.at(summary);
    let begins_with_day = || {
        let first = words.and_then(|words| words.tokens().first());
        first.is_some_and(|(token, place)| *token == Token::Day && place.start == 0)
    };
    fields.contains(&heads::Field::Replies) && fields.contains(&heads::Field::Summary) || begins_with_day()
}

/// The cells of columns that hold no known field, each with its head.
fn others(row: &PrintedRow<'_>, columns: &Columns, heads: &[Option<Words>]) -> Vec<(Option<Span>, Span)> {
    let unknown = row.filled().filter(|(cell, _)| !columns.has(cell.column));
    let others = unknown.filter_map(|(cell, words)| {
        let head = heads.get(cell.column).and_then(Option::as_ref);
        Some((head.and_then(Words::whole), words.whole()?))
    });
    others.collect()
}

/// Whether a letter was sent by one mandate, by its type.
fn is_single(text: &Text, entry: &Entry) -> bool {
    let printed = text.slice(entry.fields.kind);
    Kind::prefix(printed).is_some_and(|(kind, _)| !kind.joint())
}
