//! Character maps: from codes to characters (`ToUnicode`) or to glyph numbers (a composite font's `Encoding`).

use super::bounds;
use super::lexer::{Lexer, Token};
use super::strings::hexadecimal;

/// Where a range of codes leads.
#[derive(Clone, Debug, PartialEq)]
enum Target {
    /// The first code to this number, the next one to the next.
    Rising(u32),
    /// All to these characters.
    Characters(Box<str>),
}

/// Codes that follow each other and what they lead to.
#[derive(Clone, Debug, PartialEq)]
struct Range {
    first: u32,
    last: u32,
    target: Target,
}

const SOFT_HYPHEN: u16 = 0xad;

/// A character map.
#[derive(Clone, Debug, Default)]
pub struct CMap {
    /// Bytes of a code, first and last code.
    spaces: Vec<(usize, u32, u32)>,
    ranges: Vec<Range>,
    /// Bytes of all targets that are several characters.
    bytes: usize,
    /// Whether it writes from top to bottom.
    pub vertical: bool,
}

impl CMap {
    /// Reads a map; what cannot be understood is passed over.
    pub fn parse(bytes: &[u8]) -> Self {
        let mut map = Self::default();
        let mut lexer = Lexer::new(bytes, 0);
        let mut last_name: &[u8] = b"";
        let mut last_number = 0.0;
        while let Some(token) = lexer.next() {
            match token {
                Token::Word(b"begincodespacerange") => map.code_spaces(&mut lexer),
                Token::Word(b"beginbfchar") => map.entries(&mut lexer, false, true),
                Token::Word(b"beginbfrange") => map.entries(&mut lexer, true, true),
                Token::Word(b"begincidchar") => map.entries(&mut lexer, false, false),
                Token::Word(b"begincidrange") => map.entries(&mut lexer, true, false),
                Token::Word(b"def") => map.vertical |= last_name == b"WMode" && last_number > 0.5,
                Token::Name(name) => last_name = name,
                Token::Number(number) => last_number = number,
                _ => {}
            }
        }
        // Later entries win: they are moved to the front of their equals and found first.
        map.ranges.reverse();
        map.ranges.sort_by_key(|range| range.first);
        map
    }

    /// The map that leads each two-byte code to itself.
    pub fn identity(vertical: bool) -> Self {
        Self {
            spaces: vec![(2, 0, 0xFFFF)],
            ranges: vec![Range {
                first: 0,
                last: 0xFFFF,
                target: Target::Rising(0),
            }],
            bytes: 0,
            vertical,
        }
    }

