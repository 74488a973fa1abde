//! In which cell a piece of a line stands, and where a line is cut since it goes on in another one.

use std::ops::Range;

use super::fields::{Grid, Reach};
use super::filled::middle;
use crate::read::pdf::drafts::Draft;
use crate::read::pdf::pieces::Piece;

/// A grid of the page and a cell of it.
pub type InCell = Option<(usize, usize)>;

/// The grids of a page that a line runs through, with the row of each.
struct Near<'g>(Vec<(usize, &'g Grid, usize)>);

impl<'g> Near<'g> {
    fn of(grids: &'g [Grid], draft: &Draft) -> Self {
        let below = middle(draft.baseline, draft.size);
        let of_turn = grids.iter().enumerate().filter(|(_, grid)| grid.turn == draft.turn);
        Self(of_turn.filter_map(|(index, grid)| Some((index, grid, grid.row(below)?))).collect())
    }

    /// The cell in which a piece stands, and how far along the line it is the same.
    fn reach(&self, piece: &Piece) -> Option<(usize, Reach)> {
        let along = f32::midpoint(piece.x0, piece.x1);
        self.0
            .iter()
            .find_map(|&(index, grid, row)| Some((index, grid.reach(row, along)?)))
    }
}

/// The cell in which a piece of a line stands.
pub fn cell_of(grids: &[Grid], draft: &Draft, piece: &Piece) -> InCell {
    if grids.is_empty() {
        return None;
    }
    Near::of(grids, draft).reach(piece).map(|(grid, reach)| (grid, reach.cell))
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
        for at in part.clone() {
            let Some(piece) = pieces.get_mut(at) else { break };
            let along = f32::midpoint(piece.x0, piece.x1);
            if let Some(Some((grid, reach))) = before
                && Some(grid) == first
                && reach.holds(along)
            {
                continue;
            }
            let here = near.reach(piece);
            let cell = |reach: Option<(usize, Reach)>| reach.map(|(grid, reach)| (grid, reach.cell));
            if before.is_some_and(|before| cell(before) != cell(here)) {
                piece.blank = false;
                parts.push(start..at);
                start = at;
            }
            before = Some(here);
        }
        parts.push(start..part.end);
    }
}
