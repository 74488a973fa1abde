//! Hyphens at line ends: a sign of the line's end, or the word's own?
//!
//! Word does not hyphenate, so a `-` at the end of one of its lines belongs to the word
//! (`ill-` / `treatment`); other programs do. The rest of the document decides: whoever writes
//! `treatment` and `prisoners` elsewhere tells that `treat-` / `ment` is one word.

use std::collections::{HashMap, HashSet};

use crate::text::Join;

/// With so many words proved to be one, and more than are proved to be hyphenated, the document
/// hyphenates, and the doubtful ones are one, too. Files of TeX and Typst have 13 proofs and more
/// in twenty pages, those of Word none or one.
const PROOFS: usize = 5;
/// Characters of an initial and its stop, with a bracket before it.
const INITIAL: usize = 3;
/// The hyphen that typesetters take for a line's end; a word's own is nearly always a `-`.
const HYPHEN: char = '\u{2010}';

/// Two lines, the first of which ends with a hyphen.
#[derive(Clone, Debug)]
pub struct LineEnd {
    joined: String,
    hyphenated: String,
    before: String,
    after: String,
    sign: Sign,
    /// Whether both parts may be those of a word that a hyphen at the line's end cuts.
    plain: bool,
    /// Whether the next line begins with the hyphen once more, as Spanish has it for a word's own hyphen.
    again: bool,
}

/// The character at a line's end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    /// `-`
    Plain,
    /// U+00AD, which is nothing but a line's end.
    Soft,
    /// U+2010, which typesetters take for one.
    Typeset,
}

/// Looks at the end of a line that goes on with another; `None` without a hyphen.
///
/// An address that goes on is joined by nothing.
pub fn line_end(line: &str, next: &str) -> Option<LineEnd> {
    let soft = line.ends_with('\u{ad}');
    let stem = line.strip_suffix(['-', '\u{2010}', '\u{ad}'])?;
    let before = stem.rsplit(' ').next()?;
    // `c.-` / `à-d.`, `J.-` / `P.`
    let stopped = before.ends_with('.') && before.chars().count() <= INITIAL && next.starts_with(char::is_alphabetic);
    // What a hyphen cuts in an address stays hyphenated.
    let address = before.contains('@') || before.contains("://");
    if !soft && !stopped && !before.ends_with(char::is_alphanumeric) {
        return None;
    }
    let before = before.trim_start_matches(|character: char| !character.is_alphanumeric());
    let again = next.strip_prefix(['-', '\u{2010}', '\u{2011}']);
    let after = again
        .unwrap_or(next)
        .split(' ')
        .next()?
        .split(|character: char| !character.is_alphanumeric() && !matches!(character, '-' | '\'' | '’'))
        .next()?
        .trim_end_matches(|character: char| !character.is_alphanumeric());
    // Behind figures a hyphen is no sign of the line's end: `24-` / `year-old`.
    let letters = soft || before.ends_with(char::is_alphabetic) && !address;
    Some(LineEnd {
        joined: if letters {
            format!("{before}{after}")
        } else {
            String::new()
        },
        hyphenated: format!("{before}-{after}"),
        before: before.to_owned(),
        after: after.to_owned(),
        sign: match line.chars().next_back() {
            Some('\u{ad}') => Sign::Soft,
            Some(HYPHEN) => Sign::Typeset,
            _ => Sign::Plain,
        },
        plain: letters && after.starts_with(char::is_lowercase),
        again: again.is_some_and(|rest| rest.starts_with(char::is_alphabetic)),
    })
}

/// Whether a line ends in the midst of a word, which the next one goes on with.
pub fn inside_word(line: &str, next: &str) -> bool {
    let stem = line.strip_suffix(['-', '\u{2010}', '\u{ad}']);
    // `c.-` / `à-d.`
    let cut = |stem: &str| {
        stem.ends_with(char::is_alphanumeric) || stem.ends_with('.') && next.starts_with(char::is_lowercase)
    };
    stem.is_some_and(cut) && next.starts_with(char::is_alphanumeric)
}

