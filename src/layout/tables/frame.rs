//! What stands around the tables: titles with their periods, headings of parts and countries.

use crate::layout::front::Front;
use crate::layout::title;
use crate::layout::{Listing, Scope};
use crate::record::{Country, Part, PrintedDay, Symbol, date};
use crate::text::spelling::{eat, is_blank};
use crate::text::{Cell, Line, Place, Role, Span, Text, body_text};

use super::{cut, first_key};
use crate::layout::Section;

/// The headings that hold for a row.
#[derive(Clone, Copy, Debug, Default)]
pub struct Headings {
    /// The table that they were last looked for before.
    table: Option<usize>,
    /// Where they were looked for up to.
    end: usize,
    pub part: Option<(Part, Span)>,
    pub country: Option<Span>,
}

impl Headings {
    /// Reads the lines before a table, once.
    pub fn table(&mut self, text: &Text, table: usize) {
        if self.table == Some(table) {
            return;
        }
        self.table = Some(table);
        let Some(lines) = text.tables().get(table).map(|table| {
            let lines = table.cells.iter().flat_map(Cell::line_indices);
            lines.fold((usize::MAX, 0), |(first, last), line| (first.min(line), last.max(line)))
        }) else {
            return;
        };
        let before = text.lines().get(self.end..lines.0.max(self.end)).unwrap_or_default();
        let own: Vec<&Line> = before
            .iter()
            .filter(|line| match line.role {
                Role::Heading(_) | Role::Body | Role::Caption => true,
                // The cells of a head that stand at one height on most pages.
                Role::RunningHead => names_fields(text, line.span),
                _ => false,
            })
            .collect();
        for paragraph in own.chunk_by(|line, next| line.paragraph == next.paragraph) {
            // A heading of the report can stand right above it, as large as it is.
            if let Some(last) = paragraph.last() {
                let mut from = paragraph.iter();
                from.any(|line| self.part_of(text, line.span.to(last.span)));
            }
        }
        // The last paragraph before a table can be its country's name; a head above its cells is none.
        let paragraphs: Vec<&[&Line]> = own.chunk_by(|line, next| line.paragraph == next.paragraph).collect();
        let heads = paragraphs.iter().map(|paragraph| {
            let span = paragraph.first()?.span.to(paragraph.last()?.span);
            super::heads::fields(&words(text, span))
        });
        let heads: Vec<Option<Vec<super::heads::Field>>> = heads.collect();
        let own = paragraphs.get(..head_above(&heads)).unwrap_or_default();
        if let Some(last) = own.last()
            && let (Some(first), Some(end)) = (last.first(), last.last())
        {
            let span = first.span.to(end.span);
            if part_heading(text, span).is_none() && is_name(text, span) {
                self.country = Some(span);
            }
        }
        self.end = self.end.max(lines.1 + 1);
    }

    /// A row that is a heading.
    pub fn heading(&mut self, text: &Text, span: Span) {
        if !self.part_of(text, span) {
            self.country = Some(span);
        }
    }

    fn part_of(&mut self, text: &Text, span: Span) -> bool {
        let Some(part) = part_heading(text, span) else {
            return false;
        };
        self.part = Some((part, span));
        self.country = None;
        true
    }
}

/// Whether some words are a head's, and name a field.
fn names_fields(text: &Text, span: Span) -> bool {
    super::heads::fields(&words(text, span)).is_some_and(|fields| !fields.is_empty())
}

/// Where the head above a table's cells begins, by what the words of each paragraph name: it ends at the table, and its
/// first one names a field. What follows can be the rest of a cell, `communication`; what stands above can be a title.
fn head_above<F>(paragraphs: &[Option<Vec<F>>]) -> usize {
    let known = paragraphs.iter().rev().take_while(|fields| fields.is_some()).count();
    let first = paragraphs.len() - known;
    let mut own = paragraphs.iter().enumerate().skip(first);
    let names = |fields: &Option<Vec<F>>| fields.as_ref().is_some_and(|fields| !fields.is_empty());
    own.find(|entry| names(entry.1))
        .map_or(paragraphs.len(), |entry| entry.0)
}

