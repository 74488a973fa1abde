//! One document as a reader sees it: a string, its printed lines, its links.
//!
//! Everything after `read` works on this type and never asks where the text came from.

pub mod archive;
pub mod body_text;
mod cut;
pub mod fold;
mod line;
mod notes;
pub mod paragraphs;
pub mod spelling;
mod table;
pub mod twice_encoded;

pub use cut::Cut;
pub use line::{Aside, Item, Join, Line, Link, PageBox, Place, Role, Span};
pub use table::{Cell, Doubt, LineEnd, Table};

/// An element of the page's tree, by its index in the [`Text`]'s list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ElementId(u32);

/// An element on the way from a line to the root, enough to write its path.
#[derive(Clone, Debug)]
struct Element {
    parent: Option<ElementId>,
    /// Index of its name among the text's names.
    name: usize,
    /// Position among its parent's elements, from 1, as CSS `:nth-child` counts.
    nth: u32,
}

/// The text of one document: see the module.
///
/// The string is the lines in reading order with `\n` between them and nothing else,
/// so every span can be found again in what `read --format lines` prints. What the file holds besides, and was set
/// aside, stands after the document's own lines in the same way, so that no span depends on it.
#[derive(Clone, Debug, Default)]
pub struct Text {
    string: String,
    lines: Vec<Line>,
    /// Where the lines that were set aside begin: their first, and where the document's own string ends.
    aside: Option<(usize, usize)>,
    links: Vec<Link>,
    /// Targets of links over nothing that is printed, such as a picture.
    wordless: Vec<String>,
    marks: Vec<Span>,
    /// Footnote marks and the notes that they lead to, sorted.
    notes: Vec<(Span, Span)>,
    /// Words that have a line through them, sorted.
    struck: Vec<Span>,
    /// Lines that are not joined by a blank, in order.
    joins: Vec<(usize, Join)>,
    tables: Vec<Table>,
    elements: Vec<Element>,
    names: Vec<Box<str>>,
    base: Option<Box<str>>,
    /// Width and height of each page.
    pages: Vec<[f32; 2]>,
}

impl Text {
    /// The document's own lines, joined by `\n`.
    pub fn string(&self) -> &str {
        self.aside
            .and_then(|(_, end)| self.string.get(..end))
            .unwrap_or(&self.string)
    }

    /// The document's own lines in reading order.
    pub fn lines(&self) -> &[Line] {
        self.aside
            .and_then(|(first, _)| self.lines.get(..first))
            .unwrap_or(&self.lines)
    }

    /// The lines that the file holds besides and a reader of the document does not see, in the file's order. Their
    /// spans lie after [`Text::string`], and [`Text::slice`] finds their characters.
    pub fn set_aside(&self) -> &[Line] {
        self.aside
            .and_then(|(first, _)| self.lines.get(first..))
            .unwrap_or_default()
    }

    /// The links of the document's own lines in reading order of their first character.
    pub fn links(&self) -> &[Link] {
        self.links.get(..self.own_links()).unwrap_or_default()
    }

    /// The links of the lines that were set aside.
    pub fn links_set_aside(&self) -> &[Link] {
        self.links.get(self.own_links()..).unwrap_or_default()
    }

    fn own_links(&self) -> usize {
        self.aside.map_or(self.links.len(), |(_, end)| {
            self.links.partition_point(|link| link.span.start < end)
        })
    }

    /// Width and height of a page as it is shown, in points; pages count from 1. Nothing for a web page.
    pub fn page_size(&self, page: u32) -> Option<[f32; 2]> {
        let at = usize::try_from(page).ok()?.checked_sub(1)?;
        self.pages.get(at).copied()
    }

    /// Its tables, in the order in which they end.
    pub fn tables(&self) -> &[Table] {
        &self.tables
    }

    /// The targets of links over nothing that is printed, such as a picture, in order.
    pub fn links_without_words(&self) -> &[String] {
        &self.wordless
    }

    /// The address from which a page's links start, where the page names one.
    pub fn base(&self) -> Option<&str> {
        self.base.as_deref()
    }

    /// Footnote marks: characters that are printed but are not part of the sentence they are glued to.
    pub fn marks(&self) -> &[Span] {
        let own = self.aside.map_or(self.marks.len(), |(_, end)| {
            self.marks.partition_point(|mark| mark.start < end)
        });
        self.marks.get(..own).unwrap_or_default()
    }

    /// How the line of that index is joined to the next one of its paragraph.
    pub fn join_after(&self, line: usize) -> Join {
        let found = self.joins.binary_search_by_key(&line, |join| join.0);
        found
            .ok()
            .and_then(|at| self.joins.get(at))
            .map_or(Join::Blank, |join| join.1)
    }

