//! Mandates by one name each, however a document shortens it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The catalogue's name of each mandate, then what else documents call it, parted by `|`.
const NAMES: &str = include_str!("mandates.tsv");

static BY_NAME: LazyLock<BTreeMap<String, &'static str>> = LazyLock::new(|| {
    let rows = NAMES.lines().filter(|row| !row.starts_with('#'));
    let mut by_name = BTreeMap::new();
    for row in rows {
        let (name, others) = row.split_once('\t').unwrap_or((row, ""));
        for other in others.split('|').chain([name]) {
            by_name.insert(key(other), name);
        }
    }
    by_name
});

/// What spellings of one name share.
fn key(name: &str) -> String {
    let words = name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

/// The mandates of these names, each once, sorted; `joint` is none, and an unknown name stays as printed.
pub fn distinct<'n>(names: impl Iterator<Item = &'n str>) -> Vec<String> {
    let mut by_key: BTreeMap<String, &str> = BTreeMap::new();
    for name in names {
        let printed = name.trim();
        let folded = key(printed);
        if folded.is_empty() || folded == "joint" {
            continue;
        }
        let name = BY_NAME.get(&folded).copied().unwrap_or(printed);
        let least = by_key.entry(key(name)).or_insert(name);
        // Of two spellings the same one, in whatever order they come.
        *least = name.min(least);
    }
    let mut names: Vec<String> = by_key.into_values().map(str::to_owned).collect();
    names.sort();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_mandate_has_one_name() {
        let names = [
            "Torture",
            "TORTURE",
            "joint",
            "Weather",
            "weather",
            "human rights Defenders",
            "Summary executions",
        ];
        let expected = [
            "Weather",
            "extrajudicial, summary or arbitrary executions",
            "human rights defenders",
            "torture",
        ];
        assert_eq!(distinct(names.into_iter()), expected);
        assert_eq!(distinct(names.into_iter().rev()), expected);
    }

    #[test]
    fn no_name_is_of_two_mandates() {
        let mut seen = BTreeMap::new();
        for row in NAMES.lines().filter(|row| !row.starts_with('#')) {
            let (name, others) = row.split_once('\t').unwrap_or((row, ""));
            for other in others.split('|').filter(|other| !other.is_empty()).chain([name]) {
                assert_eq!(seen.insert(key(other), name), None, "{other}");
            }
        }
    }
}
