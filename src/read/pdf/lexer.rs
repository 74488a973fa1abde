//! Cuts a content stream, a character map or a clear-text font program into tokens.
//!
//! Tokens borrow from the bytes, nothing is copied, and every input gives tokens: what is no
//! token is passed over.

/// One token.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Token<'a> {
    /// A number.
    Number(f32),
    /// A name without its solidus, `#` escapes as written.
    Name(&'a [u8]),
    /// What stands between `(` and `)` and means what it is written as.
    Literal(&'a [u8]),
    /// What stands between `(` and `)` with escapes in it: see [`unescape`](super::strings::unescape).
    Escaped(&'a [u8]),
    /// What stands between `<` and `>`: see [`hexadecimal`](super::strings::hexadecimal).
    Hexadecimal(&'a [u8]),
    /// `[`
    Open,
    /// `]`
    Close,
    /// `<<`
    OpenDictionary,
    /// `>>`
    CloseDictionary,
    /// Any other word.
    Word(&'a [u8]),
}

/// A place in the bytes, from which tokens are eaten one by one.
#[derive(Clone, Debug)]
pub struct Lexer<'a> {
    length: usize,
    rest: &'a [u8],
    broken: bool,
}

const REGULAR: u8 = 0;
/// Regular too, and what numbers begin with.
const NUMERIC: u8 = 1;
const SPACE: u8 = 2;
const DELIMITER: u8 = 3;

/// What each byte is in PDF's syntax (ISO 32000-1, 7.2.2).
const CLASS: [u8; 256] = {
    let mut class = [REGULAR; 256];
    let mut index = 0;
    let spaces = b"\0\t\n\x0c\r ";
    while index < spaces.len() {
        class[spaces[index] as usize] = SPACE;
        index += 1;
    }
    index = 0;
    let delimiters = b"()<>[]{}/%";
    while index < delimiters.len() {
        class[delimiters[index] as usize] = DELIMITER;
        index += 1;
    }
    index = 0;
    let numeric = b"0123456789+-.";
    while index < numeric.len() {
        class[numeric[index] as usize] = NUMERIC;
        index += 1;
    }
    class
};

/// What in a literal string is no character that stands for itself, or ends it.
const SPECIAL: [bool; 256] = {
    let mut special = [false; 256];
    special[b'(' as usize] = true;
    special[b')' as usize] = true;
    special[b'\\' as usize] = true;
    special[b'\r' as usize] = true;
    special
};

/// Whether a byte parts words.
pub fn is_space(byte: u8) -> bool {
    CLASS[byte as usize] == SPACE
}

/// Whether a byte is part of a word.
pub fn is_regular(byte: u8) -> bool {
    CLASS[byte as usize] <= NUMERIC
}

impl<'a> Lexer<'a> {
    /// A lexer that starts at a byte; one past the end has no tokens.
    pub fn new(bytes: &'a [u8], at: usize) -> Self {
        Self {
            length: bytes.len(),
            rest: bytes.get(at..).unwrap_or_default(),
            broken: false,
        }
    }

    /// Whether a string had no end, or ended where none was open: something before it is not what it was.
    pub fn is_broken(&self) -> bool {
        self.broken
    }

    /// The byte that is eaten next.
    pub fn at(&self) -> usize {
        self.length - self.rest.len()
    }

    /// What has not been eaten.
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Goes on so many bytes further on.
    pub fn pass(&mut self, length: usize) {
        self.rest = self.rest.get(length..).unwrap_or_default();
    }

    /// Eats what ends before the first byte of which `ends` is true.
    #[inline]
    fn until(&mut self, ends: impl Fn(u8) -> bool) -> &'a [u8] {
        let length = self.rest.iter().position(|&byte| ends(byte));
        let (eaten, rest) = self.rest.split_at(length.unwrap_or(self.rest.len()));
        self.rest = rest;
        eaten
    }

    fn regular(&mut self) -> &'a [u8] {
        self.until(|byte| !is_regular(byte))
    }

    /// The next word, or as much of it as any word has: megabytes of operators without a blank are many words.
    fn word(&mut self) -> &'a [u8] {
        /// No operator or keyword is longer.
        const LONGEST: usize = 64;
        let head = self.rest.get(..LONGEST).unwrap_or(self.rest);
        let length = head.iter().position(|&byte| !is_regular(byte)).unwrap_or(head.len());
        let (word, rest) = self.rest.split_at_checked(length).unwrap_or((self.rest, &[]));
        self.rest = rest;
        word
    }

    /// Eats a number of few digits, as nearly all are; anything else is left for [`number`].
    #[inline]
    fn short_number(&mut self) -> Option<f32> {
        /// Seven digits are exact in an `f32`, and so is a quotient of two such numbers, rounded once.
        const DIGITS: usize = 7;
        const POWERS: [f32; 8] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7];
        let (negative, unsigned) = match self.rest {
            [b'-', rest @ ..] => (true, rest),
            rest => (false, rest),
        };
        let (mut mantissa, mut rest) = few_digits(0, unsigned);
        let mut digits = unsigned.len() - rest.len();
        let mut places = 0;
        if let [b'.', fraction @ ..] = rest {
            (mantissa, rest) = few_digits(mantissa, fraction);
            places = fraction.len() - rest.len();
            digits += places;
        }
        if digits == 0 || digits > DIGITS || rest.first().is_some_and(|&byte| is_regular(byte)) {
            return None;
        }
        self.rest = rest;
        #[expect(clippy::cast_precision_loss, reason = "seven digits are exact")]
        let mut value = mantissa as f32;
        if places > 0 {
            value /= POWERS[places & 7];
        }
        Some(if negative { -value } else { value })
    }

    /// Eats any other number; what is glued to it, as in `10Tf`, is the next token's.
    #[cold]
    fn long_number(&mut self) -> Token<'a> {
        let start = self.rest;
        let word = self.word();
        if let Some(number) = number(word) {
            return Token::Number(number);
        }
        let length = numeric_length(word);
        let (digits, glued) = word.split_at_checked(length).unwrap_or((word, &[]));
        match number(digits).filter(|_| !glued.is_empty()) {
            Some(number) => {
                self.rest = start.get(length..).unwrap_or_default();
                Token::Number(number)
            }
            None => Token::Word(word),
        }
    }

    #[inline]
    fn literal(&mut self) -> Token<'a> {
        let rest = self.rest;
        match rest.iter().position(|&byte| SPECIAL[byte as usize]) {
            // Nothing in it but characters.
            Some(end) if rest.get(end) == Some(&b')') => {
                let (raw, tail) = rest.split_at(end);
                self.rest = tail.get(1..).unwrap_or_default();
                Token::Literal(raw)
            }
            _ => self.long_literal(),
        }
    }

    /// Eats a literal string that holds brackets or escapes, or has no end.
    fn long_literal(&mut self) -> Token<'a> {
        let rest = self.rest;
        let mut depth = 1_usize;
        let mut escaped = false;
        let mut length = 0;
        while let Some(&byte) = rest.get(length) {
            match byte {
                b')' => {
                    depth -= 1;
                    if depth == 0 {
                        self.pass(length + 1);
                        let raw = rest.get(..length).unwrap_or_default();
                        return if escaped {
                            Token::Escaped(raw)
                        } else {
                            Token::Literal(raw)
                        };
                    }
                }
                b'(' => depth += 1,
                b'\\' => {
                    escaped = true;
                    length += 1;
                }
                // A line's end inside a string is one byte, however it is written.
                b'\r' => escaped = true,
                _ => {}
            }
            length += 1;
        }
        self.rest = &[];
        self.broken = true;
        Token::Escaped(rest)
    }

    fn hexadecimal(&mut self) -> Token<'a> {
        // Word processors write a string of four digits for each glyph.
        if let &[_, _, _, _, b'>', ref rest @ ..] = self.rest {
            let digits = self.rest.get(..4).unwrap_or_default();
            if !digits.contains(&b'>') {
                self.rest = rest;
                return Token::Hexadecimal(digits);
            }
        }
        let digits = self.until(|byte| byte == b'>');
        self.broken |= self.rest.is_empty();
        self.pass(1);
        Token::Hexadecimal(digits)
    }

    /// The token that a delimiter begins; none for a comment or a stray delimiter.
    #[expect(
        clippy::inline_always,
        reason = "called once for each string of a document, and small"
    )]
    #[inline(always)]
    fn delimited(&mut self, delimiter: u8) -> Option<Token<'a>> {
        match delimiter {
            b'(' => Some(self.literal()),
            b'/' => Some(Token::Name(self.regular())),
            b'[' => Some(Token::Open),
            b']' => Some(Token::Close),
            b'<' if self.rest.first() == Some(&b'<') => {
                self.pass(1);
                Some(Token::OpenDictionary)
            }
            b'<' => Some(self.hexadecimal()),
            b'>' if self.rest.first() == Some(&b'>') => {
                self.pass(1);
                Some(Token::CloseDictionary)
            }
            b'%' => {
                self.until(|byte| byte == b'\n' || byte == b'\r');
                None
            }
            b')' => {
                self.broken = true;
                None
            }
            _ => None,
        }
    }
}

