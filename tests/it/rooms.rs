//! The house stands as ARCHITECTURE.md says: each room knows those that its row names and no other, and no two files
//! need each other.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every source file but tests, by its module's path, with its text up to its tests.
fn modules() -> BTreeMap<Vec<String>, String> {
    let mut files = vec![];
    let mut folders = vec![root().join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of the sources") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                files.push(path);
            }
        }
    }
    let module = |path: &PathBuf| -> Vec<String> {
        let below = path.strip_prefix(root().join("src")).expect("a path below");
        let names = below.with_extension("");
        let names = names.iter().map(|name| name.to_string_lossy().into_owned());
        names.filter(|name| name != "mod").collect()
    };
    let is_test = |module: &[String]| module.iter().any(|name| name == "tests");
    files
        .iter()
        .map(|path| (module(path), fs::read_to_string(path).expect("a source file")))
        .filter(|(module, _)| !is_test(module))
        .map(|(module, text)| {
            let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
            (module, code.to_owned())
        })
        .collect()
}

/// The paths that a file names in its `use` lines and elsewhere, from the crate's root.
fn named(module: &[String], text: &str) -> BTreeSet<Vec<String>> {
    let pattern = regex::Regex::new(r"\b((?:crate|rapporteur|super)(?:::super)*)((?:::[a-z_0-9]+)*)(::\{[^;]*?\})?")
        .expect("a pattern");
    let inner = regex::Regex::new(r"(?:^|[{,]\s*)([a-z_0-9]+)").expect("a pattern");
    let mut found = BTreeSet::new();
    let code: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect();
    let code = code.join("\n");
    for names in pattern.captures_iter(&code) {
        let mut path = match &names[1] {
            "crate" | "rapporteur" => vec![],
            ups => {
                let up = ups.matches("super").count();
                module[..module.len().saturating_sub(up)].to_vec()
            }
        };
        path.extend(names[2].split("::").filter(|name| !name.is_empty()).map(str::to_owned));
        let groups = names.get(3).map_or("", |group| group.as_str());
        for name in inner.captures_iter(groups) {
            found.insert([path.clone(), vec![name[1].to_owned()]].concat());
        }
        found.insert(path);
    }
    found
}

/// A room: a folder of the sources, or a file beside them.
fn room(module: &[String]) -> String {
    module.first().cloned().unwrap_or_default()
}

#[test]
fn each_room_knows_those_that_its_row_names() {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    let row = regex::Regex::new(r"(?m)^\| `([a-z_]+)(?:/|\.rs)` \|.*\| ([^|]*) \|$").expect("a pattern");
    let said: BTreeMap<String, BTreeSet<String>> = row
        .captures_iter(&text)
        .map(|row| {
            let names = row[2].split(", ").filter(|name| *name != "nobody");
            (row[1].to_owned(), names.map(str::to_owned).collect())
        })
        .collect();
    let modules = modules();
    // The command line stands above the rooms, and knows all of them.
    let above = ["lib", "main", "cli", "commands", "settings", "terminal"];
    let rooms: BTreeSet<String> = modules.keys().map(|module| room(module)).collect();
    let mut known: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (module, text) in &modules {
        let own = room(module);
        if above.contains(&own.as_str()) {
            continue;
        }
        let of = known.entry(own.clone()).or_default();
        let named = named(module, text);
        of.extend(
            named
                .iter()
                .map(|path| room(path))
                .filter(|name| rooms.contains(name) && *name != own),
        );
    }
    assert_eq!(known, said);
    // From the bottom up, every room stands on rooms below it.
    let mut built: BTreeSet<&String> = BTreeSet::new();
    while built.len() < known.len() {
        let next: Vec<&String> = known
            .iter()
            .filter(|(room, below)| !built.contains(room) && below.iter().all(|below| built.contains(below)))
            .map(|(room, _)| room)
            .collect();
        assert!(!next.is_empty(), "a circle above {built:?}");
        built.extend(next);
    }
}

#[test]
fn no_two_files_need_each_other() {
    let modules = modules();
    // The file that a path leads into: the longest beginning that is one.
    let file_of = |path: &Vec<String>| {
        (1..=path.len())
            .rev()
            .map(|end| path[..end].to_vec())
            .find(|path| modules.contains_key(path))
    };
    let needs: BTreeMap<&Vec<String>, BTreeSet<Vec<String>>> = modules
        .iter()
        .map(|(module, text)| {
            let files = named(module, text).iter().filter_map(file_of).collect::<BTreeSet<_>>();
            // What a module shares with the modules inside it stands in its own file.
            let others = files
                .into_iter()
                .filter(|file| !module.starts_with(file) && !file.starts_with(module));
            (module, others.collect())
        })
        .collect();
    let reach = |from: &Vec<String>| {
        let mut reached: BTreeSet<Vec<String>> = BTreeSet::new();
        let mut due: Vec<Vec<String>> = needs[from].iter().cloned().collect();
        while let Some(file) = due.pop() {
            if reached.insert(file.clone()) {
                due.extend(needs.get(&file).into_iter().flatten().cloned());
            }
        }
        reached
    };
    let circles: Vec<&Vec<String>> = modules
        .keys()
        .filter(|module| reach(module).contains(*module))
        .collect();
    assert!(
        circles.is_empty(),
        "these need each other, or what needs them: {circles:?}"
    );
}
