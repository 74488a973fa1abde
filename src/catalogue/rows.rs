//! From the TOML tables of a catalogue to its sources, each mistake with its place.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::Deserialize;
use toml::{Spanned, Value};
use url::Url;

use crate::digest::Digest;

use super::mistake::{Misplaced, Mistake};
use super::{Catalogue, Discover, Expect, Found, Location, Pattern, Source, SourceKind, files, ids};

/// The languages in which the UN publishes.
const LANGUAGES: [&str; 6] = ["en", "fr", "es", "ru", "ar", "zh"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rows {
    reports: Option<Spanned<String>>,
    #[serde(default)]
    source: Vec<Spanned<Row>>,
}

/// A `[[source]]` table as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: Option<Spanned<String>>,
    kind: Option<Spanned<String>>,
    url: Option<Spanned<String>>,
    file: Option<Spanned<String>>,
    files: Option<Spanned<String>>,
    title: Option<Spanned<String>>,
    mandate: Option<Spanned<String>>,
    symbol: Option<Spanned<String>>,
    links: Option<Spanned<String>>,
    becomes: Option<Spanned<String>>,
    address: Option<Spanned<String>>,
    language: Option<Spanned<String>>,
    period_start: Option<Spanned<Value>>,
    period_end: Option<Spanned<Value>>,
    replies_until: Option<Spanned<Value>>,
    #[serde(default)]
    expect: Expect,
}

/// What a row of the file comes to.
enum Sources {
    /// One document.
    One(Source),
    /// Those that a pattern names, alike but for their ids and files.
    Many {
        like: Source,
        found: Vec<Found>,
        offset: usize,
    },
}

/// The sources of a catalogue's text, which `path` names in messages; relative files start from `folder`.
pub(super) fn catalogue(text: &str, path: &Path, folder: &Path) -> Result<Catalogue, Misplaced> {
    let rows: Rows = toml::from_str(text).map_err(|error| {
        let offset = error.span().map_or(0, |span| span.start);
        Mistake::Toml(error.message().to_owned()).at(offset)
    })?;
    if rows.source.is_empty() {
        return Err(Mistake::Empty.at(0));
    }
    let mut catalogue = Catalogue {
        knows_built_in: knows_built_in(rows.reports)?,
        digest: Some(Digest::of(text.as_bytes())),
        ..Catalogue::default()
    };
    let mut first_offsets: BTreeMap<String, usize> = BTreeMap::new();
    let mut all = Vec::with_capacity(rows.source.len());
    for row in rows.source {
        let row_offset = row.span().start;
        let id_offset = row.get_ref().id.as_ref().map_or(row_offset, |id| id.span().start);
        let sources = match row.get_ref().files {
            Some(_) => many(row, path, folder, text, &mut catalogue)?,
            None => Sources::One(source(row, folder)?),
        };
        let (Sources::One(Source { id, .. })
        | Sources::Many {
            like: Source { id, .. },
            ..
        }) = &sources;
        if let Some(&first) = first_offsets.get(id).filter(|_| !id.is_empty()) {
            let first_line = super::line_at(text, first);
            let id = id.clone();
            return Err(Mistake::DoubleId { id, first_line }.at(id_offset));
        }
        first_offsets.insert(id.clone(), id_offset);
        all.push(sources);
    }
    place(all, &mut catalogue, text, &first_offsets)?;
    Ok(catalogue)
}

