//! Heads of tables that are printed once more, as rows of them or above them.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::fields::Grid;
use super::keys::{begins_with_day, has_reference};
use crate::read::pdf::lines::Line;
use crate::read::pdf::sheet::Sheet;

/// Sheet and line.
pub type At = (usize, usize);

/// The lines above tables that are their heads, though they do not stand in their columns: those with several cells beside
/// each other, and what is below these, if they are the same on two pages.
pub fn heads_above(sheets: &[Sheet]) -> HashSet<At> {
    /// A head has so many cells or more beside each other.
    const LEAST: usize = 3;
    /// Lines whose baselines are this near to each other stand beside each other, points.
    const BESIDE: f32 = 1.0;
    /// A head has no more lines.
    const MOST: usize = 30;
    let mut found: Vec<(Vec<&str>, usize, Range<usize>)> = Vec::new();
    for (index, sheet) in sheets.iter().enumerate().filter(|entry| !entry.1.grids.is_empty()) {
        let in_grid = |line: usize| sheet.lines.get(line).is_some_and(|line| line.cell.is_some());
        let ends = (1..sheet.lines.len()).filter(|&line| in_grid(line) && !in_grid(line - 1));
        for end in ends {
            let first = (end.saturating_sub(MOST)..end)
                .rev()
                .take_while(|&line| !in_grid(line))
                .last();
            let above = sheet.lines.get(first.unwrap_or(end)..end).unwrap_or_default();
            let beside = |line: &&Line| {
                let near = |other: &&Line| (other.baseline - line.baseline).abs() <= BESIDE;
                above.iter().filter(near).count() >= LEAST
            };
            let Some(start) = above.iter().position(|line| beside(&line)) else {
                continue;
            };
            let words = above.iter().skip(start).map(|line| line.text.as_str());
            found.push((words.collect(), index, end - (above.len() - start)..end));
        }
    }
    let mut pages: HashMap<&[&str], (usize, bool)> = HashMap::new();
    for (words, page, _) in &found {
        let seen = pages.entry(words.as_slice()).or_insert((*page, false));
        seen.1 |= seen.0 != *page;
    }
    let heads = found
        .iter()
        .filter(|(words, ..)| pages.get(words.as_slice()).is_some_and(|seen| seen.1));
    heads
        .flat_map(|(_, page, lines)| lines.clone().map(|line| (*page, line)))
        .collect()
}

/// The words of the rows that begin the tables of two pages or more: their heads, wherever the first of them stands.
pub fn repeated_heads(sheets: &[Sheet]) -> HashSet<Vec<String>> {
    /// A head has so many words or more beside each other.
    const LEAST: usize = 3;
    let mut seen: HashMap<Vec<String>, u32> = HashMap::new();
    let mut repeated = HashSet::new();
    for sheet in sheets {
        let Some(grid) = sheet.grids.first() else { continue };
        let own = (0..sheet.lines.len()).filter(|&line| {
            let cell = sheet.lines.get(line).and_then(|line| line.cell);
            cell.is_some_and(|cell| cell.0 == 0)
        });
        let words = words_of_first_row(sheet, grid, own);
        if words.len() < LEAST || words.iter().any(|words| has_reference(words) || begins_with_day(words)) {
            continue;
        }
        let page = seen.entry(words.clone()).or_insert(sheet.page);
        if *page != sheet.page {
            repeated.insert(words);
        }
    }
    repeated
}

/// The words of the first row of a grid that has any: a line above its head makes a row without words.
pub fn words_of_first_row(sheet: &Sheet, grid: &Grid, lines: impl Iterator<Item = usize>) -> Vec<String> {
    let row = |line: usize| Some(grid.cells.get(sheet.lines.get(line)?.cell?.1)?.row);
    let lines: Vec<(usize, usize)> = lines.filter_map(|line| Some((row(line)?, line))).collect();
    let first = lines.iter().map(|line| line.0).min();
    words_of_row(
        sheet,
        grid,
        lines.iter().filter(|line| Some(line.0) == first).map(|line| line.1),
    )
}

/// The words of a row's cells, from the left, which stand in these lines of a page.
fn words_of_row(sheet: &Sheet, grid: &Grid, lines: impl Iterator<Item = usize>) -> Vec<String> {
    let mut cells: Vec<(usize, Vec<&str>)> = Vec::new();
    for line in lines.filter_map(|line| sheet.lines.get(line)) {
        let Some(cell) = line.cell.and_then(|cell| grid.cells.get(cell.1)) else {
            continue;
        };
        match cells.iter_mut().find(|known| known.0 == cell.column) {
            Some(known) => known.1.push(&line.text),
            None => cells.push((cell.column, vec![&line.text])),
        }
    }
    cells.sort_by_key(|cell| cell.0);
    cells.into_iter().map(|cell| cell.1.join(" ")).collect()
}
