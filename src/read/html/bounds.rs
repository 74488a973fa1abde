//! What a page may cost: refused before it is parsed, or while it grows, with the reason.
//!
//! The HTML parser has no bound on depth and takes time that grows with the square of it, as of the attributes
//! of one tag; and a page of a few kilobytes can grow a tree of millions of nodes, since open formatting elements
//! are opened again in every paragraph. So a scan of the bytes counts first what is open and how wide tags are, and
//! the page is handed to the parser piece by piece with a look at the tree in between.

use ego_tree::Tree;
use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_document};
use memchr::{memchr, memmem};
use scraper::{Html, HtmlTreeSink, Node};

/// Bytes of a page; the largest real one known has 0.4 MB, a joint report saved by a word processor several. So many
/// bytes of entities take 1.2 s.
pub const MAX_BYTES: usize = 8 << 20;
/// Elements open at once; real pages have 15 to 40.
pub const MAX_DEPTH: usize = 256;
/// Nodes of the tree; the seed page has 500, a table of 1,000 rows with paragraphs in eight cells each 45,000. So many
/// entries or rejects took 1.3 s and 0.4 GB.
pub const MAX_NODES: usize = 160_000;
/// Attributes of one tag.
pub const MAX_ATTRIBUTES: usize = 256;
/// Documents that a page holds within each other, in `noscript` or frames; real pages have one.
pub const MAX_FRAMES: usize = 4;
/// Nodes by which the tree can grow between two looks at it: three bytes open a paragraph, and with it all the
/// formatting elements that are open.
const GROWTH: usize = 100_000;

/// Why a page is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TooLarge {
    /// More than [`MAX_BYTES`].
    #[error("the page has {0} bytes; at most {MAX_BYTES} are read")]
    Bytes(usize),
    /// More than [`MAX_DEPTH`] open elements.
    #[error("over {MAX_DEPTH} elements are open at once, from byte {0} on")]
    Depth(usize),
    /// More than [`MAX_ATTRIBUTES`] attributes on a tag.
    #[error("a tag has over {MAX_ATTRIBUTES} attributes, at byte {0}")]
    Attributes(usize),
    /// A tree of more than [`MAX_NODES`] nodes.
    #[error("the page grows to over {MAX_NODES} nodes, from byte {0} on")]
    Nodes(usize),
    /// More than [`MAX_FRAMES`] documents within each other.
    #[error("over {MAX_FRAMES} documents stand within each other")]
    Frames,
}

/// A page's tree.
pub(super) struct Parsed {
    pub html: Html,
    /// Whether the page ends before its elements do.
    pub cut: bool,
}

/// Parses a page, or a document within one, whose tree may grow to so many nodes.
pub(super) fn parse(page: &str, most_nodes: usize) -> Result<Parsed, TooLarge> {
    let Tags { count, deepest, cut } = scan(page)?;
    let piece_bytes = 3 * GROWTH / (deepest + 1);
    let mut html = Html::new_document();
    // A start and an end tag make an element, and each has characters behind it.
    html.tree = Tree::with_capacity(Node::Document, (count + count / 2).min(most_nodes));
    let mut parser = parse_document(HtmlTreeSink::new(html), ParseOpts::default());
    let mut rest = page;
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(floor_char_boundary(rest, piece_bytes));
        parser.process(piece.into());
        let nodes = parser.tokenizer.sink.sink.0.borrow().tree.nodes().len();
        if nodes > most_nodes {
            return Err(TooLarge::Nodes(page.len() - rest.len()));
        }
        rest = after;
    }
    Ok(Parsed {
        html: parser.finish(),
        cut,
    })
}

/// The last character boundary at or before `at`, at least one character in.
fn floor_char_boundary(text: &str, at: usize) -> usize {
    if at >= text.len() {
        return text.len();
    }
    (1..=at)
        .rev()
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or(text.len())
}

/// Whether an element never stays open, or its start closes one of its own kind: counting those would refuse
/// honest pages with thousands of unclosed `<li>`.
fn closes_by_itself(name: &[u8]) -> bool {
    matches!(
        name,
        b"area"
            | b"base"
            | b"br"
            | b"col"
            | b"dd"
            | b"dt"
            | b"embed"
            | b"hr"
            | b"img"
            | b"input"
            | b"li"
            | b"link"
            | b"meta"
            | b"option"
            | b"p"
            | b"param"
            | b"source"
            | b"tbody"
            | b"td"
            | b"tfoot"
            | b"th"
            | b"thead"
            | b"tr"
            | b"track"
            | b"wbr"
            | b"body"
            | b"head"
            | b"html"
    )
}

