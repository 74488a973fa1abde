//! Hyphens at line ends: a sign of the line's end, or the word's own?
//!
//! Word does not hyphenate, so a `-` at the end of one of its lines belongs to the word (`ill-` / `treatment`); other
//! programs do. The rest of the document decides: whoever writes `treatment` and `prisoners` elsewhere tells that
//! `treat-` / `ment` is one word.

use std::collections::HashMap;

use crate::text::Join;

/// With so many words proved to be one, and more than are proved to be hyphenated, the document hyphenates, and the
/// doubtful ones are one, too. Files of TeX and Typst have 13 proofs and more in twenty pages, those of Word none or one.
const PROOFS: usize = 5;
/// Characters of an initial and its stop, with a bracket before it.
const INITIAL: usize = 3;
/// The hyphen that typesetters take for a line's end; a word's own is nearly always a `-`.
const HYPHEN: char = '\u{2010}';

/// Two lines, the first of which ends with a hyphen.
#[derive(Clone, Debug)]
pub struct LineEnd {
    /// The word without the hyphen; nothing if what stands before it is no word that a line's end can cut.
    joined: String,
    hyphenated: String,
    before: String,
    after: String,
    sign: char,
    /// The next line begins with the hyphen once more, as Spanish has it for a word's own hyphen.
    again: bool,
}

/// Looks at the end of a line that goes on with another; `None` without a hyphen.
pub fn line_end(line: &str, next: &str) -> Option<LineEnd> {
    let sign = line.chars().next_back()?;
    let stem = line.strip_suffix(['-', HYPHEN, '\u{ad}'])?;
    let before = stem.rsplit(' ').next()?;
    // `c.-` / `à-d.`, `J.-` / `P.`
    let stopped = before.ends_with('.') && before.chars().count() <= INITIAL && next.starts_with(char::is_alphabetic);
    let soft = sign == '\u{ad}';
    if !soft && !stopped && !before.ends_with(char::is_alphanumeric) {
        return None;
    }
    // After digits a hyphen is no sign of the line's end (`24-` / `year-old`), and in an address it stays.
    let letters = before.ends_with(char::is_alphabetic) && !before.contains('@') && !before.contains("://");
    let before = before.trim_start_matches(outside);
    let again = next.strip_prefix(['-', HYPHEN, '\u{2011}']);
    let word = |c: char| c.is_alphanumeric() || matches!(c, '-' | '\'' | '’');
    let after = again
        .unwrap_or(next)
        .split(|c| !word(c))
        .next()?
        .trim_end_matches(outside);
    Some(LineEnd {
        joined: if soft || letters {
            format!("{before}{after}")
        } else {
            String::new()
        },
        hyphenated: format!("{before}-{after}"),
        before: before.to_owned(),
        after: after.to_owned(),
        sign,
        again: again.is_some_and(|rest| rest.starts_with(char::is_alphabetic)),
    })
}

fn outside(c: char) -> bool {
    !c.is_alphanumeric()
}

/// How each of the line ends is joined, by what stands in `lines`: the hyphen is dropped if it is nothing but a line's
/// end, if the joined word is printed elsewhere, or if the document proves often that it hyphenates; never where the
/// hyphenated word is printed.
pub fn decide<'t>(ends: &[LineEnd], lines: impl Iterator<Item = &'t str> + Clone) -> Vec<Join> {
    let any = |sign: char| ends.iter().any(|end| end.sign == sign);
    // Whoever has a sign of his own for the line's end means the others as the word's.
    let typeset = any(HYPHEN) && !lines.clone().any(|line| line.trim_end_matches(HYPHEN).contains(HYPHEN));
    let own = if any('\u{ad}') {
        '\u{ad}'
    } else if any(HYPHEN) {
        HYPHEN
    } else {
        '-'
    };
    let printed = Printed::of(ends, lines);
    let proves = |end: &&LineEnd| printed.has(&end.joined) && !printed.has(&end.hyphenated);
    let proofs = ends.iter().filter(proves).count();
    let often = proofs >= PROOFS && proofs > ends.iter().filter(|end| printed.has(&end.hyphenated)).count();
    let join = |end: &LineEnd| {
        let sign = end.sign == '\u{ad}' || end.sign == HYPHEN && typeset;
        let hyphenated = || {
            // `HIV-` / `positive` are two words.
            let small = end.before.ends_with(char::is_lowercase) && end.after.starts_with(char::is_lowercase);
            let plain = small && !end.joined.is_empty();
            often && end.sign == own && plain && !printed.parts(end)
        };
        let dropped = sign || printed.has(&end.joined) || hyphenated();
        if end.again || dropped && !printed.has(&end.hyphenated) {
            Join::HyphenDropped
        } else {
            Join::Nothing
        }
    };
    ends.iter().map(join).collect()
}

