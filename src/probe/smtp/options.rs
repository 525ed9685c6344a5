//! The options of a session, and its server.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;
use tokio_rustls::rustls::RootCertStore;

use crate::dns::Name;

/// A server to talk to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// The host name that led there, which its certificate should be for; none for an address
    /// that was typed.
    pub exchange: Option<Name>,
    /// Where it listens.
    pub address: SocketAddr,
    /// False for one that takes it amiss to be asked for recipients when nothing is sent: the session ends before
    /// RCPT TO.
    pub is_probed: bool,
}

/// What is said in a session. Every text has been validated: no CR, LF or space is in it.
#[derive(Clone, Debug)]
pub struct SessionOptions {
    /// The argument of EHLO and HELO.
    pub helo: String,
    /// The reverse-path without its brackets; empty for the null reverse-path.
    pub mail_from: String,
    /// The recipient.
    pub recipient: String,
    /// Whether the recipient was typed, and not a default such as postmaster.
    pub recipient_is_typed: bool,
    /// The SIZE parameter (RFC 1870), in octets; sent where the server offers it.
    pub size: Option<u64>,
    /// The address that connects; none leaves it to the system.
    pub bind: Option<IpAddr>,
    /// Whether TLS begins with the connection (RFC 8314).
    pub implicit_tls: bool,
    /// What to do about STARTTLS.
    pub starttls: StartTls,
    /// The trusted issuers of certificates.
    pub roots: Arc<RootCertStore>,
    /// The time for one step.
    pub timeout: Duration,
    /// When the whole run is over; `None` leaves it open.
    pub end: Option<Instant>,
}

impl SessionOptions {
    /// Returns the time for the next step.
    pub(super) fn step_timeout(&self) -> Duration {
        let left = self.end.map(|end| end.saturating_duration_since(Instant::now()));
        left.map_or(self.timeout, |left| left.min(self.timeout))
    }
}

/// What to do about STARTTLS.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum StartTls {
    /// Use it where it is offered.
    #[default]
    Auto,
    /// Do not use it.
    Never,
    /// End the session where it is not to be had.
    Require,
}
