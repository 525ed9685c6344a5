//! One question to one nameserver.

use std::net::SocketAddr;
use std::time::Duration;

use futures_util::future::BoxFuture;

use super::{Answer, Question};

/// How a question is put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueryOptions {
    /// With an OPT record that takes answers of up to 1232 octets over UDP (RFC 6891).
    pub edns: bool,
    /// With the CD bit: the nameserver answers even if DNSSEC validation fails (RFC 4035 section 3.2.2).
    pub checking_disabled: bool,
}

impl Default for QueryOptions {
    fn default() -> QueryOptions {
        QueryOptions { edns: true, checking_disabled: false }
    }
}

/// Carries one question to one nameserver and brings its answer.
pub trait Transport: Send + Sync {
    /// Sends the question once and waits for the answer, over TCP where it does not fit into UDP.
    ///
    /// Returns when `wait` is over at the latest. Nothing goes on after it
    /// returned or was dropped.
    fn exchange<'a>(
        &'a self,
        server: SocketAddr,
        question: &'a Question,
        options: QueryOptions,
        wait: Duration,
    ) -> BoxFuture<'a, Answer>;
}
