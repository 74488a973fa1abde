//! Reads a PDF: from its bytes to a [`Text`].
//!
//! `objects` finds pages and streams, `content` notes every glyph that a page shows, `lines` puts
//! glyphs together to printed lines, `order` to a sequence; `furniture`, `footnotes`, `blocks` and
//! `roles` find out what each line is, and `assemble` writes it all into one text.

mod assemble;
mod bidi;
mod blocks;
mod bounds;
mod cmap;
mod content;
mod drafts;
mod embedded;
mod encodings;
mod facts;
mod fonts;
mod footnotes;
mod furniture;
mod geometry;
mod glyphs;
mod hyphens;
mod lexer;
mod lines;
mod links;
mod metrics;
mod objects;
mod order;
mod pages;
mod printed;
#[cfg(any(test, fuzzing))]
pub mod properties;
mod roles;
mod sheet;
pub mod svg;

pub use facts::{Facts, PageFacts};

use super::text::{Role, Span, Text};
use sheet::Sheet;

/// A PDF that was read.
#[derive(Debug)]
pub struct Document {
    /// Its lines.
    pub text: Text,
    /// What it says about itself.
    pub facts: Facts,
    /// What was odd.
    pub notes: Vec<Note>,
}

/// Something odd about a PDF that was read all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// `unmapped-character`, `page-cut`, `page-damaged`, `page-without-text`, `pages-missing`, `table-rebuilt`, `hyphen-joined`.
    pub code: &'static str,
    /// Page, from 1.
    pub page: Option<u32>,
    /// The characters it is about.
    pub span: Option<Span>,
    /// What it is.
    pub message: String,
}

/// Why a PDF could not be read at all.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum Error {
    /// The bytes are something else, often a web page that refuses.
    #[error("not a PDF: no `%PDF-` at its beginning")]
    NotPdf,
    /// It is encrypted, and not with an empty password.
    #[error("encrypted: it can be opened only with a password")]
    Password,
    /// Its objects could not be found.
    #[error("broken PDF: {0}")]
    Broken(String),
    /// It holds no page.
    #[error("a PDF without pages")]
    NoPages,
    /// It has no text, only pictures of it.
    #[error("no text: its {pages} pages hold only pictures (scanned?)")]
    Scanned {
        /// How many pages it has.
        pages: usize,
    },
    /// Its pages are blank or drawn.
    #[error("no text on its {pages} pages")]
    NoText {
        /// How many pages it has.
        pages: usize,
    },
    /// The content of its pages cannot be unpacked.
    #[error("no text: the content of its {pages} pages is damaged")]
    Damaged {
        /// How many pages it has.
        pages: usize,
    },
    /// It asks for more than any report needs.
    #[error("over the bounds: its bytes, objects or unpacked streams are far larger than any report's")]
    TooLarge,
}

impl Error {
    /// Whether looking for the objects may help.
    fn may_be_mended(&self) -> bool {
        matches!(
            self,
            Self::Broken(_) | Self::NoPages | Self::NoText { .. } | Self::Damaged { .. }
        )
    }
}

/// Reads a PDF.
///
/// # Errors
/// When there is no text to be had: see [`Error`]. What is odd but leaves some text is a [`Note`].
pub fn read(bytes: &[u8]) -> Result<Document, Error> {
    if bytes.len() > bounds::FILE {
        return Err(Error::TooLarge);
    }
    match read_once(bytes, false) {
        Err(error) if error.may_be_mended() => match read_once(bytes, true) {
            Ok(mut document) => {
                document.notes.insert(
                    0,
                    note(
                        "table-rebuilt",
                        None,
                        "the file's table of objects is wrong: they were looked for".into(),
                    ),
                );
                Ok(document)
            }
            Err(_) => Err(error),
        },
        result => result,
    }
}

fn read_once(bytes: &[u8], rebuild: bool) -> Result<Document, Error> {
    let file = objects::File::load(bytes, rebuild)?;
    let (pages, whole) = pages::pages(&file);
    if pages.is_empty() {
        return Err(Error::NoPages);
    }
    let mut facts = Facts::of(&file);
    let mut notes = Vec::new();
    if !whole {
        notes.push(note(
            "pages-missing",
            None,
            "the list of pages is damaged: some of them could not be found".into(),
        ));
    }
    let mut interpreter = content::Interpreter::new(&file);
    let mut printed = printed::Printed::default();
    let mut sheets = Vec::with_capacity(pages.len());
    let (mut damaged, mut cut) = (false, false);
    let mut line_count = 0;
    for (number, page) in (1..).zip(&pages) {
        printed = interpreter.page(page, printed);
        let mut links = links::areas(&file, page);
        links.truncate(bounds::LINKED / printed.glyphs.len().max(1));
        let lines = order::reading(lines::lines(&printed, &links));
        facts.pages.push(PageFacts {
            width: page.width,
            height: page.height,
            lines: lines.len(),
            unmapped: printed.unmapped,
            pictures: printed.pictures,
        });
        damaged |= printed.damaged;
        cut |= printed.cut;
        line_count += lines.len();
        note_page(number, &printed, lines.is_empty(), &mut notes);
        sheets.push(Sheet {
            page: number,
            width: page.width,
            height: page.height,
            roles: vec![Role::Body; lines.len()],
            lines,
            rules: printed.rules.clone(),
            links,
        });
        if line_count > bounds::LINES {
            let left = pages.len() - sheets.len();
            notes.push(note(
                "pages-missing",
                None,
                format!("more lines than any report has: {left} pages were not read"),
            ));
            break;
        }
    }
    if line_count == 0 {
        let pages = pages.len();
        return Err(if cut {
            Error::TooLarge
        } else if damaged {
            Error::Damaged { pages }
        } else if facts.pages.iter().any(|page| page.pictures) {
            Error::Scanned { pages }
        } else {
            Error::NoText { pages }
        });
    }
    let text = assemble::text(sheets, &mut notes);
    Ok(Document { text, facts, notes })
}

fn note(code: &'static str, page: Option<u32>, message: String) -> Note {
    Note {
        code,
        page,
        span: None,
        message,
    }
}

fn note_page(page: u32, printed: &printed::Printed, empty: bool, notes: &mut Vec<Note>) {
    let mut add = |code, message: String| notes.push(note(code, Some(page), message));
    if printed.cut {
        add(
            "page-cut",
            "more content than any report has: the page was read up to a bound".into(),
        );
    }
    if printed.damaged {
        add("page-damaged", "part of the content could not be unpacked".into());
    }
    if printed.unmapped > 0 {
        add(
            "unmapped-character",
            format!("{} glyphs have no character and stand as U+FFFD", printed.unmapped),
        );
    }
    if empty && printed.pictures {
        add("page-without-text", "only a picture: scanned?".into());
    }
}
