//! Where each field of an entry stands.
//!
//! A cursor goes over the entry once: type, date, label, case number, label, replies, summary. What it cannot place
//! it leaves in the field before the next label, so that the field is wrong as a whole and gets rejected, and nothing
//! slips into the summary.

mod begins;
mod replies;
mod width;

pub(super) use begins::{begins_entry, begins_numbered_entry, has_early_date, is_type_alone, is_whole_letter};
use width::{near, up_to, width};

use super::labels::{self, is_separator};
use crate::record::{CaseNumber, Kind, date};
use crate::text::spelling::{eat, is_blank};
use crate::text::{Cut as _, Span};

/// The longest text between the type and the label of the case number, in bytes: a date in words has 24.
const LONGEST_DATE: usize = 60;
/// The longest text between the case number and the label of the replies, in bytes.
const LONGEST_GAP: usize = 40;
/// The longest note between the case number and the label of the replies, in words.
const LONGEST_NOTE: usize = 2;

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
    /// How the label of the replies is printed; nothing where it is missing.
    pub reply_label: Option<Label>,
    /// What stands behind the label of the replies.
    pub replies: Replies,
    /// The text after the fields; a press release's title.
    pub summary: Option<Span>,
}

/// How a label is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// In one of its known forms.
    Plain,
    /// With letters missing or swapped.
    Misprinted,
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

fn skip(string: &str) -> &str {
    string.trim_start_matches(is_separator)
}

/// Cuts an entry, given without its number, whose first character has the offset `base` in the text.
pub(super) fn cut(content: &str, base: usize) -> Fields {
    /// Glued to the type it stands for a glyph of it that the font lacks; a bullet has a blank behind it.
    const MISSING_GLYPH: char = '■';
    let mut cursor = Cursor {
        string: content,
        at: 0,
        base,
    };
    cursor.skip(is_separator);
    let glued = content.before(cursor.at).ends_with(MISSING_GLYPH);
    if glued {
        cursor.at -= MISSING_GLYPH.len_utf8();
    }
    let known = Kind::prefix(cursor.rest()).filter(|_| !glued);
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
        self.string.after(self.at)
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

    /// What stands up to the byte `end` of the string, without the separators and footnote marks around it.
    fn take_field(&mut self, end: usize) -> Option<Span> {
        let outside = |c: char| is_separator(c) || is_mark(c);
        self.skip(outside);
        let field = self.string.between(self.at.min(end), end).trim_end_matches(outside);
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
        self.skip(|c| is_separator(c) || c == '(');
        let date = self.date_prefix().map(|length| self.take(length));
        self.skip(|c| is_separator(c) || is_mark(c) || c == ')');
        Fields {
            kind,
            press_release: true,
            date,
            case_number: None,
            case_labelled: false,
            reply_label: None,
            replies: Replies::Absent,
            summary: self.remainder(),
        }
    }

    fn letter(mut self, kind: Span) -> Fields {
        self.skip(is_separator);
        let head = near(self.rest(), LONGEST_DATE + LONGEST_GAP);
        let reply_at = labels::reply(head).map_or(head.len(), |found| found.start);
        let label = labels::case(head)
            .filter(|found| found.start < reply_at && width(up_to(head, found.start)) <= LONGEST_DATE);
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
        let label_of_replies = self.reply_label();
        let replies = match label_of_replies {
            Some(_) => self.replies(),
            None => self.late_reply(),
        };
        self.skip(|c| is_separator(c) || is_mark(c) || matches!(c, '…' | ')' | ']'));
        let summary = self.remainder();
        Fields {
            kind,
            press_release: false,
            date,
            case_number,
            case_labelled: label.is_some(),
            reply_label: label_of_replies,
            replies,
            summary,
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
        let after = self.string.after(end);
        let label = labels::reply(near(after, LONGEST_GAP + LONGEST_DATE));
        if let Some(found) = label.filter(|found| width(up_to(after, found.start)) <= LONGEST_GAP) {
            let between = after.before(found.start);
            let words = between
                .split(|c: char| !c.is_alphanumeric())
                .filter(|word| !word.is_empty())
                .count();
            // Marks alone are passed over. A second case number or a note: the field is not what it should be. More
            // words are a summary's that came before the reply.
            let belongs = between.contains(|c: char| c.is_ascii_digit()) || (1..=LONGEST_NOTE).contains(&words);
            if let Some(length) = read.filter(|_| words == 0) {
                let span = self.take(length);
                self.at = end + found.start;
                return Some(span);
            }
            if read.is_none() || belongs {
                return self.take_field(end + found.start);
            }
        }
        if let Some(length) = read {
            return Some(self.take(length));
        }
        let rest = self.rest();
        let length = rest
            .find(['.', ',', ';', '\n'])
            .unwrap_or(rest.len())
            .min(up_to(rest, LONGEST_GAP).len());
        let end = self.at + length;
        self.take_field(end)
    }

    /// Passes the label of the replies, if it stands here.
    fn reply_label(&mut self) -> Option<Label> {
        self.skip(is_separator);
        let head = near(self.rest(), LONGEST_GAP);
        if let Some(length) = labels::reply_prefix(head) {
            self.at += length;
            return Some(Label::Plain);
        }
        let length = labels::misprinted_reply(head)?;
        self.at += length;
        Some(Label::Misprinted)
    }

    /// All that is left, without blanks at its ends.
    fn remainder(&mut self) -> Option<Span> {
        self.skip(is_blank);
        let rest = self.rest().trim_end_matches(is_blank);
        (!rest.is_empty()).then(|| self.take(rest.len()))
    }
}

/// Whether a character is the mark of a footnote.
fn is_mark(c: char) -> bool {
    matches!(c, '*' | '†' | '¹' | '²' | '³' | '⁰' | '⁴'..='⁹')
}
