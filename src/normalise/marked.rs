//! What is printed about an entry, or went wrong before it was printed: its note, lines through its words, words that were
//! encoded twice.

use super::{Page, wording};
use crate::diagnostic::{Code, Diagnostic};
use crate::layout::Entry;
use crate::text::twice_encoded::{may_be, once};
use crate::text::{Role, Span, Text};

/// The note of the marks in a span. Of several notes it is the first, with those that follow it at once.
pub(super) fn note(text: &Text, span: Span) -> Option<Span> {
    let mut notes = text.notes_of(span);
    let first = notes.next()?;
    Some(notes.fold(first, |whole, next| {
        let between = Span::new(whole.end, next.start);
        let touches = whole.end <= next.start && {
            let lines = text.lines_of(between);
            // A note's own mark stands before its words.
            let last = text.line_at(next.start);
            lines.len() <= 2 && last <= text.line_at(whole.end.saturating_sub(1)) + 1
        };
        if touches { whole.to(next) } else { whole }
    }))
}

impl Page<'_> {
    /// Says what is odd about the words of an entry.
    pub(super) fn marked(&self, entry: &Entry, found: &mut Vec<Diagnostic>) {
        let struck = self.text.struck_in(entry.span).reduce(Span::to);
        if let Some(struck) = struck {
            let message = format!("a line is drawn through `{}`", wording::clean(self.text, struck));
            found.push(Diagnostic::new(Code::StruckOut, Some(struck), message));
        }
        found.extend(twice_encoded(self.text, entry.span));
        found.extend(unreadable(self.text, entry.span));
    }
}

/// Words of a span that were encoded twice.
pub(super) fn twice_encoded(text: &Text, span: Span) -> Option<Diagnostic> {
    let words = text.slice(span);
    if !may_be(words) {
        return None;
    }
    let mut at = span.start;
    let mut found = words.split_inclusive([' ', '\n']).filter_map(|word| {
        let start = at;
        at += word.len();
        let bare = word.trim_end_matches([' ', '\n']);
        Some((Span::new(start, start + bare.len()), once(bare)?))
    });
    let (span, meant) = found.next()?;
    let more = found.count();
    let others = match more {
        0 => String::new(),
        1 => ", and so does one word more".to_owned(),
        more => format!(", and so do {more} words more"),
    };
    let message = format!("`{}` looks like `{meant}` encoded twice{others}", text.slice(span));
    Some(Diagnostic::new(Code::TwiceEncoded, Some(span), message))
}

/// Words on a page of which a glyph is tied to no character.
fn unreadable(text: &Text, span: Span) -> Option<Diagnostic> {
    const NO_CHARACTER: char = '\u{fffd}';
    if !text.slice(span).contains(NO_CHARACTER) {
        return None;
    }
    let lines = text.lines_of(span).iter();
    let printed = lines.filter(|line| line.size.is_some() && line.role.is_text() && line.role != Role::Caption);
    for line in printed {
        let within = Span::new(line.span.start.max(span.start), line.span.end.min(span.end));
        let mut at = within.start;
        for word in text.slice(within).split_inclusive(' ') {
            let whole = Span::new(at, at + word.trim_end().len());
            at += word.len();
            // Alone it is a bullet.
            if word.contains(NO_CHARACTER) && word.contains(char::is_alphanumeric) {
                let message = format!("`{}` has glyphs that are tied to no character", text.slice(whole));
                return Some(Diagnostic::new(Code::UnmappedCharacter, Some(whole), message));
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read;

    #[test]
    fn words_that_were_encoded_twice_are_told_and_stay() {
        let said = |words: &str| {
            let text = read::text(format!("<meta charset=utf-8><p>{words}").as_bytes())
                .expect("a page")
                .text;
            let all = Span::new(0, text.string().len());
            let said = twice_encoded(&text, all)?;
            Some((said.message, text.slice(said.span?).to_owned()))
        };
        let expected = "`rÃ©union` looks like `réunion` encoded twice, and so does one word more";
        assert_eq!(
            said("La rÃ©union dâ€™Oran."),
            Some((expected.to_owned(), "rÃ©union".to_owned()))
        );
        assert_eq!(said("La réunion d’Oran à São Paulo."), None);
    }
}