/// Which of the words of line ends a document prints elsewhere.
struct Printed<'e>(HashMap<&'e str, Found>);

/// Where a word is printed.
#[derive(Clone, Copy, Default)]
struct Found {
    anywhere: bool,
    /// Neither first on its line nor before a hyphen, where it may be a part of another word.
    inside: bool,
    /// Before a hyphen, as `counter` and `non` are.
    before_hyphen: bool,
}

impl<'e> Printed<'e> {
    fn of<'t>(ends: &'e [LineEnd], lines: impl Iterator<Item = &'t str>) -> Self {
        let words = ends
            .iter()
            .flat_map(|end| [&end.joined, &end.hyphenated, &end.before, &end.after]);
        let mut found: HashMap<&str, Found> = words.map(|word| (word.as_str(), Found::default())).collect();
        // Few words begin like one of these, so few have to be looked up.
        let mut initials = [false; 256];
        for initial in found.keys().filter_map(|word| word.bytes().next()) {
            initials[usize::from(initial)] = true;
        }
        let begins = |&b: &u8| initials[usize::from(b)] || !b.is_ascii_alphanumeric();
        for line in lines {
            for (at, word) in line.as_bytes().split(|&b| b == b' ').enumerate() {
                // Cut at blanks, so that it is text still.
                let Some(word) = word
                    .first()
                    .filter(|b| begins(b))
                    .and_then(|_| std::str::from_utf8(word).ok())
                else {
                    continue;
                };
                let word = word.trim_start_matches(outside);
                let hyphen = word.split_once('-');
                if let Some(found) = found.get_mut(word.trim_end_matches(outside)) {
                    found.anywhere = true;
                    found.inside |= at > 0 && hyphen.is_none();
                }
                if let Some(found) = hyphen.and_then(|(first, _)| found.get_mut(first)) {
                    found.before_hyphen |= hyphen.is_some_and(|(_, rest)| !rest.is_empty());
                }
            }
        }
        Self(found)
    }

    fn get(&self, word: &str) -> Found {
        self.0.get(word).copied().unwrap_or_default()
    }

    fn has(&self, word: &str) -> bool {
        !word.is_empty() && self.get(word).anywhere
    }

    /// Whether a line's end can part two words: the first one stands before other hyphens, or both are words elsewhere.
    fn parts(&self, end: &LineEnd) -> bool {
        /// Letters that are a word in one language or another: `en-` / `forced`.
        const SHORT: usize = 2;
        let (before, after) = (self.get(&end.before), self.get(&end.after));
        before.before_hyphen || end.before.chars().count() > SHORT && before.inside && after.inside
    }
}

/// Whether a line ends in the midst of a word, which the next one goes on with.
pub fn inside_word(line: &str, next: &str) -> bool {
    let stem = line.strip_suffix(['-', HYPHEN, '\u{ad}']);
    // `c.-` / `à-d.`
    let cut = |stem: &str| {
        stem.ends_with(char::is_alphanumeric) || stem.ends_with('.') && next.starts_with(char::is_lowercase)
    };
    stem.is_some_and(cut) && next.starts_with(char::is_alphanumeric)
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
        // `high-` / `security` is lost: nothing else in the document tells that it is two words.
        let kept = [5, 7, 8, 13];
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
}
