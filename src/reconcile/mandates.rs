//! Mandates by one name each, however a document shortens it.

use std::collections::BTreeMap;

use crate::lexicon::mandates::{key, mandate};

/// The mandates of these names, each once, sorted; `joint` is none, and an unknown name stays as printed.
pub fn distinct<'n>(names: impl Iterator<Item = &'n str>) -> Vec<String> {
    let mut by_key: BTreeMap<String, &str> = BTreeMap::new();
    for name in names {
        let printed = name.trim();
        let folded = key(printed);
        if folded.is_empty() || folded == "joint" {
            continue;
        }
        let name = mandate(printed).unwrap_or(printed);
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
}
