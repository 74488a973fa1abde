//! What a State answered, and when.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

use super::Day;
use crate::lexicon::lexicon;
use crate::text::spelling;

/// One answer of a State.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// Its day.
    pub day: Day,
    /// Marked `(A)`: receipt was acknowledged and nothing else said.
    pub acknowledgement: bool,
    /// Link to the answer.
    pub url: Option<String>,
}

/// What an entry says about the State's answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Replies {
    /// One or more, in printed order; never empty.
    Dated(Vec<Reply>),
    /// "None to date": censored at the report's cut-off, not "no".
    NoneToDate,
    /// The entry says nothing about it.
    NotStated,
}

/// The four shapes that an entry's answers can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReplyStatus {
    /// At least one answer of substance.
    Replied,
    /// Nothing but acknowledgements of receipt.
    Acknowledged,
    /// The entry says that there is none until the report's cut-off.
    NoneToDate,
    /// The entry does not say.
    NotStated,
}

impl Replies {
    /// Which of the four shapes it is.
    pub fn status(&self) -> ReplyStatus {
        match self {
            Self::Dated(replies) if replies.iter().all(|reply| reply.acknowledgement) => ReplyStatus::Acknowledged,
            Self::Dated(_) => ReplyStatus::Replied,
            Self::NoneToDate => ReplyStatus::NoneToDate,
            Self::NotStated => ReplyStatus::NotStated,
        }
    }

    /// The answers, in printed order.
    pub fn dated(&self) -> &[Reply] {
        match self {
            Self::Dated(replies) => replies,
            Self::NoneToDate | Self::NotStated => &[],
        }
    }

    /// The earliest answer of substance, unless one is dated before the letter: then the dates contradict each other.
    pub fn first(&self, sent: Day) -> Option<Day> {
        let days = || {
            self.dated()
                .iter()
                .filter(|reply| !reply.acknowledgement)
                .map(|reply| reply.day)
        };
        days().min().filter(|&first| first >= sent)
    }
}

impl fmt::Display for ReplyStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Replied => "replied",
            Self::Acknowledged => "acknowledged",
            Self::NoneToDate => "none_to_date",
            Self::NotStated => "not_stated",
        })
    }
}

/// Eats the words for "no reply" from the front of `printed` and returns their length in bytes.
///
/// ```
/// use rapporteur::record::reply::no_reply_prefix;
/// assert_eq!(no_reply_prefix("None to date. Alleged"), Some(12));
/// assert_eq!(no_reply_prefix("Nonetheless"), None);
/// ```
pub fn no_reply_prefix(printed: &str) -> Option<usize> {
    lexicon!("no reply").length(printed)
}

/// Eats the mark of a mere acknowledgement, `(A)`, from the front of `printed` and returns its length in bytes.
pub fn acknowledgement_prefix(printed: &str) -> Option<usize> {
    let inner = printed.strip_prefix('(')?.trim_start_matches(spelling::is_blank);
    let rest = inner.get(lexicon!("acknowledgement").length(inner)?..)?;
    let close = rest
        .trim_start_matches(|c| spelling::is_blank(c) || c == '.')
        .strip_prefix(')')?;
    Some(printed.len() - close.len())
}

/// Eats a note that the translation of a reply is still to come, `(translation awaited)`, from the front of `printed` and
/// returns its length in bytes.
pub fn translation_prefix(printed: &str) -> Option<usize> {
    let inner = printed.strip_prefix(['(', '['])?.trim_start_matches(spelling::is_blank);
    let length = lexicon!("translation").length(inner)?;
    let close = inner
        .get(length..)?
        .trim_start_matches(spelling::is_blank)
        .strip_prefix([')', ']'])?;
    Some(printed.len() - close.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_no_reply() {
        for (printed, length) in [
            ("None to date. Alleged", Some(12)),
            ("none to date", Some(12)),
            ("None. Alleged", Some(4)),
            ("Ninguna a la fecha. Presunta", Some(18)),
            ("Aucune à ce jour", Some(17)),
            ("None\u{a0}to\ndate", Some(13)),
            ("Nonetheless", None),
            ("Pending", None),
        ] {
            assert_eq!(no_reply_prefix(printed), length, "{printed}");
        }
    }

    #[test]
    fn marks_of_acknowledgement() {
        for (printed, length) in [
            ("(A), x", Some(3)),
            ("( a )", Some(5)),
            ("(A.)", Some(4)),
            ("(Acknowledgement)", Some(17)),
            ("(B)", None),
            ("A", None),
        ] {
            assert_eq!(acknowledgement_prefix(printed), length, "{printed}");
        }
    }

    #[test]
    fn the_first_answer_is_the_earliest_of_substance() {
        let day = |written: &str| written.parse::<Day>().expect("a day");
        let reply = |written: &str, acknowledgement| Reply {
            day: day(written),
            acknowledgement,
            url: None,
        };
        let replies = Replies::Dated(vec![
            reply("2012-03-01", true),
            reply("2012-05-01", false),
            reply("2012-04-01", false),
        ]);
        assert_eq!(replies.status(), ReplyStatus::Replied);
        assert_eq!(replies.first(day("2012-02-01")), Some(day("2012-04-01")));
        assert_eq!(replies.first(day("2012-04-02")), None, "one is dated before the letter");
        let acknowledged = Replies::Dated(vec![reply("2012-03-01", true)]);
        assert_eq!(
            (acknowledged.status(), acknowledged.first(day("2012-02-01"))),
            (ReplyStatus::Acknowledged, None)
        );
    }

    #[test]
    fn notes_on_translations() {
        for (printed, length) in [
            ("(translation awaited). Alleged", Some(21)),
            ("[ in translation ] x", Some(18)),
            ("(Translation pending)", Some(21)),
            ("(translated)", None),
            ("(translation of the judgement)", None),
        ] {
            assert_eq!(translation_prefix(printed), length, "{printed}");
        }
    }
}
