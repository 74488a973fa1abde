//! Tables of the text: those of single pages, put together where one goes on over pages.
//!
//! This is planned before the text is written, since the parts of a row that a page cuts are to stand together in it.

use std::collections::HashSet;

use rustc_hash::FxHashMap;

use super::broken::Broken;
use super::fields::Grid;
use super::keys::is_cut;
use super::repeated::{At, heads_above, repeated_heads, words_of_first_row};
use super::shown::Shown;
use crate::read::pdf::geometry::hundredths;
use crate::read::pdf::lines::Line;
use crate::read::pdf::sheet::Sheet;
use crate::text::{Builder, Cell, Doubt, Join, LineEnd, PageBox, Place, Role, Table};

/// The tables of a document, and the order in which its lines are read.
pub struct Plan {
    /// All lines.
    pub order: Vec<At>,
    tables: Vec<Open>,
}

/// A table and where the lines of each of its cells stand.
pub(super) struct Open {
    pub(super) table: Table,
    pub(super) lines: Vec<Vec<At>>,
    /// Where its columns begin and the last ends, from its left end.
    pub(super) columns: Vec<f32>,
    pub(super) rows: usize,
    pub(super) page: u32,
    /// Whether its first row with words is a head that is printed on other pages, too.
    pub(super) begins_with_head: bool,
    /// What its rows show, as far as they were looked at.
    pub(super) shown: Vec<Shown>,
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
                open = open
                    && order
                        .get(at)
                        .is_none_or(|&at| !parts_tables(sheets, at) || above.contains(&at));
                at += 1;
                continue;
            };
            let in_grid = |line: usize| Some(sheet.lines.get(line)?.cell?.0);
            let Some(grid) = in_grid(line) else {
                open = open && (!parts_tables(sheets, (index, line)) || above.contains(&(index, line)));
                at += 1;
                continue;
            };
            let rest = order.iter().skip(at);
            let count = rest
                .take_while(|other| other.0 == index && in_grid(other.1) == Some(grid))
                .count();
            let own: Vec<usize> = (line..line + count).collect();
            at += count;
            let Some(mut part) = sheet
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
                part.mark_head_at_foot(sheets);
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
                    if broken.doubtful.contains(at) {
                        cell.doubt = cell.doubt.max(Some(Doubt::Word));
                    }
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
    if page.is_some_and(|page| is_note(page, line) || is_beside_furniture(page, line)) {
        return false;
    }
    !role.copied().is_some_and(is_furniture)
}

fn is_furniture(role: Role) -> bool {
    matches!(
        role,
        Role::RunningHead | Role::RunningFoot | Role::PageNumber | Role::Footnote
    )
}

/// Whether a line stands beside a page number, or another line of the page's head or foot: so does the document's number
/// that only one page of a short document has.
fn is_beside_furniture(page: &Sheet, line: usize) -> bool {
    let Some(own) = page.lines.get(line) else { return false };
    let beside = |other: &Line| other.turn == own.turn && (other.baseline - own.baseline).abs() < own.size / 2.0;
    let mut lines = page.lines.iter().zip(&page.roles);
    lines.any(|(other, role)| is_furniture(*role) && *role != Role::Footnote && beside(other))
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
            doubt: grid.guessed.contains(&field.row).then_some(Doubt::Lines),
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
    // Some of its cells can be furniture, and others not, since they stand elsewhere or are parted otherwise.
    let begins_with_head = repeated.contains(&words_of_first_row(sheet, grid, own.iter().copied()));
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
