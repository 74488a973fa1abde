//! The whole of fetch against servers on 127.0.0.1, each good for a few requests and a few seconds.

mod faults;
mod maintenance;
mod server;

use std::fs;
use std::net::TcpListener;
use std::time::Duration;

use tempfile::TempDir;

use super::*;
use crate::catalogue::Catalogue;
use server::{Answering, Server, answer, drips, inflates, never_ends, redirect, says, waits};

struct Bench {
    folder: TempDir,
    store: Store,
    options: Options,
}

impl Bench {
    /// With more patience than a busy machine needs.
    fn new() -> Self {
        Self::with_patience(Duration::from_secs(10), Duration::from_mins(1))
    }

    fn with_patience(stall: Duration, total: Duration) -> Self {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let store = Store::open(&folder.path().join("store")).expect("a new store");
        let settings = Settings {
            contact: Some("https://example.org/us".to_owned()),
            connect: Duration::from_secs(10),
            stall,
            total,
            backoff: Duration::from_millis(1),
            ..Settings::default()
        };
        let client = Client::new(settings);
        let offline = false;
        let options = Options { offline, client };
        Self { folder, store, options }
    }

    fn fetch(&self, source: &Source) -> Result<Fetched, Error> {
        document(source, &self.store, &self.options)
    }

    fn bytes(&self, fetched: &Fetched) -> Vec<u8> {
        fetched.read(&self.store).expect("it was just fetched").bytes
    }

    /// The index with every time replaced by `T`, without what the server's robots.txt said.
    fn index(&self) -> String {
        let path = self.folder.path().join("store/index.jsonl");
        let text = fs::read_to_string(path).expect("the index");
        let of_sources = text.lines().filter(|line| !line.contains("\"/robots.txt\""));
        let entries = of_sources.map(|line| {
            let entry: Entry = serde_json::from_str(line).expect("an entry");
            let time = entry.time.to_string();
            assert_eq!(time.len(), "2026-01-01T00:00:00Z".len(), "whole seconds in UTC");
            line.replace(&time, "T") + "\n"
        });
        entries.collect()
    }

    fn document_path(&self, digest: &Digest) -> PathBuf {
        let name = digest.to_string();
        let (folder, name) = name.split_at(2);
        self.folder.path().join("store/documents").join(folder).join(name)
    }
}

fn source(location: &str) -> Source {
    let text = format!("[[source]]\nid = 'oman'\nkind = 'country-page'\n{location}\n");
    let catalogue = Catalogue::parse(&text, Path::new("test.toml"), Path::new("/"));
    catalogue.expect("a right row").sources.remove(0)
}

fn at(url: &str) -> Source {
    source(&format!("url = '{url}'"))
}

