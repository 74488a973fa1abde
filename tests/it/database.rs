//! The database of communications on a server: pages that move while they are read, fail, grow, and lose what they had.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::pages::{self, Ran, at, number, words};

/// Nobody waits for a request longer than this.
const PATIENCE: Duration = Duration::from_secs(30);
/// Requests that a server answers at most.
const MOST: usize = 200;
/// Letters on a page.
const A_PAGE: usize = 2;

/// What the server says at each path: a status, a mark of the version and a page.
type Answers = BTreeMap<String, (u16, String)>;

struct Server {
    address: String,
    answers: Arc<Mutex<Answers>>,
    asked: Arc<Mutex<Vec<(Instant, String)>>>,
    /// What to say after so many requests for pages.
    next: Arc<Mutex<Option<(usize, Answers)>>>,
    ended: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.set_nonblocking(true).expect("a listener that can be asked");
        let mut server = Self {
            address: format!("http://{}", listener.local_addr().expect("its address")),
            answers: Arc::default(),
            asked: Arc::default(),
            next: Arc::default(),
            ended: Arc::default(),
            thread: None,
        };
        let (answers, asked, next, ended) = (
            server.answers.clone(),
            server.asked.clone(),
            server.next.clone(),
            server.ended.clone(),
        );
        server.thread = Some(thread::spawn(move || {
            let started = Instant::now();
            let mut count = 0;
            while !ended.load(Ordering::Relaxed) && count < MOST && started.elapsed() < PATIENCE {
                let Ok((stream, _)) = listener.accept() else {
                    thread::sleep(Duration::from_millis(2));
                    continue;
                };
                count += 1;
                let path = answer(&stream, &answers.lock().expect("the answers"));
                let mut asked = asked.lock().expect("the requests");
                asked.push((Instant::now(), path));
                let mut next = next.lock().expect("the next answers");
                let pages = asked.iter().filter(|(_, path)| path != "/robots.txt").count();
                if let Some((_, later)) = next.take_if(|(after, _)| *after <= pages) {
                    *answers.lock().expect("the answers") = later;
                }
            }
        }));
        server
    }

    fn say(&self, answers: Answers) {
        *self.answers.lock().expect("the answers") = answers;
    }

    /// The paths that were asked for since the last time, and when.
    fn asked(&self) -> Vec<(Instant, String)> {
        std::mem::take(&mut *self.asked.lock().expect("the requests"))
    }

    fn paths(&self) -> Vec<String> {
        self.asked().into_iter().map(|(_, path)| path).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.join().expect("the server ends");
        }
    }
}

fn answer(mut stream: &TcpStream, answers: &Answers) -> String {
    stream.set_nonblocking(false).expect("a stream that can be waited for");
    stream.set_read_timeout(Some(PATIENCE)).expect("a bound on waiting");
    let lines = BufReader::new(stream).lines().map(|line| line.expect("a line"));
    let head: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
    let path = head[0].split(' ').nth(1).expect("a path").to_owned();
    let nothing = (404, "<h1>Not here</h1>".to_owned());
    let (status, body) = answers.get(&path).unwrap_or(&nothing);
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status} X\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).expect("the head goes out");
    stream.write_all(body.as_bytes()).expect("the body goes out");
    path
}

/// A letter's row, as the database prints it.
fn letter(number: u32) -> String {
    let reply = match number % 3 {
        0 => format!(
            "<a href=\"/TMResultsBase/DownLoadFile?gId={}\" target=\"Rep\">20 Mar 2026</a> <br />",
            40_000 + number
        ),
        _ => String::new(),
    };
    format!(
        "<tr data-id=\"{number}\"></tr>\n<tr><td> <ul>{day:02} Jan 2026</ul> <ul style=\"font-weight:700\">Oman</ul> <ul>JAL</ul> <ul><a href=\"/TMResultsBase/DownLoadPublicCommunicationFile?gId={gid}\" target=\"Com\">OMN {number}/2026</a></ul> </td><td> <ul> <li>privacy</li> <li>human rights defenders</li> </ul> </td><td> Information on the arrest of a teacher, number {number}. Alleged victims: {number}</br> <a href=\"javascript:void(0)\" onClick=\"ShowSummaryDetails({gid});\">More details...</a> </td><td> {reply}</td></tr>\n",
        day = number % 28 + 1,
        gid = 30_000 + number,
    )
}

