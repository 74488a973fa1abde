//! A source of several pages: the results of the database, of which each page is a document of its own in the store.
//!
//! The first page says how many there are. A page that cannot be had, or is another one than was asked for, stays as it
//! last was; what is wrong with it is said, and the others are asked all the same.

use std::path::PathBuf;
use std::sync::LazyLock;

use regex::Regex;
use url::Url;

use super::{Error, Fetched, How, Options, checked, is_intact};
use crate::catalogue::{Location, Source, SourceKind};
use crate::digest::Digest;
use crate::read;
use crate::store::{Store, Turn};

/// Most pages that are asked for. One reporting period has some 20, of 10 letters each.
pub const MAX_PAGES: u32 = 500;

/// After so many pages in a row that cannot be had, the rest is not asked for.
const MAX_FAILURES: u32 = 3;

/// The key of an address that names the page.
const KEY: &str = "page";

/// `212 communications found page 1 of 22`.
static STATED: LazyLock<Regex> = LazyLock::new(|| {
    let written = r"(?i)\bcommunications?\s+found\W{0,40}page\s+(\d{1,9})\s+of\s+(\d{1,9})\b";
    Regex::new(written).unwrap_or_else(|error| unreachable!("the tests use it too: {error}"))
});

/// A page of a source, as it was fetched or last was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Its number, from 1.
    pub number: u32,
    /// Its address.
    pub url: Option<String>,
    /// Its file.
    pub path: Option<PathBuf>,
    /// Its document, or the last good one; nothing where there never was one.
    pub sha256: Option<Digest>,
    /// Why it is not the present one.
    pub trouble: Option<String>,
}

/// The page that a document of a source says it is, and of how many; nothing if it does not say so.
pub(super) fn stated(bytes: &[u8], content_type: Option<&str>) -> Option<Turn> {
    let text = read::text_as(bytes, content_type).ok()?.text;
    let found = STATED.captures(text.string())?;
    let number = |group: usize| found.get(group)?.as_str().parse().ok();
    Some(Turn {
        page: number(1)?,
        pages: number(2)?,
    })
}

/// The number of the page that is at an address; the first one has none.
fn number(source: &Source) -> u32 {
    let Location::Url(url) = &source.location else {
        return 1;
    };
    let url = Url::parse(url).ok();
    let named = url.and_then(|url| {
        let mut pairs = url.query_pairs();
        pairs.find_map(|(key, value)| if key == KEY { value.parse().ok() } else { None })
    });
    named.unwrap_or(1)
}

/// What a document of a source is among its pages: what the page itself says, or that it is the first of one.
pub(super) fn turn(source: &Source, bytes: &[u8], content_type: Option<&str>) -> Option<Turn> {
    if source.kind != SourceKind::Database {
        return None;
    }
    let page = number(source);
    let pages = stated(bytes, content_type).map_or(page, |stated| stated.pages.max(page));
    Some(Turn { page, pages })
}

/// Why a document is not the page that was asked for.
pub(super) fn refusal(source: &Source, bytes: &[u8], content_type: Option<&str>) -> Option<String> {
    if source.kind != SourceKind::Database {
        return None;
    }
    let asked = number(source);
    match stated(bytes, content_type) {
        Some(Turn { page, pages }) if page != asked => Some(format!(
            "asked for page {asked}, the server gave page {page} of {pages}"
        )),
        None if asked > 1 => Some(format!("a page that does not say that it is page {asked}")),
        _ => None,
    }
}

/// The page of a source with this number, as a source of its own.
pub fn source_of(source: &Source, page: u32) -> Source {
    let location = match &source.location {
        Location::Url(url) if page > 1 => Location::Url(address(url, page)),
        location => location.clone(),
    };
    Source {
        location,
        ..source.clone()
    }
}

fn address(url: &str, page: u32) -> String {
    let Ok(mut address) = Url::parse(url) else {
        return url.to_owned();
    };
    let others: Vec<(String, String)> = address
        .query_pairs()
        .filter(|(key, _)| key != KEY)
        .map(|(key, value)| (key.into_owned(), value.into_owned()))
        .collect();
    address
        .query_pairs_mut()
        .clear()
        .extend_pairs(others)
        .append_pair(KEY, &page.to_string());
    address.into()
}

