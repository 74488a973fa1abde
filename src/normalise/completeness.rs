//! What a report says of itself, against what was read of it.
//!
//! None of this changes a record. A total that does not agree, or a country of the contents list without a chapter, is
//! where an entry may have been lost.

use std::collections::BTreeMap;

use super::{Content, country};
use crate::catalogue::Known;
use crate::diagnostic::{Code, Diagnostic};
use crate::layout::{Counted, Listing};
use crate::record::{Communication, Country, Kind, Letter, Record, Symbol};
use crate::text::Text;

/// A total that the introduction states, and how many there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    /// What it counts.
    pub counted: Counted,
    /// The introduction's figure.
    pub stated: u64,
    /// Records and rejects that it would count; of a reject the type can be unknown.
    pub found: u64,
}

/// The totals that a report states, each beside the count of what was read.
pub(super) fn tallies(text: &Text, listing: &Listing, content: &Content) -> Vec<(Tally, Option<Diagnostic>)> {
    let totals = listing.front.totals.iter();
    let tallies = totals.filter_map(|total| {
        let stated = text.slice(total.span).parse().ok()?;
        let found = content
            .records
            .iter()
            .filter(|record| counts(total.counted, record))
            .count() as u64;
        // A reject can be of any type, so it may be what is missing.
        let rejects = content.rejects.len() as u64;
        let agrees = (found..=found + rejects).contains(&stated);
        let tally = Tally {
            counted: total.counted,
            stated,
            found,
        };
        let message = format!(
            "the introduction states {stated} {}, and {found} were read",
            name(total.counted)
        );
        Some((
            tally,
            (!agrees).then(|| Diagnostic::new(Code::TotalsMismatch, Some(total.span), message)),
        ))
    });
    tallies.collect()
}

fn counts(counted: Counted, record: &Record) -> bool {
    let kind = record.communication.kind();
    match (counted, kind) {
        (Counted::PressReleases, _) => kind.is_press_release(),
        (_, Kind::PressRelease { .. }) => false,
        (Counted::Communications, _) => true,
        (Counted::Joint, Kind::Letter { joint, .. }) => joint,
        (Counted::UrgentAppeals, Kind::Letter { letter, .. }) => letter == Letter::UrgentAppeal,
        (Counted::AllegationLetters, Kind::Letter { letter, .. }) => letter == Letter::AllegationLetter,
        (Counted::OtherLetters, Kind::Letter { letter, .. }) => letter == Letter::OtherLetter,
    }
}

/// The words for what a total counts.
fn name(counted: Counted) -> &'static str {
    match counted {
        Counted::Communications => "communications",
        Counted::Joint => "joint communications",
        Counted::UrgentAppeals => "urgent appeals",
        Counted::AllegationLetters => "allegation letters",
        Counted::OtherLetters => "other letters",
        Counted::PressReleases => "press releases",
    }
}

/// Countries of the contents list that have no chapter.
pub(super) fn missing_chapters(text: &Text, listing: &Listing) -> Vec<Diagnostic> {
    let chapters: Vec<Country> = listing
        .sections
        .iter()
        .filter_map(|section| country::of_heading(text, section.chapter?))
        .collect();
    let contents = listing.front.contents.iter();
    let missing = contents.filter_map(|&span| {
        let country = country::of_heading(text, span)?;
        let message = format!("the contents list has {}, and no chapter is headed so", country.name());
        (!chapters.contains(&country)).then(|| Diagnostic::new(Code::ChapterMissing, Some(span), message))
    });
    missing.collect()
}

/// Another symbol on the report than the catalogue's.
pub(super) fn symbol_mismatch(text: &Text, listing: &Listing, known: &Known) -> Option<Diagnostic> {
    let span = listing.front.symbol?;
    let (printed, _) = Symbol::prefix(text.slice(span))?;
    let asked: Symbol = known.symbol.as_deref()?.parse().ok()?;
    let message = format!("the catalogue says {asked}");
    (printed != asked).then(|| Diagnostic::new(Code::SymbolMismatch, Some(span), message))
}

/// The share of records (0 to 1) that have each field which a record can lack, to four figures. Case numbers and reply
/// statuses are those of letters.
pub(super) fn fill_rates(records: &[Record]) -> BTreeMap<&'static str, f64> {
    let letters = || {
        records
            .iter()
            .filter(|record| matches!(record.communication, Communication::Letter { .. }))
    };
    let rate = |filled: usize, of: usize| {
        let share = u32::try_from(filled).ok().zip(u32::try_from(of).ok());
        share.map_or(1.0, |(filled, of)| {
            (f64::from(filled) / f64::from(of) * 10_000.0).round() / 10_000.0
        })
    };
    let mut rates = BTreeMap::new();
    if records.is_empty() {
        return rates;
    }
    let mut add = |name, has: &dyn Fn(&Record) -> bool| {
        rates.insert(
            name,
            rate(records.iter().filter(|record| has(record)).count(), records.len()),
        );
    };
    add("entry_number", &|record| record.entry_number.is_some());
    add("summary", &|record| record.summary.is_some());
    add("language", &|record| record.language.is_some());
    add("report_symbol", &|record| record.report.symbol.is_some());
    add("period_start", &|record| record.report.period_start.is_some());
    add("replies_until", &|record| record.report.replies_until.is_some());
    add("mandate", &|record| record.report.mandate.is_some());
    add("url", &|record| record.url.is_some());
    let count = letters().count();
    if count > 0 {
        let stated = letters().filter(|record| {
            let replies = record.communication.replies();
            replies.is_some_and(|replies| *replies != crate::record::Replies::NotStated)
        });
        rates.insert("reply_status", rate(stated.count(), count));
    }
    rates
}
