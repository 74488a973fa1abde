//! What stands between, above and below the coloured rows of a grid: a line of text that is no row's parts two tables, and
//! a row without a colour is a row.

use super::fields::{Field, Grid};
use super::keys::has_reference;
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
        if line
            .pieces(PIECE_GAP_EM)
            .iter()
            .any(|piece| crosses(&grid, row, *piece))
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

/// The grid with the rows above and below it that have no colour: lines that stand in its columns.
pub fn extended(mut grid: Grid, lines: &[WordLine]) -> Grid {
    /// Lines of one row are nearer to each other than this, in em.
    const NEAR_EM: f32 = 1.2;
    /// Coloured rows, and those between them, from which on every second one has a colour.
    const ROWS: usize = 3;
    let width = grid.columns.len() - 1;
    if grid.rows.len() <= ROWS {
        return grid;
    }
    let (Some(&top), Some(&bottom)) = (grid.rows.first(), grid.rows.last()) else {
        return grid;
    };
    let below = lines.iter().filter(|line| line.top >= bottom - OVER);
    let (mut end, mut seen, mut letters) = (bottom, Vec::new(), 0);
    for line in below {
        if line.top - end > NEAR_EM * line.size || !stands_in(&grid, line, &mut seen) {
            break;
        }
        letters += usize::from(has_reference(&line.string()));
        end = end.max(line.bottom);
    }
    // Where it is more than one row, colours do not tell rows.
    if seen.len() >= LEAST && letters <= 1 {
        let row = grid.rows.len() - 1;
        grid = with_row(grid, row, end + OVER, width);
    }
    let above = lines.iter().rev().filter(|line| line.bottom <= top + OVER);
    let (mut start, mut seen, mut letters) = (top, Vec::new(), 0);
    for line in above {
        if start - line.bottom > NEAR_EM * line.size || !stands_in(&grid, line, &mut seen) {
            break;
        }
        letters += usize::from(has_reference(&line.string()));
        start = start.min(line.top);
    }
    if seen.len() >= LEAST && letters <= 1 {
        grid = with_row(grid, 0, start - OVER, width);
    }
    grid
}

/// Whether all pieces of a line stand in columns of a grid, one in each; notes which.
fn stands_in(grid: &Grid, line: &WordLine, seen: &mut Vec<usize>) -> bool {
    line.pieces(PIECE_GAP_EM).iter().all(|&(x0, x1)| {
        let column = grid.columns.partition_point(|&place| place <= x0 + OVER);
        let ends = grid.columns.get(column).is_some_and(|&end| x1 <= end + OVER);
        if column > 0 && ends && !seen.contains(&column) {
            seen.push(column);
        }
        column > 0 && ends
    })
}

/// The grid with one row more, before its first row or after its last, up to a place.
fn with_row(mut grid: Grid, row: usize, place: f32, width: usize) -> Grid {
    let mut cells = std::mem::take(&mut grid.cells);
    if row == 0 {
        for cell in &mut cells {
            cell.row += 1;
        }
        grid.rows.insert(0, place);
    } else {
        grid.rows.push(place);
    }
    cells.extend((0..width).map(|column| Field {
        row,
        column,
        row_span: 1,
        column_span: 1,
        aside: false,
    }));
    grid.at = vec![0; (grid.rows.len() - 1) * width];
    grid.with_cells(cells)
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
    let cells = grid
        .cells
        .iter()
        .filter(|cell| cell.row < to && cell.row + cell.row_span > from);
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
        guessed: Vec::new(),
        coloured: grid.coloured,
        is_rest: grid.is_rest,
    };
    Some(part.with_cells(cells))
}
