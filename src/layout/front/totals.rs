//! The totals that an introduction states.
//!
//! A total that does not agree says that entries may be lost, so only what is surely one is read: letters that were
//! sent, of the whole report, this year's, to all States; and types that add up to them.

use super::sentences::{Figure, Sentence, holds};
use super::{Counted, Total};

/// The totals of a paragraph: those of its first sentence that says how many letters were sent, and those that sentences
/// behind it split them into.
pub(super) fn of(sentences: &[Sentence]) -> Vec<Total> {
    let mut sentences = sentences.iter().filter(|sentence| !is_part(sentence));
    let Some(first) = sentences.by_ref().map(counts).find(|counts| !counts.is_empty()) else {
        return Vec::new();
    };
    let mut found = first;
    let all = figure_of(&found, Counted::Communications);
    for sentence in sentences {
        let Some(all) = all else { break };
        let more = figures(sentence);
        let has = |found: &[(Counted, Figure)], counted: Counted| found.iter().any(|&(c, _)| c == counted);
        // Others are those of a region or a year.
        if !found.iter().any(|(counted, _)| counted.is_type()) && sum_of_types(&more) == Some(all) {
            found.extend(more.iter().filter(|(counted, _)| counted.is_type()));
        }
        let joint = more
            .iter()
            .find(|&&(counted, joint)| counted == Counted::Joint && joint.value <= all);
        if !has(&found, Counted::Joint) {
            found.extend(joint);
        }
    }
    let total = |(counted, figure): (Counted, Figure)| Total {
        counted,
        span: figure.span,
    };
    found.into_iter().map(total).collect()
}

/// What a sentence counts, if it says how many letters were sent in all.
fn counts(sentence: &Sentence) -> Vec<(Counted, Figure)> {
    const SENT: &[&str] = &[
        "sent",
        "send",
        "transmi",
        "issued",
        "address",
        "went out",
        "dispatch",
        "forward",
        "signed",
        "total",
        "in all",
        "altogether",
        "there were",
        "hubo",
        "recens",
        "envoy",
        "adress",
        "expédi",
        "émis",
        "signé",
        "au total",
        "en tout",
        "envi",
        "dirigi",
        "cursó",
        "cursaron",
        "remiti",
        "emiti",
        "firm",
        "suscribi",
    ];
    let mut found = figures(sentence);
    let all = figure_of(&found, Counted::Communications);
    let types = sum_of_types(&found);
    // `In all 104 were issued: 41 urgent appeals and 63 letters of allegation.`
    let sum = sentence.figures.iter().find(|figure| Some(figure.value) == types);
    if let (None, Some(sum), true) = (all, sum, has_both(&found)) {
        found.push((Counted::Communications, *sum));
        return found;
    }
    let sent = holds(sentence.all(), SENT);
    let joint = figure_of(&found, Counted::Joint);
    let plain = sent && holds(sentence.all(), &["communication", "comunicaci"]);
    let is_one = match (all, types) {
        // Letters are of many kinds, unless their parts add up.
        (Some(all), types) => plain || types == Some(all) || joint.is_some_and(|joint| joint <= all),
        // Appeals alone are part of another sentence's sum.
        (None, Some(_)) => sent && has_both(&found),
        (None, None) => false,
    };
    if is_one { found } else { Vec::new() }
}

fn figure_of(found: &[(Counted, Figure)], wanted: Counted) -> Option<u32> {
    let figure = found.iter().find(|(counted, _)| *counted == wanted)?;
    Some(figure.1.value)
}

/// The sum of the types that are counted; nothing without one.
fn sum_of_types(found: &[(Counted, Figure)]) -> Option<u32> {
    let types = found.iter().filter(|(counted, _)| counted.is_type());
    types.map(|(_, figure)| figure.value).reduce(u32::saturating_add)
}

fn has_both(found: &[(Counted, Figure)]) -> bool {
    [Counted::UrgentAppeals, Counted::AllegationLetters]
        .iter()
        .all(|wanted| found.iter().any(|(counted, _)| counted == wanted))
}

/// Whether a sentence speaks of a region, of one State, or of another year.
fn is_part(sentence: &Sentence) -> bool {
    const OF_A_PART: &[&str] = &[
        "region",
        "région",
        "región",
        "africa",
        "asia",
        "europe",
        "america",
        "latin",
        "middle east",
        "afrique",
        "asie",
        "amérique",
        "áfrica",
        "europa",
        "américa",
        "the government of",
        "au gouvernement d",
        "al gobierno d",
        "previous",
        "last year",
        "last report",
        "earlier report",
        "first report",
        "next report",
        "précéden",
        "dernier rapport",
        "prochain",
        "anterior",
        "preceden",
        "año pasado",
        "próximo",
    ];
    holds(sentence.all(), OF_A_PART)
}

/// The figures of a sentence that count letters or press releases, the first of each kind: later ones are parts of it.
fn figures(sentence: &Sentence) -> Vec<(Counted, Figure)> {
    let mut found: Vec<(Counted, Figure)> = Vec::new();
    for figure in &sentence.figures {
        let Some(counted) = counted(sentence, figure) else {
            continue;
        };
        if found.iter().all(|&(earlier, _)| earlier != counted) {
            found.push((counted, *figure));
        }
    }
    found
}

