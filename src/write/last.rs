//! The tables of the last run: what the next one is compared with, and the rows of sources that it does not ask.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, Read, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::part::Figures;
use super::tables::DocumentRow;
use super::{Error, Table, file_error};
use crate::diagnostic::Code;
use crate::digest::Digest;

/// The file that has each document's figures.
pub const FIGURES: &str = "figures.jsonl";

/// A line of `figures.jsonl`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FiguresRow {
    /// The id of the document.
    pub document: String,
    /// Its figures.
    pub figures: Figures,
}

/// The tables of the last run in a folder.
#[derive(Debug, Default)]
pub struct Last {
    folder: PathBuf,
    digests: BTreeMap<String, Digest>,
    figures: BTreeMap<String, Figures>,
}

impl Last {
    /// Opens the tables of a folder. Nothing, if there are none; the error says why what they say is not known.
    pub fn open(folder: &Path) -> Result<Option<Self>, String> {
        let path = folder.join("run.json");
        let run = match fs::read(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            run => run.map_err(|error| format!("{}: {error}", path.display()))?,
        };
        let run: Value = serde_json::from_slice(&run).map_err(|error| format!("{}: {error}", path.display()))?;
        let digests = listed(&run);
        let path = folder.join(FIGURES);
        let said = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
        let bytes = fs::read(&path).map_err(|error| said(&error))?;
        if digests.get(FIGURES) != Some(&Digest::of(&bytes)) {
            return Err(format!(
                "{} is not of the run in run.json: their digests differ",
                path.display()
            ));
        }
        let rows = bytes.split(|&byte| byte == b'\n').filter(|line| !line.is_empty());
        let figures = rows
            .map(|line| serde_json::from_slice(line).map(|FiguresRow { document, figures }| (document, figures)))
            .collect::<Result<_, _>>()
            .map_err(|error| said(&error))?;
        Ok(Some(Self {
            folder: folder.to_owned(),
            digests,
            figures,
        }))
    }

    /// The digest that a table had.
    pub fn digest(&self, table: Table) -> Option<Digest> {
        self.digests.get(&table.file()).copied()
    }

    /// The figures of each document, by its id.
    pub fn figures(&self) -> &BTreeMap<String, Figures> {
        &self.figures
    }

    /// Where the rows of each document stand, read from the tables.
    pub fn places(&self) -> Result<Places, Error> {
        let mut places = Places::default();
        for (at, table) in Table::ALL.into_iter().enumerate() {
            let path = self.folder.join(table.file());
            let failed = |cause| file_error(&path, cause);
            let mut reader = BufReader::new(File::open(&path).map_err(failed)?);
            let (mut start, mut line) = (0, Vec::new());
            loop {
                line.clear();
                let bytes = reader.read_until(b'\n', &mut line).map_err(failed)? as u64;
                if bytes == 0 {
                    break;
                }
                let document = document_of(table, &line).map_err(|cause| failed(cause.into()))?;
                let found = places.found.entry(document).or_default();
                let of_table = found.get_mut(at).into_iter();
                for stretches in of_table {
                    match stretches.last_mut() {
                        // A document's rows stand together.
                        Some(place) if place.start + place.bytes == start => {
                            place.bytes += bytes;
                            place.rows += 1;
                        }
                        _ => stretches.push(Place {
                            path: path.clone(),
                            start,
                            bytes,
                            rows: 1,
                        }),
                    }
                }
                start += bytes;
            }
        }
        Ok(places)
    }
}

/// Where rows of a document stand in a table of the last run.
#[derive(Clone, Debug)]
pub struct Place {
    path: PathBuf,
    start: u64,
    /// How many bytes they have.
    pub bytes: u64,
    /// How many they are.
    pub rows: u64,
}

impl Place {
    /// The rows, to be read.
    pub fn open(&self) -> io::Result<impl Read> {
        let mut file = File::open(&self.path)?;
        file.seek(SeekFrom::Start(self.start))?;
        Ok(file.take(self.bytes))
    }
}

/// Where the rows of all documents stand in the tables of the last run.
#[derive(Debug, Default)]
pub struct Places {
    found: BTreeMap<String, [Vec<Place>; Table::ALL.len()]>,
}

impl Places {
    /// Whether the last run had a document.
    pub fn has(&self, document: &str) -> bool {
        self.found.contains_key(document)
    }

    /// The rows of a document in each table, in the order of [`Table::ALL`].
    pub fn of(&self, document: &str) -> impl Iterator<Item = (Table, &Vec<Place>)> {
        let found = self.found.get(document).into_iter().flatten();
        Table::ALL.into_iter().zip(found)
    }

    /// The row of a document in the table of documents.
    pub fn document(&self, document: &str) -> io::Result<DocumentRow> {
        let mut tables = self.of(document);
        let places = tables.find(|(table, _)| *table == Table::Documents);
        let place = places.and_then(|(_, places)| places.first());
        let mut row = Vec::new();
        place.ok_or(io::ErrorKind::NotFound)?.open()?.read_to_end(&mut row)?;
        Ok(serde_json::from_slice(&row)?)
    }
}

/// The document that a row of a table is of; no document's, where a row is about cases, which every run makes anew.
fn document_of(table: Table, line: &[u8]) -> serde_json::Result<String> {
    #[derive(Deserialize)]
    struct Of {
        document: String,
        #[serde(default)]
        code: Option<Code>,
    }
    #[derive(Deserialize)]
    struct From {
        provenance: Of,
    }
    #[derive(Deserialize)]
    struct Named {
        id: String,
    }
    Ok(match table {
        Table::Documents => serde_json::from_slice::<Named>(line)?.id,
        Table::Diagnostics => {
            let Of { document, code } = serde_json::from_slice(line)?;
            if code.is_some_and(Code::is_of_cases) {
                String::new()
            } else {
                document
            }
        }
        Table::Cases | Table::Changes | Table::History => String::new(),
        Table::Communications | Table::Observations | Table::Rejects => {
            serde_json::from_slice::<From>(line)?.provenance.document
        }
    })
}

/// The number of the schema of a folder's tables: the first tables had none, and it was 1.
pub fn schema_of(folder: &Path) -> u64 {
    let run = fs::read(folder.join("run.json")).ok();
    let run: Option<Value> = run.and_then(|run| serde_json::from_slice(&run).ok());
    run.and_then(|run| run.get("schema")?.as_u64()).unwrap_or(1)
}

/// The files and digests that a `run.json` lists.
pub fn listed(run: &Value) -> BTreeMap<String, Digest> {
    let tables = run.get("tables").and_then(Value::as_array);
    let file = |row: &Value| {
        let digest = row.get("sha256")?.as_str()?.parse().ok()?;
        Some((row.get("file")?.as_str()?.to_owned(), digest))
    };
    tables.into_iter().flatten().filter_map(file).collect()
}
