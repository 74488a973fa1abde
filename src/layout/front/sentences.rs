//! The sentences of an introduction, with the days that they name.
//!
//! Editors word a period in endless ways, so what is asked of a sentence is which words lie around its days, whatever
//! else it says. The words are folded once for all questions: small letters, one kind of blank, apostrophe and dash,
//! marks as words of their own, and for each day one sign.

use crate::layout::dates::dates;
use crate::record::{Day, PrintedDay, date};
use crate::text::Span;
use crate::text::spelling::{is_blank, is_invisible};

/// What stands for a day among the folded words.
const DAY: &str = "\u{2021}";

/// A sentence with more days is a list, which states no period; each day is held against the others and all words.
const MOST_DAYS: usize = 24;

/// A day that a sentence names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Named {
    /// Where it is printed; it can lack the year that it shares with the next one.
    pub span: Span,
    pub day: Day,
}

/// A whole number that a sentence states in figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Figure {
    /// Where it is printed.
    pub span: Span,
    pub value: u32,
    /// From where to where it stands in the folded words.
    folded: [usize; 2],
}

/// A sentence: its folded words, with a blank at both ends, and its days and figures.
#[derive(Debug, Default)]
pub(super) struct Sentence {
    folded: String,
    pub days: Vec<Named>,
    pub figures: Vec<Figure>,
    /// Where the days stand in `folded`.
    marks: Vec<usize>,
}

/// The sentences of a paragraph whose first character has the offset `base` in the text.
pub(super) fn sentences(shown: &str, base: usize) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    let mut start = 0;
    for end in ends(shown) {
        sentences.push(Sentence::of(shown.get(start..end).unwrap_or_default(), base + start));
        start = end;
    }
    sentences
}

/// Where the sentences of a paragraph end: at a stop, the last word behind which is no abbreviation, before a blank and
/// a capital or a figure. The mark of a footnote can be glued to the stop.
fn ends(shown: &str) -> Vec<usize> {
    const ABBREVIATIONS: &[&str] = &[
        "add", "al", "approx", "art", "arts", "cf", "ch", "corr", "dr", "ibid", "incl", "mr", "mrs", "ms", "no", "nos",
        "núm", "núms", "para", "paras", "par", "párr", "párrs", "pp", "res", "sr", "sra", "sres", "st", "vol",
    ];
    let closes = |c: char| matches!(c, '”' | '"' | '»' | ')' | '’') || c.is_ascii_digit();
    let is_end = |&(at, stop): &(usize, &str)| {
        let behind = shown
            .get(at + stop.len()..)
            .unwrap_or_default()
            .trim_start_matches(closes);
        let next = behind.trim_start_matches(is_blank);
        // Of a stop within a word the word need not be looked for, which can be long.
        if next.len() == behind.len() {
            return false;
        }
        let before = shown.get(..at).unwrap_or_default();
        let word = before
            .rsplit(|c: char| is_blank(c) || matches!(c, '(' | '’' | '\''))
            .next();
        let word = word.unwrap_or_default();
        let letters = word.chars().filter(|&c| !is_invisible(c)).count();
        let short = stop == "."
            && (letters == 1 && word.chars().all(char::is_alphabetic)
                || word.contains('.') && word.chars().any(char::is_alphabetic)
                || ABBREVIATIONS.contains(&word.to_lowercase().as_str()));
        !short && !next.starts_with(char::is_lowercase)
    };
    let stops = shown.match_indices(['.', '?', '!']).filter(is_end);
    stops.map(|(at, stop)| at + stop.len()).chain([shown.len()]).collect()
}

impl Sentence {
    fn of(shown: &str, base: usize) -> Self {
        let part = |from: usize, to: usize| shown.get(from - base..to - base).unwrap_or_default();
        let mut sentence = Self::default();
        sentence.folded.push(' ');
        let mut end = base;
        for span in dates(shown, base) {
            let Ok(printed) = part(span.start, span.end).parse::<PrintedDay>() else {
                continue;
            };
            let before = part(end, span.start);
            if let Some((start, length, day)) = day_without_year(before, printed.day) {
                let elided = Span::new(end + start, end + start + length);
                sentence.words(part(end, elided.start), end);
                sentence.day(Named { span: elided, day });
                end = elided.end;
            }
            sentence.words(part(end, span.start), end);
            sentence.day(Named { span, day: printed.day });
            end = span.end;
        }
        sentence.words(part(end, base + shown.len()), end);
        if sentence.days.len() > MOST_DAYS {
            sentence.days.clear();
            sentence.marks.clear();
        }
        sentence
    }

