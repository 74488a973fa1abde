//! Layout G: a page of results of the database of communications.

use super::evidence::{Evidence, openings};
use super::{Layout, Listing, Marks, tables};
use crate::catalogue::SourceKind;
use crate::text::{LineEnd, Text};

/// The layout of the database's result pages.
pub(super) struct Database;

impl Layout for Database {
    fn name(&self) -> &'static str {
        "database"
    }

    fn recognise(&self, text: &Text, _kind: Option<SourceKind>) -> Option<Evidence> {
        let on_web = text.tables().iter().any(|table| table.line_end == LineEnd::Hard);
        let found = on_web.then(|| tables::first_key(text)).flatten();
        let span = found.filter(|_| openings(text).next().is_none())?;
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
