//! What one mark alone leaves of an entry whose other marks are gone.

use super::cursor::Cursor;
use super::parts::{FoundPart, LETTERS, Part, REPLIES, TYPES};

/// How words for none begin.
const NONE: &[&str] = &["none", "no repl", "no response", "aucune", "ninguna", "ninguno"];

/// What is left of an entry at the beginning of a paragraph, behind its number, where all its other marks are gone: a day
/// that nothing follows; the label of a case with its number or such a number alone, before the label of the replies or the
/// words of a summary; or the label of the replies before a date or words for none.
pub(super) fn lone(bytes: &[u8]) -> Option<FoundPart> {
    let odd = |b: u8| b.is_ascii_whitespace() || matches!(b, b'~' | b'*' | b'-');
    let all = Cursor { bytes, at: 0 }.skip(odd);
    let start = all.number_of_list().map_or(all, |behind| behind.skip(odd));
    let numbered = start.at > all.at;
    let found = |part, end: Cursor<'_>, inner: Option<(Cursor<'_>, Cursor<'_>)>| FoundPart {
        part,
        start: start.at,
        end: end.at,
        inner: inner.map(|(from, to)| (from.at, to.at)),
    };
    if let Some(label) = start.any_of(REPLIES) {
        let behind = label.one(|b| b == b':')?.blanks();
        let none = || NONE.iter().find_map(|none| behind.words(none)?.word_end());
        return behind.date().or_else(none).map(|end| found(Part::Reply, end, None));
    }
    // A number and a day, and nothing else.
    if numbered
        && let Some(day) = start.date()
        && day.gap().at == bytes.len()
    {
        return Some(found(Part::Type, day, Some((start, day))));
    }
    let opens =
        |from: Cursor<'_>, to: Cursor<'_>| to.at > from.at && to.one(|b| b.is_ascii_uppercase() || b == b'"').is_some();
    // A number and a type before a summary; a heading names types in the plural.
    let abbreviated = numbered.then(|| start.abbreviation(LETTERS)).flatten();
    let abbreviated = abbreviated.filter(|end| !start.holds(*end, |b| b.is_ascii_lowercase()));
    let named = || start.words("joint ").unwrap_or(start).any_of(TYPES);
    if numbered && let Some(kind) = abbreviated.or_else(named) {
        let words = kind.skip(|b| odd(b) || b == b'.');
        let plural = bytes.get(kind.at - 1).is_none_or(|b| b.eq_ignore_ascii_case(&b's'));
        let is_left = opens(kind, words) && (abbreviated.is_some() || !plural);
        let ends = abbreviated.is_some() && words.at == bytes.len();
        return (is_left || ends).then(|| found(Part::Type, kind, None));
    }
    // A number, a few words and a day before a title: an unknown type.
    if numbered
        && let Some((from, to)) = start.words_and_day()
        && opens(to, to.gap())
    {
        return Some(found(Part::Type, to, Some((from, to))));
    }
    let (from, to) = start.case_number().or_else(|| start.bare_number())?;
    let parted = to.skip(|b| odd(b) || matches!(b, b'.'));
    let ends = parted.blanks().at == bytes.len();
    let begins = || ends || parted.at > to.at && parted.one(|b| b.is_ascii_uppercase() || b == b'"').is_some();
    // Behind a number a day follows it where type and case are interchanged.
    let replied = to.gap().any_of(REPLIES).is_some() || numbered && to.gap().date().is_some();
    (replied || begins()).then(|| found(Part::Case, to, Some((from, to))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_part_alone_leaves_of_an_entry() {
        for (words, part, inner) in [
            ("14. Case no: SEN 7/2014 Alleged arrest", Part::Case, "SEN 7/2014"),
            ("(b) KWT 2/2015 State reply: 6/6/2015", Part::Case, "KWT 2/2015"),
            ("9. MLI 4/2013.", Part::Case, "MLI 4/2013"),
            ("27. TUR 2/2015 18/6/2015 Case no: AL", Part::Case, "TUR 2/2015"),
            ("3. State reply: None to date.", Part::Reply, ""),
            ("(b) 26/10/2015", Part::Type, "26/10/2015"),
            ("(a) JUA Alleged arrest", Part::Type, ""),
            ("7. JUA.", Part::Type, ""),
            ("7. Joint urgent appeal - Alleged arrest", Part::Type, ""),
            (
                "12. Joint communication 10/11/2015 Let them speak",
                Part::Type,
                "10/11/2015",
            ),
            ("State replies: 3/4/2015 Alleged arrest", Part::Reply, ""),
        ] {
            let found = lone(words.as_bytes());
            let shown = found.map(|found| {
                (
                    found.part,
                    found
                        .inner
                        .map_or("", |(from, to)| words.get(from..to).unwrap_or_default()),
                )
            });
            assert_eq!(shown, Some((part, inner)), "{words}");
        }
        for words in [
            "Case no. KAZ 1/2012 was closed.",
            "KAZ 1/2012, KAZ 2/2012 and others",
            "5. The case KAZ 1/2012",
            "State reply was late.",
            "JUA Alleged arrest",
            "1. Urgent appeals. Asia",
            "Dr. Al-Jazi Al-Shubeiki",
            "3. Al-Jazi Al-Shubeiki",
            "12. On 10/11/2015 They were heard.",
            "12. In his letter of 10/11/2015 He wrote.",
            "(a) 26/10/2015 was a Monday.",
            "A/HRC/20/27",
        ] {
            assert_eq!(lone(words.as_bytes()), None, "{words}");
        }
    }
}
