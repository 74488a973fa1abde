//! Words that are too long for their column and broken without a hyphen: `Developme` and `nt`.

use std::collections::HashSet;

use super::repeated::At;
use crate::read::pdf::lines::Line;
use crate::read::pdf::sheet::Sheet;
use crate::text::Cell;

/// What is left of a column's width behind a broken word, in widths of its letters.
const LEFT: f32 = 1.2;

/// Lines with which a word goes on.
#[derive(Debug, Default)]
pub struct Broken {
    /// Those before which a word is broken: the whole word is printed elsewhere.
    pub joined: HashSet<At>,
    /// Those before which one may be: neither the whole word nor its parts are printed elsewhere.
    pub doubtful: HashSet<At>,
}

/// Two lines of a cell, the first of which is one word that fills its column, and goes on with a small letter.
struct Pair {
    line: At,
    next: At,
    head: String,
    tail: String,
}

impl Pair {
    /// Whether what goes on is one letter that is no word in the languages of reports.
    fn is_letter(&self) -> bool {
        let mut letters = self.tail.chars();
        matches!((letters.next(), letters.next()), (Some(letter), None) if !"aeiouyàáèéíóú".contains(letter))
    }
}

impl Broken {
    /// From the cells of tables, each with its lines.
    pub fn of<'t>(tables: impl Iterator<Item = (&'t [Cell], &'t [Vec<At>])>, sheets: &[Sheet]) -> Self {
        let mut pairs = Vec::new();
        for (cells, lines) in tables {
            find(cells, lines, sheets, &mut pairs);
        }
        let mut broken = Self::default();
        if pairs.is_empty() {
            return broken;
        }
        let printed = printed(sheets, &pairs);
        for pair in &pairs {
            if pair.is_letter() || printed.contains(&format!("{}{}", pair.head, pair.tail)) {
                broken.joined.insert(pair.next);
            } else if !printed.contains(&pair.head) && !printed.contains(&pair.tail) {
                broken.doubtful.insert(pair.next);
            }
        }
        broken
    }
}

fn line(sheets: &[Sheet], at: At) -> Option<&Line> {
    sheets.get(at.0)?.lines.get(at.1)
}

fn find(cells: &[Cell], lines: &[Vec<At>], sheets: &[Sheet], pairs: &mut Vec<Pair>) {
    let columns = cells.iter().map(|cell| cell.column + 1).max().unwrap_or(0);
    let mut widths = vec![0.0_f32; columns];
    for (cell, lines) in cells.iter().zip(lines).filter(|(cell, _)| cell.column_span == 1) {
        let widest = lines
            .iter()
            .filter_map(|&at| line(sheets, at))
            .map(|line| line.x1 - line.x0);
        if let Some(width) = widths.get_mut(cell.column) {
            *width = widest.fold(*width, f32::max);
        }
    }
    for (cell, lines) in cells.iter().zip(lines) {
        let width = widths.get(cell.column).copied().unwrap_or(0.0);
        for pair in lines.windows(2) {
            let [at, next] = pair else { continue };
            let (Some(above), Some(below)) = (line(sheets, *at), line(sheets, *next)) else {
                continue;
            };
            let head = above.text.as_str();
            let is_word = head.chars().count() > 1 && head.chars().all(char::is_alphabetic);
            let tail: String = below.text.chars().take_while(|c| c.is_alphabetic()).collect();
            if !is_word || !head.ends_with(char::is_lowercase) || !tail.starts_with(char::is_lowercase) {
                continue;
            }
            #[expect(clippy::cast_precision_loss, reason = "the letters of a word")]
            let letter = (above.x1 - above.x0) / head.chars().count() as f32;
            if width - (above.x1 - above.x0) <= LEFT * letter {
                pairs.push(Pair {
                    line: *at,
                    next: *next,
                    head: head.to_lowercase(),
                    tail: tail.to_lowercase(),
                });
            }
        }
    }
}

/// The words of a document in small letters, but the parts of what may be broken.
fn printed(sheets: &[Sheet], pairs: &[Pair]) -> HashSet<String> {
    let heads: HashSet<At> = pairs.iter().map(|pair| pair.line).collect();
    let tails: HashSet<At> = pairs.iter().map(|pair| pair.next).collect();
    let mut words = HashSet::new();
    for (index, sheet) in sheets.iter().enumerate() {
        for (number, line) in sheet.lines.iter().enumerate() {
            if heads.contains(&(index, number)) {
                continue;
            }
            // `s` in `the lawyer’s` is no word.
            let own = line.text.split_whitespace();
            let first = usize::from(tails.contains(&(index, number)));
            let bare = own
                .skip(first)
                .map(|word| word.trim_matches(|c: char| !c.is_alphabetic()));
            words.extend(bare.map(str::to_lowercase));
        }
    }
    words
}
