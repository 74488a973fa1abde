//! The names of files in a list: from a file or from stdin, a line or a NUL each.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use super::Failure;

/// Longest list that is read, in bytes: some two million names.
const MAX_LIST_BYTES: u64 = 256 * 1024 * 1024;

/// The names in a list, in its order; `-` is stdin.
pub fn names(list: &Path) -> Result<Vec<PathBuf>, Failure> {
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
    Ok(in_list(&bytes))
}

/// Whether a name stands for stdin.
pub fn is_stdin(name: &Path) -> bool {
    name.as_os_str() == "-"
}

/// The names in these bytes: ended by NUL where there is any, since no name holds one, and else by line ends.
fn in_list(bytes: &[u8]) -> Vec<PathBuf> {
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
    names.filter(|name| !name.is_empty()).map(path).collect()
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
            assert_eq!(in_list(list), expected);
        }
    }
}
