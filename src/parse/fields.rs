//! Where each field of an entry stands.
//!
//! A cursor goes over the entry once: type, date, label, case number, label, replies, summary. What it cannot place
//! it leaves in the field before the next label, so that the field is wrong as a whole and gets rejected, and nothing
//! slips into the summary.

use super::labels::{self, is_separator};
use crate::read::text::Span;
use crate::record::spelling::{eat, is_blank};
use crate::record::{CaseNumber, Kind, PrintedDay, date, reply};

/// The longest text between the type and the label of the case number, in bytes: a date in words has 24.
const LONGEST_DATE: usize = 60;
/// The longest text between the case number and the label of the replies, in bytes.
const LONGEST_GAP: usize = 40;
/// The longest unreadable reply, in words, that is told from a summary by its stop.
const LONGEST_ODD_REPLY: usize = 3;

/// One entry, cut; every span is of the text that it was cut from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fields {
    /// Its type as printed: a known one, or the words before the date.
    pub kind: Span,
    /// Whether the type is that of a press release.
    pub press_release: bool,
    /// What stands where the date should be.
    pub date: Option<Span>,
    /// What stands where the case number should be; nothing for press releases.
    pub case_number: Option<Span>,
    /// Whether the case number stands behind its label.
    pub case_labelled: bool,
    /// What stands behind the label of the replies.
    pub replies: Replies,
    /// The text after the fields; a press release's title.
    pub summary: Option<Span>,
}

/// What an entry prints about the State's replies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Replies {
    /// No label, or nothing behind it.
    Absent,
    /// Words for "no reply".
    None(Span),
    /// Dates, in printed order.
    Dates(Vec<ReplyDate>),
    /// Something else.
    Odd(Span),
}

/// The date of a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReplyDate {
    /// The date as printed, with the mark of an acknowledgement.
    pub span: Span,
    /// The date alone.
    pub date: Span,
    /// Whether it is marked `(A)`.
    pub acknowledgement: bool,
    /// Whether nothing that joins dates stands before it, though it is not the first.
    pub unjoined: bool,
}

impl Replies {
    /// All that is printed about replies.
    pub fn span(&self) -> Option<Span> {
        match self {
            Self::Absent => None,
            Self::None(span) | Self::Odd(span) => Some(*span),
            Self::Dates(dates) => Some(dates.first()?.span.to(dates.last()?.span)),
        }
    }
}

/// Whether `content`, an entry without its number, begins as only entries do: a known type with a date behind it, or
/// words with a case number's label and a case number soon after.
pub(super) fn begins_entry(content: &str) -> bool {
    if let Some((_, length)) = Kind::prefix(content) {
        let rest = skip(content.get(length..).unwrap_or_default());
        let rest = eat(rest, "pr").and_then(|length| rest.get(length..)).map_or(rest, skip);
        if rest.starts_with(|c: char| c.is_ascii_digit()) || date::in_words(rest).is_some() {
            return true;
        }
    }
    let head = up_to(content, LONGEST_DATE + LONGEST_GAP);
    labels::case(head).is_some_and(|found| {
        let rest = skip(content.get(found.end..).unwrap_or_default());
        // A citation names a case in the middle of a sentence; an entry says it after figures.
        CaseNumber::prefix(rest).is_some() && head.get(..found.start).is_some_and(|before| before.contains('/'))
    })
}

/// Whether a date in figures stands among the first words.
pub(super) fn has_early_date(content: &str) -> bool {
    let head = up_to(content, LONGEST_DATE);
    let figures = head.char_indices().filter(|(_, c)| c.is_ascii_digit());
    figures
        .filter_map(|(at, _)| head.get(at..))
        .any(|rest| date::figures_prefix(rest).is_some())
}

/// Whether a letter's entry stands here with all its labels.
pub(super) fn is_whole_letter(content: &str) -> bool {
    let fields = cut(content, 0);
    let labelled = fields.case_number.is_some() && fields.case_labelled && fields.replies != Replies::Absent;
    labelled && fields.date.is_some() && Kind::prefix(content).is_some()
}

fn skip(string: &str) -> &str {
    string.trim_start_matches(is_separator)
}

/// The front of a string, at most `length` bytes and whole characters.
fn up_to(string: &str, length: usize) -> &str {
    let end = (0..=length.min(string.len()))
        .rev()
        .find(|&at| string.is_char_boundary(at));
    string.get(..end.unwrap_or_default()).unwrap_or_default()
}