    /// Whether nothing is mapped.
    pub fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }

    /// Whether all codes have two bytes.
    pub fn is_two_byte(&self) -> bool {
        self.spaces.iter().all(|space| space.0 == 2)
    }

    fn code_spaces(&mut self, lexer: &mut Lexer<'_>) {
        while let (Some(Token::Hexadecimal(low)), Some(Token::Hexadecimal(high))) = (lexer.next(), lexer.next()) {
            let ((length, low), (_, high)) = (code(low), code(high));
            if (1..=4).contains(&length) && self.spaces.len() < bounds::CODE_SPACES {
                self.spaces.push((length, low, high));
            }
        }
    }

    fn entries(&mut self, lexer: &mut Lexer<'_>, ranges: bool, characters: bool) {
        while self.ranges.len() < bounds::MAPPINGS {
            let Some(Token::Hexadecimal(first)) = lexer.next() else {
                return;
            };
            let first = code(first).1;
            let last = if ranges {
                match lexer.next() {
                    Some(Token::Hexadecimal(last)) => code(last).1,
                    _ => return,
                }
            } else {
                first
            };
            match lexer.next() {
                Some(Token::Hexadecimal(target)) if characters => self.push(first, last, target),
                Some(Token::Open) => {
                    let mut code = first;
                    for token in lexer.by_ref() {
                        match token {
                            Token::Hexadecimal(target) if code <= last && self.ranges.len() < bounds::MAPPINGS => {
                                self.push(code, code, target);
                                code = code.saturating_add(1);
                            }
                            Token::Hexadecimal(_) => {}
                            _ => break,
                        }
                    }
                }
                #[expect(
                    clippy::cast_sign_loss,
                    clippy::cast_possible_truncation,
                    reason = "the saturating cast is what is wanted"
                )]
                Some(Token::Number(cid)) if !characters => self.ranges.push(Range {
                    first,
                    last,
                    target: Target::Rising(cid as u32),
                }),
                // Some writers name the glyph: `<41> /A`.
                Some(Token::Name(name)) => {
                    if let Some(characters) = super::glyphs::characters(name) {
                        self.ranges.push(Range {
                            first,
                            last: first,
                            target: Target::Characters(characters.into()),
                        });
                    }
                }
                _ => return,
            }
        }
    }

    /// Bytes of memory that it takes, about.
    pub fn weight(&self) -> usize {
        self.ranges.len() * size_of::<Range>() + self.bytes
    }

    fn push(&mut self, first: u32, last: u32, target: &[u8]) {
        // What no code can mean is no character; it is counted when the code is shown.
        if target.len() > bounds::CHARACTERS * 4 || self.bytes > bounds::TARGETS {
            return;
        }
        let mut bytes = Vec::with_capacity(8);
        hexadecimal(target, &mut bytes);
        let mut units: Vec<u16> = match bytes.as_slice() {
            [byte] => vec![u16::from(*byte)],
            bytes => bytes
                .chunks_exact(2)
                .map(|unit| u16::from_be_bytes([unit[0], unit[1]]))
                .collect(),
        };
        // No letter has a hyphen in it: where a word could be parted behind one, Typst writes both for the one glyph.
        if units.len() > 1 {
            units.retain(|&unit| unit != SOFT_HYPHEN);
        }
        let text = String::from_utf16_lossy(&units);
        let mut characters = text.chars();
        let target = match (characters.next(), characters.next()) {
            (Some(single), None) => Target::Rising(single.into()),
            // Of several characters only the last one rises along a range.
            (Some(_), Some(_)) if first < last => {
                for (step, code) in (first..=last).take(256).enumerate() {
                    let mut units = units.clone();
                    if let (Some(unit), Ok(step)) = (units.last_mut(), u16::try_from(step)) {
                        *unit = unit.wrapping_add(step);
                    }
                    let characters = String::from_utf16_lossy(&units);
                    self.bytes += characters.len();
                    self.ranges.push(Range {
                        first: code,
                        last: code,
                        target: Target::Characters(characters.into()),
                    });
                }
                return;
            }
            (Some(_), Some(_)) => {
                self.bytes += text.len();
                Target::Characters(text.into())
            }
            (None, _) => return,
        };
        self.ranges.push(Range { first, last, target });
    }

    fn find(&self, code: u32) -> Option<&Range> {
        // Ranges hardly ever overlap; a few steps back find the one that holds the code.
        const OVERLAPS: usize = 8;
        let end = self.ranges.partition_point(|range| range.first <= code);
        let found = self
            .ranges
            .get(..end)?
            .iter()
            .rev()
            .take(OVERLAPS)
            .find(|range| code <= range.last)?;
        // The first of equals is the one that was written last.
        let equals = self.ranges.partition_point(|range| range.first < found.first);
        self.ranges
            .get(equals)
            .filter(|range| code <= range.last)
            .or(Some(found))
    }

    /// The characters of a code.
    pub fn characters(&self, code: u32, into: &mut String) -> bool {
        match self.find(code).map(|range| (range.first, &range.target)) {
            Some((first, Target::Rising(target))) => match char::from_u32(target.saturating_add(code - first)) {
                Some('\0' | '\u{fffd}') | None => false,
                Some(character) => {
                    into.push(character);
                    true
                }
            },
            Some((_, Target::Characters(characters))) => {
                into.extend(characters.chars().filter(|&character| character != '\0'));
                true
            }
            None => false,
        }
    }

    /// The number that a code leads to.
    pub fn number(&self, code: u32) -> Option<u32> {
        match self.find(code)? {
            Range {
                first,
                target: Target::Rising(target),
                ..
            } => Some(target.saturating_add(code - first)),
            _ => None,
        }
    }

    /// Eats one code: its number and what is left of the string.
    pub fn next_code<'s>(&self, string: &'s [u8]) -> Option<(u32, &'s [u8])> {
        let mut code = 0_u32;
        for length in 1..=string.len().min(4) {
            let (eaten, rest) = string.split_at_checked(length)?;
            code = code << 8 | u32::from(*eaten.last()?);
            let fits = |space: &(usize, u32, u32)| {
                space.0 == length
                    && (0..length).all(|byte| {
                        let of = |number: u32| number >> (8 * byte) & 0xFF;
                        (of(space.1)..=of(space.2)).contains(&of(code))
                    })
            };
            if self.spaces.iter().any(fits) {
                return Some((code, rest));
            }
        }
        // A code of no space: as many bytes as the shortest code has.
        let length = self
            .spaces
            .iter()
            .map(|space| space.0)
            .min()
            .unwrap_or(2)
            .min(string.len());
        let (eaten, rest) = string.split_at_checked(length.max(1))?;
        Some((eaten.iter().fold(0, |code, &byte| code << 8 | u32::from(byte)), rest))
    }
}

