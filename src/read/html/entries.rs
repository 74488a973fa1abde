//! Which elements hold an entry or the heading of a period, whatever a page calls them.
//!
//! A form can be wrapped around a whole page, and a side column be called so by its looks alone. What holds an entry, told by
//! its shape without a word of any language, is the document itself: a day, then a case number, then a label with its
//! colon or the end of a cell. So is a heading with two years in brackets, without which entries count to another report.

use ego_tree::iter::Edge;
use ego_tree::{NodeId, NodeRef, Tree};
use memchr::{memchr2, memchr2_iter};
use rustc_hash::FxHashSet;
use scraper::Node;

use super::visibility::{Manner, manner};
use super::zones::is_block;

/// How far before a case number an entry has its day, in bytes.
const BEFORE: usize = 120;
/// Digits of a day with its year, at least: `9 May 2016`.
const DIGITS_OF_DAY: usize = 5;
/// How far after a case number its label of replies ends, in bytes.
const AFTER: usize = 80;

/// Bytes between the brackets of a heading's period: `March 16, 2012 to February 28, 2013` has 34.
const PERIOD: usize = 60;

/// Whether an element may be one of the [`holders`], told by a look at it alone: most buttons and forms are small and have
/// no stroke or bracket, and then nobody need read the tree.
pub(super) fn may_hold(element: NodeRef<'_, Node>) -> bool {
    /// Nodes that are looked at.
    const SMALL: usize = 64;
    let mut nodes = element.descendants();
    let marked = nodes.by_ref().take(SMALL).any(|node| {
        let characters = node.value().as_text();
        characters.is_some_and(|characters| memchr2(b'/', b')', characters.text.as_bytes()).is_some())
    });
    marked || nodes.next().is_some()
}

/// The elements of a tree in which an entry or the heading of a period is shown.
pub(super) fn holders(tree: &Tree<Node>) -> FxHashSet<NodeId> {
    let Shown { words, starts } = shown(tree);
    let mut holders = FxHashSet::default();
    let bytes = words.as_bytes();
    for mark in memchr2_iter(b'/', b')', bytes) {
        let is_bracket = bytes.get(mark) == Some(&b')');
        let is_period = is_bracket && is_period(bytes, mark);
        if !is_period && (is_bracket || !is_entry(bytes, mark)) {
            continue;
        }
        let at = starts.partition_point(|&(start, _)| start <= mark);
        let node = at
            .checked_sub(1)
            .and_then(|at| starts.get(at))
            .and_then(|&(_, id)| tree.get(id));
        let node = node.filter(|&node| !is_period || heads(node));
        for above in node.into_iter().flat_map(|node| node.ancestors()) {
            // Those above are known as well.
            if !holders.insert(above.id()) {
                break;
            }
        }
    }
    holders
}

/// The words that a tree shows, and where each of its texts starts in them.
struct Shown {
    words: String,
    starts: Vec<(usize, NodeId)>,
}

fn shown(tree: &Tree<Node>) -> Shown {
    let mut shown = Shown {
        words: String::new(),
        starts: Vec::new(),
    };
    let mut skipped = None;
    for edge in tree.root().traverse() {
        match edge {
            Edge::Open(node) if skipped.is_none() => match node.value() {
                Node::Text(characters) => {
                    shown.starts.push((shown.words.len(), node.id()));
                    shown.words.push_str(&characters.text);
                }
                Node::Element(element) => {
                    if matches!(manner(node, element, |_| true), Manner::Shown | Manner::Perhaps(_)) {
                        shown.words.push_str(separator(element.name()));
                    } else {
                        skipped = Some(node.id());
                    }
                }
                _ => {}
            },
            Edge::Close(node) if skipped == Some(node.id()) => skipped = None,
            Edge::Close(node) if skipped.is_none() => {
                if let Node::Element(element) = node.value() {
                    shown.words.push_str(separator(element.name()));
                }
            }
            _ => {}
        }
    }
    shown
}

/// What parts an element's words from those beside it: a cell's end is as good as a colon.
fn separator(name: &str) -> &'static str {
    match name {
        "td" | "th" => ":",
        "br" => " ",
        name if is_block(name) => " ",
        _ => "",
    }
}

