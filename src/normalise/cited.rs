//! Which letters a sentence names, and which records of its document a paragraph of observations cites, where that is
//! beyond doubt.

use std::sync::LazyLock;

use regex::Regex;
use rustc_hash::FxHashMap;

use super::wording;
use crate::layout::Citations;
use crate::lexicon::lexicon;
use crate::lexicon::mandates::{mandate, may_name};
use crate::record::{CaseNumber, Communication, Country, Day, PrintedDay, Record, date};
use crate::text::{Span, Text};

/// The records of a document by what citations say of them. Each list has the positions of all that fit.
#[derive(Debug, Default)]
pub(super) struct Cited<'r> {
    records: &'r [Record],
    cases: FxHashMap<CaseNumber, Vec<usize>>,
    letters: FxHashMap<(Country, Day), Vec<usize>>,
    press_releases: FxHashMap<(Country, Day), Vec<usize>>,
}

impl<'r> Cited<'r> {
    /// The records of a document, to be looked up.
    pub fn of(records: &'r [Record]) -> Self {
        let mut cited = Self {
            records,
            ..Self::default()
        };
        for (at, record) in records.iter().enumerate() {
            let sent = (record.country, record.date);
            match &record.communication {
                Communication::Letter { case_number, .. } => {
                    cited.cases.entry(*case_number).or_default().push(at);
                    cited.letters.entry(sent).or_default().push(at);
                }
                Communication::PressRelease { .. } => cited.press_releases.entry(sent).or_default().push(at),
            }
        }
        cited
    }

    /// The ids of the records that a paragraph cites, in the order of the citations, each once. What fits no record, or
    /// several, is left out: nothing is guessed.
    pub fn ids(
        &self,
        text: &Text,
        country: Option<Country>,
        citations: &Citations,
        named: &NamedLetters,
    ) -> Vec<String> {
        let on = |days: &'_ FxHashMap<(Country, Day), Vec<usize>>, span: Span| {
            let printed: PrintedDay = text.slice(span).parse().ok()?;
            days.get(&(country?, printed.day)).cloned()
        };
        let case = |&(span, case): &(Span, CaseNumber)| Some((span, self.cases.get(&case)?.clone()));
        let mut found: Vec<(Span, Vec<usize>)> = named.cases.iter().filter_map(case).collect();
        let releases = citations.press_releases.iter();
        found.extend(releases.filter_map(|&span| Some((span, on(&self.press_releases, span)?))));
        let letter = |&(span, day): &(Span, Day)| Some((span, self.letters.get(&(country?, day))?.clone()));
        found.extend(named.days.iter().filter_map(letter));
        found.sort();
        let mut ids = Vec::new();
        for (_, fitting) in found {
            let [only] = fitting.as_slice() else { continue };
            let Some(record) = self.records.get(*only) else {
                continue;
            };
            if !ids.contains(&record.id) {
                ids.push(record.id.clone());
            }
        }
        ids
    }
}

/// The letters that words name: by their case numbers, and by the days on which they were sent.
#[derive(Debug, Default)]
pub(super) struct NamedLetters {
    cases: Vec<(Span, CaseNumber)>,
    days: Vec<(Span, Day)>,
}

impl NamedLetters {
    /// Those that are named in a span, which is a sentence or more; `citations` are those in it.
    pub fn of(text: &Text, words: Span, citations: &Citations) -> Self {
        let case = |&span: &Span| Some((span, text.slice(span).parse().ok()?));
        Self {
            cases: citations.case_numbers.iter().filter_map(case).collect(),
            days: days_of_letters(text, words, &sorted(&citations.days, &citations.figures)),
        }
    }

    /// Whether the letter of this case and day is among them.
    pub fn has(&self, case_number: CaseNumber, sent: Day) -> bool {
        self.cases.iter().any(|&(_, case)| case == case_number) || self.days.iter().any(|&(_, day)| day == sent)
    }

    /// The days of letters, each with its place; of `13 and 14 October 2011` both.
    pub fn days(&self) -> &[(Span, Day)] {
        &self.days
    }
}

/// The spans of two lists in the order of the text.
fn sorted(one: &[Span], other: &[Span]) -> Vec<Span> {
    let mut all = [one, other].concat();
    all.sort();
    all
}

