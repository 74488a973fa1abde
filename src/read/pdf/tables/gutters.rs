//! Whether white between words parts columns.

use super::page::PIECE_GAP_EM;
use crate::read::pdf::word_lines::WordLine;

/// One in so many lines may have a glyph in a gutter.
const LINES_A_GLYPH: usize = 100;
/// A gutter is this wide, or this where many lines have a word that begins right after it, or one that ends right before it,
/// points.
pub const GUTTER: f32 = 3.0;
const NARROW_GUTTER: f32 = 1.0;
/// Of ten lines so many have a word right after a narrow gutter, or right before it.
const WORDS_IN_TEN: usize = 3;
/// Under so many lines blanks count as glyphs, since three rows of `Viet Nam` make a false gutter.
const FEW_LINES: usize = 30;
/// Cells begin within this of their column's left end, or have their middles within this of each other, points.
pub const ALIGNED: f32 = 1.5;
/// Gutters are looked for at this step, points.
pub const STEP: f32 = 0.5;
/// No blank between the words of a cell is wider, in em.
pub const BLANK_EM: f32 = 0.4;
/// So many columns make a table.
const LEAST_COLUMNS: usize = 3;
/// A page is no wider, points.
const MOST_WIDE: f32 = 20_000.0;

/// Where columns are.
pub struct Places {
    /// Where the first begins, the middles of the gutters that lines leave, and where the last ends.
    pub ends: Vec<f32>,
    /// From where to where the gutters go.
    pub gutters: Vec<(f32, f32)>,
}

/// Where columns are, by the lines of a table; nothing where these leave too few gutters.
pub fn places(lines: &[&WordLine]) -> Option<Places> {
    let left = lines
        .iter()
        .filter_map(|line| line.words.first())
        .map(|word| word.x0)
        .fold(f32::INFINITY, f32::min);
    let right = lines
        .iter()
        .filter_map(|line| line.words.last())
        .map(|word| word.x1)
        .fold(left, f32::max);
    if !(left.is_finite() && right.is_finite()) || right - left > MOST_WIDE {
        return None;
    }
    let steps = to_step(right - left) + 2;
    let mut covered = vec![0_usize; steps];
    for line in lines {
        let mut last = None;
        for word in &line.words {
            for step in to_step(word.x0 - left)..=to_step(word.x1 - left).min(steps - 1) {
                if last.is_none_or(|last| step > last) {
                    if let Some(count) = covered.get_mut(step) {
                        *count += 1;
                    }
                    last = Some(step);
                }
            }
        }
    }
    let free = lines.len() / LINES_A_GLYPH;
    let blank = widest_blank(lines);
    let mut ends = vec![left - ALIGNED];
    let mut gutters = Vec::new();
    let mut start = None;
    for (step, &count) in covered.iter().enumerate() {
        if count <= free {
            start.get_or_insert(step);
            continue;
        }
        if let Some(start) = start.take().filter(|&start| start > 0) {
            let (x0, x1) = (left + as_points(start), left + as_points(step));
            // Where the column on its left begins.
            let from = gutters.last().map_or(left, |gutter: &(f32, f32)| gutter.1);
            let behind = |line: &&&WordLine| {
                line.words
                    .iter()
                    .any(|word| (x1 - STEP..=x1 + 2.0 * ALIGNED).contains(&word.x0))
            };
            // Where the lines of the column on its left are all as long as it is wide, they end right before it.
            let before = |line: &&&WordLine| {
                line.words
                    .iter()
                    .any(|word| (x0 - 2.0 * ALIGNED..=x0 + STEP).contains(&word.x1))
            };
            let is_many = |count: usize| count * 10 >= lines.len() * WORDS_IN_TEN;
            let many = is_many(lines.iter().filter(behind).count());
            let narrow = x1 - x0 >= NARROW_GUTTER && (many || is_many(lines.iter().filter(before).count()));
            let wide = x1 - x0 >= GUTTER || narrow;
            if wide && !is_blank_of_words(lines, blank, from, x0, x1) && !is_blank_of_few(lines, blank, many, x0, x1) {
                ends.push(f32::midpoint(x0, x1));
                gutters.push((x0, x1));
            }
        }
    }
    ends.push(right + ALIGNED);
    (ends.len() > LEAST_COLUMNS).then_some(Places { ends, gutters })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "places on a page, from its left end"
)]
fn to_step(points: f32) -> usize {
    (points.max(0.0) / STEP) as usize
}

