//! The audit over all text: which marks of entries stand anywhere in a file, whatever the reader thinks of the line.
//!
//! A letter's entry has a type with a date, a label of the case with a number, and a label of the replies; any two of
//! them close to each other are the mark of one. A press release's is its type with a date or a title in quotation
//! marks, where a paragraph, cell or item begins. They are looked for by patterns on the characters alone. Nothing of
//! this is shared with what cuts entries, so that neither hides the other's mistakes.

use std::sync::LazyLock;

use regex::bytes::{Regex, RegexSet};
use unicode_normalization::char::{decompose_canonical, decompose_compatible};

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
    /// What the line is that it begins on.
    pub role: Role,
    /// Whether nothing but a number, or a type without a date, stands before it in its paragraph or sentence.
    pub begins: bool,
    /// The paragraph before it.
    pub before: Span,
}

/// The parts of a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Type,
    Case,
    Reply,
}

/// All marks of a text, in order: those of its own lines, and then those of the lines that were set aside.
pub(super) fn marks(text: &Text) -> Vec<Mark> {
    let mut all = Vec::new();
    let lines = text.lines().iter().chain(text.set_aside());
    let (own, others): (Vec<&Line>, Vec<&Line>) = lines.partition(|line| line.role.is_text());
    for lines in [own, others] {
        let together = |a: &&Line, b: &&Line| (a.paragraph, a.role) == (b.paragraph, b.role);
        for paragraph in lines.chunk_by(together) {
            // Most paragraphs are plain ASCII without the words of a mark, and need not be folded to be passed over.
            let plain = |line: &&Line| text.slice(line.span).is_ascii();
            if paragraph.iter().all(plain) {
                let from = paragraph
                    .iter()
                    .map(|line| line.span)
                    .reduce(Span::to)
                    .unwrap_or_default();
                if !may_have_marks(text.slice(from).as_bytes()) {
                    continue;
                }
            }
            let folded = Folded::of(text, paragraph);
            if may_have_marks(&folded.string) {
                folded.marks(paragraph, &mut all);
            }
        }
    }
    all.sort_by_key(|mark| mark.span);
    all
}

/// The characters of a paragraph in ASCII: without accents, with all strokes, dashes, blanks, digits and quotation marks
/// in one shape, and without what is invisible.
struct Folded {
    string: Vec<u8>,
    /// Where each byte stands in the text.
    offsets: Vec<usize>,
}

impl Folded {
    fn of(text: &Text, lines: &[&Line]) -> Self {
        let bytes = lines.iter().map(|line| line.span.end - line.span.start + 1).sum();
        let mut folded = Self {
            string: Vec::with_capacity(bytes),
            offsets: Vec::with_capacity(bytes),
        };
        for line in lines {
            for (at, c) in text.slice(line.span).char_indices() {
                if let Some(byte) = ascii(c) {
                    folded.string.push(byte);
                    folded.offsets.push(line.span.start + at);
                }
            }
            folded.string.push(b'\n');
            folded.offsets.push(line.span.end);
        }
        folded
    }

    /// The span of some bytes; behind the last of them a line's end stands at least.
    fn span(&self, start: usize, end: usize) -> Span {
        let at = |byte: usize| self.offsets.get(byte).copied().unwrap_or_default();
        Span::new(at(start), at(end))
    }

