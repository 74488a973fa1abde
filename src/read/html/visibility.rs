//! What of a page is shown, what is text that nobody sees, and what is no text at all.

use ego_tree::{NodeRef, Tree};
use rustc_hash::FxHashSet;
use scraper::Node;
use scraper::node::Element;

use super::zones::{attribute, is_block};
use crate::text::Aside;

/// How an element's content is to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Manner {
    /// As the page's own, where it stands.
    Shown,
    /// Not at all: it is no text.
    NoText,
    /// As text that is set aside.
    SetAside(Aside),
    /// As text that is set aside unless it is the document's own: the page shows it to some of its readers.
    Perhaps(Aside),
    /// As markup that the parser took for characters: an attribute's, or those that the element holds.
    Markup(Option<String>, Aside),
}

/// Tells how an element is to be read. `can_be_opened` says whether something on the page shows the element of an id.
pub(super) fn manner(node: NodeRef<'_, Node>, element: &Element, can_be_opened: impl FnOnce(&str) -> bool) -> Manner {
    match element.name() {
        "script" | "style" => return Manner::NoText,
        "title" => return Manner::SetAside(Aside::Title),
        "noscript" => return Manner::Markup(None, Aside::NoScript),
        "iframe" => {
            let document = attribute(element, "srcdoc").map(str::to_owned);
            let reason = if document.is_some() {
                Aside::Frame
            } else {
                Aside::Fallback
            };
            return Manner::Markup(document, reason);
        }
        "noembed" | "noframes" => return Manner::Markup(None, Aside::Fallback),
        "template" if attribute(element, "shadowrootmode").is_none() => return Manner::SetAside(Aside::Template),
        "textarea" | "select" | "option" | "datalist" => return Manner::SetAside(Aside::Form),
        "input" => return typed(element).map_or(Manner::Shown, |value| Manner::Markup(Some(value), Aside::Form)),
        "button" if !is_toggle(node) => return Manner::Perhaps(Aside::Button),
        "object" => return Manner::Perhaps(Aside::Fallback),
        "canvas" | "audio" | "video" | "embed" => return Manner::SetAside(Aside::Fallback),
        "svg" | "math" => return Manner::SetAside(Aside::Picture),
        "dialog" if attribute(element, "open").is_some() => {}
        "dialog" => return Manner::SetAside(Aside::Hidden),
        _ if element.attrs.is_empty() => return Manner::Shown,
        _ => {}
    }
    if is_hidden(element) {
        let opens = |id: &str| is_block(element.name()) && can_be_opened(id);
        return if is_folded(node) || is_panel(element) {
            Manner::Shown
        } else if attribute(element, "id").is_some_and(opens) {
            Manner::Perhaps(Aside::Hidden)
        } else {
            Manner::SetAside(Aside::Hidden)
        };
    }
    if is_faded(node, element) {
        return Manner::SetAside(Aside::Hidden);
    }
    if is_clipped(element) {
        return Manner::SetAside(Aside::Clipped);
    }
    Manner::Shown
}

/// The words that a field for text shows, as markup.
fn typed(element: &Element) -> Option<String> {
    let kind = attribute(element, "type").unwrap_or("text");
    let value = attribute(element, "value")?;
    let shown = kind.eq_ignore_ascii_case("text") && value.contains(char::is_whitespace);
    shown.then(|| value.replace('&', "&amp;").replace('<', "&lt;"))
}

/// Whether browsers do not show an element until a script does.
pub(super) fn is_hidden(element: &Element) -> bool {
    // What can be searched for is opened by the browser itself.
    let hidden = attribute(element, "hidden").is_some_and(|until| !until.eq_ignore_ascii_case("until-found"));
    hidden
        || declarations(element).any(|(name, value)| match name.as_str() {
            "display" => value == "none",
            "visibility" => matches!(value.as_str(), "hidden" | "collapse"),
            _ => false,
        })
}

/// Whether words within a line have no size, or cannot be seen through. A block without either holds elements that bring
/// their own size, or is shown by a script as the reader comes to it.
fn is_faded(node: NodeRef<'_, Node>, element: &Element) -> bool {
    let is_nothing = |value: &str| {
        let digits = value.trim_end_matches(|c: char| c.is_alphabetic() || c == '%');
        digits.parse::<f32>().is_ok_and(|number| number <= 0.0)
    };
    let faded = || {
        let mut own = declarations(element);
        own.any(|(name, value)| matches!(name.as_str(), "font-size" | "opacity") && is_nothing(&value))
    };
    !is_block(element.name()) && node.children().all(|child| !child.value().is_element()) && faded()
}

