//! Tables of the text: those of single pages, put together where one goes on over pages.
//!
//! This is planned before the text is written, since the parts of a row that a page cuts are to stand together in it.

use std::collections::HashSet;

use rustc_hash::FxHashMap;

use super::broken::Broken;
use super::fields::Grid;
use super::keys::{begins_with_day, has_reference, is_cut};
use super::repeated::{At, heads_above, repeated_heads, words_of_row};
use crate::read::pdf::geometry::hundredths;
use crate::read::pdf::lines::Line;
use crate::read::pdf::sheet::Sheet;
use crate::text::{Builder, Cell, Join, LineEnd, PageBox, Place, Role, Table};

/// Columns of two pages that begin this near to each other, from their table's left end, are one. Points.
const SAME_COLUMN: f32 = 2.0;
/// A table is a list of documents if one in so many of its rows has a reference number.
const ROWS_A_REFERENCE: usize = 4;
/// Of ten rows with a reference number so many have their day in the column of days.
const DAYS_IN_TEN: usize = 3;

/// Bytes of the longest cell that tells one letter from the next; a longer one cites letters.
const LONGEST_KEY: usize = 160;
/// Rows that are looked back on, from the end of a page: a full page has about 20 of a report, and few have over 60.
const RECENT: usize = 60;

/// The tables of a document, and the order in which its lines are read.
pub struct Plan {
    /// All lines.
    pub order: Vec<At>,
    tables: Vec<Open>,
}

/// A table and where the lines of each of its cells stand.
struct Open {
    table: Table,
    lines: Vec<Vec<At>>,
    /// Where its columns begin and the last ends, from its left end.
    columns: Vec<f32>,
    rows: usize,
    page: u32,
    /// Whether its first row is a head that is printed on other pages, too.
    begins_with_head: bool,
    /// What its rows show, as far as they were looked at.
    shown: Vec<Shown>,
}

impl Plan {
    /// Follows the tables of pages from one to the next.
    pub fn of(sheets: &[Sheet]) -> Self {
        let mut order: Vec<At> = Vec::with_capacity(sheets.iter().map(|sheet| sheet.lines.len()).sum());
        for (index, sheet) in sheets.iter().enumerate() {
            order.extend((0..sheet.lines.len()).map(|line| (index, line)));
        }
        let mut tables: Vec<Open> = Vec::new();
        let repeated = repeated_heads(sheets);
        let above = heads_above(sheets);
        // Whether the last table may go on.
        let mut open = false;
        let mut at = 0;
        while let Some(&(index, line)) = order.get(at) {
            let Some(sheet) = sheets.get(index).filter(|sheet| !sheet.grids.is_empty()) else {
                open &= order
                    .get(at)
                    .is_none_or(|&at| !parts_tables(sheets, at) || above.contains(&at));
                at += 1;
                continue;
            };
            let in_grid = |line: usize| Some(sheet.lines.get(line)?.cell?.0);
            let Some(grid) = in_grid(line) else {
                open &= !parts_tables(sheets, (index, line)) || above.contains(&(index, line));
                at += 1;
                continue;
            };
            let rest = order.iter().skip(at);
            let count = rest
                .take_while(|other| other.0 == index && in_grid(other.1) == Some(grid))
                .count();
            let own: Vec<usize> = (line..line + count).collect();
            at += count;
            let Some(part) = sheet
                .grids
                .get(grid)
                .map(|found| part(sheet, index, found, &own, &repeated))
            else {
                continue;
            };
            let goes_on = open
                && tables
                    .last_mut()
                    .is_some_and(|before| before.go_on(&part, &repeated, sheets));
            if !goes_on {
                tables.push(part);
            }
            open = true;
        }
        let mut plan = Self { order, tables };
        for table in &mut plan.tables {
            table.mark_first_head(sheets);
        }
        plan.together();
        plan
    }

