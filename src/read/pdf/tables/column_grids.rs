//! The grid of each stretch of a table whose columns white parts.

use super::TOUCH;
use super::columns::Columns;
use super::edges::Edge;
use super::fields::{Field, Grid};
use super::gutters::STEP;
use super::rows;
use super::segment::{self, Segment};
use super::stand::Band;

/// A horizontal over this share of the table's width parts rows.
const FULL_WIDTH: f32 = 0.6;
/// A rule that is drawn over less than this share of a column leaves it out.
const LEFT_OUT: f32 = 0.1;
/// A rule so far above or below the lines of a table is not its own, points.
const MARGIN: f32 = 30.0;

impl Columns {
    /// The horizontals over the whole table in one stretch of lines.
    fn rules_within(&self, across: &[Edge], segment: &Segment<'_>) -> Option<Vec<f32>> {
        let (above, below) = (segment.above, segment.below);
        let width = self.places.last()? - self.places.first()?;
        let (top, bottom) = segment::extent(&segment.bands)?;
        let mut places: Vec<f32> = across
            .iter()
            .filter(|edge| edge.to - edge.from >= FULL_WIDTH * width)
            .map(|edge| edge.at)
            .filter(|at| (top - MARGIN..=bottom + MARGIN).contains(at) && *at >= above - TOUCH && *at <= below + TOUCH)
            .collect();
        places.sort_by(f32::total_cmp);
        Some(places)
    }

    /// The horizontals over the whole table in one stretch of lines, and where it begins and ends outside of them; nothing
    /// where there are not two.
    pub(super) fn rules(&self, across: &[Edge], segment: &Segment<'_>) -> Option<Vec<f32>> {
        let places = self.rules_within(across, segment).filter(|places| places.len() > 1)?;
        with_ends(places, segment)
    }

    /// So it is in a document whose rows are parted by rules: all of them are drawn, where there is one, and where there is
    /// none the stretch is one row.
    pub(super) fn all_rules(&self, across: &[Edge], segment: &Segment<'_>) -> Option<Vec<f32>> {
        with_ends(self.rules_within(across, segment)?, segment)
    }

    /// The columns that the rule at each of these places leaves out, though others are drawn through them.
    fn left_out(&self, across: &[Edge], places: &[f32]) -> Vec<(f32, Vec<usize>)> {
        let columns = 0..self.lefts.len();
        // How much is drawn of the middle half of a column, since what parts it can begin behind its padding.
        let drawn = |place: f32, column: usize| {
            let (from, to) = (*self.places.get(column)?, *self.places.get(column + 1)?);
            let (from, to) = (from + (to - from) / 4.0, to - (to - from) / 4.0);
            let mut own = across.iter().filter(|edge| (edge.at - place).abs() <= TOUCH).peekable();
            own.peek()?;
            let over = |edge: &Edge| (edge.to.min(to) - edge.from.max(from)).max(0.0);
            Some(own.map(over).sum::<f32>() / (to - from).max(STEP))
        };
        let all = |column: usize| {
            let mut drawn = places.iter().filter_map(|&place| drawn(place, column));
            drawn.any(|share| share > 1.0 - LEFT_OUT)
        };
        let through: Vec<usize> = columns.filter(|&column| all(column)).collect();
        let left_out = |place: f32| {
            let own = through.iter().copied();
            own.filter(|&column| drawn(place, column).is_some_and(|share| share < LEFT_OUT))
                .collect()
        };
        places.iter().map(|&place| (place, left_out(place))).collect()
    }

