//! The rules of a country page (layout A): what its lines are.
//!
//! In a section, entries come first and observations after them. Among the entries every numbered item is one, be it
//! readable or not; after a heading or a paragraph of prose only what has the full form of an entry is, since
//! observations number their remarks and cite cases.

use super::blocks::Block;
use super::engine::{ANY, Act, Class, Engine, Found, Rules, Stage, Table, What};
use super::fields::{self, Fields, begins_entry, begins_numbered_entry, is_whole_letter};
use super::frame::{Frame, frames, tail};
use super::head::bare_number;
use super::headings::{is_usual_sub_heading, names_entries, names_press_releases};
use super::labels::{self, is_separator};
use super::observations::{is_label, opens_observations, says_none};
use super::outline::{self, SectionHeading};
use super::{Listing, Section};
use crate::lexicon::lexicon;
use crate::record::{date, reply};
use crate::text::{Line, Role, Span, Text};

/// Cuts the lines of a page into the sections of its reports.
pub(super) fn listing(text: &Text) -> Listing {
    let frames = frames(text);
    let tail = tail(text, &frames);
    let end = tail.and_then(|tail| text.lines().get(tail)).map(|line| line.span.start);
    let own = || text.lines().iter().zip(&frames).filter(|(line, _)| line.role.is_text());
    let blocks: Vec<Block<'_>> = own().map(|(line, _)| Block::of_line(text, line)).collect();
    let mut rules = Page {
        frames: own().map(|(_, frame)| frame.clone()).collect(),
        blocks: blocks.len(),
        end: end.unwrap_or(usize::MAX),
        number: None,
        summaries_below: false,
    };
    let mut listing = Engine::run(text, &blocks, &mut rules).listing;
    listing.end = end;
    forget_contents(&mut listing, text);
    listing.headings_aside = headings_aside(&listing, text);
    listing
}

/// Headings of sections in what is set aside, in the site's frame or in comments: what stands below one on the page is
/// listed under the heading before it. A heading that the page has among its own is only repeated.
fn headings_aside(listing: &Listing, text: &Text) -> Vec<Span> {
    let days = |heading: &SectionHeading| {
        let words = heading.period?.map(|day| text.slice(day).to_lowercase());
        Some(words.map(|words| words.split_whitespace().collect::<String>()))
    };
    let own: Vec<&SectionHeading> = listing
        .sections
        .iter()
        .filter_map(|section| section.heading.as_ref())
        .collect();
    if listing.sections.iter().all(|section| section.entries.is_empty()) {
        return Vec::new();
    }
    let lines = text.lines().iter().filter(|line| !line.role.is_text());
    let headings = lines.chain(text.set_aside()).filter_map(|line| {
        let shown = text.slice(line.span);
        outline::section_heading(shown, line.span.start, true)
    });
    let is_repeated = |heading: &SectionHeading| {
        let period = days(heading);
        own.iter().any(|of| match (&period, days(of)) {
            (Some(period), Some(of)) => *period == of,
            _ => heading.ordinal == of.ordinal,
        })
    };
    headings
        .filter(|heading| !is_repeated(heading))
        .map(|heading| heading.span)
        .collect()
}

/// Drops the headings of a contents list: sections without a line whose heading comes again.
fn forget_contents(listing: &mut Listing, text: &Text) {
    let names = |section: &Section| {
        let heading = section.heading.as_ref()?;
        let words = letters_of(text, heading);
        Some((heading.ordinal, words))
    };
    let all: Vec<Option<(Option<u8>, String)>> = listing.sections.iter().map(names).collect();
    let mut at = 0;
    listing.sections.retain(|section| {
        at += 1;
        let bare = section.entries.is_empty()
            && section.observations.is_empty()
            && section.none.is_none()
            && section.empty_items.is_empty();
        let name = all.get(at - 1).cloned().flatten();
        !(bare && name.is_some() && all.get(at..).is_some_and(|later| later.contains(&name)))
    });
}

