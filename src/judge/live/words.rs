//! How a step failed, in words.

use std::fmt;

use crate::probe::facts::{Step, StepFailure};

/// A clause whose subject is the server or the session. It may hold what the server sent.
impl fmt::Display for StepFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            StepFailure::ConnectionRefused => "the connection was refused",
            StepFailure::Unreachable(why) => return write!(f, "the server cannot be reached: {why}"),
            StepFailure::TimedOut => "nothing came in time",
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

/// The name of a step, as people write it.
pub fn step_title(step: Step) -> &'static str {
    match step {
        Step::Connect => "connect",
        Step::Ehlo => "EHLO",
        Step::Starttls => "STARTTLS",
        Step::MailFrom => "MAIL FROM",
        Step::RcptTo => "RCPT TO",
        Step::Rset => "RSET",
        Step::Quit => "QUIT",
    }
}
