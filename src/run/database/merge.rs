//! The pages of a run, and the letters that were ever seen, as the rows of one document.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::{Ledger, Reader};
use crate::diagnostic::{Code, Diagnostic};
use crate::fetch::{Fetched, Page};
use crate::layout;
use crate::normalise::Finding;
use crate::run::judge::{low_fill_rates, missed_expectations};
use crate::run::{Extract, counted};
use crate::write::tables::{
    CodeCount, CommunicationRow, DiagnosticRow, DocumentRow, FillRates, Outcome, RejectRow, SectionRow, TotalRow,
};

/// Puts the rows of all pages together.
struct Merge {
    document: DocumentRow,
    rejects: Vec<RejectRow>,
    diagnostics: Vec<DiagnosticRow>,
    short: Vec<String>,
    /// Ids that were given to rows.
    ids: BTreeSet<String>,
    /// Rows on the pages so far.
    rows: u64,
    stated: Vec<u64>,
}

/// The rows of a source of several pages: those that its pages have now, and letters that were on them before.
pub(in crate::run) fn merged(reader: &Reader<'_>, fetched: &Fetched, ledger: &Ledger) -> Extract {
    let source = reader.source;
    let mut merge = Merge {
        document: DocumentRow::new(source.id.clone(), Outcome::Complete),
        rejects: Vec::new(),
        diagnostics: Vec::new(),
        short: Vec::new(),
        ids: ledger.letters.keys().cloned().collect(),
        rows: 0,
        stated: Vec::new(),
    };
    let mut met: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for page in &fetched.pages {
        merge.page(page, reader, ledger, &mut met);
    }
    merge.document.url.clone_from(&fetched.url);
    merge.document.expected = source.expect.into();
    let mut communications: Vec<CommunicationRow> = Vec::with_capacity(ledger.letters.len());
    for held in ledger.letters.values() {
        let mut row = held.row.clone();
        row.last_seen = (!held.present).then_some(held.seen);
        communications.push(row);
        merge.diagnostics.extend(held.findings.iter().cloned());
    }
    communications.sort_by(|one, other| (Reverse(one.date), &one.id).cmp(&(Reverse(other.date), &other.id)));
    for (id, pages) in met.iter().filter(|(_, pages)| pages.len() > 1) {
        let pages: Vec<String> = pages.iter().map(ToString::to_string).collect();
        let message = format!("it stands on the pages {}: it is one row", pages.join(" and "));
        merge.say(Code::LetterOnTwoPages, Some(id), message);
    }
    merge.count(met.len() as u64);
    merge.finish(communications)
}

impl Merge {
    fn say(&mut self, code: Code, record: Option<&str>, message: String) {
        self.diagnostics.push(DiagnosticRow {
            document: self.document.id.clone(),
            record: record.map(str::to_owned),
            code,
            level: code.explanation().level,
            message,
            span: None,
            printed: None,
            places: Vec::new(),
        });
    }

    /// Takes in a page, as far as it is not its letters.
    fn page(&mut self, page: &Page, reader: &Reader<'_>, ledger: &Ledger, met: &mut BTreeMap<String, Vec<u32>>) {
        let number = page.number;
        if let Some(trouble) = &page.trouble {
            let message = match page.sha256 {
                Some(_) => format!("page {number}: {trouble}; its last good version is read"),
                None => format!("page {number} is missing: {trouble}"),
            };
            self.say(Code::ResultPageMissing, None, message.clone());
            self.short.push(message);
        }
        let Some(sha256) = &page.sha256 else {
            return;
        };
        let extract = match reader.page(page.url.as_deref(), page.path.as_deref(), sha256) {
            Ok(extract) => extract,
            Err(error) => {
                let message = format!("page {number}: {error}");
                self.say(Code::ResultPageMissing, None, message.clone());
                self.short.push(message);
                return;
            }
        };
        self.stated.extend(layout::communications_found(&extract.text));
        let ids = ledger.ids_of(sha256).unwrap_or_default();
        for (at, row) in extract.communications.iter().enumerate() {
            let id = ids.get(at).unwrap_or(&row.id);
            met.entry(id.clone()).or_default().push(number);
        }
        let mut renamed: BTreeMap<String, Option<String>> = BTreeMap::new();
        for mut reject in extract.rejects {
            let printed = reject.id.clone();
            let is_known = self.rejects.iter().any(|known| is_same(known, &reject));
            renamed.insert(
                printed.clone(),
                (!is_known).then(|| self.free(&moved(&printed, self.rows))),
            );
            if let Some(Some(id)) = renamed.get(&printed) {
                reject.id.clone_from(id);
                self.rejects.push(reject);
            }
        }
        let of_letters: BTreeSet<&str> = extract.communications.iter().map(|row| row.id.as_str()).collect();
        for mut finding in extract.diagnostics {
            match finding.record.as_deref() {
                // Kept with the letter.
                Some(record) if of_letters.contains(record) => continue,
                Some(record) => match renamed.get(record) {
                    Some(Some(id)) => finding.record = Some(id.clone()),
                    _ => continue,
                },
                None => finding.message = format!("page {number}: {}", finding.message),
            }
            self.diagnostics.push(finding);
        }
        self.rows += extract.document.communications + extract.document.press_releases + extract.document.rejects;
        let document = extract.document;
        if let Some(reason) = document
            .reason
            .as_deref()
            .filter(|_| document.outcome != Outcome::Complete)
        {
            self.short.push(format!("page {number}: {reason}"));
        }
        if number == 1 {
            self.document = document;
            self.document.sections = Vec::new();
        } else {
            self.document.anchors += document.anchors;
            self.document.unclaimed_anchors += document.unclaimed_anchors;
        }
    }

