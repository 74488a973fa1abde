//! What must hold for any bytes: tried on mutated files by `cargo test`, on anything by `fuzz/`.

use super::cmap::CMap;
use super::lexer::{Lexer, Token};
use super::strings::{hexadecimal, unescape};
use super::{Document, read};
use crate::text::Place;
use crate::text::paragraphs::paragraphs;

/// The lexer eats all bytes, token by token, and never stands still.
///
/// # Panics
/// When it does not.
pub fn lexer(bytes: &[u8]) {
    let mut lexer = Lexer::new(bytes, 0);
    let mut at = 0;
    let mut string = Vec::new();
    while let Some(token) = lexer.next() {
        assert!(lexer.at() > at, "the lexer stands still at {at}");
        at = lexer.at();
        string.clear();
        match token {
            Token::Literal(raw) => string.extend_from_slice(raw),
            Token::Escaped(raw) => unescape(raw, &mut string),
            Token::Hexadecimal(raw) => hexadecimal(raw, &mut string),
            Token::Number(number) => assert!(number.is_finite(), "{number}"),
            _ => {}
        }
        assert!(string.len() <= bytes.len(), "a string grew");
    }
}

/// A character map answers for every code, and eats every string to its end.
///
/// # Panics
/// When it does not.
pub fn cmap(bytes: &[u8]) {
    let map = CMap::parse(bytes);
    let mut characters = String::new();
    let mut rest = bytes;
    while let Some((code, tail)) = map.next_code(rest) {
        assert!(tail.len() < rest.len(), "a code of no bytes");
        rest = tail;
        characters.clear();
        map.characters(code, &mut characters);
        let _ = map.number(code);
    }
    assert!(rest.is_empty(), "bytes were left over");
}

/// A page with these bytes as its content and as its font's character map is read or refused.
///
/// # Panics
/// When what is read is not in order.
pub fn content(bytes: &[u8]) {
    const HELVETICA: &[u8] = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>";
    const MAPPED: &[u8] = b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/ToUnicode 6 0 R/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/DW 500>>]>>";
    document(&file_with(b"6 0 R", HELVETICA, MAPPED, bytes));
}

/// A page in two fonts whose programs are these bytes, and whose encoding is another time, is read or refused.
///
/// # Panics
/// When what is read is not in order.
pub fn font(bytes: &[u8]) {
    const SIMPLE: &[u8] = b"<</Type/Font/Subtype/Type1/BaseFont/X/FirstChar 65/Widths[500 600]/FontDescriptor<</Flags 4/FontFile 6 0 R>>>>";
    const COMPOSITE: &[u8] = b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding 6 0 R/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/DW 500/FontDescriptor<</FontFile2 6 0 R>>>>]>>";
    const PLAIN: &[u8] = b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/DW 500/FontDescriptor<</FontFile2 6 0 R>>>>]>>";
    for composite in [COMPOSITE, PLAIN] {
        document(&file_with(b"7 0 R", SIMPLE, composite, bytes));
    }
}

/// A file of one page, put together by hand, in these two fonts; object 6 is a form of the bytes, 7 a line in each font.
fn file_with(contents: &[u8], first: &[u8], second: &[u8], bytes: &[u8]) -> Vec<u8> {
    const LINES: &[u8] = b"BT /F1 10 Tf 50 500 Td (ABC\\256\\001) Tj /F2 10 Tf 0 -20 Td <0041000500060101FFFF41> Tj ET";
    let page = [
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 600]/Resources<</Font<</F1 4 0 R/F2 5 0 R>>/XObject<</X 6 0 R>>>>/Contents ",
        contents,
        b">>",
    ]
    .concat();
    let objects: [&[u8]; 5] = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        &page,
        first,
        second,
    ];
    let mut file = b"%PDF-1.4\n".to_vec();
    let mut offsets = Vec::new();
    for (number, object) in (1..).zip(objects) {
        offsets.push(file.len());
        file.extend(format!("{number} 0 obj\n").bytes());
        file.extend_from_slice(object);
        file.extend_from_slice(b"\nendobj\n");
    }
    for (number, stream) in [(6, bytes), (7, LINES)] {
        offsets.push(file.len());
        let length = stream.len();
        let head =
            format!("{number} 0 obj\n<</Type/XObject/Subtype/Form/BBox[0 0 400 600]/Length {length}>>\nstream\n");
        file.extend(head.bytes());
        file.extend_from_slice(stream);
        file.extend_from_slice(b"\nendstream\nendobj\n");
    }
    let table = file.len();
    file.extend_from_slice(b"xref\n0 8\n0000000000 65535 f \n");
    for offset in offsets {
        file.extend(format!("{offset:010} 00000 n \n").bytes());
    }
    file.extend(format!("trailer\n<</Size 8/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n").bytes());
    file
}

