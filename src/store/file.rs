//! Reading a file whole, without ever waiting for one that does not end.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Largest document that is read or downloaded, in bytes (64 MiB): twenty times the largest UN document
/// that the program was tried on (3.1 MiB).
pub const MAX_DOCUMENT_BYTES: u64 = 64 * 1024 * 1024;

/// Why a file cannot be read as a document.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// Nothing of this name.
    #[error("there is no such file")]
    NotFound,
    /// A folder of this name.
    #[error("it is a directory, and a document is one file")]
    Directory,
    /// A pipe, socket or device: opening it could wait for ever.
    #[error("it is no regular file, but a pipe, a socket or a device")]
    NotRegular,
    /// Larger than [`MAX_DOCUMENT_BYTES`].
    #[error("it is larger than {} MiB", MAX_DOCUMENT_BYTES / (1024 * 1024))]
    TooLarge,
    /// No permission, or a fault of the disk.
    #[error("{0}")]
    System(#[source] io::Error),
}

impl From<io::Error> for Unreadable {
    fn from(cause: io::Error) -> Self {
        match cause.kind() {
            io::ErrorKind::NotFound => Self::NotFound,
            io::ErrorKind::IsADirectory => Self::Directory,
            _ => Self::System(cause),
        }
    }
}

/// A file that cannot be read as a document.
#[derive(Debug, thiserror::Error)]
#[error("cannot read {}: {cause}", path.display())]
pub struct NotRead {
    /// The document whose file it is.
    pub id: String,
    /// The file as it was named.
    pub path: PathBuf,
    /// Why not.
    #[source]
    pub cause: Unreadable,
}

/// The bytes of a file as in [`Document::from_file`](super::Document::from_file), for those who need no digest.
pub fn bytes(id: &str, path: &Path) -> Result<Vec<u8>, NotRead> {
    read(path).map_err(|cause| NotRead {
        id: id.to_owned(),
        path: path.to_path_buf(),
        cause,
    })
}

/// What a reader gives until it ends, at most [`MAX_DOCUMENT_BYTES`] of it.
pub(super) fn read_from(from: impl Read) -> Result<Vec<u8>, Unreadable> {
    let mut bytes = Vec::new();
    from.take(MAX_DOCUMENT_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_DOCUMENT_BYTES {
        return Err(Unreadable::TooLarge);
    }
    Ok(bytes)
}

/// The bytes of a regular file, at most [`MAX_DOCUMENT_BYTES`] of them.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Unreadable> {
    // Looked at before it is opened: opening a pipe that nobody writes to waits for a writer.
    let metadata = fs::metadata(path)?;
    if metadata.is_dir() {
        return Err(Unreadable::Directory);
    }
    if !metadata.is_file() {
        return Err(Unreadable::NotRegular);
    }
    if metadata.len() > MAX_DOCUMENT_BYTES {
        return Err(Unreadable::TooLarge);
    }
    let mut file = File::open(path)?;
    // In one piece: the standard library's way takes small ones first, which costs a page a tenth of its time.
    let mut bytes = vec![0; usize::try_from(metadata.len()).unwrap_or(0)];
    let length = fill(&mut file, &mut bytes)?;
    bytes.truncate(length);
    // Some files grow while they are read, and those of /proc say they are empty.
    let rest = MAX_DOCUMENT_BYTES + 1 - length as u64;
    file.take(rest).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_DOCUMENT_BYTES {
        return Err(Unreadable::TooLarge);
    }
    Ok(bytes)
}

/// Reads until the buffer is full or the file ends, and returns how many bytes were read.
fn fill(file: &mut File, buffer: &mut [u8]) -> io::Result<usize> {
    let mut length = 0;
    while let Some(rest) = buffer.get_mut(length..).filter(|rest| !rest.is_empty()) {
        match file.read(rest) {
            Ok(0) => break,
            Ok(read) => length += read,
            Err(cause) if cause.kind() == io::ErrorKind::Interrupted => {}
            Err(cause) => return Err(cause),
        }
    }
    Ok(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(path: &Path) -> String {
        read(path).expect_err("it is no document").to_string()
    }

    #[test]
    fn a_file_is_read_whole() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let path = folder.path().join("page.html");
        fs::write(&path, b"<p>\xff\0").expect("a file for the test");
        assert_eq!(read(&path).expect("a small file"), b"<p>\xff\0");
    }

    #[test]
    fn what_is_no_document_is_refused_with_its_reason() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let missing = folder.path().join("missing.html");
        assert_eq!(refusal(&missing), "there is no such file");
        let directory = "it is a directory, and a document is one file";
        assert_eq!(refusal(folder.path()), directory);

        let large = folder.path().join("large.pdf");
        let sparse = File::create(&large).expect("a file for the test");
        sparse.set_len(MAX_DOCUMENT_BYTES + 1).expect("a hole");
        assert_eq!(refusal(&large), "it is larger than 64 MiB");
    }

    #[cfg(unix)]
    #[test]
    fn a_device_is_not_opened() {
        let device = Path::new("/dev/zero");
        let reason = "it is no regular file, but a pipe, a socket or a device";
        assert_eq!(refusal(device), reason);
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_without_a_writer_is_not_waited_for() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let pipe = folder.path().join("page.html");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.expect("mkfifo is everywhere").success());
        assert!(matches!(read(&pipe), Err(Unreadable::NotRegular)));
    }
}
