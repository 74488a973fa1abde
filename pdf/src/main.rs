//! Reads a PDF and prints it, to measure the reader: `read FILE [--printed | --format lines | --svg] [--page N]`.

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use rapporteur_pdf::read::paragraphs::paragraphs;
use rapporteur_pdf::read::pdf::{self, Document, svg};
use rapporteur_pdf::read::text::{Line, Place};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "read").collect();
    let after = |name: &str| arguments.iter().skip_while(|argument| *argument != name).nth(1);
    let page = after("--page").and_then(|page| page.parse().ok());
    let valued = |at: usize| {
        at > 0
            && arguments
                .get(at - 1)
                .is_some_and(|before| before == "--page" || before == "--format")
    };
    let Some(path) = (0..arguments.len())
        .find(|&at| !valued(at) && !arguments.get(at).is_some_and(|argument| argument.starts_with("--")))
        .and_then(|at| arguments.get(at))
    else {
        let _ = writeln!(
            io::stderr(),
            "usage: read FILE [--printed | --format lines | --svg] [--page N]"
        );
        return ExitCode::from(2);
    };
    let document = match std::fs::read(path)
        .map_err(|error| error.to_string())
        .and_then(|bytes| pdf::read(&bytes).map_err(|error| error.to_string()))
    {
        Ok(document) => document,
        Err(error) => {
            let _ = writeln!(io::stderr(), "{path}: {error}");
            return ExitCode::from(1);
        }
    };
    for note in document.notes.iter().filter(|note| note.code != "hyphen-joined") {
        let page = note.page.map(|page| format!(", p. {page}")).unwrap_or_default();
        let _ = writeln!(io::stderr(), "{path}{page}: {}: {}", note.code, note.message);
    }
    let has = |name: &str| arguments.iter().any(|argument| argument == name);
    let mut out = BufWriter::new(io::stdout().lock());
    let result = if has("--printed") {
        printed(&document, page, &mut out)
    } else if has("--svg") {
        out.write_all(svg::page(&document, page.unwrap_or(1)).unwrap_or_default().as_bytes())
    } else if after("--format").is_some_and(|format| format == "lines") {
        lines(&document, page, &mut out)
    } else {
        text(&document, page, &mut out)
    };
    match result.and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => ExitCode::from(2),
        _ => ExitCode::SUCCESS,
    }
}

fn page_of(line: &Line) -> Option<u32> {
    match line.place {
        Place::Box(place) => Some(place.page),
        Place::Element(_) => None,
    }
}

/// Every line as it stands on paper, a form feed after each page.
fn printed(document: &Document, only: Option<u32>, out: &mut impl Write) -> io::Result<()> {
    let mut lines: Vec<_> = document
        .text
        .lines()
        .iter()
        .filter_map(|line| {
            if let Place::Box(place) = line.place {
                Some((line, place))
            } else {
                None
            }
        })
        .collect();
    lines.sort_by(|(_, a), (_, b)| {
        a.page
            .cmp(&b.page)
            .then(a.top.total_cmp(&b.top))
            .then(a.x0.total_cmp(&b.x0))
    });
    let mut rest = lines.as_slice();
    for page in (1..).take(document.facts.pages.len()) {
        let length = rest.iter().take_while(|(_, place)| place.page == page).count();
        let (here, after) = rest.split_at(length);
        rest = after;
        if only.is_some_and(|only| only != page) {
            continue;
        }
        for (line, _) in here {
            writeln!(out, "{}", document.text.slice(line.span))?;
        }
        out.write_all(b"\x0c")?;
    }
    Ok(())
}

/// Paragraphs without furniture.
fn text(document: &Document, only: Option<u32>, out: &mut impl Write) -> io::Result<()> {
    let mut first = true;
    for paragraph in paragraphs(&document.text).filter(|paragraph| paragraph.role.is_text()) {
        let page = document.text.lines().get(paragraph.lines.start).and_then(page_of);
        if only.is_none() || only == page {
            if !std::mem::take(&mut first) {
                out.write_all(b"\n")?;
            }
            writeln!(out, "{}", paragraph.string(&document.text))?;
        }
    }
    Ok(())
}

/// One JSON object a line.
fn lines(document: &Document, only: Option<u32>, out: &mut impl Write) -> io::Result<()> {
    let tenth = |value: f32| (f64::from(value) * 10.0).round() / 10.0;
    let mut links = document.text.links();
    let mut marks = document.text.marks();
    for (index, line) in document.text.lines().iter().enumerate() {
        let Place::Box(place) = line.place else {
            continue;
        };
        let here_links = links.iter().take_while(|link| link.span.start < line.span.end).count();
        let here_marks = marks.iter().take_while(|mark| mark.start < line.span.end).count();
        let (of_line, rest) = links.split_at(here_links);
        let (mark_spans, mark_rest) = marks.split_at(here_marks);
        (links, marks) = (rest, mark_rest);
        if only.is_some_and(|only| only != place.page) {
            continue;
        }
        let json = serde_json::json!({
            "page": place.page,
            "box": [tenth(place.x0), tenth(place.top), tenth(place.x1), tenth(place.bottom)],
            "role": line.role.to_string(),
            "paragraph": line.paragraph,
            "size": line.size.map(tenth),
            "bold": line.bold,
            "text": document.text.slice(line.span),
            "marker": line.marker.map(|marker| document.text.slice(marker)),
            "join": format!("{:?}", document.text.join_after(index)),
            "links": of_line.iter().map(|link| serde_json::json!([document.text.slice(link.span), link.url])).collect::<Vec<_>>(),
            "marks": mark_spans.iter().map(|mark| document.text.slice(*mark)).collect::<Vec<_>>(),
        });
        writeln!(out, "{json}")?;
    }
    Ok(())
}
