//! Files that are there whole or not at all.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

/// Names a file that is still being written; what a killed run leaves behind begins like this.
pub(super) const INCOMING: &str = ".incoming-";

/// Writes a file beside its place, through to the disk, and then gives it its name.
pub(super) fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    let is_new = !folder.exists();
    fs::create_dir_all(folder)?;
    let mut incoming = tempfile::Builder::new();
    incoming.prefix(INCOMING);
    #[cfg(unix)]
    {
        // What everybody may read is the umask's to say: a temporary file is the owner's alone.
        use std::os::unix::fs::PermissionsExt;
        incoming.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut incoming = incoming.tempfile_in(folder)?;
    incoming.write_all(bytes)?;
    incoming.as_file().sync_all()?;
    incoming.persist(path).map_err(|error| error.error)?;
    // The name is on the disk when its folder is; only Unix can open a folder to say so.
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
        if let Some(parent) = folder.parent().filter(|_| is_new) {
            File::open(parent)?.sync_all()?;
        }
    }
    Ok(())
}
