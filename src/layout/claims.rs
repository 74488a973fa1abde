//! Whose the anchors are that the audit found: an entry's, a citation's, or nobody's.

use std::cell::LazyCell;

use rustc_hash::FxHashSet;

use super::anchors::{self, Anchor};
use super::audit::{self, Mark};
use super::{Entry, Listing, Marks, UnclaimedMark};
use crate::cores;
use crate::record::{CaseNumber, Day, Kind, PrintedDay};
use crate::text::{Line, Span, Text};

/// What is asked of a text alone, whatever was cut from it.
pub(super) struct Found {
    anchors: Vec<Anchor>,
    marks: Vec<Mark>,
    quotations: Quotations,
}

impl Found {
    /// Looks for all of it, and does something else beside it.
    pub fn beside<A: Send>(text: &Text, marks: Marks, other: impl FnOnce() -> A + Send) -> (Self, A) {
        /// Paragraphs for which a second thread is worth its start.
        const PART: usize = 500;
        let lines = audit::lines(text);
        let paragraphs = audit::paragraphs(&lines);
        let anchors = || (anchors::count(text, marks), Quotations::of(text));
        let marks = |paragraphs: &[&[&Line]]| audit::marks(text, paragraphs);
        let (other, (anchors, quotations), marks) = cores::beside(other, anchors, &paragraphs, PART, marks);
        let mut marks = marks.concat();
        marks.sort_by_key(|mark| mark.span);
        let found = Self {
            anchors,
            marks,
            quotations,
        };
        (found, other)
    }
}

/// Ties the anchors and the marks of a text to the entries of its listing.
pub(super) fn claim(text: &Text, listing: Listing, found: &Found) -> Listing {
    let Claims {
        own,
        outside,
        cited,
        unclaimed,
        unclaimed_marks,
    } = Claims::of(text, &listing, found);
    Listing {
        anchors: own,
        outside,
        cited,
        unclaimed,
        unclaimed_marks,
        ..listing
    }
}

/// Whose each anchor is, and the marks that are nobody's.
#[derive(Default)]
struct Claims {
    own: Vec<Span>,
    outside: Vec<Span>,
    cited: Vec<Span>,
    unclaimed: Vec<Span>,
    unclaimed_marks: Vec<UnclaimedMark>,
}

impl Claims {
    fn of(text: &Text, listing: &Listing, found: &Found) -> Self {
        let entries = Entries::of(listing);
        let observations = listing.sections.iter().flat_map(|section| &section.observations);
        let observed = Spans::of(observations.map(|observation| observation.span));
        let retold = Spans::of(observed.0.iter().chain(&listing.repeated).copied());
        let seen = Seen {
            text,
            quotations: &found.quotations,
            known: LazyCell::new(|| Known::of(text, &entries.all)),
            entries: &entries,
            observed,
            retold,
            end: listing.end.unwrap_or(usize::MAX),
        };
        let mut claims = seen.anchors(&found.anchors);
        claims.unclaimed_marks = seen.unclaimed_marks(&found.marks, &claims.unclaimed);
        claims
    }
}

/// A text with what is asked of it about its anchors and marks; what only few of them need is looked up when one does.
struct Seen<'t, K> {
    text: &'t Text,
    entries: &'t Entries<'t>,
    /// The observations.
    observed: Spans,
    /// The observations, and what repeats entries.
    retold: Spans,
    /// Where the document's own words end.
    end: usize,
    quotations: &'t Quotations,
    known: LazyCell<Known, K>,
}

