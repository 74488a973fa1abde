//! From a document's bytes to its text.

pub mod paragraphs;
pub mod pdf;
pub mod text;
