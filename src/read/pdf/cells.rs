//! Cuts the glyphs of one baseline at wide gaps, into lines or the cells of a table.

use std::ops::{Range, RangeInclusive};

use super::drafts::{Draft, SMALL};
use super::printed::{Glyph, Printed, is_blank};

/// A gap this wide between two glyphs is a blank, in em.
const BLANK_EM: f32 = 0.15;
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
/// A gap up to this many times as wide as the line's usual blank is a blank: TeX's loosest lines have 2.3.
const STRETCHED: f32 = 2.5;
/// Several blanks in a row are each no wider than this many usual ones.
const SAME_BLANK: f32 = 1.2;
/// The label of a list item has no more characters; the gap after it parts nothing.
const LABEL: usize = 6;
/// After a label a gap may be this wide, in em.
const LABEL_GAP_EM: f32 = 7.0;
/// The same glyph this near to itself was printed twice to look bold, in em.
const TWICE_EM: f32 = 0.13;
/// How many glyphs back a second print is looked for.
const TWICE_BACK: usize = 256;

/// A glyph of a line that is being put together.
#[derive(Clone, Copy, Debug)]
pub struct Piece {
    /// Its character.
    pub character: char,
    /// Where it begins along its line.
    pub x0: f32,
    /// Where it ends.
    pub x1: f32,
    /// Index of its run.
    pub run: u32,
    /// Whether a blank stands before it.
    pub blank: bool,
}

impl Piece {
    fn of(glyph: &Glyph, run: u32, blank: bool) -> Self {
        Self {
            character: glyph.character,
            x0: glyph.x0,
            x1: glyph.x1,
            run,
            blank,
        }
    }
}

/// Cuts a line at wide gaps into `cells`, which are ranges of `pieces`.
pub fn cut(printed: &Printed, draft: &Draft, pieces: &mut Vec<Piece>, cells: &mut Vec<Range<usize>>) {
    pieces.clear();
    cells.clear();
    let mut start = 0;
    let mut end = 0.0;
    let mut marked = None;
    let mut blank = false;
    // How wide a blank glyph would be.
    let mut room = 0.0;
    let mut blanks = 0;
    // How many blank glyphs stand in the gap before each cell but the first.
    let mut between = Vec::new();
    let far_back = (draft.x1 - draft.x0).max(0.0);
    for part in &draft.parts {
        let index = part.run;
        let Some(run) = printed.runs.get(index as usize) else {
            continue;
        };
        let em = run.size.max(draft.size * SMALL);
        let twice = -TWICE_EM * em;
        let far = -far_back.max(em);
        let wide = BLANK_EM * em;
        let before = pieces.len();
        let shown = printed.glyphs.get(part.glyphs.0..part.glyphs.1).unwrap_or_default();
        pieces.reserve(shown.len());
        let mut rest = shown;
        loop {
            // Nearly all glyphs stand close behind the one before.
            if !blank {
                let (word, behind) = rest.split_at(close(rest, end, twice..=wide));
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
            let gap = glyph.x0 - end;
            if is_blank(glyph.character) {
                // LibreOffice draws a line under a word that has soft hyphens with blanks, which lie on its letters.
                if gap < twice && lies_on(pieces.get(start..).unwrap_or_default(), glyph) {
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
                let so_far = || pieces.get(start..).unwrap_or_default();
                if gap < twice && printed_twice(so_far(), glyph, run.size) {
                    continue;
                }
                if !(far..=wide).contains(&gap) {
                    let marked = if pieces.len() > before { run.mark.marked } else { marked };
                    let widest = || widest_gap(so_far(), glyph.character, marked, run.mark.marked) * em;
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
            blank = false;
            blanks = 0;
        }
        if pieces.len() > before {
            marked = run.mark.marked;
        }
    }
    cells.push(start..pieces.len());
    if cells.len() > 1 {
        join_stretched(pieces, cells, &mut between);
    }
}

/// How many glyphs can be seen and stand close behind each other, the first behind `end`.
fn close(glyphs: &[Glyph], mut end: f32, near: RangeInclusive<f32>) -> usize {
    let (least, most) = near.into_inner();
    let stands_close = |glyph: &&Glyph| {
        let gap = glyph.x0 - end;
        end = glyph.x1;
        gap >= least && gap <= most && !is_blank(glyph.character)
    };
    glyphs.iter().take_while(stands_close).count()
}

/// Puts cells together that are one justified line: where all blanks are wide, a wide gap parts nothing.
///
/// What was put together tells more of the line's blanks, so the cells before it are looked at again.
fn join_stretched(pieces: &mut [Piece], cells: &mut Vec<Range<usize>>, between: &mut Vec<usize>) {
    let mut at = 0;
    while let (Some(left), Some(right), Some(&blanks)) = (cells.get(at), cells.get(at + 1), between.get(at)) {
        let (start, cut, end) = (left.start, right.start, right.end);
        if !is_stretched(pieces.get(start..end).unwrap_or_default(), cut - start, blanks) {
            at += 1;
            continue;
        }
        if let Some(first) = pieces.get_mut(cut) {
            first.blank = true;
        }
        cells.remove(at + 1);
        between.remove(at);
        if let Some(cell) = cells.get_mut(at) {
            cell.end = end;
        }
        at = at.saturating_sub(1);
    }
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
    gaps.len() >= FEW_BLANKS && here > 0.0 && (filled || here <= usual * STRETCHED)
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

fn printed_twice(pieces: &[Piece], glyph: &Glyph, size: f32) -> bool {
    pieces
        .iter()
        .rev()
        .take(TWICE_BACK)
        .any(|piece| piece.character == glyph.character && (piece.x0 - glyph.x0).abs() < TWICE_EM * size)
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
