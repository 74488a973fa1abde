//! `CODEBOOK.md`: what the tables of a run hold, for people.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use super::describe::{self, Field, Keys, Shape};
use super::package::LICENCE;
use super::tables::DocumentRow;
use super::{SCHEMA, Table, Written};
use crate::record::Day;

/// The file.
pub const FILE: &str = "CODEBOOK.md";

/// What a codebook says beside what the schemas say.
pub struct Facts<'f> {
    /// What each table came to.
    pub written: &'f [(String, Written)],
    /// How many rows have a field, as in `communications.summary`; fields that are not there were not counted.
    pub filled: &'f BTreeMap<String, u64>,
    /// The documents.
    pub documents: &'f [DocumentRow],
}

const OPENING: &str = "\
Each table is a file of JSON Lines: one JSON object a line, with the same keys of the same types in every row; `null`, or
an empty list, where there is no value; days as `YYYY-MM-DD`. They load with

```python
import polars as pl, pandas as pd, pyarrow.json, duckdb
pl.read_ndjson(\"cases.jsonl\", infer_schema_length=None)   # all rows: a field can be null in the first hundred
pd.read_json(\"cases.jsonl\", lines=True)
pyarrow.json.read_json(\"cases.jsonl\", read_options=pyarrow.json.ReadOptions(block_size=1 << 30))
duckdb.sql(\"FROM 'cases.jsonl'\")
```

and in R with `jsonlite::stream_in(file(\"cases.jsonl\"))`. A table without rows is an empty file, which polars and pyarrow
refuse to guess the columns of; and by itself pyarrow guesses them from the first megabyte, where a list can be null all
through: `rapporteur export --to parquet` writes them with their types.

Flat tables with keys, as CSV, Parquet, XLSX or SQLite: `rapporteur export DIR --to FORMAT`. CSV has values exactly as they
are: a spreadsheet that opens it may take a text that begins with `=`, `+`, `-` or `@` for a formula, and days for text; take
XLSX there, whose cells are never formulae (a text over 32,767 characters is cut and ends with ` […]`). In all of them a list
is a table of its own: its first column is its row's key and has the name of its row's table in the singular
(`replies.communication` is a `communications.id`), then comes `position`, from 1. Objects become columns: `printed_date` is
`provenance.printed.date`. A list within a list is a text parted by `; `. In SQLite, `search` is a full-text index:
`SELECT id, table_name FROM search WHERE search MATCH 'trade union'`.
";

const CENSORING: &str = "\
## What to count, and until when

- **Count cases, not records.** A letter stands in a country page, in reports of several mandates and in joint reports;
  `communications` has a row for each, `cases` one for the letter.
- **`none_to_date` is not \"no\".** It says that no reply had come by the day until which the document counts replies. Such a
  case is *censored*: `observed_days` is how long it was watched, until its `first_reply`, or until `as_of` where there is none.
  Rates that take it for \"no\" make recent letters look worse than old ones; a Kaplan-Meier estimate over `observed_days`, with
  `first_reply` as the event, does not.
- **`as_of`** is `replies_until`, the cut-off that a report prints. Where it prints none, the end of its period stands in
  its place, which is a lower bound: replies that came later may or may not be listed. For the database of communications it is
  the day on which it was last fetched. Where nothing is known it is null, and the case cannot be used for delays.
- **`not_stated`** says nothing about replies: leave it out of rates. **`acknowledged`** is a letter that only confirms receipt.
- **`conflicts`** lists what documents disagree on. Nothing is decided: where types or days differ, the case has `null`. What a
  person decided in `judgements.toml` is in place, is told in `diagnostics` (`judged-by-hand`), and is still listed as a conflict.
- A `replied` case without `first_reply` has a reply that is dated before the letter: leave it out where delays count.
- `OTH` is not a State: companies, organisations and other actors, by name in `addressee`.
";

/// The codebook of a run's tables.
pub fn codebook(facts: &Facts<'_>) -> String {
    let mut text = String::new();
    // Writing into a string cannot fail.
    let _ = write(facts, &mut text);
    text
}

