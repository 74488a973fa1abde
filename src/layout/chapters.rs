//! The rules of a report on pages (layouts B, C and D): what its blocks are.
//!
//! Under a country's heading entries come first; a numbered paragraph that has not the shape of an entry, or a heading,
//! begins the observations, and the next entry ends them.

use super::Listing;
use super::blocks::{Block, ends_sentence};
use super::country_headings::{chapter_level, country_over_blocks};
use super::engine::{ANY, Act, Class, Engine, Found, Rules, Stage, Table, What};
use super::fields::{self, Fields, begins_entry, begins_numbered_entry, is_type_alone, is_whole_letter};
use super::front::{self, Letters};
use super::headings::{is_annex, is_part, is_usual_sub_heading, names_entries, without_numbering};
use super::observations::{is_label, opens_observations, says_none};
use crate::text::body_text;
use crate::text::spelling::is_blank;
use crate::text::{Line, Role, Span, Text};

/// Cuts a report into its chapters.
pub(super) fn listing(text: &Text) -> Listing {
    listing_of(text, text.lines())
}

/// What a report says of itself on its first pages, where its entries are not to be read.
pub(super) fn front_matter(text: &Text) -> Listing {
    /// Lines that are looked at: ten pages of print, and no introduction ends later.
    const LINES: usize = 500;
    listing_of(text, text.lines().get(..LINES).unwrap_or(text.lines()))
}

fn listing_of(text: &Text, lines: &[Line]) -> Listing {
    let blocks = super::blocks::blocks(text, lines);
    let mut rules = Chapters {
        level: chapter_level(&blocks),
        bare_heading: None,
        annexed: false,
        cut: false,
    };
    let engine = Engine::run(text, &blocks, &mut rules);
    let before = blocks.get(..engine.first.unwrap_or(blocks.len())).unwrap_or_default();
    let mut listing = engine.listing;
    // Without any entry it is no report that is read here, and its paragraphs are nobody's observations.
    if listing.sections.iter().all(|section| section.entries.is_empty()) {
        listing
            .sections
            .iter_mut()
            .for_each(|section| section.observations.clear());
    }
    let letters = Letters::of(text, &listing);
    listing.front = front::front(text, before, &letters);
    listing
}

/// What a report on pages is known by while its blocks are classed.
struct Chapters {
    /// The level of most countries' headings.
    level: Option<u8>,
    /// The last heading, while no paragraph stands under it.
    bare_heading: Option<Span>,
    /// Whether an annex has begun, and no chapter since.
    annexed: bool,
    /// Whether the page ended within the head of the entry that is open.
    cut: bool,
}

impl<'t> Rules<'t> for Chapters {
    const COUNTS: bool = true;
    const TABLE: Table = &[
        (ANY, Class::Country, &[Act::Close, Act::Section], Some(Stage::Entries)),
        (ANY, Class::Blank, &[], None),
        (ANY, Class::GoesOn, &[Act::Extend], None),
        (
            ANY,
            Class::Label,
            &[Act::Close, Act::Heading],
            Some(Stage::Observations),
        ),
        (ANY, Class::None, &[Act::Close, Act::None], None),
        (ANY, Class::Part, &[Act::Close, Act::Forget], Some(Stage::Outside)),
        (
            ANY,
            Class::Heading,
            &[Act::Close, Act::Heading],
            Some(Stage::Observations),
        ),
        (ANY, Class::Announcement, &[Act::Close], None),
        (
            ANY,
            Class::Entry,
            &[Act::Close, Act::Forget, Act::Entry],
            Some(Stage::Entries),
        ),
        (&[Stage::Outside], Class::Numbered, &[Act::Close, Act::Count], None),
        (ANY, Class::Numbered, &[Act::Observation], Some(Stage::Observations)),
        (ANY, Class::Cited, &[Act::Repeat], None),
        (&[Stage::Outside], Class::Prose, &[], None),
        (ANY, Class::Prose, &[Act::Observation], Some(Stage::Observations)),
    ];

