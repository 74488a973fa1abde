//! A list of mandates in a cell, cut into its names.

use std::cmp::Reverse;
use std::iter;
use std::ops::Range;

use super::words::Words;
use crate::lexicon::mandates::mandate;
use crate::text::spelling::is_blank;
use crate::text::{LineEnd, Span, Text};

/// One in so many cells with a semicolon says that all names are parted so.
const CELLS_A_SEMICOLON: usize = 50;
/// What the longest line of a column leaves free at least, points: what would have fitted in is another name.
const FITS: f32 = 0.5;
/// Of ten names that are surely whole so many begin with a capital where all do.
const CAPITALS_IN_TEN: usize = 9;

/// How the names in a document's lists are parted.
#[derive(Clone, Debug, Default)]
pub struct Lists {
    semicolons: bool,
    /// Whether a mark stands before each name.
    marks: bool,
    capitals: bool,
    /// Names that were seen alone in a cell, in lower case.
    seen: Vec<String>,
    /// The right end of the longest line, from the left end of its cell.
    width: f32,
}

/// A cell with mandates, as far as it tells how names are parted.
pub struct List<'w> {
    pub words: &'w Words,
    pub ends: LineEnd,
    /// Whether it is the list of a letter that one mandate sent.
    pub single: bool,
}

impl Lists {
    /// From all cells of a document.
    pub fn of<'w>(text: &Text, lists: impl Iterator<Item = List<'w>>) -> Self {
        let mut found = Self::default();
        let (mut cells, mut parted, mut names, mut capitals) = (0, 0, 0, 0);
        let (mut marked, mut several) = (0, 0);
        for list in lists {
            if list.words.is_empty() {
                continue;
            }
            cells += 1;
            parted += usize::from(list.words.string.contains(';'));
            // Before the first line of a cell a mark can be known as such already.
            let lines_of = || {
                lines(list.words)
                    .into_iter()
                    .filter_map(|line| list.words.string.get(line))
            };
            let has_mark = lines_of().any(|line| mark(line) > 0);
            marked += usize::from(has_mark);
            several += usize::from(has_mark || lines_of().count() > 1);
            if list.single {
                let name = list.words.string.replace('\n', " ");
                let name = name.get(mark(&name)..).unwrap_or_default();
                names += 1;
                capitals += usize::from(name.starts_with(char::is_uppercase));
                found.seen.push(name.trim().to_lowercase());
            }
            for line in lines(list.words) {
                if let Some((x0, x1)) = list.words.span(line).and_then(|span| ends_of(text, span)) {
                    found.width = found.width.max(x1 - x0);
                }
            }
        }
        found.semicolons = parted > 0 && parted * CELLS_A_SEMICOLON >= cells;
        found.marks = marked * 2 > several;
        found.capitals = names > 0 && capitals * 10 >= names * CAPITALS_IN_TEN;
        found.seen.sort();
        found.seen.dedup();
        found
    }

    /// The names of a list, each with all its lines.
    pub fn names(&self, text: &Text, list: &List<'_>) -> Vec<Span> {
        let words = list.words;
        let string = words.string.as_str();
        let unmarked = |name: Range<usize>| {
            let mark = if self.marks { mark(string.get(name.clone())?) } else { 0 };
            words.span(name.start + mark..name.end)
        };
        self.parts(text, list).into_iter().filter_map(unmarked).collect()
    }

    /// Whether a column may have broken a word of a list: a name is known if its parts are put together.
    pub fn has_broken_name(&self, text: &Text, list: &List<'_>) -> bool {
        let string = list.words.string.as_str();
        if list.ends == LineEnd::Hard || !string.contains('\n') {
            return false;
        }
        let is_broken = |name: &str| {
            let whole = |end: usize| {
                let (head, tail) = name.split_at_checked(end).unwrap_or_default();
                format!("{head}{}", tail.get(1..).unwrap_or_default()).replace('\n', " ")
            };
            mandate(&name.replace('\n', " ").to_lowercase()).is_none()
                && name.match_indices('\n').any(|(end, _)| self.is_known(&whole(end)))
        };
        let parts = self.parts(text, list);
        // One a line, each part of it is taken for a name.
        let joined = parts.windows(2).filter_map(|pair| match pair {
            [first, second] if !self.semicolons => string.get(first.start..second.end),
            _ => None,
        });
        let each = parts.iter().filter_map(|part| string.get(part.clone()));
        each.chain(joined).any(|name| is_broken(name.trim_matches(is_blank)))
    }

    /// Where the names of a list stand in its words, each with the mark before it.
    fn parts(&self, text: &Text, list: &List<'_>) -> Vec<Range<usize>> {
        let words = list.words;
        let string = words.string.as_str();
        if self.semicolons {
            let mut from = 0;
            let parts = string.split(';').map(|part| {
                let start = from;
                from += part.len() + 1;
                start..start + part.len()
            });
            return parts.collect();
        }
        if list.single {
            return iter::once(0..string.len()).collect();
        }
        let lines = lines(words);
        if list.ends == LineEnd::Hard {
            return lines;
        }
        let begins = |at: usize| match lines.get(at) {
            Some(line) if self.marks => Some(at == 0 || mark(string.get(line.clone())?) > 0),
            _ => self.begins(text, words, &lines, at),
        };
        let begins: Vec<Option<bool>> = (0..lines.len()).map(begins).collect();
        self.fewest_unknown(string, &lines, &begins)
    }

    /// Whether a line surely begins a name, or surely goes on with one.
    fn begins(&self, text: &Text, words: &Words, lines: &[Range<usize>], at: usize) -> Option<bool> {
        let Some((before, line)) = at
            .checked_sub(1)
            .and_then(|before| Some((lines.get(before)?, lines.get(at)?)))
        else {
            return Some(true);
        };
        let shown = words.string.get(line.clone()).unwrap_or_default().trim();
        let above = words.string.get(before.clone()).unwrap_or_default().trim();
        if is_open(above) {
            return Some(false);
        }
        if self.capitals {
            return Some(!shown.starts_with(char::is_lowercase));
        }
        let (left, right) = words.span(before.clone()).and_then(|span| ends_of(text, span))?;
        let (x0, x1) = words.span(line.clone()).and_then(|span| ends_of(text, span))?;
        let first = shown.split(is_blank).next().unwrap_or_default().chars().count();
        #[expect(clippy::cast_precision_loss, reason = "a line of a column")]
        let (first, all) = (first as f32 + 1.0, shown.chars().count().max(1) as f32);
        let needed = (x1 - x0) * first / all;
        (right - left + needed < self.width - FITS - needed / first).then_some(true)
    }

    /// The cut with the fewest names that are not known; of equal ones that with the most names.
    fn fewest_unknown(&self, string: &str, lines: &[Range<usize>], begins: &[Option<bool>]) -> Vec<Range<usize>> {
        /// Lines that one name can take.
        const MOST_LINES: usize = 8;
        // For each line: how many names from it on are not known, how many there are, and where the first of them ends.
        let mut best: Vec<(usize, Reverse<usize>, usize)> = vec![(0, Reverse(0), 0); lines.len() + 1];
        for at in (0..lines.len()).rev() {
            let mut choice: Option<(usize, Reverse<usize>, usize)> = None;
            for end in at + 1..=lines.len().min(at + MOST_LINES) {
                if end - at > 1 && begins.get(end - 1) == Some(&Some(true)) {
                    break;
                }
                if begins.get(end) == Some(&Some(false)) {
                    continue;
                }
                let (Some(first), Some(last)) = (lines.get(at), lines.get(end - 1)) else {
                    break;
                };
                let name = string.get(first.start..last.end).unwrap_or_default().replace('\n', " ");
                let unknown = match (self.is_known(&name), is_open(&name)) {
                    (true, _) => 0,
                    (false, false) => 1,
                    (false, true) => 2,
                };
                let (rest, Reverse(names), _) = best.get(end).copied().unwrap_or_default();
                let whole = (unknown + rest, Reverse(names + 1));
                if choice.is_none_or(|choice| whole < (choice.0, choice.1)) {
                    choice = Some((whole.0, whole.1, end));
                }
            }
            if let Some(slot) = best.get_mut(at) {
                *slot = choice.unwrap_or((usize::MAX / 2, Reverse(0), at + 1));
            }
        }
        let mut names = Vec::new();
        let mut at = 0;
        while let (Some(first), Some(&(.., end))) = (lines.get(at), best.get(at)) {
            let end = end.max(at + 1);
            let last = lines.get(end - 1).map_or(first.end, |last| last.end);
            names.push(first.start..last);
            at = end;
        }
        names
    }

    fn is_known(&self, name: &str) -> bool {
        let name = name.trim().to_lowercase();
        self.seen.binary_search(&name).is_ok() || mandate(&name).is_some()
    }
}

