//! The columns of a document: where the lines of its tables leave gutters, and what stands in each.

use std::collections::{BTreeMap, BTreeSet};

use super::aligned::{Aligned, most};
use super::gutters::{self, ALIGNED, BLANK_EM, Places, STEP};
use super::page::{PIECE_GAP_EM, PIECES, PageWords};
use super::segment::Segment;
use crate::read::pdf::geometry::Turn;
use crate::read::pdf::word_lines::{Word, WordLine};

/// Sizes that differ by less than this share are equal.
pub const SAME_SIZE: f32 = 0.08;

/// The columns of a document.
pub struct Columns {
    pub(super) turn: Turn,
    /// Where the first begins, the middles of the gutters, where the last ends.
    pub(super) places: Vec<f32>,
    /// From where to where the gutters go that the lines of the table leave.
    pub(super) gutters: Vec<(f32, f32)>,
    /// Where the words of each begin most often.
    pub(super) lefts: Vec<f32>,
    /// Where the middles of its words are most often, or their right ends, if that is more often than a left end.
    pub(super) aligned: Vec<Aligned>,
    /// What else many of its cells have in one place, as heads that begin above cells in the middle.
    pub(super) also: Vec<Option<Aligned>>,
    /// Whether few of the lines that stand alone in each are bold: those are headings.
    pub(super) rarely_bold: Vec<bool>,
    /// The type size of most of its lines.
    pub(super) size: f32,
    /// The white between most lines of a cell.
    pub(super) leading: f32,
    /// Whether the cells of each column have bold lines: the country of a letter, beside its other cells.
    pub(super) bold_within: Vec<bool>,
    /// Where headings over all columns have their middles, if they have.
    pub(super) centre: Option<f32>,
    /// The bold lines of one piece that stand beside a head on most pages that have it: they belong to it.
    pub(super) of_head: BTreeSet<String>,
}

impl Columns {
    pub(super) fn of(pages: &[PageWords], pieces: &[Vec<Vec<(f32, f32)>>], turn: Turn) -> Option<Self> {
        let mut lines: Vec<&WordLine> = Vec::new();
        for (page, pieces) in pages.iter().zip(pieces) {
            lines.extend(
                page.lines
                    .iter()
                    .zip(pieces)
                    .filter(|line| line.1.len() >= PIECES)
                    .map(|line| line.0),
            );
        }
        // Words of heads can be too long for their columns.
        let plain: Vec<&WordLine> = lines.iter().copied().filter(|line| !line.bold).collect();
        if plain.len() * 2 > lines.len() {
            lines = plain;
        }
        let Places { ends: places, gutters } = gutters::places(&lines)?;
        let mut columns = Self {
            turn,
            lefts: Vec::new(),
            aligned: Vec::new(),
            also: Vec::new(),
            rarely_bold: Vec::new(),
            size: middle_size(&lines),
            leading: 0.0,
            bold_within: Vec::new(),
            centre: None,
            of_head: lines_of_heads(pages),
            places,
            gutters,
        };
        columns.align(&lines);
        columns.shift();
        let alone = pages
            .iter()
            .zip(pieces)
            .flat_map(|(page, pieces)| page.lines.iter().zip(pieces));
        columns.rarely_bold = columns.rarely_bold(alone.filter(|line| line.1.len() == 1).map(|line| line.0));
        columns.fit(pages.iter().flat_map(|page| &page.lines));
        columns.leading = columns.leading(pages);
        columns.centre = columns.middle_of_headings(pages);
        columns.bold_within = (0..columns.lefts.len())
            .map(|column| columns.is_bold_within(column, pages.iter().flat_map(|page| &page.lines)))
            .collect();
        Some(columns)
    }

