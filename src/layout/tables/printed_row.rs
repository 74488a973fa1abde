//! A row of a table as it is printed.

use super::cells::is_key;
use super::words::Words;
use crate::text::{Cell, Span, Text};

/// A row of a table: for each column the cell that stands there.
pub struct PrintedRow<'t> {
    pub table: usize,
    pub cells: Vec<&'t Cell>,
    pub words: Vec<Words>,
}

/// What a printed row is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    Head,
    /// A heading as wide as the table, or alone in its row.
    Heading,
    Letter,
    Blank,
}

impl PrintedRow<'_> {
    pub fn at(&self, column: usize) -> Option<&Words> {
        let covers = |cell: &&Cell| (cell.column..cell.column + cell.column_span).contains(&column);
        let at = self.cells.iter().position(covers)?;
        self.words.get(at)
    }

    pub fn filled(&self) -> impl Iterator<Item = (&Cell, &Words)> {
        let cells = self.cells.iter().copied().zip(&self.words);
        cells.filter(|cell| !cell.1.is_empty())
    }

    /// From its first character to its last.
    pub fn span(&self) -> Option<Span> {
        self.words.iter().filter_map(Words::whole).reduce(Span::to)
    }

    pub fn has_key(&self) -> bool {
        self.filled().any(|(_, words)| is_key(words))
    }
}

/// How many columns the table of a row has. Tables with as many are read together, so that a table of one row is read as
/// the others are.
pub fn width(text: &Text, row: &PrintedRow<'_>) -> usize {
    text.tables().get(row.table).map_or(0, |table| table.columns)
}
