//! What stands at one height on most pages, and is no part of a table: heads and feet, which are no rows.

use std::collections::{BTreeMap, BTreeSet};

use super::page::{PIECE_GAP_EM, PIECES, PageWords};
use crate::read::pdf::word_lines::WordLine;

/// Lines of few pieces that stand at one height on most pages: heads and feet, no rows.
pub struct Furniture {
    /// Its words without their digits, and its height.
    repeated: BTreeSet<(String, i32)>,
}

impl Furniture {
    pub fn of(pages: &[PageWords]) -> Self {
        /// So many lines at the head and at the foot of a page can be furniture that stands near to a table.
        const OUTER: usize = 3;
        let mut counts: BTreeMap<(String, i32), usize> = BTreeMap::new();
        for page in pages {
            let lines = page.lines.iter().enumerate();
            let outer = |at: usize| at < OUTER || at + OUTER >= page.lines.len();
            let possible = lines.filter(|(at, line)| outer(*at) || is_alone(&page.lines, *at, line));
            let here: BTreeSet<(String, i32)> = possible.filter_map(|(_, line)| Self::key(line)).collect();
            for key in here {
                *counts.entry(key).or_default() += 1;
            }
        }
        let needed = (pages.len() / 2).max(2);
        let repeated = counts.into_iter().filter(|entry| entry.1 >= needed);
        Self {
            repeated: repeated.map(|entry| entry.0).collect(),
        }
    }

    fn key(line: &WordLine) -> Option<(String, i32)> {
        /// Lines at one height are within this, points.
        const SAME_HEIGHT: f32 = 4.0;
        if line.pieces(PIECE_GAP_EM).len() >= PIECES {
            return None;
        }
        let words = line.string().replace(|c: char| c.is_ascii_digit(), "#");
        #[expect(clippy::cast_possible_truncation, reason = "a page is not that high")]
        let height = (line.top / SAME_HEIGHT).round() as i32;
        Some((words.replace("##", "#").replace("##", "#"), height))
    }

    pub fn holds(&self, line: &WordLine) -> bool {
        Self::key(line).is_some_and(|key| self.repeated.contains(&key))
    }
}

/// Whether white stands above and below a line, as a line of text is high.
pub fn is_alone(lines: &[WordLine], at: usize, line: &WordLine) -> bool {
    let above = at.checked_sub(1).and_then(|above| lines.get(above));
    let below = lines.get(at + 1);
    above.is_none_or(|above| line.top - above.bottom >= line.size)
        && below.is_none_or(|below| below.top - line.bottom >= line.size)
}
