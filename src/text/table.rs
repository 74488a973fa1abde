//! Tables beside the lines: which of them stand in which cell.

use std::ops::Range;

use super::Place;

/// A table of a document, over as many pages as it runs.
///
/// Its lines stand in the text as all others do, row by row and cell by cell, so that a cell is a span and every character has a place.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// How many columns it has.
    pub columns: usize,
    /// Its cells, by row and then by column.
    pub cells: Vec<Cell>,
    /// What the end of a line in a cell says.
    pub line_end: LineEnd,
}

/// What the end of a line in a cell says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LineEnd {
    /// Its author wanted it: a block, an item or a break of a web page.
    Hard,
    /// The paper, or the column, was not wider.
    #[default]
    Printed,
}

/// What is not sure of a cell's words; the greater doubt says more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doubt {
    /// Whether its column broke a word.
    Word,
    /// Whether all its lines are its own, and no other line is: rows stand as near as their lines.
    Lines,
}

/// A cell of a table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cell {
    /// Its first row, from 0, through all pages of the table.
    pub row: usize,
    /// Its first column, from 0.
    pub column: usize,
    /// How many rows it takes, at least 1.
    pub row_span: usize,
    /// How many columns it takes, at least 1.
    pub column_span: usize,
    /// Whether it names what stands below it.
    pub head: bool,
    /// Whether it is a title above or a source below the table proper, as wide as all columns.
    pub aside: bool,
    /// What is not sure of its words.
    pub doubt: Option<Doubt>,
    /// Indices of its lines in the text, in order.
    pub lines: Vec<Range<usize>>,
    /// Where it stands: its box, one for each page that it stands on, or its element.
    pub places: Vec<Place>,
}

impl Cell {
    /// The indices of its lines.
    pub fn line_indices(&self) -> impl Iterator<Item = usize> {
        self.lines.iter().cloned().flatten()
    }

    /// Adds a line behind the others.
    pub fn push(&mut self, line: usize) {
        match self.lines.last_mut().filter(|range| range.end == line) {
            Some(range) => range.end = line + 1,
            None => self.lines.push(line..line + 1),
        }
    }

    /// Whether no line stands in it.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }
}

impl Table {
    /// One past its last row.
    pub fn rows(&self) -> usize {
        self.cells
            .iter()
            .map(|cell| cell.row + cell.row_span)
            .max()
            .unwrap_or(0)
    }

    /// Its cells row by row: those that begin in the same row.
    pub fn by_row(&self) -> impl Iterator<Item = &[Cell]> {
        self.cells.chunk_by(|cell, next| cell.row == next.row)
    }
}
