//! What an entry is: a letter of one of three types, sent by one mandate or jointly, or a press release.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use crate::lexicon::{self, Words};
use crate::text::spelling;

/// The types of letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Letter {
    /// UA: about violations that are going on or about to happen.
    UrgentAppeal,
    /// AL, also "letter of allegation": about violations that have happened.
    AllegationLetter,
    /// OL: about laws, policies, projects.
    OtherLetter,
}

/// The type of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A communication to a State.
    Letter {
        /// Its type.
        letter: Letter,
        /// Whether several mandates sent it together.
        joint: bool,
    },
    /// A press release listed among the communications.
    PressRelease {
        /// Whether it is printed as a joint one.
        joint: bool,
    },
}

/// The names of the types in all their spellings.
static LABELS: LazyLock<Words<Kind>> = LazyLock::new(|| lexicon::words("type", of_code));

/// The names of the types in all their spellings, in lower case, each with its type.
pub fn labels() -> impl Iterator<Item = (&'static str, Kind)> {
    LABELS.all()
}

/// The type of a code of the data: those that are printed, and `JPR`.
fn of_code(code: &str) -> Option<Kind> {
    let (joint, letter) = code.strip_prefix('J').map_or((false, code), |letter| (true, letter));
    let letter = match letter {
        "UA" => Letter::UrgentAppeal,
        "AL" => Letter::AllegationLetter,
        "OL" => Letter::OtherLetter,
        "PR" => return Some(Kind::PressRelease { joint }),
        _ => return None,
    };
    Some(Kind::Letter { letter, joint })
}

/// How many letters must be changed, put in or left out to make one of two words the other.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (at, x) in a.iter().enumerate() {
        let mut diagonal = at;
        let mut left = at + 1;
        for (y, cell) in b.iter().zip(row.iter_mut().skip(1)) {
            left = (diagonal + usize::from(x != y)).min(left + 1).min(*cell + 1);
            diagonal = std::mem::replace(cell, left);
        }
    }
    if a.is_empty() {
        b.len()
    } else {
        row.last().copied().unwrap_or_default()
    }
}

impl Kind {
    /// Whether words are the name of a type with a letter or two wrong, missing or too many. Which type is meant is not
    /// guessed.
    ///
    /// ```
    /// use rapporteur::record::Kind;
    ///
    /// assert!(Kind::is_misprint("Press relase"));
    /// assert!(!Kind::is_misprint("Press release"));
    /// assert!(!Kind::is_misprint("Peaceful assembly"));
    /// ```
    pub fn is_misprint(words: &str) -> bool {
        /// Letters of the shortest name that is still told with two of them wrong.
        const SHORTEST: usize = 8;
        /// Letters that can be wrong.
        const WRONG: usize = 2;
        let printed: Vec<char> = words.chars().flat_map(char::to_lowercase).collect();
        let fits = |label: &str| {
            let label: Vec<char> = label.chars().collect();
            let alike = label.len() >= SHORTEST && label.len().abs_diff(printed.len()) <= WRONG;
            alike && (1..=WRONG).contains(&distance(&label, &printed))
        };
        let known = Self::prefix(words).is_some_and(|(_, length)| length == words.len());
        !known && labels().any(|(label, _)| fits(label))
    }

    /// Eats a type's printed name from the front of `printed`: the kind and the name's length in bytes.
    ///
    /// Abbreviations count in capitals, and otherwise only before a figure or alone, as in `Jua 16/9/2011`: `Al` also
    /// opens Arabic names.
    pub fn prefix(printed: &str) -> Option<(Self, usize)> {
        /// Letters of the longest abbreviation.
        const ABBREVIATED: usize = 3;
        let found = LABELS.eat_if(printed, |label, after| {
            let name = printed.get(..printed.len() - after.len()).unwrap_or_default();
            let capitals = || !name.chars().any(char::is_lowercase);
            let before_figure = || {
                let next = after.trim_start_matches(spelling::is_blank).chars().next();
                next.is_none_or(|next| next.is_ascii_digit())
            };
            label.len() > ABBREVIATED || capitals() || before_figure()
        });
        found.map(|(_, kind, length)| (kind, length))
    }

