//! What one document adds to the tables: its rows as they are written, and the figures that a later run compares.

use std::collections::BTreeMap;
use std::io;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::tables::{CommunicationRow, DiagnosticRow, DocumentRow, ObservationRow, RejectRow};
use super::{Table, line};

/// Some rows of a table, each with its line end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    /// The lines.
    pub bytes: Vec<u8>,
    /// How many.
    pub count: u64,
}

impl Rows {
    /// Adds a row.
    pub fn push(&mut self, row: &impl Serialize) -> io::Result<()> {
        self.count += 1;
        line(row, &mut self.bytes)
    }

    fn of(rows: &[impl Serialize]) -> io::Result<Self> {
        let mut written = Self::default();
        rows.iter().try_for_each(|row| written.push(row))?;
        Ok(written)
    }
}

/// How many rows a document has, and in how many of them each field that can be empty is not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Figures {
    /// Letters and press releases.
    pub communications: u64,
    /// Paragraphs of observations.
    pub observations: u64,
    /// By table and field, as in `communications.summary`.
    pub filled: BTreeMap<String, u64>,
}

/// The first line of a row file.
#[derive(Serialize, Deserialize)]
struct Head {
    /// Of each table, in the order of [`Table::ALL`]: how many rows, and how many bytes they have.
    rows: Vec<(u64, usize)>,
    figures: Figures,
}

/// The rows of one document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// In the order of [`Table::ALL`].
    rows: [Rows; Table::ALL.len()],
    /// What a later run compares.
    pub figures: Figures,
}

impl Part {
    /// The rows of a document.
    pub fn new(
        document: &DocumentRow,
        communications: &[CommunicationRow],
        observations: &[ObservationRow],
        rejects: &[RejectRow],
        diagnostics: &[DiagnosticRow],
    ) -> io::Result<Self> {
        let of = |table| match table {
            Table::Communications => Rows::of(communications),
            Table::Observations => Rows::of(observations),
            Table::Documents => Rows::of(std::slice::from_ref(document)),
            Table::Rejects => Rows::of(rejects),
            Table::Diagnostics => Rows::of(diagnostics),
            // They are of a run, not of a document.
            Table::Cases | Table::Changes | Table::History => Ok(Rows::default()),
        };
        let mut rows: [Rows; Table::ALL.len()] = Default::default();
        for (place, table) in rows.iter_mut().zip(Table::ALL) {
            *place = of(table)?;
        }
        Ok(Self {
            rows,
            figures: Figures::of(communications, observations),
        })
    }

    /// As bytes for a row file: a line of JSON that says how many, and the rows of each table.
    pub fn to_bytes(&self) -> io::Result<Vec<u8>> {
        let head = Head {
            rows: self.rows.iter().map(|rows| (rows.count, rows.bytes.len())).collect(),
            figures: self.figures.clone(),
        };
        let mut bytes = Vec::new();
        line(&head, &mut bytes)?;
        for rows in &self.rows {
            bytes.extend_from_slice(&rows.bytes);
        }
        Ok(bytes)
    }

    /// From what [`Part::to_bytes`] gave; nothing from anything else.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let end = bytes.iter().position(|&byte| byte == b'\n')?;
        let (head, mut rest) = bytes.split_at_checked(end + 1)?;
        let Head { rows: counts, figures } = serde_json::from_slice(head).ok()?;
        let mut rows: [Rows; Table::ALL.len()] = Default::default();
        if counts.len() != rows.len() {
            return None;
        }
        for (rows, (count, length)) in rows.iter_mut().zip(counts) {
            let (bytes, after) = rest.split_at_checked(length)?;
            *rows = Rows {
                bytes: bytes.to_vec(),
                count,
            };
            rest = after;
        }
        rest.is_empty().then_some(Self { rows, figures })
    }

    /// The row of the document itself.
    pub fn document(&self) -> io::Result<DocumentRow> {
        let mut tables = self.tables();
        let rows = tables.find(|(table, _)| *table == Table::Documents);
        let (_, rows) = rows.ok_or(io::ErrorKind::NotFound)?;
        Ok(serde_json::from_slice(&rows.bytes)?)
    }

    /// Its rows in each table.
    pub fn tables(&self) -> impl Iterator<Item = (Table, &Rows)> {
        Table::ALL.into_iter().zip(&self.rows)
    }
}

impl Figures {
    fn of(communications: &[CommunicationRow], observations: &[ObservationRow]) -> Self {
        let mut filled = BTreeMap::new();
        let mut count = |table: Table, field: &str, is_filled: bool| {
            *filled.entry(format!("{table}.{field}")).or_default() += u64::from(is_filled);
        };
        for row in communications {
            for (field, is_filled) in communication_fields(row) {
                count(Table::Communications, field, is_filled);
            }
        }
        for row in observations {
            for (field, is_filled) in observation_fields(row) {
                count(Table::Observations, field, is_filled);
            }
        }
        Self {
            communications: communications.len() as u64,
            observations: observations.len() as u64,
            filled,
        }
    }

    /// How many rows the table of a figure in `filled` has.
    pub fn rows_of(&self, figure: &str) -> u64 {
        if figure.starts_with(Table::Observations.name()) {
            self.observations
        } else {
            self.communications
        }
    }

    /// Adds those of another document.
    pub fn add(&mut self, other: &Self) {
        self.communications += other.communications;
        self.observations += other.observations;
        for (figure, filled) in &other.filled {
            *self.filled.entry(figure.clone()).or_default() += filled;
        }
    }
}

/// The fields of a communication that can be empty.
fn communication_fields(row: &CommunicationRow) -> [(&'static str, bool); 18] {
    [
        ("case_number", row.case_number.is_some()),
        ("addressee", row.addressee.is_some()),
        ("reply_status", row.reply_status.is_some()),
        ("replies", !row.replies.is_empty()),
        ("first_reply", row.first_reply.is_some()),
        ("days_to_first_reply", row.days_to_first_reply.is_some()),
        ("summary", row.summary.is_some()),
        ("language", row.language.is_some()),
        ("alleged_victims", row.alleged_victims.is_some()),
        ("entry_number", row.entry_number.is_some()),
        ("part", row.part.is_some()),
        ("mandate", row.mandate.is_some()),
        ("mandates", !row.mandates.is_empty()),
        ("report_symbol", row.report_symbol.is_some()),
        ("period_start", row.period_start.is_some()),
        ("period_end", row.period_end.is_some()),
        ("replies_until", row.replies_until.is_some()),
        ("url", row.url.is_some()),
    ]
}

/// The fields of a paragraph of observations that can be empty.
fn observation_fields(row: &ObservationRow) -> [(&'static str, bool); 12] {
    [
        ("country", row.country.is_some()),
        ("country_name", row.country_name.is_some()),
        ("mandate", row.mandate.is_some()),
        ("report_symbol", row.report_symbol.is_some()),
        ("period_start", row.period_start.is_some()),
        ("period_end", row.period_end.is_some()),
        ("headings", !row.headings.is_empty()),
        ("paragraph_number", row.paragraph_number.is_some()),
        ("language", row.language.is_some()),
        ("cases", !row.cases.is_empty()),
        ("press_releases", !row.press_releases.is_empty()),
        ("dates", !row.dates.is_empty()),
    ]
}
