//! The totals that an introduction states.

use super::{Counted, Total, names, names_region};
use crate::parse::blocks::Block;
use crate::read::text::Span;
use crate::record::spelling::{eat, is_blank};

/// The totals of a sentence that says how many letters were sent.
pub(super) fn of(block: &Block<'_>) -> Vec<Total> {
    const SENT: &[&str] = &[
        "sent",
        "transmitted",
        "issued",
        "envoyé",
        "adressé",
        "transmis",
        "envi",
        "transmiti",
        "dirigi",
        "cursó",
    ];
    in_sentences(block.shown.as_ref(), block.words, |sentence| {
        names(sentence, SENT) && !names_region(sentence)
    })
}

/// The totals of the first sentence that is about the letters sent, and those of types that a sentence behind it splits
/// them into.
fn in_sentences(shown: &str, base: usize, is_about: impl Fn(&str) -> bool) -> Vec<Total> {
    let figure = |total: &Total| -> Option<u32> {
        let printed = shown.get(total.span.start - base..total.span.end - base);
        printed?.parse().ok()
    };
    let mut totals: Vec<Total> = Vec::new();
    let mut at = 0;
    for sentence in shown.split_inclusive(". ") {
        let start = base + at;
        at += sentence.len();
        if totals.is_empty() {
            if is_about(sentence) {
                totals = totals_of(sentence, start);
            }
            continue;
        }
        let has_types = totals.iter().any(|total| total.counted.is_type());
        let all = totals.iter().find(|total| total.counted == Counted::Communications);
        if let Some(all) = all.filter(|_| !has_types).and_then(figure) {
            let mut types = totals_of(sentence, start);
            types.retain(|total| total.counted.is_type());
            // Others are those of a region or a year.
            if types.iter().filter_map(figure).sum::<u32>() == all {
                totals.extend(types);
            }
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
    const NAMES: &[(Counted, &[&str])] = &[
        (
            Counted::Joint,
            &[
                "joint communications",
                "communications conjointes",
                "comunicaciones conjuntas",
            ],
        ),
        (
            Counted::Communications,
            &["communications", "communication", "comunicaciones", "comunicación"],
        ),
        (
            Counted::Joint,
            &[
                "of them jointly",
                "of which jointly",
                "of them were sent jointly",
                "were sent jointly",
                "jointly",
                "conjointement",
                "d'entre elles conjointement",
                "ont été envoyées conjointement",
                "ont été adressées conjointement",
                "l'ont été conjointement",
                "conjuntamente",
                "de ellas conjuntamente",
                "de las cuales conjuntamente",
                "se enviaron conjuntamente",
                "fueron enviadas conjuntamente",
            ],
        ),
        (
            Counted::UrgentAppeals,
            &[
                "urgent appeals",
                "urgent appeal",
                "appels urgents",
                "appel urgent",
                "llamamientos urgentes",
                "llamamiento urgente",
            ],
        ),
        (
            Counted::AllegationLetters,
            &[
                "letters of allegation",
                "allegation letters",
                "allegation letter",
                "lettres d'allégation",
                "lettres d'allégations",
                "cartas de alegación",
                "cartas de alegaciones",
            ],
        ),
        (
            Counted::OtherLetters,
            &["other letters", "other letter", "autres lettres", "otras cartas"],
        ),
        (
            Counted::PressReleases,
            &[
                "press releases",
                "press release",
                "communiqués de presse",
                "communiqué de presse",
                "comunicados de prensa",
                "comunicado de prensa",
            ],
        ),
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
            .find_map(|&(counted, names)| names.iter().any(|name| eat(words, name).is_some()).then_some(counted));
        let Some(counted) = counted else { continue };
        // The first of each kind is the report's; later ones are parts of it.
        if totals.iter().all(|total| total.counted != counted) {
            let span = Span::new(base + at, base + at + length);
            totals.push(Total { counted, span });
        }
    }
    totals
}

#[cfg(test)]
mod tests {
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
            ("It sent 12 urgent appeals.", &[]),
        ] {
            const BASE: usize = 9;
            let read = in_sentences(paragraph, BASE, |sentence| {
                names(sentence, &["sent ", "envi", "envoyé"])
            });
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
