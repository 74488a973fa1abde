//! Words that are too long for their column and broken without a hyphen: `Developme` and `nt`.

use std::collections::{HashMap, HashSet};

use super::repeated::At;
use crate::read::pdf::geometry::Turn;
use crate::read::pdf::lines::Line;
use crate::read::pdf::sheet::Sheet;
use crate::text::{Cell, PageBox};

/// What is left of a column's width behind a broken word, in widths of its letters.
const LEFT: f32 = 1.2;

/// Where the end of the cell is known, one letter more has room in so much, in widths of a word's letters.
const ONE_MORE: f32 = 1.1;

/// Lines with which a word goes on.
#[derive(Debug, Default)]
pub struct Broken {
    /// Those before which a word is broken: the whole word is printed elsewhere.
    pub joined: HashSet<At>,
    /// Those before which one may be: neither the whole word nor its parts are printed elsewhere.
    pub doubtful: HashSet<At>,
}

/// Two lines of a cell, the first of which is one word that fills its column, and goes on with a letter as its last one is:
/// a small one, or a capital.
struct Pair {
    line: At,
    next: At,
    head: String,
    tail: String,
    capitals: bool,
}

impl Pair {
    /// Whether it is rather a name in capitals that goes on with a word of its own: nearly all do, and `PLC` is no rest of one.
    fn is_name(&self) -> bool {
        self.capitals && !self.tail.contains(['a', 'e', 'i', 'o', 'u', 'y'])
    }

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
            let is_printed = |word: &str| printed.contains_key(word);
            // A type of letter, `AL`, stands alone in its line, and can be the rest of a word.
            let is_among_others = |word: &str| printed.get(word) == Some(&true);
            if pair.is_letter() || is_printed(&format!("{}{}", pair.head, pair.tail)) {
                broken.joined.insert(pair.next);
            } else if !is_printed(&pair.head) && !is_among_others(&pair.tail) && !pair.is_name() {
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
    let mut room = Room::default();
    for (cell, lines) in cells.iter().zip(lines).filter(|(cell, _)| cell.column_span == 1) {
        if let Some(width) = widths.get_mut(cell.column) {
            for line in lines.iter().filter_map(|&at| line(sheets, at)) {
                *width = width.max(line.x1 - line.x0);
                room.add(cell, line);
            }
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
            let small = head.ends_with(char::is_lowercase) && tail.starts_with(char::is_lowercase);
            let is_capital = |words: &str| !words.is_empty() && words.chars().all(char::is_uppercase);
            let capitals = is_capital(head) && is_capital(&tail);
            if !is_word || !small && !capitals {
                continue;
            }
            #[expect(clippy::cast_precision_loss, reason = "the letters of a word")]
            let letter = (above.x1 - above.x0) / head.chars().count() as f32;
            let left = room.left(cell, above);
            let has_room = left.is_some_and(|left| left > ONE_MORE * letter);
            if width - (above.x1 - above.x0) <= LEFT * letter && !has_room {
                pairs.push(Pair {
                    line: *at,
                    next: *next,
                    head: head.to_lowercase(),
                    tail: tail.to_lowercase(),
                    capitals,
                });
            }
        }
    }
}

/// The white that all cells of a table leave between their ends and their words.
#[derive(Default)]
struct Room {
    /// So much, or less: in some column the words begin where they can.
    padding: Option<f32>,
}

impl Room {
    fn add(&mut self, cell: &Cell, line: &Line) {
        let padding = box_of(cell).map_or(0.0, |place| line.x0 - place.x0);
        self.padding = Some(self.padding.map_or(padding, |least| least.min(padding)));
    }

    /// How much room a line leaves in its cell, where the cell's ends are known: as much stands free at both.
    fn left(&self, cell: &Cell, line: &Line) -> Option<f32> {
        /// Where nothing is drawn, a column is taken to begin this near before its words, or nearer, points.
        const NEAR: f32 = 1.6;
        let padding = self
            .padding
            .filter(|&padding| padding > NEAR && line.turn == Turn::Right)?;
        Some(box_of(cell)?.x1 - padding - line.x1)
    }
}

fn box_of(cell: &Cell) -> Option<PageBox> {
    cell.places.first()?.on_page()
}

/// The words of a document in small letters, but the parts of what may be broken, and whether another word stands beside each
/// in a line.
fn printed(sheets: &[Sheet], pairs: &[Pair]) -> HashMap<String, bool> {
    let heads: HashSet<At> = pairs.iter().map(|pair| pair.line).collect();
    let tails: HashSet<At> = pairs.iter().map(|pair| pair.next).collect();
    let mut words = HashMap::new();
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
            let beside = line.text.split_whitespace().nth(1).is_some();
            for word in bare {
                *words.entry(word.to_lowercase()).or_default() |= beside;
            }
        }
    }
    words
}
