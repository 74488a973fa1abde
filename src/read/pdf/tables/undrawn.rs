//! Cells that no line parts: figures below each other in one field, and heads beside each other in one.

use std::collections::BTreeSet;

use super::fields::{Field, Grid};
use crate::read::pdf::printed::Glyph;

/// Baselines this near to each other are one line's, points.
pub const SAME_LINE: f32 = 1.0;

/// What a line of a cell prints in one column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    pub cell: usize,
    pub column: usize,
    /// How far below the page's upper edge the middle of its letters is.
    pub middle: f32,
    pub size: f32,
    pub x0: f32,
    pub x1: f32,
    /// How many glyphs it has, and how many of them are digits, and letters.
    pub glyphs: usize,
    pub digits: usize,
    pub letters: usize,
    /// Whether it begins with a small letter.
    pub small: bool,
}

impl Part {
    /// That of a line of a cell of which nothing was seen yet.
    pub fn empty(cell: usize, column: usize, middle: f32, size: f32) -> Self {
        Self {
            cell,
            column,
            middle,
            size,
            x0: f32::INFINITY,
            x1: f32::NEG_INFINITY,
            glyphs: 0,
            digits: 0,
            letters: 0,
            small: false,
        }
    }

    /// Adds a glyph.
    pub fn add(&mut self, glyph: &Glyph) {
        if glyph.x0 < self.x0 {
            self.small = glyph.character.is_lowercase();
        }
        self.x0 = self.x0.min(glyph.x0);
        self.x1 = self.x1.max(glyph.x1);
        self.glyphs += 1;
        self.digits += usize::from(glyph.character.is_numeric());
        self.letters += usize::from(glyph.character.is_alphabetic());
    }

    /// Whether it is a figure, or stands for one: `1 234`, `–`, `n/a`.
    fn is_figure(&self) -> bool {
        /// No figure has more glyphs.
        const LONGEST: usize = 16;
        /// Nor has what stands for one.
        const NONE: usize = 3;
        /// A figure can have one letter, a mark for a note: `12.5 a`.
        const LETTERS: usize = 1;
        self.glyphs <= NONE || self.digits > 0 && self.letters <= LETTERS && self.glyphs <= LONGEST
    }
}

/// Parts cells over several columns where each column has words of its own there, with wide gaps between them: a head
/// without lines between its cells.
pub fn parted_heads(grid: Grid, parts: &[Part]) -> Grid {
    /// Words of two cells are this far apart, in em.
    const GAP_EM: f32 = 1.0;
    /// So many cells make a head; a title can have one gap.
    const LEAST: usize = 3;
    let mut cells = Vec::with_capacity(grid.cells.len());
    let cell_of = |part: &Part| grid.cells.get(part.cell).map(|cell| (cell.row, cell.column));
    let body = first_without_spans(&grid, &parts.iter().filter_map(cell_of).collect());
    for (index, cell) in grid.cells.iter().enumerate() {
        if cell.column_span < 2 || cell.row >= body {
            cells.push(*cell);
            continue;
        }
        let mut own: Vec<&Part> = parts.iter().filter(|part| part.cell == index).collect();
        own.sort_by(|a, b| a.middle.total_cmp(&b.middle).then(a.x0.total_cmp(&b.x0)));
        let filled: BTreeSet<usize> = own.iter().map(|part| part.column).collect();
        if filled.len() < 2 {
            cells.push(*cell);
            continue;
        }
        let on_line = |a: &&Part, b: &&Part| (a.middle - b.middle).abs() <= SAME_LINE;
        let mut joined: BTreeSet<usize> = BTreeSet::new();
        for line in own.chunk_by(on_line) {
            for pair in line.windows(2) {
                if let [left, right] = pair
                    && right.x0 - left.x1 < GAP_EM * left.size
                {
                    joined.extend(left.column..right.column);
                }
            }
        }
        // A column belongs to the one before it where words run over the end of that one.
        let end = cell.column + cell.column_span;
        let mut runs: Vec<(usize, usize)> = Vec::new();
        for column in cell.column..end {
            match runs.last_mut().filter(|_| column > 0 && joined.contains(&(column - 1))) {
                Some(run) => run.1 += 1,
                None => runs.push((column, 1)),
            }
        }
        let has_words = |run: &&(usize, usize)| (run.0..run.0 + run.1).any(|column| filled.contains(&column));
        let count = runs.iter().filter(has_words).count();
        if count < LEAST.min(cell.column_span) {
            cells.push(*cell);
            continue;
        }
        cells.extend(runs.into_iter().map(|(column, column_span)| Field {
            column,
            column_span,
            ..*cell
        }));
    }
    grid.with_cells(cells)
}

