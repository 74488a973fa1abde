//! Which lines are headings, entries, observations, and the tail.
//!
//! Lines are taken in reading order by a small machine. In a section, entries come first and observations after them.
//! Among the entries every numbered item is one, be it readable or not; after a heading or a paragraph of prose only
//! what has the full form of an entry is, since observations number their remarks and cite cases.

use super::draft::{Draft, What};
use super::fields::{self, begins_entry, is_whole_letter};
use super::frame::{Frame, frames, tail};
use super::head::{Head, bare_number};
use super::headings::{is_usual_sub_heading, names_entries, names_press_releases};
use super::labels::is_separator;
use super::observations::{is_label, opens_observations, says_none};
use super::outline::{self, SectionHeading};
use super::{Listing, Section};
use crate::text::spelling::eat;
use crate::text::{Item, Line, Place, Role, Span, Text};

/// Cuts the lines of a text into sections.
pub(super) fn listing(text: &Text) -> Listing {
    let mut frame = frames(text);
    let tail = tail(text, &frame);
    let end = tail.and_then(|tail| text.lines().get(tail)).map(|line| line.span.start);
    let mut machine = Machine {
        text,
        listing: Listing {
            end,
            ..Listing::default()
        },
        stage: Stage::Outside,
        open: None,
        headings: Vec::new(),
        number: None,
        summaries_below: false,
    };
    for (at, (line, frame)) in text.lines().iter().zip(frame.drain(..)).enumerate() {
        if line.role.is_text() {
            machine.line(line, frame, tail.is_some_and(|tail| at >= tail));
        }
    }
    machine.close();
    forget_contents(&mut machine.listing, text);
    machine.listing
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

/// How observations begin, and summaries do not.
const OBSERVER: &[&str] = &[
    "the special rapporteur",
    "the special rapporteurs",
    "le rapporteur spécial",
    "la rapporteuse spéciale",
    "el relator especial",
    "la relatora especial",
];
/// Lines of the longest heading that is broken.
const LONGEST_BROKEN_HEADING: usize = 3;

/// Where in a section the machine is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Before any section, or behind the last one.
    Outside,
    /// Behind a section's heading, among its entries.
    Entries,
    /// Behind prose, without a heading in between.
    Prose,
    /// Behind a heading in the section.
    Observations,
}

/// What is being added to, line by line.
#[derive(Clone, Debug)]
struct Open {
    draft: Draft,
    paragraph: u32,
    item: Option<Item>,
    place: Place,
    /// Whether an entry's summary began in a paragraph below it.
    below: bool,
}

struct Machine<'t> {
    text: &'t Text,
    listing: Listing,
    stage: Stage,
    open: Option<Open>,
    /// The headings above the next paragraph, with their levels.
    headings: Vec<(u8, Span)>,
    /// A number that stands alone, in a cell before what it counts.
    number: Option<Head>,
    /// Whether summaries stand in paragraphs of their own below their entries.
    summaries_below: bool,
}

