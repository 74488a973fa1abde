//! From the links of an index page to sources.
//!
//! What was ever found stays a source: a link that vanishes from its index is told, and its source is still
//! asked for at its own address.

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use url::Url;

use crate::catalogue::{Catalogue, Discover, Expect, Location, Source};
use crate::read;
use crate::store::{DISCOVERED, Error as StoreError, Store};
use crate::text::Text;

/// Most sources that one index can lead to: UN member states and their like, times twenty.
const MAX_LINKS: usize = 5_000;

/// A link of an index page that its pattern matches.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Link {
    /// The id of the source that it becomes.
    pub id: String,
    /// Its address.
    pub url: String,
    /// The words of the link.
    pub title: Option<String>,
    /// The group `symbol` of the pattern.
    pub symbol: Option<String>,
}

/// What an index page came to, against what is known of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Every source that the index ever led to, by id.
    pub sources: Vec<Source>,
    /// Those of them that it leads to for the first time, or again.
    pub new: Vec<Link>,
    /// Those that it led to the last time, and no more.
    pub gone: Vec<Link>,
    /// Why links are no sources, or the page is none of an index.
    pub faults: Vec<String>,
}

/// A line of `discovered.jsonl`: a link came or went.
#[derive(Debug, Serialize, Deserialize)]
struct Note {
    index: String,
    #[serde(flatten)]
    link: Link,
    gone: bool,
}

/// The links of a page that a pattern matches, in the order of their ids, each once. The page is at `place`, and its server
/// said `content_type` of it.
///
/// The error says why the page is none of an index: it cannot be read, or nothing matches.
pub fn links(
    discover: &Discover,
    page: &[u8],
    place: Option<&str>,
    content_type: Option<&str>,
) -> Result<Vec<Link>, String> {
    let text = read::text_as(page, content_type).map_err(|why| why.to_string())?.text;
    let base = base(&text, place);
    // In a copy that an archive made, the sources are its copies too, unless only the pages themselves match.
    let links = text.links().iter().chain(text.links_set_aside());
    let over_words = links.map(|link| {
        let targets = [link.archived.as_deref(), Some(link.url.as_str())];
        (targets, text.slice(link.span))
    });
    let over_pictures = text
        .links_without_words()
        .iter()
        .map(|url| ([None, Some(url.as_str())], ""));
    let mut found: BTreeMap<String, Link> = BTreeMap::new();
    for (targets, words) in over_words.chain(over_pictures) {
        let mut urls = targets
            .into_iter()
            .flatten()
            .filter_map(|written| joined(base.as_ref(), written));
        let Some(link) = urls.find_map(|url| link(discover, &url, words)) else {
            continue;
        };
        // A link over a picture has no words; another to the same page may.
        let known = found.entry(link.url.clone()).or_insert_with(|| link.clone());
        if known.title.is_none() {
            known.title = link.title;
        }
        if found.len() > MAX_LINKS {
            return Err(format!("over {MAX_LINKS} links match `{}`", discover.links));
        }
    }
    if found.is_empty() {
        return Err(format!("no link matches `{}`", discover.links));
    }
    let mut links: Vec<Link> = found.into_values().collect();
    links.sort();
    Ok(links)
}

/// The address that a link leads to, without the place on its page.
fn joined(base: Option<&Url>, written: &str) -> Option<Url> {
    let joined = base.map_or_else(|| Url::parse(written), |base| base.join(written));
    let mut url = joined.ok()?;
    url.set_fragment(None);
    Some(url)
}

/// Where a page's links start: its own address, or the one that it names, which may start from there itself.
fn base(text: &Text, place: Option<&str>) -> Option<Url> {
    let place = place.and_then(|place| Url::parse(place).ok());
    match (text.base(), place) {
        (Some(written), Some(place)) => place.join(written).ok().or(Some(place)),
        (Some(written), None) => Url::parse(written).ok(),
        (None, place) => place,
    }
}