    fn marks(&self, lines: &[&Line], into: &mut Vec<Mark>) {
        let start = lines.first().map_or(0, |line| line.span.start);
        let role = |span: Span| {
            let line = lines.iter().find(|line| line.span.end > span.start);
            line.or(lines.first()).map_or(Role::Body, |line| line.role)
        };
        let mut add = |from: usize, to: usize, case_number: Option<Span>, date: Option<Span>, begins| {
            let span = self.span(from, to);
            into.push(Mark {
                span,
                case_number,
                date,
                role: role(span),
                begins,
                before: Span::new(start, span.start),
            });
        };
        for found in PRESS_RELEASE.captures_iter(&self.string) {
            let Some((whole, head)) = found.get(0).zip(found.name("head")) else {
                continue;
            };
            let date = found.name("date").map(|date| self.span(date.start(), date.end()));
            if self.begins(head.start()) {
                add(head.start(), whole.end(), None, date, true);
            }
        }
        let parts = self.parts();
        let mut rest = parts.as_slice();
        while let Some((first, behind)) = rest.split_first() {
            let mut mark = vec![first];
            let near = |end: usize, next: usize| next.saturating_sub(end) <= NEAR;
            for part in behind {
                let end = mark.last().map_or(0, |last| last.end);
                if mark.iter().any(|earlier| earlier.part == part.part) || !near(end, part.start) {
                    break;
                }
                mark.push(part);
            }
            rest = rest.get(mark.len()..).unwrap_or_default();
            let Some(last) = mark.last().filter(|_| mark.len() > 1) else {
                continue;
            };
            let inner = |part: Part| {
                let found = mark.iter().find(|found| found.part == part)?;
                Some(self.span(found.inner.0, found.inner.1))
            };
            let begins = self.begins(first.start);
            add(first.start, last.end, inner(Part::Case), inner(Part::Type), begins);
        }
    }

    fn parts(&self) -> Vec<FoundPart> {
        let mut parts = Vec::new();
        for (part, pattern) in [(Part::Type, &*TYPE), (Part::Case, &*CASE), (Part::Reply, &*REPLY)] {
            parts.extend(pattern.captures_iter(&self.string).filter_map(|found| {
                let whole = found.get(0)?;
                let inner = found.name("inner").unwrap_or(whole);
                Some(FoundPart {
                    part,
                    start: whole.start(),
                    end: whole.end(),
                    inner: (inner.start(), inner.end()),
                })
            }));
        }
        parts.sort_by_key(|part| part.start);
        parts
    }

    /// Whether nothing but a number, or a type with or without a date, stands before a byte in its sentence.
    fn begins(&self, at: usize) -> bool {
        let before = self.string.get(..at).unwrap_or_default();
        let sentence = before
            .iter()
            .rposition(|b| matches!(b, b'.' | b':' | b';' | b'!' | b'?' | b'"' | b'\n'))
            .map_or(0, |stop| stop + 1);
        HEAD.is_match(before.get(sentence..).unwrap_or_default())
    }
}

/// Whether folded words can hold a mark at all, which those of few paragraphs can: two of the three parts of a letter's,
/// one of which has a digit, or the head of a press release.
fn may_have_marks(folded: &[u8]) -> bool {
    let hints = HINTS.matches(folded);
    let parts = (0..3).filter(|&part| hints.matched(part)).count();
    let digit = || folded.iter().any(u8::is_ascii_digit);
    parts >= 2 && digit() || hints.matched(3)
}

struct FoundPart {
    part: Part,
    start: usize,
    end: usize,
    inner: (usize, usize),
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
            // Any other letter is one, and any other sign parts words.
            Some(plain.unwrap_or(if c.is_alphabetic() { b'x' } else { b'~' }))
        }
    }
}

