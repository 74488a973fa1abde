//! Headings over all columns of a table: names of States, and parts of a report.

use super::aligned::{CENTRED, most};
use super::columns::{Columns, SAME_SIZE};
use super::gutters::ALIGNED;
use super::keys::has_reference;
use super::page::{PIECE_GAP_EM, PIECES, PageWords};
use crate::read::pdf::word_lines::WordLine;

/// A row of its own has so much more white around it than the lines of a cell have between them, points.
const BEYOND: f32 = 1.0;
/// The middles of lines that are centred in one place are within this of each other, points.
const ONE_MIDDLE: f32 = 2.0;

impl Columns {
    /// Where the middles are of headings over all columns: the table's own middle, which its words need not show.
    pub(super) fn middle_of_headings(&self, pages: &[PageWords]) -> Option<f32> {
        /// Widths of names that differ by less tell not whether they have their middles or their left ends in one place, points.
        const WIDER: f32 = 6.0;
        let mut found: Vec<(f32, f32)> = Vec::new();
        for page in pages {
            for (at, line) in page.lines.iter().enumerate() {
                let middle = self.middle_of_row(&page.lines, at);
                found.extend(middle.zip(ends(line)).map(|(middle, (x0, x1))| (middle, x1 - x0)));
            }
        }
        found.sort_by(|a, b| a.0.total_cmp(&b.0));
        let middles: Vec<f32> = found.iter().map(|line| line.0).collect();
        let (first, count) = most(&middles, ONE_MIDDLE);
        let own = || {
            found
                .iter()
                .filter(|line| (first..=first + ONE_MIDDLE).contains(&line.0))
        };
        let widest = own().map(|line| line.1).fold(0.0, f32::max);
        let differ = own().any(|line| line.1 < widest - WIDER);
        (differ && count * 2 > found.len()).then_some(first + ONE_MIDDLE / 2.0)
    }

    /// The middle of a line that has its row for itself, or with the other lines of one name, all as large as what stands in
    /// cells, below lines of several cells or right above one.
    fn middle_of_row(&self, lines: &[WordLine], at: usize) -> Option<f32> {
        /// A name has no more lines.
        const LINES: usize = 3;
        let line = lines.get(at)?;
        let middle = |line: &WordLine| ends(line).map(|(x0, x1)| f32::midpoint(x0, x1));
        let own = middle(line)?;
        let white = self.leading + BEYOND;
        let pieces = |line: &WordLine| line.pieces(PIECE_GAP_EM).len();
        let is_name = |line: &WordLine| {
            (line.size - self.size).abs() <= SAME_SIZE * self.size
                && middle(line).is_some_and(|middle| (middle - own).abs() <= ONE_MIDDLE)
                && pieces(line) == 1
                && !has_reference(&line.string())
        };
        let near = |above: usize| matches!(lines.get(above..=above + 1), Some([above, below]) if below.top - above.bottom < white);
        let mut first = at;
        while first > 0 && near(first - 1) && at - first < LINES {
            first -= 1;
        }
        let mut last = at;
        while near(last) && last - at < LINES {
            last += 1;
        }
        let of_table = |line: &WordLine| pieces(line) >= PIECES;
        let is_row = last - first < LINES && lines.get(first..=last)?.iter().all(is_name);
        let beside = || lines.get(..first).is_some_and(|above| above.iter().rev().any(of_table));
        (is_row && (lines.get(last + 1).is_some_and(of_table) || beside())).then_some(own)
    }

