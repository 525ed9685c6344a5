//! Replies, and the steps of a session at which they come.

use super::view::{shown_as, view, words};
use crate::probe::facts::Step;
use crate::smtp_reply::{ServerReply, Stage};

words! {
    /// A step of an SMTP session at which the receiver answers, ordered as the session goes (RFC 5321 section 3).
    Stage as StageWord {
        /// The greeting, or a refusal in its place.
        Connect = "connect",
        /// EHLO or HELO.
        Ehlo = "ehlo",
        /// AUTH (RFC 4954); on submission servers only.
        Auth = "auth",
        /// MAIL FROM, with its SIZE parameter.
        MailFrom = "mail-from",
        /// RCPT TO.
        RcptTo = "rcpt-to",
        /// DATA, or the end of the message.
        Data = "data",
    }
}

view! {
    /// A reply to an SMTP command (RFC 5321 section 4.2), as it came from the wire or out of a log.
    /// Its text is whatever the other side chose to send: it is never printed raw.
    ServerReply as ServerReplyView<'a>, reply {
        /// The three-digit code; null where a reporter left it out.
        code: Option<u16> = reply.code,
        /// The enhanced status code (RFC 3463), such as `5.7.1`; null where there is none.
        enhanced: Option<&'a str> = reply.enhanced.as_deref(),
        /// The text of each line, without the codes.
        lines: &'a [String] = &reply.lines,
    }
}

words! {
    /// The steps of a dry run.
    Step as StepWord {
        /// The connection and the greeting; with implicit TLS its handshake too.
        Connect = "connect",
        /// EHLO, or HELO where EHLO is refused.
        Ehlo = "ehlo",
        /// STARTTLS and the handshake (RFC 3207).
        Starttls = "starttls",
        /// MAIL FROM.
        MailFrom = "mail-from",
        /// RCPT TO.
        RcptTo = "rcpt-to",
        /// RSET.
        Rset = "rset",
        /// QUIT.
        Quit = "quit",
    }
}
