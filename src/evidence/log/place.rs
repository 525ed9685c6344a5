//! Where a line of a log is.

use std::sync::Arc;

use super::time::When;

/// Where a line is, and when it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// When; null where the line has no date.
    pub time: Option<When>,
    /// The file as it was given.
    pub file: Arc<str>,
    /// Its line, from 1.
    pub line: u64,
}