    /// The grid of one stretch of lines, which is that of a number on a page of a number.
    pub(super) fn grid(
        &self,
        segment: &Segment<'_>,
        place: (usize, usize),
        cuts: &rows::Cuts,
        rules: Option<Vec<f32>>,
        across: &[Edge],
    ) -> Option<Grid> {
        let segment = segment.bands.as_slice();
        // What the rules of other rows part, and those of some do not, stands beside several rows.
        let tall = rules
            .as_ref()
            .map_or_else(Vec::new, |places| self.left_out(across, places));
        let guesses = cuts.guesses(place, segment).filter(|_| rules.is_none());
        let (top, bottom) = segment::extent(segment)?;
        let places = if let Some(mut places) = rules {
            // Between coloured rows no line parts a head from a row without a colour, nor a heading over all columns.
            for (above, below) in cuts.head_ends(segment).into_iter().chain(around_headings(segment)) {
                if !places.iter().any(|place| (above..=below).contains(place)) {
                    places.push(f32::midpoint(above, below));
                    places.sort_by(f32::total_cmp);
                }
            }
            places
        } else {
            let mut places = vec![top - STEP];
            places.extend(cuts.within(place, segment));
            places.push(bottom + STEP);
            places
        };
        let columns = self.lefts.len();
        let guesses = guesses.unwrap_or_default();
        let (mut cells, mut guessed) = (Vec::new(), Vec::new());
        for row in 0..places.len() - 1 {
            let (from, to) = (*places.get(row)?, *places.get(row + 1)?);
            let within = |line: &f32| (from..to).contains(line);
            guessed.extend(guesses.iter().any(within).then_some(row));
            let mut inside = segment
                .iter()
                .filter(|band| (from..to).contains(&f32::midpoint(band.top, band.bottom)));
            let whole = inside.next().is_some_and(|band| band.whole) && inside.all(|band| band.whole);
            let spans = if whole {
                vec![(0, columns)]
            } else {
                (0..columns).map(|column| (column, 1)).collect()
            };
            let from_above = |column: usize| {
                !whole
                    && tall
                        .iter()
                        .any(|(at, over)| (at - from).abs() < STEP && over.contains(&column))
            };
            for (column, column_span) in spans {
                let ends_here = |cell: &&mut Field| {
                    (cell.column, cell.column_span) == (column, column_span) && cell.row + cell.row_span == row
                };
                match cells.iter_mut().rev().find(ends_here).filter(|_| from_above(column)) {
                    Some(above) => above.row_span += 1,
                    None => cells.push(Field {
                        row,
                        column,
                        row_span: 1,
                        column_span,
                        aside: false,
                    }),
                }
            }
        }
        let grid = Grid {
            turn: self.turn,
            columns: self.places.clone(),
            at: vec![0; columns * (places.len() - 1)],
            rows: places,
            cells: Vec::new(),
            guessed,
            coloured: false,
            is_rest: false,
        };
        Some(grid.with_cells(cells))
    }
}

/// Places of rules in a stretch of lines, and where it begins and ends outside of them.
fn with_ends(mut places: Vec<f32>, segment: &Segment<'_>) -> Option<Vec<f32>> {
    let (top, bottom) = segment::extent(&segment.bands)?;
    if places.first().is_none_or(|&first| top < first - TOUCH) {
        places.insert(0, top - TOUCH);
    }
    if places.last().is_none_or(|&last| bottom > last + TOUCH) || places.len() < 2 {
        places.push(bottom + TOUCH);
    }
    Some(places)
}

/// The whites above and below headings over all columns, a little wider than they are.
fn around_headings<'s>(segment: &'s [Band<'s>]) -> impl Iterator<Item = (f32, f32)> + 's {
    /// Lines overlap a little, points.
    const OVER: f32 = 1.0;
    let white = move |at: usize| {
        let above = segment.get(..at)?.iter().map(|band| band.bottom).reduce(f32::max)?;
        let below = segment.get(at..)?.iter().map(|band| band.top).reduce(f32::min)?;
        Some((above.min(below) - OVER, below.max(above) + OVER))
    };
    let parted = |pair: &[Band<'_>]| matches!(pair, [above, below] if above.whole != below.whole);
    let ends = (1..segment.len()).filter(move |&at| segment.get(at - 1..=at).is_some_and(parted));
    ends.filter_map(white)
}
