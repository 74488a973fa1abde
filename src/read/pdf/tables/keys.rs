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
        let behind = after.trim_start_matches(|c: char| c.is_ascii_digit());
        (1..=4).contains(&digits)
            // `JUA 16/4/2013` is a type and a day.
            && !behind.starts_with('/')
            && is_code(code.get(letters.len()..).unwrap_or_default())
            && !letters.ends_with(char::is_alphanumeric)
            && (after.is_empty() || after.starts_with(|c: char| c.is_ascii_digit()))
    })
}

/// Whether a line of a cell is what tells a letter: a reference number and nothing that a sentence around it has. `above`
/// is the line above it in the cell.
pub fn is_key_line(above: &str, words: &str) -> bool {
    !words.contains(char::is_lowercase) && (has_reference(words) || goes_on_with_reference(above, words))
}

/// Whether some words are three capitals, as reference numbers begin with, and no type of letter: `JUA` can stand above
/// what is left of a day, `4/2013`.
pub fn is_code(words: &str) -> bool {
    words.len() == 3 && words.bytes().all(|byte| byte.is_ascii_uppercase()) && !matches!(words, "JUA" | "JAL" | "JOL")
}

/// Whether words go on with a reference number that a narrow cell cut behind its code, or in its number: `KAZ` and
/// `1/2014`, `KAZ 1` and `2/2014`.
pub fn goes_on_with_reference(above: &str, words: &str) -> bool {
    if !words.starts_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let code = above.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = above.get(code.len()..).unwrap_or_default();
    let code = code.rsplit(' ').find(|word| !word.is_empty()).unwrap_or_default();
    is_code(code) && has_reference(&format!("{code} {number}{words}"))
}

/// Whether a word is a number and a stroke, as a reference number goes on with behind its code.
pub fn begins_number(word: &str) -> bool {
    let rest = word.trim_start_matches(|c: char| c.is_ascii_digit());
    let year = rest.strip_prefix('/');
    (1..=4).contains(&(word.len() - rest.len()))
        && year.is_some_and(|year| year.bytes().all(|byte| byte.is_ascii_digit()))
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

/// Whether a narrow column cut a day or a reference number in two: `04/01/201` and `4`, `16.01.` and `2015`, `LAO 2/20`
/// and `13`. What is whole already is not. `line` is all that stands before in the cell.
pub fn is_cut(line: &str, next: &str) -> bool {
    let number = |c: char| c.is_ascii_digit() || is_separator(c);
    if !line.ends_with(number) || !next.starts_with(number) {
        return false;
    }
    let start = line.len() - line.chars().rev().take_while(|&c| number(c)).count();
    let length = next.chars().take_while(|&c| number(c)).count();
    let (Some(head), Some(tail)) = (line.get(start..), next.get(..length)) else {
        return false;
    };
    let ends_there = next
        .get(length..)
        .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
    let before = line.get(..start).unwrap_or_default().trim_end();
    let code = before.len() - before.trim_end_matches(|c: char| c.is_ascii_uppercase()).len() == 3;
    let is_whole = |words: &str| is_day(words) || code && is_number_of_year(words);
    let joined = format!("{head}{tail}");
    // A column of three digits cuts a day twice.
    let goes_on = next.len() == length && is_begun_day(&joined);
    ends_there && !is_whole(head) && !is_day(tail) && (is_whole(&joined) || goes_on)
}

/// What parts day, month and year in figures.
fn is_separator(c: char) -> bool {
    matches!(c, '/' | '.' | '-')
}

/// How many digits the parts of a day have, with one separator between them.
fn parts(words: &str) -> [Option<usize>; 4] {
    let mut parts = words.split(words.chars().find(|&c| is_separator(c)).unwrap_or('/'));
    std::array::from_fn(|_| parts.next().filter(|part| !part.contains(is_separator)).map(str::len))
}

/// `07/04/20`
fn is_begun_day(words: &str) -> bool {
    matches!(parts(words), [Some(1..=2), Some(1..=2), Some(0..=3), None])
}

/// `07/04/2013`
fn is_day(words: &str) -> bool {
    matches!(parts(words), [Some(1..=2), Some(1..=2), Some(4), None])
}

/// `2/2013`
fn is_number_of_year(words: &str) -> bool {
    let parts = words.split_once('/');
    parts.is_some_and(|(number, year)| {
        (1..=4).contains(&number.len()) && year.len() == 4 && !year.contains(is_separator)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_narrow_column_cuts() {
        for (line, next, cut) in [
            ("04/01/201", "4", true),
            ("16/01/", "2015", true),
            ("16", "/01/2015", true),
            ("16/0", "1/20", true),
            ("16/01/20", "15", true),
            ("LAO 2/20", "13", true),
            ("15.12.201", "9", true),
            ("15.1", "2.2019", true),
            ("07-04-", "2013", true),
            ("in 2013.", "4 persons", false),
            ("15.12/201", "9", false),
            ("04/01/2014", "16/01/2015", false),
            ("2/20", "13", false),
            ("in 2013", "4 persons", false),
        ] {
            assert_eq!(is_cut(line, next), cut, "{line} {next}");
        }
    }

    #[test]
    fn what_a_narrow_column_cuts_behind_a_code() {
        for (above, next, goes_on) in [
            ("KAZ", "1/2014", true),
            ("JUA KAZ", "12/20", true),
            ("KAZ 1", "2/2014", true),
            ("KAZ", "12/", true),
            ("KAZ", "Torture 1/2014", false),
            ("JUA", "16/04/2014", false),
            ("the NGOs", "1/2014", false),
        ] {
            assert_eq!(goes_on_with_reference(above, next), goes_on, "{above} {next}");
        }
        for (word, begins) in [
            ("12/2014", true),
            ("12/", true),
            ("12", false),
            ("16/04/2014", false),
            ("12/a", false),
        ] {
            assert_eq!(begins_number(word), begins, "{word}");
        }
    }

    #[test]
    fn references_and_days() {
        for (words, reference) in [
            ("JUA KAZ 2/2011", true),
            ("KAZ 2/", true),
            ("LAO 12/20 13", true),
            ("law 84/2002", false),
            ("A/HRC/20/27", false),
            ("ABCD 2/2011", false),
            ("JUA 16/4/2013", false),
            ("JUA 4/2013", false),
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
