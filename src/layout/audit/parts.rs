//! The parts of marks in folded characters: types with dates, labels of cases with numbers, labels of replies, press
//! releases.
//!
//! All text of every document is looked through for them. They are read by hand, since patterns take longer to build
//! than a page takes to cut, and four times as long to search.

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
const TYPES: &[&str] = &[
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
const REPLIES: &[&str] = &[
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
const LETTERS: &[u8] = b"UA AL OL JUA JAL JOL";
/// How words for none begin.
const NONE: &[&str] = &["none", "no repl", "no response", "aucune", "ninguna", "ninguno"];
/// Names of press releases, after `joint`.
const PRESS_RELEASES: &[&str] = &["press releases?", "communiques? de presse", "comunicados? de prensa"];
/// What a type is made of where its date is missing.
const WORDS_OF_TYPES: &[&str] = &[
    "urgent",
    "appeals?",
    "allegations?",
    "letters?",
    "of",
    "other",
    "open",
    "joint",
    "press",
    "releases?",
];

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

/// What is left of an entry at the beginning of a paragraph, behind its number, where all its other marks are gone: a day
/// that nothing follows; the label of a case with its number or such a number alone, before the label of the replies or the words of a summary; or
/// the label of the replies before a date or words for none.
pub(super) fn lone(bytes: &[u8]) -> Option<FoundPart> {
    let odd = |b: u8| b.is_ascii_whitespace() || matches!(b, b'~' | b'*' | b'-');
    let all = Cursor { bytes, at: 0 }.skip(odd);
    let start = all.number().map_or(all, |behind| behind.skip(odd));
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
    if let Some(day) = start
        .date()
        .filter(|day| start.at > all.at && day.gap().at == bytes.len())
    {
        return Some(found(Part::Type, day, Some((start, day))));
    }
    // A number and the abbreviation of a type before a summary.
    if let Some(kind) = start.abbreviation(LETTERS).filter(|_| start.at > all.at) {
        let words = kind.blanks();
        let begins = words.at > kind.at && words.one(|b| b.is_ascii_uppercase() || b == b'"').is_some();
        return begins.then(|| found(Part::Type, kind, None));
    }
    let (from, to) = start.case_number().or_else(|| start.bare_number())?;
    let parted = to.skip(|b| odd(b) || matches!(b, b'.'));
    let ends = parted.blanks().at == bytes.len();
    let begins = || ends || parted.at > to.at && parted.one(|b| b.is_ascii_uppercase() || b == b'"').is_some();
    let replied = to.gap().any_of(REPLIES).is_some();
    (replied || begins()).then(|| found(Part::Case, to, Some((from, to))))
}

fn is_bracket(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'[' | b']')
}

fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// A place in some characters. What reads on gives the place behind what it read.
#[derive(Clone, Copy)]
struct Cursor<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl Cursor<'_> {
    fn peek(self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip(mut self, of: impl Fn(u8) -> bool) -> Self {
        while self.peek().is_some_and(&of) {
            self.at += 1;
        }
        self
    }

    fn blanks(self) -> Self {
        self.skip(|b| b.is_ascii_whitespace())
    }

    fn one(self, of: impl Fn(u8) -> bool) -> Option<Self> {
        self.peek().filter(|&b| of(b))?;
        Some(Self {
            at: self.at + 1,
            ..self
        })
    }

    /// From so many to so many characters of a kind, as many as there are, and not more than there may be.
    fn run(self, least: usize, most: usize, of: impl Fn(u8) -> bool) -> Option<Self> {
        let end = self.skip(of);
        (least..=most).contains(&(end.at - self.at)).then_some(end)
    }

    fn digits(self, least: usize, most: usize) -> Option<Self> {
        self.run(least, most, |b| b.is_ascii_digit())
    }

    /// A year in two to four figures; more are not looked at.
    fn year(self) -> Option<Self> {
        let end = self.skip(|b| b.is_ascii_digit()).at;
        (end >= self.at + 2).then_some(Self {
            at: end.min(self.at + 4),
            ..self
        })
    }

    /// No word goes on here.
    fn word_end(self) -> Option<Self> {
        (!self.peek().is_some_and(is_of_word)).then_some(self)
    }

    /// What parts the pieces of a head.
    fn gap(self) -> Self {
        self.skip(|b| {
            b.is_ascii_whitespace()
                || is_bracket(b)
                || matches!(b, b'.' | b',' | b':' | b';' | b'~' | b'*' | b'_' | b'-')
        })
    }

    /// Behind a word that can stand before a date: `PR of 26/01/2015`.
    fn before_date(self) -> Self {
        const WORDS: &[&str] = &["on", "of", "dated", "sent", "du", "de", "del"];
        let word = WORDS.iter().find_map(|word| self.words(word)?.word_end());
        word.map_or(self, Self::gap)
    }

    /// Words in letters of either case: a blank stands for any blanks or none, `.` for any character, and `?` makes
    /// the one before it optional.
    fn words(mut self, words: &str) -> Option<Self> {
        let mut rest = words.bytes().peekable();
        while let Some(expected) = rest.next() {
            let optional = rest.next_if_eq(&b'?').is_some();
            if expected == b' ' {
                self = self.blanks();
                continue;
            }
            match self.one(|b| b.to_ascii_lowercase() == expected || expected == b'.') {
                Some(next) => self = next,
                None if optional => {}
                None => return None,
            }
        }
        Some(self)
    }

    /// The first of some words that is whole here.
    fn any_of(self, all: &[&str]) -> Option<Self> {
        let letters = self
            .bytes
            .get(self.at..)?
            .first_chunk::<2>()?
            .map(|b| b.to_ascii_lowercase());
        let begins = |words: &&&str| words.as_bytes().first_chunk() == Some(&letters);
        all.iter()
            .filter(begins)
            .find_map(|words| self.words(words)?.word_end())
    }

    /// One of some abbreviations, which are in capitals.
    fn abbreviation(self, all: &[u8]) -> Option<Self> {
        // `Jal` stands for `JAL`, too.
        let begins = self.one(|b| b.is_ascii_uppercase())?;
        let end = begins.run(1, 2, |b| b.is_ascii_alphabetic())?.word_end()?;
        let printed = self.bytes.get(self.at..end.at)?;
        let mut all = all.split(|&b| b == b' ');
        all.any(|one| one.eq_ignore_ascii_case(printed)).then_some(end)
    }

    /// A day in figures, or with its month in letters.
    fn date(self) -> Option<Self> {
        let figures = || {
            // Letters that are misprints of figures.
            let figures = |from: Self| from.run(1, 2, |b| b.is_ascii_digit() || matches!(b, b'O' | b'l'));
            let stroke = |from: Self| {
                Some(
                    from.blanks()
                        .run(1, usize::MAX, |b| matches!(b, b'/' | b'.' | b'-'))?
                        .blanks(),
                )
            };
            stroke(figures(stroke(figures(self)?)?)?)?.year()
        };
        let space = |from: Self| from.run(1, usize::MAX, |b| b.is_ascii_whitespace());
        let of = |from: Self| from.words("de").and_then(space).unwrap_or(from);
        let mark = |from: Self, mark: u8| from.one(|b| b == mark).unwrap_or(from);
        let day_first = || {
            let day = self.digits(1, 2)?;
            let day = ["st", "nd", "rd", "th"]
                .iter()
                .find_map(|end| day.words(end))
                .unwrap_or(day);
            let month = of(space(day)?).run(3, 10, |b| b.is_ascii_alphabetic())?;
            of(space(mark(mark(month, b'.'), b','))?).digits(4, 4)
        };
        let month_first = || {
            let month = self
                .one(|b| b.is_ascii_uppercase())?
                .run(2, 8, |b| b.is_ascii_lowercase())?;
            let day = space(mark(month, b'.'))?.digits(1, 2)?;
            space(mark(day, b','))?.digits(4, 4)
        };
        figures().or_else(day_first).or_else(month_first)
    }

    /// A label of a case, and where what is like a number begins and ends behind it.
    fn case_number(self) -> Option<(Self, Self)> {
        let label = self.words("cas")?;
        let label = label.one(|b| matches!(b | 0x20, b'e' | b'o')).unwrap_or(label).blanks();
        let number = |from: Self| {
            let code = from.skip(|b| !b.is_ascii_alphanumeric());
            if code.at > from.at + 6 {
                return None;
            }
            let letters = code.run(3, 4, |b| b.is_ascii_alphabetic())?;
            let spaced = letters.skip(|b| b.is_ascii_whitespace() || matches!(b, b'.' | b'~' | b'-'));
            let count = spaced.digits(1, 4)?;
            let stroke = count.blanks().run(1, 2, |b| matches!(b, b'/' | b'\\' | b'|' | b'-'));
            let year = match stroke {
                Some(stroke) => stroke.blanks().year()?,
                // Without a stroke only what is in capitals and parted by blanks is like a number.
                None if spaced.at > letters.at && code.run(3, 4, |b| b.is_ascii_uppercase()).is_some() => {
                    count.run(1, usize::MAX, |b| b.is_ascii_whitespace())?.digits(4, 4)?
                }
                None => return None,
            };
            Some((code, year))
        };
        let numeral = || {
            label
                .one(|b| b | 0x20 == b'n')?
                .run(0, 6, |b| b.is_ascii_alphabetic())?
                .word_end()
        };
        numeral().and_then(number).or_else(|| number(label))
    }

    /// A case number in capitals, without its label.
    fn bare_number(self) -> Option<(Self, Self)> {
        let code = self.run(3, 3, |b| b.is_ascii_uppercase())?.blanks();
        let stroke = code.digits(1, 4)?.blanks().run(1, 2, |b| b == b'/')?;
        Some((self, stroke.blanks().year()?.word_end()?))
    }

    /// The number of an entry: `12.`, `(b)`, `12 `.
    fn number(self) -> Option<Self> {
        let opened = self.one(|b| b == b'(').unwrap_or(self);
        let closed = |end: Self| Some(end.one(|b| matches!(b, b'.' | b')'))?.blanks());
        opened
            .run(1, 4, |b| b.is_ascii_alphanumeric())
            .and_then(closed)
            .or_else(|| self.digits(1, 4)?.run(1, usize::MAX, |b| b.is_ascii_whitespace()))
    }

    fn words_of_types(mut self) -> Self {
        loop {
            let next = self.skip(|b| b.is_ascii_whitespace() || b == b',');
            match WORDS_OF_TYPES.iter().find_map(|words| next.words(words)) {
                Some(behind) => self = behind,
                None => return next,
            }
        }
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
    fn what_one_part_alone_leaves_of_an_entry() {
        for (words, part, inner) in [
            ("14. Case no: SEN 7/2014 Alleged arrest", Part::Case, "SEN 7/2014"),
            ("(b) KWT 2/2015 State reply: 6/6/2015", Part::Case, "KWT 2/2015"),
            ("9. MLI 4/2013.", Part::Case, "MLI 4/2013"),
            ("3. State reply: None to date.", Part::Reply, ""),
            ("(b) 26/10/2015", Part::Type, "26/10/2015"),
            ("(a) JUA Alleged arrest", Part::Type, ""),
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
            "(a) 26/10/2015 was a Monday.",
            "A/HRC/20/27",
        ] {
            assert_eq!(lone(words.as_bytes()), None, "{words}");
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
