//! A folder that is made anew beside its place and put there whole: what `site` and `export` write.
//!
//! Nobody else's folder is touched: one that is there already is replaced only if it holds our mark.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::Serialize;
use tempfile::TempDir;

use crate::lock::{self, Wait};

/// The file by which a folder is known as ours.
pub const MARK: &str = "made-by-rapporteur.json";

/// How the names of folders begin in which a new one is made.
const WORKSHOP: &str = ".rapporteur-next-";
/// The file in such a folder that is locked while somebody works there.
const IN_USE: &str = "in-use";
/// The new folder in it.
const MADE: &str = "made";

/// Why a folder cannot be made anew. Each message is whole.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is something at its place that we did not make.
    #[error("{}: not made by rapporteur (it has no {MARK} of ours), and left as it is; name another folder with --out", path.display())]
    NotOurs {
        /// The folder or file.
        path: PathBuf,
    },
    /// It would lie in the folder that it is made from, or that folder in it.
    #[error("{}: it may neither lie in {} nor contain it; name another one with --out", path.display(), tables.display())]
    Entangled {
        /// Where the folder was to be.
        path: PathBuf,
        /// What it is made from.
        tables: PathBuf,
    },
    /// Something in it cannot be written or put in place.
    #[error("{}: cannot be written: {cause}", path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
}

/// What is written into the mark: who made the folder, and with which command.
#[derive(Debug, Serialize)]
struct Mark<'a, T> {
    made_by: &'static str,
    version: &'static str,
    command: &'a str,
    #[serde(flatten)]
    more: &'a T,
}

/// A new folder while it is filled. Dropped before it is published, nothing has happened.
#[derive(Debug)]
pub struct Exchange {
    place: PathBuf,
    made: PathBuf,
    // Closed before its folder is removed, which some systems ask for.
    _in_use: File,
    _workshop: TempDir,
}

impl Exchange {
    /// Begins a folder that is to lie at `place`, made from the tables in `tables`.
    pub fn begin(place: &Path, tables: &Path) -> Result<Self, Error> {
        let refuse = |cause| at(place, cause);
        let resolved = resolve(place).map_err(refuse)?;
        let source = resolve(tables).map_err(|cause| at(tables, cause))?;
        if resolved.starts_with(&source) || source.starts_with(&resolved) {
            return Err(Error::Entangled {
                path: place.to_path_buf(),
                tables: tables.to_path_buf(),
            });
        }
        // A kill between two renames left it aside.
        if !resolved.exists() && is_ours(&former(&resolved)) {
            fs::rename(former(&resolved), &resolved).map_err(refuse)?;
        }
        if resolved.symlink_metadata().is_ok() && !is_ours(&resolved) {
            return Err(Error::NotOurs {
                path: place.to_path_buf(),
            });
        }
        let parent = resolved.parent().unwrap_or(&resolved);
        fs::create_dir_all(parent).map_err(|cause| at(parent, cause))?;
        sweep(parent);
        let workshop = tempfile::Builder::new().prefix(WORKSHOP).tempdir_in(parent);
        let workshop = workshop.map_err(refuse)?;
        let made = workshop.path().join(MADE);
        let open = || {
            // It has its name only once it is locked: nobody finds it without a lock while it is in use.
            let in_use = tempfile::NamedTempFile::new_in(workshop.path())?;
            lock::take(in_use.as_file(), &Wait::NOT, String::new)?;
            let in_use = in_use.persist(workshop.path().join(IN_USE))?;
            // A temporary folder is its owner's alone; what is published is everybody's to read, as the umask says.
            fs::create_dir(&made)?;
            Ok(in_use)
        };
        let in_use = open().map_err(refuse)?;
        Ok(Self {
            place: resolved,
            made,
            _in_use: in_use,
            _workshop: workshop,
        })
    }

    /// Where it is filled.
    pub fn folder(&self) -> &Path {
        &self.made
    }

