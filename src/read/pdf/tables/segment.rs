//! Stretches of a page in which lines of a table follow each other.

use super::stand::Band;

/// Lines of a table that follow each other on a page.
pub struct Segment<'p> {
    pub bands: Vec<Band<'p>>,
    /// Where the line above it ends that is not the table's, and where the one below begins.
    pub above: f32,
    pub below: f32,
    /// Whether no other line stands above it.
    pub begins_page: bool,
}

impl Segment<'_> {
    /// Whether a row can begin in it that has its letter on the next page: it ends the page, and stands in other columns than
    /// the first, where headings do; before the table nothing stands there, or several cells stand beside each other.
    pub fn begins_row(&self, before_table: bool) -> bool {
        /// No paragraph has as many pieces in columns.
        const CELLS: usize = 3;
        let other = |band: &Band<'_>| band.filled.iter().any(|&column| column > 0);
        let mut bands = self.bands.iter().filter(|band| !band.whole);
        let is_row = if before_table {
            let beside = self.bands.iter().any(|band| band.filled.len() >= CELLS);
            beside || bands.all(|band| !band.filled.contains(&0))
        } else {
            bands.any(other)
        };
        self.below.is_infinite() && is_row && self.bands.iter().any(other)
    }
}

/// From the first line's upper edge to the last one's lower edge.
pub fn extent(segment: &[Band<'_>]) -> Option<(f32, f32)> {
    let top = segment.iter().map(|band| band.top).reduce(f32::min)?;
    let bottom = segment.iter().map(|band| band.bottom).reduce(f32::max)?;
    Some((top, bottom))
}