    fn words(&mut self, shown: &str, base: usize) {
        let mut parted = false;
        let mut rest = shown.char_indices();
        while let Some((at, c)) = rest.next() {
            match c {
                // A line's end inside a word.
                '\u{ad}' => parted = true,
                c if is_invisible(c) => {}
                c if is_blank(c) && parted => {}
                c if is_blank(c) => self.blank(),
                '\u{2019}' | '\u{201f}' | '\'' => self.folded.push('\''),
                '\u{2010}'..='\u{2015}' => self.folded.push('-'),
                ',' | ';' | ':' | '(' | ')' | '[' | ']' | '\u{ab}' | '\u{bb}' | '\u{201c}' | '\u{201d}' | '"' => {
                    self.blank();
                    self.folded.push(c);
                    self.blank();
                    parted = false;
                }
                '0'..='9' if self.folded.ends_with(' ') => {
                    let word = shown.get(at..).unwrap_or_default();
                    let length = figure(word).unwrap_or(1);
                    let printed = word.get(..length).unwrap_or_default();
                    let start = self.folded.len();
                    self.folded.push_str(printed);
                    if let Some(value) = figure(word).and_then(|_| printed.parse().ok()) {
                        let span = Span::new(base + at, base + at + length);
                        let folded = [start, self.folded.len()];
                        self.figures.push(Figure { span, value, folded });
                    }
                    // What was pushed is passed.
                    for _ in 1..length {
                        rest.next();
                    }
                    parted = false;
                }
                c => {
                    self.folded.extend(c.to_lowercase());
                    parted = false;
                }
            }
        }
        self.blank();
    }

    fn blank(&mut self) {
        if !self.folded.ends_with(' ') {
            self.folded.push(' ');
        }
    }

    fn day(&mut self, named: Named) {
        self.marks.push(self.folded.len());
        self.days.push(named);
        self.folded.push_str(DAY);
        self.blank();
    }

    /// All its words.
    pub fn all(&self) -> &str {
        &self.folded
    }

    /// The words before a day.
    pub fn before(&self, day: usize) -> &str {
        let end = self.marks.get(day).copied().unwrap_or_default();
        self.folded.get(..end).unwrap_or_default()
    }

    /// The words behind a day.
    pub fn behind(&self, day: usize) -> &str {
        let start = self.marks.get(day).map_or(self.folded.len(), |mark| mark + DAY.len());
        self.folded.get(start..).unwrap_or_default()
    }

    /// The words before a figure and those behind it.
    pub fn around(&self, figure: &Figure) -> [&str; 2] {
        let [start, end] = figure.folded;
        [self.folded.get(..start), self.folded.get(end..)].map(Option::unwrap_or_default)
    }

    /// The words between a day and the next one; nothing behind the last one.
    pub fn between(&self, day: usize) -> Option<&str> {
        let next = *self.marks.get(day + 1)?;
        self.folded.get(self.marks.get(day)? + DAY.len()..next)
    }
}

/// The day in front of another one, whose year it shares: its place, its length, and the day.
fn day_without_year(before: &str, next: Day) -> Option<(usize, usize, Day)> {
    let begins = |&(_, c): &(usize, char)| c.is_ascii_digit() || c.is_ascii_uppercase();
    before.char_indices().filter(begins).find_map(|(at, _)| {
        let rest = before.get(at..)?;
        let length = date::without_year(rest)?;
        let day = date::in_year(rest.get(..length)?, next.year())?;
        (day < next && joins_days(rest.get(length..)?)).then_some((at, length, day))
    })
}

/// Whether the words between two days make them the first and the last one of a period: `to`, `and ended on`, `(inclusive)
/// and`, `y concluyó el`.
pub(super) fn joins_days(between: &str) -> bool {
    /// Words that lead to a last day.
    const TO: &[&str] = &[
        "to",
        "and",
        "until",
        "till",
        "through",
        "-",
        "ending",
        "ended",
        "ends",
        "end",
        "closing",
        "closed",
        "closes",
        "finishing",
        "finished",
        "concluding",
        "concluded",
        "al",
        "hasta",
        "y",
        "e",
        "a",
        "terminó",
        "termina",
        "finalizó",
        "finaliza",
        "concluyó",
        "concluye",
        "acabó",
        "cerró",
        "au",
        "et",
        "jusqu'au",
        "achevée",
        "achevé",
        "terminée",
        "terminé",
        "s'achevant",
        "s'achève",
        "close",
        "clos",
        "clôturée",
        "finissant",
        "prenant",
        "s'est",
    ];
    /// Words that can stand beside them.
    const BESIDE: &[&str] = &[
        "up",
        "the",
        "on",
        "it",
        "that",
        "which",
        "day",
        "date",
        "both",
        "dates",
        "days",
        "inclusive",
        "included",
        "inclusively",
        "including",
        "running",
        "runs",
        "ran",
        "extending",
        "extended",
        "extends",
        "as",
        "late",
        "not",
        "later",
        "than",
        "no",
        "was",
        "being",
        ",",
        "(",
        ")",
        "el",
        "día",
        "que",
        "ambos",
        "ambas",
        "incluido",
        "fecha",
        "fechas",
        "se",
        "hasta",
        "más",
        "tardar",
        "le",
        "qui",
        "est",
        "inclus",
        "inclusivement",
        "compris",
        "fin",
        "pris",
        "elle",
        "ayant",
    ];
    /// Words of the longest joint.
    const MOST: usize = 8;
    let mut words = 0;
    let mut leads = false;
    // `2013-28`: a dash alone, without blanks, is a word, too.
    for word in folded_words(between) {
        words += 1;
        let to = TO.contains(&word.as_str());
        leads |= to;
        if words > MOST || !to && !BESIDE.contains(&word.as_str()) {
            return false;
        }
    }
    leads
}

