//! A walk along the lines of a role, paragraph by paragraph.

use super::{Flow, begins_numbered, goes_on};
use crate::cores;
use crate::read::pdf::sheet::Sheet;

/// What the lines so far tell of the next one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Before {
    /// Where the paragraph at hand begins.
    first: usize,
    /// The number of the last numbered paragraph.
    number: u32,
}

impl Before {
    /// Whether a line goes on with the paragraph at hand.
    fn goes_on(self, sheets: &[Sheet], flow: &Flow, at: usize, pitch: f32) -> bool {
        let next_number = self.number > 0 && flow.wording(at).number == Some(self.number + 1);
        at > 0
            && !(next_number && begins_numbered(sheets, flow, self.first, at, pitch))
            && goes_on(sheets, flow, self.first, at, pitch)
    }

    /// The same with one line more.
    fn with(self, flow: &Flow, at: usize, goes_on: bool) -> Self {
        if goes_on {
            return self;
        }
        Self {
            first: at,
            number: flow.wording(at).number.unwrap_or(self.number),
        }
    }
}

/// For each line whether it goes on with the one before.
///
/// Parts are looked at on all cores, each as if a paragraph began with its first line. From where the lines before it
/// tell the same as that did, the rest of a part is what it would have been.
pub(super) fn continues(sheets: &[Sheet], flow: &Flow, pitch: f32, length: usize) -> Vec<bool> {
    let all: Vec<usize> = (0..flow.lines.len()).collect();
    let parts = cores::parts(&all, length, |part| {
        let start = part.first().copied().unwrap_or_default();
        let supposed = Before {
            first: start,
            number: last_number(flow, start),
        };
        let mut before = supposed;
        let each = part.iter().map(|&at| {
            let goes_on = before.goes_on(sheets, flow, at, pitch);
            before = before.with(flow, at, goes_on);
            goes_on
        });
        (supposed, each.collect::<Vec<bool>>(), before)
    });
    let mut continues: Vec<bool> = Vec::with_capacity(flow.lines.len());
    let mut before = Before::default();
    for (mut other, mut part, end) in parts {
        let start = continues.len();
        let mut told_alike = None;
        for (at, goes_on) in (start..).zip(&mut part) {
            if before == other {
                told_alike = Some(end);
                break;
            }
            other = other.with(flow, at, *goes_on);
            *goes_on = before.goes_on(sheets, flow, at, pitch);
            before = before.with(flow, at, *goes_on);
        }
        before = told_alike.unwrap_or(before);
        continues.append(&mut part);
    }
    continues
}

/// The number that the last line before one begins with which begins with a number.
fn last_number(flow: &Flow, at: usize) -> u32 {
    let above = flow.wordings.get(..at).unwrap_or_default();
    above
        .iter()
        .rev()
        .find_map(|wording| wording.number)
        .unwrap_or_default()
}
