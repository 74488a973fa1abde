//! Which sources a run has: those of the catalogue, and those that its indexes lead to.

use std::collections::BTreeMap;

use rapporteur::catalogue::{Catalogue, Discover, Location, Source};
use rapporteur::fetch::discover::{self, Found, Memory};
use rapporteur::fetch::{self, Error, Fetched, Options};
use rapporteur::store::Store;

use super::Failure;
use crate::terminal::Terminal;

/// The sources of a run.
pub(super) struct Plan {
    /// All of them: an index, then what it leads to by id, in the place of the index.
    pub(super) catalogue: Catalogue,
    /// The indexes, which were fetched already.
    pub(super) indexes: BTreeMap<String, Result<Fetched, Error>>,
    news: News,
}

/// What each index came to.
#[derive(Clone, Default)]
pub(super) struct News {
    found: BTreeMap<String, Found>,
}

impl Plan {
    /// Fetches the indexes, and follows them. `only` names sources or indexes; an index brings all that it leads to.
    pub(super) fn make(rows: &Catalogue, only: &[String], store: &Store, options: &Options) -> Result<Self, Failure> {
        let memory = Memory::of(store)?;
        let chosen = |id: &str| only.is_empty() || only.iter().any(|chosen| chosen == id);
        let known: Vec<Source> = rows
            .sources
            .iter()
            .flat_map(|row| {
                let led_to = if row.discover.is_some() {
                    memory.sources(row)
                } else {
                    Vec::new()
                };
                std::iter::once(row.clone()).chain(led_to)
            })
            .collect();
        Catalogue { sources: known }.only(only)?;
        let due = rows
            .sources
            .iter()
            .filter(|row| row.discover.is_some() && chosen(&row.id));
        let due: Vec<Source> = due.cloned().collect();
        let results = fetch::documents(&due, store, options, |_, _| {})?;
        let indexes: BTreeMap<String, _> = due.into_iter().map(|row| row.id).zip(results).collect();
        let mut plan = Self {
            catalogue: Catalogue { sources: Vec::new() },
            indexes,
            news: News::default(),
        };
        // What stands in the catalogue, and what earlier indexes led to.
        let mut others = rows.clone();
        for row in &rows.sources {
            if chosen(&row.id) {
                plan.catalogue.sources.push(row.clone());
            }
            let Some(discover) = &row.discover else {
                continue;
            };
            let led_to = match plan.indexes.get(&row.id) {
                Some(Ok(fetched)) => {
                    let found = follow(row, discover, fetched, &memory, &others, store, options);
                    let sources = found.sources.clone();
                    plan.news.found.insert(row.id.clone(), found);
                    sources
                }
                Some(Err(_)) => memory.sources(row),
                None => memory
                    .sources(row)
                    .into_iter()
                    .filter(|source| chosen(&source.id))
                    .collect(),
            };
            let led_to: Vec<Source> = led_to
                .into_iter()
                .filter(|source| others.source(&source.id).is_none())
                .collect();
            others.sources.extend(led_to.iter().cloned());
            plan.catalogue.sources.extend(led_to);
        }
        Ok(plan)
    }

    /// Says what is new and what is gone.
    pub(super) fn tell(&self, terminal: Terminal) -> News {
        for (index, found) in &self.news.found {
            for link in &found.new {
                terminal.say(format_args!("{index}: new source `{}`: {}", link.id, link.url));
            }
            for link in &found.gone {
                terminal.error(format_args!(
                    "{index}: no link to `{}` any more; it is still asked for at {}",
                    link.id, link.url
                ));
            }
            for fault in &found.faults {
                terminal.error(format_args!("{index}: {fault}"));
            }
        }
        self.news.clone()
    }
}

impl News {
    /// Whether nothing went and nothing was odd.
    pub(super) fn is_good(&self) -> bool {
        let mut found = self.found.values();
        found.all(|found| found.gone.is_empty() && found.faults.is_empty())
    }

    /// The ids of the sources that came.
    pub(super) fn new_sources(&self) -> Vec<String> {
        let found = self.found.values();
        found
            .flat_map(|found| found.new.iter().map(|link| link.id.clone()))
            .collect()
    }

    /// The ids of the sources that went.
    pub(super) fn gone_sources(&self) -> Vec<String> {
        let found = self.found.values();
        found
            .flat_map(|found| found.gone.iter().map(|link| link.id.clone()))
            .collect()
    }

    /// What was told need not be told again.
    pub(super) fn remember(&self, store: &Store) -> Result<(), Failure> {
        for (index, found) in &self.found {
            discover::remember(store, index, found)?;
        }
        Ok(())
    }
}

/// What an index that was fetched leads to.
fn follow(
    row: &Source,
    discover: &Discover,
    fetched: &Fetched,
    memory: &Memory,
    others: &Catalogue,
    store: &Store,
    options: &Options,
) -> Found {
    let url = match &row.location {
        Location::Url(url) => Some(url.as_str()),
        Location::File(_) => None,
    };
    let page = fetched.read(store).map_err(|error| error.to_string());
    let links = page.and_then(|page| discover::links(discover, &page.bytes, url));
    memory.compare(row, links, others, |to| {
        options.offline || url.is_none_or(|from| options.client.may_lead(from, to))
    })
}
