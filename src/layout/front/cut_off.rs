//! The day until which a report counts replies, as its introduction says it.

use super::Letters;
use super::period::{Period, up_to};
use super::sentences::{Named, Sentence, holds, joins_days};
use crate::record::Day;
use crate::text::Span;

/// How plainly a day is said to be the last one of replies: a word for replies and one for `until`.
const SAID: u8 = 10;
/// A word for replies shortly before it.
const NEAR: u8 = 7;
/// A word for a last day, or for replies further off.
const CLOSED: u8 = 6;
/// A word for `until`, and those who reply.
const RECEIVED: u8 = 4;
/// A word for replies soon behind it.
const BEHIND: u8 = 3;
/// The sentences before it speak of replies.
const SPOKEN_OF: u8 = 2;
/// What a day that editors would hardly choose must have on others.
const UNEVEN: u8 = 3;

/// The day until which replies are counted: behind the period's end and nearly all letters and replies, the one that is
/// most plainly said to be the last day of replies; of equals the first.
pub(super) fn replies_until<'s>(
    paragraphs: impl Iterator<Item = &'s [Sentence]>,
    period: Option<Period>,
    letters: &Letters,
) -> Option<Span> {
    /// One reply in so many may be dated later, and a few always: misprints, and replies that came in late.
    const LATE: usize = 10;
    const FEW: usize = 3;
    let own = |&(named, _): &(Named, u8)| {
        let late = letters.replied.len() - up_to(&letters.replied, named.day).len();
        let replies = late <= (letters.replied.len() / LATE).max(FEW);
        let sent = up_to(&letters.sent, named.day).len();
        let behind = |period: Period| named.day >= period.days[1] && !period.spans.contains(&named.span);
        sent * 2 >= letters.sent.len() && replies && period.is_none_or(behind)
    };
    let said = paragraphs.flat_map(cut_offs).filter(own);
    let said = said.filter_map(|(named, plain)| {
        let even = is_even(named.day) || period.is_some_and(|period| period.days[1].day() == named.day.day());
        let plain = if even { plain } else { plain.saturating_sub(UNEVEN) };
        (plain > 0).then_some((named, plain))
    });
    // `min_by_key` takes the first of equals.
    said.min_by_key(|&(_, plain)| std::cmp::Reverse(plain))
        .map(|(named, _)| named.span)
}

/// Whether a day begins, halves or ends its month, as the days do that editors choose.
fn is_even(day: Day) -> bool {
    matches!(day.day(), 1 | 15) || day.next().day() == 1
}

/// The days of a paragraph up to which something is counted, replies by all signs, and how plainly that is said.
fn cut_offs(sentences: &[Sentence]) -> Vec<(Named, u8)> {
    let mut found = Vec::new();
    let mut spoken_of = false;
    for sentence in sentences {
        let mut at = 0;
        while let Some(&named) = sentence.days.get(at) {
            let plain = plainness(sentence, at, spoken_of);
            // `received between 1 February 2013 and 31 January 2014` ends with the second, and so does `before 1 February
            // 2014, i.e. no later than 31 January 2014`.
            let next = sentence.days.get(at + 1).filter(|next| {
                let between = sentence.between(at).unwrap_or_default();
                joins_days(between) && named.day < next.day || holds(between, IN_OTHER_WORDS)
            });
            at += 1 + usize::from(next.is_some());
            if plain > 0 {
                found.push((*next.unwrap_or(&named), plain));
            }
        }
        spoken_of |= holds(sentence.all(), REPLIES);
    }
    found
}

/// Beginnings of words for what States send back.
const REPLIES: &[&str] = &[
    "réplic",
    "repl",
    "respon",
    "répon",
    "répond",
    "respuesta",
    "answer",
    "contest",
];
/// Those who send it, and words for it that mean other things as well.
const STATES: &[&str] = &[
    "government",
    "state",
    "gouvernement",
    "état",
    "gobierno",
    "estado",
    "received",
    "reached",
    "arriv",
    "came in",
    "come in",
    "reaction",
    "reçu",
    "parven",
    "réaction",
    "recib",
    "lleg",
    "reaccion",
];
const CUT_OFF: &[&str] = &[
    "cut-off",
    "cutoff",
    "cut off",
    "deadline",
    "closing date",
    "time limit",
    "date limite",
    "date butoir",
    "clôtur",
    "arrêté",
    "délai",
    "échéance",
    "fecha límite",
    "fecha de cierre",
    "plazo",
    "cierre",
    "cerr",
    "closed",
    "venci",
    "finaliz",
    "completed",
    "last day",
    "last date",
    "dernier jour",
    "dernier délai",
    "último día",
    "bouclé",
    "achevé",
];
const IN_OTHER_WORDS: &[&str] = &[
    "i.e.",
    "that is",
    "namely",
    "c'est-à-dire",
    "soit",
    "es decir",
    "o sea",
    "esto es",
    "à savoir",
];

