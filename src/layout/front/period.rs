//! The period that a report covers and the day until which it counts replies, as its introduction claims them.
//!
//! A claim is checked against the letters. What is not said plainly, or does not hold, is not read: the catalogue may
//! know it.

use super::Letters;
use super::sentences::{Token, words};
use crate::lexicon::lexicon;
use crate::record::Day;
use crate::text::Span;

/// The two days of a period, as printed and as meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Period {
    pub spans: [Span; 2],
    pub days: [Day; 2],
}

/// What a day or a pair of days is said to be of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Subject {
    replies: bool,
    letters: bool,
}

impl Subject {
    fn of(tokens: &[Token]) -> Option<Self> {
        let replies = tokens.iter().any(|token| token.begins(lexicon!("replies")));
        let letters = tokens.iter().any(|token| token.begins(lexicon!("letters", &str, Some)));
        (replies || letters).then_some(Self { replies, letters })
    }

    /// What is said directly after the day, `for replies`, or else before it.
    fn around(lead: &[Token], behind: &[Token]) -> Option<Self> {
        /// Words after the day within which it is said.
        const NEAR: usize = 5;
        let concerns = behind.first().is_some_and(|token| token.is(lexicon!("for")));
        let said = behind.get(..NEAR.min(behind.len())).filter(|_| concerns);
        said.and_then(Self::of).or_else(|| Self::of(lead))
    }

    fn is_replies(self) -> bool {
        self.replies && !self.letters
    }
}

/// The period of the report: of the pairs of days that its sentences join, the shortest that holds its letters. Earlier
/// and later reports are spoken of, too, and hold none of them. Another pair that holds them contains it, as the years of
/// a mandate do, or else neither is plain.
pub(super) fn of_report(sentences: &[Vec<Token>], letters: &Letters) -> Option<Period> {
    let pairs = sentences.iter().flat_map(|sentence| pairs(sentence));
    let own = pairs.filter(|(subject, _, pair)| !subject.is_replies() && holds_letters(pair, &letters.sent));
    let own: Vec<(bool, Period)> = own.map(|(subject, _, pair)| (subject.replies, pair)).collect();
    let length = |pair: &Period| pair.days[0].days_to(pair.days[1]);
    let &(both, period) = own.iter().min_by_key(|(both, pair)| (*both, length(pair)))?;
    let [start, end] = period.days;
    let agrees = |&(other, pair): &(bool, Period)| other != both || pair.days[0] <= start && end <= pair.days[1];
    own.iter().all(agrees).then_some(period)
}

/// Whether nearly all letters were sent in a period.
fn holds_letters(pair: &Period, sent: &[Day]) -> bool {
    /// One letter in so many may be of another day, and one always may: misprints.
    const OUTSIDE: usize = 20;
    let outside = sent
        .iter()
        .filter(|day| !(pair.days[0]..=pair.days[1]).contains(day))
        .count();
    outside <= (sent.len() / OUTSIDE).max(1) && outside * 2 <= sent.len()
}

/// The pairs of days that a sentence joins, with what they are of and the place of the second one among its tokens.
fn pairs(sentence: &[Token]) -> Vec<(Subject, usize, Period)> {
    let named = |(at, token): (usize, &Token)| Some((at, token.day?, token.span));
    let days: Vec<_> = sentence.iter().enumerate().filter_map(named).collect();
    let pair = |pair: &[(usize, Day, Span)]| {
        let &[(first, start_day, start_span), (second, end_day, end_span)] = pair else {
            return None;
        };
        let before = sentence.get(..first)?;
        let lead = since_last_day(before);
        let joined = start_day < end_day && joins(lead, sentence.get(first + 1..second)?);
        let period = Period {
            spans: [start_span, end_span],
            days: [start_day, end_day],
        };
        let subject = Subject::around(lead, sentence.get(second + 1..)?)
            .or_else(|| Subject::of(before).filter(|said| said.letters));
        joined.then_some((subject.unwrap_or_default(), second, period))
    };
    days.windows(2).filter_map(pair).collect()
}

