//! Whose the anchors are that the audit found: an entry's, a citation's, or nobody's.

use std::cell::LazyCell;
use std::collections::HashSet;

use super::audit::{self, Mark};
use super::{Entry, Listing, Marks, UnclaimedMark, anchors};
use crate::record::{CaseNumber, Day, PrintedDay};
use crate::text::{Span, Text};

/// Ties the anchors of a text to the entries of its listing.
pub(super) fn claim(text: &Text, listing: Listing, marks: Marks) -> Listing {
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
    let entries = Entries::of(&listing);
    let quotations = LazyCell::new(|| Quotations::of(text));
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
        let in_entry = entries.touching(span).any(|(_, entry)| entry.span.contains(span));
        !in_entry && quotations.is_open(Span::new(start, span.start))
    };
    let in_summary = |span: Span| {
        let rows = entries.touching(span).filter(|(_, entry)| entry.row.is_some());
        let mut summaries = rows.filter_map(|(_, entry)| entry.fields.summary);
        summaries.any(|summary| summary.contains(span))
    };
    let is_repeated = |span: Span| listing.repeated.iter().any(|one| one.contains(span));
    // Rows whose case numbers stand in no known column are rejects as a whole.
    let is_rejected = |span: Span| {
        let mut entries = sections().flat_map(|section| &section.entries);
        entries.any(|entry| entry.row.as_ref().is_some_and(|row| row.without_key) && entry.span.contains(span))
    };
    let is_claimed = |span: Span| {
        let claim = claimed.get(claimed.partition_point(|one| one.end <= span.start));
        claim.is_some_and(|one| one.overlaps(span)) || is_rejected(span)
    };
    let (mut own, mut outside, mut cited, mut unclaimed) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for anchor in anchors::count(text, marks) {
        let span = anchor.case_number;
        if !anchor.own || span.start >= end {
            outside.push(span);
        } else if is_claimed(span) {
            own.push(span);
        } else if !anchor.dated
            || in_summary(span)
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
    let mut listing = Listing {
        anchors: own,
        outside,
        cited,
        unclaimed,
        ..listing
    };
    listing.unclaimed_marks = unclaimed_marks(text, &listing);
    listing
}

/// Where the paragraph begins that a span stands in.
fn paragraph_start(text: &Text, span: Span) -> usize {
    /// Lines of the longest one that is gone through.
    const LONGEST: usize = 1_000;
    let at = text.line_at(span.start);
    let lines = text.lines().get(..=at).unwrap_or_default();
    let paragraph = lines.last().map(|line| line.paragraph);
    let first = lines
        .iter()
        .rev()
        .take(LONGEST)
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

/// The quotation marks of a text: where they stand, and whether they open a quotation.
struct Quotations(Vec<(usize, bool)>);

impl Quotations {
    fn of(text: &Text) -> Self {
        let marks = text.string().char_indices();
        let marks = marks.filter(|(_, c)| matches!(c, '“' | '”' | '„' | '«' | '»' | '‟'));
        Self(marks.map(|(at, c)| (at, matches!(c, '“' | '„' | '«' | '‟'))).collect())
    }

    /// Whether a quotation has begun in a span and not ended.
    fn is_open(&self, span: Span) -> bool {
        let last = self.0.partition_point(|&(at, _)| at < span.end).checked_sub(1);
        let last = last.and_then(|last| self.0.get(last));
        last.is_some_and(|&(at, opens)| opens && at >= span.start)
    }
}

/// The entries of a listing as they stand in the text.
struct Entries<'l> {
    all: Vec<&'l Entry>,
    /// The furthest that any entry up to each one reaches.
    reach: Vec<usize>,
}

impl<'l> Entries<'l> {
    fn of(listing: &'l Listing) -> Self {
        let mut all: Vec<&Entry> = listing.sections.iter().flat_map(|section| &section.entries).collect();
        all.sort_by_key(|entry| entry.span);
        let reach = all.iter().scan(0, |reach, entry| {
            *reach = entry.span.end.max(*reach);
            Some(*reach)
        });
        Self {
            reach: reach.collect(),
            all,
        }
    }

    /// Those that share a character with a span, and their positions among all.
    fn touching(&self, span: Span) -> impl Iterator<Item = (usize, &'l Entry)> {
        let first = self.reach.partition_point(|&end| end <= span.start);
        let behind = self.all.iter().copied().enumerate().skip(first);
        behind
            .take_while(move |(_, entry)| entry.span.start < span.end)
            .filter(move |(_, entry)| entry.span.overlaps(span))
    }
}

