//! Fonts: from the codes of a string to characters and widths.

mod load;

use std::borrow::Cow;
use std::cell::Cell;
use std::rc::Rc;

use super::bounds;
use super::cmap::CMap;
use super::glyphs;
use super::metrics::Standard;
use super::objects::{Dictionary, Objects, Unpacker, follow, get};

/// Height above and depth below the baseline where the font does not say, in em.
const ASCENT: f32 = 0.75;
const DESCENT: f32 = 0.22;
/// Heights and depths that files give without meaning them lie outside these, in em.
const SANE_ASCENT: std::ops::RangeInclusive<f32> = 0.6..=1.0;
const SANE_DESCENT: std::ops::RangeInclusive<f32> = 0.1..=0.35;
/// `FontDescriptor` flags (ISO 32000-1, table 123).
const FLAG_SERIF: i32 = 1 << 1;
const FLAG_SYMBOLIC: i32 = 1 << 2;
const FLAG_FORCE_BOLD: i32 = 1 << 18;
/// Weight from which a font counts as bold; 400 is regular, 700 bold.
const BOLD_WEIGHT: f32 = 600.0;

/// [`Code::more`] of a code that has not been looked up.
const UNKNOWN: u16 = u16::MAX;
/// [`Code::more`] of a code that has no character.
const UNMAPPED: u16 = u16::MAX - 1;
/// What is known of codes before any of them has been looked up.
static NOTHING_KNOWN: [Code; 256] = [Code {
    width: 0.0,
    character: '\0',
    more: UNKNOWN,
}; 256];

/// What one code prints.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Code {
    /// Its width in em of the type size.
    pub width: f32,
    /// Its character; the first one if it has several; [`char::REPLACEMENT_CHARACTER`] if it has none.
    pub character: char,
    /// Index of its further characters, to be asked of [`Font::further`].
    more: u16,
}

impl Code {
    /// Whether it was looked up and has one character.
    #[inline]
    pub fn is_plain(self) -> bool {
        self.more == 0
    }

    /// Whether it was looked up and has no character.
    pub fn is_unmapped(self) -> bool {
        self.more == UNMAPPED
    }
}

enum Kind {
    Simple {
        /// Glyph name of each code, where one is known.
        names: Box<[Option<Cow<'static, [u8]>>; 256]>,
        widths: Box<[Option<f32>; 256]>,
        missing: f32,
        /// Measures where the file gives none.
        standard: Standard,
        /// Codes without a name are Unicode or ASCII in all but name.
        plain: bool,
    },
    Composite {
        encoding: CMap,
        /// Codes are UTF-16 units.
        unicode_codes: bool,
        widths: Vec<(u32, u32, f32)>,
        default: f32,
        /// Characters by glyph number, read off an embedded font.
        embedded: Vec<(u32, char)>,
    },
}

/// Bytes that the fonts of a document may still take.
pub type Room = Rc<Cell<usize>>;

/// Takes so many bytes of the room that is left; whether there were as many.
fn take(room: &Room, bytes: usize) -> bool {
    let left = room.get();
    room.set(left.saturating_sub(bytes));
    bytes <= left
}

/// A font of the document.
pub struct Font {
    kind: Kind,
    to_unicode: Option<CMap>,
    /// What has been looked up, by the code's high byte.
    pages: Vec<Option<Box<[Code; 256]>>>,
    further: Vec<Box<str>>,
    /// Whether old style figures or small capitals of the private use area were read as what they stand for.
    pub expert: bool,
    room: Room,
    /// Bytes of a code where all have the same; else [`Font::next_code`] tells.
    pub code_length: Option<usize>,
    /// Whether its name, weight or flags say that it is bold.
    pub bold: bool,
    /// Height above the baseline in em.
    pub ascent: f32,
    /// Depth below the baseline in em.
    pub descent: f32,
}

impl Font {
    /// Reads a font from its dictionary; `unpacker` counts the bytes of its streams.
    pub fn load(objects: &dyn Objects, font: &dyn Dictionary, room: &Room, unpacker: &mut Unpacker) -> Self {
        let mut bytes = Vec::new();
        let to_unicode = get(objects, font, b"ToUnicode").stream().and_then(|stream| {
            let room = bounds::DECODED.saturating_sub(unpacker.decoded).min(bounds::MAP);
            stream.decode(unpacker, room, &mut bytes);
            unpacker.decoded += bytes.len();
            Some(CMap::parse(&bytes)).filter(|map| !map.is_empty())
        });
        let descendant = get(objects, font, b"DescendantFonts")
            .array()
            .and_then(|fonts| follow(objects, fonts.at(0)).dictionary());
        let descriptor = get(objects, descendant.unwrap_or(font), b"FontDescriptor").dictionary();
        let name = get(objects, font, b"BaseFont")
            .name()
            .or_else(|| get(objects, descriptor?, b"FontName").name())
            .map(String::from_utf8_lossy)
            .unwrap_or_default();
        let flags = descriptor
            .and_then(|descriptor| get(objects, descriptor, b"Flags").integer())
            .unwrap_or(0);
        let number = |key: &[u8]| descriptor.and_then(|descriptor| get(objects, descriptor, key).number());
        let kind = match descendant {
            Some(descendant) => load::composite(objects, font, descendant, to_unicode.is_some(), unpacker),
            None => load::simple(objects, font, descriptor, &name, flags, to_unicode.is_some(), unpacker),
        };
        let in_em = |value: f32, sane: &std::ops::RangeInclusive<f32>| {
            Some(value.abs() / 1000.0).filter(|value| sane.contains(value))
        };
        let code_length = match &kind {
            Kind::Simple { .. } => Some(1),
            Kind::Composite { encoding, .. } => encoding.is_two_byte().then_some(2),
        };
        take(room, kind.weight() + to_unicode.as_ref().map_or(0, CMap::weight));
        Self {
            kind,
            code_length,
            room: Rc::clone(room),
            to_unicode,
            pages: Vec::new(),
            further: Vec::new(),
            expert: false,
            bold: named_bold(&name)
                || flags & FLAG_FORCE_BOLD != 0
                || number(b"FontWeight").is_some_and(|weight| weight >= BOLD_WEIGHT),
            ascent: number(b"Ascent")
                .and_then(|value| in_em(value, &SANE_ASCENT))
                .unwrap_or(ASCENT),
            descent: number(b"Descent")
                .and_then(|value| in_em(value, &SANE_DESCENT))
                .unwrap_or(DESCENT),
        }
    }

