//! The robots.txt of a server, asked for once a day.

use std::sync::Arc;
use std::time::Instant;

use jiff::{SignedDuration, Timestamp};
use reqwest::blocking::Response;
use reqwest::{StatusCode, Url};

use super::asking::{Asking, CHUNK_BYTES};
use super::encoding;
use super::error::Error;
use super::rate_limit::{Host, Rules};
use super::route::Route;
use crate::digest::Digest;
use crate::store::{Entry, Origin, Version};

/// How much of a robots.txt is read, in bytes: what RFC 9309 says that one must read at least.
const MAX_ROBOTS_BYTES: u64 = 500 * 1024;

/// How long a robots.txt is believed (RFC 9309: not longer than a day).
const MAX_AGE: SignedDuration = SignedDuration::from_hours(24);

/// Its source in the index; no source of a catalogue can have a stroke in its id.
pub(super) const ROBOTS: &str = "/robots.txt";

impl Asking<'_> {
    /// What the server of this address asks of robots: known, or in the store since today, or asked for now.
    ///
    /// A server that has none (4xx) forbids nothing. One that fails is asked nothing else, unless the store
    /// still has what it said before.
    pub(super) fn rules(&self, url: &Url, host: &mut Host, started: Instant) -> Result<Arc<Rules>, Error> {
        let origin = url.origin().ascii_serialization();
        if let Some(rules) = host.rules(&origin) {
            return Ok(rules);
        }
        let place = Origin::Url(format!("{origin}{ROBOTS}"));
        let held = self.store.latest_at(ROBOTS, &place);
        let text = held.as_ref().and_then(|held| self.store.get(&held.sha256).ok());
        let text = match (held, text) {
            (Some(held), Some(text)) if is_fresh(held.time) => text,
            (_, text) => match (self.ask_for_robots(url, host, started), text) {
                (Ok((status, answer)), _) => {
                    self.keep(place, status, &answer)?;
                    answer
                }
                (Err(_), Some(text)) => text,
                (Err(error), None) => return Err(error),
            },
        };
        Ok(host.learn(origin, Rules::read(&text)))
    }

    fn ask_for_robots(&self, url: &Url, host: &mut Host, started: Instant) -> Result<(StatusCode, Vec<u8>), Error> {
        let mut place = url.clone();
        place.set_path(ROBOTS);
        place.set_query(None);
        let mut route = Route::from(place);
        loop {
            host.rest(
                self.client
                    .pause(self.client.addresses.is_local(route.here()), self.at_least),
            );
            let answer = self.connections.get(route.here().clone()).send();
            host.ended();
            let answer = answer.map_err(|cause| self.unanswered(cause))?;
            match answer.status() {
                status if status.is_success() => return Ok((status, self.robots_text(answer, started)?)),
                // Redirects without end are as good as none at all (RFC 9309).
                status if status.is_redirection() => {
                    if route.follow(answer.headers(), &self.client.addresses).is_err() {
                        return Ok((status, Vec::new()));
                    }
                }
                status if status.is_client_error() && status != StatusCode::TOO_MANY_REQUESTS => {
                    return Ok((status, Vec::new()));
                }
                status => return Err(self.status(route.here().as_str(), status, answer.headers())),
            }
        }
    }

    /// Its first bytes, within the time that a document has.
    fn robots_text(&self, answer: Response, started: Instant) -> Result<Vec<u8>, Error> {
        let url = answer.url().to_string();
        let unknown = encoding::unknown(&answer);
        let mut body = encoding::unpacked(answer).map_err(|cause| self.cut(url.clone(), 0, cause))?;
        let mut text = Vec::new();
        let mut chunk = vec![0; CHUNK_BYTES];
        while (text.len() as u64) < MAX_ROBOTS_BYTES {
            let received = text.len() as u64;
            let count = match body.read(&mut chunk) {
                Ok(0) => break,
                Ok(count) => count,
                Err(cause) => return Err(self.cut(url, received, cause)),
            };
            self.in_time(started, received)?;
            text.extend(chunk.iter().take(count));
        }
        text.truncate(usize::try_from(MAX_ROBOTS_BYTES).unwrap_or(usize::MAX));
        // What is packed would be read as rules that forbid nothing; some servers name what is no packing.
        let is_no_text = |byte: &u8| byte.is_ascii_control() && !byte.is_ascii_whitespace();
        match unknown.filter(|_| text.iter().any(is_no_text)) {
            Some(how) => Err(self.packed(url, &how)),
            None => Ok(text),
        }
    }

    fn keep(&self, origin: Origin, status: StatusCode, text: &[u8]) -> Result<Digest, Error> {
        let in_store = |cause| Error::Store {
            id: self.id.to_owned(),
            cause,
        };
        let sha256 = self.store.put(text).map_err(in_store)?;
        let entry = Entry {
            source: ROBOTS.to_owned(),
            origin,
            time: crate::store::now(),
            status: Some(status.as_u16()),
            version: Version::default(),
            sha256,
            turn: None,
            trouble: None,
        };
        self.store.remember(entry).map_err(in_store)?;
        Ok(sha256)
    }
}

/// A time to come is none to rely on: the clock was set back.
fn is_fresh(time: Timestamp) -> bool {
    let age = crate::store::now().duration_since(time);
    !age.is_negative() && age < MAX_AGE
}
