//! Sources on a server: asked once, asked again only for what is new, and not at all offline.

use crate::pages;

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::pages::{Ran, TABLES, at};

/// The version that the server names.
const ETAG: &str = "\"first\"";
/// Nobody waits for a request longer than this.
const PATIENCE: Duration = Duration::from_secs(30);

/// A request as the server saw it: its path, and the version that the client says it has.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Asked {
    path: String,
    if_none_match: Option<String>,
}

/// A server for a number of requests, after which it is gone.
struct Server {
    address: String,
    thread: JoinHandle<Vec<Asked>>,
}

impl Server {
    /// Serves these pages, each under its name, and 404 for any other path.
    fn start(requests: usize, pages: BTreeMap<String, Vec<u8>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.set_nonblocking(true).expect("a listener that can be asked");
        let address = format!("http://{}", listener.local_addr().expect("its address"));
        let thread = thread::spawn(move || {
            let started = Instant::now();
            let mut asked = Vec::new();
            while asked.len() < requests && started.elapsed() < PATIENCE {
                match listener.accept() {
                    Ok((stream, _)) => {
                        let request = answer(&stream, &pages);
                        // It has none, as any path that it does not know.
                        if request.path != "/robots.txt" {
                            asked.push(request);
                        }
                    }
                    Err(_) => thread::sleep(Duration::from_millis(2)),
                }
            }
            asked
        });
        Self { address, thread }
    }

    fn asked(self) -> Vec<Asked> {
        self.thread.join().expect("the server ends")
    }
}

fn answer(mut stream: &TcpStream, pages: &BTreeMap<String, Vec<u8>>) -> Asked {
    stream.set_nonblocking(false).expect("a stream that can be waited for");
    stream.set_read_timeout(Some(PATIENCE)).expect("a bound on waiting");
    let lines = BufReader::new(stream)
        .lines()
        .map(|line| line.expect("a line of the request"));
    let head: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
    let path = head[0].split(' ').nth(1).expect("a path").to_owned();
    let if_none_match = head.iter().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("if-none-match")
            .then(|| value.trim().to_owned())
    });
    let (status, body) = match pages.get(&path) {
        Some(_) if if_none_match.as_deref() == Some(ETAG) => ("304 Not Modified", &[][..]),
        Some(page) => ("200 OK", page.as_slice()),
        None => ("404 Not Found", b"<h1>Not found</h1>".as_slice()),
    };
    let head = format!(
        "HTTP/1.1 {status}\r\nETag: {ETAG}\r\nContent-Type: text/html\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).expect("the head goes out");
    stream.write_all(body).expect("the body goes out");
    Asked { path, if_none_match }
}

/// Writes a catalogue of one page of the server and runs it.
fn run(folder: &Path, url: &str, arguments: &[&str]) -> Ran {
    let catalogue = folder.join("catalogue.toml");
    let source = format!(
        "[[source]]\nid = \"page\"\nkind = \"country-page\"\nurl = {url:?}\nmandate = {:?}\n",
        pages::MANDATE
    );
    fs::write(&catalogue, source).expect("a catalogue for the test");
    let mut command = pages::run_command(&catalogue, folder);
    for name in ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"] {
        command.env_remove(name);
    }
    pages::ran(command.args(arguments))
}

fn tables(folder: &Path) -> Vec<Vec<u8>> {
    let tables = TABLES
        .iter()
        .map(|table| pages::written(folder, &format!("{table}.jsonl")));
    tables.collect()
}

fn served(name: &str) -> BTreeMap<String, Vec<u8>> {
    let page = fs::read(pages::page(name)).expect("a fixture");
    BTreeMap::from([(format!("/reports/{name}/"), page)])
}