fn write(facts: &Facts<'_>, to: &mut String) -> fmt::Result {
    writeln!(to, "# Codebook\n")?;
    writeln!(
        to,
        "Made by rapporteur {} with the tables beside it, schema {SCHEMA}. `schema/TABLE.json` has the same for programs, and\n\
         `datapackage.json` for readers of Frictionless Data Packages.\n",
        env!("CARGO_PKG_VERSION")
    )?;
    writeln!(to, "{OPENING}")?;
    writeln!(to, "{CENSORING}")?;
    coverage(facts, to)?;
    writeln!(to, "## Tables\n")?;
    writeln!(to, "| table | rows | what a row is |\n|---|---:|---|")?;
    for table in Table::WRITTEN {
        let rows = facts
            .rows(table)
            .map_or_else(|| "of runs".to_owned(), |rows| rows.to_string());
        writeln!(to, "| `{table}` | {rows} | {} |", describe::about(table))?;
    }
    for table in Table::WRITTEN {
        writeln!(to, "\n### {table}\n\n{}", describe::about(table))?;
        keys(table, to)?;
        lists(table, to)?;
        writeln!(to, "\n| field | type | filled | meaning |\n|---|---|---:|---|")?;
        let of = Of { facts, table };
        describe::fields(table)
            .iter()
            .try_for_each(|field| of.field("", field, to))?;
    }
    let (name, address, title) = LICENCE;
    writeln!(to, "\n## Use and citation\n\n{title}: [{name}]({address}).")?;
    writeln!(
        to,
        "Cite the documents (`report_symbol`, `provenance`), and for the tables: rapporteur {}, schema {SCHEMA}, with the digest of\n\
         the table from `datapackage.json` and the day of the run from `run.json`. `rapporteur cite ID` writes a reference for one row.",
        env!("CARGO_PKG_VERSION")
    )
}

impl Facts<'_> {
    /// How many rows a table has; nothing for those that depend on former runs.
    fn rows(&self, table: Table) -> Option<u64> {
        if table.is_of_runs() {
            return None;
        }
        let file = table.file();
        let found = self.written.iter().find(|(name, _)| *name == file);
        found.map(|(_, written)| written.rows)
    }
}

fn keys(table: Table, to: &mut String) -> fmt::Result {
    let Keys { primary, foreign } = describe::keys(table);
    if let Some(primary) = primary {
        write!(to, "\nKey: `{primary}`.")?;
    }
    for (field, other) in foreign {
        let key = describe::keys(*other).primary.unwrap_or("id");
        write!(to, " `{field}` is a `{other}.{key}`.")?;
    }
    writeln!(to)
}

/// The tables that a table's lists become in exports.
fn lists(table: Table, to: &mut String) -> fmt::Result {
    let mut lists = describe::tables_of_lists(table);
    if table.is_of_runs() || lists.is_empty() {
        return Ok(());
    }
    if table == Table::Cases {
        // What conflicts have within them.
        lists.push("conflict_values".to_owned());
    }
    let owner = describe::singular(table.name());
    writeln!(
        to,
        "\nIts lists are exported as `{}`, by `{owner}` and `position`.",
        lists.join("`, `")
    )
}

/// The fields of a table.
struct Of<'f> {
    facts: &'f Facts<'f>,
    table: Table,
}

impl Of<'_> {
    fn field(&self, above: &str, field: &Field, to: &mut String) -> fmt::Result {
        let name = if above.is_empty() {
            field.name.clone()
        } else {
            format!("{above}.{}", field.name)
        };
        let meaning = cell(&field.description);
        writeln!(
            to,
            "| `{name}` | {} | {} | {meaning}{} |",
            kind(field),
            self.filled(&name, field),
            values(&field.shape)
        )?;
        let inner = match &field.shape {
            // The same fields as in `printed`.
            Shape::Object(_) if field.name == "spans" => return Ok(()),
            Shape::Object(fields) => Some((name, fields)),
            Shape::List(item, _) => match &item.shape {
                Shape::Object(fields) => Some((format!("{name}[]"), fields)),
                _ => None,
            },
            _ => None,
        };
        let Some((above, fields)) = inner else { return Ok(()) };
        fields.iter().try_for_each(|field| self.field(&above, field, to))
    }

    /// The share of rows that have a field, in per cent.
    fn filled(&self, name: &str, field: &Field) -> String {
        let can_lack = field.nullable || matches!(field.shape, Shape::List(..));
        let is_inner = name.contains('.');
        let rows = self.facts.rows(self.table).filter(|&rows| rows > 0);
        let filled = self.facts.filled.get(&format!("{}.{name}", self.table)).copied();
        match (rows, filled) {
            (Some(rows), Some(filled)) => format!("{} %", tenths(filled, rows)),
            (Some(_), None) if !can_lack && !is_inner => "100 %".to_owned(),
            _ => String::new(),
        }
    }
}

