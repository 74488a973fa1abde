//! A line of an entry that is lost never passes in silence.
//!
//! Each printed line of each entry of the reports is taken out of its text in turn, as if it had not been read. What is
//! left must say so: by a reject, an unclaimed anchor, a gap in the numbers, or another finding that was not there.

use crate::pages;

use std::collections::BTreeMap;
use std::fs;

use rapporteur::catalogue::Known;
use rapporteur::diagnostic::Code;
use rapporteur::layout;
use rapporteur::normalise::{self, Content};
use rapporteur::read;
use rapporteur::record::Origin;
use rapporteur::text::{Builder, Line, Place, Span, Text};

/// Lines whose loss a reader of what is left could not see either: the report, how the line begins, and why.
const UNTOLD: &[(&str, &str, &str)] = &[
    (
        "no-regions",
        "killing of an activist",
        "no summary of the report ends with a stop, and no other entry follows one in its chapter",
    ),
    (
        "no-regions",
        "sentencing of a lawyer",
        "no summary of the report ends with a stop, and the report ends there",
    ),
    (
        "several-paragraph-summary",
        "The police referred",
        "a whole paragraph before the only heading of its kind",
    ),
    (
        "running-head-inside-summary",
        "answer. They were held",
        "the foot of the only page that is full",
    ),
    (
        "entry-across-pages",
        "Alleged arrest of eleven",
        "the foot of the only page that is full",
    ),
    (
        "name-continued",
        "campaign against a",
        "the foot of the only page that is left in the midst of a sentence",
    ),
    (
        "name-continued",
        "lawyer of the bar",
        "all that is left of a sentence, below a country's name",
    ),
    (
        "summary-without-its-stop",
        "Alleged disappearance",
        "a whole paragraph below an entry's line",
    ),
    (
        "summary-without-its-stop",
        "arrest of a film-maker",
        "most summaries of the report end without a stop",
    ),
];

/// A text without one of its lines.
fn without(text: &Text, left_out: usize) -> Text {
    let mut builder = Builder::default();
    let kept = text.lines().iter().enumerate().filter(|(at, _)| *at != left_out);
    for (new, (at, line)) in kept.enumerate() {
        let start = builder.next_start();
        let moved = |span: Span| Span::new(span.start + start - line.span.start, span.end + start - line.span.start);
        for mark in text.marks().iter().filter(|mark| line.span.contains(**mark)) {
            builder.mark(moved(*mark));
        }
        for link in text.links().iter().filter(|link| line.span.contains(link.span)) {
            builder.link(moved(link.span), link.url.clone());
        }
        builder.join(new, text.join_after(at));
        builder.line(text.slice(line.span), line.clone());
    }
    builder.finish()
}

/// What is read of a text, and what is said of it, with what it is about.
fn read_of(text: &Text) -> (Content, BTreeMap<(Code, String), usize>) {
    let listing = layout::listing(text, None);
    let origin = Origin {
        document: "report".into(),
        url: None,
        sha256: "".into(),
    };
    let content = normalise::content(text, &listing, &origin, &Known::built_in());
    let mut said = BTreeMap::new();
    for finding in &content.findings {
        let said_of = (finding.diagnostic.code, finding.diagnostic.message.clone());
        *said.entry(said_of).or_default() += 1;
    }
    (content, said)
}

fn page(line: &Line) -> Option<u32> {
    match line.place {
        Place::Box(place) => Some(place.page),
        Place::Element(_) => None,
    }
}

#[test]
fn a_lost_line_of_an_entry_is_told() {
    let (mut tried, mut silent, mut untold) = (0, Vec::new(), 0);
    for path in pages::reports() {
        let name = pages::name(&path);
        let reading = read::text(&fs::read(&path).expect("a fixture")).expect("a report");
        let text = reading.text;
        // A table's lines are parted by its cells, which a text that is put together anew does not have.
        if !text.tables().is_empty() {
            continue;
        }
        let (_, before) = read_of(&text);
        let listing = layout::listing(&text, None);
        for entry in listing.sections.iter().flat_map(|section| &section.entries) {
            let lines = text.lines_of(entry.span).iter().filter(|line| line.role.is_text());
            for line in lines {
                tried += 1;
                let at = text.line_at(line.span.start);
                let (_, after) = read_of(&without(&text, at));
                let more = after
                    .iter()
                    .any(|(code, count)| before.get(code).is_none_or(|before| count > before));
                let known = |&&(report, begins, _): &&(&str, &str, &str)| {
                    report == name && text.slice(line.span).starts_with(begins)
                };
                if UNTOLD.iter().any(|one| known(&one)) {
                    untold += 1;
                    assert!(!more, "{name}: {} is told now", text.slice(line.span));
                } else if !more {
                    silent.push(format!("{name} p. {:?}: {}", page(line), text.slice(line.span)));
                }
            }
        }
    }
    assert!(tried > 100, "only {tried} lines were tried");
    assert_eq!(untold, UNTOLD.len());
    assert!(silent.is_empty(), "{} of {tried}:\n{}", silent.len(), silent.join("\n"));
}
