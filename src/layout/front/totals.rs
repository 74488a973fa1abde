//! The totals that an introduction states.
//!
//! A total that does not agree says that entries may be lost, so only what is surely one is read: numbers of types that
//! add up to one of letters, a number of letters beside one of joint letters, or one that is said to have been sent.

use std::sync::LazyLock;

use super::sentences::Token;
use super::{Counted, Total};
use crate::lexicon::{Words, lexicon};
use crate::record::{self, Kind, Letter};
use crate::text::Span;

/// A number that counts something.
type Count = (Counted, u32, Span);

/// The totals of a paragraph: those of its first sentence that says how many letters were sent, and those that sentences
/// after it split them into.
pub(super) fn of(sentences: &[Vec<Token>]) -> Vec<Total> {
    // A region's letters, or those of another report, are not all.
    let is_whole = |sentence: &&Vec<Token>| !holds(sentence, lexicon!("of a part"));
    let mut whole = sentences.iter().filter(is_whole);
    let Some((all, mut found)) = whole.by_ref().find_map(|sentence| stated(sentence)) else {
        return Vec::new();
    };
    for more in whole.map(|sentence| counts(sentence)) {
        if types(&found).next().is_none() && sum(&more) == Some(all) {
            found.extend(types(&more));
        }
        let joint = more
            .iter()
            .find(|&&(counted, joint, _)| counted == Counted::Joint && joint <= all);
        found.extend(joint.filter(|_| value(&found, Counted::Joint).is_none()));
    }
    let total = |(counted, _, span)| Total { counted, span };
    found.into_iter().map(total).collect()
}

/// How many letters there are in all, if a sentence says so, with all that it counts.
fn stated(sentence: &[Token]) -> Option<(u32, Vec<Count>)> {
    let mut found = counts(sentence);
    let (all, parts) = (value(&found, Counted::Communications), sum(&found));
    let joint = value(&found, Counted::Joint).map(|joint| Some(joint) <= all);
    // `In all 104 were issued: 41 urgent appeals and 63 letters of allegation.`
    let unnamed = |token: &&Token| parts.is_some() && types(&found).count() > 1 && token.number() == parts;
    if let (None, Some(sum)) = (all, sentence.iter().find(unnamed)) {
        found.push((Counted::Communications, parts?, sum.span));
        return Some((parts?, found));
    }
    let is_one = parts == all || parts.is_none() && joint.unwrap_or_else(|| holds(sentence, lexicon!("sent")));
    all.filter(|_| is_one).map(|all| (all, found))
}

fn value(counts: &[Count], wanted: Counted) -> Option<u32> {
    let count = counts.iter().find(|(counted, ..)| *counted == wanted)?;
    Some(count.1)
}

fn types(counts: &[Count]) -> impl Iterator<Item = Count> {
    use Counted::{AllegationLetters, OtherLetters, UrgentAppeals};
    let is_type = |counted: Counted| matches!(counted, UrgentAppeals | AllegationLetters | OtherLetters);
    counts.iter().copied().filter(move |&(counted, ..)| is_type(counted))
}

/// Whether one of some tokens begins like one of some stems.
fn holds(tokens: &[Token], stems: &Words) -> bool {
    tokens.iter().any(|token| token.begins(stems))
}

/// The sum of the types; nothing without one.
fn sum(counts: &[Count]) -> Option<u32> {
    types(counts).map(|(_, value, _)| value).reduce(u32::saturating_add)
}

/// The numbers of a sentence that count letters or press releases, the first of each kind: later ones are parts of it.
fn counts(sentence: &[Token]) -> Vec<Count> {
    /// Words before a number among which its verb is.
    const NEAR: usize = 3;
    let mut found: Vec<Count> = Vec::new();
    for (at, token) in sentence.iter().enumerate() {
        let (Some(number), (before, behind)) = (token.number(), sentence.split_at(at)) else {
            continue;
        };
        let near = before.get(at.saturating_sub(NEAR)..).unwrap_or_default();
        let about = near.last().is_some_and(|token| token.is(lexicon!("about")));
        let counted = counted(behind.get(1..).unwrap_or_default());
        let counted = counted.filter(|_| !about && !holds(near, lexicon!("received")));
        let first = counted.filter(|&counted| value(&found, counted).is_none());
        found.extend(first.map(|counted| (counted, number, token.span)));
    }
    found
}

/// What the words after a number say that it counts: `115 communications`, `68 were urgent appeals`, `104 of them jointly`.
fn counted(behind: &[Token]) -> Option<Counted> {
    /// Words between a number and what it counts.
    const BETWEEN: usize = 2;
    /// The same before it is said that they were sent jointly.
    const OF_THEM: usize = 4;
    // No mark stands between them.
    let run = behind.iter().take_while(|token| token.is_word());
    let joint = run.clone().position(is_joint);
    let passed = BETWEEN.min(joint.unwrap_or_else(|| run.count()));
    let named = (0..=passed).find_map(|passed| named(behind.get(passed..)?));
    named.or_else(|| {
        let reach = if behind.first()?.is(lexicon!("of them")) {
            OF_THEM
        } else {
            0
        };
        // `12 joint urgent appeals` are joint letters of one type, which have no total.
        let untyped = joint.filter(|&at| at <= reach && behind.get(at..).and_then(kind).is_none());
        untyped.map(|_| Counted::Joint)
    })
}

