//! What can be wrong between fields that are each right.
//!
//! A check says so and changes no value.

use std::sync::LazyLock;

use regex::Regex;

use super::cited::NamedLetters;
use crate::diagnostic::{Code, Diagnostic};
use crate::layout::{Entry, Observation, ReplyDate, citations};
use crate::lexicon::lexicon;
use crate::record::{CaseNumber, Communication, Country, Day, Record, Replies, ReplyStatus, Report};
use crate::text::{Span, Text};

/// A letter sent in the first months of a year can have been counted with the year before.
const MONTHS_OF_CARRYING_OVER: std::ops::RangeInclusive<i8> = 1..=2;

/// The checks of one entry.
pub(super) fn entry(
    entry: &Entry,
    date: Day,
    country: Country,
    report: &Report,
    communication: &Communication,
) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    sent_in_period(entry, date, report, &mut found);
    if let Communication::Letter {
        case_number, replies, ..
    } = communication
    {
        case(entry, date, country, *case_number, &mut found);
        reply_days(entry, date, report, replies, &mut found);
    }
    found
}

fn sent_in_period(entry: &Entry, date: Day, report: &Report, found: &mut Vec<Diagnostic>) {
    if let (Some(start), Some(end)) = (report.period_start, report.period_end)
        && !(start..=end).contains(&date)
    {
        let message = format!("{date} is not within {start} to {end}");
        found.push(Diagnostic::new(Code::SentOutsidePeriod, entry.fields.date, message));
    }
}

fn case(entry: &Entry, date: Day, country: Country, case_number: CaseNumber, found: &mut Vec<Diagnostic>) {
    let mut say = |code, message| found.push(Diagnostic::new(code, entry.fields.case_number, message));
    let code = case_number.code();
    if Country::of_code(code).is_none() {
        say(Code::UnknownCountryCode, format!("`{code}` is the code of no country"));
    }
    if code != country.code() {
        say(
            Code::CountryMismatch,
            format!("{case_number} is listed under {}", country.name()),
        );
    }
    let (year, sent) = (case_number.year(), date.year());
    if year > sent {
        say(Code::CaseYearAfterSent, format!("{case_number} was sent on {date}"));
    } else if year < sent && !(year == sent - 1 && MONTHS_OF_CARRYING_OVER.contains(&date.month())) {
        say(Code::CaseYearBeforeSent, format!("{case_number} was sent on {date}"));
    }
}

fn reply_days(entry: &Entry, date: Day, report: &Report, replies: &Replies, found: &mut Vec<Diagnostic>) {
    let printed: &[ReplyDate] = match &entry.fields.replies {
        crate::layout::Replies::Dates(dates) => dates,
        _ => &[],
    };
    for (at, (reply, printed)) in replies.dated().iter().zip(printed).enumerate() {
        let mut say = |code, message| found.push(Diagnostic::new(code, Some(printed.span), message));
        if reply.day < date {
            say(
                Code::ReplyBeforeSent,
                format!("reply of {} to a letter of {date}", reply.day),
            );
        }
        if let Some(cutoff) = report.replies_until.filter(|&cutoff| reply.day > cutoff) {
            say(
                Code::ReplyAfterCutoff,
                format!("reply of {}; replies were counted until {cutoff}", reply.day),
            );
        }
        if replies.dated().iter().take(at).any(|earlier| earlier.day == reply.day) {
            say(Code::ReplyRepeated, format!("{} is printed twice", reply.day));
        }
        if printed.unjoined {
            say(
                Code::ReplySeparator,
                format!("nothing joins {} to the date before it", reply.day),
            );
        }
    }
}

/// What the observations of a section say about replies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Thanked,
    Regretted,
}

/// The sentences with a word without which none thanks or regrets, and one without which none speaks of a reply. Most
/// paragraphs have none and are not looked at further.
fn about_replies(words: &str) -> impl Iterator<Item = &str> {
    static FEELING: LazyLock<Regex> = LazyLock::new(|| {
        #[expect(clippy::unwrap_used, reason = "a constant pattern, which the tests compile")]
        Regex::new("[Tt]hank|[Aa]cknowledg|[Aa]ppreciat|[Rr]emerci|[Aa]grade|[Rr]egret|[Dd][eé]plor|[Ll]ament").unwrap()
    });
    static REPLY: LazyLock<Regex> = LazyLock::new(|| {
        #[expect(clippy::unwrap_used, reason = "a constant pattern, which the tests compile")]
        Regex::new("[Rr]espon[sd]|[Rr]eply|[Rr]eplies|[Rr]épon[sd]|[Rr]espuesta").unwrap()
    });
    const STOP: &str = ". ";
    let mut rest = words;
    std::iter::from_fn(move || {
        let (before, behind) = rest.split_at_checked(FEELING.find(rest)?.start())?;
        let start = before.rfind(STOP).map_or(0, |at| at + STOP.len());
        let end = before.len() + behind.find(STOP).map_or(behind.len(), |at| at + STOP.len());
        let sentence = rest.get(start..end)?;
        rest = rest.get(end..)?;
        Some(sentence)
    })
    .filter(|sentence| REPLY.is_match(sentence))
}