/// Whether a line ends inside a web address, after a slash that is glued to what goes on (`A/HRC/`, `and/`), inside a
/// symbol (`E/CN.` / `4/2006/95`), or after the dash of a span (`January–` / `March`).
pub fn inside_address(line: &str, next: &str) -> bool {
    let last = line.rsplit(' ').next().unwrap_or_default();
    let glued = |stem: &str| stem.ends_with(char::is_alphanumeric) && next.starts_with(char::is_alphanumeric);
    if last.strip_suffix('/').is_some_and(glued) {
        let address = last.contains("://") || last.starts_with("www.");
        return !address || !is_particle(next);
    }
    let begins = |of: fn(char) -> bool| next.starts_with(of);
    let in_symbol =
        last.contains('/') && SYMBOL_PARTS.iter().any(|part| last.ends_with(part)) && begins(|c| c.is_ascii_digit());
    let span = last.strip_suffix('–').is_some_and(glued) && begins(|c| c.is_uppercase() || c.is_ascii_digit());
    // What closes a bracket or a quotation before the stop ended with it.
    let in_address = (last.contains("://") || last.starts_with("www."))
        && last.ends_with(['/', '.', '-', '_', '=', '?', '&', '%'])
        && ![").", "”.", "».", "]."].iter().any(|end| last.ends_with(end))
        && begins(|c| {
            c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '-' | '_' | '=' | '?' | '&' | '%' | '#' | '~')
        });
    // An address in brackets of its own goes on up to where they close.
    let open = last.starts_with(['(', '[']) && last.contains("://") && !last.contains([')', ']']);
    let closes = |word: &str| {
        word.split_once([')', ']'])
            .is_some_and(|(inside, _)| inside.chars().all(is_of_address))
    };
    let bracketed = open && next.split(' ').next().is_some_and(closes);
    // A number to the base of sixteen that a line's end cuts.
    let is_hex = |part: &str| part.bytes().all(|b| b.is_ascii_digit() || (b'A'..=b'F').contains(&b));
    let mixed = |part: &str| part.bytes().any(|b| b.is_ascii_digit()) && part.bytes().any(|b| b.is_ascii_uppercase());
    let segment = last.rsplit('/').next().unwrap_or_default();
    let rest = next
        .split(|c: char| !c.is_ascii_alphanumeric())
        .next()
        .unwrap_or_default();
    let cut = last.contains("://") && [segment, rest].iter().all(|part| is_hex(part) && mixed(part));
    in_symbol || span || in_address || bracketed || cut
}

/// Whether a line begins with a small word that sentences go on with behind an address, and addresses hardly do.
fn is_particle(line: &str) -> bool {
    const PARTICLES: &[&str] = &[
        "and", "are", "as", "at", "but", "by", "for", "from", "had", "has", "have", "in", "is", "of", "on", "or",
        "that", "the", "to", "was", "were", "which", "with", "au", "aux", "dans", "de", "des", "du", "en", "est", "et",
        "la", "le", "les", "mais", "ont", "ou", "par", "pour", "que", "qui", "sont", "sur", "al", "con", "del", "el",
        "fue", "fueron", "ha", "han", "los", "las", "para", "pero", "por", "se", "y",
    ];
    line.split(' ').next().is_some_and(|word| PARTICLES.contains(&word))
}

fn is_of_address(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '-' | '_' | '=' | '?' | '&' | '%' | '#' | '~')
}

/// Parts of symbols that a stop ends and a number follows.
const SYMBOL_PARTS: &[&str] = &[
    "CN.", "Add.", "Rev.", "Corr.", "SR.", "L.", "WG.", "Sub.", "AC.", "CONF.",
];

