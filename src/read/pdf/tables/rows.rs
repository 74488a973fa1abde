//! Rows of tables without lines between them: cut at the white between what tells two letters apart.

use crate::read::pdf::word_lines::WordLine;

/// Lines of a table that follow each other on a page.
pub struct Segment<'p> {
    pub bands: Vec<Band<'p>>,
    /// Where the line above it ends that is not the table's, and where the one below begins.
    pub above: f32,
    pub below: f32,
    /// Whether no other line stands above it.
    pub begins_page: bool,
}

/// Whites that differ by less than this are equally wide, points.
const ALIKE: f32 = 0.6;
/// Of ten whites that parted rows, one may be narrower than what parts rows without a key on both sides.
const NARROW_IN_TEN: usize = 1;

/// A line of a table.
#[derive(Clone, Debug)]
pub struct Band<'l> {
    pub top: f32,
    pub bottom: f32,
    pub bold: bool,
    /// The column in which it has a reference number.
    pub reference: Option<usize>,
    /// The columns in which it begins with a day.
    pub days: Vec<usize>,
    /// Whether it is a heading over all columns: one bold piece at the table's left end.
    pub whole: bool,
    pub line: &'l WordLine,
}

/// From the first line's upper edge to the last one's lower edge.
pub fn extent(segment: &[Band<'_>]) -> Option<(f32, f32)> {
    let top = segment.iter().map(|band| band.top).reduce(f32::min)?;
    let bottom = segment.iter().map(|band| band.bottom).reduce(f32::max)?;
    Some((top, bottom))
}

/// How the rows of a document are parted.
pub struct Cuts {
    /// The column of reference numbers, and that of the days that alternate with them.
    reference: Option<usize>,
    day: Option<usize>,
    /// What parts rows at the ends of pages.
    least: f32,
    /// The head's lines, as they are printed.
    head: Vec<String>,
}

impl Cuts {
    /// From all pages.
    pub fn of(pages: &[Vec<Segment<'_>>], columns: usize) -> Self {
        let segments = || pages.iter().flatten().map(|segment| segment.bands.as_slice());
        let mut references = vec![0_usize; columns];
        for band in segments().flatten() {
            if let Some(count) = band.reference.and_then(|column| references.get_mut(column)) {
                *count += 1;
            }
        }
        let reference = (0..columns).max_by_key(|&column| (references.get(column).copied(), usize::MAX - column));
        let mut cuts = Self {
            reference,
            day: None,
            least: f32::INFINITY,
            head: Vec::new(),
        };
        cuts.day = (0..columns)
            .map(|column| (cuts.alternating(segments(), column), column))
            .filter(|found| found.0 > 0)
            .max_by_key(|&(count, column)| (count, usize::MAX - column))
            .map(|found| found.1);
        let mut whites: Vec<f32> = Vec::new();
        for segment in segments() {
            let keys = cuts.keys(segment);
            for pair in keys.windows(2) {
                if let [above, below] = pair {
                    whites.extend(Self::between(segment, *above, *below).map(|white| white.1));
                }
            }
        }
        whites.sort_by(f32::total_cmp);
        if let Some(&narrow) = whites.get(whites.len() * NARROW_IN_TEN / 10) {
            cuts.least = narrow - ALIKE;
        }
        cuts.head = Self::head_of(segments());
        cuts
    }

    /// How often a day of a column comes between two reference numbers, or beside one.
    fn alternating<'b>(&self, segments: impl Iterator<Item = &'b [Band<'b>]>, column: usize) -> usize {
        let mut count = 0;
        for segment in segments {
            let mut days = 0;
            let mut seen = 0;
            for band in segment {
                days += usize::from(band.days.contains(&column));
                if band.reference.is_some() && band.reference == self.reference {
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

    /// The lines at which letters begin: where the reference number stands, or its day above it in the same column.
    fn keys(&self, segment: &[Band<'_>]) -> Vec<usize> {
        let mut keys = Vec::new();
        let mut after = 0;
        for (at, band) in segment.iter().enumerate() {
            if band.reference.is_none() || band.reference != self.reference {
                continue;
            }
            let above = segment.get(after..at).unwrap_or_default();
            let same_column = self.day == self.reference;
            let day = above
                .iter()
                .rposition(|band| self.day.is_some_and(|day| band.days.contains(&day)));
            keys.push(day.filter(|_| same_column).map_or(at, |day| after + day));
            after = at + 1;
        }
        keys
    }

    /// The widest white between two lines: below which line it is, and how wide; of equal ones the lowest.
    fn between(segment: &[Band<'_>], above: usize, below: usize) -> Option<(usize, f32)> {
        let mut bottom = segment
            .get(..=above)?
            .iter()
            .map(|band| band.bottom)
            .fold(f32::NEG_INFINITY, f32::max);
        let mut best: Option<(usize, f32)> = None;
        for at in above + 1..=below {
            let band = segment.get(at)?;
            let white = band.top - bottom;
            if best.is_none_or(|best| white >= best.1 - ALIKE) {
                let widest = best.map_or(white, |best| best.1.max(white));
                best = Some((at, widest));
            }
            bottom = bottom.max(band.bottom);
        }
        best
    }

    /// Where rows begin in a segment but its first.
    pub fn within(&self, segment: &[Band<'_>]) -> Vec<f32> {
        let keys = self.keys(segment);
        let mut begins: Vec<usize> = Vec::new();
        for pair in keys.windows(2) {
            if let [above, below] = pair {
                begins.extend(Self::between(segment, *above, *below).map(|white| white.0));
            }
        }
        let head = self.head_lines(segment);
        begins.extend(Some(head).filter(|&head| head > 0 && head < segment.len()));
        let first = keys.first().copied().unwrap_or(segment.len().saturating_sub(1));
        let last = keys.last().copied().unwrap_or(0);
        let mut bottom = f32::NEG_INFINITY;
        for (at, band) in segment.iter().enumerate() {
            let outside = at <= first || at > last;
            if at > 0 && outside && band.top - bottom >= self.least {
                begins.push(at);
            }
            bottom = bottom.max(band.bottom);
        }
        // Headings over all columns are rows.
        for (at, band) in segment.iter().enumerate().filter(|entry| entry.1.whole) {
            begins.push(at);
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
                    .is_some_and(|band| band.reference.is_none() && !band.whole)
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
            here.count() * 2 > like.len() && band.reference.is_none()
        };
        base.iter()
            .enumerate()
            .take_while(|(at, band)| same(*at, band))
            .map(|(_, band)| words(band))
            .collect()
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
        let first = self.keys(segment).first().copied().unwrap_or(0);
        let is_head = |band: &&Band<'_>| band.bold && !band.whole;
        let bold = segment.iter().take(first).take_while(is_head).count();
        if bold < segment.len() { bold } else { 0 }
    }
}
