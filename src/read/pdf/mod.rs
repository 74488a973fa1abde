//! Reads a PDF: from its bytes to a [`Text`].
//!
//! `objects` finds pages and streams, `content` notes every glyph that a page shows, `lines` puts
//! glyphs together to printed lines, `order` to a sequence; `furniture`, `footnotes`, `blocks` and
//! `roles` find out what each line is, and `assemble` writes it all into one text.

mod accents;
mod addresses;
mod aside;
mod assemble;
mod bidi;
mod blocks;
mod bounds;
mod cells;
mod cmap;
mod columns;
mod compact;
mod content;
mod drafts;
mod embedded;
mod encodings;
mod entries;
mod facts;
mod fonts;
mod footnotes;
mod furniture;
mod geometry;
mod glued;
mod glyphs;
mod hyphens;
mod interleave;
mod lexer;
mod lines;
mod links;
mod margin;
mod metrics;
mod objects;
mod order;
mod pages;
mod pieces;
mod printed;
#[cfg(any(test, fuzzing))]
pub mod properties;
mod reader;
mod roles;
mod sheet;
mod strings;
mod struck;
pub mod svg;
mod tables;
mod word_lines;

pub use facts::{Facts, PageFacts};

use crate::diagnostic::{Code, Diagnostic};
use crate::text::{Aside, Role, Text};
use lines::Line;
use objects::Objects;
use reader::PageRead;
use sheet::Sheet;
use std::collections::{BTreeMap, BTreeSet};

/// A PDF that was read.
#[derive(Debug)]
pub struct Document {
    /// Its lines.
    pub text: Text,
    /// What it says about itself.
    pub facts: Facts,
    /// What was odd.
    pub diagnostics: Vec<Diagnostic>,
}

