//! From a page's bytes to characters.
//!
//! Pages lie about their encoding: they say UTF-8 and hold bytes of windows-1252, or the other way round.
//! Bytes that are valid UTF-8 are UTF-8, since no other text looks like it by chance.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use super::prescan;

/// A page's characters.
pub(super) struct Decoded<'b> {
    pub characters: Cow<'b, str>,
    /// What had to be done against the page's own word, for the diagnostic.
    pub repaired: Option<String>,
}

/// Turns bytes into characters; nothing is dropped. `content_type` is what the server said of them.
///
/// As the standard has it, a byte order mark weighs most, then the server's word, then the page's own. Against all three
/// stands what the bytes are: where they do not fit the weightier word, the next one is taken that they fit.
pub(super) fn decode<'b>(bytes: &'b [u8], content_type: Option<&str>) -> Decoded<'b> {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        let (characters, _) = encoding.decode_without_bom_handling(bytes.get(length..).unwrap_or_default());
        return Decoded {
            characters,
            repaired: None,
        };
    }
    let served = content_type
        .and_then(|value| prescan::charset_in(value.as_bytes()))
        .and_then(Encoding::for_label_no_replacement);
    let (declared, of_xml) = (prescan::declared(bytes), prescan::of_declaration(bytes));
    let said: Vec<(&str, &'static Encoding)> = [("the server", served), ("the page", declared), ("the page", of_xml)]
        .into_iter()
        .filter_map(|(who, encoding)| Some((who, encoding?)))
        .collect();
    if let Ok(characters) = std::str::from_utf8(bytes) {
        // Escapes and pairs of bytes are ASCII, too.
        let spoken = said.first().filter(|(_, encoding)| !encoding.is_ascii_compatible());
        let Some((_, encoding)) = spoken else {
            let against = said
                .first()
                .filter(|(_, encoding)| *encoding != UTF_8 && !bytes.is_ascii());
            let repaired =
                against.map(|(who, encoding)| format!("{who} says {} and the bytes are UTF-8", encoding.name()));
            return Decoded {
                characters: Cow::Borrowed(characters),
                repaired,
            };
        };
        let (characters, _) = encoding.decode_without_bom_handling(bytes);
        return Decoded {
            characters,
            repaired: None,
        };
    }
    for (at, (_, encoding)) in said.iter().enumerate() {
        let (characters, damaged) = encoding.decode_without_bom_handling(bytes);
        let last = at + 1 == said.len();
        // What is not UTF-8 has bytes of windows-1252 in it; of other encodings some bytes are no character.
        if !damaged || last && *encoding != UTF_8 {
            let against = said.first().filter(|_| at > 0);
            let repaired = against.map(|(who, wrong)| {
                let (wrong, right) = (wrong.name(), encoding.name());
                format!("{who} says {wrong} and the bytes are {right}, as the page says")
            });
            return Decoded { characters, repaired };
        }
    }
    let (characters, count) = mixed(bytes);
    let said = match said.first() {
        Some((who, _)) => format!("{who} says UTF-8"),
        None => "the page does not say its encoding".to_owned(),
    };
    let repaired = Some(format!("{said}; {count} bytes of it are windows-1252"));
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
                Some("the page says windows-1252 and the bytes are UTF-8"),
            ),
            (b"\xef\xbb\xbf<p>\xc3\xa9", "<p>é", None),
            (b"\xff\xfe<\0p\0>\0\xe9\0", "<p>é", None),
        ] {
            let decoded = decode(bytes, None);
            assert_eq!(
                (decoded.characters.as_ref(), decoded.repaired.as_deref()),
                (characters, repaired)
            );
        }
    }

    #[test]
    fn servers_weigh_more_than_pages_and_bytes_weigh_most() {
        for (bytes, content_type, characters, repaired) in [
            (
                &b"<meta charset=utf-8>\xc6\xe0\xed"[..],
                "text/html; charset=windows-1251",
                "<meta charset=utf-8>Жан",
                None,
            ),
            (
                b"<meta charset=windows-1251>\xc6\xe0\xed",
                "text/html; charset=UTF-8",
                "<meta charset=windows-1251>Жан",
                Some("the server says UTF-8 and the bytes are windows-1251, as the page says"),
            ),
            (
                b"<p>\xd0\x96",
                "text/html;charset=\"iso-8859-1\"",
                "<p>Ж",
                Some("the server says windows-1252 and the bytes are UTF-8"),
            ),
            (
                b"<p>caf\xe9 \xc3\xa9",
                "text/html; charset=utf-8",
                "<p>café é",
                Some("the server says UTF-8; 1 bytes of it are windows-1252"),
            ),
            (b"<p>\x1b$B4A\x1b(B", "text/html; charset=iso-2022-jp", "<p>漢", None),
            (b"\xef\xbb\xbf\xc3\xa9", "text/html; charset=windows-1251", "é", None),
            (
                b"<?xml version='1.0' encoding='windows-1251'?><meta charset='utf-8'/>\xc6",
                "application/xhtml+xml",
                "<?xml version='1.0' encoding='windows-1251'?><meta charset='utf-8'/>Ж",
                Some("the page says UTF-8 and the bytes are windows-1251, as the page says"),
            ),
            (b"<\0p\0>\0\x16\x04", "text/html", "<p>Ж", None),
            (
                b"<p>\xe9",
                "text/html; charset=none-such",
                "<p>é",
                Some("the page does not say its encoding; 1 bytes of it are windows-1252"),
            ),
        ] {
            let decoded = decode(bytes, Some(content_type));
            assert_eq!(
                (decoded.characters.as_ref(), decoded.repaired.as_deref()),
                (characters, repaired)
            );
        }
    }
}