/// Whether an element's content is characters up to its own end tag.
fn is_raw(name: &[u8]) -> bool {
    matches!(
        name,
        b"script" | b"style" | b"textarea" | b"title" | b"noscript" | b"iframe" | b"xmp" | b"noembed" | b"noframes"
    )
}

/// The longest name of an element that the scan knows, in bytes.
const LONGEST_NAME: usize = 8;

/// The tags of a page.
struct Tags {
    count: usize,
    /// The most that is open at once.
    deepest: usize,
    /// Whether the page begins as a whole one and ends as none: its body never ends, nor do elements in it that must.
    cut: bool,
}

/// Counts tags, what is open and how many attributes tags have, in one pass over the bytes.
fn scan(page: &str) -> Result<Tags, TooLarge> {
    let bytes = page.as_bytes();
    if bytes.len() > MAX_BYTES {
        return Err(TooLarge::Bytes(bytes.len()));
    }
    let mut open: usize = 0;
    let (mut begun, mut ended) = (false, false);
    let mut tags = Tags {
        count: 0,
        deepest: 0,
        cut: false,
    };
    let mut at = 0;
    while let Some(tag) = next_tag(bytes, at) {
        let attributes = Attributes::of(bytes, tag.name_end);
        if attributes.count > MAX_ATTRIBUTES {
            return Err(TooLarge::Attributes(tag.start));
        }
        at = attributes.end;
        tags.count += 1;
        let name = bytes.get(tag.name_start..tag.name_end).unwrap_or_default();
        let mut lower = [0; LONGEST_NAME];
        let known = lower.get_mut(..name.len()).map_or(&[][..], |lower| {
            lower.copy_from_slice(name);
            lower.make_ascii_lowercase();
            lower
        });
        if closes_by_itself(known) {
            if matches!(known, b"body" | b"html") {
                begun |= !tag.closes;
                ended |= tag.closes;
            }
            continue;
        }
        if tag.closes {
            open = open.saturating_sub(1);
        } else if is_raw(known) {
            at = end_of_raw(bytes, at, name);
        } else {
            open += 1;
            tags.deepest = tags.deepest.max(open);
            if open > MAX_DEPTH {
                return Err(TooLarge::Depth(tag.start));
            }
        }
    }
    tags.cut = begun && !ended && open > 0;
    Ok(tags)
}

struct Tag {
    start: usize,
    name_start: usize,
    name_end: usize,
    closes: bool,
}

/// The next tag at or after `from`; comments and declarations are passed over.
fn next_tag(bytes: &[u8], mut from: usize) -> Option<Tag> {
    loop {
        let start = from + memchr(b'<', bytes.get(from..)?)?;
        let rest = bytes.get(start..)?;
        if rest.starts_with(b"<!--") {
            // An unclosed comment is the rest of the page.
            let end = memmem::find(rest.get(4..)?, b"-->")?;
            from = start + 4 + end;
            continue;
        }
        let closes = rest.get(1) == Some(&b'/');
        let name_start = start + 1 + usize::from(closes);
        if !bytes.get(name_start).is_some_and(u8::is_ascii_alphabetic) {
            from = start + 1;
            continue;
        }
        let length = bytes
            .get(name_start..)?
            .iter()
            .position(|b| b" \t\r\n\x0c/>".contains(b));
        let name_end = length.map_or(bytes.len(), |length| name_start + length);
        return Some(Tag {
            start,
            name_start,
            name_end,
            closes,
        });
    }
}

/// A tag's attributes.
pub(super) struct Attributes {
    count: usize,
    /// Where the `>` is that ends them, or where the page ends.
    pub end: usize,
    /// Whether a slash before it closes the element, as in XML.
    pub empty: bool,
}

