//! Where a line of a log stands.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use super::time::When;

/// Where a line stands, and when it was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Place {
    /// When; null where the line has no date.
    pub time: Option<When>,
    /// The file as it was given.
    #[serde(serialize_with = "file_as_text")]
    #[schemars(with = "String")]
    pub file: Arc<str>,
    /// Its line, from 1.
    pub line: u64,
}

/// Writes a file's name as plain text.
pub fn file_as_text<S: Serializer>(text: &Arc<str>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(text)
}
