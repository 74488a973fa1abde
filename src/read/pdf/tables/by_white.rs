//! Tables without lines between their columns: columns are where the lines of the whole document leave a gutter.

use super::alone::Furniture;
use super::columns::Columns;
use super::edges::Edge;
use super::fields::Grid;
use super::keys::{begins_number, has_reference, is_code, is_key_line};
use super::page::{PIECE_GAP_EM, PIECES, PageWords, horizontals};
use super::rows;
use super::segment::Segment;
use crate::read::pdf::entries::marks;
use crate::read::pdf::geometry::Turn;
use crate::read::pdf::word_lines::{Word, WordLine};

/// Letters under which a document has no table of them.
const LEAST_REFERENCES: usize = 3;

/// The grids of each page.
pub fn grids(pages: &[PageWords], turn: Turn) -> Vec<Vec<Grid>> {
    /// What tells a letter stands in so many lines below each other, or fewer.
    const STACK: usize = 6;
    let none = || pages.iter().map(|_| Vec::new()).collect();
    let pieces: Vec<Vec<Vec<(f32, f32)>>> = pages
        .iter()
        .map(|page| page.lines.iter().map(|line| line.pieces(PIECE_GAP_EM)).collect())
        .collect();
    // What has its label and its type before it on its line stands in running text: in tables heads say what it is.
    let runs = |line: &WordLine| {
        let pieces = line.pieces(PIECE_GAP_EM).into_iter().map(|(x0, x1)| {
            let words = line.words.iter().filter(|word| word.x0 >= x0 && word.x1 <= x1);
            words.map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
        });
        pieces.map(|piece| marks(&piece)).any(|marks| marks > 1)
    };
    let mut running = 0;
    let mut keyed = Vec::new();
    for (at, (page, pieces)) in pages.iter().zip(&pieces).enumerate() {
        // The last line of what tells a letter can stand alone, below those that stand beside its other cells.
        let in_stack = |line: usize| {
            let near = pieces.get(line.saturating_sub(STACK)..(line + STACK + 1).min(pieces.len()));
            let key = page.lines.get(line).is_some_and(|line| is_key_line("", &line.string()));
            key && near.unwrap_or_default().iter().any(|pieces| pieces.len() >= PIECES)
        };
        let beside = |line: &usize| pieces.get(*line).is_some_and(|pieces| pieces.len() > 1) || in_stack(*line);
        let keys: Vec<usize> = references(&page.lines).filter(beside).collect();
        if !keys.is_empty() {
            keyed.push((at, keys.len()));
        }
        running += keys
            .iter()
            .filter(|&&line| page.lines.get(line).is_some_and(runs))
            .count();
    }
    let count: usize = keyed.iter().map(|page| page.1).sum();
    // Columns of running text, as wide as they are.
    if running > 0 && running * 2 >= count {
        return none();
    }
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
    let across = horizontals(pages);
    let rules = Rules::of(&columns, &bands, &across, &cuts);
    bands
        .iter()
        .zip(&across)
        .enumerate()
        .map(|(number, (segments, across))| {
            let segments = segments.iter().enumerate();
            let segments = segments.filter_map(|(at, segment)| {
                let rules = match rules {
                    Rules::None => None,
                    Rules::Some => columns.rules(across, segment),
                    Rules::All => columns.all_rules(across, segment),
                };
                columns.grid(segment, (number, at), &cuts, rules, across)
            });
            segments.collect()
        })
        .collect()
}

/// Which rows of a document are parted by rules.
enum Rules {
    /// None: they enclose several letters, as the lines of a frame do.
    None,
    /// Those where there are rules.
    Some,
    /// All: wherever two letters follow each other there is one between them.
    All,
}

impl Rules {
    fn of(columns: &Columns, pages: &[Vec<Segment<'_>>], across: &[Vec<Edge>], cuts: &rows::Cuts) -> Self {
        let (mut some, mut all) = (false, true);
        for (segments, across) in pages.iter().zip(across) {
            for segment in segments {
                match columns.rules(across, segment) {
                    Some(rules) if cuts.is_frame(&rules, segment) => return Self::None,
                    rules => {
                        let several = cuts.has_several(segment);
                        some |= several && rules.is_some();
                        all &= !several || rules.is_some();
                    }
                }
            }
        }
        if some && all { Self::All } else { Self::Some }
    }
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
