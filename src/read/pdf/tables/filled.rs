//! What stands in the cells of a grid, and whether that makes it a table.

use std::collections::BTreeSet;

use super::fields::{Field, Grid, Reach};
use super::undrawn::{Part, SAME_LINE, may_have_heads, parted_heads, parted_rows};
use crate::read::pdf::printed::{Printed, Run, glyphs, is_blank};

/// Under so many filled cells, and under so many columns with one, there is no table.
const LEAST: usize = 2;
/// A chart has fewer of its cells filled than this; 0.2 to 0.4 are equal.
const LEAST_SHARE: f32 = 0.3;
/// A cell over so many rows with one line in each is as many cells; a table has a title or a source from so many rows on.
const MANY_ROWS: usize = 4;
/// A part of a line goes on with the words of one of so many parts before it.
const LOOK_BACK: usize = 24;
/// How far above its baseline the middle of a letter stands, in em.
const MIDDLE_EM: f32 = 0.3;

/// How far below the page's upper edge the middle of letters is.
pub fn middle(baseline: f32, size: f32) -> f32 {
    baseline - MIDDLE_EM * size
}

/// The grids in which something stands, with the cells that their text makes of them, and whether that is a table.
pub fn tables(grids: Vec<Grid>, printed: &Printed) -> Vec<Grid> {
    grids.into_iter().filter_map(|grid| table(grid, printed)).collect()
}

fn table(grid: Grid, printed: &Printed) -> Option<Grid> {
    let text = Words::of(&grid, printed);
    let filled: Vec<bool> = text.lines.iter().map(|lines| !lines.is_empty()).collect();
    let count = filled.iter().filter(|&&filled| filled).count();
    let mut columns: Vec<usize> = grid
        .cells
        .iter()
        .zip(&filled)
        .filter(|cell| *cell.1)
        .map(|cell| cell.0.column)
        .collect();
    columns.sort_unstable();
    columns.dedup();
    #[expect(clippy::cast_precision_loss, reason = "a few thousand")]
    let share = count as f32 / grid.cells.len().max(1) as f32;
    if count == 0 {
        return None;
    }
    let is_rest = grid.is_rest || count < LEAST || columns.len() < LEAST || share < LEAST_SHARE;
    let may_have_rows = (0..grid.rows.len() - 1).any(|row| has_lines_beside(&grid, row, &text.lines));
    let mut cells = Vec::with_capacity(grid.cells.len());
    let mut filled = BTreeSet::new();
    for (cell, lines) in grid.cells.iter().zip(&text.lines) {
        let start = cells.len();
        if is_list(cell, lines, &grid) {
            cells.extend((cell.row..cell.row + cell.row_span).map(|row| Field {
                row,
                row_span: 1,
                ..*cell
            }));
        } else {
            cells.push(*cell);
        }
        if !lines.is_empty() {
            filled.extend(cells.iter().skip(start).map(|cell| (cell.row, cell.column)));
        }
    }
    let mut grid = grid.with_cells(cells);
    let may_have_heads = may_have_heads(&grid, &filled);
    if may_have_heads || may_have_rows {
        let mut found = parts(&grid, printed);
        if may_have_heads {
            let before = grid.cells.len();
            grid = parted_heads(grid, &found);
            if may_have_rows && grid.cells.len() != before {
                found = parts(&grid, printed);
            }
        }
        if may_have_rows {
            grid = parted_rows(grid, &found);
        }
    }
    let (width, height) = (grid.columns.len() - 1, grid.rows.len() - 1);
    for cell in &mut grid.cells {
        let outermost = cell.row == 0 || cell.row + cell.row_span == height;
        cell.aside = outermost && cell.column_span == width && height >= MANY_ROWS;
    }
    Some(Grid { is_rest, ..grid })
}

/// Whether a cell over several rows has one line in each of them.
fn is_list(cell: &Field, lines: &[f32], grid: &Grid) -> bool {
    cell.row_span >= MANY_ROWS
        && lines.len() == cell.row_span
        && lines.iter().zip(cell.row..).all(|(&line, row)| {
            let (top, bottom) = (grid.rows.get(row), grid.rows.get(row + 1));
            top.is_some_and(|&top| line >= top) && bottom.is_some_and(|&bottom| line < bottom)
        })
}