    /// Eats one code of varying length.
    pub fn next_code<'s>(&self, string: &'s [u8]) -> Option<(u32, &'s [u8])> {
        match &self.kind {
            Kind::Simple { .. } => string.split_first().map(|(code, rest)| (u32::from(*code), rest)),
            Kind::Composite { encoding, .. } => encoding.next_code(string),
        }
    }

    /// What each code of one byte prints, so far as it has been looked up.
    #[inline]
    pub fn bytes(&self) -> &[Code; 256] {
        self.pages.first().and_then(Option::as_deref).unwrap_or(&NOTHING_KNOWN)
    }

    /// What a code prints.
    #[inline]
    pub fn code(&mut self, code: u32) -> Code {
        if let Some(Some(codes)) = self.pages.get(code as usize >> 8) {
            let known = codes[code as usize & 0xFF];
            if known.more != UNKNOWN {
                return known;
            }
        }
        self.learn(code)
    }

    /// Looks a code up and keeps what was found; only codes of at most two bytes are kept.
    #[cold]
    fn learn(&mut self, code: u32) -> Code {
        let (page, index) = (code as usize >> 8, code as usize & 0xFF);
        let found = self.look_up(code);
        if page > 0xFF {
            return found;
        }
        let known = self.pages.get(page).is_some_and(Option::is_some);
        if !known && !take(&self.room, size_of::<[Code; 256]>()) {
            return found;
        }
        if page >= self.pages.len() {
            self.pages.resize_with(page + 1, || None);
        }
        if let Some(page) = self.pages.get_mut(page) {
            page.get_or_insert_with(|| Box::new(NOTHING_KNOWN))[index] = found;
        }
        found
    }

    /// The characters after the first one.
    pub fn further(&self, code: Code) -> &str {
        match code.more {
            0 | UNMAPPED | UNKNOWN => "",
            index => self.further.get(usize::from(index) - 1).map_or("", |further| further),
        }
    }

