//! Ids of documents that no catalogue names: from the names of their files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A file, and its path below the folder that was given; of a file that was named by itself, below the folder that all of
/// these have in common, so that no id depends on where a folder lies.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// Where it is.
    pub path: PathBuf,
    /// Its path below the folder.
    pub below: PathBuf,
}

/// Two files that would have the same id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} and {} would both be the document `{id}`: rename one, or give it a row with an `id` in a catalogue", first.display(), second.display())]
pub struct SameId {
    /// The id.
    pub id: String,
    /// One file.
    pub first: PathBuf,
    /// The other one.
    pub second: PathBuf,
}

/// Files that were named by themselves.
pub fn named(files: &[PathBuf]) -> Vec<Found> {
    let mut common: Option<PathBuf> = None;
    for file in files {
        let folder = file.parent().unwrap_or_else(|| Path::new(""));
        common = Some(match common {
            None => folder.to_owned(),
            Some(common) => {
                let both = common.components().zip(folder.components());
                both.take_while(|(a, b)| a == b).map(|(a, _)| a).collect()
            }
        });
    }
    let common = common.unwrap_or_default();
    let below = |file: &PathBuf| file.strip_prefix(&common).unwrap_or(file).to_owned();
    let found = |file: &PathBuf| Found {
        path: file.clone(),
        below: below(file),
    };
    files.iter().map(found).collect()
}

/// The id of a document by the name of its file: without its last ending, each run of other characters than letters and
/// digits of ASCII, `.`, `_` and `-` one `-`.
///
/// ```
/// use rapporteur::catalogue::id_of;
/// use std::path::Path;
///
/// assert_eq!(id_of(Path::new("reports/Viet Nam (2014).html")), "Viet-Nam-2014-");
/// ```
pub fn id_of(path: &Path) -> String {
    let name = path.file_stem().unwrap_or(path.as_os_str());
    plain(&name.to_string_lossy())
}

/// Whether a document can be called that: none is called otherwise by the name of its file.
pub fn is_id(id: &str) -> bool {
    !id.is_empty() && id.chars().all(is_plain)
}

/// The ids of files, in their order. Files that would share one take their paths below the folder.
pub fn ids(files: &[Found]) -> Result<Vec<String>, SameId> {
    ids_beside(files, &BTreeSet::new())
}

/// The same beside ids that are taken already, and that nobody else can have.
pub(super) fn ids_beside(files: &[Found], taken: &BTreeSet<&str>) -> Result<Vec<String>, SameId> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for file in files {
        *counts.entry(id_of(&file.path)).or_default() += 1;
    }
    let id = |file: &Found| {
        let short = id_of(&file.path);
        match counts.get(&short) {
            Some(1) if !taken.contains(short.as_str()) => short,
            _ => plain(&file.below.with_extension("").to_string_lossy()),
        }
    };
    let ids: Vec<String> = files.iter().map(id).collect();
    let mut seen: BTreeMap<&str, &Found> = BTreeMap::new();
    for (id, file) in ids.iter().zip(files) {
        if let Some(first) = seen.insert(id, file) {
            return Err(SameId {
                id: id.clone(),
                first: first.path.clone(),
                second: file.path.clone(),
            });
        }
    }
    Ok(ids)
}

fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-')
}

fn plain(name: &str) -> String {
    let mut id = String::with_capacity(name.len());
    for c in name.chars() {
        if is_plain(c) {
            id.push(c);
        } else if !id.ends_with('\u{0}') {
            id.push('\u{0}');
        }
    }
    let id = id.replace('\u{0}', "-");
    if id.is_empty() { "document".to_owned() } else { id }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(files: &[&str]) -> Result<Vec<String>, String> {
        let files: Vec<PathBuf> = files.iter().map(PathBuf::from).collect();
        ids(&named(&files)).map_err(|error| error.to_string())
    }

    #[test]
    fn ids_are_names_and_where_these_are_shared_paths() {
        let expected = |ids: &[&str]| Ok(ids.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert_eq!(of(&["a/x.html", "b/y.pdf"]), expected(&["x", "y"]));
        assert_eq!(
            of(&["/t/a/x.html", "/t/b/x.html", "/t/y"]),
            expected(&["a-x", "b-x", "y"])
        );
        // It is the same wherever the folder lies.
        assert_eq!(
            of(&["a/x.html", "b/x.html"]),
            of(&["/elsewhere/a/x.html", "/elsewhere/b/x.html"])
        );
        assert_eq!(of(&["A/HRC 19.55 (en).pdf"]), expected(&["HRC-19.55-en-"]));
        assert_eq!(of(&["été.html"]), expected(&["-t-"]));
        assert_eq!(
            of(&["x-y.html", "x y.html"]).map_err(|error| error.contains("x-y.html and x y.html")),
            Err(true)
        );
    }
}