/// Whether a paragraph can be the name over a table: of a country, or of another addressee, which is short and no sentence.
fn is_name(text: &Text, span: Span) -> bool {
    /// Bytes of the longest name of a company or authority.
    const LONGEST: usize = 120;
    /// Words of the longest name that ends with a stop: `Global Textile Holdings Ltd.`
    const STOPPED: usize = 6;
    let words = words(text, span);
    let name = words.trim_matches(is_blank);
    let own = || name.split(' ').filter(|word| word.chars().any(char::is_alphabetic));
    // Most words of a name begin with a capital, however long it is.
    let small = own().filter(|word| word.starts_with(char::is_lowercase)).count();
    let stopped = name.ends_with('.') && own().count() > STOPPED && small * 2 > own().count();
    let symbol = Symbol::prefix(name).is_some_and(|(_, length)| length == name.len());
    let sentence = symbol || stopped || name.ends_with([':', ';']) || name.starts_with(|c: char| c.is_ascii_digit());
    Country::of_name(name).is_some() || name.len() <= LONGEST && !sentence
}

fn words(text: &Text, span: Span) -> String {
    body_text::masked(text, span).replace('\n', " ")
}

/// The part that a heading names: `A. Communications sent …`, `B. Replies received …`.
fn part_heading(text: &Text, span: Span) -> Option<Part> {
    let words = words(text, span);
    let words = words.trim_matches(is_blank);
    let (part, openings): (Part, [&str; 3]) = match words.chars().next()? {
        'A' | 'a' => (
            Part::A,
            [
                "communications sent",
                "communications envoyées",
                "comunicaciones enviadas",
            ],
        ),
        'B' | 'b' => (Part::B, ["replies received", "réponses reçues", "respuestas recibidas"]),
        _ => return None,
    };
    let rest = words.get(1..)?.strip_prefix(['.', ')', ':', ' ', '\t'])?;
    let rest = rest.trim_start_matches(|c: char| is_blank(c) || matches!(c, '.' | '-' | '–'));
    openings
        .iter()
        .any(|opening| eat(rest, opening).is_some())
        .then_some(part)
}

/// A joint report: its rows, and what its title says.
pub fn joint(text: &Text) -> Listing {
    let first = text
        .tables()
        .iter()
        .flat_map(|table| table.cells.iter().flat_map(Cell::line_indices))
        .min();
    let before = text.lines().get(..first.unwrap_or(0)).unwrap_or_default();
    let mut front = Front {
        symbol: title::symbol(text).or_else(|| symbol_of_heads(text)),
        ..Front::default()
    };
    if let (Some(start), Some(end)) = (before.first(), before.last()) {
        let span = start.span.to(end.span);
        let title = Span::new(span.start, span.end);
        front.joint = find(text, title, TITLE);
        front.period = period_behind(
            text,
            title,
            &[
                "communications sent",
                "communications envoyées",
                "comunicaciones enviadas",
            ],
        );
        let replies = period_behind(
            text,
            title,
            &["replies received", "réponses reçues", "respuestas recibidas"],
        );
        front.replies_from = replies.map(|days| days[0]);
        front.replies_until = replies.map(|days| days[1]);
    }
    let is_of_web = |title: &Span| {
        let line = text.lines().get(text.line_at(title.start));
        line.is_some_and(|line| matches!(line.place, Place::Element(_)))
    };
    let title = front.joint.filter(is_of_web);
    let listing = Listing {
        title,
        ..listing(text, front)
    };
    let is_empty = listing.sections.iter().all(|section| section.entries.is_empty());
    Listing {
        refusal: is_empty
            .then_some("a joint report of all mandates, and no row of its tables could be told from the next"),
        ..listing
    }
}

/// The title of joint reports.
const TITLE: &str = "communications report of special procedures";

/// Where a document has the title of a joint report, in a line of its own near its beginning, and says that it is one.
pub fn joint_title(text: &Text) -> Option<Span> {
    /// Lines before it on a cover.
    const LINES: usize = 60;
    let first = text.lines().get(..LINES.min(text.lines().len())).unwrap_or_default();
    let whole = first.first()?.span.to(first.last()?.span);
    find(text, whole, "joint report by")?;
    let title = find(text, whole, TITLE)?;
    let begins = first.iter().any(|line| line.span.start == title.start);
    begins.then_some(title)
}

/// The symbol that the heads of pages print: where a table fills a page, its head is not among the page's first lines.
fn symbol_of_heads(text: &Text) -> Option<Span> {
    let mut heads = text.lines().iter().filter(|line| line.role == Role::RunningHead);
    heads.find_map(|line| {
        let shown = text.slice(line.span);
        let (_, length) = Symbol::prefix(shown)?;
        (length == shown.trim_end_matches(is_blank).len()).then(|| Span::new(line.span.start, line.span.start + length))
    })
}