/// How each of the line ends is joined, by what stands in `lines`.
pub fn decide<'t>(ends: &[LineEnd], lines: impl Iterator<Item = &'t str> + Clone) -> Vec<Join> {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    for end in ends {
        seen.insert(&end.joined, 0);
        seen.insert(&end.hyphenated, 0);
    }
    // Few words begin like one of these, so few have to be looked up.
    let mut initials = [false; 256];
    for initial in seen.keys().filter_map(|word| word.bytes().next()) {
        initials[usize::from(initial)] = true;
    }
    let begins = |word: &[u8]| {
        word.first()
            .is_some_and(|&byte| initials[usize::from(byte)] || !byte.is_ascii_alphanumeric())
    };
    for line in lines.clone() {
        for word in line.as_bytes().split(|&byte| byte == b' ') {
            // Cut at blanks, so that it is text still.
            let Some(word) = begins(word).then(|| std::str::from_utf8(word).ok()).flatten() else {
                continue;
            };
            let word = word.trim_matches(|character: char| !character.is_alphanumeric());
            if let Some(count) = seen.get_mut(word) {
                *count += 1;
            }
        }
    }
    let found = |word: &str| !word.is_empty() && seen.get(word).is_some_and(|&count| count > 0);
    let proofs = ends
        .iter()
        .filter(|end| found(&end.joined) && !found(&end.hyphenated))
        .count();
    let hyphenated = ends.iter().filter(|end| found(&end.hyphenated)).count();
    let hyphenates = proofs >= PROOFS && proofs > hyphenated;
    let own_hyphens = |line: &str| line.trim_end_matches(HYPHEN).contains(HYPHEN);
    let any = |sign: Sign| ends.iter().any(|end| end.sign == sign);
    let typeset = any(Sign::Typeset) && !lines.clone().any(own_hyphens);
    let compounds = if hyphenates {
        compounds(ends, lines)
    } else {
        HashSet::new()
    };
    ends.iter()
        .map(|end| {
            if end.again {
                return Join::HyphenDropped;
            }
            // Whoever has a sign of his own for the line's end means the others as the word's.
            let marks_ends = match end.sign {
                Sign::Plain => !any(Sign::Typeset) && !any(Sign::Soft),
                Sign::Typeset => !any(Sign::Soft),
                Sign::Soft => true,
            };
            let soft = end.sign == Sign::Soft;
            let doubtful = || {
                hyphenates
                    && marks_ends
                    && end.plain
                    && !starts_compound(&end.before, &end.after)
                    && !compounds.contains(end.hyphenated.as_str())
            };
            let sign = soft || end.sign == Sign::Typeset && typeset || found(&end.joined) || doubtful();
            if sign && !found(&end.hyphenated) && (soft || !starts_numeral(&end.before, &end.after)) {
                Join::HyphenDropped
            } else {
                Join::Nothing
            }
        })
        .collect()
}

/// Whether two parts are those of a number in words, which keeps its hyphen (`vingt-troisième`, `twenty-third`).
fn starts_numeral(before: &str, after: &str) -> bool {
    const TENS: &[&str] = &[
        "twenty",
        "thirty",
        "forty",
        "fifty",
        "sixty",
        "seventy",
        "eighty",
        "ninety",
        "dix",
        "vingt",
        "trente",
        "quarante",
        "cinquante",
        "soixante",
        "quatre",
        "quatre-vingt",
    ];
    const UNITS: &[&str] = &[
        "one",
        "first",
        "two",
        "second",
        "three",
        "third",
        "four",
        "fourth",
        "five",
        "fifth",
        "six",
        "sixth",
        "seven",
        "seventh",
        "eight",
        "eighth",
        "nine",
        "ninth",
        "un",
        "une",
        "unième",
        "deux",
        "deuxième",
        "trois",
        "troisième",
        "quatre",
        "quatrième",
        "cinq",
        "cinquième",
        "sixième",
        "sept",
        "septième",
        "huit",
        "huitième",
        "neuf",
        "neuvième",
        "dix",
        "dixième",
        "onze",
        "onzième",
        "douze",
        "treize",
        "quatorze",
        "quinze",
        "seize",
        "vingt",
        "vingts",
        "vingtième",
    ];
    let is = |words: &[&str], part: &str| words.contains(&part.to_lowercase().as_str());
    is(TENS, before) && is(UNITS, after.split('-').next().unwrap_or(after))
}

