//! `cite`: a reference for a row, as text, BibTeX or CSL JSON.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use crate::write::Table;
use serde_json::{Map, Value, json};

use super::lookup::{self, Among};
use super::{Failure, Outcome, print};
use crate::cli::{Cite, CiteFormat};
use crate::settings::File;
use crate::terminal::on_one_line;

/// Who wrote what the tables list.
const AUTHOR: &str = "Special Procedures of the United Nations Human Rights Council";
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Prints a reference.
pub fn cite(arguments: &Cite, settings: &File) -> Result<Outcome, Failure> {
    let folder = settings.output(arguments.output.as_ref());
    let (table, row) = lookup::row(&folder, &arguments.id, Among::Rows)?;
    let reference = Reference::of(&folder, table, &row);
    print(|to| match arguments.format {
        CiteFormat::Text => writeln!(to, "{}", reference.text()),
        CiteFormat::Bibtex => write!(to, "{}", reference.bibtex()),
        CiteFormat::Csl => writeln!(to, "{:#}", json!([reference.csl()])),
    })?;
    Ok(Outcome::AsExpected)
}

/// What a reference says; what is not known is left out.
struct Reference {
    id: String,
    title: String,
    /// `YYYY-MM-DD`.
    issued: Option<String>,
    /// The report or page that it is read from, and its symbol.
    container: Option<String>,
    symbol: Option<String>,
    page: Option<u64>,
    url: Option<String>,
    /// The day of the run, `YYYY-MM-DD`.
    accessed: Option<String>,
    sha256: Option<String>,
}

fn word<'r>(row: &'r Value, pointer: &str) -> Option<&'r str> {
    row.pointer(pointer).and_then(Value::as_str)
}

impl Reference {
    fn of(folder: &Path, table: Table, row: &Value) -> Self {
        let owned = |pointer: &str| word(row, pointer).map(str::to_owned);
        let document = word(row, "/provenance/document").and_then(|id| lookup::row(folder, id, Among::Rows).ok());
        let document = document.map(|(_, document)| document);
        let of_document = |pointer: &str| document.as_ref().and_then(|row| word(row, pointer)).map(str::to_owned);
        let started = fs::read(folder.join("run.json")).ok();
        let started: Option<Value> = started.and_then(|run| serde_json::from_slice(&run).ok());
        let started = started.as_ref().and_then(|run| word(run, "/started"));
        Self {
            id: owned("/id").or_else(|| owned("/case_number")).unwrap_or_default(),
            title: title(table, row),
            issued: owned("/date").or_else(|| owned("/distributed")),
            container: of_document("/printed_title").or_else(|| of_document("/title")),
            symbol: owned("/report_symbol"),
            page: row.pointer("/provenance/places/0/page").and_then(Value::as_u64),
            url: owned("/url").or_else(|| owned("/provenance/url")),
            accessed: started.and_then(|started| started.get(..10)).map(str::to_owned),
            sha256: owned("/provenance/sha256").or_else(|| owned("/sha256")),
        }
    }

    /// `Special Procedures …, “Joint urgent appeal KAZ 2/2011 to Kazakhstan”, 28 July 2011, in …, A/HRC/…, p. 5, https://… (…).`
    fn text(&self) -> String {
        let mut parts = vec![format!("{AUTHOR}, “{}”", self.title)];
        parts.extend(self.issued.as_deref().map(in_words));
        parts.extend(self.container.as_ref().map(|title| format!("in “{title}”")));
        parts.extend(self.symbol.clone());
        parts.extend(self.page.map(|page| format!("p. {page}")));
        parts.extend(self.url.clone());
        let read = self.accessed.as_deref().map(|day| format!("read {}", in_words(day)));
        let digest = self.sha256.as_ref().map(|digest| format!("sha256 {digest}"));
        let notes = [read, Some(self.program()), digest].into_iter().flatten();
        on_one_line(&format!(
            "{} ({}).",
            parts.join(", "),
            notes.collect::<Vec<_>>().join(", ")
        ))
    }

    fn program(&self) -> String {
        format!("rapporteur {}, {}", env!("CARGO_PKG_VERSION"), self.id)
    }