    /// Writes a file of it, with the folders above it.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        let path = self.folder().join(name);
        let folder = path.parent().unwrap_or(self.folder());
        fs::create_dir_all(folder)
            .and_then(|()| fs::write(&path, bytes))
            .map_err(|cause| at(&path, cause))
    }

    /// Marks it as ours and puts it in its place, in exchange for the one that is there; `more` stands in the mark.
    pub fn publish(self, command: &str, more: &impl Serialize) -> Result<(), Error> {
        let mark = Mark {
            made_by: "rapporteur",
            version: env!("CARGO_PKG_VERSION"),
            command,
            more,
        };
        let path = self.folder().join(MARK);
        let write = || {
            let mut bytes = serde_json::to_vec(&mark)?;
            bytes.push(b'\n');
            let mut file = File::create(&path)?;
            file.write_all(&bytes)?;
            file.sync_all()
        };
        write().map_err(|cause| at(&path, cause))?;
        let refuse = |cause| at(&self.place, cause);
        if !self.place.exists() {
            return fs::rename(&self.made, &self.place).map_err(refuse);
        }
        // Somebody may have put another one there meanwhile.
        if !is_ours(&self.place) {
            return Err(Error::NotOurs { path: self.place });
        }
        let old = former(&self.place);
        if is_ours(&old) {
            fs::remove_dir_all(&old).map_err(|cause| at(&old, cause))?;
        }
        fs::rename(&self.place, &old).map_err(refuse)?;
        if let Err(cause) = fs::rename(&self.made, &self.place) {
            // What was there stays there.
            let _ = fs::rename(&old, &self.place);
            return Err(refuse(cause));
        }
        fs::remove_dir_all(&old).map_err(|cause| at(&old, cause))
    }
}