/// Fetches the pages that the first one leads to. Only the disk can stop it.
pub(super) fn follow(first: Fetched, source: &Source, store: &Store, options: &Options) -> Result<Fetched, Error> {
    let mut fetched = first;
    let mut stated_pages = pages_of(store, &fetched.sha256, fetched.content_type(store).as_deref());
    let mut pages = vec![Page {
        number: 1,
        url: fetched.url.clone(),
        path: fetched.path.clone(),
        sha256: Some(fetched.sha256),
        trouble: fetched.trouble.clone(),
    }];
    let mut failures = if fetched.trouble.is_some() { MAX_FAILURES } else { 0 };
    let is_on_net = matches!(source.location, Location::Url(_));
    let mut at = 2;
    while is_on_net && at <= stated_pages.min(MAX_PAGES) {
        let page_source = source_of(source, at);
        let given_up = failures >= MAX_FAILURES;
        let result = if given_up {
            let offline = Options {
                offline: true,
                ..Options::default()
            };
            checked(&page_source, store, &offline, || true)
        } else {
            checked(&page_source, store, options, || is_intact(&page_source, store))
        };
        let mut page = Page {
            number: at,
            url: match &page_source.location {
                Location::Url(url) => Some(url.clone()),
                Location::File(_) => None,
            },
            path: None,
            sha256: None,
            trouble: None,
        };
        match result {
            Ok(one) => {
                // A letter that came meanwhile can make one page more.
                let more = pages_of(store, &one.sha256, one.content_type(store).as_deref());
                if one.trouble.is_none() {
                    stated_pages = stated_pages.max(more);
                }
                fetched.how = together(fetched.how, one.how);
                page.sha256 = Some(one.sha256);
                page.trouble = one.trouble;
                if given_up {
                    page.trouble = Some("it was not asked for, since those before it could not be had".to_owned());
                }
            }
            Err(error) if error.is_of_the_disk() => return Err(error),
            Err(error) => page.trouble = Some(error.to_string()),
        }
        failures = match page.trouble {
            Some(_) => failures + 1,
            None => 0,
        };
        pages.push(page);
        at += 1;
    }
    let mut troubles: Vec<String> = pages
        .iter()
        .filter_map(|page| Some((page.number, page.trouble.as_ref()?)))
        .map(|(number, trouble)| format!("page {number}: {trouble}"))
        .collect();
    if stated_pages > MAX_PAGES {
        troubles.push(format!(
            "it states {stated_pages} pages, and {MAX_PAGES} are read at most"
        ));
    }
    fetched.trouble = (!troubles.is_empty()).then(|| troubles.join("; "));
    fetched.pages = pages;
    Ok(fetched)
}

/// How many pages a document of the store says there are.
fn pages_of(store: &Store, sha256: &Digest, content_type: Option<&str>) -> u32 {
    let bytes = store.get(sha256).ok();
    let stated = bytes.and_then(|bytes| stated(&bytes, content_type));
    stated.map_or(1, |turn| turn.pages)
}

/// How a source of several pages compares: one page that is new or another makes it another.
fn together(first: How, other: How) -> How {
    match (first, other) {
        (How::Unchanged, How::New | How::Changed) => How::Changed,
        _ => first,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_pages() {
        for (url, page, expected) in [
            ("https://db.example/Sent", 2, "https://db.example/Sent?page=2"),
            (
                "https://db.example/Sent?a=b&page=1",
                3,
                "https://db.example/Sent?a=b&page=3",
            ),
        ] {
            assert_eq!(address(url, page), expected);
        }
    }

    #[test]
    fn a_page_says_which_it_is() {
        let of = |page: &str| stated(page.as_bytes(), None).map(|turn| (turn.page, turn.pages));
        assert_eq!(of("<p>212 communications found page 1 of 22</p>"), Some((1, 22)));
        assert_eq!(
            of("<p>212 <b>Communications\nfound</b> &ndash; page <b>3</b> of 22"),
            Some((3, 22))
        );
        assert_eq!(of("<p>1 communication found, page 1 of 1"), Some((1, 1)));
        assert_eq!(of("<p>0 communications found"), None);
        assert_eq!(of("<p>communications found page 1 of 99999999999"), None);
    }
}
