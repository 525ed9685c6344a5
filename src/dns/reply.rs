//! Everything that an answer of one nameserver holds.

use std::time::Duration;

use super::{Failure, Record};

/// An answer, whatever it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The response code.
    pub rcode: u16,
    /// The nameserver holds the zone (AA).
    pub authoritative: bool,
    /// The whole answer is to be had over TCP (TC).
    pub truncated: bool,
    /// The answer section.
    pub answers: Vec<Record>,
    /// The authority section: of a referral the nameservers of the zone below.
    pub authority: Vec<Record>,
    /// The additional section: of a referral the addresses of those nameservers.
    pub additional: Vec<Record>,
    /// How long it took; over TCP without the connection.
    pub elapsed: Duration,
}

/// A question's answer, or why there is none.
pub type Told = Result<Reply, Failure>;
