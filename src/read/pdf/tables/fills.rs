//! Coloured boxes as the cells of a table.

use super::edges::Edge;
use super::{Area, SNAP};

/// Where every second row is shaded, the sides of the shaded ones go on over the others: so many times as high.
const BRIDGED: f32 = 1.6;

/// The edges of fills, with the strokes that are left.
pub fn edges(thin: &[Area], wide: &[Area]) -> (Vec<Edge>, Vec<Edge>) {
    let (mut across, mut down) = (Vec::new(), Vec::new());
    for area in thin {
        Edge::along_middle(area, &mut across, &mut down);
    }
    for (at, area) in wide.iter().enumerate() {
        // Word shades a cell, and then each line of text in it once more.
        let earlier = wide.get(..at).unwrap_or_default();
        if earlier
            .iter()
            .any(|other| other.colour == area.colour && lies_in(area, other))
        {
            continue;
        }
        across.push(Edge::new(area.top, area.x0, area.x1));
        across.push(Edge::new(area.bottom, area.x0, area.x1));
        let reach = BRIDGED * (area.bottom - area.top);
        for x in [area.x0, area.x1] {
            down.push(Edge {
                reach,
                ..Edge::new(x, area.top, area.bottom)
            });
        }
    }
    (across, down)
}

/// Whether an area lies in another one, or is the same.
fn lies_in(area: &Area, other: &Area) -> bool {
    area.x0 >= other.x0 - SNAP
        && area.x1 <= other.x1 + SNAP
        && area.top >= other.top - SNAP
        && area.bottom <= other.bottom + SNAP
}
