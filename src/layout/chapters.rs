//! The chapters of a report on pages (layouts B, C and D): a country's entries and the observations on them.
//!
//! Paragraphs are taken in order by a small machine. Under a country's heading entries come first; a numbered paragraph
//! that has not the shape of an entry, or a heading, begins the observations, and the next entry ends them.

use super::blocks::Block;
use super::country_headings::{chapter_level, country_heading, country_over_blocks};
use super::draft::{Draft, What};
use super::fields::{self, Fields, begins_entry, is_type_alone, is_whole_letter};
use super::front::{self, Letters};
use super::headings::{is_annex, is_part, is_usual_sub_heading, names_entries, without_numbering};
use super::labels::is_separator;
use super::observations::{is_label, opens_observations, says_none};
use super::{Listing, Section};
use crate::text::body_text;
use crate::text::spelling::is_blank;
use crate::text::{Place, Role, Span, Text};

/// Cuts a report into its chapters.
pub(super) fn listing(text: &Text) -> Listing {
    let blocks = super::blocks::blocks(text);
    let names: Vec<Option<Span>> = blocks
        .iter()
        .map(|block| country_heading(block).map(|(_, name)| name))
        .collect();
    let level = chapter_level(&blocks, &names);
    let mut machine = Machine {
        text,
        listing: Listing::default(),
        stage: Stage::Outside,
        open: None,
        headings: Vec::new(),
        level,
        last_number: None,
        bare_heading: None,
        annexed: false,
        cut: false,
    };
    let mut first = blocks.len();
    let mut at = 0;
    while let Some(block) = blocks.get(at) {
        let behind = blocks.get(at..).unwrap_or_default();
        let own = names.get(at).copied().flatten();
        let country = country_over_blocks(text, behind, own);
        let count = match country {
            Some((name, count)) if machine.heads_chapter(block, behind.get(count)) => {
                machine.chapter(name);
                count
            }
            _ => {
                machine.block(block, blocks.get(at + 1));
                1
            }
        };
        if !machine.listing.sections.is_empty() {
            first = first.min(at);
        }
        at += count;
    }
    machine.close();
    let mut listing = machine.listing;
    // Without any entry it is no report that is read here, and its paragraphs are nobody's observations.
    if listing.sections.iter().all(|section| section.entries.is_empty()) {
        listing
            .sections
            .iter_mut()
            .for_each(|section| section.observations.clear());
    }
    let letters = Letters::of(text, &listing);
    listing.front = front::front(text, blocks.get(..first).unwrap_or_default(), &letters);
    listing
}

/// Where in a report the machine is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Before the first country, between the parts, in an annex.
    Outside,
    /// Among a country's entries.
    Entries,
    /// Among the observations on it.
    Observations,
}

struct Machine<'t> {
    text: &'t Text,
    listing: Listing,
    stage: Stage,
    /// What is being added to, block by block.
    open: Option<Draft>,
    /// The headings above the next observation, with their levels.
    headings: Vec<(u8, Span)>,
    level: Option<u8>,
    /// The last paragraph's number in figures.
    last_number: Option<u64>,
    /// The last heading, while no paragraph stands under it.
    bare_heading: Option<Span>,
    /// Whether an annex has begun, and no chapter since.
    annexed: bool,
    /// Whether the page ended within the head of the entry that is open.
    cut: bool,
}

