//! The period that a report covers, as its introduction states it.

use std::cmp::Ordering;

use super::sentences::{Sentence, joins_days};
use crate::record::Day;
use crate::text::Span;

/// A period that an introduction names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Period {
    /// Its first and its last day as printed; the first may lack the year that it shares with the last.
    pub spans: [Span; 2],
    /// The same two days.
    pub days: [Day; 2],
    said: Said,
}

/// How two days are said to be the ends of a period, from the plainest on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Said {
    /// Words such as `to` stand between them.
    Joined,
    /// One is said to be a first day and the other to be a last one, among other words.
    Bounded,
    /// One of them is said to be a first or a last day.
    HalfBounded,
    /// They stand beside each other.
    Named,
}

impl Period {
    /// Whether it ends on the day before a year, or several, are full.
    fn is_year(&self) -> bool {
        let [start, end] = self.days;
        let next = end.next();
        start.year() < next.year() && (start.month(), start.day()) == (next.month(), next.day())
    }

    /// Whether it begins with a month and ends with one.
    fn is_months(&self) -> bool {
        self.days[0].day() == 1 && self.days[1].next().day() == 1
    }

    fn days(&self) -> i32 {
        self.days[0].days_to(self.days[1])
    }

    /// How far it is from being the one: its days, and more for each sign that it lacks. Of two that hold the letters the
    /// shorter one is the period, unless it is said in passing.
    fn doubt(&self) -> i32 {
        /// Days that a plainer wording weighs.
        const UNSAID: i32 = 25;
        /// Days that whole months or years weigh.
        const UNEVEN: i32 = 40;
        let unsaid = match self.said {
            Said::Joined => 0,
            Said::Bounded => 1,
            Said::HalfBounded => 2,
            Said::Named => 3,
        };
        let uneven = !self.is_year() && !self.is_months();
        self.days() + unsaid * UNSAID + i32::from(uneven) * UNEVEN
    }

    /// Letters in a hundred that it has.
    fn share(&self, sent: &[Day]) -> Option<usize> {
        let [start, end] = self.days;
        let within = up_to(sent, end).len() - sent.partition_point(|&day| day < start);
        (within * 100).checked_div(sent.len())
    }

    /// Whether letters were sent soon behind its first day and shortly before its last one.
    fn is_filled(&self, sent: &[Day]) -> bool {
        /// Days without a letter at both ends.
        const NONE_SENT: i32 = 60;
        let [start, end] = self.days;
        let within = up_to(sent, end);
        let within = within
            .get(within.partition_point(|&day| day < start)..)
            .unwrap_or_default();
        let (Some(&first), Some(&last)) = (within.first(), within.last()) else {
            return false;
        };
        start.days_to(first) <= NONE_SENT && last.days_to(end) <= NONE_SENT
    }
}

/// Of rising days those up to one.
pub(super) fn up_to(days: &[Day], last: Day) -> &[Day] {
    days.get(..days.partition_point(|&day| day <= last)).unwrap_or_default()
}

/// The period of the report: of those that its introduction names, the one in which nearly all letters were sent.
/// Earlier reports are spoken of, too; a period that half of the letters lie outside of is one of theirs.
///
/// Two days that words other than `to` stand between (`No letter dated before 1 December 2010 or after 30 November
/// 2011`) are one if the letters say so.
pub(super) fn of_report<'s>(paragraphs: impl Iterator<Item = &'s [Sentence]>, sent: &[Day]) -> Option<Period> {
    /// Letters in a hundred that may lie outside of a period: misprints, and letters of earlier years.
    const OUTSIDE: usize = 5;
    /// The least share of letters of a period that is named as one.
    const LEAST_JOINED: usize = 50;
    /// The same for one that is not.
    const LEAST: usize = 80;
    /// The same for two days of which nothing else is said, and how many letters must say so.
    const LEAST_NAMED: usize = 98;
    const FEW: usize = 20;
    let named = paragraphs.flat_map(periods).filter_map(|period| {
        let Some(share) = period.share(sent) else {
            // Without letters only what is named as a period is one.
            return (period.said == Said::Joined).then_some((period, 100));
        };
        let shown = match period.said {
            Said::Joined => share >= LEAST_JOINED,
            Said::Bounded => share >= LEAST && (period.is_months() || period.is_filled(sent)),
            Said::Named if period.is_months() || period.is_year() => share >= LEAST && period.is_filled(sent),
            Said::Named => share >= LEAST_NAMED && sent.len() >= FEW && period.is_filled(sent),
            Said::HalfBounded => share >= LEAST && period.is_filled(sent),
        };
        shown.then_some((period, share))
    });
    let named: Vec<(Period, usize)> = named.collect();
    let most = named.iter().map(|&(_, share)| share).max()?;
    let near = named.into_iter().filter(|&(_, share)| share + OUTSIDE >= most);
    // Of equals the first.
    near.min_by_key(|(period, _)| period.doubt()).map(|(period, _)| period)
}

