//! Whether a document holds what it should.

use std::collections::BTreeSet;

use super::counted;
use crate::diagnostic::{Code, Diagnostic};
use crate::layout::{self, Entry, Listing, Scope};
use crate::normalise::{Content, Finding};
use crate::text::{Cell, Place, Span, Text};
use crate::write::tables::{DocumentRow, Outcome};

/// More than one in so many glyphs without a character are no bullets any more, but words that nobody can read.
const MANY_UNMAPPED: u64 = 100;

/// Whether the document holds what it should, and if not, why.
pub(super) fn judge(row: &mut DocumentRow, text: &Text, listing: &Listing, content: &mut Content) {
    let mut short = Vec::new();
    let mut say = |code, message: String| {
        content.findings.push(Finding {
            id: None,
            diagnostic: Diagnostic::new(code, None, message),
        });
    };
    let entries = row.communications + row.press_releases + row.rejects;
    if entries == 0 {
        let marks = listing.unclaimed_marks.len() as u64;
        let seen = || counted(marks, "mark of an entry", "marks of entries");
        let anchors = row.anchors + row.unclaimed_anchors;
        let results = layout::communications_found(text).filter(|_| row.layout.as_deref() == Some("database"));
        let why = match (listing.refusal, listing.scope, listing.sections.as_slice()) {
            _ if results == Some(0) => Some("the database found no communications".to_owned()),
            _ if results.is_some() => results.map(|found| {
                format!(
                    "the page says that {} found, and no row of them stands on it",
                    counted(found, "communication was", "communications were")
                )
            }),
            (Some(refusal), ..) if marks > 0 => Some(format!("{refusal}; {} seen", seen())),
            (Some(refusal), ..) => Some(refusal.to_owned()),
            (_, Scope::AllCountries, _) if marks > 0 => Some(format!(
                "no entries found, and {} seen: a report of an unknown layout",
                seen()
            )),
            (_, Scope::AllCountries, _) if anchors > 0 => {
                Some("no entries found, though their marks are there: a report of an unknown layout".to_owned())
            }
            (_, Scope::AllCountries, _) => {
                Some("no communications report: no entry and no mark of one stands in it".to_owned())
            }
            (.., []) => Some("no entries found: no section of a report and no entry stands on the page".to_owned()),
            (.., sections) if sections.iter().all(|section| section.none.is_some()) => None,
            _ => Some("no entries found: the page has sections of reports, and their lists are missing".to_owned()),
        };
        if let Some(why) = why {
            say(Code::NoEntries, why.clone());
            short.push(why);
        }
    }
    for message in missed_expectations(row) {
        say(Code::ExpectationMissed, message.clone());
        short.push(message);
    }
    if row.expected.rejects.is_none() && row.rejects > 0 {
        short.push(format!("{} rejected", counted(row.rejects, "entry", "entries")));
    }
    for (code, one, many) in [
        (
            Code::TotalsMismatch,
            "total of the introduction that does not agree",
            "totals of the introduction that do not agree",
        ),
        (
            Code::ChapterMissing,
            "country of the contents list without a chapter",
            "countries of the contents list without a chapter",
        ),
        (
            Code::SymbolMismatch,
            "symbol that is not the catalogue's",
            "symbols that are not the catalogue's",
        ),
    ] {
        let count = content
            .findings
            .iter()
            .filter(|finding| finding.diagnostic.code == code)
            .count() as u64;
        // Without entries that is the lesser news.
        if count > 0 && entries > 0 {
            short.push(counted(count, one, many));
        }
    }
    if entries > 0 {
        short.extend(losses(&content.findings).map(str::to_owned));
        short.extend(doubts(&content.findings));
        let unmapped = row.unmapped_glyphs.unwrap_or_default();
        if unmapped * MANY_UNMAPPED > text.string().len() as u64 {
            short.push(format!("{unmapped} glyphs have no character"));
        }
    }
    let in_table = |entry: &Entry| entry.row.is_some();
    let numbered = !listing
        .sections
        .iter()
        .flat_map(|section| &section.entries)
        .any(in_table);
    let can_state = |entry: &Entry| {
        let row = entry.row.as_ref();
        // The number of a row is none.
        let has_words = |other: &Span| text.slice(*other).contains(char::is_alphabetic);
        row.is_none_or(|row| row.has_replies || row.others.iter().any(|other| has_words(&other.1)))
    };
    let states_replies = listing
        .sections
        .iter()
        .flat_map(|section| &section.entries)
        .any(can_state);
    for page in pages_without_rows(text, listing) {
        let message = format!("no row was read on page {page}, between pages with rows");
        content.findings.push(Finding {
            id: None,
            diagnostic: Diagnostic::new(Code::PageWithoutRows, None, message.clone()),
        });
        short.push(message);
    }
    for (field, rate) in low_fill_rates(row) {
        // Rows of tables have no number.
        if field == "entry_number" && !numbered {
            continue;
        }
        // Nor has a table a reply whose columns are all known to hold something else.
        if field == "reply_status" && !states_replies {
            continue;
        }
        let message = format!("only {:.0} % of the records have `{field}`", rate * 100.0);
        content.findings.push(Finding {
            id: None,
            diagnostic: Diagnostic::new(Code::FillRateLow, None, message.clone()),
        });
        short.push(message);
    }
    if row.unclaimed_anchors > 0 {
        short.push(format!(
            "{} that no entry covers",
            counted(row.unclaimed_anchors, "mark of an entry", "marks of entries")
        ));
    }
    let marks = content.findings.iter();
    let marks = marks
        .filter(|finding| finding.diagnostic.code == Code::MarkUnclaimed)
        .count() as u64;
    if marks > 0 {
        short.push(format!(
            "{} in no record",
            counted(marks, "mark of an entry", "marks of entries")
        ));
    }
    if !short.is_empty() {
        row.outcome = Outcome::Short;
        row.reason = Some(short.join("; "));
    }
}