/// Whether the words between two days make them the first and the last one of a period: `to`, `and ended on`,
/// `(inclusive) until`; `and` only after `between`.
fn joins(lead: &[Token], joint: &[Token]) -> bool {
    /// Words of the longest joint.
    const MOST: usize = 4;
    /// Words before the first day among which `between` stands.
    const NEAR: usize = 3;
    let leads = lexicon!("joint of days", bool, |meaning| Some(meaning == "to"));
    let said = |to: bool| words(joint).any(|word| leads.is(&word.shown) == Some(to));
    let to = said(true) || words(joint).any(|word| word.shown == "-" || word.begins(lexicon!("end of a period")));
    let between = || words(lead).rev().take(NEAR).any(|word| word.is(lexicon!("between")));
    let short = (1..=MOST).contains(&words(joint).count()) && Subject::of(joint).is_none();
    short && (to || said(false) && between())
}

/// The day until which replies are counted, and the one from which they are, which is hardly ever said: the first later
/// day that a sentence which speaks of replies gives as a last one. A sentence that gives several is not plain.
pub(super) fn replies(
    sentences: &[Vec<Token>],
    period: Option<Period>,
    letters: &Letters,
) -> Option<(Option<Span>, Span)> {
    let end = period.map_or_else(|| letters.sent.iter().max().copied(), |period| Some(period.days[1]))?;
    let speaks = |sentence: &&Vec<Token>| Subject::of(sentence).is_some_and(|subject| subject.replies);
    for sentence in sentences.iter().filter(speaks) {
        let pairs = pairs(sentence);
        // Without a period nothing tells its days from those of the replies.
        if period.is_none() && sentence.iter().filter(|token| token.day.is_some()).count() > 1 + pairs.len() {
            continue;
        }
        let later = |(at, token): (usize, &Token)| {
            let day = token.day.filter(|&day| day > end)?;
            let Some((subject, _, pair)) = pairs.iter().find(|&&(_, second, _)| second == at) else {
                return is_last(sentence, at).map(|excluded| (day, excluded, None, token.span));
            };
            let from = subject.is_replies().then_some(pair.spans[0])?;
            Some((day, false, Some(from), token.span))
        };
        let mut found: Vec<_> = sentence.iter().enumerate().filter_map(later).collect();
        found.dedup_by_key(|&mut (day, ..)| day);
        match *found.as_slice() {
            [] => {}
            // `Before 1 May` may mean the last of April.
            [(day, excluded, ..)] if excluded && day.day() == 1 => return None,
            [(day, _, from, until)] if is_likely(day, end, &letters.replied) => return Some((from, until)),
            _ => return None,
        }
    }
    None
}

/// Whether replies can have been counted until a day: nearly all are of earlier ones, and reports appear within months.
fn is_likely(day: Day, end: Day, replied: &[Day]) -> bool {
    /// One reply in so many may be later, and a few always: misprints, and replies that came in late.
    const LATE: usize = 10;
    const FEW: usize = 3;
    /// Days from a period's end to the cut-off at the most; the longest that was seen are 90.
    const LONGEST: i32 = 366;
    let late = replied.iter().filter(|&&replied| replied > day).count();
    late <= (replied.len() / LATE).max(FEW) && end.days_to(day) <= LONGEST
}

/// Whether words before a day make it the last one of replies (`by`, `on or before`, `the deadline for which is`), and
/// then whether they leave the day itself out.
fn is_last(sentence: &[Token], at: usize) -> Option<bool> {
    let lead = since_last_day(sentence.get(..at)?);
    let subject = Subject::around(lead, sentence.get(at + 1..)?).unwrap_or_default();
    // A last day of letters is another one.
    if subject.letters && !subject.replies {
        return None;
    }
    let mut near = words(lead).rev().skip_while(|word| word.is(lexicon!("beside a day")));
    let last = lexicon!("last day", bool, |meaning| Some(meaning == "day before"));
    match last.is(&near.next()?.shown) {
        Some(excluded) => Some(excluded && near.next().is_none_or(|word| word.shown != "or")),
        None => words(lead)
            .any(|word| word.begins(lexicon!("closing")))
            .then_some(false),
    }
}