/// A file is read or refused; what is read has its spans, boxes and paragraphs in order.
///
/// # Panics
/// When it has not.
pub fn document(bytes: &[u8]) {
    if let Ok(document) = read(bytes) {
        check(&document);
    }
}

fn check(document: &Document) {
    let text = &document.text;
    let string = text.string();
    let mut start = 0;
    let mut paragraph = 0;
    for line in text.lines() {
        assert_eq!(line.span.start, start, "a line begins after the one before");
        start = line.span.end + 1;
        assert!(line.paragraph >= paragraph, "paragraphs rise");
        paragraph = line.paragraph;
        let Place::Box(place) = line.place else {
            panic!("a line without a box")
        };
        assert!(place.x0 <= place.x1 && place.top <= place.bottom, "{place:?}");
        assert!(
            place.page >= 1 && place.page as usize <= document.facts.pages.len(),
            "{place:?}"
        );
    }
    assert!(
        start == string.len() + 1 || text.lines().is_empty(),
        "the lines are the string"
    );
    let spans = text.marks().iter().chain(text.links().iter().map(|link| &link.span));
    for span in spans.chain(text.lines().iter().filter_map(|line| line.marker.as_ref())) {
        assert!(string.get(span.start..span.end).is_some(), "{span:?} is in bounds");
    }
    let lines: usize = paragraphs(text)
        .map(|paragraph| {
            let _ = paragraph.string(text);
            paragraph.lines.len()
        })
        .sum();
    assert_eq!(lines, text.lines().len(), "every line is in one paragraph");
}

#[cfg(test)]
mod tests {
    use super::super::objects::{Lazy, Loaded, Objects};
    use super::super::sheet::Sheet;
    use super::*;

    /// xorshift: the same mutations on every run.
    struct Random(u64);

    impl Random {
        fn below(&mut self, bound: usize) -> usize {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            usize::try_from(self.0 % (bound.max(1) as u64)).unwrap_or(0)
        }
    }

    /// A few bytes changed, cut out, doubled, or a number made large.
    fn mutate(bytes: &[u8], random: &mut Random) -> Vec<u8> {
        let mut bytes = bytes.to_vec();
        for _ in 0..=random.below(6) {
            if bytes.is_empty() {
                break;
            }
            let at = random.below(bytes.len());
            match random.below(5) {
                0 => bytes[at] = u8::try_from(random.below(256)).unwrap_or(0),
                1 => bytes.truncate(at.max(16)),
                2 => drop(bytes.drain(at..(at + random.below(40)).min(bytes.len()))),
                3 => {
                    let piece: Vec<u8> = bytes.iter().skip(at).take(random.below(60)).copied().collect();
                    bytes.splice(at..at, piece);
                }
                _ => {
                    let number = bytes
                        .iter()
                        .skip(at)
                        .position(u8::is_ascii_digit)
                        .map_or(at, |digit| at + digit);
                    bytes.splice(number..number, *b"99999");
                }
            }
        }
        bytes
    }