/// The declarations of an element's own style, in lower case and without blanks.
pub(super) fn declarations(element: &Element) -> impl Iterator<Item = (String, String)> {
    let style = attribute(element, "style").unwrap_or_default();
    style.split(';').filter_map(|declaration| {
        let (name, value) = declaration.split_once(':')?;
        let bare = |part: &str| -> String {
            let printed = part.chars().filter(|c| !c.is_whitespace());
            printed.flat_map(char::to_lowercase).collect()
        };
        let value = bare(value);
        let value = value.strip_suffix("!important").unwrap_or(&value).to_owned();
        Some((bare(name), value))
    })
}

/// Names of classes of words that are there for screen readers only.
const FOR_SCREEN_READERS: &[&str] = &[
    "screen-reader-text",
    "screen-reader-only",
    "screen-reader",
    "screenreader",
    "sr-only",
    "sr-only-focusable",
    "visually-hidden",
    "visually-hidden-focusable",
    "visuallyhidden",
    "hidden-visually",
    "a11y-hidden",
    "assistive-text",
    "element-invisible",
    "show-for-sr",
    "off-screen",
    "offscreen",
];

/// Whether an element is clipped away from sight, or named as if it were.
fn is_clipped(element: &Element) -> bool {
    let classes = attribute(element, "class").unwrap_or_default().split_ascii_whitespace();
    // Frameworks put their own name before it; `not-` undoes it.
    let named = classes
        .map(|class| class.to_ascii_lowercase().replace('_', "-"))
        .any(|class| {
            FOR_SCREEN_READERS.iter().any(|name| {
                let before = class.strip_suffix(name);
                before.is_some_and(|before| before.is_empty() || before.ends_with('-') && !before.ends_with("not-"))
            })
        });
    named || attribute(element, "style").is_some() && is_clipped_by_style(element)
}

fn is_clipped_by_style(element: &Element) -> bool {
    /// Pixels beyond which text stands off any screen.
    const OFF_SCREEN: f32 = -900.0;
    /// Pixels of a box in which nothing can be read.
    const NO_BOX: f32 = 1.0;
    let (mut tiny, mut positioned, mut overflows) = (0, false, true);
    let mut away = false;
    for (name, value) in declarations(element) {
        let pixels = value.strip_suffix("px").unwrap_or(&value).parse::<f32>().ok();
        match name.as_str() {
            "width" | "height" | "max-width" | "max-height" => {
                tiny += u8::from(pixels.is_some_and(|size| size <= NO_BOX));
            }
            "overflow" => overflows = !matches!(value.as_str(), "hidden" | "clip"),
            "position" => positioned = matches!(value.as_str(), "absolute" | "fixed"),
            "clip" => away |= value.strip_prefix("rect(").is_some_and(is_no_box),
            "clip-path" => away |= matches!(value.as_str(), "inset(50%)" | "inset(100%)" | "circle(0)"),
            "left" | "top" | "right" | "text-indent" | "margin-left" => {
                away |= pixels.is_some_and(|at| at < OFF_SCREEN) || is_far_in_letters(&value);
            }
            _ => {}
        }
    }
    away && (positioned || overflows) || tiny >= 2 && !overflows
}

/// Whether the edges of a clipping rectangle, without what opens it, leave no room between them.
fn is_no_box(edges: &str) -> bool {
    let digits = edges.chars().filter(char::is_ascii_digit);
    let mut digits = digits.peekable();
    digits.peek().is_some() && (digits.clone().all(|c| c == '0') || digits.all(|c| c == '1'))
}

/// Whether a length in letters' widths is off any screen.
fn is_far_in_letters(value: &str) -> bool {
    let letters = value.strip_suffix("rem").or_else(|| value.strip_suffix("em"));
    letters.is_some_and(|length| length.parse::<f32>().is_ok_and(|length| length < -60.0))
}

/// Whether an element is one of several panels of which a tab shows one.
fn is_panel(element: &Element) -> bool {
    const NAMES: [&str; 8] = [
        "tab-pane",
        "tab-panel",
        "tabpanel",
        "tab-content",
        "tabcontent",
        "tabs-panel",
        "tabs-content",
        "tab-body",
    ];
    let of_role = attribute(element, "role").is_some_and(|role| role.eq_ignore_ascii_case("tabpanel"));
    let classes = attribute(element, "class").unwrap_or_default().split_ascii_whitespace();
    of_role
        || is_block(element.name())
            && classes
                .map(|class| class.to_ascii_lowercase().replace('_', "-"))
                .any(|class| NAMES.iter().any(|name| class.ends_with(name)))
}

