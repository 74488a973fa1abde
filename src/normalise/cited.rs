//! Which letters a sentence names, and which records of its document a paragraph of observations cites, where that is
//! beyond doubt.

use std::sync::LazyLock;

use regex::Regex;
use rustc_hash::FxHashMap;

use super::wording;
use crate::layout::Citations;
use crate::record::{CaseNumber, Communication, Country, Day, PrintedDay, Record};
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
    pub fn ids(&self, text: &Text, words: Span, country: Option<Country>, citations: &Citations) -> Vec<String> {
        let named = NamedLetters::of(text, words, citations);
        let on = |days: &'_ FxHashMap<(Country, Day), Vec<usize>>, span: Span| {
            let printed: PrintedDay = text.slice(span).parse().ok()?;
            days.get(&(country?, printed.day)).cloned()
        };
        let case = |&(span, case): &(Span, CaseNumber)| Some((span, self.cases.get(&case)?.clone()));
        let mut found: Vec<(Span, Vec<usize>)> = named.cases.iter().filter_map(case).collect();
        let releases = citations.press_releases.iter();
        found.extend(releases.filter_map(|&span| Some((span, on(&self.press_releases, span)?))));
        let plain = |&&(.., told): &&(Span, Day, bool)| !told;
        let letter = |&(span, day, _): &(Span, Day, bool)| Some((span, self.letters.get(&(country?, day))?.clone()));
        found.extend(named.days.iter().filter(plain).filter_map(letter));
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
    /// The days, and whether that is told of a letter in a clause of its own, `the communication he sent dated …`: then
    /// another letter may be meant, and nothing is tied to it.
    days: Vec<(Span, Day, bool)>,
}

impl NamedLetters {
    /// Those that are named in a span, which is a sentence or more; `citations` are those in it.
    pub fn of(text: &Text, words: Span, citations: &Citations) -> Self {
        let case = |&span: &Span| Some((span, text.slice(span).parse().ok()?));
        let day = |(span, told)| Some((span, text.slice(span).parse::<PrintedDay>().ok()?.day, told));
        Self {
            cases: citations.case_numbers.iter().filter_map(case).collect(),
            days: letters_among(text, words, &citations.days).filter_map(day).collect(),
        }
    }

    /// Whether the letter of this case and day is among them.
    pub fn has(&self, case_number: CaseNumber, sent: Day) -> bool {
        self.cases.iter().any(|&(_, case)| case == case_number) || self.days.iter().any(|&(_, day, _)| day == sent)
    }
}

/// Of the days that a paragraph names, those of letters, and whether a clause of its own tells so.
fn letters_among<'t>(text: &'t Text, words: Span, days: &'t [Span]) -> impl Iterator<Item = (Span, bool)> + 't {
    let mut before: Option<(Span, bool)> = None;
    days.iter().filter_map(move |&day| {
        let listed = before.filter(|(before, _)| LISTED.is_match(text.slice(Span::new(before.end, day.start))));
        let told = listed.map(|(_, told)| told).or_else(|| {
            let words = wording::clean(text, Span::new(words.start, day.start));
            Some(LETTER.captures(&words)?.name("told").is_some())
        });
        before = told.map(|told| (day, told));
        before
    })
}

/// The words before the day of a letter: `his communication dated`, `lettre du`, `carta de`.
static LETTER: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(clippy::unwrap_used, reason = "a constant pattern, which the tests compile")]
    Regex::new(
        r"(?ix) (?-u:\b) (
              communications? | letters? (\s of \s allegations?)? | (urgent \s)? appeals?
            | lettres? (\s d.allégations?)? | appels? (\s urgents?)?
            | comunicación | comunicaciones | cartas? (\s de \s alegaciones)? | llamamientos? (\s urgentes?)?
        ) \s (?<told> s?he \s )?
        ( (sent|dated|transmitted|of|on|from|addressed
          | envoyée?s? | datée?s? | en \s date | transmise?s? | adressée?s? | du | le
          | enviad[ao]s? | de \s fecha | con \s fecha | fechad[ao]s? | transmitid[ao]s? | del? | el) [\s,]* )+ $",
    )
    .unwrap()
});

/// What stands between two days of one list.
static LISTED: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(clippy::unwrap_used, reason = "a constant pattern, which the tests compile")]
    Regex::new(r"(?i)^\s*(\([A-Z]{3} \d+/\d{4}\)\s*)?(,|and|et|y|,\s*and)\s*((of|on|du|de|del|le|el)\s+)?$").unwrap()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_before_the_day_of_a_letter() {
        for before in [
            "thanks the Government for its reply to his communication dated ",
            "the letters sent on ",
            "his urgent appeal of ",
            "the letter of allegation dated ",
            "la lettre du ",
            "sa communication en date du ",
            "une lettre datée du ",
            "l’appel urgent envoyé le ",
            "su carta de ",
            "la comunicación de fecha ",
            "el llamamiento urgente enviado el ",
            "the latter communication he sent dated ",
        ] {
            assert!(LETTER.is_match(before), "{before}");
        }
        for before in [
            "the law of ",
            "his visit of ",
            "in its reply dated ",
            "la loi du ",
            "la ley de ",
        ] {
            assert!(!LETTER.is_match(before), "{before}");
        }
        for between in [" and ", ", ", " et du ", " y de ", " (KEN 1/2013) and "] {
            assert!(LISTED.is_match(between), "{between}");
        }
        assert!(!LISTED.is_match(" and the law of "));
    }
}
