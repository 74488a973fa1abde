//! Whether a table goes on with the next page's, and its last row with the first row there.

use std::collections::HashSet;

use super::keys::begins_with_day;
use super::pages::Open;
use super::repeated::At;
use super::shown::{LONGEST_KEY, Row, Shown, ShownCell};
use crate::read::pdf::lines::Line;
use crate::read::pdf::sheet::Sheet;
use crate::text::{Cell, Table};

/// Columns of two pages that begin this near to each other, from their table's left end, are one. Points.
const SAME_COLUMN: f32 = 2.0;
/// A table is a list of documents if one in so many of its rows has a reference number.
const ROWS_A_REFERENCE: usize = 4;
/// Of ten rows with a reference number so many have their day in the column of days.
const DAYS_IN_TEN: usize = 3;
/// Rows that are looked back on, from the end of a page: a full page has about 20 of a report, and few have over 60.
const RECENT: usize = 60;

impl Open {
    /// A row's cells that have words.
    pub(super) fn row(&self, row: usize, sheets: &[Sheet]) -> Row {
        let first = self.table.cells.partition_point(|cell| cell.row < row);
        let cells = self.table.cells.iter().zip(&self.lines).skip(first);
        let mut bold = true;
        let (mut found, mut days) = (Vec::new(), Vec::new());
        for (cell, lines) in cells.take_while(|(cell, _)| cell.row == row) {
            let lines: Vec<&Line> = lines
                .iter()
                .filter_map(|&(sheet, line)| sheets.get(sheet)?.lines.get(line))
                .collect();
            bold &= lines.iter().all(|line| line.bold);
            let words: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
            if !words.is_empty() {
                found.push((cell.column, cell.column_span, words.join(" ")));
                days.push(has_day(&words));
            }
        }
        Row {
            cells: found,
            days,
            bold,
        }
    }

    /// Looks at the rows that were not looked at before.
    pub(super) fn look(&mut self, sheets: &[Sheet]) {
        for row in self.shown.len()..self.rows {
            let shown = Shown::of(&self.row(row, sheets));
            self.shown.push(shown);
        }
    }

    /// A first row that is all bold is the table's head.
    pub(super) fn mark_first_head(&mut self, sheets: &[Sheet]) {
        let first = self.row(0, sheets);
        if first.bold && first.cells.len() > 1 {
            self.mark_head(0);
        }
    }

    /// So it is where it ends a page and goes on with no row of the next one: it has several cells, and nothing of a letter.
    pub(super) fn mark_head_at_foot(&mut self, sheets: &[Sheet]) {
        /// A head has so many cells or more.
        const LEAST: usize = 3;
        let first = self.row(0, sheets);
        let is_letter = first.has_reference() || first.days.contains(&true);
        if self.rows == 1 && first.bold && first.cells.len() >= LEAST && !is_letter {
            self.mark_head(0);
        }
    }

    pub(super) fn mark_head(&mut self, row: usize) {
        let first = self.table.cells.partition_point(|cell| cell.row < row);
        let cells = self.table.cells.iter_mut().skip(first);
        for cell in cells.take_while(|cell| cell.row == row) {
            cell.head = true;
        }
    }

    pub(super) fn is_head(&self, row: usize) -> bool {
        let first = self.table.cells.partition_point(|cell| cell.row < row);
        let cells = self.table.cells.iter().skip(first);
        cells.take_while(|cell| cell.row == row).any(|cell| cell.head)
    }

