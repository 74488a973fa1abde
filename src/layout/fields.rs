//! Where each field of an entry stands.
//!
//! A cursor goes over the entry once: type, date, label, case number, label, replies, summary. What it cannot place
//! it leaves in the field before the next label, so that the field is wrong as a whole and gets rejected, and nothing
//! slips into the summary.

mod replies;

use super::labels::{self, is_separator};
use crate::lexicon::lexicon;
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

/// Whether `content`, an entry without its number, begins as only entries do: a known type with a date behind it, or
/// words with a case number's label and a case number soon after.
pub(super) fn begins_entry(content: &str) -> bool {
    if let Some((_, length)) = Kind::prefix(content) {
        let rest = skip(content.after(length));
        let rest = eat(rest, "pr").and_then(|length| rest.get(length..)).map_or(rest, skip);
        if rest.starts_with(|c: char| c.is_ascii_digit()) || date::in_words(rest).is_some() {
            return true;
        }
        // Without its date, a letter still has its case right behind the type.
        let case = labels::case(near(rest, LONGEST_GAP)).filter(|label| label.start == 0);
        if case.is_some_and(|label| CaseNumber::prefix(skip(rest.after(label.end))).is_some()) {
            return true;
        }
    }
    let head = near(content, LONGEST_DATE + LONGEST_GAP);
    // Most lines of prose have no date in figures, and are not searched for the label behind one.
    if !head.contains('/') {
        return false;
    }
    let Some(label) = labels::case(head) else { return false };
    let (Some(before), Some(behind)) = (head.get(..label.start), content.get(label.end..)) else {
        return false;
    };
    is_like_case_number(skip(behind)) && is_unknown_head(before)
}

/// [`begins_entry`], of words with a number before them: there a misprinted or missing type with a date is an entry, too,
/// and so is a press release with its title and without a date. Both are rejected later.
pub(super) fn begins_numbered_entry(content: &str) -> bool {
    begins_entry(content) || begins_misprinted(content)
}

/// Whether words begin with what was meant to be a type and a date in digits, with such a date alone, or with the type of
/// a press release and a title.
fn begins_misprinted(content: &str) -> bool {
    /// Letters of an abbreviation, of which one can be missing.
    const LETTERS: std::ops::RangeInclusive<usize> = 1..=4;
    let begins_words = |words: &str| {
        let quoted = words.starts_with(['“', '„', '«', '"', '‟']);
        quoted || words.starts_with(char::is_uppercase)
    };
    if let Some((kind, length)) = Kind::prefix(content).filter(|(kind, _)| kind.is_press_release()) {
        let title = content.after(length);
        // A longer word begins with it.
        let parted = title.starts_with(is_separator) && skip(title).len() < title.len();
        return kind.is_press_release() && parted && begins_words(skip(title));
    }
    let head = near(content, LONGEST_DATE);
    // Without its date, a misprinted type still has its case right behind it.
    if let Some(label) = labels::case(head) {
        let words = head.before(label.start).trim_end_matches(is_separator);
        let capital = words.bytes().any(|b| b.is_ascii_uppercase());
        let abbreviated = LETTERS.contains(&words.len()) && words.bytes().all(|b| b.is_ascii_alphabetic()) && capital;
        if (abbreviated || Kind::is_misprint(words)) && is_like_case_number(skip(content.after(label.end))) {
            return true;
        }
    }
    let Some(digits) = head.find(|c: char| c.is_ascii_digit()) else {
        return false;
    };
    let words = head.before(digits).trim_end_matches(is_separator);
    let length = date::figures_prefix(head.after(digits));
    // A resolution's number has a slash and few digits.
    let dated = length.filter(|&length| {
        let figures = head.after(digits).before(length);
        let typed = figures.bytes().filter(u8::is_ascii_digit).count();
        let slashes = figures.matches('/').count();
        slashes >= 2 || slashes == 1 && typed >= 6
    });
    let Some(length) = dated else { return false };
    let abbreviated = LETTERS.contains(&words.len()) && words.bytes().all(|b| b.is_ascii_alphabetic());
    let capitals = words.bytes().filter(u8::is_ascii_uppercase).count();
    let twice = words
        .strip_suffix("PR")
        .is_some_and(|name| Kind::is_misprint(name.trim_end_matches(is_separator)));
    let is_type = abbreviated && capitals == words.len() || twice || Kind::is_misprint(words);
    // A sentence goes on in small letters behind the day with which it begins.
    let is_head = (words.is_empty() || abbreviated && capitals > 0)
        && lexicon!("before a date").is(words).is_none()
        && begins_words(skip(content.after(digits + length)));
    is_type || is_head
}

