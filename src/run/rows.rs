//! What the stages know, as it stands in the row of a document.

use crate::catalogue::Expect;
use crate::layout::Counted;
use crate::normalise::Tally;
use crate::read::pdf::Facts;
use crate::record::ReplyStatus;
use crate::write::tables::{CommunicationRow, DocumentRow, Expected, FillRates, TotalRow};

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

impl FillRates {
    /// Those of some rows, to four figures.
    pub fn of(rows: &[CommunicationRow]) -> Self {
        let rate = |of: &dyn Fn(&&CommunicationRow) -> bool, has: &dyn Fn(&CommunicationRow) -> bool| {
            let all = rows.iter().filter(of).count();
            let filled = rows.iter().filter(of).filter(|row| has(row)).count();
            let share = u32::try_from(filled).ok().zip(u32::try_from(all).ok());
            let share = share.filter(|share| share.1 > 0);
            share.map(|(filled, of)| (f64::from(filled) / f64::from(of) * 10_000.0).round() / 10_000.0)
        };
        let of_all = |has: &dyn Fn(&CommunicationRow) -> bool| rate(&|_| true, has);
        Self {
            entry_number: of_all(&|row| row.entry_number.is_some()),
            language: of_all(&|row| row.language.is_some()),
            mandate: of_all(&|row| row.mandate.is_some()),
            period_start: of_all(&|row| row.period_start.is_some()),
            replies_until: of_all(&|row| row.replies_until.is_some()),
            reply_status: rate(&|row| row.reply_status.is_some(), &|row| {
                row.reply_status != Some(ReplyStatus::NotStated)
            }),
            report_symbol: of_all(&|row| row.report_symbol.is_some()),
            summary: of_all(&|row| row.summary.is_some()),
            url: of_all(&|row| row.url.is_some()),
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
