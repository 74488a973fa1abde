//! Cuts the glyphs of one baseline at wide gaps, into lines or the cells of a table.

use std::ops::{Range, RangeInclusive};

use super::accents;
use super::drafts::{Draft, SMALL};
use super::pieces::Piece;
use super::printed::{Glyph, Printed, is_blank};

/// A gap this wide between two glyphs is a blank, in em.
const BLANK_EM: f32 = 0.15;
/// Between letters that lie on each other a blank is narrower, and at least this wide, in em.
const TIGHT_BLANK_EM: f32 = 0.1;
/// A blank that has a width and leaves less than this between its neighbours is none, in em:
/// Chromium's soft hyphens leave 0.00 to 0.02, the narrowest blanks of its justified lines 0.07.
const NO_ROOM_EM: f32 = 0.04;
/// A gap this wide parts two cells or columns, in em; within one marked content it must be wider.
const CELL_GAP_EM: f32 = 1.6;
const MARKED_GAP_EM: f32 = 6.0;
/// A gap this wide parts the cells of a table whose author marked them, in em.
const OTHER_MARKED_GAP_EM: f32 = 0.8;
/// Among at least so many blanks of a line the middle one tells how far the line is stretched.
const FEW_BLANKS: usize = 3;
/// A gap up to this many times as wide as the line's usual blank is a blank: behind a stop or a comma TeX's loosest lines
/// have 2.3, and elsewhere the blanks of a line are alike.
const STRETCHED_BEHIND_STOP: f32 = 2.5;
const STRETCHED: f32 = 1.5;
/// So many gaps in a row that are alike are the blanks of a line in which each of them looks like a cell's; and how alike
/// they are.
const ALL_STRETCHED: usize = 3;
const ALIKE: f32 = 0.05;
/// Several blanks in a row are each no wider than this many usual ones.
const SAME_BLANK: f32 = 1.2;
/// The label of a list item has no more characters; the gap after it parts nothing.
const LABEL: usize = 6;
/// After a label a gap may be this wide, in em.
const LABEL_GAP_EM: f32 = 7.0;
/// Glyphs that overlap by more than this lie on each other, in em.
const OVERLAP_EM: f32 = 0.13;
/// The same glyph this near to itself was printed twice, to look bold or to have a shadow, in em: Word's shadows lie 0.06
/// aside, drawn ones up to 0.2; no letter is narrower than 0.22.
const TWICE_EM: f32 = 0.21;
/// Letters of which a file asks that they lie on each other do so, within this, in em; other files take it back glyph by glyph.
const TIGHT_ALIKE_EM: f32 = 0.03;
/// Letters that all stand farther apart than this are spaced, in em: kerning parts none by more than 0.08.
const SPACED_EM: f32 = 0.1;
/// Spaced letters stand no farther apart, in em: beyond, they are cells.
const WIDEST_SPACE_EM: f32 = 1.2;
/// A line with more cells than this is no stretched one.
const MANY_CELLS: usize = 64;
/// So many gaps tell how far letters are spaced.
const FEW_GAPS: usize = 5;
/// How many glyphs back a second print is looked for.
const TWICE_BACK: usize = 256;

/// So many lines of a page that begin below each other make the edge of a column; and how far they begin from it, points.
const EDGE: usize = 5;
const AT_EDGE: f32 = 1.0;

/// Where columns of a page begin, from left to right.
pub fn edges(drafts: &[Draft]) -> Vec<f32> {
    let mut starts: Vec<f32> = drafts.iter().map(|draft| draft.x0).collect();
    starts.sort_by(f32::total_cmp);
    let columns = starts.chunk_by(|edge, next| next - edge <= AT_EDGE);
    let columns = columns.filter(|starts| starts.len() >= EDGE);
    columns
        .filter_map(|starts| starts.get(starts.len() / 2).copied())
        .collect()
}

