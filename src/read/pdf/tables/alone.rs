//! What stands at one height on most pages, and is no part of a table: heads and feet, which are no rows.

use std::collections::{BTreeMap, BTreeSet};

use super::page::{PIECE_GAP_EM, PIECES, PageWords};
use crate::read::pdf::word_lines::WordLine;

/// Lines of few pieces that stand at one height on most pages: heads and feet, no rows.
pub struct Furniture {
    /// Its words without their digits, and its height.
    repeated: BTreeSet<(String, i32)>,
    /// The words and heights of lines of any kind that begin most pages, as the heads of tables do.
    heads: BTreeSet<(String, i32)>,
}

impl Furniture {
    pub fn of(pages: &[PageWords]) -> Self {
        /// So many lines that begin a page can be its head and that of a table.
        const HEAD: usize = 12;
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
        let mut first: BTreeMap<(String, i32), usize> = BTreeMap::new();
        for page in pages {
            for key in page
                .lines
                .iter()
                .take(HEAD)
                .map(Self::place)
                .collect::<BTreeSet<(String, i32)>>()
            {
                *first.entry(key).or_default() += 1;
            }
        }
        let needed = (pages.len() / 2).max(2);
        let most = |counts: BTreeMap<(String, i32), usize>| -> BTreeSet<(String, i32)> {
            let most = counts.into_iter().filter(|entry| entry.1 >= needed);
            most.map(|entry| entry.0).collect()
        };
        Self {
            repeated: most(counts),
            heads: most(first),
        }
    }

    fn key(line: &WordLine) -> Option<(String, i32)> {
        (line.pieces(PIECE_GAP_EM).len() < PIECES).then(|| Self::place(line))
    }

    /// The words of a line without its digits, and its height.
    fn place(line: &WordLine) -> (String, i32) {
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
}

impl Furniture {
    /// Whether a line begins most pages.
    pub fn is_head(&self, line: &WordLine) -> bool {
        self.heads.contains(&Self::place(line))
    }
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
