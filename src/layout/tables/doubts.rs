//! Letters that may lack a part.

use std::collections::BTreeMap;

use crate::layout::Entry;
use crate::text::{Aside, Cell, PageBox, Place, Role, Span, Text};

/// Why nobody knows whether a row is whole.
const BESIDE: &str =
    "a row without case number, date and type stands beside it where a page begins, and can be a part of it";

/// Where a page begins, what has neither case number nor day nor type is the rest of the row before it, or the beginning of
/// the one after: neither is whole then.
pub fn beside_parts(entries: &mut [Entry]) {
    let pages = |entry: &Entry| {
        let places = entry.row.as_ref()?.places.iter();
        let pages = places.filter_map(Place::page);
        pages.fold(None, |ends: Option<(u32, u32)>, page| {
            Some(ends.map_or((page, page), |ends| (ends.0.min(page), ends.1.max(page))))
        })
    };
    let is_part = |entry: &Entry| {
        let fields = &entry.fields;
        let keyed = entry.row.as_ref().is_some_and(|row| !row.without_key);
        keyed && fields.case_number.is_none() && fields.date.is_none() && fields.kind.is_empty()
    };
    let parts = (0..entries.len()).filter(|&at| entries.get(at).is_some_and(is_part));
    for at in parts.collect::<Vec<usize>>() {
        let of = |at: Option<usize>| entries.get(at?).and_then(pages);
        let (before, here, after) = (of(at.checked_sub(1)), of(Some(at)), of(Some(at + 1)));
        let begins = before.zip(here).is_some_and(|(before, here)| before.1 < here.0);
        let ends = here.zip(after).is_some_and(|(here, after)| here.1 < after.0);
        if !begins && !ends {
            continue;
        }
        for beside in [at.checked_sub(1), Some(at + 1)].into_iter().flatten() {
            let entry = entries
                .get_mut(beside)
                .filter(|entry| entry.fields.case_number.is_some());
            if let Some(row) = entry.and_then(|entry| entry.row.as_mut()) {
                row.guessed.get_or_insert(BESIDE);
            }
        }
    }
}

/// Why nobody knows whether a row is whole that goes on where it is not to be seen.
const BEYOND: &str =
    "lines that go on below its cells are not to be seen: they stand outside of the page, or are cut off";

/// A row that its page has no room for goes on outside of it, and so does what tells the next letter: neither is whole.
pub fn beyond_page(text: &Text, entries: &mut [Entry]) {
    /// The line that goes on with a cell begins within this of its left end, points.
    const LEFT: f32 = 2.0;
    /// And so far below its last line, in heights of a line.
    const BELOW: f32 = 1.0;
    let unseen = text.set_aside().iter().filter(|line| {
        let aside = matches!(line.role, Role::SetAside(Aside::OffPage | Aside::Clipped));
        aside && text.slice(line.span).contains(char::is_alphanumeric)
    });
    // From the top of each page down.
    let mut pages: BTreeMap<u32, Vec<PageBox>> = BTreeMap::new();
    for place in unseen.filter_map(|line| line.place.on_page()) {
        pages.entry(place.page).or_default().push(place);
    }
    if pages.is_empty() {
        return;
    }
    for page in pages.values_mut() {
        page.sort_by(|a, b| a.top.total_cmp(&b.top));
    }
    let goes_on = |line: &PageBox| {
        let height = line.bottom - line.top;
        let below = pages.get(&line.page).map_or(&[][..], Vec::as_slice);
        let first = below.partition_point(|below| below.top < line.bottom - height / 2.0);
        let mut near = below
            .iter()
            .skip(first)
            .take_while(|below| below.top <= line.bottom + BELOW * height);
        near.any(|below| (below.x0 - line.x0).abs() <= LEFT)
    };
    let cells = text.tables().iter().flat_map(|table| &table.cells);
    let lines = cells
        .flat_map(Cell::line_indices)
        .filter_map(|line| text.lines().get(line));
    let ends = lines.filter(|line| line.place.on_page().is_some_and(|place| goes_on(&place)));
    let mut ends: Vec<Span> = ends.map(|line| line.span).collect();
    ends.sort_unstable();
    for entry in entries {
        let first = ends.partition_point(|end| end.start < entry.span.start);
        let holds_one = ends.get(first).is_some_and(|end| entry.span.contains(*end));
        if let Some(row) = entry.row.as_mut().filter(|_| holds_one) {
            row.guessed.get_or_insert(BEYOND);
        }
    }
}
