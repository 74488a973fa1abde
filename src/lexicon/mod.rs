//! Every printed word by its use and language, as data, and one matcher over it.
//!
//! A row of a `.tsv` file is a use, a language (`-` where documents of all languages print it), the words in lower case
//! and what they mean. A new spelling or language is a row, and no code: [`Words`] puts the longest first, so that the
//! first label that fits is the whole label.

pub mod mandates;

use std::cmp::Reverse;
use std::sync::LazyLock;

use crate::text::spelling::{self, Openings};

/// The files of rows, each with a line of heads.
const FILES: &[&str] = &[
    include_str!("citations.tsv"),
    include_str!("dates.tsv"),
    include_str!("entries.tsv"),
    include_str!("headings.tsv"),
    include_str!("introduction.tsv"),
    include_str!("observations.tsv"),
];

/// The words of a use, which are read when they are first asked for: `lexicon!("no reply")`; with a function, of the type
/// that it gives: `lexicon!("type", Kind, of_code)`.
macro_rules! lexicon {
    ($of:literal) => {
        $crate::lexicon::lexicon!($of, (), |_| Some(()))
    };
    ($of:literal, $meaning:ty, $read:expr) => {{
        static WORDS: std::sync::LazyLock<$crate::lexicon::Words<$meaning>> =
            std::sync::LazyLock::new(|| $crate::lexicon::words($of, $read));
        &*WORDS
    }};
}
pub(crate) use lexicon;

/// A group for each first letter a to z, and one for all others.
const GROUPS: usize = 27;

