//! Layout D: a report on all countries whose entries have letters, from (a) under each country, between numbered
//! paragraphs of observations.

use super::evidence::{Evidence, Numbered, Sight};
use super::{Layout, Listing, Marks, chapters};
use crate::catalogue::SourceKind;
use crate::text::Text;

/// The layout of reports with lettered entries.
pub(super) struct LetteredReport;

impl Layout for LetteredReport {
    fn name(&self) -> &'static str {
        "lettered-report"
    }

    fn kind(&self) -> Option<SourceKind> {
        Some(SourceKind::ObservationsReport)
    }

    fn recognise(&self, sight: &Sight<'_>, _: Option<SourceKind>) -> Option<Evidence> {
        sight.on_pages(Numbered::Letters).map(|span| Evidence {
            why: "an entry with a letter for its number",
            span: Some(span),
        })
    }

    fn cut(&self, text: &Text) -> Listing {
        chapters::listing(text)
    }

    fn marks(&self) -> Marks {
        Marks::Labels
    }
}
