//! Tables without lines between their columns: columns are where the lines of the whole document leave a gutter.

use std::collections::{BTreeMap, BTreeSet};

use super::TOUCH;
use super::alone::{Furniture, is_alone};
use super::edges;
use super::fields::{Field, Grid};
use super::gutters::{self, ALIGNED, BLANK_EM, GUTTER, Places, STEP};
use super::keys::{begins_number, begins_with_day, goes_on_with_reference, has_reference, is_code, is_key_line};
use super::page::{PIECE_GAP_EM, PIECES, PageWords};
use super::rows;
use super::segment::{self, Segment};
use super::stand::Band;
use crate::read::pdf::geometry::Turn;
use crate::read::pdf::word_lines::{Word, WordLine};

const CENTRED: f32 = 3.0;
/// Sizes that differ by less than this share are equal.
const SAME_SIZE: f32 = 0.08;
/// A word stands in a column with so much of it.
const WITHIN: f32 = 0.75;
/// A horizontal over this share of the table's width parts rows.
const FULL_WIDTH: f32 = 0.6;
/// Letters under which a document has no table of them.
const LEAST_REFERENCES: usize = 3;

/// The columns of a document.
struct Columns {
    turn: Turn,
    /// Where the first begins, the middles of the gutters, where the last ends.
    places: Vec<f32>,
    /// From where to where the gutters go that the lines of the table leave.
    gutters: Vec<(f32, f32)>,
    /// Where the words of each begin most often.
    lefts: Vec<f32>,
    /// Where the middles of its words are most often, or their right ends, if that is more often than a left end.
    aligned: Vec<Aligned>,
    /// What else many of its cells have in one place, as heads that begin above cells in the middle.
    also: Vec<Option<Aligned>>,
    /// Whether few of the lines that stand alone in each are bold: those are headings.
    rarely_bold: Vec<bool>,
    /// The type size of most of its lines.
    size: f32,
    /// The white between most lines of a cell.
    leading: f32,
    /// Whether the cells of each column have bold lines: the country of a letter, beside its other cells.
    bold_within: Vec<bool>,
    /// The bold lines of one piece that stand beside a head on most pages that have it: they belong to it.
    of_head: BTreeSet<String>,
}

/// What the cells of a column have in one place.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Aligned {
    Left(f32),
    Centre(f32),
    Right(f32),
}

impl Aligned {
    /// What most of some cells have in one place, if there are any.
    fn most(cells: &[(f32, f32)]) -> Option<Self> {
        let most = |place: fn(&(f32, f32)) -> f32| {
            let mut places: Vec<f32> = cells.iter().map(place).collect();
            places.sort_by(f32::total_cmp);
            most(&places, ALIGNED)
        };
        let (left, as_left) = most(|cell| cell.0);
        let (centre, as_centre) = most(|cell| f32::midpoint(cell.0, cell.1));
        let (right, as_right) = most(|cell| cell.1);
        let aligned = if as_right > as_left.max(as_centre) {
            Self::Right(right)
        } else if as_centre > as_left {
            Self::Centre(centre)
        } else {
            Self::Left(left)
        };
        (!cells.is_empty()).then_some(aligned)
    }

    fn holds(self, (x0, x1): (f32, f32)) -> bool {
        match self {
            Self::Left(left) => (x0 - left).abs() <= ALIGNED,
            Self::Centre(centre) => (f32::midpoint(x0, x1) - centre).abs() <= CENTRED,
            // A stop can hang beyond the others.
            Self::Right(right) => (x1 - right).abs() <= CENTRED,
        }
    }
}

