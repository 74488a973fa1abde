//! What stands behind the label of the State's replies, up to the summary.

use super::width::up_to;
use super::{Cursor, LONGEST_DATE, Replies, ReplyDate, is_mark};
use crate::layout::labels::{self, is_separator};
use crate::lexicon::lexicon;
use crate::record::{PrintedDay, date, reply};
use crate::text::spelling::{eat, is_blank};
use crate::text::{Cut as _, Span};

/// The longest mark in brackets behind a reply, in bytes.
const LONGEST_MARK: usize = 3;
/// The longest unreadable reply, in words, that is told from a summary by its stop.
const LONGEST_ODD_REPLY: usize = 3;

impl Cursor<'_> {
    /// The replies, behind their label.
    pub(super) fn replies(&mut self) -> Replies {
        self.skip(is_separator);
        let start = self.at;
        let mut dates: Vec<ReplyDate> = Vec::new();
        let mut none = None;
        let mut joint = Joint::default();
        loop {
            if let Some(length) = reply::no_reply_prefix(self.rest()) {
                none = Some(self.take(length));
                self.mark_of_none();
            } else if let Some(length) = self.reply_date(dates.is_empty(), joint) {
                let date = self.take(length);
                let acknowledgement = self.acknowledgement();
                self.glued_mark();
                let note = self.translation_note();
                let span = Span::new(date.start, note.or(acknowledgement).unwrap_or(date.end));
                let unjoined = !joint.joins && !dates.is_empty();
                dates.push(ReplyDate {
                    span,
                    date,
                    acknowledgement: acknowledgement.is_some(),
                    unjoined,
                });
            } else {
                break;
            }
            let end = self.at;
            joint = self.joint();
            let another_none = joint.joins && reply::no_reply_prefix(self.rest()).is_some();
            if self.reply_date(false, joint).is_none() && !another_none {
                // What goes on without a stop is part of the reply and not of the summary.
                let odd = self.goes_on(end, joint);
                self.at = end;
                if odd {
                    return self.odd_from(start);
                }
                break;
            }
        }
        let all = Span::new(self.base + start, self.base + self.at);
        let behind_none = |end: usize| {
            let behind = self.string.between(end - self.base, self.at);
            behind.trim_start_matches(|c: char| c.is_ascii_digit())
        };
        match (none, dates.is_empty()) {
            (Some(span), true) if span.start == all.start && behind_none(span.end).is_empty() => Replies::None(span),
            (Some(_), _) => Replies::Odd(all),
            (None, false) => Replies::Dates(dates),
            (None, true) => self.odd_reply(),
        }
    }

    /// Whether what stands behind a reply that ended at `end`, with the joint passed, still speaks of it: a bracket, an
    /// ampersand, small words, or a mark of an acknowledgement without its brackets.
    fn goes_on(&self, end: usize, joint: Joint) -> bool {
        let behind = self.string.after(end).trim_start_matches(is_blank);
        let rest = self.rest();
        let small = rest.starts_with(char::is_lowercase);
        let mark = behind
            .strip_prefix('A')
            .is_some_and(|after| after.trim_start_matches(is_blank).starts_with([',', ';', '.', ')']));
        // A bracket of a capital and more is an aside that opens the summary: `[Name withheld] Alleged …`.
        let bracket = behind
            .strip_prefix(['(', '['])
            .and_then(|inside| inside.split([')', ']']).next());
        let note = bracket.is_some_and(|inside| inside.len() <= LONGEST_MARK || inside.starts_with(char::is_lowercase));
        note || mark
            || (small && speaks_of_replies(rest))
            || behind.starts_with(['&', '+', '/'])
            || (small && !joint.stopped && !joint.capital && !opens_summary(rest))
    }

    /// The reply from `start` on as one that cannot be read, up to its stop.
    fn odd_from(&mut self, start: usize) -> Replies {
        let rest = self.rest();
        let words = rest.trim_start_matches(is_separator);
        let end = rest.len() - words.len() + words.find(['.', ';', '\n']).unwrap_or(words.len());
        let length = up_to(rest, end.min(LONGEST_DATE)).trim_end_matches(is_separator).len();
        self.at += length;
        Replies::Odd(Span::new(self.base + start, self.base + self.at))
    }

    /// Without its label in its place, a reply may stand in the midst of the summary. That is for a reader to mend,
    /// unless it is quoted; the words before it are in no field.
    pub(super) fn late_reply(&mut self) -> Replies {
        let rest = self.rest();
        let Some(found) = labels::reply(rest) else {
            return Replies::Absent;
        };
        let quoted = rest.get(..found.start).is_some_and(is_open);
        let behind = rest.after(found.end).trim_start_matches(is_separator);
        let is_reply = reply::no_reply_prefix(behind).is_some() || date::figures_prefix(behind).is_some();
        if quoted || !is_reply {
            return Replies::Absent;
        }
        let length = reply::no_reply_prefix(behind)
            .or_else(|| date::figures_prefix(behind))
            .unwrap_or_default();
        self.at += rest.len() - behind.len();
        Replies::Odd(self.take(length))
    }

    /// Length of a reply's date at the cursor. Behind another date without a joint only a readable date in figures
    /// counts, and behind a stop only one that is followed by a stop or comma: a summary may open with a day.
    fn reply_date(&self, first: bool, joint: Joint) -> Option<usize> {
        let rest = self.rest();
        if first || joint.joins {
            return self.date_prefix();
        }
        let length = date::figures_prefix(rest)?;
        rest.get(..length)?.parse::<PrintedDay>().ok()?;
        let after = rest.get(length..)?.trim_start_matches(is_blank);
        // `12/03/2014: arrests` opens a summary.
        if after.starts_with(':') {
            return None;
        }
        (!joint.stopped || after.is_empty() || after.starts_with(['.', ',', ';', '&', '('])).then_some(length)
    }

    /// Passes the mark of a footnote that is glued to the stop behind a date: `23/06/2013.2 Alleged`.
    fn glued_mark(&mut self) {
        /// Figures of the longest mark.
        const LONGEST: usize = 2;
        let Some(behind) = self.rest().strip_prefix('.') else {
            return;
        };
        let length = behind.bytes().take_while(u8::is_ascii_digit).count();
        let parted = behind
            .get(length..)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace));
        if (1..=LONGEST).contains(&length) && parted {
            self.at += 1 + length;
        }
    }

    /// Passes the digits of a footnote mark that are glued to words for none: `None to date12 Alleged`.
    fn mark_of_none(&mut self) {
        /// Figures of the longest mark.
        const LONGEST: usize = 2;
        let rest = self.rest();
        let length = rest.bytes().take_while(u8::is_ascii_digit).count();
        let parted = rest
            .get(length..)
            .is_some_and(|rest| rest.starts_with(char::is_whitespace));
        if (1..=LONGEST).contains(&length) && parted {
            self.at += length;
        }
    }

    /// Passes `(A)`, however often it stands here, and says where it ends in the text.
    fn acknowledgement(&mut self) -> Option<usize> {
        let mut end = None;
        loop {
            let rest = self.rest();
            let mark = rest.trim_start_matches(|c| is_blank(c) || is_mark(c) || c == ',');
            let Some(length) = reply::acknowledgement_prefix(mark) else {
                return end;
            };
            self.at += rest.len() - mark.len() + length;
            end = Some(self.base + self.at);
        }
    }

    /// Passes `(translation awaited)`, and says where it ends in the text.
    fn translation_note(&mut self) -> Option<usize> {
        let rest = self.rest();
        let note = rest.trim_start_matches(|c| is_blank(c) || is_mark(c));
        let length = reply::translation_prefix(note)?;
        self.at += rest.len() - note.len() + length;
        Some(self.base + self.at)
    }

    /// Passes what stands between two dates and says whether it joins them.
    fn joint(&mut self) -> Joint {
        let mut joint = Joint::default();
        loop {
            let rest = self.rest();
            let after = rest.trim_start_matches(|c| is_blank(c) || is_mark(c) || c == '.' || c == ':');
            let passed = rest.before(rest.len() - after.len());
            joint.stopped |= passed.contains(['.', '\n']);
            self.at += passed.len();
            let rest = after;
            if rest.starts_with([',', ';', '&', '/', '+']) {
                // A comma also ends the replies before the summary, as a semicolon does.
                joint.stopped |= rest.starts_with([',', ';']);
                self.at += 1;
            } else if let Some(length) = lexicon!("and").length(rest) {
                joint.capital |= rest.starts_with(char::is_uppercase);
                self.at += length;
            } else {
                return joint;
            }
            joint.joins = true;
        }
    }

    /// What stands behind the label of the replies when it is neither a date nor words for "none": nothing, if a
    /// summary follows at once; else a reply that cannot be read. A summary opens with a capital and has more words.
    fn odd_reply(&mut self) -> Replies {
        let rest = self.rest();
        let Some(first) = rest.chars().next() else {
            return Replies::Absent;
        };
        let sentence = first_sentence(rest);
        let mut words = sentence.split(is_blank).filter(|word| !word.is_empty());
        let few_words = words.clone().count() <= LONGEST_ODD_REPLY;
        // `112 activists were …` counts, as no reply does; `12 May` and `3 replies` speak of one.
        let counts = words
            .next()
            .is_some_and(|word| word.bytes().all(|b| b.is_ascii_digit()))
            && words
                .next()
                .is_some_and(|word| word.starts_with(char::is_lowercase) && !speaks_of_replies(word));
        let small = first.is_lowercase() && !opens_summary(rest);
        // A sign in the place of a reply is none that opens a summary: `State reply: / Alleged arrest`.
        let sign = !first.is_alphanumeric()
            && !matches!(first, '“' | '„' | '"' | '«' | '‘' | '’' | '\'' | '‟' | '[' | '¿' | '¡');
        let odd = first.is_ascii_digit() && !counts || sign && !is_mark(first) || small;
        if sign && !is_mark(first) && !matches!(first, '(' | '<' | '{') {
            let signs = rest.find(char::is_alphanumeric).unwrap_or(rest.len());
            let length = rest.before(signs).trim_end_matches(is_blank).len();
            return Replies::Odd(self.take(length));
        }
        if odd || few_words || speaks_of_replies(rest) {
            let length = up_to(sentence, LONGEST_DATE).trim_end_matches(is_separator).len();
            return Replies::Odd(self.take(length));
        }
        Replies::Absent
    }
}

