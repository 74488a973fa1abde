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
    /// What stands between `(` and `)`, escapes as written: see [`literal`].
    Literal(&'a [u8]),
    /// What stands between `<` and `>`: see [`hexadecimal`].
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
    bytes: &'a [u8],
    at: usize,
}

const REGULAR: u8 = 0;
const SPACE: u8 = 1;
const DELIMITER: u8 = 2;

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
    class
};

/// Whether a byte parts words.
pub fn is_space(byte: u8) -> bool {
    CLASS[byte as usize] == SPACE
}

fn is_regular(byte: u8) -> bool {
    CLASS[byte as usize] == REGULAR
}

impl<'a> Lexer<'a> {
    /// A lexer that starts at a byte; one past the end has no tokens.
    pub fn new(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at }
    }

    /// The byte that is eaten next.
    pub fn at(&self) -> usize {
        self.at
    }

    /// What has not been eaten.
    pub fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// Goes on at another byte, never backwards.
    pub fn skip_to(&mut self, at: usize) {
        self.at = at.max(self.at);
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip_space(&mut self) {
        loop {
            let rest = self.rest();
            self.at += rest.iter().position(|&byte| !is_space(byte)).unwrap_or(rest.len());
            if self.peek() != Some(b'%') {
                return;
            }
            let rest = self.rest();
            self.at += rest
                .iter()
                .position(|&byte| byte == b'\n' || byte == b'\r')
                .unwrap_or(rest.len());
        }
    }

    fn regular(&mut self) -> &'a [u8] {
        let rest = self.rest();
        let length = rest.iter().position(|&byte| !is_regular(byte)).unwrap_or(rest.len());
        self.at += length;
        rest.get(..length).unwrap_or_default()
    }

    /// Eats a number of few digits, as nearly all are; anything else is left for [`number`].
    #[inline]
    fn short_number(&mut self) -> Option<f32> {
        const POWERS: [f32; 8] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7];
        const DIGITS: usize = 7;
        let rest = self.rest();
        let (negative, rest) = match rest {
            [b'-', tail @ ..] => (true, tail),
            other => (false, other),
        };
        let mut mantissa = 0_u32;
        let mut point = None;
        let mut length = 0;
        for &byte in rest.iter().take(DIGITS + 2) {
            let digit = byte.wrapping_sub(b'0');
            if digit < 10 {
                mantissa = mantissa * 10 + u32::from(digit);
            } else if byte == b'.' && point.is_none() {
                point = Some(length);
            } else {
                break;
            }
            length += 1;
        }
        let digits = length - usize::from(point.is_some());
        // Seven digits are exact in an f32, and so is a quotient of two such numbers, rounded once.
        if digits == 0 || digits > DIGITS || rest.get(length).is_some_and(|&byte| is_regular(byte)) {
            return None;
        }
        let places = point.map_or(0, |point| length - point - 1);
        self.at += length + usize::from(negative);
        #[expect(clippy::cast_precision_loss, reason = "seven digits are exact")]
        let value = mantissa as f32 / POWERS.get(places).copied().unwrap_or(1.0);
        Some(if negative { -value } else { value })
    }

    fn literal(&mut self) -> Token<'a> {
        let rest = self.rest();
        let mut depth = 1_usize;
        let mut escaped = false;
        for (length, &byte) in rest.iter().enumerate() {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'(' => depth += 1,
                b')' => {
                    depth -= 1;
                    if depth == 0 {
                        self.at += length + 1;
                        return Token::Literal(rest.get(..length).unwrap_or_default());
                    }
                }
                _ => {}
            }
        }
        self.at = self.bytes.len();
        Token::Literal(rest)
    }

    fn hexadecimal(&mut self) -> Token<'a> {
        let rest = self.rest();
        let length = rest.iter().position(|&byte| byte == b'>').unwrap_or(rest.len());
        self.at += length + 1;
        Token::Hexadecimal(rest.get(..length).unwrap_or_default())
    }
}

impl<'a> Iterator for Lexer<'a> {
    type Item = Token<'a>;

