//! Web pages: the printed lines of a page, in the order of its markup.

mod archive;
mod bounds;
mod decode;
mod entries;
mod line;
mod lists;
mod notes;
mod prescan;
mod tables;
mod visibility;
mod walk;
mod xhtml;
mod zones;

use std::borrow::Cow;

use ego_tree::NodeRef;
use html5ever::LocalName;
use rustc_hash::FxHashMap;
use scraper::Node;
use scraper::node::Element;

use bounds::Parsed;
pub use bounds::{MAX_ATTRIBUTES, MAX_BYTES, MAX_DEPTH, MAX_FRAMES, MAX_NODES, TooLarge};

use crate::diagnostic::{Code, Diagnostic};
use crate::text::archive::original;
use crate::text::spelling::is_blank;
use crate::text::{Builder, ElementId, Item, Role, Span, Text};
use decode::Decoded;
use line::{Announced, Draft};
use lists::List;
use walk::{Known, Suspended};
use zones::attribute;

/// Reads a page. The page's markup may be as broken as browsers bear; it is refused only when it is too large.
/// `content_type` is what the server said that the page is.
pub(super) fn text(bytes: &[u8], content_type: Option<&str>) -> Result<(Text, Vec<Diagnostic>), TooLarge> {
    if bytes.len() > bounds::MAX_BYTES {
        return Err(TooLarge::Bytes(bytes.len()));
    }
    let Decoded { characters, repaired } = decode::decode(bytes, content_type);
    let characters = if xhtml::is_xhtml(&characters, content_type) {
        Cow::Owned(xhtml::as_html(&characters))
    } else {
        characters
    };
    let Parsed { html, cut } = bounds::parse(&characters, MAX_NODES)?;
    let known = Known::of(&html.tree);
    let mut page = Page::new(characters.len(), archive::is_copy(&characters, &html.tree));
    if let Some(base) = known.base {
        let original = page.is_copy.then(|| original(base)).flatten();
        page.builder.base(original.as_deref().unwrap_or(base));
    }
    page.nodes_left = MAX_NODES.saturating_sub(html.tree.nodes().len());
    page.walk(&known, 0)?;
    let repaired = repaired.map(|how| (Code::EncodingRepaired, how));
    let cut = cut.then(|| (Code::DocumentCut, "the page ends before its elements do".to_owned()));
    let digits = page.other_digits.then(|| {
        let what = "digits of another kind are read as the digits that they stand for";
        (Code::OldStyleFigures, what.to_owned())
    });
    let diagnostics = repaired.into_iter().chain(cut).chain(digits);
    let diagnostics = diagnostics.map(|(code, how)| Diagnostic::new(code, None, how));
    Ok((page.finish(), diagnostics.collect()))
}

/// An open element.
struct Frame {
    name: LocalName,
    /// Position among its parent's elements, from 1.
    nth: u32,
    /// Elements opened in it so far.
    children: u32,
    block: bool,
    /// Its entry in the text's list of elements, once a line needed it.
    place: Option<ElementId>,
    bold: bool,
    around: Around,
    list: Option<List>,
    item: Option<Item>,
    /// A footnote's mark or an exponent that is open, and where it starts in the line.
    raised: Option<usize>,
    /// Where words begin that have a line through them.
    struck: Option<usize>,
}

/// What holds for a line that ends in an element, from the element itself or those around it.
#[derive(Clone, Copy, Default)]
struct Around {
    /// The role of the outermost element that is not part of the document.
    zone: Option<Role>,
    /// The level of the innermost heading.
    heading: Option<u8>,
    /// The innermost list item.
    item: Option<Item>,
    /// How many frames there are up to the innermost block.
    block: usize,
}

/// A link that is open: its target, and where its first character stands once there is one.
struct OpenLink {
    url: String,
    start: Option<usize>,
}

/// The walk over the page's tree.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own about the page")]
struct Page {
    builder: Builder,
    /// The lines that are set aside, with places of the builder's.
    aside: Builder,
    /// What was being read before the element that is being set aside.
    suspended: Option<Suspended>,
    /// Whether the page's title was met.
    past_title: bool,
    /// Whether the page is a copy that a web archive made.
    is_copy: bool,
    /// Whether the walk is within what the archive put into it.
    in_bar: bool,
    /// Nodes that documents within the page may still have.
    nodes_left: usize,
    frames: Vec<Frame>,
    links: Vec<OpenLink>,
    /// Markers of items that have not printed anything yet, outermost first.
    markers: Vec<(Item, String)>,
    draft: Draft,
    paragraph: u32,
    /// The same in what is set aside.
    aside_paragraph: u32,
    items: u32,
    preformatted: usize,
    /// Open elements that print bold.
    bold: usize,
    /// Readers' comments were announced by a heading of this level, in the frame at this depth.
    comments: Option<Announced>,
    /// Whether digits of another kind were read as plain ones.
    other_digits: bool,
    /// The tables that are open, outermost first.
    tables: Vec<tables::OpenTable>,
    /// Where marks stand that lead to notes whose elements have not come yet, by the elements' ids.
    note_links: FxHashMap<String, Vec<usize>>,
}

