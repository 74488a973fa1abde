//! What single cells say: keys, days, replies, summaries.

use super::words::{Token, Words, is_days_only, says_no_reply};
use crate::layout::fields::{Replies, ReplyDate};
use crate::record::{Day, Part, PrintedDay, reply};
use crate::text::Span;
use crate::text::spelling::{self, is_blank};

/// Whether a cell is what tells a letter from others: one case number, and little besides.
pub fn is_key(words: &Words) -> bool {
    /// Bytes beside case number, day and type: the longest name of a State has 52.
    const BESIDE: usize = 90;
    /// Bytes of case number, day, type and replies in one cell; what is longer is not looked at.
    const LONGEST: usize = 1_000;
    if words.string.len() > LONGEST {
        return false;
    }
    let tokens = words.tokens();
    let cases = tokens.iter().filter(|token| token.0 == Token::CaseNumber).count();
    let taken: usize = tokens.iter().map(|token| token.1.len()).sum();
    cases == 1 && words.string.len().saturating_sub(taken) <= BESIDE
}

/// The first day of a cell that is short enough to be no summary.
pub fn first_day(words: &Words) -> Option<Day> {
    /// Bytes of days, with a type, a case number and a long name.
    const LONGEST: usize = 160;
    if words.string.len() > LONGEST {
        return None;
    }
    let day = words.tokens().iter().find(|token| token.0 == Token::Day)?;
    let printed = words.string.get(day.1.clone())?.replace('\n', " ");
    Some(printed.parse::<PrintedDay>().ok()?.day)
}

/// What a cell says about replies. An empty one says that there was none, but in the part that lists replies.
pub fn replies(words: Option<&Words>, part: Option<Part>, start: Span) -> Replies {
    let Some(words) = words.filter(|words| !words.is_empty()) else {
        return match part {
            Some(Part::B) => Replies::Absent,
            _ => Replies::None(start),
        };
    };
    let tokens = words.tokens();
    let whole = words.whole().unwrap_or(start);
    let shown = words.string.trim_matches(is_blank);
    if tokens.is_empty() && says_no_reply(shown) {
        return Replies::None(whole);
    }
    if !is_days_only(words, tokens) || tokens.is_empty() {
        return Replies::Odd(whole);
    }
    let ends = tokens
        .iter()
        .skip(1)
        .map(|token| token.1.start)
        .chain([words.string.len()]);
    let dates = tokens.iter().zip(ends).filter_map(|((_, day), end)| {
        let behind = words.string.get(day.end..end).unwrap_or_default();
        let mark = behind.trim_start_matches(|c: char| is_blank(c) || c == ',');
        let acknowledgement = reply::acknowledgement_prefix(mark);
        let mark_end = acknowledgement.map_or(day.end, |length| end - mark.len() + length);
        Some(ReplyDate {
            span: words.span(day.start..mark_end)?,
            date: words.span(day.clone())?,
            acknowledgement: acknowledgement.is_some(),
            unjoined: false,
        })
    });
    Replies::Dates(dates.collect())
}

/// The summary, and the number of alleged victims at its end.
pub fn summary(words: &Words) -> (Option<Span>, Option<Span>) {
    /// What the database prints before the number.
    const VICTIMS: &str = "alleged victims:";
    /// What its pages show behind a summary that is cut.
    const MORE: &[&str] = &["more details...", "more details…", "more details", "read more"];
    let string = words.string.as_str();
    let starts = string.char_indices().rev().map(|(at, _)| at);
    let found = starts
        .filter(|&at| string.get(at..).is_some_and(|rest| rest.starts_with(['A', 'a'])))
        .find_map(|at| Some((at, spelling::eat(string.get(at..)?, VICTIMS)?)));
    let mut end = found.map_or(string.len(), |found| found.0);
    let victims = found.and_then(|(at, length)| {
        let rest = string.get(at + length..)?;
        let number = rest.trim_start_matches(is_blank);
        let start = string.len() - number.len();
        let digits = number.bytes().take_while(u8::is_ascii_digit).count();
        (digits > 0).then(|| words.span(start..start + digits))?
    });
    if found.is_none() {
        let trimmed = string.trim_end_matches(is_blank);
        for more in MORE {
            let start = trimmed.len().checked_sub(more.len());
            if let Some(start) =
                start.filter(|&start| trimmed.get(start..).is_some_and(|tail| spelling::is(tail, more)))
            {
                end = start;
                break;
            }
        }
    }
    (words.span(0..end), victims)
}
