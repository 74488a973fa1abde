//! Mandates by one name each, however a document shortens it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use rustc_hash::FxHashSet;

/// Below a line of heads, the catalogue's name of each mandate, then what else documents call it, parted by `|`.
const NAMES: &str = include_str!("mandates.tsv");

static BY_NAME: LazyLock<BTreeMap<String, &'static str>> = LazyLock::new(|| {
    let names = names().flat_map(|(name, others)| others.chain([name]).map(move |other| (key(other), name)));
    names.collect()
});

fn names() -> impl Iterator<Item = (&'static str, impl Iterator<Item = &'static str>)> {
    NAMES.lines().skip(1).map(|row| {
        let (name, others) = row.split_once('\t').unwrap_or((row, ""));
        (name, others.split('|').filter(|other| !other.is_empty()))
    })
}

/// What spellings of one name share: its words, in lower case.
pub fn key(name: &str) -> String {
    let words = name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

/// The words of all names.
static WORDS: LazyLock<FxHashSet<&str>> = LazyLock::new(|| BY_NAME.keys().flat_map(|name| name.split(' ')).collect());

/// Whether a word may stand in a name that [`mandate`] knows: to look for names costs more.
pub fn may_name(word: &str) -> bool {
    key(word).split(' ').all(|word| word.is_empty() || WORDS.contains(word))
}

/// The catalogue's name of a mandate, if it is known.
pub fn mandate(printed: &str) -> Option<&'static str> {
    BY_NAME.get(&key(printed)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_is_of_two_mandates() {
        let mut seen = BTreeMap::new();
        for (name, others) in names() {
            for other in others.chain([name]) {
                assert_eq!(seen.insert(key(other), name), None, "{other}");
                assert!(other.split(' ').all(may_name), "{other}");
            }
        }
    }

    #[test]
    fn short_names_lead_to_the_catalogues() {
        for (printed, name) in [
            ("TORTURE", Some("torture")),
            (
                "Summary executions",
                Some("extrajudicial, summary or arbitrary executions"),
            ),
            ("human rights in Iran", Some("Iran")),
            ("weather", None),
        ] {
            assert_eq!(mandate(printed), name, "{printed}");
            assert_eq!(may_name(printed), name.is_some(), "{printed}");
        }
    }
}
