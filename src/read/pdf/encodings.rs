//! Glyph names of the encodings that a PDF names instead of spelling them out.

use std::sync::LazyLock;

/// Code, then the glyph's name in each encoding or `-`: `tables/make.py` says where it comes from.
const ENCODINGS: &str = include_str!("tables/encodings.txt");

/// An encoding of ISO 32000-1, annex D, in the order of the table's columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Adobe's own, built into most Type 1 fonts.
    Standard,
    /// Mac OS Roman.
    MacRoman,
    /// Windows code page 1252.
    WinAnsi,
    /// That of the font Symbol.
    Symbol,
    /// That of the font `ZapfDingbats`.
    ZapfDingbats,
}

static NAMES: LazyLock<Vec<[&str; 256]>> = LazyLock::new(|| {
    let mut names = vec![[""; 256]; 5];
    for line in ENCODINGS.lines() {
        let mut cells = line.split(' ');
        let code = cells.next().and_then(|code| code.parse::<usize>().ok());
        for (column, cell) in cells.enumerate().filter(|(_, cell)| *cell != "-") {
            if let Some(slot) = code.and_then(|code| names.get_mut(column)?.get_mut(code)) {
                *slot = cell;
            }
        }
    }
    names
});

impl Encoding {
    /// The encoding of that name in a font's dictionary.
    pub fn named(name: &[u8]) -> Option<Self> {
        Some(match name {
            b"StandardEncoding" => Self::Standard,
            b"MacRomanEncoding" => Self::MacRoman,
            b"WinAnsiEncoding" => Self::WinAnsi,
            _ => return None,
        })
    }

    /// The name of the glyph at a code; empty when there is none.
    pub fn glyph(self, code: u8) -> &'static str {
        NAMES
            .get(self as usize)
            .and_then(|names| names.get(usize::from(code)))
            .copied()
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_code_differs() {
        let of =
            |code| [Encoding::Standard, Encoding::MacRoman, Encoding::WinAnsi].map(|encoding| encoding.glyph(code));
        assert_eq!(of(b'A'), ["A", "A", "A"]);
        assert_eq!(of(0x27), ["quoteright", "quotesingle", "quotesingle"]);
        assert_eq!(of(0xE9), ["Oslash", "Egrave", "eacute"]);
        assert_eq!(of(0x92), ["", "iacute", "quoteright"]);
        assert_eq!(Encoding::Symbol.glyph(0xB7), "bullet");
        assert_eq!(Encoding::ZapfDingbats.glyph(0x6C), "a71");
    }
}
