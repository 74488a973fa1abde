//! Which lines of a page are its table's, and where they follow each other.

use std::collections::BTreeMap;

use super::TOUCH;
use super::alone::{Furniture, is_alone, is_page_number};
use super::columns::{Columns, SAME_SIZE};
use super::gutters::{ALIGNED, BLANK_EM, GUTTER, STEP};
use super::keys::{begins_with_day, goes_on_with_reference, has_reference};
use super::page::{PIECE_GAP_EM, PageWords};
use super::segment::Segment;
use super::stand::Band;
use crate::read::pdf::word_lines::{Word, WordLine};

/// A word stands in a column with so much of it.
const WITHIN: f32 = 0.75;

impl Columns {
    /// Whether a line runs over a gutter: a word of it does, or words without a wide gap between them.
    pub(super) fn crosses(&self, line: &WordLine) -> bool {
        let inner = self.places.get(1..self.places.len() - 1).unwrap_or_default();
        // A word can end a little beyond the middle of a gutter that other lines leave.
        let over = |word: &Word| STEP.max(GUTTER.min((1.0 - WITHIN) * (word.x1 - word.x0)));
        // Those of heads begin where their columns do, or stand in them with most of them.
        let is_of_head = |word: &Word| line.bold && (self.begins_column(word) || self.share(word) > 0.5);
        let word_crosses = |(&place, gutter): (&f32, &(f32, f32))| {
            // In a wide gutter the few words end that are longer than those of most lines.
            let covers = |word: &Word| line.bold || word.x0 < gutter.0 && word.x1 > gutter.1;
            let mut words = line.words.iter().filter(|word| !is_of_head(word));
            words.any(|word| word.x0 < place - over(word) && word.x1 > place + over(word) && covers(word))
        };
        let wide = |gutter: &&(f32, f32)| gutter.1 - gutter.0 >= PIECE_GAP_EM * line.size;
        let pieces = line.pieces(BLANK_EM);
        let piece_crosses = |gutter: &(f32, f32)| pieces.iter().any(|piece| piece.0 < gutter.0 && piece.1 > gutter.1);
        inner.iter().zip(&self.gutters).any(word_crosses)
            || !line.bold && self.gutters.iter().filter(wide).any(piece_crosses)
    }

    /// Whether a line is the table's: it crosses no gutter, and a cell of it is aligned as its column is.
    pub(super) fn holds(&self, line: &WordLine) -> bool {
        // A heading is larger than what stands in cells.
        if line.bold && line.size > self.size * (1.0 + SAME_SIZE) && line.pieces(PIECE_GAP_EM).len() == 1 {
            return false;
        }
        // In a sentence over the table's whole width gutters lie between words by chance, and no wide gap does; nor do all of
        // its pieces begin where their columns do.
        let filled: Vec<(usize, (f32, f32))> = (0..self.lefts.len())
            .filter_map(|column| Some((column, self.cell(line, column)?)))
            .collect();
        let mut gaps = filled.windows(2).map(|pair| match pair {
            [(_, left), (_, right)] => right.0 - left.1,
            _ => 0.0,
        });
        let narrow = filled.len() > 1 && gaps.all(|gap| gap < PIECE_GAP_EM * line.size);
        let is_aligned = |&(column, cell): &(usize, (f32, f32))| {
            let left = self
                .lefts
                .get(column)
                .is_some_and(|&left| (cell.0 - left).abs() <= ALIGNED);
            let aligned = self.aligned.get(column).is_some_and(|aligned| aligned.holds(cell));
            left || aligned
                || self
                    .also
                    .get(column)
                    .copied()
                    .flatten()
                    .is_some_and(|also| also.holds(cell))
        };
        let sentence = narrow && !filled.iter().all(is_aligned);
        // Where the last column ends nobody knows: its longest name can stand alone in its line. So can that of the first, where
        // its cells do not begin in one place.
        let within = match (self.places.first(), line.words.first()) {
            (Some(&first), Some(word)) if word.x0 < first - TOUCH => {
                self.begins_anywhere() && filled.first().is_some_and(|cell| cell.0 == 0 && is_aligned(cell))
            }
            (first, word) => first.is_some() && word.is_some(),
        };
        within && !sentence && filled.iter().any(is_aligned) && !self.crosses(line)
    }

    /// Whether a line is one word that is a little too long for its column, as heads of narrow columns have.
    pub(super) fn is_long_word(&self, line: &WordLine) -> bool {
        let [word] = line.words.as_slice() else { return false };
        let inner = self.places.get(1..self.places.len() - 1).unwrap_or_default();
        if line.size > self.size + STEP || !inner.iter().any(|&place| word.x0 < place && place < word.x1) {
            return false;
        }
        line.bold && self.begins_column(word) || self.share(word) >= WITHIN
    }

