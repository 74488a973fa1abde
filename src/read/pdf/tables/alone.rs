//! What stands at one height on most pages, and is no part of a table: heads and feet, which are no rows.

use std::collections::{BTreeMap, BTreeSet};

use super::page::{PIECE_GAP_EM, PIECES, PageWords};
use crate::read::pdf::word_lines::WordLine;

/// Lines of few pieces that stand at one height on most pages: heads and feet, no rows.
pub struct Furniture {
    repeated: BTreeSet<Stand>,
    /// Lines of any kind that begin most pages, as the heads of tables do.
    heads: BTreeSet<Stand>,
}

/// The words of a line without its digits, and its height.
type Stand = (String, i32);

impl Furniture {
    pub fn of(pages: &[PageWords]) -> Self {
        /// So many lines that begin a page can be its head and that of a table.
        const HEAD: usize = 12;
        /// So many lines at the head and at the foot of a page can be furniture that stands near to a table.
        const OUTER: usize = 3;
        let outer = |page: &PageWords| {
            let is_outer = |at: usize| at < OUTER || at + OUTER >= page.lines.len();
            let lines = page.lines.iter().enumerate();
            let possible = lines.filter(|(at, line)| is_outer(*at) || is_alone(&page.lines, *at, line));
            possible.filter_map(|(_, line)| Self::key(line)).collect()
        };
        let first = |page: &PageWords| page.lines.iter().take(HEAD).map(Self::place).collect();
        Self {
            repeated: on_most(pages, outer),
            heads: on_most(pages, first),
        }
    }

    fn key(line: &WordLine) -> Option<Stand> {
        (line.pieces(PIECE_GAP_EM).len() < PIECES).then(|| Self::place(line))
    }

    fn place(line: &WordLine) -> Stand {
        /// Lines at one height are within this, points.
        const SAME_HEIGHT: f32 = 4.0;
        let words = line.string().replace(|c: char| c.is_ascii_digit(), "#");
        #[expect(clippy::cast_possible_truncation, reason = "a page is not that high")]
        let height = (line.top / SAME_HEIGHT).round() as i32;
        (words.replace("##", "#").replace("##", "#"), height)
    }

    pub fn holds(&self, line: &WordLine) -> bool {
        Self::key(line).is_some_and(|key| self.repeated.contains(&key))
    }

    /// Whether a line begins most pages.
    pub fn is_head(&self, line: &WordLine) -> bool {
        self.heads.contains(&Self::place(line))
    }
}

/// What stands on half of the pages or more, and on two, of what is looked at on each.
fn on_most(pages: &[PageWords], of_page: impl Fn(&PageWords) -> BTreeSet<Stand>) -> BTreeSet<Stand> {
    let mut counts: BTreeMap<Stand, usize> = BTreeMap::new();
    for stand in pages.iter().flat_map(of_page) {
        *counts.entry(stand).or_default() += 1;
    }
    let needed = (pages.len() / 2).max(2);
    let most = counts.into_iter().filter(|entry| entry.1 >= needed);
    most.map(|entry| entry.0).collect()
}

/// Whether white stands above and below a line, as a line of text is high.
pub fn is_alone(lines: &[WordLine], at: usize, line: &WordLine) -> bool {
    let above = at.checked_sub(1).and_then(|above| lines.get(above));
    let below = lines.get(at + 1);
    above.is_none_or(|above| line.top - above.bottom >= line.size)
        && below.is_none_or(|below| below.top - line.bottom >= line.size)
}

/// Whether a line begins or ends a page, alone, and has nothing but a page number, and the document's number beside it.
pub fn is_page_number(lines: &[WordLine], at: usize, line: &WordLine) -> bool {
    /// No page number has more digits.
    const DIGITS: usize = 3;
    let is_number = |words: &str| words.len() <= DIGITS && words.bytes().all(|byte| byte.is_ascii_digit());
    let is_of_document = |words: &str| {
        words.contains(|c: char| c.is_ascii_digit())
            && words.contains(['-', '/', '.'])
            && !words.contains(char::is_lowercase)
    };
    let mut words = line.words.iter().map(|word| word.text.as_str());
    let outer = at == 0 || at + 1 == lines.len();
    outer
        && line.words.len() <= 2
        && line.words.iter().any(|word| is_number(&word.text))
        && words.all(|words| is_number(words) || is_of_document(words))
        && is_alone(lines, at, line)
}
