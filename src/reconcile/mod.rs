//! One letter, one row: cases over all documents.
//!
//! A function of rows alone: the order in which they come changes nothing, and of all letters those of one case, or of
//! a few small ones, are in memory at once; the rest is sorted on disk where it is too much.

mod case;
mod conflict;
mod conflicts;
mod input;
pub mod judgements;
mod like;
mod mandates;
mod sorter;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead};
use std::ops::Range;

use rayon::iter::{
    IndexedParallelIterator as _, IntoParallelIterator as _, IntoParallelRefIterator as _, ParallelIterator as _,
};

use crate::diagnostic::{Code, Level};
use crate::record::{CaseNumber, Day};
use crate::write::tables::DiagnosticRow;
pub use case::{CaseReply, CaseRow, CaseSummary, HistoryRow};
pub use conflict::{Conflict, ConflictField, ConflictValue};
use input::{AnyRow, Input};
pub use input::{Letter, LetterReply};
pub use judgements::{Judgements, Unmet};
use like::{LikeAnother, Likenesses};
use sorter::{Item, Merge, Sorter};

/// Comes before a case's letters in the order of sorting.
const LETTER: u8 = 0;
/// Comes before the observations that cite it.
const OBSERVATION: u8 = 1;
/// Bytes of a case number as it is sorted: code, year, number.
const CASE_KEY_BYTES: usize = 9;

/// Bytes of rows that all cores read, or make cases of, at once.
const BATCH_BYTES: usize = 1 << 20;
/// Rows for which another core is not worth its start.
const FEW_ROWS: usize = 64;

/// Why there are no cases.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Rows cannot be read.
    #[error("{name}: {cause}")]
    Read {
        /// The file.
        name: String,
        /// Why not.
        cause: io::Error,
    },
    /// A line is no row of a table, or lacks what cases are made of.
    #[error("{name}: line {line}: {what}")]
    Row {
        /// The file.
        name: String,
        /// The line, from 1.
        line: u64,
        /// What is wrong.
        what: String,
    },
    /// Two rows with one id say different things.
    #[error("two rows with the id `{id}` differ: are they of two runs?")]
    Twice {
        /// The id.
        id: String,
    },
    /// There is no place to sort them, or their reader does not want them.
    #[error("cases cannot be sorted or written: {0}")]
    Io(#[from] io::Error),
}

/// Rows on their way to cases.
#[derive(Default)]
pub struct Reconciler {
    judgements: Judgements,
    /// For documents that do not say until when they count replies: the day on which their newest bytes were stored.
    stored: BTreeMap<String, Day>,
    /// Letters and citing observations by case.
    by_case: Sorter,
    /// Cases and citing observations by record.
    by_record: Sorter,
}

/// How many rows of each sort there were.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Letters.
    pub letters: u64,
    /// Paragraphs of observations.
    pub observations: u64,
    /// Press releases and rows of other tables.
    pub others: u64,
}

impl Reconciler {
    /// Nothing yet; `stored` has the days on which the newest bytes of documents were stored that are asked again and again.
    pub fn new(judgements: Judgements, stored: BTreeMap<String, Day>) -> Self {
        Self {
            judgements,
            stored,
            ..Self::default()
        }
    }

    /// Takes rows of any tables, as JSON Lines; `name` is for messages.
    pub fn rows(&mut self, from: impl BufRead, name: &str) -> Result<Seen, Error> {
        self.take(from, name, |_| {})
    }

    /// Takes rows that this run wrote: what cases do not need of them is not read again.
    pub fn rows_just_written(&mut self, from: impl BufRead, name: &str) -> Result<Seen, Error> {
        self.take(from, name, input::cut)
    }

    fn take(&mut self, mut from: impl BufRead, name: &str, cut: impl Fn(&mut Vec<u8>)) -> Result<Seen, Error> {
        let mut seen = Seen::default();
        let (mut line, mut bytes, mut rows) = (Vec::new(), Vec::new(), Vec::new());
        let mut before = 0;
        loop {
            bytes.clear();
            rows.clear();
            while bytes.len() < BATCH_BYTES {
                line.clear();
                let length = from.read_until(b'\n', &mut line).map_err(|cause| Error::Read {
                    name: name.to_owned(),
                    cause,
                })?;
                if length == 0 {
                    break;
                }
                cut(&mut line);
                let start = bytes.len();
                bytes.extend_from_slice(&line);
                rows.push(start..bytes.len());
            }
            if rows.is_empty() {
                return Ok(seen);
            }
            let stored = |document: &str| self.stored.get(document).copied();
            let row = |range: &Range<usize>| Ready::of(bytes.get(range.clone()).unwrap_or_default(), stored);
            let ready: Vec<Result<Ready, String>> = rows.par_iter().with_min_len(FEW_ROWS).map(row).collect();
            for (number, row) in (before + 1..).zip(ready) {
                let row = row.map_err(|what| Error::Row {
                    name: name.to_owned(),
                    line: number,
                    what,
                })?;
                match row {
                    Ready::Letter { case, id, row } => {
                        seen.letters += 1;
                        self.push(case, &id, &row)?;
                    }
                    Ready::Citation(id, cases, records) => {
                        seen.observations += 1;
                        self.citation(&id, &cases, &records)?;
                    }
                    Ready::Other => seen.others += 1,
                    Ready::Nothing => {}
                }
            }
            before += rows.len() as u64;
        }
    }

