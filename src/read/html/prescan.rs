//! Which encoding a page says it is in, by the HTML standard's way of looking ahead.
//!
//! The standard looks at the first 1,024 bytes and reads the markup roughly, so that an attribute of another element
//! is no declaration. Browsers that meet a `meta` element later start again with its encoding; that one is looked for with
//! scripts and the like passed over, as the parser does.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use memchr::{memchr, memmem};

/// How far into the page browsers look ahead, in bytes.
const REACH: usize = 1024;
/// How far into the page an XML declaration ends, in bytes.
const DECLARATION_REACH: usize = 256;

/// The encoding of the page's `meta` element, or of its XML declaration.
pub(super) fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    if let Some(encoding) = utf16_without_mark(bytes) {
        return Some(encoding);
    }
    let head = bytes.get(..REACH.min(bytes.len())).unwrap_or_default();
    of_meta(head, false)
        .or_else(|| of_declaration(bytes))
        .or_else(|| of_meta(bytes, true))
}

/// The encoding of an XML declaration.
pub(super) fn of_declaration(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..DECLARATION_REACH.min(bytes.len()))?;
    let rest = head.trim_ascii_start().strip_prefix(b"<?xml")?;
    let declaration = rest.get(..memchr(b'>', rest)?)?;
    let mut from = 0;
    while let Some(attribute) = attribute(declaration, &mut from) {
        if attribute.name == b"encoding" {
            return named(&attribute.value);
        }
    }
    None
}

/// UTF-16 without a byte order mark shows by the NUL beside its first `<`.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [b'<', 0, c, 0, ..] if *c != 0 => Some(UTF_16LE),
        [0, b'<', 0, c, ..] if *c != 0 => Some(UTF_16BE),
        _ => None,
    }
}

/// The encoding of a label inside a page: one that was read byte by byte up to it is not UTF-16.
fn named(label: &[u8]) -> Option<&'static Encoding> {
    if label.trim_ascii().eq_ignore_ascii_case(b"x-user-defined") {
        return Some(WINDOWS_1252);
    }
    let encoding = Encoding::for_label_no_replacement(label)?;
    Some(if encoding == UTF_16LE || encoding == UTF_16BE {
        UTF_8
    } else {
        encoding
    })
}

/// The encoding that the first `meta` element with one names; with `raw`, what elements hold as mere characters is
/// passed over.
fn of_meta(bytes: &[u8], raw: bool) -> Option<&'static Encoding> {
    let mut at = 0;
    loop {
        at += memchr(b'<', bytes.get(at..)?)?;
        let rest = bytes.get(at..)?;
        if rest.starts_with(b"<!--") {
            // The dashes that begin a comment can end it.
            at += 2 + memmem::find(rest.get(2..)?, b"-->")? + 3;
            continue;
        }
        let closes = rest.get(1) == Some(&b'/');
        let name_at = 1 + usize::from(closes);
        if rest.get(name_at).is_some_and(u8::is_ascii_alphabetic) {
            let name = rest.get(name_at..).unwrap_or_default();
            let length = name.iter().position(|b| b.is_ascii_whitespace() || b"/>".contains(b))?;
            let name = name.get(..length)?.to_ascii_lowercase();
            at += name_at + length;
            let is_meta = name == b"meta" && !closes;
            let mut meta = Meta::default();
            while let Some(attribute) = attribute(bytes, &mut at) {
                if is_meta {
                    meta.note(&attribute);
                }
            }
            if let Some(encoding) = meta.encoding() {
                return Some(encoding);
            }
            if raw && !closes && holds_characters(&name) {
                at += end_of(bytes.get(at..)?, &name)?;
            }
        } else if matches!(rest.get(1), Some(b'!' | b'/' | b'?')) {
            at += memchr(b'>', rest)?;
        } else {
            at += 1;
        }
    }
}

/// Whether an element's content is characters up to its own end tag.
fn holds_characters(name: &[u8]) -> bool {
    matches!(
        name,
        b"script" | b"style" | b"textarea" | b"title" | b"iframe" | b"xmp" | b"noembed" | b"noframes"
    )
}

/// Where the end tag of an element that holds characters begins.
fn end_of(rest: &[u8], name: &[u8]) -> Option<usize> {
    memmem::find_iter(rest, b"</").find(|&at| {
        let end = rest.get(at + 2..at + 2 + name.len());
        end.is_some_and(|end| end.eq_ignore_ascii_case(name))
    })
}

/// What a `meta` element says of the encoding.
#[derive(Default)]
struct Meta {
    /// Whether it stands for a header of the server, as `content` must.
    header: bool,
    charset: Option<&'static Encoding>,
    content: Option<&'static Encoding>,
    names: Vec<Vec<u8>>,
}

