//! Turns the communications reports of UN Special Procedures into clean, typed, traceable JSON Lines.
//!
//! One document goes one way, each stage a function of what the one before returns:
//!
//! ```text
//! bytes ─▶ read ─▶ Text ─▶ layout ─▶ Listing ─▶ normalise ─▶ Content ─▶ rows
//! ```
//!
//! [`extract`] goes all of it. What is known of a document beforehand, and of the reports that it can name, is in
//! [`Known`]; what it came to is an [`Extract`]: rows for each table, and everything there is to say about its content.
//!
//! ```
//! use rapporteur::{Known, extract};
//!
//! let page = b"<h1>Kazakhstan communications</h1><h3>First Report (May 1, 2011 to March 15, 2012)</h3>
//!     <ol><li>Urgent appeal, 28/7/2011. Case no. KAZ 2/2011. State Reply: 17/9/2011. Alleged detention.</li></ol>";
//! let extract = extract(page, &Known::built_in());
//! let letter = &extract.communications[0];
//! assert_eq!(letter.id, "document/KAZ/first-report/1");
//! assert_eq!(letter.days_to_first_reply, Some(51));
//! // Every field leads back to its characters.
//! assert_eq!(letter.provenance.printed.case_number.as_deref(), Some("KAZ 2/2011"));
//! ```
//!
//! [`run()`] does so for every source of a [`Catalogue`], in parallel: it fetches them into a [`Store`], compares the
//! tables with those of the last run, and puts them in place together or not at all.
//!
//! The stages can be used alone: [`read()`] reads a PDF or a web page to a [`Text`], whose lines have their place and role;
//! values such as [`Day`], [`CaseNumber`], [`Country`] and [`Symbol`] parse what documents print.
//!
//! Features, all of them on by default: `fetch` asks servers, and brings [`run()`]; `cli` is the command line; `export`
//! writes tables as CSV, Parquet, XLSX and `SQLite`; `site` writes the page of an output, `pictures` with the printed pages
//! in it.
// The rooms: public for the command line and the tests, and hidden, since what is for everyone is named below.
#[doc(hidden)]
pub mod catalogue;
#[doc(hidden)]
pub mod cores;
#[doc(hidden)]
pub mod diagnostic;
#[doc(hidden)]
pub mod digest;
#[cfg(feature = "export")]
#[doc(hidden)]
pub mod export;
#[cfg(feature = "fetch")]
#[doc(hidden)]
pub mod fetch;
#[doc(hidden)]
pub mod layout;
#[doc(hidden)]
pub mod lexicon;
#[doc(hidden)]
pub mod lock;
#[doc(hidden)]
pub mod media;
#[doc(hidden)]
pub mod normalise;
#[doc(hidden)]
pub mod read;
#[doc(hidden)]
pub mod reconcile;
#[doc(hidden)]
pub mod record;
#[doc(hidden)]
pub mod run;
#[cfg(feature = "site")]
#[doc(hidden)]
pub mod site;
#[doc(hidden)]
pub mod store;
#[doc(hidden)]
pub mod text;
#[doc(hidden)]
pub mod write;

// The command line stands above all of them. It is here, and not in the program, so that what both need is compiled once.
#[cfg(feature = "cli")]
mod cli;
#[cfg(feature = "cli")]
mod commands;
#[cfg(feature = "cli")]
mod settings;
#[cfg(feature = "cli")]
mod terminal;

#[doc(inline)]
pub use catalogue::{Catalogue, Known, Source, SourceKind};
#[cfg(feature = "cli")]
#[doc(hidden)]
pub use commands::main;
#[doc(inline)]
pub use diagnostic::{Code, Diagnostic, Level};
#[doc(inline)]
pub use read::{Error as ReadError, Reading, text as read};
#[doc(inline)]
pub use record::provenance::{PrintedPlace, Provenance};
#[doc(inline)]
pub use record::{CaseNumber, Country, Day, Kind, Language, Symbol};
#[doc(inline)]
pub use run::Extract;
#[cfg(feature = "fetch")]
#[doc(inline)]
pub use run::{Error as RunError, Event, Options as RunOptions, Report as RunReport, run};
#[doc(inline)]
pub use store::{Document, Store};
#[doc(inline)]
pub use text::{Aside, Cell, Line, Link, PageBox, Place, Role, Span, Text};
#[doc(inline)]
pub use write::Table;
#[doc(inline)]
pub use write::schema::of as schema;
#[doc(inline)]
pub use write::tables::{CommunicationRow, DiagnosticRow, DocumentRow, ObservationRow, RejectRow, ReplyRow};

/// Reads, cuts and types one document: a PDF or a web page, told from its bytes.
///
/// It cannot fail: a document that cannot be read has a row that says why, in [`Extract::document`].
pub fn extract(bytes: &[u8], known: &Known) -> Extract {
    let document = store::Document {
        source: known.document.clone(),
        url: known.url.clone(),
        path: None,
        content_type: None,
        sha256: std::sync::OnceLock::new(),
        bytes: bytes.to_vec(),
    };
    run::extract(&document, known, catalogue::Expect::default(), run::Depth::Everything)
}
