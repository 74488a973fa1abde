//! Signs that a line of an entry is missing from the page, or was not read.
//!
//! Labels and numbers tell of a lost line that had them. A lost line of prose leaves only a hole in the page, or a
//! sentence without its end.

use std::collections::{BTreeMap, BTreeSet};

use super::wording;
use crate::diagnostic::{Code, Diagnostic};
use crate::layout::{Entry, Listing};
use crate::text::{Line, Role, Span, Text};

/// How much further than usual two lines stand apart where one is missing, in pitches of a paragraph: a line leaves 1.
const HOLE: f32 = 0.6;
/// Steps of one kind whose median tells what is usual; of fewer, the longest does.
const ENOUGH: usize = 8;
/// The share of a document's summaries that end with a stop for one without to be odd: in some reports none has one.
const MOST: f64 = 0.9;

/// Distances that differ by no more than this, in points, are the same.
const ALIKE: f32 = 1.0;
/// A distance that occurs more often is no hole.
const REPEATED: usize = 2;
/// Left edges nearer to each other than a tenth of this, in points, are alike.
const BESIDE: f32 = 40.0;
/// The part of the text's width that can be free at the end of a full line: a long word's.
const ROOM: f32 = 0.12;

/// What lies between two lines that follow each other on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    /// Two lines of one paragraph, of a type size.
    Within(i32),
    /// The last line of a paragraph and the first of the next, each with its left edge.
    Paragraphs(i32, i32),
    /// From a heading, or to one, of a level; 0 is no heading.
    Heading(u8, u8),
}

/// How far apart lines stand in a document.
#[derive(Debug, Default)]
pub(super) struct Pitches {
    /// The distances of each kind in order.
    steps: BTreeMap<Step, Vec<f32>>,
    /// Between the lines of most paragraphs.
    pitch: f32,
    /// Where paragraphs turn a page.
    turns: Vec<Turn>,
    /// Whether one page alone that a paragraph goes on from has room for a line at its foot.
    one_short: bool,
    /// The lowest line of the document.
    lowest: f32,
    /// The highest line of a page that goes on with a paragraph, or of any.
    highest: f32,
}

/// Two lines of a paragraph with a page's end between them.
#[derive(Clone, Copy, Debug)]
struct Turn {
    /// The last line of its page; nothing where footnotes, which need room of their own, stand below it.
    bottom: Option<f32>,
    /// The upper edge of the first line of the next page.
    top: f32,
    /// That line.
    span: Span,
}

impl Pitches {
    /// Measures a document on pages.
    pub fn of(text: &Text) -> Self {
        let mut steps: BTreeMap<Step, Vec<f32>> = BTreeMap::new();
        for (step, far, _) in steps_of(text.lines()) {
            steps.entry(step).or_default().push(far);
        }
        for all in steps.values_mut() {
            all.sort_by(f32::total_cmp);
        }
        let within = steps.iter().filter(|(step, _)| matches!(step, Step::Within(_)));
        let most = within.map(|(_, all)| all).max_by_key(|all| all.len());
        let pitch = most.and_then(|all| all.get(all.len() / 2)).copied().unwrap_or_default();
        let notes = text.lines().iter().filter(|line| line.role == Role::Footnote);
        let noted: BTreeSet<u32> = notes
            .filter_map(|line| line.place.on_page())
            .map(|place| place.page)
            .collect();
        let own = || text.lines().iter().filter(|line| line.role.is_text());
        let mut tops: Vec<f32> = Vec::new();
        let mut turns: Vec<Turn> = Vec::new();
        for (upper, lower) in own().zip(own().skip(1)) {
            let Some((above, below)) = upper
                .place
                .on_page()
                .zip(lower.place.on_page())
                .filter(|(above, below)| above.page != below.page)
            else {
                continue;
            };
            tops.push(below.top);
            // A sentence goes on in small letters, whatever paragraph the line was put into.
            let goes_on = upper.paragraph == lower.paragraph || text.slice(lower.span).starts_with(char::is_lowercase);
            if goes_on && !lower.role.is_heading() {
                turns.push(Turn {
                    bottom: (!noted.contains(&above.page)).then_some(above.bottom),
                    top: below.top,
                    span: lower.span,
                });
            }
        }
        let mut turned: Vec<f32> = turns.iter().map(|turn| turn.top).collect();
        turned.sort_by(f32::total_cmp);
        let middle = turned.get(turned.len() / 2).copied().filter(|_| turned.len() >= ENOUGH);
        let mut pitches = Self {
            steps,
            pitch,
            turns,
            one_short: false,
            lowest: own()
                .filter_map(|line| line.place.on_page())
                .map(|place| place.bottom)
                .fold(0.0, f32::max),
            highest: middle.unwrap_or_else(|| tops.into_iter().fold(f32::MAX, f32::min)),
        };
        pitches.one_short = pitches.turns.iter().filter(|turn| pitches.is_short(turn)).count() == 1;
        pitches
    }