    /// Puts the parts of cells that pages cut together.
    fn together(&mut self) {
        let mut moves: Vec<Vec<At>> = Vec::new();
        for table in &self.tables {
            let rows = table.table.cells.chunk_by(|cell, next| cell.row == next.row);
            let mut first = 0;
            for row in rows {
                let lines: Vec<At> = table
                    .lines
                    .iter()
                    .skip(first)
                    .take(row.len())
                    .flatten()
                    .copied()
                    .collect();
                first += row.len();
                let follows = |pair: &[At]| matches!(pair, [a, b] if a.0 == b.0 && a.1 + 1 == b.1);
                if !lines.windows(2).all(follows) {
                    moves.push(lines);
                }
            }
        }
        for lines in moves {
            let Some(start) = lines
                .iter()
                .min()
                .and_then(|least| self.order.iter().position(|at| at == least))
            else {
                continue;
            };
            let length = lines
                .iter()
                .max()
                .and_then(|most| self.order.iter().skip(start).position(|at| at == most));
            let end = start + length.map_or(0, |length| length + 1);
            let Some(stretch) = self.order.get_mut(start..end) else {
                continue;
            };
            let others: Vec<At> = stretch.iter().filter(|at| !lines.contains(at)).copied().collect();
            for (slot, at) in stretch.iter_mut().zip(lines.into_iter().chain(others)) {
                *slot = at;
            }
        }
    }

    /// Numbers for cells, so that lines of one are known by it.
    pub fn cells(&self) -> FxHashMap<At, usize> {
        let cells = self.tables.iter().flat_map(|table| &table.lines).enumerate();
        cells
            .flat_map(|(cell, lines)| lines.iter().map(move |&at| (at, cell)))
            .collect()
    }

    /// Adds the tables to a text whose lines stand at these places.
    pub fn finish(self, sheets: &[Sheet], places: impl Iterator<Item = At>, builder: &mut Builder) {
        if self.tables.is_empty() {
            return;
        }
        let tables = self.tables.iter();
        let broken = Broken::of(
            tables.map(|open| (open.table.cells.as_slice(), open.lines.as_slice())),
            sheets,
        );
        let known: FxHashMap<At, usize> = places.enumerate().map(|(line, at)| (at, line)).collect();
        for Open { mut table, lines, .. } in self.tables {
            for (cell, lines) in table.cells.iter_mut().zip(lines) {
                let mut before: Option<usize> = None;
                let mut words = String::new();
                for at in &lines {
                    let (Some(&index), Some(line)) =
                        (known.get(at), sheets.get(at.0).and_then(|sheet| sheet.lines.get(at.1)))
                    else {
                        continue;
                    };
                    cell.guessed |= broken.doubtful.contains(at);
                    let is_cut = || broken.joined.contains(at) || is_cut(&words, &line.text);
                    match before.filter(|&above| above + 1 == index && is_cut()) {
                        Some(above) => builder.join(above, Join::Nothing),
                        None => words.push(' '),
                    }
                    words.push_str(&line.text);
                    cell.push(index);
                    before = Some(index);
                }
            }
            builder.table(table);
        }
    }
}

/// Whether a line between the parts of a table says that they are two: furniture and notes do not.
fn parts_tables(sheets: &[Sheet], (sheet, line): At) -> bool {
    let page = sheets.get(sheet);
    let role = page.and_then(|sheet| sheet.roles.get(line));
    // The document's number at the head of every second page of a short document repeats too seldom for a running head.
    let is_number = |line: &Line| !line.text.trim().contains(' ') && line.text.matches('/').count() > 1;
    if page.and_then(|sheet| sheet.lines.get(line)).is_some_and(is_number) {
        return false;
    }
    if page.is_some_and(|page| is_note(page, line)) {
        return false;
    }
    !matches!(
        role,
        Some(Role::RunningHead | Role::RunningFoot | Role::PageNumber | Role::Footnote)
    )
}

/// Whether a line below all tables of a page is a note's, of whatever size: one like `1 Replies are not translated`, or
/// what follows it.
fn is_note(page: &Sheet, line: usize) -> bool {
    let in_table = |line: &Line| line.cell.is_some();
    let Some(last) = page.lines.iter().rposition(in_table).filter(|&last| last < line) else {
        return false;
    };
    let begins = |line: &Line| {
        let rest = line.text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '*');
        let mark = line.text.len() - rest.len();
        (1..=3).contains(&mark) && rest.trim_start().starts_with(char::is_alphabetic)
    };
    page.lines
        .get(last + 1..=line)
        .is_some_and(|lines| lines.first().is_some_and(begins))
}