impl<K: FnOnce() -> Known> Seen<'_, K> {
    fn anchors(&self, anchors: &[Anchor]) -> Claims {
        let numbers = self.entries.all.iter().filter_map(|entry| entry.fields.case_number);
        let claimed = Spans::of(numbers);
        let mut claims = Claims::default();
        for anchor in anchors {
            let span = anchor.case_number;
            if !anchor.own || span.start >= self.end {
                claims.outside.push(span);
            } else if claimed.touches(span) || self.is_rejected(span) {
                claims.own.push(span);
            } else if !anchor.dated || self.is_cited(span) {
                claims.cited.push(span);
            } else {
                claims.own.push(span);
                claims.unclaimed.push(span);
            }
        }
        claims
    }

    /// Rows whose case numbers stand in no known column are rejects as a whole.
    fn is_rejected(&self, span: Span) -> bool {
        let rejected = |entry: &Entry| {
            entry
                .row
                .as_ref()
                .is_some_and(|row| row.without_key || row.guessed.is_some())
        };
        let mut entries = self.entries.touching(span);
        entries.any(|(_, entry)| rejected(entry) && entry.span.contains(span))
    }

    /// Whether a case number is cited where it stands: in a row's summary, in a quotation or a bracket, or a known one
    /// among the observations.
    fn is_cited(&self, span: Span) -> bool {
        let rows = self.entries.touching(span).filter(|(_, entry)| entry.row.is_some());
        let mut summaries = rows.filter_map(|(_, entry)| entry.fields.summary);
        let in_bracket = || {
            let before = Span::new(paragraph_start(self.text, span), span.start);
            is_open_bracket(self.text.slice(before))
        };
        let is_known = || case(self.text, span).is_some_and(|case| self.known.cases.contains(&case));
        summaries.any(|summary| summary.contains(span))
            || self.is_quoted(span)
            || in_bracket()
            || self.retold.around(span).is_some() && is_known()
    }

    fn is_quoted(&self, span: Span) -> bool {
        let observation = self.observed.around(span);
        let start = observation.map_or_else(|| paragraph_start(self.text, span), |one| one.start);
        let in_entry = self.entries.around(span);
        !in_entry && self.quotations.is_open(Span::new(start, span.start))
    }

    /// The marks of entries that belong to no record, no reject and no citation, and to none of the anchors that are told
    /// already.
    fn unclaimed_marks(&self, marks: &[Mark], told: &[Span]) -> Vec<UnclaimedMark> {
        let told = Spans::of(told.iter().copied());
        let mut claimed = vec![false; self.entries.all.len()];
        let mut unclaimed = Vec::new();
        for mark in marks {
            let own = mark.role.is_text() && mark.span.start < self.end;
            // Each entry has one mark in its head, and a second one is another entry's.
            let mut of_head = self
                .entries
                .touching(mark.span)
                .filter(|(_, entry)| own && head(entry).overlaps(mark.span));
            let of_head = of_head.next().map(|(at, _)| at);
            if mark.lone && of_head.is_some() {
                continue;
            }
            if let Some(free) = of_head.and_then(|at| claimed.get_mut(at)).filter(|claimed| !**claimed) {
                *free = true;
                continue;
            }
            // In rows of tables case numbers are counted instead, wherever they stand.
            let mut touching = self.entries.touching(mark.span);
            if touching.any(|(_, entry)| entry.row.is_some()) {
                continue;
            }
            if !self.is_cited_mark(mark, own) && !told.touches(mark.span) {
                unclaimed.push(UnclaimedMark {
                    span: mark.span,
                    role: mark.role,
                });
            }
        }
        unclaimed
    }

    fn is_cited_mark(&self, mark: &Mark, own: bool) -> bool {
        // A paragraph of an entry that goes on so without a number is no other entry, and what is set aside can say
        // anything of a case.
        if mark.lone {
            let numbered = self.text.slice(mark.before).contains(char::is_alphanumeric);
            return !own || self.known.has(self.text, mark) || !numbered && self.entries.around(mark.span);
        }
        let is_proved = || {
            if own && self.retold.around(mark.span).is_some() {
                self.known.has(self.text, mark)
            } else {
                !(own && self.entries.around(mark.span)) && self.known.repeats(self.text, mark)
            }
        };
        // A bracket that closes within the mark is one around its type or its date.
        let closes = || {
            let mut brackets = self
                .text
                .slice(mark.span)
                .chars()
                .filter(|c| matches!(c, '(' | ')' | '[' | ']'));
            brackets.next().is_some_and(|c| matches!(c, ')' | ']'))
        };
        let is_open =
            || is_open_bracket(self.text.slice(mark.before)) && !closes() || self.quotations.is_open(mark.before);
        !(mark.begins || own && self.opens_summary(mark.span)) || is_proved() || own && is_open()
    }

    /// Whether a summary begins with a mark: that is the head of an entry, whatever ended the sentence before it.
    fn opens_summary(&self, span: Span) -> bool {
        let mut summaries = self
            .entries
            .touching(span)
            .filter_map(|(_, entry)| entry.fields.summary);
        summaries.any(|summary| {
            let before = (summary.start <= span.start).then(|| self.text.slice(Span::new(summary.start, span.start)));
            before.is_some_and(|before| !before.contains(char::is_alphanumeric))
        })
    }
}

/// Spans in order, none of which holds another.
struct Spans(Vec<Span>);

impl Spans {
    fn of(spans: impl Iterator<Item = Span>) -> Self {
        let mut all: Vec<Span> = spans.collect();
        all.sort();
        Self(all)
    }

    /// The first that does not end before another one begins.
    fn first_at(&self, span: Span) -> Option<Span> {
        self.0.get(self.0.partition_point(|one| one.end <= span.start)).copied()
    }