/// The ids of the elements that something on the page shows when it is clicked on.
pub(super) fn opened(tree: &Tree<Node>) -> FxHashSet<String> {
    let mut ids = FxHashSet::default();
    let elements = tree.nodes().filter_map(|node| node.value().as_element());
    for (name, value) in elements.flat_map(|element| &element.attrs) {
        match &*name.local {
            "aria-controls" => ids.extend(value.split_ascii_whitespace().map(str::to_owned)),
            "href" | "data-target" | "data-bs-target" => ids.extend(value.strip_prefix('#').map(str::to_owned)),
            "popovertarget" | "commandfor" => ids.extend([value.to_string()]),
            _ => {}
        }
    }
    ids
}

/// Whether a button is a heading's words, which fold away what is below it.
fn is_toggle(node: NodeRef<'_, Node>) -> bool {
    node.ancestors()
        .filter_map(|node| node.value().as_element())
        .any(|element| is_heading(element.name()) || element.name() == "summary")
}

fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

/// Whether a hidden element is folded away under the heading before it, which shows it when it is clicked on.
fn is_folded(node: NodeRef<'_, Node>) -> bool {
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
        let heads = is_heading(before.name()) || matches!(before.name(), "summary" | "dt");
        let inside = node.parent().and_then(|parent| parent.value().as_element());
        heads || folds(before) && (folds(element) || inside.is_some_and(folds))
    })
}

#[cfg(test)]
mod tests {
    use scraper::Html;

    use super::*;

    /// The manner of the first element with the class `x`, or of the one in the page's body.
    fn of(page: &str) -> Manner {
        let html = Html::parse_document(page);
        let found = html.tree.nodes().find_map(|node| {
            let element = node.value().as_element()?;
            let classes = attribute(element, "class").unwrap_or_default();
            classes.split(' ').any(|class| class == "x").then_some((node, element))
        });
        let (node, element) = found.expect("an element of the class");
        let ids = opened(&html.tree);
        manner(node, element, |id| ids.contains(id))
    }

    #[test]
    fn what_browsers_do_not_show() {
        let (hidden, clipped) = (Manner::SetAside(Aside::Hidden), Manner::SetAside(Aside::Clipped));
        for (page, manner) in [
            ("<div class=x>", Manner::Shown),
            ("<div class=x hidden>", hidden.clone()),
            ("<div class=x hidden='until-found'>", Manner::Shown),
            (
                "<div class=x style='color:red; DISPLAY : none !important'>",
                hidden.clone(),
            ),
            ("<div class=x style='visibility:hidden'>", hidden.clone()),
            ("<div class=x role=tabpanel hidden>", Manner::Shown),
            ("<div class='x uk-tab-content' style=display:none>", Manner::Shown),
            (
                "<a href=#part>show</a><div class=x id=part style=display:none>",
                Manner::Perhaps(Aside::Hidden),
            ),
            (
                "<a href=#other>show</a><div class=x id=part style=display:none>",
                hidden.clone(),
            ),
            ("<h3>A</h3><div class=x style=display:none>", Manner::Shown),
            ("<dialog class=x>", hidden),
            ("<dialog class=x open>", Manner::Shown),
            ("<template class=x shadowrootmode=open>", Manner::Shown),
            ("<template class=x>", Manner::SetAside(Aside::Template)),
            ("<button class=x>", Manner::Perhaps(Aside::Button)),
            ("<h3><button class=x>", Manner::Shown),
            (
                "<iframe class=x srcdoc='<p>a'>",
                Manner::Markup(Some("<p>a".to_owned()), Aside::Frame),
            ),
            ("<span class='x SR_only'>", clipped.clone()),
            ("<span class='x usa-sr-only'>", clipped.clone()),
            (
                "<span class=x style='font-size:0'>a</span>",
                Manner::SetAside(Aside::Hidden),
            ),
            ("<i class=x style='opacity: 0.0'>a</i>", Manner::SetAside(Aside::Hidden)),
            (
                "<span class=x style='font-size:.9em; opacity:1'>a</span>",
                Manner::Shown,
            ),
            ("<span class=x style='font-size:0'><b>a</b></span>", Manner::Shown),
            ("<li class=x style='opacity:0'>a</li>", Manner::Shown),
            ("<span class='x not-sr-only'>", Manner::Shown),
            (
                "<span class=x style='position:absolute;clip:rect(1px, 1px, 1px, 1px)'>",
                clipped.clone(),
            ),
            (
                "<span class=x style='position:absolute;clip:rect(0 0 90px 90px)'>",
                Manner::Shown,
            ),
            (
                "<span class=x style='width:1px;height:1px;overflow:hidden'>",
                clipped.clone(),
            ),
            (
                "<span class=x style='position:absolute; left:-9999px'>",
                clipped.clone(),
            ),
            ("<span class=x style='left:-10px;width:1px'>", Manner::Shown),
            ("<span class=x style='text-indent:-9999em'>", clipped),
        ] {
            assert_eq!(of(page), manner, "{page}");
        }
    }
}