/// Cuts a line at wide gaps into `cells`, which are ranges of `pieces`. Where a column begins at one of the page's `edges`, no
/// gap is a blank.
pub fn cut(printed: &Printed, draft: &Draft, edges: &[f32], pieces: &mut Vec<Piece>, cells: &mut Vec<Range<usize>>) {
    pieces.clear();
    cells.clear();
    let mut start = 0;
    let mut end = 0.0;
    let mut marked = None;
    // The size of the run before: between two sizes the smaller one tells what a gap is.
    let mut size_before = f32::INFINITY;
    let mut blank = false;
    // How wide a blank glyph would be.
    let mut room = 0.0;
    let mut blanks = 0;
    // How many blank glyphs stand in the gap before each cell but the first.
    let mut between = Vec::new();
    let far_back = (draft.x1 - draft.x0).max(0.0);
    // How far the glyphs of the run are spaced that the last one belongs to.
    let mut spaced = 0.0;
    for part in &draft.parts {
        let index = part.run;
        let Some(run) = printed.runs.get(index as usize) else {
            continue;
        };
        let em = run.size.max(draft.size * SMALL);
        let lies_on_another = -OVERLAP_EM * em;
        let far = -far_back.max(em);
        let before = pieces.len();
        let shown = printed.glyphs.get(part.glyphs.0..part.glyphs.1).unwrap_or_default();
        let mut own = tight_gap(shown, run.spacing, em, spaced);
        let mut measured = own < 0.0;
        let wide = (BLANK_EM * em + own).max(TIGHT_BLANK_EM * em);
        pieces.reserve(shown.len());
        let mut rest = shown;
        loop {
            // Nearly all glyphs stand close behind the one before.
            if !blank && same_space(spaced, own) {
                let (word, behind) = rest.split_at(close(rest, end, own, lies_on_another..=wide));
                pieces.extend(word.iter().map(|glyph| Piece::of(glyph, index, false)));
                if let Some(last) = word.last() {
                    end = last.x1;
                    blanks = 0;
                }
                rest = behind;
            }
            let Some((glyph, behind)) = rest.split_first() else {
                break;
            };
            rest = behind;
            let mut gap = gap_behind(end, spaced, glyph);
            if gap > wide && !measured {
                measured = true;
                own = usual_gap(shown, run.spacing, em);
                if pieces.len() > before {
                    spaced = own;
                    gap = gap_behind(end, spaced, glyph);
                }
            }
            if is_blank(glyph.character) {
                // LibreOffice draws a line under a word that has soft hyphens with blanks, which lie on its letters.
                if gap < lies_on_another && lies_on(pieces.get(start..).unwrap_or_default(), glyph) {
                    continue;
                }
                room = if blank { 0.0 } else { glyph.x1 - glyph.x0 };
                blank = true;
                blanks += 1;
                continue;
            }
            if pieces.len() > start {
                // The next letter is printed upon it: a soft hyphen that is not to be seen.
                if blank && gap.abs() < NO_ROOM_EM * em && room > wide {
                    blank = false;
                }
                if gap < lies_on_another
                    && printed_twice(pieces.get(start..).unwrap_or_default(), glyph, rest.first(), run.size)
                {
                    continue;
                }
                // An accent and its letter.
                if gap < lies_on_another
                    && let Some(x1) = accents::compose(pieces.get_mut(start..).unwrap_or_default(), glyph, index, em)
                {
                    end = x1;
                    spaced = own;
                    blank = false;
                    blanks = 0;
                    continue;
                }
                if !(far..=wide).contains(&gap) {
                    let marked = if pieces.len() > before { run.mark.marked } else { marked };
                    let so_far = pieces.get(start..).unwrap_or_default();
                    let em = if pieces.len() > before { em } else { em.min(size_before) };
                    let widest = || widest_gap(so_far, glyph.character, marked, run.mark.marked) * em;
                    if gap < far || gap > OTHER_MARKED_GAP_EM * em && gap > widest() {
                        cells.push(start..pieces.len());
                        between.push(blanks);
                        start = pieces.len();
                        blank = false;
                    } else {
                        blank = true;
                    }
                }
            }
            let blank_before = blank && pieces.len() > start;
            pieces.push(Piece::of(glyph, index, blank_before));
            end = glyph.x1;
            spaced = own;
            blank = false;
            blanks = 0;
        }
        if pieces.len() > before {
            marked = run.mark.marked;
            size_before = em;
        }
    }
    cells.push(start..pieces.len());
    if (2..=MANY_CELLS).contains(&cells.len()) {
        join_stretched(printed, edges, pieces, cells, &mut between);
    }
}

