//! The marks of an entry on a printed line: what carries them is content, however often it repeats and however small it is.
//!
//! Nothing is read here, and too many lines are better than too few: the words are those of the labels alone.

use memchr::memchr_iter;

/// What a label labels.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Label {
    /// A case number: a number follows.
    Case,
    /// A State's replies.
    Reply,
}

/// The labels in the languages of the reports, as far as they are ASCII, before a blank and behind it.
const LABELS: [(Label, &[u8], &[u8]); 8] = [
    (Label::Case, b"case", b"n"),
    (Label::Case, b"caso", b"n"),
    (Label::Case, b"cas", b"n"),
    (Label::Reply, b"state", b"repl"),
    (Label::Reply, b"state", b"resp"),
    (Label::Reply, b"government", b"repl"),
    (Label::Reply, b"ponse", b"de l"),
    (Label::Reply, b"respuesta", b"del"),
];
/// The name of a type has so many capitals: `AL`, `JUA`.
const TYPE: std::ops::RangeInclusive<usize> = 2..=4;

/// How many of an entry's marks a line carries: a type before a date in digits, a label of a case with a number, a label of
/// replies.
pub fn marks(text: &str) -> usize {
    let is_digit = |byte: &u8| byte.is_ascii_digit();
    let (mut case, mut reply) = (false, None);
    for (label, rest) in labels(text.as_bytes()) {
        match label {
            Label::Case => case |= rest.iter().any(is_digit),
            // A running head can name them, too; in an entry a colon or a date follows.
            Label::Reply => reply = reply.or_else(|| Some(rest.iter().any(|byte| *byte == b':' || is_digit(byte)))),
        }
    }
    let reply = reply.unwrap_or_default();
    usize::from(typed_date(text)) + usize::from(case) + usize::from(reply)
}

/// The labels on a line, in letters of either case, and what stands behind each.
fn labels(line: &[u8]) -> impl Iterator<Item = (Label, &[u8])> {
    memchr_iter(b' ', line).filter_map(|blank| {
        let (before, behind) = (line.get(..blank)?, line.get(blank + 1..)?);
        // Few words begin like the second half of a label.
        if !matches!(behind.first()?.to_ascii_lowercase(), b'n' | b'r' | b'd') {
            return None;
        }
        LABELS.iter().find_map(|&(label, first, second)| {
            let (_, word) = before.split_at_checked(before.len().checked_sub(first.len())?)?;
            let (next, rest) = behind.split_at_checked(second.len())?;
            (word.eq_ignore_ascii_case(first) && next.eq_ignore_ascii_case(second)).then_some((label, rest))
        })
    })
}

/// Whether a word of capitals stands before a date in digits.
fn typed_date(text: &str) -> bool {
    // Most lines have no two capitals in a row. Without a way out in the middle this runs over sixteen bytes at a time.
    let bytes = text.as_bytes();
    let capital = |byte: u8| u8::from(byte.is_ascii_uppercase());
    let pairs = bytes.iter().zip(bytes.get(1..).unwrap_or_default());
    if pairs.fold(0, |any, (&a, &b)| any | capital(a) & capital(b)) == 0 {
        return false;
    }
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
