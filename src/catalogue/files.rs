//! Files on the disk: those of a folder, and those that a pattern names.

use std::ffi::OsStr;
use std::fs;
use std::path::{Component, Path, PathBuf};

use glob::{MatchOptions, Pattern, PatternError};
use walkdir::WalkDir;

use super::Found;

/// Hidden files are files like any other, and no sign but `**` stands for a stroke.
const MATCH: MatchOptions = MatchOptions {
    case_sensitive: true,
    require_literal_separator: true,
    require_literal_leading_dot: false,
};

/// What lies in a folder and below it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Below {
    /// Regular files and links to such by their paths below the folder, in byte order of these.
    pub files: Vec<PathBuf>,
    /// Pipes, sockets, devices, and links to nothing: how many.
    pub others: usize,
    /// What could not be looked into, and why; each message is whole.
    pub faults: Vec<String>,
}

/// The files of a folder and of those below it, at most so many deep. Links to files are followed, links to folders are
/// not, so that none is met twice. `passes_over` says which folders are left out.
pub fn below(folder: &Path, depth: Option<usize>, passes_over: impl Fn(&Path) -> bool) -> Below {
    let mut found = Below::default();
    let walk = WalkDir::new(folder).min_depth(1).max_depth(depth.unwrap_or(usize::MAX));
    let entries = walk
        .into_iter()
        .filter_entry(|entry| entry.depth() == 0 || !entry.file_type().is_dir() || !passes_over(entry.path()));
    for entry in entries {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let path = error.path().unwrap_or(folder).display().to_string();
                let why = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
                found.faults.push(format!("{path}: cannot be looked into: {why}"));
                continue;
            }
        };
        let kind = entry.file_type();
        let target = || fs::metadata(entry.path());
        if kind.is_dir() || (kind.is_symlink() && target().is_ok_and(|target| target.is_dir())) {
            continue;
        }
        if kind.is_file() || (kind.is_symlink() && target().is_ok_and(|target| target.is_file())) {
            let below = entry.path().strip_prefix(folder).unwrap_or(entry.path());
            found.files.push(below.to_owned());
        } else {
            found.others += 1;
        }
    }
    found.files.sort_by(|a, b| bytes(a).cmp(bytes(b)));
    found.faults.sort();
    found
}

fn bytes(path: &Path) -> &[u8] {
    path.as_os_str().as_encoded_bytes()
}

/// The files that a pattern names, from a folder on, in byte order of their paths; and what could not be looked into.
///
/// `*` and `?` stand for characters of one name, `[…]` for one of several, `**` for folders in folders.
pub(super) fn matching(pattern: &str, folder: &Path) -> Result<(Vec<Found>, Vec<String>), PatternError> {
    let has_sign = |part: &Component<'_>| part.as_os_str().to_string_lossy().contains(['*', '?', '[']);
    let parts = Path::new(pattern).components();
    let parts: Vec<Component<'_>> = parts.filter(|part| *part != Component::CurDir).collect();
    let plain = parts.iter().position(has_sign).unwrap_or(parts.len().saturating_sub(1));
    let (plain, signs) = parts.split_at(plain);
    let above: PathBuf = plain.iter().collect();
    let below_pattern: PathBuf = signs.iter().collect();
    let fits = Pattern::new(&below_pattern.to_string_lossy())?;
    let deep = signs.iter().any(|part| part.as_os_str() == OsStr::new("**"));
    let from = folder.join(&above);
    let from = if from.as_os_str().is_empty() {
        PathBuf::from(".")
    } else {
        from
    };
    // Where there is no folder, the pattern names nothing.
    if !from.is_dir() {
        return Ok((Vec::new(), Vec::new()));
    }
    let found = below(&from, (!deep).then_some(signs.len()), |_| false);
    let files = found.files.into_iter();
    let files = files
        .filter(|file| fits.matches_with(&file.to_string_lossy(), MATCH))
        .map(|file| Found {
            path: folder.join(&above).join(&file),
            below: above.join(&file),
        });
    Ok((files.collect(), found.faults))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree() -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder for the test");
        for file in [
            "a.pdf",
            "b.pdf",
            ".c.pdf",
            "note.txt",
            "a/x.pdf",
            "a-b/x.pdf",
            "a/b/y.pdf",
            "odd[1].pdf",
        ] {
            let path = folder.path().join("reports").join(file);
            fs::create_dir_all(path.parent().expect("its folder")).expect("a folder");
            fs::write(path, "").expect("a file");
        }
        folder
    }

    fn named(pattern: &str) -> Vec<String> {
        let folder = tree();
        let (found, faults) = matching(pattern, folder.path()).expect("a pattern");
        assert!(faults.is_empty(), "{faults:?}");
        for file in &found {
            assert_eq!(file.path, folder.path().join(&file.below));
        }
        found.iter().map(|file| file.below.display().to_string()).collect()
    }

    #[test]
    fn a_pattern_names_files_in_byte_order() {
        assert_eq!(
            named("reports/*.pdf"),
            ["reports/.c.pdf", "reports/a.pdf", "reports/b.pdf", "reports/odd[1].pdf"]
        );
        assert_eq!(
            named("reports/**/*.pdf"),
            [
                "reports/.c.pdf",
                "reports/a-b/x.pdf",
                "reports/a.pdf",
                "reports/a/b/y.pdf",
                "reports/a/x.pdf",
                "reports/b.pdf",
                "reports/odd[1].pdf"
            ]
        );
        assert_eq!(named("reports/[ab].pdf"), ["reports/a.pdf", "reports/b.pdf"]);
        assert_eq!(named("reports/*/x.pdf"), ["reports/a-b/x.pdf", "reports/a/x.pdf"]);
        assert_eq!(named("./reports/a.pdf"), ["reports/a.pdf"]);
        assert_eq!(named("reports/odd[[]1].pdf"), ["reports/odd[1].pdf"]);
        assert_eq!(named("reports"), Vec::<String>::new());
        assert!(matching("reports/[a", Path::new("")).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn links_to_files_are_followed_and_links_to_folders_are_not() {
        use std::os::unix::fs::symlink;
        let folder = tree();
        let reports = folder.path().join("reports");
        symlink("..", reports.join("a/up")).expect("a link");
        symlink("../a.pdf", reports.join("a/link.pdf")).expect("a link");
        symlink("nothing", reports.join("a/gone.pdf")).expect("a link");
        let found = below(&reports.join("a"), None, |_| false);
        let files: Vec<String> = found.files.iter().map(|file| file.display().to_string()).collect();
        assert_eq!(files, ["b/y.pdf", "link.pdf", "x.pdf"]);
        assert_eq!((found.others, found.faults), (1, vec![]));
        let shallow = below(&reports, Some(1), |_| false);
        assert_eq!(shallow.files.len(), 5);
        let without = below(&reports, None, |folder| folder.ends_with("a"));
        assert_eq!(without.files.len(), 6);
    }
}
