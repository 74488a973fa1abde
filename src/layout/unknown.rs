//! A document of no layout: nothing is read but what it says of itself, and whoever asks for its entries is told so.

use super::{Listing, chapters};
use crate::text::{Role, Text};

/// What a document of no layout says of itself. A document of the United Nations prints its symbol; of any other the
/// first heading is the title.
pub(super) fn listing(text: &Text) -> Listing {
    let mut listing = chapters::listing(text);
    if listing.front.symbol.is_none() {
        let titles = text.lines().iter().filter(|line| line.role == Role::Heading(1));
        listing.title = titles.map(|line| line.span).next();
    }
    listing
}
