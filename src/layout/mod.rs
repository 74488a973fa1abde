//! From a [`Text`] to where its entries and their fields stand.
//!
//! Parsing cuts and cannot fail: whatever looks like an entry is one, with its fields where they were found, and
//! `normalise` says what they are or why they cannot be.

mod audit;
mod blocks;
mod chapters;
mod country_headings;
mod dates;
mod draft;
mod fields;
mod frame;
mod front;
mod head;
mod headings;
mod labels;
mod layout;
mod observations;
mod outline;
mod report_rows;
mod sections;

pub use fields::{Fields, Label, Replies, ReplyDate};
pub use front::{Counted, Front, Total};
pub use layout::{Unread, unread};
pub use observations::{Citations, Observation, citations};
pub use outline::SectionHeading;
pub use report_rows::ReportRow;

use std::cell::LazyCell;
use std::collections::HashSet;

use crate::record::CaseNumber;
use crate::text::{Place, Span, Text};

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
    /// Case numbers of the entries' anchors that the audit found, in order.
    pub anchors: Vec<Span>,
    /// Anchors behind the document's end or in its furniture, which are not its own.
    pub outside: Vec<Span>,
    /// Anchors that are citations: no entry has them as its case number, and they stand without a date before them, or
    /// in an observation, in quotation marks or on a case that an entry has.
    pub cited: Vec<Span>,
    /// Those of them that no entry has as its case number.
    pub unclaimed: Vec<Span>,
    /// What a report on pages says of itself; nothing for a country page.
    pub front: Option<Front>,
    /// The numbers of a report's paragraphs, in order, entries' and observations' among them.
    pub numbers: Vec<Span>,
    /// Paragraphs outside of all chapters, as in an annex, that print an entry once more.
    pub repeated: Vec<Span>,
}

/// The part of a document that covers one report.
#[derive(Clone, Debug, Default)]
pub struct Section {
    /// Its heading; nothing for entries before any.
    pub heading: Option<SectionHeading>,
    /// In a report on all countries: the country's name that heads this chapter.
    pub chapter: Option<Span>,
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

/// Cuts a document: a country page (layout A) into the sections of its reports, a report on pages (layouts B, C and D)
/// into the chapters of its countries.
pub fn listing(text: &Text) -> Listing {
    let on_pages = text
        .lines()
        .first()
        .is_some_and(|line| matches!(line.place, Place::Box(_)));
    let listing = if on_pages {
        chapters::listing(text)
    } else {
        sections::listing(text)
    };
    let end = listing.end.unwrap_or(usize::MAX);
    let sections = || listing.sections.iter();
    let mut claimed: Vec<Span> = sections()
        .flat_map(|section| &section.entries)
        .filter_map(|entry| entry.fields.case_number)
        .collect();
    claimed.sort();
    let read = |span: Span| CaseNumber::prefix(text.slice(span)).map(|(read, _)| read.case_number);
    // Only asked for when an anchor is not an entry's.
    let known = LazyCell::new(|| {
        claimed
            .iter()
            .filter_map(|&span| read(span))
            .collect::<HashSet<CaseNumber>>()
    });
    let observed = LazyCell::new(|| {
        sections()
            .flat_map(|section| &section.observations)
            .map(|observation| observation.span)
            .collect::<Vec<_>>()
    });
    let in_observation = |span: Span| {
        observed
            .get(observed.partition_point(|one| one.end <= span.start))
            .is_some_and(|one| one.contains(span))
    };
    let is_quoted = |span: Span| {
        let observation = observed
            .get(observed.partition_point(|one| one.end <= span.start))
            .filter(|one| one.contains(span));
        let start = observation.map_or_else(|| paragraph_start(text, span), |one| one.start);
        let in_entry = sections()
            .flat_map(|section| &section.entries)
            .any(|entry| entry.span.contains(span));
        !in_entry && is_open_quotation(text.slice(Span::new(start, span.start)))
    };
    let is_repeated = |span: Span| listing.repeated.iter().any(|one| one.contains(span));
    let is_claimed = |span: Span| {
        claimed
            .get(claimed.partition_point(|one| one.end <= span.start))
            .is_some_and(|one| one.overlaps(span))
    };
    let (mut own, mut outside, mut cited, mut unclaimed) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for anchor in audit::count(text) {
        let span = anchor.case_number;
        if !anchor.own || span.start >= end {
            outside.push(span);
        } else if is_claimed(span) {
            own.push(span);
        } else if !anchor.dated
            || is_quoted(span)
            || is_open_bracket(text.slice(Span::new(paragraph_start(text, span), span.start)))
            || ((in_observation(span) || is_repeated(span)) && read(span).is_some_and(|case| known.contains(&case)))
        {
            cited.push(span);
        } else {
            own.push(span);
            unclaimed.push(span);
        }
    }
    Listing {
        anchors: own,
        outside,
        cited,
        unclaimed,
        ..listing
    }
}

/// Where the paragraph begins that a span stands in.
fn paragraph_start(text: &Text, span: Span) -> usize {
    let at = text.line_at(span.start);
    let lines = text.lines().get(..=at).unwrap_or_default();
    let paragraph = lines.last().map(|line| line.paragraph);
    let first = lines
        .iter()
        .rev()
        .take_while(|line| Some(line.paragraph) == paragraph)
        .last();
    first.map_or(span.start, |line| line.span.start.min(span.start))
}

/// Whether a bracket has opened shortly before these words end, and not closed: `an earlier letter (JAL 13/06/2009.
/// Case no. …`.
fn is_open_bracket(words: &str) -> bool {
    /// Characters of the longest type and date.
    const NEAR: usize = 60;
    let near = words.chars().rev().take(NEAR);
    let last = near.into_iter().find(|c| matches!(c, '(' | ')' | '[' | ']'));
    last.is_some_and(|c| matches!(c, '(' | '['))
}

/// Whether a quotation has begun in these words and not ended.
fn is_open_quotation(words: &str) -> bool {
    let marks = |(_, c): &(usize, char)| matches!(c, '“' | '”' | '„' | '«' | '»' | '‟');
    let last = words.char_indices().rfind(marks);
    last.is_some_and(|(_, c)| matches!(c, '“' | '„' | '«' | '‟'))
}
