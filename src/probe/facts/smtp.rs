//! What an SMTP dry run saw: every reply at its step, and how long it took.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use crate::dns::Name;
use crate::smtp_reply::ServerReply;
use crate::smtp_reply::Stage;

/// The sessions of a dry run.
#[derive(Clone, Debug, Default)]
pub struct SmtpFacts {
    /// One for each server that was tried, in the order in which a sender would try them.
    pub sessions: Vec<SessionFacts>,
    /// How many further servers were not tried.
    pub left_out: usize,
}

/// One session with one server. It ends with QUIT, or where it was refused or broke.
#[derive(Clone, Debug)]
pub struct SessionFacts {
    /// The host name that led there; none for an address that was typed.
    pub exchange: Option<Name>,
    /// The server.
    pub server: SocketAddr,
    /// Our own address in that connection; none when there was none.
    pub client: Option<IpAddr>,
    /// The recipient that was tried, as in RCPT TO.
    pub recipient: String,
    /// Whether the recipient was typed, and not a default such as postmaster.
    pub recipient_is_typed: bool,
    /// True when it was ended before RCPT TO on purpose: this receiver takes it amiss to be asked.
    pub stopped: bool,
    /// Every command that was given and what came back, in order. Each [`Step::Connect`] begins a
    /// connection: another one where EHLO was refused (with HELO then), and where TLS failed that
    /// need not be (in plain text then).
    pub steps: Vec<StepFacts>,
    /// The keywords of the last answer to EHLO, in upper case, with their parameters.
    pub extensions: Vec<(String, String)>,
    /// Whether STARTTLS was offered, and what came of TLS; none before the answer to EHLO.
    pub tls: Option<TlsFacts>,
}

/// One step of a session.
#[derive(Clone, Debug)]
pub struct StepFacts {
    /// Which.
    pub step: Step,
    /// What was sent; none at connect, and where nothing could be sent any more. Never holds a
    /// password.
    pub command: Option<String>,
    /// What was answered; none when nothing usable was, and at QUIT (then without a failure) where
    /// the answer was not waited for.
    pub reply: Option<ServerReply>,
    /// How the step failed; with a reply where that came before it.
    pub failure: Option<StepFailure>,
    /// From the command to the end of the reply.
    pub elapsed: Duration,
}

/// The steps of a dry run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// The connection and the greeting; with implicit TLS its handshake too.
    Connect,
    /// EHLO, or HELO where EHLO is refused.
    Ehlo,
    /// STARTTLS and the handshake (RFC 3207).
    Starttls,
    /// MAIL FROM.
    MailFrom,
    /// RCPT TO.
    RcptTo,
    /// RSET.
    Rset,
    /// QUIT.
    Quit,
}

impl Step {
    /// Returns the step as people write it: `MAIL FROM`.
    pub fn title(self) -> &'static str {
        match self {
            Step::Connect => "connect",
            Step::Ehlo => "EHLO",
            Step::Starttls => "STARTTLS",
            Step::MailFrom => "MAIL FROM",
            Step::RcptTo => "RCPT TO",
            Step::Rset => "RSET",
            Step::Quit => "QUIT",
        }
    }

    /// The stage of a rejection at this step; none for those at which nobody rejects mail.
    pub fn stage(self) -> Option<Stage> {
        match self {
            Step::Connect => Some(Stage::Connect),
            Step::Ehlo => Some(Stage::Ehlo),
            Step::MailFrom => Some(Stage::MailFrom),
            Step::RcptTo => Some(Stage::RcptTo),
            Step::Starttls | Step::Rset | Step::Quit => None,
        }
    }
}

/// How a step failed without a usable reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepFailure {
    /// The connection was refused: nobody listens.
    ConnectionRefused,
    /// The server is not to be reached: what the system says of it.
    Unreachable(String),
    /// Nothing came in time.
    TimedOut,
    /// The server closed the connection.
    Closed,
    /// The server reset the connection.
    Reset,
    /// What came is no SMTP reply: what is wrong with it.
    NotAReply(String),
    /// The reply, or one of its lines, is longer than is read.
    TooLong,
    /// Data that nobody asked for: a reply before its command, or two for one. At RCPT TO, a
    /// positive reply is not kept then: what it answers is not known.
    OutOfStep,
    /// Data that was in plain text behind the reply to STARTTLS (CVE-2011-0411).
    InjectedPlaintext,
    /// The handshake failed: what TLS says of it.
    Handshake(String),
    /// The handshake failed as the server offers no version from TLS 1.2 on.
    OldTls(String),
    /// The mail address needs SMTPUTF8 (RFC 6531), and the server does not offer it.
    NeedsSmtpUtf8,
}

/// A clause whose subject is the server or the session. It may hold what the server sent.
impl fmt::Display for StepFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            StepFailure::ConnectionRefused => "the connection was refused",
            StepFailure::Unreachable(why) => return write!(f, "the server cannot be reached: {why}"),
            StepFailure::TimedOut => "timed out",
            StepFailure::Closed => "the server closed the connection",
            StepFailure::Reset => "the server reset the connection",
            StepFailure::NotAReply(what) => return write!(f, "what came is no SMTP reply: {what}"),
            StepFailure::TooLong => "the reply, or a line of it, is longer than any reply may be",
            StepFailure::OutOfStep => "the server sent a reply that no command had asked for",
            StepFailure::InjectedPlaintext => {
                "plain text stood behind the reply to STARTTLS, where only TLS may follow"
            }
            StepFailure::Handshake(why) => return write!(f, "the TLS handshake failed: {why}"),
            StepFailure::OldTls(why) => {
                return write!(f, "the server offers no version of TLS from 1.2 on: {why}");
            }
            StepFailure::NeedsSmtpUtf8 => {
                "the mail address needs SMTPUTF8 (RFC 6531), and the server does not offer it"
            }
        })
    }
}

/// What came of TLS.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TlsFacts {
    /// Whether the server offered STARTTLS; true with implicit TLS.
    pub offered: bool,
    /// The keyword that was in the place of STARTTLS, such as `XXXXXXXA`: something between
    /// here and the server takes it out.
    pub stripped: Option<String>,
    /// What was agreed on; none when there was no handshake or it failed.
    pub session: Option<TlsSession>,
}

/// An established TLS session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsSession {
    /// `TLSv1.3`.
    pub version: String,
    /// The cipher suite's name.
    pub cipher: String,
    /// The server's certificate; none when it cannot be read.
    pub certificate: Option<Certificate>,
    /// What is wrong with it; empty when it holds.
    pub faults: Vec<CertificateFault>,
}

/// A server's certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// The distinguished name of the subject.
    pub subject: String,
    /// The subject's alternative names: DNS names and addresses.
    pub names: Vec<String>,
    /// The distinguished name of the issuer.
    pub issuer: String,
    /// Valid from, in seconds since 1970.
    pub not_before: i64,
    /// Valid to, in seconds since 1970.
    pub not_after: i64,
}

/// What is wrong with a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CertificateFault {
    /// It is for other names than the one that was connected to.
    Name,
    /// It has expired.
    Expired,
    /// It is not valid yet.
    NotYetValid,
    /// It is its own issuer.
    SelfSigned,
    /// Its issuer is not one that this machine trusts.
    UnknownIssuer,
    /// Anything else: what the verifier says.
    Other(String),
}