    /// Whether a type's printed name may stand at the front of `printed`, by its first two letters.
    pub fn may_begin(printed: &str) -> bool {
        LABELS.may_begin(printed)
    }

    /// The code that tables use: `UA`, `JAL`, `PR` …
    pub fn code(self) -> &'static str {
        match self {
            Self::Letter { letter, joint } => match (letter, joint) {
                (Letter::UrgentAppeal, false) => "UA",
                (Letter::AllegationLetter, false) => "AL",
                (Letter::OtherLetter, false) => "OL",
                (Letter::UrgentAppeal, true) => "JUA",
                (Letter::AllegationLetter, true) => "JAL",
                (Letter::OtherLetter, true) => "JOL",
            },
            Self::PressRelease { .. } => "PR",
        }
    }

    /// Whether several mandates sent it together.
    pub fn joint(self) -> bool {
        match self {
            Self::Letter { joint, .. } | Self::PressRelease { joint } => joint,
        }
    }

    /// Whether it is a press release.
    pub fn is_press_release(self) -> bool {
        matches!(self, Self::PressRelease { .. })
    }
}

/// A printed type that is none of the known ones. That is news, not a default.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no known type of communication")]
pub struct UnknownKind(pub String);

impl FromStr for Kind {
    type Err = UnknownKind;

    /// Reads a printed type or one of the codes that [`Display`](fmt::Display) writes.
    ///
    /// ```
    /// use rapporteur::record::Kind;
    /// assert_eq!("Joint letter of allegation".parse::<Kind>().unwrap().to_string(), "JAL");
    /// assert!("Open letter".parse::<Kind>().is_err());
    /// ```
    fn from_str(printed: &str) -> Result<Self, Self::Err> {
        let name = printed.trim_matches(spelling::is_blank);
        match Self::prefix(name) {
            Some((kind, length)) if length == name.len() => Ok(kind),
            _ => Err(UnknownKind(name.to_owned())),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printed_types() {
        for (printed, code) in [
            ("Joint urgent appeal", "JUA"),
            ("Joint Urgent Appeal", "JUA"),
            ("JOINT ALLEGATION LETTER", "JAL"),
            ("Joint letter of allegation", "JAL"),
            ("Letter of allegations", "AL"),
            ("Urgent\u{a0}appeal", "UA"),
            ("Other letter", "OL"),
            ("JOL", "JOL"),
            ("Press Release", "PR"),
            ("Lettre d’allégation", "AL"),
            ("Llamamiento urgente conjunto", "JUA"),
            ("Jua", "JUA"),
            ("al", "AL"),
        ] {
            assert_eq!(
                printed.parse::<Kind>().map(|kind| kind.to_string()),
                Ok(code.to_owned()),
                "{printed}"
            );
        }
        for printed in [
            "Open letter",
            "Joint",
            "",
            "Al Jazeera",
            "urgent appealed",
            "Joint urgent appeal of",
        ] {
            assert_eq!(printed.parse::<Kind>(), Err(UnknownKind(printed.to_owned())));
        }
    }

    #[test]
    fn small_letters_make_an_abbreviation_only_before_a_figure() {
        assert_eq!(Kind::prefix("Jal 3/12/2012"), of_code("JAL").map(|kind| (kind, 3)));
        assert_eq!(Kind::prefix("Al Mezan Centre"), None);
        assert_eq!(Kind::prefix("al-Khalifa"), None);
    }

    #[test]
    fn codes_are_read_back() {
        for (_, kind) in labels() {
            let read: Kind = kind.to_string().parse().expect("a code that we write");
            assert_eq!(read.to_string(), kind.to_string());
        }
    }
}
