//! Heads above a table that no line parts from it: a rule as wide as the table stands above them.

use super::TOUCH;
use super::edges::Edge;
use super::fields::{Field, Grid};
use super::page::PIECE_GAP_EM;
use crate::read::pdf::word_lines::WordLine;

/// The grid with the head above it: a rule as wide as it is, and no line between the two.
pub fn headed(grid: Grid, across: &[Edge], lines: impl FnOnce() -> Vec<WordLine>) -> Grid {
    /// A head is no higher, points.
    const HIGHEST: f32 = 60.0;
    /// Columns from which on a table has a head.
    const COLUMNS: usize = 3;
    let (Some(&left), Some(&right), Some(&top)) = (grid.columns.first(), grid.columns.last(), grid.rows.first()) else {
        return grid;
    };
    let as_wide = |edge: &&Edge| (edge.from - left).abs() <= 2.0 * TOUCH && (edge.to - right).abs() <= 2.0 * TOUCH;
    let above = |edge: &&Edge| edge.at < top - TOUCH && top - edge.at <= HIGHEST;
    let width = grid.columns.len() - 1;
    let rule = across
        .iter()
        .filter(as_wide)
        .filter(above)
        .map(|edge| edge.at)
        .reduce(f32::max);
    let Some(rule) = rule.filter(|_| width >= COLUMNS && !grid.is_rest) else {
        return grid;
    };
    let lines = lines();
    let middle = |line: &WordLine| f32::midpoint(line.top, line.bottom);
    let own: Vec<&WordLine> = lines
        .iter()
        .filter(|line| (rule..top).contains(&middle(line)))
        .collect();
    let inner = grid.columns.get(1..width).unwrap_or_default();
    let crosses = |line: &WordLine| {
        let pieces = line.pieces(PIECE_GAP_EM);
        pieces
            .iter()
            .any(|piece| inner.iter().any(|&place| piece.0 < place && piece.1 > place))
    };
    // Heads over several columns stand above the others; below them each stands in its column.
    let over = own.iter().take_while(|line| crosses(line)).count();
    let below = own.get(over..).unwrap_or_default();
    let pieces: usize = below
        .iter()
        .map(|line| line.pieces(PIECE_GAP_EM).len())
        .max()
        .unwrap_or(0);
    if below.iter().any(|line| crosses(line)) || pieces * 2 < width {
        return grid;
    }
    let mut places = vec![rule];
    if let (Some(above), Some(below)) = (over.checked_sub(1).and_then(|last| own.get(last)), below.first()) {
        places.push(f32::midpoint(middle(above), middle(below)));
    }
    let count = places.len();
    let mut cells: Vec<Field> = grid
        .cells
        .iter()
        .map(|cell| Field {
            row: cell.row + count,
            ..*cell
        })
        .collect();
    cells.extend((0..count).map(|row| Field {
        row,
        row_span: 1,
        column_span: width,
        ..Field::default()
    }));
    places.extend(&grid.rows);
    let at = vec![0; (places.len() - 1) * width];
    Grid {
        rows: places,
        at,
        ..grid
    }
    .with_cells(cells)
}
