//! The order in which the lines of a page are read.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::lines::Line;

/// Lines whose boxes overlap by no more than this still stand below each other, points.
const OVERLAP: f32 = 2.0;
/// Pages of more lines than this are left in the order in which they were shown.
const MANY: usize = 1_500;

/// Puts lines in reading order.
///
/// Word, `LibreOffice` and Distiller show text in reading order, cell by cell and column by
/// column, so that order is kept, but no line comes before one that stands above it in the
/// same column: it waits until all of these have been read.
pub fn reading(mut lines: Vec<Line>) -> Vec<Line> {
    let late = |at: usize, line: &Line| lines.iter().take(at).any(|other| is_above(line, other));
    if lines.len() > MANY || !lines.iter().enumerate().any(|(at, line)| late(at, line)) {
        return lines;
    }
    // How many lines above it each line waits for.
    let mut waits: Vec<usize> = lines
        .iter()
        .map(|line| lines.iter().filter(|other| is_above(other, line)).count())
        .collect();
    let mut ready: BinaryHeap<Reverse<usize>> = waits
        .iter()
        .enumerate()
        .filter(|(_, waits)| **waits == 0)
        .map(|(at, _)| Reverse(at))
        .collect();
    // The place that each line goes to.
    let mut places: Vec<usize> = (0..lines.len()).collect();
    let mut next = 0;
    while let Some(Reverse(at)) = ready.pop() {
        if let Some(place) = places.get_mut(at) {
            *place = next;
        }
        next += 1;
        let Some(line) = lines.get(at) else { continue };
        for (below, (other, waits)) in lines.iter().zip(&mut waits).enumerate() {
            if is_above(line, other) {
                *waits -= 1;
                if *waits == 0 {
                    ready.push(Reverse(below));
                }
            }
        }
    }
    for at in 0..lines.len() {
        while let Some(&to) = places.get(at).filter(|&&to| to != at) {
            lines.swap(at, to);
            places.swap(at, to);
        }
    }
    lines
}

fn is_above(line: &Line, other: &Line) -> bool {
    line.bottom <= other.top + OVERLAP && line.top < other.top && line.x0 < other.x1 && other.x0 < line.x1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::pdf::lines::tests::plain;

    fn order(boxes: &[(&str, f32, f32, f32)]) -> Vec<String> {
        let lines = boxes
            .iter()
            .map(|&(text, x0, x1, top)| plain(text, x0, top, x1))
            .collect();
        reading(lines).into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn columns_and_cells_stay_as_shown() {
        let shown = [
            ("left", 0.0, 90.0, 10.0),
            ("left 2", 0.0, 90.0, 22.0),
            ("right", 100.0, 190.0, 10.0),
            ("under", 0.0, 190.0, 40.0),
        ];
        assert_eq!(order(&shown), ["left", "left 2", "right", "under"]);
    }

    #[test]
    fn what_was_shown_late_goes_up_to_its_place() {
        let shown = [
            ("foot", 50.0, 60.0, 700.0),
            ("one", 0.0, 190.0, 40.0),
            ("two", 0.0, 190.0, 52.0),
            ("head", 0.0, 60.0, 10.0),
        ];
        assert_eq!(order(&shown), ["head", "one", "two", "foot"]);
    }
}
