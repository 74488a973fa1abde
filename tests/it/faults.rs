//! Servers that misbehave, each alone and all in one run: the other sources are unharmed, exit status and message right.

use crate::pages;
use crate::web;

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};
use std::thread;
use std::time::{Duration, Instant};

use rustls::pki_types::PrivatePkcs8KeyDer;
use serde_json::{Value, json};

use crate::pages::{Ran, at};
use crate::web::{Reply, Web};

/// More than a document may have, inflated.
const BOMB_BYTES: usize = 70 << 20;

/// What a server does when it is asked for the nth time, and what is said of it.
type Fault = (&'static str, fn(usize) -> Reply, Option<&'static str>);

fn good() -> Reply {
    Reply::page(pages::seed(), "one")
}

/// Zeros without end, nearly, made once: that takes longer than a client waits.
static BOMB: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let zeros = vec![0; 1 << 20];
    for _ in 0..BOMB_BYTES >> 20 {
        gzip.write_all(&zeros).expect("memory");
    }
    let body = gzip.finish().expect("memory");
    assert!(body.len() < BOMB_BYTES / 500, "it is a bomb");
    body
});

fn bomb(_: usize) -> Reply {
    Reply::Whole("200 OK", "Content-Encoding: gzip\r\n".to_owned(), BOMB.clone())
}

/// The good page in two members, as a server sends that packs piece by piece.
fn members(_: usize) -> Reply {
    let page = pages::seed();
    let mut body = Vec::new();
    for part in page.as_bytes().chunks(page.len() / 2 + 1) {
        let mut gzip = flate2::write::GzEncoder::new(body, flate2::Compression::fast());
        gzip.write_all(part).expect("memory");
        body = gzip.finish().expect("memory");
    }
    Reply::Whole("200 OK", "Content-Encoding: gzip\r\n".to_owned(), body)
}

/// The good page packed in a way that nobody asked for.
fn deflate(_: usize) -> Reply {
    let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    zlib.write_all(pages::seed().as_bytes()).expect("memory");
    let body = zlib.finish().expect("memory");
    Reply::Whole("200 OK", "Content-Encoding: deflate\r\n".to_owned(), body)
}