/// A string up to the stop, semicolon or line's end that ends its first sentence, which the stop of a title (`Mr.`, `M.`)
/// or of an abbreviation before a figure (`No. 3`) does not.
fn first_sentence(string: &str) -> &str {
    /// Letters of the longest that counts: `Sres`.
    const LONGEST: usize = 4;
    let mut stops = string.match_indices(['.', ';', '\n']);
    let end = stops.find(|&(at, stop)| {
        let (before, behind) = string.split_at(at);
        let mut words = before.rsplit(is_blank);
        let word = words
            .next()
            .unwrap_or_default()
            .trim_start_matches(['(', '“', '"', '«']);
        // `12 May.` is no title.
        let counted = words
            .next()
            .is_some_and(|word| word.ends_with(|c: char| c.is_ascii_digit()));
        let title = !counted
            && word.chars().all(char::is_alphabetic)
            && word.starts_with(char::is_uppercase)
            && (1..=LONGEST).contains(&word.chars().count());
        let next = behind.trim_start_matches(|c| c == '.' || is_blank(c)).chars().next();
        // `Mr. and Ms.`
        let another = || {
            let rest = behind.trim_start_matches(|c| c == '.' || is_blank(c));
            lexicon!("and").length(rest).is_some()
        };
        let goes_on = next.is_some_and(|next| next.is_uppercase() || next.is_ascii_digit()) || another();
        // `Case no. 234/2010 of the High Court` counts.
        let number = ["no", "nos", "núm", "nums", "art", "arts", "para", "paras", "par", "sec"]
            .iter()
            .any(|known| eat(word, known) == Some(word.len()))
            && next.is_some_and(|next| next.is_ascii_digit())
            && before.contains(is_blank);
        !(stop == "." && (title && goes_on && !is_answer(word) || number))
    });
    string.before(end.map_or(string.len(), |(at, _)| at))
}

