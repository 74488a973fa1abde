//! The audit over all text: which marks of entries stand anywhere in a file, whatever the reader thinks of the line.
//!
//! A letter's entry has a type with a date, a label of the case with a number, and a label of the replies; any two of
//! them close to each other are the mark of one. A press release's is its type with a date or a title in quotation
//! marks, where a paragraph, cell or item begins. They are looked for in the characters alone. Nothing of
//! this is shared with what cuts entries, so that neither hides the other's mistakes.

mod cursor;
mod lone;
mod parts;

use std::borrow::Cow;

use unicode_normalization::char::{decompose_canonical, decompose_compatible};

use lone::lone;
use parts::{FoundPart, Part, is_head, parts};

use crate::text::{Line, Role, Span, Text};

/// The furthest that two parts of one mark stand apart, in characters: the longest date and the longest gap of an entry's
/// head have 100.
const NEAR: usize = 120;

/// The mark of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    /// From its first to its last part.
    pub span: Span,
    /// The case number in it, as it is printed.
    pub case_number: Option<Span>,
    /// The date in it.
    pub date: Option<Span>,
    /// Whether it is that of a press release.
    pub press_release: bool,
    /// What the line is that it begins on.
    pub role: Role,
    /// Whether nothing but a number, or a type without a date, stands before it in its paragraph or sentence.
    pub begins: bool,
    /// Whether it is one part alone, with which a paragraph begins.
    pub lone: bool,
    /// The paragraph before it.
    pub before: Span,
}

/// The lines of a text that are looked through for marks: its own, and then those that are none of it.
pub(super) fn lines(text: &Text) -> [Vec<&Line>; 2] {
    let (own, others) = text
        .lines()
        .iter()
        .chain(text.set_aside())
        .partition(|line| line.role.is_text());
    [own, others]
}

/// Lines that are looked through together: no mark reaches from one paragraph to the next.
pub(super) fn paragraphs<'l, 't>(lines: &'l [Vec<&'t Line>; 2]) -> Vec<&'l [&'t Line]> {
    let together = |a: &&Line, b: &&Line| (a.paragraph, a.role) == (b.paragraph, b.role);
    lines.iter().flat_map(|lines| lines.chunk_by(together)).collect()
}

/// All marks of some paragraphs of a text.
pub(super) fn marks(text: &Text, paragraphs: &[&[&Line]]) -> Vec<Mark> {
    let mut all = Vec::new();
    for paragraph in paragraphs {
        let folded = Folded::of(text, paragraph);
        let parts = parts(&folded.string);
        let before = all.len();
        if !parts.is_empty() {
            folded.marks(&parts, paragraph, &mut all);
        }
        if let Some(lone) = lone(&folded.string) {
            let mark = folded.lone(&lone, paragraph);
            let told = all
                .get(before..)
                .unwrap_or_default()
                .iter()
                .any(|other| other.span.start <= mark.span.end);
            if !told {
                all.push(mark);
            }
        }
    }
    all
}

/// The characters of a paragraph in ASCII: without accents, with all strokes, dashes, blanks, digits and quotation marks
/// in one shape, and without what is invisible.
struct Folded<'t> {
    string: Cow<'t, [u8]>,
    /// Bytes of the string from which on others stand between it and the text, and where each stands there; sorted.
    places: Vec<(usize, usize)>,
}