    /// Whether there is room for a line at the foot of the page that a paragraph goes on from.
    fn is_short(&self, turn: &Turn) -> bool {
        turn.bottom
            .is_some_and(|bottom| self.lowest - bottom > HOLE * self.pitch)
    }

    /// Room for a line where a paragraph turns the page. At the foot it says something only where no other page has it:
    /// programs that keep two lines together leave such room now and then.
    fn at_turns(&self, paragraph: Span) -> Vec<Diagnostic> {
        let room = HOLE * self.pitch;
        let mut found = Vec::new();
        let first = self.turns.partition_point(|turn| turn.span.start < paragraph.start);
        let behind = self.turns.get(first..).unwrap_or_default().iter();
        for turn in behind.take_while(|turn| paragraph.contains(turn.span)) {
            let mut say = |message: &str| found.push(Diagnostic::new(Code::LineGap, Some(turn.span), message));
            if self.one_short && self.is_short(turn) {
                say("the page before has room for a line, and no other page that a paragraph goes on from has");
            }
            if turn.top - self.highest > room {
                say("there is room for a line above it, at the head of the page");
            }
        }
        found
    }

    /// How far apart lines are in steps of the kind, this one left out; nothing where it is the only one.
    fn usual(&self, step: Step, far: f32) -> Option<f32> {
        let all = self.steps.get(&step)?;
        let nearer = all.partition_point(|other| *other < far - ALIKE);
        let alike = all.partition_point(|other| *other <= far + ALIKE) - nearer;
        if alike > REPEATED {
            return Some(far);
        }
        let usual = if all.len() >= ENOUGH {
            all.len() / 2
        } else {
            nearer.checked_sub(1)?
        };
        all.get(usual).copied()
    }

    /// The holes between the lines from the one before a paragraph to the one behind it.
    pub fn holes(&self, text: &Text, paragraph: Span) -> Vec<Diagnostic> {
        if self.pitch <= 0.0 {
            return Vec::new();
        }
        let first = text.line_at(paragraph.start);
        let last = text.line_at(paragraph.end.saturating_sub(1)) + 1;
        // Between the lines of a page and the next stand its foot and head.
        let is_text = |at: &usize| text.lines().get(*at).is_some_and(|line| line.role.is_text());
        let before = (0..first).rev().find(is_text).unwrap_or(first);
        let behind = (last..text.lines().len()).find(is_text).unwrap_or(last);
        let lines = text
            .lines()
            .get(before..=behind.min(text.lines().len() - 1))
            .unwrap_or_default();
        let holes = steps_of(lines).filter_map(|(step, far, span)| {
            let usual = self.usual(step, far)?;
            (far > usual + HOLE * self.pitch).then(|| {
                let message = format!("{far:.0} points below the line before, where {usual:.0} are usual");
                Diagnostic::new(Code::LineGap, Some(span), message)
            })
        });
        holes.chain(self.at_turns(paragraph)).collect()
    }
}