/// The pairs of days of a paragraph that may be the ends of a period.
fn periods(sentences: &[Sentence]) -> Vec<Period> {
    let mut periods = Vec::new();
    let mut before: Option<(&Sentence, usize)> = None;
    for sentence in sentences {
        for at in 0..sentence.days.len() {
            for from in 0..at {
                let joined = from + 1 == at && sentence.between(from).is_some_and(joins_days);
                periods.extend(pair((sentence, from), (sentence, at), joined));
            }
            // `It began on 1 March 2013. It ended on 28 February 2014.`
            if let Some(before) = before.filter(|_| at == 0) {
                let pair = pair(before, (sentence, at), false);
                periods.extend(pair.filter(|pair| pair.spans[0].start < pair.spans[1].start));
            }
        }
        before = sentence
            .days
            .len()
            .checked_sub(1)
            .map(|last| (sentence, last))
            .or(before);
    }
    periods
}

/// Two days in printed order; the last one can be named first.
fn pair((one, at): (&Sentence, usize), (other, behind): (&Sentence, usize), joined: bool) -> Option<Period> {
    let (&named, &next) = (one.days.get(at)?, other.days.get(behind)?);
    let (first, last, starts, stops) = match named.day.cmp(&next.day) {
        Ordering::Less => (named, next, begins(one, at), ends(other, behind)),
        Ordering::Greater => (next, named, begins(other, behind), ends(one, at)),
        Ordering::Equal => return None,
    };
    let said = match (joined && named.day < next.day, starts, stops) {
        (true, _, _) => Said::Joined,
        (_, true, true) => Said::Bounded,
        (_, false, false) => Said::Named,
        _ => Said::HalfBounded,
    };
    Some(Period {
        spans: [first.span, last.span],
        days: [first.day, last.day],
        said,
    })
}

/// Whether a day is said to be the first of something.
fn begins(sentence: &Sentence, day: usize) -> bool {
    const WORDS: &[&str] = &[
        "from", "between", "since", "after", "earlier", "before", "as", "du", "entre", "depuis", "compter", "partir",
        "dès", "avant", "après", "desde", "del", "antes", "después",
    ];
    const STEMS: &[&str] = &[
        "start",
        "beg",
        "open",
        "commenc",
        "first",
        "ouvert",
        "débu",
        "antérieur",
        "postérieur",
        "premi",
        "comien",
        "comenz",
        "empez",
        "empiez",
        "inici",
        "abr",
        "posterior",
        "anterior",
        "primer",
    ];
    const BEHIND: &[&str] = &[
        "or later",
        "or after",
        "and after",
        "onwards",
        "on,",
        "et après",
        "ou après",
        "y después",
        "o después",
        "o más tarde",
        "en adelante",
    ];
    leads(sentence.before(day), WORDS, STEMS) || follows(sentence.behind(day), BEHIND)
}

/// Whether a day is said to be the last of something.
fn ends(sentence: &Sentence, day: usize) -> bool {
    const WORDS: &[&str] = &[
        "to", "and", "until", "till", "through", "by", "up", "later", "before", "after", "than", "beyond", "au", "et",
        "jusqu'au", "tard", "avant", "après", "hasta", "al", "y", "tardar", "después", "antes", "rebasar",
    ];
    const STEMS: &[&str] = &[
        "end",
        "clos",
        "conclud",
        "finish",
        "last",
        "achev",
        "termin",
        "clôtur",
        "postérieur",
        "derni",
        "finaliz",
        "conclu",
        "acab",
        "cerr",
        "posterior",
        "últim",
    ];
    const BEHIND: &[&str] = &[
        "or earlier",
        "or before",
        "at the latest",
        "au plus tard",
        "ou avant",
        "a más tardar",
        "o antes",
    ];
    leads(sentence.before(day), WORDS, STEMS) || follows(sentence.behind(day), BEHIND)
}

/// Whether one of some words, or of some beginnings of words, is among the last words before a day.
fn leads(before: &str, words: &[&str], stems: &[&str]) -> bool {
    /// `from` in `from the first day, 1 March 2013`.
    const REACH: usize = 3;
    let is_one = |word: &str| words.contains(&word) || stems.iter().any(|stem| word.starts_with(stem));
    before.split_whitespace().rev().take(REACH).any(is_one)
}

