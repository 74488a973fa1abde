//! Layout G: a page of results of the database of communications.

use super::evidence::{Evidence, Sight};
use super::{Layout, Listing, Marks, tables};
use crate::catalogue::SourceKind;
use crate::text::{Line, LineEnd, Place, Text};

/// Whether a browser printed a result page: its first lines say how many communications were found.
fn is_printed(text: &Text) -> bool {
    /// Lines above that: what the page is called, and the site's own.
    const LINES: usize = 20;
    let mut first = text.lines().iter().take(LINES);
    first.any(|line| text.slice(line.span).contains(tables::FOUND))
}

/// Whether a text is a web page, or one that was printed: a report can mention what was found.
pub(super) fn may_be(text: &Text) -> bool {
    let on_web = |line: &Line| matches!(line.place, Place::Element(_));
    text.lines().first().is_some_and(on_web) || is_printed(text)
}

/// The layout of the database's result pages.
pub(super) struct Database;

impl Layout for Database {
    fn name(&self) -> &'static str {
        "database"
    }

    fn recognise(&self, sight: &Sight<'_>, _kind: Option<SourceKind>) -> Option<Evidence> {
        let text = sight.text;
        if !may_be(text) || sight.has_openings() {
            return None;
        }
        let count = tables::count_found(text)?;
        let has_rows = || {
            let hard = text.tables().iter().any(|table| table.line_end == LineEnd::Hard);
            hard && sight.first_key().is_some()
        };
        let why = if has_rows() {
            "a number of communications found, and case numbers in cells"
        } else if count.1 == 0 || tables::is_of_results(text, count.0) {
            "a number of communications found, and no letter or which page of them it is"
        } else {
            return None;
        };
        Some(Evidence {
            why,
            span: Some(count.0),
        })
    }

    fn cut(&self, text: &Text) -> Listing {
        tables::database(text)
    }

    fn marks(&self) -> Marks {
        Marks::Cells
    }
}
