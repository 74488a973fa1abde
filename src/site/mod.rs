//! The page: an output to look at in any browser, from disk, and one row of it as one file.
//!
//! ```text
//! site/
//!   index.html                     the page with its style, the same for every output
//!   texts.en.js page.js views.js
//!   data.js                        communications: what the list, the search and the charts need
//!   more.js                        cases, observations, rejects and documents
//!   documents/NAME.js              what only a row that is opened needs: print, places, notes
//!   pages/DIGEST/N.png             pages that rows stand on
//!   made-by-rapporteur.json        that this folder is ours, and may be replaced
//! ```
//!
//! The page's own sources are in the folder `site` of the project. They take the same data in both forms.

mod bundle;
mod columns;
mod details;
mod documents;
mod leaves;
#[cfg(feature = "pictures")]
pub mod pictures;
mod shell;
mod show;
mod tables;

use std::collections::BTreeMap;
use std::path::Path;

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};
use serde_json::{Map, Value, json};

pub use documents::Documents;
pub use show::one;
pub use tables::{Error, Row, Tables};

use crate::diagnostic::Code;
use crate::write::exchange::{self, Exchange};
use details::Details;
use leaves::Leaves;

/// What became of the pictures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Made {
    /// Pages that have a picture.
    pub pictures: usize,
    /// Why others have none: the document, and the reason.
    pub without: Vec<(String, String)>,
}

/// Writes the page of an output into a folder that is made anew.
pub fn write(tables: &Tables, documents: &Documents, into: &Exchange) -> Result<Made, exchange::Error> {
    into.write("index.html", shell::page().as_bytes())?;
    for (name, script) in shell::scripts() {
        into.write(name, script.as_bytes())?;
    }
    into.write("data.js", &bundle::script("data", &first(tables)))?;
    into.write("more.js", &bundle::script("more", &rest(tables)))?;
    let of_documents: Vec<(String, Details<'_>)> = Details::all(tables);
    let done: Vec<Result<Made, exchange::Error>> = of_documents
        .into_par_iter()
        .map(|(id, details)| document(&id, &details, documents, into))
        .collect();
    let mut made = Made::default();
    for done in done {
        let done = done?;
        made.pictures += done.pictures;
        made.without.extend(done.without);
    }
    Ok(made)
}

/// Writes what only rows of this document need that are opened.
fn document(id: &str, details: &Details<'_>, documents: &Documents, into: &Exchange) -> Result<Made, exchange::Error> {
    let name = details::file_name(id);
    let mut made = Made::default();
    let mut failed = None;
    let leaves = Leaves::of(details, documents, &mut |page, png| {
        let file = format!("pages/{name}/{page}.png");
        match into.write(&file, png) {
            Ok(()) => made.pictures += 1,
            Err(error) => failed = failed.take().or(Some(error)),
        }
        file
    });
    if let Some(error) = failed {
        return Err(error);
    }
    let mut reasons: Vec<&str> = leaves.reasons().collect();
    reasons.dedup();
    made.without
        .extend(reasons.into_iter().map(|reason| (id.to_owned(), reason.to_owned())));
    let value = details.value(&leaves.pages(), leaves.elements());
    let script = bundle::script(&format!("document/{id}"), &value);
    into.write(&format!("documents/{name}.js"), &script)?;
    Ok(made)
}

/// What the page opens with.
fn first(tables: &Tables) -> Value {
    json!({
        "communications": columns::of(&tables.communications),
        "codes": codes(tables),
        "files": files(tables),
    })
}

/// What the page takes when the list stands.
fn rest(tables: &Tables) -> Value {
    json!({
        "cases": tables.cases.as_ref().map(|cases| columns::without(cases, &["summaries"])),
        "observations": columns::of(&tables.observations),
        "rejects": columns::of(&tables.rejects),
        "documents": columns::of(&tables.documents),
    })
}

/// What each code means that a row or a document has.
fn codes(tables: &Tables) -> Value {
    let mut used = BTreeMap::new();
    let mut take = |code: &str| {
        if let Ok(code) = code.parse::<Code>() {
            let of = code.explanation();
            let means = json!({"level": of.level, "what": of.what, "why": of.why, "to_do": of.to_do});
            used.insert(of.name, means);
        }
    };
    for (rows, key) in [(&tables.communications, "flags"), (&tables.rejects, "codes")] {
        let listed = rows.iter().filter_map(|row| row.get(key)?.as_array());
        listed.flatten().filter_map(Value::as_str).for_each(&mut take);
    }
    let said = tables.diagnostics.iter().filter_map(|row| row.get("code")?.as_str());
    said.for_each(&mut take);
    Value::Object(used.into_iter().map(|(name, means)| (name.to_owned(), means)).collect())
}

/// The name of each document's files.
fn files(tables: &Tables) -> Value {
    let ids = Details::ids(tables);
    let named = ids.into_iter().map(|id| {
        let name = details::file_name(&id);
        (id, Value::from(name))
    });
    Value::Object(named.collect::<Map<_, _>>())
}

/// Reads the tables of an output folder and writes its page to `place`.
pub fn make(output: &Path, documents: &Documents, place: &Path) -> Result<Made, Failure> {
    let tables = Tables::read(output)?;
    let exchange = Exchange::begin(place, output)?;
    let made = write(&tables, documents, &exchange)?;
    exchange.publish("site", &())?;
    Ok(made)
}

/// Why a page cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The tables cannot be read.
    #[error(transparent)]
    Tables(#[from] Error),
    /// The folder cannot be written.
    #[error(transparent)]
    Folder(#[from] exchange::Error),
}
