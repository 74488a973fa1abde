//! What the stages know, as it stands in the row of a document.

use crate::catalogue::Expect;
use crate::layout::Counted;
use crate::normalise::Tally;
use crate::read::pdf::Facts;
use crate::write::tables::{DocumentRow, Expected, TotalRow};

impl From<Tally> for TotalRow {
    fn from(tally: Tally) -> Self {
        let counted = match tally.counted {
            Counted::Communications => "communications",
            Counted::Joint => "joint",
            Counted::UrgentAppeals => "urgent_appeals",
            Counted::AllegationLetters => "allegation_letters",
            Counted::OtherLetters => "other_letters",
            Counted::PressReleases => "press_releases",
        };
        Self {
            counted: counted.to_owned(),
            stated: tally.stated,
            found: tally.found,
        }
    }
}

impl From<Expect> for Expected {
    fn from(expect: Expect) -> Self {
        let Expect {
            communications,
            press_releases,
            observations,
            rejects,
        } = expect;
        Self {
            communications,
            press_releases,
            observations,
            rejects,
        }
    }
}

impl DocumentRow {
    /// Notes what a PDF says about itself.
    pub fn note_facts(&mut self, facts: Facts) {
        self.pages = Some(facts.pages.len() as u64);
        self.empty_pages = Some(facts.empty_pages() as u64);
        self.unmapped_glyphs = Some(facts.unmapped() as u64);
        self.encrypted = Some(facts.encrypted);
        self.producer = facts.producer;
        self.created = facts.created;
        self.file_title = facts.title;
    }
}
