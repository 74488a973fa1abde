//! Footnote marks of full size, which are glued to what they mark.

/// Whether words end as a day or a case number does: `13/11/2016`, `KAZ 1/2016`.
fn ends_with_year(words: &str) -> bool {
    let digits = words.len() - words.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let before = words.get(..words.len() - digits).unwrap_or_default();
    digits == 4 && before.ends_with('/')
}

/// Where a number is glued to the end of a word, sentence, day or case number: `end.1`, `word1,`, `13/11/2016.2`,
/// `KAZ 1/20162`; not where it belongs to what it is glued to, as in `Add.2` and `No.2`.
pub fn glued(text: &str, number: &str) -> Option<std::ops::Range<usize>> {
    const NUMBERED: &[&str] = &[
        "add", "art", "arts", "amend", "chap", "corr", "fig", "no", "nos", "núm", "p", "para", "paras", "párr", "pp",
        "rev", "sect", "ser", "vol",
    ];
    /// A number that stands more often in a line is no mark.
    const OFTEN: usize = 32;
    text.match_indices(number)
        .take(OFTEN)
        .map(|(start, found)| start..start + found.len())
        .find(|range| {
            let before = text.get(..range.start).unwrap_or_default();
            let after = text.get(range.end..).and_then(|after| after.chars().next());
            let closed =
                before.trim_end_matches(['.', ',', ';', ':', '”', '’', '"', ')', '»', ' ', '\u{a0}', '\u{202f}']);
            // Blanks only inside of French quotation marks.
            let word = if before.get(closed.len()..).is_some_and(|stops| stops.contains('»')) {
                closed
            } else {
                before.trim_end_matches(['.', ',', ';', ':', '”', '’', '"', ')'])
            };
            let stops = before.chars().count() - word.chars().count();
            let last = word.rsplit(' ').next().unwrap_or_default();
            let bare = last.trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
            let own = before.ends_with('.') && (last.contains('/') || NUMBERED.contains(&bare.as_str()));
            let behind = word.ends_with(char::is_alphabetic) && !own || ends_with_year(word);
            stops <= 3 && behind && after.is_none_or(|after| matches!(after, ' ' | ',' | ';' | ')' | '.'))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_full_size_are_glued_to_words_and_days() {
        let table = [
            ("of assembly.2 The", Some(12..13)),
            ("State reply: 13/11/2016.2 Allegations", Some(24..25)),
            ("lack of water.2", Some(14..15)),
            ("State reply: 13/11/2016", None),
            ("State reply: 13/11/20162 Allegations", Some(23..24)),
            ("Case no. BHR 6/20152. State", Some(19..20)),
            ("dite « anticasseurs ».2", Some(24..25)),
            ("« public ». Reprise au 2 juin", None),
            ("report (A/HRC/29/25/Add.2)", None),
            ("Law No.2 of", None),
            ("sent on 2/11/2016 and 12/2/2016", None),
            ("a rate of 2016.2 per cent", None),
            ("Act 2/2", None),
        ];
        for (text, expected) in table {
            assert_eq!(glued(text, "2"), expected, "{text}");
        }
    }
}