/// Pages between those with rows of tables that have none, though a table or nothing at all stands on them.
fn pages_without_rows(text: &Text, listing: &Listing) -> Vec<u32> {
    /// A row with a line of text is no lower, points.
    const LINE: f32 = 8.0;
    let entries = listing.sections.iter().flat_map(|section| &section.entries);
    let rows = entries.filter_map(|entry| entry.row.as_ref());
    let read: BTreeSet<u32> = rows.flat_map(|row| row.places.iter().filter_map(Place::page)).collect();
    let (Some(&first), Some(&last)) = (read.first(), read.last()) else {
        return Vec::new();
    };
    // A page can end below the name of a State, or below a head and the beginning of a row that has no room for a line.
    let has_room = |cell: &Cell| {
        let mut places = cell.places.iter().filter_map(Place::on_page);
        places.any(|place| place.bottom - place.top >= LINE)
    };
    let cells = text.tables().iter().flat_map(|table| {
        let cells = table.cells.iter();
        cells.filter(|cell| {
            let is_wide = cell.column_span == table.columns;
            !cell.head && !is_wide && (has_room(cell) || cell.line_indices().next().is_some())
        })
    });
    let cells: BTreeSet<u32> = cells
        .flat_map(|cell| cell.places.iter().filter_map(Place::page))
        .collect();
    let own = text.lines().iter().filter(|line| line.role.is_text());
    let own: BTreeSet<u32> = own.filter_map(|line| line.place.page()).collect();
    let is_odd = |page: &u32| !read.contains(page) && (cells.contains(page) || !own.contains(page));
    (first..=last).filter(is_odd).collect()
}

/// What the catalogue expects, and is not so.
pub(super) fn missed_expectations(row: &DocumentRow) -> Vec<String> {
    let all = [
        ("communications", row.communications, row.expected.communications),
        ("press releases", row.press_releases, row.expected.press_releases),
        ("observations", row.observations, row.expected.observations),
        ("rejects", row.rejects, row.expected.rejects),
    ];
    let missed = all.into_iter().filter_map(|(what, found, expected)| {
        let expected = expected.filter(|&expected| expected != found)?;
        Some(format!("{found} {what}, and the catalogue expects {expected}"))
    });
    missed.collect()
}

/// What keeps entries from being read that may have been there.
fn losses(findings: &[Finding]) -> impl Iterator<Item = &'static str> {
    let losses = [
        (Code::DocumentCut, "the page ends too early"),
        (Code::PagesMissing, "pages are missing"),
        (Code::PageDamaged, "pages are damaged"),
        (Code::PageCut, "pages were read in part"),
        (Code::LayoutAmbiguous, "two layouts recognise it"),
    ];
    let has = |code| findings.iter().any(|finding| finding.diagnostic.code == code);
    losses
        .into_iter()
        .filter(move |&(code, _)| has(code))
        .map(|(_, what)| what)
}

/// What may have cost a record or a field, though it was read.
fn doubts(findings: &[Finding]) -> impl Iterator<Item = String> {
    let doubts = [
        (Code::PageWithoutText, "page without text", "pages without text"),
        (
            Code::UnmappedCharacter,
            "entry with glyphs that have no character",
            "entries with glyphs that have no character",
        ),
        (
            Code::TwiceEncoded,
            "entry or paragraph that was encoded twice",
            "entries or paragraphs that were encoded twice",
        ),
        (
            Code::CutOff,
            "entry that goes on outside of it",
            "entries that go on outside of them",
        ),
        (
            Code::OutOfOrder,
            "entry, number or line that was read out of its order",
            "entries, numbers or lines that were read out of their order",
        ),
        (
            Code::HeadingLost,
            "heading of a report that is missing",
            "headings of reports that are missing",
        ),
        (
            Code::HeadingSetAside,
            "heading of a report that is no part of the page",
            "headings of reports that are no part of the page",
        ),
    ];
    doubts.into_iter().filter_map(|(code, one, many)| {
        // A page's bullets are not an entry's words.
        let counts = |finding: &&Finding| {
            finding.diagnostic.code == code && (code != Code::UnmappedCharacter || finding.id.is_some())
        };
        let count = findings.iter().filter(counts).count() as u64;
        (count > 0).then(|| counted(count, one, many))
    })
}

/// The fields that are emptier than any known report leaves them.
pub(super) fn low_fill_rates(row: &DocumentRow) -> Vec<(String, f64)> {
    /// Records below which a share says nothing.
    const ENOUGH: u64 = 20;
    if row.communications + row.press_releases < ENOUGH {
        return Vec::new();
    }
    // The least share of records with each field: real reports miss one summary in fifty, and no reply's label.
    let least = [
        ("entry_number", row.fill_rates.entry_number, 0.9),
        ("summary", row.fill_rates.summary, 0.8),
        ("reply_status", row.fill_rates.reply_status, 0.8),
    ];
    let low = least.into_iter().filter_map(|(field, rate, least)| {
        let rate = rate.filter(|&rate| rate < least)?;
        Some((field.to_owned(), rate))
    });
    low.collect()
}