/// What stands after the last day of some tokens.
fn since_last_day(tokens: &[Token]) -> &[Token] {
    tokens.rsplit(|token| token.day.is_some()).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::sentences::sentences;
    use super::*;

    /// Days of letters and of replies; each period of the tests is from 1 March to the end of February, or holds them.
    const SENT: [&str; 4] = ["2013-03-04", "2013-07-01", "2013-11-28", "2014-02-27"];
    const REPLIED: [&str; 3] = ["2013-05-02", "2014-02-28", "2014-03-20"];

    fn days(written: &[&str]) -> Vec<Day> {
        written.iter().map(|day| day.parse().expect("a day")).collect()
    }

    fn claimed<'p>(paragraph: &'p str, sent: &[&str], replied: &[&str]) -> [Option<&'p str>; 3] {
        const BASE: usize = 17;
        let printed = |span: Span| paragraph.get(span.start - BASE..span.end - BASE);
        let told = sentences(paragraph, BASE);
        let letters = Letters {
            sent: days(sent),
            replied: days(replied),
        };
        let period = of_report(&told, &letters);
        let until = replies(&told, period, &letters).map(|(_, until)| until);
        let [start, end] = period.map_or([None, None], |period| period.spans.map(printed));
        [start, end, until.and_then(printed)]
    }

    #[test]
    fn introductions_claim_a_period_and_a_cut_off() {
        for (paragraph, [start, end, until]) in [
            (
                "Letters sent between 1 March 2013 and 28 February 2014, and replies received until 30 April 2014.",
                ["1 March 2013", "28 February 2014", "30 April 2014"],
            ),
            (
                "It covers communications sent from 1 March 2013 to28 February 2014 and replies until 15 May 2014.",
                ["1 March 2013", "28 February 2014", "15 May 2014"],
            ),
            (
                "It covers 1 March 2013 to 28 February 2014 for communications and the period up to 15 May 2014 for replies.",
                ["1 March 2013", "28 February 2014", "15 May 2014"],
            ),
            (
                "In the period (1 March 2013 to 28 February 2014) letters were addressed to States. Replies that reached the \
              Office of the United Nations High Commissioner for Human Rights by 30 April 2014 are listed.",
                ["1 March 2013", "28 February 2014", "30 April 2014"],
            ),
            (
                "The cases are those sent between 1 March 2013 and 28 February 2014. Responses are reflected where they \
              arrived no later than 30 April 2014.",
                ["1 March 2013", "28 February 2014", "30 April 2014"],
            ),
            (
                "The ca\u{ad}ses between 1 March 2013 and 28 February 2014. Re\u{ad}sponses that arrived before 3 May 2014.",
                ["1 March 2013", "28 February 2014", "3 May 2014"],
            ),
            (
                "Replies to the letters below are reflected if they came on or before 1 May 2014. The letters themselves \
              were sent between 1 March 2013 and 28 February 2014.",
                ["1 March 2013", "28 February 2014", "1 May 2014"],
            ),
            (
                "Letters sent from 1 March 2013 until 28 February 2014. Replies are listed if they reached the Office before \
              the finalization of the report, the cut-off date being 30 April 2014.",
                ["1 March 2013", "28 February 2014", "30 April 2014"],
            ),
            (
                "Letters sent from 1 March 2013 until 28 February 2014. States had until 30 April 2014 to reply.",
                ["1 March 2013", "28 February 2014", "30 April 2014"],
            ),
            (
                "The reporting period runs from 1 January to 31 December 2013. Replies received by 15 February 2014.",
                ["1 January", "31 December 2013", "15 February 2014"],
            ),
            (
                "The period of 1 March 2013 through 28 February 2014; the deadline for replies was 30 April 2014.",
                ["1 March 2013", "28 February 2014", "30 April 2014"],
            ),
            (
                "Communications sent, 1 March 2013 to 28 February 2014; Replies received, 1 May 2013 to 30 April 2014",
                ["1 March 2013", "28 February 2014", "30 April 2014"],
            ),
            (
                "Communications sent between 1 March 2013 and 28 February 2014 and replies received between 1 May 2013 and \
              30 April 2014.",
                ["1 March 2013", "28 February 2014", "30 April 2014"],
            ),
            (
                "Replies received between 1 May 2013 and 30 April 2014 relating to communications sent between 1 March 2013 \
              and 28 February 2014.",
                ["1 March 2013", "28 February 2014", "30 April 2014"],
            ),
            (
                "This addendum contains a summary of communications transmitted from 1 March 2013 up to 28 February 2014. \
              Replies received after 30 April 2014 will be included in the next report.",
                ["1 March 2013", "28 February 2014", "30 April 2014"],
            ),
            (
                "The period beginning on 1 March 2013 and ending on 28 February 2014, and responses as of 30 April 2014.",
                ["1 March 2013", "28 February 2014", "30 April 2014"],
            ),
            (
                "Communications sent by the mandate (01/03/2013 – 28/02/2014) and answers received by 30/04/2014.",
                ["01/03/2013", "28/02/2014", "30/04/2014"],
            ),
            (
                "Communications sent from March 1, 2013 to February 28, 2014; replies received through April 30, 2014.",
                ["March 1, 2013", "February 28, 2014", "April 30, 2014"],
            ),
            (
                "Letters of 1 March 2013–28 February 2014, with the Governments’ responses up to and including 30 April 2014.",
                ["1 March 2013", "28 February 2014", "30 April 2014"],
            ),
            (
                "The report covers the period from 1 March 2013 (inclusive) to 28 February 2014. It also contains responses \
              received from Governments up to 30 April 2014.",
                ["1 March 2013", "28 February 2014", "30 April 2014"],
            ),
            (
                "A previous report dealt with communications sent from 1 March 2012 to 28 February 2013, with replies until 30 \
              April 2013. This one covers those sent from 1 March 2013 to 28 February 2014, with replies until 30 April 2014.",
                ["1 March 2013", "28 February 2014", "30 April 2014"],
            ),
            (
                "Since the mandate began, from 1 May 2011 to 28 February 2014, letters were sent to 90 States. Here are those \
              sent between 1 March 2013 and 28 February 2014. Replies are counted until 30 April 2014.",
                ["1 March 2013", "28 February 2014", "30 April 2014"],
            ),
            (
                "Lettres envoyées du 1er mars 2013 au 28 février 2014 ; réponses reçues jusqu’au 30 avril 2014.",
                ["1er mars 2013", "28 février 2014", "30 avril 2014"],
            ),
            (
                "Le présent rapport porte sur les communications transmises entre le 1er mars 2013 et le 28 février 2014, et \
              sur les réponses reçues au plus tard le 30 avril 2014.",
                ["1er mars 2013", "28 février 2014", "30 avril 2014"],
            ),
            (
                "La période qui a débuté le 1er mars 2013 et s’est achevée le 28 février 2014. Les réponses des États \
              parvenues avant le 30 avril 2014 y figurent.",
                ["1er mars 2013", "28 février 2014", "30 avril 2014"],
            ),
            (
                "Communications envoyées du 1er janvier au 31 décembre 2013. La date limite pour les réponses était fixée : 15 \
              février 2014.",
                ["1er janvier", "31 décembre 2013", "15 février 2014"],
            ),
            (
                "Les réponses reçues après le 30 avril 2014 figureront dans le prochain rapport ; celui-ci couvre la période \
              allant du 1er mars 2013 jusqu’au 28 février 2014.",
                ["1er mars 2013", "28 février 2014", "30 avril 2014"],
            ),
            (
                "Comunicaciones enviadas del 1 de marzo de 2013 al 28 de febrero de 2014 y respuestas recibidas hasta el 30 de \
              abril de 2014.",
                ["1 de marzo de 2013", "28 de febrero de 2014", "30 de abril de 2014"],
            ),
            (
                "El informe abarca las cartas transmitidas entre el 1.º de marzo de 2013 y el 28 de febrero de 2014. Las \
              respuestas recibidas a más tardar el 30 de abril de 2014 se incluyen.",
                ["1.º de marzo de 2013", "28 de febrero de 2014", "30 de abril de 2014"],
            ),
            (
                "Período comprendido entre el 1 de enero y el 31 de diciembre de 2013; las respuestas se cuentan hasta el día 15 \
              de febrero de 2014.",
                ["1 de enero", "31 de diciembre de 2013", "15 de febrero de 2014"],
            ),
            (
                "Las cartas recogidas comienzan el 1 de marzo de 2013 y concluyen el 28 de febrero de 2014; el plazo para \
              contestar venció el 30 de abril de 2014.",
                ["1 de marzo de 2013", "28 de febrero de 2014", "30 de abril de 2014"],
            ),
            (
                "Desde el 1 de marzo de 2013 hasta el 28 de febrero de 2014 se enviaron cartas. Se incluyen las respuestas \
              recibidas antes del 30 de abril de 2014.",
                ["1 de marzo de 2013", "28 de febrero de 2014", "30 de abril de 2014"],
            ),
        ] {
            assert_eq!(
                claimed(paragraph, &SENT, &REPLIED),
                [Some(start), Some(end), Some(until)],
                "{paragraph}"
            );
        }
    }

    #[test]
    fn what_is_not_said_plainly_is_not_read() {
        const PERIOD: &str = "Letters sent between 1 March 2013 and 28 February 2014.";
        for (paragraph, until) in [
            ("On 3 June 2014 the Council asked for replies.", None),
            ("Replies are included where they were received before 1 May 2014.", None),
            (
                "State replies are included where they were received before 1 May 2014, i.e. no later than 30 April 2014.",
                None,
            ),
            (
                "The list of replies was drawn up as of 17 April 2014, before the deadline of 30 April 2014.",
                None,
            ),
            (
                "The next report has replies to letters sent from 1 March 2014 to 28 February 2015.",
                None,
            ),
            ("Peru replied on 3 May 2014, too late for this report.", None),
            ("The mandate will be renewed by 30 April 2014.", None),
            (
                "Replies that came by 1 December 2013 are in bold, those until 30 April 2014 in italics.",
                Some("30 April 2014"),
            ),
            ("Replies received by 30 June 2017 are on the web site.", None),
        ] {
            let paragraph = format!("{PERIOD} {paragraph}");
            let expected = [Some("1 March 2013"), Some("28 February 2014"), until];
            assert_eq!(claimed(&paragraph, &SENT, &REPLIED), expected, "{paragraph}");
        }
        for (paragraph, until) in [
            ("He was born on 3 June 1980 and 4 June 2014 was his last day.", None),
            (
                "No letter dated before 1 March 2013 or after 28 February 2014 is included; replies are until 30 April 2014.",
                None,
            ),
            (
                "The period opened on 1 March 2013. It closed on 28 February 2014.",
                None,
            ),
            (
                "The period opened on 1 March 2013. It closed on 28 February 2014. Replies until 30 April 2014.",
                Some("30 April 2014"),
            ),
            (
                "The replies received between 1 March 2013 and 30 April 2014 are listed.",
                Some("30 April 2014"),
            ),
            ("He visited Fiji from 1 March 2013 to 10 March 2013.", None),
            (
                "The communications sent and the replies received are for the periods 1 March 2013 to 28 February 2014 and \
                 1 May 2013 to 30 April 2014 respectively.",
                None,
            ),
            (
                "The last report covered letters from 1 March 2012 to 28 February 2013.",
                None,
            ),
            ("He reported on 1 March 2012 and 30 April 2014.", None),
        ] {
            assert_eq!(claimed(paragraph, &SENT, &REPLIED), [None, None, until], "{paragraph}");
        }
    }

    #[test]
    fn the_letters_tell_the_report_from_an_earlier_one() {
        let paragraph = "The first report covered letters sent between 1 May 2011 and 15 March 2012, with replies until \
                         15 May 2012. This one covers letters sent from 16 March 2012 to 28 February 2013, with replies \
                         until 30 April 2013.";
        let own = [Some("16 March 2012"), Some("28 February 2013"), Some("30 April 2013")];
        for (sent, expected) in [
            // One in twenty, and always one, may be a misprint.
            (&["2012-05-01", "2012-06-01", "2012-01-10"][..], own),
            (
                &["2011-05-01", "2012-01-10"],
                [Some("1 May 2011"), Some("15 March 2012"), Some("15 May 2012")],
            ),
            (&["2015-05-01", "2015-06-01"], [None; 3]),
            // Nothing tells which of the two it is.
            (&[], [None; 3]),
        ] {
            assert_eq!(claimed(paragraph, sent, &[]), expected, "{sent:?}");
        }
        let replied = ["2013-05-01"; 4];
        assert_eq!(
            claimed(paragraph, &["2012-05-01", "2012-06-01"], &replied),
            [own[0], own[1], None]
        );
        let alone = "Letters sent from 16 March 2012 to 28 February 2013.";
        assert_eq!(claimed(alone, &[], &[]), [own[0], own[1], None]);
    }
}
