//! The marks of an entry on a printed line: what carries them is content, however often it repeats and however small it is.
//!
//! Nothing is read here, and too many lines are better than too few: the words are those of the labels alone.

use memchr::memchr2_iter;

/// Words that label a case number, in the languages of the reports; a number follows.
const CASE: [&str; 3] = ["case n", "caso n", "cas n"];
/// Words that label a State's replies, as far as they are ASCII.
const REPLY: [&str; 5] = [
    "state repl",
    "state resp",
    "government repl",
    "ponse de l",
    "respuesta del",
];
/// The name of a type has so many capitals: `AL`, `JUA`.
const TYPE: std::ops::RangeInclusive<usize> = 2..=4;

/// How many of an entry's marks a line carries: a type before a date in digits, a label of a case with a number, a label of
/// replies.
pub fn marks(text: &str) -> usize {
    // Nearly no line of furniture has one of these, and none of an entry lacks a digit.
    if !text.bytes().any(|byte| byte.is_ascii_digit()) && !text.contains(['s', 'S', 'r', 'R']) {
        return 0;
    }
    let is_digit = |byte: &u8| byte.is_ascii_digit();
    let case = CASE
        .iter()
        .any(|label| behind(text, label).any(|rest| rest.iter().any(is_digit)));
    // A running head can name them, too; in an entry a colon or a date follows.
    let told = |rest: &[u8]| rest.iter().any(|byte| *byte == b':' || is_digit(byte));
    let reply = REPLY.iter().any(|label| behind(text, label).next().is_some_and(told));
    usize::from(typed_date(text)) + usize::from(case) + usize::from(reply)
}

/// What stands behind each place of a label, in letters of either case.
fn behind<'t>(text: &'t str, label: &'static str) -> impl Iterator<Item = &'t [u8]> {
    let (text, label) = (text.as_bytes(), label.as_bytes());
    let first = label.first().copied().unwrap_or_default();
    memchr2_iter(first, first.to_ascii_uppercase(), text).filter_map(move |at| {
        let (found, rest) = text.get(at..)?.split_at_checked(label.len())?;
        found.eq_ignore_ascii_case(label).then_some(rest)
    })
}

/// Whether a word of capitals stands before a date in digits.
fn typed_date(text: &str) -> bool {
    let mut typed = false;
    for word in text.split([' ', '\u{a0}']) {
        // Most words have no capital, and are no name of a type; without one before it no date counts.
        if !typed && !word.bytes().any(|byte| byte.is_ascii_uppercase()) {
            continue;
        }
        let bare = word.trim_matches(|character: char| !character.is_alphanumeric());
        if typed && is_date(bare) {
            return true;
        }
        typed |= TYPE.contains(&bare.len()) && bare.bytes().all(|byte| byte.is_ascii_uppercase());
    }
    false
}

/// `3/5/2011`, `03.05.11`, `3-5-2011`.
fn is_date(word: &str) -> bool {
    let mut parts = word.split([
        '/', '.', '-', '\u{2215}', '\u{2044}', '\u{ff0f}', '\u{2010}', '\u{2011}',
    ]);
    let mut number = |digits: std::ops::RangeInclusive<usize>| {
        parts
            .next()
            .is_some_and(|part| digits.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    number(1..=2) && number(1..=2) && number(2..=4) && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_entries_and_of_furniture() {
        for (text, expected) in [
            ("4. JAL 12/05/2013. Case no. KAZ 2/2013. State reply: none to date.", 3),
            ("UA 3.5.11", 1),
            ("Case No.: KEN 2/2013", 1),
            ("State Replies:", 1),
            ("A/HRC/26/29/Add.1", 0),
            ("In this case nobody replied.", 0),
            ("GE.13-12345 (E) 120513", 0),
            ("Geneva, 12/05/2013", 0),
            ("14", 0),
            ("Communications sent and State replies received", 0),
        ] {
            assert_eq!(marks(text), expected, "{text}");
        }
    }
}