impl<'a> Iterator for Lexer<'a> {
    type Item = Token<'a>;

    #[expect(
        clippy::inline_always,
        reason = "called once for each token of a document, and small"
    )]
    #[inline(always)]
    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let (&byte, tail) = self.rest.split_first()?;
            match CLASS[byte as usize] {
                SPACE => self.rest = tail,
                NUMERIC => {
                    if let Some(number) = self.short_number() {
                        return Some(Token::Number(number));
                    }
                    return Some(self.long_number());
                }
                REGULAR => return Some(Token::Word(self.word())),
                _ => {
                    self.rest = tail;
                    if let Some(token) = self.delimited(byte) {
                        return Some(token);
                    }
                }
            }
        }
    }
}

/// Puts the digits that bytes begin with behind those of a number; gives what follows, too. Of more digits than fit only so
/// many are looked at: of megabytes of them every few would be asked for all.
#[inline]
fn few_digits(mut number: u32, mut bytes: &[u8]) -> (u32, &[u8]) {
    const MOST: usize = 9;
    let enough = bytes.len().saturating_sub(MOST);
    while let [byte, rest @ ..] = bytes {
        if bytes.len() == enough {
            break;
        }
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            break;
        }
        number = number.wrapping_mul(10).wrapping_add(u32::from(digit));
        bytes = rest;
    }
    (number, bytes)
}