/// A page of results.
fn page(letters: &[u32], number: usize, pages: usize, found: usize) -> String {
    let rows: String = letters.iter().fold(String::new(), |mut rows, &of| {
        write!(rows, "{}", letter(of)).expect("a string takes all");
        rows
    });
    format!(
        "<!DOCTYPE html><html><head><title>Communications</title></head><body><h2>Communication Report and Search</h2><div>{found} communications found page {number} of {pages}</div><table><thead><tr><th>Date, Country, Type and ref. no.</th><th>Mandates</th><th>Summary</th><th>Replies received</th></tr></thead><tbody>{rows}</tbody></table></body></html>"
    )
}

fn path(page: usize) -> String {
    match page {
        1 => "/Latest/Sent".to_owned(),
        page => format!("/Latest/Sent?page={page}"),
    }
}

/// All pages of these letters, the newest first.
fn window(letters: &[u32]) -> Answers {
    let pages = letters.len().div_ceil(A_PAGE).max(1);
    let chunk = |at: usize| letters.chunks(A_PAGE).nth(at).unwrap_or_default();
    let answers = (1..=pages).map(|number| {
        let body = page(chunk(number - 1), number, pages, letters.len());
        (path(number), (200, body))
    });
    answers.collect()
}

struct Bench {
    folder: tempfile::TempDir,
    server: Server,
}

impl Bench {
    fn new(answers: Answers) -> Self {
        let server = Server::start();
        server.say(answers);
        let folder = tempfile::tempdir().expect("a folder for the test");
        let catalogue = format!(
            "[[source]]\nid = \"db\"\nkind = \"database\"\nurl = \"{}/Latest/Sent\"\n",
            server.address
        );
        fs::write(folder.path().join("catalogue.toml"), catalogue).expect("a catalogue");
        Self { folder, server }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn run_as(&self, arguments: &[&str]) -> Ran {
        let mut command = pages::run_command(&self.path().join("catalogue.toml"), self.path());
        for name in ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"] {
            command.env_remove(name);
        }
        pages::ran(command.args(["--retries", "0"]).args(arguments))
    }

    fn run(&self) -> Ran {
        self.run_as(&["--pause", "0"])
    }

    fn rows(&self, table: &str) -> Vec<Value> {
        pages::written_rows(self.path(), table)
    }

    /// Each letter's number, and the day on which it was last seen.
    fn letters(&self) -> BTreeMap<u64, Value> {
        let rows = self.rows("communications");
        let letters: BTreeMap<u64, Value> = rows
            .iter()
            .map(|row| (number(row, "/alleged_victims"), row["last_seen"].clone()))
            .collect();
        assert_eq!(letters.len(), rows.len(), "a letter has two rows");
        letters
    }

    fn present(&self) -> Vec<u64> {
        let letters = self.letters();
        letters
            .into_iter()
            .filter(|letter| letter.1.is_null())
            .map(|letter| letter.0)
            .collect()
    }

    fn reason(&self) -> String {
        let documents = self.rows("documents");
        assert_eq!(documents.len(), 1);
        documents[0]["reason"].as_str().unwrap_or_default().to_owned()
    }

    fn codes(&self) -> Vec<String> {
        let rows = self.rows("diagnostics");
        rows.iter().map(|row| words(row, "/code").to_owned()).collect()
    }

    /// Sets the clock of all that the store remembers.
    fn remembered_on(&self, day: &str) {
        let index = self.path().join("store").join("index.jsonl");
        let lines = fs::read_to_string(&index).expect("an index");
        let set = |line: &str| {
            let mut entry = pages::row(line);
            entry["time"] = json!(format!("{day}T03:00:00Z"));
            format!("{entry}\n")
        };
        fs::write(&index, lines.lines().map(set).collect::<String>()).expect("another clock");
    }

    fn tables(&self) -> Vec<Vec<u8>> {
        let names = pages::TABLES.iter().chain(&["cases"]);
        names
            .map(|table| pages::written(self.path(), &format!("{table}.jsonl")))
            .collect()
    }
}

