//! One conditional request: the document, or that it is as before.

use std::io::Read;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use reqwest::StatusCode;
use reqwest::blocking::{Client as Connections, Response};
use reqwest::header::{CONTENT_TYPE, ETAG, HeaderName, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED};
use reqwest::redirect::{Action, Attempt, Policy};

use super::error::{Error, RedirectRefused};
use super::file::MAX_DOCUMENT_BYTES;
use super::index::Version;

/// How many redirects are followed. To https, to `www.`, to a language and to the file itself makes four.
const MAX_REDIRECTS: usize = 5;

/// How much of a body is read between two looks at the clock, in bytes.
const CHUNK_BYTES: usize = 64 * 1024;

/// How patient a [`Client`] is, and whom it names as its sender.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// An address or a mailbox where a server's operator can complain, sent in the User-Agent.
    pub contact: Option<String>,
    /// Time to connect, encryption included.
    pub connect: Duration,
    /// Time until the answer begins, redirects included, and then between two pieces of it.
    pub stall: Duration,
    /// Time for the whole document; at most one stall may come on top.
    pub total: Duration,
}

impl Default for Settings {
    /// A minute for a server that makes its PDF only when it is asked; five for a slow line.
    fn default() -> Self {
        Self {
            contact: None,
            connect: Duration::from_secs(15),
            stall: Duration::from_secs(60),
            total: Duration::from_secs(300),
        }
    }
}

/// Asks servers for documents. It connects, and looks for the system's certificates, when it is first
/// used: a run over files alone needs neither.
#[derive(Debug, Default)]
pub struct Client {
    settings: Settings,
    connections: OnceLock<Connections>,
}

/// What a server can answer.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// What was known is still so.
    AsBefore(Version),
    /// The document as it is now, decompressed.
    Document { bytes: Vec<u8>, version: Version },
}

impl Client {
    /// A client that has not connected to anything yet.
    pub const fn new(settings: Settings) -> Self {
        Self {
            settings,
            connections: OnceLock::new(),
        }
    }

    /// Asks for the document of the source `id`, unless it is still the version `known`.
    pub(super) fn ask(&self, id: &str, url: &str, known: Option<&Version>) -> Result<Answer, Error> {
        let started = Instant::now();
        let mut request = self.connections(id, url)?.get(url);
        if let Some(etag) = known.and_then(|known| known.etag.as_ref()) {
            request = request.header(IF_NONE_MATCH, etag);
        }
        if let Some(date) = known.and_then(|known| known.last_modified.as_ref()) {
            request = request.header(IF_MODIFIED_SINCE, date);
        }
        let response = request.send().map_err(|cause| unanswered(id, url, cause))?;
        let said = Version {
            etag: header(&response, ETAG),
            last_modified: header(&response, LAST_MODIFIED),
            content_type: header(&response, CONTENT_TYPE),
        };
        match (response.status(), known) {
            (StatusCode::OK, _) => Ok(Answer::Document {
                bytes: self.body(id, url, response, started)?,
                version: said,
            }),
            // A server need not repeat what has not changed.
            (StatusCode::NOT_MODIFIED, Some(known)) => Ok(Answer::AsBefore(Version {
                etag: said.etag.or_else(|| known.etag.clone()),
                last_modified: said.last_modified.or_else(|| known.last_modified.clone()),
                content_type: known.content_type.clone(),
            })),
            (status, _) => Err(Error::Status {
                id: id.to_owned(),
                url: url.to_owned(),
                status,
            }),
        }
    }

    /// Reads the body up to its bound, in bytes (after decompression) and in time.
    fn body(&self, id: &str, url: &str, mut response: Response, started: Instant) -> Result<Vec<u8>, Error> {
        let (id, url) = (id.to_owned(), url.to_owned());
        if response
            .content_length()
            .is_some_and(|length| length > MAX_DOCUMENT_BYTES)
        {
            return Err(Error::TooLarge { id, url });
        }
        let mut bytes = Vec::new();
        let mut chunk = vec![0; CHUNK_BYTES];
        loop {
            let received = bytes.len() as u64;
            let count = match response.read(&mut chunk) {
                Ok(0) => return Ok(bytes),
                Ok(count) => count,
                Err(cause) => {
                    return Err(Error::Body {
                        id,
                        url,
                        received,
                        cause,
                    });
                }
            };
            if received + count as u64 > MAX_DOCUMENT_BYTES {
                return Err(Error::TooLarge { id, url });
            }
            if started.elapsed() > self.settings.total {
                return Err(Error::TooSlow {
                    id,
                    url,
                    seconds: self.settings.total.as_secs(),
                    received,
                });
            }
            bytes.extend_from_slice(&chunk[..count]);
        }
    }

    fn connections(&self, id: &str, url: &str) -> Result<&Connections, Error> {
        if let Some(connections) = self.connections.get() {
            return Ok(connections);
        }
        // Fails when the program that uses this library has installed one, and then that one serves.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let connections = Connections::builder()
            .user_agent(user_agent(self.settings.contact.as_deref()))
            .connect_timeout(self.settings.connect)
            // For reqwest's blocking client this is the time of one wait, not of the whole answer.
            .timeout(self.settings.stall)
            .redirect(Policy::custom(follow))
            .referer(false)
            .build()
            .map_err(|cause| Error::Client {
                id: id.to_owned(),
                url: url.to_owned(),
                cause,
            })?;
        Ok(self.connections.get_or_init(|| connections))
    }
}

/// `rapporteur/0.1.0 (+https://example.org/who-we-are)`, so that an operator knows whom to ask.
fn user_agent(contact: Option<&str>) -> String {
    let program = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));
    let contact = contact.unwrap_or(env!("CARGO_PKG_REPOSITORY"));
    if contact.is_empty() {
        program.to_owned()
    } else {
        format!("{program} (+{contact})")
    }
}

fn header(response: &Response, name: HeaderName) -> Option<String> {
    let value = response.headers().get(name)?;
    value.to_str().ok().map(str::to_owned)
}

fn follow(attempt: Attempt<'_>) -> Action {
    let next = attempt.url().to_string();
    // The first of the previous addresses was asked for, not redirected to.
    let encrypted = attempt.previous().last().is_some_and(|last| last.scheme() == "https");
    if encrypted && attempt.url().scheme() != "https" {
        attempt.error(RedirectRefused::Unencrypted { next })
    } else if attempt.previous().contains(attempt.url()) {
        attempt.error(RedirectRefused::Circle { next })
    } else if attempt.previous().len() > MAX_REDIRECTS {
        attempt.error(RedirectRefused::TooMany {
            limit: MAX_REDIRECTS,
            next,
        })
    } else {
        attempt.follow()
    }
}

fn unanswered(id: &str, url: &str, cause: reqwest::Error) -> Error {
    let (id, url) = (id.to_owned(), url.to_owned());
    let mut next = std::error::Error::source(&cause);
    while let Some(error) = next {
        if let Some(refusal) = error.downcast_ref::<RedirectRefused>() {
            let refusal = refusal.clone();
            return Error::Redirect { id, url, refusal };
        }
        next = error.source();
    }
    // The message names the address itself.
    let cause = cause.without_url();
    Error::Request { id, url, cause }
}