impl Attributes {
    /// Counts a tag's attributes up to its `>`; quotation marks that open a value hide what is in them.
    pub fn of(bytes: &[u8], from: usize) -> Self {
        let mut attributes = Self {
            count: 0,
            end: from,
            empty: false,
        };
        let mut before = b' ';
        // A slash in a value without quotation marks belongs to it.
        let mut bare = false;
        while let Some(&b) = bytes.get(attributes.end) {
            match b {
                b'>' => break,
                b'"' | b'\'' if before == b'=' => {
                    let value = bytes.get(attributes.end + 1..).unwrap_or_default();
                    // A mark that nothing closes hides the rest of the page.
                    let length = memchr(b, value).unwrap_or(value.len());
                    attributes.end = (attributes.end + 1 + length).min(bytes.len() - 1);
                }
                _ => {
                    let parts = |b: u8| b.is_ascii_whitespace() || b == b'/' || b == b'"' || b == b'\'';
                    attributes.count += usize::from(parts(before) && !parts(b) && b != b'=');
                    bare = !b.is_ascii_whitespace() && (bare || before == b'=');
                }
            }
            if !b.is_ascii_whitespace() || before != b'=' {
                before = b;
            }
            attributes.end += 1;
        }
        let slash = attributes.end > from && bytes.get(attributes.end - 1) == Some(&b'/');
        attributes.empty = slash && !bare;
        attributes
    }
}

/// Where the end tag of a raw element begins.
fn end_of_raw(bytes: &[u8], from: usize, name: &[u8]) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    let mut ends = memmem::find_iter(rest, b"</").map(|at| at + 2);
    let is_own = |at: &usize| {
        rest.get(*at..at + name.len())
            .is_some_and(|end| end.eq_ignore_ascii_case(name))
    };
    from + ends.find(is_own).map_or(rest.len(), |at| at + name.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_pages_are_refused_with_the_reason() {
        let many_attributes = (0..400).map(|n| format!(" a{n}")).collect::<Vec<_>>().concat();
        let formatting = (0..250).map(|n| format!("<b id={n}>")).collect::<Vec<_>>().concat();
        for (page, why) in [
            ("<ul><li>".repeat(100_000), TooLarge::Depth(256 * 8)),
            ("<div>".repeat(300), TooLarge::Depth(256 * 5)),
            (format!("<p{many_attributes}>"), TooLarge::Attributes(0)),
            (" ".repeat(MAX_BYTES + 1), TooLarge::Bytes(MAX_BYTES + 1)),
        ] {
            assert_eq!(parse(&page, MAX_NODES).map(|parsed| parsed.cut), Err(why));
        }
        let grows = format!("<p>{formatting}{}", "<p>x".repeat(100_000));
        assert!(matches!(parse(&grows, MAX_NODES), Err(TooLarge::Nodes(_))));
        assert!(matches!(
            parse(&"<i></i>".repeat(300_000), MAX_NODES),
            Err(TooLarge::Nodes(_))
        ));
    }

    #[test]
    fn pages_that_are_cut_are_told_from_careless_ones() {
        let page = "<!DOCTYPE html><html><body><div><ol><li>one<li>two</ol><p>three</div></body></html>";
        for (page, cut) in [
            (page, false),
            // Inside a word, a tag, and right behind an end tag.
            ("<!DOCTYPE html><html><body><div><ol><li>on", true),
            ("<!DOCTYPE html><html><body><div><ol><li>one<li>two</", true),
            ("<!DOCTYPE html><html><body><div><ol><li>one<li>two</ol><p>", true),
            ("<html><body><div><ol><li>one</ol><p>two</div>", false),
            ("<div><ol><li>a piece of a page", false),
            ("<html><body><div>one</body></html>", false),
            ("<HTML><BODY><UL><LI>one", true),
            ("<html><body><p>one<p>two", false),
        ] {
            assert_eq!(parse(page, MAX_NODES).map(|parsed| parsed.cut), Ok(cut), "{page}");
        }
    }

    #[test]
    fn honest_pages_are_not() {
        let unclosed = "<li>one<p>two<tr><td>three<br>".repeat(2_000);
        let script = format!("<script>{}</script><p>x", "if (a<b) '<div>'; ".repeat(1_000));
        let quoted = format!("<a title='{}'>x</a>", "a > b ".repeat(1_000));
        let comment = format!("<!-- {} --><p>x", "<div>".repeat(1_000));
        for page in [
            unclosed,
            script,
            quoted,
            comment,
            "<div>x</div>".repeat(1_000),
            "a < b <3 </> <".to_owned(),
        ] {
            assert_eq!(parse(&page, MAX_NODES).map(|parsed| parsed.cut), Ok(false));
        }
    }
}
