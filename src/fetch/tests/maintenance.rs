//! The store over years: one writer, repairs that are told, versions that can be counted, checked and let go.

use std::cell::RefCell;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use super::server::{Server, answer};
use super::{Bench, at, source};
use crate::catalogue::{Location, Source};
use crate::digest::Digest;
use crate::lock::Wait;
use crate::store::Error;
use crate::store::{Holding, Pruned, Store};

impl Bench {
    fn store_folder(&self) -> PathBuf {
        self.folder.path().join("store")
    }

    /// A source in a file, which these versions of were fetched.
    fn versions(&self, versions: &[&str]) -> Source {
        let path = self.folder.path().join("oman.html");
        let page = source(&format!("file = '{}'", path.display()));
        for body in versions {
            fs::write(&path, body).expect("a page for the test");
            self.fetch(&page).expect("a page");
        }
        page
    }

    fn reopened(&self) -> Store {
        Store::lock(&self.store_folder(), &Wait::NOT).expect("the store")
    }
}

#[test]
fn one_run_writes_and_others_wait_or_are_refused() {
    let bench = Bench::new();
    let folder = bench.store_folder();
    let first = Store::lock(&folder, &Wait::NOT).expect("nobody has it");
    let refused = Store::lock(&folder, &Wait::NOT).expect_err("somebody has it");
    let start = format!(
        "the store {} is in use by process {} since 20",
        folder.display(),
        std::process::id()
    );
    assert!(refused.to_string().starts_with(&start), "{refused}");
    assert!(matches!(refused, Error::Busy { .. }));
    // Reading needs no lock.
    Store::open(&folder).expect("a store");

    let told = RefCell::new(Vec::new());
    thread::scope(|scope| {
        scope.spawn(move || {
            thread::sleep(Duration::from_millis(200));
            drop(first);
        });
        let wait = Wait {
            at_most: Duration::from_secs(20),
            tell: &|what| told.borrow_mut().push(what.to_owned()),
        };
        Store::lock(&folder, &wait).expect("it became free");
    });
    assert_eq!(told.into_inner().len(), 1);
}

#[test]
fn damage_to_the_index_is_put_aside_and_told_once() {
    let bench = Bench::new();
    let page = bench.versions(&["one", "two"]);
    let index = bench.store_folder().join("index.jsonl");
    let whole = fs::read(&index).expect("the index");
    let lines: Vec<&[u8]> = whole.split_inclusive(|&byte| byte == b'\n').collect();
    let long = vec![b'x'; 200_000];
    let damaged = [
        lines[0],
        b"\xff\0 not json\n",
        &long,
        b"\n",
        lines[1],
        b"{\"source\":\"om",
    ]
    .concat();
    fs::write(&index, &damaged).expect("damage");

    let store = bench.reopened();
    let told: Vec<String> = store.unread_lines().iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 6, "{told:?}");
    assert!(told[0].contains("index.jsonl:2: "), "{told:?}");
    assert_eq!(store.latest(&page).map(|entry| entry.sha256), Some(Digest::of(b"two")));
    drop(store);
    assert_eq!(fs::read(&index).expect("the index"), whole);
    let aside = fs::read(bench.store_folder().join("index.damaged.jsonl")).expect("what was put aside");
    let kept: Vec<u8> = aside.into_iter().filter(|byte| *byte == b'x').collect();
    assert_eq!(kept, long, "nothing is lost");
    assert!(bench.reopened().unread_lines().is_empty());
}

#[test]
fn what_is_held_is_told_by_the_order_of_the_index_not_by_its_clock() {
    let bench = Bench::new();
    let page = bench.versions(&["one", "two", "one"]);
    let Location::File(path) = &page.location else {
        unreachable!("it is a file")
    };
    // The clock was a year ahead, and then was set right.
    let index = bench.store_folder().join("index.jsonl");
    let text = fs::read_to_string(&index).expect("the index");
    let times = ["2031-01-01T00:00:00Z", "2030-01-01T00:00:00Z", "2029-01-01T00:00:00Z"];
    let set = |(line, time): (&str, &str)| {
        let mut entry: serde_json::Value = serde_json::from_str(line).expect("an entry");
        entry["time"] = time.into();
        format!("{entry}\n")
    };
    fs::write(&index, text.lines().zip(times).map(set).collect::<String>()).expect("another clock");
    let store = bench.reopened();
    let expected = Holding {
        source: "oman".to_owned(),
        origin: crate::store::Origin::from(&Location::File(path.clone())),
        sha256: Digest::of(b"one"),
        bytes: Some(3),
        versions: 2,
        held_since: times[0].parse().expect("a time"),
        last_changed: times[2].parse().expect("a time"),
        last_checked: times[2].parse().expect("a time"),
        trouble: None,
    };
    assert_eq!(store.holdings().expect("an index"), [expected]);
    drop(store);
    bench.versions(&["three"]);
    assert_eq!(
        bench.reopened().latest(&page).map(|entry| entry.sha256),
        Some(Digest::of(b"three"))
    );
}

