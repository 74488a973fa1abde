//! What a report says of itself before its first country: symbol, mandate, period, cut-off, totals, contents.

use super::blocks::Block;
use super::labels::is_separator;
use super::outline;
use crate::read::text::{Line, Place, Role, Span, Text};
use crate::record::spelling::{Openings, eat, is_blank};
use crate::record::{Country, PrintedDay, Symbol};

/// The frame of a report; nothing of it is certain to be printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Front {
    /// The report's own symbol.
    pub symbol: Option<Span>,
    /// What the title says behind `Special Rapporteur on`.
    pub mandate: Option<Span>,
    /// First and last day of the letters that it covers.
    pub period: Option<[Span; 2]>,
    /// The day until which replies are counted.
    pub replies_until: Option<Span>,
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

/// Reads the frame of a report: its first page, its contents list, and the blocks before its first country.
pub(super) fn front(text: &Text, before: &[Block<'_>]) -> Front {
    let mut front = Front {
        symbol: symbol(text),
        mandate: before.iter().find_map(|block| mandate(block)),
        contents: contents(text),
        ..Front::default()
    };
    for block in before.iter().filter(|block| !block.is_heading()) {
        if front.period.is_none() {
            front.period = period(block);
        }
        if front.replies_until.is_none() && front.period.is_some() {
            let behind = front.period.map_or(0, |[_, end]| end.end);
            front.replies_until = replies_until(block, behind);
        }
        if front.totals.is_empty() {
            front.totals = totals(block);
        }
    }
    front
}

/// The symbol at the head of the first page that has one.
fn symbol(text: &Text) -> Option<Span> {
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

/// The two days between which the letters of a report were sent: `between 1 March 2013 and 28 February 2014`.
fn period(block: &Block<'_>) -> Option<[Span; 2]> {
    const WORDS: &[&str] = &[
        "communication",
        "letter",
        "appeal",
        "period",
        "covers",
        "summar",
        "période",
        "lettre",
        "período",
        "periodo",
        "comunicacion",
        "cartas",
    ];
    let shown = block.shown.as_ref();
    let lower = shown.to_lowercase();
    if !WORDS.iter().any(|word| lower.contains(word)) {
        return None;
    }
    let days: Vec<Span> = outline::dates(shown, block.words).collect();
    let mut pairs = days.iter().zip(days.iter().skip(1));
    let (start, end) = pairs.find(|(start, end)| {
        let between = shown
            .get(start.end - block.words..end.start - block.words)
            .unwrap_or_default();
        joins_days(between) && in_order(block, **start, **end)
    })?;
    Some([*start, *end])
}

/// Whether words between two days make them the ends of a period.
fn joins_days(between: &str) -> bool {
    const JOINTS: &[&str] = &[
        "and",
        "to",
        "until",
        "till",
        "through",
        "up to",
        "and until",
        "al",
        "y",
        "y el",
        "hasta el",
        "a",
        "au",
        "et le",
        "et",
        "jusqu'au",
        "-",
        "",
    ];
    let folded: String = between
        .chars()
        .map(|c| match c {
            '\u{2010}'..='\u{2015}' => '-',
            '\u{2019}' => '\'',
            c if is_blank(c) => ' ',
            c => c.to_ascii_lowercase(),
        })
        .collect();
    let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    let joint = words.join(" ");
    !joint.is_empty() && JOINTS.contains(&joint.trim_matches([',', '(', ')']).trim())
}

fn in_order(block: &Block<'_>, start: Span, end: Span) -> bool {
    let read = |span: Span| {
        let printed = block.shown.get(span.start - block.words..span.end - block.words)?;
        printed.parse::<PrintedDay>().ok().map(|printed| printed.day)
    };
    read(start).zip(read(end)).is_some_and(|(start, end)| start < end)
}

/// The day until which replies are counted: the last of a sentence's part that speaks of replies, behind `after`.
fn replies_until(block: &Block<'_>, after: usize) -> Option<Span> {
    const WORDS: &[&str] = &["repl", "respon", "répon", "respuesta"];
    /// Characters between the word for replies and the day; `replies to them received from Governments until` has 40.
    const REACH: usize = 90;
    let shown = block.shown.as_ref();
    let lower = shown.to_lowercase();
    // Lower case has the same length for the letters of these languages; where it has not, nothing is read.
    if lower.len() != shown.len() {
        return None;
    }
    let days: Vec<Span> = outline::dates(shown, block.words)
        .filter(|day| day.start >= after)
        .collect();
    let mut found = None;
    for (at, day) in days.iter().enumerate() {
        let start = day.start - block.words;
        let from = (start.saturating_sub(REACH)..=start).find(|&at| lower.is_char_boundary(at))?;
        let before = lower.get(from..start)?;
        // A sentence of its own begins behind a stop.
        let sentence = before.rsplit(". ").next().unwrap_or(before);
        if WORDS.iter().any(|word| sentence.contains(word)) {
            // `received between 1 February 2013 and 31 January 2014` ends with the second.
            let next = days.get(at + 1).filter(|next| {
                let between = shown.get(day.end - block.words..next.start - block.words);
                between.is_some_and(joins_days) && in_order(block, *day, **next)
            });
            found = Some(*next.unwrap_or(day));
            break;
        }
    }
    found
}

/// The totals of a sentence that says how many letters were sent.
fn totals(block: &Block<'_>) -> Vec<Total> {
    const SENT: &[&str] = &[
        "sent",
        "transmitted",
        "issued",
        "envoyé",
        "adressé",
        "transmis",
        "envió",
        "envi",
        "transmiti",
    ];
    let shown = block.shown.as_ref();
    let mut totals = Vec::new();
    let mut at = 0;
    for sentence in shown.split_inclusive(". ") {
        let start = block.words + at;
        at += sentence.len();
        let lower = sentence.to_lowercase();
        if SENT.iter().any(|word| lower.contains(word)) && totals.is_empty() {
            totals = totals_of(sentence, start);
        }
    }
    // A number of appeals alone is part of another sentence's sum.
    if totals.iter().any(|total| total.counted == Counted::Communications) {
        totals
    } else {
        Vec::new()
    }
}

fn totals_of(sentence: &str, base: usize) -> Vec<Total> {
    const NAMES: &[(&str, Counted)] = &[
        ("joint communications", Counted::Joint),
        ("communications", Counted::Communications),
        ("communication", Counted::Communications),
        ("of them jointly", Counted::Joint),
        ("of which jointly", Counted::Joint),
        ("of them were sent jointly", Counted::Joint),
        ("were sent jointly", Counted::Joint),
        ("jointly", Counted::Joint),
        ("urgent appeals", Counted::UrgentAppeals),
        ("urgent appeal", Counted::UrgentAppeals),
        ("letters of allegation", Counted::AllegationLetters),
        ("allegation letters", Counted::AllegationLetters),
        ("allegation letter", Counted::AllegationLetters),
        ("other letters", Counted::OtherLetters),
        ("other letter", Counted::OtherLetters),
        ("press releases", Counted::PressReleases),
        ("press release", Counted::PressReleases),
    ];
    let mut totals: Vec<Total> = Vec::new();
    let mut before = ' ';
    for (at, c) in sentence.char_indices() {
        let begins = c.is_ascii_digit() && !before.is_alphanumeric() && !matches!(before, '/' | '.' | ',');
        before = c;
        if !begins {
            continue;
        }
        let rest = sentence.get(at..).unwrap_or_default();
        let length = rest.bytes().take_while(u8::is_ascii_digit).count();
        let words = rest.get(length..).unwrap_or_default().trim_start_matches(is_blank);
        let counted = NAMES
            .iter()
            .find_map(|&(name, counted)| eat(words, name).map(|_| counted));
        let Some(counted) = counted else { continue };
        // The first of each kind is the report's; later ones are parts of it.
        if totals.iter().all(|total| total.counted != counted) {
            let span = Span::new(base + at, base + at + length);
            totals.push(Total { counted, span });
        }
    }
    totals
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
