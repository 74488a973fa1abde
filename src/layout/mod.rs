//! From a [`Text`] to where its entries and their fields stand.
//!
//! Each layout is a file that recognises its documents and cuts them; `LAYOUTS` lists them. Cutting cannot fail:
//! whatever looks like an entry is one, with its fields where they were found, and `normalise` says what they are or why
//! they cannot be.

mod anchors;
mod audit;
mod blocks;
mod chapters;
mod claims;
mod country_headings;
mod country_names;
mod country_page;
mod cover;
mod database;
mod dates;
mod engine;
mod evidence;
mod fields;
mod frame;
mod front;
mod head;
mod headings;
mod joint_tables;
mod labels;
mod lettered;
mod listing;
mod numbered;
mod observations;
mod outline;
mod prose;
mod report_rows;
mod sections;
mod tables;
mod title;
mod unknown;

pub use cover::{Cover, cover};
use evidence::Sight;
pub use evidence::{Evidence, Recognised};
pub use fields::{Fields, Label, Replies, ReplyDate};
pub use front::{Counted, Front, Total};
pub use listing::{Entry, Listing, Scope, Section, UnclaimedMark};
pub use observations::{Citations, Observation, citations};
pub use outline::SectionHeading;
pub use report_rows::ReportRow;
pub use tables::Row;

use crate::catalogue::SourceKind;
use crate::text::Text;

/// A kind of document: how it is told from others, and how it is cut.
pub(crate) trait Layout: Sync {
    /// Its name, as `documents.jsonl` has it.
    fn name(&self) -> &'static str;

    /// What the catalogue calls documents of this layout, where it has a word for them.
    fn kind(&self) -> Option<SourceKind> {
        None
    }

    /// Whether a document has this layout, and by what that was told. `kind` is what the catalogue says of the document:
    /// where it agrees, weaker evidence is enough.
    fn recognise(&self, sight: &Sight<'_>, kind: Option<SourceKind>) -> Option<Evidence>;

    /// Where its entries and their fields stand. What cannot be placed stays in the field before it.
    fn cut(&self, text: &Text) -> Listing;

    /// What the audit looks for, which shares nothing with [`Layout::cut`].
    fn marks(&self) -> Marks;
}

/// By what an entry of a layout can be seen without cutting it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Marks {
    /// Type, date and labels stand together in one paragraph, cell or item.
    Labels,
    /// Its case number stands in a cell.
    Cells,
}

/// All layouts. Where two recognise a document, the first one cuts it, and a diagnostic says so.
static LAYOUTS: &[&dyn Layout] = &[
    &database::Database,
    &country_page::CountryPage,
    &numbered::NumberedReport,
    &lettered::LetteredReport,
    &joint_tables::JointTables,
    &prose::Prose,
];

/// What a catalogue calls the documents of a layout.
pub fn kind_of(layout: &str) -> Option<SourceKind> {
    LAYOUTS.iter().find(|of| of.name() == layout)?.kind()
}

/// How many communications a page of the database's results says that there are, on all pages together.
pub fn communications_found(text: &Text) -> Option<u64> {
    tables::count_found(text).map(|found| found.1)
}

/// Recognises a document and cuts it. Of a document of no layout there is only what it says of itself.
pub fn listing(text: &Text, kind: Option<SourceKind>) -> Listing {
    listing_among(LAYOUTS, text, kind)
}

fn listing_among(layouts: &[&dyn Layout], text: &Text, kind: Option<SourceKind>) -> Listing {
    let sight = Sight::of(text);
    let mut fitting = layouts
        .iter()
        .filter_map(|layout| Some((layout, layout.recognise(&sight, kind)?)));
    let Some((layout, evidence)) = fitting.next() else {
        return audited(text, Marks::Labels, || unknown::listing(text));
    };
    let recognised = Recognised {
        name: layout.name(),
        evidence,
        others: fitting.map(|(layout, _)| layout.name()).collect(),
    };
    Listing {
        layout: Some(recognised),
        ..audited(text, layout.marks(), || layout.cut(text))
    }
}

/// What is cut from a text, with what the audit finds in it.
fn audited(text: &Text, marks: Marks, cut: impl FnOnce() -> Listing + Send) -> Listing {
    let (found, listing) = claims::Found::beside(text, marks, cut);
    claims::claim(text, listing, &found)
}

#[cfg(test)]
mod tests;