/// The letters and figures of a heading.
fn letters_of(text: &Text, heading: &SectionHeading) -> String {
    text.slice(heading.span)
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Lines of the longest heading that is broken.
const LONGEST_BROKEN_HEADING: usize = 3;

/// What a country page is known by while its lines are classed.
struct Page {
    /// What each block is of the page's frame.
    frames: Vec<Frame>,
    blocks: usize,
    /// Where the document's own words end.
    end: usize,
    /// A number that stands alone, in a cell before what it counts.
    number: Option<Span>,
    /// Whether summaries stand in paragraphs of their own below their entries.
    summaries_below: bool,
}

impl<'t> Rules<'t> for Page {
    const COUNTS: bool = false;
    const TABLE: Table = &[
        (ANY, Class::Section, &[Act::Close, Act::Section], Some(Stage::Entries)),
        (ANY, Class::Rows, &[Act::Close, Act::Rows], None),
        (ANY, Class::Tail, &[Act::Close], Some(Stage::Outside)),
        (ANY, Class::Furniture, &[], None),
        (ANY, Class::Title, &[Act::Title], None),
        (ANY, Class::Number, &[Act::Close], None),
        (
            &[Stage::Outside],
            Class::Entry,
            &[Act::Close, Act::Section, Act::Entry],
            Some(Stage::Entries),
        ),
        (ANY, Class::Entry, &[Act::Entry], None),
        (ANY, Class::GoesOn, &[Act::Extend], None),
        (ANY, Class::Below, &[Act::Below], None),
        // What stands outside of all sections is nobody's.
        (&[Stage::Outside], Class::None, &[Act::Close], None),
        (&[Stage::Outside], Class::PressReleases, &[Act::Close], None),
        (&[Stage::Outside], Class::Announcement, &[Act::Close], None),
        (&[Stage::Outside], Class::Heading, &[Act::Close], None),
        (&[Stage::Outside], Class::Blank, &[Act::Close], None),
        (&[Stage::Outside], Class::Prose, &[Act::Close], None),
        (ANY, Class::None, &[Act::Close, Act::None], None),
        (
            ANY,
            Class::PressReleases,
            &[Act::Close, Act::Forget],
            Some(Stage::Entries),
        ),
        (
            &[Stage::Entries],
            Class::Announcement,
            &[Act::Close, Act::Heading],
            None,
        ),
        (
            ANY,
            Class::Announcement,
            &[Act::Close, Act::Heading],
            Some(Stage::Observations),
        ),
        (
            ANY,
            Class::Heading,
            &[Act::Close, Act::Heading],
            Some(Stage::Observations),
        ),
        (ANY, Class::Blank, &[Act::Close, Act::Empty], None),
        (ANY, Class::Remark, &[Act::Observation], Some(Stage::Prose)),
        (ANY, Class::Prose, &[Act::Observation], None),
    ];

    fn found(&mut self, engine: &Engine<'t>, block: &Block<'t>, behind: &[Block<'t>]) -> Found {
        let line = block.first;
        let found = |class| Found::new(class, block);
        let in_tail = line.span.start >= self.end;
        let at = self.blocks - behind.len() - 1;
        let own = match self.frames.get(at) {
            Some(Frame::Section(heading)) => Some(heading.clone()),
            // A sentence among the observations can name several reports, too.
            Some(Frame::Rows(rows)) if in_tail || rows.len() == 1 => {
                return Found {
                    rows: rows.clone(),
                    uncounted: self.number.take(),
                    ..found(Class::Rows)
                };
            }
            _ => None,
        };
        if in_tail {
            return Found {
                uncounted: self.number.take(),
                ..found(Class::Tail)
            };
        }
        let last = engine
            .listing
            .sections
            .last()
            .and_then(|section| section.heading.as_ref());
        if last.is_some_and(|heading| heading.span.contains(line.span)) {
            return found(Class::Furniture);
        }
        if let Some(heading) = broken_heading(engine.text, line).or(own) {
            return Found {
                section: Some(heading),
                uncounted: self.number.take(),
                ..found(Class::Section)
            };
        }
        let shown = engine.text.slice(line.span);
        if line.role == Role::Heading(1) && engine.listing.title.is_none() {
            return Found {
                name: outline::country_of_title(shown, line.span.start),
                ..found(Class::Title)
            };
        }
        let goes_on = continues(engine, line);
        let alone = bare_number(shown, line.span.start).filter(|_| engine.stage != Stage::Outside && !goes_on);
        if let Some(alone) = alone {
            let uncounted = std::mem::replace(&mut self.number, alone.number);
            return Found {
                uncounted,
                ..found(Class::Number)
            };
        }
        let above = self.number.take();
        let (number, uncounted) = match block.number {
            None => (above, None),
            own => (own, above),
        };
        let class = if starts_entry(engine, block, number) {
            Class::Entry
        } else if goes_on && !is_label(shown) {
            Class::GoesOn
        } else if line.role.is_heading() || is_label(shown) || heads_by_words(line, shown) {
            heading(shown, behind)
        } else {
            self.prose(engine, block, number, behind)
        };
        // "Observations" is above the sub-headings that are printed like it.
        let level = match line.role {
            _ if opens_observations(shown) => 0,
            Role::Heading(level) => level,
            _ => Role::BOLD_LEVEL,
        };
        Found {
            number,
            level,
            uncounted,
            ..found(class)
        }
    }

    fn uncounted(&mut self) -> Option<Span> {
        self.number.take()
    }

    fn fields(text: &Text, words: Span) -> Fields {
        fields::cut(text.slice(words), words.start)
    }
}

/// Whether an entry ends with the label of the replies, and the paragraph below it begins with them.
fn begins_reply(entry: &str, content: &str) -> bool {
    /// Bytes of the longest label.
    const LABEL: usize = 40;
    let head = entry.trim_end_matches(is_separator);
    let tail = head
        .get(head.floor_char_boundary(head.len().saturating_sub(LABEL))..)
        .unwrap_or_default();
    let ends = labels::reply(tail).is_some_and(|label| label.end == tail.len());
    ends && (reply::no_reply_prefix(content).is_some() || date::day_prefix(content).is_some())
}

impl Page {
    fn prose(&mut self, engine: &Engine<'_>, block: &Block<'_>, number: Option<Span>, behind: &[Block<'_>]) -> Class {
        let content = block.shown.as_ref();
        let among = engine.stage == Stage::Entries;
        if among && self.is_summary(engine, content, number, behind) {
            return Class::Below;
        }
        if content.trim_matches(is_separator).is_empty() {
            return Class::Blank;
        }
        if among && says_none(content) {
            return Class::None;
        }
        let entries = engine
            .listing
            .sections
            .last()
            .is_some_and(|section| !section.entries.is_empty());
        if among && (entries || engine.open_entry().is_some()) {
            Class::Remark
        } else {
            Class::Prose
        }
    }

    /// Whether a paragraph below an entry that has no summary is its summary: another entry follows before any heading, or
    /// it was so before.
    fn is_summary(&mut self, engine: &Engine<'_>, content: &str, number: Option<Span>, behind: &[Block<'_>]) -> bool {
        /// Lines of the longest summary.
        const LONGEST: usize = 60;
        let text = engine.text;
        let Some(open) = engine.open_entry() else { return false };
        let words = open.content();
        let lacks = begins_entry(text.slice(words)) && fields::cut(text.slice(words), words.start).summary.is_none();
        let below = open.below;
        // What begins with a stop or a comma is no paragraph of its own.
        let goes_on = content.starts_with(['.', ',', ';', ':']) && content.contains(char::is_alphabetic);
        if lacks && (goes_on && number.is_none() || begins_reply(text.slice(words), content)) {
            return true;
        }
        if !(lacks || below)
            || lexicon!("observer").length(content).is_some()
            || number.is_some()
            || says_none(content)
            || content.trim_matches(is_separator).is_empty()
        {
            return false;
        }
        let next = behind
            .iter()
            .take(LONGEST)
            .find(|next| next.first.role.is_heading() || is_label(text.slice(next.span)) || begins_entry(&next.shown));
        let entry_follows = next.is_some_and(|next| !next.first.role.is_heading() && begins_entry(&next.shown));
        let observations_follow = next.is_some_and(|next| opens_observations(text.slice(next.span)));
        self.summaries_below |= entry_follows;
        self.summaries_below && (lacks || entry_follows || observations_follow)
    }
}

/// What a heading says that it is.
fn heading(shown: &str, behind: &[Block<'_>]) -> Class {
    if says_none(shown) {
        return Class::None;
    }
    // Press releases can have a list of their own, behind the observations even.
    let listed = |next: &Block<'_>| next.number.is_some() || next.first.item.is_some();
    let is_entry = |next: &Block<'_>| begins_entry(&next.shown) || listed(next) && begins_numbered_entry(&next.shown);
    if names_press_releases(shown) && behind.first().is_some_and(is_entry) {
        return Class::PressReleases;
    }
    if names_entries(shown) {
        Class::Announcement
    } else {
        Class::Heading
    }
}

/// The heading of a section that is broken over the lines of its paragraph.
fn broken_heading(text: &Text, line: &Line) -> Option<SectionHeading> {
    let paragraph = paragraph_from(text, line);
    let broken = paragraph != line.span;
    broken.then(|| outline::section_heading(text.slice(paragraph), paragraph.start, line.role.is_heading()))?
}

/// The line and those that follow it in its paragraph: a heading can be broken in two.
fn paragraph_from(text: &Text, line: &Line) -> Span {
    let rest = text.lines().get(text.line_at(line.span.start)..).unwrap_or_default();
    let paragraph = rest
        .iter()
        .take_while(|next| next.paragraph == line.paragraph && next.item == line.item)
        .take(LONGEST_BROKEN_HEADING);
    paragraph.fold(line.span, |span, next| span.to(next.span))
}

/// Whether the line is the first of an entry.
fn starts_entry(engine: &Engine<'_>, block: &Block<'_>, number: Option<Span>) -> bool {
    let (line, content) = (block.first, block.shown.as_ref());
    // A bold line without a number that names a letter is a sub-heading of the observations on it.
    let titles = line.role.is_heading() && number.is_none() && line.item.is_none();
    let strong = begins_entry(content) && (!titles || is_whole_letter(content));
    // An entry begins with its number, or, where a number was lost, with its line.
    match engine.stage {
        Stage::Outside => strong && is_whole_letter(content),
        Stage::Entries if strong => true,
        Stage::Entries => {
            let numbered = line.item.is_some_and(|item| item.numbered) && line.marker.is_some();
            let nested = engine
                .open_entry()
                .and_then(|open| open.item)
                .zip(line.item)
                .is_some_and(|(of, item)| item.depth > of.depth);
            let words = content.trim_matches(is_separator);
            // A number typed before the words makes an entry only with a date soon after.
            let typed = line.item.is_none() && number.is_some() && fields::has_early_date(content);
            let listed = line.item.is_some() && line.marker.is_some() && begins_numbered_entry(content);
            (numbered || typed || listed) && !nested && !words.is_empty() && !says_none(content)
        }
        Stage::Prose => strong && (number.is_some() || line.item.is_some() || is_whole_letter(content)),
        Stage::Observations => strong && is_whole_letter(content) && !engine.cites(content),
    }
}

/// Whether the line goes on with what is open: another line of its item or paragraph.
fn continues(engine: &Engine<'_>, line: &Line) -> bool {
    let Some(open) = &engine.open else { return false };
    // A heading inside an item is what follows an item that was never closed.
    if line.role.is_heading() && open.what == What::Entry {
        return false;
    }
    match (open.item, line.item) {
        (Some(of), Some(item)) if of.id == item.id => open.what == What::Entry || open.paragraph == line.paragraph,
        (Some(of), Some(item)) => open.what == What::Entry && item.depth > of.depth,
        // An empty line within an element parts an entry from its summary.
        (None, None) => {
            let within = open.what == What::Entry && open.place == line.place;
            (open.paragraph == line.paragraph || within) && !line.role.is_heading()
        }
        _ => false,
    }
}

/// Whether a line that is printed like a paragraph is a heading by its words.
fn heads_by_words(line: &Line, shown: &str) -> bool {
    line.item.is_none() && (names_press_releases(shown) || is_usual_sub_heading(shown))
}
