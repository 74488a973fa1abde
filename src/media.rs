//! What a document's bytes are.

/// What a document's bytes are, told from the bytes and never from the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaType {
    /// A web page.
    Html,
    /// A PDF file.
    Pdf,
}

impl MediaType {
    /// Its name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Html => "text/html",
            Self::Pdf => "application/pdf",
        }
    }
}

/// Bytes that are neither a web page nor a PDF.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoDocument {
    /// No bytes.
    #[error("the file is empty")]
    Empty,
    /// A page in MHTML, as browsers save it with its pictures.
    #[error("a page saved with its pictures as MHTML, which is not read: save it as HTML")]
    SavedPage,
    /// Something else, or nothing that is known.
    #[error("neither a web page nor a PDF: {0}")]
    Unknown(&'static str),
}

/// What the bytes are, or what else they seem to be.
pub fn of(bytes: &[u8]) -> Result<MediaType, NoDocument> {
    /// Leading bytes of files that get mistaken for pages.
    const OTHERS: &[(&[u8], &str)] = &[
        (b"\x89PNG", "a PNG picture"),
        (b"\xff\xd8\xff", "a JPEG picture"),
        (b"GIF8", "a GIF picture"),
        (b"PK\x03\x04", "a ZIP archive (or a Word or Excel file)"),
        (b"\xd0\xcf\x11\xe0", "an old Word or Excel file"),
        (b"{\\rtf", "an RTF file"),
        (b"\x1f\x8b", "a gzip file"),
        (b"RIFF", "a RIFF file"),
        (b"SQLite format 3", "a database"),
    ];
    /// How far into a file its first tag or the `%PDF-` mark is looked for, in bytes.
    const REACH: usize = 1024;
    /// One NUL among so many bytes is stray.
    const STRAY_NULS: usize = 50;
    if bytes.is_empty() {
        return Err(NoDocument::Empty);
    }
    if let Some((_, name)) = OTHERS.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Err(NoDocument::Unknown(name));
    }
    let head = bytes.get(..REACH.min(bytes.len())).unwrap_or_default();
    if head.windows(5).any(|window| window == b"%PDF-") {
        return Ok(MediaType::Pdf);
    }
    // With a byte order mark, or known by the NUL beside its first `<`.
    let utf16 = matches!(
        bytes,
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [b'<', 0, ..] | [0, b'<', 0, ..]
    );
    // A stray NUL in a page is a fault; many are something else.
    let nuls = head.split(|&b| b == 0).count() - 1;
    if nuls * STRAY_NULS > head.len() && !utf16 {
        return Err(NoDocument::Unknown("binary data"));
    }
    if is_saved_page(bytes) {
        return Err(NoDocument::SavedPage);
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(NoDocument::Unknown("nothing but white space"));
    }
    let tag = |pair: &[u8]| matches!(pair, [b'<', c] if c.is_ascii_alphabetic() || matches!(c, b'!' | b'/' | b'?'));
    if utf16 || bytes.windows(2).any(tag) {
        return Ok(MediaType::Html);
    }
    Err(NoDocument::Unknown("text without a tag"))
}

/// Bytes of a file's front that [`begins_document`] looks at.
pub const FRONT_BYTES: usize = HEADER_BYTES;

/// Whether a file that begins with these bytes is taken from a folder: a PDF, or a page in HTML, XHTML or MHTML. Stricter
/// than [`of`], which answers for files that somebody named: a text that only mentions a tag begins with none.
///
/// ```
/// use rapporteur::media::begins_document;
///
/// assert!(begins_document(b"<?xml version=\"1.0\"?>\n<!DOCTYPE html>"));
/// assert!(!begins_document(b"<?xml version=\"1.0\"?>\n<svg>"));
/// ```
pub fn begins_document(front: &[u8]) -> bool {
    /// Elements with which whole pages and parts of pages begin.
    const ELEMENTS: &[&str] = &[
        "html",
        "head",
        "body",
        "title",
        "meta",
        "link",
        "base",
        "style",
        "script",
        "noscript",
        "template",
        "main",
        "article",
        "section",
        "header",
        "footer",
        "nav",
        "aside",
        "div",
        "span",
        "p",
        "a",
        "b",
        "i",
        "em",
        "strong",
        "font",
        "center",
        "br",
        "hr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ol",
        "ul",
        "li",
        "dl",
        "table",
        "tbody",
        "tr",
        "td",
        "form",
        "iframe",
        "img",
        "figure",
        "blockquote",
        "pre",
    ];
    match of(front) {
        Ok(MediaType::Pdf) | Err(NoDocument::SavedPage) => return true,
        Ok(MediaType::Html) => {}
        Err(_) => return false,
    }
    // Of UTF-16 every other byte of a tag is NUL.
    let ascii = front.iter().filter(|b| b.is_ascii() && **b != 0);
    let front: String = ascii.map(|&b| char::from(b.to_ascii_lowercase())).collect();
    let mut rest = front.trim_start();
    loop {
        // What can stand before the first tag: a comment, and what XML says of itself.
        let passed = if let Some(comment) = rest.strip_prefix("<!--") {
            match comment.split_once("-->") {
                Some((_, after)) => after,
                None => return true,
            }
        } else if let Some((_, after)) = rest.strip_prefix("<?xml").and_then(|xml| xml.split_once("?>")) {
            after
        } else {
            break;
        };
        rest = passed.trim_start();
    }
    if let Some(declared) = rest.strip_prefix("<!doctype") {
        let name = declared.trim_start();
        return name
            .strip_prefix("html")
            .is_some_and(|after| !after.starts_with(|c: char| c.is_alphanumeric()));
    }
    let Some(tag) = rest.strip_prefix('<') else {
        return false;
    };
    let name: &str = tag
        .split(|c: char| !c.is_ascii_alphanumeric())
        .next()
        .unwrap_or_default();
    let ends = |after: &str| after.starts_with(|c: char| c.is_whitespace() || matches!(c, '>' | '/'));
    ELEMENTS.contains(&name) && tag.strip_prefix(name).is_some_and(ends)
}

