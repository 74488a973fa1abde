//! The order in which the lines of a page are read.

use std::cell::{LazyCell, OnceCell};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::geometry::Turn;
use super::lines::Line;

/// Lines whose boxes overlap by no more than this still stand below each other, points.
const OVERLAP: f32 = 2.0;
/// Pages of more lines than this are left in the order in which they were shown.
const MANY: usize = 1_500;
/// A line of a column of running text fills at least this share of the page's text.
const COLUMN: f32 = 0.2;
/// So many lines that begin below each other, with such a line beside each, make a column.
const ROWS: usize = 2;

/// Puts lines in reading order.
///
/// Word, `LibreOffice` and Distiller show text in reading order, cell by cell and column by
/// column, so that order is kept, but no line comes before one that stands above it in the
/// same column: it waits until all of these have been read. Two lines that both have nothing beside them are of one
/// column, too: `WeasyPrint` shows all headings of a page first, and a short one overlaps no paragraph set further in. Where
/// the page has columns, that holds within each.
pub fn reading(lines: Vec<Line>) -> Vec<Line> {
    if lines.len() > MANY {
        return lines;
    }
    let seats: Vec<Seat> = lines.iter().map(Seat::of).collect();
    let in_order = |(seat, next): (&Seat, &Seat)| {
        let (seat, next) = seat.beside(next);
        seat.top <= next.top
    };
    if seats.iter().zip(seats.iter().skip(1)).all(in_order) {
        return lines;
    }
    if let Some(places) = one_below_the_other(&seats) {
        return put(lines, places);
    }
    if let Some(body) = shown_before_furniture(&seats) {
        return around(lines, body);
    }
    let alone: Vec<OnceCell<bool>> = vec![OnceCell::new(); seats.len()];
    let is_alone = |at: usize| {
        let alone = alone.get(at).zip(seats.get(at));
        // What is beside a line is mostly shown next to it.
        let beside = |seat: &Seat| {
            let (before, behind) = seats.split_at(at);
            behind.iter().chain(before).any(|other| is_beside(seat, other))
        };
        alone.is_some_and(|(alone, seat)| *alone.get_or_init(|| !beside(seat)))
    };
    let gutters = LazyCell::new(|| gutters(&seats));
    let is_above = |(a, seat): (usize, &Seat), (b, other): (usize, &Seat)| {
        stands_above(seat, other)
            && (shares_column(seat, other) || (is_alone(a) && is_alone(b) && !are_parted(&gutters, seat, other)))
    };
    // Where no line is shown before one above it, the lines stay as they are: so it is cell by cell.
    let mut all = seats.iter().enumerate();
    if all.all(|line| {
        !seats
            .iter()
            .enumerate()
            .take(line.0)
            .any(|before| is_above(line, before))
    }) {
        return lines;
    }
    // How many lines above it each line waits for.
    let mut waits: Vec<usize> = seats
        .iter()
        .enumerate()
        .map(|seat| seats.iter().enumerate().filter(|&other| is_above(other, seat)).count())
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
        let Some(seat) = seats.get(at) else { continue };
        for (below, (other, waits)) in seats.iter().zip(&mut waits).enumerate() {
            if is_above((at, seat), (below, other)) {
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
fn one_below_the_other(seats: &[Seat]) -> Option<Vec<usize>> {
    let turn = seats.first()?.turn;
    let one_turn = seats.iter().all(|seat| seat.turn == turn);
    let top = |seat: &Seat| if one_turn { seat.turned.top } else { seat.page.top };
    let mut down: Vec<(usize, &Seat)> = seats.iter().enumerate().collect();
    down.sort_unstable_by(|(_, a), (_, b)| top(a).total_cmp(&top(b)));
    let is_stack = down
        .iter()
        .zip(down.iter().skip(1))
        .all(|((_, seat), (_, next))| stands_above(seat, next));
    is_stack.then(|| {
        let mut places = vec![0; seats.len()];
        for (place, (at, _)) in down.into_iter().enumerate() {
            if let Some(slot) = places.get_mut(at) {
                *slot = place;
            }
        }
        places
    })
}

/// How many lines are shown before those that stand above all of them, or below: a running head that is shown last would
/// hold up the column under it, and the other column would come first.
fn shown_before_furniture(seats: &[Seat]) -> Option<usize> {
    let turn = seats.first()?.turn;
    let extents = seats
        .iter()
        .scan((f32::INFINITY, f32::NEG_INFINITY), |(top, bottom), seat| {
            let before = (*top, *bottom);
            (*top, *bottom) = (top.min(seat.turned.top), bottom.max(seat.turned.bottom));
            Some(before)
        });
    let extents: Vec<(f32, f32)> = extents.collect();
    let late = seats.iter().zip(&extents).rev();
    let late = late.take_while(|(seat, (top, bottom))| {
        seat.turn == turn && (seat.turned.bottom <= top + OVERLAP || seat.turned.top >= bottom - OVERLAP)
    });
    let body = seats.len() - late.count();
    let above = seats
        .get(body..)?
        .iter()
        .any(|seat| seat.turned.top < seats.first().map_or(0.0, |seat| seat.turned.top));
    (body > 0 && above && seats.iter().all(|seat| seat.turn == turn)).then_some(body)
}

/// The first `body` lines in reading order, between those that stand above and below them.
fn around(mut lines: Vec<Line>, body: usize) -> Vec<Line> {
    let late = lines.split_off(body);
    let Some(turn) = lines.first().map(|line| line.turn) else {
        return late;
    };
    let top = |line: &Line| Edges::of(line, turn).top;
    let highest = lines.iter().map(top).fold(f32::INFINITY, f32::min);
    let (mut heads, mut feet): (Vec<Line>, Vec<Line>) = late.into_iter().partition(|line| top(line) < highest);
    heads.sort_by(|line, next| top(line).total_cmp(&top(next)));
    feet.sort_by(|line, next| top(line).total_cmp(&top(next)));
    heads.into_iter().chain(reading(lines)).chain(feet).collect()
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

fn is_beside(seat: &Seat, other: &Seat) -> bool {
    !stands_above(seat, other) && !stands_above(other, seat) && !shares_column(seat, other)
}

/// The left edges of columns of running text that have another one on their left: where lines begin that have a line of
/// such a column beside them, each as wide as prose is.
fn gutters(seats: &[Seat]) -> Vec<f32> {
    let Some(turn) = seats.first().map(|seat| seat.turn) else {
        return Vec::new();
    };
    let own = || seats.iter().filter(|seat| seat.turn == turn).map(|seat| &seat.turned);
    let left = own().map(|edges| edges.x0).fold(f32::INFINITY, f32::min);
    let right = own().map(|edges| edges.x1).fold(f32::NEG_INFINITY, f32::max);
    let wide: Vec<&Edges> = own()
        .filter(|edges| edges.x1 - edges.x0 >= COLUMN * (right - left))
        .collect();
    let is_second = |edges: &&&Edges| {
        let beside = |other: &&&Edges| other.x1 <= edges.x0 && other.top < edges.bottom && edges.top < other.bottom;
        wide.iter().any(|other| beside(&other))
    };
    let mut edges: Vec<f32> = wide.iter().filter(is_second).map(|edges| edges.x0).collect();
    edges.sort_by(f32::total_cmp);
    let alike = edges.chunk_by(|edge, next| next - edge <= OVERLAP);
    alike
        .filter(|edges| edges.len() >= ROWS)
        .filter_map(|edges| edges.first().copied())
        .collect()
}

/// Whether one line ends before a gutter that the other one begins behind.
fn are_parted(gutters: &[f32], seat: &Seat, other: &Seat) -> bool {
    let (seat, other) = seat.beside(other);
    let parts = |left: &Edges, right: &Edges, edge: f32| left.x1 <= edge && edge <= right.x0 + OVERLAP;
    gutters
        .iter()
        .any(|&edge| parts(seat, other, edge) || parts(other, seat, edge))
}

fn stands_above(seat: &Seat, other: &Seat) -> bool {
    let (seat, other) = seat.beside(other);
    seat.bottom <= other.top + OVERLAP && seat.top < other.top
}

fn shares_column(seat: &Seat, other: &Seat) -> bool {
    let (seat, other) = seat.beside(other);
    seat.x0 < other.x1 && other.x0 < seat.x1
}

/// Where a line stands.
struct Seat {
    turn: Turn,
    /// As one sees it who turns the page to read the line.
    turned: Edges,
    /// As the page is shown.
    page: Edges,
}

struct Edges {
    x0: f32,
    top: f32,
    x1: f32,
    bottom: f32,
}

impl Seat {
    fn of(line: &Line) -> Self {
        Self {
            turn: line.turn,
            turned: Edges::of(line, line.turn),
            page: Edges::of(line, Turn::Right),
        }
    }

    /// Where two lines stand: seen along their turn if it is the same, so that a page that lies on its side or on its head
    /// is read as who turns it reads it; else on the page.
    fn beside<'s>(&'s self, other: &'s Self) -> (&'s Edges, &'s Edges) {
        if self.turn == other.turn {
            (&self.turned, &other.turned)
        } else {
            (&self.page, &other.page)
        }
    }
}

impl Edges {
    fn of(line: &Line, turn: Turn) -> Self {
        let ((ax, ay), (bx, by)) = (turn.along(line.x0, line.top), turn.along(line.x1, line.bottom));
        Self {
            x0: ax.min(bx),
            top: ay.min(by),
            x1: ax.max(bx),
            bottom: ay.max(by),
        }
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
    fn a_line_with_room_beside_it_stays_in_its_column() {
        let mut shown = Vec::new();
        let tops = [10.0, 22.0, 50.0, 62.0, 74.0, 86.0, 98.0_f32];
        for (at, top) in tops.into_iter().enumerate() {
            // The one right of the second line's gap is alone, and so is the third line.
            shown.push((format!("left {at}"), 0.0, 90.0, top));
        }
        let right = [10.0, 36.0, 62.0, 74.0, 86.0, 98.0_f32];
        for (at, top) in right.into_iter().enumerate() {
            shown.push((format!("right {at}"), 100.0, 190.0, top));
        }
        let boxes: Vec<(&str, f32, f32, f32)> = shown
            .iter()
            .map(|(text, x0, x1, top)| (text.as_str(), *x0, *x1, *top))
            .collect();
        let expected: Vec<&str> = boxes.iter().map(|shown| shown.0).collect();
        assert_eq!(order(&boxes), expected);
    }

    #[test]
    fn a_head_that_is_shown_last_holds_no_column_up() {
        let shown = [
            ("left", 0.0, 90.0, 30.0),
            ("left 2", 0.0, 90.0, 42.0),
            ("right", 100.0, 190.0, 30.0),
            ("head", 0.0, 60.0, 10.0),
            ("7", 90.0, 95.0, 700.0),
        ];
        assert_eq!(order(&shown), ["head", "left", "left 2", "right", "7"]);
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