macro_rules! pattern {
    ($(#[$doc:meta])* $name:ident, $pattern:expr) => {
        $(#[$doc])*
        static $name: LazyLock<Regex> = LazyLock::new(|| {
            #[allow(clippy::unwrap_used, reason = "a constant pattern, which the tests compile")]
            Regex::new($pattern).unwrap()
        });
    };
}

/// A day in digits, or with its month in letters.
macro_rules! date {
    () => {
        r"(?:[0-9Ol]{1,2}\s*[/.-]+\s*[0-9Ol]{1,2}\s*[/.-]+\s*[0-9]{2,4}|[0-9]{1,2}(?:st|nd|rd|th)?\s+(?:de\s+)?[A-Za-z]{3,10}\.?,?\s+(?:de\s+)?[0-9]{4}|[A-Z][a-z]{2,8}\.?\s+[0-9]{1,2},?\s+[0-9]{4})"
    };
}

/// What parts the pieces of a head.
macro_rules! gap {
    () => {
        r#"[\s.,:;~(*_-]*"#
    };
}

/// The types of letters, by abbreviation and by name.
macro_rules! kind {
    () => {
        r"(?:\bJ?(?:UA|AL|OL)\b|\b(?i:(?:joint\s*)?(?:urgent\s*(?:appeal|action)s?|allegations?\s*letters?|letters?\s*of\s*allegations?|other\s*letters?)|appels?\s*urgents?(?:\s*conjoints?)?|lettres?\s*(?:conjointes?\s*)?d.\s*allegations?|llamamientos?\s*urgentes?(?:\s*conjuntos?)?|cartas?\s*(?:conjuntas?\s*)?de\s*alegaci[a-z]*)\b)"
    };
}

/// What every type of a letter, every label of a case, every label of replies and every press release has.
static HINTS: LazyLock<RegexSet> = LazyLock::new(|| {
    let hints = [
        r"(?-u)\bJ?(?:UA|AL|OL)\b|(?i:appeal|appel|urgent|allegat|other|lettre|llamam|carta)",
        r"(?-u)(?i:\bcas[eo]?)",
        r"(?-u)(?i:repl|respon|repon|respu)",
        r"(?-u)\bPR\b|(?i:press\s*rel|presse|prensa)",
    ];
    #[expect(clippy::unwrap_used, reason = "constant patterns, which the tests compile")]
    RegexSet::new(hints).unwrap()
});

pattern!(
    /// A type with a date behind it.
    TYPE,
    concat!(r"(?-u)", kind!(), gap!(), r"(?P<inner>", date!(), r")")
);
pattern!(
    /// A label of a case with what is like a number.
    CASE,
    r"(?-u)\b(?i:cas[eo]?)\s*(?i:n[a-z]{0,6}\b)?[^A-Za-z0-9]{0,6}(?P<inner>[A-Za-z]{3,4}[\s.~-]*[0-9]{1,4}\s*[/\\|-]{1,2}\s*[0-9]{2,4}|[A-Z]{3,4}[\s.~-]+[0-9]{1,4}\s+[0-9]{4})"
);
pattern!(
    /// A label of the replies.
    REPLY,
    r"(?-u)\b(?i:(?:state|government)(?:'?s)?\s*(?:repl(?:y|ies|ys)?|responses?)|reponses?\s*de\s*l.\s*etat|respuestas?\s*del\s*estado)\b"
);
pattern!(
    /// A press release with its date, or with its title in quotation marks.
    PRESS_RELEASE,
    concat!(
        r"(?-u)(?P<head>\bPR\b|\b(?i:(?:joint\s*)?press\s*releases?|communiques?\s*de\s*presse|comunicados?\s*de\s*prensa)\b)",
        gap!(),
        r"(?:PR\b",
        gap!(),
        r")?(?:(?P<date>",
        date!(),
        r#")|")"#
    )
);
pattern!(
    /// What can stand before an entry's first mark in its sentence: a number, and a type whose date is missing or that is
    /// none. Other words make a sentence that cites.
    HEAD,
    concat!(
        r"(?-u)^[\s~*)\]]*(?:\(?[0-9A-Za-z]{1,4}[.)]\s*|[0-9]{1,4}\s+)?(?:[A-Z]{2,5}|(?i:[Jj]oint\s+)?(?i:urgent|appeal|allegations?|letters?|of|other|open|joint|press|release|[\s,]){0,12})?[\s,~-]*(?:",
        date!(),
        r")?[\s.,~-]*$"
    )
);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read;

    /// The marks of a page with these paragraphs, as printed, and whether they begin.
    fn marks_of(paragraphs: &str) -> Vec<(String, bool)> {
        let page = format!("<html><body>{paragraphs}</body></html>");
        let text = read::text(page.as_bytes()).expect("a page").text;
        let marks = marks(&text).into_iter();
        marks
            .map(|mark| (text.slice(mark.span).to_owned(), mark.begins))
            .collect()
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
                "ZZ 1/2/2012. Ca\u{ad}se no. KAZ 1 2012 Réponse de l’État: x",
                "Ca\u{ad}se no. KAZ 1 2012 Réponse de l’État",
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
