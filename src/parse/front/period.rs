//! The period that a report covers, as its introduction states it.

use super::names;
use crate::parse::blocks::Block;
use crate::parse::dates::dates;
use crate::read::text::Span;
use crate::record::spelling::is_blank;
use crate::record::{Day, PrintedDay, date};

/// A period that an introduction names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Period {
    /// Its first and its last day as printed; the first may lack the year that it shares with the last.
    pub spans: [Span; 2],
    /// The same two days.
    pub days: [Day; 2],
    /// Whether words such as `to` join the two days.
    joined: bool,
}

impl Period {
    /// Whether it ends on the day before a year, or several, are full.
    fn is_year(&self) -> bool {
        let [start, end] = self.days;
        let next = end.next();
        start.year() < next.year() && (start.month(), start.day()) == (next.month(), next.day())
    }

    fn days(&self) -> i32 {
        self.days[0].days_to(self.days[1])
    }
}

/// The period of the report: of those that its introduction names, the one in which nearly all letters were sent.
/// Earlier reports are spoken of, too; a period that half of the letters lie outside of is one of theirs.
///
/// Two days of a sentence that words other than `to` stand between (`No letter dated before 1 December 2010 or after 30
/// November 2011`) are one if the letters say so, and it begins with a month and ends with one.
pub(super) fn of_report<'b>(paragraphs: impl Iterator<Item = &'b Block<'b>>, sent: &[Day]) -> Option<Period> {
    best(paragraphs.flat_map(|block| periods(&block.shown, block.words)), sent)
}

fn best(periods: impl Iterator<Item = Period>, sent: &[Day]) -> Option<Period> {
    /// Letters in a hundred that may lie outside of a period: misprints, and letters of earlier years.
    const OUTSIDE: usize = 5;
    /// The same for a period that is not named as one.
    const LEAST: usize = 80;
    /// The same for one that is.
    const LEAST_JOINED: usize = 50;
    let share = |period: &Period| {
        let [start, end] = period.days;
        let within = sent.iter().filter(|day| (start..=end).contains(*day)).count();
        (within * 100).checked_div(sent.len())
    };
    let named = periods.filter_map(|period| {
        let Some(share) = share(&period) else {
            // Without letters only what is named as a period is one.
            return period.joined.then_some((period, 100));
        };
        let least = if period.joined { LEAST_JOINED } else { LEAST };
        (share >= least).then_some((period, share))
    });
    let named: Vec<(Period, usize)> = named.collect();
    let most = named.iter().map(|&(_, share)| share).max()?;
    let near = named.into_iter().filter(|&(_, share)| share + OUTSIDE >= most);
    // Of equals the first.
    let rank = |(period, _): &(Period, usize)| (!period.is_year(), !period.joined, period.days());
    near.min_by_key(rank).map(|(period, _)| period)
}

/// The pairs of days in a paragraph on letters between which something lies: `between 1 March 2013 and 28 February 2014`,
/// `from 1 January to 31 December 2016`.
///
/// `shown` is a paragraph whose first character stands at `base`.
fn periods(shown: &str, base: usize) -> Vec<Period> {
    const WORDS: &[&str] = &[
        "communication",
        "letter",
        "appeal",
        "period",
        "covers",
        "summar",
        "case",
        "sent",
        "reporting year",
        "année considérée",
        "exercice",
        "ejercicio",
        "période",
        "lettre",
        "envoy",
        "adressé",
        "transmi",
        "período",
        "periodo",
        "comunicacion",
        "cartas",
        "casos",
        "enviad",
    ];
    if !names(shown, WORDS) {
        return Vec::new();
    }
    let text = |from: usize, to: usize| shown.get(from - base..to - base).unwrap_or_default();
    let mut periods = Vec::new();
    let mut before: Option<(Span, Day)> = None;
    for last in dates(shown, base) {
        let Ok(end) = text(last.start, last.end).parse::<PrintedDay>() else {
            continue;
        };
        let end = end.day;
        let since = before.map_or(base, |(day, _)| day.end);
        let elided = day_without_year(text(since, last.start), since, end).filter(|&(_, start)| start < end);
        let pair = before.and_then(|(first, start)| {
            let between = text(first.end, last.start);
            if between.contains(". ") {
                return None;
            }
            let joined = joins_days(between) && start < end;
            // The last day can be named first.
            let (spans, days) = if start < end {
                ([first, last], [start, end])
            } else {
                ([last, first], [end, start])
            };
            Some(Period { spans, days, joined })
        });
        let full_months = |period: &Period| period.days[0].day() == 1 && period.days[1].next().day() == 1;
        let pair = pair.filter(|pair| pair.joined || full_months(pair) && pair.days[0] < pair.days[1]);
        periods.extend(elided.map(|(first, start)| Period {
            spans: [first, last],
            days: [start, end],
            joined: true,
        }));
        periods.extend(pair);
        before = Some((last, end));
    }
    periods
}