/// Whether the gap behind the last glyph is measured as those of the run are.
#[inline]
fn same_space(spaced: f32, own: f32) -> bool {
    spaced.to_bits() == own.to_bits()
}

/// The gap between the end of a glyph and the next one, beyond the space that is put between all of them, or taken from it.
#[inline]
fn gap_behind(end: f32, spaced: f32, glyph: &Glyph) -> f32 {
    let gap = glyph.x0 - end;
    if gap > spaced || spaced < 0.0 {
        gap - spaced
    } else {
        gap.min(0.0)
    }
}

/// How far the letters of a run lie on each other, below nothing, where the file asks for that and they do: their blanks
/// are as much narrower. `before` is how far those of the run before do, which tells it of a single letter.
fn tight_gap(glyphs: &[Glyph], asked: f32, em: f32, before: f32) -> f32 {
    if asked >= 0.0 {
        return 0.0;
    }
    let both_seen = |pair: &&[Glyph]| pair.iter().all(|glyph| !is_blank(glyph.character));
    let pairs = glyphs.windows(2).filter(both_seen);
    let (mut all, mut as_asked) = (0, 0);
    for pair in pairs {
        if let [glyph, next] = pair {
            all += 1;
            as_asked += usize::from((next.x0 - glyph.x1 - asked).abs() <= TIGHT_ALIKE_EM * em);
        }
    }
    let is_tight = if all > 0 {
        as_asked * 4 >= all * 3
    } else {
        (before - asked).abs() <= TIGHT_ALIKE_EM * em
    };
    if is_tight { asked } else { 0.0 }
}

/// How far apart the letters of a run stand that are spaced: the run's own usual gap, or nothing. Where the file asks for
/// so much space, as many files do to take it back glyph by glyph, a single gap tells; else several that are alike do.
fn usual_gap(glyphs: &[Glyph], asked: f32, em: f32) -> f32 {
    let both_seen = |pair: &&[Glyph]| pair.iter().all(|glyph| !is_blank(glyph.character));
    let gaps = glyphs.windows(2).filter(both_seen).map(|pair| match pair {
        [glyph, next] => next.x0 - glyph.x1,
        _ => 0.0,
    });
    let close = SPACED_EM * em;
    // Nearly all runs have letters that are not spaced.
    if asked <= 0.0 && gaps.clone().any(|gap| gap <= close) {
        return 0.0;
    }
    let mut gaps: Vec<f32> = gaps.collect();
    // Dots that lead to a page number are spaced, too, and no word.
    let letters = glyphs.iter().filter(|glyph| glyph.character.is_alphanumeric()).count();
    let seen = glyphs.iter().filter(|glyph| !is_blank(glyph.character)).count();
    if letters * 2 <= seen {
        return 0.0;
    }
    let least = gaps.iter().copied().min_by(f32::total_cmp).unwrap_or(0.0);
    // Fewer than half of the gaps are those between words.
    let middle = gaps.len() / 2;
    let usual = if gaps.is_empty() {
        0.0
    } else {
        *gaps.select_nth_unstable_by(middle, f32::total_cmp).1
    };
    let alike = usual - least <= close;
    let as_asked = asked > 0.0 && (usual - asked).abs() <= close;
    let spaced = least > close && usual <= WIDEST_SPACE_EM * em && gaps.len() >= FEW_GAPS;
    if as_asked || alike && spaced { usual } else { 0.0 }
}

/// How many glyphs can be seen and stand close behind each other, the first behind `end`.
fn close(glyphs: &[Glyph], mut end: f32, spaced: f32, near: RangeInclusive<f32>) -> usize {
    let (least, most) = near.into_inner();
    let stands_close = |glyph: &&Glyph| {
        let gap = gap_behind(end, spaced, glyph);
        end = glyph.x1;
        gap >= least && gap <= most && !is_blank(glyph.character)
    };
    glyphs.iter().take_while(stands_close).count()
}

