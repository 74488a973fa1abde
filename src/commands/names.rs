//! The names of files in a list: from a file or from stdin, a line or a NUL each.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use crate::catalogue;

use super::Failure;

/// Longest list that is read, in bytes: some two million names.
const MAX_LIST_BYTES: u64 = 256 * 1024 * 1024;

/// The names in a list, in its order; `-` is stdin.
pub fn names(list: &Path) -> Result<Vec<PathBuf>, Failure> {
    Ok(items(&bytes(list)?).into_iter().map(path).collect())
}

/// The ids and names in a list, which stand with a tab between them.
pub fn names_with_ids(list: &Path) -> Result<Vec<(String, PathBuf)>, Failure> {
    let bytes = bytes(list)?;
    let parted = items(&bytes).into_iter().map(|item| {
        let tab = memchr::memchr(b'\t', item).ok_or(item)?;
        let (id, name) = (item.get(..tab).ok_or(item)?, item.get(tab + 1..).ok_or(item)?);
        let id = std::str::from_utf8(id).ok().filter(|id| catalogue::is_id(id));
        match id {
            Some(id) if !name.is_empty() => Ok((id.to_owned(), path(name))),
            _ => Err(item),
        }
    });
    let parted: Result<Vec<(String, PathBuf)>, &[u8]> = parted.collect();
    parted.map_err(|item| {
        let item = String::from_utf8_lossy(item);
        Failure::Unknown(format!("`{}` is no id, tab and name of a file", item.escape_debug()))
    })
}

/// Writes a list that [`names_with_ids`] reads: a line each, or, where a name has a line end in it, a NUL after each.
pub fn list<'n>(names: &[(String, &'n Path)], to: &mut impl io::Write) -> io::Result<()> {
    let bytes = |path: &'n Path| path.as_os_str().as_encoded_bytes();
    let by_nul = names
        .iter()
        .any(|(_, path)| memchr::memchr2(b'\n', b'\r', bytes(path)).is_some());
    for (id, path) in names {
        to.write_all(id.as_bytes())?;
        to.write_all(b"\t")?;
        to.write_all(bytes(path))?;
        to.write_all(if by_nul { b"\0" } else { b"\n" })?;
    }
    Ok(())
}

/// The bytes of a list.
fn bytes(list: &Path) -> Result<Vec<u8>, Failure> {
    let unreadable = |cause: io::Error| {
        let name = if is_stdin(list) {
            "stdin".into()
        } else {
            list.display().to_string()
        };
        Failure::Unknown(format!("{name}: cannot read the names of files: {cause}"))
    };
    let mut bytes = Vec::new();
    let read = if is_stdin(list) {
        io::stdin().lock().take(MAX_LIST_BYTES + 1).read_to_end(&mut bytes)
    } else {
        File::open(list).and_then(|file| file.take(MAX_LIST_BYTES + 1).read_to_end(&mut bytes))
    };
    read.map_err(unreadable)?;
    if bytes.len() as u64 > MAX_LIST_BYTES {
        let bound = format!("they are longer than {MAX_LIST_BYTES} bytes");
        return Err(unreadable(io::Error::new(io::ErrorKind::FileTooLarge, bound)));
    }
    Ok(bytes)
}

/// Whether a name stands for stdin.
pub fn is_stdin(name: &Path) -> bool {
    name.as_os_str() == "-"
}

/// The items in these bytes: ended by NUL where there is any, since no name holds one, and else by line ends.
fn items(bytes: &[u8]) -> Vec<&[u8]> {
    let by_nul = bytes.contains(&0);
    let end = if by_nul { 0 } else { b'\n' };
    let names = bytes.split(|&byte| byte == end);
    let names = names.map(|name| {
        if by_nul {
            name
        } else {
            name.strip_suffix(b"\r").unwrap_or(name)
        }
    });
    names.filter(|name| !name.is_empty()).collect()
}

#[cfg(unix)]
fn path(name: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt as _;
    PathBuf::from(std::ffi::OsStr::from_bytes(name))
}

#[cfg(not(unix))]
fn path(name: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(name).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nul_anywhere_parts_names_by_nul() {
        for (list, names) in [
            (&b""[..], &[][..]),
            (b"a.html\nb c.html\r\n\n d.html", &["a.html", "b c.html", " d.html"]),
            (b"a\nb.html\0c.html\0", &["a\nb.html", "c.html"]),
            (b"a.html\0", &["a.html"]),
            (b"a.html\r\0", &["a.html\r"]),
        ] {
            let expected: Vec<PathBuf> = names.iter().map(PathBuf::from).collect();
            let found: Vec<PathBuf> = items(list).into_iter().map(path).collect();
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn a_list_with_ids_is_read_as_it_was_written() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let file = folder.path().join("list");
        for second in ["a\tb.html", "line\nend.html", "r\r.html"] {
            let named = [
                ("a".to_owned(), Path::new("in/a.html")),
                ("b-1".to_owned(), Path::new(second)),
            ];
            let mut to = Vec::new();
            list(&named, &mut to).expect("memory");
            std::fs::write(&file, to).expect("a file");
            let read = names_with_ids(&file).expect("ids and names");
            let expected: Vec<(String, PathBuf)> = named
                .iter()
                .map(|(id, path)| (id.clone(), path.to_path_buf()))
                .collect();
            assert_eq!(read, expected);
        }
        for wrong in ["a.html", "\ta.html", "a\t", "a b\ta.html", "../a\ta.html"] {
            std::fs::write(&file, wrong).expect("a file");
            assert!(names_with_ids(&file).is_err(), "{wrong:?}");
        }
    }
}
