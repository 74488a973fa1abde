//! How much of anything one document may ask for. Real reports stay far below all of these.

/// How far into a file its `%PDF-` may stand, bytes.
pub const HEADER: usize = 64 * 1024;
/// Size of a file, bytes: the largest UN report seen has 40 MB.
pub const FILE: usize = 256 << 20;
/// Objects of a file: a report of 500 pages has about 10,000.
pub const OBJECTS: usize = 2_000_000;
/// References that lead to one value.
pub const REFERENCES: usize = 16;
/// Bytes that one stream may decode to.
pub const STREAM: usize = 64 << 20;
/// Bytes of a font's program: those of CJK fonts reach 20 MB.
pub const PROGRAM: usize = 32 << 20;
/// Bytes of a character map: those of CJK fonts reach 1 MB.
pub const MAP: usize = 8 << 20;
/// Decoded bytes of all streams of one document.
pub const DECODED: usize = 512 << 20;
/// Filters of one stream: real ones have up to three.
pub const FILTERS: usize = 16;
/// Pages.
pub const PAGES: usize = 20_000;
/// Levels of the page tree.
pub const TREE: usize = 64;
/// Forms inside forms.
pub const FORMS: usize = 12;
/// `q` without `Q`.
pub const STATES: usize = 512;
/// Operands of one operator, elements of a `TJ` array included.
pub const OPERANDS: usize = 65_536;
/// Operators of one page, its forms included: full pages have about 5,000, maps up to a million.
pub const OPERATORS: usize = 4_000_000;
/// Glyphs of one page: full pages have about 6,000.
pub const GLYPHS: usize = 200_000;
/// Glyphs of one document: 500 pages have about two million, the 2,080 of a yearbook seven.
pub const DOCUMENT_GLYPHS: usize = 20_000_000;
/// Operators of one document: 500 pages have about five million.
pub const DOCUMENT_OPERATORS: usize = 40_000_000;
/// Lines of one document: 500 pages have about 30,000.
pub const LINES: usize = 300_000;
/// Horizontal rules of one page: a full table has about 300.
pub const RULES: usize = 2_000;
/// Strokes and boxes of one page that can be edges of a table: the worst page seen has 1,494.
pub const DRAWN: usize = 4_000;
/// Places at which what is shown begins to be cut at other edges, a page; beyond it nothing is cut.
pub const CLIPS: usize = 20_000;
/// Points and boxes of one path.
pub const PATH: usize = 8_000;
/// Places between the edges of one table: a full page of small cells has about 2,000.
pub const FIELDS: usize = 20_000;
/// Fonts of one document: reports have about 20.
pub const FONTS: usize = 4_096;
/// Ranges of code lengths in one character map.
pub const CODE_SPACES: usize = 32;
/// Glyphs times links of one page.
pub const LINKED: usize = 50_000_000;
/// Entries of one character map: a CJK font has about 30,000.
pub const MAPPINGS: usize = 200_000;
/// Characters of one code: the longest ligature has four, and PDF allows no more than these.
pub const CHARACTERS: usize = 256;
/// Bytes of the codes of one map that stand for several characters: a CJK font's take 20,000.
pub const TARGETS: usize = 2 << 20;
/// Bytes of what is known of all fonts of one document: a report's take 200,000.
pub const FONT_BYTES: usize = 64 << 20;
/// Widths of one font: there are 65,536 codes.
pub const WIDTHS: usize = 131_072;
/// Annotations of one page.
pub const ANNOTATIONS: usize = 10_000;
/// Annotations of one document: 500 pages full of links have about 20,000.
pub const DOCUMENT_ANNOTATIONS: usize = 400_000;
/// Layers of optional content of one document.
pub const LAYERS: usize = 4_096;

/// What the bounds of a document count.
#[derive(Clone, Copy, Debug, Default)]
pub struct Spent {
    /// Glyphs that were shown.
    pub glyphs: usize,
    /// Operators that were run.
    pub operators: usize,
    /// Bytes that were decoded.
    pub decoded: usize,
    /// Fonts that were loaded.
    pub fonts: usize,
    /// Bytes of what is known of them.
    pub font_bytes: usize,
    /// Annotations that were looked at, for their appearance or their link.
    pub annotations: usize,
    /// Lines that were made.
    pub lines: usize,
}

impl Spent {
    /// What was spent since then.
    pub fn since(self, before: Self) -> Self {
        Self {
            glyphs: self.glyphs - before.glyphs,
            operators: self.operators - before.operators,
            decoded: self.decoded - before.decoded,
            fonts: self.fonts - before.fonts,
            font_bytes: self.font_bytes - before.font_bytes,
            annotations: self.annotations - before.annotations,
            lines: self.lines - before.lines,
        }
    }

    /// Adds what was spent elsewhere.
    pub fn add(&mut self, more: Self) {
        self.glyphs += more.glyphs;
        self.operators += more.operators;
        self.decoded += more.decoded;
        self.fonts += more.fonts;
        self.font_bytes += more.font_bytes;
        self.annotations += more.annotations;
        self.lines += more.lines;
    }

    /// Whether so many times this stays inside of all bounds: then none of them was felt, in whatever order pages were read.
    pub fn fits(self, times: usize) -> bool {
        let fits = |spent: usize, bound: usize| spent.saturating_mul(times) < bound;
        fits(self.glyphs, DOCUMENT_GLYPHS)
            && fits(self.operators, DOCUMENT_OPERATORS)
            && fits(self.decoded, DECODED)
            && fits(self.fonts, FONTS)
            && fits(self.font_bytes, FONT_BYTES)
            && fits(self.annotations, DOCUMENT_ANNOTATIONS)
            && fits(self.lines, LINES)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_spent_fits_below_each_bound() {
        let all = Spent {
            glyphs: DOCUMENT_GLYPHS - 1,
            operators: DOCUMENT_OPERATORS - 1,
            decoded: DECODED - 1,
            fonts: FONTS - 1,
            font_bytes: FONT_BYTES - 1,
            annotations: DOCUMENT_ANNOTATIONS - 1,
            lines: LINES - 1,
        };
        assert!(all.fits(1) && !all.fits(2));
        let more: [fn(&mut Spent); 7] = [
            |spent| spent.glyphs += 1,
            |spent| spent.operators += 1,
            |spent| spent.decoded += 1,
            |spent| spent.fonts += 1,
            |spent| spent.font_bytes += 1,
            |spent| spent.annotations += 1,
            |spent| spent.lines += 1,
        ];
        for (at, add) in more.iter().enumerate() {
            let mut spent = all;
            add(&mut spent);
            assert!(!spent.fits(1), "{at}");
        }
        let mut sum = Spent::default();
        sum.add(all);
        assert!(sum.since(all).fits(usize::MAX) && !sum.fits(2));
    }
}
