//! What the rows of a table show, as far as it tells where one goes on over a page.

use super::keys::has_reference;

/// Bytes of the longest cell that tells one letter from the next; a longer one cites letters.
pub const LONGEST_KEY: usize = 160;

/// A row of a table: its cells, each with its words.
pub struct Row {
    /// Column, columns, words.
    pub cells: Vec<(usize, usize, String)>,
    /// Whether a day stands in each cell, if it is short.
    pub days: Vec<bool>,
    pub bold: bool,
}

impl Row {
    pub fn has_reference(&self) -> bool {
        self.cells.iter().any(|cell| has_reference(&cell.2))
    }
}

/// What the cells of a row show that have words.
pub struct Shown {
    pub cells: Vec<ShownCell>,
}

pub struct ShownCell {
    pub column: usize,
    pub columns: usize,
    /// Whether it has a reference number.
    pub reference: bool,
    /// Whether a day stands in it.
    pub day: bool,
}

impl Shown {
    pub fn of(row: &Row) -> Self {
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
    pub fn is_whole(&self, columns: usize) -> bool {
        matches!(self.cells.as_slice(), [cell] if cell.columns == columns)
    }

    pub fn has(&self, column: usize, test: fn(&ShownCell) -> bool) -> bool {
        let covers = |cell: &&ShownCell| (cell.column..cell.column + cell.columns).contains(&column);
        self.cells.iter().find(covers).is_some_and(test)
    }

    pub fn has_reference(&self) -> bool {
        self.cells.iter().any(|cell| cell.reference)
    }
}