#[test]
fn trouble_is_held_beside_the_document_it_could_not_replace() {
    let server = Server::start(vec![answer("200 OK", "", "<p>a page"), answer("404 Not Found", "", "")]);
    let (bench, page) = (Bench::new(), at(&server.url));
    bench.fetch(&page).expect("a page");
    bench.fetch(&page).expect("the last good one");
    let holdings = bench.store.holdings().expect("an index");
    let of_page = holdings
        .iter()
        .find(|holding| holding.source == "oman")
        .expect("a holding");
    assert_eq!((of_page.versions, of_page.sha256), (1, Digest::of(b"<p>a page")));
    let trouble = of_page.trouble.as_deref().unwrap_or_default();
    assert!(trouble.ends_with("the server answered 404 Not Found"), "{trouble}");
}

#[test]
fn verify_finds_what_is_damaged_lost_foreign_or_unfinished() {
    let bench = Bench::new();
    bench.versions(&["one", "two"]);
    let store = bench.reopened();
    let whole = store.verify().expect("a store");
    assert_eq!((whole.intact, whole.bytes, whole.faults), (2, 6, vec![]));

    let one = bench.document_path(&Digest::of(b"one"));
    fs::write(&one, "onf").expect("damage");
    let two = bench.document_path(&Digest::of(b"two"));
    fs::remove_file(&two).expect("a loss");
    let shelf = one.parent().expect("its folder");
    let unfinished = shelf.join(".incoming-x");
    let beside_index = bench.store_folder().join(".incoming-y");
    for path in [&unfinished, &beside_index] {
        fs::write(path, "on").expect("what a killed run leaves");
    }
    let notes = [shelf.join("notes.txt"), bench.store_folder().join("notes.txt")];
    for path in &notes {
        fs::write(path, "mine").expect("a foreign file");
    }
    let found = store.verify().expect("a store");
    let expected = [
        format!("{} does not belong here; it was left alone", notes[1].display()),
        format!(
            "{} in the store is damaged: its bytes have the digest {}",
            one.display(),
            Digest::of(b"onf")
        ),
        format!("{} is no document; it was left alone", notes[0].display()),
        format!("the document {} of `oman` is lost: fetch it again", Digest::of(b"two")),
    ];
    assert_eq!((found.faults.as_slice(), found.intact), (expected.as_slice(), 0));
    assert_eq!(found.unfinished, [beside_index.clone(), unfinished.clone()]);
    assert!(!unfinished.exists() && !beside_index.exists() && notes.iter().all(|path| path.exists()));
}

#[test]
fn prune_keeps_the_last_of_each_source_and_what_it_does_not_know() {
    let bench = Bench::new();
    bench.versions(&["one", "two", "three"]);
    let stranger = bench.store.put(b"of no entry").expect("room");
    let store = bench.reopened();
    let mut removed = vec![Digest::of(b"one"), Digest::of(b"two")];
    removed.sort();
    let expected = Pruned {
        documents: removed,
        bytes: 6,
    };
    assert_eq!(store.prune().expect("a store"), expected);
    assert_eq!(store.prune().expect("a store"), Pruned::default());
    assert_eq!(store.verify().expect("a store").faults, Vec::<String>::new());
    for kept in [Digest::of(b"three"), stranger] {
        store.get(&kept).expect("it was kept");
    }
}

#[test]
fn what_was_found_right_is_right_until_it_is_touched() {
    let bench = Bench::new();
    let digest = bench.store.put(b"<p>a page").expect("room");
    bench.store.settle().expect("room");
    let stamps = bench.store_folder().join("verified.jsonl");
    let written = fs::read_to_string(&stamps).expect("what was found right");
    assert!(
        written.starts_with(&format!("{{\"sha256\":\"{digest}\",\"bytes\":9,")),
        "{written}"
    );
    let path = bench.document_path(&digest);
    let intact = || bench.reopened().is_intact(&digest);
    assert!(intact());
    fs::write(&path, b"<p>a pagf").expect("damage");
    assert!(!intact());
    fs::write(&path, b"<p>a page").expect("a repair");
    assert!(intact(), "its bytes are looked at");
    fs::write(&stamps, b"\xff not json\n").expect("damage");
    assert!(intact());
    assert_eq!(bench.reopened().verify().expect("a store").faults, Vec::<String>::new());
}

#[test]
fn a_store_that_cannot_be_written_says_which_file() {
    let bench = Bench::new();
    let index = bench.store_folder().join("index.jsonl");
    fs::create_dir(&index).expect("a folder where the index should be");
    let error = Store::open(&bench.store_folder()).expect_err("no index").to_string();
    assert!(
        error.starts_with(&format!("cannot open the store {}: ", index.display())),
        "{error}"
    );
    fs::remove_dir(&index).expect("it is empty");
    // Where its folder should be, a file stands.
    let shelf = bench.document_path(&Digest::of(b"<p>page"));
    let shelf = shelf.parent().expect("its folder");
    fs::create_dir_all(shelf.parent().expect("its folder")).expect("the store's folder");
    let mut file = OpenOptions::new()
        .create(true)
        .append(true)
        .open(shelf)
        .expect("a file");
    file.write_all(b"mine").expect("a foreign file");
    let error = bench.store.put(b"<p>page").expect_err("no folder").to_string();
    assert!(
        error.starts_with("cannot write ") && error.contains(" in the store: "),
        "{error}"
    );
    assert_eq!(fs::read(shelf).expect("a file"), b"mine");
}