/// Words directly in front of a day up to which something is counted.
const UNTIL: &[&str] = &[
    "by",
    "until",
    "till",
    "to",
    "before",
    "through",
    "than",
    "including",
    "as of",
    "as at",
    "after",
    "beyond",
    "au",
    "a",
    "jusqu'au",
    "avant",
    "avant le",
    "après le",
    "tard le",
    "à la date du",
    "hasta",
    "hasta el",
    "hasta el día",
    "al día",
    "a fecha de",
    "al",
    "del",
    "después del",
    "tardar el",
    "máximo el",
    "máximo , el",
    "antes del",
];
/// Words in front of a day that can be the last one.
const ON: &[&str] = &[
    "on", "date", "day", "is", "was", "being", "le", "el", ",", "(", "-", ":",
];
/// Words in front of a day that is that of something else.
const OTHERWISE: &[&str] = &["dated", "en date du", "de fecha", "con fecha"];
/// Words behind a day that is a last one.
const LAST: &[&str] = &[
    "or earlier",
    "or before",
    "at the latest",
    "after which",
    "when ",
    "the day on which",
    "au plus tard",
    "date à laquelle",
    "après l",
    "a más tardar",
    "fecha en que",
    "tras el cual",
    "tras la cual",
];
const CONCERNING: &[&str] = &[
    "for ",
    "in respect of ",
    "as regards ",
    "pour ",
    "en ce qui concerne ",
    "para ",
];
/// Said of the later of two last days.
const PUT_OFF: &[&str] = &[
    "extended",
    "postponed",
    "reporté",
    "repouss",
    "prolong",
    "prorrog",
    "ampli",
    "aplaz",
];
/// What the report itself is done with on a day, and how many words before the day it is said.
const DOCUMENT: &[&str] = &[
    "submission",
    "submitted",
    "publi",
    "presented",
    "présent",
    "presenta",
    "soumi",
    "session",
];
const DISTANCE: usize = 5;
/// Characters in front of the day within which a word for replies needs no `until` beside the day.
const REACH: usize = 90;
/// Characters behind the day in which the replies are named.
const NAMED: usize = 60;

/// How plainly a day of a sentence is said to be the last one of replies: 0 if it is not.
fn plainness(sentence: &Sentence, day: usize, spoken_of: bool) -> u8 {
    let (before, behind) = (sentence.before(day), sentence.behind(day));
    // What is said of another day is not said of this one.
    let own = day
        .checked_sub(1)
        .and_then(|day| sentence.between(day))
        .unwrap_or(before);
    let near = own.char_indices().rev().nth(REACH).map_or(0, |(at, _)| at);
    let near = own.get(near..).unwrap_or(own);
    let led = |words: &[&str]| {
        let before = before.trim_end();
        words.iter().any(|word| {
            before
                .strip_suffix(word)
                .is_some_and(|rest| rest.ends_with([' ', '\'']))
        })
    };
    let behind = behind.trim_start_matches([' ', ',', ')', '-']);
    let length = behind.char_indices().nth(NAMED).map_or(behind.len(), |(at, _)| at);
    let soon = behind.get(..length).unwrap_or(behind);
    let last = LAST.iter().any(|words| behind.starts_with(words));
    if led(OTHERWISE) && !last {
        return 0;
    }
    let until = led(UNTIL) || last;
    let on = led(ON);
    let concerns = CONCERNING.iter().any(|word| behind.starts_with(word));
    let replies = holds(before, REPLIES);
    let closes = holds(near, CUT_OFF) || holds(soon, CUT_OFF);
    let sentence_names = |words: &[&str]| holds(sentence.all(), words);
    let plain = if until && replies || holds(soon, REPLIES) && (until || concerns) || closes && holds(near, REPLIES) {
        SAID
    } else if holds(near, REPLIES) {
        NEAR
    } else if on && replies || closes && (spoken_of || sentence_names(STATES) || sentence_names(REPLIES)) {
        CLOSED
    } else if until && (holds(before, STATES) || holds(soon, STATES)) {
        RECEIVED
    } else if on && holds(soon, REPLIES) {
        BEHIND
    } else if (until || on) && spoken_of {
        SPOKEN_OF
    } else {
        0
    };
    let last: Vec<&str> = before.split_whitespace().rev().take(DISTANCE).collect();
    let of_document = last
        .iter()
        .any(|word| DOCUMENT.iter().any(|stem| word.starts_with(stem)));
    if of_document {
        plain / 2
    } else if plain > 0 && holds(near, PUT_OFF) {
        plain + 1
    } else {
        plain
    }
}
