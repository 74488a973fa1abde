//! One row beside its printed page, as one file.

use serde_json::{Value, json};

use super::details::Details;
use super::leaves::Leaves;
use super::tables::{Row, Tables, words};
use super::{Documents, bundle, first, rest, shell};

/// The page of the record, reject or observation with this id; none when there is no such row.
pub fn one(tables: &Tables, documents: &Documents, id: &str) -> Option<String> {
    let all = [&tables.communications, &tables.rejects, &tables.observations];
    let row = all.into_iter().flatten().find(|row| words(row, &["id"]) == Some(id))?;
    let about = about(tables, row);
    let document = words(row, &["provenance", "document"]).unwrap_or_default();
    let details = Details::one(row, tables);
    let leaves = Leaves::of(&details, documents, &mut |_, png| bundle::data_url(png));
    let details = json!({ document: details.value(&leaves.pages(), leaves.elements()) });
    let data = json!({"show": id, "data": first(&about), "more": rest(&about), "documents": details});
    Some(shell::whole(id, &data))
}

/// The row and what belongs to it: its document, its case with all records of it, observations that cite it.
fn about(tables: &Tables, row: &Row) -> Tables {
    let id = words(row, &["id"]);
    let document = words(row, &["provenance", "document"]);
    let case = words(row, &["case_number"]);
    let names = |row: &Row, key: &str, name: Option<&str>| {
        let listed = row.get(key).and_then(Value::as_array);
        name.is_some() && listed.is_some_and(|listed| listed.iter().any(|value| value.as_str() == name))
    };
    let pick = |rows: &[Row], wanted: &dyn Fn(&Row) -> bool| -> Vec<Row> {
        rows.iter().filter(|row| wanted(row)).cloned().collect()
    };
    let is_it = |other: &Row| words(other, &["id"]) == id;
    let of_case = |other: &Row| case.is_some() && words(other, &["case_number"]) == case;
    Tables {
        communications: pick(&tables.communications, &|other| {
            is_it(other) || of_case(other) || names(row, "records", words(other, &["id"]))
        }),
        cases: tables.cases.as_ref().map(|cases| pick(cases, &of_case)),
        observations: pick(&tables.observations, &|other| {
            is_it(other) || names(other, "records", id) || names(other, "cases", case)
        }),
        rejects: pick(&tables.rejects, &is_it),
        documents: pick(&tables.documents, &|other| {
            document.is_some() && words(other, &["id"]) == document
        }),
        diagnostics: pick(&tables.diagnostics, &|note| {
            id.is_some() && words(note, &["record"]) == id
        }),
    }
}
