//! What on a page is not the document: the site's menus and columns, and readers' comments below it.

use scraper::node::Element;

use crate::text::Role;
use crate::text::spelling;

/// Names of classes and ids under which sites keep their menus and feet.
const NAVIGATION: &[&str] = &[
    "nav",
    "navbar",
    "navigation",
    "menu",
    "main_menu",
    "main-menu",
    "breadcrumb",
    "breadcrumbs",
    "site-footer",
    "footer",
    "colophon",
    "skip-link",
    "pagination",
    "cookie-notice",
];

/// Names of classes and ids that say where on the screen an element stands rather than what it is.
const COLUMNS: &[&str] = &[
    "top-bar",
    "topbar",
    "sidebar",
    "secondary",
    "widget",
    "widget-area",
    "site-header",
    "header",
];

/// Names of classes and ids under which sites keep readers' comments.
const COMMENTS: &[&str] = &[
    "comments",
    "comment",
    "commentlist",
    "comment-list",
    "comments-area",
    "comment-respond",
    "comment-body",
    "comment-content",
    "comments-list",
    "comments-wrap",
    "comments-section",
    "respond",
    "fb-comments",
    "disqus_thread",
    "sharedaddy",
    "share-buttons",
    "addthis_toolbox",
];

/// What an element seems to be that is not part of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Zone {
    /// The site's or its readers' own, whatever stands in it.
    Firm(Role),
    /// The site's by its looks, unless it holds entries.
    Loose(Role),
    /// The head of the site, or of a section.
    Header,
}

/// What an element makes of all that stands in it, if it is not part of the document.
///
/// The caller exempts elements that hold the page's title: a site's body or article can carry such a class.
pub(super) fn zone(element: &Element) -> Option<Zone> {
    match element.name() {
        "nav" | "footer" => return Some(Zone::Firm(Role::Navigation)),
        "header" if !is_site_header(element) => return Some(Zone::Header),
        "aside" | "form" | "header" => return Some(Zone::Loose(Role::Navigation)),
        "html" | "body" | "main" | "article" => return None,
        _ => {}
    }
    if element.attrs.is_empty() {
        return None;
    }
    match attribute(element, "role") {
        Some("navigation" | "contentinfo" | "search") => return Some(Zone::Firm(Role::Navigation)),
        Some("banner" | "complementary") => return Some(Zone::Loose(Role::Navigation)),
        _ => {}
    }
    let names = [attribute(element, "id"), attribute(element, "class")];
    let mut names = names.into_iter().flatten().flat_map(str::split_ascii_whitespace);
    names.find_map(|name| {
        let is = |known: &&str| known.eq_ignore_ascii_case(name);
        if COMMENTS.iter().any(is) {
            Some(Zone::Firm(Role::Comment))
        } else if NAVIGATION.iter().any(is) {
            Some(Zone::Firm(Role::Navigation))
        } else if name.eq_ignore_ascii_case("header") && attribute(element, "id") != Some(name) {
            Some(Zone::Header)
        } else if COLUMNS.iter().any(is) {
            Some(Zone::Loose(Role::Navigation))
        } else {
            None
        }
    })
}

/// Whether a `header` is by its name that of the site, wherever it stands.
fn is_site_header(element: &Element) -> bool {
    let names = [attribute(element, "id"), attribute(element, "class")];
    let mut names = names.into_iter().flatten().flat_map(str::split_ascii_whitespace);
    attribute(element, "role") == Some("banner")
        || attribute(element, "id") == Some("header")
        || names.any(|name| name.eq_ignore_ascii_case("site-header"))
}

/// The value of an attribute. Comparing names spares the table of interned ones, which a look-up by `Element::attr`
/// asks each time.
pub(super) fn attribute<'e>(element: &'e Element, name: &str) -> Option<&'e str> {
    let found = element.attrs.iter().find(|(of, _)| &*of.local == name);
    found.map(|(_, value)| &**value)
}

/// Whether an element starts a line of its own.
pub(super) fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hr"
            | "html"
            | "legend"
            | "li"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "optgroup"
            | "option"
            | "p"
            | "pre"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
            | "ul"
    )
}

/// Whether a line leads back to the head of the page.
pub(super) fn leads_up(line: &str) -> bool {
    const WORDS: &[&str] = &[
        "back to top",
        "back to the top",
        "return to top",
        "go to top",
        "top of page",
        "top",
        "retour en haut",
        "haut de page",
        "haut de la page",
        "volver arriba",
        "ir arriba",
        "arriba",
    ];
    /// Bytes of the longest such line, with the arrows and brackets around its words.
    const LONGEST: usize = 60;
    if line.len() > LONGEST {
        return false;
    }
    let bare = line.trim_matches(|c: char| !c.is_alphabetic());
    WORDS.iter().any(|words| spelling::is(bare, words))
}

/// Whether a heading announces readers' comments or sharing buttons.
pub(super) fn announces_comments(heading: &str) -> bool {
    const WORDS: &[&str] = &[
        "comments",
        "comment",
        "share",
        "share this",
        "share this page",
        "share on",
        "leave a reply",
        "leave a comment",
        "post a comment",
        "add a comment",
        "add comment",
        "reader comments",
        "readers' comments",
        "reader's comments",
        "join the discussion",
        "comentarios",
        "commentaires",
        "deja un comentario",
        "laisser un commentaire",
    ];
    let bare = heading.trim_matches(|c: char| spelling::is_blank(c) || c.is_ascii_digit() || "()[]:.•".contains(c));
    let counted = bare.len() < heading.trim().len()
        && [
            "comments on",
            "thoughts on",
            "thought on",
            "responses to",
            "response to",
            "replies",
        ]
        .iter()
        .any(|w| spelling::eat(bare, w).is_some());
    counted && heading.starts_with(|c: char| c.is_ascii_digit()) || WORDS.iter().any(|words| spelling::is(bare, words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_of_comments() {
        for heading in [
            "Comments",
            "Share",
            "3 Comments",
            "Comments (12)",
            "Leave a Reply",
            "2 thoughts on “Kazakhstan”",
        ] {
            assert!(announces_comments(heading), "{heading}");
        }
        for heading in [
            "Observations",
            "Responses to communications",
            "Comments by the Government",
            "Comments on the law",
            "Shared housing",
        ] {
            assert!(!announces_comments(heading), "{heading}");
        }
    }
}
