//! Sources that could not be had: each on a line, or, where they are many, all on one, each reason once.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::run::counted;

use crate::terminal::Terminal;

/// Up to so many have a line each.
const FEW: usize = 12;

/// Those of a stage, until it ends.
#[derive(Default)]
pub(super) struct Unanswered(Mutex<Vec<Source>>);

struct Source {
    id: String,
    url: Option<String>,
    reason: String,
}

impl Unanswered {
    /// One more.
    pub(super) fn add(&self, id: &str, url: Option<&str>, reason: &str) {
        let mut sources = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sources.push(Source {
            id: id.to_owned(),
            url: url.map(str::to_owned),
            reason: reason.to_owned(),
        });
    }

    /// Says so of all of them: `one` gives the line of one, `all` stands after `42 sources`.
    pub(super) fn tell(&self, terminal: Terminal, one: impl Fn(&str, &str) -> String, all: &str) {
        let sources = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        if terminal.is_verbose() || sources.len() <= FEW {
            for Source { id, reason, .. } in &sources {
                terminal.error(one(id, reason));
            }
            return;
        }
        let mut kinds: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for source in &sources {
            kinds.entry(source.kind()).or_default().push(&source.id);
        }
        let kinds: Vec<String> = kinds
            .iter()
            .map(|(kind, ids)| format!("{kind}: {}", ids.join(", ")))
            .collect();
        let count = counted(sources.len() as u64, "source", "sources");
        terminal.error(format_args!("{count} {all}: {}; a line for each: -v", kinds.join("; ")));
    }
}

impl Source {
    /// The reason without the address, which would make each one another.
    fn kind(&self) -> String {
        let Some(url) = &self.url else {
            return self.reason.clone();
        };
        let reason = self.reason.replace(&format!(" for url ({url})"), "");
        reason
            .replace(&format!("{url}: "), "")
            .replace(url.as_str(), "its address")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_makes_no_other_reason() {
        let kinds = ["https://a.example/1", "https://b.example/2"].map(|url| {
            let reason = format!("{url}: no answer: error sending request for url ({url}): refused");
            let source = Source {
                id: String::new(),
                url: Some(url.to_owned()),
                reason,
            };
            source.kind()
        });
        assert_eq!(kinds, ["no answer: error sending request: refused"; 2]);
    }
}
