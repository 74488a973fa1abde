//! The third promise: everything points. Every row and every field leads back to its element and its characters.

use crate::pages;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use regex::Regex;
use scraper::{ElementRef, Html, Selector};
use serde_json::Value;

use crate::pages::{at, number, words};

/// All tables over all fixtures.
static TABLES: LazyLock<BTreeMap<&str, Vec<Value>>> = LazyLock::new(|| pages::tables(&pages::all()));

/// The text of all fixtures by name.
static SHOWN: LazyLock<BTreeMap<String, Shown>> = LazyLock::new(|| {
    let pages = pages::all();
    pages.iter().map(|path| (pages::name(path), Shown::of(path))).collect()
});

/// The text of `read --format lines`, its lines and where they end.
struct Shown {
    characters: Vec<char>,
    lines: Vec<Value>,
}

impl Shown {
    fn of(path: &PathBuf) -> Self {
        let ran = pages::ran(pages::program().arg("read").arg(path).args(["--format", "lines"]));
        let lines: Vec<Value> = ran.stdout.lines().map(pages::row).collect();
        let texts: Vec<&str> = lines.iter().map(|line| words(line, "/text")).collect();
        Self {
            characters: texts.join("\n").chars().collect(),
            lines,
        }
    }

    fn slice(&self, span: &Value) -> String {
        let [start, end] = bounds(span);
        let slice = self.characters.get(start..end);
        slice
            .unwrap_or_else(|| panic!("{span} is out of bounds"))
            .iter()
            .collect()
    }

    /// The places of the lines that a span touches, one an element.
    fn places(&self, span: &Value) -> Vec<Value> {
        let [start, end] = bounds(span);
        let touched = self.lines.iter().filter(|line| {
            let [from, to] = bounds(at(line, "/span"));
            from < end && start < to
        });
        let mut places: Vec<Value> = touched
            .map(|line| serde_json::json!({ "page": null, "page_size": null, "box": null, "element": at(line, "/element") }))
            .collect();
        places.dedup();
        places
    }
}

fn bounds(span: &Value) -> [usize; 2] {
    ["/0", "/1"].map(|end| usize::try_from(number(span, end)).expect("an offset"))
}

#[test]
fn lines_slice_out_their_own_text() {
    for path in pages::all() {
        let shown = &SHOWN[&pages::name(&path)];
        for (number_of_line, line) in (1..).zip(&shown.lines) {
            assert_eq!(number(line, "/line"), number_of_line);
            assert_eq!(shown.slice(at(line, "/span")), words(line, "/text"));
        }
    }
}

#[test]
fn every_span_slices_out_its_printed_field() {
    let mut fields = 0;
    for table in ["communications", "rejects", "observations"] {
        for (name, shown) in SHOWN.iter() {
            for row in TABLES[table].iter().filter(|row| pages::document_of(row) == *name) {
                let provenance = at(row, "/provenance");
                let span = at(provenance, "/span");
                assert_eq!(at(provenance, "/places"), &Value::from(shown.places(span)), "{row}");
                let [start, end] = bounds(span);
                assert!(start < end, "{row}");
                let printed = at(provenance, "/printed").as_object().expect("printed fields");
                for (field, printed) in printed {
                    let span = at(provenance, &format!("/spans/{field}"));
                    if printed.is_null() || span.is_null() {
                        assert_eq!(printed, span, "{field} of {row}");
                        continue;
                    }
                    assert_eq!(
                        shown.slice(span),
                        printed.as_str().expect("a string"),
                        "{field} of {row}"
                    );
                    fields += 1;
                    // These stand in the headings above, in the page's list of reports, or at the foot.
                    if ["country", "report_symbol", "period_start", "period_end", "note"].contains(&field.as_str()) {
                        continue;
                    }
                    let [from, to] = bounds(span);
                    assert!(start <= from && to <= end, "{field} of {row}");
                }
            }
        }
    }
    assert!(fields > 500, "only {fields} fields");
}

#[test]
fn every_diagnostic_shows_its_characters() {
    let rows = &TABLES["diagnostics"];
    for (name, shown) in SHOWN.iter() {
        for row in rows.iter().filter(|row| pages::document_of(row) == *name) {
            let span = at(row, "/span");
            let (printed, places) = if span.is_null() {
                (Value::Null, Vec::new())
            } else {
                (Value::from(shown.slice(span)), shown.places(span))
            };
            assert_eq!(
                (at(row, "/printed"), at(row, "/places")),
                (&printed, &Value::from(places)),
                "{row}"
            );
        }
    }
    assert!(rows.len() > 40, "only {} diagnostics", rows.len());
}

#[test]
fn every_place_is_one_element_of_the_page() {
    let mut seen = 0;
    // In XML any element can be empty; the parser here knows HTML.
    let empty = Regex::new("<([a-z]+)([^>]*)/>").expect("a pattern");
    // What an element holds as a document of its own is no element of the page.
    let inside = Regex::new(r" > (?:noscript|iframe|template)[^ ]*").expect("a pattern");
    for path in pages::all() {
        let bytes = fs::read(&path).expect("a fixture");
        let page = String::from_utf8_lossy(&bytes);
        let html = if page.starts_with("<?xml") {
            Html::parse_document(&empty.replace_all(&page, "<$1$2></$1>"))
        } else {
            Html::parse_document(&page)
        };
        for line in &SHOWN[&pages::name(&path)].lines {
            let element = words(line, "/element");
            let end = inside.find(element).map_or(element.len(), |found| found.end());
            let element = element.get(..end).expect("a path is ASCII");
            let selector = Selector::parse(element).unwrap_or_else(|error| panic!("{element}: {error}"));
            let words_of = |found: ElementRef<'_>| {
                let document = found.attr("srcdoc").unwrap_or_default();
                let template = Some(found.inner_html()).filter(|_| found.value().name() == "template");
                found.text().chain([document]).collect::<String>() + &template.unwrap_or_default()
            };
            let found: Vec<String> = html.select(&selector).map(words_of).collect();
            let [text] = &found[..] else {
                panic!("{element} names {} elements of {}", found.len(), path.display());
            };
            // Its last word, since a list's marker is not in the markup, and bytes in the wrong encoding are lost.
            let last = words(line, "/text").split_whitespace().next_back().expect("a word");
            assert!(text.contains(last) || !last.is_ascii(), "{element} has no {last}");
            seen += 1;
        }
    }
    assert!(seen > 300, "only {seen} lines");
}
