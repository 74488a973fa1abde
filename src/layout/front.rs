//! What a report says of itself before its first country: symbol, mandate, period, cut-off, totals, contents.

mod cut_off;
mod period;
mod sentences;
mod totals;

use self::sentences::{Sentence, sentences};
use super::Listing;
use super::blocks::Block;
use super::fields::Replies;
use super::headings::names_region;
use super::labels::is_separator;
use crate::record::{Country, Day, PrintedDay, Symbol};
use crate::text::spelling::{Openings, eat, is_blank};
use crate::text::{Line, Place, Role, Span, Text};

/// The frame of a report; nothing of it is certain to be printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Front {
    /// The report's own symbol.
    pub symbol: Option<Span>,
    /// What the title says behind `Special Rapporteur on`.
    pub mandate: Option<Span>,
    /// First and last day of the letters that it covers; the first can lack the year that it shares with the last.
    pub period: Option<[Span; 2]>,
    /// The day until which replies are counted.
    pub replies_until: Option<Span>,
    /// The words that say that it is on the letters of all mandates.
    pub joint: Option<Span>,
    /// The first day of the replies that it covers.
    pub replies_from: Option<Span>,
    /// The totals that the introduction states.
    pub totals: Vec<Total>,
    /// The countries of its contents list.
    pub contents: Vec<Span>,
}

/// A total that an introduction states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Total {
    /// What it counts.
    pub counted: Counted,
    /// Its figures.
    pub span: Span,
}

/// What a total counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// Letters.
    Communications,
    /// Letters sent with other mandates.
    Joint,
    /// Urgent appeals, joint ones among them.
    UrgentAppeals,
    /// Allegation letters, joint ones among them.
    AllegationLetters,
    /// Other letters, joint ones among them.
    OtherLetters,
    /// Press releases.
    PressReleases,
}

impl Counted {
    /// Whether it is a type of letter.
    fn is_type(self) -> bool {
        matches!(self, Self::UrgentAppeals | Self::AllegationLetters | Self::OtherLetters)
    }
}

/// The days of a report's entries, which tell its own period from those of other reports.
#[derive(Debug)]
pub(super) struct Letters {
    /// When letters were sent, rising, misprints among them.
    sent: Vec<Day>,
    /// When States replied, rising.
    replied: Vec<Day>,
}

impl Letters {
    /// The days of the entries of a listing.
    pub(super) fn of(text: &Text, listing: &Listing) -> Self {
        let day = |span: Span| Some(text.slice(span).parse::<PrintedDay>().ok()?.day);
        let (mut sent, mut replied) = (Vec::new(), Vec::new());
        for entry in listing.sections.iter().flat_map(|section| &section.entries) {
            sent.extend(entry.fields.date.and_then(day));
            if let Replies::Dates(replies) = &entry.fields.replies {
                replied.extend(replies.iter().filter_map(|reply| day(reply.date)));
            }
        }
        Self::rising(sent, replied)
    }

    fn rising(mut sent: Vec<Day>, mut replied: Vec<Day>) -> Self {
        sent.sort_unstable();
        replied.sort_unstable();
        Self { sent, replied }
    }
}

