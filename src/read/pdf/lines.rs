//! Puts the runs of a page together to printed lines.

use std::ops::Range;

use super::bidi;
use super::drafts::{Draft, drafts};
use super::geometry::Turn;
use super::links::Area;
use super::printed::{Artifact, Glyph, Printed, Run};

/// A gap this wide between two glyphs is a blank, in em.
const BLANK_EM: f32 = 0.15;
/// Type smaller than this share of its neighbour's can be a raised or lowered mark.
pub(super) const SMALL: f32 = 0.85;
/// A mark is raised by at least this, in em of its neighbour.
const MARK_RAISED_EM: f32 = 0.12;
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

const SOFT_HYPHEN: char = '\u{ad}';

/// A printed line, or one cell of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Its characters.
    pub text: String,
    /// Ranges of its text that are small and raised.
    pub raised: Vec<Range<usize>>,
    /// Ranges of its text that lie under a link, and which one of the page's.
    pub links: Vec<(Range<usize>, usize)>,
    /// Width of its first word, points.
    pub first_word: f32,
    /// Gap between its first word and its second, points; zero without a second.
    pub first_gap: f32,
    /// Direction in which it runs.
    pub turn: Turn,
    /// Left edge on the page as shown, points.
    pub x0: f32,
    /// Upper edge.
    pub top: f32,
    /// Right edge.
    pub x1: f32,
    /// Lower edge.
    pub bottom: f32,
    /// How far below other lines its baseline is, along its turn.
    pub baseline: f32,
    /// Type size of most of it.
    pub size: f32,
    /// Whether all of it is bold.
    pub bold: bool,
    /// What its author says of it.
    pub artifact: Artifact,
    /// Index of the first run that it is made of.
    pub order: usize,
}

/// A glyph of a line that is being put together.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    pub character: char,
    pub x0: f32,
    pub x1: f32,
    run: usize,
    /// Whether a blank stands before it.
    blank: bool,
}

impl Piece {
    pub(super) fn blank(&self) -> bool {
        self.blank
    }

    pub(super) fn set_blank(&mut self, blank: bool) {
        self.blank = blank;
    }
}

/// The lines of a page in the order in which their first glyphs were shown.
pub fn lines(printed: &Printed, links: &[Area]) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut pieces = Vec::new();
    for mut draft in drafts(printed) {
        draft.runs.sort_by(|&a, &b| at(printed, a).total_cmp(&at(printed, b)));
        for cell in cells(printed, &draft, &mut pieces) {
            let Some(cell) = pieces.get_mut(cell) else {
                continue;
            };
            lines.extend(line(printed, &draft, cell, links));
        }
    }
    lines.sort_by_key(|line| line.order);
    lines
}

fn at(printed: &Printed, run: usize) -> f32 {
    printed.runs.get(run).map_or(0.0, |run| run.x0)
}

pub(super) fn is_blank(character: char) -> bool {
    matches!(character, '\0'..=' ' | '\u{7f}'..='\u{a0}' | '\u{2000}'..='\u{200b}' | '\u{3000}' | '\u{202f}' | '\u{205f}')
}

pub(super) fn glyphs<'p>(printed: &'p Printed, run: &Run) -> &'p [Glyph] {
    printed.glyphs.get(run.glyphs.0..run.glyphs.1).unwrap_or_default()
}