/// The day in front of another one, whose year it shares.
fn day_without_year(before: &str, base: usize, next: Day) -> Option<(Span, Day)> {
    let begins = |&(_, c): &(usize, char)| c.is_ascii_digit() || c.is_ascii_uppercase();
    before.char_indices().filter(begins).find_map(|(at, _)| {
        let rest = before.get(at..)?;
        let length = date::without_year(rest)?;
        let (printed, between) = rest.split_at_checked(length)?;
        let day = date::in_year(printed, next.year())?;
        joins_days(between).then_some((Span::new(base + at, base + at + length), day))
    })
}

/// Whether words between two days make them the ends of a period.
pub(super) fn joins_days(between: &str) -> bool {
    const JOINTS: &[&str] = &[
        "and",
        "to",
        "until",
        "till",
        "through",
        "up to",
        "and until",
        "to and including",
        "until and including",
        "up to and including",
        "through to",
        "ending",
        "ending on",
        "closing on",
        "and closing on",
        "and closed on",
        "and closes on",
        "and ended on",
        "and ends on",
        "and running until",
        "and running to",
        "et close le",
        "et s'est achevée le",
        "et s'est terminée le",
        "et prenant fin le",
        "et s'achevant le",
        "y terminó el",
        "y finalizó el",
        "y concluyó el",
        "y que terminó el",
        "y que finalizó el",
        "y que concluyó el",
        "and ending",
        "and ending on",
        "al",
        "al día",
        "hasta",
        "y",
        "y el",
        "hasta el",
        "a",
        "au",
        "et le",
        "et",
        "jusqu'au",
        "et jusqu'au",
        "y hasta el",
        "-",
        "",
    ];
    let folded: String = between
        .chars()
        .map(|c| match c {
            '\u{2010}'..='\u{2015}' => '-',
            '\u{2019}' => '\'',
            c if is_blank(c) => ' ',
            c => c.to_ascii_lowercase(),
        })
        .collect();
    let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    let joint = words.join(" ");
    !joint.is_empty() && JOINTS.contains(&joint.trim_matches([',', '(', ')']).trim())
}

#[cfg(test)]
mod tests {
    use super::super::cut_off::{cut_offs, first};
    use super::*;

    fn days<'p>(paragraph: &'p str, sent: &[Day]) -> [Option<&'p str>; 3] {
        const BASE: usize = 17;
        let printed = |span: Span| paragraph.get(span.start - BASE..span.end - BASE);
        let period = best(periods(paragraph, BASE).into_iter(), sent);
        let until = first(cut_offs(paragraph, BASE).into_iter(), period, sent);
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
                "He took up his mandate on 1 March 2015, and the letters will be read on 12 May 2016.",
                [None, None, None],
            ),
        ] {
            assert_eq!(days(paragraph, &sent), expected, "{paragraph}");
        }
    }
}
