//! Row files: what a document came to, kept beside it, so that it need not be extracted again.
//!
//! A file is of one source and holds a line of JSON, its head, and then what the head describes. It is taken only where
//! its key is the one that is asked for and its bytes have the digest of its head: one that is lost or damaged costs the
//! extraction of one document.

use std::fs;
use std::io;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::Store;
use crate::digest::Digest;

/// The folder of the store that they lie in.
pub(super) const ROWS: &str = "rows";

#[derive(Serialize, Deserialize)]
struct Head {
    key: Digest,
    sha256: Digest,
}

impl Store {
    /// The rows of a source, if they depend on nothing but what has this digest.
    pub fn rows(&self, source: &str, key: &Digest) -> Option<Vec<u8>> {
        let mut bytes = fs::read(self.rows_path(source)).ok()?;
        let end = bytes.iter().position(|&byte| byte == b'\n')?;
        let head: Head = serde_json::from_slice(bytes.get(..end)?).ok()?;
        bytes.drain(..=end);
        (head.key == *key && head.sha256 == Digest::of(&bytes)).then_some(bytes)
    }

    /// Keeps the rows of a source in the place of its former ones.
    pub fn keep_rows(&self, source: &str, key: Digest, rows: &[u8]) -> io::Result<()> {
        let path = self.rows_path(source);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let head = Head {
            key,
            sha256: Digest::of(rows),
        };
        let mut bytes = serde_json::to_vec(&head)?;
        bytes.push(b'\n');
        bytes.extend_from_slice(rows);
        // Not synced: half a file has another digest.
        let incoming = path.with_extension("incoming");
        fs::write(&incoming, bytes)?;
        fs::rename(&incoming, &path)
    }

    fn rows_path(&self, source: &str) -> PathBuf {
        self.folder.join(ROWS).join(format!("{source}.rows"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_taken_by_their_key_and_only_whole() -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let store = Store::open(folder.path())?;
        let (key, other) = (Digest::of(b"key"), Digest::of(b"other"));
        assert_eq!(store.rows("oman", &key), None);
        store.keep_rows("oman", key, b"{}\n\xff")?;
        assert_eq!(store.rows("oman", &key).as_deref(), Some(&b"{}\n\xff"[..]));
        assert_eq!(store.rows("oman", &other), None);
        assert_eq!(store.rows("chad", &key), None);
        let path = folder.path().join(ROWS).join("oman.rows");
        let bytes = fs::read(&path)?;
        for end in 0..bytes.len() {
            fs::write(&path, &bytes[..end])?;
            assert_eq!(store.rows("oman", &key), None, "cut at {end}");
        }
        Ok(())
    }
}