/// Cuts an entry, given without its number, whose first character has the offset `base` in the text.
pub(super) fn cut(content: &str, base: usize) -> Fields {
    let mut cursor = Cursor {
        string: content,
        at: 0,
        base,
    };
    cursor.skip(is_separator);
    let known = Kind::prefix(cursor.rest());
    let kind = match known {
        Some((_, length)) => cursor.take(length),
        None => cursor.unknown_kind(),
    };
    if known.is_some_and(|(kind, _)| kind.is_press_release()) {
        return cursor.press_release(kind);
    }
    cursor.letter(kind)
}

struct Cursor<'t> {
    string: &'t str,
    at: usize,
    base: usize,
}

impl<'t> Cursor<'t> {
    fn rest(&self) -> &'t str {
        self.string.get(self.at..).unwrap_or_default()
    }

    fn skip(&mut self, passes: impl Fn(char) -> bool) {
        self.at = self.string.len() - self.rest().trim_start_matches(passes).len();
    }

    /// The next `length` bytes as a span, which is passed.
    fn take(&mut self, length: usize) -> Span {
        let span = Span::new(self.base + self.at, self.base + self.at + length);
        self.at += length;
        span
    }

    /// What stands up to the byte `end` of the string, without the separators around it.
    fn take_field(&mut self, end: usize) -> Option<Span> {
        self.skip(is_separator);
        let field = self
            .string
            .get(self.at..end)
            .unwrap_or_default()
            .trim_end_matches(is_separator);
        let span = (!field.is_empty()).then(|| self.take(field.len()));
        self.at = self.at.max(end);
        span
    }

    /// Words that should have been a type: what stands before the first comma, figure or label.
    fn unknown_kind(&mut self) -> Span {
        let rest = self.rest();
        let stop = rest
            .find(|c: char| c.is_ascii_digit() || matches!(c, ',' | ':' | ';' | '\n'))
            .unwrap_or(rest.len());
        let label = labels::case(rest).map_or(rest.len(), |found| found.start);
        let words = up_to(rest, stop.min(label)).trim_end_matches(is_separator);
        self.take(words.len())
    }

    fn press_release(mut self, kind: Span) -> Fields {
        self.skip(is_separator);
        if let Some(length) = eat(self.rest(), "pr") {
            self.at += length;
            self.skip(is_separator);
        }
        let date = self.date_prefix().map(|length| self.take(length));
        self.skip(is_separator);
        Fields {
            kind,
            press_release: true,
            date,
            case_number: None,
            case_labelled: false,
            replies: Replies::Absent,
            summary: self.remainder(),
        }
    }

    fn letter(mut self, kind: Span) -> Fields {
        self.skip(is_separator);
        let head = up_to(self.rest(), LONGEST_DATE + LONGEST_GAP);
        let reply_at = labels::reply(head).map_or(head.len(), |found| found.start);
        let label = labels::case(head).filter(|found| found.start < reply_at && found.start <= LONGEST_DATE);
        let date;
        if let Some(found) = label {
            let (start, end) = (self.at + found.start, self.at + found.end);
            date = self.take_field(start);
            self.at = end;
        } else {
            date = self.date_prefix().map(|length| self.take(length));
        }
        self.skip(is_separator);
        let case_number = self.case_number(label.is_some());
        let replies = if self.reply_label() {
            self.replies()
        } else {
            Replies::Absent
        };
        self.skip(|c| is_separator(c) || is_superscript(c));
        Fields {
            kind,
            press_release: false,
            date,
            case_number,
            case_labelled: label.is_some(),
            replies,
            summary: self.remainder(),
        }
    }

    /// Length of the date at the cursor, readable or not.
    fn date_prefix(&self) -> Option<usize> {
        let rest = self.rest();
        date::in_words(rest)
            .map(|(_, length)| length)
            .or_else(|| date::figures_prefix(rest))
    }

    /// The case number at the cursor, which then stands at the label of the replies if there is one.
    fn case_number(&mut self, labelled: bool) -> Option<Span> {
        let read = CaseNumber::prefix(self.rest()).map(|(_, length)| length);
        if !labelled && read.is_none() {
            return None;
        }
        let end = self.at + read.unwrap_or_default();
        let after = self.string.get(end..).unwrap_or_default();
        let label = labels::reply(up_to(after, LONGEST_GAP + LONGEST_DATE));
        if let Some(found) = label.filter(|found| found.start <= LONGEST_GAP) {
            let between = after.get(..found.start).unwrap_or_default().trim_matches(is_separator);
            // A second case number or a note: the field is not what it should be. Words alone are a summary's.
            let belongs = read.is_none() || between.contains(|c: char| c.is_ascii_digit());
            if between.is_empty() || belongs {
                return self.take_field(end + found.start);
            }
        }
        match read {
            Some(length) => Some(self.take(length)),
            None => {
                let rest = self.rest();
                let length = rest
                    .find(['.', ',', ';', '\n'])
                    .unwrap_or(rest.len())
                    .min(up_to(rest, LONGEST_GAP).len());
                let end = self.at + length;
                self.take_field(end)
            }
        }
    }

    /// Passes the label of the replies, if it stands here.
    fn reply_label(&mut self) -> bool {
        self.skip(is_separator);
        let label = labels::reply(up_to(self.rest(), LONGEST_GAP)).filter(|found| found.start == 0);
        self.at += label.map_or(0, |found| found.end);
        label.is_some()
    }

    /// The replies, behind their label.
    fn replies(&mut self) -> Replies {
        self.skip(is_separator);
        let start = self.at;
        let mut dates: Vec<ReplyDate> = Vec::new();
        let mut none = None;
        let mut joined = true;
        loop {
            let rest = self.rest();
            if let Some(length) = reply::no_reply_prefix(rest) {
                none = Some(self.take(length));
            } else if let Some(length) = self.reply_date(dates.is_empty(), joined) {
                let date = self.take(length);
                let acknowledgement = self.acknowledgement();
                let span = Span::new(date.start, acknowledgement.unwrap_or(date.end));
                let unjoined = !joined && !dates.is_empty();
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
            joined = self.joint();
            let goes_on =
                self.reply_date(false, joined).is_some() || (joined && reply::no_reply_prefix(self.rest()).is_some());
            if !goes_on {
                self.at = end;
                break;
            }
        }
        let all = Span::new(self.base + start, self.base + self.at);
        match (none, dates.is_empty()) {
            (Some(span), true) if span == all => Replies::None(span),
            (Some(_), _) => Replies::Odd(all),
            (None, false) => Replies::Dates(dates),
            (None, true) => self.odd_reply(),
        }
    }

    /// Length of a reply's date at the cursor. Behind another date without a joint only a readable date in figures
    /// counts: a summary may open with a day in words or with a law's number.
    fn reply_date(&self, first: bool, joined: bool) -> Option<usize> {
        let rest = self.rest();
        if first || joined {
            return self.date_prefix();
        }
        let length = date::figures_prefix(rest)?;
        rest.get(..length)?.parse::<PrintedDay>().is_ok().then_some(length)
    }

    /// Passes `(A)` and says where it ends in the text.
    fn acknowledgement(&mut self) -> Option<usize> {
        let blanks = self.rest().len()
            - self
                .rest()
                .trim_start_matches(|c| is_blank(c) || is_superscript(c))
                .len();
        let length = reply::acknowledgement_prefix(self.rest().get(blanks..)?)?;
        self.at += blanks + length;
        Some(self.base + self.at)
    }

    /// Passes what stands between two dates and says whether it joins them.
    fn joint(&mut self) -> bool {
        let mut joined = false;
        loop {
            self.skip(|c| is_blank(c) || is_superscript(c) || c == '.' || c == ':');
            let rest = self.rest();
            if rest.starts_with([',', ';', '&', '/', '+']) {
                self.at += 1;
            } else if let Some(length) = ["and", "et", "y", "e"].iter().find_map(|word| eat(rest, word)) {
                self.at += length;
            } else {
                return joined;
            }
            joined = true;
        }
    }

    /// What stands behind the label of the replies when it is neither a date nor words for "none": nothing, if a
    /// summary follows at once; else a reply that cannot be read. A summary opens with a capital and has more words.
    fn odd_reply(&mut self) -> Replies {
        let rest = self.rest();
        let Some(first) = rest.chars().next() else {
            return Replies::Absent;
        };
        let end = rest.find(['.', ';', '\n']).unwrap_or(rest.len());
        let sentence = rest.get(..end).unwrap_or_default();
        let few_words = sentence.split(is_blank).filter(|word| !word.is_empty()).count() <= LONGEST_ODD_REPLY;
        if first.is_ascii_digit() || first == '(' || first.is_lowercase() || few_words {
            let length = up_to(sentence, LONGEST_DATE).trim_end_matches(is_separator).len();
            return Replies::Odd(self.take(length));
        }
        Replies::Absent
    }

    /// All that is left, without blanks at its ends.
    fn remainder(&mut self) -> Option<Span> {
        self.skip(is_blank);
        let rest = self.rest().trim_end_matches(is_blank);
        (!rest.is_empty()).then(|| self.take(rest.len()))
    }
}

fn is_superscript(c: char) -> bool {
    matches!(c, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹')
}
