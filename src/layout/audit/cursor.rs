//! What reads folded characters by hand: numbers, words, dates and case numbers.

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

pub(super) fn is_bracket(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'[' | b']')
}

pub(super) fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// A place in some characters. What reads on gives the place behind what it read.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'b> {
    pub bytes: &'b [u8],
    pub at: usize,
}

impl Cursor<'_> {
    pub fn peek(self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    pub fn skip(mut self, of: impl Fn(u8) -> bool) -> Self {
        while self.peek().is_some_and(&of) {
            self.at += 1;
        }
        self
    }

    pub fn blanks(self) -> Self {
        self.skip(|b| b.is_ascii_whitespace())
    }

    pub fn one(self, of: impl Fn(u8) -> bool) -> Option<Self> {
        self.peek().filter(|&b| of(b))?;
        Some(Self {
            at: self.at + 1,
            ..self
        })
    }

    /// From so many to so many characters of a kind, as many as there are, and not more than there may be.
    pub fn run(self, least: usize, most: usize, of: impl Fn(u8) -> bool) -> Option<Self> {
        let end = self.skip(of);
        (least..=most).contains(&(end.at - self.at)).then_some(end)
    }

    pub fn digits(self, least: usize, most: usize) -> Option<Self> {
        self.run(least, most, |b| b.is_ascii_digit())
    }

    /// A year in two to four figures; more are not looked at.
    pub fn year(self) -> Option<Self> {
        let end = self.skip(|b| b.is_ascii_digit()).at;
        (end >= self.at + 2).then_some(Self {
            at: end.min(self.at + 4),
            ..self
        })
    }

    /// No word goes on here.
    pub fn word_end(self) -> Option<Self> {
        (!self.peek().is_some_and(is_of_word)).then_some(self)
    }

    /// What parts the pieces of a head.
    pub fn gap(self) -> Self {
        self.skip(|b| {
            b.is_ascii_whitespace()
                || is_bracket(b)
                || matches!(b, b'.' | b',' | b':' | b';' | b'~' | b'*' | b'_' | b'-' | b'/' | b'|')
        })
    }

    /// Behind a word that can stand before a date: `PR of 26/01/2015`.
    pub fn before_date(self) -> Self {
        const WORDS: &[&str] = &["on", "of", "dated", "sent", "du", "de", "del"];
        let word = WORDS.iter().find_map(|word| self.words(word)?.word_end());
        word.map_or(self, Self::gap)
    }

    /// A few words, the first with a capital, and a day in figures that belongs to no sentence.
    pub fn words_and_day(self) -> Option<(Self, Self)> {
        /// Words of the longest type.
        const LONGEST: usize = 4;
        /// Words that stand before a day in a sentence.
        const BEFORE: &[&str] = &[
            "on", "of", "from", "since", "until", "dated", "by", "before", "after", "between", "and", "the", "du",
            "le", "de", "del", "el", "al", "au", "desde", "hasta", "depuis", "in", "to",
        ];
        self.one(|b| b.is_ascii_uppercase())?;
        let mut at = self;
        for _ in 0..LONGEST {
            let word = at;
            let end = at.run(1, 20, |b| b.is_ascii_alphabetic())?;
            at = end.skip(|b| b.is_ascii_whitespace() || matches!(b, b',' | b'.' | b'~'));
            if at.digits(1, 2).is_some() {
                let in_sentence = BEFORE
                    .iter()
                    .any(|before| word.words(before).is_some_and(|all| all.at == end.at));
                let day = at
                    .digits(1, 2)?
                    .one(|b| b == b'/')?
                    .digits(1, 2)?
                    .one(|b| b == b'/')?
                    .digits(4, 4)?;
                return (!in_sentence).then_some((at, day));
            }
        }
        None
    }

    /// Words in letters of either case: a blank stands for any blanks or none, `.` for any character, and `?` makes
    /// the one before it optional.
    pub fn words(mut self, words: &str) -> Option<Self> {
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
    pub fn any_of(self, all: &[&str]) -> Option<Self> {
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
    pub fn abbreviation(self, all: &[u8]) -> Option<Self> {
        // `Jal` stands for `JAL`, too.
        let begins = self.one(|b| b.is_ascii_uppercase())?;
        let end = begins.run(1, 2, |b| b.is_ascii_alphabetic())?.word_end()?;
        let printed = self.bytes.get(self.at..end.at)?;
        let mut all = all.split(|&b| b == b' ');
        all.any(|one| one.eq_ignore_ascii_case(printed)).then_some(end)
    }

    /// A day in figures, or with its month in letters.
    pub fn date(self) -> Option<Self> {
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
    pub fn case_number(self) -> Option<(Self, Self)> {
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
    pub fn bare_number(self) -> Option<(Self, Self)> {
        let code = self.run(3, 3, |b| b.is_ascii_uppercase())?.blanks();
        let stroke = code.digits(1, 4)?.blanks().run(1, 2, |b| b == b'/')?;
        Some((self, stroke.blanks().year()?.word_end()?))
    }

    /// The number of a paragraph or of an item in a list: `12.`, `(b)`, `b)`.
    pub fn number_of_list(self) -> Option<Self> {
        let inner = self.one(|b| b == b'(').unwrap_or(self);
        let letters = || inner.run(1, 2, |b| b.is_ascii_lowercase());
        let end = inner.digits(1, 4).or_else(letters)?;
        Some(end.one(|b| matches!(b, b'.' | b')'))?.blanks())
    }

    /// Whether a byte of a kind stands from here up to another place.
    pub fn holds(self, end: Self, of: impl Fn(u8) -> bool) -> bool {
        self.bytes
            .get(self.at..end.at)
            .unwrap_or_default()
            .iter()
            .any(|&b| of(b))
    }

    /// The number of an entry: `12.`, `(b)`, `12 `.
    pub fn number(self) -> Option<Self> {
        let opened = self.one(|b| b == b'(').unwrap_or(self);
        let closed = |end: Self| Some(end.one(|b| matches!(b, b'.' | b')'))?.blanks());
        opened
            .run(1, 4, |b| b.is_ascii_alphanumeric())
            .and_then(closed)
            .or_else(|| self.digits(1, 4)?.run(1, usize::MAX, |b| b.is_ascii_whitespace()))
    }

    pub fn words_of_types(mut self) -> Self {
        loop {
            let next = self.skip(|b| b.is_ascii_whitespace() || b == b',');
            match WORDS_OF_TYPES.iter().find_map(|words| next.words(words)) {
                Some(behind) => self = behind,
                None => return next,
            }
        }
    }
}
