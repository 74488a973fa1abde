//! A document, cut: its sections with their entries and observations, and what it says of itself.

use super::{Fields, Front, Observation, Recognised, ReportRow, Row, SectionHeading};
use crate::text::{Role, Span};

/// A document, cut.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    /// Which layout it has, and why; nothing for a document of none.
    pub layout: Option<Recognised>,
    /// Why entries of this layout are not read, as a sentence without a stop.
    pub refusal: Option<&'static str>,
    /// Which States it is about.
    pub scope: Scope,
    /// The page's title.
    pub title: Option<Span>,
    /// The part of the title that names the country.
    pub country: Option<Span>,
    /// The report sections in order. Entries before any heading are in a section without one.
    pub sections: Vec<Section>,
    /// The page's own list of report symbols.
    pub reports: Vec<ReportRow>,
    /// Where the document's own words end: behind it stand the site's and its readers'.
    pub end: Option<usize>,
    /// Case numbers of the entries' anchors that the audit found, in order.
    pub anchors: Vec<Span>,
    /// Anchors behind the document's end or in its furniture, which are not its own.
    pub outside: Vec<Span>,
    /// Anchors that are citations: no entry has them as its case number, and they stand without a date before them, or
    /// in an observation, in quotation marks or on a case that an entry has.
    pub cited: Vec<Span>,
    /// Those of them that no entry has as its case number.
    pub unclaimed: Vec<Span>,
    /// Marks of entries anywhere in the file that belong to no record, no reject and no citation. Where no layout was
    /// recognised, all marks.
    pub unclaimed_marks: Vec<UnclaimedMark>,
    /// Headings of sections that stand where the page's own text does not, of periods that no section has.
    pub headings_aside: Vec<Span>,
    /// What a report on all countries says of itself.
    pub front: Front,
    /// The numbers of a report's paragraphs, in order, entries' and observations' among them.
    pub numbers: Vec<Span>,
    /// Paragraphs outside of all chapters, as in an annex, that print an entry once more.
    pub repeated: Vec<Span>,
}

/// The mark of an entry that belongs to no record, no reject and no citation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnclaimedMark {
    /// From its first to its last part.
    pub span: Span,
    /// What its line is.
    pub role: Role,
}

/// Which States a document is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// One: its sections are those of several reports, and each counts its entries from 1.
    OneCountry,
    /// All: it is one report, its sections are countries, and its paragraphs are counted from its first page to its
    /// last.
    #[default]
    AllCountries,
}

/// The part of a document that covers one report, or in a report on all countries one country.
#[derive(Clone, Debug, Default)]
pub struct Section {
    /// Its heading; nothing for entries before any.
    pub heading: Option<SectionHeading>,
    /// In a report on all countries: the country's name that heads this chapter.
    pub chapter: Option<Span>,
    /// Its entries in order.
    pub entries: Vec<Entry>,
    /// Its observations in order.
    pub observations: Vec<Observation>,
    /// Where it says that it has no entries.
    pub none: Option<Span>,
    /// Items with a number and no word.
    pub empty_items: Vec<Span>,
}

/// A numbered entry.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// All of it, from its number to its last character.
    pub span: Span,
    /// Its number as printed, without its stop or brackets.
    pub number: Option<Span>,
    /// Its fields.
    pub fields: Fields,
    /// What it says beyond them, where it is a row of a table.
    pub row: Option<Box<Row>>,
}
