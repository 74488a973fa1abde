//! How the links of an index page become sources.

use std::fmt;

use regex::Regex;
use serde::Serialize;

use super::SourceKind;

/// Largest compiled pattern, in bytes: a catalogue cannot take a run down either.
const MAX_PATTERN_BYTES: usize = 1 << 20;

/// Which links of an index page are sources, and of what kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discover {
    /// A link is a source if this matches its whole address somewhere.
    pub links: Pattern,
    /// What kind of source it is.
    pub becomes: SourceKind,
    /// Its address, where that is not the link's own: `$name` or `${name}` stands for a group of the pattern.
    pub address: Option<String>,
}

/// A regular expression that knows how it was written.
#[derive(Clone, Debug)]
pub struct Pattern(Regex);

impl Pattern {
    /// Reads a regular expression in the syntax of the crate `regex`.
    pub(super) fn read(written: &str) -> Result<Self, regex::Error> {
        let mut builder = regex::RegexBuilder::new(written);
        builder.size_limit(MAX_PATTERN_BYTES).build().map(Self)
    }

    /// The expression.
    pub fn regex(&self) -> &Regex {
        &self.0
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0.as_str())
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_str() == other.0.as_str()
    }
}

impl Eq for Pattern {}

impl Serialize for Pattern {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.as_str())
    }
}
