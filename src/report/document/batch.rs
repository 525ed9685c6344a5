//! The lines of `mxcheck batch`, each a JSON document of its own.

use serde::Serialize;

use super::envelope::SCHEMA;
use super::sender::SenderReport;

/// A line that was judged.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct BatchResult {
    /// The line as it was read; cut where it is very long.
    pub input: String,
    /// Its number in the list, from 1.
    pub line: u64,
    /// The sender that it names, judged; findings without the passes.
    #[serde(flatten)]
    pub report: SenderReport,
}

/// A line that could not be read.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct BatchError {
    /// Always `mxcheck/v1`.
    pub schema: &'static str,
    /// Its number in the list, from 1.
    pub line: u64,
    /// The line; what is not UTF-8 is replaced, and it is cut where it is very long.
    pub input: String,
    /// What is wrong with it.
    pub error: String,
}

impl BatchError {
    /// A document about a line that could not be read.
    pub fn new(line: u64, input: String, error: String) -> BatchError {
        BatchError { schema: SCHEMA, line, input, error }
    }
}