impl Page {
    fn new(bytes: usize, is_copy: bool) -> Self {
        Self {
            builder: Builder::with_capacity(bytes),
            aside: Builder::default(),
            suspended: None,
            past_title: false,
            is_copy,
            in_bar: false,
            nodes_left: 0,
            frames: Vec::new(),
            links: Vec::new(),
            markers: Vec::new(),
            draft: Draft::default(),
            paragraph: 0,
            aside_paragraph: 0,
            items: 0,
            preformatted: 0,
            bold: 0,
            comments: None,
            other_digits: false,
            tables: Vec::new(),
            note_links: FxHashMap::default(),
        }
    }

    fn open(&mut self, node: NodeRef<'_, Node>, element: &Element, known: &Known) {
        let name = element.name();
        let block = zones::is_block(name);
        if block {
            self.end_paragraph();
        } else if name == "br" {
            // An empty line parts paragraphs.
            if self.draft.characters.is_empty() {
                self.paragraph += 1;
            }
            self.end_line();
        }
        let nth = self.count_child();
        let mut around = self.around();
        if let Some(reason) = self.begins_aside() {
            around = Around {
                zone: Some(Role::SetAside(reason)),
                block: self.frames.len() + 1,
                ..Around::default()
            };
        }
        self.past_title |= known.title == Some(node.id());
        if around.zone.is_none() {
            around.zone = self.zone(node, element, known);
        }
        around.heading = heading_level(name).or(around.heading);
        if block {
            around.block = self.frames.len() + 1;
        }
        let mut frame = Frame {
            name: element.name.local.clone(),
            nth,
            children: 0,
            block,
            place: None,
            bold: matches!(name, "b" | "strong" | "th") || is_bold(element),
            around,
            list: None,
            item: None,
            raised: None,
            struck: notes::is_struck(element).then(|| self.next_start() + self.draft.characters.len()),
        };
        self.target_of_notes(element);
        match name {
            "ol" | "ul" | "menu" | "dir" => {
                let items = || {
                    node.children()
                        .filter(|child| child.value().as_element().is_some_and(|e| e.name() == "li"))
                        .count()
                };
                frame.list = Some(List::open(element, items));
            }
            "li" => {
                frame.item = Some(self.open_item(element));
                frame.around.item = frame.item;
            }
            "a" => self.links.push(OpenLink {
                url: attribute(element, "href").unwrap_or_default().trim().to_owned(),
                start: None,
            }),
            "pre" => self.preformatted += 1,
            "sup" => frame.raised = Some(self.draft.characters.len()),
            _ => {}
        }
        self.bold += usize::from(frame.bold);
        self.frames.push(frame);
        self.open_in_table(element);
    }

    /// What holds for a line that ends here.
    fn around(&self) -> Around {
        self.frames.last().map(|frame| frame.around).unwrap_or_default()
    }

    /// Counts an element among its parent's, shown or not, and says which one it is, from 1.
    fn count_child(&mut self) -> u32 {
        self.frames.last_mut().map_or(1, |parent| {
            parent.children += 1;
            parent.children
        })
    }

    fn open_item(&mut self, element: &Element) -> Item {
        let mut missing = List::missing();
        // What is set aside counts in no list of the page's.
        let own = self.suspended.as_ref().map_or(0, |suspended| suspended.depth);
        let list = self
            .frames
            .iter_mut()
            .skip(own)
            .rev()
            .find_map(|frame| frame.list.as_mut())
            .unwrap_or(&mut missing);
        let marker = list.marker(element);
        let numbered = list.numbered;
        let depth = self.frames.iter().filter(|frame| frame.item.is_some()).count();
        self.items += 1;
        let item = Item {
            id: self.items,
            depth,
            numbered,
        };
        self.markers.push((item, marker));
        item
    }

    fn close(&mut self, element: &Element) {
        if self.frames.last().is_some_and(|frame| frame.block) {
            self.end_paragraph();
        }
        match element.name() {
            "a" => self.close_link(),
            "pre" => self.preformatted = self.preformatted.saturating_sub(1),
            "sup" => self.close_raised(),
            "li" => self.close_item(),
            _ => {}
        }
        self.close_in_table();
        let closed = self.frames.pop();
        self.bold -= usize::from(closed.as_ref().is_some_and(|frame| frame.bold));
        if let Some(start) = closed.and_then(|frame| frame.struck) {
            self.close_struck(start);
        }
        if self
            .comments
            .as_ref()
            .is_some_and(|announced| self.frames.len() < announced.depth)
        {
            self.comments = None;
        }
    }

