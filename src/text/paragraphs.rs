//! Paragraphs of a [`Text`] as one reads them: lines joined, line-end hyphens, soft hyphens and ligatures undone.

use std::borrow::Cow;
use std::ops::Range;

use unicode_normalization::char::decompose_compatible;

use super::{Join, Role, Span, Text};

const SOFT_HYPHEN: char = '\u{ad}';

/// Lines that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paragraph {
    /// Indices of its lines.
    pub lines: Range<usize>,
    /// The role of its first line.
    pub role: Role,
}

/// The paragraphs of a text in reading order.
pub fn paragraphs(text: &Text) -> impl Iterator<Item = Paragraph> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let lines = text.lines();
        let first = lines.get(start)?;
        let length = lines
            .get(start..)?
            .iter()
            .take_while(|line| line.paragraph == first.paragraph)
            .count();
        let paragraph = Paragraph {
            lines: start..start + length,
            role: first.role,
        };
        start += length;
        Some(paragraph)
    })
}

impl Paragraph {
    /// Its words on one line, footnote marks left out.
    pub fn string(&self, text: &Text) -> String {
        let mut string = String::new();
        for index in self.lines.clone() {
            let Some(line) = text.lines().get(index) else {
                break;
            };
            let join = text.join_after(index);
            let mut span = line.span;
            if join == Join::HyphenDropped {
                let last = text.slice(span).chars().next_back().map_or(0, char::len_utf8);
                span.end -= last;
            }
            for piece in without_marks(text, span) {
                let words = text.slice(piece);
                // A mark that stood between two blanks leaves one.
                let doubled = string.ends_with(' ') && words.starts_with(' ');
                append(words.get(usize::from(doubled)..).unwrap_or_default(), &mut string);
            }
            if join == Join::Blank && index + 1 < self.lines.end && !string.ends_with(' ') {
                string.push(' ');
            }
        }
        string.truncate(string.trim_end().len());
        string
    }
}

/// A span without the footnote marks in it.
fn without_marks(text: &Text, span: Span) -> impl Iterator<Item = Span> {
    let marks = text.marks();
    let first = marks.partition_point(|mark| mark.end <= span.start);
    let inside = marks
        .get(first..)
        .unwrap_or_default()
        .iter()
        .take_while(move |mark| mark.start < span.end);
    let mut start = span.start;
    inside.map(Some).chain(std::iter::once(None)).map(move |mark| {
        let piece = Span::new(start, mark.map_or(span.end, |mark| mark.start));
        start = mark.map_or(span.end, |mark| mark.end);
        piece
    })
}

fn append(characters: &str, into: &mut String) {
    match undone(characters) {
        Cow::Borrowed(characters) => into.push_str(characters),
        Cow::Owned(characters) => into.push_str(&characters),
    }
}

/// Without soft hyphens, and with ligatures and the shapes of Arabic letters as the letters that they are.
pub fn undone(characters: &str) -> Cow<'_, str> {
    // Latin ligatures, Arabic ligatures, Arabic letters by their place in a word.
    let shape =
        |character| matches!(character, '\u{fb00}'..='\u{fb06}' | '\u{fb50}'..='\u{fdff}' | '\u{fe80}'..='\u{fefc}');
    if !characters.contains(|character| character == SOFT_HYPHEN || shape(character)) {
        return Cow::Borrowed(characters);
    }
    let mut string = String::with_capacity(characters.len());
    for character in characters.chars() {
        match character {
            SOFT_HYPHEN => {}
            shaped if shape(shaped) => decompose_compatible(shaped, |letter| string.push(letter)),
            other => string.push(other),
        }
    }
    Cow::Owned(string)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Builder, Line, PageBox, Place};

    fn text(lines: &[(&str, u32)]) -> Builder {
        let mut builder = Builder::default();
        for &(characters, paragraph) in lines {
            builder.line(
                characters,
                Line {
                    span: Span::new(0, 0),
                    place: Place::Box(PageBox {
                        page: 1,
                        x0: 0.0,
                        top: 0.0,
                        x1: 1.0,
                        bottom: 1.0,
                    }),
                    role: Role::Body,
                    paragraph,
                    item: None,
                    marker: None,
                    bold: false,
                    size: None,
                },
            );
        }
        builder
    }

    #[test]
    fn lines_are_joined_as_the_text_says() {
        let mut builder = text(&[
            ("the ill-", 1),
            ("treatment2 of pris\u{ad}on", 1),
            ("inmates in co-", 1),
            ("ercive de\u{fb01}nition", 1),
            ("Next", 2),
        ]);
        builder.join(0, Join::Nothing);
        builder.join(2, Join::HyphenDropped);
        builder.mark(Span::new(18, 19));
        let text = builder.finish();
        let strings: Vec<String> = paragraphs(&text).map(|paragraph| paragraph.string(&text)).collect();
        assert_eq!(
            strings,
            ["the ill-treatment of prison inmates in coercive definition", "Next"]
        );
    }

    #[test]
    fn ligatures_and_shapes_are_letters_again() {
        for (printed, read) in [
            ("o\u{fb03}ce \u{fb05}", "office st"),
            ("\u{feb3}\u{fefc}\u{fee1}", "\u{633}\u{644}\u{627}\u{645}"),
            ("pris\u{ad}on", "prison"),
            ("plain", "plain"),
        ] {
            assert_eq!(undone(printed), read);
        }
    }
}
