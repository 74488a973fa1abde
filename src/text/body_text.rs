//! The document's own words within a span: without what pages put between them.
//!
//! An entry that turns the page has the foot of one page and the head of the next in its midst, and a footnote's mark
//! can be glued to its last date. They keep their place in the text; whoever cuts or cleans looks past them here.

use std::borrow::Cow;

use super::{Join, Line, Span, Text};

/// The characters of a span, byte for byte where they stand, with blanks for lines that are not the document's own
/// words and for footnote marks, and an invisible character for a hyphen that only marks a line's end.
///
/// Offsets in it are offsets in the span.
pub fn masked(text: &Text, span: Span) -> Cow<'_, str> {
    let whole = text.slice(span);
    if pieces(text, span).eq([span]) {
        return Cow::Borrowed(whole);
    }
    let mut string = String::with_capacity(whole.len());
    let blank_to = |end: usize, string: &mut String| {
        while string.len() < end {
            string.push(' ');
        }
    };
    for (piece, join) in joined(text, span) {
        blank_to(piece.start - span.start, &mut string);
        let printed = text.slice(piece);
        string.push_str(printed);
        // The line's end stays a line's end, and the characters of a dropped hyphen become invisible ones.
        let end = piece.end - span.start;
        match whole.get(end..).and_then(|rest| rest.chars().next()) {
            Some('-') if join == Join::HyphenDropped => string.push('\u{ad}'),
            Some('\u{ad}') if join == Join::HyphenDropped => string.push('\u{200b}'),
            Some('\u{2010}' | '\u{2011}') if join == Join::HyphenDropped => string.push_str("\u{ad}\u{ad}"),
            Some('\n') => string.push('\n'),
            _ => {}
        }
    }
    blank_to(whole.len(), &mut string);
    Cow::Owned(string)
}

/// [`masked`], with blanks for the line ends within paragraphs, where on paper a sentence goes on.
pub fn unwrapped(text: &Text, span: Span) -> Cow<'_, str> {
    let mut shown = masked(text, span);
    let own = text.lines_of(span).iter().filter(|line| line.role.is_text());
    for (line, next) in own.clone().zip(own.skip(1)) {
        let end = line.span.end.saturating_sub(span.start);
        if line.paragraph == next.paragraph && shown.get(end..=end) == Some("\n") {
            shown.to_mut().replace_range(end..=end, " ");
        }
    }
    shown
}

/// The pieces of a span that are the document's own words, in order, and how each is joined to the next one.
pub fn joined(text: &Text, span: Span) -> impl Iterator<Item = (Span, Join)> {
    let first = text.line_at(span.start);
    let lines = text.lines().get(first..).unwrap_or_default();
    let lines = lines
        .iter()
        .enumerate()
        .take_while(move |(_, line)| line.span.start < span.end);
    let only_own = text.lines_of(span).iter().any(|line| line.role.is_text());
    lines
        .filter(move |(_, line)| line.role.is_text() || !only_own)
        .flat_map(move |(at, line)| {
            let (inside, join) = words_of(text, first + at, line, span);
            let last = inside.end;
            parts(text, inside).map(move |part| (part, if part.end == last { join } else { Join::Nothing }))
        })
}

/// What of a line lies in a span, without the hyphen that only marks its end, and how it goes on.
fn words_of(text: &Text, at: usize, line: &Line, span: Span) -> (Span, Join) {
    let end = line.span.end.min(span.end);
    let join = if line.span.end <= span.end {
        text.join_after(at)
    } else {
        Join::Nothing
    };
    let inside = Span::new(first_word(line, span).max(span.start), end);
    // At the end of the span nothing follows that a hyphen could be dropped for.
    if join != Join::HyphenDropped || line.span.end >= span.end {
        return (inside, join);
    }
    let hyphen = text.slice(inside).chars().next_back().map_or(0, char::len_utf8);
    (Span::new(inside.start, inside.end - hyphen), join)
}

/// Where the words of a line begin: behind the bullet that a list within the span puts before them.
fn first_word(line: &Line, span: Span) -> usize {
    let listed = line.item.is_some_and(|item| !item.numbered) && line.span.start > span.start;
    let bullet = line.marker.filter(|_| listed);
    bullet.map_or(line.span.start, |bullet| bullet.end)
}