/// Whether words begin with what is like a case number: letters, a number and a year, whatever parts them.
fn is_like_case_number(words: &str) -> bool {
    /// Letters of a code, and one too many.
    const LETTERS: std::ops::RangeInclusive<usize> = 3..=4;
    if CaseNumber::prefix(words).is_some() {
        return true;
    }
    let letters = words.bytes().take_while(u8::is_ascii_alphabetic).count();
    let rest = skip(words.after(letters));
    let number = rest.bytes().take_while(u8::is_ascii_digit).count();
    let year = rest
        .after(number)
        .trim_start_matches(|c: char| is_separator(c) || matches!(c, '/' | '\\'));
    LETTERS.contains(&letters)
        && number > 0
        && year.len() < rest.len() - number
        && year.starts_with(|c: char| c.is_ascii_digit())
}

/// Whether `content` is a type alone, or its first word, as a page's end leaves of an entry.
pub(super) fn is_type_alone(content: &str) -> bool {
    const FIRST: &str = "joint";
    let length = Kind::prefix(content)
        .map(|(_, length)| length)
        .or_else(|| eat(content, FIRST));
    let rest = length.and_then(|length| content.get(length..)).map(skip);
    rest.is_some_and(|rest| {
        rest.is_empty() || eat(rest, "pr").is_some_and(|length| skip(rest.after(length)).is_empty())
    })
}

/// Whether words before the label of a case number are an unknown type and a date in figures, as in `Open letter,
/// 12/3/2014.` A citation names a case in the midst of a sentence, in brackets or in quotation marks.
fn is_unknown_head(words: &str) -> bool {
    /// Words of the longest type: `Letter of allegation and urgent appeal`.
    const LONGEST: usize = 6;
    let figures = words.find(|c: char| c.is_ascii_digit()).unwrap_or(words.len());
    let (kind, date) = words.split_at(figures);
    let mut parts = kind.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    let cited = parts
        .clone()
        .next_back()
        .is_some_and(|last| lexicon!("before a date").is(last).is_some());
    let quoted = words.contains(['(', '[', '“', '„', '«', '"', '‟']);
    let only_date =
        date.contains('/') && !date.contains(|c: char| c.is_alphabetic() && !matches!(c, 'O' | 'o' | 'l' | 'I'));
    only_date && !cited && !quoted && parts.by_ref().count() <= LONGEST
}

/// Whether a date in figures stands among the first words; `24/5` alone is a resolution's number.
pub(super) fn has_early_date(content: &str) -> bool {
    let head = near(content, LONGEST_DATE);
    let is_date = |figures: &str| {
        figures
            .split(|c: char| !c.is_ascii_digit())
            .filter(|part| !part.is_empty())
            .count()
            > 2
    };
    let starts = head.char_indices().filter(|(_, c)| c.is_ascii_digit());
    starts.filter_map(|(at, _)| head.get(at..)).any(|rest| {
        date::figures_prefix(rest)
            .and_then(|length| rest.get(..length))
            .is_some_and(is_date)
    })
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
    string.before(end.unwrap_or_default())
}

/// [`up_to`] for what stands together: several blanks count as one, since a page's end within an entry's head leaves as
/// many as its foot and the next page's head have characters.
fn near(string: &str, length: usize) -> &str {
    let end = width_to(string, length);
    string.get(..end).unwrap_or(string)
}

/// Bytes of a string in which several blanks count as one.
fn width(string: &str) -> usize {
    let mut blank = false;
    let counted = string.chars().filter(|c| {
        let doubled = blank && c.is_whitespace();
        blank = c.is_whitespace();
        !doubled
    });
    counted.map(char::len_utf8).sum()
}

/// Whether some bytes are ASCII, with no two blanks in a row. Without a way out in the middle it runs over sixteen of them
/// at a time.
fn is_plain(bytes: &[u8]) -> bool {
    let blank = |b: u8| u8::from(b <= b' ');
    let behind = bytes.get(1..).unwrap_or_default();
    let doubled = bytes
        .iter()
        .zip(behind)
        .fold(0, |any, (&a, &b)| any | blank(a) & blank(b));
    !bytes.is_empty() && bytes.is_ascii() && doubled == 0
}

/// The byte up to which a string is no wider than `length`.
fn width_to(string: &str, length: usize) -> usize {
    if is_plain(string.as_bytes().get(..length).unwrap_or_default()) {
        return length;
    }
    let (mut blank, mut wide) = (false, 0);
    for (at, c) in string.char_indices() {
        if !(blank && c.is_whitespace()) {
            wide += c.len_utf8();
        }
        blank = c.is_whitespace();
        if wide > length {
            return at;
        }
    }
    string.len()
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
        self.skip(|c| is_separator(c) || c == ')');
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
        self.skip(|c| is_separator(c) || is_mark(c));
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
