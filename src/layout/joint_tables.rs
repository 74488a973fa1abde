//! Layout E: a table with a row for each letter. It is recognised, so that it is refused for what it is.

use std::sync::LazyLock;

use regex::Regex;

use super::evidence::{Evidence, openings};
use super::{Layout, Listing, Marks, chapters};
use crate::catalogue::SourceKind;
use crate::text::{Span, Text};

/// The layout of the joint reports' tables.
pub(super) struct JointTables;

impl Layout for JointTables {
    fn name(&self) -> &'static str {
        "joint-tables"
    }

    fn recognise(&self, text: &Text, kind: Option<SourceKind>) -> Option<Evidence> {
        /// Letters below which a document merely mentions some.
        const ENOUGH: usize = 5;
        let string = text.string();
        let first = CASE_NUMBER.find(string)?;
        let many = CASE_NUMBER.find_iter(string).take(ENOUGH).count() == ENOUGH;
        let headed = CELLS.iter().all(|cell| cell.is_match(string));
        let said = kind == Some(SourceKind::JointReport);
        let recognised = (said || many && headed) && openings(text).next().is_none();
        recognised.then(|| Evidence {
            why: "case numbers without labels, and the heads of a table's columns",
            span: Some(Span::new(first.start(), first.end())),
        })
    }

    fn cut(&self, text: &Text) -> Listing {
        Listing {
            refusal: Some(
                "no entries read: the report lists its communications in tables, a layout that is not read yet",
            ),
            ..chapters::listing(text)
        }
    }

    fn marks(&self) -> Marks {
        Marks::Labels
    }
}

static CASE_NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(clippy::unwrap_used, reason = "a constant pattern, which the tests compile")]
    Regex::new(r"(?-u:\b)[A-Z]{3}\s[0-9]{1,3}/[0-9]{4}(?-u:\b)").unwrap()
});

/// Words at the head of the columns.
static CELLS: LazyLock<[Regex; 2]> = LazyLock::new(|| {
    #[expect(clippy::unwrap_used, reason = "constant patterns, which the tests compile")]
    [
        r"(?i)(?-u:\b)mandates?(?-u:\b)",
        r"(?i)(?-u:\b)(summary|allegations?)(?-u:\b)",
    ]
    .map(|cell| Regex::new(cell).unwrap())
});