/// Puts cells together that are one justified line: where all blanks are wide, a wide gap parts nothing.
///
/// What was put together tells more of the line's blanks, so the cells before it are looked at again.
fn join_stretched(
    printed: &Printed,
    edges: &[f32],
    pieces: &mut [Piece],
    cells: &mut Vec<Range<usize>>,
    between: &mut Vec<usize>,
) {
    let mut at = 0;
    let mut alike = alike(pieces, cells);
    while let (Some(left), Some(right), Some(&blanks)) = (cells.get(at), cells.get(at + 1), between.get(at)) {
        let (start, cut, end) = (left.start, right.start, right.end);
        let is_blank = alike.get(at).copied().unwrap_or_default();
        let cell = pieces.get(start..end).unwrap_or_default();
        if begins_column(edges, cell, cut - start)
            || !is_of_one_size(printed, cell, cut - start)
            || !(is_blank || is_stretched(cell, cut - start, blanks))
        {
            at += 1;
            continue;
        }
        if let Some(first) = pieces.get_mut(cut) {
            first.blank = true;
        }
        cells.remove(at + 1);
        between.remove(at);
        if at < alike.len() {
            alike.remove(at);
        }
        if let Some(cell) = cells.get_mut(at) {
            cell.end = end;
        }
        at = at.saturating_sub(1);
    }
}

/// Whether a column begins with the piece `cut`, and what stands before it is no label.
fn begins_column(edges: &[f32], pieces: &[Piece], cut: usize) -> bool {
    let (before, behind) = pieces.split_at_checked(cut).unwrap_or_default();
    let words = before.iter().skip(1).any(|piece| piece.blank);
    words
        && behind
            .first()
            .is_some_and(|first| edges.iter().any(|edge| (edge - first.x0).abs() <= AT_EDGE))
}

/// Whether the type on both sides of the piece `cut` is of one size: a heading beside a line is of another column.
fn is_of_one_size(printed: &Printed, pieces: &[Piece], cut: usize) -> bool {
    /// Sizes that differ by no more than this share are one.
    const ALIKE: f32 = 0.1;
    let size = |piece: Option<&Piece>| printed.runs.get(piece?.run as usize).map(|run| run.size);
    let sides = size(cut.checked_sub(1).and_then(|before| pieces.get(before))).zip(size(pieces.get(cut)));
    sides.is_none_or(|(left, right)| (left - right).abs() <= ALIKE * left.max(right))
}

/// Whether the gap before the piece `cut` is no wider than the other blanks of its line lead to expect.
fn is_stretched(pieces: &[Piece], cut: usize, blanks: usize) -> bool {
    let gap = |pair: &[Piece]| match pair {
        [before, after] => after.x0 - before.x1,
        _ => 0.0,
    };
    let mut gaps: Vec<f32> = pieces
        .windows(2)
        .enumerate()
        .filter(|(at, pair)| at + 1 != cut && pair.iter().skip(1).all(|piece| piece.blank))
        .map(|(_, pair)| gap(pair))
        .collect();
    gaps.sort_by(f32::total_cmp);
    let usual = gaps.get(gaps.len() / 2).copied().unwrap_or(0.0);
    let here = pieces.get(cut - 1..=cut).map_or(0.0, gap);
    #[expect(clippy::cast_precision_loss, reason = "a handful")]
    let filled = here <= blanks as f32 * usual * SAME_BLANK;
    let before = pieces.get(..cut).unwrap_or_default();
    let stop = |piece: &Piece| matches!(piece.character, '.' | ',' | ':' | ';' | '!' | '?' | ')' | '”' | '»');
    // What begins a line alone can be its label.
    let label = before.iter().skip(1).all(|piece| !piece.blank);
    let stretched = if label || before.last().is_some_and(stop) {
        STRETCHED_BEHIND_STOP
    } else {
        STRETCHED
    };
    gaps.len() >= FEW_BLANKS && here > 0.0 && (filled || here <= usual * stretched)
}