/// Every fault, with the words that name it; `None`: it is mended in time.
const FAULTS: &[Fault] = &[
    (
        "busy",
        |nth| {
            if nth < 2 {
                Reply::status("503 Service Unavailable")
            } else {
                good()
            }
        },
        None,
    ),
    (
        "limited",
        |nth| {
            if nth > 0 {
                return good();
            }
            Reply::Whole("429 Too Many Requests", "Retry-After: 1\r\n".to_owned(), Vec::new())
        },
        None,
    ),
    (
        "cut",
        |_| Reply::Bytes(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n<html><p>half".to_vec()),
        Some("the document broke off after 13 bytes (4 times): "),
    ),
    (
        "endless",
        |_| Reply::Endless(80 << 20),
        Some("the document is larger than 64 MiB"),
    ),
    (
        "round",
        |_| Reply::redirect("/round"),
        Some("the redirects go round in a circle by way of "),
    ),
    (
        "cookies.pdf",
        |_| Reply::page("<html><title>Cookies are needed</title>", "x"),
        Some("refused: a web page (`Cookies are needed`) instead of a PDF"),
    ),
    (
        "error-page",
        |_| Reply::page("<html><title>Error 404: Page not found</title></html>", "x"),
        Some("refused: an error page with status 200: its title is `Error 404: Page not found`"),
    ),
    (
        "gone",
        |_| Reply::status("404 Not Found"),
        Some("the server answered 404 Not Found"),
    ),
    (
        "silent",
        |_| Reply::Silence(Duration::from_secs(4)),
        Some("no answer: error sending request: operation timed out"),
    ),
    ("members", members, None),
    ("deflate", deflate, None),
    ("bomb", bomb, Some("the document is larger than 64 MiB")),
];

/// A server with all faults by path, and a good page.
fn server() -> Web {
    LazyLock::force(&BOMB);
    let asked: Vec<AtomicUsize> = FAULTS.iter().map(|_| AtomicUsize::new(0)).collect();
    Web::start(move |request| {
        let path = request.path.trim_start_matches('/');
        match FAULTS.iter().position(|(name, ..)| *name == path) {
            Some(at) => FAULTS[at].1(asked[at].fetch_add(1, Ordering::Relaxed)),
            None if path == "kazakhstan" => {
                web::pages(|_| Some((pages::seed().into_bytes(), "one".to_owned())))(request)
            }
            None => Reply::status("404 Not Found"),
        }
    })
}

fn run(folder: &Path, sources: &[(&str, String)]) -> (Ran, Duration) {
    let catalogue = web::catalogue(folder, sources);
    let mut command = web::run(folder, &catalogue);
    command.args(["--backoff", "0.01", "--stall", "1"]);
    let started = Instant::now();
    (pages::ran(&mut command), started.elapsed())
}

/// The records of the good page are those of its golden.
fn assert_unharmed(folder: &Path) {
    let golden = fs::read_to_string(pages::folder().join("kazakhstan.communications.jsonl")).expect("a golden");
    let rows = pages::written_rows(folder, "communications");
    let summaries = |rows: Vec<Value>| -> Vec<Value> {
        let of_it = rows
            .into_iter()
            .filter(|row| at(row, "/provenance/document") == "kazakhstan");
        of_it
            .map(|row| json!([at(&row, "/id"), at(&row, "/case_number"), at(&row, "/summary")]))
            .collect()
    };
    assert_eq!(summaries(rows), summaries(golden.lines().map(pages::row).collect()));
}

fn outcome(folder: &Path, id: &str) -> String {
    let rows = pages::written_rows(folder, "documents");
    let row = rows
        .iter()
        .find(|row| at(row, "/id") == id)
        .expect("a row of the source");
    pages::words(row, "/outcome").to_owned()
}

#[test]
fn each_fault_costs_its_own_source_and_is_named() {
    for (name, _, said) in FAULTS {
        let (server, folder) = (server(), tempfile::tempdir().expect("a folder for the test"));
        let url = |path: &str| format!("{}/{path}", server.address);
        let sources = [("kazakhstan", url("kazakhstan")), ("fault", url(name))];
        let (ran, time) = run(folder.path(), &sources);
        match said {
            None => assert_eq!(
                (ran.status, outcome(folder.path(), "fault").as_str()),
                (0, "complete"),
                "{name}: {}",
                ran.stderr
            ),
            Some(said) => {
                let line = format!("error: fault: not fetched: {}: {said}", url(name));
                assert!(
                    ran.stderr.lines().any(|found| found.starts_with(&line)),
                    "{line}\n{}",
                    ran.stderr
                );
                assert_eq!((ran.status, outcome(folder.path(), "fault").as_str()), (1, "missing"));
            }
        }
        assert!(time < Duration::from_secs(30), "{name} took {time:?}");
        assert_unharmed(folder.path());
    }
}

#[test]
fn all_faults_at_once_and_the_last_good_documents_stand() {
    let (server, folder) = (server(), tempfile::tempdir().expect("a folder for the test"));
    let url = |path: &str| format!("{}/{path}", server.address);
    let ids: Vec<String> = FAULTS.iter().map(|(name, ..)| name.replace('.', "-")).collect();
    let mut sources: Vec<(&str, String)> = ids
        .iter()
        .zip(FAULTS)
        .map(|(id, (name, ..))| (id.as_str(), url(name)))
        .collect();
    sources.push(("kazakhstan", url("kazakhstan")));
    let (first, _) = run(folder.path(), &sources);
    assert_eq!(first.status, 1);
    for ((name, _, said), id) in FAULTS.iter().zip(&ids) {
        let told = first
            .stderr
            .lines()
            .any(|line| line.starts_with(&format!("error: {id}: ")));
        assert_eq!(told, said.is_some(), "{name}: {}", first.stderr);
    }
    assert_unharmed(folder.path());

    // The good source fails too: its last good document stands, and its tables are the same.
    let before = pages::written(folder.path(), "communications.jsonl");
    drop(server);
    let (second, _) = run(folder.path(), &sources);
    assert_eq!(second.status, 1);
    let line = second
        .stderr
        .lines()
        .find(|line| line.starts_with("error: kazakhstan: "));
    assert!(
        line.is_some_and(|line| line.ends_with("; the last good document is used")),
        "{}",
        second.stderr
    );
    assert!(pages::written(folder.path(), "communications.jsonl") == before);
    assert_unharmed(folder.path());
}

/// A server with a certificate that ended on this day, for one connection after the other until the test ends.
fn encrypted(folder: &Path, until: i32) -> (String, PathBuf) {
    let mut authority = rcgen::CertificateParams::new(Vec::new()).expect("no names");
    authority.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let authority_key = rcgen::KeyPair::generate().expect("a key");
    let trusted = authority.self_signed(&authority_key).expect("a certificate");
    let issuer = rcgen::Issuer::new(authority, authority_key);
    let mut params = rcgen::CertificateParams::new(vec!["localhost".to_owned()]).expect("a name");
    params.not_before = rcgen::date_time_ymd(2020, 1, 1);
    params.not_after = rcgen::date_time_ymd(until, 1, 1);
    let key = rcgen::KeyPair::generate().expect("a key");
    let certificate = params.signed_by(&key, &issuer).expect("a certificate");
    let bundle = folder.join("trusted.pem");
    fs::write(&bundle, trusted.pem()).expect("a file");

    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions of TLS")
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.der().clone()],
            PrivatePkcs8KeyDer::from(key.serialize_der()).into(),
        )
        .expect("a certificate");
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("its address").port();
    thread::spawn(move || {
        // robots.txt and the page, tried four times at most.
        for stream in listener.incoming().take(8) {
            let Ok(mut stream) = stream else { continue };
            let _ = stream.set_read_timeout(Some(Duration::from_secs(5)));
            let Ok(mut tls) = rustls::ServerConnection::new(Arc::clone(&config)) else {
                continue;
            };
            let mut tls = rustls::Stream::new(&mut tls, &mut stream);
            let (mut head, mut byte) = (Vec::new(), [0]);
            while !head.ends_with(b"\r\n\r\n") && tls.read(&mut byte).is_ok_and(|count| count > 0) {
                head.extend(byte);
            }
            let page = pages::seed();
            let (status, body) = if head.starts_with(b"GET /page ") {
                ("200 OK", page.as_str())
            } else {
                ("404 Not Found", "")
            };
            let length = body.len();
            let _ = write!(
                tls,
                "HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
            );
            let _ = tls.flush();
        }
    });
    (format!("https://localhost:{port}/page"), bundle)
}