/// Of the days that a paragraph names, those on which letters were sent.
fn days_of_letters(text: &Text, words: Span, days: &[Span]) -> Vec<(Span, Day)> {
    let mut found: Vec<(Span, Day)> = Vec::new();
    // Where the last day ended, and whether it was one of a letter.
    let mut before = (words.start, false);
    for (at, &span) in days.iter().enumerate() {
        let Ok(PrintedDay { day, .. }) = text.slice(span).parse() else {
            continue;
        };
        let mut list = shared(text, Span::new(before.0, span.start), day);
        list.push((span, day));
        let first = list.first().map_or(span.start, |(span, _)| span.start);
        let between = folded(text, Span::new(before.0, first));
        let is_letter =
            (before.1 && goes_on(&between)) || is_of_letter(&folded(text, tail(text, Span::new(words.start, first))));
        // What runs from one day to another is no list of them.
        let next = days
            .get(at + 1)
            .map(|next| folded(text, Span::new(span.end, next.start.max(span.end))));
        let is_range = next.is_some_and(|next| {
            let ends = lexicon!("ends a list of days").before(&next);
            ends.is_some_and(|rest| rest.trim().is_empty())
        });
        let is_letter = is_letter && !is_range;
        if is_letter {
            found.append(&mut list);
        }
        before = (span.end, is_letter);
    }
    found
}

/// The days before a whole one that share its month or its year: `13 and`, `13, 14 and`, `30 September and`.
fn shared(text: &Text, before: Span, whole: Day) -> Vec<(Span, Day)> {
    let mut found = Vec::new();
    let before = tail(text, before);
    let mut rest = text.slice(before);
    let (year, mut month) = (whole.year(), whole.month());
    while let Some(part) = SHARED.captures(rest) {
        let (Some(all), Some(number)) = (part.name("day"), part.name("number")) else {
            break;
        };
        let day = match part.name("month") {
            Some(_) => date::in_year(all.as_str(), year),
            None => format!("{year:04}-{month:02}-{:0>2}", number.as_str()).parse().ok(),
        };
        let Some(day) = day else { break };
        month = day.month();
        found.push((Span::new(before.start + all.start(), before.start + all.end()), day));
        rest = rest.get(..all.start()).unwrap_or_default();
    }
    found.reverse();
    found
}

/// The end of a span, as long as what says that a day is one of a letter: what is looked at does not grow with the
/// paragraph.
fn tail(text: &Text, span: Span) -> Span {
    /// The longest clause of the unit test has 60.
    const BYTES: usize = 400;
    let mut start = span.end.saturating_sub(BYTES).max(span.start);
    while !text.string().is_char_boundary(start) {
        start += 1;
    }
    Span::new(start, span.end)
}

/// Words in lower case, with one blank between them and one kind of apostrophe.
fn folded(text: &Text, span: Span) -> String {
    wording::clean(text, span).to_lowercase().replace('’', "'")
}

/// Whether the words before a day say that a letter was sent on it: `his communication dated`, `lettre du`, `carta de`,
/// `the communication that was sent to the Government on`. A letter of the Government's own is none.
fn is_of_letter(words: &str) -> bool {
    let mut rest = words;
    let before = |rest| {
        let own = lexicon!("day of a cited letter").before(rest);
        own.or_else(|| before_addressee(rest)).or_else(|| before_senders(rest))
    };
    while let Some(before) = before(rest) {
        rest = before;
    }
    if rest.len() == words.len() {
        return false;
    }
    let Some(mut owner) = lexicon!("cited letter").before(rest) else {
        return false;
    };
    // `its letter`, `the Government's detailed letter`
    for _ in 0..2 {
        if lexicon!("not a mandate's letter").before(owner).is_some() {
            return false;
        }
        owner = owner.trim_end().rsplit_once(' ').map_or("", |(before, _)| before);
    }
    true
}

/// What stands before the State to which a letter was sent, at the end of folded words: `to the government of kenya`.
fn before_addressee(words: &str) -> Option<&str> {
    let named = |name: &str| Country::of_name(name).is_some();
    let mut ends = longest_end(words, Country::may_name, named);
    ends.find_map(|before| lexicon!("addressee of a cited letter").before(before))
}

/// What stands before other mandates, which sent a letter as well: `the special rapporteurs on torture and on food`.
fn before_senders(words: &str) -> Option<&str> {
    let mut rest = words;
    loop {
        let named = |name: &str| mandate(name.strip_prefix("the ").unwrap_or(name)).is_some();
        let mut ends = longest_end(rest, may_name, named);
        let before = ends.find_map(|before| {
            let sender = lexicon!("sender of a cited letter").before(before);
            let sender = sender.map(|before| (before, true));
            sender.or_else(|| Some((lexicon!("joint of senders").before(before)?, false)))
        });
        let (before, is_sender) = before?;
        if is_sender {
            // `… and the working group on arbitrary detention`
            return Some(lexicon!("joint of senders").before(before).unwrap_or(before));
        }
        rest = before;
    }
}

