//! Printed lines: what they are and where they stand.

use std::fmt;

use super::ElementId;

/// A half-open range of bytes of a [`Text`](super::Text)'s string, always on character boundaries.
///
/// In tables and on the terminal spans are given in characters (see [`Text::characters`](super::Text::characters)).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The span from `start` to `end`; an `end` before `start` gives an empty span at `start`.
    pub fn new(start: usize, end: usize) -> Self {
        Self {
            start,
            end: end.max(start),
        }
    }

    /// Whether nothing stands in it.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether the two share at least one byte.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether `other` lies within it.
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The same span so many bytes further on.
    #[must_use]
    pub fn moved(self, by: usize) -> Self {
        Self::new(self.start + by, self.end + by)
    }

    /// The smallest span over both.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self::new(self.start.min(other.start), self.end.max(other.end))
    }
}

/// What a line is in its document. Roles are set, nothing is deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// A heading, 1 the highest; a line that is one only by its weight is at [`Role::BOLD_LEVEL`].
    Heading(u8),
    /// Running text and list items.
    Body,
    /// The site's menus, forms, side columns, head and foot.
    Navigation,
    /// Readers' comments and the site's sharing buttons below the document.
    Comment,
    /// What repeats at the head of pages.
    RunningHead,
    /// What repeats at the foot of pages.
    RunningFoot,
    /// A page number.
    PageNumber,
    /// A note at the foot of a page.
    Footnote,
    /// A line of a contents list.
    Contents,
    /// The caption of a picture or table.
    Caption,
    /// What the file holds and a reader does not see, or not as part of the document. Such lines stand after the
    /// document's own, in [`Text::set_aside`](super::Text::set_aside).
    SetAside(Aside),
}

/// Why a line was set aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Aside {
    /// Hidden by the markup: `hidden`, `display: none`, a closed panel; in a PDF an optional layer that is off.
    Hidden,
    /// Cut off from sight: there for screen readers only, or beyond the path that a PDF paints within.
    Clipped,
    /// Outside of the page's or the form's box.
    OffPage,
    /// In `noscript`, which browsers with scripts do not show.
    NoScript,
    /// In a `template`.
    Template,
    /// In the document that an `iframe` brings as `srcdoc`.
    Frame,
    /// What an `object`, `audio`, `video` or `canvas` shows when it cannot be shown itself.
    Fallback,
    /// On a button.
    Button,
    /// In a form.
    Form,
    /// In an `aside`.
    Aside,
    /// In what the page calls readers' comments.
    Comments,
    /// The appearance of an annotation.
    Annotation,
    /// The appearance of a form field.
    Field,
    /// A watermark, or other text that stands oblique over the page's own.
    Watermark,
    /// Marked by a PDF as no part of the document.
    Artifact,
    /// Text that is not painted, or white on white, as of an OCR layer over the same visible text.
    Invisible,
    /// The number of a printed line in the margin.
    LineNumber,
    /// The title of the window.
    Title,
    /// Words of a picture that the markup draws.
    Picture,
    /// What a web archive put around its copy of the page.
    Archive,
}

impl Aside {
    /// Its name in what `read` prints.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hidden => "hidden",
            Self::Clipped => "clipped",
            Self::OffPage => "off-page",
            Self::NoScript => "noscript",
            Self::Template => "template",
            Self::Frame => "frame",
            Self::Fallback => "fallback",
            Self::Button => "button",
            Self::Form => "form",
            Self::Aside => "aside",
            Self::Comments => "comments",
            Self::Annotation => "annotation",
            Self::Field => "form-field",
            Self::Watermark => "watermark",
            Self::Artifact => "artifact",
            Self::Invisible => "invisible",
            Self::LineNumber => "line-number",
            Self::Title => "title",
            Self::Picture => "picture",
            Self::Archive => "archive",
        }
    }
}

impl Role {
    /// The level of a line that is a heading by its weight alone, below `h1` to `h6`.
    pub const BOLD_LEVEL: u8 = 7;

    /// Whether the line belongs to the document's own words, not to what surrounds them.
    pub fn is_text(self) -> bool {
        matches!(self, Self::Heading(_) | Self::Body)
    }

    /// Whether it is a heading of any level.
    pub fn is_heading(self) -> bool {
        matches!(self, Self::Heading(_))
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Heading(_) => "heading",
            Self::Body => "body",
            Self::Navigation => "navigation",
            Self::Comment => "comment",
            Self::RunningHead => "running-head",
            Self::RunningFoot => "running-foot",
            Self::PageNumber => "page-number",
            Self::Footnote => "footnote",
            Self::Contents => "contents",
            Self::Caption => "caption",
            Self::SetAside(aside) => aside.name(),
        })
    }
}

/// Where a line stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Place {
    /// In a web page: the element, to be spelled by [`Text::element_path`](super::Text::element_path).
    Element(ElementId),
    /// On a printed page.
    Box(PageBox),
}

/// A box on a page, in points (1/72 inch) from the page's top left corner as it is shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PageBox {
    /// Page, counted from 1.
    pub page: u32,
    /// Left edge.
    pub x0: f32,
    /// Upper edge.
    pub top: f32,
    /// Right edge.
    pub x1: f32,
    /// Lower edge.
    pub bottom: f32,
}

impl Place {
    /// The box, where it is one on a page.
    pub fn on_page(&self) -> Option<PageBox> {
        match self {
            Self::Box(place) => Some(*place),
            Self::Element(_) => None,
        }
    }

    /// The page, where it has one.
    pub fn page(&self) -> Option<u32> {
        self.on_page().map(|place| place.page)
    }
}

/// The list item that a line is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    /// The same for all lines of one item, different for any other item.
    pub id: u32,
    /// How many items it is nested in.
    pub depth: usize,
    /// Whether its list is numbered.
    pub numbered: bool,
}

/// One printed line.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Its characters, without a line end.
    pub span: Span,
    /// Where it stands.
    pub place: Place,
    /// What it is.
    pub role: Role,
    /// Lines of one paragraph have the same number; it rises in reading order.
    pub paragraph: u32,
    /// The innermost list item around it.
    pub item: Option<Item>,
    /// The marker printed before a list item's first line (`1.`, `(b)`, `•`).
    pub marker: Option<Span>,
    /// Whether all of it is bold.
    pub bold: bool,
    /// Type size in points, where the document says it.
    pub size: Option<f32>,
}

impl Line {
    /// A line of nothing.
    pub(super) fn blank() -> Self {
        let nowhere = PageBox {
            page: 0,
            x0: 0.0,
            top: 0.0,
            x1: 0.0,
            bottom: 0.0,
        };
        Self {
            span: Span::default(),
            place: Place::Box(nowhere),
            role: Role::Body,
            paragraph: 0,
            item: None,
            marker: None,
            bold: false,
            size: None,
        }
    }
}

/// A hyperlink and the characters that it lies under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The words that one clicks on.
    pub span: Span,
    /// Its target as written in the document; in a copy that a web archive made, as the page had it.
    pub url: String,
    /// The archive's address that the copy has instead.
    pub archived: Option<String>,
}

/// How a line is joined to the next one of its paragraph.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Join {
    /// By a blank.
    #[default]
    Blank,
    /// By nothing: a real hyphen ends it, or an address goes on.
    Nothing,
    /// By nothing, and its last character, a hyphen that only marks the line's end, is dropped.
    HyphenDropped,
}
