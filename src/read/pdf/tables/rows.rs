//! Rows of tables without lines between them: cut at the white between what tells two letters apart.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::near;
use super::segment::Segment;
use super::stand::{Band, Stand};

/// Whites that differ by less than this are equally wide, points.
const ALIKE: f32 = 0.6;
/// Whites of lines that a program set differ by no more than this, points.
const EVEN: f32 = 0.1;
/// Of ten whites that parted rows, one may be narrower than what parts rows without a key on both sides.
const NARROW_IN_TEN: usize = 1;

/// A head has words in so many columns.
const HEADS: usize = 3;

/// The whites between the lines of each cell of a row.
fn whites_of_cells(row: &[Band<'_>]) -> Vec<f32> {
    let mut bottoms: BTreeMap<usize, f32> = BTreeMap::new();
    let mut whites = Vec::new();
    for band in row {
        for &column in &band.filled {
            whites.extend(bottoms.insert(column, band.bottom).map(|above| band.top - above));
        }
    }
    whites
}

/// How the rows of a document are parted.
pub struct Cuts {
    /// Where its cells stand.
    stand: Stand,

    /// The column of reference numbers, and that of the days that alternate with them.
    reference: Option<usize>,
    day: Option<usize>,
    /// Whether the day stands below the reference number of its letter, where one column has both.
    day_below: bool,
    /// What parts rows at the ends of pages.
    least: f32,
    /// Whether lines of one row are as far apart as rows are.
    is_close: bool,
    /// The head's lines, as they are printed.
    head: Vec<String>,
    /// Where rows begin, where lines of one row are as far apart as rows are.
    near: BTreeMap<(usize, usize), near::Bounds>,
}

impl Cuts {
    /// From all pages.
    pub fn of(pages: &[Vec<Segment<'_>>], columns: usize) -> Self {
        let segments = || pages.iter().flatten().map(|segment| segment.bands.as_slice());
        // Summaries cite letters, and have many lines without; what tells letters stands in no sentence.
        let mut lines = vec![(0_usize, 0_usize, 0_usize); columns];
        for band in segments().flatten() {
            for (&column, words) in band.filled.iter().zip(&band.words) {
                if let Some(line) = lines.get_mut(column) {
                    let reference = band.references.contains(&column);
                    line.0 += usize::from(reference && !words.contains(char::is_lowercase));
                    line.1 += usize::from(reference);
                    line.2 += 1;
                }
            }
        }
        let share = |column: usize| {
            lines.get(column).map(|&(alone, with, all)| {
                let share = |count: usize| count * count * 1_000 / all.max(1);
                (share(alone), share(with))
            })
        };
        let reference = (0..columns).max_by_key(|&column| (share(column), usize::MAX - column));
        let mut cuts = Self {
            stand: Stand::Top,
            reference,
            day: None,
            day_below: false,
            least: f32::INFINITY,
            is_close: false,
            head: Vec::new(),
            near: BTreeMap::new(),
        };
        cuts.day = (0..columns)
            .map(|column| (cuts.alternating(segments(), column), column))
            .filter(|found| found.0 > 0)
            .max_by_key(|&(count, column)| (count, usize::MAX - column))
            .map(|found| found.1);
        cuts.day_below = cuts.day == cuts.reference && cuts.is_day_below(segments());
        cuts.head = Self::head_of(segments());
        let misplaced = |stand: Stand| -> usize {
            let cuts = &Self {
                stand,
                head: cuts.head.clone(),
                near: BTreeMap::new(),
                ..cuts
            };
            pages.iter().flatten().map(|segment| cuts.misplaced(segment)).sum()
        };
        // Of equal ones the first.
        let stands = [Stand::Top, Stand::Middle, Stand::Bottom];
        cuts.stand = stands
            .into_iter()
            .min_by_key(|&stand| misplaced(stand))
            .unwrap_or_default();
        let mut whites: Vec<f32> = Vec::new();
        for segment in segments() {
            for row in cuts.rows(segment) {
                whites.extend(Self::white(segment, row.end));
            }
        }
        whites.sort_by(f32::total_cmp);
        if let Some(&narrow) = whites.get(whites.len() * NARROW_IN_TEN / 10) {
            cuts.least = narrow - ALIKE;
        }
        let mut inner: Vec<f32> = Vec::new();
        for segment in segments() {
            for row in cuts.rows(segment) {
                inner.extend(whites_of_cells(segment.get(row).unwrap_or_default()));
            }
        }
        inner.sort_by(f32::total_cmp);
        // Rows that stand as near to each other as their lines are parted by where cells stand alone.
        let widest = inner.get(inner.len() * (10 - NARROW_IN_TEN) / 10).or(inner.last());
        cuts.is_close = widest.is_some_and(|&widest| widest >= cuts.least);
        if cuts.is_close {
            let known: Vec<Vec<near::Known>> = pages
                .iter()
                .map(|segments| segments.iter().map(|segment| cuts.known(&segment.bands)).collect())
                .collect();
            cuts.near = near::bounds(pages, &known, columns);
        }
        cuts
    }

    /// How many lines are a segment's head, and the first and last line of what tells each letter.
    fn known(&self, segment: &[Band<'_>]) -> near::Known {
        near::Known {
            head: self.head_lines(segment),
            anchors: self.keys(segment),
        }
    }

    /// The middles of the lines of a segment whose row is a guess.
    pub fn guesses(&self, place: (usize, usize), segment: &[Band<'_>]) -> Option<Vec<f32>> {
        let bounds = self.near.get(&place)?;
        let lines = bounds.guesses.iter().cloned().flatten();
        let lines = lines.filter_map(|line| segment.get(line));
        Some(lines.map(|band| f32::midpoint(band.top, band.bottom)).collect())
    }

    /// How many cells of a segment's rows stand elsewhere; what goes on from the page before, or on the next one, is not asked.
    fn misplaced(&self, segment: &Segment<'_>) -> usize {
        let bands = segment.bands.as_slice();
        let mut rows: Vec<Range<usize>> = self.rows(bands).collect();
        let last = rows.last().map(|row| row.end);
        if segment.begins_page && !rows.is_empty() {
            rows.remove(0);
        }
        if let Some(last) = last.filter(|_| segment.below.is_finite()) {
            rows.push(last..bands.len());
        }
        rows.into_iter()
            .map(|row| self.stand.misplaced(bands.get(row).unwrap_or_default()))
            .sum()
    }

    /// The rows of a segment whose keys have another one below.
    fn rows<'s>(&'s self, segment: &'s [Band<'_>]) -> impl Iterator<Item = Range<usize>> + 's {
        let keys = self.keys(segment);
        let mut start = self.head_lines(segment);
        let pairs: Vec<_> = keys.iter().copied().zip(keys.iter().copied().skip(1)).collect();
        pairs.into_iter().filter_map(move |(above, below)| {
            // A heading over all columns belongs to no row.
            let heading = segment.get(start..above.0)?.iter().rposition(|band| band.whole);
            start += heading.map_or(0, |heading| heading + 1);
            let end = self.between(segment, start, above.1, below.0)?;
            let row = start..end;
            start = end;
            Some(row)
        })
    }

    /// Whether several letters stand between two of these places.
    pub fn is_frame(&self, places: &[f32], segment: &Segment<'_>) -> bool {
        let with_key = segment.bands.iter().filter(|band| self.has_key(band));
        let middles: Vec<f32> = with_key.map(|band| f32::midpoint(band.top, band.bottom)).collect();
        let several = |pair: &[f32]| matches!(pair, [from, to] if middles.iter().filter(|middle| (from..to).contains(middle)).count() > 1);
        places.windows(2).any(several)
    }

    /// Whether several letters stand in a segment.
    pub fn has_several(&self, segment: &Segment<'_>) -> bool {
        segment.bands.iter().filter(|band| self.has_key(band)).count() > 1
    }

    /// The white above a line.
    fn white(segment: &[Band<'_>], at: usize) -> Option<f32> {
        let above = segment.get(..at)?.iter().map(|band| band.bottom);
        Some(segment.get(at)?.top - above.fold(f32::NEG_INFINITY, f32::max))
    }

    /// Whether a line has a reference number in the column of them.
    fn has_key(&self, band: &Band<'_>) -> bool {
        self.reference.is_some_and(|column| band.references.contains(&column))
    }

    /// How often a day of a column comes between two reference numbers, or beside one.
    fn alternating<'b>(&self, segments: impl Iterator<Item = &'b [Band<'b>]>, column: usize) -> usize {
        let mut count = 0;
        for segment in segments {
            let mut days = 0;
            let mut seen = 0;
            for band in segment {
                days += usize::from(band.days.contains(&column));
                if self.has_key(band) {
                    seen += 1;
                    count += usize::from(days == 1);
                    days = 0;
                }
            }
            // A day below its reference number alternates, too.
            count += usize::from(days == 1 && seen > 0);
        }
        count
    }

    /// Whether most letters have their day below their reference number, in one cell: the whites between the two are no wider
    /// than those of the cell's other lines, and those to the letter before or after it are.
    fn is_day_below<'b>(&self, segments: impl Iterator<Item = &'b [Band<'b>]>) -> bool {
        let Some(column) = self.reference else { return false };
        let (mut above, mut below) = (0, 0);
        for segment in segments {
            let mut bottom = None;
            // The widest white since the last day, or the last reference number, and which of both it was.
            let (mut widest, mut last) = (0.0_f32, None);
            let mut before: Option<f32> = None;
            for band in segment
                .iter()
                .filter(|band| band.filled.contains(&column) && !band.whole)
            {
                widest = widest.max(bottom.map_or(0.0, |bottom| band.top - bottom));
                bottom = Some(band.bottom);
                let (day, reference) = (band.days.contains(&column), self.has_key(band));
                if day == reference {
                    // A day in the line of its reference number tells nothing.
                    if day {
                        (widest, last, before) = (0.0, None, None);
                    }
                    continue;
                }
                if reference {
                    // At the beginning of a table nothing stands above its first reference number but its own day.
                    before = Some(if last == Some(true) { widest } else { f32::INFINITY });
                } else if let Some(up) = before.take() {
                    above += usize::from(up + EVEN < widest);
                    below += usize::from(widest + EVEN < up);
                }
                (widest, last) = (0.0, Some(day));
            }
            // Nor does anything below its last one.
            above += usize::from(before.is_some_and(f32::is_finite));
        }
        below > above
    }

    /// The first and last line of what tells each letter: its reference number, and its day in the same column.
    fn keys(&self, segment: &[Band<'_>]) -> Vec<(usize, usize)> {
        let same_column = self.day == self.reference;
        let is_day = |band: &Band<'_>| same_column && self.day.is_some_and(|day| band.days.contains(&day));
        let mut keys = Vec::new();
        let mut after = 0;
        for (at, band) in segment.iter().enumerate() {
            if !self.has_key(band) {
                continue;
            }
            if self.day_below {
                let mut below = segment
                    .iter()
                    .enumerate()
                    .skip(at)
                    .take_while(|line| line.0 == at || !self.has_key(line.1));
                let day = below.find(|line| is_day(line.1));
                keys.push((at, day.map_or(at, |day| day.0)));
            } else {
                let above = segment.get(after..at).unwrap_or_default();
                let day = above.iter().rposition(is_day);
                keys.push((day.map_or(at, |day| after + day), at));
            }
            after = at + 1;
        }
        keys
    }

    /// Where the next row begins, between the last line of one key and the first of the next: at the widest white. Of whites that are as wide the one counts
    /// that leaves most cells of the row above where cells stand, and then the lowest one.
    fn between(&self, segment: &[Band<'_>], start: usize, above: usize, below: usize) -> Option<usize> {
        /// Of more whites than these the lowest one is taken.
        const MOST: usize = 120;
        let mut bottom = segment
            .get(..=above)?
            .iter()
            .map(|band| band.bottom)
            .fold(f32::NEG_INFINITY, f32::max);
        let mut whites: Vec<(usize, f32)> = Vec::with_capacity(below - above);
        for at in above + 1..=below {
            let band = segment.get(at)?;
            whites.push((at, band.top - bottom));
            bottom = bottom.max(band.bottom);
        }
        let widest = whites.iter().map(|white| white.1).fold(f32::NEG_INFINITY, f32::max);
        whites.retain(|white| white.1 >= widest - ALIKE);
        if whites.len() > MOST {
            return whites.last().map(|white| white.0);
        }
        let misplaced = |&(end, white): &(usize, f32)| {
            let row = segment.get(start.min(above)..end).unwrap_or_default();
            (self.stand.misplaced(row), white < widest - EVEN, usize::MAX - end)
        };
        whites.iter().min_by_key(|white| misplaced(white)).map(|white| white.0)
    }

    /// Where rows begin in a segment but its first.
    pub fn within(&self, place: (usize, usize), segment: &[Band<'_>]) -> Vec<f32> {
        let keys = self.keys(segment);
        let mut begins: Vec<usize> = match self.near.get(&place) {
            Some(bounds) => bounds.begins.clone(),
            None => self.rows(segment).map(|row| row.end).collect(),
        };
        let head = self.head_lines(segment);
        begins.extend(Some(head).filter(|&head| head > 0 && head < segment.len()));
        let first = keys.first().map_or(segment.len().saturating_sub(1), |key| key.0);
        let last = keys.last().map_or(0, |key| key.1);
        let mut bottom = f32::NEG_INFINITY;
        for (at, band) in segment.iter().enumerate() {
            let outside = at <= first || at > last;
            if at > 0 && outside && !self.is_close && band.top - bottom >= self.least {
                begins.push(at);
            }
            bottom = bottom.max(band.bottom);
        }
        // Headings over all columns are rows; the lines of one name are near to each other.
        for (at, band) in segment.iter().enumerate().filter(|entry| entry.1.whole) {
            let above = at.checked_sub(1).and_then(|above| segment.get(above));
            let goes_on = above.is_some_and(|above| {
                let white = band.top - above.bottom;
                above.whole && white < self.least && white < (band.bottom - band.top) / 2.0
            });
            if !goes_on {
                begins.push(at);
            }
            if segment
                .get(at + 1)
                .is_some_and(|next| !next.whole || next.top - band.bottom >= self.least)
            {
                begins.push(at + 1);
            }
        }
        begins.sort_unstable();
        begins.dedup();
        begins
            .into_iter()
            .filter(|&at| at > 0 && at < segment.len())
            .filter_map(|at| {
                let above = segment
                    .get(..at)?
                    .iter()
                    .map(|band| band.bottom)
                    .fold(f32::NEG_INFINITY, f32::max);
                let here = segment
                    .get(at..)?
                    .iter()
                    .map(|band| band.top)
                    .fold(f32::INFINITY, f32::min);
                Some(f32::midpoint(above.min(here + 1.0), here))
            })
            .collect()
    }

    /// The lines that most often begin a stretch of the table, if more than one does.
    fn head_of<'b>(segments: impl Iterator<Item = &'b [Band<'b>]>) -> Vec<String> {
        let words = |band: &Band<'_>| band.line.string();
        let firsts: Vec<&[Band<'_>]> = segments
            .filter(|segment| {
                segment
                    .first()
                    .is_some_and(|band| band.references.is_empty() && !band.whole)
            })
            .collect();
        let alike = |segment: &[Band<'_>]| {
            let first = segment.first().map(words);
            firsts.iter().filter(|other| other.first().map(words) == first).count()
        };
        let Some(base) = firsts.iter().max_by_key(|segment| alike(segment)) else {
            return Vec::new();
        };
        let like: Vec<&&[Band<'_>]> = firsts
            .iter()
            .filter(|other| other.first().map(words) == base.first().map(words))
            .collect();
        if like.len() < 2 {
            return Vec::new();
        }
        let same = |at: usize, band: &Band<'_>| {
            let here = like
                .iter()
                .filter(|other| other.get(at).map(words).as_ref() == Some(&words(band)));
            here.count() * 2 > like.len() && band.references.is_empty()
        };
        // The rows below two heads can begin with the same words, which are not bold as the heads are.
        let mut bold = false;
        let head = base.iter().enumerate().take_while(|(at, band)| {
            bold |= band.bold;
            same(*at, band) && band.bold == bold
        });
        let head: Vec<&Band<'_>> = head.map(|(_, band)| band).collect();
        // Two rows that go on over pages can go on with the same words, and in one cell.
        if head.iter().all(|band| band.filled.len() < HEADS) {
            return Vec::new();
        }
        head.into_iter().map(words).collect()
    }

    /// Where the head at a segment's beginning ends, and the row below it begins.
    pub fn head_ends(&self, segment: &[Band<'_>]) -> Option<(f32, f32)> {
        /// Lines overlap a little, points.
        const OVER: f32 = 1.0;
        let head = Some(self.head_lines(segment)).filter(|&head| head > 0)?;
        let above = segment
            .get(..head)?
            .iter()
            .map(|band| band.bottom)
            .fold(f32::NEG_INFINITY, f32::max);
        Some((above - OVER, segment.get(head)?.top.max(above) + OVER))
    }

    /// How many lines at a segment's beginning are its head.
    fn head_lines(&self, segment: &[Band<'_>]) -> usize {
        let repeated = segment
            .iter()
            .zip(&self.head)
            .take_while(|(band, head)| band.line.string() == **head)
            .count();
        if repeated > 0 && repeated == self.head.len() {
            return repeated;
        }
        let first = self.keys(segment).first().map_or(segment.len(), |key| key.0);
        let is_head = |band: &&Band<'_>| band.bold && !band.whole;
        let bold = segment.iter().take(first).take_while(is_head).count();
        // The first lines of a bold name stand alone, too.
        let columns: BTreeSet<usize> = segment
            .iter()
            .take(bold)
            .flat_map(|band| band.filled.iter().copied())
            .collect();
        if columns.len() >= HEADS { bold } else { 0 }
    }
}