/// What stands before names at the end of words, the longest name first.
fn longest_end(words: &str, may_name: fn(&str) -> bool, is_name: impl Fn(&str) -> bool) -> impl Iterator<Item = &str> {
    /// Of the names of States and mandates.
    const LONGEST: usize = 22;
    let words = words.trim_end_matches([' ', ',']);
    let last = words.rsplit(' ').next().unwrap_or_default();
    let longest = if may_name(last) { LONGEST } else { 0 };
    let starts = words.rmatch_indices(' ').map(|(at, _)| at + 1).take(longest);
    let ends: Vec<&str> = starts
        .filter(|&at| words.get(at..).is_some_and(&is_name))
        .filter_map(|at| words.get(..at))
        .collect();
    ends.into_iter().rev()
}

/// Whether the words between two days make them one list: `, `, ` and of `, ` (KEN 1/2013) et du `.
fn goes_on(between: &str) -> bool {
    let Some(joined) = JOINED.find(between) else {
        return false;
    };
    let mut rest = between.get(joined.end()..).unwrap_or_default();
    while let Some(before) = lexicon!("day of a cited letter").before(rest) {
        rest = before;
    }
    rest.trim().is_empty()
}

/// What stands after a day of a list in folded words: its case number, and what joins the next one.
static JOINED: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(clippy::unwrap_used, reason = "a constant pattern, which the tests compile")]
    Regex::new(r"^ *(\([a-z]{3} [0-9]+/[0-9]{4}\) *)?(, *(and|nor|or|et|ni|ou|y|o)(?-u:\b)|,|(and|nor|or|et|ni|ou|y|o)(?-u:\b))").unwrap()
});