/// The words of one use, each with its meaning.
#[derive(Clone, Debug)]
pub struct Words<T = ()> {
    /// By their first letters; within a group the longest first.
    groups: [Vec<(&'static str, T)>; GROUPS],
    openings: Openings,
}

/// The words of a use with what they mean; rows that mean nothing to `read` are left out.
///
/// # Panics
/// In debug builds, if the data has no such use, or a meaning that cannot be read.
pub fn words<T: Copy>(of: &str, read: fn(&'static str) -> Option<T>) -> Words<T> {
    let mut words = Words {
        groups: std::array::from_fn(|_| Vec::new()),
        openings: Openings::NONE,
    };
    for row in rows().filter(|row| row.used == of) {
        let meaning = read(row.meaning);
        debug_assert!(meaning.is_some(), "`{}` means `{}`", row.printed, row.meaning);
        let group = words.groups.get_mut(group(row.printed.chars().next()));
        if let (Some(group), Some(meaning)) = (group, meaning) {
            group.push((row.printed, meaning));
        }
        words.openings = words.openings.with(row.printed);
    }
    debug_assert!(words.all().next().is_some(), "no word is of use `{of}`");
    for group in &mut words.groups {
        group.sort_by_key(|&(label, _)| Reverse(label.chars().count()));
    }
    words
}

impl<T: Copy> Words<T> {
    /// All labels, the longest of each first letter first.
    pub fn all(&self) -> impl Iterator<Item = (&'static str, T)> {
        self.groups.iter().flatten().copied()
    }

    /// The longest label at the front of `printed`, with its meaning and its length there in bytes, however loosely it is
    /// printed; see [`spelling::eat`].
    pub fn eat(&self, printed: &str) -> Option<(&'static str, T, usize)> {
        self.eat_if(printed, |_, _| true)
    }

    /// The longest label at the front of `printed` of which `fits` says yes, given the label and what stands after it.
    pub fn eat_if(&self, printed: &str, fits: impl Fn(&str, &str) -> bool) -> Option<(&'static str, T, usize)> {
        if !self.openings.may_begin(printed) {
            return None;
        }
        let found = |&(label, meaning): &(&'static str, T)| {
            let length = spelling::eat(printed, label)?;
            fits(label, printed.get(length..)?).then_some((label, meaning, length))
        };
        // Invisible characters can stand before the first letter.
        let first = printed.chars().find(|&c| !spelling::is_blank(c)).map(spelling::fold);
        self.groups.get(group(first))?.iter().find_map(found)
    }

    /// Whether a label may stand at the front of `printed`, by its first two letters.
    #[inline]
    pub fn may_begin(&self, printed: &str) -> bool {
        self.openings.may_begin(printed)
    }

    /// What stands before the longest label at the end of folded words, in lower case; blanks and commas between them aside.
    pub fn before<'w>(&self, words: &'w str) -> Option<&'w str> {
        let words = words.trim_end_matches([' ', ',']);
        let ends = |&(label, _): &(&'static str, T)| {
            let before = words.strip_suffix(label)?;
            // A label is no end of a longer word.
            let whole = !label.starts_with(char::is_alphanumeric) || !before.ends_with(char::is_alphanumeric);
            whole.then_some(before)
        };
        self.groups
            .iter()
            .flatten()
            .filter_map(ends)
            .min_by_key(|before| before.len())
    }

    /// Whether a label stands anywhere in words in lower case, within others too.
    pub fn stand_in(&self, words: &str) -> bool {
        self.all().any(|(label, _)| words.contains(label))
    }

    /// Whether words in lower case begin with a label, which may be the beginning of a longer word.
    pub fn begin(&self, words: &str) -> bool {
        self.all().any(|(label, _)| words.starts_with(label))
    }

    /// The length of the longest label at the front of `printed`.
    pub fn length(&self, printed: &str) -> Option<usize> {
        self.eat(printed).map(|(_, _, length)| length)
    }

    /// What `printed` means, if it is one of the labels and nothing else, blanks around it aside.
    pub fn is(&self, printed: &str) -> Option<T> {
        let bare = printed.trim_matches(spelling::is_blank);
        self.eat_if(bare, |_, after| after.is_empty())
            .map(|(_, meaning, _)| meaning)
    }

    /// What a folded word means that begins like one of the labels, which are stems here; the longest one counts.
    pub fn stem(&self, word: &str) -> Option<T> {
        let stems = self.groups.get(group(word.chars().next()))?;
        stems
            .iter()
            .find(|(stem, _)| word.starts_with(stem))
            .map(|&(_, meaning)| meaning)
    }
}

/// The group of labels that begin with a folded character.
fn group(first: Option<char>) -> usize {
    let letter = first.and_then(|c| u8::try_from(c).ok()).unwrap_or_default();
    usize::from(letter.wrapping_sub(b'a')).min(GROUPS - 1)
}

/// A row of the data.
#[derive(Clone, Copy, Debug)]
struct Row {
    used: &'static str,
    #[cfg_attr(not(test), expect(dead_code, reason = "a reader of the data asks, no code does"))]
    language: &'static str,
    printed: &'static str,
    meaning: &'static str,
}

/// All rows, which are parsed once.
fn rows() -> impl Iterator<Item = Row> {
    static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| {
        let lines = FILES.iter().flat_map(|file| file.lines().skip(1));
        let rows = lines.filter_map(|line| {
            let mut cells = line.split('\t');
            Some(Row {
                used: cells.next()?,
                language: cells.next()?,
                printed: cells.next()?,
                meaning: cells.next().unwrap_or_default(),
            })
        });
        rows.collect()
    });
    ROWS.iter().copied()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn rows_are_whole_and_each_is_there_once() {
        let mut seen = BTreeSet::new();
        for file in FILES {
            assert_eq!(file.lines().next(), Some("use\tlanguage\tprinted\tmeaning"));
            for line in file.lines() {
                assert!((3..=4).contains(&line.split('\t').count()), "{line}");
            }
        }
        for row in rows() {
            assert!(["-", "en", "fr", "es"].contains(&row.language), "{row:?}");
            assert!(!row.used.is_empty() && !row.printed.is_empty(), "{row:?}");
            assert_eq!(row.printed, row.printed.to_lowercase().trim(), "{row:?}");
            assert!(seen.insert((row.used, row.printed)), "twice: {row:?}");
        }
    }

    #[test]
    fn no_label_stands_after_its_own_prefix() {
        let uses: BTreeSet<&str> = rows().map(|row| row.used).collect();
        for used in uses {
            let labels: Vec<&str> = words(used, Some).all().map(|(label, _)| label).collect();
            for (at, label) in labels.iter().enumerate() {
                for earlier in labels.iter().take(at) {
                    assert!(!label.starts_with(earlier), "{used}: `{earlier}` hides `{label}`");
                }
            }
        }
    }

    #[test]
    fn the_longest_label_is_the_one_that_is_found() {
        let types = lexicon!("type", &str, Some);
        assert_eq!(
            types.eat("Joint Urgent\u{a0}Appeal, 3/5/2012"),
            Some(("joint urgent appeal", "JUA", 19 + 1))
        );
        assert_eq!(types.is(" Lettre d’allégation "), Some("AL"));
        assert_eq!(types.is("Open letter"), None);
        let none = lexicon!("no reply");
        assert_eq!(none.length("None to date. Alleged"), Some(12));
        assert_eq!(none.length("\u{200b}Néant."), Some(9));
        assert_eq!(lexicon!("replies").stem("répondre"), Some(()));
    }
}