/// Whether the first part is one that English and French join to the next one with a hyphen (`force-feeding`,
/// `high-security`, `porte-parole`), and no syllable before an ending (`short-age`, `open-ing`).
fn starts_compound(before: &str, after: &str) -> bool {
    const FIRSTS: &[&str] = &[
        "counter", "cross", "demi", "follow", "force", "full", "half", "high", "ill", "long", "low", "multi", "non",
        "open", "part", "porte", "quasi", "sans", "second", "self", "semi", "short", "sous", "third", "vice", "well",
    ];
    /// Endings of words that begin like one of them.
    const ENDINGS: &[&str] = &[
        "able",
        "ably",
        "age",
        "ages",
        "aged",
        "al",
        "ally",
        "ance",
        "ary",
        "ation",
        "ed",
        "en",
        "ened",
        "ening",
        "er",
        "ers",
        "es",
        "est",
        "ful",
        "iable",
        "ial",
        "ially",
        "ical",
        "ically",
        "icipant",
        "icipants",
        "icipate",
        "icipated",
        "icipating",
        "icipation",
        "icular",
        "icularly",
        "ies",
        "ing",
        "ings",
        "ish",
        "isan",
        "ition",
        "itioned",
        "itions",
        "ity",
        "ly",
        "ment",
        "ner",
        "ners",
        "nership",
        "ness",
        "s",
        "ship",
        "taken",
        "ward",
        "ways",
        "y",
    ];
    /// Second parts that no word has as its end.
    const SECONDS: &[&str] = &[
        "armed",
        "backed",
        "based",
        "called",
        "coated",
        "elected",
        "floor",
        "funded",
        "governmental",
        "led",
        "made",
        "owned",
        "positive",
        "negative",
        "profit",
        "related",
        "run",
        "sponsored",
        "term",
        "wide",
    ];
    // `HIV-` / `positive`.
    let initials = before.chars().count() > 1 && before.chars().all(char::is_uppercase);
    if initials || SECONDS.contains(&after) {
        return true;
    }
    // `high-` / `lighted`.
    let is_one = before == "high" && ["light", "land"].iter().any(|second| after.starts_with(second));
    FIRSTS.contains(&before.to_lowercase().as_str()) && !ENDINGS.contains(&after) && !is_one
}