/// Bytes within which a saved page says so; an address in its headers can be long.
const HEADER_BYTES: usize = 8192;

/// Whether the bytes begin with the headers of a message in MIME, as saved pages do.
fn is_saved_page(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let head = bytes.get(..HEADER_BYTES.min(bytes.len())).unwrap_or_default();
    let mut lines = head
        .trim_ascii_start()
        .split(|&b| b == b'\n')
        .map(<[u8]>::trim_ascii_end)
        .take_while(|line| !line.is_empty())
        .peekable();
    // The first line is a header, and no line is folded before one.
    let is_name = |name: &[u8]| !name.is_empty() && name.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'-');
    let first = lines.peek().and_then(|line| line.split(|&b| b == b':').next());
    let has_header = lines.peek().is_some_and(|line| line.contains(&b':')) && first.is_some_and(is_name);
    let begins = |line: &[u8], name: &[u8]| {
        line.get(..name.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(name))
    };
    has_header && lines.any(|line| begins(line, b"mime-version:") || begins(line, b"content-type: multipart/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_say_what_they_are() {
        for (bytes, read) in [
            (&b"<!DOCTYPE html><p>x"[..], Ok(MediaType::Html)),
            (b"\n\n  <ol><li>x", Ok(MediaType::Html)),
            (b"\xef\xbb\xbf<html>", Ok(MediaType::Html)),
            (b"junk %PDF-1.4\n", Ok(MediaType::Pdf)),
            (b"", Err(NoDocument::Empty)),
            (b" \n", Err(NoDocument::Unknown("nothing but white space"))),
            (b"\x89PNG\r\n\x1a\n<p>", Err(NoDocument::Unknown("a PNG picture"))),
            (b"hello", Err(NoDocument::Unknown("text without a tag"))),
            (b"a\0b<p>", Err(NoDocument::Unknown("binary data"))),
            (b"<\0p\0>\0x\0", Ok(MediaType::Html)),
            (
                b"From: <Saved by Blink>\r\nSubject: a\r\n b: c\r\nMIME-Version: 1.0\r\n\r\n<p>x",
                Err(NoDocument::SavedPage),
            ),
            (
                b"Content-Type: Multipart/related; boundary=a\n\n<p>x",
                Err(NoDocument::SavedPage),
            ),
            (b"<p>\nMIME-Version: 1.0\n", Ok(MediaType::Html)),
            (b"Title: a page\n\nMIME-Version: 1.0\n<p>x", Ok(MediaType::Html)),
        ] {
            assert_eq!(of(bytes), read);
        }
    }

    #[test]
    fn what_begins_as_a_document_is_taken_from_a_folder() {
        for front in [
            &b"%PDF-1.7\n"[..],
            b"\xef\xbb\xbf%PDF-1.4\n",
            b"<!DOCTYPE html>",
            b"\xef\xbb\xbf\n <HTML lang=en>",
            b"<!-- saved -->\n<!doctype HTML PUBLIC \"-//W3C//DTD HTML 4.01//EN\">",
            b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'>",
            b"<h1>Oman communications</h1>",
            b"<ol><li>Urgent appeal",
            b"<\0h\0t\0m\0l\0>\0",
            b"From: <Saved>\r\nMIME-Version: 1.0\r\n\r\n<p>x",
            b"<!-- a comment without end",
        ] {
            assert!(begins_document(front), "{}", String::from_utf8_lossy(front));
        }
        for front in [
            &b""[..],
            b"# Notes\n\nSee <a href='x'>x</a>.",
            b"id,title\n1,<b>x</b>\n",
            b"<?xml version='1.0'?><rss>",
            b"<svg xmlns='http://www.w3.org/2000/svg'>",
            b"<?php echo '<p>'; ?>",
            b"<project><p>",
            b"<pre-made>",
            b"<!doctype htmlx>",
            b"{\"a\": \"<p>\"}",
            b"PK\x03\x04<html>",
            b"\x89PNG\r\n\x1a\n",
        ] {
            assert!(!begins_document(front), "{}", String::from_utf8_lossy(front));
        }
    }
}
