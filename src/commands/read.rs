//! `read`: a document's text in reading order.

use std::io::{self, Write};

use rapporteur::fetch;
use rapporteur::read;
use rapporteur::read::text::{Line, Place, Role, Text};
use serde::Serialize;

use super::{Failure, Outcome, print};
use crate::cli::{Format, Read};
use crate::terminal::Terminal;

/// Prints the text as asked for.
pub fn read(arguments: &Read, terminal: Terminal) -> Result<Outcome, Failure> {
    let document = match fetch::file("document", &arguments.file) {
        Ok(document) => document,
        Err(error) => {
            terminal.error(error);
            return Ok(Outcome::FallsShort);
        }
    };
    let reading = match read::text(&document.bytes) {
        Ok(reading) => reading,
        Err(error) => {
            terminal.error(format_args!("{}: {error}", arguments.file.display()));
            return Ok(Outcome::FallsShort);
        }
    };
    for diagnostic in &reading.diagnostics {
        if diagnostic.level() >= terminal.least() {
            terminal.draw(&arguments.file.display().to_string(), &reading.text, diagnostic);
        }
    }
    let text = &reading.text;
    print(|to| match (arguments.printed, arguments.format) {
        (true, _) => printed(text, to),
        (false, Format::Text) => paragraphs(text, to),
        (false, Format::Lines) => lines(text, to),
    })?;
    Ok(Outcome::AsExpected)
}

/// Every line as it stands.
fn printed(text: &Text, to: &mut impl Write) -> io::Result<()> {
    text.lines()
        .iter()
        .try_for_each(|line| writeln!(to, "{}", text.slice(line.span)))
}

/// Paragraphs without furniture, an empty line between them; items of a list stand close.
fn paragraphs(text: &Text, to: &mut impl Write) -> io::Result<()> {
    let mut before: Option<&Line> = None;
    for line in text.lines().iter().filter(|line| line.role.is_text()) {
        if let Some(before) = before {
            let close = before.item.is_some() && line.item.is_some();
            if before.paragraph != line.paragraph && !close {
                writeln!(to)?;
            }
        }
        writeln!(to, "{}", text.slice(line.span))?;
        before = Some(line);
    }
    Ok(())
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

/// Every line with its place and role. Joined by line ends, their texts are what all spans count in.
fn lines(text: &Text, to: &mut impl Write) -> io::Result<()> {
    let mut characters = text.characters();
    for (at, line) in text.lines().iter().enumerate() {
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
        rapporteur::write::line(&row, to)?;
    }
    Ok(())
}