/// The middles of the lines in each cell of a grid, from the top down.
struct Words {
    lines: Vec<Vec<f32>>,
}

impl Words {
    fn of(grid: &Grid, printed: &Printed) -> Self {
        let mut lines: Vec<Vec<f32>> = vec![Vec::new(); grid.cells.len()];
        let is_of = |run: &&Run| run.turn == grid.turn;
        for run in printed.runs.iter().filter(is_of) {
            let below = middle(run.baseline, run.size);
            let Some(row) = grid.row(below) else { continue };
            let mut last: Option<Reach> = None;
            for glyph in glyphs(printed, run) {
                if is_blank(glyph.character) {
                    continue;
                }
                let along = f32::midpoint(glyph.x0, glyph.x1);
                if last.is_some_and(|last| last.holds(along)) {
                    continue;
                }
                let reach = grid.reach(row, along);
                if let Some(reach) = reach.filter(|reach| last.is_none_or(|last| last.cell != reach.cell))
                    && let Some(lines) = lines.get_mut(reach.cell)
                {
                    lines.push(below);
                }
                last = reach;
            }
        }
        for lines in &mut lines {
            lines.sort_by(f32::total_cmp);
            lines.dedup_by(|a, b| (*a - *b).abs() <= SAME_LINE);
        }
        Self { lines }
    }
}

/// Whether most cells of a row that have words have lines at the same two heights.
fn has_lines_beside(grid: &Grid, row: usize, lines: &[Vec<f32>]) -> bool {
    let first = grid.cells.partition_point(|cell| cell.row < row);
    let own = grid
        .cells
        .iter()
        .zip(lines)
        .skip(first)
        .take_while(|cell| cell.0.row == row);
    let own: Vec<&Vec<f32>> = own.map(|cell| cell.1).filter(|lines| !lines.is_empty()).collect();
    let mut heights: Vec<usize> = own.iter().map(|lines| lines.len()).collect();
    heights.sort_unstable_by(|a, b| b.cmp(a));
    let tallest = heights.first().copied().unwrap_or_default();
    // Where figures stand below each other, half of the cells have as many lines as there are, and words beside them two for
    // each at the most.
    let half = heights
        .get(own.len().saturating_sub(1) / 2)
        .copied()
        .unwrap_or_default();
    if own.len() < 2 || half < 2 || half * 2 < tallest {
        return false;
    }
    let mut middles: Vec<f32> = own.iter().flat_map(|lines| lines.iter().copied()).collect();
    middles.sort_by(f32::total_cmp);
    let beside = middles
        .chunk_by(|a, b| b - a <= SAME_LINE)
        .filter(|line| line.len() * 2 >= own.len());
    beside.count() > 1
}

/// What each line of each cell prints, column by column.
fn parts(grid: &Grid, printed: &Printed) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for run in printed.runs.iter().filter(|run| run.turn == grid.turn) {
        let below = middle(run.baseline, run.size);
        let Some(row) = grid.row(below) else { continue };
        // Most glyphs are of the part that the one before them is of.
        let mut last: Option<(Reach, usize)> = None;
        for glyph in glyphs(printed, run).iter().filter(|glyph| !is_blank(glyph.character)) {
            let along = f32::midpoint(glyph.x0, glyph.x1);
            if !last.is_some_and(|(reach, _)| reach.holds(along)) {
                last = grid.reach(row, along).map(|reach| {
                    let same = |part: &Part| {
                        let here = (part.middle - below).abs() <= SAME_LINE;
                        here && part.cell == reach.cell && part.column == reach.column
                    };
                    let known = parts.iter().rev().take(LOOK_BACK).position(same);
                    let index = known.map_or(parts.len(), |back| parts.len() - 1 - back);
                    if known.is_none() {
                        parts.push(Part::empty(reach.cell, reach.column, below, run.size));
                    }
                    (reach, index)
                });
            }
            if let Some(part) = last.and_then(|(_, index)| parts.get_mut(index)) {
                part.add(glyph);
            }
        }
    }
    parts
}