#[expect(clippy::cast_precision_loss, reason = "a few thousand")]
fn as_points(step: usize) -> f32 {
    step as f32 * STEP
}

/// What the usual blank between two words allows: a little more, in em.
fn widest_blank(lines: &[&WordLine]) -> f32 {
    /// Blanks of justified lines are wider than the usual one by this.
    const WIDER: f32 = 1.3;
    let gaps = lines.iter().flat_map(|line| {
        line.words.windows(2).filter_map(|pair| match pair {
            [left, right] => Some((right.x0 - left.x1) / line.size),
            _ => None,
        })
    });
    let mut blanks: Vec<f32> = gaps.filter(|gap| (0.0..PIECE_GAP_EM).contains(gap)).collect();
    blanks.sort_by(f32::total_cmp);
    let usual = blanks.get(blanks.len() / 2).copied().unwrap_or(BLANK_EM);
    (usual * WIDER).min(BLANK_EM)
}

/// Whether what seems a gutter lies between two words in most lines that have words beside it: few cells of a column are
/// filled, and all with days, `23 Jun 2016`. So it does where words seldom stand right of it, and then with no more than a
/// blank before them: `03/02/2014 (A)`; or where one in five lines that have words of the column on its left, which begins at
/// `from`, has no more than a blank there.
fn is_blank_of_words(lines: &[&WordLine], blank: f32, from: f32, x0: f32, x1: f32) -> bool {
    /// A word stands beside it within this, points.
    const BESIDE: f32 = 3.0;
    /// Of ten words right of it so many have a blank before them.
    const BLANKS_IN_TEN: usize = 9;
    /// One in so many lines with words on both sides.
    const LINES_A_BLANK: usize = 5;
    let (mut beside, mut between, mut both) = (0, 0, 0);
    let (mut left, mut right, mut blanks) = (0, 0, 0);
    for line in lines {
        let first = line
            .words
            .partition_point(|word| f32::midpoint(word.x0, word.x1) < f32::midpoint(x0, x1));
        let before = first
            .checked_sub(1)
            .and_then(|left| line.words.get(left))
            .map(|word| word.x1);
        let after = line.words.get(first).map(|word| word.x0);
        let ends = before.is_some_and(|end| x0 - end <= BESIDE);
        let begins = after.is_some_and(|start| start - x1 <= BESIDE);
        let gap = before.zip(after).map_or(f32::INFINITY, |(end, start)| start - end);
        let is_blank = gap <= blank * line.size;
        both += usize::from(before.is_some_and(|end| end > from) && after.is_some());
        beside += usize::from(ends || begins);
        between += usize::from((ends || begins) && is_blank);
        left += usize::from(ends);
        right += usize::from(begins);
        blanks += usize::from(begins && is_blank);
    }
    let seldom = right > 0 && right * 2 <= left && blanks * 10 >= right * BLANKS_IN_TEN;
    between * 2 > beside || seldom || between * LINES_A_BLANK > both
}

/// Whether what seems a gutter of few lines lies between two words of one piece, and does not part columns: where it does,
/// many words begin right behind it, and most of them with a wide gap before.
fn is_blank_of_few(lines: &[&WordLine], blank: f32, many: bool, x0: f32, x1: f32) -> bool {
    if lines.len() >= FEW_LINES {
        return false;
    }
    let (mut within, mut behind, mut near) = (0, 0, 0);
    for line in lines {
        for pair in line.words.windows(2) {
            let [left, right] = pair else { continue };
            let narrow = right.x0 - left.x1 <= blank * line.size;
            let begins = (x1 - STEP..=x1 + 2.0 * ALIGNED).contains(&right.x0);
            within += usize::from(narrow && left.x1 <= x1 && right.x0 >= x0);
            behind += usize::from(begins);
            near += usize::from(begins && narrow);
        }
    }
    within > 0 && !(many && near * 2 < behind)
}
