//! Where cells stand in their rows: it tells rows apart where the white between them does not.

use std::collections::BTreeMap;

use super::rows::Band;

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
