//! Layout G: a page of results of the database of communications.

use super::evidence::{Evidence, Sight};
use super::{Layout, Listing, Marks, tables};
use crate::catalogue::SourceKind;
use crate::text::{LineEnd, Text};

/// The layout of the database's result pages.
pub(super) struct Database;

impl Layout for Database {
    fn name(&self) -> &'static str {
        "database"
    }

    fn recognise(&self, sight: &Sight<'_>, _kind: Option<SourceKind>) -> Option<Evidence> {
        let text = sight.text;
        let on_web = text.tables().iter().any(|table| table.line_end == LineEnd::Hard);
        let found = on_web.then(|| sight.first_key()).flatten();
        let span = found.filter(|_| !sight.has_openings())?;
        let count = tables::count_found(text)?;
        Some(Evidence {
            why: "a number of communications found, and case numbers in cells",
            span: Some(count.0.to(count.0)).or(Some(span)),
        })
    }

    fn cut(&self, text: &Text) -> Listing {
        tables::database(text)
    }

    fn marks(&self) -> Marks {
        Marks::Cells
    }
}