/// Whether the bracket at `at` closes a period: there are two years since the one that opens it.
fn is_period(bytes: &[u8], at: usize) -> bool {
    let before = bytes.get(at.saturating_sub(PERIOD)..at).unwrap_or_default();
    let opens = before.iter().rposition(|&b| b == b'(');
    let inside = opens.and_then(|opens| before.get(opens..)).unwrap_or_default();
    let numbers = inside.split(|b| !b.is_ascii_digit());
    let years = numbers.filter(|number| number.len() == 4 && (number.starts_with(b"19") || number.starts_with(b"20")));
    years.count() == 2
}

/// Whether a text stands in what heads others: a heading, or a button that folds them away.
fn heads(text: NodeRef<'_, Node>) -> bool {
    let mut above = text.ancestors().filter_map(|node| node.value().as_element());
    above.any(|element| matches!(element.name(), "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "button"))
}

/// Whether the slash at `at` is that of an entry's case number.
fn is_entry(bytes: &[u8], at: usize) -> bool {
    let before = bytes.get(at.saturating_sub(BEFORE)..at).unwrap_or_default();
    let after = bytes.get(at + 1..).unwrap_or_default();
    let Some(head) = before_number(before) else {
        return false;
    };
    let after = trim_blanks_start(after);
    let year = after.iter().take_while(|b| b.is_ascii_digit()).count();
    let rest = after.get(year..).unwrap_or_default();
    let has_day = head.iter().filter(|b| b.is_ascii_digit()).count() >= DIGITS_OF_DAY;
    matches!(year, 2 | 4) && has_day && rest.iter().take(AFTER).any(|b| *b == b':')
}

/// What stands before the country's code and the number at the end.
fn before_number(bytes: &[u8]) -> Option<&[u8]> {
    let bytes = trim_blanks_end(bytes);
    let digits = bytes.iter().rev().take_while(|b| b.is_ascii_digit()).count();
    let code = trim_blanks_end(bytes.get(..bytes.len() - digits)?);
    let letters = code.iter().rev().take_while(|b| b.is_ascii_uppercase()).count();
    ((1..=4).contains(&digits) && letters == 3).then(|| code.get(..code.len() - letters))?
}

/// White space of one byte and the bytes of a no-break blank.
fn is_blank(b: u8) -> bool {
    b.is_ascii_whitespace() || matches!(b, 0xc2 | 0xa0)
}

fn trim_blanks_end(bytes: &[u8]) -> &[u8] {
    let blanks = bytes.iter().rev().take_while(|b| is_blank(**b)).count();
    bytes.get(..bytes.len() - blanks).unwrap_or_default()
}

fn trim_blanks_start(bytes: &[u8]) -> &[u8] {
    let blanks = bytes.iter().take_while(|b| is_blank(**b)).count();
    bytes.get(blanks..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use scraper::Html;

    use super::*;

    #[test]
    fn an_entry_is_told_by_its_shape() {
        for (page, holds) in [
            (
                "<form>Urgent appeal, 3/5/2016. Case no. OMN 1/2016. State reply: None.",
                true,
            ),
            (
                "<form><b>UA</b>, 3 May 2016. Case no. <a>OMN&nbsp;1</a>/2016<p>State reply:",
                true,
            ),
            ("<form><table><tr><td>3 May 2016<td>OMN 1/2016<td>", true),
            ("<form>The case OMN 1/2016: no reply.", false),
            ("<form>On 3/5/2016 the site wrote of OMN 1/2016.", false),
            ("<form>3/5/2016, in the ratio of 1/2016: little.", false),
            (
                "<form><p hidden>UA, 3/5/2016. Case no. OMN 1/2016. State reply: None.",
                false,
            ),
            (
                "<form></form><p>UA, 3/5/2016. Case no. OMN 1/2016. State reply: None.",
                false,
            ),
        ] {
            let html = Html::parse_document(page);
            let holders = holders(&html.tree);
            let form = html.tree.nodes().find(|node| {
                let element = node.value().as_element();
                element.is_some_and(|element| element.name() == "form")
            });
            assert_eq!(form.map(|form| holders.contains(&form.id())), Some(holds), "{page}");
            assert!(form.is_some_and(|form| !holds || may_hold(form)), "{page}");
        }
    }
}