/// The line ends whose hyphen may be the word's own: both parts are words elsewhere, or the first
/// one stands before other hyphens (`counter-`, `non-`).
fn compounds<'e, 't>(ends: &'e [LineEnd], lines: impl Iterator<Item = &'t str>) -> HashSet<&'e str> {
    let mut words: HashMap<&str, bool> = HashMap::new();
    let mut firsts: HashMap<&str, bool> = HashMap::new();
    for end in ends {
        words.insert(&end.before, false);
        words.insert(&end.after, false);
        firsts.insert(&end.before, false);
    }
    let outside = |character: char| !character.is_alphanumeric();
    for (at, word) in lines.flat_map(|line| line.split(' ').enumerate()) {
        let word = word.trim_start_matches(outside);
        if let Some((first, rest)) = word.split_once('-') {
            if let Some(found) = firsts.get_mut(first).filter(|_| !rest.is_empty()) {
                *found = true;
            }
        } else if at == 0 {
            // The first on its line may be the rest of a word.
        } else if let Some(found) = words.get_mut(word.trim_end_matches(outside)) {
            *found = true;
        }
    }
    // `en-` / `forced`: two letters are a word in one language or another.
    let long = |part: &str| part.chars().count() > 2;
    ends.iter()
        .filter(|end| {
            let is = |map: &HashMap<&str, bool>, word: &str| map.get(word).copied().unwrap_or(false);
            is(&firsts, &end.before) || long(&end.before) && is(&words, &end.before) && is(&words, &end.after)
        })
        .map(|end| end.hyphenated.as_str())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_of_the_document_decides() {
        let ends: Vec<LineEnd> = [
            ("of ill-", "treatment in"),
            ("the prison-", "ers were"),
            ("a so\u{ad}", "cial one"),
            ("an un-", "known"),
            ("Anglo-", "American"),
        ]
        .into_iter()
        .filter_map(|(line, next)| line_end(line, next))
        .collect();
        let joins = decide(&ends, ["ill-treatment, prisoners; prison ers"].into_iter());
        assert_eq!(
            joins,
            [
                Join::Nothing,
                Join::HyphenDropped,
                Join::HyphenDropped,
                Join::Nothing,
                Join::Nothing
            ]
        );
        assert!(line_end("end", "x").is_none() && line_end("a rate -", "x").is_none());
        let figures: Vec<LineEnd> = [("pages 3-", "5"), ("a 24-", "year-old")]
            .into_iter()
            .filter_map(|(line, next)| line_end(line, next))
            .collect();
        let lines = ["a 24-", "year-old 24year"].into_iter();
        assert_eq!(decide(&figures, lines), [Join::Nothing, Join::Nothing]);
    }

    #[test]
    fn a_number_in_words_keeps_its_hyphen() {
        for (before, after) in [
            ("vingt", "troisième"),
            ("dix", "sept"),
            ("twenty", "third"),
            ("Soixante", "dix-huit"),
        ] {
            assert!(starts_numeral(before, after), "{before}-{after}");
        }
        for (before, after) in [("dix", "mille"), ("quatre", "nier"), ("six", "teen"), ("treat", "one")] {
            assert!(!starts_numeral(before, after), "{before}-{after}");
        }
    }

    fn joins(pairs: &[(&str, &str)], elsewhere: &[&str]) -> Vec<Join> {
        let ends: Vec<LineEnd> = pairs.iter().filter_map(|(line, next)| line_end(line, next)).collect();
        let lines = pairs.iter().flat_map(|pair| [pair.0, pair.1]);
        decide(&ends, lines.chain(elsewhere.iter().copied()))
    }

    #[test]
    fn a_document_that_hyphenates_joins_what_is_no_compound() {
        let pairs = [
            ("tor-", "ture"),
            ("pris-", "oners"),
            ("com-", "munity"),
            ("re-", "ports"),
            ("de-", "fenders"),
            ("ill-", "treatment"),
            ("desapari-", "ción.2 forzada"),
            ("counter-", "terrorism"),
            ("non-", "violent"),
            ("high-", "security"),
            ("high-", "lighted"),
            ("open-", "pit"),
            ("short-", "ages"),
            ("HIV-", "positive"),
            ("rubber-", "coated"),
        ];
        let elsewhere = [
            "on torture, prisoners, a community, reports and defenders, ill-treatment",
            "a counter, the terrorism, and non-governmental organizations",
        ];
        let kept = [5, 7, 8, 9, 11, 13, 14];
        for (at, join) in joins(&pairs, &elsewhere).into_iter().enumerate() {
            let expected = if kept.contains(&at) {
                Join::Nothing
            } else {
                Join::HyphenDropped
            };
            assert_eq!(join, expected, "{:?}", pairs[at]);
        }
        // Nothing is proved, so nothing is joined.
        assert!(joins(&pairs, &[]).into_iter().all(|join| join == Join::Nothing));
    }

    #[test]
    fn a_typesetters_hyphen_marks_the_line_end_unless_words_have_it() {
        let pairs = [("amend\u{2010}", "ments"), ("ill-", "treatment")];
        assert_eq!(joins(&pairs, &[]), [Join::HyphenDropped, Join::Nothing]);
        assert_eq!(
            joins(&pairs, &["a self\u{2010}help group"]),
            [Join::Nothing, Join::Nothing]
        );
    }

    #[test]
    fn addresses_and_symbols_go_on() {
        assert!(inside_address("see A/HRC/", "20/27") && inside_address("and/", "or"));
        assert!(inside_address("https://www.ohchr.org/", "EN"));
        assert!(!inside_address("one /", "two") && !inside_address("A/", "(two)"));
        assert!(inside_address("(E/CN.", "4/2006/95)") && inside_address("see A/HRC/20/27/Add.", "3"));
        assert!(!inside_address("see E/CN.", "The") && !inside_address("it is so.", "4"));
        assert!(inside_address("In January–", "March") && inside_address("of 2012–", "2013"));
        assert!(!inside_address("the offence –", "If") && !inside_address("una –aclaración–", "que"));
        assert!(inside_address("times (http://www.unog.ch/80256EDD006", "B9C2E)."));
        assert!(!inside_address("times (http://www.unog.ch/8", "and others)"));
        assert!(!inside_address("(http://a.example/laws?lang=en).", "« Arrête"));
    }
}
