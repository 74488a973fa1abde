//! `read`: a document's text in reading order.

use std::io::{self, Write};

use crate::diagnostic::{Code, Diagnostic};
use crate::layout;
use crate::media::{self, MediaType};
use crate::read::pdf::{self, Printed, svg};
use crate::read::{self, Reading};
use crate::store;
use crate::text::paragraphs::{self, Paragraph};
use crate::text::{Line, PageBox, Place, Role, Text};
use serde::Serialize;

use super::{Failure, Outcome, print};
use crate::cli::{Format, Read};
use crate::terminal::{self, Terminal};

/// Prints the text as asked for.
pub fn read(arguments: &Read, terminal: Terminal) -> Result<Outcome, Failure> {
    let bytes = match store::bytes("document", &arguments.file) {
        Ok(bytes) => bytes,
        Err(error) => {
            terminal.error(error);
            return Ok(Outcome::FallsShort);
        }
    };
    let name = arguments.file.display();
    if arguments.printed && media::of(&bytes) == Ok(MediaType::Pdf) {
        return printed_pages(arguments, &bytes, terminal);
    }
    let reading = match read::text(&bytes) {
        Ok(reading) => reading,
        Err(error) => {
            terminal.error(format_args!("{name}: {error}"));
            return Ok(Outcome::FallsShort);
        }
    };
    tell(&name.to_string(), &reading.text, &reading.diagnostics, terminal);
    let count = reading.facts.as_ref().map(|facts| facts.pages.len());
    if let Some(missing) = missing(arguments, count) {
        terminal.error(format_args!("{name}: {missing}"));
        return Ok(Outcome::FallsShort);
    }
    print(|to| show(arguments, &reading, to))?;
    Ok(outcome(&reading.diagnostics))
}

/// Draws what weighs enough.
fn tell(name: &str, text: &Text, diagnostics: &[Diagnostic], terminal: Terminal) {
    let least = terminal.least();
    let heavy = diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.level() >= least || is_left_out(diagnostic));
    let all = format_args!("rapporteur extract --table diagnostics {name}");
    terminal.draw_all(name, text, heavy, all);
}

/// Whether all of a document could be shown.
fn outcome(diagnostics: &[Diagnostic]) -> Outcome {
    Outcome::of(!diagnostics.iter().any(is_left_out))
}

/// Whether something of a document could not be shown. What is furniture, or was set aside, is no loss.
fn is_left_out(diagnostic: &Diagnostic) -> bool {
    matches!(
        diagnostic.code,
        Code::PageCut | Code::PageDamaged | Code::PagesMissing | Code::DocumentCut
    )
}

/// Prints every line of a PDF as it stands on paper, from the top down, with a form feed behind each page.
fn printed_pages(arguments: &Read, bytes: &[u8], terminal: Terminal) -> Result<Outcome, Failure> {
    let name = arguments.file.display();
    let Printed { pages, diagnostics } = match pdf::printed(bytes) {
        Ok(printed) => printed,
        Err(error) => {
            terminal.error(format_args!("{name}: {error}"));
            return Ok(Outcome::FallsShort);
        }
    };
    tell(&name.to_string(), &Text::default(), &diagnostics, terminal);
    if let Some(missing) = missing(arguments, Some(pages.len())) {
        terminal.error(format_args!("{name}: {missing}"));
        return Ok(Outcome::FallsShort);
    }
    let only = |number| arguments.page.is_none_or(|page| page == number);
    // A terminal gets lines, no form feeds.
    let end = if terminal::is_shown() { '\n' } else { '\x0c' };
    print(|to| {
        (1..)
            .zip(&pages)
            .filter(|&(number, _)| only(number))
            .try_for_each(|(_, page)| write!(to, "{page}{end}"))
    })?;
    Ok(outcome(&diagnostics))
}

/// Why the document, of so many pages if it has any, does not have what was asked for.
fn missing(arguments: &Read, pages: Option<usize>) -> Option<String> {
    match (arguments.page, pages) {
        (None, _) if !arguments.svg => None,
        (_, None) => Some("a web page has no pages to choose from or to draw".to_owned()),
        (page, Some(count)) => {
            let page = page.unwrap_or(1);
            let found = usize::try_from(page).is_ok_and(|page| (1..=count).contains(&page));
            (!found).then(|| format!("there is no page {page}: the document has pages 1 to {count}"))
        }
    }
}

fn show(arguments: &Read, reading: &Reading, to: &mut impl Write) -> io::Result<()> {
    let Reading { text, facts, .. } = reading;
    match facts {
        Some(facts) if arguments.svg => {
            let page = arguments.page.unwrap_or(1);
            let drawn = svg::page(text, facts, page).unwrap_or_default();
            let lines = drawn.strip_suffix("</svg>\n").unwrap_or(&drawn);
            to.write_all(lines.as_bytes())?;
            outlines(text, page, to)?;
            to.write_all(drawn.as_bytes().get(lines.len()..).unwrap_or_default())
        }
        _ if arguments.printed => printed(text, to),
        _ => match arguments.format {
            Format::Text => words(text, arguments.page, to),
            Format::Lines => lines(text, arguments.page, to),
            Format::Cells => cells(text, arguments.page, to),
        },
    }
}