#[test]
fn a_page_is_asked_for_only_while_it_changes() {
    let marks = "ETag: \"one\"\r\nLast-Modified: Tue, 28 Feb 2017 00:00:00 GMT\r\nContent-Type: text/html\r\n";
    let server = Server::start(vec![
        answer("200 OK", marks, "<p>first"),
        answer("304 Not Modified", "", ""),
        answer("200 OK", "ETag: \"two\"\r\n", "<p>second"),
        answer("200 OK", "", "<p>second"),
        answer("200 OK", "", "<p>second"),
    ]);
    let (bench, page) = (Bench::new(), at(&server.url));
    let url = server.url.clone();
    let fetched = |how, body: &str| Fetched {
        source: "oman".to_owned(),
        url: Some(url.clone()),
        path: None,
        sha256: Digest::of(body.as_bytes()),
        how,
        trouble: None,
        pages: Vec::new(),
    };
    let answers: Vec<Fetched> = (0..5).map(|_| bench.fetch(&page).expect("an answer")).collect();
    let expected = [
        fetched(How::New, "<p>first"),
        fetched(How::Unchanged, "<p>first"),
        fetched(How::Changed, "<p>second"),
        fetched(How::Unchanged, "<p>second"),
        fetched(How::Unchanged, "<p>second"),
    ];
    assert_eq!(answers, expected);
    assert_eq!(bench.bytes(&answers[1]), b"<p>first");
    assert_eq!(bench.bytes(&answers[4]), b"<p>second");

    let requests = server.requests();
    let conditions: Vec<Vec<&str>> = requests
        .iter()
        .map(|head| head.lines().filter(|line| line.starts_with("if-")).collect())
        .collect();
    let dated = "if-modified-since: Tue, 28 Feb 2017 00:00:00 GMT";
    let first = vec!["if-none-match: \"one\"", dated];
    let expected = [vec![], first.clone(), first, vec!["if-none-match: \"two\""], vec![]];
    assert_eq!(conditions, expected);
    let version = env!("CARGO_PKG_VERSION");
    let agent = format!("user-agent: rapporteur/{version} (+https://example.org/us)");
    assert!(requests.iter().all(|head| head.lines().any(|line| line == agent)));

    let (one, two) = (Digest::of(b"<p>first"), Digest::of(b"<p>second"));
    let line = |status: u16, etag, dated, media, sha256| {
        format!(
            "{{\"source\":\"oman\",\"url\":\"{url}\",\"time\":\"T\",\"status\":{status},\"etag\":{etag},\"last_modified\":{dated},\"content_type\":{media},\"sha256\":\"{sha256}\"}}\n"
        )
    };
    let dated = "\"Tue, 28 Feb 2017 00:00:00 GMT\"";
    let index = [
        line(200, r#""\"one\"""#, dated, "\"text/html\"", one),
        line(304, r#""\"one\"""#, dated, "\"text/html\"", one),
        line(200, r#""\"two\"""#, "null", "null", two),
        line(200, "null", "null", "null", two),
        line(200, "null", "null", "null", two),
    ];
    assert_eq!(bench.index(), index.concat());
}

#[test]
fn offline_takes_what_the_store_has_of_the_same_address() {
    let server = Server::start(vec![answer("200 OK", "", "<p>a page")]);
    let (mut bench, page) = (Bench::new(), at(&server.url));
    bench.options.offline = true;
    let never = bench.fetch(&page).expect_err("nothing was fetched yet").to_string();
    let url = &server.url;
    let message = format!("`oman` ({url}) is not in the store: fetch it first, without --offline");
    assert_eq!(never, message);

    bench.options.offline = false;
    bench.fetch(&page).expect("a page");
    bench.options.offline = true;
    let reopened = Store::open(&bench.folder.path().join("store")).expect("the store");
    let held = document(&page, &reopened, &bench.options).expect("the store has it");
    assert_eq!((held.how, held.sha256), (How::FromStore, Digest::of(b"<p>a page")));
    let moved = bench.fetch(&at("http://127.0.0.1:9/elsewhere"));
    assert!(matches!(moved, Err(Error::NotInStore { .. })), "{moved:?}");
}

#[test]
fn a_damaged_document_is_fetched_again_without_condition() {
    let marked = || answer("200 OK", "ETag: \"one\"\r\n", "<p>a page");
    let server = Server::start(vec![marked(), marked()]);
    let (bench, page) = (Bench::new(), at(&server.url));
    let first = bench.fetch(&page).expect("a page");
    let path = bench.document_path(&first.sha256);
    // As long as it was: only its times tell that it was touched.
    fs::write(&path, "<p>a pagf").expect("damage");
    let found = Digest::of(b"<p>a pagf");
    let damage = first.read(&bench.store).expect_err("damage").to_string();
    let place = path.display();
    assert_eq!(
        damage,
        format!("{place} in the store is damaged: its bytes have the digest {found}")
    );

    let second = bench.fetch(&page).expect("a page");
    assert_eq!(second.how, How::Unchanged);
    assert_eq!(bench.bytes(&second), b"<p>a page");
    let requests = server.requests();
    assert!(requests.iter().all(|head| !head.contains("if-none-match")));
}

#[test]
fn a_redirect_is_followed_and_the_catalogue_keeps_its_address() {
    let server = Server::start(vec![
        redirect("/a"),
        redirect("/b"),
        redirect("/c"),
        redirect("/d"),
        redirect("/e"),
        answer("200 OK", "", "<p>a page"),
    ]);
    let (bench, page) = (Bench::new(), at(&server.url));
    let fetched = bench.fetch(&page).expect("a page, at the end");
    assert_eq!(fetched.url.as_deref(), Some(server.url.as_str()));
    assert_eq!(bench.bytes(&fetched), b"<p>a page");
}

#[test]
fn what_is_no_document_is_an_error_and_no_entry() {
    let huge = "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n".to_owned();
    let cut = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf";
    let round = vec![redirect("/b"), redirect("/page")];
    let far = (1..=6).map(|step| redirect(&format!("/{step}"))).collect();
    let cases: Vec<(Vec<Answering>, &str)> = vec![
        (
            vec![answer("404 Not Found", "", "gone")],
            "PAGE: the server answered 404 Not Found",
        ),
        (
            four_times(|| answer("503 Service Unavailable", "", "")),
            "PAGE: the server answered 503 Service Unavailable (4 times)",
        ),
        (
            vec![answer("204 No Content", "", "")],
            "PAGE: the server answered 204 No Content",
        ),
        (
            vec![answer("304 Not Modified", "", "")],
            "PAGE: the server answered 304 Not Modified",
        ),
        (round, "PAGE: the redirects go round in a circle by way of PAGE"),
        (far, "PAGE: more than 5 redirects, the next to HOST/6"),
        (vec![says(huge)], "PAGE: the document is larger than 64 MiB"),
        (vec![never_ends()], "PAGE: the document is larger than 64 MiB"),
        (vec![inflates()], "PAGE: the document is larger than 64 MiB"),
        (
            vec![answer(
                "200 OK",
                "Content-Encoding: zstd\r\n",
                "\u{28}\u{fffd} packed <p>a page",
            )],
            "PAGE: refused: its body is packed as `zstd`, which was not asked for and cannot be unpacked",
        ),
        (
            four_times(|| says(cut)),
            "PAGE: the document broke off after 4 bytes (4 times): request or response body error: error reading a body from connection: end of file before message length reached",
        ),
        (
            four_times(|| says("HTTP/1.1 200")),
            "PAGE: no answer (4 times): error sending request: client error (SendRequest): connection closed before message completed",
        ),
    ];
    let bench = Bench::new();
    for (answers, expected) in cases {
        let server = Server::start(answers);
        let host = server.url.trim_end_matches("/page").to_owned();
        let error = bench.fetch(&at(&server.url)).expect_err(expected);
        let message = error.to_string().replace(&server.url, "PAGE").replace(&host, "HOST");
        assert_eq!(message, expected);
        assert_eq!(error.source_id(), "oman");
    }
    assert_eq!(bench.index(), "");
}

fn four_times(answer: impl Fn() -> Answering) -> Vec<Answering> {
    (0..4).map(|_| answer()).collect()
}

#[test]
fn nobody_is_waited_for_beyond_the_settings() {
    let bench = Bench::with_patience(Duration::from_millis(500), Duration::from_secs(1));
    let message = |answer| {
        let server = Server::start(vec![answer]);
        let error = bench.fetch(&at(&server.url)).expect_err("too late");
        error.to_string().replace(&server.url, "PAGE")
    };
    let silence = message(waits());
    assert_eq!(silence, "PAGE: no answer: error sending request: operation timed out");
    let slow = message(drips());
    let start = "PAGE: the document had not arrived after 1 s (";
    assert!(slow.starts_with(start), "{slow}");
    // Nor for what a server says to robots.
    let server = Server::answering_robots(drips, vec![answer("200 OK", "", "<p>a page")]);
    let error = bench.fetch(&at(&server.url)).expect_err("too late").to_string();
    assert!(error.replace(&server.url, "PAGE").starts_with(start), "{error}");
}

#[test]
fn an_index_leads_where_it_may() {
    let client = Client::default();
    for (from, to, named, may) in [
        ("http://127.0.0.1/a", "http://127.0.0.1/b", None, true),
        ("http://127.0.0.1:81/a", "http://127.0.0.1:82/b", None, true),
        ("http://127.0.0.1/a", "http://127.0.0.2/b", None, false),
        (
            "http://127.0.0.1/a",
            "http://127.0.0.2/b",
            Some("http://127.0.0.2/$symbol"),
            true,
        ),
        ("http://127.0.0.1/a", "http://1.1.1.1/b", None, false),
        (
            "http://127.0.0.1/a",
            "http://1.1.1.1/b",
            Some("http://1.1.1.1/?s=$symbol"),
            true,
        ),
        ("http://1.1.1.1/a", "http://1.0.0.1/b", None, true),
        ("http://1.1.1.1/a", "http://127.0.0.1/b", None, false),
        ("http://1.1.1.1/a", "http://[64:ff9b::7f00:1]/b", None, false),
        (
            "http://1.1.1.1/a",
            "http://[2002:a00:1::]/b",
            Some("http://[2002:a00:1::]/"),
            false,
        ),
    ] {
        assert_eq!(
            client.may_not_lead(from, to, named).is_none(),
            may,
            "{from} to {to}, {named:?}"
        );
    }
}

#[test]
fn an_encrypted_address_is_not_read_in_the_clear() {
    let server = Server::start(vec![answer("200 OK", "", "<p>a page")]);
    let url = server.url.replace("http:", "https:");
    let error = Bench::new().fetch(&at(&url)).expect_err("no TLS").to_string();
    let start = format!("{url}: no answer: error sending request: client error (Connect): ");
    assert!(error.starts_with(&start) && !error.ends_with(&start), "{error}");
}

#[test]
fn a_host_that_is_not_there_is_named_with_the_reason() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}/", listener.local_addr().expect("its address"));
    drop(listener);
    let error = Bench::new().fetch(&at(&url)).expect_err("nobody listens").to_string();
    let start = format!("{url}: no answer: ");
    assert!(
        error.starts_with(&start) && error.contains("Connection refused"),
        "{error}"
    );
}

#[test]
fn a_file_is_kept_too_and_noted_when_it_changes() {
    let mut bench = Bench::new();
    bench.options.offline = true;
    let path = bench.folder.path().join("oman.html");
    let page = source(&format!("file = '{}'", path.display()));
    let mut fetch = |body: &str| {
        fs::write(&path, body).expect("a page for the test");
        bench.fetch(&page).expect("a file needs no network").how
    };
    let hows = ["one", "one", "two", "one"].map(&mut fetch);
    assert_eq!(hows, [How::New, How::Unchanged, How::Changed, How::Changed]);
    assert_eq!(bench.index().lines().count(), 3);

    let held = bench.fetch(&page).expect("a page");
    let document = held.read(&bench.store).expect("the store has it");
    let same = Document::from_file("oman", &path).expect("the same page");
    assert_eq!(
        (&document.source, &document.path, &document.bytes),
        (&same.source, &same.path, &same.bytes)
    );
    assert_eq!(
        (document.sha256(), document.url, document.content_type),
        (same.sha256(), None, None)
    );

    fs::remove_file(&path).expect("a page to lose");
    let gone = bench.fetch(&page).expect_err("no page").to_string();
    assert_eq!(gone, format!("cannot read {}: there is no such file", path.display()));
}

#[test]
fn a_torn_index_loses_its_last_line_only() {
    let bench = Bench::new();
    let page = bench.folder.path().join("oman.html");
    let page = source(&format!("file = '{}'", page.display()));
    let Location::File(path) = &page.location else {
        unreachable!("it is a file")
    };
    for body in ["one", "two"] {
        fs::write(path, body).expect("a page for the test");
        bench.fetch(&page).expect("a page");
    }
    let folder = bench.folder.path().join("store");
    let index = folder.join("index.jsonl");
    let text = fs::read_to_string(&index).expect("the index");
    fs::write(&index, text.trim_end_matches("\"}\n")).expect("a torn index");

    let torn = Store::open(&folder).expect("a torn index opens");
    let unread: Vec<String> = torn.unread_lines().iter().map(ToString::to_string).collect();
    let place = index.display();
    let length = text.lines().next_back().expect("two lines").len() - 2;
    let reason = format!("it breaks off after {length} bytes");
    assert_eq!(
        unread,
        [format!("{place}:2: passed over an unreadable entry: {reason}")]
    );
    assert_eq!(torn.latest(&page).map(|entry| entry.sha256), Some(Digest::of(b"one")));

    // The next entry starts a line of its own.
    let again = document(&page, &torn, &Options::default()).expect("a page");
    assert_eq!(again.how, How::Changed);
    let mended = Store::open(&folder).expect("the index");
    assert_eq!(mended.latest(&page).map(|entry| entry.sha256), Some(Digest::of(b"two")));
    assert_eq!(mended.unread_lines(), torn.unread_lines());
}

#[test]
fn a_document_is_kept_once_and_never_half() {
    let bench = Bench::new();
    let digest = bench.store.put(b"<p>a page").expect("room");
    assert_eq!(bench.store.put(b"<p>a page").expect("no need of room"), digest);
    assert_eq!(bench.store.get(&digest).expect("a page"), b"<p>a page");
    let shelf = bench.document_path(&digest);
    let shelf = shelf.parent().expect("its folder");
    assert_eq!(fs::read_dir(shelf).expect("its folder").count(), 1);

    let other = Digest::of(b"another");
    let missing = bench.store.get(&other).expect_err("never put").to_string();
    let place = bench.document_path(&other);
    let place = place.display();
    assert_eq!(
        missing,
        format!("cannot read {place} in the store: there is no such file")
    );
}

#[test]
fn a_store_that_cannot_be_is_named() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let path = folder.path().join("store");
    fs::write(&path, "a file").expect("a file for the test");
    let error = Store::open(&path).expect_err("no folder").to_string();
    assert_eq!(
        error,
        format!("cannot open the store {}: not a directory", path.display())
    );
}

#[test]
fn threads_may_share_all_of_it() {
    fn shared<T: Send + Sync>() {}
    shared::<Store>();
    shared::<Options>();
    shared::<Fetched>();
    shared::<Document>();
    shared::<Error>();
}
