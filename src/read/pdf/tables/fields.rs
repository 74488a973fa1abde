//! Edges that cross make a grid; fields of the grid without an edge between them are one cell.

use super::edges::{self, Edge};
use super::{TOUCH, Turn};
use crate::read::pdf::bounds;

/// Where edges reach further than the outermost one that they cross by so many times `TOUCH`, the table is open there.
const OPEN: f32 = 1.5;
/// An edge may fall short of a field's side by `TOUCH` and this share of the side at each end; two never meet.
const SHORT_OF: f32 = 0.25;
const SHORT_OF_MOST: f32 = 0.45;

/// A table's grid on one page.
#[derive(Clone, Debug)]
pub struct Grid {
    /// The direction of reading, in which all its measures are.
    pub turn: Turn,
    /// Where its columns begin, and where the last one ends.
    pub columns: Vec<f32>,
    /// Where its rows begin, and where the last one ends.
    pub rows: Vec<f32>,
    /// Its cells, by row and then by column.
    pub cells: Vec<Field>,
    /// The cell of each field, row by row.
    pub at: Vec<usize>,
    /// The rows of which nobody knows where they begin or end, in order.
    pub guessed: Vec<usize>,
    /// Whether coloured boxes make it, not strokes.
    pub coloured: bool,
    /// Too little stands in it for a table of its own; it can be the rest of the one on the page before.
    pub is_rest: bool,
}

/// A cell of a grid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Field {
    /// Its first row.
    pub row: usize,
    /// Its first column.
    pub column: usize,
    /// How many rows it takes.
    pub row_span: usize,
    /// How many columns it takes.
    pub column_span: usize,
    /// Whether it is a title or a source, as wide as the table.
    pub aside: bool,
}

/// A cell, and from where to where along a line its field goes.
#[derive(Clone, Copy, Debug)]
pub struct Reach {
    pub cell: usize,
    pub column: usize,
    from: f32,
    to: f32,
}

impl Reach {
    /// Whether a place of the same line lies in it.
    pub fn holds(&self, along: f32) -> bool {
        (self.from..self.to).contains(&along)
    }
}

impl Grid {
    /// Whether two grids have a part of the page in common.
    pub fn overlaps(&self, other: &Self) -> bool {
        let meet = |one: &[f32], other: &[f32]| {
            one.first().zip(other.last()).is_some_and(|(first, last)| first < last)
                && other.first().zip(one.last()).is_some_and(|(first, last)| first < last)
        };
        self.turn == other.turn && meet(&self.columns, &other.columns) && meet(&self.rows, &other.rows)
    }

    /// Whether a place lies in it.
    pub fn holds(&self, along: f32, below: f32) -> bool {
        self.field(along, below).is_some()
    }

    /// Row and column of a place.
    pub fn field(&self, along: f32, below: f32) -> Option<(usize, usize)> {
        Some((between(&self.rows, below)?, between(&self.columns, along)?))
    }

    /// The row in which a line stands.
    pub fn row(&self, below: f32) -> Option<usize> {
        between(&self.rows, below)
    }

    /// The cell of a row in which a place lies, and how far along the row is the same field.
    pub fn reach(&self, row: usize, along: f32) -> Option<Reach> {
        let column = between(&self.columns, along)?;
        Some(Reach {
            cell: *self.at.get(row * (self.columns.len() - 1) + column)?,
            column,
            from: *self.columns.get(column)?,
            to: *self.columns.get(column + 1)?,
        })
    }

    /// Where its columns begin, and where the last one ends, from its left end.
    pub fn widths(&self) -> Vec<f32> {
        let left = self.columns.first().copied().unwrap_or(0.0);
        self.columns.iter().map(|column| column - left).collect()
    }

    /// A grid of these cells.
    pub fn with_cells(mut self, mut cells: Vec<Field>) -> Self {
        cells.sort_by_key(|cell| (cell.row, cell.column));
        let width = self.columns.len() - 1;
        for (index, cell) in cells.iter().enumerate() {
            for row in cell.row..cell.row + cell.row_span {
                for column in cell.column..cell.column + cell.column_span {
                    if let Some(slot) = self.at.get_mut(row * width + column) {
                        *slot = index;
                    }
                }
            }
        }
        self.cells = cells;
        self
    }
}

/// Between which two of rising places a value lies.
fn between(places: &[f32], value: f32) -> Option<usize> {
    let after = places.partition_point(|&place| place <= value);
    (after > 0 && after < places.len()).then(|| after - 1)
}

