//! The edges of a page: which lines stand near one, and how far from it.

use crate::read::pdf::geometry::Turn;
use crate::read::pdf::lines::Line;
use crate::read::pdf::sheet::Sheet;

/// On low pages it stands within this, points: half an inch, which no margin falls short of.
const LEAST_EDGE: f32 = 36.0;
/// A line at the same height is within this, points.
const SAME_HEIGHT: f32 = 4.0;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Edge {
    Head,
    Foot,
}

pub(super) fn edge(sheet: &Sheet, line: &Line, share: f32) -> Option<Edge> {
    let (top, bottom, height) = upright(sheet, line);
    let reach = (height * share).max(LEAST_EDGE);
    if bottom <= reach {
        Some(Edge::Head)
    } else if top >= height - reach {
        Some(Edge::Foot)
    } else {
        None
    }
}

/// The upper and lower edge of a line, and the height of its page, as one sees them who turns the page to read the line.
pub(super) fn upright(sheet: &Sheet, line: &Line) -> (f32, f32, f32) {
    match line.turn {
        Turn::Right => (line.top, line.bottom, sheet.height),
        Turn::Left => (sheet.height - line.bottom, sheet.height - line.top, sheet.height),
        Turn::Up => (line.x0, line.x1, sheet.width),
        Turn::Down => (sheet.width - line.x1, sheet.width - line.x0, sheet.width),
    }
}

/// Distance from the nearer edge, so that pages of two sizes compare.
pub(super) fn height(sheet: &Sheet, line: &Line) -> f32 {
    let (top, bottom, height) = upright(sheet, line);
    if top < height / 2.0 { top } else { height - bottom }
}

/// Heights that differ by less than a line are in the same strip or in the next one.
#[expect(clippy::cast_possible_truncation, reason = "clamped just before")]
pub(super) fn strip(height: f32) -> i32 {
    /// Beyond it a line stands on no page, wherever its matrix puts it.
    const FAR: f32 = 100_000.0;
    (height / SAME_HEIGHT).round().clamp(-FAR, FAR) as i32
}
