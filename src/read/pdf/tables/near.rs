//! Rows that stand as near to each other as their lines: each must be what the rows of the document are, from its first line
//! to its last, and where two readings are as good the row is a guess.

use std::collections::BTreeMap;
use std::iter;
use std::ops::Range;

use super::segment::Segment;
use super::stand::{Band, Cells, Stand};

/// Between the reference numbers of three rows no more pairs of places are tried.
const MOST_PAIRS: usize = 60_000;
/// Nor in all of a document: a thousand rows of 140 lines have fewer.
const ALL_PAIRS: usize = 20_000_000;
/// A summary that goes on begins with a small letter: so many of ten lines of the column of summaries do.
const SMALL_IN_TEN: usize = 2;
/// A row that begins within a sentence costs as much as two cells that stand elsewhere.
const WITHIN_SENTENCE: usize = 2;
/// Whites that are parted by less are equally wide, points.
const EVEN: f32 = 0.1;
/// From so few whites nothing is learned.
const FEW: usize = 3;

/// Where rows begin in a segment, and the lines whose row is a guess.
#[derive(Debug, Default)]
pub struct Bounds {
    pub begins: Vec<usize>,
    pub guesses: Vec<Range<usize>>,
}

/// What is known of a segment.
pub struct Known {
    /// How many lines are its head.
    pub head: usize,
    /// The first and last line of what tells each letter.
    pub anchors: Vec<(usize, usize)>,
}

/// Lines of a table that follow each other, over pages.
struct Chain<'p> {
    bands: Vec<&'p Band<'p>>,
    /// Page, segment and number of each.
    places: Vec<(usize, usize, usize)>,
    /// Where pages begin in it.
    turns: Vec<usize>,
    /// The first and last line of what tells each letter.
    anchors: Vec<(usize, usize)>,
}

/// What a reading must explain away, and what makes one of equal ones the likelier.
type Cost = (usize, usize);

/// What a row alone costs: all of a chain's are kept, so it is small.
#[derive(Clone, Copy)]
struct RowCost {
    /// How many columns have their words elsewhere than the rows of the document.
    misplaced: u16,
    /// Whether a page cuts it.
    is_cut: bool,
}

impl RowCost {
    fn whole(self) -> Cost {
        /// Of two readings that explain as much, that without a row over two pages is likelier.
        const CUT: usize = 1_000_000;
        (usize::from(self.misplaced), usize::from(self.is_cut) * CUT)
    }
}

/// The rows of a chain.
struct Reading {
    /// Where each row begins, and where the last one ends.
    places: Vec<usize>,
    /// Whether each of these could lie elsewhere.
    open: Vec<bool>,
    /// What it must explain away.
    cost: usize,
}

/// How the rows of a document are read.
struct Reader {
    stand: Stand,
    columns: usize,
    /// The column of summaries, where sentences tell rows.
    prose: Option<usize>,
    /// The whites that part rows, where others are not as wide.
    whites: Option<(f32, f32)>,
}

