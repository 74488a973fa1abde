//! Widths of the 14 standard fonts, for files that neither embed a font nor give its widths.

use unicode_normalization::UnicodeNormalization;

use super::glyphs::{characters, in_table};

/// Glyph name and its width in each font or `-`, sorted by name: `tables/make.py` says where it comes from.
const WIDTHS: &str = include_str!("tables/widths.txt");

/// Width of every glyph of Courier.
const COURIER: f32 = 600.0;

/// One of the 14 standard fonts; the oblique Helveticas are as wide as the upright ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standard {
    /// Column of the table.
    Proportional(usize),
    /// All four Couriers.
    Courier,
}

impl Standard {
    /// The standard font of that name or one made to its measures (Arial, Times New Roman, Courier New);
    /// Times or Helvetica for any other, as its name or `serif` tells.
    pub fn named(name: &str, serif: bool) -> Self {
        let lower = name.to_ascii_lowercase();
        let has = |part: &str| lower.contains(part);
        let bold = has("bold") || has("black") || has("heavy");
        let italic = has("italic") || has("oblique");
        if has("courier") || has("mono") || has("typewriter") {
            Self::Courier
        } else if has("symbol") {
            Self::Proportional(6)
        } else if has("dingbats") {
            Self::Proportional(7)
        } else if has("helvetica") || has("arial") || has("sans") || (!serif && !has("times") && !has("roman")) {
            Self::Proportional(4 + usize::from(bold))
        } else {
            Self::Proportional(usize::from(bold) + 2 * usize::from(italic))
        }
    }

    /// Width of a glyph in thousandths of the type size. A letter with an accent that the table lacks (`gbreve`) is as wide
    /// as the letter.
    pub fn width(self, glyph: &str) -> Option<f32> {
        self.listed(glyph).or_else(|| {
            let letter = characters(glyph.as_bytes())?.nfd().next()?;
            self.listed(letter.encode_utf8(&mut [0; 4]))
        })
    }

    /// Width of a glyph that the table has.
    fn listed(self, glyph: &str) -> Option<f32> {
        match self {
            Self::Courier => Some(COURIER),
            Self::Proportional(column) => in_table(WIDTHS, glyph)?.split(' ').nth(column)?.parse().ok(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_by_font_and_glyph() {
        for (font, glyph, width) in [
            ("Times-Roman", "A", Some(722.0)),
            ("TimesNewRoman,BoldItalic", "A", Some(667.0)),
            ("ArialMT", "A", Some(667.0)),
            ("Courier-Bold", "A", Some(600.0)),
            ("Symbol", "alpha", Some(631.0)),
            ("Times-Roman", "alpha", None),
            ("Times-Roman", "gbreve", Some(500.0)),
            ("Helvetica-Bold", "Scedilla", Some(667.0)),
        ] {
            assert_eq!(Standard::named(font, true).width(glyph), width, "{font} {glyph}");
        }
    }
}
