//! What a conflict is.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Something on which documents disagree; reported, never decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Conflict {
    /// `type`, `date`, `country` or `replies`.
    pub field: ConflictField,
    /// What the documents say, sorted.
    pub values: Vec<ConflictValue>,
}

/// The fields on which documents can disagree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ConflictField {
    /// The type of the letter.
    Type,
    /// The day sent.
    Date,
    /// The State.
    Country,
    /// The replies of days for which both documents answer.
    Replies,
}

/// One of the things that documents say.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConflictValue {
    /// The value; of replies their days, ` (A)` after a mere acknowledgement, parted by commas, and null for none.
    pub value: Option<String>,
    /// Ids of the records that say so.
    pub records: Vec<String>,
}