/// Reads the frame of a report: its first page, its contents list, and the blocks before its first country.
pub(super) fn front(text: &Text, before: &[Block<'_>], letters: &Letters) -> Front {
    let mut front = Front {
        symbol: symbol(text),
        mandate: before.iter().find_map(|block| mandate(block)),
        contents: contents(text),
        ..Front::default()
    };
    // What is said below a region's heading is said of the region.
    let introduction = before
        .iter()
        .take_while(|block| !(block.is_heading() && names_region(&block.shown)));
    let paragraphs = introduction.filter(|block| !block.is_heading());
    let told: Vec<Vec<Sentence>> = paragraphs.map(|block| sentences(&block.shown, block.words)).collect();
    let told = || told.iter().map(Vec::as_slice);
    let period = period::of_report(told(), &letters.sent);
    front.period = period.map(|period| period.spans);
    front.replies_until = cut_off::replies_until(told(), period, letters);
    front.totals = told()
        .map(totals::of)
        .find(|totals| !totals.is_empty())
        .unwrap_or_default();
    front
}

/// The symbol at the head of the first page that has one.
pub(super) fn symbol(text: &Text) -> Option<Span> {
    /// Pages on which a report prints its own symbol in its first lines.
    const PAGES: u32 = 3;
    /// Lines of a page among which it stands.
    const LINES: usize = 12;
    (1..=PAGES).find_map(|page| {
        let on_page = |line: &&Line| matches!(line.place, Place::Box(place) if place.page == page);
        let lines = text.lines().iter().filter(on_page).take(LINES);
        let heads_first = |role: Role| u8::from(role != Role::RunningHead);
        let mut found: Vec<(u8, Span)> = lines
            .filter_map(|line| {
                let shown = text.slice(line.span);
                let bare = shown.trim_matches(is_blank);
                let at = line.span.start + (shown.len() - shown.trim_start_matches(is_blank).len());
                let (_, length) = Symbol::prefix(bare)?;
                // Alone on its line; a sentence names other documents.
                let alone = bare
                    .get(length..)?
                    .trim_matches(|c: char| is_blank(c) || c == '*')
                    .is_empty();
                alone.then(|| (heads_first(line.role), Span::new(at, at + length)))
            })
            .collect();
        found.sort();
        found.first().map(|&(_, span)| span)
    })
}

/// The words of a title behind `Special Rapporteur on`.
fn mandate(block: &Block<'_>) -> Option<Span> {
    const HOLDERS: &[&str] = &[
        "special rapporteur on",
        "special rapporteur in the field of",
        "special representative of the secretary-general on",
        "independent expert on",
        "rapporteur spécial sur",
        "rapporteuse spéciale sur",
        "relator especial sobre",
        "relatora especial sobre",
    ];
    static OPENINGS: Openings = Openings::of(HOLDERS);
    const ARTICLES: &[&str] = &[
        "the situation of",
        "the rights to",
        "the right to",
        "the promotion and protection of the right to",
        "la situation des",
        "la situación de los",
        "le droit de",
        "la",
        "le",
        "el",
        "the",
    ];
    let shown = block.shown.as_ref();
    let rest = words(shown).find_map(|(_, rest)| {
        let begins = OPENINGS.may_begin(rest);
        let length = HOLDERS.iter().filter(|_| begins).find_map(|holder| eat(rest, holder))?;
        Some(rest.get(length..)?.trim_start_matches(is_blank))
    })?;
    let rest = ARTICLES
        .iter()
        .find_map(|article| eat(rest, article))
        .and_then(|length| rest.get(length..))
        .map_or(rest, |rest| rest.trim_start_matches(is_blank));
    // A title names the mandate and its holder, whose name begins with a capital; a sentence goes on.
    let sentence = shown.trim_end_matches(is_blank).ends_with('.');
    let mut stops = rest.match_indices([',', ';', '(', '.']);
    let ends = |&(at, stop): &(usize, &str)| {
        let next = rest
            .get(at + stop.len()..)
            .and_then(|rest| rest.trim_start_matches(is_blank).chars().next());
        sentence || stop != "," || !next.is_some_and(char::is_lowercase)
    };
    let end = stops.find(ends).map_or(rest.len(), |(at, _)| at);
    let named = rest.get(..end)?.trim_end_matches(is_blank);
    (!named.is_empty()).then(|| {
        let start = block.words + shown.len() - rest.len();
        Span::new(start, start + named.len())
    })
}

/// The countries of the contents list.
fn contents(text: &Text) -> Vec<Span> {
    let lines = text.lines().iter().filter(|line| line.role == Role::Contents);
    lines
        .filter_map(|line| {
            let shown = text.slice(line.span);
            // Leaders and numbers stand behind the name.
            let end = ["..", "…", ". .", "  ", "\t"]
                .iter()
                .filter_map(|leader| shown.find(leader))
                .min();
            let name = shown.get(..end.unwrap_or(shown.len()))?;
            let name = name.trim_end_matches(|c: char| is_blank(c) || c.is_ascii_digit() || is_separator(c));
            let name = super::headings::without_numbering(name);
            Country::of_name(name)?;
            let start = line.span.start + (name.as_ptr() as usize).saturating_sub(shown.as_ptr() as usize);
            Some(Span::new(start, start + name.len()))
        })
        .collect()
}

/// The rest of a string from each of its words on.
fn words(string: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut before = ' ';
    string.char_indices().filter_map(move |(at, c)| {
        let begins = c.is_alphabetic() && !before.is_alphabetic();
        before = c;
        if begins { Some((at, string.get(at..)?)) } else { None }
    })
}