fn folded_words(shown: &str) -> Vec<String> {
    let mut words = Sentence::default();
    words.words(shown, 0);
    words.folded.split_whitespace().map(str::to_owned).collect()
}

/// The length of a number that is a word of its own, and no part of a symbol, a decimal or a law's number.
fn figure(word: &str) -> Option<usize> {
    /// Figures of the most letters that a report can list.
    const MOST: usize = 4;
    let length = word.bytes().take_while(u8::is_ascii_digit).count();
    let mut behind = word.get(length..)?.chars();
    let next = behind.next();
    let parted = match next {
        Some('.' | ',') => !behind.next().is_some_and(|c| c.is_ascii_digit()),
        Some(c) => !c.is_alphanumeric() && !matches!(c, '/' | '-' | '\u{2010}'..='\u{2015}' | '%'),
        None => true,
    };
    (length <= MOST && parted).then_some(length)
}

/// Whether folded words have one that begins in one of some ways.
pub(super) fn holds(words: &str, beginnings: &[&str]) -> bool {
    beginnings.iter().any(|beginning| {
        let mut found = words.match_indices(beginning);
        found.any(|(at, _)| {
            words
                .get(..at)
                .is_some_and(|before| before.is_empty() || before.ends_with([' ', '-', '\'']))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stop_ends_a_sentence_unless_it_is_an_abbreviations() {
        for (paragraph, count) in [
            ("It began on 1 March 2013. It ended on 28 February 2014.", 2),
            ("See No. 3, para. 4, and Mr. A. Smith, i.e. No one else.", 1),
            ("As was said.2 The next one.", 2),
            ("The States (see above.) Replied.", 2),
            ("", 1),
        ] {
            assert_eq!(sentences(paragraph, 0).len(), count, "{paragraph}");
        }
    }

    #[test]
    fn words_are_folded_around_days_and_figures() {
        const BASE: usize = 40;
        let paragraph = "Sent (re\u{ad}\nplies’ list – 115 of A/HRC/20/27) from 1 January to 31 December 2016.";
        let sentences = sentences(paragraph, BASE);
        let [sentence] = sentences.as_slice() else {
            panic!("{sentences:?}")
        };
        assert_eq!(
            sentence.all(),
            " sent ( replies' list - 115 of a/hrc/20/27 ) from \u{2021} to \u{2021} . "
        );
        let printed = |span: Span| paragraph.get(span.start - BASE..span.end - BASE);
        let days: Vec<_> = sentence
            .days
            .iter()
            .map(|named| (printed(named.span), named.day.to_string()))
            .collect();
        let expected = [
            (Some("1 January"), "2016-01-01".to_owned()),
            (Some("31 December 2016"), "2016-12-31".to_owned()),
        ];
        assert_eq!(days, expected);
        let figures: Vec<_> = sentence
            .figures
            .iter()
            .map(|figure| (printed(figure.span), figure.value))
            .collect();
        assert_eq!(figures, [(Some("115"), 115)]);
        assert_eq!(sentence.between(0), Some(" to "));
    }

    #[test]
    fn a_list_of_days_is_no_sentence_about_a_period() {
        let days = |count: usize| format!("Replies of {}.", vec!["1 March 2013"; count].join(", "));
        for (count, kept) in [(MOST_DAYS, MOST_DAYS), (MOST_DAYS + 1, 0)] {
            let read: usize = sentences(&days(count), 0)
                .iter()
                .map(|sentence| sentence.days.len())
                .sum();
            assert_eq!(read, kept, "{count}");
        }
    }

    #[test]
    fn joints_are_made_of_small_words() {
        for joint in [
            " to ",
            " – ",
            " and ended on ",
            " (inclusive) and ",
            " y concluyó el ",
            " et s’est achevée le ",
            "-",
        ] {
            assert!(joins_days(joint), "{joint}");
        }
        for other in [
            " and the replies received by ",
            " ",
            ", ",
            " of the letters of ",
            ". The period before that was ",
        ] {
            assert!(!joins_days(other), "{other}");
        }
    }
}