/// Which gaps between cells are blanks of a line that is stretched so far that every blank parts two cells: several in a row
/// are as wide as each other, and words in small letters stand behind them.
fn alike(pieces: &[Piece], cells: &[Range<usize>]) -> Vec<bool> {
    let gap = |pair: &[Range<usize>]| match pair {
        [left, right] => {
            let ends = pieces.get(left.end.saturating_sub(1)).zip(pieces.get(right.start));
            ends.map_or(0.0, |(last, first)| first.x0 - last.x1)
        }
        _ => 0.0,
    };
    let gaps: Vec<f32> = cells.windows(2).map(gap).collect();
    let small = |cell: &Range<usize>| {
        let word = pieces.get(cell.clone()).unwrap_or_default();
        word.first().is_some_and(|piece| piece.character.is_lowercase()) && word.iter().all(|piece| !piece.blank)
    };
    let mut alike = Vec::with_capacity(gaps.len());
    for run in gaps.chunk_by(|a, b| (a - b).abs() <= ALIKE * a.max(*b)) {
        let behind = cells.get(alike.len() + 1..=alike.len() + run.len()).unwrap_or_default();
        let small = behind.iter().filter(|cell| small(cell)).count();
        let is_line = run.len() >= ALL_STRETCHED && run.iter().all(|&gap| gap > 0.0) && small * 2 > run.len();
        alike.extend(run.iter().map(|_| is_line));
    }
    alike
}

/// The gap up to which a line goes on, in em.
fn widest_gap(pieces: &[Piece], next: char, before: Option<u32>, after: Option<u32>) -> f32 {
    match (before, after) {
        _ if is_label(pieces, next) => LABEL_GAP_EM,
        (Some(before), Some(after)) if before == after => MARKED_GAP_EM,
        (Some(_), Some(_)) => OTHER_MARKED_GAP_EM,
        _ => CELL_GAP_EM,
    }
}

/// Whether a glyph stands among those before it already: right there, or a little aside, if the next one does, too.
fn printed_twice(pieces: &[Piece], glyph: &Glyph, next: Option<&Glyph>, size: f32) -> bool {
    let near = |glyph: &Glyph| {
        let same = pieces
            .iter()
            .rev()
            .take(TWICE_BACK)
            .filter(|piece| piece.character == glyph.character);
        same.map(|piece| (piece.x0 - glyph.x0) / size)
            .filter(|aside| aside.abs() < TWICE_EM)
            .min_by(|a, b| a.abs().total_cmp(&b.abs()))
    };
    let Some(aside) = near(glyph) else { return false };
    let goes_on = || {
        next.filter(|next| !is_blank(next.character))
            .is_none_or(|next| near(next).is_some())
    };
    aside.abs() < OVERLAP_EM || goes_on()
}

/// Whether the middle of a blank lies on one of the glyphs before it.
fn lies_on(pieces: &[Piece], blank: &Glyph) -> bool {
    let middle = f32::midpoint(blank.x0, blank.x1);
    let mut near = pieces.iter().rev().take(TWICE_BACK);
    near.any(|piece| (piece.x0..piece.x1).contains(&middle))
}

/// `12.`, `(a)`, `IV.`, `3/`, `•`, `12`: what stands before a list item or a numbered paragraph.
///
/// A bare number or sign is one only if words follow: in a table, numbers follow.
fn is_label(pieces: &[Piece], next: char) -> bool {
    let (Some(first), Some(last)) = (pieces.first(), pieces.last()) else {
        return false;
    };
    let words = next.is_alphabetic() || matches!(next, '“' | '"' | '«' | '(' | '[' | '‘' | '‟');
    let sign = pieces.len() == 1 && !first.character.is_alphanumeric();
    let number = pieces.iter().all(|piece| piece.character.is_ascii_digit());
    pieces.len() <= LABEL
        && pieces.iter().all(|piece| !piece.blank)
        && (matches!(last.character, '.' | ')' | ':' | '/') && pieces.len() > 1 || words && (sign || number))
}
