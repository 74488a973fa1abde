//! Why a document could not be had.

use std::time::Duration;

use crate::store;
use crate::store::{MAX_DOCUMENT_BYTES, NotRead};

/// Why a document could not be had. Each message is whole: it includes its causes.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file that cannot be read.
    #[error(transparent)]
    File(#[from] NotRead),
    /// A run without network needs a document that was never fetched.
    #[error("`{id}` ({url}) is not in the store: fetch it first, without --offline")]
    NotInStore {
        /// The source.
        id: String,
        /// Its address.
        url: String,
    },
    /// No request can be made from here: no certificates to trust, or an impossible contact.
    #[error("cannot make requests: {}", chain(cause))]
    Client {
        /// The source that was to be asked for.
        id: String,
        /// Its address.
        url: String,
        /// What was missing.
        #[source]
        cause: reqwest::Error,
    },
    /// No answer came: no such host, no connection, no trust, or too late.
    #[error("{url}: no answer{}: {}", often(*tries), chain(cause))]
    Request {
        /// The source.
        id: String,
        /// Its address.
        url: String,
        /// What failed.
        #[source]
        cause: reqwest::Error,
        /// How often it was asked.
        tries: usize,
    },
    /// It was sent on to where we do not follow.
    #[error("{url}: {refusal}")]
    Redirect {
        /// The source.
        id: String,
        /// Its address.
        url: String,
        /// Where it led, and why no further.
        #[source]
        refusal: RedirectRefused,
    },
    /// An answer that is no document.
    #[error("{url}: the server answered {status}{}{}", often(*tries), later(*retry_after))]
    Status {
        /// The source.
        id: String,
        /// Its address.
        url: String,
        /// Any status but 200, or a 304 that was not asked for.
        status: reqwest::StatusCode,
        /// How long the server asks us to wait.
        retry_after: Option<Duration>,
        /// How often it was asked.
        tries: usize,
    },
    /// The document stopped in the middle.
    #[error("{url}: the document broke off after {received} bytes{}: {}", often(*tries), chain(cause))]
    Body {
        /// The source.
        id: String,
        /// Its address.
        url: String,
        /// Bytes that had arrived.
        received: u64,
        /// What failed.
        #[source]
        cause: std::io::Error,
        /// How often it was asked for.
        tries: usize,
    },
    /// The server's robots.txt says that programs are not wanted there.
    #[error("{url}: the server's robots.txt forbids it")]
    Forbidden {
        /// The source.
        id: String,
        /// The address that is forbidden.
        url: String,
    },
    /// Its server did not answer for other sources.
    #[error("{url}: not asked for, since its server did not answer {silences} times in a row")]
    GivenUp {
        /// The source.
        id: String,
        /// Its address.
        url: String,
        /// How often it was silent.
        silences: u32,
    },
    /// Something arrived that is no document.
    #[error("{url}: refused: {what}")]
    NoDocument {
        /// The source.
        id: String,
        /// Its address.
        url: String,
        /// What it is instead.
        what: String,
    },
    /// The document was still arriving when its time was up.
    #[error("{url}: the document had not arrived after {seconds} s ({received} bytes of it had)")]
    TooSlow {
        /// The source.
        id: String,
        /// Its address.
        url: String,
        /// The time it was given.
        seconds: u64,
        /// Bytes that had arrived.
        received: u64,
    },
    /// The document is larger than any report; the rest of it was not read.
    #[error("{url}: the document is larger than {} MiB", MAX_DOCUMENT_BYTES / (1024 * 1024))]
    TooLarge {
        /// The source.
        id: String,
        /// Its address.
        url: String,
    },
    /// The store could not keep or give the document.
    #[error("{cause}")]
    Store {
        /// The source.
        id: String,
        /// What failed.
        #[source]
        cause: store::Error,
    },
}

impl Error {
    /// The id of the source that could not be had.
    pub fn source_id(&self) -> &str {
        match self {
            Self::File(NotRead { id, .. })
            | Self::NotInStore { id, .. }
            | Self::Client { id, .. }
            | Self::Request { id, .. }
            | Self::Redirect { id, .. }
            | Self::Status { id, .. }
            | Self::Body { id, .. }
            | Self::Forbidden { id, .. }
            | Self::GivenUp { id, .. }
            | Self::NoDocument { id, .. }
            | Self::TooSlow { id, .. }
            | Self::TooLarge { id, .. }
            | Self::Store { id, .. } => id,
        }
    }

    /// The status of an answer that is no document, for the index.
    pub(super) fn status(&self) -> Option<u16> {
        match self {
            Self::Status { status, .. } => Some(status.as_u16()),
            _ => None,
        }
    }

    /// How long the server asks us to wait.
    pub(super) fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Status { retry_after, .. } => *retry_after,
            _ => None,
        }
    }

    /// The same after so many requests.
    pub(super) fn tried(mut self, times: usize) -> Self {
        if let Self::Status { tries, .. } | Self::Body { tries, .. } | Self::Request { tries, .. } = &mut self {
            *tries = times;
        }
        self
    }

    /// Is it a fault of our own disk, which no other source will be spared?
    pub fn is_of_the_disk(&self) -> bool {
        matches!(
            self,
            Self::Store {
                cause: store::Error::Write { .. },
                ..
            }
        )
    }
}

/// A redirect that was not followed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RedirectRefused {
    /// More redirects than anyone needs.
    #[error("more than {limit} redirects, the next to {next}")]
    TooMany {
        /// How many are followed.
        limit: usize,
        /// Where the next one leads.
        next: String,
    },
    /// It does not say where to, or not to an address of the web.
    #[error("redirected to `{written}`, which is no http or https address")]
    Nowhere {
        /// What stands where the address should.
        written: String,
    },
    /// From the net into this machine or its own network.
    #[error("redirected from a public host to {next}, which is of this machine or its own network")]
    Inward {
        /// Where it leads.
        next: String,
    },
    /// It leads back to where it came from.
    #[error("the redirects go round in a circle by way of {next}")]
    Circle {
        /// The address that comes again.
        next: String,
    },
    /// From an encrypted address to one that is not.
    #[error("redirected from https to {next}, which is not encrypted")]
    Unencrypted {
        /// Where it leads.
        next: String,
    },
}

/// ` (4 times)`, where that is more than once.
fn often(tries: usize) -> String {
    if tries > 1 {
        format!(" ({tries} times)")
    } else {
        String::new()
    }
}

/// When the server wants to be asked again.
fn later(retry_after: Option<Duration>) -> String {
    let seconds = retry_after.map(|wait| wait.as_secs());
    seconds.map_or_else(String::new, |seconds| format!(" and asks to wait for {seconds} s"))
}

/// An error with its causes on one line: reqwest's own messages leave out what went wrong.
pub(super) fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut message = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let text = cause.to_string();
        // Wrappers repeat what they wrap.
        if !message.ends_with(&text) {
            message = format!("{message}: {text}");
        }
        next = cause.source();
    }
    message
}