/// The grids of each page.
pub fn grids(pages: &[PageWords], turn: Turn) -> Vec<Vec<Grid>> {
    /// What tells a letter stands in so many lines below each other, or fewer.
    const STACK: usize = 6;
    let none = || pages.iter().map(|_| Vec::new()).collect();
    let pieces: Vec<Vec<Vec<(f32, f32)>>> = pages
        .iter()
        .map(|page| page.lines.iter().map(|line| line.pieces(PIECE_GAP_EM)).collect())
        .collect();
    let mut keyed = Vec::new();
    for (at, (page, pieces)) in pages.iter().zip(&pieces).enumerate() {
        // The last line of what tells a letter can stand alone, below those that stand beside its other cells.
        let in_stack = |line: usize| {
            let near = pieces.get(line.saturating_sub(STACK)..(line + STACK + 1).min(pieces.len()));
            let key = page.lines.get(line).is_some_and(|line| is_key_line("", &line.string()));
            key && near.unwrap_or_default().iter().any(|pieces| pieces.len() >= PIECES)
        };
        let beside = |line: &usize| pieces.get(*line).is_some_and(|pieces| pieces.len() > 1) || in_stack(*line);
        let keys = references(&page.lines).filter(beside).count();
        if keys > 0 {
            keyed.push((at, keys));
        }
    }
    let count: usize = keyed.iter().map(|page| page.1).sum();
    let (Some(&(first, _)), Some(&(last, _))) = (keyed.first(), keyed.last()) else {
        return none();
    };
    if count < LEAST_REFERENCES {
        return none();
    }
    let within = pages.get(first..=last).unwrap_or_default();
    let Some(mut columns) = Columns::of(within, pieces.get(first..=last).unwrap_or_default(), turn) else {
        return none();
    };
    // A last row can run over the pages after it, up to the first line that is not the table's.
    let mut bands: Vec<Vec<Segment<'_>>> = Vec::with_capacity(pages.len());
    let mut ended = false;
    let furniture = Furniture::of(pages);
    for (at, page) in pages.iter().enumerate() {
        // The first row can begin at the foot of the page before its letter.
        let own = if at + 1 < first || ended {
            Vec::new()
        } else {
            columns.segments(page, &furniture)
        };
        let goes_on = at <= last || !own.is_empty();
        let own = if at > last && !ended {
            // Only what begins the page goes on.
            own.into_iter().take(1).collect()
        } else {
            own
        };
        // Without a letter in it only what begins or ends a page can be a table's: the rest of a row, or its beginning.
        let count = own.len();
        let own = own.into_iter().enumerate().filter(|(number, segment)| {
            (*number == 0 && segment.begins_page && at > first)
                || (number + 1 == count && at < last && segment.begins_row(at < first))
                || segment.bands.iter().any(|band| !band.references.is_empty())
        });
        let own: Vec<Segment<'_>> = own.map(|segment| segment.1).collect();
        ended |= !goes_on;
        bands.push(own);
    }
    let cuts = rows::Cuts::of(&bands, columns.lefts.len());
    columns.widen(&bands);
    // The lines of a frame enclose letters; they part none.
    let framed = pages.iter().zip(&bands).any(|(page, segments)| {
        let mut segments = segments.iter();
        segments.any(|segment| {
            columns
                .rules(page, segment)
                .is_some_and(|rules| cuts.is_frame(&rules, segment))
        })
    });
    pages
        .iter()
        .zip(&bands)
        .enumerate()
        .map(|(number, (page, segments))| {
            let segments = segments.iter().enumerate();
            let segments =
                segments.filter_map(|(at, segment)| columns.grid(page, segment, (number, at), &cuts, framed));
            segments.collect()
        })
        .collect()
}

/// The lines of a page with a reference number, whether it is whole, or goes on in the line below it, as in a narrow cell.
pub fn references(lines: &[WordLine]) -> impl Iterator<Item = usize> {
    /// What goes on with it begins within this below its line, in em; lines of other cells can lie between.
    const BELOW_EM: f32 = 2.0;
    let below = move |at: usize, above: &WordLine, word: &Word| {
        let near = move |line: &&WordLine| line.top - above.top <= BELOW_EM * above.size;
        let lines = lines.get(at + 1..).unwrap_or_default().iter().take_while(near);
        let mut words = lines.flat_map(|line| &line.words);
        words.find(|other| other.x0 < word.x1 && other.x1 > word.x0)
    };
    let is_key = move |at: usize, line: &WordLine| {
        (0..line.words.len()).any(|word| {
            let Some(last) = line.words.get(word) else { return false };
            if last.may_be_reference() {
                // Its code and its number can be words of their own. What stands beside it is another cell's.
                let words = line.words.get(word.saturating_sub(2)..=word).unwrap_or_default();
                let words: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
                return has_reference(&words.join(" "));
            }
            is_code(&last.text) && below(at, line, last).is_some_and(|next| begins_number(&next.text))
        })
    };
    lines
        .iter()
        .enumerate()
        .filter(move |(at, line)| is_key(*at, line))
        .map(|(at, _)| at)
}

impl Columns {
    fn of(pages: &[PageWords], pieces: &[Vec<Vec<(f32, f32)>>], turn: Turn) -> Option<Self> {
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
        columns.bold_within = (0..columns.lefts.len())
            .map(|column| columns.is_bold_within(column, pages.iter().flat_map(|page| &page.lines)))
            .collect();
        Some(columns)
    }

