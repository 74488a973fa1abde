//! The machine that puts blocks into sections, entries and observations.
//!
//! A layout says of each block, once, what it is ([`Rules::found`]), and its state table what is then done. The machine
//! does it: it holds what is open, and the headings above the next paragraph.

use super::blocks::Block;
use super::fields::{self, Fields};
use super::observations::Observation;
use super::outline::SectionHeading;
use super::report_rows::ReportRow;
use super::{Entry, Listing, Section};
use crate::record::CaseNumber;
use crate::text::{Item, Place, Span, Text};

/// Where in a document the machine is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// Before any section, or after the last one.
    Outside,
    /// After a section's heading, among its entries.
    Entries,
    /// After prose, without a heading in between.
    Prose,
    /// After a heading in the section.
    Observations,
}

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// The name of a country that heads a chapter.
    Country,
    /// The heading of a report's section.
    Section,
    /// The document's title.
    Title,
    /// Rows of a page's own list of reports.
    Rows,
    /// The heading of a part that is no chapter: a region, an annex.
    Part,
    /// What is no longer the document.
    Tail,
    /// The word that opens the observations.
    Label,
    /// A heading within a section.
    Heading,
    /// A heading that says that entries follow.
    Announcement,
    /// One that says so of press releases, and they do.
    PressReleases,
    /// Words that say that there are no entries.
    None,
    /// The first block of an entry.
    Entry,
    /// A paragraph with a number whose turn has come.
    Numbered,
    /// What goes on with the block before.
    GoesOn,
    /// The summary of an entry, in a paragraph of its own below it.
    Below,
    /// An entry that was read already, printed once more.
    Cited,
    /// A number without the words that it counts.
    Number,
    /// A paragraph among entries or observations.
    Prose,
    /// The first one after entries.
    Remark,
    /// No word at all.
    Blank,
    /// A line that was taken with the one before.
    Furniture,
}

/// What is done with a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    /// Put what is open into its section.
    Close,
    /// Begin a section.
    Section,
    /// Take it as a heading above the next paragraphs.
    Heading,
    /// Forget all headings.
    Forget,
    /// Open an entry.
    Entry,
    /// Open a paragraph of observations.
    Observation,
    /// Add it to what is open.
    Extend,
    /// The same, and what goes on with it goes on with the entry.
    Below,
    /// Note that the section has no entries.
    None,
    /// Note an item without words.
    Empty,
    /// Note the number of a paragraph that is of no section.
    Count,
    /// Note an entry printed once more.
    Repeat,
    /// Note the document's title.
    Title,
    /// Note rows of the list of reports.
    Rows,
}

/// What is done where: the stages, the class, the acts, and the stage afterwards where it changes. The first row that
/// fits counts.
pub(super) type Table = &'static [(&'static [Stage], Class, &'static [Act], Option<Stage>)];

/// All stages.
pub(super) const ANY: &[Stage] = &[Stage::Outside, Stage::Entries, Stage::Prose, Stage::Observations];

/// What was found at a block.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub class: Class,
    /// How many blocks it takes.
    pub takes: usize,
    /// Its words, or a heading's.
    pub span: Span,
    /// The number before them.
    pub number: Option<Span>,
    /// Where the words after the number begin.
    pub words: usize,
    /// The level of a heading, 0 the highest.
    pub level: u8,
    /// Whether it is the second line of the heading before.
    pub joins: bool,
    /// The country that it names.
    pub name: Option<Span>,
    /// What it says as the heading of a section.
    pub section: Option<SectionHeading>,
    /// The rows in it.
    pub rows: Vec<ReportRow>,
    /// A number before it that counts nothing.
    pub uncounted: Option<Span>,
}

impl Found {
    pub fn new(class: Class, block: &Block<'_>) -> Self {
        Self {
            class,
            takes: 1,
            span: block.span,
            number: block.number,
            words: block.words,
            level: 0,
            joins: false,
            name: None,
            section: None,
            rows: Vec::new(),
            uncounted: None,
        }
    }
}

/// What a layout knows of its blocks.
pub(super) trait Rules<'t> {
    /// What is done with which block.
    const TABLE: Table;
    /// Whether paragraphs are counted through the whole document.
    const COUNTS: bool;

    /// What a block is; `behind` are those after it.
    fn found(&mut self, engine: &Engine<'t>, block: &Block<'t>, behind: &[Block<'t>]) -> Found;

    /// A number at the document's end that counts nothing.
    fn uncounted(&mut self) -> Option<Span> {
        None
    }

    /// Cuts the words of an entry.
    fn fields(text: &Text, words: Span) -> Fields;
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    Entry,
    Observation,
}

/// What blocks are added to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Open {
    pub what: What,
    pub span: Span,
    pub number: Option<Span>,
    /// Where the words after the number begin.
    pub words: usize,
    /// The paragraph, item and place that go on with it.
    pub paragraph: u32,
    pub item: Option<Item>,
    pub place: Place,
    /// Whether an entry's summary began in a paragraph below it.
    pub below: bool,
}

impl Open {
    /// Its words without its number.
    pub fn content(&self) -> Span {
        Span::new(self.words, self.span.end)
    }
}

/// The machine.
pub(super) struct Engine<'t> {
    pub text: &'t Text,
    pub listing: Listing,
    pub stage: Stage,
    pub open: Option<Open>,
    /// The headings above the next paragraph, with their levels.
    pub headings: Vec<(u8, Span)>,
    /// The last paragraph's number in digits.
    pub last_number: Option<u64>,
    /// The block with which the first section began.
    pub first: Option<usize>,
}