/// The grids that the edges of a page make.
pub fn grids(across: &[Edge], down: &[Edge], turn: Turn) -> Vec<Grid> {
    let across = edges::joined(across);
    let down = edges::joined(down);
    let mut parts = Parts::new(across.len() + down.len());
    for (a, h) in across.iter().enumerate() {
        let first = down.partition_point(|v| v.at < h.from - TOUCH);
        for (b, v) in down.iter().enumerate().skip(first) {
            if v.at > h.to + TOUCH {
                break;
            }
            if (v.from - TOUCH..=v.to + TOUCH).contains(&h.at) {
                parts.join(a, across.len() + b);
            }
        }
    }
    let mut tables: Vec<(usize, Vec<Edge>, Vec<Edge>)> = Vec::new();
    let mut add = |part: usize, edge: Edge, is_across: bool| {
        let at = tables.iter().position(|table| table.0 == part).unwrap_or_else(|| {
            tables.push((part, Vec::new(), Vec::new()));
            tables.len() - 1
        });
        if let Some((_, across, down)) = tables.get_mut(at) {
            if is_across { across.push(edge) } else { down.push(edge) }
        }
    };
    for (a, &edge) in across.iter().enumerate() {
        if parts.crosses(a) {
            add(parts.root(a), edge, true);
        }
    }
    for (b, &edge) in down.iter().enumerate() {
        if parts.crosses(across.len() + b) {
            add(parts.root(across.len() + b), edge, false);
        }
    }
    let mut grids: Vec<Grid> = tables
        .into_iter()
        .filter_map(|(_, across, down)| grid(&across, &down, turn))
        .collect();
    let alone: Vec<Edge> = (0..down.len())
        .filter(|&b| !parts.crosses(across.len() + b))
        .filter_map(|b| down.get(b).copied())
        .collect();
    grids.extend(one_row(&alone, turn));
    grids
}

/// A row that fills the page has its sides drawn, and neither head nor foot.
fn one_row(down: &[Edge], turn: Turn) -> Option<Grid> {
    let longest = down
        .iter()
        .copied()
        .max_by(|a, b| (a.to - a.from).total_cmp(&(b.to - b.from)))?;
    let as_long = |edge: &&Edge| (edge.from - longest.from).abs() <= TOUCH && (edge.to - longest.to).abs() <= TOUCH;
    let columns: Vec<f32> = down.iter().filter(as_long).map(|edge| edge.at).collect();
    let width = columns.len().checked_sub(1).filter(|&width| width > 1)?;
    let cells = (0..width).map(|column| Field {
        column,
        row_span: 1,
        column_span: 1,
        ..Field::default()
    });
    let grid = Grid {
        turn,
        columns,
        rows: vec![longest.from, longest.to],
        cells: Vec::new(),
        guessed: Vec::new(),
        coloured: false,
        at: vec![0; width],
        is_rest: true,
    };
    Some(grid.with_cells(cells.collect()))
}

fn grid(across: &[Edge], down: &[Edge], turn: Turn) -> Option<Grid> {
    let columns = places(down, across);
    let rows = places(across, down);
    let (width, height) = (columns.len().checked_sub(1)?, rows.len().checked_sub(1)?);
    if width == 0 || height == 0 || width.saturating_mul(height) > bounds::FIELDS {
        return None;
    }
    let side = |places: &[f32], at: usize| Some((*places.get(at)?, *places.get(at + 1)?));
    let mut parts = Parts::new(width * height);
    for row in 0..height {
        for column in 0..width {
            let here = row * width + column;
            if column + 1 < width && !is_drawn(down, *columns.get(column + 1)?, side(&rows, row)?) {
                parts.join(here, here + 1);
            }
            if row + 1 < height && !is_drawn(across, *rows.get(row + 1)?, side(&columns, column)?) {
                parts.join(here, here + width);
            }
        }
    }
    let cells = cells(&mut parts, width, height);
    let grid = Grid {
        turn,
        columns,
        rows,
        cells: Vec::new(),
        guessed: Vec::new(),
        coloured: false,
        at: vec![0; width * height],
        is_rest: false,
    };
    Some(grid.with_cells(cells))
}

/// Where edges lie, and where those that cross them reach further.
fn places(edges: &[Edge], crossing: &[Edge]) -> Vec<f32> {
    let mut places: Vec<f32> = edges.iter().map(|edge| edge.at).collect();
    places.sort_by(f32::total_cmp);
    places.dedup();
    let from = crossing.iter().map(|edge| edge.from).fold(f32::INFINITY, f32::min);
    let to = crossing.iter().map(|edge| edge.to).fold(f32::NEG_INFINITY, f32::max);
    if places.first().is_some_and(|&first| from < first - OPEN * TOUCH) {
        places.insert(0, from);
    }
    if places.last().is_some_and(|&last| to > last + OPEN * TOUCH) {
        places.push(to);
    }
    places
}

/// Whether an edge at a place covers a field's side.
fn is_drawn(edges: &[Edge], place: f32, (from, to): (f32, f32)) -> bool {
    let length = to - from;
    let short = (TOUCH + SHORT_OF * length).min(SHORT_OF_MOST * length);
    // They are sorted by place, and those of one place have the very same.
    let first = edges.partition_point(|edge| edge.at < place);
    edges
        .iter()
        .skip(first)
        .take_while(|edge| edge.at <= place)
        .any(|edge| edge.from <= from + short && edge.to >= to - short)
}