/// Cuts a line at wide gaps; gives ranges of `pieces`.
fn cells(printed: &Printed, draft: &Draft, pieces: &mut Vec<Piece>) -> Vec<Range<usize>> {
    pieces.clear();
    let mut cells = Vec::new();
    let mut start = 0;
    let mut marked = None;
    let mut blank = false;
    for (index, run) in draft.runs.iter().filter_map(|&run| Some((run, printed.runs.get(run)?))) {
        for glyph in glyphs(printed, run) {
            if is_blank(glyph.character) {
                blank = true;
                continue;
            }
            if pieces.len() > start {
                let end = pieces.last().map_or(glyph.x0, |piece| piece.x1);
                let gap = glyph.x0 - end;
                let em = run.size.max(draft.size * SMALL);
                if gap < -TWICE_EM * em && printed_twice(pieces.get(start..).unwrap_or_default(), glyph, run.size) {
                    continue;
                }
                let wide = CELL_GAP_EM.min(OTHER_MARKED_GAP_EM) * em;
                if gap > wide
                    && gap
                        > widest_gap(
                            pieces.get(start..).unwrap_or_default(),
                            glyph.character,
                            marked,
                            run.marked,
                        ) * em
                    || gap < -(draft.x1 - draft.x0).max(em)
                {
                    cells.push(start..pieces.len());
                    start = pieces.len();
                    blank = false;
                } else if gap > BLANK_EM * em {
                    blank = true;
                }
            }
            pieces.push(Piece {
                character: glyph.character,
                x0: glyph.x0,
                x1: glyph.x1,
                run: index,
                blank: blank && pieces.len() > start,
            });
            blank = false;
            marked = run.marked;
        }
    }
    cells.push(start..pieces.len());
    cells
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

/// `12.`, `(a)`, `IV.`, `•`, `12`: what stands before a list item or a numbered paragraph.
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
        && (matches!(last.character, '.' | ')' | ':') && pieces.len() > 1 || words && (sign || number))
}

fn line(printed: &Printed, draft: &Draft, pieces: &mut [Piece], areas: &[Area]) -> Option<Line> {
    bidi::to_logical(pieces);
    let (first_word, first_gap) = first_word(pieces);
    let mut links: Vec<(Range<usize>, usize)> = Vec::new();
    let mut text = String::with_capacity(pieces.len() + 16);
    let mut raised: Vec<Range<usize>> = Vec::new();
    let (mut bold, mut any_bold) = (true, false);
    let (mut x0, mut x1) = (f32::INFINITY, f32::NEG_INFINITY);
    let (mut above, mut below) = (0.0_f32, 0.0_f32);
    let mut order = usize::MAX;
    let mut artifact = None;
    let size = prevailing_size(printed, pieces);
    let end = pieces.last().map(|piece| piece.x0);
    for pieces in pieces.chunk_by(|a, b| a.run == b.run) {
        let first = pieces.first()?;
        let run = printed.runs.get(first.run)?;
        if first.blank && !text.is_empty() {
            text.push(' ');
        }
        let start = text.len();
        for (index, piece) in pieces.iter().enumerate() {
            if piece.blank && index > 0 {
                text.push(' ');
            }
            // A soft hyphen that is printed inside a line is a hyphen: one glyph for both.
            let hyphen = piece.character == SOFT_HYPHEN && Some(piece.x0) != end && piece.x1 > piece.x0;
            text.push(if hyphen { '-' } else { piece.character });
            x0 = x0.min(piece.x0);
            x1 = x1.max(piece.x1);
            if !areas.is_empty() {
                let (x, y) = draft
                    .turn
                    .back(f32::midpoint(piece.x0, piece.x1), run.baseline - run.ascent / 2.0);
                if let Some(area) = areas.iter().position(|area| area.holds(x, y)) {
                    let begin = text.len() - piece.character.len_utf8();
                    match links.last_mut().filter(|link| link.1 == area) {
                        Some(link) => link.0.end = text.len(),
                        None => links.push((begin..text.len(), area)),
                    }
                }
            }
        }
        let lifted = draft.baseline - run.baseline;
        if run.size < SMALL * size && lifted > MARK_RAISED_EM * size {
            match raised.last_mut().filter(|range| range.end == start) {
                Some(range) => range.end = text.len(),
                None => raised.push(start..text.len()),
            }
        }
        bold &= run.bold || !pieces.iter().any(|piece| piece.character.is_alphanumeric());
        any_bold |= run.bold;
        above = above.max(lifted + run.ascent);
        below = below.max(run.descent - lifted);
        order = order.min(first.run);
        artifact = Some(if artifact.is_none_or(|artifact| artifact == run.artifact) {
            run.artifact
        } else {
            Artifact::None
        });
    }
    if text.is_empty() {
        return None;
    }
    let (left, upper) = draft.turn.back(x0, draft.baseline - above);
    let (right, lower) = draft.turn.back(x1, draft.baseline + below);
    Some(Line {
        text,
        raised,
        links,
        first_word,
        first_gap,
        turn: draft.turn,
        x0: left.min(right),
        top: upper.min(lower),
        x1: left.max(right),
        bottom: upper.max(lower),
        baseline: draft.baseline,
        size,
        bold: bold && any_bold,
        artifact: artifact.unwrap_or_default(),
        order,
    })
}