#[test]
fn a_page_is_fetched_once_and_then_asked_for_by_its_version() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let server = Server::start(2, served(pages::SEED));
    let url = format!("{}/reports/kazakhstan/", server.address);
    let first = run(folder.path(), &url, &[]);
    assert_eq!(first.status, 0, "{}", first.stderr);
    let fetched = tables(folder.path());
    let second = run(folder.path(), &url, &[]);
    assert_eq!(second.status, 0, "{}", second.stderr);
    assert!(tables(folder.path()) == fetched, "an answer of 304 makes other tables");
    let path = "/reports/kazakhstan/".to_owned();
    let asked = |if_none_match: Option<&str>| Asked {
        path: path.clone(),
        if_none_match: if_none_match.map(str::to_owned),
    };
    assert_eq!(server.asked(), [asked(None), asked(Some(ETAG))]);

    // The server is gone.
    let offline = run(folder.path(), &url, &["--offline"]);
    assert_eq!(offline.status, 0, "{}", offline.stderr);
    assert!(tables(folder.path()) == fetched, "the store gives other tables");

    // The rows are those of the file, but for the document's name and address.
    let golden = fs::read_to_string(pages::folder().join("kazakhstan.communications.jsonl")).expect("a golden");
    let golden: Vec<Value> = golden.lines().map(pages::row).collect();
    let rows = pages::written_rows(folder.path(), "communications")
        .into_iter()
        .map(|mut row| {
            assert_eq!(at(&row, "/provenance/url"), &json!(url));
            row["provenance"]["url"] = Value::Null;
            let named = row.to_string().replace("\"page/KAZ/", "\"kazakhstan/KAZ/");
            pages::row(&named.replace("\"document\":\"page\"", "\"document\":\"kazakhstan\""))
        });
    assert_eq!(rows.collect::<Vec<_>>(), golden);
}

#[test]
fn links_are_resolved_against_the_address_of_the_page() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let server = Server::start(1, served("links"));
    let url = format!("{}/reports/links/", server.address);
    let ran = run(folder.path(), &url, &[]);
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    let rows = pages::written_rows(folder.path(), "communications");
    let links: Vec<&Value> = rows.iter().map(|row| at(row, "/url")).collect();
    let expected = [
        json!("https://letters.example/1"),
        json!(format!("{}/letters/2.pdf", server.address)),
        json!("https://letters.example/3"),
        json!("https://news.example/4"),
        Value::Null,
    ];
    assert_eq!(links, expected.iter().collect::<Vec<_>>());
    assert_eq!(server.asked().len(), 1);
}

#[test]
fn a_page_that_is_not_there_is_missing() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let server = Server::start(1, BTreeMap::new());
    let url = format!("{}/reports/atlantis/", server.address);
    let ran = run(folder.path(), &url, &[]);
    let reason = format!("{url}: the server answered 404 Not Found");
    let rows = pages::written_rows(folder.path(), "documents");
    let found: Vec<[&Value; 3]> = rows
        .iter()
        .map(|row| ["/url", "/outcome", "/reason"].map(|key| at(row, key)))
        .collect();
    assert_eq!(found, [[&json!(url), &json!("missing"), &json!(reason)]]);
    assert_eq!(ran.status, 1);
    let lines: Vec<&str> = ran.stderr.lines().collect();
    assert_eq!(lines[0], format!("error: page: not fetched: {reason}"));
    assert_eq!(server.asked().len(), 1, "it is asked once");
}

#[test]
fn a_server_that_is_gone_and_a_store_that_is_empty_are_said() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let server = Server::start(0, BTreeMap::new());
    let url = format!("{}/reports/kazakhstan/", server.address);
    assert_eq!(server.asked(), []);
    for (arguments, reason) in [
        (&[][..], format!("{url}: no answer: ")),
        (
            &["--offline"],
            format!("`page` ({url}) is not in the store: fetch it first, without --offline"),
        ),
    ] {
        let ran = run(folder.path(), &url, arguments);
        assert_eq!(ran.status, 1, "{}", ran.stderr);
        let rows = pages::written_rows(folder.path(), "documents");
        assert_eq!(at(&rows[0], "/outcome"), "missing");
        let said = pages::words(&rows[0], "/reason");
        assert!(said.starts_with(&reason), "{said}");
    }
}
