//! Letters that may lack a part.

use crate::layout::Entry;
use crate::text::Place;

/// Why nobody knows whether a row is whole.
const BESIDE: &str =
    "a row without case number, date and type stands beside it where a page begins, and can be a part of it";

/// Where a page begins, what has neither case number nor day nor type is the rest of the row before it, or the beginning of
/// the one after: neither is whole then.
pub fn beside_parts(entries: &mut [Entry]) {
    let pages = |entry: &Entry| {
        let places = entry.row.as_ref()?.places.iter();
        let pages = places.filter_map(|place| match place {
            Place::Box(place) => Some(place.page),
            Place::Element(_) => None,
        });
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
