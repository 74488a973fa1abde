//! What is printed about words: the notes that their marks lead to, and the lines through them.

use rustc_hash::FxHashMap;

use super::{Builder, Line, Role, Span, Text};

/// What readers of documents find about words while they build a text.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    /// A byte of a mark, and the index of the line that its note begins with.
    notes: Vec<(usize, usize)>,
    pub(super) struck: Vec<Span>,
}

impl Text {
    /// The notes of the marks that stand in a span, in the order of the marks. A note that begins with its own mark is
    /// none of its own.
    pub fn notes_of(&self, span: Span) -> impl Iterator<Item = Span> {
        let first = self.notes.partition_point(|(mark, _)| mark.end <= span.start);
        let within = self.notes.iter().skip(first);
        within
            .take_while(move |(mark, _)| mark.start < span.end)
            .map(|&(_, note)| note)
            .filter(move |note| !span.overlaps(*note))
    }

    /// The words of a span that have a line through them, in order.
    pub fn struck_in(&self, span: Span) -> impl Iterator<Item = Span> {
        let first = self.struck.partition_point(|struck| struck.end <= span.start);
        let struck = self.struck.iter().skip(first);
        struck
            .take_while(move |struck| struck.start < span.end)
            .map(move |struck| self.trimmed(Span::new(struck.start.max(span.start), struck.end.min(span.end))))
            .filter(|&struck| self.slice(struck).contains(char::is_alphanumeric))
    }
}

impl Builder {
    /// Notes that the footnote mark at this byte leads to the note that begins with the line of that index.
    pub fn note(&mut self, mark: usize, line: usize) {
        self.found.notes.push((mark, line));
    }

    /// Notes that a line is drawn through words.
    pub fn struck(&mut self, span: Span) {
        self.found.struck.push(span);
    }

    /// How many lines there are.
    pub fn line_count(&self) -> usize {
        self.text.lines.len()
    }

    /// Ties marks to their notes, once all lines are there. A mark without a link to its note has the next paragraph that
    /// begins with the same mark, raised as it is.
    pub(super) fn settle(&mut self) {
        let Found { notes, mut struck } = std::mem::take(&mut self.found);
        struck.sort();
        // One within another is no other.
        struck.dedup_by(|next, before| {
            let one = next.start <= before.end;
            if one {
                before.end = before.end.max(next.end);
            }
            one
        });
        let text = &mut self.text;
        text.struck = struck;
        let marks = text.marks.as_slice();
        let mut tied: Vec<(Span, Span)> = notes
            .iter()
            .filter_map(|&(at, line)| {
                let mark = marks.get(marks.partition_point(|mark| mark.end <= at))?;
                (mark.start <= at).then_some((*mark, text.note_from(line)?))
            })
            .collect();
        tied.sort();
        let mut begun: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
        let mut others = Vec::new();
        for &mark in marks {
            let at = text.line_at(mark.start);
            let begins = text.lines.get(at).is_some_and(|line| starts_at(line) == mark.start);
            if begins {
                begun.entry(text.slice(mark)).or_default().push(at);
            } else if tied.binary_search_by_key(&mark, |tied| tied.0).is_err() {
                others.push((mark, at));
            }
        }
        if !begun.is_empty() {
            tied.extend(others.into_iter().filter_map(|(mark, at)| {
                let lines = begun.get(text.slice(mark))?;
                let line = lines.get(lines.partition_point(|&line| line <= at))?;
                Some((mark, text.note_from(*line)?))
            }));
            tied.sort();
        }
        text.notes = tied;
    }
}

/// Where the words of a line start, behind the number of its item.
fn starts_at(line: &Line) -> usize {
    line.marker.map_or(line.span.start, |marker| marker.end + 1)
}

impl Text {
    /// A span without the blanks around its words.
    fn trimmed(&self, span: Span) -> Span {
        let words = self.slice(span);
        let start = span.end - words.trim_start().len();
        Span::new(start, start + words.trim().len())
    }

