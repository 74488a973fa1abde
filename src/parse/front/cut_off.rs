//! The day until which a report counts replies, as its introduction says it.

use super::names;
use super::period::{Period, joins_days};
use crate::parse::blocks::Block;
use crate::parse::dates::dates;
use crate::read::text::Span;
use crate::record::{Day, PrintedDay};
/// The day until which replies are counted: the first, behind the period's end and most of the letters, whose sentence
/// speaks of replies up to a day, in front of it (`replies received until 30 April 2014`) or behind it (`States had until
/// 30 April 2014 to reply`).
pub(super) fn replies_until<'b>(
    paragraphs: impl Iterator<Item = &'b Block<'b>>,
    period: Option<Period>,
    sent: &[Day],
) -> Option<Span> {
    first(
        paragraphs.flat_map(|block| cut_offs(&block.shown, block.words)),
        period,
        sent,
    )
}

pub(super) fn first(
    mut cut_offs: impl Iterator<Item = (Span, Day)>,
    period: Option<Period>,
    sent: &[Day],
) -> Option<Span> {
    let own = |(span, day): &(Span, Day)| {
        let behind = sent.iter().filter(|sent| *sent <= day).count() * 2 >= sent.len();
        behind && period.is_none_or(|period| *day >= period.days[1] && !period.spans.contains(span))
    };
    cut_offs.find(own).map(|(span, _)| span)
}

/// The days of a paragraph up to which something is counted, replies by all signs.
pub(super) fn cut_offs(shown: &str, base: usize) -> Vec<(Span, Day)> {
    let mut at = 0;
    let ends = shown.match_indices(". ").map(|(stop, _)| stop + 2);
    // `i.e. no later than …` goes on.
    let ends = ends.filter(|&end| !shown.get(..end).is_some_and(|sentence| sentence.ends_with("i.e. ")));
    let sentences = ends.chain([shown.len()]).map(|end| {
        let (start, sentence) = (base + at, shown.get(at..end).unwrap_or_default());
        at = end;
        (sentence, start)
    });
    sentences
        .flat_map(|(sentence, start)| cut_offs_of(sentence, start))
        .collect()
}

fn cut_offs_of(sentence: &str, base: usize) -> Vec<(Span, Day)> {
    const REPLIES: &[&str] = &["repl", "respon", "répon", "respuesta", "answer"];
    const CONCERNING: &[&str] = &[
        "for ",
        "in respect of ",
        "as regards ",
        "pour ",
        "en ce qui concerne ",
        "para ",
    ];
    const UNTIL: &[&str] = &[
        "by",
        "until",
        "till",
        "to",
        "before",
        "through",
        "than",
        "au",
        "jusqu'au",
        "jusqu’au",
        "le",
        "avant",
        "hasta",
        "el",
        "del",
        "al",
    ];
    const CUT_OFF: &[&str] = &[
        "cut-off",
        "cutoff",
        "cut off",
        "deadline",
        "closing date",
        "date limite",
        "date butoir",
        "date de clôture",
        "fecha límite",
        "fecha de cierre",
    ];
    const IN_OTHER_WORDS: &[&str] = &[
        "i.e.",
        "that is",
        "c’est-à-dire",
        "c'est-à-dire",
        "soit ",
        "es decir",
        "o sea",
    ];
    /// Characters in front of the day within which a word for replies needs no `until` beside the day.
    const REACH: usize = 90;
    /// Characters behind the day in which the replies are named.
    const NAMED: usize = 40;
    let lower = sentence.to_lowercase();
    // Lower case has the same length for the letters of these languages; where it has not, nothing is read.
    if lower.len() != sentence.len() {
        return Vec::new();
    }
    let names_replies = |part: &str| names(part, REPLIES);
    let days: Vec<Span> = dates(sentence, base).collect();
    let printed = |span: Span| sentence.get(span.start - base..span.end - base).unwrap_or_default();
    let counts = |day: &Span| {
        let (before, behind) = (lower.get(..day.start - base)?, lower.get(day.end - base..)?);
        let near = before.char_indices().rev().nth(REACH).map_or(0, |(at, _)| at);
        let near = before.get(near..).unwrap_or(before);
        let until = before
            .split_whitespace()
            .next_back()
            .is_some_and(|word| UNTIL.contains(&word));
        let behind = behind.trim_start_matches([' ', ',', '\u{a0}']);
        let length = behind.char_indices().nth(NAMED).map_or(behind.len(), |(at, _)| at);
        let soon = behind.get(..length).is_some_and(names_replies);
        let concerns = CONCERNING.iter().any(|word| behind.starts_with(word));
        let speaks = names_replies(near) || names(near, CUT_OFF);
        Some(speaks || (until && names_replies(before)) || (soon && (until || concerns)))
    };
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(day) = days.get(at) {
        at += 1;
        if counts(day) != Some(true) {
            continue;
        }
        // `received between 1 February 2013 and 31 January 2014` ends with the second, and so does `before 1 February 2014,
        // i.e. no later than 31 January 2014`.
        let next = days.get(at).filter(|next| {
            let between = lower.get(day.end - base..next.start - base);
            between.is_some_and(|between| {
                joins_days(between) && in_order(printed(*day), printed(**next)) || names(between, IN_OTHER_WORDS)
            })
        });
        found.push(*next.unwrap_or(day));
        at += usize::from(next.is_some());
    }
    let read = |span: Span| Some((span, printed(span).parse::<PrintedDay>().ok()?.day));
    found.into_iter().filter_map(read).collect()
}

fn in_order(first: &str, second: &str) -> bool {
    let read = |printed: &str| printed.parse::<PrintedDay>().ok().map(|printed| printed.day);
    read(first)
        .zip(read(second))
        .is_some_and(|(first, second)| first < second)
}
