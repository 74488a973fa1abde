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
        let mut cells = Cells::new(columns.map_or(0, |column| column + 1));
        for band in row {
            cells.add(band);
        }
        cells.misplaced(self)
    }
}

/// The upper and lower edges of a row's cells, line by line.
pub struct Cells(Vec<Option<(f32, f32)>>);

impl Cells {
    /// Those of no line yet, of a table with so many columns.
    pub fn new(columns: usize) -> Self {
        Self(vec![None; columns])
    }

    /// One line more.
    pub fn add(&mut self, band: &Band<'_>) {
        for &column in &band.filled {
            if let Some(cell) = self.0.get_mut(column) {
                let (top, bottom) = cell.unwrap_or((band.top, band.bottom));
                *cell = Some((top.min(band.top), bottom.max(band.bottom)));
            }
        }
    }

    /// Whether a column has words.
    pub fn has(&self, column: usize) -> bool {
        self.0.get(column).is_some_and(Option::is_some)
    }

    /// How many columns have their words elsewhere.
    pub fn misplaced(&self, stand: Stand) -> usize {
        /// Cells that stand at one height are within this, points.
        const AT_ONE_HEIGHT: f32 = 1.0;
        let filled = || self.0.iter().flatten();
        let top = filled().map(|cell| cell.0).fold(f32::INFINITY, f32::min);
        let bottom = filled().map(|cell| cell.1).fold(f32::NEG_INFINITY, f32::max);
        let apart = |cell: &&(f32, f32)| {
            let apart = match stand {
                Stand::Top => cell.0 - top,
                Stand::Middle => f32::midpoint(cell.0, cell.1) - f32::midpoint(top, bottom),
                Stand::Bottom => bottom - cell.1,
            };
            apart.abs() > AT_ONE_HEIGHT
        };
        filled().filter(apart).count()
    }
}