impl<'t> Folded<'t> {
    fn of(text: &'t Text, lines: &[&Line]) -> Self {
        let whole = lines.iter().map(|line| line.span).reduce(Span::to).unwrap_or_default();
        let bytes: usize = lines.iter().map(|line| line.span.end - line.span.start + 1).sum();
        let is_whole = whole.end - whole.start + 1 == bytes;
        // Most paragraphs are so already.
        let has_spaced = lines.iter().any(|line| is_spaced(text.slice(line.span)));
        if is_whole && !has_spaced && text.slice(whole).is_ascii() {
            return Self {
                string: Cow::Borrowed(text.slice(whole).as_bytes()),
                places: vec![(0, whole.start)],
            };
        }
        let mut string = Vec::with_capacity(bytes);
        let mut places = Vec::new();
        for line in lines {
            places.push((string.len(), line.span.start));
            let words = text.slice(line.span);
            let spaced = has_spaced && is_spaced(words);
            let most_single = spaced && are_most_single(words);
            let parts_letters = |at: usize| spaced && (most_single || is_between_single(words.as_bytes(), at));
            let other = |byte: u8| !byte.is_ascii() || spaced && byte == b' ';
            let mut rest = words;
            while let Some(at) = rest.bytes().position(other) {
                let (plain, other) = rest.split_at(at);
                string.extend_from_slice(plain.as_bytes());
                let mut characters = other.chars();
                let blank = words.len() - other.len();
                let character = characters.next().filter(|&c| !(c == ' ' && parts_letters(blank)));
                string.extend(character.and_then(ascii));
                rest = characters.as_str();
                places.push((string.len(), line.span.end - rest.len()));
            }
            string.extend_from_slice(rest.as_bytes());
            places.push((string.len(), line.span.end));
            string.push(b'\n');
        }
        Self {
            string: Cow::Owned(string),
            places,
        }
    }

    /// Where a byte stands in the text.
    fn place(&self, byte: usize) -> usize {
        let before = self.places.partition_point(|place| place.0 <= byte);
        let place = before.checked_sub(1).and_then(|last| self.places.get(last));
        place.map_or(0, |(from, at)| at + (byte - from))
    }

    /// The span of some bytes, from the first one's place to behind the last one's.
    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.place(start), self.place(end))
    }

    fn marks(&self, parts: &[FoundPart], lines: &[&Line], into: &mut Vec<Mark>) {
        let start = lines.first().map_or(0, |line| line.span.start);
        let role = |span: Span| {
            let line = lines.get(lines.partition_point(|line| line.span.end <= span.start));
            line.or(lines.first()).map_or(Role::Body, |line| line.role)
        };
        let mut rest = parts;
        while let Some((first, behind)) = rest.split_first() {
            let mut mark = vec![first];
            if first.part != Part::PressRelease {
                for part in behind {
                    let end = mark.last().map_or(0, |last| last.end);
                    let another =
                        part.part == Part::PressRelease || mark.iter().any(|earlier| earlier.part == part.part);
                    if another || part.start.saturating_sub(end) > NEAR {
                        break;
                    }
                    mark.push(part);
                }
            }
            rest = rest.get(mark.len()..).unwrap_or_default();
            let begins = || self.begins(first.start);
            let last = match mark.as_slice() {
                [release] if release.part == Part::PressRelease && begins() => *release,
                [_, .., last] => *last,
                _ => continue,
            };
            let inner = |parts: [Part; 2]| {
                let found = mark.iter().find(|found| parts.contains(&found.part))?;
                found.inner.map(|(from, to)| self.span(from, to))
            };
            let span = self.span(first.start, last.end);
            into.push(Mark {
                span,
                case_number: inner([Part::Case; 2]),
                date: inner([Part::Type, Part::PressRelease]),
                press_release: first.part == Part::PressRelease,
                role: role(span),
                begins: begins(),
                lone: false,
                before: Span::new(start, span.start),
            });
        }
    }

    fn lone(&self, part: &FoundPart, lines: &[&Line]) -> Mark {
        let span = self.span(part.start, part.end);
        let first = lines.first();
        let inner = |of: Part| {
            let (from, to) = part.inner.filter(|_| part.part == of)?;
            Some(self.span(from, to))
        };
        Mark {
            span,
            case_number: inner(Part::Case),
            date: inner(Part::Type),
            press_release: false,
            role: first.map_or(Role::Body, |line| line.role),
            begins: true,
            lone: true,
            before: Span::new(first.map_or(span.start, |line| line.span.start), span.start),
        }
    }

    /// Whether nothing but a number, or a type with or without a date, stands before a byte in its sentence.
    fn begins(&self, at: usize) -> bool {
        /// Bytes of the longest head: a number, the longest type and date.
        const LONGEST: usize = 200;
        let from = at.saturating_sub(LONGEST);
        let before = self.string.get(from..at).unwrap_or_default();
        let stop = before
            .iter()
            .rposition(|b| matches!(b, b'.' | b':' | b';' | b'!' | b'?' | b'"' | b'\n'));
        match stop {
            Some(stop) => is_head(before.get(stop + 1..).unwrap_or_default()),
            None => from == 0 && is_head(before),
        }
    }
}

