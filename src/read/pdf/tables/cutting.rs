//! In which cell a piece of a line stands, and where a line is cut since it goes on in another one.

use std::ops::Range;

use super::fields::Grid;
use super::filled::middle;
use crate::read::pdf::drafts::Draft;
use crate::read::pdf::pieces::Piece;

/// A grid of the page and a cell of it.
pub type InCell = Option<(usize, usize)>;

/// The cell in which a piece of a line stands.
pub fn cell_of(grids: &[Grid], draft: &Draft, piece: &Piece) -> InCell {
    let below = middle(draft.baseline, draft.size);
    let along = f32::midpoint(piece.x0, piece.x1);
    let of_turn = |(_, grid): &(usize, &Grid)| grid.turn == draft.turn;
    let mut grids = grids.iter().enumerate().filter(of_turn);
    grids.find_map(|(index, grid)| Some((index, grid.cell(along, below)?)))
}

/// Cuts parts of a line where they go on in another cell.
pub fn cut(grids: &[Grid], draft: &Draft, pieces: &mut [Piece], parts: &mut Vec<Range<usize>>) {
    let below = middle(draft.baseline, draft.size);
    let is_near = |grid: &Grid| {
        grid.turn == draft.turn
            && grid.rows.first().is_some_and(|&top| top <= below)
            && grid.rows.last().is_some_and(|&bottom| below < bottom)
    };
    if !grids.iter().any(is_near) {
        return;
    }
    let whole = std::mem::take(parts);
    for part in whole {
        let mut start = part.start;
        let mut before: Option<InCell> = None;
        for at in part.clone() {
            let Some(piece) = pieces.get_mut(at) else { break };
            let here = cell_of(grids, draft, piece);
            if before.is_some_and(|before| before != here) {
                piece.blank = false;
                parts.push(start..at);
                start = at;
            }
            before = Some(here);
        }
        parts.push(start..part.end);
    }
}