/// The marks of entries that belong to no record, no reject and no citation. `observed` are the observations.
fn unclaimed_marks(text: &Text, listing: &Listing) -> Vec<UnclaimedMark> {
    let entries = Entries::of(listing);
    let mut claimed = vec![false; entries.all.len()];
    let known = Known::of(text, &entries.all);
    let quotations = LazyCell::new(|| Quotations::of(text));
    let mut told_of = listing.unclaimed.clone();
    told_of.sort();
    let told = |mark: &Mark| {
        let at = told_of.partition_point(|anchor| anchor.end <= mark.span.start);
        told_of.get(at).is_some_and(|anchor| mark.span.overlaps(*anchor))
    };
    let observations = listing.sections.iter().flat_map(|section| &section.observations);
    let mut observed: Vec<Span> = observations.map(|observation| observation.span).collect();
    observed.extend(&listing.repeated);
    observed.sort();
    let is_observed = |span: Span| {
        let at = observed.partition_point(|one| one.end <= span.start);
        observed.get(at).is_some_and(|one| one.contains(span))
    };
    let mut unclaimed = Vec::new();
    for mark in audit::marks(text) {
        let own = mark.role.is_text() && listing.end.is_none_or(|end| mark.span.start < end);
        // Each entry has one mark in its head, and a second one is another entry's.
        let mut of_head = entries
            .touching(mark.span)
            .filter(|(_, entry)| own && head(entry).overlaps(mark.span));
        let of_head = of_head.next().map(|(at, _)| at);
        if let Some(free) = of_head.and_then(|at| claimed.get_mut(at)).filter(|claimed| !**claimed) {
            *free = true;
            continue;
        }
        // In rows of tables case numbers are counted instead, wherever they stand.
        if entries.touching(mark.span).any(|(_, entry)| entry.row.is_some()) {
            continue;
        }
        let in_entry = own
            && entries
                .touching(mark.span)
                .any(|(_, entry)| entry.span.contains(mark.span));
        let is_proved = if own && is_observed(mark.span) {
            known.has(text, &mark)
        } else {
            !in_entry && known.repeats(text, &mark)
        };
        let is_open = || is_open_bracket(text.slice(mark.before)) || quotations.is_open(mark.before);
        let cited = !mark.begins || is_proved || own && is_open();
        if !cited && !told(&mark) {
            unclaimed.push(UnclaimedMark {
                span: mark.span,
                role: mark.role,
            });
        }
    }
    unclaimed
}

/// The head of an entry: all before its summary, or before its title.
fn head(entry: &Entry) -> Span {
    let fields = &entry.fields;
    let end = fields.summary.map_or(entry.span.end, |summary| summary.start + 1);
    Span::new(entry.span.start, end)
}

/// The cases and days of all entries, alone and of one entry together; a press release has no case.
struct Known {
    cases: HashSet<CaseNumber>,
    days: HashSet<Day>,
    heads: HashSet<(Option<CaseNumber>, Day)>,
}

impl Known {
    fn of(text: &Text, entries: &[&Entry]) -> Self {
        let cases = entries.iter().filter_map(|entry| entry.fields.case_number);
        let days = entries.iter().filter_map(|entry| entry.fields.date);
        let head = |entry: &&Entry| {
            let case = entry.fields.case_number.and_then(|span| case(text, span));
            Some((case, day(text, entry.fields.date?)?))
        };
        Self {
            heads: entries.iter().filter_map(head).collect(),
            cases: cases.filter_map(|span| case(text, span)).collect(),
            days: days.filter_map(|span| day(text, span)).collect(),
        }
    }

    /// Whether a mark is that of a known case, or where it has none, of a known day.
    fn has(&self, text: &Text, mark: &Mark) -> bool {
        match (mark.case_number, mark.date) {
            (Some(span), _) => case(text, span).is_some_and(|case| self.cases.contains(&case)),
            (None, Some(span)) => day(text, span).is_some_and(|day| self.days.contains(&day)),
            (None, None) => false,
        }
    }
}

impl Known {
    /// Whether a mark is the head of a known entry once more: outside of the observations its case alone, or its day, could
    /// be another entry's.
    fn repeats(&self, text: &Text, mark: &Mark) -> bool {
        let read = mark.case_number.map(|span| case(text, span));
        let known = |case| {
            let day = day(text, mark.date?)?;
            Some(self.heads.contains(&(case, day)))
        };
        match read {
            Some(None) => false,
            Some(case) => known(case).unwrap_or(false),
            None => known(None).unwrap_or(false),
        }
    }
}

fn case(text: &Text, span: Span) -> Option<CaseNumber> {
    CaseNumber::prefix(text.slice(span)).map(|(read, _)| read.case_number)
}

fn day(text: &Text, span: Span) -> Option<Day> {
    text.slice(span).parse::<PrintedDay>().ok().map(|printed| printed.day)
}
