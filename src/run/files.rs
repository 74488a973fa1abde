//! Which documents lie in files and folders that somebody named.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::catalogue::{self, Found};
use crate::media;
use crate::write::exchange::MARK;

/// The documents among files and in folders.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lying {
    /// Each once, in the order in which they and their folders were named.
    pub documents: Vec<Found>,
    /// How many files of folders are none.
    pub others: usize,
    /// What could not be looked into, and folders without a document; each message is whole.
    pub faults: Vec<String>,
}

/// The documents among these paths: every file that is named by itself, whatever it is, and of folders and those below
/// them the files that begin as one, in byte order of their paths.
///
/// `own` are the folders of this run, its store and its tables: what lies there was made of documents, and is none.
pub fn lying(paths: &[PathBuf], own: &[&Path]) -> Lying {
    let own: Vec<PathBuf> = own.iter().filter_map(|folder| folder.canonicalize().ok()).collect();
    let is_own =
        |folder: &Path| folder.join(MARK).is_file() || folder.canonicalize().is_ok_and(|folder| own.contains(&folder));
    let files: Vec<PathBuf> = paths.iter().filter(|path| !path.is_dir()).cloned().collect();
    let mut named = catalogue::named(&files).into_iter();
    let mut lying = Lying::default();
    let mut seen: BTreeSet<PathBuf> = BTreeSet::new();
    for path in paths {
        if !path.is_dir() {
            let file = named.next();
            lying
                .documents
                .extend(file.filter(|file| seen.insert(place(&file.path))));
            continue;
        }
        let below = catalogue::below(path, None, is_own);
        lying.others += below.others;
        lying.faults.extend(below.faults);
        let mut documents = 0;
        for file in below.files {
            let whole = path.join(&file);
            if !begins_document(&whole) {
                lying.others += 1;
                continue;
            }
            documents += 1;
            if seen.insert(place(&whole)) {
                lying.documents.push(Found {
                    path: whole,
                    below: file,
                });
            }
        }
        if documents == 0 {
            lying.faults.push(format!("{}: no document in it", path.display()));
        }
    }
    lying
}

/// Where a file is, however its folder was named: a link beside it is another document.
fn place(path: &Path) -> PathBuf {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or_else(|| Path::new("."));
    match (folder.canonicalize(), path.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => path.to_owned(),
    }
}

/// What cannot be read is taken, so that it is told.
fn begins_document(path: &Path) -> bool {
    let mut front = Vec::with_capacity(media::FRONT_BYTES);
    let read = File::open(path).and_then(|file| file.take(media::FRONT_BYTES as u64).read_to_end(&mut front));
    read.is_err() || media::begins_document(&front)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn documents_are_told_by_their_first_bytes() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let file = |name: &str, bytes: &str| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().expect("its folder")).expect("a folder");
            fs::write(&path, bytes).expect("a file");
            path
        };
        file("in/b/page.txt", "<!DOCTYPE html><p>x");
        file("in/b.pdf", "%PDF-1.4\n");
        file("in/.hidden", "<h1>x</h1>");
        file("in/note.html", "no page at all");
        file("in/out/table.html", "<p>x");
        file("in/site/index.html", "<p>x");
        file("in/site/made-by-rapporteur.json", "{}");
        let named = file("note.txt", "no page either");
        let inside = folder.path().join("in/b.pdf");
        let own = folder.path().join("in/out");
        let paths = [named.clone(), folder.path().join("in"), inside, named];
        let found = lying(&paths, &[&own, Path::new("no/such/folder")]);
        let below: Vec<String> = found
            .documents
            .iter()
            .map(|file| file.below.display().to_string())
            .collect();
        assert_eq!(below, ["note.txt", ".hidden", "b.pdf", "b/page.txt"]);
        assert_eq!((found.others, found.faults), (1, vec![]));
        // A folder that was named is looked into, whatever it is.
        assert_eq!(lying(std::slice::from_ref(&own), &[&own]).documents.len(), 1);
        fs::create_dir(folder.path().join("empty")).expect("a folder");
        let empty = lying(&[folder.path().join("empty")], &[]);
        assert_eq!(
            empty.faults,
            [format!("{}: no document in it", folder.path().join("empty").display())]
        );
    }
}
