//! Headings that name a country, by which a report on pages is parted.

use super::blocks::Block;
use super::country_names::{LONGEST_NAME, named_country};
use crate::text::body_text;
use crate::text::spelling::is_blank;
use crate::text::{Span, Text};

/// The country whose name begins with the first of these blocks, and how many blocks it takes: a name that is set over
/// two or three lines can come as so many headings. The longest is taken: `Democratic People’s` stands above
/// `Republic of Korea`.
///
/// `behind` are the blocks after it.
pub(super) fn country_over_blocks(text: &Text, first: &Block<'_>, behind: &[Block<'_>]) -> Option<(Span, usize)> {
    let alike = |block: &&Block<'_>| {
        let (a, b) = (first.first, block.first);
        let shown = block.shown.trim_end_matches(is_blank);
        let plain = block.lines == 1 && block.number.is_none() && !shown.ends_with(['.', ',', ';', ':']);
        (a.role, a.bold, a.size) == (b.role, b.bold, b.size) && (block.is_heading() || plain)
    };
    let more = behind.iter().take(LONGEST_NAME - 1).take_while(alike).count();
    let joined = (1..=more).rev().filter(|_| alike(&first)).find_map(|more| {
        let last = behind.get(more - 1)?;
        let name = Span::new(first.words, last.span.end);
        let shown = body_text::masked(text, name);
        let (_, within) = named_country(&shown, name.start)?;
        Some((within, more + 1))
    });
    joined.or_else(|| first.country.map(|name| (name, 1)))
}

/// The level of most countries' headings.
pub(super) fn chapter_level(blocks: &[Block<'_>]) -> Option<u8> {
    let mut counts = [0_usize; 256];
    let headings = blocks.iter().filter(|block| block.country.is_some());
    for level in headings.filter_map(Block::level) {
        counts[usize::from(level)] += 1;
    }
    let most = counts.iter().max().copied().filter(|&most| most > 0)?;
    counts
        .iter()
        .position(|&count| count == most)
        .and_then(|level| u8::try_from(level).ok())
}