    /// An id that no other row has.
    fn free(&mut self, id: &str) -> String {
        let mut free = id.to_owned();
        for count in 2.. {
            if self.ids.insert(free.clone()) {
                break;
            }
            free = format!("{id}/{count}");
        }
        free
    }

    /// Compares the letters that were met with the number that the pages state, which can change while they are read.
    fn count(&mut self, met: u64) {
        let rows = met + self.rejects.len() as u64;
        let Some(&stated) = self
            .stated
            .iter()
            .find(|&&stated| stated == rows)
            .or(self.stated.first())
        else {
            return;
        };
        self.document.totals = vec![TotalRow {
            counted: "communications".to_owned(),
            stated,
            found: rows,
        }];
        let is_told = self.diagnostics.iter().any(|said| said.code == Code::TotalsMismatch);
        if stated != rows && !is_told {
            let message = format!(
                "the pages state {}, and {rows} stand on them",
                counted(stated, "communication", "communications")
            );
            self.say(Code::TotalsMismatch, None, message.clone());
            self.short.push(message);
        }
    }

    /// The document's own row, from its rows.
    fn finish(mut self, communications: Vec<CommunicationRow>) -> Extract {
        let press_releases = communications.iter().filter(|row| row.kind == "PR").count() as u64;
        self.document.communications = communications.len() as u64 - press_releases;
        self.document.press_releases = press_releases;
        self.document.rejects = self.rejects.len() as u64;
        self.document.sections = vec![SectionRow {
            heading: None,
            entries: communications.len() as u64 + self.document.rejects,
            observations: 0,
            says_none: false,
        }];
        self.document.fill_rates = FillRates::of(&communications);
        let missed = missed_expectations(&self.document);
        let low = low_fill_rates(&self.document);
        let low = low.into_iter().filter(|(field, _)| field != "entry_number");
        let low = low.map(|(field, rate)| format!("only {:.0} % of the records have `{field}`", rate * 100.0));
        for (code, message) in missed
            .into_iter()
            .map(|message| (Code::ExpectationMissed, message))
            .chain(low.map(|message| (Code::FillRateLow, message)))
            .collect::<Vec<_>>()
        {
            self.say(code, None, message.clone());
            self.short.push(message);
        }
        self.document.outcome = if self.short.is_empty() {
            Outcome::Complete
        } else {
            Outcome::Short
        };
        self.document.reason = (!self.short.is_empty()).then(|| self.short.join("; "));
        let codes = self.diagnostics.iter().map(|said| said.code);
        self.document.diagnostics = CodeCount::all(codes);
        let findings = self.diagnostics.iter().map(|said| Finding {
            id: said.record.clone(),
            diagnostic: Diagnostic::new(said.code, None, said.message.clone()),
        });
        let findings = findings.collect();
        Extract {
            communications,
            rejects: self.rejects,
            diagnostics: self.diagnostics,
            findings,
            ..Extract::empty(self.document)
        }
    }
}

/// Whether two rejects are one row that stands on two pages: all of it is printed twice.
fn is_same(one: &RejectRow, other: &RejectRow) -> bool {
    one.codes == other.codes && one.reasons == other.reasons && one.provenance.printed == other.provenance.printed
}

/// The id of a row without a case number, `…/p3`, counted through all pages.
fn moved(id: &str, before: u64) -> String {
    let numbered = id.rsplit_once("/p").and_then(|(head, number)| {
        let number: u64 = number.parse().ok()?;
        Some(format!("{head}/p{}", number + before))
    });
    numbered.unwrap_or_else(|| id.to_owned())
}