    /// Takes a letter.
    pub fn letter(&mut self, letter: &Letter, case: CaseNumber) -> io::Result<()> {
        self.push(case, &letter.id, &serde_json::to_vec(letter)?)
    }

    fn push(&mut self, case: CaseNumber, id: &str, letter: &[u8]) -> io::Result<()> {
        let case = self.judgements.case_of(id).unwrap_or(case);
        self.by_case.push(&key(case, LETTER, id), letter)?;
        self.by_record.push(&linked(id, LETTER), &key(case, OBSERVATION, ""))
    }

    /// Takes what a paragraph of observations cites.
    pub fn citation(&mut self, id: &str, cases: &[CaseNumber], records: &[String]) -> io::Result<()> {
        for &case in cases {
            self.by_case.push(&key(case, OBSERVATION, id), &[])?;
        }
        for record in records {
            self.by_record.push(&linked(record, OBSERVATION), id.as_bytes())?;
        }
        Ok(())
    }

    /// Gives every case, sorted by country, year and number, and what there is to say about them: first of each, and then of
    /// those that are alike, in the order of the days that they have in common.
    pub fn finish(
        mut self,
        mut case: impl FnMut(&CaseRow) -> io::Result<()>,
        mut say: impl FnMut(Option<Day>, DiagnosticRow) -> io::Result<()>,
    ) -> Result<(), Error> {
        self.join_records()?;
        let mut likenesses = Likenesses::default();
        let mut merge = std::mem::take(&mut self.by_case).finish()?;
        let mut next = merge.next()?;
        while next.is_some() {
            let sorted = some_cases(&mut next, &mut merge)?;
            let made: Vec<Result<Option<Case>, Error>> =
                sorted.into_par_iter().map(|sorted| self.make(sorted)).collect();
            for made in made {
                let Some(Case { row, documents, said }) = made? else {
                    continue;
                };
                case(&row)?;
                likenesses.note(&row, documents)?;
                said.into_iter().try_for_each(|said| say(None, said))?;
            }
        }
        likenesses.finish(|pair| {
            let LikeAnother {
                day,
                document,
                record,
                case,
                other,
            } = pair;
            let message = format!("`{case}` and `{other}` are of one day and type and alike; one may be a misprint");
            let row = diagnostic(Code::CaseLikeAnother, Some(&document), record, message);
            say(Some(day), row)
        })?;
        Ok(())
    }

    /// Makes a case of what was sorted; nothing where observations cite a case of which there is no letter.
    fn make(&self, sorted: Sorted) -> Result<Option<Case>, Error> {
        let Sorted {
            number,
            letters,
            observations,
        } = sorted;
        let letters: Vec<Letter> = letters
            .iter()
            .map(|row| serde_json::from_slice(row))
            .collect::<Result<_, _>>()
            .map_err(io::Error::other)?;
        let is_twice = |pair: &&[Letter]| matches!(pair, [letter, next] if letter.id == next.id);
        if let Some([_, twice]) = letters.windows(2).find(is_twice) {
            return Err(Error::Twice { id: twice.id.clone() });
        }
        let Some(number) = number.filter(|_| !letters.is_empty()) else {
            return Ok(None);
        };
        let documents: BTreeSet<String> = letters.iter().map(|letter| letter.document.clone()).collect();
        let judged = self.judgements.of_case(number);
        let is_judged = |letter: &&Letter| judged.is_some() || self.judgements.of_record(&letter.id).is_some();
        let document_of: BTreeMap<String, String> = letters
            .iter()
            .filter(is_judged)
            .map(|letter| (letter.id.clone(), letter.document.clone()))
            .collect();
        let row = CaseRow::of(
            number,
            letters,
            observations,
            judged.unwrap_or(&judgements::Judged::default()),
        );
        let said = self.judged(&row, judged).into_iter();
        let said = said.map(|(record, said)| {
            let document = document_of.get(&record);
            diagnostic(Code::JudgedByHand, document, record, said)
        });
        Ok(Some(Case {
            said: said.collect(),
            row,
            documents,
        }))
    }

    /// What a person decided about a case and its records.
    fn judged(&self, row: &CaseRow, judged: Option<&judgements::Judged>) -> Vec<(String, String)> {
        let of_case = judged.into_iter().flat_map(|judged| judged.said.iter().cloned());
        let first = row.records.first().cloned().unwrap_or_default();
        let of_case = of_case.map(|said| (first.clone(), said));
        let of_records = row.records.iter().filter_map(|record| {
            let said = self.judgements.of_record(record)?;
            Some((record.clone(), said))
        });
        of_case.chain(of_records).collect()
    }

