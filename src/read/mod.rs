//! From a document's bytes to its [`Text`].

mod html;
pub mod pdf;

pub use html::{MAX_ATTRIBUTES, MAX_BYTES, MAX_DEPTH, MAX_FRAMES, MAX_NODES, TooLarge};

use crate::diagnostic::Diagnostic;
use crate::media::{self, MediaType, NoDocument};
use crate::text::Text;

/// A document as it was read.
#[derive(Clone, Debug)]
pub struct Reading {
    /// What the bytes were.
    pub media_type: MediaType,
    /// Its lines and links.
    pub text: Text,
    /// What a PDF says about itself; a web page says nothing.
    pub facts: Option<pdf::Facts>,
    /// What was odd about the bytes.
    pub diagnostics: Vec<Diagnostic>,
}

/// Why a document cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Neither a web page nor a PDF.
    #[error(transparent)]
    Media(#[from] NoDocument),
    /// A PDF without text to be had.
    #[error(transparent)]
    Pdf(#[from] pdf::Error),
    /// A page that costs more than a page may.
    #[error(transparent)]
    TooLarge(#[from] TooLarge),
}

/// Reads a document: a web page or a PDF, told from its bytes.
pub fn text(bytes: &[u8]) -> Result<Reading, Error> {
    text_as(bytes, None)
}

/// Reads a document of which its server said a `Content-Type`, such as `text/html; charset=windows-1251`.
///
/// The header tells a page's encoding, and whether the page is XML. It does not make a page of a PDF.
pub fn text_as(bytes: &[u8], content_type: Option<&str>) -> Result<Reading, Error> {
    match media::of(bytes)? {
        MediaType::Html => {
            let (text, diagnostics) = html::text(bytes, content_type)?;
            Ok(Reading {
                media_type: MediaType::Html,
                text,
                facts: None,
                diagnostics,
            })
        }
        MediaType::Pdf => {
            let pdf::Document {
                text,
                facts,
                diagnostics,
            } = pdf::read(bytes)?;
            Ok(Reading {
                media_type: MediaType::Pdf,
                text,
                facts: Some(facts),
                diagnostics,
            })
        }
    }
}