/// First and last row and column of joined fields, and how many they are: top, left, bottom, right, count.
type Union = (usize, usize, usize, usize, usize);

/// Fields that are joined are one cell if they are a rectangle, else each of their rows' runs is one.
fn cells(parts: &mut Parts, width: usize, height: usize) -> Vec<Field> {
    let mut boxes: Vec<Option<Union>> = vec![None; width * height];
    for at in 0..width * height {
        let (row, column) = (at / width, at % width);
        let root = parts.root(at);
        if let Some(slot) = boxes.get_mut(root) {
            let (top, left, bottom, right, count) = slot.unwrap_or((row, column, row, column, 0));
            *slot = Some((
                top.min(row),
                left.min(column),
                bottom.max(row),
                right.max(column),
                count + 1,
            ));
        }
    }
    let mut cells = Vec::new();
    let mut run: Option<(usize, Field)> = None;
    for at in 0..width * height {
        let (row, column) = (at / width, at % width);
        let root = parts.root(at);
        let Some((top, left, bottom, right, count)) = boxes.get(root).copied().flatten() else {
            continue;
        };
        let (row_span, column_span) = (bottom - top + 1, right - left + 1);
        if row_span * column_span == count {
            if (row, column) == (top, left) {
                cells.push(Field {
                    row,
                    column,
                    row_span,
                    column_span,
                    aside: false,
                });
            }
            continue;
        }
        match run.as_mut() {
            Some((of, field)) if *of == root && field.row == row && field.column + field.column_span == column => {
                field.column_span += 1;
            }
            _ => {
                let begun = Field {
                    row,
                    column,
                    row_span: 1,
                    column_span: 1,
                    aside: false,
                };
                cells.extend(run.replace((root, begun)).map(|(_, field)| field));
            }
        }
    }
    cells.extend(run.map(|(_, field)| field));
    cells
}

/// Things that are joined to parts.
struct Parts {
    parents: Vec<usize>,
    joined: Vec<bool>,
}

impl Parts {
    fn new(count: usize) -> Self {
        Self {
            parents: (0..count).collect(),
            joined: vec![false; count],
        }
    }

    fn root(&mut self, mut at: usize) -> usize {
        loop {
            let parent = self.parents.get(at).copied().unwrap_or(at);
            if parent == at {
                return at;
            }
            let above = self.parents.get(parent).copied().unwrap_or(parent);
            if let Some(slot) = self.parents.get_mut(at) {
                *slot = above;
            }
            at = above;
        }
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a_root, b_root) = (self.root(a), self.root(b));
        let (first, second) = (a_root.min(b_root), a_root.max(b_root));
        if let Some(slot) = self.parents.get_mut(second) {
            *slot = first;
        }
        for at in [a, b] {
            if let Some(slot) = self.joined.get_mut(at) {
                *slot = true;
            }
        }
    }

    fn crosses(&self, at: usize) -> bool {
        self.joined.get(at).copied().unwrap_or(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(edges: &[(f32, f32, f32)]) -> Vec<Edge> {
        edges.iter().map(|&(at, from, to)| Edge::new(at, from, to)).collect()
    }

    fn shapes(across: &[(f32, f32, f32)], down: &[(f32, f32, f32)]) -> Vec<Vec<(usize, usize, usize, usize)>> {
        let shape = |cell: &Field| (cell.row, cell.column, cell.row_span, cell.column_span);
        let grids = grids(&lines(across), &lines(down), Turn::Right);
        grids
            .iter()
            .map(|grid| grid.cells.iter().map(shape).collect())
            .collect()
    }

    #[test]
    fn cells_with_spans() {
        let across = [
            (0.0, 0.0, 200.0),
            (20.0, 0.0, 200.0),
            (40.0, 100.0, 200.0),
            (60.0, 0.0, 200.0),
        ];
        let down = [(0.0, 0.0, 60.0), (100.0, 20.0, 60.0), (200.0, 0.0, 60.0)];
        assert_eq!(
            shapes(&across, &down),
            [vec![(0, 0, 1, 2), (1, 0, 2, 1), (1, 1, 1, 1), (2, 1, 1, 1)]]
        );
    }

    #[test]
    fn a_table_is_open_where_its_edges_reach_further() {
        let across = [(20.0, 0.0, 200.0), (40.0, 0.0, 200.0)];
        let down = [(100.0, 20.0, 60.0)];
        assert_eq!(
            shapes(&across, &down),
            [vec![(0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1)]]
        );
    }

    #[test]
    fn what_does_not_cross_is_no_table() {
        assert!(shapes(&[(20.0, 0.0, 200.0), (40.0, 0.0, 200.0)], &[(300.0, 0.0, 60.0)]).is_empty());
    }
}