    fn look_up(&mut self, code: u32) -> Code {
        let mut characters = String::new();
        let mapped = self
            .to_unicode
            .as_ref()
            .is_some_and(|map| map.characters(code, &mut characters));
        if !mapped || characters.is_empty() {
            self.kind.characters(code, &mut characters);
        }
        if characters.contains(is_expert) {
            characters = characters.chars().map(plain).collect();
            self.expert = true;
        }
        let mut all = characters.chars();
        let character = all.next().unwrap_or(char::REPLACEMENT_CHARACTER);
        let rest = all.as_str();
        let mut more = 0;
        if !rest.is_empty() && self.further.len() + 1 < usize::from(UNMAPPED) && take(&self.room, rest.len()) {
            self.further.push(rest.into());
            more = u16::try_from(self.further.len()).unwrap_or(0);
        } else if character == char::REPLACEMENT_CHARACTER {
            more = UNMAPPED;
        }
        Code {
            width: self.kind.width(code),
            character,
            more,
        }
    }
}

/// Whether a character is an old style figure or a small capital, where Adobe's glyph list has them: in the private use
/// area, each 0xF700 behind the character that it stands for.
fn is_expert(character: char) -> bool {
    matches!(character, '\u{f730}'..='\u{f739}' | '\u{f761}'..='\u{f77a}' | '\u{f7e0}'..='\u{f7f6}' | '\u{f7f8}'..='\u{f7fe}')
}

/// The character that one of these stands for.
fn plain(character: char) -> char {
    const BEHIND: u32 = 0xF700;
    let code = u32::from(character);
    if is_expert(character) {
        char::from_u32(code - BEHIND).unwrap_or(character)
    } else {
        character
    }
}

impl Kind {
    /// Bytes of memory that it takes, about.
    fn weight(&self) -> usize {
        match self {
            Self::Simple { .. } => 16 << 10,
            Self::Composite {
                encoding,
                widths,
                embedded,
                ..
            } => encoding.weight() + size_of_val(widths.as_slice()) + size_of_val(embedded.as_slice()),
        }
    }

    fn characters(&self, code: u32, into: &mut String) {
        match self {
            Self::Simple { names, plain, .. } => {
                let name = names.get(code as usize).and_then(Option::as_deref);
                match name.map(glyphs::characters) {
                    Some(Some(characters)) => into.push_str(&characters),
                    None if *plain && code >= 0x20 => into.extend(char::from_u32(code)),
                    Some(None) | None => {}
                }
            }
            Self::Composite {
                encoding,
                unicode_codes,
                embedded,
                ..
            } => {
                if *unicode_codes {
                    into.extend(char::from_u32(code));
                } else if let Some(number) = encoding.number(code) {
                    let found = embedded.binary_search_by_key(&number, |entry| entry.0);
                    into.extend(found.ok().and_then(|index| embedded.get(index)).map(|entry| entry.1));
                }
            }
        }
    }

    fn width(&self, code: u32) -> f32 {
        match self {
            Self::Simple {
                names,
                widths,
                missing,
                standard,
                ..
            } => {
                let code = code as usize;
                if let Some(width) = widths.get(code).copied().flatten() {
                    return width;
                }
                let name = names.get(code).and_then(Option::as_deref).unwrap_or(b"space");
                std::str::from_utf8(name)
                    .ok()
                    .filter(|_| *missing == 0.0)
                    .and_then(|name| standard.width(name))
                    .map_or(*missing, |width| width / 1000.0)
            }
            Self::Composite {
                encoding,
                unicode_codes,
                widths,
                default,
                ..
            } => {
                let Some(cid) = (if *unicode_codes {
                    Some(code)
                } else {
                    encoding.number(code)
                }) else {
                    return *default;
                };
                let end = widths.partition_point(|range| range.0 <= cid);
                let found = widths.get(..end).and_then(<[_]>::last).filter(|range| cid <= range.1);
                found.map_or(*default, |range| range.2)
            }
        }
    }
}

/// Whether a font's name says that it is bold: `Times-Bold`, `Arial,Bold`, `CMBX10`, `Arial-Black`.
fn named_bold(name: &str) -> bool {
    let name = name.split_once('+').map_or(name, |(_, name)| name).to_ascii_lowercase();
    ["bold", "black", "heavy", "demi", "-bd", "cmbx", "sfbx"]
        .iter()
        .any(|part| name.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bold_by_name() {
        for name in [
            "ABCDEF+Times-Bold",
            "Arial,BoldItalic",
            "CMBX10",
            "Arial-Black",
            "Univers-Demi",
        ] {
            assert!(named_bold(name), "{name}");
        }
        for name in ["Times-Roman", "BOLDAB+ArialMT", "CMR10"] {
            assert!(!named_bold(name), "{name}");
        }
    }
}
