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
    let utf16 = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    // A stray NUL in a page is a fault; many are something else.
    let nuls = head.split(|&b| b == 0).count() - 1;
    if nuls * STRAY_NULS > head.len() && !utf16 {
        return Err(NoDocument::Unknown("binary data"));
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
        ] {
            assert_eq!(of(bytes), read);
        }
    }
}
