//! One source being asked for: manners, redirects, condition, body.

use std::io;
use std::time::{Duration, Instant};

use reqwest::blocking::{Client as Connections, Response};
use reqwest::header::{
    CONTENT_TYPE, ETAG, HeaderMap, HeaderName, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, RETRY_AFTER,
};
use reqwest::{StatusCode, Url};

use super::encoding;
use super::error::Error;
use super::http::{Answer, Client, Settings};
use super::rate_limit::{self, Host, MAX_SILENCES};
use super::retry;
use super::route::Route;
use crate::media;
use crate::store::MAX_DOCUMENT_BYTES;
use crate::store::Store;
use crate::store::Version;

/// How much of a body is read between two looks at the clock, in bytes.
pub(super) const CHUNK_BYTES: usize = 64 * 1024;

impl Client {
    /// Asks for the document of the source `id`, unless it is still the version `known`.
    /// Two requests are `at_least` so far apart.
    pub(super) fn ask(
        &self,
        id: &str,
        url: &str,
        known: Option<&Version>,
        at_least: Duration,
        store: &Store,
    ) -> Result<Answer, Error> {
        let asking = Asking {
            client: self,
            connections: self.connections(id, url)?,
            store,
            id,
            url,
            at_least,
        };
        let start = Url::parse(url).unwrap_or_else(|_| unreachable!("the catalogue has only addresses that parse"));
        let host = self.hosts.of(&start, self.addresses.is_local(&start));
        if rate_limit::turn(&host).is_given_up() {
            return Err(Error::GivenUp {
                id: id.to_owned(),
                url: url.to_owned(),
                silences: MAX_SILENCES,
            });
        }
        let Settings { retries, backoff, .. } = self.settings;
        let answer = retry::ask(retries, backoff, || asking.once(&start, known));
        rate_limit::turn(&host).answered(!matches!(answer, Err(Error::Request { .. })));
        answer
    }
}

/// A source that is asked for.
pub(super) struct Asking<'a> {
    pub(super) client: &'a Client,
    pub(super) connections: &'a Connections,
    pub(super) store: &'a Store,
    pub(super) id: &'a str,
    pub(super) url: &'a str,
    /// The least pause between two requests.
    pub(super) at_least: Duration,
}

/// What one step of the way came to.
enum Step {
    Arrived(Answer),
    SentOn(HeaderMap),
}