fn follows(behind: &str, words: &[&str]) -> bool {
    let behind = behind.trim_start_matches([' ', ',', '(']);
    words.iter().any(|word| behind.starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::super::Letters;
    use super::super::cut_off::replies_until;
    use super::super::sentences::sentences;
    use super::*;

    fn days<'p>(paragraph: &'p str, sent: &[Day]) -> [Option<&'p str>; 3] {
        const BASE: usize = 17;
        let printed = |span: Span| paragraph.get(span.start - BASE..span.end - BASE);
        let told = sentences(paragraph, BASE);
        let told = || std::iter::once(told.as_slice());
        let letters = Letters::rising(sent.to_vec(), Vec::new());
        let period = of_report(told(), &letters.sent);
        let until = replies_until(told(), period, &letters);
        let [start, end] = period.map_or([None, None], |period| period.spans.map(printed));
        [start, end, until.and_then(printed)]
    }

    #[test]
    fn an_introduction_states_its_period_and_its_cut_off() {
        let table = [
            (
                "Letters sent between 1 March 2013 and 28 February 2014, and replies received until 30 April 2014.",
                [Some("1 March 2013"), Some("28 February 2014"), Some("30 April 2014")],
            ),
            (
                "It covers 1 May 2011 to 15 March 2012 for communications and the period up to 15 May 2012 for replies.",
                [Some("1 May 2011"), Some("15 March 2012"), Some("15 May 2012")],
            ),
            (
                "In the period (1 March 2016 to 28 February 2017) letters were addressed to States. Replies that \
                 reached the Office of the United Nations High Commissioner for Human Rights by 30 April 2017 are listed.",
                [Some("1 March 2016"), Some("28 February 2017"), Some("30 April 2017")],
            ),
            (
                "The cases are those sent between 1 March 2015 and 28 February 2016. Responses are reflected where \
                 they arrived no later than 30 April 2016.",
                [Some("1 March 2015"), Some("28 February 2016"), Some("30 April 2016")],
            ),
            (
                "The ca\u{ad}ses between 1 March 2013 and 28 February 2014. Re\u{ad}sponses that arrived before 3 May 2014.",
                [Some("1 March 2013"), Some("28 February 2014"), Some("3 May 2014")],
            ),
            (
                "Letters sent between 1 March 2013 and 28 February 2014. On 3 June 2014 the Council asked for replies.",
                [Some("1 March 2013"), Some("28 February 2014"), None],
            ),
            (
                "Letters sent from 1 December 2015 to 30 November 2016; State replies are included where they were received \
                 before 1 February 2017, i.e. no later than 31 January 2017.",
                [
                    Some("1 December 2015"),
                    Some("30 November 2016"),
                    Some("31 January 2017"),
                ],
            ),
            (
                "He was born on 3 June 1960 and 4 June 2014 was his last day.",
                [None, None, None],
            ),
            (
                "States’ answers received no later than 30 April 2016 to letters dated 1 March 2015 or later but not later \
                 than 29 February 2016.",
                [None, None, Some("30 April 2016")],
            ),
            (
                "Replies to the letters below are reflected if they came on or before 31 January 2014. The letters \
                 themselves were sent between 1 December 2012 and 30 November 2013.",
                [
                    Some("1 December 2012"),
                    Some("30 November 2013"),
                    Some("31 January 2014"),
                ],
            ),
            (
                "Letters sent from 1 December 2014 until 30 November 2015. Replies are listed if they reached the \
                 Office before the finalization of the report, the cut-off date being 31 January 2016.",
                [
                    Some("1 December 2014"),
                    Some("30 November 2015"),
                    Some("31 January 2016"),
                ],
            ),
            (
                "Letters sent from 1 December 2014 until 30 November 2015. States had until 31 January 2016 to reply.",
                [
                    Some("1 December 2014"),
                    Some("30 November 2015"),
                    Some("31 January 2016"),
                ],
            ),
            (
                "The reporting period runs from 1 January to 31 December 2016. Replies received by 15 February 2017.",
                [Some("1 January"), Some("31 December 2016"), Some("15 February 2017")],
            ),
            (
                "Lettres envoyées du 1er janvier au 31 décembre 2016 ; réponses reçues jusqu’au 15 février 2017.",
                [Some("1er janvier"), Some("31 décembre 2016"), Some("15 février 2017")],
            ),
        ];
        for (paragraph, expected) in table {
            assert_eq!(days(paragraph, &[]), expected, "{paragraph}");
        }
    }

    #[test]
    fn the_letters_tell_the_report_from_an_earlier_one() {
        let paragraph = "The first report covered letters sent between 1 May 2011 and 15 March 2012, with replies until \
                         15 May 2012. This one covers letters sent from 16 March 2012 to 28 February 2013, with replies \
                         until 30 April 2013.";
        let day = |written: &str| written.parse::<Day>().expect("a day");
        for (sent, expected) in [
            (
                vec![day("2012-05-01"), day("2012-06-01"), day("2012-01-10")],
                [Some("16 March 2012"), Some("28 February 2013"), Some("30 April 2013")],
            ),
            (
                vec![day("2011-05-01"), day("2012-01-10")],
                [Some("1 May 2011"), Some("15 March 2012"), Some("15 May 2012")],
            ),
            (vec![day("2015-05-01")], [None, None, None]),
        ] {
            assert_eq!(days(paragraph, &sent), expected, "{sent:?}");
        }
    }

    #[test]
    fn two_days_of_two_sentences_are_no_period() {
        let sent: Vec<Day> = ["2012-04-02", "2012-12-01"]
            .map(|day| day.parse().expect("a day"))
            .to_vec();
        let paragraph = "It covers the letters transmitted from 16 March 2012 to28 February 2013, and the replies received \
                         by 30 April 2013. The first report dealt with those sent between 1 May 2011 and 15 March 2012.";
        assert_eq!(
            days(paragraph, &sent),
            [Some("16 March 2012"), Some("28 February 2013"), Some("30 April 2013")]
        );
    }

    #[test]
    fn the_letters_make_two_days_a_period() {
        let sent: Vec<Day> = ["2015-03-02", "2015-07-01", "2016-01-10", "2016-02-28", "2015-12-01"]
            .map(|written| written.parse().expect("a day"))
            .to_vec();
        for (paragraph, expected) in [
            (
                "States’ answers received no later than 30 April 2016 to letters dated 1 March 2015 or later but not later \
                 than 29 February 2016.",
                [Some("1 March 2015"), Some("29 February 2016"), Some("30 April 2016")],
            ),
            (
                "29 February 2016 is the last day on which a letter could be sent; 1 March 2015 is the first.",
                [Some("1 March 2015"), Some("29 February 2016"), None],
            ),
            (
                "By 30 April 2016, when the list of replies was closed, and for communications which went out on or after \
                 1 March 2015 and on or before 29 February 2016, there were few.",
                [Some("1 March 2015"), Some("29 February 2016"), Some("30 April 2016")],
            ),
            (
                "The first letter went out on 1 March 2015. The last one was signed on 29 February 2016, and what \
                 Governments had to say by 30 April 2016 is told below.",
                [Some("1 March 2015"), Some("29 February 2016"), Some("30 April 2016")],
            ),
            (
                "On dénombre dans ces pages les lettres parties depuis le 1er mars 2015 ; la dernière le fut le 29 février \
                 2016. Les États avaient jusqu’au 30 avril 2016 pour s’exprimer.",
                [Some("1er mars 2015"), Some("29 février 2016"), Some("30 avril 2016")],
            ),
            (
                "Las cartas recogidas comienzan el 1.º de marzo de 2015 y concluyen el 29 de febrero de 2016; el plazo para \
                 contestar, fijado al principio en el 31 de marzo de 2016, se amplió al 30 de abril de 2016.",
                [
                    Some("1.º de marzo de 2015"),
                    Some("29 de febrero de 2016"),
                    Some("30 de abril de 2016"),
                ],
            ),
            (
                "Letters of 1 March 2015 to 29 February 2016. The list of replies was drawn up as of 17 April 2016, two weeks \
                 before the deadline for the submission of documents on 30 April 2016.",
                [Some("1 March 2015"), Some("29 February 2016"), Some("17 April 2016")],
            ),
            (
                "Letters of 1 March 2015 to 29 February 2016. The Government of Peru replied on 3 May 2016, too late for this \
                 report, which had closed to responses on 30 April 2016.",
                [Some("1 March 2015"), Some("29 February 2016"), Some("30 April 2016")],
            ),
            (
                "He took up his mandate on 1 March 2015, and the letters will be read on 12 May 2016.",
                [None, None, None],
            ),
        ] {
            assert_eq!(days(paragraph, &sent), expected, "{paragraph}");
        }
    }
}