    fn found(&mut self, engine: &Engine<'t>, block: &Block<'t>, behind: &[Block<'t>]) -> Found {
        let next = behind.first();
        if let Some((name, takes)) = country_over_blocks(engine.text, block, behind)
            && self.heads_chapter(engine, block, behind.get(takes - 1))
        {
            return Found {
                takes,
                ..self.chapter(block, name)
            };
        }
        // A bullet, a rule of dashes or asterisks.
        let class = if !block.shown.contains(char::is_alphanumeric) {
            Class::Blank
        } else if std::mem::take(&mut self.cut) || completes_head(engine, block) || is_large_summary(engine, block) {
            Class::GoesOn
        } else if block.is_heading()
            || is_observations_label(block)
            || heads_entries(engine, block, next)
            || is_sub_heading(engine, block, next)
        {
            return self.heading(engine, block, next);
        } else {
            self.paragraph(engine, block, next)
        };
        Found::new(class, block)
    }

    fn fields(text: &Text, words: Span) -> Fields {
        cut(text, words)
    }
}

impl Chapters {
    fn chapter(&mut self, block: &Block<'_>, name: Span) -> Found {
        self.annexed = false;
        self.bare_heading = None;
        Found {
            name: Some(name),
            ..Found::new(Class::Country, block)
        }
    }

    /// Whether a block that is a country's name heads a chapter, by what follows it: in an annex and in tables such
    /// names stand, too.
    fn heads_chapter(&self, engine: &Engine<'_>, block: &Block<'_>, next: Option<&Block<'_>>) -> bool {
        let entry = || next.is_some_and(Block::is_numbered_entry);
        if self.annexed {
            return entry();
        }
        if block.is_heading() {
            return true;
        }
        let headed_otherwise = self.level.is_some();
        let said = || {
            next.is_some_and(|next| {
                says_none(&next.shown)
                    || is_observations_label(next)
                    || is_usual_sub_heading(&next.shown)
                    || in_sequence(engine, next)
            })
        };
        // `None` can stand only under a country.
        let none = || next.is_some_and(|next| says_none(&next.shown));
        entry() || none() || !headed_otherwise && said()
    }

    /// A heading that is no known country's: of a part of the report, of the observations, or within them.
    fn heading(&mut self, engine: &Engine<'_>, block: &Block<'_>, next: Option<&Block<'_>>) -> Found {
        let shown = block.shown.as_ref();
        let bare = without_numbering(shown);
        let by_weight = if block.first.bold { Role::BOLD_LEVEL } else { u8::MAX };
        let level = block.level().unwrap_or(by_weight);
        let in_chapter = engine.stage != Stage::Outside;
        let own = Span::new(block.words, block.words + shown.trim_end_matches(is_blank).len());
        let above = self.level.is_some_and(|chapters| level < chapters);
        let found = |class| Found {
            span: own,
            ..Found::new(class, block)
        };
        if opens_observations(bare) && in_chapter && (!above || is_label(bare)) {
            return found(Class::Label);
        }
        if in_chapter && says_none(bare) {
            return found(Class::None);
        }
        // An unknown name where countries stand, with an entry under it, is a chapter too.
        let entry_follows = next.is_some_and(Block::is_numbered_entry);
        let as_countries = self.level.is_none_or(|chapters| chapters == level);
        if entry_follows && as_countries && !names_entries(bare) && !is_part(shown) {
            return self.chapter(block, own);
        }
        if is_part(shown) || above {
            self.annexed |= is_annex(bare);
            return found(Class::Part);
        }
        if !in_chapter || names_entries(bare) {
            return found(Class::Announcement);
        }
        // The second line of a heading comes as another one.
        let before = engine
            .headings
            .last()
            .filter(|&&(before, heading)| before == level && self.bare_heading == Some(heading));
        self.bare_heading = Some(before.map_or(own, |(_, heading)| heading.to(own)));
        Found {
            level,
            joins: before.is_some(),
            ..found(Class::Heading)
        }
    }

