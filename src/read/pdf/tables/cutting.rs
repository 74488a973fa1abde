//! In which cell a piece of a line stands, and where a line is cut since it goes on in another one.

use std::ops::Range;

use super::fields::{Grid, Reach};
use super::filled::middle;
use crate::read::pdf::drafts::Draft;
use crate::read::pdf::pieces::Piece;

/// Glyphs of a word stand no farther apart, in widths of the one before.
const CLOSE: f32 = 0.25;

/// A grid of the page and a cell of it.
pub type InCell = Option<(usize, usize)>;

/// The grids of a page that a line runs through, with the row of each.
struct Near<'g>(Vec<(usize, &'g Grid, usize)>);

impl<'g> Near<'g> {
    fn of(grids: &'g [Grid], draft: &Draft) -> Self {
        let below = middle(draft.baseline, draft.size);
        let of_turn = grids.iter().enumerate().filter(|(_, grid)| grid.turn == draft.turn);
        Self(
            of_turn
                .filter_map(|(index, grid)| Some((index, grid, grid.row(below)?)))
                .collect(),
        )
    }

    /// The cell in which a place of the line lies, and how far along the line it is the same.
    fn reach(&self, along: f32) -> Option<(usize, Reach)> {
        self.0
            .iter()
            .find_map(|&(index, grid, row)| Some((index, grid.reach(row, along)?)))
    }
}

/// How many pieces at the front are one word of one run: a word that is too long for its cell runs over the line beside it,
/// and stands in the cell that has its middle.
fn word(pieces: &[Piece]) -> usize {
    let goes_on = |pair: &&[Piece]| {
        matches!(pair, [piece, next] if piece.run == next.run
            && !next.blank
            && next.x0 - piece.x1 <= CLOSE * (piece.x1 - piece.x0))
    };
    1 + pieces.windows(2).take_while(goes_on).count()
}

/// The middle of a word.
fn along(word: &[Piece]) -> f32 {
    word.first()
        .zip(word.last())
        .map_or(0.0, |(first, last)| f32::midpoint(first.x0, last.x1))
}

/// The cell in which a part of a line stands.
pub fn cell_of(grids: &[Grid], draft: &Draft, part: &[Piece]) -> InCell {
    if grids.is_empty() {
        return None;
    }
    let first = part.get(..word(part).min(part.len())).unwrap_or_default();
    let reach = Near::of(grids, draft).reach(along(first));
    reach.map(|(grid, reach)| (grid, reach.cell))
}

/// Cuts parts of a line where they go on in another cell.
pub fn cut(grids: &[Grid], draft: &Draft, pieces: &mut [Piece], parts: &mut Vec<Range<usize>>) {
    let near = Near::of(grids, draft);
    if near.0.is_empty() {
        return;
    }
    // Of grids that lie on each other the first one counts, and only it tells how far it reaches.
    let first = near.0.first().map(|grid| grid.0);
    let whole = std::mem::take(parts);
    for part in whole {
        let mut start = part.start;
        let mut before: Option<Option<(usize, Reach)>> = None;
        let mut at = part.start;
        while let Some(rest) = pieces.get(at..part.end).filter(|rest| !rest.is_empty()) {
            let length = word(rest);
            let along = along(rest.get(..length).unwrap_or_default());
            let known = before
                .flatten()
                .filter(|(grid, reach)| Some(*grid) == first && reach.holds(along));
            let here = known.or_else(|| near.reach(along));
            let cell = |reach: Option<(usize, Reach)>| reach.map(|(grid, reach)| (grid, reach.cell));
            if before.is_some_and(|before| cell(before) != cell(here)) {
                if let Some(piece) = pieces.get_mut(at) {
                    piece.blank = false;
                }
                parts.push(start..at);
                start = at;
            }
            before = Some(here);
            at += length;
        }
        parts.push(start..part.end);
    }
}
