//! Servers that answer as they are told, well or badly, and end by themselves.

use std::io::{ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::store::MAX_DOCUMENT_BYTES;

/// The head of an answer that ends with its connection.
const OPEN_HEAD: &[u8] = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n";

/// How long a server waits for the requests it was made for.
const SERVER_PATIENCE: Duration = Duration::from_secs(20);

/// Answers one connection; what cannot be written is the client's to complain about.
pub(super) type Answering = Box<dyn FnOnce(&mut TcpStream) + Send>;

/// A server that answers as many requests as it has answers, and then is gone.
pub(super) struct Server {
    pub(super) url: String,
    requests: JoinHandle<Vec<String>>,
}

impl Server {
    pub(super) fn start(answers: Vec<Answering>) -> Self {
        Self::with_robots("404 Not Found", "", answers)
    }

    /// A server that answers this for its robots.txt, however often it is asked.
    pub(super) fn with_robots(status: &'static str, robots: &'static str, answers: Vec<Answering>) -> Self {
        Self::answering_robots(move || self::answer(status, "", robots), answers)
    }

    /// One whose robots.txt comes in a way of its own.
    pub(super) fn answering_robots(robots: impl Fn() -> Answering + Send + 'static, answers: Vec<Answering>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("its address");
        listener.set_nonblocking(true).expect("a listener that can be left");
        let requests = thread::spawn(move || {
            let gone = Instant::now() + SERVER_PATIENCE;
            answers
                .into_iter()
                .map_while(|answer| serve(&listener, &robots, answer, gone))
                .collect()
        });
        let url = format!("http://{address}/page");
        Self { url, requests }
    }

    /// The heads of the requests that came.
    pub(super) fn requests(self) -> Vec<String> {
        self.requests.join().expect("the server ends by itself")
    }
}

/// Serves the next request that is not for robots.txt.
fn serve(listener: &TcpListener, robots: &impl Fn() -> Answering, answer: Answering, gone: Instant) -> Option<String> {
    loop {
        let mut stream = accept(listener, gone)?;
        let head = head(&mut stream);
        if head.starts_with("GET /robots.txt ") {
            robots()(&mut stream);
        } else {
            answer(&mut stream);
            return Some(head);
        }
    }
}

fn accept(listener: &TcpListener, gone: Instant) -> Option<TcpStream> {
    let stream = loop {
        match listener.accept() {
            Ok((stream, _)) => break stream,
            Err(error) if error.kind() == ErrorKind::WouldBlock && Instant::now() < gone => {
                thread::sleep(Duration::from_millis(2));
            }
            Err(_) => return None,
        }
    };
    stream.set_nonblocking(false).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(2))).ok()?;
    stream.set_write_timeout(Some(Duration::from_secs(2))).ok()?;
    Some(stream)
}

fn head(stream: &mut TcpStream) -> String {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && stream.read_exact(&mut byte).is_ok() {
        head.extend(byte);
    }
    String::from_utf8_lossy(&head).into_owned()
}

/// A whole answer: status line, headers, body with its length.
pub(super) fn answer(status: &str, headers: &str, body: &str) -> Answering {
    let length = body.len();
    let text = format!("HTTP/1.1 {status}\r\nConnection: close\r\n{headers}Content-Length: {length}\r\n\r\n{body}");
    says(text)
}

/// These bytes, and then the end of the connection.
pub(super) fn says(bytes: impl Into<Vec<u8>>) -> Answering {
    let bytes = bytes.into();
    Box::new(move |stream| {
        let _ = stream.write_all(&bytes);
    })
}

pub(super) fn redirect(to: &str) -> Answering {
    answer("302 Found", &format!("Location: {to}\r\n"), "")
}

/// A body of one byte more than anybody should read, and then some.
pub(super) fn never_ends() -> Answering {
    Box::new(|stream| {
        let mut sent = stream.write_all(OPEN_HEAD);
        let piece = vec![b'x'; 1 << 20];
        for _ in 0..=MAX_DOCUMENT_BYTES >> 20 {
            sent = sent.and_then(|()| stream.write_all(&piece));
        }
    })
}

/// 66 bytes that brotli inflates to 65 MiB of zeros.
pub(super) fn inflates() -> Answering {
    const BOMB: [u8; 66] = [
        0xcf, 0xff, 0xff, 0x7f, 0xf8, 0x27, 0x00, 0xe2, 0xb1, 0x40, 0x20, 0xf7, 0xfe, 0x9f, 0xff, 0xff, 0xff, 0xf0,
        0x4f, 0x00, 0xc4, 0x61, 0x01, 0x80, 0xee, 0xfd, 0x3f, 0xff, 0xff, 0xff, 0xe1, 0x9f, 0x00, 0x88, 0xc3, 0x22,
        0x00, 0xdd, 0xfb, 0x7f, 0xfe, 0xff, 0xff, 0xc3, 0x3f, 0x01, 0x10, 0x87, 0x05, 0x00, 0xba, 0xf7, 0xff, 0xf5,
        0xff, 0xff, 0xf8, 0x27, 0x00, 0xe2, 0xb0, 0x00, 0x40, 0xf7, 0xfe, 0x01,
    ];
    let length = BOMB.len();
    let head =
        format!("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Encoding: br\r\nContent-Length: {length}\r\n\r\n");
    says([head.as_bytes(), &BOMB].concat())
}

/// A body of ten bytes a second, for as long as somebody listens, and at most for ten seconds.
pub(super) fn drips() -> Answering {
    Box::new(|stream| {
        let mut sent = stream.write_all(OPEN_HEAD);
        for _ in 0..100 {
            thread::sleep(Duration::from_millis(100));
            sent = sent.and_then(|()| stream.write_all(b"x"));
        }
    })
}

/// A connection, and not a word for longer than the tests have patience.
pub(super) fn waits() -> Answering {
    Box::new(|_| thread::sleep(Duration::from_secs(1)))
}
