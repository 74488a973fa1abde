//! The parts of marks in folded characters: types with dates, labels of cases with numbers, labels of replies, press
//! releases.
//!
//! All text of every document is looked through for them. They are read by hand, since patterns take longer to build
//! than a page takes to cut, and four times as long to search.

use super::cursor::{Cursor, is_bracket, is_of_word};

/// What a part is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// A type with a date behind it.
    Type,
    /// A label of a case with what is like a number.
    Case,
    /// A label of the replies.
    Reply,
    /// With its date, or the beginning of its title: a whole mark.
    PressRelease,
}

/// A part, and where it stands, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FoundPart {
    pub part: Part,
    pub start: usize,
    pub end: usize,
    /// The date or the case number in it.
    pub inner: Option<(usize, usize)>,
}

/// Names of types, after `joint`; see [`Cursor::words`].
pub(super) const TYPES: &[&str] = &[
    "urgent appeals?",
    "urgent actions?",
    "allegations? letters?",
    "letters? of allegations?",
    "other letters?",
    "appels? urgents? conjoints?",
    "appels? urgents?",
    "lettres? conjointes? d. allegations?",
    "lettres? d. allegations?",
    "llamamientos? urgentes? conjuntos?",
    "llamamientos? urgentes?",
    "cartas? conjuntas? de alegacion",
    "cartas? de alegacion",
    "cartas? conjuntas? de alegaciones",
    "cartas? de alegaciones",
];
/// Labels of replies.
pub(super) const REPLIES: &[&str] = &[
    "state'?s? repl",
    "state'?s? replys?",
    "state'?s? replies",
    "state'?s? responses?",
    "government'?s? repl",
    "government'?s? replys?",
    "government'?s? replies",
    "government'?s? responses?",
    "reponses? de l. etat",
    "respuestas? del estado",
];
/// Abbreviations of types.
pub(super) const LETTERS: &[u8] = b"UA AL OL JUA JAL JOL";
/// Names of press releases, after `joint`.
const PRESS_RELEASES: &[&str] = &["press releases?", "communiques? de presse", "comunicados? de prensa"];

/// All parts in some characters, in order; none overlaps another.
pub(super) fn parts(bytes: &[u8]) -> Vec<FoundPart> {
    let mut parts = Vec::new();
    let mut behind = 0;
    let mut look = |at: usize| {
        if at >= behind
            && let Some(part) = part(Cursor { bytes, at })
        {
            behind = part.end;
            parts.push(part);
        }
    };
    look(0);
    for (before, letters) in bytes.windows(3).enumerate() {
        if let &[before_it, first, second] = letters
            && begins_name(first, second)
            && !is_of_word(before_it)
        {
            look(before + 1);
        }
    }
    parts
}

/// Whether a name of a mark can begin with two letters. What is no letter may pass.
///
/// Asked at every byte of every document, so there is no branch in it.
#[inline]
fn begins_name(first: u8, second: u8) -> bool {
    /// The second letters, as bits, by the first letter.
    const SECOND: [u32; 32] = {
        let mut second = [0; 32];
        let mut at = 0;
        while at < FIRST_LETTERS.len() {
            let [first, next] = FIRST_LETTERS[at];
            second[(first & 31) as usize] |= 1 << (next & 31);
            at += 1;
        }
        second
    };
    let seconds = SECOND.get(usize::from(first & 31)).copied().unwrap_or_default();
    first & second & 0x40 != 0 && seconds >> (second & 31) & 1 != 0
}

/// The first two letters of each name and abbreviation.
const FIRST_LETTERS: &[[u8; 2]] = &[
    *b"st", *b"go", *b"re", *b"ca", *b"ua", *b"ur", *b"al", *b"ap", *b"ol", *b"ot", *b"ju", *b"ja", *b"jo", *b"le",
    *b"ll", *b"pr", *b"co",
];

/// Whether nothing stands in these characters but a number, and a type or a date that is no mark by itself.
pub(super) fn is_head(bytes: &[u8]) -> bool {
    let odd = |b: u8| b.is_ascii_whitespace() || is_bracket(b) || matches!(b, b'~' | b'*' | b'"');
    let all = Cursor { bytes, at: 0 };
    let start = all.skip(|b| odd(b) && b != b'(');
    let numbered = start.number().map(|behind| behind.skip(odd));
    numbered.into_iter().chain([all.skip(odd)]).any(|cursor| {
        let typed = cursor
            .run(2, 5, |b| b.is_ascii_uppercase())
            .unwrap_or_else(|| cursor.words_of_types());
        let between = typed.skip(|b| odd(b) || matches!(b, b',' | b'-'));
        let dated = between.date();
        // Behind a type a date can be unreadable.
        let unreadable = between.skip(|b| !b.is_ascii_alphabetic());
        dated.into_iter().chain([between]).any(|cursor| {
            let end = cursor.skip(|b| odd(b) || matches!(b, b'.' | b',' | b'-'));
            end.at == bytes.len()
        }) || typed.at > cursor.at && unreadable.at == bytes.len()
    })
}

