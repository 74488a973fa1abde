//! One text, typeset by five programs: each time the reader has to find the same paragraphs, roles and links.
//!
//! `fixtures/pdf/make.py` typesets `fixtures/pdf/truth.txt`.

use std::path::Path;

use rapporteur::read::pdf::{Document, read, svg};
use rapporteur::text::paragraphs::paragraphs;
use rapporteur::text::{Place, Role};

/// What is known of the text.
struct Truth {
    /// Whether it is a heading, and its words.
    paragraphs: Vec<(bool, String)>,
    footnotes: Vec<String>,
    /// Words and address.
    links: Vec<(String, String)>,
    marks: Vec<String>,
    bold: Vec<String>,
}

fn truth() -> Truth {
    let text = include_str!("../../fixtures/pdf/truth.txt");
    let mut truth = Truth {
        paragraphs: Vec::new(),
        footnotes: Vec::new(),
        links: Vec::new(),
        marks: Vec::new(),
        bold: Vec::new(),
    };
    for line in text.lines() {
        let (role, marked) = line.split_once('|').expect("a role and its text");
        let words = truth.plain(marked);
        match role {
            "footnote" => truth.footnotes.push(words),
            role => truth.paragraphs.push((role != "body", words)),
        }
    }
    truth
}

impl Truth {
    /// Takes the markup away and notes what it said.
    fn plain(&mut self, mut rest: &str) -> String {
        let mut words = String::new();
        while let Some((before, tail)) = rest.split_once(['*', '[']) {
            words.push_str(before);
            if let Some(tail) = tail.strip_prefix('*') {
                let (bold, after) = tail.split_once("**").expect("an end of bold");
                self.bold.push(bold.into());
                words.push_str(bold);
                rest = after;
            } else if let Some(tail) = tail.strip_prefix('^') {
                let (mark, after) = tail.split_once(']').expect("an end of a mark");
                self.marks.push(mark.into());
                rest = after;
            } else {
                let (label, after) = tail.split_once("](").expect("a link's words");
                let (url, after) = after.split_once(')').expect("a link's address");
                self.links.push((label.into(), url.into()));
                words.push_str(label);
                rest = after;
            }
        }
        words + rest
    }
}

fn document(name: &str) -> Document {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/pdf").join(name);
    read(&std::fs::read(&path).expect("a fixture")).expect("a readable PDF")
}

fn check(name: &str, furniture: bool, notes: bool) {
    let document = document(name);
    let text = &document.text;
    let truth = truth();
    let found: Vec<(bool, String)> = paragraphs(text)
        .filter(|paragraph| paragraph.role.is_text())
        .map(|paragraph| (paragraph.role.is_heading(), paragraph.string(text)))
        .collect();
    for (found, expected) in found.iter().zip(&truth.paragraphs) {
        assert_eq!(found, expected, "{name}");
    }
    assert_eq!(found.len(), truth.paragraphs.len(), "{name}");
    let links: Vec<(String, String)> = text
        .links()
        .iter()
        .map(|link| (text.slice(link.span).to_owned(), link.url.clone()))
        .collect();
    assert_eq!(links, truth.links, "{name}");
    let of_role = |role: Role| text.lines().iter().filter(|line| line.role == role).count();
    let pages = document.facts.pages.len();
    if furniture {
        assert_eq!(
            (of_role(Role::RunningHead), of_role(Role::PageNumber)),
            (pages, pages),
            "{name}"
        );
    }
    if notes {
        let footnotes: Vec<String> = paragraphs(text)
            .filter(|paragraph| paragraph.role == Role::Footnote)
            .map(|paragraph| paragraph.string(text).replace([' ', '.'], ""))
            .collect();
        let expected: Vec<String> = truth
            .footnotes
            .iter()
            .map(|note| note.replace([' ', '.'], ""))
            .collect();
        assert_eq!(footnotes, expected, "{name}");
        let marks: Vec<&str> = text.marks().iter().map(|mark| text.slice(*mark)).collect();
        assert_eq!(marks, truth.marks, "{name}");
    } else {
        assert!(text.marks().is_empty() && of_role(Role::Footnote) == 0, "{name}");
    }
    for line in text.lines() {
        let Place::Box(place) = line.place else {
            panic!("{name}: a line without a place")
        };
        let page = document.facts.pages[place.page as usize - 1];
        assert!(
            place.x0 >= 0.0 && place.top >= 0.0 && place.x1 <= page.width && place.bottom <= page.height,
            "{name}: {place:?}"
        );
        assert!(place.x0 < place.x1 && place.top < place.bottom, "{name}: {place:?}");
        if line.role.is_heading() {
            assert!(line.bold, "{name}: {}", text.slice(line.span));
        }
        if line.role == Role::Body {
            assert!(!line.bold, "{name}: {}", text.slice(line.span));
        }
    }
}

#[test]
fn typst() {
    check("typst.pdf", true, true);
}

#[test]
fn weasyprint() {
    check("weasyprint.pdf", true, true);
}

#[test]
fn reportlab() {
    check("reportlab.pdf", true, false);
}

#[test]
fn libreoffice() {
    check("libreoffice.pdf", true, true);
}

#[test]
fn chromium() {
    check("chromium.pdf", false, false);
}

/// `rapporteur read fixtures/pdf/libreoffice.pdf --svg > docs/read-page.svg` draws it again.
#[test]
fn the_picture_in_the_documents_is_what_is_drawn() {
    let document = document("libreoffice.pdf");
    let drawn = svg::page(&document.text, &document.facts, 1).expect("a first page");
    assert_eq!(drawn, include_str!("../../docs/read-page.svg"));
    assert_eq!(svg::page(&document.text, &document.facts, 0), None);
}