/// A share in per cent with a digit after the point, without binary fractions.
fn tenths(part: u64, whole: u64) -> String {
    let thousandths = (u128::from(part) * 2000 + u128::from(whole)) / (u128::from(whole) * 2);
    format!("{}.{}", thousandths / 10, thousandths % 10)
}

fn kind(field: &Field) -> String {
    let name = match &field.shape {
        Shape::Text(_) => "text",
        Shape::Bool => "true or false",
        Shape::Integer => "whole number",
        Shape::Number => "number",
        Shape::Day => "day",
        Shape::Object(_) => "object",
        Shape::List(..) => "list",
        Shape::Any => "any",
    };
    if field.nullable {
        format!("{name}, or null")
    } else {
        name.to_owned()
    }
}

fn values(shape: &Shape) -> String {
    let (Shape::Text(values), true) = (shape, true) else {
        return String::new();
    };
    let value = |(value, meaning): &(String, String)| {
        if meaning.is_empty() {
            format!("`{value}`")
        } else {
            format!("`{value}`: {}", cell(meaning))
        }
    };
    if values.is_empty() {
        return String::new();
    }
    format!(" One of {}", values.iter().map(value).collect::<Vec<_>>().join(" "))
}

/// A text inside of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// Which documents there are, what of them is missing, and until when they speak.
fn coverage(facts: &Facts<'_>, to: &mut String) -> fmt::Result {
    writeln!(to, "## What is covered\n")?;
    writeln!(
        to,
        "| document | kind | symbol | letters from | to | replies until | letters | press releases | observations | rejects | outcome |\n\
         |---|---|---|---|---|---|---:|---:|---:|---:|---|"
    )?;
    let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
    for document in facts.documents {
        let outcome = serde_json::to_string(&document.outcome).unwrap_or_default();
        writeln!(
            to,
            "| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
            cell(&document.id),
            cell(document.kind.as_deref().unwrap_or_default()),
            cell(document.report_symbol.as_deref().unwrap_or_default()),
            day(document.period_start),
            day(document.period_end),
            day(document.replies_until),
            document.communications,
            document.press_releases,
            document.observations,
            document.rejects,
            outcome.trim_matches('"'),
        )?;
    }
    several_reports(facts.documents, to)?;
    let missing: Vec<&DocumentRow> = facts
        .documents
        .iter()
        .filter(|document| document.reason.is_some())
        .collect();
    if missing.is_empty() {
        return writeln!(to, "\nNothing is known to be missing.\n");
    }
    writeln!(to, "\nWhat falls short:\n")?;
    for document in missing {
        writeln!(
            to,
            "- {}: {}",
            cell(&document.id),
            cell(document.reason.as_deref().unwrap_or_default())
        )?;
    }
    writeln!(to)
}

/// The periods of country pages, which retell several reports and have none of their own.
fn several_reports(documents: &[DocumentRow], to: &mut String) -> fmt::Result {
    let mut is_first = true;
    let is_page = |document: &&DocumentRow| document.layout.as_deref() == Some("country-page");
    for document in documents.iter().filter(is_page) {
        let headings = document
            .sections
            .iter()
            .filter_map(|section| section.heading.as_deref());
        let headings: Vec<String> = headings.map(cell).collect();
        if headings.is_empty() {
            continue;
        }
        if std::mem::take(&mut is_first) {
            writeln!(to, "\nCountry pages retell several reports:\n")?;
        }
        writeln!(to, "- {}: {}", cell(&document.id), headings.join("; "))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_rounded_to_tenths() {
        for (part, whole, written) in [
            (0, 3, "0.0"),
            (1, 3, "33.3"),
            (2, 3, "66.7"),
            (3, 3, "100.0"),
            (1, 2000, "0.1"),
        ] {
            assert_eq!(tenths(part, whole), written);
        }
    }
}
