//! Diagnostics and fields drawn on their printed lines.

use std::fmt::Write as _;
use std::sync::LazyLock;

use crate::diagnostic::Level;
use crate::text::{Line, Place, Span, Text};
use unicode_width::UnicodeWidthChar as _;

use super::Paint;
use super::screen::visible;

/// Columns of a printed line that are shown around what is pointed at.
const SHOWN_COLUMNS: usize = 100;
/// Columns before what is pointed at, where the line is cut at its left.
const COLUMNS_BEFORE: usize = 30;
/// What stands before a printed line: its number and a bar.
const MARGIN_COLUMNS: usize = 9;
/// A narrower terminal breaks the lines itself.
const LEAST_COLUMNS: usize = 20;

/// Page or element of a span, and its line.
pub fn place(text: &Text, span: Span) -> String {
    let at = text.line_at(span.start);
    match text.lines().get(at).map(|line| line.place) {
        Some(Place::Box(page)) => format!("p. {}, line {}", page.page, at + 1),
        Some(Place::Element(id)) => format!("line {}, {}", at + 1, text.element_path(id)),
        None => format!("line {}", at + 1),
    }
}

/// The first printed lines of a span, so many at most, each with carets under what is meant.
pub fn caret(text: &Text, span: Span, paint: Paint, level: Level, most: usize) -> String {
    let first = text.line_at(span.start);
    let lines = text.lines_of(span);
    let own = lines.iter().any(|line| line.role.is_text());
    // Between the halves of what turns a page stand its foot and the next one's head.
    let meant = lines.iter().enumerate().filter(|(_, line)| !own || line.role.is_text());
    let mut page = None;
    // Writing to a String cannot fail.
    let mut drawn = String::new();
    for (at, line) in meant.clone().take(most) {
        let number = (first + at + 1).to_string();
        let margin = " ".repeat(number.len());
        let Window { shown, before, carets } = Window::of(text, line, span);
        let (numbered, bar) = (paint.faint(format_args!("{number} │")), paint.faint("│"));
        let carets = paint.level(level, "^".repeat(carets.max(1)));
        let here = page_of(line);
        if let Some(turned) = here.filter(|_| page.is_some() && here != page) {
            let turned = paint.faint(format_args!("┊ p. {turned}"));
            let _ = writeln!(drawn, " {margin} {turned}");
        }
        page = here;
        let _ = writeln!(
            drawn,
            " {numbered} {shown}\n {margin} {bar} {}{carets}",
            " ".repeat(before)
        );
    }
    let more = meant.skip(most).count();
    if more > 0 {
        let more = crate::run::counted(more as u64, "more line", "more lines");
        let _ = writeln!(drawn, " {}", paint.faint(format_args!("┊ {more}")));
    }
    drawn
}

/// The beginning of some words, so many bytes at most.
pub fn beginning(words: &str, most: usize) -> &str {
    let end = (0..=most.min(words.len()))
        .rev()
        .find(|&end| words.is_char_boundary(end));
    words.get(..end.unwrap_or_default()).unwrap_or_default()
}

fn page_of(line: &Line) -> Option<u32> {
    line.place.page()
}

/// The part of a line that is shown, and the columns of what is pointed at.
struct Window {
    shown: String,
    before: usize,
    carets: usize,
}

impl Window {
    /// Of a line of megabytes too, no more is looked at than is shown.
    fn of(text: &Text, line: &Line, span: Span) -> Self {
        let start = span.start.clamp(line.span.start, line.span.end);
        let end = span.end.clamp(start, line.span.end);
        let [before, meant, after] = [(line.span.start, start), (start, end), (end, line.span.end)]
            .map(|(start, end)| text.slice(Span::new(start, end)));
        let columns = columns();
        let whole = [before, meant, after].iter().try_fold(columns, |room, words| {
            let taken = take(words.chars(), room);
            (!taken.is_cut).then_some(room - taken.columns)
        });
        let room = if whole.is_some() { columns } else { COLUMNS_BEFORE };
        let before = take(before.chars().rev(), room);
        let meant = take(meant.chars(), columns.saturating_sub(before.columns));
        let after = take(after.chars(), columns.saturating_sub(before.columns + meant.columns));
        let shown = before.pieces.iter().rev().chain(&meant.pieces).chain(&after.pieces);
        Self {
            before: before.columns,
            carets: meant.columns,
            shown: shown.map(String::as_str).collect(),
        }
    }
}

/// The first characters of some words that fit into the columns, as they are shown, with a mark where more follows.
struct Taken {
    pieces: Vec<String>,
    columns: usize,
    is_cut: bool,
}

fn take(words: impl Iterator<Item = char>, room: usize) -> Taken {
    let mut taken = Taken {
        pieces: Vec::new(),
        columns: 0,
        is_cut: false,
    };
    // A character without width follows the one that it belongs to; a line of nothing else ends too.
    for c in words {
        let piece = match c {
            '\u{a0}' => " ".to_owned(),
            c => visible(c.encode_utf8(&mut [0; 4])).into_owned(),
        };
        let columns: usize = piece.chars().map(|c| c.width().unwrap_or_default()).sum();
        if taken.columns + columns > room || taken.pieces.len() > PIECES_IN_A_COLUMN * room {
            taken.is_cut = true;
            break;
        }
        taken.columns += columns;
        taken.pieces.push(piece);
    }
    if taken.is_cut && room > 0 {
        // Room for the mark.
        while taken.columns >= room {
            let Some(last) = taken.pieces.pop() else { break };
            taken.columns -= last.chars().map(|c| c.width().unwrap_or_default()).sum::<usize>();
        }
        taken.pieces.push("…".to_owned());
        taken.columns += 1;
    }
    taken
}

/// Letters with all their accents; what has more of them is cut.
const PIECES_IN_A_COLUMN: usize = 8;

/// How many columns the terminal has.
pub fn width() -> Option<usize> {
    static WIDTH: LazyLock<Option<usize>> =
        LazyLock::new(|| terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)));
    // A terminal that does not know has none.
    WIDTH.filter(|&width| width > 0)
}

/// How many columns a printed line may take: those of the terminal, less its margin.
pub fn columns() -> usize {
    width().map_or(SHOWN_COLUMNS, |width| {
        width.saturating_sub(MARGIN_COLUMNS).max(LEAST_COLUMNS)
    })
}
