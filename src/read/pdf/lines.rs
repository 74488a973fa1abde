//! Puts the runs of a page together to printed lines.

use std::ops::Range;
use std::slice;

use super::bidi;
use super::cells;
use super::drafts::{Draft, SMALL, drafts};
use super::geometry::Turn;
use super::interleave;
use super::links::Area;
use super::pieces::Piece;
use super::printed::{Artifact, Printed};
use super::tables::cutting;
use super::tables::fields::Grid;
use crate::text::Aside;

/// A mark is raised by at least this, in em of its neighbour.
const MARK_RAISED_EM: f32 = 0.12;
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
    /// Why it is no part of what a reader reads.
    pub aside: Option<Aside>,
    /// Index of the first run that it is made of.
    pub order: usize,
    /// The table of its page and the cell of it that it stands in.
    pub cell: Option<(usize, usize)>,
}

/// The lines of a page in the order in which their first glyphs were shown.
pub fn lines(printed: &Printed, links: &[Area], grids: &[Grid]) -> Vec<Line> {
    let drafts = drafts(printed);
    let edges = cells::edges(&drafts);
    let mut lines = Vec::with_capacity(drafts.len());
    let (mut pieces, mut cells, mut stretches) = (Vec::new(), Vec::new(), Vec::new());
    for mut draft in drafts {
        draft
            .parts
            .sort_by(|a, b| printed.start(a.run).total_cmp(&printed.start(b.run)));
        interleave::sort(printed, &mut draft.parts);
        cells::cut(printed, &draft, &edges, &mut pieces, &mut cells);
        if !grids.is_empty() {
            cutting::cut(grids, &draft, &mut pieces, &mut cells);
        }
        for cell in cells.drain(..) {
            let Some(cell) = pieces.get_mut(cell) else {
                continue;
            };
            let in_cell = cutting::cell_of(grids, &draft, cell);
            lines.extend(line(printed, &draft, cell, links, &mut stretches).map(|line| Line { cell: in_cell, ..line }));
        }
    }
    lines.sort_by_key(|line| line.order);
    join_early_marks(&mut lines);
    lines
}

/// Puts raised marks that were shown before the line that they stand behind, and too far from it to be part of it, with
/// that line: where they were shown they would end the line before.
fn join_early_marks(lines: &mut Vec<Line>) {
    /// A mark is no farther behind its line, in em.
    const BEHIND_EM: f32 = 6.0;
    /// A mark stands no higher above the baseline, in em.
    const RAISED_EM: f32 = 0.65;
    /// A mark has no more digits.
    const DIGITS: usize = 3;
    /// Pages with more lines are no text.
    const MANY: usize = 1_500;
    let is_mark = |line: &Line| line.text.len() <= DIGITS && line.text.bytes().all(|byte| byte.is_ascii_digit());
    if lines.len() > MANY {
        return;
    }
    let mut at = 0;
    while let Some(mark) = lines.get(at) {
        at += 1;
        if !is_mark(mark) {
            continue;
        }
        let gap = |line: &Line| (mark.x0 - line.x1) / line.size;
        let stands_behind = |line: &&Line| {
            let lifted = (line.baseline - mark.baseline) / line.size;
            let same = (line.turn, line.aside, line.cell) == (mark.turn, mark.aside, mark.cell);
            let raised = mark.size < SMALL * line.size && (MARK_RAISED_EM..=RAISED_EM).contains(&lifted);
            same && raised && (0.0..=BEHIND_EM).contains(&gap(line))
        };
        let behind = lines.iter().enumerate().filter(|(_, line)| stands_behind(line));
        let Some((to, _)) = behind
            .min_by(|a, b| gap(a.1).total_cmp(&gap(b.1)))
            .filter(|&(to, _)| to >= at)
        else {
            continue;
        };
        let mark = lines.remove(at - 1);
        at -= 1;
        if let Some(line) = lines.get_mut(to - 1) {
            let start = line.text.len();
            line.text.push_str(&mark.text);
            line.raised.push(start..line.text.len());
            line.x1 = line.x1.max(mark.x1);
            line.top = line.top.min(mark.top);
        }
    }
}