    /// The one that another lies in.
    fn around(&self, span: Span) -> Option<Span> {
        self.first_at(span).filter(|one| one.contains(span))
    }

    fn touches(&self, span: Span) -> bool {
        self.first_at(span).is_some_and(|one| one.overlaps(span))
    }
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
    let near = without_number(words).chars().rev().take(NEAR);
    let last = near.into_iter().find(|c| matches!(c, '(' | ')' | '[' | ']'));
    last.is_some_and(|c| matches!(c, '(' | '['))
}

/// A paragraph's words without an entry's number whose second bracket is missing: `(c JUA 9/3/2015`.
fn without_number(words: &str) -> &str {
    let unclosed = || {
        let inside = words.trim_start().strip_prefix(['(', '['])?;
        let number = inside.find(|c: char| !c.is_ascii_alphanumeric())?;
        let (number, behind) = inside.split_at_checked(number)?;
        let figures = number.bytes().all(|b| b.is_ascii_digit()) && number.len() <= 4;
        let letters = number.bytes().all(|b| b.is_ascii_lowercase()) && number.len() <= 2;
        let rest = behind.trim_start();
        let heads = rest.is_empty() || Kind::prefix(rest).is_some();
        ((figures || letters) && !number.is_empty() && rest.len() < behind.len() && heads).then_some(rest)
    };
    unclosed().unwrap_or(words)
}

/// The quotation marks of a text: where they stand, and whether they open a quotation.
struct Quotations(Vec<(usize, bool)>);

impl Quotations {
    fn of(text: &Text) -> Self {
        // All of them begin with one of two bytes.
        let string = text.string();
        let found = memchr::memchr2_iter(0xC2, 0xE2, string.as_bytes());
        let marks = found.filter_map(|at| match string.get(at..)?.chars().next()? {
            '“' | '„' | '«' | '‟' => Some((at, true)),
            '”' | '»' => Some((at, false)),
            _ => None,
        });
        Self(marks.collect())
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

    /// Whether a span lies in one of them.
    fn around(&self, span: Span) -> bool {
        self.touching(span).any(|(_, entry)| entry.span.contains(span))
    }
}

/// The head of an entry: all before its summary, or before its title.
fn head(entry: &Entry) -> Span {
    let fields = &entry.fields;
    let end = fields.summary.map_or(entry.span.end, |summary| summary.start + 1);
    Span::new(entry.span.start, end)
}

/// The cases and days of all entries, alone and of one entry together; a press release has no case.
struct Known {
    cases: FxHashSet<CaseNumber>,
    /// Those of press releases and those of letters apart.
    days: FxHashSet<(bool, Day)>,
    heads: FxHashSet<(Option<CaseNumber>, Day)>,
}

impl Known {
    fn of(text: &Text, entries: &[&Entry]) -> Self {
        let cases = entries.iter().filter_map(|entry| entry.fields.case_number);
        let days = entries
            .iter()
            .filter_map(|entry| Some((entry.fields.press_release, day(text, entry.fields.date?)?)));
        let head = |entry: &&Entry| {
            let case = entry.fields.case_number.and_then(|span| case(text, span));
            Some((case, day(text, entry.fields.date?)?))
        };
        Self {
            heads: entries.iter().filter_map(head).collect(),
            cases: cases.filter_map(|span| case(text, span)).collect(),
            days: days.collect(),
        }
    }

    /// Whether a mark is that of a known case, or where it has none, of a known day.
    fn has(&self, text: &Text, mark: &Mark) -> bool {
        match (mark.case_number, mark.date) {
            (Some(span), _) => case(text, span).is_some_and(|case| self.cases.contains(&case)),
            (None, Some(span)) => day(text, span).is_some_and(|day| self.days.contains(&(mark.press_release, day))),
            (None, None) => false,
        }
    }

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_that_are_open() {
        for (words, is_open) in [
            ("as in an earlier letter (", true),
            ("as in an earlier letter (JAL 13/06/2009. Case no.", true),
            ("as in an earlier letter (JAL 13/06/2009). Case no.", false),
            ("(see the letter of 13/06/2009, case no.", true),
            ("(c", true),
            ("(c ", false),
            ("(c JUA 9/3/2015 Case No.", false),
            ("[12 Urgent appeal, 9/3/2015. Case No.", false),
            ("(c JUA 9/3/2015 (Case No.", true),
            ("(a letter of 9/3/2015, case no.", true),
        ] {
            assert_eq!(is_open_bracket(words), is_open, "{words}");
        }
    }
}
