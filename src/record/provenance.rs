//! Where a row was read: what leads from each of its fields back to the printed line.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::text::body_text;
use crate::text::{Characters, Place, Span, Text};

/// Where a row of a table comes from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Provenance {
    /// Id of the document.
    pub document: Arc<str>,
    /// Address that the document was fetched from.
    pub url: Option<Arc<str>>,
    /// SHA-256 of the document's bytes, 64 hexadecimal figures.
    pub sha256: Arc<str>,
    /// One for each printed line on a page, or for each element of a web page.
    pub places: Vec<PrintedPlace>,
    /// First character, and the one after the last, in the text that `read --format lines` shows; counted from 0.
    pub span: [usize; 2],
    /// Each field as printed.
    pub printed: Fields<String>,
    /// Each field's characters, counted as in `span`.
    pub spans: Fields<[usize; 2]>,
}

/// Something for each field that an entry prints.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fields<T> {
    /// The entry's number.
    pub entry_number: Option<T>,
    /// The type of communication.
    #[serde(rename = "type")]
    pub kind: Option<T>,
    /// The day sent or issued.
    pub date: Option<T>,
    /// The case number.
    pub case_number: Option<T>,
    /// All replies, or the words for none.
    pub replies: Option<T>,
    /// The summary; a press release's title.
    pub summary: Option<T>,
}

impl<T> Fields<T> {
    /// The same fields, each turned into something else, in the order of the table.
    pub fn map<U>(&self, mut turn: impl FnMut(&T) -> U) -> Fields<U> {
        Fields {
            entry_number: self.entry_number.as_ref().map(&mut turn),
            kind: self.kind.as_ref().map(&mut turn),
            date: self.date.as_ref().map(&mut turn),
            case_number: self.case_number.as_ref().map(&mut turn),
            replies: self.replies.as_ref().map(&mut turn),
            summary: self.summary.as_ref().map(&mut turn),
        }
    }

    /// Names as in the table, with what is there.
    pub fn named(&self) -> impl Iterator<Item = (&'static str, &T)> {
        let named = [
            ("entry_number", &self.entry_number),
            ("type", &self.kind),
            ("date", &self.date),
            ("case_number", &self.case_number),
            ("replies", &self.replies),
            ("summary", &self.summary),
        ];
        named
            .into_iter()
            .filter_map(|(name, field)| field.as_ref().map(|field| (name, field)))
    }
}

/// A place as tables write it: `{"element": …}` or `{"page": …, "box": […]}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged, deny_unknown_fields)]
pub enum PrintedPlace {
    /// An element of a web page, as a CSS selector.
    Element {
        /// The path from `body` down.
        element: String,
    },
    /// A line on a page.
    Box {
        /// Page, counted from 1.
        page: u32,
        /// Left, upper, right and lower edge in points from the page's top left corner.
        #[serde(rename = "box")]
        edges: [f32; 4],
    },
}

impl PrintedPlace {
    /// The places of the lines that a span touches; lines of one element count once.
    pub fn all(text: &Text, span: Span) -> Vec<Self> {
        let lines = text.lines_of(span);
        let mut places: Vec<Self> = Vec::with_capacity(lines.len());
        let mut before = None;
        // What pages put between the lines of an entry is no place of it.
        let only_own = lines.iter().any(|line| line.role.is_text());
        for line in lines.iter().filter(|line| line.role.is_text() || !only_own) {
            if before != Some(line.place) || !matches!(line.place, Place::Element(_)) {
                places.push(Self::of(text, line.place));
            }
            before = Some(line.place);
        }
        places
    }

    /// One place.
    pub fn of(text: &Text, place: Place) -> Self {
        match place {
            Place::Element(id) => Self::Element {
                element: text.element_path(id),
            },
            Place::Box(at) => Self::Box {
                page: at.page,
                edges: [at.x0, at.top, at.x1, at.bottom],
            },
        }
    }
}

/// The document that rows point to; all of its rows share these strings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Id of the document: the catalogue's, or the file's name.
    pub document: Arc<str>,
    /// Address that it was fetched from, against which its links are resolved.
    pub url: Option<Arc<str>>,
    /// SHA-256 of its bytes.
    pub sha256: Arc<str>,
}

impl Origin {
    /// The provenance of what stands in `span`, with these fields; `characters` is best asked in rising order.
    pub fn provenance(
        &self,
        text: &Text,
        characters: &mut Characters<'_>,
        span: Span,
        fields: &Fields<Span>,
    ) -> Provenance {
        // In the order in which they stand, so that no character is counted twice.
        let start = characters.before(span.start);
        let spans = fields.map(|&field| characters.span(field));
        Provenance {
            document: self.document.clone(),
            url: self.url.clone(),
            sha256: self.sha256.clone(),
            places: PrintedPlace::all(text, span),
            span: [start, characters.before(span.end)],
            printed: fields.map(|&field| body_text::printed(text, field)),
            spans,
        }
    }
}