    /// Widens the outer columns to all words of the table, and of the headings over all columns.
    fn widen(&mut self, pages: &[Vec<Segment<'_>>]) {
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
    fn align(&mut self, lines: &[&WordLine]) {
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
            cells.retain(|&cell| !aligned.holds(cell));
            let others = Aligned::most(&cells);
            cells.retain(|&cell| others.is_some_and(|others| others.holds(cell)));
            self.also
                .push(others.filter(|_| cells.len() * CELLS_ELSEWHERE >= count));
        }
    }

    /// Moves the ends of columns to where the next one's cells begin, where they do so in one place: the few words that are
    /// longer than others end before that.
    fn shift(&mut self) {
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
    fn fit<'l>(&mut self, lines: impl Iterator<Item = &'l WordLine>) {
        let mut free = self.gutters.clone();
        for line in lines.filter(|line| !line.bold && self.holds(line)) {
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

    /// Whether bold words of a column often stand beside others: a heading over all columns stands beside nothing.
    fn is_bold_within<'l>(&self, column: usize, lines: impl Iterator<Item = &'l WordLine>) -> bool {
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
    fn leading(&self, pages: &[PageWords]) -> f32 {
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
    fn rarely_bold<'l>(&self, alone: impl Iterator<Item = &'l WordLine>) -> Vec<bool> {
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
    fn ends(&self, column: usize) -> Option<(f32, f32)> {
        let (from, to) = (*self.places.get(column)?, *self.places.get(column + 1)?);
        let last = column + 2 == self.places.len();
        let open = column == 0 && self.begins_anywhere();
        Some((
            if open { f32::NEG_INFINITY } else { from },
            if last { f32::INFINITY } else { to },
        ))
    }

    /// Whether the cells of the first column do not begin in one place.
    fn begins_anywhere(&self) -> bool {
        !matches!(self.aligned.first(), Some(Aligned::Left(_)) | None)
    }

    /// From where to where the words of a line stand in a column.
    fn cell(&self, line: &WordLine, column: usize) -> Option<(f32, f32)> {
        let (from, to) = self.ends(column)?;
        let inside = line
            .words
            .iter()
            .filter(|word| (from..to).contains(&f32::midpoint(word.x0, word.x1)));
        inside.fold(None, |cell: Option<(f32, f32)>, word| {
            Some(cell.map_or((word.x0, word.x1), |cell| (cell.0.min(word.x0), cell.1.max(word.x1))))
        })
    }

    /// Whether a line runs over a gutter: a word of it does, or words without a wide gap between them.
    fn crosses(&self, line: &WordLine) -> bool {
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
    fn holds(&self, line: &WordLine) -> bool {
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
    fn is_long_word(&self, line: &WordLine) -> bool {
        let [word] = line.words.as_slice() else { return false };
        let inner = self.places.get(1..self.places.len() - 1).unwrap_or_default();
        if line.size > self.size + STEP || !inner.iter().any(|&place| word.x0 < place && place < word.x1) {
            return false;
        }
        line.bold && self.begins_column(word) || self.share(word) >= WITHIN
    }

    /// Whether a line has words in several columns, far apart, as what stands in cells has that are aligned in another way: a
    /// head's.
    fn has_cells(&self, line: &WordLine) -> bool {
        let filled: Vec<(f32, f32)> = (0..self.lefts.len())
            .filter_map(|column| self.cell(line, column))
            .collect();
        let far = |pair: &[(f32, f32)]| matches!(pair, [left, right] if right.0 - left.1 >= PIECE_GAP_EM * line.size);
        filled.len() > 1 && filled.windows(2).all(far) && !self.crosses(line)
    }

    /// Whether a word begins where the cells of a column do.
    fn begins_column(&self, word: &Word) -> bool {
        self.lefts.iter().any(|&left| (word.x0 - left).abs() <= ALIGNED)
    }

    /// How much of a word stands in the column that has most of it.
    fn share(&self, word: &Word) -> f32 {
        let within = (0..self.lefts.len()).filter_map(|column| {
            let (from, to) = self.ends(column)?;
            Some(word.x1.min(to) - word.x0.max(from))
        });
        within.fold(0.0, f32::max) / (word.x1 - word.x0).max(STEP)
    }

    /// Whether a line is a heading over all columns: one bold piece as large as the table's words, at the table's left end or,
    /// with white around it, in the table's middle.
    fn is_heading(&self, lines: &[WordLine], at: usize, line: &WordLine) -> bool {
        /// White between a heading and other bold lines, points; a head's second line has none above.
        const AROUND: f32 = 1.5;
        /// A row of its own has so much more white around it than the lines of a cell have between them, points.
        const BEYOND: f32 = 1.0;
        /// The lines of a head that stands on one page are apart as those of a cell, and no more, points.
        const EVEN: f32 = 0.4;
        let left = self.lefts.first().zip(line.words.first()).is_some_and(|(&left, word)| {
            // Beside cells that stand in their column's middle it begins further out than they do.
            let outside = self.begins_anywhere() && word.x0 <= left;
            (word.x0 - left).abs() <= ALIGNED || outside
        });
        let as_large = (line.size - self.size).abs() <= SAME_SIZE * self.size;
        if !(line.bold && as_large && line.pieces(PIECE_GAP_EM).len() == 1) {
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

    /// The lines of the table on a page, in stretches between lines that are not.
    fn segments<'p>(&self, page: &'p PageWords, furniture: &Furniture) -> Vec<Segment<'p>> {
        let mut segments = vec![Segment {
            bands: Vec::new(),
            above: f32::NEG_INFINITY,
            below: f32::INFINITY,
            begins_page: true,
        }];
        // The words last seen in each column.
        let mut above: BTreeMap<usize, String> = BTreeMap::new();
        for (at, line) in page.lines.iter().enumerate() {
            if furniture.holds(line) && (is_alone(&page.lines, at, line) || !self.holds(line)) {
                continue;
            }
            let whole = self.is_heading(&page.lines, at, line);
            let bands = segments.last().and_then(|segment| segment.bands.last());
            let goes_on = || {
                let near = bands.is_some_and(|band| line.top - band.bottom <= line.size / 2.0);
                near && (self.is_long_word(line) || self.has_cells(line))
            };
            if !whole && !self.holds(line) && !goes_on() {
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

    /// The horizontals over the whole table in one stretch of lines, and where it begins and ends outside of them; nothing
    /// where there are not two.
    fn rules(&self, page: &PageWords, segment: &Segment<'_>) -> Option<Vec<f32>> {
        let (above, below) = (segment.above, segment.below);
        let width = self.places.last()? - self.places.first()?;
        let (top, bottom) = segment::extent(&segment.bands)?;
        let mut places: Vec<f32> = edges::joined(&page.across)
            .iter()
            .filter(|edge| edge.to - edge.from >= FULL_WIDTH * width)
            .map(|edge| edge.at)
            .filter(|at| (top - MARGIN..=bottom + MARGIN).contains(at) && *at >= above - TOUCH && *at <= below + TOUCH)
            .collect();
        places.sort_by(f32::total_cmp);
        if places.len() < 2 {
            return None;
        }
        if places.first().is_some_and(|&first| top < first) {
            places.insert(0, top - TOUCH);
        }
        if places.last().is_some_and(|&last| bottom > last + TOUCH) {
            places.push(bottom + TOUCH);
        }
        Some(places)
    }

    /// The grid of one stretch of lines, which is that of a number on a page of a number.
    fn grid(
        &self,
        page: &PageWords,
        segment: &Segment<'_>,
        place: (usize, usize),
        cuts: &rows::Cuts,
        framed: bool,
    ) -> Option<Grid> {
        let rules = self.rules(page, segment).filter(|_| !framed);
        let segment = segment.bands.as_slice();
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
            cells.extend(spans.into_iter().map(|(column, column_span)| Field {
                row,
                column,
                row_span: 1,
                column_span,
                aside: false,
            }));
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

/// The type size of the middle one of some lines.
fn middle_size(lines: &[&WordLine]) -> f32 {
    let mut sizes: Vec<f32> = lines.iter().map(|line| line.size).collect();
    sizes.sort_by(f32::total_cmp);
    sizes.get(sizes.len() / 2).copied().unwrap_or(0.0)
}

/// A rule so far above or below the lines of a table is not its own, points.
const MARGIN: f32 = 30.0;

/// The place at which most of rising values are, and how many.
fn most(values: &[f32], near: f32) -> (f32, usize) {
    let mut best = (0.0, 0);
    let mut end = 0;
    for (start, &value) in values.iter().enumerate() {
        while values.get(end).is_some_and(|&other| other - value <= near) {
            end += 1;
        }
        if end - start > best.1 {
            best = (value, end - start);
        }
    }
    best
}