    /// The characters of a span; empty when it does not lie in this text.
    pub fn slice(&self, span: Span) -> &str {
        self.string.get(span.start..span.end).unwrap_or_default()
    }

    /// Index of the first line that ends after the byte `at`.
    pub fn line_at(&self, at: usize) -> usize {
        self.lines.partition_point(|line| line.span.end <= at)
    }

    /// The lines that a span touches.
    pub fn lines_of(&self, span: Span) -> &[Line] {
        let first = self.line_at(span.start);
        let last = self
            .lines
            .partition_point(|line| line.span.start < span.end.max(span.start + 1));
        self.lines.get(first..last.max(first)).unwrap_or_default()
    }

    /// The links that share a character with the span, in order.
    pub fn links_in(&self, span: Span) -> impl Iterator<Item = &Link> {
        let first = self.links.partition_point(|link| link.span.end <= span.start);
        self.links
            .iter()
            .skip(first)
            .take_while(move |link| link.span.start < span.end)
            .filter(move |link| link.span.overlaps(span))
    }

    /// The path of an element from `body` down, as a CSS selector for a browser's inspector:
    /// `body > div:nth-child(2) > ol:nth-child(6) > li:nth-child(1)`.
    pub fn element_path(&self, id: ElementId) -> String {
        /// Steps of most paths; the seed page has 7.
        const USUAL: usize = 12;
        let mut steps = Vec::with_capacity(USUAL);
        let mut next = Some(id);
        while let Some(element) = next.and_then(|id| self.elements.get(id.0 as usize)) {
            steps.push(element);
            next = element.parent;
        }
        let mut path = String::with_capacity(steps.len() * 20);
        for element in steps.iter().rev() {
            if !path.is_empty() {
                path.push_str(" > ");
            }
            path.push_str(self.names.get(element.name).map_or("", |name| name));
            if element.parent.is_some() {
                path.push_str(":nth-child(");
                push_number(&mut path, element.nth);
                path.push(')');
            }
        }
        path
    }

    /// What turns byte offsets into character offsets. Making it takes a look at all bytes.
    pub fn characters(&self) -> Characters<'_> {
        let string = self.string.as_bytes();
        let mut before = Vec::with_capacity(string.len() / CHUNK + 2);
        before.push(0);
        for chunk in string.chunks(CHUNK) {
            before.push(before.last().unwrap_or(&0) + starts(chunk));
        }
        Characters { string, before }
    }
}

/// Bytes between two counts of [`Characters`]; the characters in them fit into a byte, which is counted fast.
const CHUNK: usize = 128;

/// Characters that begin in the bytes of a chunk.
fn starts(chunk: &[u8]) -> usize {
    let begins = |&byte: &u8| u8::from(byte & 0b1100_0000 != 0b1000_0000);
    usize::from(chunk.iter().map(begins).sum::<u8>())
}

/// Adds a number in figures.
fn push_number(string: &mut String, number: u32) {
    if number >= 10 {
        push_number(string, number / 10);
    }
    string.push(char::from_digit(number % 10, 10).unwrap_or_default());
}

/// Turns byte offsets of a [`Text`] into character (Unicode scalar) offsets, which is what tables show.
#[derive(Debug, Clone)]
pub struct Characters<'t> {
    string: &'t [u8],
    /// Characters before each chunk.
    before: Vec<usize>,
}

impl Characters<'_> {
    /// The number of characters before the byte `at`.
    pub fn before(&self, at: usize) -> usize {
        let chunk = at / CHUNK;
        let rest = self.string.get(chunk * CHUNK..at).unwrap_or_default();
        self.before.get(chunk).map_or(0, |before| before + starts(rest))
    }

    /// A span as `[start, end]` in characters.
    pub fn span(&self, span: Span) -> [usize; 2] {
        [self.before(span.start), self.before(span.end)]
    }
}

/// Builds a [`Text`] line by line, in reading order.
#[derive(Debug, Default)]
pub struct Builder {
    text: Text,
    found: notes::Found,
}

/// Bytes of markup for each printed line of a page, roughly: the seed page has 370.
const BYTES_A_LINE: usize = 300;

impl Builder {
    /// A builder with room for a string of so many bytes.
    pub fn with_capacity(bytes: usize) -> Self {
        let mut builder = Self::default();
        builder.text.string.reserve(bytes);
        builder.text.lines.reserve(bytes / BYTES_A_LINE);
        builder
    }

