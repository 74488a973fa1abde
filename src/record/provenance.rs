//! Where a row was read: what leads from each of its fields back to the printed line.

use std::borrow::Cow;
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
    /// Each field as printed; null where it was not read, and where the catalogue gave its value.
    pub printed: Fields<String>,
    /// Each field's characters, counted as in `span`.
    pub spans: Fields<[usize; 2]>,
    /// The fields whose values the catalogue gave, since they are not printed; sorted.
    pub from_catalogue: Vec<Cow<'static, str>>,
}

/// Something for each field that can be printed, in the entry or in the headings above it.
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
    /// The name of the country in the entry or in the heading above it.
    pub country: Option<T>,
    /// To whom a letter went that did not go to a State.
    pub addressee: Option<T>,
    /// All replies, or the words for none.
    pub replies: Option<T>,
    /// The summary; a press release's title.
    pub summary: Option<T>,
    /// The number of alleged victims.
    pub alleged_victims: Option<T>,
    /// The heading of the part of a joint report.
    pub part: Option<T>,
    /// The mandate, as the front page gives it.
    pub mandate: Option<T>,
    /// The mandates that sent the letter.
    pub mandates: Option<T>,
    /// The symbol, on the front page or in the page's list of reports.
    pub report_symbol: Option<T>,
    /// The first day of the period, in the heading or the introduction.
    pub period_start: Option<T>,
    /// Its last day.
    pub period_end: Option<T>,
    /// The day until which replies count, in the introduction.
    pub replies_until: Option<T>,
    /// The note at the page's foot that belongs to the entry.
    pub note: Option<T>,
}

impl<T> Fields<T> {
    /// The same fields, each turned into something else, in the order of the table.
    pub fn map<U>(&self, mut turn: impl FnMut(&T) -> U) -> Fields<U> {
        Fields {
            entry_number: self.entry_number.as_ref().map(&mut turn),
            kind: self.kind.as_ref().map(&mut turn),
            date: self.date.as_ref().map(&mut turn),
            case_number: self.case_number.as_ref().map(&mut turn),
            country: self.country.as_ref().map(&mut turn),
            addressee: self.addressee.as_ref().map(&mut turn),
            replies: self.replies.as_ref().map(&mut turn),
            summary: self.summary.as_ref().map(&mut turn),
            alleged_victims: self.alleged_victims.as_ref().map(&mut turn),
            part: self.part.as_ref().map(&mut turn),
            mandate: self.mandate.as_ref().map(&mut turn),
            mandates: self.mandates.as_ref().map(&mut turn),
            report_symbol: self.report_symbol.as_ref().map(&mut turn),
            period_start: self.period_start.as_ref().map(&mut turn),
            period_end: self.period_end.as_ref().map(&mut turn),
            replies_until: self.replies_until.as_ref().map(&mut turn),
            note: self.note.as_ref().map(&mut turn),
        }
    }

    /// These fields, and where one is missing that of `others`.
    #[must_use]
    pub fn or(self, others: Self) -> Self {
        Self {
            entry_number: self.entry_number.or(others.entry_number),
            kind: self.kind.or(others.kind),
            date: self.date.or(others.date),
            case_number: self.case_number.or(others.case_number),
            country: self.country.or(others.country),
            addressee: self.addressee.or(others.addressee),
            replies: self.replies.or(others.replies),
            summary: self.summary.or(others.summary),
            alleged_victims: self.alleged_victims.or(others.alleged_victims),
            part: self.part.or(others.part),
            mandate: self.mandate.or(others.mandate),
            mandates: self.mandates.or(others.mandates),
            report_symbol: self.report_symbol.or(others.report_symbol),
            period_start: self.period_start.or(others.period_start),
            period_end: self.period_end.or(others.period_end),
            replies_until: self.replies_until.or(others.replies_until),
            note: self.note.or(others.note),
        }
    }

    /// Names as in the table, with what is there.
    pub fn named(&self) -> impl Iterator<Item = (&'static str, &T)> {
        let named = [
            ("entry_number", &self.entry_number),
            ("type", &self.kind),
            ("date", &self.date),
            ("case_number", &self.case_number),
            ("country", &self.country),
            ("addressee", &self.addressee),
            ("replies", &self.replies),
            ("summary", &self.summary),
            ("alleged_victims", &self.alleged_victims),
            ("part", &self.part),
            ("mandate", &self.mandate),
            ("mandates", &self.mandates),
            ("report_symbol", &self.report_symbol),
            ("period_start", &self.period_start),
            ("period_end", &self.period_end),
            ("replies_until", &self.replies_until),
            ("note", &self.note),
        ];
        named
            .into_iter()
            .filter_map(|(name, field)| field.as_ref().map(|field| (name, field)))
    }
}

/// A place as tables write it, with the same keys for pages and for web pages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PrintedPlace {
    /// Page, counted from 1; null in a web page.
    pub page: Option<u32>,
    /// Width and height of the page as it is shown, in points; null in a web page.
    pub page_size: Option<[f32; 2]>,
    /// Left, upper, right and lower edge in points from the page's top left corner; null in a web page.
    #[serde(rename = "box")]
    pub edges: Option<[f32; 4]>,
    /// The element of a web page, as a CSS selector from `body` down; null on a page.
    pub element: Option<String>,
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
            Place::Element(id) => Self {
                page: None,
                page_size: None,
                edges: None,
                element: Some(text.element_path(id)),
            },
            Place::Box(at) => Self {
                page: Some(at.page),
                page_size: text.page_size(at.page),
                edges: Some([at.x0, at.top, at.x1, at.bottom]),
                element: None,
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

/// What the headings above a row give to it: the same for all rows of a section.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Above {
    printed: Fields<String>,
    spans: Fields<[usize; 2]>,
    from_catalogue: Vec<Cow<'static, str>>,
}

impl Above {
    /// From where the fields stand, and the names of those that the catalogue gave.
    pub fn new(
        text: &Text,
        characters: &Characters<'_>,
        fields: &Fields<Span>,
        from_catalogue: &[&'static str],
    ) -> Self {
        let mut names = from_catalogue.to_vec();
        names.sort_unstable();
        Self {
            printed: fields.map(|&field| body_text::printed(text, field)),
            spans: fields.map(|&field| characters.span(field)),
            from_catalogue: names.into_iter().map(Cow::Borrowed).collect(),
        }
    }
}

impl Origin {
    /// The provenance of what stands in `span`, with its own fields; `characters` is best asked in rising order.
    pub fn provenance(
        &self,
        text: &Text,
        characters: &Characters<'_>,
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
            from_catalogue: Vec::new(),
        }
    }
}

impl Provenance {
    /// The same with what the headings above give, where the row itself does not.
    #[must_use]
    pub fn under(self, above: &Above) -> Self {
        Self {
            printed: self.printed.or(above.printed.clone()),
            spans: self.spans.or(above.spans.clone()),
            from_catalogue: above.from_catalogue.clone(),
            ..self
        }
    }
}