/// How long the mark at the front of a list's item is, with the blanks around it: a bullet or a dash.
fn mark(item: &str) -> usize {
    let rest = item.trim_start_matches(is_blank);
    let behind = rest.strip_prefix(['•', '‣', '▪', '●', '○', '·', '*', '-', '–', '—']);
    // It can fill a narrow column's line.
    let name = behind
        .filter(|behind| behind.is_empty() || behind.starts_with(is_blank))
        .map(|behind| behind.trim_start_matches(is_blank));
    name.map_or(0, |name| item.len() - name.len())
}

/// Whether a name cannot end here.
fn is_open(name: &str) -> bool {
    let last = name.trim_end().rsplit(is_blank).next().unwrap_or_default();
    let opened = name.matches('(').count() > name.matches(')').count();
    opened
        || name.trim_end().ends_with([',', '-'])
        || matches!(
            last,
            "of" | "&" | "and" | "the" | "on" | "to" | "in" | "for" | "against" | "de" | "et" | "y"
        )
}

/// The lines of some words.
fn lines(words: &Words) -> Vec<Range<usize>> {
    let mut from = 0;
    let mut lines = Vec::new();
    for line in words.string.split('\n') {
        if !line.trim_matches(is_blank).is_empty() {
            lines.push(from..from + line.len());
        }
        from += line.len() + 1;
    }
    lines
}

/// The left and right ends of the first line of a span, on paper.
fn ends_of(text: &Text, span: Span) -> Option<(f32, f32)> {
    let place = text.lines_of(span).first()?.place.on_page()?;
    Some((place.x0, place.x1))
}

#[cfg(test)]
mod tests {
    use super::mark;

    #[test]
    fn marks_before_the_names_of_a_list() {
        for (item, length) in [
            ("– Torture", "– ".len()),
            ("\n• Minority issues", "\n• ".len()),
            ("-- Torture", 0),
            ("Torture", 0),
            ("•", "•".len()),
            ("–Torture", 0),
        ] {
            assert_eq!(mark(item), length, "{item}");
        }
    }
}