    fn bibtex(&self) -> String {
        let key: String = self
            .id
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
            .collect();
        let mut fields = vec![
            ("author", format!("{{{AUTHOR}}}")),
            ("title", format!("{{{}}}", escaped(&self.title))),
        ];
        let mut say = |name: &'static str, value: Option<String>| {
            fields.extend(value.map(|value| (name, escaped(&value))));
        };
        let part = |range| self.issued.as_deref().and_then(|day| day.get(range)).map(str::to_owned);
        say("year", part(0..4));
        say("month", part(5..7));
        say("day", part(8..10));
        say("booktitle", self.container.clone());
        say("number", self.symbol.clone());
        say("pages", self.page.map(|page| page.to_string()));
        say("note", Some(self.program()));
        say("urldate", self.accessed.clone());
        // An address is taken as it is.
        fields.extend(self.url.clone().map(|url| ("url", url)));
        let lines = fields.iter().map(|(name, value)| format!("  {name} = {{{value}}},\n"));
        format!("@misc{{{key},\n{}}}\n", lines.collect::<String>())
    }

    fn csl(&self) -> Value {
        let mut csl = Map::new();
        let mut say = |name: &str, value: Option<Value>| {
            csl.extend(value.map(|value| (name.to_owned(), value)));
        };
        let day = |day: &Option<String>| {
            let parts: Option<Vec<u64>> = day.as_deref()?.split('-').map(|part| part.parse().ok()).collect();
            Some(json!({"date-parts": [parts?]}))
        };
        say("id", Some(json!(self.id)));
        say("type", Some(json!("document")));
        say("title", Some(json!(self.title)));
        say("author", Some(json!([{"literal": AUTHOR}])));
        say("issued", day(&self.issued));
        say("container-title", self.container.clone().map(Value::from));
        say("number", self.symbol.clone().map(Value::from));
        say("page", self.page.map(|page| json!(page.to_string())));
        say("URL", self.url.clone().map(Value::from));
        say("accessed", day(&self.accessed));
        say("note", Some(json!(self.program())));
        Value::Object(csl)
    }
}

/// What a row is, in a few words.
fn title(table: Table, row: &Value) -> String {
    let say = |pointer: &str| word(row, pointer).unwrap_or_default();
    let to = if say("/country") == "OTH" {
        word(row, "/addressee").unwrap_or("another actor")
    } else {
        say("/country_name")
    };
    match table {
        Table::Communications if say("/type") == "PR" => word(row, "/summary").unwrap_or("Press release").to_owned(),
        Table::Communications | Table::Cases => {
            let kind = match say("/type") {
                "UA" => "Urgent appeal",
                "AL" => "Allegation letter",
                "OL" => "Other letter",
                "JUA" => "Joint urgent appeal",
                "JAL" => "Joint allegation letter",
                "JOL" => "Joint other letter",
                // Where the documents disagree.
                _ => "Communication",
            };
            format!("{kind} {} to {to}", say("/case_number"))
        }
        Table::Observations => match word(row, "/paragraph_number") {
            Some(number) => format!("Observations on {to}, para. {number}"),
            None => format!("Observations on {to}"),
        },
        Table::Documents => word(row, "/printed_title")
            .or(word(row, "/title"))
            .or(word(row, "/report_symbol"))
            .unwrap_or(say("/id"))
            .to_owned(),
        _ => format!(
            "Entry {} on {}",
            word(row, "/entry_number").unwrap_or("without number"),
            say("/country")
        ),
    }
}

/// `28 July 2011`.
fn in_words(day: &str) -> String {
    let parts: Vec<usize> = day.split('-').filter_map(|part| part.parse().ok()).collect();
    let [year, month, day_of_month] = parts.as_slice() else {
        return day.to_owned();
    };
    let month = month.checked_sub(1).and_then(|at| MONTHS.get(at));
    month.map_or_else(|| day.to_owned(), |month| format!("{day_of_month} {month} {year}"))
}

/// A text inside of a field of BibTeX.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in on_one_line(text).chars() {
        match c {
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => escaped.extend(['\\', c]),
            '\\' => escaped.push_str("\\textbackslash{}"),
            '~' => escaped.push_str("\\textasciitilde{}"),
            '^' => escaped.push_str("\\textasciicircum{}"),
            c => escaped.push(c),
        }
    }
    escaped
}
