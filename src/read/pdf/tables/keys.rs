//! What tells one row of a list of documents from the next: a reference number, and a day.

/// Whether a reference number stands in some words, or its beginning, where the line ends within it: three capitals, a
/// number and a stroke.
pub fn has_reference(words: &str) -> bool {
    words.match_indices('/').any(|(at, _)| {
        let before = words.get(..at).unwrap_or_default().trim_end();
        let number = before.trim_end_matches(|c: char| c.is_ascii_digit());
        let digits = before.len() - number.len();
        let code = number.trim_end();
        let letters = code.trim_end_matches(|c: char| c.is_ascii_uppercase());
        let after = words.get(at + 1..).unwrap_or_default().trim_start();
        (1..=4).contains(&digits)
            && code.len() - letters.len() == 3
            && !letters.ends_with(char::is_alphanumeric)
            && (after.is_empty() || after.starts_with(|c: char| c.is_ascii_digit()))
    })
}

/// Whether a day begins some words: `07/04/2013`, `7.4.13`, `07 Jul 2013`, `7 July 2013`.
pub fn begins_with_day(words: &str) -> bool {
    let words = words.trim_start();
    let rest = words.trim_start_matches(|c: char| c.is_ascii_digit());
    if !(1..=2).contains(&(words.len() - rest.len())) {
        return false;
    }
    if let Some(month) = rest.strip_prefix(['/', '.', '-']) {
        let year = month.trim_start_matches(|c: char| c.is_ascii_digit());
        return (1..=2).contains(&(month.len() - year.len())) && year.starts_with(['/', '.', '-']);
    }
    let month = rest.trim_start();
    let year = month.trim_start_matches(char::is_alphabetic);
    let letters = month.chars().count() - year.chars().count();
    letters >= 3 && rest.len() > month.len() && year.trim_start_matches(['.', ' ']).starts_with(['1', '2'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_and_days() {
        for (words, reference) in [
            ("JUA KAZ 2/2011", true),
            ("KAZ 2/", true),
            ("LAO 12/20 13", true),
            ("law 84/2002", false),
            ("A/HRC/20/27", false),
            ("ABCD 2/2011", false),
        ] {
            assert_eq!(has_reference(words), reference, "{words}");
        }
        for (words, day) in [
            ("04/01/201 4", true),
            ("7 July 2013 JUA", true),
            ("07 Jul 2013", true),
            ("12 houses 3", false),
            ("2013", false),
            ("KAZ 2/2011", false),
        ] {
            assert_eq!(begins_with_day(words), day, "{words}");
        }
    }
}
