//! Layout F, before 2012: each letter told in sentences. It is recognised, so that it is refused for what it is.

use std::sync::LazyLock;

use regex::Regex;

use super::evidence::{Evidence, Sight};
use super::{Layout, Listing, Marks, chapters};
use crate::catalogue::SourceKind;
use crate::text::{Span, Text};

/// The layout of reports that tell their letters in prose.
pub(super) struct Prose;

impl Layout for Prose {
    fn name(&self) -> &'static str {
        "prose"
    }

    fn kind(&self) -> Option<SourceKind> {
        Some(SourceKind::ObservationsReport)
    }

    fn recognise(&self, sight: &Sight<'_>, _: Option<SourceKind>) -> Option<Evidence> {
        /// Letters below which a document merely mentions some.
        const ENOUGH: usize = 5;
        let text = sight.text;
        if sight.has_openings() {
            return None;
        }
        let string = text.string();
        let told: Vec<Span> = TOLD
            .find_iter(string)
            .take(ENOUGH)
            .map(|told| Span::new(told.start(), told.end()))
            .collect();
        let headed = || {
            let lines = text.lines().iter().map(|line| line.span);
            lines.filter(|&line| HEADED.is_match(text.slice(line))).take(ENOUGH)
        };
        let (why, span) = if told.len() == ENOUGH {
            ("letters that are told in sentences", told.first().copied())
        } else if headed().count() == ENOUGH {
            ("a type of letter as the heading above sentences", headed().next())
        } else {
            return None;
        };
        Some(Evidence { why, span })
    }

    fn cut(&self, text: &Text) -> Listing {
        Listing {
            refusal: Some(
                "no entries read: the report tells its communications in running prose, as before 2012, a layout that is not read",
            ),
            ..chapters::front_matter(text)
        }
    }

    fn marks(&self) -> Marks {
        Marks::Labels
    }
}

/// A letter told in a sentence: `On 12 January 2009, the Special Rapporteur sent a letter of allegation`.
static TOLD: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(clippy::unwrap_used, reason = "a constant pattern, which the tests compile")]
    Regex::new(
        r"(?i)(?-u:\b)(sent|transmitted|addressed|issued)\s+(an?\s+)?(joint\s+)?(urgent\s+(appeal|action|communication)|allegation\s+letter|letter\s+of\s+allegations?)",
    )
    .unwrap()
});

/// A sub-heading over such sentences.
static HEADED: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(clippy::unwrap_used, reason = "a constant pattern, which the tests compile")]
    Regex::new(r"(?i)^\s*(\(?[a-z0-9]{1,3}[.)]\s*)?(joint\s+)?(letters?\s+of\s+allegations?|allegation\s+letters?|urgent\s+appeals?)(\s+sent)?\s*:?\s*$").unwrap()
});
