//! Numbers of lines in the margin: they count what is printed and are no part of it.

use std::collections::BTreeMap;

use super::geometry::Turn;
use super::printed::{Printed, Run, glyphs, is_blank};
use crate::text::Aside;

/// At least so many numbers below each other make a margin.
const NUMBERS: usize = 5;
/// Pages with more are tables.
const MANY: usize = 400;
/// They have no more digits.
const DIGITS: usize = 4;
/// They stand within this of one edge, points.
const SAME_EDGE: f32 = 2.0;
/// Every line has a number, or every fifth one or so.
const STEPS: [u32; 5] = [1, 2, 3, 5, 10];
/// A number stands on the line that it counts, in em.
const SAME_LINE_EM: f32 = 0.3;
/// So many of the numbers have a line beside them, in ten.
const BESIDE: usize = 9;
/// Between the numbers and the text lies at least this, in em.
const GAP_EM: f32 = 0.6;

/// Where a document has the numbers of its lines: their edge, and whether it is the right one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Margin {
    edge: f32,
    right: bool,
}

/// A number alone in its run.
struct Number {
    run: usize,
    value: u32,
    baseline: f32,
    x0: f32,
    x1: f32,
    size: f32,
}

/// Sets the numbers of a page's lines aside; `known` is where earlier pages had theirs.
pub fn set_aside(printed: &mut Printed, known: &mut Option<Margin>) {
    let numbers = numbers(printed);
    if numbers.is_empty() || numbers.len() > MANY {
        return;
    }
    for margin in known.iter().copied().chain(margins(&numbers)) {
        let mut column: Vec<&Number> = numbers
            .iter()
            .filter(|number| ((if margin.right { number.x1 } else { number.x0 }) - margin.edge).abs() <= SAME_EDGE)
            .collect();
        column.sort_by(|a, b| a.baseline.total_cmp(&b.baseline));
        let is_known = *known == Some(margin);
        if (is_known || column.len() >= NUMBERS) && counts(printed, &column, is_known) {
            let runs: Vec<usize> = column.iter().map(|number| number.run).collect();
            for run in runs {
                if let Some(run) = printed.runs.get_mut(run) {
                    run.mark.aside = Some(Aside::LineNumber);
                }
            }
            *known = Some(margin);
            return;
        }
    }
}

/// The edges at which most numbers stand, the fullest first.
fn margins(numbers: &[Number]) -> Vec<Margin> {
    /// Pages have two margins, and columns of numbers that are none.
    const TRIED: usize = 6;
    let mut counts: BTreeMap<(bool, i32), (usize, f32)> = BTreeMap::new();
    for number in numbers {
        for (right, edge) in [(false, number.x0), (true, number.x1)] {
            #[expect(clippy::cast_possible_truncation, reason = "a page is not that wide")]
            let strip = (edge / SAME_EDGE).round() as i32;
            counts.entry((right, strip)).or_insert((0, edge)).0 += 1;
        }
    }
    let mut margins: Vec<(usize, Margin)> = counts
        .into_iter()
        .map(|((right, _), (count, edge))| (count, Margin { edge, right }))
        .collect();
    margins.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    margins.into_iter().take(TRIED).map(|(_, margin)| margin).collect()
}

/// The runs that are numbers and nothing else.
fn numbers(printed: &Printed) -> Vec<Number> {
    let mut numbers = Vec::new();
    for (at, run) in printed.runs.iter().enumerate() {
        let count = run.glyphs.1 - run.glyphs.0;
        if count > DIGITS + 1 || !is_text(run) {
            continue;
        }
        let digits: Vec<_> = glyphs(printed, run)
            .iter()
            .filter(|glyph| !is_blank(glyph.character))
            .collect();
        let (Some(first), Some(last)) = (digits.first(), digits.last()) else {
            continue;
        };
        let value = digits
            .iter()
            .try_fold(0, |value, glyph| Some(value * 10 + glyph.character.to_digit(10)?));
        if let Some(value) = value.filter(|_| digits.len() <= DIGITS) {
            numbers.push(Number {
                run: at,
                value,
                baseline: run.baseline,
                x0: first.x0,
                x1: last.x1,
                size: run.size,
            });
        }
    }
    numbers
}