    /// Widens the outer columns to all words of the table, and of the headings over all columns.
    pub(super) fn widen(&mut self, pages: &[Vec<Segment<'_>>]) {
        let bands = || pages.iter().flatten().flat_map(|segment| &segment.bands);
        let words = || bands().flat_map(|band| &band.line.words);
        if let Some(first) = self.places.first_mut() {
            *first = words().map(|word| word.x0 - STEP).fold(*first, f32::min);
        }
        if let Some(last) = self.places.last_mut() {
            *last = words().map(|word| word.x1 + STEP).fold(*last, f32::max);
        }
    }

    /// Finds where the cells of each column begin, or have their middles or ends.
    pub(super) fn align(&mut self, lines: &[&WordLine]) {
        /// One in so many cells can stand elsewhere than the others.
        const CELLS_ELSEWHERE: usize = 5;
        for column in 0..self.places.len() - 1 {
            let mut cells: Vec<(f32, f32)> = lines.iter().filter_map(|line| self.cell(line, column)).collect();
            let mut lefts: Vec<f32> = cells.iter().map(|cell| cell.0).collect();
            lefts.sort_by(f32::total_cmp);
            let left = most(&lefts, ALIGNED).0;
            self.lefts.push(left);
            let aligned = Aligned::most(&cells).unwrap_or(Aligned::Left(left));
            self.aligned.push(aligned);
            let count = cells.len();
            // Cells that are all as wide have both ends and their middles in one place, and what is wider or narrower stands
            // by one of them.
            let as_wide = Aligned::middles(&cells).filter(|middle| cells.iter().all(|&cell| middle.holds(cell)));
            cells.retain(|&cell| !aligned.holds(cell));
            let others = Aligned::most(&cells);
            cells.retain(|&cell| others.is_some_and(|others| others.holds(cell)));
            let others = others.filter(|_| cells.len() * CELLS_ELSEWHERE >= count);
            self.also.push(others.or(as_wide));
        }
    }

    /// Moves the ends of columns to where the next one's cells begin, where they do so in one place: the few words that are
    /// longer than others end before that.
    pub(super) fn shift(&mut self) {
        for column in 1..self.lefts.len() {
            let (Some(&left), Some(Aligned::Left(_))) = (self.lefts.get(column), self.aligned.get(column)) else {
                continue;
            };
            if let Some(place) = self.places.get_mut(column) {
                *place = place.max(left - ALIGNED);
            }
        }
    }

    /// Moves the ends of columns between what stands in wide gutters: words that are longer than those of most lines.
    pub(super) fn fit<'l>(&mut self, lines: impl Iterator<Item = &'l WordLine>) {
        let mut free = self.gutters.clone();
        for line in lines.filter(|line| !line.bold && (self.holds(line) || self.stands_in_columns(line))) {
            for (x0, x1) in line.pieces(BLANK_EM) {
                for (gutter, free) in self.gutters.iter().zip(&mut free) {
                    if x0 < gutter.0 && x1 < gutter.1 {
                        free.0 = free.0.max(x1);
                    } else if x0 > gutter.0 && x1 > gutter.1 {
                        free.1 = free.1.min(x0);
                    }
                }
            }
        }
        for (column, (from, to)) in free.into_iter().enumerate() {
            let begins = matches!(self.aligned.get(column + 1), Some(Aligned::Left(_)));
            if let Some(place) = self.places.get_mut(column + 1).filter(|_| !begins && from < to) {
                *place = place.clamp(from, to);
            }
        }
    }

    /// Whether all pieces of a line end before the next column's cells begin, and begin where their column's cells do, or where
    /// the gutter before it has ended.
    fn stands_in_columns(&self, line: &WordLine) -> bool {
        let of_column = |&(x0, x1): &(f32, f32)| {
            let column = self.gutters.partition_point(|gutter| gutter.0 <= x0);
            let ends = self.gutters.get(column).is_none_or(|gutter| x1 < gutter.1);
            let begins = self.lefts.get(column).is_some_and(|left| (x0 - left).abs() <= ALIGNED);
            ends && begins
        };
        line.pieces(BLANK_EM).iter().all(of_column)
    }

