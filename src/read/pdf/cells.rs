//! Cuts the glyphs of one baseline at wide gaps, into lines or the cells of a table.

use std::ops::Range;

use super::drafts::Draft;
use super::lines::SMALL;
use super::printed::{Glyph, Printed, Run};

/// A gap this wide between two glyphs is a blank, in em.
const BLANK_EM: f32 = 0.15;
/// A gap this wide parts two cells or columns, in em; within one marked content it must be wider.
const CELL_GAP_EM: f32 = 1.6;
const MARKED_GAP_EM: f32 = 6.0;
/// A gap this wide parts the cells of a table whose author marked them, in em.
const OTHER_MARKED_GAP_EM: f32 = 0.8;
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

/// Whether nothing is seen of a character.
#[inline]
pub fn is_blank(character: char) -> bool {
    // Asked first, since nearly all characters are these.
    let seen = matches!(character, '!'..='~');
    !seen
        && matches!(character, '\0'..=' ' | '\u{7f}'..='\u{a0}' | '\u{2000}'..='\u{200b}' | '\u{3000}' | '\u{202f}' | '\u{205f}')
}

/// The glyphs of a run.
pub fn glyphs<'p>(printed: &'p Printed, run: &Run) -> &'p [Glyph] {
    printed.glyphs.get(run.glyphs.0..run.glyphs.1).unwrap_or_default()
}

/// Cuts a line at wide gaps into `cells`, which are ranges of `pieces`.
pub fn cut(printed: &Printed, draft: &Draft, pieces: &mut Vec<Piece>, cells: &mut Vec<Range<usize>>) {
    pieces.clear();
    cells.clear();
    let mut start = 0;
    let mut end = 0.0;
    let mut marked = None;
    let mut blank = false;
    let far_back = (draft.x1 - draft.x0).max(0.0);
    for &index in &draft.runs {
        let Some(run) = printed.runs.get(index as usize) else {
            continue;
        };
        let em = run.size.max(draft.size * SMALL);
        let twice = -TWICE_EM * em;
        let gaps = -far_back.max(em)..=BLANK_EM * em;
        for glyph in glyphs(printed, run) {
            if is_blank(glyph.character) {
                blank = true;
                continue;
            }
            if pieces.len() > start {
                let gap = glyph.x0 - end;
                let so_far = || pieces.get(start..).unwrap_or_default();
                if gap < twice && printed_twice(so_far(), glyph, run.size) {
                    continue;
                }
                if !gaps.contains(&gap) {
                    let wide = || widest_gap(so_far(), glyph.character, marked, run.mark.marked) * em;
                    if gap < *gaps.start() || gap > OTHER_MARKED_GAP_EM * em && gap > wide() {
                        cells.push(start..pieces.len());
                        start = pieces.len();
                        blank = false;
                    } else {
                        blank = true;
                    }
                }
            }
            pieces.push(Piece {
                character: glyph.character,
                x0: glyph.x0,
                x1: glyph.x1,
                run: index,
                blank: blank && pieces.len() > start,
            });
            end = glyph.x1;
            blank = false;
            marked = run.mark.marked;
        }
    }
    cells.push(start..pieces.len());
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
