//! Whether words begin an entry: without its fields being cut, since this is asked of every paragraph.

use super::width::near;
use super::{LONGEST_DATE, LONGEST_GAP, Replies, cut, skip};
use crate::layout::labels::{self, is_separator};
use crate::lexicon::lexicon;
use crate::record::{CaseNumber, Kind, date};
use crate::text::Cut as _;
use crate::text::spelling::eat;

/// Whether `content`, an entry without its number, begins as only entries do: a known type with a date behind it, or
/// words with a case number's label and a case number soon after.
pub(in crate::layout) fn begins_entry(content: &str) -> bool {
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
        // With a date in words that nobody knows, it has all its labels behind it: `JAL le 7 février 2015 Case no.`.
        let labelled = || {
            let label = labels::case(near(rest, LONGEST_DATE))?;
            let behind = near(rest.after(label.end), LONGEST_GAP);
            let numbered = is_like_case_number(skip(behind));
            labels::reply(behind).filter(|_| numbered)
        };
        if labelled().is_some() {
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
pub(in crate::layout) fn begins_numbered_entry(content: &str) -> bool {
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
    if let Some((_, length)) = Kind::prefix(content).filter(|(kind, _)| kind.is_press_release()) {
        let title = content.after(length);
        // A longer word begins with it.
        let parted = title.starts_with(is_separator) && skip(title).len() < title.len();
        // A day of which a part is to be filled in: `xx/02/2015`.
        let dated = |words: &str| {
            words
                .split(' ')
                .next()
                .is_some_and(|word| word.matches('/').count() == 2)
        };
        // A note in brackets can stand before its day.
        let noted = || {
            let (_, behind) = title.trim_start().strip_prefix(['(', '['])?.split_once([')', ']'])?;
            date::figures_prefix(skip(behind)).filter(|_| title.len() - behind.len() <= LONGEST_GAP)
        };
        return parted && (begins_words(skip(title)) || dated(skip(title))) || noted().is_some();
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
    let letters = apart(words);
    let words = letters.as_deref().unwrap_or(words);
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

/// The letters of an abbreviation that stand apart, put together: `P - R`, `J U A`.
fn apart(words: &str) -> Option<String> {
    let mut letters = words.split(is_separator).filter(|letter| !letter.is_empty());
    let alone = letters.clone().all(|letter| letter.len() == 1) && letters.clone().count() > 1;
    alone.then(|| letters.by_ref().collect())
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
pub(in crate::layout) fn is_type_alone(content: &str) -> bool {
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
pub(in crate::layout) fn has_early_date(content: &str) -> bool {
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
pub(in crate::layout) fn is_whole_letter(content: &str) -> bool {
    let fields = cut(content, 0);
    let labelled = fields.case_number.is_some() && fields.case_labelled && fields.replies != Replies::Absent;
    labelled && fields.date.is_some() && Kind::prefix(content).is_some()
}
