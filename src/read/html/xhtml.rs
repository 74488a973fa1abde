//! XHTML made fit for a parser of HTML.
//!
//! In XML any element can be empty (`<iframe/>`, `<title/>`), and characters can stand in CDATA sections. A parser of HTML
//! takes the first for an element that is open, whose content may be the rest of the page, and the second for a comment.
//! So both are rewritten before it sees the page. What is XML only by its looks is not harmed: text and order stay.

use memchr::{memchr, memmem};

use super::bounds::Attributes;

/// How far into a page its type of document and its root element stand, in bytes.
const REACH: usize = 2048;
/// The namespace of XHTML.
const NAMESPACE: &str = "http://www.w3.org/1999/xhtml";

/// Whether a page is XML: the server says so, or it says nothing and the page has XHTML's namespace or type.
pub(super) fn is_xhtml(page: &str, content_type: Option<&str>) -> bool {
    let essence = content_type
        .and_then(|value| value.split(';').next())
        .unwrap_or_default();
    match essence.trim().to_ascii_lowercase().as_str() {
        "application/xhtml+xml" | "application/xml" | "text/xml" => true,
        "text/html" => false,
        _ => {
            let head = head(page);
            head.contains(NAMESPACE) || head.contains("//DTD XHTML")
        }
    }
}

/// The beginning of a page, up to its root element's start.
fn head(page: &str) -> &str {
    let reach = (0..=REACH.min(page.len())).rev().find(|&at| page.is_char_boundary(at));
    let head = page.get(..reach.unwrap_or(0)).unwrap_or_default();
    let lower = head.to_ascii_lowercase();
    let root = lower.find("<html").or_else(|| lower.find(":html"));
    let end = root.and_then(|root| Some(root + head.get(root..)?.find('>')?));
    head.get(..end.unwrap_or(0)).unwrap_or_default()
}

/// The page with its empty elements closed by an end tag and its CDATA sections as characters; comments, instructions and
/// the content of scripts and styles, which are no text, are left out.
pub(super) fn as_html(page: &str) -> String {
    let prefix = prefix(page);
    let mut html = String::with_capacity(page.len() + page.len() / 8);
    let mut rest = page;
    while let Some(at) = memchr(b'<', rest.as_bytes()) {
        let (before, markup) = rest.split_at(at);
        html.push_str(before);
        rest = if let Some(section) = markup.strip_prefix("<![CDATA[") {
            let (characters, after) = split(section, "]]>");
            escape(characters, &mut html);
            after
        } else if let Some(comment) = markup.strip_prefix("<!--") {
            split(comment, "-->").1
        } else if let Some(instruction) = markup.strip_prefix("<?") {
            split(instruction, "?>").1
        } else if markup.starts_with("<!") {
            let (declaration, after) = declaration(markup);
            html.push_str(declaration);
            html.push('>');
            after
        } else {
            tag(markup, prefix, &mut html)
        };
    }
    html.push_str(rest);
    html
}

/// What stands before an end and what after it; without one, all of it and nothing.
fn split<'p>(page: &'p str, end: &str) -> (&'p str, &'p str) {
    let found = memmem::find(page.as_bytes(), end.as_bytes());
    let (before, after) = page.split_at(found.unwrap_or(page.len()));
    (before, after.strip_prefix(end).unwrap_or_default())
}

fn escape(characters: &str, html: &mut String) {
    for c in characters.chars() {
        match c {
            '<' => html.push_str("&lt;"),
            '&' => html.push_str("&amp;"),
            c => html.push(c),
        }
    }
}

/// A declaration without its end and its own declarations in brackets, and what follows it.
fn declaration(markup: &str) -> (&str, &str) {
    let end = markup.find(['>', '[']).unwrap_or(markup.len());
    let (declaration, after) = markup.split_at(end);
    match after.strip_prefix('[') {
        Some(inside) => (declaration, split(split(inside, "]").1, ">").1),
        None => (declaration, after.strip_prefix('>').unwrap_or_default()),
    }
}

/// The prefix that stands before the names of XHTML's elements, with its colon, if the root declares one.
fn prefix(page: &str) -> Option<&str> {
    let head = head(page);
    let before = head
        .get(..head.find(NAMESPACE)?)?
        .trim_end_matches(['"', '\'', '=', ' ']);
    let name = before.get(before.rfind("xmlns:")? + "xmlns:".len()..)?;
    let is_name = !name.is_empty()
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    is_name.then_some(name)
}

