//! Hyphens at line ends: a sign of the line's end, or the word's own?
//!
//! Word does not hyphenate, so a `-` at the end of one of its lines belongs to the word
//! (`ill-` / `treatment`); other programs do. The rest of the document decides: whoever writes
//! `treatment` and `prisoners` elsewhere tells that `treat-` / `ment` is one word.

use std::collections::HashMap;

use crate::read::text::Join;

/// With so many words proved to be one and none proved to be hyphenated, the doubtful ones are one, too.
const PROOFS: usize = 5;

/// Two lines, the first of which ends with a hyphen.
#[derive(Clone, Debug)]
pub struct LineEnd {
    joined: String,
    hyphenated: String,
    soft: bool,
}

/// Looks at the end of a line that goes on with another; `None` without a hyphen.
///
/// An address that goes on is joined by nothing.
pub fn line_end(line: &str, next: &str) -> Option<LineEnd> {
    let soft = line.ends_with('\u{ad}');
    let stem = line.strip_suffix(['-', '\u{2010}', '\u{ad}'])?;
    let before = stem.rsplit(' ').next()?;
    let letter = before.chars().next_back().is_some_and(char::is_alphabetic);
    if !soft && !letter {
        return None;
    }
    let before = before.trim_start_matches(|character: char| !character.is_alphanumeric());
    let after = next
        .split(' ')
        .next()?
        .trim_end_matches(|character: char| !character.is_alphanumeric());
    let lower = after.chars().next().is_some_and(char::is_lowercase);
    Some(LineEnd {
        joined: if lower {
            format!("{before}{after}")
        } else {
            String::new()
        },
        hyphenated: format!("{before}-{after}"),
        soft,
    })
}

/// Whether a line ends inside a web address.
pub fn inside_address(line: &str) -> bool {
    let last = line.rsplit(' ').next().unwrap_or_default();
    (last.contains("://") || last.starts_with("www.")) && last.ends_with(['/', '.', '-', '_', '=', '?', '&', '%'])
}

/// How each of the line ends is joined, by what stands in `lines`.
pub fn decide<'t>(ends: &[LineEnd], lines: impl Iterator<Item = &'t str>) -> Vec<Join> {
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
    for line in lines {
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
    let hyphenates = proofs >= PROOFS && hyphenated == 0;
    ends.iter()
        .map(|end| {
            let one_word = found(&end.joined) || hyphenates && !end.joined.is_empty();
            let sign = end.soft || one_word;
            if sign && !found(&end.hyphenated) {
                Join::HyphenDropped
            } else {
                Join::Nothing
            }
        })
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
        assert!(line_end("pages 3-", "5").is_none() && line_end("end", "x").is_none());
    }
}