/// Why a PDF could not be read at all.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
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
    /// Its fonts tell of no glyph which character it is.
    #[error("no text: no glyph on its {pages} pages has a character")]
    Unmapped {
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
/// When there is no text to be had: see [`Error`]. What is odd but leaves some text is a [`Diagnostic`].
pub fn read(bytes: &[u8]) -> Result<Document, Error> {
    let Pages {
        sheets,
        facts,
        base,
        mut diagnostics,
    } = pages(bytes)?;
    let text = assemble::text(sheets, base.as_deref(), &mut diagnostics);
    Ok(Document {
        text,
        facts,
        diagnostics,
    })
}

/// A PDF's lines as they stand on its pages, without a look at what they are.
#[derive(Debug)]
pub struct Printed {
    /// The lines of each page from the top down, each with a line end.
    pub pages: Vec<String>,
    /// What was odd.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads the lines of a PDF as they stand on its pages.
///
/// # Errors
/// As [`read`].
pub fn printed(bytes: &[u8]) -> Result<Printed, Error> {
    let Pages {
        sheets, diagnostics, ..
    } = pages(bytes)?;
    Ok(Printed {
        pages: sheets.iter().map(Sheet::printed).collect(),
        diagnostics,
    })
}

/// The pages of a file, and what is known of them before their lines have roles.
struct Pages {
    sheets: Vec<Sheet>,
    facts: Facts,
    /// The address from which links start.
    base: Option<String>,
    diagnostics: Vec<Diagnostic>,
}

fn pages(bytes: &[u8]) -> Result<Pages, Error> {
    if bytes.len() > bounds::FILE {
        return Err(Error::TooLarge);
    }
    // What stands before the header belongs to no file: a mail's head, a page's.
    let head = bytes.get(..bounds::HEADER.min(bytes.len())).unwrap_or_default();
    let start = memchr::memmem::find(head, b"%PDF-").ok_or(Error::NotPdf)?;
    let bytes = bytes.get(start..).unwrap_or_default();
    // Nearly all files are as they should be, and then what is asked for is all that is read.
    if let Some(file) = objects::Lazy::open(bytes) {
        let pages = sheets(&file);
        if !file.is_doubtful() && !pages.as_ref().is_err_and(Error::may_be_mended) {
            return pages;
        }
    }
    let load = |rebuild| sheets(&objects::Loaded::load(bytes, rebuild)?);
    match load(false) {
        Err(error) if error.may_be_mended() => match load(true) {
            Ok(mut pages) => {
                let message = "the file's table of objects is wrong: they were looked for";
                let rebuilt = Diagnostic::new(Code::TableRebuilt, None, message);
                pages.diagnostics.insert(0, rebuilt);
                Ok(pages)
            }
            Err(_) => Err(error),
        },
        result => result,
    }
}

fn sheets(file: &dyn Objects) -> Result<Pages, Error> {
    let (pages, whole) = pages::pages(file);
    if pages.is_empty() {
        return Err(Error::NoPages);
    }
    let mut facts = Facts::of(file);
    let mut diagnostics = Vec::new();
    if !whole {
        let message = "the list of pages is damaged: some of them could not be found";
        diagnostics.push(Diagnostic::new(Code::PagesMissing, None, message));
    }
    let mut sheets = Vec::with_capacity(pages.len());
    let (mut damaged, mut cut) = (false, false);
    let read = all_pages(file, &pages);
    let (has_expert_glyphs, is_full) = (read.has_expert_glyphs, read.is_full);
    for ((number, page), read) in (1..).zip(&pages).zip(read.pages) {
        let PageRead { lines, printed, .. } = &read;
        facts.pages.push(PageFacts {
            width: page.width,
            height: page.height,
            lines: lines.len(),
            unmapped: printed.unmapped,
            pictures: printed.pictures,
        });
        damaged |= printed.damaged || printed.endless;
        cut |= printed.cut;
        note_page(number, printed, lines.is_empty(), &mut diagnostics);
        sheets.push(Sheet {
            page: number,
            width: page.width,
            height: page.height,
            roles: vec![Role::Body; lines.len()],
            lines: read.lines,
            aside: read.aside,
            rules: read.printed.rules,
            grids: read.grids,
            links: read.links,
        });
    }
    if is_full {
        let left = pages.len() - sheets.len();
        let message = format!("more lines than any report has: {left} pages were not read");
        diagnostics.push(Diagnostic::new(Code::PagesMissing, None, message));
    }
    if tables::may_have_columns(&sheets) {
        by_columns(file, &pages, &mut sheets);
    }
    let readable = |line: &Line| line.text.contains(char::is_alphanumeric);
    if !sheets.iter().flat_map(|sheet| &sheet.lines).any(readable) {
        let pages = pages.len();
        return Err(if cut {
            Error::TooLarge
        } else if damaged {
            Error::Damaged { pages }
        } else if facts.unmapped() > 0 {
            Error::Unmapped { pages }
        } else if facts.pages.iter().any(|page| page.pictures) {
            Error::Scanned { pages }
        } else {
            Error::NoText { pages }
        });
    }
    note_aside(&sheets, &mut diagnostics);
    if has_expert_glyphs {
        let message = "digits of another kind, or old style figures and small capitals of the private use area, are read as what they stand for";
        diagnostics.push(Diagnostic::new(Code::OldStyleFigures, None, message));
    }
    Ok(Pages {
        sheets,
        facts,
        base: links::base(file),
        diagnostics,
    })
}

/// Reads the pages once more where the columns of a table are parted by white alone: where they are is known only when
/// all pages have been seen.
fn by_columns(file: &dyn Objects, pages: &[pages::Page<'_>], sheets: &mut [Sheet]) {
    let pages = pages.get(..sheets.len()).unwrap_or(pages);
    let words = reader::each_page(file, pages, |reader, (_, page), _| {
        tables::page_words(reader.printed(page))
    });
    let grids = tables::by_columns(&words.pages);
    let drawn = tables::DrawnTables::of(sheets);
    let seen = sheets.iter().zip(grids).zip(&drawn);
    let seen: Vec<(&Sheet, Vec<tables::Grid>)> = seen
        .map(|((sheet, grids), drawn)| (sheet, with_drawn(sheet, grids, drawn)))
        .collect();
    let read = reader::each_page(file, pages, |reader, (at, page), _| {
        let (sheet, grids) = seen.get(at)?;
        (!grids.is_empty()).then(|| reader::page_lines(reader.printed(page), &sheet.links, grids))
    });
    let grids: Vec<Vec<tables::Grid>> = seen.into_iter().map(|(_, grids)| grids).collect();
    for ((sheet, grids), read) in sheets.iter_mut().zip(grids).zip(read.pages) {
        if let Some((lines, aside)) = read {
            sheet.roles = vec![Role::Body; lines.len()];
            sheet.lines = lines;
            sheet.aside = aside;
            sheet.grids = grids;
        }
    }
}

/// The tables of a page that are known by their columns, and those that are drawn beside them.
fn with_drawn(sheet: &Sheet, mut grids: Vec<tables::Grid>, drawn: &tables::DrawnTables) -> Vec<tables::Grid> {
    // A table that is drawn and has letters is what it is; a coloured head above them is a part of theirs.
    if grids.is_empty() || drawn.has_letter {
        return Vec::new();
    }
    let others = sheet.grids.iter().enumerate();
    let others = others.filter(|(at, grid)| !drawn.is_frame(*at) && !grids.iter().any(|other| other.overlaps(grid)));
    let others: Vec<tables::Grid> = others.map(|(_, grid)| grid.clone()).collect();
    grids.extend(others);
    grids
}

/// All pages with their lines.
fn all_pages(file: &dyn Objects, pages: &[pages::Page<'_>]) -> reader::AllRead<PageRead> {
    let mut read = reader::each_page(file, pages, |reader, (_, page), done: &[PageRead]| {
        reader.page(page, done.last().and_then(|before| before.grids.last()))
    });
    let mut again = None;
    for start in (read.window..read.pages.len()).step_by(read.window) {
        if !read.pages.get(start).is_some_and(|page| page.asks_before) {
            continue;
        }
        let reader = again.get_or_insert_with(|| reader::Reader::new(file));
        for (at, page) in pages.iter().enumerate().skip(start).take(read.window) {
            let before = read.pages.get(at - 1).and_then(|before| before.grids.last());
            let page = reader.page(page, before);
            if let Some(place) = read.pages.get_mut(at) {
                *place = page;
            }
        }
    }
    read
}

/// What was set aside, kind by kind.
fn note_aside(sheets: &[Sheet], diagnostics: &mut Vec<Diagnostic>) {
    let mut kinds: BTreeMap<Aside, (usize, BTreeSet<u32>)> = BTreeMap::new();
    for sheet in sheets {
        for aside in sheet.aside.iter().filter_map(|line| line.aside) {
            let (lines, pages) = kinds.entry(aside).or_default();
            *lines += 1;
            pages.insert(sheet.page);
        }
    }
    for (aside, (lines, pages)) in kinds {
        let first = pages.first().copied().unwrap_or_default();
        let place = match pages.len() {
            1 => format!("page {first}"),
            count => format!("{count} pages, the first of them page {first}"),
        };
        let lines = match lines {
            1 => "1 line".to_owned(),
            count => format!("{count} lines"),
        };
        let message = format!("{place}: {lines} set aside as {}", aside.name());
        diagnostics.push(Diagnostic::new(Code::TextSetAside, None, message));
    }
}

/// What is odd about a page.
fn note_page(page: u32, printed: &printed::Printed, empty: bool, diagnostics: &mut Vec<Diagnostic>) {
    let mut add = |code, message: &str| {
        diagnostics.push(Diagnostic::new(code, None, format!("page {page}: {message}")));
    };
    if printed.cut {
        add(
            Code::PageCut,
            "more content than any report has: the page was read up to a bound",
        );
    }
    if printed.endless {
        add(
            Code::PageCut,
            "a picture inside the content has no end: what follows it was not read",
        );
    }
    if printed.damaged {
        add(Code::PageDamaged, "part of the content could not be read");
    }
    if printed.unmapped > 0 {
        let glyphs = match printed.unmapped {
            1 => "1 glyph has no character and stands as U+FFFD".to_owned(),
            count => format!("{count} glyphs have no character and stand as U+FFFD"),
        };
        add(Code::UnmappedCharacter, &glyphs);
    }
    if empty && printed.pictures {
        add(Code::PageWithoutText, "only a picture: scanned?");
    }
}
