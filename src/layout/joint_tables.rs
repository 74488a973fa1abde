//! Layout E: a table with a row for each letter, as in the joint reports of all mandates.

use super::evidence::{Evidence, Sight};
use super::{Layout, Listing, Marks, database, tables};
use crate::catalogue::SourceKind;
use crate::text::Text;

/// The layout of the joint reports' tables.
pub(super) struct JointTables;

impl Layout for JointTables {
    fn name(&self) -> &'static str {
        "joint-tables"
    }

    fn kind(&self) -> Option<SourceKind> {
        Some(SourceKind::JointReport)
    }

    fn recognise(&self, sight: &Sight<'_>, _kind: Option<SourceKind>) -> Option<Evidence> {
        if sight.has_openings() {
            return None;
        }
        let by_head = || {
            Some((
                "a table's heads name what letters have",
                tables::first_head(sight.text)?,
            ))
        };
        let by_title = || Some(("the title of the joint reports", tables::joint_title(sight.text)?));
        let by_key = sight
            .first_key()
            .map(|span| ("a case number without a label in a table's cell", span));
        let (why, span) = by_key.or_else(by_head).or_else(by_title)?;
        let of_results = database::may_be(sight.text) && tables::count_found(sight.text).is_some();
        (!of_results).then_some(Evidence { why, span: Some(span) })
    }

    fn cut(&self, text: &Text) -> Listing {
        tables::joint(text)
    }

    fn marks(&self) -> Marks {
        Marks::Cells
    }
}
