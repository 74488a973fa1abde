//! Servers that misbehave: what is tried again, what is refused, and what stands in its place.

use std::time::{Duration, Instant};

use super::server::{Answering, Server, answer, says, waits};
use super::{Bench, at, source};
use crate::digest::Digest;
use crate::fetch::{Error, Fetched, How};

const PAGE: &str = "<html><title>Oman</title><li>Case no. OMN 1/2012.</html>";

fn page() -> Answering {
    answer("200 OK", "ETag: \"one\"\r\n", PAGE)
}

fn busy(headers: &str) -> Answering {
    answer("503 Service Unavailable", headers, "later")
}

fn is_the_page(fetched: &Fetched) -> bool {
    fetched.sha256 == Digest::of(PAGE.as_bytes()) && fetched.trouble.is_none()
}

#[test]
fn what_a_moment_mends_is_tried_again() {
    let cut = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf";
    for faults in [
        vec![busy(""), busy("")],
        vec![says(cut), says("HTTP/1.1 200")],
        vec![
            answer("502 Bad Gateway", "", ""),
            answer("429 Too Many Requests", "", ""),
        ],
    ] {
        let answers = faults.into_iter().chain([page()]).collect();
        let server = Server::start(answers);
        let fetched = Bench::new().fetch(&at(&server.url)).expect("a page in the end");
        assert!(is_the_page(&fetched), "{fetched:?}");
        assert_eq!(server.requests().len(), 3);
    }
}