/// A span without the footnote marks in it.
fn parts(text: &Text, span: Span) -> impl Iterator<Item = Span> {
    let marks = text.marks();
    let first = marks.partition_point(|mark| mark.end <= span.start);
    let inside = marks.iter().skip(first).take_while(move |mark| mark.start < span.end);
    let mut start = span.start;
    inside.map(Some).chain(std::iter::once(None)).map(move |mark| {
        let part = Span::new(start, mark.map_or(span.end, |mark| mark.start.max(start)));
        start = mark.map_or(span.end, |mark| mark.end);
        part
    })
}

/// The pieces of [`joined`], with those that touch put together.
fn pieces(text: &Text, span: Span) -> impl Iterator<Item = Span> {
    let mut pieces = joined(text, span).peekable();
    std::iter::from_fn(move || {
        let (mut piece, mut join) = pieces.next()?;
        while join != Join::HyphenDropped {
            // A line's end lies between two lines; a footnote's mark can be one character too.
            let between = |next: Span| text.slice(Span::new(piece.end, next.start));
            let Some((next, after)) = pieces.next_if(|&(next, _)| matches!(between(next), "" | "\n")) else {
                break;
            };
            (piece, join) = (piece.to(next), after);
        }
        Some(piece)
    })
}

/// The characters of a span as printed, without the lines that pages put between them.
pub fn printed(text: &Text, span: Span) -> String {
    let lines = text.lines_of(span);
    let own = |line: &&Line| line.role.is_text();
    if lines.iter().all(|line| own(&line)) || !lines.iter().any(|line| own(&line)) {
        return text.slice(span).to_owned();
    }
    let within = |line: &Line| Span::new(line.span.start.max(span.start), line.span.end.min(span.end));
    let printed = lines.iter().filter(own).map(|line| text.slice(within(line)));
    printed.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Builder, PageBox, Place, Role};

    /// A text of these lines: characters, page, role.
    fn text(lines: &[(&str, u32, Role)], joins: &[(usize, Join)], mark: Option<&str>) -> Text {
        let mut builder = Builder::default();
        for &(characters, page, role) in lines {
            let place = Place::Box(PageBox {
                page,
                x0: 0.0,
                top: 0.0,
                x1: 1.0,
                bottom: 1.0,
            });
            let start = builder.next_start();
            if let Some(at) = mark.and_then(|mark| characters.find(mark)) {
                builder.mark(Span::new(start + at + 1, start + at + 2));
            }
            let line = Line {
                span: Span::new(0, 0),
                place,
                role,
                paragraph: page,
                item: None,
                marker: None,
                bold: false,
                size: None,
            };
            builder.line(characters, line);
        }
        for &(line, join) in joins {
            builder.join(line, join);
        }
        builder.finish()
    }

    #[test]
    fn what_pages_put_between_words_is_passed_over() {
        let lines = [
            ("reply: 1/2/2013.1 Alleged ill-", 1, Role::Body),
            ("12", 1, Role::PageNumber),
            ("A/HRC/23/39", 2, Role::RunningHead),
            ("treatment of sus-", 2, Role::Body),
            ("pects", 2, Role::Body),
        ];
        let text = text(&lines, &[(0, Join::Nothing), (3, Join::HyphenDropped)], Some(".1"));
        let all = Span::new(0, text.string().len());
        let masked = masked(&text, all);
        assert_eq!(masked.len(), text.string().len());
        let words: Vec<&str> = masked.split_whitespace().collect();
        let expected = [
            "reply:",
            "1/2/2013.",
            "Alleged",
            "ill-",
            "treatment",
            "of",
            "sus\u{ad}pects",
        ];
        assert_eq!(
            words.iter().map(|word| word.replace('\n', "")).collect::<Vec<_>>(),
            expected
        );
        let printed = "reply: 1/2/2013.1 Alleged ill-\ntreatment of sus-\npects";
        assert_eq!(super::printed(&text, all), printed);
    }

    #[test]
    fn plain_words_are_borrowed() {
        let text = text(&[("one", 1, Role::Body), ("two", 1, Role::Body)], &[], None);
        assert!(matches!(masked(&text, Span::new(1, 6)), Cow::Borrowed("ne\ntw")));
    }
}
