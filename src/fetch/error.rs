//! Why a document could not be had.

use std::path::PathBuf;

use super::file::{MAX_DOCUMENT_BYTES, Unreadable};
use super::store;

/// Why a document could not be had. Each message is whole: it includes its causes.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file that cannot be read.
    #[error("cannot read {}: {cause}", path.display())]
    File {
        /// The source whose file it is.
        id: String,
        /// The file as it was named.
        path: PathBuf,
        /// Why not.
        #[source]
        cause: Unreadable,
    },
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
    #[error("{url}: no answer: {}", chain(cause))]
    Request {
        /// The source.
        id: String,
        /// Its address.
        url: String,
        /// What failed.
        #[source]
        cause: reqwest::Error,
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
    #[error("{url}: the server answered {status}")]
    Status {
        /// The source.
        id: String,
        /// Its address.
        url: String,
        /// Any status but 200, or a 304 that was not asked for.
        status: reqwest::StatusCode,
    },
    /// The document stopped in the middle.
    #[error("{url}: the document broke off after {received} bytes: {}", chain(cause))]
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
            Self::File { id, .. }
            | Self::NotInStore { id, .. }
            | Self::Client { id, .. }
            | Self::Request { id, .. }
            | Self::Redirect { id, .. }
            | Self::Status { id, .. }
            | Self::Body { id, .. }
            | Self::TooSlow { id, .. }
            | Self::TooLarge { id, .. }
            | Self::Store { id, .. } => id,
        }
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

/// An error with its causes on one line: reqwest's own messages leave out what went wrong.
fn chain(error: &(dyn std::error::Error + 'static)) -> String {
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
