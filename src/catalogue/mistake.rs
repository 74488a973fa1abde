//! What a catalogue can get wrong, and where.

use jiff::civil::Date;

use super::{SameId, SourceKind, UnknownKind};

/// What a catalogue can get wrong. Each message says what was expected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Mistake {
    /// Not TOML, an unknown or a missing key, or a value of the wrong type.
    #[error("{0}")]
    Toml(String),
    /// There is no `[[source]]` in it.
    #[error(
        "the catalogue has no source: it needs at least one `[[source]]` with `id`, `kind` and `url` or `file`, or with `files`"
    )]
    Empty,
    /// A key without which there is no source.
    #[error("missing field `{0}`")]
    Missing(&'static str),
    /// Reports that nobody has built in.
    #[error("`reports` is \"{0}\": write \"built-in\" for those that the program knows, or leave the key out")]
    Reports(String),
    /// A key is there and says nothing.
    #[error("`{0}` is blank: write its value, or leave the key out")]
    Blank(&'static str),
    /// An id that could not stand in a record's id or a command line.
    #[error("the id `{0}` has other characters than letters (A-Z, a-z), digits, `.`, `_` and `-`")]
    Id(String),
    /// Two rows have the same id.
    #[error("the id `{id}` is already taken on line {first_line}: every source needs its own")]
    DoubleId {
        /// The id of both.
        id: String,
        /// The line of the first, from 1.
        first_line: usize,
    },
    /// A kind that does not exist.
    #[error(transparent)]
    Kind(#[from] UnknownKind),
    /// A language in which no report appears.
    #[error("`{0}` is no language of the UN: write `en`, `fr`, `es`, `ru`, `ar` or `zh`")]
    Language(String),
    /// A row that does not say where its document is.
    #[error("the source `{0}` has no location: give it a `url`, a `file` or `files`")]
    NoLocation(String),
    /// A row that says it twice.
    #[error("the source `{0}` has both a `url` and a `file`: keep one")]
    TwoLocations(String),
    /// A row of many documents that says what one alone can have.
    #[error("`{0}` is of one document, and `files` names any number: give it a row of its own, with `file`")]
    OfOne(&'static str),
    /// A pattern of files that cannot be read.
    #[error("`files` is no pattern of files: {0}")]
    Files(String),
    /// Two of these files would have one id.
    #[error(transparent)]
    SameId(#[from] SameId),
    /// An address that cannot be asked.
    #[error("`{url}` is no http or https address{because}")]
    Url {
        /// The address as written.
        url: String,
        /// Empty, or `: ` and what is wrong with it.
        because: String,
    },
    /// An index that does not say which of its links are sources, and of what kind.
    #[error(
        "the index `{id}` has no `{key}`: it needs `links`, a pattern of addresses, and `becomes`, a kind of source"
    )]
    Index {
        /// The index.
        id: String,
        /// The key that is missing.
        key: &'static str,
    },
    /// A key of indexes in another row.
    #[error("`{key}` is for sources of kind `index`, and `{id}` is a `{kind}`")]
    NoIndex {
        /// The source.
        id: String,
        /// What it is.
        kind: SourceKind,
        /// The key that it cannot have.
        key: &'static str,
    },
    /// A pattern that cannot be read.
    #[error("`links` is no pattern: {0}")]
    Pattern(String),
    /// An address that names a group that the pattern does not have.
    #[error("`address` names `{group}`, which is no group of `links`: write `(?<{group}>…)` there")]
    Group {
        /// The name.
        group: String,
    },
    /// An index of indexes.
    #[error("what an index leads to cannot be an index")]
    IndexOfIndexes,
    /// Not a day of the calendar.
    #[error("`{key}` is {written}, which is no day: write it as 2011-05-01")]
    Day {
        /// The key it stands under.
        key: &'static str,
        /// The value as TOML writes it.
        written: String,
    },
    /// Two days in the wrong order.
    #[error("`{later_key}` ({later}) is before `{earlier_key}` ({earlier})")]
    Order {
        /// The key whose day must come first.
        earlier_key: &'static str,
        /// Its day.
        earlier: Date,
        /// The key whose day must not come before it.
        later_key: &'static str,
        /// Its day.
        later: Date,
    },
}

impl Mistake {
    /// With its place.
    pub(super) fn at(self, offset: usize) -> Misplaced {
        Misplaced { offset, mistake: self }
    }
}

/// A mistake and the byte of the text at which it stands.
#[derive(Debug)]
pub(super) struct Misplaced {
    pub(super) offset: usize,
    pub(super) mistake: Mistake,
}