/// Width of the first word and of the gap after it.
fn first_word(pieces: &[Piece]) -> (f32, f32) {
    let end = pieces
        .iter()
        .skip(1)
        .position(|piece| piece.blank)
        .map_or(pieces.len(), |end| end + 1);
    let (Some(first), Some(last)) = (pieces.first(), pieces.get(end - 1)) else {
        return (0.0, 0.0);
    };
    let gap = pieces.get(end).map_or(0.0, |next| next.x0 - last.x1);
    (last.x1 - first.x0, gap)
}

/// The size in which most of the line's glyphs are printed.
fn prevailing_size(printed: &Printed, pieces: &[Piece]) -> f32 {
    let mut best = (0, 0.0_f32);
    let mut current = (0, 0.0_f32);
    // Stretches of one size are long; the longest one decides.
    for pieces in pieces.chunk_by(|a, b| a.run == b.run) {
        let size = pieces
            .first()
            .and_then(|piece| printed.runs.get(piece.run))
            .map_or(0.0, |run| run.size);
        let before = if (size - current.1).abs() < 0.05 * size {
            current.0
        } else {
            0
        };
        current = (before + pieces.len(), size);
        if current.0 > best.0 {
            best = current;
        }
    }
    best.1
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A line of 10 points.
    pub fn plain(text: &str, x0: f32, top: f32, x1: f32) -> Line {
        Line {
            text: text.into(),
            raised: Vec::new(),
            links: Vec::new(),
            first_word: 0.0,
            first_gap: 0.0,
            turn: Turn::Right,
            x0,
            top,
            x1,
            bottom: top + 10.0,
            baseline: top + 7.5,
            size: 10.0,
            bold: false,
            artifact: Artifact::None,
            order: 0,
        }
    }

    fn run(printed: &mut Printed, text: &str, x: f32, baseline: f32, size: f32) {
        let start = printed.glyphs.len();
        let mut x1 = x;
        for character in text.chars() {
            printed.glyphs.push(Glyph {
                character,
                x0: x1,
                x1: x1 + size / 2.0,
            });
            x1 += size / 2.0;
        }
        printed.runs.push(Run {
            glyphs: (start, printed.glyphs.len()),
            turn: Turn::Right,
            x0: x,
            x1,
            baseline,
            size,
            ascent: size * 0.75,
            descent: size * 0.25,
            bold: false,
            marked: None,
            artifact: Artifact::None,
        });
    }

    fn texts(printed: &Printed) -> Vec<String> {
        lines(printed, &[]).into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn gaps_are_blanks_or_part_cells() {
        let mut printed = Printed::default();
        run(&mut printed, "12.", 0.0, 100.0, 10.0);
        run(&mut printed, "Ju", 40.0, 100.0, 10.0);
        run(&mut printed, "ly", 50.5, 100.0, 10.0);
        run(&mut printed, "now", 63.0, 100.0, 10.0);
        run(&mut printed, "cell", 110.0, 100.0, 10.0);
        assert_eq!(texts(&printed), ["12. July now", "cell"]);
    }

    #[test]
    fn a_raised_mark_joins_its_line() {
        let mut printed = Printed::default();
        run(&mut printed, "law", 0.0, 100.0, 10.0);
        run(&mut printed, "2", 15.0, 96.0, 6.0);
        run(&mut printed, "next", 0.0, 112.0, 10.0);
        let lines = lines(&printed, &[]);
        assert_eq!(lines[0].text, "law2");
        assert_eq!(lines[0].raised.first(), Some(&(3..4)));
        assert_eq!(
            (lines[0].x0, lines[0].top, lines[0].x1, lines[0].bottom),
            (0.0, 91.5, 18.0, 102.5)
        );
        assert_eq!(lines[1].text, "next");
    }

    #[test]
    fn what_is_printed_twice_counts_once() {
        let mut printed = Printed::default();
        run(&mut printed, "ALL", 0.0, 100.0, 10.0);
        run(&mut printed, "ALL", 0.4, 100.0, 10.0);
        assert_eq!(texts(&printed), ["ALL"]);
    }
}
