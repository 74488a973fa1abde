//! In which of the three languages a summary is written.
//!
//! Decided by the small words that only one language has, then by word endings, and by the trigrams of `whatlang`
//! only where these say nothing. Trigrams alone are unsure of texts as short as summaries, which are full of names
//! from anywhere: see the figures beside [`of`].

use whatlang::{Detector, Lang};

use crate::record::Language;

/// Enough of a text to tell its language, in words; observations run to thousands.
const ENOUGH_WORDS: usize = 60;
/// The lead of the first language over the second at which a longer text need not be read on.
const CLEAR_LEAD: i32 = 24;
/// Weight of a word that only one of the three languages has.
const OWN_WORD: i32 = 4;
/// Weight of a word that two of them share.
const SHARED_WORD: i32 = 1;
/// Weight of an ending that only one of them has on common words.
const ENDING: i32 = 2;
/// Trigrams are believed from this confidence (0 to 1) on: below it, half of the answers on single words were wrong.
const TRIGRAM_CONFIDENCE: f64 = 0.5;

/// Points for each language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Score {
    en: i32,
    fr: i32,
    es: i32,
}

impl Score {
    fn add(&mut self, language: Language, points: i32) {
        match language {
            Language::En => self.en += points,
            Language::Fr => self.fr += points,
            Language::Es => self.es += points,
        }
    }

    /// The leading language and its lead over the next; nothing when two lead together.
    fn leader(self) -> Option<(Language, i32)> {
        let mut ranking = [
            (self.en, Language::En),
            (self.fr, Language::Fr),
            (self.es, Language::Es),
        ];
        ranking.sort_by_key(|&(points, _)| -points);
        let [(first, language), (second, _), _] = ranking;
        (first > second).then_some((language, first - second))
    }
}

/// The language of cleaned words; nothing when the words do not tell.
///
/// ```
/// use rapporteur::normalise::language;
/// use rapporteur::record::Language;
/// assert_eq!(language::of("Alleged arrest of Ms. María de la Cruz"), Some(Language::En));
/// assert_eq!(language::of("Арест"), None);
/// ```
pub fn of(words: &str) -> Option<Language> {
    let mut score = Score::default();
    let mut lower = String::new();
    for (count, word) in words
        .split(|c: char| !c.is_alphabetic() && !is_apostrophe(c))
        .filter(|word| !word.is_empty())
        .enumerate()
    {
        if count >= ENOUGH_WORDS && score.leader().is_some_and(|(_, lead)| lead >= CLEAR_LEAD) {
            break;
        }
        lower.clear();
        lower.extend(word.chars().flat_map(char::to_lowercase));
        weigh(&lower, &mut score);
    }
    score
        .leader()
        .map(|(language, _)| language)
        .or_else(|| by_trigrams(words))
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}')
}

fn weigh(word: &str, score: &mut Score) {
    use Language::{En, Es, Fr};
    // French writes its small words onto the next one: `l’arrestation`, `qu’il`.
    if let Some((article, rest)) = word.split_once(is_apostrophe)
        && matches!(
            article,
            "l" | "d" | "qu" | "s" | "n" | "j" | "c" | "jusqu" | "lorsqu" | "aujourd"
        )
        && rest.chars().count() > 1
    {
        score.add(Fr, OWN_WORD);
        return;
    }
    match word {
        "the" | "of" | "and" | "to" | "by" | "for" | "with" | "from" | "against" | "at" | "is" | "was" | "were"
        | "has" | "been" | "have" | "their" | "his" | "her" | "its" | "that" | "which" | "who" | "in" | "an" | "as"
        | "be" | "are" | "this" | "into" | "after" | "before" | "under" | "during" | "following" | "because"
        | "concerning" | "regarding" | "without" | "alleged" | "allegations" | "allegedly" | "reported"
        | "reportedly" | "mr" | "ms" | "mrs" | "several" | "human" | "rights" | "police" | "on" | "or" | "law"
        | "bill" | "two" | "three" | "new" | "while" | "over" | "between" => {
            score.add(En, OWN_WORD);
        }
        "le" | "les" | "des" | "du" | "et" | "dans" | "pour" | "par" | "sur" | "au" | "aux" | "une" | "est" | "à"
        | "qui" | "avec" | "son" | "ses" | "leur" | "leurs" | "ainsi" | "été" | "sont" | "ont" | "cette" | "ces"
        | "ce" | "plusieurs" | "lors" | "suite" | "allégation" | "allégations" | "présumé" | "présumée"
        | "présumés" | "présumées" | "membres" | "droits" | "homme" | "projet" | "loi" | "m" | "mm" | "mme"
        | "sans" | "après" | "avant" | "où" | "elle" | "il" | "ils" | "deux" | "trois" | "entre" => {
            score.add(Fr, OWN_WORD);
            if matches!(word, "son" | "entre") {
                score.add(Es, SHARED_WORD);
            }
        }
        "el" | "los" | "las" | "del" | "y" | "por" | "con" | "para" | "una" | "su" | "sus" | "al" | "lo" | "como"
        | "fue" | "fueron" | "han" | "ha" | "sido" | "desde" | "hasta" | "durante" | "presunto" | "presunta"
        | "presuntos" | "presuntas" | "supuesto" | "supuesta" | "supuestos" | "supuestas" | "alegación"
        | "alegaciones" | "derechos" | "humanos" | "ley" | "sr" | "sra" | "sres" | "varios" | "varias" | "miembros"
        | "defensor" | "defensora" | "defensores" | "e" | "dos" | "tres" | "tras" | "sin" | "sobre" | "más"
        | "este" | "esta" | "o" | "nuevo" | "nueva" => score.add(Es, OWN_WORD),
        "de" | "la" | "en" | "un" | "que" | "se" | "contra" | "a" => {
            // `a` and `contra` are words of one or the other, but never of English prose about them alone.
            if word == "contra" {
                score.add(Es, OWN_WORD);
            } else if word != "a" {
                score.add(Fr, SHARED_WORD);
                score.add(Es, SHARED_WORD);
            }
        }
        _ => weigh_ending(word, score),
    }
}

