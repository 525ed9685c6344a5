//! What every document begins with.

use std::time::Duration;

use serde::Serialize;

/// The version of the documents' form; it changes when a field changes its name or meaning.
pub(super) const SCHEMA: &str = "mxcheck/v1";

/// What every document begins with.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Envelope {
    /// Always `mxcheck/v1`.
    pub schema: &'static str,
    /// The version of mxcheck that wrote it.
    pub version: &'static str,
    /// The command that wrote it.
    pub command: &'static str,
}

impl Envelope {
    pub(super) fn of(command: &'static str) -> Envelope {
        Envelope { schema: SCHEMA, version: env!("CARGO_PKG_VERSION"), command }
    }
}

/// A time in the unit of the documents.
pub(super) fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
