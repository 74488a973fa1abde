//! Words that have a line drawn through them.

use std::ops::Range;

use super::geometry::Turn;
use super::lines::Line;
use super::sheet::Sheet;

/// How high above the baseline a line through letters stands, in em: the middle of small letters has 0.25.
const HEIGHT_EM: Range<f32> = 0.14..0.45;
/// The shortest of them, in em: a dash is shorter.
const SHORTEST_EM: f32 = 1.2;
/// Rules that are looked at for one line; a page with more of them at one height is no text.
const MOST: usize = 32;

/// Ranges of a line's text that a rule goes through. Where letters stand is reckoned from the line's length, and the words
/// that it touches count whole.
pub fn of_line(sheet: &Sheet, line: &Line) -> Vec<Range<usize>> {
    if line.turn != Turn::Right || line.size <= 0.0 || sheet.rules.is_empty() {
        return Vec::new();
    }
    let height = |y: f32| (line.baseline - y) / line.size;
    let rules = sheet.rules.iter().filter(|rule| HEIGHT_EM.contains(&height(rule.y)));
    let through = rules.take(MOST).filter_map(|rule| {
        let (x0, x1) = (rule.x0.max(line.x0), rule.x1.min(line.x1));
        // The border of a cell goes on beyond the words in it.
        let beyond = (line.x0 - rule.x0).max(rule.x1 - line.x1) > 2.0 * line.size;
        (x1 - x0 >= SHORTEST_EM * line.size && !beyond).then(|| words(line, x0, x1))
    });
    through.filter(|range| !range.is_empty()).collect()
}

/// The words of a line between two places on its page.
fn words(line: &Line, x0: f32, x1: f32) -> Range<usize> {
    let characters = line.text.chars().count();
    let width = (line.x1 - line.x0).max(f32::EPSILON);
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "of a printed line"
    )]
    let at = |x: f32| ((x - line.x0) / width * characters as f32).round().max(0.0) as usize;
    let byte = |character: usize| {
        let mut places = line.text.char_indices().map(|(at, _)| at);
        places.nth(character).unwrap_or(line.text.len())
    };
    let (start, end) = (byte(at(x0)), byte(at(x1)));
    let before = line.text.get(..start).unwrap_or_default();
    let start = before.rfind(' ').map_or(0, |blank| blank + 1);
    let behind = line.text.get(end..).unwrap_or_default();
    let end = end + behind.find(' ').unwrap_or(behind.len());
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::pdf::lines::tests::plain;
    use crate::read::pdf::printed::Rule;

    #[test]
    fn a_rule_through_letters_and_no_other() {
        let line = plain("1. UA, 3/5/2016. Case no. OMN 1/2016.", 60.0, 300.0, 260.0);
        let middle = line.baseline - line.size * 0.25;
        for (x0, x1, y, struck) in [
            (60.0, 260.0, middle, Some("1. UA, 3/5/2016. Case no. OMN 1/2016.")),
            (60.0, 140.0, middle, Some("1. UA, 3/5/2016.")),
            (60.0, 260.0, line.baseline + 1.0, None),
            (60.0, 260.0, line.top - 2.0, None),
            (20.0, 500.0, middle, None),
            (60.0, 66.0, middle, None),
        ] {
            let sheet = Sheet {
                rules: vec![Rule { x0, x1, y }],
                ..Sheet::default()
            };
            let found = of_line(&sheet, &line);
            let words = found.first().and_then(|range| line.text.get(range.clone()));
            assert_eq!(words, struck, "{x0} {x1} {y}");
        }
    }
}