/// Whether a short word with a capital is an answer and no title.
fn is_answer(word: &str) -> bool {
    lexicon!("answer").is(word).is_some()
}

/// Whether words speak of a reply, as no summary begins.
fn speaks_of_replies(words: &str) -> bool {
    lexicon!("of a reply").length(words).is_some()
}

/// Whether words open a summary even without a capital: what happened, and no remark on the reply before them.
fn opens_summary(words: &str) -> bool {
    /// Letters of the shortest word that names what happened; small words join to the reply.
    const SHORTEST: usize = 4;
    /// Words of the shortest sentence.
    const FEW: usize = 5;
    let sentence = words.split(['.', ';']).next().unwrap_or_default();
    // A line can end within a word.
    let sentence = sentence
        .replace("\u{ad}\n", "")
        .replace("\u{ad} ", "")
        .replace("- ", "")
        .replace('\u{ad}', "");
    let mut parts = sentence.split(is_blank).filter(|word| !word.is_empty());
    let first = parts.next().unwrap_or_default();
    let named = first.chars().count() >= SHORTEST
        && first.chars().all(char::is_alphabetic)
        && !(first.starts_with(char::is_lowercase) && lexicon!("joins a reply").is(first).is_some())
        && !speaks_of_replies(words);
    lexicon!("alleged").length(words).is_some() || named && parts.count() + 1 >= FEW
}

/// What stands between two dates.
#[derive(Clone, Copy, Debug, Default)]
struct Joint {
    /// A comma, a semicolon, an ampersand or a word for "and".
    joins: bool,
    /// A stop, a comma or a line's end, behind which a summary can begin.
    stopped: bool,
    /// The word for "and" has a capital, so it begins a sentence.
    capital: bool,
}

/// Whether words end within brackets or quotation marks, in which earlier letters are cited: `(JAL 13/06/2009. Case no. …`.
fn is_open(words: &str) -> bool {
    const PAIRS: &[(char, &[char])] = &[('(', &[')']), ('[', &[']']), ('“', &['”', '"']), ('«', &['»'])];
    let within = |&(opening, closing): &(char, &[char])| {
        let opened = words.rfind(opening);
        opened > words.rfind(closing) && opened.is_some()
    };
    PAIRS.iter().any(within) || words.ends_with(['"', '‘', '\'', '‟'])
}