/// Puts all sources into the catalogue, and names those that a pattern names.
fn place(
    mut all: Vec<Sources>,
    catalogue: &mut Catalogue,
    text: &str,
    first_offsets: &BTreeMap<String, usize>,
) -> Result<(), Misplaced> {
    // What has a row of its own, or was named before, is no second document.
    let mut named: BTreeSet<PathBuf> = BTreeSet::new();
    for sources in &all {
        if let Sources::One(source) = sources
            && let Location::File(path) = &source.location
        {
            named.insert(plain(path));
        }
    }
    for sources in &mut all {
        if let Sources::Many { found, .. } = sources {
            found.retain(|file| named.insert(plain(&file.path)));
        }
    }
    let found = all.iter().filter_map(|sources| match sources {
        Sources::One(_) => None,
        Sources::Many { found, .. } => Some(found),
    });
    let found: Vec<Found> = found.flatten().cloned().collect();
    let taken: BTreeSet<&str> = first_offsets.keys().map(String::as_str).collect();
    let of_all = ids::ids_beside(&found, &taken);
    let first_of_many = |sources: &Sources| match sources {
        Sources::One(_) => None,
        Sources::Many { offset, .. } => Some(*offset),
    };
    let mut of_all = of_all
        .map_err(|same| Mistake::SameId(same).at(all.iter().find_map(first_of_many).unwrap_or_default()))?
        .into_iter();
    for sources in all {
        let (like, found, offset) = match sources {
            Sources::One(source) => {
                catalogue.sources.push(source);
                continue;
            }
            Sources::Many { like, found, offset } => (like, found, offset),
        };
        let mut group = BTreeSet::new();
        for (file, id) in found.into_iter().zip(&mut of_all) {
            if let Some(&first) = first_offsets.get(&id) {
                let first_line = super::line_at(text, first);
                return Err(Mistake::DoubleId { id, first_line }.at(offset));
            }
            group.insert(id.clone());
            catalogue.sources.push(Source {
                id,
                location: Location::File(file.path),
                ..like.clone()
            });
        }
        if !like.id.is_empty() {
            catalogue.groups.insert(like.id, group);
        }
    }
    Ok(())
}

/// A path without `.`, so that a file is known again.
fn plain(path: &Path) -> PathBuf {
    path.components().collect()
}

fn knows_built_in(written: Option<Spanned<String>>) -> Result<bool, Misplaced> {
    match written {
        None => Ok(false),
        Some(written) if written.get_ref() == "built-in" => Ok(true),
        Some(written) => {
            let offset = written.span().start;
            Err(Mistake::Reports(written.into_inner()).at(offset))
        }
    }
}

/// The sources of a row with `files`. What the disk does not have is told, and no mistake of the text.
fn many(
    row: Spanned<Row>,
    path: &Path,
    folder: &Path,
    text: &str,
    catalogue: &mut Catalogue,
) -> Result<Sources, Misplaced> {
    let row_offset = row.span().start;
    let mut row = row.into_inner();
    let of_one = [
        ("url", row.url.is_some()),
        ("file", row.file.is_some()),
        ("title", row.title.is_some()),
        ("symbol", row.symbol.is_some()),
        ("links", row.links.is_some()),
        ("becomes", row.becomes.is_some()),
        ("address", row.address.is_some()),
        ("expect", row.expect != Expect::default()),
    ];
    if let Some((key, _)) = of_one.into_iter().find(|&(_, is_there)| is_there) {
        return Err(Mistake::OfOne(key).at(row_offset));
    }
    let Some(files) = row.files.take() else {
        return Err(Mistake::Missing("files").at(row_offset));
    };
    let offset = files.span().start;
    let pattern = filled("files", files)?;
    let (found, faults) =
        files::matching(&pattern, folder).map_err(|error| Mistake::Files(error.to_string()).at(offset))?;
    let at = format!("{}:{}", path.display(), super::line_at(text, offset));
    if found.is_empty() {
        catalogue.faults.push(format!("{at}: `{pattern}` names no file"));
    }
    catalogue.faults.extend(faults);
    let [period_start, period_end, replies_until] = days(&row)?;
    let like = Source {
        id: row.id.take().map(id).transpose()?.unwrap_or_default(),
        kind: row.kind.take().map_or(Ok(SourceKind::Document), kind)?,
        location: Location::File(PathBuf::new()),
        title: None,
        mandate: optional("mandate", row.mandate.take())?,
        symbol: None,
        language: row.language.take().map(language).transpose()?,
        period_start,
        period_end,
        replies_until,
        expect: Expect::default(),
        discover: None,
    };
    if like.kind == SourceKind::Index {
        return Err(Mistake::OfOne("kind = \"index\"").at(row_offset));
    }
    Ok(Sources::Many { like, found, offset })
}