#[test]
fn pages_are_one_document_and_are_read_once() {
    let bench = Bench::new(window(&[5, 4, 3, 2, 1]));
    let first = bench.run();
    assert_eq!(first.status, 0, "{}", first.stderr);
    assert_eq!(bench.server.paths(), ["/robots.txt", &path(1), &path(2), &path(3)]);
    let rows = bench.rows("communications");
    assert_eq!(bench.present(), [1, 2, 3, 4, 5]);
    let third = rows
        .iter()
        .find(|row| row["case_number"] == "OMN 3/2026")
        .expect("a letter");
    let own = &bench.server.address;
    for (pointer, expected) in [
        ("/id", json!("db/OMN/list/OMN-3-2026")),
        ("/type", json!("JAL")),
        ("/date", json!("2026-01-04")),
        ("/mandate", json!("joint")),
        ("/mandates", json!(["privacy", "human rights defenders"])),
        ("/summary", json!("Information on the arrest of a teacher, number 3.")),
        (
            "/url",
            json!(format!("{own}/TMResultsBase/DownLoadPublicCommunicationFile?gId=30003")),
        ),
        (
            "/replies/0/url",
            json!(format!("{own}/TMResultsBase/DownLoadFile?gId=40003")),
        ),
        ("/provenance/document", json!("db")),
        ("/provenance/url", json!(format!("{own}{}", path(2)))),
    ] {
        assert_eq!(*at(third, pointer), expected, "{pointer}");
    }
    let document = &bench.rows("documents")[0];
    assert_eq!(
        document["totals"],
        json!([{"counted": "communications", "stated": 5, "found": 5}])
    );
    assert_eq!(number(document, "/communications"), 5);
    let first_tables = bench.tables();

    // Nothing is new.
    let second = bench.run();
    assert_eq!(second.status, 0, "{}", second.stderr);
    assert!(bench.tables() == first_tables, "the same pages give other tables");
    let run: Value = serde_json::from_slice(&pages::written(bench.path(), "run.json")).expect("a run");
    assert_eq!(number(&run, "/reused"), 1);

    // Nobody is asked, and all rows are made anew, of the store alone.
    bench.server.asked();
    for gone in ["store/rows", "output"] {
        fs::remove_dir_all(bench.path().join(gone)).expect("a folder to lose");
    }
    let offline = bench.run_as(&["--offline"]);
    assert_eq!(offline.status, 0, "{}", offline.stderr);
    assert!(bench.tables() == first_tables, "the store gives other tables");
    assert!(bench.server.paths().is_empty());
}

#[test]
fn a_letter_that_left_stays_with_the_day_on_which_it_was_last_seen() {
    let bench = Bench::new(window(&[4, 3, 2, 1]));
    assert_eq!(bench.run().status, 0);
    bench.remembered_on("2026-02-03");
    bench.server.say(window(&[6, 5, 4, 3]));
    let second = bench.run();
    assert_eq!(second.status, 0, "{}", second.stderr);
    assert_eq!(bench.present(), [3, 4, 5, 6]);
    let seen = [json!("2026-02-03"), json!("2026-02-03")];
    assert_eq!([bench.letters()[&1].clone(), bench.letters()[&2].clone()], seen);
    let cases = bench.rows("cases");
    let case = |number: &str| cases.iter().find(|case| case["case_number"] == number).expect("a case");
    assert_eq!(case("OMN 1/2026")["as_of"], "2026-02-03");

    // Day after day, however little is kept beside the documents, and whatever is let go of.
    let tables = bench.tables();
    assert_eq!(bench.run().status, 0);
    assert!(bench.tables() == tables);
    let mut prune = pages::program();
    prune
        .args(["fetch", "--prune", "--store"])
        .arg(bench.path().join("store"));
    prune.arg("--catalogue").arg(bench.path().join("catalogue.toml"));
    assert_eq!(pages::ran(&mut prune).status, 0);
    for gone in ["store/rows", "output"] {
        fs::remove_dir_all(bench.path().join(gone)).expect("a folder to lose");
    }
    assert_eq!(bench.run_as(&["--offline"]).status, 0);
    assert!(bench.tables() == tables);

    // It comes back.
    bench.server.say(window(&[6, 5, 4, 3, 2]));
    assert_eq!(bench.run().status, 0);
    assert_eq!(bench.present(), [2, 3, 4, 5, 6]);
}

#[test]
fn a_letter_that_moves_on_while_pages_are_read_is_one_row() {
    let bench = Bench::new(window(&[4, 3, 2, 1]));
    // It comes after the first page was read, and moves all others on by one.
    *bench.server.next.lock().expect("the next answers") = Some((1, window(&[5, 4, 3, 2, 1])));
    let ran = bench.run();
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    assert_eq!(bench.server.paths(), ["/robots.txt", &path(1), &path(2), &path(3)]);
    assert_eq!(bench.present(), [1, 2, 3, 4]);
    let row = &bench.rows("diagnostics")[0];
    assert_eq!(
        (words(row, "/code"), words(row, "/record")),
        ("letter-on-two-pages", "db/OMN/list/OMN-3-2026")
    );
    assert_eq!(bench.codes().len(), 1);
}

