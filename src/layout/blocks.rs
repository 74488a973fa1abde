//! The paragraphs of a report on pages: what is put together before chapters and entries are looked for.

use std::borrow::Cow;

use super::country_names::country_alone;
use super::fields::{self, begins_entry, begins_numbered_entry};
use super::head::{Head, bare_number, typed_number, unstopped_number};
use super::observations;
use crate::text::body_text;
use crate::text::spelling::is_blank;
use crate::text::{Cut as _, Line, Role, Span, Text};

/// Lines that belong together: a paragraph of the document's own words, without what pages put between its lines.
#[derive(Clone, Debug)]
pub(super) struct Block<'t> {
    /// From its first to its last character.
    pub span: Span,
    /// Its first line.
    pub first: &'t Line,
    /// How many lines it has.
    pub lines: usize,
    /// The number typed before its words, without stop or brackets.
    pub number: Option<Span>,
    /// Where the words behind the number begin.
    pub words: usize,
    /// Its words, with blanks for what is not its own; offsets are those of the text behind `words`.
    pub shown: Cow<'t, str>,
    /// The country that it names alone.
    pub country: Option<Span>,
}

impl<'t> Block<'t> {
    fn of(text: &'t Text, lines: &[&'t Line]) -> Option<Self> {
        let (first, last) = (lines.first()?, lines.last()?);
        let span = first.span.to(last.span);
        let masked = body_text::masked(text, span);
        let bare = masked.trim_start_matches(is_blank);
        let start = span.start + masked.len() - bare.len();
        // In some reports entries are as bold as headings.
        let typed = typed_number(bare, start).filter(|head| {
            let words = bare.after(head.words - start);
            !first.role.is_heading() || begins_numbered_entry(words)
        });
        let typed = typed.or_else(|| unstopped_number(bare, start, is_entry));
        let Head { number, words } = typed.unwrap_or(Head {
            number: None,
            words: start,
        });
        let shown = match masked {
            Cow::Borrowed(shown) => Cow::Borrowed(shown.get(words - span.start..)?),
            Cow::Owned(shown) => Cow::Owned(shown.get(words - span.start..)?.to_owned()),
        };
        let mut block = Self {
            span,
            first,
            lines: lines.len(),
            number,
            words,
            shown,
            country: None,
        };
        let named = || country_alone(&block.shown, block.words, block.lines, block.is_heading());
        // What is numbered and no heading is a paragraph.
        block.country = Some(named)
            .filter(|_| block.number.is_none() || block.is_heading())
            .and_then(|named| named())
            .map(|(_, name)| name);
        Some(block)
    }

    /// A line of a web page, where every line is a block of its own.
    pub fn of_line(text: &'t Text, line: &'t Line) -> Self {
        let Head { number, words } = Head::of(text, line);
        Self {
            span: line.span,
            first: line,
            lines: 1,
            number,
            words,
            shown: Cow::Borrowed(text.slice(Span::new(words, line.span.end))),
            country: None,
        }
    }

    /// Whether it looks like a heading, and is no entry.
    pub fn is_heading(&self) -> bool {
        self.first.role.is_heading() && !self.is_numbered_entry()
    }

    /// Whether it has a number, and begins as entries do.
    pub fn is_numbered_entry(&self) -> bool {
        self.number.is_some() && begins_numbered_entry(&self.shown)
    }

    /// The level of a heading, 1 the highest.
    pub fn level(&self) -> Option<u8> {
        match self.first.role {
            Role::Heading(level) => Some(level),
            _ => None,
        }
    }
}

/// The blocks of some lines of a text, in order. A line that has the full shape of an entry's first line begins a block, whatever
/// paragraph it was put into, and so does a heading that was put into one.
pub(super) fn blocks<'t>(text: &'t Text, lines: &'t [Line]) -> Vec<Block<'t>> {
    let mut blocks = Vec::new();
    let mut open: Vec<&Line> = Vec::new();
    for line in lines.iter().filter(|line| line.role.is_text()) {
        let goes_on = open
            .first()
            .is_some_and(|first| first.paragraph == line.paragraph && first.role == line.role);
        let parted = open.last().is_some_and(|last| is_parted(text, last, line));
        let shown = text.slice(line.span);
        // A number on a line of its own is that of the entry below it.
        let bare = matches!(open.as_slice(), [number] if bare_number(text.slice(number.span), 0).is_some())
            && begins_entry(shown);
        let new = !bare
            && (!goes_on || parted || {
                typed_number(shown, 0).is_some_and(|head| shown.get(head.words..).is_some_and(begins_numbered_entry))
                    || unstopped_number(shown, 0, is_entry).is_some()
            });
        if new {
            let heading = heads_next(text, &mut open, line);
            blocks.extend(Block::of(text, &open));
            blocks.extend(heading.and_then(|heading| Block::of(text, &[heading])));
            open.clear();
        }
        open.push(line);
    }
    blocks.extend(Block::of(text, &open));
    blocks
}

/// Whether words end as a sentence does, or a bracket or quotation that closes one.
pub(super) fn ends_sentence(words: &str) -> bool {
    words
        .trim_end_matches(is_blank)
        .ends_with(['.', ')', '”', '»', '"', '?', '!'])
}

/// Whether words have the type, the date and the case number of an entry.
fn is_entry(words: &str) -> bool {
    if !begins_entry(words) {
        return false;
    }
    let fields = fields::cut(words, 0);
    fields.date.is_some() && fields.case_number.is_some() && fields.case_labelled
}

/// Takes the last line from a paragraph of observations, if it is the heading of the numbered paragraph that comes next:
/// words without a stop behind the end of a sentence.
fn heads_next<'t>(text: &Text, lines: &mut Vec<&'t Line>, next: &Line) -> Option<&'t Line> {
    let words = |line: &Line| {
        let shown = text.slice(line.span);
        typed_number(shown, 0).map(|head| shown.after(head.words))
    };
    let [first, .., before, last] = lines.as_slice() else {
        return None;
    };
    let shown = text.slice(last.span).trim_matches(is_blank);
    let heads = shown.starts_with(char::is_uppercase) && shown.ends_with(char::is_alphanumeric);
    let numbered = words(next).is_some_and(|words| !begins_numbered_entry(words));
    let observes = words(first).is_some_and(|words| !begins_numbered_entry(words));
    let parted = ends_sentence(text.slice(before.span));
    if !(heads && numbered && observes && parted) {
        return None;
    }
    lines.pop()
}

/// Whether one of two lines of a paragraph is a heading by its weight: `Observations`, or bold words without a stop
/// behind the end of a sentence.
fn is_parted(text: &Text, last: &Line, line: &Line) -> bool {
    let (before, shown) = (text.slice(last.span), text.slice(line.span));
    let label = |line: &Line| line.bold && observations::is_label(text.slice(line.span));
    let plain_label = |shown: &str| {
        observations::is_label(shown)
            && shown.trim_matches(is_blank).bytes().all(|b| b != b'.')
            && shown.trim_start_matches(is_blank).starts_with(char::is_uppercase)
    };
    let sentence_ends = ends_sentence(before);
    let heads = shown.starts_with(char::is_uppercase) && !shown.trim_end_matches(is_blank).ends_with(['.', ',', ';']);
    let begins = line.bold && !last.bold && sentence_ends && heads;
    let ends = last.bold && !line.bold && typed_number(shown, 0).is_some();
    // Over a page's turn nothing but their words keeps a sentence without a stop and a label apart.
    let turned = last.place.page() != line.place.page();
    label(last) || label(line) || begins || ends || ((sentence_ends || turned) && plain_label(shown))
}
