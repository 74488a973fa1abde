//! The walk over a page's tree: what is read in its place, what is set aside, and which documents a page holds.

use std::cell::OnceCell;

use ego_tree::iter::Edge;
use ego_tree::{NodeId, NodeRef, Tree};
use rustc_hash::FxHashSet;
use scraper::Node;
use scraper::node::Element;

use super::bounds::{self, MAX_FRAMES, Parsed, TooLarge};
use super::line::{Announced, Draft};
use super::visibility::{self, Manner, manner};
use super::zones::{self, Zone};
use super::{OpenLink, Page, archive, entries};
use crate::text::{Aside, Builder, Item, Role};

/// What is known of a tree before the walk, or looked up when first asked for.
pub(super) struct Known<'t> {
    tree: &'t Tree<Node>,
    /// The page's title, its first heading of the highest level that is shown.
    pub title: Option<NodeId>,
    /// The elements around it, which are never furniture.
    around_title: Vec<NodeId>,
    /// The address from which links start.
    pub base: Option<&'t str>,
    holders: OnceCell<FxHashSet<NodeId>>,
    opened: OnceCell<FxHashSet<String>>,
}

impl<'t> Known<'t> {
    pub fn of(tree: &'t Tree<Node>) -> Self {
        let mut base = None;
        let title = tree.nodes().find(|node| {
            let Some(element) = node.value().as_element() else {
                return false;
            };
            // It stands in the head, before any heading.
            if element.name() == "base" && base.is_none() {
                base = element.attr("href");
            }
            element.name() == "h1" && !is_away(*node)
        });
        Self {
            tree,
            title: title.map(|title| title.id()),
            around_title: title.map_or_else(Vec::new, |h1| h1.ancestors().map(|node| node.id()).collect()),
            base,
            holders: OnceCell::new(),
            opened: OnceCell::new(),
        }
    }

    fn holds(&self, node: NodeRef<'_, Node>) -> bool {
        let holders = || self.holders.get_or_init(|| entries::holders(self.tree));
        entries::may_hold(node) && holders().contains(&node.id())
    }

    fn opens(&self, id: &str) -> bool {
        self.opened.get_or_init(|| visibility::opened(self.tree)).contains(id)
    }
}

/// Whether a heading stands in what is hidden or an archive's.
fn is_away(heading: NodeRef<'_, Node>) -> bool {
    let mut above = heading.ancestors().filter_map(|node| node.value().as_element());
    above.any(|element| archive::is_bar(element) || element.name() == "template" || visibility::is_hidden(element))
}

/// What was being read when an element was met that is set aside.
pub(super) struct Suspended {
    /// Frames around the element.
    pub depth: usize,
    reason: Aside,
    draft: Draft,
    links: Vec<OpenLink>,
    markers: Vec<(Item, String)>,
    comments: Option<Announced>,
    paragraph: u32,
    preformatted: usize,
}