fn link(discover: &Discover, url: &Url, words: &str) -> Option<Link> {
    let groups = discover.links.regex().captures(url.as_str())?;
    let address = match &discover.address {
        Some(address) => {
            let mut expanded = String::new();
            groups.expand(address, &mut expanded);
            Url::parse(&expanded).ok()?
        }
        None => url.clone(),
    };
    if !matches!(address.scheme(), "http" | "https") {
        return None;
    }
    let group = |name| groups.name(name).map(|group| group.as_str().to_owned());
    let symbol = group("symbol");
    let last = url
        .path_segments()?
        .rfind(|segment| !segment.is_empty())
        .map(str::to_owned);
    let id = group("id").or_else(|| symbol.clone()).or(last)?;
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    let id: String = id.chars().map(|c| if fits(c) { c } else { '-' }).collect();
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(Link {
        id: id.trim_matches('-').to_owned(),
        url: address.into(),
        title: (!words.is_empty()).then_some(words),
        symbol,
    })
    .filter(|link| !link.id.is_empty())
}

/// What the store remembers of each index: its links, and whether each was there the last time.
#[derive(Debug, Default)]
pub struct Memory {
    known: BTreeMap<String, BTreeMap<String, (Link, bool)>>,
}

impl Memory {
    /// Reads it from a store; what cannot be read of it will be found again.
    pub fn of(store: &Store) -> Result<Self, StoreError> {
        let path = path(store);
        let mut memory = Self::default();
        let file = match std::fs::File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(memory),
            Err(cause) => return Err(StoreError::Open { path, cause }),
        };
        for line in BufReader::new(file).split(b'\n') {
            let line = line.map_err(|cause| StoreError::Open {
                path: path.clone(),
                cause,
            })?;
            if let Ok(Note { index, link, gone }) = serde_json::from_slice(&line) {
                memory
                    .known
                    .entry(index)
                    .or_default()
                    .insert(link.id.clone(), (link, gone));
            }
        }
        Ok(memory)
    }

    /// The sources that an index ever led to, by id.
    pub fn sources(&self, index: &Source) -> Vec<Source> {
        let known = self.known.get(&index.id).into_iter().flat_map(BTreeMap::values);
        known.filter_map(|(link, _)| source(index, link)).collect()
    }

    /// What an index leads to now, or why it says nothing; then all that it ever led to stands.
    ///
    /// `others` are the sources that the catalogue itself has: it knows them better. `refused` says why this index may not
    /// send us to an address, if it may not.
    pub fn compare(
        &self,
        index: &Source,
        page: Result<Vec<Link>, String>,
        others: &Catalogue,
        refused: impl Fn(&str) -> Option<&'static str>,
    ) -> Found {
        let none = BTreeMap::new();
        let known = self.known.get(&index.id).unwrap_or(&none);
        let mut found = Found::default();
        let mut all: BTreeMap<&str, &Link> = known.iter().map(|(id, (link, _))| (id.as_str(), link)).collect();
        let links = page.unwrap_or_else(|why| {
            found.faults.push(why);
            Vec::new()
        });
        let mut present: BTreeMap<&str, &str> = BTreeMap::new();
        for link in &links {
            let same_place = |source: &&Source| matches!(&source.location, Location::Url(url) if *url == link.url);
            if others.sources.iter().any(|source| same_place(&source)) {
                continue;
            }
            if others.source(&link.id).is_some() {
                let Link { id, url, .. } = link;
                found.faults.push(format!(
                    "{url} would be `{id}`, and the catalogue has another source of that id"
                ));
                continue;
            }
            if let Some(first) = present.get(link.id.as_str()) {
                let Link { id, url, .. } = link;
                found.faults.push(format!(
                    "{url} and {first} would both be `{id}`: let the pattern tell them apart"
                ));
                continue;
            }
            if let Some(why) = refused(&link.url) {
                found.faults.push(format!("{} {why}", link.url));
                continue;
            }
            present.insert(&link.id, &link.url);
            if known.get(&link.id).is_none_or(|(_, gone)| *gone) {
                found.new.push(link.clone());
            }
            all.insert(&link.id, link);
        }
        // A page that says nothing does not say that anything is gone.
        if !links.is_empty() {
            let gone = known
                .values()
                .filter(|(link, gone)| !gone && !present.contains_key(link.id.as_str()));
            found.gone = gone.map(|(link, _)| link.clone()).collect();
            found.gone.retain(|link| others.source(&link.id).is_none());
        }
        let mut sources: Vec<Source> = all.into_values().filter_map(|link| source(index, link)).collect();
        sources.retain(|source| others.source(&source.id).is_none());
        found.sources = sources;
        found
    }
}

