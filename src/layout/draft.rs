//! An entry, or a paragraph of observations, while lines or blocks are still added to it.

use super::fields::{self, Fields};
use super::observations::Observation;
use super::{Entry, Listing, Section};
use crate::record::CaseNumber;
use crate::text::{Span, Text};

/// What is being added to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Draft {
    pub what: What,
    pub span: Span,
    pub number: Option<Span>,
    /// Where the words behind the number begin.
    pub words: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    Entry,
    Observation,
}

impl Draft {
    pub fn extend(&mut self, span: Span) {
        self.span = self.span.to(span);
    }

    /// Puts it into its section, an entry with the fields that are cut out of its words, and a paragraph of
    /// observations with the headings above it.
    pub fn put_into(self, section: &mut Section, headings: &[(u8, Span)], cut: impl FnOnce(Span) -> Fields) {
        let words = Span::new(self.words, self.span.end);
        match self.what {
            What::Entry => section.entries.push(Entry {
                span: self.span,
                number: self.number,
                fields: cut(words),
            }),
            What::Observation => section.observations.push(Observation {
                span: self.span,
                number: self.number,
                words,
                headings: headings.iter().map(|&(_, heading)| heading).collect(),
            }),
        }
    }
}

impl Listing {
    /// Whether a whole entry repeats one that was cut already, as a citation does.
    pub(super) fn cites(&self, text: &Text, content: &str) -> bool {
        let read = |printed: &str| CaseNumber::prefix(printed).map(|(read, _)| read.case_number);
        let cited = fields::cut(content, 0)
            .case_number
            .and_then(|span| read(content.get(span.start..span.end)?));
        let entries = self.sections.iter().flat_map(|section| &section.entries);
        let mut numbers = entries.filter_map(|entry| read(text.slice(entry.fields.case_number?)));
        cited.is_some() && numbers.any(|number| Some(number) == cited)
    }

    /// Notes the words by which the section at hand says that it has no entries.
    pub(super) fn none(&mut self, span: Span) {
        if let Some(section) = self.sections.last_mut() {
            section.none.get_or_insert(span);
        }
    }
}