#[test]
fn a_server_that_says_when_is_asked_then_and_not_before() {
    let limited = answer("429 Too Many Requests", "Retry-After: 1\r\n", "");
    let server = Server::start(vec![limited, page()]);
    let started = Instant::now();
    let fetched = Bench::new().fetch(&at(&server.url)).expect("a page in the end");
    assert!(is_the_page(&fetched) && started.elapsed() >= Duration::from_secs(1));
    assert_eq!(server.requests().len(), 2);

    let server = Server::start(vec![busy("Retry-After: 7200\r\n")]);
    let error = Bench::new().fetch(&at(&server.url)).expect_err("too long to wait for");
    let said = "PAGE: the server answered 503 Service Unavailable and asks to wait for 7200 s";
    assert_eq!(error.to_string().replace(&server.url, "PAGE"), said);
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn the_last_good_document_stands_where_none_can_be_had() {
    let gone = "PAGE: the server answered 404 Not Found";
    let cases = [
        (answer("404 Not Found", "", "gone"), gone),
        (
            answer("200 OK", "", "<html><title>Just a moment...</title></html>"),
            "PAGE: refused: an error page with status 200: its title is `Just a moment...`",
        ),
        (
            answer("200 OK", "", "<html><title>Oman</title></html>"),
            "PAGE: refused: a page without a single case number, where the last one had 1",
        ),
        (
            says(format!("HTTP/1.0 200 OK\r\n\r\n{}", PAGE.trim_end_matches("</html>"))),
            "PAGE: refused: a page that breaks off: the last one ended with </html>",
        ),
        (answer("200 OK", "", ""), "PAGE: refused: an answer without a body"),
    ];
    for (fault, said) in cases {
        let server = Server::start(vec![page(), fault, answer("304 Not Modified", "", "")]);
        let (bench, oman) = (Bench::new(), at(&server.url));
        bench.fetch(&oman).expect("a page");
        let kept = bench.fetch(&oman).expect("the last good one");
        assert_eq!((kept.how, kept.sha256), (How::LastGood, Digest::of(PAGE.as_bytes())));
        let trouble = kept.trouble.as_deref().unwrap_or_default();
        assert_eq!(trouble.replace(&server.url, "PAGE"), said);
        assert!(bench.index().contains("\"trouble\":"), "{}", bench.index());
        // What it was asked by is still known.
        let again = bench.fetch(&oman).expect("the same page");
        assert_eq!((again.how, again.trouble), (How::Unchanged, None));
        let requests = server.requests();
        assert!(requests[2].contains("if-none-match: \"one\"\r\n"), "{}", requests[2]);
    }
}

#[test]
fn a_page_instead_of_a_pdf_is_refused() {
    let cookies = answer(
        "200 OK",
        "Content-Type: application/pdf\r\n",
        "<html><title>Cookies</title>",
    );
    let half = answer("200 OK", "", "%PDF-1.4\n1 0 obj\n");
    let whole = answer("200 OK", "", "%PDF-1.4\n%%EOF\n");
    let server = Server::start(vec![cookies, half, whole]);
    let report = format!("url = '{}.pdf'", server.url);
    let (bench, report) = (Bench::new(), source(&report));
    let said = || match bench.fetch(&report) {
        Ok(fetched) => format!("{:?}", fetched.how),
        Err(error) => error.to_string().replace(&server.url, "PAGE"),
    };
    assert_eq!(said(), "PAGE.pdf: refused: a web page (`Cookies`) instead of a PDF");
    assert_eq!(
        said(),
        "PAGE.pdf: refused: a PDF that breaks off: it has 17 bytes and no end mark"
    );
    assert_eq!(said(), "New");
}

#[test]
fn robots_txt_is_obeyed_and_remembered() {
    let rules = "User-agent: *\nDisallow: /\n\nUser-agent: rapporteur\nDisallow: /private\n";
    let server = Server::with_robots("200 OK", rules, vec![page()]);
    let bench = Bench::new();
    let private = at(&server.url.replace("/page", "/private"));
    let forbidden = bench.fetch(&private).expect_err("it is forbidden").to_string();
    assert_eq!(
        forbidden.replace(&server.url.replace("/page", ""), ""),
        "/private: the server's robots.txt forbids it"
    );
    assert!(is_the_page(
        &bench.fetch(&at(&server.url)).expect("a page that is allowed")
    ));
    server.requests();
    // Another run: the server is gone, and what it said is in the store.
    let later = Bench {
        options: Bench::new().options,
        ..bench
    };
    let still = later.fetch(&private).expect_err("it is still forbidden");
    assert!(matches!(still, Error::Forbidden { .. }), "{still}");
}

#[test]
fn a_server_whose_robots_txt_cannot_be_read_is_asked_nothing() {
    for (status, headers, text, expected) in [
        (
            "500 Internal Server Error",
            "",
            "",
            "the server answered 500 Internal Server Error (4 times)",
        ),
        (
            "200 OK",
            "Content-Encoding: zstd\r\n",
            "(\u{b5}/\u{fd}\u{4}\u{0} packed",
            "refused: its body is packed as `zstd`, which was not asked for and cannot be unpacked",
        ),
    ] {
        let server = Server::answering_robots(move || answer(status, headers, text), vec![page()]);
        let error = Bench::new()
            .fetch(&at(&server.url))
            .expect_err("nobody knows what it allows")
            .to_string();
        let host = server.url.trim_end_matches("/page");
        assert_eq!(error, format!("{host}/robots.txt: {expected}"));
    }
}

#[test]
fn a_packing_that_is_none_hides_no_rules() {
    let rules = "User-agent: *\nDisallow: /page\n";
    let plain = move || answer("200 OK", "Content-Encoding: utf-8\r\n", rules);
    let server = Server::answering_robots(plain, vec![page()]);
    let error = Bench::new().fetch(&at(&server.url)).expect_err("it is forbidden");
    assert!(matches!(error, Error::Forbidden { .. }), "{error}");
}

#[test]
fn a_pause_is_kept_between_requests_to_one_host() {
    let rules = "User-agent: *\nCrawl-delay: 0.3\n";
    let server = Server::with_robots("200 OK", rules, vec![page(), page()]);
    let bench = Bench::new();
    let started = Instant::now();
    for _ in 0..2 {
        bench.fetch(&at(&server.url)).expect("a page");
    }
    // After robots.txt, and between the pages.
    assert!(
        started.elapsed() >= Duration::from_millis(600),
        "{:?}",
        started.elapsed()
    );
}

#[test]
fn a_silent_server_costs_three_waits_and_no_more() {
    let bench = Bench::with_patience(Duration::from_millis(100), Duration::from_secs(1));
    let server = Server::with_robots("404 Not Found", "", vec![waits(), waits(), waits()]);
    let silent = |_| bench.fetch(&at(&server.url)).expect_err("silence").to_string();
    let said: Vec<String> = (0..5)
        .map(silent)
        .map(|said| said.replace(&server.url, "PAGE"))
        .collect();
    let no_answer = "PAGE: no answer: error sending request: operation timed out";
    let given_up = "PAGE: not asked for, since its server did not answer 3 times in a row";
    assert_eq!(said, [no_answer, no_answer, no_answer, given_up, given_up]);
}