/// Remembers what came and went, when it has been dealt with.
pub fn remember(store: &Store, index: &str, found: &Found) -> Result<(), StoreError> {
    let path = path(store);
    let came = found.new.iter().map(|link| (link, false));
    let notes = came.chain(found.gone.iter().map(|link| (link, true)));
    let mut lines = Vec::new();
    for (link, gone) in notes {
        let (index, link) = (index.to_owned(), link.clone());
        // Ended before, too: a run that was killed may have left half a line.
        lines.push(b'\n');
        let written = serde_json::to_writer(&mut lines, &Note { index, link, gone });
        written.map_err(|cause| write_error(&path, cause.into()))?;
        lines.push(b'\n');
    }
    if lines.is_empty() {
        return Ok(());
    }
    let file = OpenOptions::new().append(true).create(true).open(&path);
    let written = file.and_then(|mut file| {
        file.write_all(&lines)?;
        file.sync_all()
    });
    written.map_err(|cause| write_error(&path, cause))
}

fn write_error(path: &Path, cause: io::Error) -> StoreError {
    StoreError::Write {
        path: path.to_path_buf(),
        cause,
    }
}

fn path(store: &Store) -> PathBuf {
    store.folder().join(DISCOVERED)
}

/// The row that a link would have in the catalogue: what it does not say, its index does.
fn source(index: &Source, link: &Link) -> Option<Source> {
    let discover = index.discover.as_ref()?;
    Some(Source {
        id: link.id.clone(),
        kind: discover.becomes,
        location: Location::Url(link.url.clone()),
        title: link.title.clone(),
        mandate: index.mandate.clone(),
        symbol: link.symbol.clone(),
        language: index.language.clone(),
        period_start: None,
        period_end: None,
        replies_until: None,
        expect: Expect::default(),
        discover: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The links of a page at an address, as `id url title`.
    fn found(pattern: &str, page: &[u8], content_type: Option<&str>) -> Vec<String> {
        let catalogue = format!(
            "[[source]]\nid = \"all\"\nkind = \"index\"\nurl = \"https://site.example/all/\"\nlinks = '{pattern}'\nbecomes = \"country-page\"\n"
        );
        let catalogue = Catalogue::parse(&catalogue, Path::new("test.toml"), Path::new("/")).expect("a catalogue");
        let discover = catalogue.sources[0].discover.as_ref().expect("an index");
        let links = links(discover, page, Some("https://site.example/all/"), content_type).expect("links");
        let rows = links.into_iter();
        rows.map(|link| format!("{} {} {}", link.id, link.url, link.title.unwrap_or_default()))
            .collect()
    }

    #[test]
    fn titles_are_in_the_pages_own_encoding() {
        let page = b"<nav><a href='oman/#top'>\xce\xec\xe0\xed</a></nav><p hidden><a href=/all/togo/>Togo</a>";
        assert_eq!(
            found("/all/(?<id>[a-z]+)/$", page, Some("text/html; charset=windows-1251")),
            [
                "oman https://site.example/all/oman/ Оман",
                "togo https://site.example/all/togo/ Togo"
            ]
        );
    }

    #[test]
    fn pictures_lead_somewhere_too_and_words_name_it() {
        let page =
            b"<a href=oman/><img src=x></a><a href=chad/><img src=x></a><a href=oman/>Sultanate\n of <b>Oman</b></a>";
        assert_eq!(
            found("/all/(?<id>[a-z]+)/$", page, None),
            [
                "chad https://site.example/all/chad/ ",
                "oman https://site.example/all/oman/ Sultanate of Oman"
            ]
        );
    }

    #[test]
    fn an_archives_copy_of_an_index_leads_to_its_copies_or_to_the_pages() {
        let page = b"<a href=https://web.archive.org/web/2017/https://site.example/all/oman/>Oman</a>";
        let copy = "oman https://web.archive.org/web/2017/https://site.example/all/oman/ Oman";
        assert_eq!(found("/all/(?<id>[a-z]+)/$", page, None), [copy]);
        assert_eq!(
            found("^https://site.example/all/(?<id>[a-z]+)/$", page, None),
            ["oman https://site.example/all/oman/ Oman"]
        );
    }
}