/// Removes what kills left beside places: folders of ours in which nobody works any more. What cannot be removed costs
/// room and nothing else.
fn sweep(parent: &Path) {
    let Ok(entries) = fs::read_dir(parent) else { return };
    for entry in entries.flatten() {
        let is_workshop = entry.file_name().to_string_lossy().starts_with(WORKSHOP)
            && entry.file_type().is_ok_and(|kind| kind.is_dir());
        let in_use = is_workshop
            .then(|| File::open(entry.path().join(IN_USE)).ok())
            .flatten();
        let is_left = in_use.is_some_and(|file| lock::take(&file, &Wait::NOT, String::new).unwrap_or_default());
        if is_left {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Where the folder of before is while it is exchanged.
fn former(place: &Path) -> PathBuf {
    let name = place.file_name().map(|name| name.to_string_lossy().into_owned());
    place.with_file_name(format!(".{}.former", name.unwrap_or_default()))
}

/// Whether a folder holds our mark. Only a regular file counts, and it must say so itself.
fn is_ours(folder: &Path) -> bool {
    let mark = folder.join(MARK);
    let is_file = mark.symlink_metadata().is_ok_and(|found| found.is_file());
    let says_so = |bytes: Vec<u8>| {
        let read = serde_json::from_slice::<serde_json::Value>(&bytes).ok();
        read.is_some_and(|mark| mark.get("made_by").and_then(serde_json::Value::as_str) == Some("rapporteur"))
    };
    is_file && fs::read(mark).is_ok_and(says_so)
}

/// The path without links and `..`, also where its end does not exist yet.
fn resolve(path: &Path) -> io::Result<PathBuf> {
    let mut rest = Vec::new();
    let mut there = std::path::absolute(path)?;
    loop {
        match there.canonicalize() {
            Ok(mut found) => {
                found.extend(rest.iter().rev());
                return Ok(found);
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let name = there.file_name().map(ToOwned::to_owned);
                // A link that leads nowhere is something that is there.
                if name.is_none() || there.symlink_metadata().is_ok() || !there.pop() {
                    return Err(error);
                }
                rest.extend(name);
            }
            Err(error) => return Err(error),
        }
    }
}

fn at(path: &Path, cause: io::Error) -> Error {
    Error::Write {
        path: path.to_path_buf(),
        cause,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folders() -> (TempDir, PathBuf, PathBuf) {
        let root = tempfile::tempdir().expect("a folder for the test");
        let tables = root.path().join("output");
        fs::create_dir(&tables).expect("a folder of tables");
        let place = root.path().join("page");
        (root, tables, place)
    }

    fn make(place: &Path, tables: &Path, words: &str) -> Result<(), Error> {
        let exchange = Exchange::begin(place, tables)?;
        exchange.write("inside/words.txt", words.as_bytes())?;
        exchange.publish("site", &())
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("a folder");
        let mut names: Vec<String> = entries
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_folder_of_ours_is_replaced_whole() {
        let (root, tables, place) = folders();
        make(&place, &tables, "first").expect("made");
        fs::write(place.join("left over"), "by the last one").expect("written");
        make(&place, &tables, "second").expect("made again");
        assert_eq!(names(&place), ["inside", MARK]);
        assert_eq!(
            fs::read_to_string(place.join("inside/words.txt")).expect("a file"),
            "second"
        );
        assert_eq!(names(root.path()), ["output", "page"]);
    }

    #[test]
    fn what_is_not_ours_is_left_alone() {
        let (root, tables, place) = folders();
        fs::create_dir(&place).expect("a folder");
        for foreign in [None, Some("{}"), Some("no JSON")] {
            if let Some(foreign) = foreign {
                fs::write(place.join(MARK), foreign).expect("written");
            }
            fs::write(place.join("thesis.txt"), "three years of work").expect("written");
            let refused = make(&place, &tables, "ours");
            assert!(matches!(refused, Err(Error::NotOurs { .. })), "{refused:?}");
            assert!(place.join("thesis.txt").exists());
        }
        let file = root.path().join("file");
        fs::write(&file, "a file").expect("written");
        let refused = make(&file, &tables, "ours");
        assert!(matches!(refused, Err(Error::NotOurs { .. })), "{refused:?}");
        assert_eq!(names(root.path()), ["file", "output", "page"]);
    }

    #[test]
    fn neither_lies_in_the_other() {
        let (root, tables, _) = folders();
        let inside = tables.join("page");
        let around = root.path().to_path_buf();
        let roundabout = root.path().join("output/../output/page");
        for place in [inside, around, roundabout, tables.clone()] {
            let refused = make(&place, &tables, "ours");
            assert!(
                matches!(refused, Err(Error::Entangled { .. })),
                "{place:?}: {refused:?}"
            );
        }
        assert_eq!(names(root.path()), ["output"]);
        assert_eq!(names(&tables), Vec::<String>::new());
        // A name that only begins like the folder's is another folder.
        make(&root.path().join("output-page"), &tables, "ours").expect("made");
    }

    #[test]
    fn what_a_kill_left_aside_is_put_back() {
        let (root, tables, place) = folders();
        make(&place, &tables, "first").expect("made");
        fs::rename(&place, former(&place)).expect("put aside");
        drop(Exchange::begin(&place, &tables).expect("begun"));
        assert_eq!(names(root.path()), ["output", "page"]);
    }

    #[test]
    fn what_a_kill_left_half_made_is_removed_by_the_next_one() {
        let (root, tables, place) = folders();
        let killed = root.path().join(format!("{WORKSHOP}killed"));
        fs::create_dir_all(killed.join(MADE)).expect("a folder");
        fs::write(killed.join(IN_USE), "").expect("written");
        // Somebody else's, and that of one who works at this moment.
        let foreign = format!("{WORKSHOP}foreign");
        fs::create_dir(root.path().join(&foreign)).expect("a folder");
        let another = Exchange::begin(&root.path().join("another"), &tables).expect("begun");
        another.write("words.txt", b"half").expect("written");
        make(&place, &tables, "first").expect("made");
        assert!(!killed.exists());
        assert!(another.folder().join("words.txt").exists());
        drop(another);
        assert_eq!(names(root.path()), [foreign.as_str(), "output", "page"]);
    }

    #[test]
    fn given_up_it_leaves_nothing() {
        let (root, tables, place) = folders();
        let exchange = Exchange::begin(&place, &tables).expect("begun");
        exchange.write("words.txt", b"half").expect("written");
        drop(exchange);
        assert_eq!(names(root.path()), ["output"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_followed() {
        let (root, tables, place) = folders();
        make(&place, &tables, "first").expect("made");
        let link = root.path().join("link");
        std::os::unix::fs::symlink(&place, &link).expect("a link");
        make(&link, &tables, "second").expect("made");
        assert_eq!(names(root.path()), ["link", "output", "page"]);
        let into = root.path().join("into");
        std::os::unix::fs::symlink(&tables, &into).expect("a link");
        let refused = make(&into.join("page"), &tables, "ours");
        assert!(matches!(refused, Err(Error::Entangled { .. })), "{refused:?}");
    }
}