    fn paragraph(&mut self, engine: &Engine<'_>, block: &Block<'_>, next: Option<&Block<'_>>) -> Class {
        self.bare_heading = None;
        let shown = block.shown.as_ref();
        let numbered = block.number.is_some();
        let whole = begins_entry(shown) || block.is_numbered_entry() || numbered && is_type_alone(shown);
        let is_cut = !begins_entry(shown) && !block.is_numbered_entry() && begins_entry_cut(block, next);
        let strong = whole || is_cut;
        let is_entry = strong && (numbered || (is_whole_letter(shown) && !engine.cites(shown)));
        let outside = engine.stage == Stage::Outside;
        if is_entry && (!outside || is_whole_letter(shown)) {
            self.cut = is_cut;
            return Class::Entry;
        }
        // Digits before the words are a paragraph's number only where its turn has come.
        if numbered && in_sequence(engine, block) {
            return Class::Numbered;
        }
        if outside {
            return if strong && engine.cites(shown) {
                Class::Cited
            } else {
                Class::Prose
            };
        }
        match &engine.open {
            None if engine.stage == Stage::Entries && says_none(shown) => Class::None,
            Some(_) if goes_on(engine, block) => Class::GoesOn,
            _ => Class::Prose,
        }
    }
}

/// Whether a block that looks like a heading is the rest of an entry's head, which a page's end cut: `State reply:
/// None to` / `date`.
fn completes_head(engine: &Engine<'_>, block: &Block<'_>) -> bool {
    let Some(open) = engine.open_entry() else {
        return false;
    };
    let said = engine.text.slice(open.span).trim_end_matches(is_blank);
    let unfinished = said.ends_with(['/', ',', ';', '&', ':']);
    let figures = unfinished && block.shown.starts_with(|c: char| c.is_ascii_digit());
    block.is_heading() && (figures || block.shown.starts_with(char::is_lowercase))
}

/// Whether a block that looks like a heading is the summary of the entry above it: a sentence, where the entry has none yet
/// and is printed like it, or a long one with its stop.
fn is_large_summary(engine: &Engine<'_>, block: &Block<'_>) -> bool {
    /// Words of the shortest sentence that no heading is.
    const LONG: usize = 7;
    let Some(open) = engine
        .open_entry()
        .filter(|_| block.is_heading() && block.number.is_none())
    else {
        return false;
    };
    let head = engine.text.lines_of(open.span).iter().rfind(|line| line.role.is_text());
    let alike = head.is_some_and(|head| head.role == block.first.role);
    let stopped = block.shown.trim_end_matches(is_blank).ends_with('.');
    let sentence = alike && block.lines > 1 && ends_sentence(&block.shown)
        || stopped && (alike || block.shown.split(is_blank).count() >= LONG);
    sentence && cut(engine.text, open.content()).summary.is_none()
}

/// Whether a line that is printed like a paragraph says that entries follow, and they do.
fn heads_entries(engine: &Engine<'_>, block: &Block<'_>, next: Option<&Block<'_>>) -> bool {
    let under_chapter = engine.stage == Stage::Entries && engine.open.is_none();
    under_chapter && block.number.is_none() && names_entries(&block.shown) && next.is_some_and(Block::is_numbered_entry)
}

/// Whether a line that is printed like a paragraph is a heading by its place: a few words without a stop between a
/// whole entry, or observations, and a numbered paragraph.
fn is_sub_heading(engine: &Engine<'_>, block: &Block<'_>, next: Option<&Block<'_>>) -> bool {
    /// Bytes of the longest; law titles used as sub-headings reach 180.
    const LONGEST: usize = 200;
    /// Points by which a heading stands left of a paragraph.
    const OUTDENT: f32 = 8.0;
    let shown = block.shown.trim_matches(is_blank);
    let words = block.number.is_none() && block.lines <= 2 && shown.len() <= LONGEST;
    let begins = shown.starts_with(|c: char| c.is_uppercase() || matches!(c, '“' | '«' | '"' | '‘'));
    let ends = shown.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ')' | '”' | '»' | '"'));
    // A whole sentence in quotation marks is a quotation.
    let quoted = shown.trim_end_matches(|c: char| is_blank(c) || matches!(c, '”' | '»' | '"'));
    let ends = ends && !quoted.ends_with(['.', '!']);
    if !(words && begins && ends) || engine.stage == Stage::Outside {
        return false;
    }
    if next.is_some_and(|next| is_over_prose(engine, block, next)) {
        return true;
    }
    let paragraph_follows =
        next.is_some_and(|next| next.number.is_some() && !next.is_numbered_entry() && in_sequence(engine, next));
    let Some(open) = engine.open.as_ref().filter(|_| paragraph_follows) else {
        return paragraph_follows;
    };
    if open.what == What::Observation {
        return true;
    }
    // What stands behind an entry without a summary is its summary, unless it is set further out.
    let left = |at: usize| {
        let line = engine.text.lines_of(Span::new(at, at + 1)).first()?;
        Some(line.place.on_page()?.x0)
    };
    let beside = [Some(open.span.start), next.map(|next| next.span.start)];
    let outdented = left(block.span.start).is_some_and(|heading| {
        let mut others = beside.into_iter().map(|at| at.and_then(left));
        others.all(|other| other.is_some_and(|other| heading + OUTDENT < other))
    });
    // A plain block of two lines that is set like the summary is its next paragraph, with its stop forgotten.
    let heads = block.lines == 1 || block.first.bold || is_usual_sub_heading(&block.shown);
    outdented || heads && cut(engine.text, open.content()).summary.is_some()
}

