//! Copies of pages that the Wayback Machine made: what it put into them, and whether a page is one.

use ego_tree::Tree;
use memchr::memmem;
use scraper::Node;
use scraper::node::Element;

use super::zones::attribute;
use crate::text::archive::original;

/// Words that stand in the comments and scripts of copies alone.
const MARKS: [&str; 5] = [
    "BEGIN WAYBACK TOOLBAR INSERT",
    "End Wayback Rewrite JS Include",
    "FILE ARCHIVED ON",
    "/_static/js/bundle-playback.js",
    "/_static/js/wombat.js",
];
/// What opens the bar that the archive puts on top of a page.
const BAR_BEGINS: &str = "BEGIN WAYBACK TOOLBAR INSERT";
/// What ends it.
const BAR_ENDS: &str = "END WAYBACK TOOLBAR INSERT";

/// Whether a page is a copy: the archive's marks stand in it, or most of its links lead to other copies.
pub(super) fn is_copy(page: &str, tree: &Tree<Node>) -> bool {
    // Each of them, and each link that an archive changed, has it.
    if memmem::find(page.as_bytes(), b"/web/").is_none() && memmem::find(page.as_bytes(), b"FILE ARCHIVED").is_none() {
        return false;
    }
    if MARKS
        .iter()
        .any(|mark| memmem::find(page.as_bytes(), mark.as_bytes()).is_some())
    {
        return true;
    }
    let elements = tree.nodes().filter_map(|node| node.value().as_element());
    let anchors = elements.filter(|element| element.name() == "a");
    let targets = anchors.filter_map(|anchor| attribute(anchor, "href"));
    let whole = targets.filter(|url| url.starts_with("http") || url.starts_with("/web/"));
    let (mut all, mut copies) = (0, 0);
    for url in whole {
        all += 1;
        copies += usize::from(original(url).is_some());
    }
    copies * 2 > all
}

/// Whether an element is the archive's: its bar, or what it prints in its place.
pub(super) fn is_bar(element: &Element) -> bool {
    attribute(element, "id").is_some_and(|id| id.starts_with("wm-ipp") || id == "donato")
}

/// Whether a comment opens the archive's bar or ends it.
pub(super) fn bar(comment: &str) -> Option<bool> {
    match comment.trim() {
        BAR_BEGINS => Some(true),
        BAR_ENDS => Some(false),
        _ => None,
    }
}
