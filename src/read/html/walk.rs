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
use crate::text::{Aside, Builder, Role};

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

    fn holders(&self) -> &FxHashSet<NodeId> {
        self.holders.get_or_init(|| entries::holders(self.tree))
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
    markers: Vec<(u32, String)>,
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
                        if !is_transparent(element, frames) && !self.enter(node, element, known, frames)? {
                            skipped = Some(node.id());
                        }
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
            (Manner::Perhaps(reason), None) => Some(reason).filter(|_| !known.holders().contains(&node.id())),
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
        let is_shown = inner.holders().contains(&html.tree.root().id()) && reason != Aside::Archive;
        if is_shown {
            self.end_paragraph();
        } else {
            self.suspend(reason);
        }
        self.open(node, element, known);
        self.walk(&inner, frames + 1)?;
        if is_shown {
            self.end_paragraph();
        }
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
            Zone::Header => Some(Role::Navigation).filter(|_| !known.holders().contains(&node.id())),
            Zone::Loose(role) => Some(role).filter(|_| !known.holders().contains(&node.id())),
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
