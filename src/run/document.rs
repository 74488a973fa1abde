//! One document: from its bytes to its rows.

use std::io;
use std::sync::Arc;

use super::judge::judge;
use crate::catalogue::{Expect, Known};
use crate::cores;
use crate::diagnostic::{Code, Level};
use crate::layout::{self, Listing};
use crate::media;
use crate::normalise::{self, Content, Finding};
use crate::read;
use crate::record::provenance::PrintedPlace;
use crate::record::{Origin, Remark};
use crate::store::Document;
use crate::text::{Text, body_text};
use crate::write::part::Part;
use crate::write::tables::{
    CodeCount, CommunicationRow, DiagnosticRow, DocumentRow, ObservationRow, Outcome, RejectRow, SectionRow,
};

/// All that one source came to.
#[derive(Debug)]
pub struct Extract {
    /// Its row.
    pub document: DocumentRow,
    /// Its records.
    pub communications: Vec<CommunicationRow>,
    /// Its observations.
    pub observations: Vec<ObservationRow>,
    /// Its rejects.
    pub rejects: Vec<RejectRow>,
    /// Everything there is to say about its content.
    pub diagnostics: Vec<DiagnosticRow>,
    /// The same, to be drawn on the text.
    pub findings: Vec<Finding>,
    /// Its text; empty when it could not be read.
    pub text: Text,
}

/// How much of a document is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// Its entries and what there is to say about it; observations are counted.
    Entries,
    /// All of it.
    Everything,
}

/// The row of a document that is there, before it is read.
pub(super) fn row_of(document: &Document, expect: Expect) -> DocumentRow {
    let mut row = DocumentRow::new(document.source.clone(), Outcome::Complete);
    row.url.clone_from(&document.url);
    row.file = document
        .path
        .as_deref()
        .and_then(|path| path.file_name())
        .map(|name| name.to_string_lossy().into_owned());
    row.sha256 = Some(document.sha256().to_string());
    row.bytes = Some(document.bytes.len() as u64);
    row.expected = expect.into();
    row
}

/// Reads, cuts and types one document. A document that cannot be read has a row that says why.
pub fn extract(document: &Document, known: &Known, expect: Expect, depth: Depth) -> Extract {
    cores::alone(document.is_large(), || whole(document, known, expect, depth))
}

fn whole(document: &Document, known: &Known, expect: Expect, depth: Depth) -> Extract {
    let digest = || {
        document.sha256();
    };
    let read = || read::text_as(&document.bytes, document.content_type.as_deref());
    let reading = cores::meanwhile(document.is_large(), read, digest);
    let mut row = row_of(document, expect);
    let reading = match reading {
        Ok(reading) => reading,
        Err(why) => {
            row.outcome = Outcome::Refused;
            row.media_type = media::of(&document.bytes)
                .ok()
                .map(|media_type| media_type.name().to_owned());
            row.reason = Some(why.to_string());
            return Extract::empty(row);
        }
    };
    row.media_type = Some(reading.media_type.name().to_owned());
    if let Some(facts) = reading.facts {
        row.note_facts(facts);
    }
    let text = reading.text;
    let listing = layout::listing(&text, known.kind);
    let origin = Origin {
        document: row.id.as_str().into(),
        url: row.url.as_deref().map(Arc::from),
        sha256: document.sha256().to_string().into(),
    };
    let mut content = normalise::content(&text, &listing, &origin, known);
    let about_bytes = reading
        .diagnostics
        .into_iter()
        .map(|diagnostic| Finding { id: None, diagnostic });
    content.findings.splice(0..0, about_bytes);
    describe(&mut row, &text, &listing, &content);
    judge(&mut row, &text, &listing, &mut content);
    let remarks = match depth {
        Depth::Entries => Vec::new(),
        Depth::Everything => normalise::remarks(&text, &listing, &origin, known, &content),
    };
    Extract::of(row, text, content, remarks)
}