/// Glyphs of one run that follow each other in a line.
struct Stretch {
    /// Its part of the line's text.
    characters: Range<usize>,
    glyphs: usize,
    size: f32,
    /// How far its baseline stands above the line's.
    lifted: f32,
    weight: Weight,
}

/// How heavy the letters of a stretch are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Weight {
    Bold,
    Regular,
    /// There are none.
    None,
}

impl Stretch {
    /// Whether it is small and stands above the baseline of a line of this size.
    fn is_raised(&self, size: f32) -> bool {
        self.size < SMALL * size && self.lifted > MARK_RAISED_EM * size
    }
}

fn line(
    printed: &Printed,
    draft: &Draft,
    pieces: &mut [Piece],
    areas: &[Area],
    stretches: &mut Vec<Stretch>,
) -> Option<Line> {
    bidi::to_logical(pieces);
    let (first_word, first_gap) = first_word(pieces);
    let mut links: Vec<(Range<usize>, usize)> = Vec::new();
    let mut text = Vec::with_capacity(pieces.len() + pieces.len() / 4);
    let (mut x0, mut x1) = (f32::INFINITY, f32::NEG_INFINITY);
    let (mut above, mut below) = (0.0_f32, 0.0_f32);
    let mut order = usize::MAX;
    let mut artifact = None;
    let end = pieces.last().map(|piece| piece.x0);
    stretches.clear();
    let mut linked: Vec<(usize, &Area)> = Vec::new();
    let mut rest: &[Piece] = pieces;
    while let Some(first) = rest.first() {
        let run = printed.runs.get(first.run as usize)?;
        let start = text.len() + usize::from(first.blank && !text.is_empty());
        let middle = |piece: &Piece| {
            let along = f32::midpoint(piece.x0, piece.x1);
            draft.turn.back(along, run.baseline - run.ascent / 2.0)
        };
        linked.clear();
        if !areas.is_empty() {
            // A glyph's middle moves along the run's line alone, and nearly all areas lie beside that.
            let (x, y) = middle(first);
            let beside = |area: &Area| match draft.turn {
                Turn::Right | Turn::Left => area.is_at(y),
                Turn::Down | Turn::Up => area.is_over(x),
            };
            linked.extend(areas.iter().enumerate().filter(|(_, area)| beside(area)));
        }
        let count = rest.iter().take_while(|piece| piece.run == first.run).count();
        let (pieces, behind) = rest.split_at(count);
        rest = behind;
        for piece in pieces {
            x0 = x0.min(piece.x0);
            x1 = x1.max(piece.x1);
        }
        if linked.is_empty() {
            write(pieces, end, &mut text);
        }
        for piece in pieces.iter().filter(|_| !linked.is_empty()) {
            write(slice::from_ref(piece), end, &mut text);
            let (x, y) = middle(piece);
            let area = linked.iter().find(|(_, area)| area.holds(x, y));
            if let Some(&(area, _)) = area {
                let begin = text.len() - piece.character.len_utf8();
                match links.last_mut().filter(|link| link.1 == area) {
                    Some(link) => link.0.end = text.len(),
                    None => links.push((begin..text.len(), area)),
                }
            }
        }
        let lifted = draft.baseline - run.baseline;
        stretches.push(Stretch {
            characters: start..text.len(),
            glyphs: count,
            size: run.size,
            lifted,
            weight: match run.bold {
                true => Weight::Bold,
                false if pieces.iter().any(|piece| piece.character.is_alphanumeric()) => Weight::Regular,
                false => Weight::None,
            },
        });
        above = above.max(lifted + run.ascent);
        below = below.max(run.descent - lifted);
        order = order.min(first.run as usize);
        artifact = Some(if artifact.is_none_or(|artifact| artifact == run.mark.artifact) {
            run.mark.artifact
        } else {
            Artifact::None
        });
    }
    if text.is_empty() {
        return None;
    }
    // Put together from whole characters.
    let text = String::from_utf8(text).ok()?;
    let size = prevailing_size(stretches);
    let (left, upper) = draft.turn.back(x0, draft.baseline - above);
    let (right, lower) = draft.turn.back(x1, draft.baseline + below);
    Some(Line {
        text,
        raised: raised(stretches, size),
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
        bold: is_bold(stretches, size),
        artifact: artifact.unwrap_or_default(),
        aside: draft.aside,
        order,
        cell: None,
    })
}

