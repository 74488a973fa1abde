//! What arrived is looked at, not believed: an error page is no document, whatever its status says.

use std::sync::LazyLock;

use regex::bytes::Regex;
use reqwest::Url;

use crate::catalogue::{Location, Source};
use crate::media::{self, MediaType, NoDocument};

/// How far from its end a PDF's end mark may stand, in bytes: some servers add a comment or blanks.
const PDF_END_REACH: usize = 4096;

/// Titles of pages that stand where a document should, in lower case. None can be part of a country's or a report's name.
const TITLES_OF_NO_DOCUMENT: &[&str] = &[
    "404",
    "403 forbidden",
    "access denied",
    "attention required",
    "bad gateway",
    "captcha",
    "checking your browser",
    "cookies",
    "error 5",
    "internal server error",
    "just a moment",
    "not found",
    "request rejected",
    "security check",
    "service unavailable",
    "site maintenance",
    "temporarily unavailable",
    "under maintenance",
    "verify you are human",
];

static TITLE: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?is-u)<title[^>]{0,200}>(.{0,300}?)</title"));
static CASE_NUMBER: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?-u)\b[A-Z]{3} \d{1,3}/(?:19|20)\d\d\b"));

fn pattern(written: &str) -> Regex {
    Regex::new(written).unwrap_or_else(|error| unreachable!("the tests use it too: {error}"))
}

/// Why an answer is not the document of a source; `last` is the last one that was.
///
/// A document is refused when it is not of the kind that was asked for, is visibly an error page, was cut short,
/// or is a page that lost every case number that the last one had.
pub(super) fn refusal(source: &Source, bytes: &[u8], last: Option<&[u8]>) -> Option<String> {
    let media_type = match media::of(bytes) {
        Ok(media_type) => media_type,
        Err(NoDocument::Empty) => return Some("an answer without a body".to_owned()),
        Err(error) => return Some(error.to_string()),
    };
    match media_type {
        MediaType::Pdf if !is_ended(bytes) => Some(format!(
            "a PDF that breaks off: it has {} bytes and no end mark",
            bytes.len()
        )),
        MediaType::Pdf => None,
        MediaType::Html if wants_pdf(source) => Some(match title(bytes) {
            Some(title) => format!("a web page (`{title}`) instead of a PDF"),
            None => "a web page instead of a PDF".to_owned(),
        }),
        MediaType::Html => error_page(bytes).or_else(|| last.and_then(|last| loss(bytes, last))),
    }
}

/// Reports are PDFs, and so is what the address calls one.
fn wants_pdf(source: &Source) -> bool {
    let Location::Url(url) = &source.location else {
        return false;
    };
    let named = Url::parse(url).is_ok_and(|url| {
        let ending = url.path().rsplit('.').next().unwrap_or_default();
        ending.eq_ignore_ascii_case("pdf") || url.query_pairs().any(|(key, value)| key == "t" && value == "pdf")
    });
    named || source.kind.is_report()
}

fn is_ended(pdf: &[u8]) -> bool {
    let tail = pdf.get(pdf.len().saturating_sub(PDF_END_REACH)..).unwrap_or_default();
    tail.windows(5).any(|window| window == b"%%EOF")
}

fn title(page: &[u8]) -> Option<String> {
    let title = TITLE.captures(page)?.get(1)?;
    let words = String::from_utf8_lossy(title.as_bytes()).into_owned();
    let words: Vec<&str> = words.split_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}

fn error_page(page: &[u8]) -> Option<String> {
    let title = title(page)?;
    let lower = title.to_lowercase();
    let known = TITLES_OF_NO_DOCUMENT.iter().any(|words| lower.contains(words));
    known.then(|| format!("an error page with status 200: its title is `{title}`"))
}

/// What a page lost that it had the last time, if that cannot be an editor's doing.
fn loss(page: &[u8], last: &[u8]) -> Option<String> {
    let ends = |page: &[u8]| {
        page.windows(7)
            .rev()
            .any(|window| window.eq_ignore_ascii_case(b"</html>"))
    };
    let cases = CASE_NUMBER.find_iter(last).count();
    if cases > 0 && !CASE_NUMBER.is_match(page) {
        return Some(format!(
            "a page without a single case number, where the last one had {cases}"
        ));
    }
    (ends(last) && !ends(page)).then(|| "a page that breaks off: the last one ended with </html>".to_owned())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::catalogue::Catalogue;

    fn refused(kind: &str, url: &str, bytes: &[u8], last: Option<&[u8]>) -> Option<String> {
        let text = format!("[[source]]\nid = 'x'\nkind = '{kind}'\nurl = '{url}'\n");
        let catalogue = Catalogue::parse(&text, Path::new("test.toml"), Path::new("/"));
        refusal(&catalogue.expect("a right row").sources[0], bytes, last)
    }

    const PAGE: &str = "https://example.org/page/";
    const REPORT: &str = "https://example.org/api/symbol/access?s=A/HRC/20/27/Add.3&l=en&t=pdf";

    #[test]
    fn a_report_is_a_whole_pdf() {
        let pdf = |bytes: &[u8]| refused("observations-report", REPORT, bytes, None);
        assert_eq!(pdf(b"%PDF-1.4\n...\n%%EOF\n"), None);
        let cut = "a PDF that breaks off: it has 12 bytes and no end mark".to_owned();
        assert_eq!(pdf(b"%PDF-1.4\n..."), Some(cut));
        let cookies = "a web page (`Cookies are off`) instead of a PDF".to_owned();
        assert_eq!(pdf(b"<html><title> Cookies\n are off</title>"), Some(cookies.clone()));
        assert_eq!(pdf(b"<p>Hello"), Some("a web page instead of a PDF".to_owned()));
        assert_eq!(pdf(b""), Some("an answer without a body".to_owned()));
        let binary = "neither a web page nor a PDF: a gzip file".to_owned();
        assert_eq!(pdf(b"\x1f\x8b\x08"), Some(binary));
        let named = refused(
            "country-page",
            "https://example.org/a.PDF",
            b"<title>Cookies are off</title>",
            None,
        );
        assert_eq!(named, Some(cookies));
    }

    #[test]
    fn an_error_page_is_known_by_its_title() {
        let page = |title: &str| {
            let page = format!("<!DOCTYPE html><html><head><title>{title}</title></head><p>...</html>");
            refused("country-page", PAGE, page.as_bytes(), None)
        };
        assert_eq!(page("Kazakhstan communications - Free Assembly"), None);
        assert_eq!(page(""), None);
        let said = "an error page with status 200: its title is `Page Not Found - Free Assembly`".to_owned();
        assert_eq!(page("Page Not Found - Free Assembly"), Some(said));
        assert!(page("Just a moment...").is_some());
    }

    #[test]
    fn a_page_does_not_lose_everything_overnight() {
        let last = b"<html><li>Case no. KAZ 2/2011.<li>Case no. KAZ 3/2011.</html>";
        let page = |bytes: &[u8]| refused("country-page", PAGE, bytes, Some(last));
        assert_eq!(page(b"<html><li>Case no. KAZ 2/2011.</HTML>\n"), None);
        let lost = "a page without a single case number, where the last one had 2".to_owned();
        assert_eq!(page(b"<html><p>Welcome</html>"), Some(lost));
        let cut = "a page that breaks off: the last one ended with </html>".to_owned();
        assert_eq!(page(b"<html><li>Case no. KAZ 2/2011."), Some(cut));
    }
}
