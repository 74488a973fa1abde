//! The order in which the lines of a page are read.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::geometry::Turn;
use super::lines::Line;

/// Lines whose boxes overlap by no more than this still stand below each other, points.
const OVERLAP: f32 = 2.0;
/// Pages of more lines than this are left in the order in which they were shown.
const MANY: usize = 1_500;

/// Puts lines in reading order.
///
/// Word, `LibreOffice` and Distiller show text in reading order, cell by cell and column by
/// column, so that order is kept, but no line comes before one that stands above it in the
/// same column: it waits until all of these have been read. Two lines that both have nothing beside them are of one
/// column, too: `WeasyPrint` shows all headings of a page first, and a short one overlaps no paragraph set further in.
pub fn reading(lines: Vec<Line>) -> Vec<Line> {
    let in_order = lines.iter().zip(lines.iter().skip(1)).all(|(line, next)| {
        let (line, next) = edges_of(line, next);
        line.top <= next.top
    });
    if in_order || lines.len() > MANY {
        return lines;
    }
    if let Some(places) = one_below_the_other(&lines) {
        return put(lines, places);
    }
    let alone: Vec<bool> = lines
        .iter()
        .map(|line| !lines.iter().any(|other| is_beside(line, other)))
        .collect();
    let is_alone = |at: usize| alone.get(at).copied().unwrap_or_default();
    let is_above = |(a, line): (usize, &Line), (b, other): (usize, &Line)| {
        stands_above(line, other) && (shares_column(line, other) || (is_alone(a) && is_alone(b)))
    };
    // How many lines above it each line waits for.
    let mut waits: Vec<usize> = lines
        .iter()
        .enumerate()
        .map(|line| lines.iter().enumerate().filter(|&other| is_above(other, line)).count())
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
            if is_above((at, line), (below, other)) {
                *waits -= 1;
                if *waits == 0 {
                    ready.push(Reverse(below));
                }
            }
        }
    }
    put(lines, places)
}

/// The places of lines of which none has anything beside it: from the top down.
fn one_below_the_other(lines: &[Line]) -> Option<Vec<usize>> {
    let turn = lines.first()?.turn;
    let turn = if lines.iter().all(|line| line.turn == turn) {
        turn
    } else {
        Turn::Right
    };
    let mut down: Vec<(usize, &Line)> = lines.iter().enumerate().collect();
    down.sort_unstable_by(|(_, a), (_, b)| edges(a, turn).top.total_cmp(&edges(b, turn).top));
    let is_stack = down
        .iter()
        .zip(down.iter().skip(1))
        .all(|((_, line), (_, next))| stands_above(line, next));
    is_stack.then(|| {
        let mut places = vec![0; lines.len()];
        for (place, (at, _)) in down.into_iter().enumerate() {
            if let Some(slot) = places.get_mut(at) {
                *slot = place;
            }
        }
        places
    })
}

/// Puts each line in its place.
fn put(mut lines: Vec<Line>, mut places: Vec<usize>) -> Vec<Line> {
    for at in 0..lines.len() {
        while let Some(&to) = places.get(at).filter(|&&to| to != at) {
            lines.swap(at, to);
            places.swap(at, to);
        }
    }
    lines
}

fn is_beside(line: &Line, other: &Line) -> bool {
    !stands_above(line, other) && !stands_above(other, line) && !shares_column(line, other)
}

fn stands_above(line: &Line, other: &Line) -> bool {
    let (line, other) = edges_of(line, other);
    line.bottom <= other.top + OVERLAP && line.top < other.top
}

fn shares_column(line: &Line, other: &Line) -> bool {
    let (line, other) = edges_of(line, other);
    line.x0 < other.x1 && other.x0 < line.x1
}

/// Where a line stands.
struct Edges {
    x0: f32,
    top: f32,
    x1: f32,
    bottom: f32,
}

/// Where two lines stand: seen along their turn if it is the same, so that a page that lies on its side or on its head is
/// read as who turns it reads it; else on the page.
#[inline]
fn edges_of(line: &Line, other: &Line) -> (Edges, Edges) {
    let turn = if line.turn == other.turn {
        line.turn
    } else {
        Turn::Right
    };
    (edges(line, turn), edges(other, turn))
}

fn edges(line: &Line, turn: Turn) -> Edges {
    let ((ax, ay), (bx, by)) = (turn.along(line.x0, line.top), turn.along(line.x1, line.bottom));
    Edges {
        x0: ax.min(bx),
        top: ay.min(by),
        x1: ax.max(bx),
        bottom: ay.max(by),
    }
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
    fn a_page_on_its_head_is_read_from_its_head() {
        for (turn, boxes) in [
            (Turn::Left, [("second", 0.0, 90.0, 10.0), ("first", 0.0, 90.0, 30.0)]),
            (Turn::Up, [("second", 40.0, 50.0, 10.0), ("first", 10.0, 20.0, 12.0)]),
            (Turn::Down, [("second", 10.0, 20.0, 10.0), ("first", 40.0, 50.0, 12.0)]),
        ] {
            let lines = boxes.map(|(text, x0, x1, top)| Line {
                turn,
                ..plain(text, x0, top, x1)
            });
            let order: Vec<String> = reading(lines.into()).into_iter().map(|line| line.text).collect();
            assert_eq!(order, ["first", "second"], "{turn:?}");
        }
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
    fn a_short_heading_waits_for_what_stands_above_it_further_in() {
        let shown = [
            ("Bolivia", 0.0, 90.0, 10.0),
            ("Cuba", 0.0, 20.0, 80.0),
            ("first", 30.0, 190.0, 30.0),
            ("second", 30.0, 190.0, 50.0),
            ("third", 30.0, 190.0, 100.0),
        ];
        assert_eq!(order(&shown), ["Bolivia", "first", "second", "Cuba", "third"]);
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
