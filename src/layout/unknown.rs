//! A document of no layout: nothing is read but what it says of itself, and whoever asks for its entries is told so.

use super::{Listing, chapters};
use crate::text::{Line, Place, Role, Text};

/// What a document of no layout says of itself, with the title that a page's markup gives it.
pub(super) fn listing(text: &Text) -> Listing {
    let mut listing = chapters::front_matter(text);
    let marked_up = |line: &&Line| line.role == Role::Heading(1) && matches!(line.place, Place::Element(_));
    listing.title = text.lines().iter().find(marked_up).map(|line| line.span);
    listing
}