/// What some words name, if it can be counted.
fn named(tokens: &[Token]) -> Option<Counted> {
    match kind(tokens) {
        Some(Kind::PressRelease { .. }) => return Some(Counted::PressReleases),
        Some(Kind::Letter { joint: true, .. }) => return None,
        Some(Kind::Letter { letter, .. }) => {
            return Some(match letter {
                Letter::UrgentAppeal => Counted::UrgentAppeals,
                Letter::AllegationLetter => Counted::AllegationLetters,
                Letter::OtherLetter => Counted::OtherLetters,
            });
        }
        None => {}
    }
    let joint = tokens.first().is_some_and(is_joint);
    let mut rest = tokens.iter().skip(usize::from(joint));
    let name = lexicon!("letters", &str, Some).stem(&rest.next()?.shown)?;
    let next = rest.next();
    // `Letters alleging …` are not letters of all types, and appeals are of one.
    let typed = name.is_empty() || name == "letter" && next.is_some_and(|next| next.shown.starts_with("al"));
    let joint = joint || next.is_some_and(is_joint);
    (!typed).then_some(if joint { Counted::Joint } else { Counted::Communications })
}

fn is_joint(token: &Token) -> bool {
    token.begins(lexicon!("joint"))
}

/// The type that the front of some words names, in the singular or the plural.
fn kind(tokens: &[Token]) -> Option<Kind> {
    /// Letters of the longest abbreviation: `al` is a word, too.
    const ABBREVIATED: usize = 3;
    static NAMES: LazyLock<Vec<(Vec<&str>, Kind)>> = LazyLock::new(|| {
        let names = record::labels().filter(|(label, _)| label.len() > ABBREVIATED);
        let split = |(label, kind): (&'static str, Kind)| (label.split(' ').map(singular).collect(), kind);
        names.map(split).collect()
    });
    let stands = |name: &[&str]| {
        let words = tokens.iter().map(|token| singular(&token.shown));
        words.take(name.len()).eq(name.iter().copied())
    };
    let found = NAMES.iter().filter(|(name, _)| stands(name));
    found.max_by_key(|(name, _)| name.len()).map(|&(_, kind)| kind)
}

/// A word without the sign of its plural in all three languages.
fn singular(word: &str) -> &str {
    word.trim_end_matches('s')
}

#[cfg(test)]
mod tests {
    use super::super::sentences::sentences;
    use super::*;
    use Counted::{AllegationLetters, Communications, Joint, OtherLetters, PressReleases, UrgentAppeals};

    #[test]
    fn totals_of_introductions() {
        for (paragraph, totals) in [
            (
                "He sent 115 communications, 104 of them jointly: 68 urgent appeals and 47 allegation letters.",
                &[
                    (Communications, "115"),
                    (Joint, "104"),
                    (UrgentAppeals, "68"),
                    (AllegationLetters, "47"),
                ][..],
            ),
            (
                "He sent 103 communications, 90 of which jointly, to 28 States. There were 49 urgent appeals, 51 allegation \
                 letters and 3 other letters.",
                &[
                    (Communications, "103"),
                    (Joint, "90"),
                    (UrgentAppeals, "49"),
                    (AllegationLetters, "51"),
                    (OtherLetters, "3"),
                ],
            ),
            (
                "She sent 103 communications. Of these, 12 urgent appeals and 3 allegation letters went to Africa.",
                &[(Communications, "103")],
            ),
            (
                "El Relator Especial envió un total de 110 comunicaciones, 91 de ellas conjuntamente: 43 llamamientos \
                 urgentes y 67 cartas de alegación. Se publicaron 7 comunicados de prensa.",
                &[
                    (Communications, "110"),
                    (Joint, "91"),
                    (UrgentAppeals, "43"),
                    (AllegationLetters, "67"),
                ],
            ),
            (
                "Le Rapporteur spécial a envoyé 96 communications, dont 80 conjointement, et publié 5 communiqués de presse.",
                &[(Communications, "96"), (Joint, "80"), (PressReleases, "5")],
            ),
            (
                "In all 104 were issued: 41 urgent appeals, 48 letters of allegation and 15 other letters.",
                &[
                    (UrgentAppeals, "41"),
                    (AllegationLetters, "48"),
                    (OtherLetters, "15"),
                    (Communications, "104"),
                ],
            ),
            (
                "Ce rapport recense 58 communications, parmi lesquelles 52 communications conjointes.",
                &[(Communications, "58"), (Joint, "52")],
            ),
            (
                "En él salieron 91 cartas (88 conjuntas; 45 a Estados de un mismo continente).",
                &[(Communications, "91"), (Joint, "88")],
            ),
            ("Since 2011 some 900 letters have been sent.", &[]),
            (
                "She received 30 communications and sent 12 to the Government of Peru.",
                &[],
            ),
            ("Last year 144 communications were sent.", &[]),
            ("It sent 12 urgent appeals.", &[]),
        ] {
            const BASE: usize = 9;
            let read = of(&sentences(paragraph, BASE));
            let read: Vec<_> = read
                .iter()
                .filter_map(|total| {
                    Some((
                        total.counted,
                        paragraph.get(total.span.start - BASE..total.span.end - BASE)?,
                    ))
                })
                .collect();
            assert_eq!(read, totals, "{paragraph}");
        }
    }
}