/// Where the rows of all segments begin, by page and segment.
pub fn bounds(pages: &[Vec<Segment<'_>>], known: &[Vec<Known>], columns: usize) -> BTreeMap<(usize, usize), Bounds> {
    let chains = chains(pages, known);
    let prose = prose(&chains, columns);
    // Of stands that explain as much the first.
    let stands = [Stand::Top, Stand::Middle, Stand::Bottom].into_iter().map(|stand| {
        let reader = Reader {
            stand,
            columns,
            prose,
            whites: None,
        };
        let found = reader.readings(&chains);
        (
            found.iter().flatten().map(|reading| reading.cost).sum::<usize>(),
            reader,
            found,
        )
    });
    let Some((_, mut reader, mut found)) = stands.min_by_key(|stand| stand.0) else {
        return BTreeMap::new();
    };
    reader.whites = reader.learned(&chains, &found);
    if reader.whites.is_some() {
        found = reader.readings(&chains);
    }
    let mut bounds: BTreeMap<(usize, usize), Bounds> = BTreeMap::new();
    for (chain, reading) in chains.iter().zip(&found) {
        let Some(reading) = reading else {
            // Too long to be looked at.
            for &(page, segment, band) in &chain.places {
                bounds.entry((page, segment)).or_default().guesses.push(band..band + 1);
            }
            continue;
        };
        for &at in &reading.places {
            if let Some(&(page, segment, band)) = chain.places.get(at) {
                bounds.entry((page, segment)).or_default().begins.push(band);
            }
        }
        for row in 0..chain.anchors.len() {
            if reader.is_guess(chain, reading, row) {
                for at in reading.row(row) {
                    if let Some(&(page, segment, band)) = chain.places.get(at) {
                        bounds.entry((page, segment)).or_default().guesses.push(band..band + 1);
                    }
                }
            }
        }
    }
    bounds
}

/// The stretches of lines without a head or a heading; one that begins a page goes on with what ends the page before.
fn chains<'p>(pages: &'p [Vec<Segment<'p>>], known: &[Vec<Known>]) -> Vec<Chain<'p>> {
    let mut chains: Vec<Chain<'p>> = Vec::new();
    // The page whose last line the last chain ends with.
    let mut open: Option<usize> = None;
    for (page, (segments, known)) in pages.iter().zip(known).enumerate() {
        for (number, (segment, Known { head, anchors })) in segments.iter().zip(known).enumerate() {
            let (bands, head) = (segment.bands.as_slice(), *head);
            let mut start = head;
            for run in bands.get(head..).unwrap_or_default().split(|band| band.whole) {
                let own = start..start + run.len();
                start = own.end + 1;
                if own.is_empty() {
                    continue;
                }
                let goes_on = number == 0
                    && own.start == head
                    && segment.begins_page
                    && page.checked_sub(1).is_some_and(|before| open == Some(before));
                if !goes_on {
                    chains.push(Chain {
                        bands: Vec::new(),
                        places: Vec::new(),
                        turns: Vec::new(),
                        anchors: Vec::new(),
                    });
                }
                let Some(chain) = chains.last_mut() else { continue };
                let length = chain.bands.len();
                if goes_on {
                    chain.turns.push(length);
                }
                chain.bands.extend(run);
                chain.places.extend(own.clone().map(|band| (page, number, band)));
                let inside = anchors.iter().filter(|anchor| own.contains(&anchor.1));
                chain.anchors.extend(
                    inside.map(|&(first, last)| (first.max(own.start) + length - own.start, last + length - own.start)),
                );
                open = Some(page).filter(|_| own.end == bands.len() && segment.below.is_infinite());
            }
            // Below a heading, or a head at the foot of a page, a row begins.
            if head == bands.len() || bands.last().is_some_and(|band| band.whole) {
                open = None;
            }
        }
    }
    chains.retain(|chain| !chain.anchors.is_empty());
    chains
}

/// The words of a line in a column.
fn words<'b>(band: &'b Band<'_>, column: usize) -> Option<&'b str> {
    let at = band.filled.iter().position(|&filled| filled == column)?;
    band.words.get(at).map(String::as_str)
}

/// The column with most letters, if many of its lines go on with a sentence.
fn prose(chains: &[Chain<'_>], columns: usize) -> Option<usize> {
    let lines = |column: usize| {
        let bands = chains.iter().flat_map(|chain| &chain.bands);
        bands.filter_map(move |band| words(band, column))
    };
    let column = (0..columns).max_by_key(|&column| lines(column).map(str::len).sum::<usize>())?;
    let small = lines(column).filter(|words| begins_small(words)).count();
    (small * 10 >= lines(column).count() * SMALL_IN_TEN).then_some(column)
}

fn begins_small(words: &str) -> bool {
    words.starts_with(char::is_lowercase)
}

fn ends_sentence(words: &str) -> bool {
    // `Ms. C.` goes on with a name.
    let last = words.rsplit(' ').next().unwrap_or_default();
    if last.chars().count() == 2 && last.starts_with(char::is_uppercase) {
        return false;
    }
    words.ends_with(['.', '!', '?', '”', '"', '»', ')', '…', ']', ':', ';'])
}

impl Chain<'_> {
    /// The white above a line, within its page.
    fn white(&self, at: usize) -> Option<f32> {
        let turned = self.turns.partition_point(|&turn| turn <= at);
        let page = turned
            .checked_sub(1)
            .and_then(|last| self.turns.get(last))
            .copied()
            .unwrap_or(0);
        let above = self
            .bands
            .get(page..at)?
            .iter()
            .map(|band| band.bottom)
            .reduce(f32::max)?;
        Some(self.bands.get(at)?.top - above)
    }

    /// Where the row after a letter can begin.
    fn candidates(&self, after: usize) -> Range<usize> {
        let from = self.anchors.get(after).map_or(0, |anchor| anchor.1 + 1);
        let to = self.anchors.get(after + 1).map_or(self.bands.len(), |anchor| anchor.0);
        from..to + 1
    }

    /// Where its rows can begin, each in order, and where the last one ends.
    fn all_candidates(&self) -> Vec<Range<usize>> {
        // What stands above a first row is a head, or unexplained.
        let first = self.anchors.first().map_or(0, |anchor| anchor.0);
        let inner = (1..self.anchors.len()).map(|row| self.candidates(row - 1));
        let count = self.bands.len();
        iter::once(0..first + 1)
            .chain(inner)
            .chain(iter::once(count..count + 1))
            .collect()
    }
}

/// How many pairs of places are tried for all rows; nothing where there is a row without one, or with too many.
fn pairs(candidates: &[Range<usize>]) -> Option<usize> {
    let each = candidates.windows(2).map(|pair| match pair {
        [from, to] => from.len() * to.len(),
        _ => 0,
    });
    let each: Vec<usize> = each.collect();
    let fits = each.iter().all(|pairs| (1..=MOST_PAIRS).contains(pairs));
    fits.then(|| each.iter().sum())
}

impl Reading {
    fn row(&self, row: usize) -> Range<usize> {
        let place = |at: usize| self.places.get(at).copied().unwrap_or_default();
        place(row)..place(row + 1)
    }
}

impl Reader {
    /// What the rows from a line to each of some others cost.
    fn rows(&self, chain: &Chain<'_>, start: usize, ends: Range<usize>) -> Vec<RowCost> {
        let turn = chain.turns.get(chain.turns.partition_point(|&turn| turn <= start));
        let turn = turn.copied().unwrap_or(usize::MAX);
        let mut cells = Cells::new(self.columns);
        // Whether a cell begins behind the first page, or below its first line.
        let mut late = false;
        let mut at = start;
        let cost = |end: usize| {
            for (at, band) in (at..).zip(chain.bands.get(at..end).unwrap_or_default()) {
                if at == turn {
                    late = cells.misplaced(self.stand) > 0;
                }
                if at < turn {
                    cells.add(band);
                } else {
                    late |= band.filled.iter().any(|&column| !cells.has(column));
                }
            }
            at = at.max(end);
            let is_cut = turn < end;
            // How cells stand in the parts of a row that a page cuts is known where they begin at its top. All of them do,
            // but those whose first lines went over together.
            let misplaced = if is_cut {
                usize::from(late && self.stand == Stand::Top)
            } else {
                cells.misplaced(self.stand)
            };
            RowCost {
                misplaced: u16::try_from(misplaced).unwrap_or(u16::MAX),
                is_cut,
            }
        };
        ends.map(cost).collect()
    }

    /// How many columns of a row have their words elsewhere.
    fn misplaced(&self, chain: &Chain<'_>, row: Range<usize>) -> usize {
        let costs = self.rows(chain, row.start, row.end..row.end + 1);
        costs.first().map_or(0, |cost| usize::from(cost.misplaced))
    }

    /// Whether the row that would begin at a line begins within a sentence, and whether the row above ends within one.
    fn sentences(&self, chain: &Chain<'_>, at: usize) -> (bool, bool) {
        let Some(column) = self.prose else {
            return (false, false);
        };
        let below = chain.bands.iter().skip(at).find_map(|band| words(band, column));
        let above = chain.bands.iter().take(at).rev().find_map(|band| words(band, column));
        (
            below.is_some_and(begins_small),
            above.is_some_and(|above| !ends_sentence(above)),
        )
    }

    /// What it costs that a row begins at a line.
    fn begins(&self, chain: &Chain<'_>, at: usize) -> Cost {
        if at >= chain.bands.len() {
            return (0, 0);
        }
        let (within, unended) = self.sentences(chain, at);
        let white = chain.white(at);
        let odd = self
            .whites
            .zip(white)
            .is_some_and(|((from, to), white)| !(from - EVEN..=to + EVEN).contains(&white));
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "hundredths of points of a page"
        )]
        let narrow = white.map_or(0, |white| 10_000 - (white.clamp(0.0, 100.0) * 100.0) as usize);
        let unended = usize::from(unended && at > 0);
        (
            usize::from(within) * WITHIN_SENTENCE + unended + usize::from(odd),
            narrow,
        )
    }

    fn readings(&self, chains: &[Chain<'_>]) -> Vec<Option<Reading>> {
        let mut left = ALL_PAIRS;
        let read = chains.iter().map(|chain| {
            let candidates = chain.all_candidates();
            left = left.checked_sub(pairs(&candidates)?)?;
            self.read(chain, &candidates)
        });
        read.collect()
    }

    /// The rows of a chain that explain most, among those that begin at these places.
    fn read(&self, chain: &Chain<'_>, candidates: &[Range<usize>]) -> Option<Reading> {
        let count = chain.anchors.len();
        let add = |a: Cost, b: Cost| (a.0 + b.0, a.1 + b.1);
        let own: Vec<Vec<Cost>> = candidates
            .iter()
            .enumerate()
            .map(|(number, places)| {
                let cost = |at: usize| match number {
                    0 => (usize::from(at > 0), 0),
                    _ => self.begins(chain, at),
                };
                places.clone().map(cost).collect()
            })
            .collect();
        let rows: Vec<Vec<Vec<RowCost>>> = candidates
            .windows(2)
            .map(|pair| match pair {
                [from, to] => from.clone().map(|start| self.rows(chain, start, to.clone())).collect(),
                _ => Vec::new(),
            })
            .collect();
        // What the lines up to each place cost at least, and what those behind it do.
        let mut before: Vec<Vec<Cost>> = own.first().cloned().into_iter().collect();
        for (row, own) in rows.iter().zip(own.iter().skip(1)) {
            let above = before.last()?;
            let least = |end: usize| {
                let costs = row.iter().zip(above);
                costs
                    .filter_map(|(row, &above)| Some(add(above, row.get(end)?.whole())))
                    .min()
            };
            let here = own.iter().enumerate();
            before.push(here.filter_map(|(end, &own)| Some(add(least(end)?, own))).collect());
        }
        let mut after: Vec<Vec<Cost>> = vec![vec![(0, 0)]];
        for (row, own) in rows.iter().zip(own.iter().skip(1)).rev() {
            let below = after.last()?;
            let least = |ends: &Vec<RowCost>| {
                let costs = ends.iter().zip(own).zip(below);
                costs
                    .map(|((row, &own), &below)| add(add(row.whole(), own), below))
                    .min()
            };
            after.push(row.iter().filter_map(least).collect());
        }
        after.reverse();
        let mut places = Vec::with_capacity(count + 1);
        let mut open = Vec::with_capacity(count + 1);
        let mut last: Option<usize> = None;
        for (number, candidates) in candidates.iter().enumerate() {
            let (before, after) = (before.get(number)?, after.get(number)?);
            let whole: Vec<Cost> = before
                .iter()
                .zip(after)
                .map(|(&before, &after)| add(before, after))
                .collect();
            let least = whole.iter().map(|cost| cost.0).min()?;
            open.push(whole.iter().filter(|cost| cost.0 == least).count() > 1);
            // One way through: what the row from the last place on costs together with what is behind it.
            let from = last.and_then(|last| rows.get(number - 1)?.get(last));
            let cost = |at: usize| match from {
                Some(row) => Some(add(
                    add(row.get(at)?.whole(), *own.get(number)?.get(at)?),
                    *after.get(at)?,
                )),
                None => whole.get(at).copied(),
            };
            let best = (0..candidates.len()).min_by_key(|&at| cost(at))?;
            places.push(candidates.start + best);
            last = Some(best);
        }
        let cost = before.last()?.iter().map(|cost| cost.0).min()?;
        Some(Reading { places, open, cost })
    }

    /// Whether a row of a reading is a guess: its ends could lie elsewhere, or it is not as the others are.
    fn is_guess(&self, chain: &Chain<'_>, reading: &Reading, row: usize) -> bool {
        let open = |at: usize| reading.open.get(at).copied().unwrap_or(true);
        let lines = reading.row(row);
        let within = |at: usize| at < chain.bands.len() && self.sentences(chain, at).0;
        open(row)
            || open(row + 1)
            || self.misplaced(chain, lines.clone()) > 0
            || within(lines.start)
            || within(lines.end)
    }

    /// The whites between rows that are sure, if those between the lines of sure rows are others.
    fn learned(&self, chains: &[Chain<'_>], readings: &[Option<Reading>]) -> Option<(f32, f32)> {
        let (mut between, mut inside): (Vec<f32>, Vec<f32>) = (Vec::new(), Vec::new());
        for (chain, reading) in chains.iter().zip(readings) {
            let Some(reading) = reading else { continue };
            for row in 0..chain.anchors.len() {
                if self.is_guess(chain, reading, row) {
                    continue;
                }
                let lines = reading.row(row);
                between.extend(chain.white(lines.start).filter(|_| row > 0));
                inside.extend((lines.start + 1..lines.end).filter_map(|at| chain.white(at)));
            }
        }
        let ends = |whites: &[f32]| {
            let least = whites.iter().copied().reduce(f32::min)?;
            let most = whites.iter().copied().reduce(f32::max)?;
            (whites.len() >= FEW).then_some((least, most))
        };
        let (between, inside) = (ends(&between)?, ends(&inside)?);
        let apart = between.0 > inside.1 + EVEN || between.1 < inside.0 - EVEN;
        apart.then_some(between)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_have_no_place_or_too_many_are_not_tried() {
        for (candidates, expected) in [
            (vec![0..1, 3..4], Some(1)),
            (vec![0..2, 3..6, 9..10], Some(6 + 3)),
            (vec![0..2, 4..4, 9..10], None),
            (vec![0..1, 0..MOST_PAIRS, 0..1], Some(2 * MOST_PAIRS)),
            (vec![0..2, 0..MOST_PAIRS], None),
        ] {
            assert_eq!(pairs(&candidates), expected, "{candidates:?}");
        }
    }
}
