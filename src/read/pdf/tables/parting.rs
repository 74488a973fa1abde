//! Where a line of text that is no row's stands between the coloured rows of a grid: two tables, with a heading between.

use super::fields::{Field, Grid};
use crate::read::pdf::word_lines::WordLine;

/// A piece of a line is parted from the next one by a gap this wide, in em.
const PIECE_GAP_EM: f32 = 0.6;
/// How far a piece reaches over a column's end to cross it, points.
const OVER: f32 = 1.0;
/// A sentence crosses so many columns' ends, and half of all.
const LEAST: usize = 2;

/// The parts of a grid above and below the lines that run over its columns.
pub fn parted(grid: Grid, lines: &[WordLine]) -> Vec<Grid> {
    let height = grid.rows.len() - 1;
    let mut free = vec![true; height];
    for line in lines {
        let middle = f32::midpoint(line.top, line.bottom);
        let Some((row, _)) = grid.columns.first().and_then(|&x| grid.field(x, middle)) else {
            continue;
        };
        if line.pieces(PIECE_GAP_EM).iter().any(|piece| crosses(&grid, row, *piece))
            && let Some(free) = free.get_mut(row)
        {
            *free = false;
        }
    }
    if free.iter().all(|&free| free) {
        return vec![grid];
    }
    let mut parts = Vec::new();
    let mut start = 0;
    while start < height {
        let length = free.iter().skip(start).take_while(|&&free| free).count();
        parts.extend((length > 0).then(|| part(&grid, start, start + length)).flatten());
        start += length + 1;
    }
    parts
}

/// Whether a piece of text runs over the ends of columns in a row, and not in one cell over them.
fn crosses(grid: &Grid, row: usize, (x0, x1): (f32, f32)) -> bool {
    let width = grid.columns.len() - 1;
    let inner = grid.columns.get(1..width).unwrap_or_default();
    let over = |column: &usize| {
        let place = grid.columns.get(*column);
        let cell = |column: usize| grid.at.get(row * width + column);
        place.is_some_and(|&place| x0 + OVER < place && place < x1 - OVER) && cell(*column) != cell(column - 1)
    };
    let count = (1..width).filter(over).count();
    count >= LEAST && count * 2 >= inner.len()
}

/// Some rows of a grid.
fn part(grid: &Grid, from: usize, to: usize) -> Option<Grid> {
    let cells = grid.cells.iter().filter(|cell| cell.row < to && cell.row + cell.row_span > from);
    let cells = cells.map(|cell| {
        let (first, last) = (cell.row.max(from), (cell.row + cell.row_span).min(to));
        Field {
            row: first - from,
            row_span: last - first,
            ..*cell
        }
    });
    let cells: Vec<Field> = cells.collect();
    let part = Grid {
        turn: grid.turn,
        columns: grid.columns.clone(),
        rows: grid.rows.get(from..=to)?.to_vec(),
        at: vec![0; (to - from) * (grid.columns.len() - 1)],
        cells: Vec::new(),
        is_rest: grid.is_rest,
    };
    Some(part.with_cells(cells))
}