/// Writes the tag at the beginning as HTML has it, and gives what follows it.
fn tag<'p>(markup: &'p str, prefix: Option<&str>, html: &mut String) -> &'p str {
    let bytes = markup.as_bytes();
    let closes = bytes.get(1) == Some(&b'/');
    let start = 1 + usize::from(closes);
    if !bytes.get(start).is_some_and(u8::is_ascii_alphabetic) {
        html.push('<');
        return markup.get(1..).unwrap_or_default();
    }
    let Attributes { end, empty, .. } = Attributes::of(bytes, start);
    let after = markup.get(end + 1..).unwrap_or_default();
    let inside = markup.get(start..end).unwrap_or_default();
    let own = |prefix| inside.strip_prefix(prefix)?.strip_prefix(':');
    let inside = prefix.and_then(own).unwrap_or(inside);
    let length = inside.find(|c: char| c.is_ascii_whitespace() || c == '/');
    let (name, attributes) = inside.split_at(length.unwrap_or(inside.len()));
    if closes {
        // HTML reads `</br>` as one more of them.
        if !is_void(name) {
            html.extend(["</", name, ">"]);
        }
        return after;
    }
    if name.eq_ignore_ascii_case("plaintext") {
        return after;
    }
    let attributes = if empty {
        attributes.trim_end_matches('/')
    } else {
        attributes
    };
    html.extend(["<", name, attributes, ">"]);
    if empty {
        if !is_void(name) {
            html.extend(["</", name, ">"]);
        }
        return after;
    }
    if matches!(name, "script" | "style") {
        return content_end(after, name);
    }
    after
}

/// What follows the content of an element, its end tag first; an end in a CDATA section is none.
fn content_end<'p>(mut rest: &'p str, name: &str) -> &'p str {
    while let Some(at) = memchr(b'<', rest.as_bytes()) {
        let markup = rest.get(at..).unwrap_or_default();
        if let Some(section) = markup.strip_prefix("<![CDATA[") {
            rest = split(section, "]]>").1;
        } else if markup.get(2..2 + name.len()) == Some(name) && markup.starts_with("</") {
            return markup;
        } else {
            rest = markup.get(1..).unwrap_or_default();
        }
    }
    ""
}

/// Elements that HTML, too, knows as empty.
fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_xhtml() {
        for (page, content_type, is) in [
            (
                "<?xml version='1.0'?>\n<html xmlns=\"http://www.w3.org/1999/xhtml\">",
                None,
                true,
            ),
            (
                "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\"><html>",
                None,
                true,
            ),
            (
                "<!DOCTYPE html><html xmlns=\"http://www.w3.org/1999/xhtml\">",
                Some("text/html; charset=utf-8"),
                false,
            ),
            ("<html><p>", Some("Application/XHTML+XML"), true),
            (
                "<!DOCTYPE html><html lang=en><p>http://www.w3.org/1999/xhtml",
                None,
                false,
            ),
            ("<?xml version='1.0'?><html>", None, false),
            ("<p>é", None, false),
        ] {
            assert_eq!(is_xhtml(page, content_type), is, "{page}");
        }
    }

    #[test]
    fn empty_elements_and_sections_of_characters() {
        for (xhtml, html) in [
            (
                "<iframe src=\"a/\" />x<br/>y<hr />",
                "<iframe src=\"a/\" ></iframe>x<br>y<hr >",
            ),
            ("<title/><b/><a id='1'/>z", "<title></title><b></b><a id='1'></a>z"),
            ("<p><![CDATA[a < b & c]]>d</p>", "<p>a &lt; b &amp; cd</p>"),
            (
                "<script>//<![CDATA[\n'</script>' //]]></script>z<script/>",
                "<script></script>z<script></script>",
            ),
            (
                "<?xml version='1.0'?><!DOCTYPE html [<!ENTITY a 'b'>]><p>x<br></br>",
                "<!DOCTYPE html ><p>x<br>",
            ),
            (
                "<!-- <p/> -->a <a href=http://b/>c</a> <3",
                "a <a href=http://b/>c</a> <3",
            ),
            (
                "<h:html xmlns:h=\"http://www.w3.org/1999/xhtml\"><h:p>é</h:p>",
                "<html xmlns:h=\"http://www.w3.org/1999/xhtml\"><p>é</p>",
            ),
            ("<p title='a>b'/>c<![CDATA[d", "<p title='a>b'></p>cd"),
            ("<p><", "<p><"),
            ("<p", "<p>"),
        ] {
            assert_eq!(as_html(xhtml), html, "{xhtml}");
        }
    }
}