    /// Whether bold words of a column often stand beside others: a heading over all columns stands beside nothing.
    pub(super) fn is_bold_within<'l>(&self, column: usize, lines: impl Iterator<Item = &'l WordLine>) -> bool {
        /// One in so many bold lines of the column.
        const LINES_BESIDE: usize = 5;
        let (mut alone, mut beside) = (0, 0);
        let Some((from, to)) = self.ends(column) else {
            return false;
        };
        for line in lines {
            let inside = |word: &&Word| (from..to).contains(&f32::midpoint(word.x0, word.x1));
            let mut own = line.words.iter().filter(inside).peekable();
            if own.peek().is_none() || !own.all(|word| word.bold) {
                continue;
            }
            // Where all of a line is bold it is a head.
            if line.words.iter().all(|word| word.bold) {
                alone += usize::from(line.pieces(PIECE_GAP_EM).len() == 1);
            } else {
                beside += 1;
            }
        }
        beside * LINES_BESIDE > alone + beside
    }

    /// The white that most often parts two lines of a column.
    pub(super) fn leading(&self, pages: &[PageWords]) -> f32 {
        /// Whites that differ by no more than this are equal, points.
        const EQUAL: f32 = 0.3;
        let mut whites = Vec::new();
        for page in pages {
            let mut bottoms: Vec<Option<f32>> = vec![None; self.lefts.len()];
            for line in &page.lines {
                for (column, bottom) in bottoms.iter_mut().enumerate() {
                    if self.cell(line, column).is_some() {
                        whites.extend(bottom.replace(line.bottom).map(|above| line.top - above));
                    }
                }
            }
        }
        whites.sort_by(f32::total_cmp);
        most(&whites, EQUAL).0
    }

    /// In which columns few of the lines are bold that stand alone in them.
    pub(super) fn rarely_bold<'l>(&self, alone: impl Iterator<Item = &'l WordLine>) -> Vec<bool> {
        /// One in so many lines.
        const LINES_A_HEADING: usize = 5;
        let mut counts = vec![(0_usize, 0_usize); self.lefts.len()];
        for line in alone {
            let mut within = (0..self.lefts.len()).filter(|&column| self.cell(line, column).is_some());
            if let (Some(column), None) = (within.next(), within.next())
                && let Some(count) = counts.get_mut(column)
            {
                count.0 += usize::from(line.bold);
                count.1 += 1;
            }
        }
        counts
            .iter()
            .map(|&(bold, all)| bold * LINES_A_HEADING <= all)
            .collect()
    }

    /// From where to where a column goes; the last one has no end, nor has the first one a beginning where its cells do not
    /// begin in one place.
    pub(super) fn ends(&self, column: usize) -> Option<(f32, f32)> {
        let (from, to) = (*self.places.get(column)?, *self.places.get(column + 1)?);
        let last = column + 2 == self.places.len();
        let open = column == 0 && self.begins_anywhere();
        Some((
            if open { f32::NEG_INFINITY } else { from },
            if last { f32::INFINITY } else { to },
        ))
    }

    /// Whether the cells of the first column do not begin in one place.
    pub(super) fn begins_anywhere(&self) -> bool {
        !matches!(self.aligned.first(), Some(Aligned::Left(_)) | None)
    }

    /// From where to where the words of a line stand in a column.
    pub(super) fn cell(&self, line: &WordLine, column: usize) -> Option<(f32, f32)> {
        let (from, to) = self.ends(column)?;
        let inside = line
            .words
            .iter()
            .filter(|word| (from..to).contains(&f32::midpoint(word.x0, word.x1)));
        inside.fold(None, |cell: Option<(f32, f32)>, word| {
            Some(cell.map_or((word.x0, word.x1), |cell| (cell.0.min(word.x0), cell.1.max(word.x1))))
        })
    }
}

/// The bold lines of one piece next to a bold one of several, on most pages that have one of these.
fn lines_of_heads(pages: &[PageWords]) -> BTreeSet<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut heads = 0;
    for page in pages {
        let bold: Vec<(usize, bool)> = page
            .lines
            .iter()
            .enumerate()
            .filter(|line| line.1.bold)
            .map(|(at, line)| (at, line.pieces(PIECE_GAP_EM).len() > 1))
            .collect();
        heads += usize::from(bold.iter().any(|line| line.1));
        let run_has_head = |run: &&[(usize, bool)]| run.iter().any(|line| line.1);
        let runs = bold
            .chunk_by(|above, below| above.0 + 1 == below.0)
            .filter(run_has_head);
        let single = runs
            .flatten()
            .filter(|line| !line.1)
            .filter_map(|line| page.lines.get(line.0));
        for words in single.map(WordLine::string).collect::<BTreeSet<String>>() {
            *counts.entry(words).or_default() += 1;
        }
    }
    let most = counts.into_iter().filter(|count| count.1 > 1 && count.1 * 2 >= heads);
    most.map(|count| count.0).collect()
}

/// The type size of the middle one of some lines.
fn middle_size(lines: &[&WordLine]) -> f32 {
    let mut sizes: Vec<f32> = lines.iter().map(|line| line.size).collect();
    sizes.sort_by(f32::total_cmp);
    sizes.get(sizes.len() / 2).copied().unwrap_or(0.0)
}
