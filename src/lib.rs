//! Turns the communications reports of UN Special Procedures into clean, typed, traceable JSON Lines.
//!
//! The way of the data is one line: [`catalogue`] → [`fetch`] → [`read`] → [`mod@layout`] → [`normalise`] → [`mod@write`],
//! each stage one public function over the type that the one before returns.
//!
//! ```
//! use rapporteur::{layout, normalise, read, record::Origin};
//!
//! let page = b"<h1>Kazakhstan communications</h1><h3>First Report (May 1, 2011 to March 15, 2012)</h3>
//!     <ol><li>Urgent appeal, 28/7/2011. Case no. KAZ 2/2011. State Reply: 17/9/2011. Alleged detention.</li></ol>";
//! let text = read::text(page)?.text;
//! let origin = Origin { document: "page".into(), url: None, sha256: "".into() };
//! let content = normalise::content(&text, &layout::listing(&text, None), &origin, &Known::built_in());
//! assert_eq!(content.records[0].id, "page/KAZ/first-report/1");
//! # Ok::<(), read::Error>(())
//! ```
pub mod catalogue;
pub mod diagnostic;
pub mod digest;
pub mod fetch;
pub mod layout;
pub mod lock;
pub mod media;
pub mod normalise;
pub mod read;
pub mod record;
pub mod run;
pub mod store;
pub mod text;
pub mod write;
