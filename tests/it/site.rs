//! The page of an output, and one row as one file: what is written. What a browser makes of it is another file's.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde_json::Value;

use crate::pages;

/// Reports on pages that are in it; each has a lesson for the page.
pub const REPORTS: &[&str] = &[
    "entry-across-pages",
    "french-chapter",
    "what-observations-cite",
    "quoted-entry-in-observation",
    "press-releases",
];
/// Reports in tables, whose pages lie on their side, with the mandates of each letter.
pub const JOINT: &[&str] = &["joint-ruled"];
const WEB: &[&str] = &["kazakhstan", "unknown-type", "thanked-but-none"];
/// An output with its store, and its page.
pub struct Made {
    pub output: PathBuf,
    pub store: PathBuf,
    pub page: PathBuf,
}

impl Made {
    pub fn index(&self) -> PathBuf {
        self.page.join("index.html")
    }

    pub fn rows(&self, table: &str) -> Vec<Value> {
        let text = fs::read_to_string(self.output.join(format!("{table}.jsonl"))).expect("a table");
        text.lines().map(pages::row).collect()
    }
}

/// Made once for all tests, in a folder of the build.
pub fn made() -> &'static Made {
    static MADE: OnceLock<Made> = OnceLock::new();
    MADE.get_or_init(|| {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("site");
        let _ = fs::remove_dir_all(&root);
        fs::create_dir_all(&root).expect("a folder");
        let mut catalogue = String::new();
        for (kind, files) in [
            ("observations-report", REPORTS),
            ("joint-report", JOINT),
            ("country-page", WEB),
        ] {
            for name in files {
                let path = if kind == "country-page" {
                    pages::page(name)
                } else {
                    pages::report(name)
                };
                let row = format!(
                    "[[source]]\nid = \"{name}\"\nkind = \"{kind}\"\nfile = '{}'\n\n",
                    path.display()
                );
                catalogue.push_str(&row);
            }
        }
        fs::write(root.join("catalogue.toml"), catalogue).expect("a catalogue");
        let made = Made {
            output: root.join("output"),
            store: root.join("store"),
            page: root.join("page"),
        };
        let mut run = pages::program();
        run.args(["run", "--quiet", "--catalogue"])
            .arg(root.join("catalogue.toml"));
        run.arg("--store").arg(&made.store).arg("--output").arg(&made.output);
        assert!(pages::ran(&mut run).status <= 1);
        let written = write(&made.output, &made.store, &made.page);
        assert_eq!((written.status, written.stdout.as_str()), (0, ""), "{}", written.stderr);
        made
    })
}

pub fn write(output: &Path, store: &Path, page: &Path) -> pages::Ran {
    let mut site = pages::program();
    site.arg("site")
        .arg(output)
        .arg("--store")
        .arg(store)
        .arg("--out")
        .arg(page);
    pages::ran(&mut site)
}

pub fn show(made: &Made, id: &str) -> pages::Ran {
    let mut show = pages::program();
    show.args(["show", id, "--output"])
        .arg(&made.output)
        .arg("--store")
        .arg(&made.store);
    pages::ran(&mut show)
}

/// Every file of a folder with its bytes.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("inside").to_path_buf();
                found.insert(name, fs::read(&path).expect("a file"));
            }
        }
    }
    found
}

#[test]
fn the_same_output_gives_the_same_bytes() {
    let made = made();
    let folder = tempfile::tempdir().expect("a folder");
    let again = folder.path().join("again");
    assert_eq!(write(&made.output, &made.store, &again).status, 0);
    let (first, second) = (files(&made.page), files(&again));
    assert_eq!(first.keys().collect::<Vec<_>>(), second.keys().collect::<Vec<_>>());
    for (name, bytes) in &first {
        assert!(second[name] == *bytes, "{} differs", name.display());
    }
    let pictures = first
        .keys()
        .filter(|name| name.extension().is_some_and(|of| of == "png"))
        .count();
    assert!(pictures >= REPORTS.len(), "{pictures} pictures");
    // Made again in its place it is the same, and nothing is left beside it.
    assert_eq!(write(&made.output, &made.store, &again).status, 0);
    assert!(files(&again) == first);
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1);
}

#[test]
fn nobody_elses_folder_is_touched() {
    let made = made();
    let folder = tempfile::tempdir().expect("a folder");
    let theirs = folder.path().join("thesis");
    fs::create_dir(&theirs).expect("a folder");
    fs::write(theirs.join("chapter.txt"), "three years").expect("written");
    for place in [theirs.clone(), made.output.join("page"), made.output.clone()] {
        let before = (files(&theirs), fs::read_dir(&made.output).expect("a folder").count());
        let refused = write(&made.output, &made.store, &place);
        assert_eq!((refused.status, refused.stdout.as_str()), (2, ""), "{}", refused.stderr);
        assert!(refused.stderr.starts_with("error: "), "{}", refused.stderr);
        assert_eq!(
            (files(&theirs), fs::read_dir(&made.output).expect("a folder").count()),
            before
        );
    }
    let missing = write(&folder.path().join("none"), &made.store, &folder.path().join("page"));
    assert_eq!(missing.status, 2);
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1);
}
