//! What a report says of itself before its first country. An introduction is a claim, which its entries can check.

mod period;
mod sentences;
mod totals;

use self::sentences::sentences;
use super::Listing;
use super::blocks::Block;
use super::fields::Replies;
use super::headings::names_region;
use super::title;
use crate::record::{Day, PrintedDay};
use crate::text::{Span, Text};

/// The frame of a report; nothing of it is certain to be printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Front {
    /// The report's own symbol.
    pub symbol: Option<Span>,
    /// What the title says behind `Special Rapporteur on`.
    pub mandate: Option<Span>,
    /// First and last day of the letters that it covers; the first can lack the year that it shares with the last.
    pub period: Option<[Span; 2]>,
    /// The day from which replies are counted, which joint reports print.
    pub replies_from: Option<Span>,
    /// The day until which replies are counted.
    pub replies_until: Option<Span>,
    /// The words that say that it is on the letters of all mandates.
    pub joint: Option<Span>,
    /// The totals that the introduction states.
    pub totals: Vec<Total>,
    /// The countries of its contents list.
    pub contents: Vec<Span>,
}

/// A total that an introduction states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Total {
    /// What it counts.
    pub counted: Counted,
    /// Its figures.
    pub span: Span,
}

/// What a total counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// Letters.
    Communications,
    /// Letters sent with other mandates.
    Joint,
    /// Urgent appeals, joint ones among them.
    UrgentAppeals,
    /// Allegation letters, joint ones among them.
    AllegationLetters,
    /// Other letters, joint ones among them.
    OtherLetters,
    /// Press releases.
    PressReleases,
}

/// The days of a report's entries, which tell its own period from those of other reports.
#[derive(Debug, Default)]
pub(super) struct Letters {
    sent: Vec<Day>,
    replied: Vec<Day>,
}

impl Letters {
    /// The days of the entries of a listing, misprints among them.
    pub(super) fn of(text: &Text, listing: &Listing) -> Self {
        let day = |span: Span| Some(text.slice(span).parse::<PrintedDay>().ok()?.day);
        let mut letters = Self::default();
        for entry in listing.sections.iter().flat_map(|section| &section.entries) {
            letters.sent.extend(entry.fields.date.and_then(day));
            if let Replies::Dates(replies) = &entry.fields.replies {
                letters
                    .replied
                    .extend(replies.iter().filter_map(|reply| day(reply.date)));
            }
        }
        letters
    }
}

/// Reads the frame of a report: its first page, its contents list, and the blocks before its first country.
pub(super) fn front(text: &Text, before: &[Block<'_>], letters: &Letters) -> Front {
    // What is said below a region's heading is said of the region.
    let introduction = before
        .iter()
        .take_while(|block| !(block.is_heading() && names_region(&block.shown)));
    let told: Vec<_> = introduction.map(|block| sentences(&block.shown, block.words)).collect();
    let all = told.concat();
    let period = period::of_report(&all, letters);
    let replies = period::replies(&all, period, letters);
    let mut totals = told.iter().map(|paragraph| totals::of(paragraph));
    Front {
        joint: None,
        symbol: title::symbol(text),
        mandate: before.iter().find_map(title::mandate),
        period: period.map(|period| period.spans),
        replies_from: replies.and_then(|(from, _)| from),
        replies_until: replies.map(|(_, until)| until),
        totals: totals.find(|totals| !totals.is_empty()).unwrap_or_default(),
        contents: title::contents(text),
    }
}