    const FIXTURES: [&[u8]; 5] = [
        include_bytes!("../../../fixtures/pdf/typst.pdf"),
        include_bytes!("../../../fixtures/pdf/weasyprint.pdf"),
        include_bytes!("../../../fixtures/pdf/reportlab.pdf"),
        include_bytes!("../../../fixtures/pdf/libreoffice.pdf"),
        include_bytes!("../../../fixtures/pdf/chromium.pdf"),
    ];

    #[test]
    fn both_answers_give_the_same_pages() {
        let printed = |file: &dyn Objects| {
            let pages = super::super::sheets(file).expect("a fixture has pages");
            let lines: Vec<String> = pages.sheets.iter().map(Sheet::printed).collect();
            (lines, pages.facts)
        };
        for fixture in FIXTURES {
            let lazy = Lazy::open(fixture).expect("a sound file");
            let loaded = Loaded::load(fixture, false).expect("a sound file");
            assert_eq!(printed(&lazy), printed(&loaded));
            assert!(!lazy.is_doubtful());
        }
    }

    #[test]
    fn mutated_files_are_read_or_refused() {
        let mut random = Random(0x5EED);
        for fixture in FIXTURES {
            document(fixture);
            for _ in 0..12 {
                document(&mutate(fixture, &mut random));
            }
        }
    }

    #[test]
    fn mutated_content_and_maps_give_tokens() {
        let content = b"q 1 0 0 1 56 700 cm BT /F1 12 Tf [(T\\051e)-250<0041>] TJ (a(b)c) ' ET Q BI /W 4 ID \x01\x02 EI /A <</MCID 1>> BDC EMC %x\n";
        let map = b"1 begincodespacerange <0000> <FFFF> endcodespacerange 2 beginbfrange <0001> <0005> <0041> <0010> <0012> [<0061> <D83DDE00> <0062>] endbfrange 1 beginbfchar <20> <00660069> endbfchar";
        let mut random = Random(0xF00D);
        for _ in 0..4_000 {
            lexer(&mutate(content, &mut random));
            cmap(&mutate(map, &mut random));
        }
        for _ in 0..300 {
            super::content(&mutate(content, &mut random));
        }
    }

    #[test]
    fn mutated_font_programs_are_read_or_passed_over() {
        let type_one = b"%!PS-AdobeFont-1.0\n/Encoding 256 array 0 1 255 {1 index exch /.notdef put} for\ndup 65 /A put\ndup 174/ffi put readonly def eexec";
        // A table of one segment: the characters A and B are the glyphs 5 and 6.
        let mut true_type = b"\0\x01\0\0\0\x01\0\0\0\0\0\0cmap\0\0\0\0\0\0\0\x1c\0\0\0\x40".to_vec();
        true_type.extend(b"\0\0\0\x01\0\x03\0\x01\0\0\0\x0c\0\x04\0\x20\0\0\0\x04\0\0\0\0\0\0\0\x42\xff\xff\0\0\0\x41\xff\xff\xff\xc4\0\x01\0\0\0\0");
        let file = |bytes: &[u8]| {
            read(&file_with(b"7 0 R", b"<</Type/Font/Subtype/Type1/BaseFont/X/FontDescriptor<</Flags 4/FontFile 6 0 R>>>>", b"<</Type/Font/Subtype/Type0/Encoding/Identity-H/DescendantFonts[<</FontDescriptor<</FontFile2 6 0 R>>>>]>>", bytes))
        };
        let string = |bytes: &[u8]| file(bytes).map(|document| document.text.string().to_owned());
        assert_eq!(string(type_one), Ok("A??\u{fb03}?\n??????".replace('?', "\u{fffd}")));
        assert!(string(&true_type).is_ok_and(|string| string.ends_with("?AB???".replace('?', "\u{fffd}").as_str())));
        let mut random = Random(0xF0);
        for _ in 0..300 {
            font(&mutate(type_one, &mut random));
            font(&mutate(&true_type, &mut random));
        }
    }
}
