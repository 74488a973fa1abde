//! Where an inline picture ends (ISO 32000-1, 8.9.7): its data is any bytes, `EI` among them.
//!
//! Its filter tells, or its size; where neither does, the first `EI` counts behind which content follows.

use super::super::lexer::{self, Lexer, Token};
use super::super::objects::Unpacker;
use super::operators;

/// So many bytes behind an `EI` are looked at.
const WINDOW: usize = 512;
/// So many operators behind an `EI` must be known ones, unless the content ends before: in compressed data, one such byte
/// in ten is followed by one, and none of 40 MB by three.
const OPERATORS: usize = 3;
/// An inline picture has at most so many entries.
const ENTRIES: usize = 64;

/// What a picture's dictionary says of its data.
#[derive(Debug, Default, PartialEq)]
struct Picture<'a> {
    width: usize,
    height: usize,
    /// Bits of a sample.
    depth: Option<usize>,
    mask: bool,
    space: Option<&'a [u8]>,
    /// The first filter, which is undone first.
    filter: Option<&'a [u8]>,
    /// Bytes of the data, where they are given (PDF 2.0).
    length: Option<usize>,
}

/// From behind a `BI` to behind the picture's `EI`; none where its end cannot be found. Where no data begins, nothing is
/// passed over.
pub(super) fn behind<'b>(lexer: &Lexer<'b>, unpacker: &mut Unpacker) -> Option<Lexer<'b>> {
    let mut inside = lexer.clone();
    let Some(picture) = dictionary(&mut inside) else {
        return Some(lexer.clone());
    };
    let rest = inside.rest();
    let length = end(&picture, rest, unpacker).or_else(|| searched(rest))?;
    inside.pass(length);
    Some(inside)
}

/// Reads the entries up to `ID` and the one blank behind it.
fn dictionary<'b>(lexer: &mut Lexer<'b>) -> Option<Picture<'b>> {
    let mut picture = Picture::default();
    let mut key: Option<&[u8]> = None;
    let mut depth = 0_usize;
    for _ in 0..ENTRIES {
        let token = lexer.next()?;
        match token {
            Token::Word(b"ID") => {
                let blanks = match lexer.rest() {
                    [b'\r', b'\n', ..] => 2,
                    [byte, ..] if lexer::is_space(*byte) => 1,
                    _ => 0,
                };
                lexer.pass(blanks);
                return Some(picture);
            }
            Token::Open | Token::OpenDictionary => depth += 1,
            Token::Close | Token::CloseDictionary => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    key = None;
                }
            }
            Token::Name(name) if key.is_none() && depth == 0 => key = Some(name),
            value => {
                if let Some(key) = key {
                    picture.set(key, value);
                }
                if depth == 0 {
                    key = None;
                }
            }
        }
    }
    None
}

impl<'a> Picture<'a> {
    fn set(&mut self, key: &[u8], value: Token<'a>) {
        match (key, value) {
            (b"W" | b"Width", Token::Number(number)) => self.width = count(number),
            (b"H" | b"Height", Token::Number(number)) => self.height = count(number),
            (b"BPC" | b"BitsPerComponent", Token::Number(number)) => self.depth = Some(count(number)),
            (b"L" | b"Length", Token::Number(number)) => self.length = Some(count(number)),
            (b"IM" | b"ImageMask", Token::Word(word)) => self.mask = word == b"true",
            // Of an array the first one counts.
            (b"CS" | b"ColorSpace", Token::Name(name)) if self.space.is_none() => self.space = Some(name),
            (b"F" | b"Filter", Token::Name(name)) if self.filter.is_none() => self.filter = Some(name),
            _ => {}
        }
    }

    /// The lengths that its data can have where no filter packs it.
    fn lengths(&self) -> impl Iterator<Item = usize> + use<'_> {
        let samples: &[usize] = match self.space {
            _ if self.mask => &[1],
            Some(b"G" | b"DeviceGray" | b"CalGray" | b"I" | b"Indexed") => &[1],
            Some(b"RGB" | b"DeviceRGB" | b"CalRGB" | b"Lab") => &[3],
            Some(b"CMYK" | b"DeviceCMYK") => &[4],
            // The name of one in the resources.
            _ => &[1, 3, 4],
        };
        let depth = if self.mask { 1 } else { self.depth.unwrap_or(8) };
        samples.iter().map(move |samples| {
            let bits = self.width.saturating_mul(*samples).saturating_mul(depth);
            bits.div_ceil(8).saturating_mul(self.height)
        })
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the saturating cast is what is wanted"
)]
fn count(number: f32) -> usize {
    number as usize
}