impl Meta {
    fn note(&mut self, attribute: &Attribute) {
        // Of two attributes of one name the first one counts.
        if self.names.contains(&attribute.name) {
            return;
        }
        match attribute.name.as_slice() {
            b"http-equiv" => self.header = attribute.value == b"content-type",
            b"content" => self.content = charset_in(&attribute.value).and_then(named),
            b"charset" => self.charset = named(&attribute.value),
            _ => return,
        }
        self.names.push(attribute.name.clone());
    }

    fn encoding(&self) -> Option<&'static Encoding> {
        self.charset.or(self.content.filter(|_| self.header))
    }
}

/// The label behind `charset=` in the value of a `Content-Type`.
pub(super) fn charset_in(value: &[u8]) -> Option<&[u8]> {
    const NAME: &[u8] = b"charset";
    let mut from = 0;
    loop {
        let rest = value.get(from..)?;
        let at = rest
            .windows(NAME.len())
            .position(|window| window.eq_ignore_ascii_case(NAME))?;
        from += at + NAME.len();
        let Some(label) = value.get(from..)?.trim_ascii_start().strip_prefix(b"=") else {
            continue;
        };
        let label = label.trim_ascii_start();
        let mark = label.first()?;
        if matches!(mark, b'"' | b'\'') {
            let label = label.get(1..)?;
            return label.get(..memchr(*mark, label)?);
        }
        let end = label.iter().position(|b| b.is_ascii_whitespace() || *b == b';');
        return label.get(..end.unwrap_or(label.len()));
    }
}

/// An attribute as the standard's algorithm reads it, in lower case.
struct Attribute {
    name: Vec<u8>,
    value: Vec<u8>,
}

/// The next attribute of a tag, from the byte `at`, which then stands after it; nothing at the tag's end.
fn attribute(bytes: &[u8], at: &mut usize) -> Option<Attribute> {
    let white = |b: &u8| b.is_ascii_whitespace();
    let skip = |from: usize, of: &dyn Fn(&u8) -> bool| {
        let rest = bytes.get(from..).unwrap_or_default();
        from + rest.iter().position(|b| !of(b)).unwrap_or(rest.len())
    };
    let lower = |from: usize, to: usize| bytes.get(from..to).unwrap_or_default().to_ascii_lowercase();
    *at = skip(*at, &|b| white(b) || *b == b'/');
    let start = *at;
    if bytes.get(start).is_none_or(|b| *b == b'>') {
        return None;
    }
    // A name may begin with an equals sign.
    *at = skip(start + 1, &|b| !white(b) && !b"=/>".contains(b));
    let name = lower(start, *at);
    let behind = skip(*at, &white);
    if bytes.get(behind) != Some(&b'=') {
        let value = Vec::new();
        return Some(Attribute { name, value });
    }
    let from = skip(behind + 1, &white);
    let mark = bytes.get(from).filter(|b| matches!(b, b'"' | b'\''));
    let (start, end) = match mark {
        Some(mark) => (from + 1, skip(from + 1, &|b| b != mark)),
        None => (from, skip(from, &|b| !white(b) && *b != b'>')),
    };
    *at = end + usize::from(mark.is_some());
    let value = lower(start, end);
    Some(Attribute { name, value })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_declares_an_encoding() {
        let far = " ".repeat(REACH);
        for (page, name) in [
            ("<meta charset=windows-1251>", Some("windows-1251")),
            ("<META CharSet = 'latin1' />", Some("windows-1252")),
            (
                "<script charset=\"utf-8\" src=x></script><meta charset=koi8-r>",
                Some("KOI8-R"),
            ),
            ("<a title='<meta charset=koi8-r>'>", None),
            ("<!-- <meta charset=koi8-r> --><meta charset=big5>", Some("Big5")),
            ("<!--><meta charset=big5>", Some("Big5")),
            (
                "<meta content='text/html; charset = \"gbk\"' http-equiv=Content-Type>",
                Some("GBK"),
            ),
            ("<meta content='text/html; charset=gbk'>", None),
            ("<meta http-equiv=refresh content='0; charset=gbk'>", None),
            (
                "<meta charset=none-such><meta charset=euc-kr charset=big5>",
                Some("EUC-KR"),
            ),
            ("<meta charset=utf-16>", Some("UTF-8")),
            ("<metadata charset=big5>", None),
            (
                "<?xml version='1.0' encoding=\"windows-1251\"?><html>",
                Some("windows-1251"),
            ),
            ("<?xml version='1.0' encoding='big5'?><meta charset=gbk>", Some("GBK")),
            (&format!("<p>{far}<meta charset=koi8-u>"), Some("KOI8-U")),
            (
                &format!("<p>{far}<script>'<meta charset=gbk>'</script><meta charset=big5>"),
                Some("Big5"),
            ),
            ("a < b <", None),
            ("<meta charset=", None),
            ("<meta charset='big5", Some("Big5")),
        ] {
            assert_eq!(declared(page.as_bytes()).map(Encoding::name), name, "{page}");
        }
        assert_eq!(declared(b"<\0p\0>\0"), Some(UTF_16LE));
        assert_eq!(declared(b"\0<\0p\0>"), Some(UTF_16BE));
    }
}
