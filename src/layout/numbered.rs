//! Layouts B and C: a report on all countries whose entries are numbered paragraphs, counted through the document.

use super::evidence::{Evidence, Numbered, Sight};
use super::{Layout, Listing, Marks, chapters};
use crate::catalogue::SourceKind;
use crate::text::Text;

/// The layout of reports with numbered entries.
pub(super) struct NumberedReport;

impl Layout for NumberedReport {
    fn name(&self) -> &'static str {
        "numbered-report"
    }

    fn kind(&self) -> Option<SourceKind> {
        Some(SourceKind::ObservationsReport)
    }

    fn recognise(&self, sight: &Sight<'_>, _: Option<SourceKind>) -> Option<Evidence> {
        sight.on_pages(Numbered::Figures).map(|span| Evidence {
            why: "an entry in a numbered paragraph",
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