/// Where what is known of the data says that its `EI` ends.
fn end(picture: &Picture<'_>, data: &[u8], unpacker: &mut Unpacker) -> Option<usize> {
    let marked = |length: usize| behind_mark(data, length);
    if let Some(end) = picture.length.and_then(marked) {
        return Some(end);
    }
    let Some(filter) = picture.filter else {
        return picture.lengths().find_map(marked);
    };
    let length = match filter {
        b"A85" | b"ASCII85Decode" => data.windows(2).position(|pair| pair == b"~>").map(|at| at + 2),
        b"AHx" | b"ASCIIHexDecode" => data.iter().position(|&byte| byte == b'>').map(|at| at + 1),
        b"Fl" | b"FlateDecode" => unpacker.packed_length(data),
        b"RL" | b"RunLengthDecode" => run_lengths(data),
        b"LZW" | b"LZWDecode" => lzw(data),
        b"DCT" | b"DCTDecode" => jpeg(data),
        _ => None,
    };
    length.and_then(marked)
}

/// One past an `EI` that stands behind so many bytes, with nothing but blanks between.
fn behind_mark(data: &[u8], length: usize) -> Option<usize> {
    let tail = data.get(length..)?;
    let blanks = tail.iter().take_while(|&&byte| lexer::is_space(byte)).count();
    let behind = tail.get(blanks..)?.strip_prefix(b"EI")?;
    let ends = behind.first().is_none_or(|&byte| !lexer::is_regular(byte));
    ends.then_some(length + blanks + 2)
}

/// Runs of bytes up to the one that says that there are no more.
fn run_lengths(data: &[u8]) -> Option<usize> {
    const END: u8 = 128;
    let mut at = 0;
    loop {
        let length = *data.get(at)?;
        at += 1;
        match length {
            END => return Some(at),
            0..END => at += usize::from(length) + 1,
            _ => at += 1,
        }
    }
}

/// Codes of 9 to 12 bits up to the one that says that there are no more.
fn lzw(data: &[u8]) -> Option<usize> {
    const CLEAR: u32 = 256;
    const END: u32 = 257;
    const WIDEST: u32 = 12;
    let (mut bits, mut count) = (0_u32, 0_u32);
    let (mut width, mut known) = (9, END);
    for (at, &byte) in data.iter().enumerate() {
        bits = (bits << 8 | u32::from(byte)) & 0xFF_FFFF;
        count += 8;
        if count < width {
            continue;
        }
        count -= width;
        let code = bits >> count & ((1 << width) - 1);
        match code {
            END => return Some(at + 1),
            CLEAR => (width, known) = (9, END),
            _ => {
                known += 1;
                // The width grows one code early.
                if known + 1 >= 1 << width && width < WIDEST {
                    width += 1;
                }
            }
        }
    }
    None
}

/// Segments of a JPEG up to its end.
fn jpeg(data: &[u8]) -> Option<usize> {
    let mut at = data.starts_with(b"\xFF\xD8").then_some(2)?;
    loop {
        // Packed data, in which a mark is followed by a zero or counts restarts.
        while !matches!(data.get(at..at + 2)?, [0xFF, mark] if !matches!(mark, 0 | 0xD0..=0xD7 | 0xFF)) {
            at += 1;
        }
        let mark = *data.get(at + 1)?;
        at += 2;
        if mark == 0xD9 {
            return Some(at);
        }
        if mark != 0x01 {
            at += usize::from(u16::from_be_bytes([*data.get(at)?, *data.get(at + 1)?]));
        }
    }
}

/// One past the first `EI` behind which content follows; first those are tried that stand behind a blank.
fn searched(data: &[u8]) -> Option<usize> {
    let mut glued = None;
    for at in memchr::memmem::find_iter(data, b"EI") {
        let behind = data.get(at + 2..).unwrap_or_default();
        let ends = behind.first().is_none_or(|&byte| !lexer::is_regular(byte));
        if !ends || !is_content(behind) {
            continue;
        }
        let blank = at.checked_sub(1).and_then(|before| data.get(before));
        if at == 0 || blank.is_some_and(|&byte| lexer::is_space(byte)) {
            return Some(at + 2);
        }
        glued.get_or_insert(at + 2);
    }
    glued
}