fn weigh_ending(word: &str, score: &mut Score) {
    use Language::{En, Es, Fr};
    let ends = |endings: &[&str]| {
        endings
            .iter()
            .any(|ending| word.ends_with(ending) && word.len() > ending.len() + 1)
    };
    if ends(&[
        "ing", "ed", "ly", "ness", "ship", "wh", "ght", "th", "ty", "cy", "ry", "sm", "ks", "ngs",
    ]) {
        score.add(En, ENDING);
    } else if ends(&[
        "ción", "ciones", "dad", "dades", "miento", "mientos", "mente", "ado", "ada", "ados", "adas", "ido", "idos",
        "idas", "ista", "istas", "eza", "encia", "ancia", "anza", "ñ", "ñas", "ños",
    ]) {
        score.add(Es, ENDING);
    } else if ends(&[
        "ée", "ées", "és", "é", "eux", "euse", "aire", "aires", "ement", "ements", "eur", "eurs", "ité", "ique",
        "iques", "oire", "elle", "elles", "isme", "istes", "iste",
    ]) {
        score.add(Fr, ENDING);
    } else if ends(&["tion", "tions"]) {
        score.add(En, SHARED_WORD);
        score.add(Fr, SHARED_WORD);
    }
}

/// What trigrams say of words that hold no other sign. Only Latin letters can be of the three languages.
fn by_trigrams(words: &str) -> Option<Language> {
    let mut letters = words.chars().filter(|c| c.is_alphabetic());
    if !letters.any(|c| c.is_ascii_alphabetic()) {
        return None;
    }
    let read = Detector::with_allowlist(vec![Lang::Eng, Lang::Fra, Lang::Spa]).detect(words)?;
    if read.confidence() < TRIGRAM_CONFIDENCE {
        return None;
    }
    match read.lang() {
        Lang::Eng => Some(Language::En),
        Lang::Fra => Some(Language::Fr),
        Lang::Spa => Some(Language::Es),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summaries() {
        use Language::{En, Es, Fr};
        for (words, language) in [
            ("Prolonged custody.", Some(En)),
            (
                "Alleged detention of human rights defender and trade unionist.",
                Some(En),
            ),
            ("Alleged killing of Mr. José María Pérez de la Cruz y Ñáñez", Some(En)),
            ("Adoption of law 84/2002", Some(En)),
            ("Death threats", Some(En)),
            ("Arbitrary arrest", Some(En)),
            ("Allégation d’arrestation de M. Smith", Some(Fr)),
            ("Arrestation et détention.", Some(Fr)),
            ("Détention arbitraire", Some(Fr)),
            ("Adoption d'une loi", Some(Fr)),
            ("Presunta detención arbitraria", Some(Es)),
            ("Alegaciones de actos de hostigamiento contra la Sra. Jones", Some(Es)),
            ("Asesinato de dos defensores", Some(Es)),
            ("Amenazas de muerte", Some(Es)),
            ("Репрессии", None),
            ("84/2002", None),
        ] {
            assert_eq!(of(words), language, "{words}");
        }
    }
}
