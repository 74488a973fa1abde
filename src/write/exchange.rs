//! A folder that is made anew beside its place and exchanged: whole or not at all, and never over what is not ours.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::Serialize;

/// The file that says that a folder is ours to replace.
pub const MADE: &str = "made-by-rapporteur.json";

/// Why a folder was not made.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is a folder that somebody else made.
    #[error("{}: it is there, and has no {MADE}: name another folder with --out, or move it away", path.display())]
    NotOurs {
        /// The folder.
        path: PathBuf,
    },
    /// It would be part of the tables, or they of it.
    #[error("{}: it must not lie in {} nor contain it", path.display(), tables.display())]
    Tangled {
        /// The folder.
        path: PathBuf,
        /// The folder of the tables.
        tables: PathBuf,
    },
    /// It cannot be written.
    #[error("{}: {cause}", path.display())]
    Io {
        /// The folder or a file of it.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
}

/// A folder on its way to its place. Dropped before it is finished, it leaves nothing.
pub struct Exchange {
    place: PathBuf,
    next: tempfile::TempDir,
}

impl Exchange {
    /// Begins a folder that will stand at `place`, apart from the folder of the tables.
    pub fn begin(place: &Path, tables: &Path) -> Result<Self, Error> {
        let failed = |cause| Error::Io {
            path: place.to_owned(),
            cause,
        };
        let place = std::path::absolute(place).map_err(failed)?;
        let parent = place.parent().map_or_else(|| place.clone(), Path::to_owned);
        check_apart(&place, tables)?;
        let former = former(&place);
        // A kill between two renames left it aside.
        if !place.exists() && former.join(MADE).exists() {
            fs::rename(&former, &place).map_err(failed)?;
        }
        if place.symlink_metadata().is_ok() && !place.join(MADE).is_file() {
            return Err(Error::NotOurs { path: place });
        }
        fs::create_dir_all(&parent).map_err(failed)?;
        let next = tempfile::Builder::new().prefix(".rapporteur-").tempdir_in(&parent);
        Ok(Self {
            place,
            next: next.map_err(failed)?,
        })
    }

    /// Where its files are written for now.
    pub fn folder(&self) -> &Path {
        self.next.path()
    }

    /// Puts it in its place; `made` says what made it.
    pub fn finish(self, made: &impl Serialize) -> Result<(), Error> {
        let place = self.place.clone();
        self.exchange(made).map_err(|cause| Error::Io { path: place, cause })
    }

    fn exchange(self, made: &impl Serialize) -> io::Result<()> {
        let next = self.next.path();
        let mut text = serde_json::to_vec_pretty(made)?;
        text.push(b'\n');
        File::create(next.join(MADE))?.write_all(&text)?;
        open_to_all(next)?;
        for entry in fs::read_dir(next)? {
            let path = entry?.path();
            if path.is_file() {
                File::open(path)?.sync_all()?;
            }
        }
        let former = former(&self.place);
        if former.join(MADE).exists() {
            fs::remove_dir_all(&former)?;
        }
        if self.place.exists() {
            fs::rename(&self.place, &former)?;
        }
        fs::rename(self.next.keep(), &self.place)?;
        if former.join(MADE).exists() {
            fs::remove_dir_all(&former)?;
        }
        Ok(())
    }
}

/// Where the folder of before is while it is exchanged.
fn former(place: &Path) -> PathBuf {
    let name = place.file_name().map(|name| name.to_string_lossy().into_owned());
    place.with_file_name(format!(".{}.former", name.unwrap_or_default()))
}

/// A folder for a moment is its owner's alone; one that stays is as others are.
#[cfg(unix)]
fn open_to_all(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn open_to_all(_: &Path) -> io::Result<()> {
    Ok(())
}

fn check_apart(place: &Path, tables: &Path) -> Result<(), Error> {
    let (here, there) = (real(place), real(tables));
    if here.starts_with(&there) || there.starts_with(&here) {
        return Err(Error::Tangled {
            path: place.to_owned(),
            tables: tables.to_owned(),
        });
    }
    Ok(())
}

/// A path without links, as far as it is there.
fn real(path: &Path) -> PathBuf {
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) if !parent.as_os_str().is_empty() => real(parent).join(name),
        _ => std::path::absolute(path).unwrap_or_else(|_| path.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(folder: &Path) -> Option<String> {
        fs::read_to_string(folder.join("file")).ok()
    }

    #[test]
    fn only_what_is_ours_is_replaced() -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let (tables, place) = (folder.path().join("output"), folder.path().join("export"));
        fs::create_dir(&tables)?;
        for text in ["one", "two"] {
            let exchange = Exchange::begin(&place, &tables)?;
            fs::write(exchange.folder().join("file"), text)?;
            exchange.finish(&"test")?;
            assert_eq!(file(&place).as_deref(), Some(text));
        }
        // What is begun and dropped leaves nothing.
        drop(Exchange::begin(&place, &tables)?);
        assert_eq!(fs::read_dir(folder.path())?.count(), 2);
        fs::remove_file(place.join(MADE))?;
        assert!(matches!(Exchange::begin(&place, &tables), Err(Error::NotOurs { .. })));
        assert_eq!(file(&place).as_deref(), Some("two"));
        for tangled in [tables.join("export"), tables.clone(), folder.path().to_owned()] {
            assert!(
                matches!(Exchange::begin(&tangled, &tables), Err(Error::Tangled { .. })),
                "{}",
                tangled.display()
            );
        }
        Ok(())
    }

    #[test]
    fn what_a_kill_left_aside_is_put_back() -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let place = folder.path().join("export");
        fs::create_dir(former(&place))?;
        fs::write(former(&place).join(MADE), "{}")?;
        drop(Exchange::begin(&place, &folder.path().join("output"))?);
        assert!(place.join(MADE).exists());
        Ok(())
    }
}