/// Whether bytes can be content: their first operators are known ones.
fn is_content(bytes: &[u8]) -> bool {
    let window = bytes.get(..WINDOW).unwrap_or(bytes);
    let mut lexer = Lexer::new(window, 0);
    let mut operators = 0;
    while let Some(token) = lexer.next() {
        match token {
            Token::Word(word) if lexer.rest().is_empty() && window.len() < bytes.len() => {
                return operators > 0 && !word.is_empty();
            }
            Token::Word(b"null" | b"true" | b"false") => {}
            Token::Word(word) if !operators::is_known(word) => return false,
            Token::Word(_) => operators += 1,
            _ => {}
        }
        if operators == OPERATORS {
            return true;
        }
    }
    let cut = window.len() < bytes.len();
    if cut { operators > 0 } else { !lexer.is_broken() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What follows a picture's end in this content, whose `BI` was read.
    fn rest(content: &[u8]) -> Option<&[u8]> {
        behind(&Lexer::new(content, 0), &mut Unpacker::default()).map(|lexer| lexer.rest())
    }

    #[test]
    fn its_filter_or_size_tells_where_a_picture_ends() {
        let flate = b"\x78\x9c\x4b\x4c\x02\x00\x01\x26\x00\xc4";
        let jpeg = b"\xFF\xD8\xFF\xE0\x00\x06 EI \xFF\xDA\x00\x02 EI Q \xFF\x00 EI q Q \xFF\xD9";
        for (dictionary, data) in [
            (&b"/W 3/H 1/BPC 8/CS/RGB"[..], &b" EI Q Q Q"[..]),
            (b"/W 9/H 1/BPC 8/CS/Own", b" EI Q Q Q"),
            (b"/W 16/H 2/IM true", b"EI Q"),
            (b"/L 8/F/CCF/W 9/H 9", b" EI Q q "),
            (b"/F/A85/W 9/H 9", b"ab EI Q q Q ~>"),
            (b"/F[/AHx/Fl]/W 9/H 9", b"4 EI Q q Q >"),
            (b"/Filter/RL/W 9/H 9", b"\x05 EI Q\xFFq\x80"),
            (b"/F/Fl/W 9/H 9", flate),
            (b"/F/DCT/DP<</K -1>>/W 9/H 9", jpeg),
        ] {
            for glue in [&b""[..], b"\n"] {
                let content = [dictionary, b" ID ", data, glue, b"EI (\xe9) Tj"].concat();
                assert_eq!(rest(&content), Some(&b" (\xe9) Tj"[..]), "{}", content.escape_ascii());
            }
        }
    }

    #[test]
    fn where_nothing_tells_content_must_follow() {
        for (content, expected) in [
            (
                &b"/F/CCF ID \x01 EI \x02\x03 EI BT (\xe9t\xe9) Tj"[..],
                Some(&b" BT (\xe9t\xe9) Tj"[..]),
            ),
            (b"/F/CCF ID \x01 EI x EI", Some(b"")),
            (b"/F/CCF ID \x01\x02EI\nQ q Q", Some(b"\nQ q Q")),
            (b"/F/CCF ID \x01 EI \x02\x03", None),
            (b"/W 1 Q (no data) Tj", Some(b"/W 1 Q (no data) Tj")),
        ] {
            assert_eq!(rest(content), expected, "{}", content.escape_ascii());
        }
    }

    #[test]
    fn codes_of_growing_width() {
        // Clear, 300 codes, end: as any packer writes them.
        let mut codes: Vec<u32> = vec![256];
        codes.extend((0..300).map(|n| n % 256));
        codes.push(257);
        let (mut bytes, mut bits, mut count) = (Vec::new(), 0_u64, 0);
        for (at, code) in codes.into_iter().enumerate() {
            // The packer is at code 258 + at - 2 when it writes the one at `at`.
            let width = if at < 255 { 9 } else { 10 };
            bits = bits << width | u64::from(code);
            count += width;
            while count >= 8 {
                count -= 8;
                bytes.push(u8::try_from(bits >> count & 0xFF).expect("a byte"));
            }
        }
        bytes.push(u8::try_from(bits << (8 - count) & 0xFF).expect("a byte"));
        let length = bytes.len();
        bytes.extend(b" EI");
        assert_eq!(lzw(&bytes), Some(length));
    }
}
