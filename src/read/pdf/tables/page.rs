//! What is printed on a page, as far as columns are found by it.

use super::edges::Edge;
use super::fields::Grid;
use crate::read::pdf::geometry::Turn;
use crate::read::pdf::word_lines::WordLine;

/// A line of a table has so many pieces.
pub const PIECES: usize = 3;
/// Pieces are parted by a gap this wide, in em.
pub const PIECE_GAP_EM: f32 = 0.6;

/// What is printed on one page.
pub struct PageWords {
    /// Its lines, from the top down.
    pub lines: Vec<WordLine>,
    /// The direction in which most of its glyphs run.
    pub turn: Turn,
    /// Its horizontal edges.
    pub across: Vec<Edge>,
    /// The tables that its stripes make, for a document without columns.
    pub striped: Vec<Grid>,
}