/// A day without its year, or its month, at the end of what stands before another one.
///
/// Letters are whatever is neither ASCII nor a sign or blank of other blocks: built of all that Unicode calls a letter, a
/// digit and a blank, the pattern takes longer to build than a page to read.
static SHARED: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(clippy::unwrap_used, reason = "a constant pattern, which the tests compile")]
    Regex::new(concat!(
        r"(?i)(?:^|[\x00-\x2b\x3a-\x40\x5b-\x60\x7b-\x{bf}\x{2000}-\x{206f}\x{3000}]|[^0-9],)",
        r"(?<day>(?<number>[0-9]{1,2})(?:st|nd|rd|th|er)?",
        r"(?:[\x09-\x0d \x{a0}\x{2000}-\x{200a}\x{202f}]+(?:de[\x09-\x0d \x{a0}\x{2000}-\x{200a}\x{202f}]+)?",
        r"(?<month>[^\x00-\x40\x5b-\x60\x7b-\x{bf}\x{2000}-\x{206f}\x{3000}]{3,}))?)",
        r"[\x09-\x0d \x{a0}\x{2000}-\x{200a}\x{202f}]*(?:,[\x09-\x0d \x{a0}]*(?:and|et|y)|,|and|et|y)",
        r"[\x09-\x0d \x{a0}]*(?:(?:of|on|the|du|le|del|de|el)[\x09-\x0d \x{a0}]+)*$",
    ))
    .unwrap()
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::citations;
    use crate::read;

    /// The days of letters in a sentence, as `DD.MM.` of 2011 or with their year.
    fn days(sentence: &str) -> Vec<String> {
        let text = read::text(format!("<p>{sentence}</p>").as_bytes())
            .expect("a page")
            .text;
        let whole = Span::new(0, text.string().len());
        let named = NamedLetters::of(&text, whole, &citations(&text, whole));
        for (span, _) in named.days() {
            assert!(
                text.slice(*span).starts_with(|c: char| c.is_ascii_digit()),
                "{sentence}"
            );
        }
        named.days().iter().map(|(_, day)| day.to_string()).collect()
    }

    #[test]
    fn days_of_letters_are_told_from_others() {
        let one = &["2012-01-13"][..];
        let two = &["2011-10-13", "2011-10-14"][..];
        let none = &[][..];
        for (sentence, expected) in [
            // English.
            (
                "He thanks the Government for its reply to his communication dated 13 January 2012.",
                one,
            ),
            (
                "He refers to the latter communication he sent dated 13 January 2012.",
                one,
            ),
            ("He refers to the communication that was sent on 13 January 2012.", one),
            (
                "He recalls the letter which he had addressed to the Government on 13 January 2012.",
                one,
            ),
            ("He regrets the silence on the urgent appeal of 13 January 2012.", one),
            ("the letter of allegation, dated 13 January 2012, was answered", one),
            (
                "the communications the Special Rapporteur transmitted on 13 January 2012",
                one,
            ),
            ("He awaits replies to the letters of 13 and 14 October 2011.", two),
            ("his letters dated 13 October and 14 October 2011", two),
            (
                "his letters of 13 October 2011 (KEN 1/2011) and of 14 October 2011",
                two,
            ),
            (
                "letters sent on 13, 14 and 20 October 2011",
                &["2011-10-13", "2011-10-14", "2011-10-20"],
            ),
            (
                "his letters of 30 September and 14 October 2011",
                &["2011-09-30", "2011-10-14"],
            ),
            ("letters sent on the 13th and 14th of October 2011", two),
            (
                "no reply to the letter dated 13 October 2011, nor to that of 14 October 2011",
                two,
            ),
            (
                "the communication that was sent by the Special Rapporteur on 13 January 2012",
                one,
            ),
            (
                "the communication sent by several mandate holders on 13 January 2012",
                one,
            ),
            (
                "the communication which he sent, together with other mandate holders, on 13 January 2012",
                one,
            ),
            (
                "a communication sent jointly with the Special Rapporteur on torture on 13 January 2012",
                one,
            ),
            (
                "the letter sent with the Special Rapporteurs on torture and on the right to food and the Working Group on \
                 arbitrary detention on 13 January 2012",
                one,
            ),
            (
                "the communication sent to the Government of Kenya on 13 January 2012",
                one,
            ),
            ("the communication addressed to Côte d’Ivoire on 13 January 2012", one),
            ("his letters dated 13/10/2011 and 14/10/2011", two),
            ("his letter of 13/1/2012 and his press release (PR 14/01/2012)", one),
            ("the law of 13/01/2012", none),
            // French.
            ("la lettre adressée au Gouvernement du Kenya le 13 janvier 2012", one),
            ("la lettre du 13 janvier 2012", one),
            ("la communication qu’il a envoyée le 13 janvier 2012", one),
            (
                "l’appel urgent qui a été adressé au Gouvernement le 13 janvier 2012",
                one,
            ),
            ("la lettre d’allégation en date du 13 janvier 2012", one),
            ("ses lettres des 13 et 14 octobre 2011", two),
            (
                "les communications envoyées le 13 octobre 2011 et le 14 octobre 2011",
                two,
            ),
            // Spanish.
            ("la carta de 13 de enero de 2012", one),
            ("la comunicación que envió el 13 de enero de 2012", one),
            (
                "el llamamiento urgente que fue transmitido al Gobierno el 13 de enero de 2012",
                one,
            ),
            ("sus cartas de fecha 13 y 14 de octubre de 2011", two),
            ("las comunicaciones de 13 de octubre y 14 de octubre de 2011", two),
            // Days of something else, or of somebody else's letter.
            ("the law of 13 January 2012", none),
            ("the law he signed on 13 January 2012", none),
            ("during his visit of 13 and 14 October 2011", none),
            ("in its reply dated 13 January 2012", none),
            ("thanks the Government for its letter dated 13 January 2012", none),
            ("the Government’s detailed communication of 13 January 2012", none),
            ("the letter from the Government dated 13 January 2012", none),
            ("the communication that the Government sent on 13 January 2012", none),
            ("the letter that he received on 13 January 2012", none),
            (
                "the communication sent by the Government of Kenya on 13 January 2012",
                none,
            ),
            ("the communication sent by Kenya on 13 January 2012", none),
            ("the letter on torture that reached Kenya on 13 January 2012", none),
            ("a letter on the arrest by the police on 13 January 2012", none),
            (
                "He refers to the letter and, on 13 January 2012, met the Minister.",
                none,
            ),
            ("the letter about the law given to Kenya on 13 January 2012", none),
            ("communications sent from 13 January 2012 to 14 October 2012", none),
            ("a letter on the events of 13 January 2012", none),
            ("la loi du 13 janvier 2012", none),
            ("la lettre du Gouvernement en date du 13 janvier 2012", none),
            ("la ley de 13 de enero de 2012", none),
            ("su carta sobre la marcha del 13 de enero de 2012", none),
            // What follows a letter's day is not of the list.
            ("his letter of 13 January 2012 and the law of 14 October 2012", one),
            ("resolutions 15/21 and 24/5, and the letter of 13 January 2012", one),
        ] {
            assert_eq!(days(sentence), expected, "{sentence}");
        }
    }
}