    /// A builder with room for so many lines and a string of so many bytes.
    pub fn with_room(lines: usize, bytes: usize) -> Self {
        let mut builder = Self::default();
        builder.text.string.reserve_exact(bytes);
        builder.text.lines.reserve_exact(lines);
        builder
    }

    /// Writes over all of its room once, so that the system gives the memory now, and not line by line.
    pub fn touch(&mut self) {
        let Text { string, lines, .. } = &mut self.text;
        let mut bytes = std::mem::take(string).into_bytes();
        let used = bytes.len();
        bytes.resize(bytes.capacity(), 0);
        bytes.truncate(used);
        // What was a string before is one.
        *string = String::from_utf8(bytes).unwrap_or_default();
        let used = lines.len();
        lines.resize(lines.capacity(), Line::blank());
        lines.truncate(used);
    }

    /// Adds an element of the page's tree; its parent must have been added before.
    pub fn element(&mut self, parent: Option<ElementId>, name: &str, nth: u32) -> ElementId {
        let id = ElementId(u32::try_from(self.text.elements.len()).unwrap_or(u32::MAX));
        // A page has hundreds of elements and a dozen names.
        let names = &mut self.text.names;
        let known = names.iter().position(|known| **known == *name);
        let name = known.unwrap_or_else(|| {
            names.push(name.into());
            names.len() - 1
        });
        self.text.elements.push(Element { parent, name, nth });
        id
    }

    /// Where the next line will start.
    pub fn next_start(&self) -> usize {
        if self.text.lines.is_empty() {
            0
        } else {
            self.text.string.len() + 1
        }
    }

    /// Adds the next page's width and height.
    pub fn page(&mut self, size: [f32; 2]) {
        self.text.pages.push(size);
    }

    /// Begins the lines that were set aside: all that are added from here on.
    pub fn begin_aside(&mut self) {
        self.text.aside = Some((self.text.lines.len(), self.text.string.len()));
    }

    /// Adds the lines of another builder as those that were set aside. Their places are elements of this one.
    pub fn set_aside(&mut self, aside: Self) {
        let Self { text: aside, .. } = aside;
        self.begin_aside();
        let last = self.text.lines.last();
        let paragraph = last.map_or(0, |last| last.paragraph.saturating_add(1));
        let from = self.next_start();
        for line in aside.lines {
            let characters = aside.string.get(line.span.start..line.span.end).unwrap_or_default();
            let marker = line.marker.map(|marker| marker.moved(from));
            let paragraph = paragraph.saturating_add(line.paragraph);
            let line = Line {
                paragraph,
                marker,
                ..line
            };
            self.line(characters, line);
        }
        for link in aside.links {
            let span = link.span.moved(from);
            self.text.links.push(Link { span, ..link });
        }
        self.text.marks.extend(aside.marks.iter().map(|mark| mark.moved(from)));
        self.text.wordless.extend(aside.wordless);
    }

    /// Adds a line with these characters; `line.span` is set here.
    pub fn line(&mut self, characters: &str, mut line: Line) {
        let start = self.next_start();
        if start > 0 {
            self.text.string.push('\n');
        }
        self.text.string.push_str(characters);
        line.span = Span::new(start, self.text.string.len());
        self.text.lines.push(line);
    }

    /// Adds a link over characters that have been or will be added.
    pub fn link(&mut self, span: Span, url: String) {
        self.archived_link(span, url, None);
    }

    /// Adds a link that a web archive changed to the address of its own copy.
    pub fn archived_link(&mut self, span: Span, url: String, archived: Option<String>) {
        self.text.links.push(Link { span, url, archived });
    }

    /// Lets what begins in a span's characters, which are the last and took the place of others, lie over all of them;
    /// footnote marks there are forgotten.
    pub fn stretch(&mut self, new: Span) {
        let links = self.text.links.iter_mut().map(|link| &mut link.span);
        let struck = self.found.struck.iter_mut();
        for span in links.rev().chain(struck.rev()).filter(|span| span.start >= new.start) {
            *span = new;
        }
        self.text.marks.retain(|mark| mark.start < new.start);
    }

    /// Adds a link over nothing that is printed.
    pub fn wordless_link(&mut self, url: String) {
        self.text.wordless.push(url);
    }

    /// Notes the address from which links start.
    pub fn base(&mut self, url: &str) {
        self.text.base = Some(url.into());
    }

    /// Takes back links and footnote marks from a byte on, where a line was begun and not added.
    pub fn forget_links(&mut self, from: usize) {
        let wordless = self.text.links.extract_if(.., |link| link.span.start >= from);
        self.text.wordless.extend(wordless.map(|link| link.url));
        self.text.marks.retain(|mark| mark.start < from);
    }