/// What the document is, and how much is in it.
fn describe(row: &mut DocumentRow, text: &Text, listing: &Listing, content: &Content) {
    row.layout = listing.layout.as_ref().map(|layout| layout.name.to_owned());
    // Until a catalogue says more of it.
    let kind = row.layout.as_deref().and_then(layout::kind_of);
    row.kind = kind.map(|kind| kind.to_string());
    row.recognised_by = listing.layout.as_ref().map(|layout| layout.reason(text));
    row.title = listing.title.map(|title| text.slice(title).trim().to_owned());
    let cover = layout::cover(text);
    row.printed_title = cover.title.or_else(|| row.title.clone());
    row.distributed = cover.distributed;
    row.replies_from = normalise::replies_from(text, &listing.front);
    row.country = content.country.map(|country| country.code().to_owned());
    row.mandate = content.mandate.as_deref().map(str::to_owned);
    if let Some(report) = &content.report {
        row.report_symbol = report.symbol.as_ref().map(ToString::to_string);
        row.period_start = report.period_start;
        row.period_end = report.period_end;
        row.replies_until = report.replies_until;
    }
    row.totals = content.tallies.iter().copied().map(Into::into).collect();
    row.fill_rates = (&content.fill_rates).into();
    row.sections = listing
        .sections
        .iter()
        .map(|section| SectionRow {
            heading: section
                .heading
                .as_ref()
                .map(|heading| heading.span)
                .or(section.chapter)
                .map(|heading| body_text::printed(text, heading)),
            entries: section.entries.len() as u64,
            observations: section.observations.len() as u64,
            says_none: section.none.is_some(),
        })
        .collect();
    let press_releases = content
        .records
        .iter()
        .filter(|record| record.communication.kind().is_press_release())
        .count();
    row.communications = (content.records.len() - press_releases) as u64;
    row.press_releases = press_releases as u64;
    row.observations = listing
        .sections
        .iter()
        .map(|section| section.observations.len() as u64)
        .sum();
    row.rejects = content.rejects.len() as u64;
    row.anchors = listing.anchors.len() as u64;
    row.unclaimed_anchors = listing.unclaimed.len() as u64;
}

impl Extract {
    pub(super) fn empty(document: DocumentRow) -> Self {
        Self {
            document,
            communications: Vec::new(),
            observations: Vec::new(),
            rejects: Vec::new(),
            diagnostics: Vec::new(),
            findings: Vec::new(),
            text: Text::default(),
        }
    }

    fn of(mut document: DocumentRow, text: Text, content: Content, remarks: Vec<Remark>) -> Self {
        /// Records and findings for which a second thread is worth its start.
        const MANY: usize = 1_000;
        let Content {
            findings,
            records,
            rejects,
            ..
        } = content;
        document.diagnostics = CodeCount::all(findings.iter().map(|finding| finding.diagnostic.code));
        let diagnostics = || {
            let characters = text.characters();
            let row = |Finding { id, diagnostic }: &Finding| DiagnosticRow {
                document: document.id.clone(),
                record: id.clone(),
                code: diagnostic.code,
                level: diagnostic.level(),
                message: diagnostic.message.clone(),
                span: diagnostic.span.map(|span| characters.span(span)),
                printed: diagnostic.span.map(|span| text.slice(span).to_owned()),
                places: diagnostic
                    .span
                    .map(|span| PrintedPlace::all(&text, span))
                    .unwrap_or_default(),
            };
            findings.iter().map(row).collect()
        };
        let many = records.len() + findings.len() > MANY;
        let communications = || records.into_iter().map(Into::into).collect();
        let (diagnostics, communications) = cores::both(many, diagnostics, communications);
        Self {
            diagnostics,
            communications,
            observations: remarks.into_iter().map(Into::into).collect(),
            rejects: rejects.into_iter().map(Into::into).collect(),
            findings,
            document,
            text,
        }
    }

    /// Whether everything is as expected.
    pub fn is_complete(&self) -> bool {
        self.document.outcome == Outcome::Complete
    }

    /// The findings that keep it from being complete, or all from a level on.
    pub fn findings_from(&self, level: Level) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(move |finding| {
            finding.diagnostic.level() >= level
                || matches!(finding.diagnostic.code, Code::AnchorUnclaimed | Code::MarkUnclaimed)
        })
    }

    /// Its rows as they are written.
    pub fn part(&self) -> io::Result<Part> {
        let Self {
            document,
            communications,
            observations,
            rejects,
            diagnostics,
            ..
        } = self;
        Part::new(document, communications, observations, rejects, diagnostics)
    }
}