/// Whether a cell with words takes several columns above the first row of which none does; `filled` has row and column of
/// all cells with words.
pub fn may_have_heads(grid: &Grid, filled: &BTreeSet<(usize, usize)>) -> bool {
    let body = first_without_spans(grid, filled);
    let mut cells = grid.cells.iter().take_while(|cell| cell.row < body);
    cells.any(|cell| cell.column_span > 1 && filled.contains(&(cell.row, cell.column)))
}

/// The first row in which several cells have words and none of them takes several columns: heads stand above it. Where no
/// such row is near, cells of several columns are not a head's.
fn first_without_spans(grid: &Grid, filled: &BTreeSet<(usize, usize)>) -> usize {
    /// A head has no more rows.
    const MOST: usize = 4;
    let height = grid.rows.len() - 1;
    let is_plain = |row: &usize| {
        let first = grid.cells.partition_point(|cell| cell.row < *row);
        let own = grid.cells.iter().skip(first).take_while(|cell| cell.row == *row);
        let own = own.filter(|cell| filled.contains(&(cell.row, cell.column)));
        let spans: Vec<usize> = own.map(|cell| cell.column_span).collect();
        spans.len() > 1 && spans.iter().all(|&span| span == 1)
    };
    (0..height.min(MOST + 1)).find(is_plain).unwrap_or(0)
}

/// Parts rows in which figures stand below each other in most columns: no line is drawn between them.
pub fn parted_rows(grid: Grid, parts: &[Part]) -> Grid {
    let height = grid.rows.len() - 1;
    let mut by_row: Vec<Vec<&Part>> = vec![Vec::new(); height];
    for part in parts {
        let row = grid.cells.get(part.cell).filter(|cell| cell.row_span == 1);
        if let Some(own) = row.and_then(|cell| by_row.get_mut(cell.row)) {
            own.push(part);
        }
    }
    let ends: Vec<Vec<f32>> = by_row.into_iter().map(ends_within).collect();
    if ends.iter().all(Vec::is_empty) {
        return grid;
    }
    let mut rows = Vec::new();
    let mut first = Vec::with_capacity(height + 1);
    for (row, ends) in ends.iter().enumerate() {
        first.push(rows.len());
        rows.extend(grid.rows.get(row));
        rows.extend(ends);
    }
    first.push(rows.len());
    rows.extend(grid.rows.last());
    let mut cells = Vec::with_capacity(grid.cells.len());
    for cell in &grid.cells {
        let (Some(&from), Some(&to)) = (first.get(cell.row), first.get(cell.row + cell.row_span)) else {
            continue;
        };
        let row_span = to - from;
        if cell.row_span == 1 {
            cells.extend((from..to).map(|row| Field {
                row,
                row_span: 1,
                ..*cell
            }));
        } else {
            cells.push(Field {
                row: from,
                row_span,
                ..*cell
            });
        }
    }
    let at = vec![0; (rows.len() - 1) * (grid.columns.len() - 1)];
    Grid { rows, at, ..grid }.with_cells(cells)
}

/// A line over a whole row.
struct Baseline {
    middle: f32,
    /// Its part in the first column that has words, and whether that begins with a small letter.
    stub: Option<bool>,
    /// Its parts in others.
    others: usize,
    figures: usize,
}

/// Where the rows end that stand in one row of a grid, but the last, by what its cells print.
fn ends_within(mut own: Vec<&Part>) -> Vec<f32> {
    /// Of ten columns so many have a figure in each of the rows.
    const COLUMNS_IN_TEN: usize = 6;
    /// Of ten parts beside the first column so many are figures.
    const FIGURES_IN_TEN: usize = 8;
    let columns: BTreeSet<usize> = own.iter().map(|part| part.column).collect();
    let Some(&stub) = columns.first().filter(|_| columns.len() > 1) else {
        return Vec::new();
    };
    own.sort_by(|a, b| a.middle.total_cmp(&b.middle));
    let on_line = |a: &&Part, b: &&Part| b.middle - a.middle <= SAME_LINE;
    let lines: Vec<Baseline> = own
        .chunk_by(on_line)
        .map(|line| {
            let others = || line.iter().filter(|part| part.column != stub);
            Baseline {
                middle: line.first().map_or(0.0, |part| part.middle),
                stub: line.iter().find(|part| part.column == stub).map(|part| part.small),
                others: others().count(),
                figures: others().filter(|part| part.is_figure()).count(),
            }
        })
        .collect();
    let is_full = |line: &&Baseline| line.others * 10 >= (columns.len() - 1) * COLUMNS_IN_TEN;
    let (others, figures) = lines
        .iter()
        .fold((0, 0), |sum, line| (sum.0 + line.others, sum.1 + line.figures));
    if lines.iter().filter(is_full).count() < 2 || figures * 10 < others * FIGURES_IN_TEN {
        return Vec::new();
    }
    let begins: Vec<usize> = (1..lines.len()).filter(|&at| begins_row(&lines, at)).collect();
    let end = |&at: &usize| Some(f32::midpoint(lines.get(at - 1)?.middle, lines.get(at)?.middle));
    begins.iter().filter_map(end).collect()
}