    #[inline]
    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            self.skip_space();
            let byte = self.peek()?;
            if is_regular(byte) {
                let numeric = matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.');
                if let Some(number) = numeric.then(|| self.short_number()).flatten() {
                    return Some(Token::Number(number));
                }
                let word = self.regular();
                let number = if numeric { number(word) } else { None };
                return Some(number.map_or(Token::Word(word), Token::Number));
            }
            self.at += 1;
            return Some(match byte {
                b'(' => self.literal(),
                b'/' => Token::Name(self.regular()),
                b'[' => Token::Open,
                b']' => Token::Close,
                b'<' if self.peek() == Some(b'<') => {
                    self.at += 1;
                    Token::OpenDictionary
                }
                b'<' => self.hexadecimal(),
                b'>' if self.peek() == Some(b'>') => {
                    self.at += 1;
                    Token::CloseDictionary
                }
                // A stray delimiter.
                _ => continue,
            });
        }
    }
}

/// A PDF number: sign, digits and one point in any place; `--5` is read as `-5` and `1.2-3` as
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
            b'-' => break,
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

/// Whether a literal string stands for other bytes than it is written with.
pub fn is_escaped(raw: &[u8]) -> bool {
    raw.iter().any(|&byte| byte == b'\\' || byte == b'\r')
}

/// Appends the bytes that a literal string stands for (ISO 32000-1, 7.3.4.2).
pub fn literal(raw: &[u8], into: &mut Vec<u8>) {
    if !is_escaped(raw) {
        into.extend_from_slice(raw);
        return;
    }
    let mut rest = raw;
    while let [byte, tail @ ..] = rest {
        rest = tail;
        match (*byte, rest) {
            (b'\\', [escape, tail @ ..]) => {
                rest = tail;
                match escape {
                    b'n' => into.push(b'\n'),
                    b'r' => into.push(b'\r'),
                    b't' => into.push(b'\t'),
                    b'b' => into.push(8),
                    b'f' => into.push(12),
                    b'0'..=b'7' => {
                        let mut code = u32::from(escape - b'0');
                        for _ in 0..2 {
                            if let [digit @ b'0'..=b'7', tail @ ..] = rest {
                                code = code * 8 + u32::from(digit - b'0');
                                rest = tail;
                            }
                        }
                        into.push(code.to_le_bytes()[0]);
                    }
                    b'\r' => rest = rest.strip_prefix(b"\n").unwrap_or(rest),
                    b'\n' => {}
                    other => into.push(*other),
                }
            }
            (b'\r', _) => {
                rest = rest.strip_prefix(b"\n").unwrap_or(rest);
                into.push(b'\n');
            }
            (byte, _) => into.push(byte),
        }
    }
}

/// Appends the bytes that a hexadecimal string stands for; a last odd digit counts as followed by `0`.
pub fn hexadecimal(raw: &[u8], into: &mut Vec<u8>) {
    let mut high = None;
    for &byte in raw {
        let digit = match byte {
            b'0'..=b'9' => byte - b'0',
            b'a'..=b'f' => byte - b'a' + 10,
            b'A'..=b'F' => byte - b'A' + 10,
            _ => continue,
        };
        match high.take() {
            Some(high) => into.push(high << 4 | digit),
            None => high = Some(digit),
        }
    }
    if let Some(high) = high {
        into.push(high << 4);
    }
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
                Token::Literal(b"a\\)(b)"),
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
    fn strings_are_unescaped() {
        let mut bytes = Vec::new();
        literal(b"a\\(\\101\\7z\\\r\nb\\\\\r\nc", &mut bytes);
        assert_eq!(bytes, b"a(A\x07zb\\\nc");
        bytes.clear();
        hexadecimal(b"48 65\n6c6C7", &mut bytes);
        assert_eq!(bytes, b"Hellp");
    }

    #[test]
    fn an_open_string_ends_with_the_bytes() {
        assert_eq!(Lexer::new(b"(abc\\", 0).next(), Some(Token::Literal(b"abc\\")));
        assert_eq!(Lexer::new(b"<41", 0).next(), Some(Token::Hexadecimal(b"41")));
        assert_eq!(Lexer::new(b")>}", 0).next(), None);
    }
}