    /// Brings observations that cite a record to its case.
    fn join_records(&mut self) -> io::Result<()> {
        let mut merge = std::mem::take(&mut self.by_record).finish()?;
        let mut of: Option<(Vec<u8>, Vec<u8>)> = None;
        while let Some(Item { mut key, value }) = merge.next()? {
            match key.pop() {
                Some(LETTER) => of = Some((key, value)),
                _ => {
                    if let Some((_, case)) = of.as_ref().filter(|(record, _)| *record == key) {
                        self.by_case.push(&[case.as_slice(), &value].concat(), &[])?;
                    }
                }
            }
        }
        Ok(())
    }
}

/// A row as it is sorted.
enum Ready {
    /// A letter, as JSON.
    Letter { case: CaseNumber, id: String, row: Vec<u8> },
    /// A paragraph of observations: its id, the cases and the records that it cites.
    Citation(String, Vec<CaseNumber>, Vec<String>),
    /// A row that cases are not made of.
    Other,
    /// An empty line.
    Nothing,
}

impl Ready {
    fn of(row: &[u8], stored: impl Fn(&str) -> Option<Day>) -> Result<Self, String> {
        let row = row.trim_ascii();
        if row.is_empty() {
            return Ok(Self::Nothing);
        }
        let row = AnyRow::read(row).map_err(|error| error.to_string())?;
        Ok(match row.sort_out(stored)? {
            Input::Letter(letter, case) => Self::Letter {
                case,
                row: serde_json::to_vec(&letter).map_err(|error| error.to_string())?,
                id: letter.id,
            },
            Input::Citation(id, cases, records) => Self::Citation(id, cases, records),
            Input::Other => Self::Other,
        })
    }
}

/// What was sorted to one case.
struct Sorted {
    number: Option<CaseNumber>,
    /// As JSON, by id.
    letters: Vec<Vec<u8>>,
    /// The observations that cite it.
    observations: Vec<String>,
}

/// A case, the documents of its letters, and what there is to say of it.
struct Case {
    row: CaseRow,
    documents: BTreeSet<String>,
    said: Vec<DiagnosticRow>,
}

/// As many whole cases as all cores make at once: one, or what [`BATCH_BYTES`] hold; `next` is the first of the next ones.
fn some_cases(next: &mut Option<Item>, merge: &mut Merge) -> io::Result<Vec<Sorted>> {
    let (mut cases, mut bytes) = (Vec::new(), 0);
    while let Some(first) = next.take_if(|_| bytes < BATCH_BYTES) {
        let case = first.key.get(..CASE_KEY_BYTES).unwrap_or_default().to_vec();
        let mut sorted = Sorted {
            number: read_key(&case),
            letters: Vec::new(),
            observations: Vec::new(),
        };
        let mut item = Some(first);
        while let Some(Item { key, value }) = item {
            let Some([tag, id @ ..]) = key.strip_prefix(case.as_slice()) else {
                *next = Some(Item { key, value });
                break;
            };
            bytes += key.len() + value.len();
            if *tag == LETTER {
                sorted.letters.push(value);
            } else {
                sorted.observations.push(String::from_utf8_lossy(id).into_owned());
            }
            item = merge.next()?;
        }
        cases.push(sorted);
    }
    Ok(cases)
}

/// What rows are sorted by: country, year, number; then letters before observations, by id.
fn key(case: CaseNumber, tag: u8, id: &str) -> Vec<u8> {
    let mut key = Vec::with_capacity(CASE_KEY_BYTES + 1 + id.len());
    key.extend_from_slice(case.code().as_bytes());
    key.extend_from_slice(&case.year().to_be_bytes());
    key.extend_from_slice(&case.number().to_be_bytes());
    key.push(tag);
    key.extend_from_slice(id.as_bytes());
    key
}

fn read_key(key: &[u8]) -> Option<CaseNumber> {
    let (code, numbers) = key.split_at_checked(3)?;
    let (year, number) = numbers.split_at_checked(2)?;
    let year = i16::from_be_bytes(year.try_into().ok()?);
    let number = u32::from_be_bytes(number.try_into().ok()?);
    CaseNumber::new(code.try_into().ok()?, number, year)
}

/// A record's id and what comes with it; ids have no zero bytes, so that each id's rows stand together.
fn linked(record: &str, tag: u8) -> Vec<u8> {
    [record.as_bytes(), &[0, tag]].concat()
}

fn diagnostic(code: Code, document: Option<&String>, record: String, message: String) -> DiagnosticRow {
    DiagnosticRow {
        document: document.cloned().unwrap_or_default(),
        record: Some(record),
        code,
        level: code_level(code),
        message,
        span: None,
        printed: None,
        places: Vec::new(),
    }
}

fn code_level(code: Code) -> Level {
    code.explanation().level
}
