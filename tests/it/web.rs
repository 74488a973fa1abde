//! Servers on 127.0.0.1 that answer as a test tells them, for at most a minute or two, until they are dropped.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::pages;

/// No server is there longer than this, whatever becomes of its test.
const LIFETIME: Duration = Duration::from_mins(3);
/// Nor does it answer more requests.
const MAX_REQUESTS: usize = 20_000;
/// Nor wait longer for one.
const PATIENCE: Duration = Duration::from_secs(10);

/// A request as the server saw it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The path with its query; behind a proxy, the whole address.
    pub path: String,
    /// The version that the client says it has.
    pub if_none_match: Option<String>,
}

/// What a server does with a request.
pub enum Reply {
    /// A whole answer, with this status line, these header lines and this body.
    Whole(&'static str, String, Vec<u8>),
    /// These bytes, and then the end.
    Bytes(Vec<u8>),
    /// Silence for this long, and then the end.
    Silence(Duration),
    /// So many bytes of a body, unless the client has enough before.
    Endless(usize),
}

impl Reply {
    /// A page with a version.
    pub fn page(body: impl Into<Vec<u8>>, etag: &str) -> Self {
        let headers = format!("ETag: \"{etag}\"\r\nContent-Type: text/html\r\n");
        Self::Whole("200 OK", headers, body.into())
    }

    /// A status without more.
    pub fn status(status: &'static str) -> Self {
        Self::Whole(status, String::new(), Vec::new())
    }

    /// To another place.
    pub fn redirect(to: &str) -> Self {
        Self::Whole("302 Found", format!("Location: {to}\r\n"), Vec::new())
    }

    fn write(self, mut stream: &TcpStream) -> std::io::Result<()> {
        match self {
            Self::Whole(status, headers, body) => {
                let length = body.len();
                let head =
                    format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n");
                stream.write_all(head.as_bytes())?;
                stream.write_all(&body)
            }
            Self::Bytes(bytes) => stream.write_all(&bytes),
            Self::Silence(time) => {
                thread::sleep(time);
                Ok(())
            }
            Self::Endless(bytes) => {
                stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n<html>")?;
                let piece = vec![b'x'; 1 << 16];
                (0..bytes >> 16).try_for_each(|_| stream.write_all(&piece))
            }
        }
    }
}

/// A server that is gone when it is dropped.
pub struct Web {
    /// `http://127.0.0.1:…`, as a rule.
    pub address: String,
    asked: Arc<Mutex<Vec<Asked>>>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Web {
    /// Answers each request, several at once. For robots.txt it has 404, and does not count it.
    pub fn start(answer: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Self {
        Self::start_at(std::net::Ipv4Addr::LOCALHOST.into(), answer)
    }

    /// The same at another address of this machine, which only a network namespace of a test's own has.
    pub fn start_at(at: std::net::IpAddr, answer: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind((at, 0)).expect("a free port");
        listener.set_nonblocking(true).expect("a listener that can be asked");
        let address = format!("http://{}", listener.local_addr().expect("its address"));
        let asked = Arc::new(Mutex::new(Vec::new()));
        let stop = Arc::new(AtomicBool::new(false));
        let thread = {
            let (asked, stop, answer) = (Arc::clone(&asked), Arc::clone(&stop), Arc::new(answer));
            thread::spawn(move || {
                let started = Instant::now();
                for _ in 0..MAX_REQUESTS {
                    let stream = loop {
                        if stop.load(Ordering::Relaxed) || started.elapsed() > LIFETIME {
                            return;
                        }
                        match listener.accept() {
                            Ok((stream, _)) => break stream,
                            Err(_) => thread::sleep(Duration::from_millis(1)),
                        }
                    };
                    let (asked, answer) = (Arc::clone(&asked), Arc::clone(&answer));
                    thread::spawn(move || serve(&stream, &asked, answer.as_ref()));
                }
            })
        };
        let thread = Some(thread);
        Self {
            address,
            asked,
            stop,
            thread,
        }
    }

    /// The requests so far, which are then forgotten.
    pub fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut *self.asked.lock().expect("nobody panicked"))
    }
}

impl Drop for Web {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn serve(stream: &TcpStream, asked: &Mutex<Vec<Asked>>, answer: &dyn Fn(&Asked) -> Reply) {
    if stream.set_nonblocking(false).is_err() || stream.set_read_timeout(Some(PATIENCE)).is_err() {
        return;
    }
    let _ = stream.set_write_timeout(Some(PATIENCE));
    let Some(request) = request(stream) else {
        return;
    };
    let reply = if request.path.ends_with("/robots.txt") {
        Reply::status("404 Not Found")
    } else {
        let reply = answer(&request);
        asked.lock().expect("nobody panicked").push(request);
        reply
    };
    // A client that was killed, or had enough, does not listen.
    let _ = reply.write(stream);
}

fn request(stream: &TcpStream) -> Option<Asked> {
    let mut head = Vec::new();
    for line in BufReader::new(stream).lines() {
        let line = line.ok()?;
        if line.is_empty() {
            break;
        }
        head.push(line);
    }
    let path = head.first()?.split(' ').nth(1)?.to_owned();
    let if_none_match = head.iter().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        let named = name.eq_ignore_ascii_case("if-none-match");
        named.then(|| value.trim().trim_matches('"').to_owned())
    });
    Some(Asked { path, if_none_match })
}

/// Pages by path, each with a version: asked for by it, they are as before.
pub fn pages(pages: impl Fn(&str) -> Option<(Vec<u8>, String)>) -> impl Fn(&Asked) -> Reply {
    move |asked| match pages(&asked.path) {
        Some((_, etag)) if asked.if_none_match.as_ref() == Some(&etag) => Reply::status("304 Not Modified"),
        Some((body, etag)) => Reply::page(body, &etag),
        None => Reply::status("404 Not Found"),
    }
}

/// `run` over a catalogue, with store and output in a folder, and no proxy but on purpose.
pub fn run(folder: &Path, catalogue: &Path) -> Command {
    let mut command = pages::run_command(catalogue, folder);
    without_proxies(&mut command);
    command
}

/// Takes the proxies of this machine out of a command's environment.
pub fn without_proxies(command: &mut Command) {
    for name in [
        "http_proxy",
        "HTTP_PROXY",
        "https_proxy",
        "HTTPS_PROXY",
        "all_proxy",
        "ALL_PROXY",
    ] {
        command.env_remove(name);
    }
}

/// Writes a catalogue of country pages at these addresses.
pub fn catalogue(folder: &Path, sources: &[(&str, String)]) -> std::path::PathBuf {
    let rows = sources
        .iter()
        .map(|(id, url)| format!("[[source]]\nid = {id:?}\nkind = \"country-page\"\nurl = {url:?}\n\n"));
    let path = folder.join("catalogue.toml");
    std::fs::write(&path, rows.collect::<String>()).expect("the catalogue can be written");
    path
}