    /// The words of the note that begins with a line, without its mark: to the end of its paragraph or item.
    fn note_from(&self, at: usize) -> Option<Span> {
        let first = self.lines.get(at)?;
        let goes_on = |line: &&Line| {
            let same_item = first.item.is_some() && line.item.map(|item| item.id) == first.item.map(|item| item.id);
            (line.paragraph == first.paragraph || same_item) && same_kind(line.role, first.role)
        };
        let all = self.lines.get(at..)?.iter().take_while(goes_on);
        let end = all.last()?.span.end;
        let own = self
            .marks
            .get(self.marks.partition_point(|mark| mark.end <= first.span.start));
        let start = match own.filter(|mark| mark.start <= starts_at(first)) {
            Some(mark) => mark.end,
            None => first.marker.map_or(first.span.start, |marker| marker.end),
        };
        let words = self.slice(Span::new(start, end)).trim_start();
        // `[3]` that leads back is the note's own mark.
        let bracketed = words.strip_prefix('[').and_then(|inner| inner.split_once(']'));
        let bracketed = bracketed.filter(|(mark, _)| mark.len() <= 3 && mark.bytes().all(|byte| byte.is_ascii_digit()));
        let words = bracketed.map_or(words, |(_, words)| words);
        let start = end
            - words
                .trim_start_matches(|c: char| c.is_whitespace() || c == '↑' || c == '^')
                .len();
        (start < end).then_some(Span::new(start, end))
    }
}

/// Whether two lines can be of one note.
fn same_kind(one: Role, other: Role) -> bool {
    (one == Role::Footnote) == (other == Role::Footnote)
}

#[cfg(test)]
mod tests {
    use crate::read;
    use crate::text::Span;

    /// The notes of the first paragraph that holds `entry`, as printed, and what of it is struck out.
    fn about(body: &str) -> (Vec<String>, Vec<String>) {
        let page = format!("<!DOCTYPE html><body>{body}</body>");
        let text = read::text(page.as_bytes()).expect("a page").text;
        let line = text
            .lines()
            .iter()
            .find(|line| text.slice(line.span).contains("entry"))
            .expect("a line");
        let shown = |span: Span| text.slice(span).to_owned();
        (
            text.notes_of(line.span).map(shown).collect(),
            text.struck_in(line.span).map(shown).collect(),
        )
    }

    #[test]
    fn a_mark_leads_to_its_note() {
        for (body, notes) in [
            (
                "<p>An entry<sup>1</sup> here.<p>More.<p><sup>1</sup> Sent again.<br>In May.<p>End.",
                vec!["Sent again.\nIn May."],
            ),
            (
                "<p>An entry<sup><a href=#n1 id=r1>1</a></sup>.<ol><li id=n1>Sent again. <a href=#r1>back</a><li>x</ol>",
                vec!["Sent again. back"],
            ),
            (
                "<p>An entry<a href=#a><sup>1</sup></a> and<a href=#b>[2]</a>.<p id=b>[2] Two.<p><a id=a></a>1 One.",
                vec!["1 One.", "Two."],
            ),
            ("<p>An entry<a href=#s>*</a>.<p id=s>* Star.", vec!["* Star."]),
            ("<p>An entry<sup>1</sup>.<p>1 What counts.", vec![]),
            ("<p>See <a href=#x>the entry</a>.<p id=x>Not a note.", vec![]),
            ("<p>2 km<sup>2</sup> entry.<p><sup>2</sup> Not its note.", vec![]),
        ] {
            assert_eq!(about(body).0, notes, "{body}");
        }
    }

    #[test]
    fn lines_through_words() {
        for (body, struck) in [
            ("<p><s>An entry</s> here", vec!["An entry"]),
            (
                "<p>An <del>entry <b>and</b></del><strike>.</strike>",
                vec!["entry and."],
            ),
            (
                "<p style='text-decoration: line-through red'>An entry<p>x",
                vec!["An entry"],
            ),
            ("<p>An entry <s hidden>gone</s><s> </s><u>under</u>", vec![]),
        ] {
            assert_eq!(about(body).1, struck, "{body}");
        }
    }
}