/// Whether a line begins a row: the words of the first column can run over several lines, above, beside and below the figures.
fn begins_row(lines: &[Baseline], at: usize) -> bool {
    let (Some(above), Some(line)) = (lines.get(at - 1), lines.get(at)) else {
        return true;
    };
    let next = lines.get(at + 1);
    match (above.others > 0, line.others > 0) {
        // A name that goes on, if its figures are above; else it is one without figures.
        (true, false) => {
            let nearer = next.is_none_or(|next| line.middle - above.middle <= next.middle - line.middle);
            !(line.stub == Some(true) || above.stub.is_none() && nearer)
        }
        // Figures beside a name that begins above them.
        (false, true) => line.stub == Some(false),
        (false, false) => line.stub != Some(true),
        (true, true) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::pdf::geometry::Turn;

    /// A grid of one row with columns of 50 points, and the lines in it: from the top down, column, first letter, glyphs.
    fn parted(lines: &[&[(usize, &str)]]) -> usize {
        let columns = [0.0, 50.0, 100.0, 150.0];
        let cells = (0..3).map(|column| Field {
            column,
            row_span: 1,
            column_span: 1,
            ..Field::default()
        });
        let grid = Grid {
            turn: Turn::Right,
            columns: columns.to_vec(),
            rows: vec![0.0, 200.0],
            cells: Vec::new(),
            at: vec![0; 3],
            guessed: Vec::new(),
            coloured: false,
            is_rest: false,
        };
        let mut parts = Vec::new();
        for (line, middle) in lines.iter().zip([10.0, 20.0, 30.0, 40.0]) {
            parts.extend(line.iter().map(|&(column, words)| Part {
                cell: column,
                column,
                middle,
                size: 8.0,
                x0: 0.0,
                x1: 10.0,
                glyphs: words.chars().count(),
                digits: words.chars().filter(char::is_ascii_digit).count(),
                letters: words.chars().filter(|c| c.is_alphabetic()).count(),
                small: words.starts_with(char::is_lowercase),
            }));
        }
        parted_rows(grid.with_cells(cells.collect()), &parts).rows.len() - 1
    }

    #[test]
    fn figures_below_each_other_are_rows_and_words_are_not() {
        for (lines, rows) in [
            (
                &[
                    &[(0, "Wales"), (1, "12"), (2, "1.5")][..],
                    &[(0, "Scotland"), (1, "7"), (2, "–")],
                ][..],
                2,
            ),
            (
                &[
                    &[(0, "Mining and")],
                    &[(0, "quarrying"), (1, "12"), (2, "3")],
                    &[(0, "Education"), (1, "7"), (2, "4")],
                ],
                2,
            ),
            (
                &[
                    &[(0, "Of which:")],
                    &[(0, "Men"), (1, "12"), (2, "3")],
                    &[(0, "Women"), (1, "7"), (2, "4")],
                ],
                3,
            ),
            (
                &[
                    &[(0, "Launch"), (1, "FY 2010"), (2, "1 Year")],
                    &[(0, "(May 21, 2009)"), (1, "(Sept. 30, 2011)"), (2, "(May 21, 2010)")],
                ],
                1,
            ),
            (
                &[
                    &[(0, "12/03/2014"), (1, "JUA"), (2, "Alleged arrest of a lawyer")],
                    &[(0, "KAZ 1/2014"), (1, "Torture"), (2, "and others in the capital")],
                ],
                1,
            ),
        ] {
            assert_eq!(parted(lines), rows, "{lines:?}");
        }
    }
}
