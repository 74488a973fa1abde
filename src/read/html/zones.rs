//! What on a page is not the document: the site's menus and columns, and readers' comments below it.

use ego_tree::NodeRef;
use scraper::Node;
use scraper::node::Element;

use crate::text::Role;
use crate::text::spelling;

/// Names of classes and ids under which sites keep their own furniture.
const NAVIGATION: &[&str] = &[
    "nav",
    "navbar",
    "navigation",
    "menu",
    "main_menu",
    "main-menu",
    "top-bar",
    "topbar",
    "breadcrumb",
    "breadcrumbs",
    "sidebar",
    "secondary",
    "widget",
    "widget-area",
    "site-header",
    "site-footer",
    "header",
    "footer",
    "colophon",
    "skip-link",
    "screen-reader-text",
    "pagination",
    "cookie-notice",
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

/// The role that an element gives to all that stands in it, if it is not part of the document.
///
/// The caller exempts elements that hold the page's title: a site's body or article can carry such a class.
pub(super) fn role(element: &Element) -> Option<Role> {
    match element.name() {
        "nav" | "footer" | "aside" | "header" | "form" => return Some(Role::Navigation),
        "html" | "body" | "main" | "article" => return None,
        _ => {}
    }
    if element.attrs.is_empty() {
        return None;
    }
    if matches!(
        attribute(element, "role"),
        Some("navigation" | "banner" | "contentinfo" | "complementary" | "search")
    ) {
        return Some(Role::Navigation);
    }
    let names = [attribute(element, "id"), attribute(element, "class")];
    let mut names = names.into_iter().flatten().flat_map(str::split_ascii_whitespace);
    names.find_map(|name| {
        let is = |known: &&str| known.eq_ignore_ascii_case(name);
        if COMMENTS.iter().any(is) {
            Some(Role::Comment)
        } else if NAVIGATION.iter().any(is) {
            Some(Role::Navigation)
        } else {
            None
        }
    })
}

/// Whether an element is not shown, or is no text: scripts, pictures' descriptions, form fields.
pub(super) fn is_hidden(element: &Element) -> bool {
    match element.name() {
        "script" | "style" | "noscript" | "template" | "head" | "title" | "textarea" | "select" | "option"
        | "datalist" | "button" | "iframe" | "object" | "embed" | "svg" | "math" | "canvas" | "audio" | "video"
        | "noembed" | "noframes" => true,
        _ if element.attrs.is_empty() => false,
        _ => {
            attribute(element, "hidden").is_some()
                || attribute(element, "style").is_some_and(|style| {
                    let bare: String = style.chars().filter(|c| !c.is_whitespace()).collect();
                    bare.to_ascii_lowercase().contains("display:none")
                })
        }
    }
}

/// Whether a button is a heading's words, which fold away what is below it.
pub(super) fn is_toggle(node: NodeRef<'_, Node>) -> bool {
    let of = |node: NodeRef<'_, Node>| node.value().as_element().map(|element| element.name().to_owned());
    of(node).is_some_and(|name| name == "button")
        && node
            .ancestors()
            .filter_map(of)
            .any(|name| matches!(name.as_str(), "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "summary"))
}

/// Whether a hidden element is folded away under the heading before it, which shows it when it is clicked on.
pub(super) fn is_folded(node: NodeRef<'_, Node>) -> bool {
    const FOLDS: [&str; 5] = ["toggle", "accordion", "collaps", "spoiler", "panel"];
    let folds = |element: &Element| {
        attribute(element, "class").is_some_and(|class| {
            let class = class.to_ascii_lowercase();
            FOLDS.iter().any(|name| class.contains(name))
        })
    };
    let Some(element) = node.value().as_element().filter(|element| is_block(element.name())) else {
        return false;
    };
    let before = node.prev_siblings().find_map(|sibling| sibling.value().as_element());
    before.is_some_and(|before| {
        let heads = matches!(
            before.name(),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "summary" | "dt"
        );
        let inside = node.parent().and_then(|parent| parent.value().as_element());
        heads || folds(before) && (folds(element) || inside.is_some_and(folds))
    })
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