fn source(row: Spanned<Row>, folder: &Path) -> Result<Source, Misplaced> {
    let row_offset = row.span().start;
    let mut row = row.into_inner();
    let missing = |key| Mistake::Missing(key).at(row_offset);
    let id = id(row.id.take().ok_or_else(|| missing("id"))?)?;
    let kind = kind(row.kind.take().ok_or_else(|| missing("kind"))?)?;
    let in_index = [row.links.take(), row.becomes.take(), row.address.take()];
    let discover = discover(&id, kind, row_offset, in_index)?;
    let location = match (row.url.take(), row.file.take()) {
        (Some(url), None) => address(url)?,
        (None, Some(file)) => Location::File(folder.join(filled("file", file)?)),
        (None, None) => return Err(Mistake::NoLocation(id).at(row_offset)),
        (Some(url), Some(file)) => {
            let second = url.span().start.max(file.span().start);
            return Err(Mistake::TwoLocations(id).at(second));
        }
    };
    let [period_start, period_end, replies_until] = days(&row)?;
    Ok(Source {
        id,
        kind,
        location,
        title: optional("title", row.title)?,
        mandate: optional("mandate", row.mandate)?,
        symbol: optional("symbol", row.symbol)?,
        language: row.language.map(language).transpose()?,
        period_start,
        period_end,
        replies_until,
        expect: row.expect,
        discover,
    })
}

/// First and last day of the letters, and the last day on which a reply counts.
fn days(row: &Row) -> Result<[Option<Date>; 3], Misplaced> {
    let period_start = day("period_start", row.period_start.as_ref())?;
    let period_end = day("period_end", row.period_end.as_ref())?;
    let replies_until = day("replies_until", row.replies_until.as_ref())?;
    in_order(period_start.as_ref(), period_end.as_ref())?;
    in_order(period_end.as_ref(), replies_until.as_ref())?;
    Ok([period_start, period_end, replies_until].map(|day| day.map(|day| day.date)))
}
fn kind(written: Spanned<String>) -> Result<SourceKind, Misplaced> {
    let offset = written.span().start;
    let kind = written.into_inner().parse::<SourceKind>();
    kind.map_err(|unknown| Mistake::Kind(unknown).at(offset))
}

/// What `links`, `becomes` and `address` say, which an index has and nothing else.
fn discover(
    id: &str,
    of: SourceKind,
    row_offset: usize,
    [links, becomes, address]: [Option<Spanned<String>>; 3],
) -> Result<Option<Discover>, Misplaced> {
    if of != SourceKind::Index {
        let keys = [("links", links), ("becomes", becomes), ("address", address)];
        let misplaced = keys.into_iter().find_map(|(key, value)| Some((key, value?)));
        return match misplaced {
            None => Ok(None),
            Some((key, value)) => {
                let id = id.to_owned();
                Err(Mistake::NoIndex { id, kind: of, key }.at(value.span().start))
            }
        };
    }
    let missing = |key| {
        let id = id.to_owned();
        Mistake::Index { id, key }.at(row_offset)
    };
    let links = links.ok_or_else(|| missing("links"))?;
    let becomes = becomes.ok_or_else(|| missing("becomes"))?;
    let becomes_offset = becomes.span().start;
    let becomes = kind(becomes)?;
    if becomes == SourceKind::Index {
        return Err(Mistake::IndexOfIndexes.at(becomes_offset));
    }
    let links_offset = links.span().start;
    let pattern = Pattern::read(&filled("links", links)?);
    let links = pattern.map_err(|error| Mistake::Pattern(error.to_string()).at(links_offset))?;
    let address = address.map(|address| template(address, &links)).transpose()?;
    Ok(Some(Discover {
        links,
        becomes,
        address,
    }))
}