/// Writes the characters of pieces of a line whose last one begins at `end`, and the blanks before them.
fn write(pieces: &[Piece], end: Option<f32>, text: &mut Vec<u8>) {
    for word in pieces.chunk_by(|_, next| !next.blank) {
        if word.first().is_some_and(|first| first.blank) && !text.is_empty() {
            text.push(b' ');
        }
        if word.iter().all(|piece| piece.character.is_ascii()) {
            text.extend(word.iter().map(|piece| u32::from(piece.character).to_le_bytes()[0]));
            continue;
        }
        for piece in word {
            // A soft hyphen that is printed inside a line is a hyphen: one glyph for both.
            match piece.character {
                SOFT_HYPHEN if Some(piece.x0) != end && piece.x1 > piece.x0 => text.push(b'-'),
                character => text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes()),
            }
        }
    }
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

/// The size in which most of the line's glyphs are printed: that of the longest stretch of one size.
fn prevailing_size(stretches: &[Stretch]) -> f32 {
    let mut best = (0, 0.0_f32);
    let mut current = (0, 0.0_f32);
    for &Stretch { glyphs, size, .. } in stretches {
        let before = if (size - current.1).abs() < 0.05 * size {
            current.0
        } else {
            0
        };
        current = (before + glyphs, size);
        if current.0 > best.0 {
            best = current;
        }
    }
    best.1
}

/// Whether all letters of a line are bold, footnote marks aside.
fn is_bold(stretches: &[Stretch], size: f32) -> bool {
    let has = |weight: Weight| {
        stretches
            .iter()
            .any(|stretch| stretch.weight == weight && !stretch.is_raised(size))
    };
    has(Weight::Bold) && !has(Weight::Regular)
}

/// The parts of a line that are small and stand above its baseline.
fn raised(stretches: &[Stretch], size: f32) -> Vec<Range<usize>> {
    let mut raised: Vec<Range<usize>> = Vec::new();
    for stretch in stretches {
        if stretch.is_raised(size) {
            let Range { start, end } = stretch.characters;
            match raised.last_mut().filter(|range| range.end == start) {
                Some(range) => range.end = end,
                None => raised.push(start..end),
            }
        }
    }
    raised
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::read::pdf::printed::{Glyph, Look, Mark, Run};

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
            aside: None,
            order: 0,
            cell: None,
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
            spacing: 0.0,
            bold: false,
            mark: Mark::default(),
            look: Look::default(),
        });
    }

    fn texts(printed: &Printed) -> Vec<String> {
        lines(printed, &[], &[]).into_iter().map(|line| line.text).collect()
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
    fn blanks_that_underline_a_word_part_nothing() {
        let mut printed = Printed::default();
        run(&mut printed, "alleg", 0.0, 100.0, 10.0);
        run(&mut printed, "  ation", 0.0, 100.0, 10.0);
        // Two blanks, under the first letter and under the last, and the rest of the word behind them.
        for (glyph, x0) in printed
            .glyphs
            .iter_mut()
            .skip(5)
            .zip([0.0, 22.0, 25.1, 30.0, 35.0, 40.0, 45.0])
        {
            (glyph.x0, glyph.x1) = (x0, x0 + if glyph.character == ' ' { 2.9 } else { 5.0 });
        }
        assert_eq!(texts(&printed), ["allegation"]);
    }

    #[test]
    fn a_raised_mark_joins_its_line() {
        let mut printed = Printed::default();
        run(&mut printed, "law", 0.0, 100.0, 10.0);
        run(&mut printed, "2", 15.0, 96.0, 6.0);
        run(&mut printed, "next", 0.0, 112.0, 10.0);
        let lines = lines(&printed, &[], &[]);
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