/// What a figure counts: the words behind it say so (`115 communications`, `104 of them jointly`), or those in front
/// (`communications: 115`).
fn counted(sentence: &Sentence, figure: &Figure) -> Option<Counted> {
    const RECEIVED: &[&str] = &["receiv", "reç", "recib"];
    const ABOUT: &[&str] = &[
        "over", "than", "nearly", "almost", "about", "some", "around", "près", "quelque", "environ", "unas", "cerca",
        "casi",
    ];
    /// Words in front of a figure among which its verb is.
    const NEAR: usize = 3;
    let [before, behind] = sentence.around(figure);
    let mut last = before.split_whitespace().rev().take(NEAR);
    let about = before
        .split_whitespace()
        .next_back()
        .is_some_and(|word| ABOUT.contains(&word));
    if about || last.any(|word| RECEIVED.iter().any(|received| word.starts_with(received))) {
        return None;
    }
    named(behind).or_else(|| {
        let before = before.trim_end();
        let before = before.strip_suffix([':', '(']).unwrap_or(before).trim_end();
        // What another figure counts stands behind that one.
        let words = before
            .rsplit(|c: char| c.is_ascii_digit() || c == ',' || c == ';')
            .next()?;
        NAMES.iter().find_map(|&(counted, names)| {
            let is_one = |name: &str| {
                words
                    .strip_suffix(name)
                    .is_some_and(|rest| rest.is_empty() || rest.ends_with(' '))
            };
            (counted.is_type() && names.iter().any(|name| is_one(name)) && words.len() < before.len())
                .then_some(counted)
        })
    })
}

const NAMES: &[(Counted, &[&str])] = &[
    (
        Counted::Joint,
        &[
            "joint communications",
            "joint letters",
            "communications conjointes",
            "lettres conjointes",
            "comunicaciones conjuntas",
            "cartas conjuntas",
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
            "letters of allegations",
            "letter of allegation",
            "allegation letters",
            "allegation letter",
            "lettres d'allégation",
            "lettres d'allégations",
            "lettre d'allégation",
            "cartas de alegación",
            "cartas de alegaciones",
            "carta de alegación",
            "cartas de denuncia",
            "cartas de transmisión de denuncias",
        ],
    ),
    (
        Counted::OtherLetters,
        &[
            "other letters",
            "other letter",
            "autres lettres",
            "autre lettre",
            "autres types de lettres",
            "otras cartas",
            "otra carta",
            "cartas de otra índole",
            "cartas de otro tipo",
        ],
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
    (
        Counted::Communications,
        &[
            "communications",
            "communication",
            "comunicaciones",
            "comunicación",
            "letters",
            "lettres",
            "cartas",
        ],
    ),
];

/// What words behind a figure say that it counts.
fn named(words: &str) -> Option<Counted> {
    /// Words between a figure and what it counts.
    const BETWEEN: &[&str] = &[
        "separate ",
        "individual ",
        "different ",
        "distinct ",
        "new ",
        "such ",
        "were ",
        "was ",
        "are ",
        "étaient ",
        "sont ",
        "ont été ",
        "des ",
        "d'",
        "fueron ",
        "eran ",
        "son ",
        "restantes ",
    ];
    /// The same before it is said that they were sent jointly.
    const PARTITIVE: &[&str] = &[
        "of them ",
        "of these ",
        "of those ",
        "of which ",
        "of the letters ",
        "were ",
        "are ",
        "was ",
        "sent ",
        "signed ",
        "transmitted ",
        "issued ",
        "d'entre elles ",
        "de ces lettres ",
        "l'ont été ",
        "ont été ",
        "étaient ",
        "sont ",
        "envoyées ",
        "adressées ",
        "transmises ",
        "de ellas ",
        "de estas ",
        "de las cuales ",
        "de las que ",
        "se enviaron ",
        "fueron ",
        "eran ",
        "enviadas ",
        "de manera ",
        "de forma ",
        "fois ",
        ") ",
        "que ",
        "lesquelles ",
        "times ",
        ", ",
    ];
    const JOINTLY: &[&str] = &[
        "jointly ",
        "joint ",
        "joint,",
        "joint.",
        "jointly.",
        "jointly,",
        "conjointement",
        "conjointe",
        "conjunta",
        "junto con",
    ];
    let words = words.trim_start();
    let plain = passing(words, BETWEEN);
    let name = NAMES.iter().find(|(_, names)| {
        names.iter().any(|name| {
            let rest = plain.strip_prefix(name);
            rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric) && !rest.starts_with('-'))
        })
    });
    if let Some(&(counted, _)) = name {
        let rest = plain.split_once(' ').map_or("", |(_, rest)| rest);
        // `letters alleging …` are no letters of all types.
        let typed = counted == Counted::Communications
            && ["of ", "alleg", "d'", "de al", "de den"]
                .iter()
                .any(|next| rest.starts_with(next))
            && !plain.starts_with("com");
        return (!typed).then_some(counted);
    }
    let rest = passing(words, PARTITIVE);
    let jointly = JOINTLY.iter().find_map(|word| rest.strip_prefix(word))?;
    // `12 joint urgent appeals` are a type of their own.
    let typed = NAMES
        .iter()
        .any(|(counted, names)| counted.is_type() && names.iter().any(|name| jointly.trim_start().starts_with(name)));
    (!typed).then_some(Counted::Joint)
}

/// The words behind some that may stand first.
fn passing<'w>(mut words: &'w str, between: &[&str]) -> &'w str {
    while let Some(rest) = between.iter().find_map(|word| words.strip_prefix(word)) {
        words = rest;
    }
    words
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