#[test]
fn a_page_that_fails_stays_as_it_last_was() {
    let bench = Bench::new(window(&[6, 5, 4, 3, 2, 1]));
    assert_eq!(bench.run().status, 0);
    let mut answers = window(&[8, 7, 6, 5, 4, 3]);
    answers.insert(path(2), (500, "down".to_owned()));
    bench.server.say(answers);
    let ran = bench.run();
    assert_eq!(ran.status, 1);
    assert!(
        bench.reason().contains("page 2: ") && bench.reason().contains("last good version"),
        "{}",
        bench.reason()
    );
    // What stood on the page may still be there, and so may what no page shows any more.
    assert_eq!(bench.present(), [1, 2, 3, 4, 5, 6, 7, 8]);
    assert!(bench.codes().contains(&"result-page-missing".to_owned()));

    bench.server.say(window(&[8, 7, 6, 5, 4, 3]));
    assert_eq!(bench.run().status, 0);
    assert_eq!(bench.present(), [3, 4, 5, 6, 7, 8]);
}

#[test]
fn a_page_that_never_was_there_is_told_and_the_others_are_read() {
    let mut answers = window(&[6, 5, 4, 3, 2, 1]);
    answers.insert(path(2), (500, "down".to_owned()));
    let bench = Bench::new(answers);
    let ran = bench.run();
    assert_eq!(ran.status, 1);
    assert!(bench.reason().contains("page 2 is missing"), "{}", bench.reason());
    assert_eq!(bench.present(), [1, 2, 5, 6]);
    // Another page in its place is none.
    let mut answers = window(&[6, 5, 4, 3, 2, 1]);
    answers.insert(path(2), (200, page(&[6, 5], 1, 3, 6)));
    bench.server.say(answers);
    assert_eq!(bench.run().status, 1);
    assert!(
        bench.reason().contains("the server gave page 1 of 3"),
        "{}",
        bench.reason()
    );
}

#[test]
fn more_pages_are_followed_and_fewer_are_no_loss() {
    let bench = Bench::new(window(&[2, 1]));
    assert_eq!(bench.run().status, 0);
    bench.server.say(window(&[7, 6, 5, 4, 3, 2, 1]));
    assert_eq!(bench.run().status, 0);
    assert_eq!(bench.present(), [1, 2, 3, 4, 5, 6, 7]);
    bench.server.say(window(&[7, 6]));
    assert_eq!(bench.run().status, 0);
    assert_eq!(bench.present(), [6, 7]);
    assert_eq!(bench.letters().len(), 7);
}

#[test]
fn a_number_that_does_not_agree_is_told() {
    let mut answers = window(&[3, 2, 1]);
    answers.insert(path(1), (200, page(&[3, 2], 1, 2, 4)));
    answers.insert(path(2), (200, page(&[1], 2, 2, 4)));
    let bench = Bench::new(answers);
    assert_eq!(bench.run().status, 1);
    assert_eq!(bench.reason(), "the pages state 4 communications, and 3 stand on them");
    assert_eq!(bench.present(), [1, 2, 3]);
}

#[test]
fn an_empty_result_is_told_and_takes_nothing_away() {
    let empty = || BTreeMap::from([(path(1), (200, page(&[], 1, 1, 0)))]);
    let bench = Bench::new(empty());
    assert_eq!(bench.run().status, 1);
    assert!(bench.rows("communications").is_empty());
    assert_eq!(bench.reason(), "page 1: the database found no communications");
    bench.server.say(window(&[3, 2, 1]));
    assert_eq!(bench.run().status, 0);
    bench.server.say(empty());
    assert_eq!(bench.run().status, 1);
    assert_eq!(bench.present(), [1, 2, 3]);
}

#[test]
fn pages_are_asked_for_three_seconds_apart_and_robots_are_obeyed() {
    let bench = Bench::new(window(&[3, 2, 1]));
    assert_eq!(bench.run_as(&[]).status, 0);
    let times: Vec<Instant> = bench.server.asked().into_iter().map(|asked| asked.0).collect();
    let least = times.windows(2).map(|pair| pair[1].duration_since(pair[0])).min();
    assert!(
        least.is_some_and(|least| least > Duration::from_millis(2_900)),
        "{least:?}"
    );

    let mut answers = window(&[3, 2, 1]);
    answers.insert(
        "/robots.txt".to_owned(),
        (200, "User-agent: *\nDisallow: /Latest/Sent?page=\n".to_owned()),
    );
    let bench = Bench::new(answers);
    assert_eq!(bench.run().status, 1);
    assert_eq!(bench.server.paths(), ["/robots.txt", &path(1)]);
    assert_eq!(bench.present(), [2, 3]);
}
