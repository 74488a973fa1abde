//! Edges: strokes of one direction that are snapped to one place and joined.

use super::{Area, JOIN, SHORT, SNAP, THIN};

/// A stroke along or down the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Edge {
    /// Where it lies across its direction.
    pub at: f32,
    /// Where it begins.
    pub from: f32,
    /// Where it ends.
    pub to: f32,
    /// The widest gap over which it goes on with the next piece.
    pub reach: f32,
}

impl Edge {
    /// An edge along the middle of a thin box; a dot is a piece of both directions, as Word draws at corners.
    pub(super) fn along_middle(area: &Area, across: &mut Vec<Edge>, down: &mut Vec<Edge>) {
        let (x, y) = area.middle();
        if area.bottom - area.top <= THIN {
            across.push(Self::new(y, area.x0, area.x1));
        }
        if area.x1 - area.x0 <= THIN {
            down.push(Self::new(x, area.top, area.bottom));
        }
    }

    pub fn new(at: f32, from: f32, to: f32) -> Self {
        Self {
            at,
            from,
            to,
            reach: JOIN,
        }
    }
}

/// Edges of one direction, each in its place once: near ones are snapped to the mean of their places, then pieces are joined.
pub fn joined(pieces: &[Edge]) -> Vec<Edge> {
    let mut pieces = pieces.to_vec();
    pieces.sort_by(|a, b| a.at.total_cmp(&b.at));
    let mut joined = Vec::new();
    let mut start = 0;
    for end in 1..=pieces.len() {
        let goes_on = match (pieces.get(start), pieces.get(end - 1), pieces.get(end)) {
            (Some(first), Some(before), Some(next)) => next.at - before.at <= SNAP && next.at - first.at <= 2.0 * SNAP,
            _ => false,
        };
        if goes_on {
            continue;
        }
        join(pieces.get_mut(start..end).unwrap_or_default(), &mut joined);
        start = end;
    }
    joined
}

/// Joins the pieces in one place.
fn join(pieces: &mut [Edge], joined: &mut Vec<Edge>) {
    #[expect(clippy::cast_precision_loss, reason = "a few thousand")]
    let at = pieces.iter().map(|piece| piece.at).sum::<f32>() / pieces.len().max(1) as f32;
    pieces.sort_by(|a, b| a.from.total_cmp(&b.from));
    let mut open: Option<Edge> = None;
    let mut add = |edge: Option<Edge>| joined.extend(edge.filter(|edge| edge.to - edge.from >= SHORT));
    for piece in pieces.iter() {
        match open.as_mut() {
            Some(edge) if piece.from - edge.to <= edge.reach.max(piece.reach) => {
                edge.to = edge.to.max(piece.to);
                edge.reach = edge.reach.max(piece.reach);
            }
            _ => add(open.replace(Edge { at, ..*piece })),
        }
    }
    add(open);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_pieces_are_one_edge_in_one_place() {
        let pieces = [
            Edge::new(100.0, 0.0, 10.0),
            Edge::new(101.0, 12.0, 30.0),
            Edge::new(103.5, 40.0, 60.0),
            Edge::new(200.0, 0.0, 2.0),
        ];
        let joined = joined(&pieces);
        let [first, second] = joined.as_slice() else {
            panic!("{joined:?}")
        };
        assert_eq!((first.from, first.to), (0.0, 30.0));
        assert_eq!((second.from, second.to), (40.0, 60.0));
        assert!((first.at - 101.5).abs() < 0.01, "the mean of all three: {first:?}");
    }
}
