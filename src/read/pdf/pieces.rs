//! What lines are put together from.

use super::printed::Glyph;

/// A glyph of a line that is being put together.
#[derive(Clone, Copy, Debug)]
pub struct Piece {
    /// Its character.
    pub character: char,
    /// Where it begins along its line.
    pub x0: f32,
    /// Where it ends.
    pub x1: f32,
    /// Index of its run.
    pub run: u32,
    /// Whether a blank stands before it.
    pub blank: bool,
}

impl Piece {
    /// That of a glyph.
    pub fn of(glyph: &Glyph, run: u32, blank: bool) -> Self {
        Self {
            character: glyph.character,
            x0: glyph.x0,
            x1: glyph.x1,
            run,
            blank,
        }
    }
}
