//! What must hold for any bytes: tried on mutated files by `cargo test`, on anything by `fuzz/`.

use super::cmap::CMap;
use super::lexer::{Lexer, Token};
use super::strings::{hexadecimal, unescape};
use super::{Document, read};
use crate::read::paragraphs::paragraphs;
use crate::read::text::Place;

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
    document(&file_with(bytes));
}

/// A file of one page, put together by hand, with a standard font and a composite one.
pub fn file_with(content: &[u8]) -> Vec<u8> {
    let objects: [&[u8]; 5] = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 600]/Contents 6 0 R/Resources<</Font<</F1 4 0 R/F2 5 0 R>>/XObject<</X 6 0 R>>>>>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/ToUnicode 6 0 R/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/DW 500>>]>>",
    ];
    let mut file = b"%PDF-1.4\n".to_vec();
    let mut offsets = Vec::new();
    for (number, object) in (1..).zip(objects) {
        offsets.push(file.len());
        file.extend(format!("{number} 0 obj\n").bytes());
        file.extend_from_slice(object);
        file.extend_from_slice(b"\nendobj\n");
    }
    offsets.push(file.len());
    file.extend(
        format!(
            "6 0 obj\n<</Type/XObject/Subtype/Form/BBox[0 0 400 600]/Length {}>>\nstream\n",
            content.len()
        )
        .bytes(),
    );
    file.extend_from_slice(content);
    file.extend_from_slice(b"\nendstream\nendobj\n");
    let table = file.len();
    file.extend_from_slice(b"xref\n0 7\n0000000000 65535 f \n");
    for offset in offsets {
        file.extend(format!("{offset:010} 00000 n \n").bytes());
    }
    file.extend(format!("trailer\n<</Size 7/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n").bytes());
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
}
