//! Where cells stand in their rows: it tells rows apart where the white between them does not.

use std::collections::BTreeMap;

use crate::read::pdf::word_lines::WordLine;

/// A line of a table.
#[derive(Clone, Debug)]
pub struct Band<'l> {
    pub top: f32,
    pub bottom: f32,
    pub bold: bool,
    /// The columns in which it has a reference number.
    pub references: Vec<usize>,
    /// The columns in which it begins with a day.
    pub days: Vec<usize>,
    /// The columns in which it has words.
    pub filled: Vec<usize>,
    /// Whether it is a heading over all columns: one bold piece at the table's left end.
    pub whole: bool,
    pub line: &'l WordLine,
}

/// Where the cells of a row stand in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stand {
    #[default]
    Top,
    Middle,
    Bottom,
}

impl Stand {
    /// How many columns of a row have their words elsewhere.
    pub fn misplaced(self, row: &[Band<'_>]) -> usize {
        /// Cells that stand at one height are within this, points.
        const AT_ONE_HEIGHT: f32 = 1.0;
        let mut cells: BTreeMap<usize, (f32, f32)> = BTreeMap::new();
        for band in row {
            for &column in &band.filled {
                let cell = cells.entry(column).or_insert((band.top, band.bottom));
                *cell = (cell.0.min(band.top), cell.1.max(band.bottom));
            }
        }
        let top = cells.values().map(|cell| cell.0).fold(f32::INFINITY, f32::min);
        let bottom = cells.values().map(|cell| cell.1).fold(f32::NEG_INFINITY, f32::max);
        let apart = |cell: &&(f32, f32)| {
            let apart = match self {
                Self::Top => cell.0 - top,
                Self::Middle => f32::midpoint(cell.0, cell.1) - f32::midpoint(top, bottom),
                Self::Bottom => bottom - cell.1,
            };
            apart.abs() > AT_ONE_HEIGHT
        };
        cells.values().filter(apart).count()
    }
}