impl Page {
    /// Reads a tree: the page's own, or that of a document so many frames within it.
    pub(super) fn walk(&mut self, known: &Known<'_>, frames: usize) -> Result<(), TooLarge> {
        let mut skipped: Option<NodeId> = None;
        for edge in known.tree.root().traverse() {
            match edge {
                Edge::Open(node) if skipped.is_none() => match node.value() {
                    Node::Text(characters) => self.characters(&characters.text),
                    Node::Comment(comment) => self.in_bar = archive::bar(&comment.comment).unwrap_or(self.in_bar),
                    Node::Element(element) => {
                        let walks = is_transparent(element, frames) || self.enter(node, element, known, frames)?;
                        skipped = (!walks).then(|| node.id());
                    }
                    _ => {}
                },
                Edge::Close(node) if skipped == Some(node.id()) => skipped = None,
                Edge::Close(node) if skipped.is_none() => {
                    if let Node::Element(element) = node.value()
                        && !is_transparent(element, frames)
                    {
                        self.leave(element);
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Opens an element; false when what is in it is not to be walked over.
    fn enter(
        &mut self,
        node: NodeRef<'_, Node>,
        element: &Element,
        known: &Known<'_>,
        frames: usize,
    ) -> Result<bool, TooLarge> {
        let of_archive = (self.in_bar || archive::is_bar(element)).then_some(Aside::Archive);
        let manner = manner(node, element, |id| known.opens(id));
        let reason = match (manner, of_archive) {
            (Manner::NoText, _) => {
                self.count_child();
                return Ok(false);
            }
            (Manner::Markup(markup, reason), _) => {
                let reason = of_archive.unwrap_or(reason);
                self.markup(node, element, markup, reason, known, frames)?;
                return Ok(false);
            }
            (_, Some(reason)) | (Manner::SetAside(reason), None) => Some(reason),
            (Manner::Perhaps(reason), None) => Some(reason).filter(|_| !known.holds(node)),
            (Manner::Shown, None) => None,
        };
        if let Some(reason) = reason {
            self.suspend(reason);
        }
        self.open(node, element, known);
        Ok(true)
    }

    fn leave(&mut self, element: &Element) {
        let begun = self.suspended.as_ref().map(|suspended| suspended.depth + 1);
        let ends = begun == Some(self.frames.len());
        if ends {
            self.end_paragraph();
        }
        self.close(element);
        if ends {
            self.resume();
        }
    }

    /// Reads the document that an element holds as mere characters: as the page's own if it holds an entry.
    fn markup(
        &mut self,
        node: NodeRef<'_, Node>,
        element: &Element,
        markup: Option<String>,
        reason: Aside,
        known: &Known<'_>,
        frames: usize,
    ) -> Result<(), TooLarge> {
        let markup = markup.unwrap_or_else(|| {
            let texts = node.children().filter_map(|child| child.value().as_text());
            texts.map(|characters| &*characters.text).collect()
        });
        if markup.trim().is_empty() {
            self.count_child();
            return Ok(());
        }
        if frames >= MAX_FRAMES {
            return Err(TooLarge::Frames);
        }
        let Parsed { html, .. } = bounds::parse(&markup, self.nodes_left)?;
        self.nodes_left = self.nodes_left.saturating_sub(html.tree.nodes().len());
        let inner = Known::of(&html.tree);
        let is_shown = matches!(reason, Aside::NoScript | Aside::Frame) && inner.holds(html.tree.root());
        if !is_shown {
            self.suspend(reason);
        }
        self.end_paragraph();
        self.open(node, element, known);
        self.walk(&inner, frames + 1)?;
        self.end_paragraph();
        self.leave(element);
        Ok(())
    }

    /// Begins to set aside the element that is opened next; what stands in it is set aside with it.
    fn suspend(&mut self, reason: Aside) {
        if self.suspended.is_some() {
            return;
        }
        self.suspended = Some(Suspended {
            depth: self.frames.len(),
            reason,
            draft: std::mem::take(&mut self.draft),
            links: std::mem::take(&mut self.links),
            markers: std::mem::take(&mut self.markers),
            comments: self.comments.take(),
            paragraph: std::mem::replace(&mut self.paragraph, self.aside_paragraph),
            preformatted: std::mem::take(&mut self.preformatted),
        });
    }

    /// Goes on where it was before the element that was set aside.
    fn resume(&mut self) {
        if let Some(suspended) = self.suspended.take() {
            self.aside_paragraph = self.paragraph;
            self.draft = suspended.draft;
            self.links = suspended.links;
            self.markers = suspended.markers;
            self.comments = suspended.comments;
            self.paragraph = suspended.paragraph;
            self.preformatted = suspended.preformatted;
        }
    }

    /// Why the element that is being opened is set aside, if it is one that begins to be.
    pub(super) fn begins_aside(&self) -> Option<Aside> {
        let suspended = self.suspended.as_ref();
        let begun = suspended.filter(|suspended| suspended.depth == self.frames.len());
        begun.map(|suspended| suspended.reason)
    }

    /// Where lines go: into the document's own text, or beside it.
    pub(super) fn out(&mut self) -> &mut Builder {
        if self.suspended.is_some() {
            &mut self.aside
        } else {
            &mut self.builder
        }
    }

    /// Where the next line will start there.
    pub(super) fn next_start(&self) -> usize {
        let out = if self.suspended.is_some() {
            &self.aside
        } else {
            &self.builder
        };
        out.next_start()
    }

    /// The role of all that stands in an element, if it is not part of the document.
    pub(super) fn zone(&self, node: NodeRef<'_, Node>, element: &Element, known: &Known<'_>) -> Option<Role> {
        let zone = zones::zone(element)?;
        if known.around_title.contains(&node.id()) {
            return None;
        }
        match zone {
            Zone::Firm(role) => Some(role),
            Zone::Header if self.past_title || self.is_in_section() => None,
            Zone::Header => Some(Role::Navigation).filter(|_| !known.holds(node)),
            Zone::Loose(role) => Some(role).filter(|_| !known.holds(node)),
        }
    }

    /// Whether a `header` here would be that of a part of the page.
    fn is_in_section(&self) -> bool {
        self.frames
            .iter()
            .any(|frame| matches!(&*frame.name, "section" | "article"))
    }
}

/// Whether an element is there because each document has it, not because the page does.
fn is_transparent(element: &Element, frames: usize) -> bool {
    frames > 0 && matches!(element.name(), "html" | "head" | "body")
}

#[cfg(test)]
mod tests {
    use crate::read::html::{TooLarge, text};
    use crate::text::{Role, Text};

    const ENTRY: &str = "<p>UA, 3/5/2016. Case no. OMN 1/2016. State reply: None to date.</p>";

    fn read(page: &str) -> Text {
        text(page.as_bytes(), None).expect("a page").0
    }

    /// The role of the line with the case number, wherever it is.
    fn role(text: &Text) -> Option<String> {
        let mut lines = text.lines().iter().chain(text.set_aside());
        let line = lines.find(|line| text.slice(line.span).contains("OMN 1/2016"))?;
        Some(line.role.to_string())
    }

    #[test]
    fn wherever_an_entry_stands_it_becomes_a_line() {
        for (before, after, own) in [
            ("", "", "body"),
            ("<form>", "</form>", "body"),
            ("<aside>", "</aside>", "body"),
            ("<header>", "</header>", "body"),
            ("<div role=complementary>", "</div>", "body"),
            ("<div id=sidebar>", "</div>", "body"),
            ("<noscript>", "</noscript>", "body"),
            ("<object>", "</object>", "body"),
            ("<button>", "</button>", "body"),
            ("<details>", "</details>", "body"),
            ("<x-y><template shadowrootmode=open>", "</template></x-y>", "body"),
            ("<div hidden=until-found>", "</div>", "body"),
            ("<a href=#x>A</a><div id=x hidden>", "</div>", "body"),
            ("<nav>", "</nav>", "navigation"),
            ("<footer>", "</footer>", "navigation"),
            ("<ul class=menu><li>", "</ul>", "navigation"),
            ("<div id=comments>", "</div>", "comment"),
            ("<h3>Comments</h3>", "", "comment"),
            ("<div hidden>", "</div>", "hidden"),
            ("<dialog>", "</dialog>", "hidden"),
            ("<template>", "</template>", "template"),
            ("<div class=sr-only>", "</div>", "clipped"),
            ("<div hidden><noscript>", "</noscript></div>", "hidden"),
            ("<select><option>", "</select>", "form"),
            ("<textarea>", "</textarea>", "form"),
            ("<input value='", "'>", "form"),
            ("<video>", "</video>", "fallback"),
            ("<iframe>", "</iframe>", "fallback"),
            ("<noframes>", "</noframes>", "fallback"),
            ("<svg><desc>", "</desc></svg>", "picture"),
            ("<title>", "</title>", "title"),
            ("<div id=wm-ipp>", "</div>", "archive"),
            ("<div hidden><script>", "</script></div>", ""),
            ("<style>", "</style>", ""),
            ("<!--", "-->", ""),
            ("<img alt='", "'>", ""),
        ] {
            let text = read(&format!(
                "<!DOCTYPE html><body><p>A page.</p>{before}{ENTRY}{after}<p>Its end.</p>"
            ));
            assert_eq!(role(&text).unwrap_or_default(), own, "{before}");
            let aside = text
                .set_aside()
                .iter()
                .all(|line| matches!(line.role, Role::SetAside(_)));
            assert!(aside && text.string().starts_with("A page."), "{before}");
        }
    }

    #[test]
    fn links_over_raised_figures_lie_over_what_is_printed() {
        for (page, expected) in [
            ("<p>a<sup><a href=u>1</a></sup> b", "¹"),
            ("<p>a<sup>[<a href=u>12</a>]</sup> b", "¹²"),
            ("<p>a<a href=u>b<sup>[2]</sup></a>", "b²"),
            ("<p>a<sup><s><a href=u>3</a></s></sup>", "³"),
        ] {
            let text = read(page);
            let links: Vec<&str> = text.links().iter().map(|link| text.slice(link.span)).collect();
            assert_eq!(links, [expected], "{page}");
            let struck: Vec<&str> = text
                .struck_in(crate::text::Span::new(0, 99))
                .map(|span| text.slice(span))
                .collect();
            assert!(struck.iter().all(|words| *words == expected), "{page}");
        }
    }

    #[test]
    fn a_link_ends_with_its_last_printed_line() {
        for page in [
            "<a href=u>Oman<br>\u{a0}<li hidden><ol hidden>",
            "<p><a href=u>Oman<br>\u{a0}</a>",
            "<p><a href=u>Oman<br></a>more",
        ] {
            let text = read(page);
            let links: Vec<&str> = text.links().iter().map(|link| text.slice(link.span)).collect();
            assert_eq!(links, ["Oman"], "{page}");
        }
    }

    #[test]
    fn what_is_set_aside_takes_nothing_from_what_is_not() {
        let text =
            read("<ol><li>One<b hidden>two<p>three</b><li hidden>four<li>five <a href=u>s<i hidden>i</i>x</a></ol>");
        assert_eq!(text.string(), "1. One\n2. five sx");
        let aside: Vec<&str> = text.set_aside().iter().map(|line| text.slice(line.span)).collect();
        assert_eq!(aside, ["two", "three", "• four", "i"]);
        let [link] = text.links() else { panic!("one link") };
        assert_eq!(text.slice(link.span), "sx");
        let page = "<p>a<noscript><p>b<iframe srcdoc='c'></iframe></noscript>";
        let paths = read(page).set_aside().len();
        assert_eq!(paths, 2);
    }

    #[test]
    fn documents_within_documents_have_a_bound() {
        let mut page = "<p>x".to_owned();
        for _ in 0..6 {
            let escaped = page.replace('&', "&amp;").replace('"', "&quot;");
            page = format!("<iframe srcdoc=\"{escaped}\"></iframe>");
        }
        assert_eq!(
            text(page.as_bytes(), None).map(|(text, _)| text.lines().len()),
            Err(TooLarge::Frames)
        );
    }

    #[test]
    fn copies_of_an_archive_lead_to_the_pages() {
        let link = |page: &str| {
            let text = read(page);
            let link = text.links().first().expect("a link");
            (link.url.clone(), link.archived.is_some())
        };
        let copy = "https://web.archive.org/web/2017/https://a.example/";
        let page = "https://a.example/".to_owned();
        assert_eq!(link(&format!("<a href={copy}>x</a>")), (page.clone(), true));
        assert_eq!(
            link("<a href=/web/2017/https://a.example/>x</a><a href=b>y</a><a href=c>z</a>"),
            (page, true)
        );
        // A page that is no copy can name one.
        let other = "<a href=https://b.example/>y</a><a href=https://c.example/>z</a>";
        assert_eq!(link(&format!("<a href={copy}>x</a>{other}")), (copy.to_owned(), false));
    }
}