fn is_text(run: &Run) -> bool {
    run.turn == Turn::Right && run.mark.aside.is_none() && !run.look.oblique
}

/// A line of the text beside the numbers.
struct TextLine {
    baseline: f32,
    /// What it begins with.
    first: char,
    second: Option<char>,
    size: f32,
}

/// Whether a column of numbers counts the lines beside it: it rises by one step, stands apart from all text, and what it
/// counts is running text, not the rows of a table or the items of a list.
fn counts(printed: &Printed, column: &[&Number], known: bool) -> bool {
    let (Some(top), Some(bottom)) = (column.first(), column.last()) else {
        return false;
    };
    let mut steps = column
        .iter()
        .zip(column.iter().skip(1))
        .map(|(number, next)| next.value.checked_sub(number.value));
    let step = steps.next().flatten().unwrap_or(1);
    if !STEPS.contains(&step) || !steps.all(|other| other == Some(step)) {
        return false;
    }
    let mut own: Vec<usize> = column.iter().map(|number| number.run).collect();
    own.sort_unstable();
    let own = |at: usize| own.binary_search(&at).is_ok();
    let (inner, outer) = column
        .iter()
        .fold((f32::NEG_INFINITY, f32::INFINITY), |(inner, outer), number| {
            let gap = GAP_EM * number.size;
            (inner.max(number.x1 + gap), outer.min(number.x0 - gap))
        });
    let reach = top.size;
    let mut left = true;
    let mut right = true;
    let mut lines: Vec<TextLine> = Vec::new();
    let mut cells = 0;
    let mut runs: Vec<(f32, f32, f32, &Run)> = Vec::new();
    let others = printed
        .runs
        .iter()
        .enumerate()
        .filter(|(at, run)| is_text(run) && !own(*at));
    for (_, run) in others {
        if run.baseline < top.baseline - reach || run.baseline > bottom.baseline + reach {
            continue;
        }
        let mut seen = glyphs(printed, run).iter().filter(|glyph| !is_blank(glyph.character));
        let Some(first) = seen.next() else { continue };
        let end = seen.next_back().unwrap_or(first).x1;
        left &= inner <= first.x0;
        right &= outer >= end;
        if !left && !right {
            return false;
        }
        runs.push((run.baseline, first.x0, end, run));
    }
    runs.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let mut end = 0.0;
    for (baseline, x0, x1, run) in runs {
        let same = lines
            .last()
            .is_some_and(|line| (line.baseline - baseline).abs() <= SAME_LINE_EM * run.size);
        if same {
            cells += usize::from(x0 - end > 2.0 * run.size);
            end = x1;
            continue;
        }
        end = x1;
        let mut characters = glyphs(printed, run)
            .iter()
            .map(|glyph| glyph.character)
            .filter(|c| !is_blank(*c));
        let Some(first) = characters.next() else { continue };
        let number_ends = characters.find(|c| !c.is_ascii_digit());
        lines.push(TextLine {
            baseline,
            first,
            second: number_ends,
            size: run.size,
        });
    }
    let on_line = |number: &&&Number| {
        let near = |line: &TextLine| (line.baseline - number.baseline).abs() <= SAME_LINE_EM * line.size;
        lines.iter().any(near)
    };
    let beside = column.iter().filter(on_line).count();
    if beside * 10 < column.len() * BESIDE || cells * 2 > lines.len() {
        return false;
    }
    if known {
        return true;
    }
    // All lines are counted.
    let step = usize::try_from(step).unwrap_or(1);
    let counted = column.len().saturating_sub(1) * step + 1;
    let all = counted * 10 >= lines.len() * BESIDE && lines.len() * 10 >= counted * BESIDE;
    // A sentence runs on, or a line has a number of its own.
    let runs_on = lines
        .iter()
        .any(|line| line.first.is_lowercase() || line.first.is_ascii_digit() && matches!(line.second, Some('.' | ')')));
    all && runs_on
}
