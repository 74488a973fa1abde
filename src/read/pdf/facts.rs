//! What a PDF says about itself.

use super::objects::{Objects, get};
use crate::record::Day;

/// `PDFDocEncoding` from 0x80 on, where it is not Latin-1 (ISO 32000-1, annex D.3).
const DOCUMENT_CHARACTERS: [char; 33] = [
    '•', '†', '‡', '…', '—', '–', 'ƒ', '⁄', '‹', '›', '−', '‰', '„', '“', '”', '‘', '’', '‚', '™', 'ﬁ', 'ﬂ', 'Ł', 'Œ',
    'Š', 'Ÿ', 'Ž', 'ı', 'ł', 'œ', 'š', 'ž', '\u{fffd}', '€',
];

/// Facts about a document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// The program that made the PDF.
    pub producer: Option<String>,
    /// The program that made what the PDF was made from.
    pub creator: Option<String>,
    /// The title that the file gives.
    pub title: Option<String>,
    /// The day of its making.
    pub created: Option<Day>,
    /// Whether it is encrypted (with an empty password).
    pub encrypted: bool,
    /// Its pages in order.
    pub pages: Vec<PageFacts>,
}

/// Facts about a page.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PageFacts {
    /// Width as shown, points.
    pub width: f32,
    /// Height as shown, points.
    pub height: f32,
    /// Printed lines.
    pub lines: usize,
    /// Glyphs without a character.
    pub unmapped: usize,
    /// Whether it shows a picture.
    pub pictures: bool,
}

impl Facts {
    /// What the file's information dictionary says.
    pub fn of(objects: &dyn Objects) -> Self {
        let info = get(objects, objects.trailer(), b"Info").dictionary();
        let text = |key: &[u8]| {
            let string = get(objects, info?, key).string()?;
            Some(text_string(string)).filter(|text| !text.is_empty())
        };
        Self {
            producer: text(b"Producer"),
            creator: text(b"Creator"),
            title: text(b"Title"),
            created: text(b"CreationDate").and_then(|date| day(&date)),
            encrypted: objects.encrypted(),
            pages: Vec::new(),
        }
    }

    /// Pages without a line of text.
    pub fn empty_pages(&self) -> usize {
        self.pages.iter().filter(|page| page.lines == 0).count()
    }

    /// Glyphs without a character on all pages.
    pub fn unmapped(&self) -> usize {
        self.pages.iter().map(|page| page.unmapped).sum()
    }
}

/// A text string of the file: UTF-16 or UTF-8 with its mark, else `PDFDocEncoding`.
pub fn characters(bytes: &[u8]) -> String {
    if let Some(units) = bytes.strip_prefix(&[0xFE, 0xFF]) {
        let units: Vec<u16> = units
            .chunks_exact(2)
            .map(|unit| u16::from_be_bytes([unit[0], unit[1]]))
            .collect();
        String::from_utf16_lossy(&units)
    } else if let Some(utf8) = bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]) {
        String::from_utf8_lossy(utf8).into_owned()
    } else {
        let character = |&byte: &u8| match byte {
            0x80..=0xA0 => DOCUMENT_CHARACTERS
                .get(usize::from(byte - 0x80))
                .copied()
                .unwrap_or(char::REPLACEMENT_CHARACTER),
            other => char::from(other),
        };
        bytes.iter().map(character).collect()
    }
}

/// A text string on one line.
fn text_string(bytes: &[u8]) -> String {
    let text = characters(bytes);
    text.split(|character: char| character.is_whitespace() || character.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The day of `D:20120611093012+02'00'`; years before the first PDF are clocks that were never set.
fn day(date: &str) -> Option<Day> {
    /// PDF is of 1993.
    const YEARS: std::ops::Range<i16> = 1993..2100;
    let figures = date.strip_prefix("D:").unwrap_or(date);
    let (year, month, day) = (figures.get(..4)?, figures.get(4..6)?, figures.get(6..8)?);
    let day: Day = format!("{year}-{month}-{day}").parse().ok()?;
    YEARS.contains(&day.year()).then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_and_days() {
        assert_eq!(text_string(b"\xfe\xff\0R\0\xe9\0s\0u\0m\0\xe9"), "Résumé");
        assert_eq!(text_string(b"a \x84 b\0"), "a — b");
        assert_eq!(
            day("D:20120611093012+02'00'").map(|day| day.to_string()).as_deref(),
            Some("2012-06-11")
        );
        assert_eq!(day("D:2012"), None);
        assert_eq!(day("Monday"), None);
        assert_eq!(day("20120231"), None);
    }
}