/// The boxes of the entries on a page, as elements of an SVG picture; an entry that turns the page has one on each.
fn outlines(text: &Text, page: u32, to: &mut impl Write) -> io::Result<()> {
    /// Points between the lines of an entry and its box.
    const AROUND: f32 = 2.5;
    let listing = layout::listing(text, None);
    for entry in listing.sections.iter().flat_map(|section| &section.entries) {
        let own = text.lines_of(entry.span).iter().filter(|line| line.role.is_text());
        let boxes = own.filter_map(|line| line.place.on_page().filter(|place| place.page == page));
        let Some(around) = boxes.reduce(|a, b| PageBox {
            page,
            x0: a.x0.min(b.x0),
            top: a.top.min(b.top),
            x1: a.x1.max(b.x1),
            bottom: a.bottom.max(b.bottom),
        }) else {
            continue;
        };
        // Numbers are figures or letters, which need no escapes.
        let number = entry.number.map_or("", |number| text.slice(number));
        writeln!(
            to,
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\" fill=\"none\" stroke=\"#27ae60\" stroke-width=\"1\" stroke-dasharray=\"4 2\"><title>entry {number}</title></rect>",
            around.x0 - AROUND,
            around.top - AROUND,
            around.x1 - around.x0 + 2.0 * AROUND,
            around.bottom - around.top + 2.0 * AROUND
        )?;
    }
    Ok(())
}

/// Every line as it stands.
fn printed(text: &Text, to: &mut impl Write) -> io::Result<()> {
    text.lines()
        .iter()
        .try_for_each(|line| writeln!(to, "{}", text.slice(line.span)))
}

/// Paragraphs without furniture, each page's footnotes after its own, an empty line between them; items of a list stand close.
fn words(text: &Text, only: Option<u32>, to: &mut impl Write) -> io::Result<()> {
    let mut before: Option<&Line> = None;
    for paragraph in paragraphs::paragraphs(text) {
        let Some(line) = first_of(text, &paragraph, only) else {
            continue;
        };
        if let Some(before) = before {
            let close = before.item.is_some() && line.item.is_some();
            if before.paragraph != line.paragraph && !close {
                writeln!(to)?;
            }
        }
        before = Some(line);
        // A printed line ends where the paper does; a line of a web page where its author wanted.
        if page_of(line).is_some() {
            writeln!(to, "{}", paragraph.string(text))?;
            continue;
        }
        for line in text.lines().get(paragraph.lines).unwrap_or_default() {
            if line.role.is_text() {
                writeln!(to, "{}", text.slice(line.span))?;
            }
        }
    }
    Ok(())
}

/// The first line of a paragraph that belongs to the document and to the page asked for.
fn first_of<'t>(text: &'t Text, paragraph: &Paragraph, only: Option<u32>) -> Option<&'t Line> {
    let lines = text.lines().get(paragraph.lines.clone())?;
    let line = lines
        .iter()
        .find(|line| line.role.is_text() || line.role == Role::Footnote)?;
    (only.is_none() || only == page_of(line)).then_some(line)
}

fn page_of(line: &Line) -> Option<u32> {
    line.place.page()
}

/// A line as `--format lines` shows it.
#[derive(Serialize)]
struct LineRow<'t> {
    /// Counted from 1, as diagnostics do.
    line: usize,
    page: Option<u32>,
    r#box: Option<[f32; 4]>,
    element: Option<String>,
    role: String,
    level: Option<u8>,
    size: Option<f32>,
    bold: bool,
    paragraph: u32,
    span: [usize; 2],
    text: &'t str,
}

/// Every line with its place and role, those that were set aside last. Joined by line ends, their texts are what all spans
/// count in.
fn lines(text: &Text, only: Option<u32>, to: &mut impl Write) -> io::Result<()> {
    let characters = text.characters();
    for (at, line) in text.lines().iter().chain(text.set_aside()).enumerate() {
        if only.is_some() && only != page_of(line) {
            continue;
        }
        let (page, edges, element) = match line.place {
            Place::Box(page) => (Some(page.page), Some([page.x0, page.top, page.x1, page.bottom]), None),
            Place::Element(id) => (None, None, Some(text.element_path(id))),
        };
        let row = LineRow {
            line: at + 1,
            page,
            r#box: edges,
            element,
            role: line.role.to_string(),
            level: if let Role::Heading(level) = line.role {
                Some(level)
            } else {
                None
            },
            size: line.size,
            bold: line.bold,
            paragraph: line.paragraph,
            span: characters.span(line.span),
            text: text.slice(line.span),
        };
        crate::write::line(&row, to)?;
    }
    Ok(())
}

/// A cell as `--format cells` shows it.
#[derive(Serialize)]
struct CellRow {
    page: Option<u32>,
    /// Counted from 1, as are rows and columns.
    table: usize,
    row: usize,
    column: usize,
    row_span: usize,
    column_span: usize,
    r#box: Option<[f32; 4]>,
    element: Option<String>,
    head: bool,
    text: String,
}

/// The cells of all tables, those without text as well; titles above and sources below a table are none.
fn cells(text: &Text, only: Option<u32>, to: &mut impl Write) -> io::Result<()> {
    for (at, table) in text.tables().iter().enumerate() {
        for cell in table.cells.iter().filter(|cell| !cell.aside) {
            let (page, edges, element) = match cell.places.first().copied() {
                Some(Place::Box(place)) => (
                    Some(place.page),
                    Some([place.x0, place.top, place.x1, place.bottom]),
                    None,
                ),
                Some(Place::Element(id)) => (None, None, Some(text.element_path(id))),
                None => (None, None, None),
            };
            if only.is_some() && only != page {
                continue;
            }
            let lines: Vec<&str> = cell
                .line_indices()
                .filter_map(|line| text.lines().get(line))
                .map(|line| text.slice(line.span))
                .collect();
            let row = CellRow {
                page,
                table: at + 1,
                row: cell.row + 1,
                column: cell.column + 1,
                row_span: cell.row_span,
                column_span: cell.column_span,
                r#box: edges,
                element,
                head: cell.head,
                text: lines.join("\n"),
            };
            crate::write::line(&row, to)?;
        }
    }
    Ok(())
}
