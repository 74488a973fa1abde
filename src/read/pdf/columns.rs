//! Columns whose lines were shown row by row, as some programs do: `left 1`, `right 1`, `left 2`, `right 2`.
//!
//! A row of a table is shown in the same way, and is read so. What tells columns is that sentences run on down a column and
//! hardly ever across the gutter, and that no rules part the rows.

use super::geometry::Turn;
use super::lines::Line;
use super::printed::Rule;
use super::sheet::{ends_sentence, starts_lower};

/// At least so many rows of two lines make columns.
const ROWS: usize = 5;
/// Sentences run on down the columns at least so often, and so many times as often as across.
const RUNS_ON: usize = 3;
/// Lines of one column begin within this of each other, points; of a column, more than half of them do.
const SAME_EDGE: f32 = 3.0;
/// A line farther below the one above it is none of the column, in its heights.
const FAR_BELOW: f32 = 3.0;
/// Pages of more lines than this are left in the order in which they were shown.
const MANY: usize = 1_500;
/// Columns inside columns.
const DEPTH: usize = 3;

/// Puts the lines of columns that were shown row by row column by column.
pub fn part(lines: Vec<Line>, rules: &[Rule]) -> Vec<Line> {
    within(lines, rules, 0)
}

fn within(lines: Vec<Line>, rules: &[Rule], depth: usize) -> Vec<Line> {
    if depth == DEPTH || lines.len() > MANY {
        return lines;
    }
    let Some(columns) = Columns::of(&lines, rules) else {
        return lines;
    };
    let (mut before, mut left, mut right, mut after) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (at, line) in lines.into_iter().enumerate() {
        match at {
            _ if at < columns.rows.start => before.push(line),
            _ if at >= columns.rows.end => after.push(line),
            _ if line.x1 <= columns.gutter.1 => left.push(line),
            _ => right.push(line),
        }
    }
    let parts = [before, within(left, rules, depth + 1), within(right, rules, depth + 1)];
    let mut ordered: Vec<Line> = parts.into_iter().flatten().collect();
    ordered.extend(within(after, rules, depth + 1));
    ordered
}

/// Two columns among lines in the order in which they were shown.
struct Columns {
    /// The lines that they are made of.
    rows: std::ops::Range<usize>,
    /// The right edge of the left one and the left edge of the right one.
    gutter: (f32, f32),
}

impl Columns {
    fn of(lines: &[Line], rules: &[Rule]) -> Option<Self> {
        let first = lines.windows(2).position(is_row)?;
        let mut gutter = (f32::NEG_INFINITY, f32::INFINITY);
        let mut end = first;
        let mut rows = Vec::new();
        while let Some(line) = lines.get(end).filter(|line| line.turn == Turn::Right) {
            let pair = lines.get(end..end + 2).filter(|pair| is_row(pair));
            let narrowed = match pair {
                Some([left, right]) => (gutter.0.max(left.x1), gutter.1.min(right.x0)),
                _ => gutter,
            };
            // A line across the gutter, or far below, ends the columns.
            let beside = narrowed.0 < narrowed.1 && (line.x1 <= narrowed.1 || line.x0 >= narrowed.0);
            let above = lines.get(first..end).unwrap_or_default();
            let column = above
                .iter()
                .rev()
                .find(|above| above.x0 < line.x1 && line.x0 < above.x1);
            let near = column.is_none_or(|above| line.top - above.bottom <= FAR_BELOW * line.size)
                && !(column.is_none() && pair.is_none());
            if !beside || !near {
                break;
            }
            gutter = narrowed;
            if pair.is_some() {
                rows.push(end);
                end += 2;
            } else {
                end += 1;
            }
        }
        let columns = Self {
            rows: first..end,
            gutter,
        };
        (rows.len() >= ROWS && columns.is_text(lines, &rows) && !columns.is_ruled(lines, rules)).then_some(columns)
    }