    /// Whether a line has words in several columns, far apart, as what stands in cells has that are aligned in another way: a
    /// head's.
    pub(super) fn has_cells(&self, line: &WordLine) -> bool {
        let filled: Vec<(f32, f32)> = (0..self.lefts.len())
            .filter_map(|column| self.cell(line, column))
            .collect();
        let far = |pair: &[(f32, f32)]| matches!(pair, [left, right] if right.0 - left.1 >= PIECE_GAP_EM * line.size);
        filled.len() > 1 && filled.windows(2).all(far) && !self.crosses(line)
    }

    /// Whether a word begins where the cells of a column do.
    pub(super) fn begins_column(&self, word: &Word) -> bool {
        self.lefts.iter().any(|&left| (word.x0 - left).abs() <= ALIGNED)
    }

    /// How much of a word stands in the column that has most of it.
    pub(super) fn share(&self, word: &Word) -> f32 {
        let within = (0..self.lefts.len()).filter_map(|column| {
            let (from, to) = self.ends(column)?;
            Some(word.x1.min(to) - word.x0.max(from))
        });
        within.fold(0.0, f32::max) / (word.x1 - word.x0).max(STEP)
    }

    /// The lines of the table on a page, in stretches between lines that are not.
    pub(super) fn segments<'p>(&self, page: &'p PageWords, furniture: &Furniture) -> Vec<Segment<'p>> {
        let mut segments = vec![Segment {
            bands: Vec::new(),
            above: f32::NEG_INFINITY,
            below: f32::INFINITY,
            begins_page: true,
        }];
        // The words last seen in each column.
        let mut above: BTreeMap<usize, String> = BTreeMap::new();
        for (at, line) in page.lines.iter().enumerate() {
            let repeated = furniture.holds(line) && (is_alone(&page.lines, at, line) || !self.holds(line));
            if repeated || is_page_number(&page.lines, at, line) {
                continue;
            }
            let whole = self.is_heading(&page.lines, at, line);
            let bands = segments.last().and_then(|segment| segment.bands.last());
            let goes_on = || {
                let above = bands.filter(|band| line.top - band.bottom <= line.size / 2.0);
                let of_head = above.is_some_and(|band| band.bold && !band.whole && line.bold && !self.crosses(line));
                above.is_some() && (of_head || self.is_long_word(line) || self.has_cells(line))
            };
            if !whole && !self.holds(line) && !goes_on() {
                // The cells of a head can stand elsewhere in their columns than those below it.
                if bands.is_none() && furniture.is_head(line) {
                    continue;
                }
                if let Some(segment) = segments.last_mut() {
                    segment.below = segment.below.min(line.top);
                    if segment.bands.is_empty() {
                        (segment.above, segment.below) = (line.bottom, f32::INFINITY);
                        segment.begins_page = false;
                    } else {
                        segments.push(Segment {
                            bands: Vec::new(),
                            above: line.bottom,
                            below: f32::INFINITY,
                            begins_page: false,
                        });
                    }
                }
                continue;
            }
            let cells: Vec<(usize, String)> = (0..self.lefts.len())
                .filter_map(|column| {
                    let (from, to) = self.ends(column)?;
                    let words = line
                        .words
                        .iter()
                        .filter(|word| (from..to).contains(&f32::midpoint(word.x0, word.x1)));
                    let words: Vec<&str> = words.map(|word| word.text.as_str()).collect();
                    (!words.is_empty()).then(|| (column, words.join(" ")))
                })
                .collect();
            if let Some(segment) = segments.last_mut() {
                let references = cells.iter().filter(|(column, words)| {
                    let above = above.get(column);
                    has_reference(words) || above.is_some_and(|above| goes_on_with_reference(above, words))
                });
                let references = references.map(|cell| cell.0).collect();
                above.extend(cells.iter().cloned());
                segment.bands.push(Band {
                    top: line.top,
                    bottom: line.bottom,
                    bold: line.bold,
                    references,
                    days: cells
                        .iter()
                        .filter(|cell| begins_with_day(&cell.1))
                        .map(|cell| cell.0)
                        .collect(),
                    filled: cells.iter().map(|cell| cell.0).collect(),
                    words: cells.iter().map(|cell| cell.1.clone()).collect(),
                    whole,
                    line,
                });
            }
        }
        segments.retain(|segment| !segment.bands.is_empty());
        segments
    }
}