/// How many bytes of a word are those of a number.
fn numeric_length(word: &[u8]) -> usize {
    let numeric = |byte: &u8| matches!(byte, b'0'..=b'9' | b'.' | b'-' | b'+');
    let length = word.iter().take_while(|byte| numeric(byte)).count();
    // A sign alone is part of a word.
    let digits = word.iter().take(length).any(u8::is_ascii_digit);
    if digits { length } else { 0 }
}

/// A PDF number: sign, digits and one point in any place; `--5` is read as `-5`, `1.2-3` and `1.2.3` as
/// `1.2`, as the large readers do.
fn number(word: &[u8]) -> Option<f32> {
    const POWERS: [f64; 16] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
    ];
    const DIGITS: usize = 15;
    let mut rest = word;
    let mut negative = false;
    while let [sign @ (b'-' | b'+'), tail @ ..] = rest {
        negative |= *sign == b'-';
        rest = tail;
    }
    let mut mantissa = 0_u64;
    let mut digits = 0_usize;
    let mut places = None::<usize>;
    let mut dropped = 0_usize;
    for &byte in rest {
        match byte {
            b'0'..=b'9' if digits < DIGITS => {
                mantissa = mantissa * 10 + u64::from(byte - b'0');
                digits += 1;
                places = places.map(|places| places + 1);
            }
            b'0'..=b'9' => dropped += usize::from(places.is_none()),
            b'.' if places.is_none() => places = Some(0),
            b'-' | b'.' => break,
            _ => return None,
        }
    }
    if digits == 0 && places.is_none() && !negative {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "fifteen digits are exact in an f64")]
    let mut value = mantissa as f64;
    if let Some(places) = places {
        value /= POWERS.get(places).copied().unwrap_or(1.0);
    }
    if dropped > 0 {
        value *= POWERS.get(dropped).copied().unwrap_or(1e15);
    }
    #[expect(clippy::cast_possible_truncation, reason = "a page has no room for the difference")]
    let value = value as f32;
    Some(if negative { -value } else { value })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_of_a_text_object() {
        let tokens: Vec<_> = Lexer::new(b"BT/F1 12 Tf[(a\\)(b))-2.5<4A>]TJ % end\n<</A 1>>ET", 0).collect();
        assert_eq!(
            tokens,
            [
                Token::Word(b"BT"),
                Token::Name(b"F1"),
                Token::Number(12.0),
                Token::Word(b"Tf"),
                Token::Open,
                Token::Escaped(b"a\\)(b)"),
                Token::Number(-2.5),
                Token::Hexadecimal(b"4A"),
                Token::Close,
                Token::Word(b"TJ"),
                Token::OpenDictionary,
                Token::Name(b"A"),
                Token::Number(1.0),
                Token::CloseDictionary,
                Token::Word(b"ET"),
            ]
        );
    }

    #[test]
    fn numbers_as_files_write_them() {
        for (word, expected) in [
            ("0", Some(0.0)),
            ("-.5", Some(-0.5)),
            ("+7.", Some(7.0)),
            ("--5", Some(-5.0)),
            ("1.2-3", Some(1.2)),
            ("123456789.123456789", Some(123_456_790.0)),
            ("1000000000000000000000", Some(1e21)),
            ("-", Some(-0.0)),
            ("1x", None),
            ("+", None),
        ] {
            assert_eq!(number(word.as_bytes()), expected, "{word}");
        }
    }

    #[test]
    fn words_glued_to_numbers_are_tokens_of_their_own() {
        let tokens: Vec<_> = Lexer::new(b"10Tf 70 -7.5Td 1Tr -q 12345678Tj 0 0obj", 0).collect();
        assert_eq!(
            tokens,
            [
                Token::Number(10.0),
                Token::Word(b"Tf"),
                Token::Number(70.0),
                Token::Number(-7.5),
                Token::Word(b"Td"),
                Token::Number(1.0),
                Token::Word(b"Tr"),
                Token::Word(b"-q"),
                Token::Number(12_345_678.0),
                Token::Word(b"Tj"),
                Token::Number(0.0),
                Token::Number(0.0),
                Token::Word(b"obj"),
            ]
        );
    }

    #[test]
    fn an_open_string_ends_with_the_bytes() {
        assert_eq!(Lexer::new(b"(abc\\", 0).next(), Some(Token::Escaped(b"abc\\")));
        assert_eq!(Lexer::new(b"<41", 0).next(), Some(Token::Hexadecimal(b"41")));
        assert_eq!(Lexer::new(b")>}", 0).next(), None);
    }

    #[test]
    fn strings_that_do_not_pair_are_noticed() {
        for (bytes, broken) in [
            (&b"BT (one (two) \\) three) Tj <41> Tj [(a) 3 (b)] TJ ET"[..], false),
            (b"BT (one Tj ET", true),
            (b"BT one) Tj ET", true),
            (b"BT <41 Tj ET", true),
            (b"% a comment (\nBT ET", false),
        ] {
            let mut lexer = Lexer::new(bytes, 0);
            lexer.by_ref().for_each(drop);
            assert_eq!(lexer.is_broken(), broken, "{}", String::from_utf8_lossy(bytes));
        }
    }
}