/// The part of a table on one page.
fn part(sheet: &Sheet, index: usize, grid: &Grid, own: &[usize], repeated: &HashSet<Vec<String>>) -> Open {
    let place = |row: usize, column: usize, row_span: usize, column_span: usize| {
        let (left, right) = (grid.columns.get(column)?, grid.columns.get(column + column_span)?);
        let (top, bottom) = (grid.rows.get(row)?, grid.rows.get(row + row_span)?);
        let (a, b) = (grid.turn.back(*left, *top), grid.turn.back(*right, *bottom));
        Some(Place::Box(PageBox {
            page: sheet.page,
            x0: hundredths(a.0.min(b.0)),
            top: hundredths(a.1.min(b.1)),
            x1: hundredths(a.0.max(b.0)),
            bottom: hundredths(a.1.max(b.1)),
        }))
    };
    let cells: Vec<Cell> = grid
        .cells
        .iter()
        .map(|field| Cell {
            row: field.row,
            column: field.column,
            row_span: field.row_span,
            column_span: field.column_span,
            aside: field.aside,
            guessed: grid.guessed.contains(&field.row),
            places: place(field.row, field.column, field.row_span, field.column_span)
                .into_iter()
                .collect(),
            ..Cell::default()
        })
        .collect();
    let mut lines = vec![Vec::new(); cells.len()];
    let is_text = |line: &&usize| sheet.roles.get(**line).is_none_or(|role| role.is_text());
    for &line in own.iter().filter(is_text) {
        let cell = sheet.lines.get(line).and_then(|line| line.cell);
        if let Some(cell) = cell.and_then(|(_, cell)| lines.get_mut(cell)) {
            cell.push((index, line));
        }
    }
    let in_first_row = |line: &usize| {
        let cell = sheet.lines.get(*line).and_then(|line| line.cell);
        cell.and_then(|(_, cell)| grid.cells.get(cell))
            .is_some_and(|cell| cell.row == 0)
    };
    let first_row = own.iter().copied().filter(in_first_row);
    // Some of its cells can be furniture, and others not, since they stand elsewhere or are parted otherwise.
    let begins_with_head = repeated.contains(&words_of_row(sheet, grid, first_row));
    Open {
        begins_with_head,
        columns: grid.widths(),
        rows: grid.rows.len() - 1,
        lines,
        page: sheet.page,
        shown: Vec::new(),
        table: Table {
            columns: grid.columns.len() - 1,
            cells,
            line_end: LineEnd::Printed,
        },
    }
}

/// A row of a table: its cells, each with its words.
struct Row {
    /// Column, columns, words.
    cells: Vec<(usize, usize, String)>,
    /// Whether a line of each cell begins with a day.
    days: Vec<bool>,
    bold: bool,
}

impl Row {
    fn has_reference(&self) -> bool {
        self.cells.iter().any(|cell| has_reference(&cell.2))
    }
}

/// What the cells of a row show that have words.
struct Shown {
    cells: Vec<ShownCell>,
}

struct ShownCell {
    column: usize,
    columns: usize,
    /// Whether it has a reference number.
    reference: bool,
    /// Whether a day begins a line of it.
    day: bool,
}

impl Shown {
    fn of(row: &Row) -> Self {
        let cells = row.cells.iter().zip(&row.days);
        let cells = cells.map(|((column, columns, words), &days)| ShownCell {
            column: *column,
            columns: *columns,
            reference: words.len() <= LONGEST_KEY && has_reference(words),
            day: words.len() <= LONGEST_KEY && days,
        });
        Self { cells: cells.collect() }
    }

    /// Whether it is one cell, as wide as the table.
    fn is_whole(&self, columns: usize) -> bool {
        matches!(self.cells.as_slice(), [cell] if cell.columns == columns)
    }

