//! Where cells stand in their rows: it tells rows apart where the white between them does not.

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
    /// Its words in each of them.
    pub words: Vec<String>,
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
        let columns = row.iter().flat_map(|band| &band.filled).max();
        self.misplaced_of(row.iter(), columns.map_or(0, |column| column + 1))
    }

    /// The same of some lines, where the table has so many columns.
    pub fn misplaced_of<'b, 'l: 'b>(self, row: impl Iterator<Item = &'b Band<'l>>, columns: usize) -> usize {
        /// Cells that stand at one height are within this, points.
        const AT_ONE_HEIGHT: f32 = 1.0;
        let mut cells: Vec<Option<(f32, f32)>> = vec![None; columns];
        for band in row {
            for &column in &band.filled {
                if let Some(cell) = cells.get_mut(column) {
                    let (top, bottom) = cell.unwrap_or((band.top, band.bottom));
                    *cell = Some((top.min(band.top), bottom.max(band.bottom)));
                }
            }
        }
        let filled = || cells.iter().flatten();
        let top = filled().map(|cell| cell.0).fold(f32::INFINITY, f32::min);
        let bottom = filled().map(|cell| cell.1).fold(f32::NEG_INFINITY, f32::max);
        let apart = |cell: &&(f32, f32)| {
            let apart = match self {
                Self::Top => cell.0 - top,
                Self::Middle => f32::midpoint(cell.0, cell.1) - f32::midpoint(top, bottom),
                Self::Bottom => bottom - cell.1,
            };
            apart.abs() > AT_ONE_HEIGHT
        };
        filled().filter(apart).count()
    }
}
