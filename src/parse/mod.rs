//! From a [`Text`] to where its entries and their fields stand.
//!
//! Parsing cuts and cannot fail: whatever looks like an entry is one, with its fields where they were found, and
//! `normalise` says what they are or why they cannot be.

mod anchors;
mod fields;
mod labels;
mod observations;
mod outline;
mod sections;

pub use fields::{Fields, Replies, ReplyDate};
pub use observations::{Citations, Observation, citations};
pub use outline::{ReportRow, SectionHeading};

use crate::read::text::{Span, Text};

/// A document, cut.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    /// The page's title.
    pub title: Option<Span>,
    /// The part of the title that names the country.
    pub country: Option<Span>,
    /// The report sections in order. Entries before any heading are in a section without one.
    pub sections: Vec<Section>,
    /// The page's own list of report symbols.
    pub reports: Vec<ReportRow>,
    /// Where the document's own words end: behind it stand the site's and its readers'.
    pub end: Option<usize>,
    /// Case numbers of the anchors that the audit found before the end, in order.
    pub anchors: Vec<Span>,
    /// Anchors behind the document's end, which are not its own.
    pub behind_end: Vec<Span>,
    /// Those before the end that no entry has as its case number.
    pub unclaimed: Vec<Span>,
}

/// The part of a document that covers one report.
#[derive(Clone, Debug, Default)]
pub struct Section {
    /// Its heading; nothing for entries before any.
    pub heading: Option<SectionHeading>,
    /// Its entries in order.
    pub entries: Vec<Entry>,
    /// Its observations in order.
    pub observations: Vec<Observation>,
    /// Where it says that it has no entries.
    pub none: Option<Span>,
    /// Items with a number and no word.
    pub empty_items: Vec<Span>,
}

/// A numbered entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// All of it, from its number to its last character.
    pub span: Span,
    /// Its number as printed, without its stop or brackets.
    pub number: Option<Span>,
    /// Its fields.
    pub fields: Fields,
}

/// Cuts a country page (layout A).
pub fn listing(text: &Text) -> Listing {
    let mut listing = sections::listing(text);
    let end = listing.end.unwrap_or(usize::MAX);
    (listing.anchors, listing.behind_end) = anchors::count(text).into_iter().partition(|anchor| anchor.start < end);
    let mut claimed: Vec<Span> = listing
        .sections
        .iter()
        .flat_map(|section| &section.entries)
        .filter_map(|entry| entry.fields.case_number)
        .collect();
    claimed.sort();
    let unclaimed = listing.anchors.iter().filter(|anchor| {
        let at = claimed.partition_point(|case_number| case_number.end <= anchor.start);
        !claimed
            .get(at)
            .is_some_and(|case_number| case_number.overlaps(**anchor))
    });
    listing.unclaimed = unclaimed.copied().collect();
    listing
}