    /// Adds a table of lines that have been added.
    pub fn table(&mut self, table: Table) {
        self.text.tables.push(table);
    }

    /// Notes a footnote mark.
    pub fn mark(&mut self, span: Span) {
        self.text.marks.push(span);
    }

    /// Says how the line of that index is joined to the next; lines not named are joined by a blank.
    pub fn join(&mut self, line: usize, join: Join) {
        self.text.joins.push((line, join));
    }

    /// The lines so far, to set their roles once more is known.
    pub fn lines_mut(&mut self) -> &mut [Line] {
        &mut self.text.lines
    }

    /// The finished text.
    pub fn finish(mut self) -> Text {
        // A link over nothing that is printed leads from nowhere.
        let printed = self.text.string.len();
        self.text
            .links
            .retain(|link| !link.span.is_empty() && link.span.end <= printed);
        self.text.links.sort_by_key(|link| link.span);
        self.text.marks.sort();
        self.text.joins.sort_by_key(|join| join.0);
        self.settle();
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_that_was_touched_is_room_still() {
        let mut builder = Builder::with_room(2, 7);
        builder.touch();
        for words in ["one", "two"] {
            builder.line(words, Line::blank());
        }
        builder.touch();
        let text = builder.finish();
        assert_eq!((text.slice(Span::new(0, 7)), text.lines().len()), ("one\ntwo", 2));
    }

    #[test]
    fn the_string_is_the_lines_and_line_ends() {
        let mut builder = Builder::default();
        let body = builder.element(None, "body", 1);
        let p = builder.element(Some(body), "p", 2);
        builder.line("né le 3", Line::blank());
        builder.line("", Line::blank());
        builder.line("mai", Line::blank());
        builder.link(Span::new(0, 3), "u".into());
        let text = builder.finish();
        assert_eq!(text.string(), "né le 3\n\nmai");
        assert_eq!(text.element_path(p), "body > p:nth-child(2)");
        assert_eq!(text.line_at(0), 0);
        assert_eq!(text.line_at(10), 2);
        assert_eq!(text.lines_of(Span::new(3, 11)).len(), 3);
        assert_eq!(text.links_in(Span::new(2, 4)).count(), 1);
        assert_eq!(text.links_in(Span::new(3, 4)).count(), 0);
        let characters = text.characters();
        assert_eq!(characters.span(Span::new(3, 10)), [2, 9]);
        assert_eq!(characters.span(Span::new(0, 3)), [0, 2]);
    }

    #[test]
    fn what_was_set_aside_stands_after_the_documents_own_lines() {
        let mut builder = Builder::default();
        builder.element(None, "body", 1);
        builder.line("shown", Line::blank());
        builder.begin_aside();
        let hidden = Line {
            role: Role::SetAside(Aside::Hidden),
            ..Line::blank()
        };
        builder.line("hidden", hidden);
        let text = builder.finish();
        assert_eq!((text.string(), text.lines().len()), ("shown", 1));
        let [aside] = text.set_aside() else {
            panic!("one line was set aside")
        };
        assert_eq!(text.slice(aside.span), "hidden");
        assert_eq!(aside.role.to_string(), "hidden");
    }

    #[test]
    fn lines_that_were_gathered_apart_keep_their_links() {
        let mut aside = Builder::default();
        for characters in ["1. hidden", "too"] {
            let marker = Some(Span::new(0, 2)).filter(|_| characters.starts_with('1'));
            let role = Role::SetAside(Aside::Hidden);
            aside.line(
                characters,
                Line {
                    role,
                    marker,
                    ..Line::blank()
                },
            );
        }
        aside.link(Span::new(3, 9), "u".into());
        let mut builder = Builder::default();
        builder.element(None, "body", 1);
        builder.line("né", Line::blank());
        builder.set_aside(aside);
        let text = builder.finish();
        let shown = text.set_aside().iter().map(|line| text.slice(line.span));
        assert_eq!(
            (text.string(), shown.collect::<Vec<_>>()),
            ("né", vec!["1. hidden", "too"])
        );
        assert!(text.links().is_empty());
        let link = text.links_set_aside().first().map(|link| text.slice(link.span));
        let marker = text.set_aside().first().and_then(|line| line.marker);
        assert_eq!(
            (link, marker.map(|marker| text.slice(marker))),
            (Some("hidden"), Some("1."))
        );
        assert_eq!(text.set_aside().last().map(|line| line.paragraph), Some(1));
    }
}