    /// Whether a line is a heading over all columns: one bold piece as large as the table's words, at the table's left end or,
    /// with white around it, in the table's middle.
    pub(super) fn is_heading(&self, lines: &[WordLine], at: usize, line: &WordLine) -> bool {
        /// White between a heading and other bold lines, points; a head's second line has none above.
        const AROUND: f32 = 1.5;
        /// The lines of a head that stands on one page are apart as those of a cell, and no more, points.
        const EVEN: f32 = 0.4;
        let is_own = |centre: f32| {
            let middle = self.middle_of_row(lines, at);
            middle.is_some_and(|middle| (middle - centre).abs() <= ONE_MIDDLE) && !is_beside(lines, at)
        };
        if self.centre.is_some_and(is_own) {
            return true;
        }
        let left = self.lefts.first().zip(line.words.first()).is_some_and(|(&left, word)| {
            // Beside cells that stand in their column's middle it begins further out than they do.
            let outside = self.begins_anywhere() && word.x0 <= left;
            (word.x0 - left).abs() <= ALIGNED || outside
        });
        let as_large = (line.size - self.size).abs() <= SAME_SIZE * self.size;
        if !(line.bold && as_large && line.pieces(PIECE_GAP_EM).len() == 1) || is_beside(lines, at) {
            return false;
        }
        let above = at.checked_sub(1).and_then(|above| lines.get(above));
        let white = self.leading + BEYOND;
        let pieces = |line: &WordLine| line.pieces(PIECE_GAP_EM).len();
        let near = |pair: &[WordLine]| matches!(pair, [above, below] if below.top - above.bottom < white);
        // What stands near above and below it and the bold lines beside it.
        let (before, behind) = (
            lines.get(..=at).unwrap_or_default(),
            lines.get(at..).unwrap_or_default(),
        );
        let above_it = before.windows(2).rev().take_while(|pair| near(pair));
        let below_it = behind.windows(2).take_while(|pair| near(pair));
        let above_it = above_it.filter_map(<[WordLine]>::first);
        let below_it = below_it.filter_map(<[WordLine]>::last);
        let is_other = |line: &&WordLine| !line.bold || pieces(line) > 1;
        let beside: Vec<&WordLine> = [above_it.clone().find(is_other), below_it.clone().find(is_other)]
            .into_iter()
            .flatten()
            .collect();
        // A head's line stands by its other lines, and a bold name in a letter's own cell as near to the cell's others as they
        // are to each other.
        let is_of_head = beside.iter().any(|other| {
            let apart = (line.top - other.bottom).max(other.top - line.bottom);
            other.bold && (apart < self.leading + EVEN || self.of_head.contains(&line.string()))
        });
        let free = above.is_none_or(|above| !above.bold || line.top - above.bottom >= AROUND)
            && lines
                .get(at + 1)
                .is_none_or(|below| !below.bold || below.top - line.bottom >= AROUND);
        let middle = |first: Option<&f32>, last: Option<&f32>| Some(f32::midpoint(*first?, *last?));
        let of_table = middle(self.places.first(), self.places.last());
        let of_line = middle(
            line.words.first().map(|word| &word.x0),
            line.words.last().map(|word| &word.x1),
        );
        // The longest words of the outer columns do not fill them.
        let centred = of_table
            .zip(of_line)
            .is_some_and(|(table, line)| (table - line).abs() <= 4.0 * CENTRED);
        // Where the cells of a head stand at its foot, its first line can be one piece.
        let begins_head = lines.get(at + 1).is_some_and(|below| {
            below.bold && below.top - line.bottom < line.size / 2.0 && below.pieces(PIECE_GAP_EM).len() >= PIECES
        });
        if begins_head {
            return false;
        }
        // A letter's key can be bold, and alone in its line; a heading has no reference number.
        let mut within = (0..self.lefts.len()).filter(|&column| self.cell(line, column).is_some());
        let alone = within.next().filter(|_| within.next().is_none());
        let rarely_bold = alone.is_none_or(|column| self.rarely_bold.get(column) == Some(&true));
        let bold_alone = || alone.is_some() && self.holds(line);
        let within_cell = alone.is_some_and(|column| self.bold_within.get(column) == Some(&true)) && !beside.is_empty();
        !is_of_head
            && !within_cell
            && (left || free && !has_reference(&line.string()) && (centred || rarely_bold && bold_alone()))
    }
}

/// Whether a line of another cell stands beside a line, if not at its height, or beside the bold line that goes on with it:
/// a heading has its row for itself.
fn is_beside(lines: &[WordLine], at: usize) -> bool {
    /// What goes on with a name begins within this below it, in em.
    const BELOW_EM: f32 = 0.6;
    let Some(line) = lines.get(at) else { return false };
    let goes_on = |other: &WordLine| {
        let ends = ends(line).zip(ends(other));
        let below = ends.is_some_and(|(own, other)| own.0 < other.1 && other.0 < own.1);
        other.bold && below && other.top - line.bottom < BELOW_EM * line.size
    };
    let mut lower = (at + 1..lines.len()).take_while(|&other| near(line, lines.get(other)));
    let next = lower.find(|&other| lines.get(other).is_some_and(goes_on));
    is_overlapped(lines, at) || next.is_some_and(|next| is_overlapped(lines, next))
}

/// From where to where a line goes.
fn ends(line: &WordLine) -> Option<(f32, f32)> {
    Some((line.words.first()?.x0, line.words.last()?.x1))
}

/// Whether a line begins less than a line below another one.
fn near(line: &WordLine, below: Option<&WordLine>) -> bool {
    below.is_some_and(|below| below.top < line.bottom + line.size)
}

/// Whether another line reaches from above or below into the height of a line.
fn is_overlapped(lines: &[WordLine], at: usize) -> bool {
    /// Lines below each other overlap by less, in em.
    const OVER_EM: f32 = 0.3;
    let Some(line) = lines.get(at) else { return false };
    let overlaps = |other: &WordLine| {
        line.bottom.min(other.bottom) - line.top.max(other.top) > OVER_EM * line.size.min(other.size)
    };
    // Lines are in the order of their lower ends.
    let upper = lines.get(..at).unwrap_or_default().iter().rev();
    let mut upper = upper.take_while(|other| other.bottom > line.top);
    let mut lower = lines.iter().skip(at + 1).take_while(|other| near(line, Some(other)));
    upper.any(overlaps) || lower.any(overlaps)
}