    /// Takes the part on the next page, if its columns are this table's.
    pub(super) fn go_on(&mut self, part: &Open, repeated: &HashSet<Vec<String>>, sheets: &[Sheet]) -> bool {
        /// A head has no more rows, and so many words beside each other or more.
        const HEAD_ROWS: usize = 4;
        const HEADS: usize = 3;
        let Some(columns) = merged(&self.columns, &part.columns).filter(|_| self.page != part.page) else {
            return false;
        };
        if self.columns != columns {
            for cell in &mut self.table.cells {
                (cell.column, cell.column_span) = moved(cell, &self.columns, &columns);
            }
            self.table.columns = columns.len() - 1;
            self.columns.clone_from(&columns);
            self.shown.clear();
        }
        let mut part_cells: Vec<Cell> = part.table.cells.clone();
        for cell in &mut part_cells {
            (cell.column, cell.column_span) = moved(cell, &part.columns, &columns);
        }
        let mut part = Open {
            table: Table {
                cells: part_cells,
                columns: self.table.columns,
                ..Table::default()
            },
            lines: part.lines.clone(),
            columns,
            shown: Vec::new(),
            ..*part
        };
        // Heads that are printed once more.
        let mut heads = 0;
        // Rows without words above a head, here and where the table begins.
        let is_blank = |open: &Self, row: usize| open.row(row, sheets).cells.is_empty();
        let mut at = (0..self.rows).take_while(|&row| is_blank(self, row)).count();
        let blank = (0..part.rows).take_while(|&row| is_blank(&part, row)).count();
        let words = |row: &Row| row.cells.iter().map(|cell| cell.2.clone()).collect::<Vec<String>>();
        while heads < part.rows && at < self.rows {
            let here = part.row(heads, sheets);
            // What stands over the heads of some columns can be outside of the table on its first page.
            let as_here = |row: &usize| words(&self.row(*row, sheets)) == words(&here);
            let below = (at + 1..self.rows.min(at + HEAD_ROWS)).find(|row| here.cells.len() >= HEADS && as_here(row));
            let as_before = Some(at).filter(as_here).or(below);
            let repeats = heads == blank && part.begins_with_head || repeated.contains(&words(&here));
            let is_empty = here.cells.is_empty();
            // A row below the head can go on from the page before with the words of another one.
            let alike = as_before.is_some() && (heads == blank || here.cells.len() > 1);
            if here.has_reference() || !(alike || repeats || is_empty) {
                break;
            }
            // A row without words, as a line above the first one makes, stands between no two parts of a row.
            if is_empty && !repeats {
                heads += 1;
                continue;
            }
            if let Some(before) = as_before {
                self.mark_head(before);
                at = before + 1;
            }
            part.mark_head(heads);
            heads += 1;
        }
        self.look(sheets);
        // Below the row that goes on only heads can stand, where it takes a whole page, and rows without words.
        let has_words = |row: usize| self.shown.get(row).is_some_and(|row| !row.cells.is_empty());
        let last = (0..self.rows).rev().find(|&row| !self.is_head(row) && has_words(row));
        let goes_on = last.filter(|&last| self.row_goes_on(&part, heads, last, sheets));
        // The row that goes on will show more.
        self.shown.truncate(goes_on.unwrap_or(self.rows));
        for (mut cell, lines) in part.table.cells.into_iter().zip(part.lines) {
            if let Some(last) = goes_on.filter(|_| cell.row == heads) {
                self.add_to_row(last, cell, lines);
                continue;
            }
            let before = usize::from(goes_on.is_some() && cell.row > heads);
            cell.row = cell.row + self.rows - before;
            self.table.cells.push(cell);
            self.lines.push(lines);
        }
        self.rows += part.rows - usize::from(goes_on.is_some());
        self.page = part.page;
        true
    }

    /// Adds what stands in a cell on the next page to the cell of the row that it goes on with.
    pub(super) fn add_to_row(&mut self, row: usize, cell: Cell, mut lines: Vec<At>) {
        let ends_here = |other: &Cell| other.row + other.row_span > row && other.row <= row;
        let covers = |other: &Cell| (other.column..other.column + other.column_span).contains(&cell.column);
        let found = self
            .table
            .cells
            .iter()
            .rposition(|other| ends_here(other) && covers(other));
        let Some(at) = found else { return };
        if let (Some(other), Some(known)) = (self.table.cells.get_mut(at), self.lines.get_mut(at)) {
            other.doubt = other.doubt.max(cell.doubt);
            if !lines.is_empty() || known.is_empty() {
                other.places.extend(cell.places);
            }
            known.append(&mut lines);
        }
    }

