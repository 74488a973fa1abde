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
            front.period = period(&block.shown, block.words);
        }
        if let Some([_, end]) = front.period
            && front.replies_until.is_none()
        {
            front.replies_until = replies_until(&block.shown, block.words, end.end);
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
///
/// `shown` is a paragraph whose first character stands at `base`.
fn period(shown: &str, base: usize) -> Option<[Span; 2]> {
    const WORDS: &[&str] = &[
        "communication",
        "letter",
        "appeal",
        "period",
        "covers",
        "summar",
        "case",
        "sent",
        "période",
        "lettre",
        "envoy",
        "adressé",
        "transmi",
        "período",
        "periodo",
        "comunicacion",
        "cartas",
        "casos",
        "enviad",
    ];
    if !names(shown, WORDS) {
        return None;
    }
    let days: Vec<Span> = outline::dates(shown, base).collect();
    let mut pairs = days.iter().zip(days.iter().skip(1));
    let (start, end) = pairs.find(|(start, end)| {
        let between = shown.get(start.end - base..end.start - base).unwrap_or_default();
        joins_days(between) && in_order(shown, base, **start, **end)
    })?;
    Some([*start, *end])
}

/// Whether a part of a paragraph holds one of some beginnings of words, which a line's end may have parted.
fn names(part: &str, beginnings: &[&str]) -> bool {
    let whole: String = part.chars().filter(|c| !matches!(c, '\u{ad}' | '\u{200b}')).collect();
    let lower = whole.to_lowercase();
    beginnings.iter().any(|beginning| lower.contains(beginning))
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
        "to and including",
        "until and including",
        "up to and including",
        "through to",
        "ending",
        "ending on",
        "and ending",
        "and ending on",
        "al",
        "al día",
        "hasta",
        "y",
        "y el",
        "hasta el",
        "a",
        "au",
        "et le",
        "et",
        "jusqu'au",
        "et jusqu'au",
        "y hasta el",
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

fn in_order(shown: &str, base: usize, start: Span, end: Span) -> bool {
    let read = |span: Span| {
        let printed = shown.get(span.start - base..span.end - base)?;
        printed.parse::<PrintedDay>().ok().map(|printed| printed.day)
    };
    read(start).zip(read(end)).is_some_and(|(start, end)| start < end)
}

/// The day until which replies are counted: the first behind `after` whose sentence speaks of replies, either in
/// front of the day (`replies received until 30 April 2014`) or right behind it (`up to 30 April 2014 for replies`).
fn replies_until(shown: &str, base: usize, after: usize) -> Option<Span> {
    let mut at = 0;
    shown.split_inclusive(". ").find_map(|sentence| {
        let start = base + at;
        at += sentence.len();
        cut_off(sentence, start, after)
    })
}

fn cut_off(sentence: &str, base: usize, after: usize) -> Option<Span> {
    const REPLIES: &[&str] = &["repl", "respon", "répon", "respuesta"];
    const CONCERNING: &[&str] = &[
        "for ",
        "in respect of ",
        "as regards ",
        "pour ",
        "en ce qui concerne ",
        "para ",
    ];
    const UNTIL: &[&str] = &[
        "by", "until", "till", "to", "before", "through", "than", "au", "le", "el", "del", "al",
    ];
    /// Characters in front of the day within which a word for replies needs no `until` beside the day.
    const REACH: usize = 90;
    /// Characters behind the day in which the replies are named.
    const NAMED: usize = 40;
    let lower = sentence.to_lowercase();
    // Lower case has the same length for the letters of these languages; where it has not, nothing is read.
    if lower.len() != sentence.len() {
        return None;
    }
    let names_replies = |part: &str| names(part, REPLIES);
    let days: Vec<Span> = outline::dates(sentence, base)
        .filter(|day| day.start >= after)
        .collect();
    days.iter().enumerate().find_map(|(at, day)| {
        let before = lower.get(..day.start - base)?;
        let near = before.char_indices().rev().nth(REACH).map_or(0, |(at, _)| at);
        let near = before.get(near..).unwrap_or(before);
        let until = before
            .split_whitespace()
            .next_back()
            .is_some_and(|word| UNTIL.contains(&word));
        let behind = lower.get(day.end - base..)?.trim_start_matches([' ', ',', '\u{a0}']);
        let named = || {
            let length = behind.char_indices().nth(NAMED).map_or(behind.len(), |(at, _)| at);
            CONCERNING.iter().any(|word| behind.starts_with(word)) && behind.get(..length).is_some_and(names_replies)
        };
        if !(names_replies(near) || (until && names_replies(before)) || named()) {
            return None;
        }
        // `received between 1 February 2013 and 31 January 2014` ends with the second.
        let next = days.get(at + 1).filter(|next| {
            let between = sentence.get(day.end - base..next.start - base);
            between.is_some_and(joins_days) && in_order(sentence, base, *day, **next)
        });
        Some(*next.unwrap_or(day))
    })
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
        if totals.is_empty() && names(sentence, SENT) {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn days(paragraph: &str) -> [Option<&str>; 3] {
        const BASE: usize = 17;
        let printed = |span: Span| paragraph.get(span.start - BASE..span.end - BASE);
        let period = period(paragraph, BASE);
        let until = period.and_then(|[_, end]| replies_until(paragraph, BASE, end.end));
        let [start, end] = period.map_or([None, None], |days| days.map(printed));
        [start, end, until.and_then(printed)]
    }

    #[test]
    fn an_introduction_states_its_period_and_its_cut_off() {
        let table = [
            (
                "Letters sent between 1 March 2013 and 28 February 2014, and replies received until 30 April 2014.",
                [Some("1 March 2013"), Some("28 February 2014"), Some("30 April 2014")],
            ),
            (
                "It covers 1 May 2011 to 15 March 2012 for communications and the period up to 15 May 2012 for replies.",
                [Some("1 May 2011"), Some("15 March 2012"), Some("15 May 2012")],
            ),
            (
                "In the period (1 March 2016 to 28 February 2017) letters were addressed to States. Replies that \
                 reached the Office of the United Nations High Commissioner for Human Rights by 30 April 2017 are listed.",
                [Some("1 March 2016"), Some("28 February 2017"), Some("30 April 2017")],
            ),
            (
                "The cases are those sent between 1 March 2015 and 28 February 2016. Responses are reflected where \
                 they arrived no later than 30 April 2016.",
                [Some("1 March 2015"), Some("28 February 2016"), Some("30 April 2016")],
            ),
            (
                "The ca\u{ad}ses between 1 March 2013 and 28 February 2014. Re\u{ad}sponses that arrived before 3 May 2014.",
                [Some("1 March 2013"), Some("28 February 2014"), Some("3 May 2014")],
            ),
            (
                "Letters sent between 1 March 2013 and 28 February 2014. On 3 June 2014 the Council asked for replies.",
                [Some("1 March 2013"), Some("28 February 2014"), None],
            ),
            (
                "He was born on 3 June 1960 and 4 June 2014 was his last day.",
                [None, None, None],
            ),
        ];
        for (paragraph, expected) in table {
            assert_eq!(days(paragraph), expected, "{paragraph}");
        }
    }
}