/// Thanks in the observations for replies that the entries do not have, and the reverse: the position of the record,
/// and the diagnostic.
///
/// Only a sentence that names the case, the day of the letter, or all the communications speaks of an entry.
pub(super) fn against_observations(
    text: &Text,
    entries: &[(&Entry, &Record)],
    observations: &[Observation],
) -> Vec<(usize, Diagnostic)> {
    let mut found: Vec<(usize, Diagnostic)> = Vec::new();
    let statuses = || {
        entries
            .iter()
            .filter_map(|(_, record)| record.communication.replies().map(Replies::status))
    };
    let any_none = statuses().any(|status| status == ReplyStatus::NoneToDate);
    let any_replied = statuses().any(|status| status == ReplyStatus::Replied);
    if !any_none && !any_replied {
        return found;
    }
    for observation in observations {
        let words = text.slice(observation.words);
        for sentence in about_replies(words) {
            let lower = sentence.to_lowercase();
            let Some(verdict) = verdict(&lower, any_none, any_replied) else {
                continue;
            };
            let speaks_of_all = speaks_of_all(&lower);
            let start = observation.words.start + (sentence.as_ptr() as usize - words.as_ptr() as usize);
            let span = Span::new(start, start + sentence.len());
            let named = NamedLetters::of(text, span, &citations(text, span));
            let (code, says) = match verdict {
                Verdict::Thanked => (Code::ThankedButNone, "thank for a reply"),
                Verdict::Regretted => (Code::RegrettedButReplied, "regret that there is no reply"),
            };
            for (at, (entry, record)) in entries.iter().enumerate() {
                let (Some(case_number), Some(replies)) =
                    (record.communication.case_number(), record.communication.replies())
                else {
                    continue;
                };
                let contradicts = match verdict {
                    Verdict::Thanked => *replies == Replies::NoneToDate,
                    Verdict::Regretted => replies.status() == ReplyStatus::Replied,
                };
                let said = || {
                    found
                        .iter()
                        .any(|(earlier, diagnostic)| *earlier == at && diagnostic.code == code)
                };
                if contradicts && !said() && (speaks_of_all || named.has(case_number, record.date)) {
                    let line = text.line_at(observation.span.start) + 1;
                    let sentence = sentence.split_whitespace().collect::<Vec<_>>().join(" ");
                    let message = format!("the observations (line {line}) {says}: “{sentence}”");
                    let span = entry.fields.replies.span().unwrap_or(entry.span);
                    found.push((at, Diagnostic::new(code, Some(span), message)));
                }
            }
        }
    }
    found
}

/// Whether a sentence about replies, given in lower case, thanks for one or misses one, as far as there are entries that it could
/// contradict.
fn verdict(lower: &str, any_none: bool, any_replied: bool) -> Option<Verdict> {
    let lack = || lexicon!("lack of a reply").stand_in(lower);
    if lexicon!("regrets").stand_in(lower) {
        return (any_replied && lack()).then_some(Verdict::Regretted);
    }
    (any_none && lexicon!("thanks for a reply").stand_in(lower) && !lack()).then_some(Verdict::Thanked)
}

/// Whether a sentence, given in lower case, speaks of all letters.
fn speaks_of_all(lower: &str) -> bool {
    lexicon!("all letters").stand_in(lower) && !lower.contains("not all")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read;

    #[test]
    fn sentences_about_replies() {
        let case_number: CaseNumber = "KAZ 1/2015".parse().expect("a case number");
        let sent: Day = "2011-07-28".parse().expect("a day");
        for (sentence, verdict_of, speaks) in [
            (
                "He thanks the Government for the response received to his communication dated 28 July 2011.",
                Some(Verdict::Thanked),
                true,
            ),
            (
                "He acknowledges receipt of the detailed response of 22 May 2015 (KAZ 1/2015).",
                Some(Verdict::Thanked),
                true,
            ),
            (
                "He thanks the Government for responding to all the communications sent.",
                Some(Verdict::Thanked),
                true,
            ),
            (
                "He regrets that no response to KAZ 1/2015 was received.",
                Some(Verdict::Regretted),
                true,
            ),
            (
                "He regrets that it did not respond to the communication dated 28 July 2011.",
                Some(Verdict::Regretted),
                true,
            ),
            ("He thanks the Government for its invitation.", None, false),
            ("He regrets the arrest (KAZ 1/2015).", None, true),
            (
                "He thanks the Government for its reply (KAZ 2/2015).",
                Some(Verdict::Thanked),
                false,
            ),
        ] {
            let lower = sentence.to_lowercase();
            let text = read::text(format!("<p>{sentence}</p>").as_bytes())
                .expect("a page")
                .text;
            let whole = Span::new(0, sentence.len());
            let named = NamedLetters::of(&text, whole, &citations(&text, whole));
            assert_eq!(
                (
                    verdict(&lower, true, true).filter(|_| about_replies(sentence).eq([sentence])),
                    speaks_of_all(&lower) || named.has(case_number, sent)
                ),
                (verdict_of, speaks),
                "{sentence}"
            );
        }
    }
}
