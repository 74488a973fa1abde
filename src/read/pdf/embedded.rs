//! What an embedded font program tells about its glyphs where the PDF itself says nothing.

use super::bounds;
use super::compact::Program;
use super::glyphs;
use super::lexer::{Lexer, Token};
use super::objects::{Dictionary, Objects, Stream, Unpacker, get};

/// Glyph names by code, from the clear text of a Type 1 font program or from one in the Compact Font Format.
pub fn names(
    objects: &dyn Objects,
    descriptor: Option<&dyn Dictionary>,
    unpacker: &mut Unpacker,
) -> Vec<(u8, Box<[u8]>)> {
    let program = |key: &[u8]| get(objects, descriptor?, key).stream();
    if let Some(stream) = program(b"FontFile") {
        return type_one(&unpacked(stream, unpacker));
    }
    let Some(stream) = program(b"FontFile3") else {
        return Vec::new();
    };
    let bytes = unpacked(stream, unpacker);
    let program = Program::read(&bytes).unwrap_or_default();
    let name = |&(code, glyph): &(u8, usize)| {
        let name = program
            .names
            .get(glyph)
            .filter(|name| !name.is_empty() && **name != b".notdef")?;
        Some((code, (*name).into()))
    };
    program.codes.iter().filter_map(name).collect()
}

/// The bytes of a font program.
fn unpacked(stream: &dyn Stream, unpacker: &mut Unpacker) -> Vec<u8> {
    let mut bytes = Vec::new();
    let room = bounds::DECODED.saturating_sub(unpacker.decoded).min(bounds::PROGRAM);
    stream.decode(unpacker, room, &mut bytes);
    unpacker.decoded += bytes.len();
    bytes
}

/// `dup 65 /A put` until the encrypted part begins.
fn type_one(program: &[u8]) -> Vec<(u8, Box<[u8]>)> {
    let mut names = Vec::new();
    let mut code = None;
    let mut name: Option<&[u8]> = None;
    for token in Lexer::new(program, 0) {
        match token {
            Token::Word(b"eexec") => break,
            Token::Word(b"dup") => (code, name) = (None, None),
            Token::Number(number) if code.is_none() && (0.0..256.0).contains(&number) => {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "checked just above"
                )]
                let number = number as u8;
                code = Some(number);
            }
            Token::Name(glyph) => name = Some(glyph).filter(|glyph| *glyph != b".notdef"),
            Token::Word(b"put") => {
                if let (Some(code), Some(name)) = (code.take(), name.take()) {
                    names.push((code, name.into()));
                }
            }
            _ => {}
        }
        if names.len() > bounds::WIDTHS {
            break;
        }
    }
    names
}

/// Characters by glyph number, from the `cmap` table of a TrueType or OpenType font program, sorted.
pub fn characters(objects: &dyn Objects, font: &dyn Dictionary, unpacker: &mut Unpacker) -> Vec<(u32, char)> {
    let program = get(objects, font, b"FontDescriptor")
        .dictionary()
        .and_then(|descriptor| {
            get(objects, descriptor, b"FontFile2")
                .stream()
                .or_else(|| get(objects, descriptor, b"FontFile3").stream())
        });
    let Some(program) = program else {
        return Vec::new();
    };
    let bytes = unpacked(program, unpacker);
    let mut found = cmap_table(&bytes).unwrap_or_else(|| named(&bytes));
    found.sort_unstable();
    found.dedup_by_key(|entry| entry.0);
    found
}