/// Each line's distance from the line before it on its page, with the line's span.
fn steps_of(lines: &[Line]) -> impl Iterator<Item = (Step, f32, Span)> {
    let own = || lines.iter().filter(|line| line.role.is_text());
    own().zip(own().skip(1)).filter_map(|(upper, lower)| {
        let (above, below) = (upper.place.on_page()?, lower.place.on_page()?);
        let level = |line: &Line| if let Role::Heading(level) = line.role { level } else { 0 };
        let far = below.bottom - above.bottom;
        let step = if upper.paragraph == lower.paragraph {
            Step::Within(tenths(lower.size.unwrap_or_default()))
        } else if upper.role.is_heading() || lower.role.is_heading() {
            Step::Heading(level(upper), level(lower))
        } else {
            Step::Paragraphs(tenths(above.x0 / BESIDE), tenths(below.x0 / BESIDE))
        };
        // What stands beside the line before is no step down.
        (above.page == below.page && far > 0.0).then_some((step, far, lower.span))
    })
}

/// A length in tenths, to tell lengths apart.
#[expect(clippy::cast_possible_truncation, reason = "a page is some hundred points wide")]
fn tenths(length: f32) -> i32 {
    (length * 10.0).round() as i32
}

/// Summaries that end without a stop on a line that is full, where nearly all of the document end with one: the line
/// before a lost one is full. They are sorted.
pub(super) fn unfinished(text: &Text, listing: &Listing) -> Vec<Span> {
    let entries = listing.sections.iter().flat_map(|section| &section.entries);
    let summaries = entries
        .filter(|entry| is_letter(entry))
        .filter_map(|entry| entry.fields.summary);
    let (closed, mut open): (Vec<Span>, Vec<Span>) =
        summaries.partition(|&span| ends(&wording::clean(text, end_of(text, span))));
    let share = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    if share(closed.len()) < share(closed.len() + open.len()) * MOST - 1.0 {
        return Vec::new();
    }
    let body = || {
        text.lines()
            .iter()
            .filter(|line| line.role.is_text())
            .filter_map(|line| line.place.on_page())
    };
    let right = body().map(|place| place.x1).fold(0.0, f32::max);
    let left = body().map(|place| place.x0).fold(right, f32::min);
    open.retain(|&summary| {
        let last = text.lines_of(summary).iter().rfind(|line| line.role.is_text());
        last.and_then(|line| line.place.on_page())
            .is_some_and(|place| right - place.x1 < ROOM * (right - left))
    });
    open.sort_unstable();
    open
}

/// Lines that go on with an entry in the midst of its last sentence, and are part of no entry: the end of a list or of a
/// paragraph cut it. Each with the entry that it goes on with, by which they are sorted.
pub(super) fn cut_off(text: &Text, listing: &Listing) -> Vec<(Span, Span)> {
    let entries = listing.sections.iter().flat_map(|section| &section.entries);
    let mut starts: Vec<usize> = entries.clone().map(|entry| entry.span.start).collect();
    starts.sort_unstable();
    let following = |entry: &Entry| {
        let behind = text.lines().partition_point(|line| line.span.start < entry.span.end);
        text.lines().get(behind..)?.iter().find(|line| line.role.is_text())
    };
    let cut = entries.filter(|entry| entry.row.is_none()).filter_map(|entry| {
        let line = following(entry)
            .filter(|line| !line.role.is_heading() && starts.binary_search(&line.span.start).is_err())?;
        let goes_on = text.slice(line.span).starts_with(char::is_lowercase);
        let ended = || ends(&wording::clean(text, end_of(text, entry.span)));
        (goes_on && !ended()).then_some((entry.span, line.span))
    });
    let mut cut: Vec<(Span, Span)> = cut.collect();
    cut.sort_unstable();
    cut
}

/// The last words of a span, and what closes them.
fn end_of(text: &Text, span: Span) -> Span {
    const BYTES: usize = 60;
    let from = span.end.saturating_sub(BYTES).max(span.start);
    Span::new(text.string().floor_char_boundary(from), span.end)
}

fn is_letter(entry: &Entry) -> bool {
    entry.fields.case_number.is_some()
}

/// Whether words end as a sentence does.
fn ends(words: &str) -> bool {
    let bare = words.trim_end_matches(['”', '"', '»', '’', ')', ']', ' ']);
    bare.ends_with(['.', '!', '?', '…']) || bare.len() < words.len() && bare.ends_with(|c: char| !c.is_alphanumeric())
}