impl Asking<'_> {
    /// Goes the whole way once.
    pub(super) fn once(&self, start: &Url, known: Option<&Version>) -> Result<Answer, Error> {
        let started = Instant::now();
        let mut route = Route::from(start.clone());
        loop {
            let local = self.client.addresses.is_local(route.here());
            let host = self.client.hosts.of(route.here(), local);
            let step = {
                // Held until the body is read: one request at a time.
                let mut host = rate_limit::turn(&host);
                let step = self.step(route.here(), local, &mut host, known, started);
                host.ended();
                step?
            };
            match step {
                Step::Arrived(answer) => return Ok(answer),
                Step::SentOn(headers) => {
                    let followed = route.follow(&headers, &self.client.addresses);
                    followed.map_err(|refusal| Error::Redirect {
                        id: self.id.to_owned(),
                        url: self.url.to_owned(),
                        refusal,
                    })?;
                }
            }
            self.in_time(started, 0)?;
        }
    }

    fn step(
        &self,
        here: &Url,
        local: bool,
        host: &mut Host,
        known: Option<&Version>,
        started: Instant,
    ) -> Result<Step, Error> {
        let rules = self.rules(here, host, started)?;
        if !rules.allow(here) {
            return Err(Error::Forbidden {
                id: self.id.to_owned(),
                url: here.to_string(),
            });
        }
        host.rest(self.client.pause(local, self.at_least).max(rules.delay()));
        let mut request = self.connections.get(here.clone());
        if let Some(etag) = known.and_then(|known| known.etag.as_ref()) {
            request = request.header(IF_NONE_MATCH, etag);
        }
        if let Some(date) = known.and_then(|known| known.last_modified.as_ref()) {
            request = request.header(IF_MODIFIED_SINCE, date);
        }
        let response = request.send().map_err(|cause| self.unanswered(cause))?;
        let said = Version {
            etag: header(response.headers(), ETAG),
            last_modified: header(response.headers(), LAST_MODIFIED),
            content_type: header(response.headers(), CONTENT_TYPE),
        };
        let answer = match (response.status(), known) {
            (StatusCode::OK, _) => Answer::Document {
                bytes: self.body(response, started)?,
                version: said,
            },
            // A server need not repeat what has not changed.
            (StatusCode::NOT_MODIFIED, Some(known)) => Answer::AsBefore(Version {
                etag: said.etag.or_else(|| known.etag.clone()),
                last_modified: said.last_modified.or_else(|| known.last_modified.clone()),
                content_type: known.content_type.clone(),
            }),
            (
                StatusCode::MOVED_PERMANENTLY
                | StatusCode::FOUND
                | StatusCode::SEE_OTHER
                | StatusCode::TEMPORARY_REDIRECT
                | StatusCode::PERMANENT_REDIRECT,
                _,
            ) => return Ok(Step::SentOn(response.headers().clone())),
            (status, _) => return Err(self.status(self.url, status, response.headers())),
        };
        Ok(Step::Arrived(answer))
    }

    /// Reads the body up to its bound, in bytes (after decompression) and in time.
    fn body(&self, response: Response, started: Instant) -> Result<Vec<u8>, Error> {
        let too_large = || Error::TooLarge {
            id: self.id.to_owned(),
            url: self.url.to_owned(),
        };
        if response
            .content_length()
            .is_some_and(|length| length > MAX_DOCUMENT_BYTES)
        {
            return Err(too_large());
        }
        let unknown = encoding::unknown(&response);
        let unpacked = encoding::unpacked(response);
        let mut body = unpacked.map_err(|cause| self.cut(self.url.to_owned(), 0, cause))?;
        let mut bytes = Vec::new();
        let mut chunk = vec![0; CHUNK_BYTES];
        loop {
            let received = bytes.len() as u64;
            let count = match body.read(&mut chunk) {
                Ok(0) => break,
                Ok(count) => count,
                Err(cause) => return Err(self.cut(self.url.to_owned(), received, cause)),
            };
            if received + count as u64 > MAX_DOCUMENT_BYTES {
                return Err(too_large());
            }
            self.in_time(started, received)?;
            bytes.extend(chunk.iter().take(count));
        }
        // Some servers name what is no packing, as `utf-8`, and send the document as it is.
        let plain = || bytes.trim_ascii_start().starts_with(b"<") || media::begins_document(&bytes);
        match unknown.filter(|_| !plain()) {
            Some(how) => Err(self.packed(self.url.to_owned(), &how)),
            None => Ok(bytes),
        }
    }

    /// A body that nobody here unpacks.
    pub(super) fn packed(&self, url: String, how: &str) -> Error {
        Error::NoDocument {
            id: self.id.to_owned(),
            url,
            what: format!("its body is packed as `{how}`, which was not asked for and cannot be unpacked"),
        }
    }

    pub(super) fn in_time(&self, started: Instant, received: u64) -> Result<(), Error> {
        let total = self.client.settings.total;
        if started.elapsed() <= total {
            return Ok(());
        }
        Err(Error::TooSlow {
            id: self.id.to_owned(),
            url: self.url.to_owned(),
            seconds: total.as_secs(),
            received,
        })
    }

    pub(super) fn unanswered(&self, cause: reqwest::Error) -> Error {
        Error::Request {
            id: self.id.to_owned(),
            url: self.url.to_owned(),
            // The message names the address itself.
            cause: cause.without_url(),
            tries: 1,
        }
    }

    pub(super) fn status(&self, url: &str, status: StatusCode, headers: &HeaderMap) -> Error {
        let written = header(headers, RETRY_AFTER);
        Error::Status {
            id: self.id.to_owned(),
            url: url.to_owned(),
            status,
            retry_after: written.and_then(|written| retry::retry_after(&written, crate::store::now())),
            tries: 1,
        }
    }

    pub(super) fn cut(&self, url: String, received: u64, cause: io::Error) -> Error {
        Error::Body {
            id: self.id.to_owned(),
            url,
            received,
            cause,
            tries: 1,
        }
    }
}

fn header(headers: &HeaderMap, name: HeaderName) -> Option<String> {
    let value = headers.get(name)?;
    value.to_str().ok().map(str::to_owned)
}
