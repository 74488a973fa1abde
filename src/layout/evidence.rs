//! What a document shows of entries before any is cut: by this layouts recognise it.

use std::cell::OnceCell;

use super::fields::{begins_entry, is_whole_letter};
use super::head::{Head, unstopped_number};
use super::tables;
use crate::record::Kind;
use crate::text::body_text;
use crate::text::spelling::{eat, is_blank};
use crate::text::{Cell, Line, Place, Span, Text};

/// Why a layout recognises a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// What was found, without an article's capital and a stop: `the heading of a report's section`.
    pub why: &'static str,
    /// Where it stands; nothing where the catalogue says so.
    pub span: Option<Span>,
}

/// The layout of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recognised {
    /// Its name.
    pub name: &'static str,
    /// By what it was recognised.
    pub evidence: Evidence,
    /// The names of other layouts that recognise the document, too.
    pub others: Vec<&'static str>,
}

impl Recognised {
    /// The reason with the printed words that prove it: `a numbered entry: “189. JAL 13/06/2013. Case no. …” (line 120)`.
    pub fn reason(&self, text: &Text) -> String {
        /// Characters of a line that are shown.
        const SHOWN: usize = 80;
        let Evidence { why, span } = self.evidence;
        let Some(span) = span else { return why.to_owned() };
        let printed = text.slice(span).split_whitespace().collect::<Vec<_>>().join(" ");
        let mut shown: String = printed.chars().take(SHOWN).collect();
        if shown.len() < printed.len() {
            shown.push('…');
        }
        format!("{why}: “{shown}” (line {})", text.line_at(span.start) + 1)
    }
}

/// How an entry is numbered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Numbered {
    /// `189.`
    Figures,
    /// `(b)`
    Letters,
    /// Not at all.
    Not,
}

/// The line that an entry begins with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Opening<'t> {
    pub line: &'t Line,
    pub numbered: Numbered,
}

impl Opening<'_> {
    /// Whether it stands on a printed page.
    pub fn is_on_page(&self) -> bool {
        matches!(self.line.place, Place::Box(_))
    }
}

/// The lines of a text with which entries begin: a number and the front of an entry behind it, or without a number a
/// letter with all its labels. The rest of a head can stand on the lines below. In a table's cell only a letter with its
/// labels is one: a narrow cell breaks a day, and its end with a type below it is no number of an entry.
fn openings(text: &Text) -> impl Iterator<Item = Opening<'_>> {
    let mut in_cell = vec![false; text.lines().len()];
    for line in text
        .tables()
        .iter()
        .flat_map(|table| &table.cells)
        .flat_map(Cell::line_indices)
    {
        if let Some(slot) = in_cell.get_mut(line) {
            *slot = true;
        }
    }
    let own: Vec<(&Line, bool)> = text
        .lines()
        .iter()
        .zip(in_cell)
        .filter(|(line, _)| line.role.is_text())
        .collect();
    (0..own.len()).filter_map(move |at| {
        let (line, in_cell) = *own.get(at)?;
        let (last, _) = own.get(at + HEAD_LINES - 1).or(own.last())?;
        let head = Head::of(text, line);
        let words = Span::new(head.words, last.span.end.max(head.words));
        if !may_be_entry(text.slice(words), in_cell) {
            return None;
        }
        let shown = body_text::masked(text, words);
        let above = at.checked_sub(1).and_then(|above| own.get(above));
        let (number, shown) = match head
            .number
            .or_else(|| above.and_then(|above| bare_number(text, above.0)))
        {
            Some(number) => (Some(number), shown.as_ref()),
            None => match unstopped_number(&shown, words.start, begins_entry) {
                Some(head) => (head.number, shown.get(head.words - words.start..)?),
                None => (None, shown.as_ref()),
            },
        };
        let opens = begins_entry(shown) && (number.is_some() && !in_cell || is_whole_letter(shown));
        opens.then(|| Opening {
            line,
            numbered: match number.map(|number| text.slice(number)) {
                Some(number) if number.starts_with(|c: char| c.is_ascii_digit()) => Numbered::Figures,
                Some(_) => Numbered::Letters,
                None => Numbered::Not,
            },
        })
    })
}

/// Lines over which the head of an entry can be broken, in a narrow column.
const HEAD_LINES: usize = 4;

/// Whether these words can begin an entry, asked of every line: they begin with a type, as whole letters in cells do, or have
/// a date in figures.
fn may_be_entry(words: &str, in_cell: bool) -> bool {
    let bare = words.trim_start_matches(|c: char| is_blank(c) || c.is_ascii_digit());
    if in_cell {
        return Kind::may_begin(bare);
    }
    words.contains('/') || Kind::prefix(bare).is_some() || eat(bare, "joint").is_some()
}

/// The number of the entry below, which stands on a line of its own.
fn bare_number(text: &Text, line: &Line) -> Option<Span> {
    super::head::bare_number(text.slice(line.span), line.span.start)?.number
}

/// A text as layouts look at it to recognise it: what several of them ask is looked up once.
pub(crate) struct Sight<'t> {
    /// The text.
    pub text: &'t Text,
    openings: OnceCell<Vec<Opening<'t>>>,
    opens: OnceCell<bool>,
    first_key: OnceCell<Option<Span>>,
}

impl<'t> Sight<'t> {
    pub(super) fn of(text: &'t Text) -> Self {
        Self {
            text,
            openings: OnceCell::new(),
            opens: OnceCell::new(),
            first_key: OnceCell::new(),
        }
    }

    /// The first lines with which entries begin, as many as tell how all are.
    pub(super) fn openings(&self) -> &[Opening<'t>] {
        /// Entries that are asked.
        const ENOUGH: usize = 5;
        self.openings.get_or_init(|| openings(self.text).take(ENOUGH).collect())
    }

    /// Whether any entry begins.
    pub(super) fn has_openings(&self) -> bool {
        let looked = self.openings.get().map(|openings| !openings.is_empty());
        looked.unwrap_or_else(|| *self.opens.get_or_init(|| openings(self.text).next().is_some()))
    }

    /// The first case number alone in a table's cell.
    pub(super) fn first_key(&self) -> Option<Span> {
        *self.first_key.get_or_init(|| tables::first_key(self.text))
    }

    /// How the first entries on pages are numbered, which is how all are: figures, or letters under each country.
    pub(super) fn on_pages(&self, numbered: Numbered) -> Option<Span> {
        // All lines of a text stand on pages, or none.
        if !matches!(self.text.lines().first()?.place, Place::Box(_)) {
            return None;
        }
        let first = self.openings();
        let letters = first.iter().filter(|opening| opening.numbered == Numbered::Letters);
        let lettered = letters.count() * 2 > first.len();
        if lettered != (numbered == Numbered::Letters) {
            return None;
        }
        let fitting = first.iter().find(|opening| opening.numbered == numbered);
        fitting.or(first.first()).map(|opening| opening.line.span)
    }
}
