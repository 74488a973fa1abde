//! Which records of its document a paragraph of observations cites, where that is beyond doubt.

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
        let case = |&span: &Span| Some((span, self.cases.get(&text.slice(span).parse::<CaseNumber>().ok()?)));
        let on = |days: &'_ FxHashMap<(Country, Day), Vec<usize>>, span: Span| {
            let printed: PrintedDay = text.slice(span).parse().ok()?;
            days.get(&(country?, printed.day)).cloned()
        };
        let mut found: Vec<(Span, Vec<usize>)> = citations
            .case_numbers
            .iter()
            .filter_map(case)
            .filter_map(|(span, fitting)| Some((span, fitting?.clone())))
            .collect();
        let releases = citations.press_releases.iter();
        found.extend(releases.filter_map(|&span| Some((span, on(&self.press_releases, span)?))));
        let letters = letters_among(text, words, &citations.days);
        found.extend(letters.filter_map(|span| Some((span, on(&self.letters, span)?))));
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

/// Of the days that a paragraph names, those of letters.
fn letters_among<'t>(text: &'t Text, words: Span, days: &'t [Span]) -> impl Iterator<Item = Span> + 't {
    let mut before: Option<Span> = None;
    days.iter().copied().filter(move |day| {
        let listed = before.is_some_and(|before| LISTED.is_match(text.slice(Span::new(before.end, day.start))));
        let is_letter = listed || LETTER.is_match(&wording::clean(text, Span::new(words.start, day.start)));
        before = is_letter.then_some(*day);
        is_letter
    })
}

/// The words before the day of a letter: `his communication dated`, `lettre du`, `carta de`.
static LETTER: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(clippy::unwrap_used, reason = "a constant pattern, which the tests compile")]
    Regex::new(
        r"(?ix) \b (
              communications? | letters? (\s of \s allegations?)? | urgent \s appeals?
            | lettres? (\s d.allégations?)? | appels? \s urgents?
            | comunicación | comunicaciones | cartas? (\s de \s alegaciones)? | llamamientos? \s urgentes?
        ) \s
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
