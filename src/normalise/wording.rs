//! Words as printed, and as data: one blank between them, and nothing that only the printing put there.

use std::borrow::Cow;

use crate::text::body_text;
use crate::text::spelling::{is_blank, is_folded, is_invisible};
use crate::text::{Join, Span, Text};

/// The words of a span, cleaned: white space folded, ligatures undone, U+201F put right, soft hyphens, zero-width
/// characters and footnote marks gone. Everything else stays, doubled stops and all.
pub(super) fn clean(text: &Text, span: Span) -> Cow<'_, str> {
    // Nearly all fields stand on one line without a mark, and are clean as they stand.
    let marks = text.marks();
    let marked = marks
        .get(marks.partition_point(|mark| mark.end <= span.start))
        .is_some_and(|mark| mark.start < span.end);
    let plain = !marked && text.lines_of(span).len() == 1;
    let printed = text.slice(span);
    if plain && printed.is_ascii() && is_folded(printed) {
        return Cow::Borrowed(printed.trim_matches(' '));
    }
    let mut words = String::with_capacity(span.end - span.start);
    if plain {
        push(&mut words, printed);
    } else {
        for (piece, join) in body_text::joined(text, span) {
            push(&mut words, text.slice(piece));
            if join == Join::Blank && !words.is_empty() && !words.ends_with(' ') {
                words.push(' ');
            }
        }
    }
    if words.ends_with(' ') {
        words.pop();
    }
    Cow::Owned(words)
}

fn push(words: &mut String, printed: &str) {
    let mut rest = printed;
    loop {
        // Words of plain letters with single blanks between them, which is nearly all, are copied as they are.
        let mut blank = words.is_empty() || words.ends_with(' ');
        let plain = rest.bytes().position(|b| {
            let odd = !(b.is_ascii_graphic() || (b == b' ' && !blank));
            blank = b == b' ';
            odd
        });
        let (run, after) = rest.split_at(plain.unwrap_or(rest.len()));
        words.push_str(run);
        let mut chars = after.chars();
        let Some(c) = chars.next() else { return };
        rest = chars.as_str();
        match c {
            _ if is_invisible(c) => {}
            _ if is_blank(c) => {
                if !words.is_empty() && !words.ends_with(' ') {
                    words.push(' ');
                }
            }
            // Word's documents of 2012 and 2013 print this for an apostrophe, by a fault of a font. Before a word that a
            // double mark closes, it is the quotation mark that it is.
            '\u{201f}' if words.ends_with(is_inside) || !closes_double(rest) => words.push('\u{2019}'),
            '\u{fb00}' => words.push_str("ff"),
            '\u{fb01}' => words.push_str("fi"),
            '\u{fb02}' => words.push_str("fl"),
            '\u{fb03}' => words.push_str("ffi"),
            '\u{fb04}' => words.push_str("ffl"),
            '\u{fb05}' | '\u{fb06}' => words.push_str("st"),
            _ => words.push(c),
        }
    }
}

/// Whether a character is part of a word or closes one.
fn is_inside(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '.' | ',' | ')' | '!' | '?' | '’' | '”')
}

/// Whether a closing double quotation mark follows before an opening one.
fn closes_double(rest: &str) -> bool {
    rest.chars().find(|c| matches!(c, '“' | '”')) == Some('”')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_printing_put_there_goes() {
        for (printed, cleaned) in [
            ("People\u{201f}s  Party\n\u{a0}“Alga!”  ", "People’s Party “Alga!”"),
            ("o\u{fb03}ce of\u{ad}fice", "office office"),
            (" a .. b\u{200b}", "a .. b"),
            (
                "the \u{201f}Alga” party, defenders\u{201f} rights",
                "the \u{201f}Alga” party, defenders’ rights",
            ),
            ("", ""),
        ] {
            let mut words = String::new();
            push(&mut words, printed);
            assert_eq!(words.trim_end(), cleaned);
        }
    }
}