/// A page of the database's results.
pub fn database(text: &Text) -> Listing {
    let whole = Span::new(0, text.string().len());
    let front = Front {
        joint: find(text, whole, FOUND),
        ..Front::default()
    };
    listing(text, front)
}

/// What stands behind the number of results.
pub const FOUND: &str = "communications found";

fn listing(text: &Text, front: Front) -> Listing {
    let cut = cut(text);
    Listing {
        scope: Scope::AllCountries,
        front,
        sections: vec![Section {
            entries: cut.entries,
            ..Section::default()
        }],
        ..Listing::default()
    }
}

/// Where some words first stand, however they are printed.
fn find(text: &Text, within: Span, words: &str) -> Option<Span> {
    let shown = body_text::unwrapped(text, within);
    let first = words.chars().next()?;
    let starts = shown
        .char_indices()
        .filter(|(_, c)| c.eq_ignore_ascii_case(&first))
        .map(|(at, _)| at);
    starts
        .filter_map(|at| Some((at, eat(shown.get(at..)?, words)?)))
        .map(|(at, length)| Span::new(within.start + at, within.start + at + length))
        .next()
}

/// The first and last day behind some words, as in `Communications sent, 1 March to 31 May 2017`; the first can lack
/// the year that both share.
fn period_behind(text: &Text, within: Span, words: &[&str]) -> Option<[Span; 2]> {
    /// Bytes between the words and the first day, and between the days.
    const NEAR: usize = 24;
    let shown = body_text::masked(text, within).replace('\n', " ");
    for start in shown.char_indices().map(|(at, _)| at) {
        let Some(rest) = shown.get(start..) else { continue };
        let Some(length) = words.iter().find_map(|words| eat(rest, words)) else {
            continue;
        };
        let mut at = start + length;
        let mut days = Vec::new();
        while days.len() < 2 {
            let near = shown
                .get(at..)?
                .char_indices()
                .take(NEAR)
                .find(|(_, c)| c.is_ascii_digit());
            let Some((skipped, _)) = near else { break };
            let rest = shown.get(at + skipped..)?;
            let Some(length) = day_length(rest) else { break };
            let from = within.start + at + skipped;
            days.push(Span::new(from, from + length));
            at += skipped + length;
        }
        if let [first, last] = days.as_slice() {
            return Some([*first, *last]);
        }
    }
    None
}

fn day_length(rest: &str) -> Option<usize> {
    let whole = date::in_words(rest).map(|(_, length)| length);
    let figures = || {
        date::figures_prefix(rest)
            .filter(|&length| rest.get(..length).is_some_and(|day| day.parse::<PrintedDay>().is_ok()))
    };
    whole.or_else(|| date::without_year(rest)).or_else(figures)
}

/// Where a page of the database says how many communications it found, and how many: above its rows, of which one can tell
/// of communications that were found.
pub fn count_found(text: &Text) -> Option<(Span, u64)> {
    let rows = first_key(text).map_or(text.string().len(), |key| key.start);
    let words = find(text, Span::new(0, rows), FOUND)?;
    let before = text.slice(Span::new(0, words.start)).trim_end_matches(is_blank);
    let bare = before.trim_end_matches(|c: char| c.is_ascii_digit() || c == ',');
    let number = before.get(bare.len()..)?.replace(',', "");
    Some((Span::new(bare.len(), words.end), number.parse().ok()?))
}

/// Whether a page says behind the number of results which page of them it is.
pub fn is_of_results(text: &Text, count: Span) -> bool {
    let rest = text.slice(Span::new(count.end, text.string().len()));
    let rest = rest.trim_start_matches(|c: char| is_blank(c) || c.is_ascii_punctuation());
    let number = eat(rest, "page").and_then(|length| rest.get(length..));
    number.is_some_and(|number| {
        number
            .trim_start_matches(is_blank)
            .starts_with(|c: char| c.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::head_above;

    #[test]
    fn a_head_above_cells_can_go_on_with_words_that_name_no_field() {
        let (name, other, field) = (None, Some(vec![]), Some(vec![()]));
        for (paragraphs, expected) in [
            (vec![&name, &field, &other, &field], 1),
            (vec![&name, &field, &field, &other], 1),
            (vec![&name, &other, &field], 2),
            (vec![&field, &name], 2),
            (vec![&name, &other], 2),
            (vec![], 0),
        ] {
            let paragraphs: Vec<Option<Vec<()>>> = paragraphs.into_iter().cloned().collect();
            assert_eq!(head_above(&paragraphs), expected, "{paragraphs:?}");
        }
    }
}