    /// Whether the first row of a part, heads left out, goes on with the last row: not both have a reference number, and
    /// not both a day. An empty first cell or a missing rule decides nothing.
    pub(super) fn row_goes_on(&self, part: &Open, heads: usize, last: usize, sheets: &[Sheet]) -> bool {
        if heads >= part.rows {
            return false;
        }
        let here: Vec<Shown> = (heads..part.rows.min(RECENT))
            .map(|row| Shown::of(&part.row(row, sheets)))
            .collect();
        let before = self.shown.get(self.rows.saturating_sub(RECENT)..).unwrap_or_default();
        let first = self.rows - before.len();
        let own = before.iter().enumerate().filter(|row| !self.is_head(first + row.0));
        let rows: Vec<&Shown> = own.map(|row| row.1).chain(&here).collect();
        let rows = || rows.iter().copied().filter(|row| !row.is_whole(self.table.columns));
        let filled = rows().filter(|row| !row.cells.is_empty()).count();
        let with_reference: Vec<&Shown> = rows().filter(|row| row.has_reference()).collect();
        let is_list = !with_reference.is_empty() && with_reference.len() * ROWS_A_REFERENCE >= filled;
        let (Some(last), Some(next)) = (self.shown.get(last), here.first()) else {
            return false;
        };
        let width = self.table.columns;
        if !is_list || last.is_whole(width) || next.is_whole(width) || next.cells.is_empty() || last.cells.is_empty() {
            return false;
        }
        let count = |column: usize, test: fn(&ShownCell) -> bool| {
            let has = |row: &&&Shown| row.has(column, test);
            with_reference.iter().filter(has).count()
        };
        let reference: fn(&ShownCell) -> bool = |cell| cell.reference;
        let day: fn(&ShownCell) -> bool = |cell| cell.day;
        let Some(key) = (0..width).max_by_key(|&column| (count(column, reference), usize::MAX - column)) else {
            return false;
        };
        let both = |column: usize, test: fn(&ShownCell) -> bool| last.has(column, test) && next.has(column, test);
        // Where all rows list replies these are days, too; a row that begins has a day in each such column.
        let is_day = |&column: &usize| count(column, day) * 10 >= with_reference.len() * DAYS_IN_TEN;
        let mut days = (0..width).filter(is_day).peekable();
        let two_days = days.peek().is_some() && days.all(|column| both(column, day));
        !both(key, reference) && !two_days
    }
}

/// Whether a day stands in the lines of a short cell.
fn has_day(lines: &[&str]) -> bool {
    let is_short = lines.iter().map(|line| line.len()).sum::<usize>() <= LONGEST_KEY;
    let has_figure = || lines.iter().any(|line| line.bytes().any(|b| b.is_ascii_digit()));
    let has_day = |words: &str| {
        let mut starts = words.char_indices().filter(|(at, c)| {
            let before = words.get(..*at).unwrap_or_default();
            c.is_ascii_digit() && !before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '-'))
        });
        starts.any(|(at, _)| words.get(at..).is_some_and(begins_with_day))
    };
    // A narrow column cuts days.
    let is_cut = || lines.len() > 1 && has_day(&lines.join(" "));
    is_short && has_figure() && (lines.iter().any(|words| has_day(words)) || is_cut())
}

/// The columns of two pages, if those of one are among those of the other and both are as wide.
pub(super) fn merged(before: &[f32], after: &[f32]) -> Option<Vec<f32>> {
    let (more, fewer) = if before.len() >= after.len() {
        (before, after)
    } else {
        (after, before)
    };
    let near = |a: f32, b: f32| (a - b).abs() <= SAME_COLUMN;
    let as_wide = near(*more.last()?, *fewer.last()?);
    let among = fewer.iter().all(|&place| more.iter().any(|&other| near(place, other)));
    (as_wide && among && fewer.len() > 2).then(|| more.to_vec())
}

/// First column and number of columns of a cell among other columns.
fn moved(cell: &Cell, from: &[f32], to: &[f32]) -> (usize, usize) {
    let place = |at: usize| {
        let place = from.get(at).copied().unwrap_or(0.0);
        let distance = |entry: &(usize, &f32)| (entry.1 - place).abs();
        let nearest = to.iter().enumerate().min_by(|a, b| distance(a).total_cmp(&distance(b)));
        nearest.map_or(at, |entry| entry.0)
    };
    let (first, last) = (place(cell.column), place(cell.column + cell.column_span));
    (first, last.saturating_sub(first).max(1))
}