    /// An item without a word still has its number on the page.
    fn close_item(&mut self) {
        let item = self.frames.last().and_then(|frame| frame.item);
        if let Some(item) = item
            && self.markers.last().is_some_and(|(last, _)| last.id == item.id)
        {
            self.start_line();
            self.end_paragraph();
        }
    }

    fn close_link(&mut self) {
        if let Some(OpenLink { url, start }) = self.links.pop() {
            let leads = leads_somewhere(&url);
            let Some(start) = start else {
                if leads {
                    self.out().wordless_link(url);
                }
                return;
            };
            if !leads {
                self.mark_of_footnote(&url, start);
                return;
            }
            // When the link's last line has ended already, its end is that of the line before; blanks alone are no line.
            let line = self.next_start();
            let end = if start < line && self.draft.characters.chars().all(is_blank) {
                line - 1
            } else {
                line + self.draft.characters.len()
            };
            // A path of an archive leads nowhere from anywhere else.
            let is_copied = self.is_copy || url.starts_with("/web/");
            let (url, archived) = match original(&url).filter(|_| is_copied) {
                Some(original) => (original, Some(url)),
                None => (url, None),
            };
            self.out().archived_link(Span::new(start, end), url, archived);
        }
    }

    /// Raised figures at a word are a footnote's mark, printed as superscripts; behind a unit they are an exponent.
    fn close_raised(&mut self) {
        const SUPERSCRIPTS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
        const UNITS: [&str; 5] = ["m", "km", "cm", "mm", "dm"];
        let Some(start) = self.frames.last().and_then(|frame| frame.raised) else {
            return;
        };
        let raised = self.draft.characters.get(start..).unwrap_or_default().trim().to_owned();
        let figures: Option<String> = raised
            .chars()
            .filter(|c| !matches!(c, '[' | ']' | '(' | ')'))
            .map(|c| {
                c.to_digit(10)
                    .and_then(|figure| SUPERSCRIPTS.get(figure as usize).copied())
            })
            .collect();
        let Some(figures) = figures.filter(|figures| (1..=3).contains(&figures.chars().count())) else {
            return;
        };
        self.draft.characters.truncate(start);
        let before = self.draft.characters.rsplit(is_blank).next().unwrap_or_default();
        let exponent = UNITS.contains(&before);
        self.draft.characters.push_str(&figures);
        let at = self.next_start();
        let mark = Span::new(at + start, at + self.draft.characters.len());
        self.rest_on(mark);
        if !exponent {
            self.out().mark(mark);
        }
    }

    /// Lets links that begin in characters which others have taken the place of lie over these.
    fn rest_on(&mut self, new: Span) {
        self.out().stretch(new);
        let open = self.links.iter_mut().filter_map(|link| link.start.as_mut());
        let of_notes = self.note_links.values_mut().flatten();
        for start in open.chain(of_notes).filter(|start| **start >= new.start) {
            *start = new.start;
        }
    }

    /// The entry of an open element in the text's list, made with those above it when first asked for.
    fn place(&mut self, frame: usize) -> ElementId {
        let above = self.frames.get(..=frame).unwrap_or_default();
        let first = above.iter().rposition(|open| open.place.is_some());
        let mut parent = first.and_then(|at| self.frames.get(at)?.place);
        for at in first.map_or(0, |at| at + 1)..=frame {
            let Some(open) = self.frames.get_mut(at) else { break };
            // A path starts at `body`, which is enough for an inspector.
            if &*open.name == "html" {
                continue;
            }
            let id = self.builder.element(parent, &open.name, open.nth);
            open.place = Some(id);
            parent = Some(id);
        }
        match parent {
            Some(id) => id,
            None => self.builder.element(None, "body", 1),
        }
    }

    fn finish(mut self) -> Text {
        self.end_line();
        self.builder.set_aside(self.aside);
        self.builder.finish()
    }
}

/// Whether a link's target is a document: not a place on the page, a script or an address to write to.
fn leads_somewhere(url: &str) -> bool {
    let scheme = url.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    !url.is_empty() && !url.starts_with('#') && !matches!(scheme.as_deref(), Some("javascript" | "mailto" | "tel"))
}

fn heading_level(name: &str) -> Option<u8> {
    match name {
        "h1" => Some(1),
        "h2" => Some(2),
        "h3" => Some(3),
        "h4" => Some(4),
        "h5" => Some(5),
        "h6" => Some(6),
        _ => None,
    }
}

fn is_bold(element: &Element) -> bool {
    attribute(element, "style").is_some_and(|style| {
        let weight = style
            .split(';')
            .filter_map(|declaration| declaration.split_once(':'))
            .find(|(name, _)| name.trim() == "font-weight");
        weight.is_some_and(|(_, weight)| matches!(weight.trim(), "bold" | "bolder" | "600" | "700" | "800" | "900"))
    })
}
