//! Which sources a run has: those of the catalogue, and those that its indexes lead to.

use std::collections::BTreeMap;

use super::{Error, Event, Watch};
use crate::catalogue::{Catalogue, Discover, Location, Source};
use crate::fetch::discover::{self, Found, Memory};
use crate::fetch::{self, Fetched, Options};
use crate::store::Store;

/// What came of the indexes, which are fetched before all other sources, by their ids.
pub type Indexes = BTreeMap<String, Result<Fetched, fetch::Error>>;

/// The sources of a run.
pub struct Plan {
    /// All of them: an index, then what it leads to by id, in the place of the index.
    pub catalogue: Catalogue,
    /// All sources that the catalogue and its indexes have, chosen or not, in the same order.
    pub(super) all: Vec<String>,
    news: News,
}

/// What each index came to.
#[derive(Clone, Default)]
pub struct News {
    found: BTreeMap<String, Found>,
}

impl Plan {
    /// Fetches the indexes, and follows them. `only` names sources or indexes; an index brings all that it leads to.
    pub fn make(rows: &Catalogue, only: &[String], store: &Store, options: &Options) -> Result<(Self, Indexes), Error> {
        let memory = Memory::of(store)?;
        let chosen = |id: &str| rows.has_chosen(only, id);
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
        let known = Catalogue {
            sources: known,
            ..rows.clone()
        };
        known.only(only)?;
        let due = rows
            .sources
            .iter()
            .filter(|row| row.discover.is_some() && chosen(&row.id));
        let due: Vec<Source> = due.cloned().collect();
        let results = fetch::documents(&due, store, options, |_, _| {})?;
        let indexes: Indexes = due.into_iter().map(|row| row.id).zip(results).collect();
        let mut plan = Self {
            catalogue: Catalogue::default(),
            all: Vec::new(),
            news: News::default(),
        };
        // What stands in the catalogue, and what earlier indexes led to.
        let mut others = rows.clone();
        for row in &rows.sources {
            plan.all.push(row.id.clone());
            if chosen(&row.id) {
                plan.catalogue.sources.push(row.clone());
            }
            let Some(discover) = &row.discover else {
                continue;
            };
            let led_to = match indexes.get(&row.id) {
                Some(Ok(fetched)) => {
                    let found = follow(row, discover, fetched, &memory, &others, store, options);
                    let sources = found.sources.clone();
                    plan.news.found.insert(row.id.clone(), found);
                    sources
                }
                Some(Err(_)) | None => memory.sources(row),
            };
            let led_to: Vec<Source> = led_to
                .into_iter()
                .filter(|source| others.source(&source.id).is_none())
                .collect();
            others.sources.extend(led_to.iter().cloned());
            plan.all.extend(led_to.iter().map(|source| source.id.clone()));
            // An index that was chosen brings all that it leads to.
            let is_due = |source: &Source| indexes.contains_key(&row.id) || chosen(&source.id);
            let due = led_to.into_iter().filter(is_due).collect::<Vec<_>>();
            plan.catalogue.sources.extend(due);
        }
        Ok((plan, indexes))
    }

    /// Says what is new and what is gone.
    pub fn tell(&self, watch: Watch<'_>) -> News {
        for (index, found) in &self.news.found {
            watch(Event::News(index, found));
        }
        self.news.clone()
    }
}

impl News {
    /// Whether nothing went and nothing was odd.
    pub fn is_good(&self) -> bool {
        let mut found = self.found.values();
        found.all(|found| found.gone.is_empty() && found.faults.is_empty())
    }

    /// The ids of the sources that came.
    pub fn new_sources(&self) -> Vec<String> {
        let found = self.found.values();
        found
            .flat_map(|found| found.new.iter().map(|link| link.id.clone()))
            .collect()
    }

    /// The ids of the sources that went.
    pub fn gone_sources(&self) -> Vec<String> {
        let found = self.found.values();
        found
            .flat_map(|found| found.gone.iter().map(|link| link.id.clone()))
            .collect()
    }

    /// What was told need not be told again.
    pub fn remember(&self, store: &Store) -> Result<(), Error> {
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
    let links = page.and_then(|page| discover::links(discover, &page.bytes, url, page.content_type.as_deref()));
    memory.compare(row, links, others, |to| {
        let from = url.filter(|_| !options.offline)?;
        options.client.may_not_lead(from, to, discover.address.as_deref())
    })
}