impl<'t> Engine<'t> {
    /// Puts all blocks of a text where they belong.
    pub fn run<R: Rules<'t>>(text: &'t Text, blocks: &[Block<'t>], rules: &mut R) -> Self {
        let mut engine = Self {
            text,
            listing: Listing::default(),
            stage: Stage::Outside,
            open: None,
            headings: Vec::new(),
            last_number: None,
            first: None,
        };
        let mut at = 0;
        while let Some([block, behind @ ..]) = blocks.get(at..) {
            let found = rules.found(&engine, block, behind);
            engine.uncounted(found.uncounted);
            let takes = found.takes.max(1);
            engine.step::<R>(block, found);
            if engine.first.is_none() && !engine.listing.sections.is_empty() {
                engine.first = Some(at);
            }
            at += takes;
        }
        engine.uncounted(rules.uncounted());
        engine.close::<R>();
        engine
    }

    fn step<R: Rules<'t>>(&mut self, block: &Block<'t>, mut found: Found) {
        let fits = |&&(stages, class, ..): &&(&[Stage], Class, &[Act], Option<Stage>)| {
            class == found.class && stages.contains(&self.stage)
        };
        let row = R::TABLE.iter().find(fits);
        debug_assert!(row.is_some(), "{:?} {:?} stands in no row", self.stage, found.class);
        let Some(&(_, _, acts, stage)) = row else { return };
        for act in acts {
            self.act::<R>(*act, block, &mut found);
        }
        self.stage = stage.unwrap_or(self.stage);
    }

    fn act<R: Rules<'t>>(&mut self, act: Act, block: &Block<'t>, found: &mut Found) {
        match act {
            Act::Close => self.close::<R>(),
            Act::Section => {
                self.headings.clear();
                self.listing.sections.push(Section {
                    heading: found.section.take(),
                    chapter: found.name,
                    ..Section::default()
                });
            }
            Act::Heading => {
                if let Some((_, heading)) = self.headings.last_mut().filter(|_| found.joins) {
                    *heading = heading.to(found.span);
                } else {
                    self.headings.retain(|&(above, _)| above < found.level);
                    self.headings.push((found.level, found.span));
                }
            }
            Act::Forget => self.headings.clear(),
            Act::Entry => self.open::<R>(What::Entry, block, found),
            Act::Observation => self.open::<R>(What::Observation, block, found),
            Act::Extend => {
                if let Some(open) = &mut self.open {
                    open.span = open.span.to(block.span);
                }
            }
            Act::Below => {
                if let Some(open) = &mut self.open {
                    open.span = open.span.to(block.span);
                    let line = block.first;
                    (open.paragraph, open.item, open.place) = (line.paragraph, line.item, line.place);
                    open.below = true;
                }
            }
            Act::None => {
                if let Some(section) = self.listing.sections.last_mut() {
                    section.none.get_or_insert(block.span);
                }
            }
            Act::Empty => self.uncounted(Some(block.span)),
            Act::Count => self.count(found.number),
            Act::Repeat => self.listing.repeated.push(block.span),
            Act::Title => (self.listing.title, self.listing.country) = (Some(block.span), found.name),
            Act::Rows => self.listing.reports.append(&mut found.rows),
        }
    }

    fn open<R: Rules<'t>>(&mut self, what: What, block: &Block<'t>, found: &Found) {
        self.close::<R>();
        if R::COUNTS {
            self.count(found.number);
        }
        if self.listing.sections.is_empty() {
            self.listing.sections.push(Section::default());
        }
        let line = block.first;
        self.open = Some(Open {
            what,
            span: found.number.map_or(block.span, |number| number.to(block.span)),
            number: found.number,
            words: found.words,
            paragraph: line.paragraph,
            item: line.item,
            place: line.place,
            below: false,
        });
    }

    /// Puts what is open into its section, an entry with the fields that are cut out of its words, and a paragraph of
    /// observations with the headings above it.
    fn close<R: Rules<'t>>(&mut self) {
        let (Some(open), Some(section)) = (self.open.take(), self.listing.sections.last_mut()) else {
            return;
        };
        let (span, number, words) = (open.span, open.number, open.content());
        match open.what {
            What::Entry => section.entries.push(Entry {
                row: None,
                span,
                number,
                fields: R::fields(self.text, words),
            }),
            What::Observation => section.observations.push(Observation {
                span,
                number,
                words,
                headings: self.headings.iter().map(|&(_, heading)| heading).collect(),
            }),
        }
    }

    fn count(&mut self, number: Option<Span>) {
        let Some(span) = number else { return };
        self.last_number = self.text.slice(span).parse().ok().or(self.last_number);
        self.listing.numbers.push(span);
    }

    fn uncounted(&mut self, number: Option<Span>) {
        if let (Some(number), Some(section)) = (number, self.listing.sections.last_mut()) {
            section.empty_items.push(number);
        }
    }

    /// What is open, if it is an entry.
    pub fn open_entry(&self) -> Option<&Open> {
        self.open.as_ref().filter(|open| open.what == What::Entry)
    }

    /// Whether a whole entry repeats one that was cut already, as a citation does.
    pub fn cites(&self, content: &str) -> bool {
        let read = |printed: &str| CaseNumber::prefix(printed).map(|(read, _)| read.case_number);
        let cited = fields::cut(content, 0)
            .case_number
            .and_then(|span| read(content.get(span.start..span.end)?));
        let entries = self.listing.sections.iter().flat_map(|section| &section.entries);
        let mut numbers = entries.filter_map(|entry| read(self.text.slice(entry.fields.case_number?)));
        cited.is_some() && numbers.any(|number| Some(number) == cited)
    }
}
