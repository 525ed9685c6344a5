//! The stages of a session.

use serde::Deserialize;

/// A step of an SMTP session at which the receiver answers, ordered as the session goes (RFC 5321 section 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// The greeting, or a refusal in its place.
    Connect,
    /// EHLO or HELO.
    Ehlo,
    /// AUTH (RFC 4954); on submission servers only.
    Auth,
    /// MAIL FROM, with its SIZE parameter.
    MailFrom,
    /// RCPT TO.
    RcptTo,
    /// DATA, or the end of the message.
    Data,
}

impl Stage {
    /// Every stage, in the order of a session.
    pub const ALL: &'static [Stage] =
        &[Stage::Connect, Stage::Ehlo, Stage::Auth, Stage::MailFrom, Stage::RcptTo, Stage::Data];

    /// The word for it in receiver files and in JSON: `mail-from`.
    pub fn name(self) -> &'static str {
        match self {
            Stage::Connect => "connect",
            Stage::Ehlo => "ehlo",
            Stage::Auth => "auth",
            Stage::MailFrom => "mail-from",
            Stage::RcptTo => "rcpt-to",
            Stage::Data => "data",
        }
    }

    /// The SMTP command as people write it: `MAIL FROM`.
    pub fn title(self) -> &'static str {
        match self {
            Stage::Connect => "connect",
            Stage::Ehlo => "EHLO",
            Stage::Auth => "AUTH",
            Stage::MailFrom => "MAIL FROM",
            Stage::RcptTo => "RCPT TO",
            Stage::Data => "DATA",
        }
    }
}

impl std::fmt::Display for Stage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}