/// Whether what is open ends with a sentence, the mark of a footnote aside; so it does when nothing is open.
fn has_ended(engine: &Engine<'_>) -> bool {
    engine.open.as_ref().is_none_or(|open| {
        let said = engine.text.slice(open.span);
        ends_sentence(said.trim_end_matches(|c| is_blank(c) || c.is_ascii_digit()))
    })
}

/// Whether a line stands above observations without numbers: a few words among them, or such as head them usually.
fn is_over_prose(engine: &Engine<'_>, block: &Block<'_>, next: &Block<'_>) -> bool {
    /// Bytes of the longest; the shortest paragraph that it stands above has more.
    const LONGEST: usize = 100;
    let shown = block.shown.trim_matches(is_blank);
    let short = block.lines == 1 && shown.len() <= LONGEST && !shown.ends_with(['”', '»', '"']);
    let below = next.shown.trim_matches(is_blank);
    let prose = next.number.is_none() && !begins_entry(below) && (ends_sentence(below) || below.ends_with(':'));
    let among = engine.stage == Stage::Observations && has_ended(engine);
    short && prose && (is_usual_sub_heading(shown) || among && below.len() > shown.len())
}

/// Whether a block without a number goes on with what is open: a summary's next paragraph always; of observations
/// only what is no sentence of its own.
fn goes_on(engine: &Engine<'_>, block: &Block<'_>) -> bool {
    let Some(open) = &engine.open else { return false };
    let small = block.shown.starts_with(char::is_lowercase);
    open.what == What::Entry || small || block.number.is_some() || open.number.is_some()
}

/// Whether a paragraph's number is the next one, or only a few are left out.
fn in_sequence(engine: &Engine<'_>, block: &Block<'_>) -> bool {
    /// Numbers that a misprint or an unread paragraph can leave out.
    const GAP: u64 = 5;
    let Some(number) = figures(engine, block) else {
        return false;
    };
    engine.last_number.is_none_or(|last| {
        (last + 1..=last + GAP).contains(&number)
            || is_misnumbered(engine, block) && (last.saturating_sub(GAP)..=last).contains(&number)
    })
}

/// Whether a paragraph has the looks of one whose number is a misprint: a sentence of its own behind a whole one,
/// with a number beyond those of lists.
fn is_misnumbered(engine: &Engine<'_>, block: &Block<'_>) -> bool {
    /// The largest number of a list in a paragraph.
    const LISTED: u64 = 20;
    has_ended(engine)
        && block.shown.starts_with(char::is_uppercase)
        && engine.last_number.is_some_and(|last| last > LISTED)
}

fn figures(engine: &Engine<'_>, block: &Block<'_>) -> Option<u64> {
    engine.text.slice(block.number?).parse().ok()
}

/// Cuts the fields of an entry that stands on pages.
fn cut(text: &Text, words: Span) -> Fields {
    fields::cut(&body_text::unwrapped(text, words), words.start)
}

/// Whether a page's end cuts the head of an entry: `83. Press release,` / `19/08/2015, “Title”`.
fn begins_entry_cut(block: &Block<'_>, next: Option<&Block<'_>>) -> bool {
    /// Bytes of the longest piece of a head.
    const LONGEST: usize = 120;
    let page = |block: &Block<'_>| block.first.place.page();
    let Some(next) = next.filter(|next| next.number.is_none() && page(next) != page(block)) else {
        return false;
    };
    let cut = block.number.is_some() && block.shown.len() <= LONGEST;
    cut && begins_numbered_entry(&format!("{} {}", block.shown.trim_end_matches(is_blank), next.shown))
}

/// Whether a line that is printed like any other is a heading by its words.
fn is_observations_label(block: &Block<'_>) -> bool {
    block.number.is_none() && block.lines == 1 && is_label(&block.shown)
}
