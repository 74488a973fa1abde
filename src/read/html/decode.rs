//! From a page's bytes to characters.
//!
//! Pages lie about their encoding: they say UTF-8 and hold bytes of windows-1252, or the other way round.
//! Bytes that are valid UTF-8 are UTF-8, since no other text looks like it by chance.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// How far into the page browsers look for its encoding, in bytes.
const DECLARATION_REACH: usize = 1024;

/// A page's characters.
pub(super) struct Decoded<'b> {
    pub characters: Cow<'b, str>,
    /// What had to be done against the page's own word, for the diagnostic.
    pub repaired: Option<String>,
}

/// Turns bytes into characters; nothing is dropped.
pub(super) fn decode(bytes: &[u8]) -> Decoded<'_> {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        let (characters, _) = encoding.decode_without_bom_handling(bytes.get(length..).unwrap_or_default());
        return Decoded {
            characters,
            repaired: None,
        };
    }
    let declared = declared(bytes);
    if let Ok(characters) = std::str::from_utf8(bytes) {
        let against = declared.filter(|encoding| *encoding != UTF_8 && !bytes.is_ascii());
        let repaired = against.map(|encoding| format!("the page says {} and is UTF-8", encoding.name()));
        return Decoded {
            characters: Cow::Borrowed(characters),
            repaired,
        };
    }
    if let Some(encoding) = declared.filter(|encoding| *encoding != UTF_8) {
        let (characters, _) = encoding.decode_without_bom_handling(bytes);
        return Decoded {
            characters,
            repaired: None,
        };
    }
    let (characters, count) = mixed(bytes);
    let said = if declared.is_some() {
        "says UTF-8"
    } else {
        "does not say its encoding"
    };
    let repaired = Some(format!("the page {said}; {count} bytes of it are windows-1252"));
    Decoded {
        characters: Cow::Owned(characters),
        repaired,
    }
}

/// UTF-8 where it is valid, windows-1252 byte by byte where it is not; also how many such bytes there were.
fn mixed(bytes: &[u8]) -> (String, usize) {
    let mut characters = String::with_capacity(bytes.len() + bytes.len() / 8);
    let mut count = 0;
    for chunk in bytes.utf8_chunks() {
        characters.push_str(chunk.valid());
        let (other, _) = WINDOWS_1252.decode_without_bom_handling(chunk.invalid());
        characters.push_str(&other);
        count += chunk.invalid().len();
    }
    (characters, count)
}

/// The encoding that the page's `meta` element names.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..DECLARATION_REACH.min(bytes.len()))?.to_ascii_lowercase();
    let at = head.windows(8).position(|window| window == b"charset=")?;
    let label = head.get(at + 8..)?;
    let label = label
        .strip_prefix(b"\"")
        .or_else(|| label.strip_prefix(b"'"))
        .unwrap_or(label);
    let end = label
        .iter()
        .position(|b| !b.is_ascii_alphanumeric() && !b"-_:".contains(b))
        .unwrap_or(label.len());
    Encoding::for_label(label.get(..end)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_that_lie() {
        for (bytes, characters, repaired) in [
            (&b"<p>caf\xc3\xa9"[..], "<p>café", None),
            (
                b"<meta charset=utf-8><p>caf\xe9 \x93x\x94 \xc3\xa9",
                "<meta charset=utf-8><p>café “x” é",
                Some("the page says UTF-8; 3 bytes of it are windows-1252"),
            ),
            (
                b"<p>it\x92s",
                "<p>it’s",
                Some("the page does not say its encoding; 1 bytes of it are windows-1252"),
            ),
            (
                b"<meta charset='iso-8859-1'><p>caf\xe9",
                "<meta charset='iso-8859-1'><p>café",
                None,
            ),
            (
                b"<meta charset=\"latin1\"><p>caf\xc3\xa9",
                "<meta charset=\"latin1\"><p>café",
                Some("the page says windows-1252 and is UTF-8"),
            ),
            (b"\xef\xbb\xbf<p>\xc3\xa9", "<p>é", None),
            (b"\xff\xfe<\0p\0>\0\xe9\0", "<p>é", None),
        ] {
            let decoded = decode(bytes);
            assert_eq!(
                (decoded.characters.as_ref(), decoded.repaired.as_deref()),
                (characters, repaired)
            );
        }
    }
}