/// Whether words of a line are single characters: the letters of its words stand so far apart that they were taken for words.
/// Two between three blanks are enough; without a way out in the middle it runs over many bytes at a time.
fn is_spaced(words: &str) -> bool {
    let from = |at: usize| words.as_bytes().get(at..).unwrap_or_default().iter();
    let blank = |b: &u8| u8::from(*b == b' ');
    let five = from(0).zip(from(1)).zip(from(2)).zip(from(3)).zip(from(4));
    let found = five.fold(0, |found, ((((a, b), c), d), e)| {
        found | blank(a) & blank(c) & blank(e) & !(blank(b) | blank(d))
    });
    found & 1 == 1
}

/// Whether nearly all words of a line are, so that no blank in it parts words.
fn are_most_single(words: &str) -> bool {
    /// Blanks of the shortest such line.
    const FEW: usize = 10;
    let blanks = memchr::memchr_iter(b' ', words.as_bytes()).count();
    let single = |word: &&str| word.chars().nth(1).is_none();
    blanks >= FEW && words.split(' ').filter(single).count() * 10 >= (blanks + 1) * 9
}

/// Whether a blank stands between two words of a single character.
fn is_between_single(line: &[u8], blank: usize) -> bool {
    let parts = |at: Option<usize>| at.is_none_or(|at| line.get(at).is_none_or(|&b| b == b' '));
    parts(blank.checked_sub(2)) && parts(Some(blank + 2))
}

