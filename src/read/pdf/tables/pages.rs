//! Tables of the text: those of single pages, put together where one goes on over pages.

use super::fields::Grid;
use crate::read::pdf::geometry::hundredths;
use crate::read::pdf::lines::Line;
use crate::read::pdf::sheet::Sheet;
use crate::text::{Builder, Cell, LineEnd, PageBox, Place, Role, Table};

/// Columns of two pages that begin this near to each other, from their table's left end, are one. Points.
const SAME_COLUMN: f32 = 2.0;

/// A table that may go on.
struct Open {
    table: Table,
    /// Where its columns begin and the last ends, from its left end.
    columns: Vec<f32>,
    /// Rows so far.
    rows: usize,
}

/// The tables of a text whose lines stand at these places: sheet and line.
pub fn tables(sheets: &[Sheet], lines: &[(usize, usize)], builder: &mut Builder) {
    let printed = Lines { sheets, lines };
    let mut open: Option<Open> = None;
    let mut at = 0;
    while let Some(&(index, line)) = lines.get(at) {
        let Some(sheet) = sheets.get(index) else { break };
        let in_cell = sheet.lines.get(line).and_then(|line| line.cell);
        let Some((number, grid)) = in_cell.and_then(|(grid, _)| Some((grid, sheet.grids.get(grid)?))) else {
            // Between the parts of a table stands nothing but furniture and notes.
            if sheet.roles.get(line).is_some_and(|role| is_between(*role)) {
                end(builder, printed, open.take());
            }
            at += 1;
            continue;
        };
        let own = lines.iter().skip(at).take_while(|&&(other, line)| {
            other == index && sheet.lines.get(line).and_then(|line| line.cell).is_some_and(|cell| cell.0 == number)
        });
        let count = own.count();
        let part = part(sheet, grid, number, lines.get(at..at + count).unwrap_or_default(), at);
        at += count;
        open = match open.take() {
            Some(mut before) => match before.go_on(&part) {
                true => Some(before),
                false => {
                    end(builder, printed, Some(before));
                    Some(part)
                }
            },
            None => Some(part),
        };
    }
    end(builder, printed, open);
}

/// Notes a table that has ended.
fn end(builder: &mut Builder, printed: Lines<'_>, open: Option<Open>) {
    if let Some(Open { mut table, .. }) = open {
        mark_heads(&mut table, printed);
        builder.table(table);
    }
}

/// The lines of the text.
#[derive(Clone, Copy)]
struct Lines<'s> {
    sheets: &'s [Sheet],
    /// Sheet and line of each.
    lines: &'s [(usize, usize)],
}

impl<'s> Lines<'s> {
    fn get(self, at: usize) -> Option<&'s Line> {
        let &(sheet, line) = self.lines.get(at)?;
        self.sheets.get(sheet)?.lines.get(line)
    }
}

/// Marks the first rows of pages that repeat the table's first ones, and a first row that is all bold.
fn mark_heads(table: &mut Table, printed: Lines<'_>) {
    let row = |row: usize| -> Vec<&Cell> {
        let first = table.cells.partition_point(|cell| cell.row < row);
        let of_row = table.cells.iter().skip(first).take_while(|cell| cell.row == row);
        of_row.filter(|cell| !cell.is_empty()).collect()
    };
    let lines = |cell: &Cell| -> Vec<&Line> { cell.line_indices().filter_map(|at| printed.get(at)).collect() };
    let words = |cells: &[&Cell]| -> Vec<(usize, Vec<&str>)> {
        let words = |cell: &Cell| lines(cell).into_iter().map(|line| line.text.as_str()).collect();
        cells.iter().map(|cell| (cell.column, words(cell))).collect()
    };
    let mut heads = Vec::new();
    for &start in &table.page_breaks {
        let mut at = 0;
        while start + at < table.rows() && at < start {
            let (first, here) = (words(&row(at)), words(&row(start + at)));
            if first != here || first.is_empty() {
                break;
            }
            heads.extend([at, start + at]);
            at += 1;
        }
    }
    let first = row(0);
    if first.len() > 1 && first.iter().all(|cell| lines(cell).iter().all(|line| line.bold)) {
        heads.push(0);
    }
    for cell in &mut table.cells {
        cell.head |= heads.contains(&cell.row);
    }
}

fn is_between(role: Role) -> bool {
    !matches!(
        role,
        Role::RunningHead | Role::RunningFoot | Role::PageNumber | Role::Footnote
    )
}

/// The part of a table on one page.
fn part(sheet: &Sheet, grid: &Grid, number: usize, lines: &[(usize, usize)], first: usize) -> Open {
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
    let mut cells: Vec<Cell> = grid
        .cells
        .iter()
        .map(|field| Cell {
            row: field.row,
            column: field.column,
            row_span: field.row_span,
            column_span: field.column_span,
            aside: field.aside,
            place: place(field.row, field.column, field.row_span, field.column_span),
            ..Cell::default()
        })
        .collect();
    for (at, &(_, line)) in (first..).zip(lines) {
        let cell = sheet.lines.get(line).and_then(|line| line.cell).filter(|cell| cell.0 == number);
        if let Some(cell) = cell.and_then(|(_, cell)| cells.get_mut(cell)) {
            cell.push(at);
        }
    }
    let left = grid.columns.first().copied().unwrap_or(0.0);
    Open {
        columns: grid.columns.iter().map(|column| column - left).collect(),
        rows: grid.rows.len() - 1,
        table: Table {
            columns: grid.columns.len() - 1,
            cells,
            line_end: LineEnd::Printed,
            page_breaks: Vec::new(),
        },
    }
}

impl Open {
    /// Takes the part on the next page, if its columns are this table's.
    fn go_on(&mut self, part: &Open) -> bool {
        let same_page = self.page() == part.page();
        let Some(columns) = merged(&self.columns, &part.columns).filter(|_| !same_page) else {
            return false;
        };
        for cell in &mut self.table.cells {
            (cell.column, cell.column_span) = moved(cell, &self.columns, &columns);
        }
        self.table.page_breaks.push(self.rows);
        for cell in &part.table.cells {
            let (column, column_span) = moved(cell, &part.columns, &columns);
            self.table.cells.push(Cell {
                row: cell.row + self.rows,
                column,
                column_span,
                ..cell.clone()
            });
        }
        self.rows += part.rows;
        self.table.columns = columns.len() - 1;
        self.columns = columns;
        true
    }

    /// The page on which it ends so far.
    fn page(&self) -> Option<u32> {
        self.table.cells.last().and_then(|cell| match cell.place {
            Some(Place::Box(place)) => Some(place.page),
            _ => None,
        })
    }
}

/// The columns of two pages, if those of one are among those of the other and both are as wide.
fn merged(before: &[f32], after: &[f32]) -> Option<Vec<f32>> {
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