/// The part that begins at a word.
fn part(start: Cursor<'_>) -> Option<FoundPart> {
    let found = |part, end: Cursor<'_>, inner: Option<(Cursor<'_>, Cursor<'_>)>| FoundPart {
        part,
        start: start.at,
        end: end.at,
        inner: inner.map(|(from, to)| (from.at, to.at)),
    };
    let typed = || {
        let named = start.words("joint ").unwrap_or(start);
        let head = start.abbreviation(LETTERS).or_else(|| named.any_of(TYPES))?;
        let from = head.gap();
        from.date().map(|to| found(Part::Type, to, Some((from, to))))
    };
    let released = || {
        let named = start.words("joint ").unwrap_or(start);
        let head = start
            .abbreviation(b"PR")
            .or_else(|| named.any_of(PRESS_RELEASES))?
            .gap();
        let from = head.abbreviation(b"PR").map_or(head, Cursor::gap).before_date();
        match from.date() {
            Some(to) => Some(found(Part::PressRelease, to, Some((from, to)))),
            None => from.one(|b| b == b'"').map(|to| found(Part::PressRelease, to, None)),
        }
    };
    // Nearly all words are passed over by their first two letters.
    let [first, second] = *start.bytes.get(start.at..)?.first_chunk()?;
    match [first.to_ascii_lowercase(), second.to_ascii_lowercase()] {
        [b's', b't'] | [b'g', b'o'] | [b'r', b'e'] => start.any_of(REPLIES).map(|end| found(Part::Reply, end, None)),
        [b'c', b'a'] => {
            let case = start
                .case_number()
                .map(|(from, to)| found(Part::Case, to, Some((from, to))));
            case.or_else(typed)
        }
        [b'u', b'a' | b'r'] | [b'a', b'l' | b'p'] | [b'o', b'l' | b't'] | [b'j', b'u' | b'a'] | [b'l', b'e' | b'l'] => {
            typed()
        }
        [b'j', b'o'] => typed().or_else(released),
        [b'p', b'r'] | [b'c', b'o'] => released(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_however_they_are_printed() {
        for (words, part, inner) in [
            ("JUA 28/07/2011", Part::Type, "28/07/2011"),
            ("al, 3 - 4 - 12", Part::Type, ""),
            ("AL (3 - 4 - 12", Part::Type, "3 - 4 - 12"),
            ("Joint  urgent appeals, 3rd May 2012", Part::Type, "3rd May 2012"),
            ("Letter of allegation: May 3, 2012", Part::Type, "May 3, 2012"),
            ("LETTRES D'ALLEGATIONS 3 mai 2012", Part::Type, "3 mai 2012"),
            (
                "Llamamiento urgente, 3 de mayo de 2012",
                Part::Type,
                "3 de mayo de 2012",
            ),
            ("Case no. KAZ 2/2011", Part::Case, "KAZ 2/2011"),
            ("Case KAZ-2-2011", Part::Case, "KAZ-2-2011"),
            ("CASO N: KAZA 2 2011", Part::Case, "KAZA 2 2011"),
            ("Case NAM 1 // 12", Part::Case, "NAM 1 // 12"),
            ("State's reply", Part::Reply, ""),
            ("Government responses", Part::Reply, ""),
            ("Reponse de l'Etat", Part::Reply, ""),
            ("Press release PR, 1/2/2012", Part::PressRelease, "1/2/2012"),
            ("PR: \"", Part::PressRelease, ""),
            ("PR on 26/01/2015", Part::PressRelease, "26/01/2015"),
        ] {
            let found = parts(words.as_bytes());
            let inner_of = |found: &FoundPart| {
                found
                    .inner
                    .map_or("", |(from, to)| words.get(from..to).unwrap_or_default())
            };
            let shown: Vec<_> = found
                .iter()
                .map(|found| (found.part, inner_of(found), found.end))
                .collect();
            if inner.is_empty() && part == Part::Type {
                assert_eq!(shown, [], "{words}");
            } else {
                assert_eq!(shown, [(part, inner, words.len())], "{words}");
            }
        }
        for words in [
            "Alleged 3/4/2012",
            "the state replied",
            "casualties 12/2011",
            "case of the 12 2011",
            "Case no. 3",
            "PRESS 1/2/2012",
            "xJUA 28/07/2011",
        ] {
            assert_eq!(parts(words.as_bytes()), [], "{words}");
        }
    }

    #[test]
    fn what_can_stand_before_a_mark() {
        for words in [
            "",
            " 12. ",
            "(b) ",
            "ZZ 1/2/2012",
            "Urgent appeal, ",
            "7 Joint allegation letter, 3 May 2012",
            "* OL ",
            "13. (",
            "4. UA [20/12/2014] ",
            "8. Other letter ~~/~/~~ ",
        ] {
            assert!(is_head(words.as_bytes()), "{words}");
        }
        for words in ["He thanks for the ", "In his letter ", "As to 12. "] {
            assert!(!is_head(words.as_bytes()), "{words}");
        }
    }

    #[test]
    fn every_name_is_found_by_its_first_letters() {
        let date = " 1/2/2012";
        for (names, behind, part) in [
            (TYPES, date, Part::Type),
            (REPLIES, ":", Part::Reply),
            (PRESS_RELEASES, date, Part::PressRelease),
        ] {
            for name in names {
                let printed = name.replace('?', "").replace('.', "'") + behind;
                let found: Vec<Part> = parts(printed.as_bytes()).iter().map(|found| found.part).collect();
                assert_eq!(found, [part], "{printed}");
            }
        }
    }
}