/// The number of bytes and the value of a code.
fn code(raw: &[u8]) -> (usize, u32) {
    let mut bytes = Vec::with_capacity(4);
    hexadecimal(raw, &mut bytes);
    (
        bytes.len(),
        bytes.iter().fold(0, |code, &byte| code << 8 | u32::from(byte)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn characters(map: &CMap, code: u32) -> Option<String> {
        let mut characters = String::new();
        map.characters(code, &mut characters).then_some(characters)
    }

    #[test]
    fn all_forms_of_to_unicode() {
        let map = CMap::parse(
            b"1 begincodespacerange <00> <FF> endcodespacerange
              2 beginbfchar <01> <0066006C> <02> <D83DDE00> endbfchar
              2 beginbfchar <40> <00FB00AD> <41> <00AD> endbfchar
              3 beginbfrange <10> <12> <0041> <20><21>[<0061><00620063>] <30> <31> <00660066> endbfrange",
        );
        for (code, expected) in [
            (0x01, Some("fl")),
            (0x02, Some("😀")),
            (0x10, Some("A")),
            (0x12, Some("C")),
            (0x13, None),
            (0x20, Some("a")),
            (0x21, Some("bc")),
            (0x31, Some("fg")),
            (0x40, Some("û")),
            (0x41, Some("\u{ad}")),
        ] {
            assert_eq!(characters(&map, code).as_deref(), expected, "{code:x}");
        }
        assert_eq!(map.next_code(b"ab"), Some((0x61, &b"b"[..])));
    }

    #[test]
    fn the_later_entry_wins() {
        let map = CMap::parse(b"beginbfchar <01> <0041> <01> <0042> endbfchar");
        assert_eq!(characters(&map, 1).as_deref(), Some("B"));
    }

    #[test]
    fn codes_of_mixed_length() {
        let map = CMap::parse(
            b"/WMode 1 def 2 begincodespacerange <00> <80> <8140> <FEFE> endcodespacerange
              1 begincidrange <8140> <8150> 500 endcidrange",
        );
        assert!(map.vertical && !map.is_two_byte());
        assert_eq!(map.next_code(b"A\x81\x42"), Some((0x41, &b"\x81\x42"[..])));
        assert_eq!(map.next_code(b"\x81\x42"), Some((0x8142, &b""[..])));
        assert_eq!(map.number(0x8142), Some(502));
        assert_eq!(map.next_code(b""), None);
    }
}
