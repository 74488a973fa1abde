//! Glyph names and codes of a font program in the Compact Font Format (Adobe Technical Note 5176).

use super::bounds;
use super::encodings::Encoding;

/// The standard strings in their order: `tables/make.py` says where they come from.
const STRINGS: &str = include_str!("tables/strings.txt");
/// How many there are: a font's own strings are numbered from here.
const STANDARD: usize = 391;
/// Operators of the font's dictionary.
const CHARSET: u16 = 15;
const ENCODING: u16 = 16;
const CHAR_STRINGS: u16 = 17;
const ROS: u16 = 0x0C1E;

/// A font program: the names of its glyphs, and which code prints which of them.
#[derive(Debug, Default, PartialEq)]
pub struct Program<'f> {
    /// By glyph number; nothing in a font whose glyphs have numbers alone.
    pub names: Vec<&'f [u8]>,
    /// Code and glyph number.
    pub codes: Vec<(u8, usize)>,
}

impl<'f> Program<'f> {
    /// Reads a bare program, or the table of an OpenType font that holds one.
    pub fn read(font: &'f [u8]) -> Option<Self> {
        let font = match font {
            [b'O', b'T', b'T', b'O', ..] => table(font, b"CFF ")?,
            font => font,
        };
        let header = usize::from(*font.get(2)?);
        let (_, rest) = index(font.get(header..)?)?;
        let (dictionaries, rest) = index(rest)?;
        let (own, _) = index(rest)?;
        let dictionary = dictionary(dictionaries.first()?);
        let offset = |key: u16| dictionary.iter().find(|entry| entry.0 == key).map(|entry| entry.1);
        let (glyphs, _) = index(font.get(offset(CHAR_STRINGS)?..)?)?;
        if offset(ROS).is_some() {
            return Some(Self::default());
        }
        let count = glyphs.len();
        let strings = charset(font, offset(CHARSET).unwrap_or(0), count)?;
        let standard: Vec<&str> = STRINGS.lines().collect();
        let name = |string: usize| match standard.get(string) {
            Some(name) => name.as_bytes(),
            None => string
                .checked_sub(STANDARD)
                .and_then(|at| own.get(at))
                .copied()
                .unwrap_or_default(),
        };
        let names: Vec<&'f [u8]> = strings.iter().map(|&string| name(string)).collect();
        let mut codes = Vec::new();
        match offset(ENCODING).unwrap_or(0) {
            0 => {
                for code in 0..=255 {
                    let name = Encoding::Standard.glyph(code).as_bytes();
                    let glyph = names.iter().position(|other| *other == name);
                    codes.extend(glyph.filter(|_| !name.is_empty()).map(|glyph| (code, glyph)));
                }
            }
            // The expert encoding: of ornaments and fractions.
            1 => {}
            at => encoding(font.get(at..)?, &strings, &mut codes)?,
        }
        Some(Self { names, codes })
    }
}

/// A table of an OpenType font.
fn table<'f>(font: &'f [u8], tag: &[u8]) -> Option<&'f [u8]> {
    let count = number(font.get(4..6)?);
    let record = (0..count).find_map(|table| {
        let record = font.get(12 + table * 16..28 + table * 16)?;
        record.starts_with(tag).then_some(record)
    })?;
    let (offset, length) = (number(record.get(8..12)?), number(record.get(12..16)?));
    font.get(offset..offset.checked_add(length)?)
}

fn number(bytes: &[u8]) -> usize {
    bytes.iter().fold(0, |number, &byte| number << 8 | usize::from(byte))
}

/// Reads an index: its pieces, and what follows.
fn index(bytes: &[u8]) -> Option<(Vec<&[u8]>, &[u8])> {
    let count = number(bytes.get(..2)?);
    if count == 0 {
        return Some((Vec::new(), bytes.get(2..)?));
    }
    let size = usize::from(*bytes.get(2)?);
    if !(1..=4).contains(&size) || count > bounds::WIDTHS {
        return None;
    }
    let offset = |at: usize| Some(number(bytes.get(3 + at * size..3 + (at + 1) * size)?));
    // Offsets count from the byte before the data.
    let base = 2 + (count + 1) * size;
    let mut pieces = Vec::with_capacity(count);
    let mut start = offset(0)?;
    for at in 1..=count {
        let end = offset(at)?;
        pieces.push(bytes.get(base.checked_add(start)?..base.checked_add(end)?)?);
        start = end;
    }
    Some((pieces, bytes.get(base + start..)?))
}

/// The operators of a dictionary and the last number before each; of two bytes as `0x0C00` and the second one.
fn dictionary(bytes: &[u8]) -> Vec<(u16, usize)> {
    let mut entries = Vec::new();
    let mut operand = 0_i64;
    let mut rest = bytes;
    while let [byte, tail @ ..] = rest {
        rest = tail;
        let mut take = |count: usize| {
            let (eaten, behind) = rest.split_at(count.min(rest.len()));
            rest = behind;
            i64::try_from(number(eaten)).unwrap_or_default()
        };
        let first = i64::from(*byte);
        match byte {
            12 => {
                let second = u16::try_from(take(1)).unwrap_or_default();
                entries.push((0x0C00 | second, usize::try_from(operand).unwrap_or_default()));
            }
            0..=21 => entries.push((u16::from(*byte), usize::try_from(operand).unwrap_or_default())),
            28 => operand = take(2),
            29 => operand = take(4),
            // A real number, in halves of bytes up to one that ends it.
            30 => while !matches!(take(1), end if end & 0xF == 0xF || end == 0) {},
            32..=246 => operand = first - 139,
            247..=250 => operand = (first - 247) * 256 + take(1) + 108,
            251..=254 => operand = -(first - 251) * 256 - take(1) - 108,
            _ => {}
        }
    }
    entries
}

