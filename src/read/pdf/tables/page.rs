//! What is printed on a page, as far as columns are found by it.

use std::collections::BTreeMap;

use super::edges::{self, Edge};
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
    /// The upper and lower sides of what is coloured on it, with their colours.
    pub coloured: Vec<(u32, Edge)>,
    /// The tables that its stripes make, for a document without columns.
    pub striped: Vec<Grid>,
}

/// The horizontals of each page that can part rows: those that are drawn, and the sides of what is coloured, where as many
/// have one colour on a page as two rows have. Where only one thing has a colour, it is a head or a page; but in a document
/// of coloured rows it is one on the others, too.
pub fn horizontals(pages: &[PageWords]) -> Vec<Vec<Edge>> {
    /// Two coloured rows have so many sides, or three where they touch.
    const SIDES: usize = 3;
    let sides = |page: &PageWords, colour: Option<u32>| {
        let sides = page
            .coloured
            .iter()
            .filter(|side| colour.is_none_or(|colour| side.0 == colour));
        edges::joined(&sides.map(|side| side.1).collect::<Vec<Edge>>()).len()
    };
    let mut of_rows: BTreeMap<u32, bool> = BTreeMap::new();
    for page in pages {
        for (colour, _) in &page.coloured {
            if of_rows.get(colour) != Some(&true) {
                of_rows.insert(*colour, sides(page, Some(*colour)) >= SIDES);
            }
        }
    }
    let of_page = |page: &PageWords| {
        let several = sides(page, None) >= SIDES;
        let coloured = page
            .coloured
            .iter()
            .filter(|side| several || of_rows.get(&side.0) == Some(&true));
        let all: Vec<Edge> = page.across.iter().copied().chain(coloured.map(|side| side.1)).collect();
        edges::joined(&all)
    };
    pages.iter().map(of_page).collect()
}