    fn has(&self, column: usize, test: fn(&ShownCell) -> bool) -> bool {
        let covers = |cell: &&ShownCell| (cell.column..cell.column + cell.columns).contains(&column);
        self.cells.iter().find(covers).is_some_and(test)
    }

    fn has_reference(&self) -> bool {
        self.cells.iter().any(|cell| cell.reference)
    }
}

impl Open {
    /// A row's cells that have words.
    fn row(&self, row: usize, sheets: &[Sheet]) -> Row {
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
                // A narrow column cuts days.
                let begins = words.iter().any(|words| begins_with_day(words));
                days.push(begins || begins_with_day(&words.join(" ")));
            }
        }
        Row {
            cells: found,
            days,
            bold,
        }
    }

    /// Looks at the rows that were not looked at before.
    fn look(&mut self, sheets: &[Sheet]) {
        for row in self.shown.len()..self.rows {
            let shown = Shown::of(&self.row(row, sheets));
            self.shown.push(shown);
        }
    }

    /// A first row that is all bold is the table's head.
    fn mark_first_head(&mut self, sheets: &[Sheet]) {
        let first = self.row(0, sheets);
        if first.bold && first.cells.len() > 1 {
            self.mark_head(0);
        }
    }

    fn mark_head(&mut self, row: usize) {
        let first = self.table.cells.partition_point(|cell| cell.row < row);
        let cells = self.table.cells.iter_mut().skip(first);
        for cell in cells.take_while(|cell| cell.row == row) {
            cell.head = true;
        }
    }

    fn is_head(&self, row: usize) -> bool {
        let first = self.table.cells.partition_point(|cell| cell.row < row);
        let cells = self.table.cells.iter().skip(first);
        cells.take_while(|cell| cell.row == row).any(|cell| cell.head)
    }

    /// Takes the part on the next page, if its columns are this table's.
    fn go_on(&mut self, part: &Open, repeated: &HashSet<Vec<String>>, sheets: &[Sheet]) -> bool {
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
        while heads < part.rows.min(self.rows) {
            let (first, here) = (self.row(heads, sheets), part.row(heads, sheets));
            let words = |row: &Row| row.cells.iter().map(|cell| cell.2.clone()).collect::<Vec<String>>();
            let as_before = words(&first) == words(&here);
            let repeats = heads == 0 && part.begins_with_head || repeated.contains(&words(&here));
            let is_empty = here.cells.is_empty();
            // A row below the head can go on from the page before with the words of another one.
            let alike = as_before && (heads == 0 || here.cells.len() > 1);
            if here.has_reference() || !(alike || repeats || is_empty) {
                break;
            }
            // A row without words, as a line above the first one makes, stands between no two parts of a row.
            if is_empty && !repeats {
                heads += 1;
                continue;
            }
            if as_before {
                self.mark_head(heads);
            }
            part.mark_head(heads);
            heads += 1;
        }
        // Below the row that goes on only heads can stand, where it takes a whole page.
        let last = (0..self.rows).rev().find(|&row| !self.is_head(row));
        self.look(sheets);
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
    fn add_to_row(&mut self, row: usize, cell: Cell, mut lines: Vec<At>) {
        let ends_here = |other: &Cell| other.row + other.row_span > row && other.row <= row;
        let covers = |other: &Cell| (other.column..other.column + other.column_span).contains(&cell.column);
        let found = self
            .table
            .cells
            .iter()
            .rposition(|other| ends_here(other) && covers(other));
        let Some(at) = found else { return };
        if let (Some(other), Some(known)) = (self.table.cells.get_mut(at), self.lines.get_mut(at)) {
            other.guessed |= cell.guessed;
            if !lines.is_empty() || known.is_empty() {
                other.places.extend(cell.places);
            }
            known.append(&mut lines);
        }
    }

    /// Whether the first row of a part, heads left out, goes on with the last row: not both have a reference number, and
    /// not both a day. An empty first cell or a missing rule decides nothing.
    fn row_goes_on(&self, part: &Open, heads: usize, last: usize, sheets: &[Sheet]) -> bool {
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