/// The ASCII shape of a character; nothing for what is invisible.
fn ascii(c: char) -> Option<u8> {
    if c.is_ascii() {
        return u8::try_from(c).ok();
    }
    match c {
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' => None,
        '\u{2215}' | '\u{2044}' | '\u{ff0f}' | '\u{29f8}' | '\u{2571}' => Some(b'/'),
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ff0d}' => Some(b'-'),
        '“' | '”' | '„' | '‟' | '«' | '»' | '‹' | '›' | '＂' => Some(b'"'),
        '’' | '‘' | 'ʼ' | '′' => Some(b'\''),
        _ if c.is_whitespace() => Some(b' '),
        _ => {
            let mut first = None;
            let mut note = |part: char| first = first.or(Some(part));
            if c.is_alphabetic() && !('\u{ff00}'..='\u{1ffff}').contains(&c) {
                decompose_canonical(c, &mut note);
            } else {
                decompose_compatible(c, &mut note);
            }
            let plain = first.filter(char::is_ascii).and_then(|plain| u8::try_from(plain).ok());
            // Any other letter or figure is one, and any other sign parts words.
            Some(plain.unwrap_or(match c {
                _ if c.is_alphabetic() => b'x',
                _ if c.is_numeric() => b'0',
                _ => b'~',
            }))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read;

    /// The marks of a page with these paragraphs, as printed, and whether they begin.
    fn marks_of(content: &str) -> Vec<(String, bool)> {
        let page = format!("<html><body>{content}</body></html>");
        let text = read::text(page.as_bytes()).expect("a page").text;
        let lines = lines(&text);
        let mut marks = marks(&text, &paragraphs(&lines));
        marks.sort_by_key(|mark| mark.span);
        let marks = marks.into_iter().filter(|mark| !mark.lone);
        marks
            .map(|mark| (text.slice(mark.span).to_owned(), mark.begins))
            .collect()
    }

    #[test]
    fn letters_that_stand_apart() {
        for (words, spaced) in [
            ("C a s e", true),
            ("no. R W A 6/2015", true),
            ("R W 6/2015", false),
            ("two  \u{20} blanks   and more", false),
            ("  begun by two", false),
            (" ", false),
            ("", false),
        ] {
            assert_eq!(is_spaced(words), spaced, "{words}");
        }
    }

    #[test]
    fn any_two_parts_of_a_letter_are_its_mark() {
        for (words, mark) in [
            (
                "3. JUA 28/07/2011. Case no. KAZ 2/2011. State reply: x",
                "JUA 28/07/2011. Case no. KAZ 2/2011. State reply",
            ),
            (
                "(b) AL. Case No. KAZ-3-2011 State replies: x",
                "Case No. KAZ-3-2011 State replies",
            ),
            (
                "Urgent appeal, 3∕4∕2012, State\u{a0}reply: x",
                "Urgent appeal, 3∕4∕2012, State\u{a0}reply",
            ),
            (
                "Lettre d’allégation, ３/４/2012. Case no: KAZA 1/2012.",
                // The reader has read them as digits.
                "Lettre d’allégation, 3/4/2012. Case no: KAZA 1/2012",
            ),
            (
                "٤. JUA ١٤/٠٧/٢٠١٣. Case no. KAZ ٢/٢٠١٣. State reply: x",
                "JUA ١٤/٠٧/٢٠١٣. Case no. KAZ ٢/٢٠١٣. State reply",
            ),
            (
                "ZZ 1/2/2012. Ca\u{ad}se no. KAZ 1 2012 Réponse de l’État: x",
                "Ca\u{ad}se no. KAZ 1 2012 Réponse de l’État",
            ),
            (
                "4 . J UA 1 4 / 0 7 / 2 0 1 3 . C a s e n o . KAZ 2 / 2 0 1 3 . S t a t e r e p l y : N o n e .",
                "C a s e n o . KAZ 2 / 2 0 1 3 . S t a t e r e p l y ",
            ),
            (
                "( b ) U A 28/6/2015 Case No. R W A 6/2015 State reply: x",
                "U A 28/6/2015 Case No. R W A 6/2015 State reply",
            ),
            ("3. PR 26/11/2014 Let them speak", "PR 26/11/2014"),
            ("Press release, “Let them speak”", "Press release, “"),
        ] {
            assert_eq!(
                marks_of(&format!("<p>{words}</p>")),
                [(mark.to_owned(), true)],
                "{words}"
            );
        }
        for words in [
            "Urgent appeal, 3/4/2012. Alleged arrest.",
            "The case no. KAZ 1/2012 was closed.",
            "The State replied, and the reply came late.",
            "He refers to his statement (PR 26/11/2014).",
            "Press releases are published.",
        ] {
            assert_eq!(marks_of(&format!("<p>{words}</p>")), [], "{words}");
        }
    }

    #[test]
    fn a_sentence_that_cites_begins_no_entry() {
        for words in [
            "He thanks for the answer to case no. KAZ 1/2012, State reply: 3/4/2012.",
            "As in his letter, Case no. KAZ 1/2012. State reply: None.",
        ] {
            let marks = marks_of(&format!("<p>{words}</p>"));
            assert_eq!(marks.iter().map(|mark| mark.1).collect::<Vec<_>>(), [false], "{words}");
        }
    }

    #[test]
    fn two_entries_in_a_paragraph_are_two_marks_and_two_paragraphs_share_none() {
        let entry = "JUA 28/07/2011. Case no. KAZ 2/2011. State reply: None. ";
        assert_eq!(marks_of(&format!("<p>{}</p>", entry.repeat(2))).len(), 2);
        assert_eq!(marks_of("<p>Case no. KAZ 2/2011.</p><p>State reply: None.</p>"), []);
    }
}