/// Characters by glyph number, from the glyph names of a program in the Compact Font Format.
fn named(font: &[u8]) -> Vec<(u32, char)> {
    let program = Program::read(font).unwrap_or_default();
    let names = (0_u32..).zip(&program.names);
    let character = |name: &[u8]| {
        let characters = glyphs::characters(name)?;
        let mut all = characters.chars();
        all.next().filter(|_| all.as_str().is_empty())
    };
    names
        .filter_map(|(glyph, name)| Some((glyph, character(name)?)))
        .collect()
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes
        .get(at..at.checked_add(2)?)?
        .try_into()
        .ok()
        .map(u16::from_be_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes
        .get(at..at.checked_add(4)?)?
        .try_into()
        .ok()
        .map(u32::from_be_bytes)
}

/// The Windows Unicode subtable, in its two usual formats.
fn cmap_table(font: &[u8]) -> Option<Vec<(u32, char)>> {
    let tables = usize::from(u16_at(font, 4)?);
    let record = (0..tables)
        .map(|table| 12 + table * 16)
        .find(|&at| font.get(at..at + 4) == Some(b"cmap"))?;
    let cmap = font.get(u32_at(font, record + 8)? as usize..)?;
    let subtables = usize::from(u16_at(cmap, 2)?);
    let mut best = None;
    for at in (0..subtables).map(|subtable| 4 + subtable * 8) {
        let rank = match (u16_at(cmap, at)?, u16_at(cmap, at + 2)?) {
            (3, 10) => 3,
            (3, 1) => 2,
            (0, _) => 1,
            _ => continue,
        };
        best = best.max(Some((rank, u32_at(cmap, at + 4)? as usize)));
    }
    let subtable = cmap.get(best?.1..)?;
    match u16_at(subtable, 0)? {
        4 => segments(subtable),
        12 => groups(subtable),
        _ => None,
    }
}

fn segments(table: &[u8]) -> Option<Vec<(u32, char)>> {
    let count = usize::from(u16_at(table, 6)?) / 2;
    let mut found = Vec::new();
    let mut looked_at = 0;
    for segment in 0..count {
        let at = 14 + segment * 2;
        let last = u16_at(table, at)?;
        let first = u16_at(table, at + 2 + count * 2)?;
        let delta = u16_at(table, at + 2 + count * 4)?;
        let offset_at = at + 2 + count * 6;
        let offset = usize::from(u16_at(table, offset_at)?);
        for code in first..=last {
            looked_at += 1;
            if looked_at > bounds::MAPPINGS {
                return Some(found);
            }
            let glyph = if offset == 0 {
                code.wrapping_add(delta)
            } else {
                match u16_at(table, offset_at + offset + usize::from(code - first) * 2) {
                    Some(0) | None => continue,
                    Some(glyph) => glyph.wrapping_add(delta),
                }
            };
            if glyph != 0 && found.len() < bounds::MAPPINGS {
                found.extend(char::from_u32(u32::from(code)).map(|character| (u32::from(glyph), character)));
            }
        }
    }
    Some(found)
}

fn groups(table: &[u8]) -> Option<Vec<(u32, char)>> {
    let count = u32_at(table, 12)? as usize;
    let mut found = Vec::new();
    let mut room = bounds::MAPPINGS;
    for group in 0..count.min(bounds::MAPPINGS) {
        let at = 16 + group * 12;
        let (first, last, glyph) = (u32_at(table, at)?, u32_at(table, at + 4)?, u32_at(table, at + 8)?);
        for (step, code) in (0_u32..).zip(first..=last).take(room) {
            room -= 1;
            found.extend(char::from_u32(code).map(|character| (glyph.saturating_add(step), character)));
        }
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_one_encoding() {
        let program = b"/Encoding 256 array 0 1 255 {1 index exch /.notdef put} for\ndup 65 /A put\ndup 174/ffi put readonly def eexec dup 1 /B put";
        assert_eq!(type_one(program), [(65, b"A"[..].into()), (174, b"ffi"[..].into())]);
    }

    #[test]
    fn a_table_cut_anywhere_is_passed_over() {
        let mut font = b"\0\x01\0\0\0\x01\0\0\0\0\0\0cmap\0\0\0\0\0\0\0\x1c\0\0\0\x40".to_vec();
        font.extend(b"\0\0\0\x01\0\x03\0\x01\0\0\0\x0c\0\x04\0\x20\0\0\0\x04\0\0\0\0\0\0\0\x42\xff\xff\0\0\0\x41\xff\xff\xff\xc4\0\x01\0\0\0\0");
        assert_eq!(cmap_table(&font), Some(vec![(5, 'A'), (6, 'B')]));
        for end in 0..font.len() {
            assert!(cmap_table(&font[..end]).is_none_or(|found| found.len() <= 2), "{end}");
        }
    }
}