impl Machine<'_> {
    fn block(&mut self, block: &Block<'_>, next: Option<&Block<'_>>) {
        if block.shown.trim_matches(is_separator).is_empty() {
            return;
        }
        if std::mem::take(&mut self.cut) || self.completes_head(block) {
            self.extend(block.span);
        } else if block.is_heading()
            || is_observations_label(block)
            || self.heads_entries(block, next)
            || self.is_sub_heading(block, next)
        {
            self.heading(block, next);
        } else {
            self.paragraph(block, next);
        }
    }

    /// Whether a block that looks like a heading is the rest of an entry's head, which a page's end cut: `State reply:
    /// None to` / `date`.
    fn completes_head(&self, block: &Block<'_>) -> bool {
        let Some(open) = self.open.as_ref().filter(|open| open.what == What::Entry) else {
            return false;
        };
        let said = self.text.slice(open.span).trim_end_matches(is_blank);
        let unfinished = said.ends_with(['/', ',', ';', '&', ':']);
        let figures = unfinished && block.shown.starts_with(|c: char| c.is_ascii_digit());
        block.is_heading() && (figures || block.shown.starts_with(char::is_lowercase))
    }

    /// Whether a line that is printed like a paragraph says that entries follow, and they do.
    fn heads_entries(&self, block: &Block<'_>, next: Option<&Block<'_>>) -> bool {
        let under_chapter = self.stage == Stage::Entries && self.open.is_none();
        under_chapter
            && block.number.is_none()
            && names_entries(&block.shown)
            && next.is_some_and(Block::is_numbered_entry)
    }

    /// Whether a block that is a country's name heads a chapter, by what follows it: in an annex and in tables such
    /// names stand, too.
    fn heads_chapter(&self, block: &Block<'_>, next: Option<&Block<'_>>) -> bool {
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
                    || self.in_sequence(next)
            })
        };
        // `None` can stand only under a country.
        let none = || next.is_some_and(|next| says_none(&next.shown));
        entry() || none() || !headed_otherwise && said()
    }

    fn chapter(&mut self, name: Span) {
        self.close();
        self.annexed = false;
        self.bare_heading = None;
        self.headings.clear();
        self.stage = Stage::Entries;
        self.listing.sections.push(Section {
            chapter: Some(name),
            ..Section::default()
        });
    }

    /// A heading that is no country's: of a part of the report, of the observations, or within them.
    fn heading(&mut self, block: &Block<'_>, next: Option<&Block<'_>>) {
        self.close();
        let shown = block.shown.as_ref();
        let bare = without_numbering(shown);
        let by_weight = if block.first.bold { Role::BOLD_LEVEL } else { u8::MAX };
        let level = block.level().unwrap_or(by_weight);
        let in_chapter = self.stage != Stage::Outside;
        let own = Span::new(block.words, block.words + shown.trim_end_matches(is_blank).len());
        let above = self.level.is_some_and(|chapters| level < chapters);
        if opens_observations(bare) && in_chapter && (!above || is_label(bare)) {
            self.headings.clear();
            self.headings.push((0, own));
            self.stage = Stage::Observations;
            return;
        }
        if in_chapter && says_none(bare) {
            self.listing.none(block.span);
            return;
        }
        // An unknown name where countries stand, with an entry under it, is a chapter too.
        let entry_follows = next.is_some_and(Block::is_numbered_entry);
        let as_countries = self.level.is_none_or(|chapters| chapters == level);
        if entry_follows && as_countries && !names_entries(bare) && !is_part(shown) {
            self.chapter(own);
            return;
        }
        if is_part(shown) || above {
            self.annexed |= is_annex(bare);
            self.stage = Stage::Outside;
            self.headings.clear();
            return;
        }
        if in_chapter && !names_entries(bare) {
            // The second line of a heading comes as another one.
            let goes_on = self.bare_heading == self.headings.last().map(|&(_, heading)| heading);
            match self.headings.last_mut() {
                Some((before, heading)) if *before == level && goes_on => *heading = heading.to(own),
                _ => {
                    self.headings.retain(|&(above, _)| above < level);
                    self.headings.push((level, own));
                }
            }
            self.bare_heading = self.headings.last().map(|&(_, heading)| heading);
            self.stage = Stage::Observations;
        }
    }

    /// Whether a line that is printed like a paragraph is a heading by its place: a few words without a stop between a
    /// whole entry, or observations, and a numbered paragraph.
    fn is_sub_heading(&self, block: &Block<'_>, next: Option<&Block<'_>>) -> bool {
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
        if !(words && begins && ends) || self.stage == Stage::Outside {
            return false;
        }
        if next.is_some_and(|next| self.is_over_prose(block, next)) {
            return true;
        }
        let paragraph_follows =
            next.is_some_and(|next| next.number.is_some() && !begins_entry(&next.shown) && self.in_sequence(next));
        let Some(open) = self.open.as_ref().filter(|_| paragraph_follows) else {
            return paragraph_follows;
        };
        if open.what == What::Observation {
            return true;
        }
        // What stands behind an entry without a summary is its summary, unless it is set further out.
        let left = |at: usize| match self.text.lines_of(Span::new(at, at + 1)).first()?.place {
            Place::Box(place) => Some(place.x0),
            Place::Element(_) => None,
        };
        let beside = [Some(open.span.start), next.map(|next| next.span.start)];
        let outdented = left(block.span.start).is_some_and(|heading| {
            let mut others = beside.into_iter().map(|at| at.and_then(left));
            others.all(|other| other.is_some_and(|other| heading + OUTDENT < other))
        });
        let words = Span::new(open.words, open.span.end);
        // A plain block of two lines that is set like the summary is its next paragraph, with its stop forgotten.
        let heads = block.lines == 1 || block.first.bold || is_usual_sub_heading(&block.shown);
        outdented || heads && cut(self.text, words).summary.is_some()
    }

    /// Whether what is open ends with a sentence, the mark of a footnote aside; so it does when nothing is open.
    fn has_ended(&self) -> bool {
        self.open.as_ref().is_none_or(|open| {
            let said = self.text.slice(open.span);
            let said = said.trim_end_matches(|c| is_blank(c) || c.is_ascii_digit());
            said.ends_with(['.', ')', '”', '»', '"', '?', '!'])
        })
    }

    /// Whether a line stands above observations without numbers: a few words among them, or such as head them usually.
    fn is_over_prose(&self, block: &Block<'_>, next: &Block<'_>) -> bool {
        /// Bytes of the longest; the shortest paragraph that it stands above has more.
        const LONGEST: usize = 100;
        let shown = block.shown.trim_matches(is_blank);
        let short = block.lines == 1 && shown.len() <= LONGEST && !shown.ends_with(['”', '»', '"']);
        let below = next.shown.trim_matches(is_blank);
        let prose = next.number.is_none() && !begins_entry(below) && below.ends_with(['.', ')', '”', '»', '"', ':']);
        let among = self.stage == Stage::Observations && self.has_ended();
        short && prose && (is_usual_sub_heading(shown) || among && below.len() > shown.len())
    }

    fn paragraph(&mut self, block: &Block<'_>, next: Option<&Block<'_>>) {
        self.bare_heading = None;
        let shown = block.shown.as_ref();
        let numbered = block.number.is_some();
        let whole = begins_entry(shown) || numbered && is_type_alone(shown);
        let is_cut = !begins_entry(shown) && begins_entry_cut(block, next);
        let strong = whole || is_cut;
        let is_entry = strong && (numbered || (is_whole_letter(shown) && !self.listing.cites(self.text, shown)));
        let in_sequence = self.in_sequence(block);
        if is_entry && (self.stage != Stage::Outside || is_whole_letter(shown)) {
            self.start(What::Entry, block);
            self.stage = Stage::Entries;
            self.cut = is_cut;
            return;
        }
        // Figures before the words are a paragraph's number only where its turn has come.
        if numbered && in_sequence {
            self.close();
            if self.stage == Stage::Outside {
                self.count(block);
            } else {
                self.stage = Stage::Observations;
                self.start(What::Observation, block);
            }
            return;
        }
        match (self.stage, self.open.is_some()) {
            (Stage::Outside, _) if strong && self.listing.cites(self.text, shown) => {
                self.listing.repeated.push(block.span);
            }
            (Stage::Outside, _) => {}
            (Stage::Entries, false) if says_none(shown) => self.listing.none(block.span),
            (_, true) if self.goes_on(block) => self.extend(block.span),
            _ => {
                self.stage = Stage::Observations;
                self.start(What::Observation, block);
            }
        }
    }

    /// Whether a block without a number goes on with what is open: a summary's next paragraph always; of observations
    /// only what is no sentence of its own.
    fn goes_on(&self, block: &Block<'_>) -> bool {
        let Some(open) = &self.open else { return false };
        let small = block.shown.starts_with(char::is_lowercase);
        open.what == What::Entry || small || block.number.is_some() || open.number.is_some()
    }

    /// Whether a paragraph's number is the next one, or only a few are left out.
    fn in_sequence(&self, block: &Block<'_>) -> bool {
        /// Numbers that a misprint or an unread paragraph can leave out.
        const GAP: u64 = 5;
        let Some(number) = self.figures(block) else {
            return false;
        };
        self.last_number.is_none_or(|last| {
            (last + 1..=last + GAP).contains(&number)
                || self.is_misnumbered(block) && (last.saturating_sub(GAP)..=last).contains(&number)
        })
    }

    /// Whether a paragraph has the looks of one whose number is a misprint: a sentence of its own behind a whole one,
    /// with a number beyond those of lists.
    fn is_misnumbered(&self, block: &Block<'_>) -> bool {
        /// The largest number of a list in a paragraph.
        const LISTED: u64 = 20;
        self.has_ended()
            && block.shown.starts_with(char::is_uppercase)
            && self.last_number.is_some_and(|last| last > LISTED)
    }

    fn figures(&self, block: &Block<'_>) -> Option<u64> {
        self.text.slice(block.number?).parse().ok()
    }

    fn count(&mut self, block: &Block<'_>) {
        if let Some(number) = self.figures(block) {
            self.last_number = Some(number);
        }
        if let Some(span) = block.number {
            self.listing.numbers.push(span);
        }
    }

    fn start(&mut self, what: What, block: &Block<'_>) {
        self.close();
        self.count(block);
        if self.listing.sections.is_empty() {
            self.listing.sections.push(Section::default());
        }
        if what == What::Entry {
            self.headings.clear();
        }
        self.open = Some(Draft {
            what,
            span: block.span,
            number: block.number,
            words: block.words,
        });
    }

    fn extend(&mut self, span: Span) {
        if let Some(open) = &mut self.open {
            open.extend(span);
        }
    }

    /// Puts what is open into its chapter.
    fn close(&mut self) {
        let text = self.text;
        if let (Some(open), Some(section)) = (self.open.take(), self.listing.sections.last_mut()) {
            open.put_into(section, &self.headings, |words| cut(text, words));
        }
    }
}

/// Cuts the fields of an entry that stands on pages.
fn cut(text: &Text, words: Span) -> Fields {
    fields::cut(&body_text::unwrapped(text, words), words.start)
}

/// Whether a page's end cuts the head of an entry: `83. Press release,` / `19/08/2015, “Title”`.
fn begins_entry_cut(block: &Block<'_>, next: Option<&Block<'_>>) -> bool {
    /// Bytes of the longest piece of a head.
    const LONGEST: usize = 120;
    let page = |block: &Block<'_>| match block.first.place {
        Place::Box(place) => Some(place.page),
        Place::Element(_) => None,
    };
    let Some(next) = next.filter(|next| next.number.is_none() && page(next) != page(block)) else {
        return false;
    };
    let cut = block.number.is_some() && block.shown.len() <= LONGEST;
    cut && begins_entry(&format!("{} {}", block.shown.trim_end_matches(is_blank), next.shown))
}

/// Whether a line that is printed like any other is a heading by its words.
fn is_observations_label(block: &Block<'_>) -> bool {
    block.number.is_none() && block.lines == 1 && is_label(&block.shown)
}
