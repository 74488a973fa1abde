//! Who asks, and how patiently.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use reqwest::Url;
use reqwest::blocking::Client as Connections;
use reqwest::header::{ACCEPT_ENCODING, HeaderValue};
use reqwest::redirect::Policy;

use super::encoding;
use super::error::Error;
use super::rate_limit::{self, Hosts};
use super::route::Addresses;
use crate::store::Version;

/// The pause where the settings name none: what is usual for robots.
const PAUSE: Duration = Duration::from_secs(1);

/// How patient a [`Client`] is, and whom it names as its sender.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// An address or a mailbox where a server's operator can complain, sent in the User-Agent.
    pub contact: Option<String>,
    /// Time to connect, encryption included.
    pub connect: Duration,
    /// Time until the answer begins, and then between two pieces of it.
    pub stall: Duration,
    /// Time for the whole document, redirects included; at most one stall may come on top.
    pub total: Duration,
    /// Time between two requests to one host; a host may ask for more. `None`: a second, and nothing on this machine.
    pub pause: Option<Duration>,
    /// How often a busy server or a broken connection is tried again.
    pub retries: usize,
    /// Time before the first of those tries; it doubles from there.
    pub backoff: Duration,
}

impl Default for Settings {
    /// Half a minute for a server that makes its PDF only when it is asked; five for a slow line.
    fn default() -> Self {
        Self {
            contact: None,
            connect: Duration::from_secs(15),
            stall: Duration::from_secs(30),
            total: Duration::from_mins(5),
            pause: None,
            retries: 3,
            backoff: Duration::from_secs(1),
        }
    }
}

/// Asks servers for documents. It connects, and looks for the system's certificates, when it is first
/// used: a run over files alone needs neither. Threads may share it.
#[derive(Debug, Default)]
pub struct Client {
    pub(super) settings: Settings,
    connections: OnceLock<Connections>,
    pub(super) addresses: Addresses,
    pub(super) hosts: Hosts,
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
    pub fn new(settings: Settings) -> Self {
        Self {
            settings,
            ..Self::default()
        }
    }

    /// Why a page at this address may not send us to that one, if it may not: not from the net into this machine or its
    /// own network, and from there to no other host than its own, unless the catalogue names it.
    pub fn may_not_lead(&self, from: &str, to: &str, named: Option<&str>) -> Option<&'static str> {
        let is_local = |url: &Url| self.addresses.is_local(url);
        let (Ok(from), Ok(to)) = (Url::parse(from), Url::parse(to)) else {
            return Some("is no address");
        };
        let named = named.and_then(|named| Url::parse(named).ok());
        let same = |one: &Url| one.host() == to.host();
        if is_local(&from) && !same(&from) && !named.as_ref().is_some_and(same) {
            return Some("is of another host than the index, which is of this machine or its own network");
        }
        (is_local(&to) && !is_local(&from)).then_some("is of this machine or its own network, and the index is not")
    }

    /// The pause between two requests to a host, where a source asks for one of `at_least` so long. On this machine, what
    /// the user says is what holds.
    pub(super) fn pause(&self, local: bool, at_least: Duration) -> Duration {
        match (self.settings.pause, local) {
            (Some(pause), true) => pause,
            (None, true) => at_least,
            (pause, false) => pause.unwrap_or(PAUSE).max(at_least),
        }
    }

    /// Names the server of an address: who asks two of one name at once is not polite.
    pub(super) fn queue(&self, url: &str) -> String {
        let url = Url::parse(url).ok();
        let name = url.map(|url| rate_limit::name(&url, self.addresses.is_local(&url)));
        name.unwrap_or_default()
    }

    pub(super) fn connections(&self, id: &str, url: &str) -> Result<&Connections, Error> {
        if let Some(connections) = self.connections.get() {
            return Ok(connections);
        }
        // Fails when the program that uses this library has installed one, and then that one serves.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let connections = Connections::builder()
            .user_agent(user_agent(self.settings.contact.as_deref()))
            .default_headers(
                [(ACCEPT_ENCODING, HeaderValue::from_static(encoding::ASKED))]
                    .into_iter()
                    .collect(),
            )
            .connect_timeout(self.settings.connect)
            // For reqwest's blocking client this is the time of one wait, not of the whole answer.
            .timeout(self.settings.stall)
            // Each step of the way is a request of its own, with the manners of its host.
            .redirect(Policy::none())
            .retry(reqwest::retry::never())
            .dns_resolver(Arc::new(self.addresses.clone()))
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