/// An address with groups of a pattern in it.
fn template(written: Spanned<String>, links: &Pattern) -> Result<String, Misplaced> {
    let offset = written.span().start;
    let written = filled("address", written)?;
    let mut rest = written.as_str();
    while let Some((_, after)) = rest.split_once('$') {
        let braced = after.strip_prefix('{').and_then(|inner| inner.split_once('}'));
        let plain = after.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next();
        let group = braced.map_or(plain.unwrap_or_default(), |(name, _)| name);
        let known = |name: &str| links.regex().capture_names().flatten().any(|of| of == name);
        if !known(group)
            && group
                .parse()
                .map_or(true, |number: usize| number >= links.regex().captures_len())
        {
            let group = group.to_owned();
            return Err(Mistake::Group { group }.at(offset));
        }
        rest = after;
    }
    Ok(written)
}

fn id(written: Spanned<String>) -> Result<String, Misplaced> {
    let offset = written.span().start;
    let id = filled("id", written)?;
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    if id.bytes().all(fits) {
        Ok(id)
    } else {
        Err(Mistake::Id(id).at(offset))
    }
}

fn address(written: Spanned<String>) -> Result<Location, Misplaced> {
    let offset = written.span().start;
    let url = filled("url", written)?;
    let because = match Url::parse(&url) {
        Ok(parsed) if matches!(parsed.scheme(), "http" | "https") => return Ok(Location::Url(url)),
        Ok(_) => String::new(),
        Err(error) => format!(": {error}"),
    };
    Err(Mistake::Url { url, because }.at(offset))
}

fn language(written: Spanned<String>) -> Result<String, Misplaced> {
    let offset = written.span().start;
    let language = written.into_inner();
    if LANGUAGES.contains(&language.as_str()) {
        Ok(language)
    } else {
        Err(Mistake::Language(language).at(offset))
    }
}

fn optional(key: &'static str, written: Option<Spanned<String>>) -> Result<Option<String>, Misplaced> {
    written.map(|written| filled(key, written)).transpose()
}

fn filled(key: &'static str, written: Spanned<String>) -> Result<String, Misplaced> {
    if written.get_ref().trim().is_empty() {
        return Err(Mistake::Blank(key).at(written.span().start));
    }
    Ok(written.into_inner())
}

/// A day, with its key and place for the message in which it is out of order.
struct Day {
    key: &'static str,
    offset: usize,
    date: Date,
}

/// A day written as TOML's own local date or as a string of the same shape.
fn day(key: &'static str, written: Option<&Spanned<Value>>) -> Result<Option<Day>, Misplaced> {
    let Some(written) = written else {
        return Ok(None);
    };
    let offset = written.span().start;
    let date = match written.get_ref() {
        Value::String(text) => calendar_day(text),
        Value::Datetime(time) => calendar_day(&time.to_string()),
        _ => None,
    };
    let Some(date) = date else {
        let written = written.get_ref().to_string();
        return Err(Mistake::Day { key, written }.at(offset));
    };
    Ok(Some(Day { key, offset, date }))
}

/// Jiff reads more than a day (`20110501`, `2011-05-01T12:00`); only what it would print itself is one.
fn calendar_day(text: &str) -> Option<Date> {
    let date: Date = text.parse().ok()?;
    (date.to_string() == text).then_some(date)
}

fn in_order(earlier: Option<&Day>, later: Option<&Day>) -> Result<(), Misplaced> {
    match (earlier, later) {
        (Some(earlier), Some(later)) if later.date < earlier.date => Err(Mistake::Order {
            earlier_key: earlier.key,
            earlier: earlier.date,
            later_key: later.key,
            later: later.date,
        }
        .at(later.offset)),
        _ => Ok(()),
    }
}