/// The string of each glyph.
fn charset(font: &[u8], at: usize, count: usize) -> Option<Vec<usize>> {
    // The one in which glyphs are in the order of the standard strings; two more are of expert fonts.
    if at <= 2 {
        return (at == 0).then(|| (0..count).collect());
    }
    let table = font.get(at..)?;
    let mut strings = vec![0];
    match *table.first()? {
        0 => strings.extend((1..count).map_while(|glyph| Some(number(table.get(glyph * 2 - 1..glyph * 2 + 1)?)))),
        format @ (1 | 2) => {
            let size = 2 + usize::from(format);
            let mut ranges = table.get(1..)?.chunks_exact(size);
            while strings.len() < count {
                let (first, more) = ranges.next()?.split_at(2);
                let room = count - strings.len();
                strings.extend((number(first)..).take(number(more) + 1).take(room));
            }
        }
        _ => return None,
    }
    Some(strings)
}

/// The codes of a program's own encoding.
fn encoding(table: &[u8], strings: &[usize], codes: &mut Vec<(u8, usize)>) -> Option<()> {
    let (format, count) = (*table.first()?, usize::from(*table.get(1)?));
    let mut end = 2;
    match format & 0x7F {
        0 => {
            let own = table.get(2..2 + count)?;
            codes.extend(own.iter().copied().zip(1..));
            end += count;
        }
        1 => {
            let mut glyph = 1;
            for range in table.get(2..2 + count * 2)?.chunks_exact(2) {
                let &[first, more] = range else { continue };
                for code in (first..=255).take(usize::from(more) + 1) {
                    codes.push((code, glyph));
                    glyph += 1;
                }
            }
            end += count * 2;
        }
        _ => return None,
    }
    // Glyphs with a second code.
    if format & 0x80 != 0 {
        let count = usize::from(*table.get(end)?);
        for more in table.get(end + 1..)?.chunks_exact(3).take(count) {
            let (code, string) = more.split_at(1);
            let glyph = strings.iter().position(|&other| other == number(string));
            codes.extend(code.first().copied().zip(glyph));
        }
    }
    Some(())
}

#[cfg(test)]
pub mod tests {
    use super::*;

    fn index_of(pieces: &[&[u8]]) -> Vec<u8> {
        let mut bytes = u16::try_from(pieces.len()).expect("few").to_be_bytes().to_vec();
        if pieces.is_empty() {
            return bytes;
        }
        bytes.push(1);
        let mut end = 1_u8;
        bytes.push(end);
        for piece in pieces {
            end += u8::try_from(piece.len()).expect("short");
            bytes.push(end);
        }
        bytes.extend(pieces.concat());
        bytes
    }

    /// A program whose codes 59 and 60 print a comma and a glyph of a name of its own, and 65 the comma again.
    pub fn program() -> Vec<u8> {
        let head = [&[1, 0, 4, 1][..], &index_of(&[b"CMMI10"])].concat();
        let strings = index_of(&[b"arrowhook"]);
        let glyphs = index_of(&[b"\x0e", b"\x0e", b"\x0e"]);
        // Comma is the standard string 13; the first own one is 391.
        let charset = [0, 0, 13, 1, 135];
        let encoding = [0x80, 2, 59, 60, 1, 65, 0, 13];
        let dictionary_length = 3 * 3 + 3;
        let start = head.len() + 2 + 1 + 2 + dictionary_length + strings.len();
        let offset = |at: usize| {
            [
                28,
                u8::try_from(at >> 8).expect("low"),
                u8::try_from(at & 0xFF).expect("low"),
            ]
        };
        let mut dictionary = Vec::new();
        for (at, operator) in [(start, 15), (start + 5, 16), (start + 13, 17)] {
            dictionary.extend(offset(at));
            dictionary.push(operator);
        }
        [
            head,
            index_of(&[&dictionary]),
            strings,
            charset.to_vec(),
            encoding.to_vec(),
            glyphs,
        ]
        .concat()
    }

    #[test]
    fn the_encoding_and_the_names_are_the_programs_own() {
        let program = program();
        let read = Program::read(&program).expect("a program");
        assert_eq!(read.names, [&b".notdef"[..], b"comma", b"arrowhook"]);
        assert_eq!(read.codes, [(59, 1), (60, 2), (65, 1)]);
        for end in 0..program.len() {
            let _ = Program::read(&program[..end]);
        }
    }

    #[test]
    fn numbers_of_a_dictionary() {
        let entries = dictionary(b"\x1c\x01\x00\x0f\x8b\x10\xf7\x00\x11\x1e\x1a\x5f\x0c\x1e\x1d\x00\x01\x00\x00\x12");
        assert_eq!(entries[..3], [(15, 256), (16, 0), (17, 108)]);
        assert_eq!(entries[4], (18, 65536));
        assert_eq!(STRINGS.lines().count(), STANDARD);
    }
}