#[test]
fn an_expired_certificate_is_refused_and_a_good_one_is_not() {
    for (until, status, said) in [(2021, 1, "certificate"), (2120, 0, "")] {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let (url, trusted) = encrypted(folder.path(), until);
        let catalogue = web::catalogue(folder.path(), &[("kazakhstan", url)]);
        let mut command = web::run(folder.path(), &catalogue);
        let ran = pages::ran(command.env("SSL_CERT_FILE", trusted).env_remove("SSL_CERT_DIR"));
        assert_eq!(ran.status, status, "{}", ran.stderr);
        assert!(ran.stderr.to_lowercase().contains(said), "{}", ran.stderr);
        if status == 1 {
            assert!(
                ran.stderr.contains("no answer") && ran.stderr.to_lowercase().contains("expired"),
                "{}",
                ran.stderr
            );
        }
    }
}

#[test]
fn a_proxy_is_used_and_no_public_host_sends_us_inwards() {
    let inside = Web::start(|_| good());
    let secret = format!("{}/secret", inside.address);
    let to = secret.clone();
    let proxy = Web::start(move |asked| match asked.path.as_str() {
        "http://public.example/moved" => Reply::redirect(&to),
        "http://public.example/page" => good(),
        _ => Reply::status("404 Not Found"),
    });
    let folder = tempfile::tempdir().expect("a folder for the test");
    let sources = [
        ("kazakhstan", "http://public.example/page".to_owned()),
        ("moved", "http://public.example/moved".to_owned()),
    ];
    let catalogue = web::catalogue(folder.path(), &sources);
    let mut command = web::run(folder.path(), &catalogue);
    command.env("http_proxy", &proxy.address).args(["--pause", "0"]);
    let ran = pages::ran(&mut command);
    let said = format!(
        "error: moved: not fetched: http://public.example/moved: redirected from a public host to {secret}, which is of this machine or its own network"
    );
    assert_eq!(
        (ran.status, ran.stderr.lines().any(|line| line == said)),
        (1, true),
        "{}",
        ran.stderr
    );
    assert_unharmed(folder.path());
    assert_eq!(inside.asked(), []);
    assert_eq!(proxy.asked().len(), 2);
}

#[test]
fn a_clock_that_goes_backwards_changes_nothing() {
    let server = server();
    let folder = tempfile::tempdir().expect("a folder for the test");
    let sources = [("kazakhstan", format!("{}/kazakhstan", server.address))];
    assert_eq!(run(folder.path(), &sources).0.status, 0);
    // Everything in the store was written in 2090.
    let index = folder.path().join("store/index.jsonl");
    let text = fs::read_to_string(&index).expect("the index");
    let year = regex::Regex::new("\"time\":\"\\d{4}-").expect("a pattern");
    fs::write(&index, year.replace_all(&text, "\"time\":\"2090-").as_ref()).expect("another clock");
    let before = pages::written(folder.path(), "communications.jsonl");
    server.asked();
    let (ran, _) = run(folder.path(), &sources);
    assert_eq!(
        (ran.status, ran.stderr.contains("nothing new")),
        (0, true),
        "{}",
        ran.stderr
    );
    let versions: Vec<Option<String>> = server.asked().into_iter().map(|asked| asked.if_none_match).collect();
    assert_eq!(versions, [Some("one".to_owned())]);
    assert!(pages::written(folder.path(), "communications.jsonl") == before);
    let mut status = Command::new(env!("CARGO_BIN_EXE_rapporteur"));
    let held = pages::ran(
        status
            .args(["fetch", "--status", "--store"])
            .arg(folder.path().join("store")),
    );
    let held = pages::row(held.stdout.trim_end());
    assert!(pages::words(&held, "/held_since").starts_with("2090-"));
    assert!(!pages::words(&held, "/last_checked").starts_with("2090-"));
}