impl Machine<'_> {
    fn line(&mut self, line: &Line, frame: Frame, in_tail: bool) {
        let shown = self.text.slice(line.span);
        let own = match frame {
            Frame::Section(heading) => Some(heading),
            // A sentence among the observations can name several reports, too.
            Frame::Rows(rows) if in_tail || rows.len() == 1 => {
                self.close();
                self.listing.reports.extend(rows);
                return;
            }
            Frame::Rows(_) | Frame::None => None,
        };
        if in_tail {
            self.close();
            self.stage = Stage::Outside;
            return;
        }
        if self
            .listing
            .sections
            .last()
            .and_then(|section| section.heading.as_ref())
            .is_some_and(|heading| heading.span.contains(line.span))
        {
            return;
        }
        let paragraph = self.paragraph_from(line);
        let whole = if paragraph == line.span {
            None
        } else {
            outline::section_heading(self.text.slice(paragraph), paragraph.start, line.role.is_heading())
        };
        let heading = whole.or(own);
        if heading.is_some() {
            self.section(heading);
            return;
        }
        if line.role == Role::Heading(1) && self.listing.title.is_none() {
            self.listing.title = Some(line.span);
            self.listing.country = outline::country_of_title(shown, line.span.start);
            return;
        }
        let alone =
            bare_number(shown, line.span.start).filter(|_| self.stage != Stage::Outside && !self.continues(line));
        if let Some(number) = alone {
            self.close();
            self.number = Some(number);
            return;
        }
        let own = Head::of(self.text, line);
        let head = match self.number.take() {
            Some(before) if own.number.is_none() => Head {
                number: before.number,
                words: own.words,
            },
            before => {
                self.counts_nothing(before);
                own
            }
        };
        let content = self.text.slice(Span::new(head.words, line.span.end));
        if self.starts_entry(line, &head, content) {
            self.start(What::Entry, line, &head);
        } else if self.continues(line) && !is_label(shown) {
            self.extend(line);
        } else if line.role.is_heading() || is_label(shown) || heads_by_words(line, shown) {
            self.heading(line, shown);
        } else {
            self.prose(line, &head, content);
        }
    }

    /// The line and those that follow it in its paragraph: a heading can be broken in two.
    fn paragraph_from(&self, line: &Line) -> Span {
        let rest = self
            .text
            .lines()
            .get(self.text.line_at(line.span.start)..)
            .unwrap_or_default();
        let paragraph = rest
            .iter()
            .take_while(|next| next.paragraph == line.paragraph && next.item == line.item)
            .take(LONGEST_BROKEN_HEADING);
        paragraph.fold(line.span, |span, next| span.to(next.span))
    }

    /// Whether the line is the first of an entry.
    fn starts_entry(&self, line: &Line, head: &Head, content: &str) -> bool {
        // A bold line without a number that names a letter is a sub-heading of the observations on it.
        let titles = line.role.is_heading() && head.number.is_none() && line.item.is_none();
        let strong = begins_entry(content) && (!titles || is_whole_letter(content));
        // An entry begins with its number, or, where a number was lost, with its line.
        match self.stage {
            Stage::Outside => strong && is_whole_letter(content),
            Stage::Entries if strong => true,
            Stage::Entries => {
                let numbered = line.item.is_some_and(|item| item.numbered) && line.marker.is_some();
                let nested = self
                    .open_entry()
                    .and_then(|open| open.item)
                    .zip(line.item)
                    .is_some_and(|(of, item)| item.depth > of.depth);
                let words = content.trim_matches(is_separator);
                // A number typed before the words makes an entry only with a date soon after.
                let typed = line.item.is_none() && head.number.is_some() && fields::has_early_date(content);
                (numbered || typed) && !nested && !words.is_empty() && !says_none(content)
            }
            Stage::Prose => strong && (head.number.is_some() || line.item.is_some() || is_whole_letter(content)),
            Stage::Observations => strong && is_whole_letter(content) && !self.listing.cites(self.text, content),
        }
    }

    fn open_entry(&self) -> Option<&Open> {
        self.open.as_ref().filter(|open| open.draft.what == What::Entry)
    }

    /// Whether the line goes on with what is open: another line of its item or paragraph.
    fn continues(&self, line: &Line) -> bool {
        let Some(open) = &self.open else { return false };
        // A heading inside an item is what follows an item that was never closed.
        if line.role.is_heading() && open.draft.what == What::Entry {
            return false;
        }
        match (open.item, line.item) {
            (Some(of), Some(item)) if of.id == item.id => {
                open.draft.what == What::Entry || open.paragraph == line.paragraph
            }
            (Some(of), Some(item)) => open.draft.what == What::Entry && item.depth > of.depth,
            // An empty line within an element parts an entry from its summary.
            (None, None) => {
                let within = open.draft.what == What::Entry && open.place == line.place;
                (open.paragraph == line.paragraph || within) && !line.role.is_heading()
            }
            _ => false,
        }
    }

    fn start(&mut self, what: What, line: &Line, head: &Head) {
        self.close();
        if self.stage == Stage::Outside {
            self.section(None);
        }
        self.open = Some(Open {
            draft: Draft {
                what,
                span: head.number.map_or(line.span, |number| number.to(line.span)),
                number: head.number,
                words: head.words,
            },
            paragraph: line.paragraph,
            item: line.item,
            place: line.place,
            below: false,
        });
    }

    fn extend(&mut self, line: &Line) {
        if let Some(open) = &mut self.open {
            open.draft.extend(line.span);
        }
    }

    fn section(&mut self, heading: Option<SectionHeading>) {
        self.close();
        self.listing.sections.push(Section {
            heading,
            ..Section::default()
        });
        self.stage = Stage::Entries;
        self.headings.clear();
    }

    fn heading(&mut self, line: &Line, shown: &str) {
        self.close();
        let level = if let Role::Heading(level) = line.role {
            level
        } else {
            Role::BOLD_LEVEL
        };
        if self.stage == Stage::Outside {
            return;
        }
        if says_none(shown) {
            self.listing.none(line.span);
            return;
        }
        // Press releases can have a list of their own, behind the observations even.
        if names_press_releases(shown) && self.entry_follows(line) {
            self.stage = Stage::Entries;
            self.headings.clear();
            return;
        }
        // "Observations" is above the sub-headings that are printed like it.
        let level = if opens_observations(shown) { 0 } else { level };
        self.headings.retain(|&(above, _)| above < level);
        self.headings.push((level, line.span));
        if self.stage != Stage::Entries || !names_entries(shown) {
            self.stage = Stage::Observations;
        }
    }

    /// Whether the next line of the document begins an entry.
    fn entry_follows(&self, line: &Line) -> bool {
        let behind = self.text.lines().get(self.text.line_at(line.span.start) + 1..);
        let next = behind.into_iter().flatten().find(|next| next.role.is_text());
        next.is_some_and(|next| {
            begins_entry(
                self.text
                    .slice(Span::new(Head::of(self.text, next).words, next.span.end)),
            )
        })
    }

    /// Whether a paragraph below an entry that has no summary is its summary: another entry follows before any heading, or
    /// it was so before.
    fn is_summary(&mut self, line: &Line, head: &Head, content: &str) -> bool {
        /// Lines of the longest summary.
        const LONGEST: usize = 60;
        let text = self.text;
        let Some(open) = self.open_entry() else { return false };
        let words = Span::new(open.draft.words, open.draft.span.end);
        let lacks = begins_entry(text.slice(words)) && fields::cut(text.slice(words), words.start).summary.is_none();
        let below = open.below;
        if !(lacks || below)
            || OBSERVER.iter().any(|words| eat(content, words).is_some())
            || head.number.is_some()
            || says_none(content)
            || content.trim_matches(is_separator).is_empty()
        {
            return false;
        }
        let behind = text
            .lines()
            .get(text.line_at(line.span.start) + 1..)
            .unwrap_or_default();
        let mut rest = behind.iter().filter(|next| next.role.is_text()).take(LONGEST);
        let next = rest.find(|next| {
            let words = text.slice(Span::new(Head::of(text, next).words, next.span.end));
            next.role.is_heading() || is_label(text.slice(next.span)) || begins_entry(words)
        });
        let entry_follows = next.is_some_and(|next| {
            !next.role.is_heading() && begins_entry(text.slice(Span::new(Head::of(text, next).words, next.span.end)))
        });
        let observations_follow = next.is_some_and(|next| opens_observations(text.slice(next.span)));
        self.summaries_below |= entry_follows;
        self.summaries_below && (lacks || entry_follows || observations_follow)
    }

    fn prose(&mut self, line: &Line, head: &Head, content: &str) {
        if self.stage == Stage::Entries && self.is_summary(line, head, content) {
            self.extend(line);
            if let Some(open) = &mut self.open {
                // The rest of the paragraph goes with it.
                (open.paragraph, open.item, open.place) = (line.paragraph, line.item, line.place);
                open.below = true;
            }
            return;
        }
        self.close();
        let Some(section) = self.listing.sections.last_mut() else {
            return;
        };
        if self.stage == Stage::Outside {
            return;
        }
        if content.trim_matches(is_separator).is_empty() {
            section.empty_items.push(line.span);
            return;
        }
        if self.stage == Stage::Entries && says_none(content) {
            self.listing.none(line.span);
            return;
        }
        if self.stage == Stage::Entries && !section.entries.is_empty() {
            self.stage = Stage::Prose;
        }
        self.start(What::Observation, line, head);
    }

    /// Notes a number that stood alone, and what it should count never came.
    fn counts_nothing(&mut self, head: Option<Head>) {
        let number = head.and_then(|head| head.number);
        if let (Some(number), Some(section)) = (number, self.listing.sections.last_mut()) {
            section.empty_items.push(number);
        }
    }

    /// Puts what is open into the section.
    fn close(&mut self) {
        let text = self.text;
        let number = self.number.take();
        self.counts_nothing(number);
        if let (Some(open), Some(section)) = (self.open.take(), self.listing.sections.last_mut()) {
            let cut = |words| fields::cut(text.slice(words), words.start);
            open.draft.put_into(section, &self.headings, cut);
        }
    }
}

/// Whether a line that is printed like a paragraph is a heading by its words.
fn heads_by_words(line: &Line, shown: &str) -> bool {
    line.item.is_none() && (names_press_releases(shown) || is_usual_sub_heading(shown))
}