    /// Whether sentences run on down the columns, whose lines begin one below the other.
    fn is_text(&self, lines: &[Line], rows: &[usize]) -> bool {
        let runs_on = |line: &Line, next: &Line| !ends_sentence(&line.text) && starts_lower(&next.text);
        let own = lines.get(self.rows.clone()).unwrap_or_default();
        let (left, right): (Vec<&Line>, Vec<&Line>) = own.iter().partition(|line| line.x1 <= self.gutter.1);
        let down = |column: &[&Line]| {
            let pairs = column.iter().zip(column.iter().skip(1));
            pairs.filter(|(line, next)| runs_on(line, next)).count()
        };
        let across = rows
            .iter()
            .filter_map(|&row| lines.get(row..row + 2))
            .filter(|pair| matches!(pair, [left, right] if runs_on(left, right)))
            .count();
        // Sentences that run on across are as many as chance has it where columns are alike.
        let down = [down(&left), down(&right)];
        let aligned = |column: &[&Line]| {
            let edge = |x0: f32| column.iter().filter(|line| (line.x0 - x0).abs() <= SAME_EDGE).count();
            column.iter().map(|line| edge(line.x0)).max().unwrap_or(0) * 2 > column.len()
        };
        down.iter().all(|&down| down >= RUNS_ON)
            && down.iter().sum::<usize>() > across
            && aligned(&left)
            && aligned(&right)
    }

    /// Whether rules run across the gutter between the rows.
    fn is_ruled(&self, lines: &[Line], rules: &[Rule]) -> bool {
        let own = lines.get(self.rows.clone()).unwrap_or_default();
        let top = own.iter().map(|line| line.top).fold(f32::INFINITY, f32::min);
        let bottom = own.iter().map(|line| line.bottom).fold(f32::NEG_INFINITY, f32::max);
        let between =
            |rule: &&Rule| (top..bottom).contains(&rule.y) && rule.x0 < self.gutter.1 && rule.x1 > self.gutter.0;
        rules.iter().filter(between).count() > 1
    }
}

/// Whether two lines shown one after the other stand beside each other, the first one on the left.
fn is_row(pair: &[Line]) -> bool {
    let [left, right] = pair else { return false };
    let level = (left.baseline - right.baseline).abs() <= left.size.min(right.size) / 2.0;
    left.turn == Turn::Right && right.turn == Turn::Right && level && left.x1 < right.x0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::pdf::lines::tests::plain;

    fn rows(texts: [&str; 6]) -> Vec<Line> {
        let mut lines = vec![plain("A heading over both of the columns", 60.0, 40.0, 500.0)];
        for (row, text) in (0_u8..).zip(texts) {
            let top = 60.0 + 12.0 * f32::from(row);
            lines.push(plain(&format!("{text} left"), 60.0, top, 270.0));
            lines.push(plain(&format!("{text} right"), 310.0, top, 530.0));
        }
        lines.push(plain("and a line below them across the page", 60.0, 180.0, 500.0));
        lines
    }

    fn texts(lines: Vec<Line>, rules: &[Rule]) -> Vec<String> {
        part(lines, rules).into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn sentences_that_run_on_make_columns() {
        let text = ["One who", "had gone", "far away.", "Two of", "them were", "never seen"];
        let ordered = texts(rows(text), &[]);
        assert_eq!(ordered[1..4], ["One who left", "had gone left", "far away. left"]);
        assert_eq!(ordered[6..8], ["never seen left", "One who right"]);
        assert!(ordered[13].starts_with("and a line"));
        let ruled = [0.0, 12.0, 24.0].map(|y| Rule {
            x0: 60.0,
            x1: 530.0,
            y: 71.0 + y,
        });
        assert_eq!(texts(rows(text), &ruled)[1..3], ["One who left", "One who right"]);
    }

    #[test]
    fn rows_of_a_table_stay_rows() {
        let cells = ["Kazakhstan", "Kenya", "Kiribati", "Kuwait", "Kyrgyzstan", "Latvia"];
        assert_eq!(texts(rows(cells), &[])[1..3], ["Kazakhstan left", "Kazakhstan right"]);
    }
}
