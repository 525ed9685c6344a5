//! What a line of a mail log shows, whichever program wrote it.

use std::net::IpAddr;

/// What became of a delivery to one recipient, this time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// The next server has it.
    Sent,
    /// It is tried again later.
    Deferred,
    /// It failed for good.
    Failed,
}

/// The server that a message was handed to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Relay<'a> {
    /// Its name; empty where the line gives none.
    pub host: &'a [u8],
    /// Its address in text; empty where the line gives none.
    pub address: &'a [u8],
}

/// An address as the programs write it; sendmail puts `IPv6:` in front of some.
pub fn address_of(text: &[u8]) -> Option<IpAddr> {
    let text = std::str::from_utf8(text).ok()?;
    text.strip_prefix("IPv6:").unwrap_or(text).parse().ok()
}

/// How a delivery went out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// In a session with the server.
    Session,
    /// In a session that an earlier delivery had begun.
    SameSession,
    /// In none: no server was asked, this time.
    Unasked,
    /// In none: to a mailbox, a program or a filter of this host.
    Inside,
}

/// One try to deliver to one recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delivery<'a> {
    /// The queue id.
    pub id: &'a [u8],
    /// The envelope's recipient, not the alias that led to it, without angle brackets; sendmail's lines may
    /// name several, `>,<` or a comma between them.
    pub recipients: &'a [u8],
    /// The sender, where the line itself names it; without angle brackets, empty for the null sender.
    pub sender: Option<&'a [u8]>,
    /// Who answered.
    pub relay: Relay<'a>,
    /// The address that it was sent from, where the line names it.
    pub local: &'a [u8],
    /// How it went out.
    pub way: Way,
    /// What became of it.
    pub status: Status,
    /// The delivery status code (RFC 3463) that the line states; empty where there is none.
    pub dsn: &'a [u8],
    /// Whole seconds that the session took.
    pub took: u32,
    /// The process or the session that delivered, where the program numbers them; else empty.
    pub process: &'a [u8],
    /// What was answered, or why nothing was; where it begins with a reply, in the program's wrapping.
    pub text: &'a [u8],
}

impl<'a> Delivery<'a> {
    /// The recipients, one by one.
    pub fn each_recipient(&self) -> impl Iterator<Item = &'a [u8]> {
        // A local part in quotes may hold a comma.
        let between: &[u8] = match memchr::memchr2(b'"', b',', self.recipients) {
            None => b"",
            Some(_) if self.recipients.contains(&b'"') => b">,<",
            Some(_) => b",",
        };
        let mut rest = Some(self.recipients);
        std::iter::from_fn(move || {
            let text = rest?;
            let end = if between.is_empty() { None } else { memchr::memmem::find(text, between) };
            let one = &text[..end.unwrap_or(text.len())];
            rest = end.map(|end| &text[end + between.len()..]);
            let one = one.strip_prefix(b"<").unwrap_or(one);
            Some(one.strip_suffix(b">").unwrap_or(one))
        })
    }
}

/// What one line shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event<'a> {
    /// A message with this queue id has this sender (empty: the null sender).
    Sender {
        /// The queue id.
        id: &'a [u8],
        /// The sender without angle brackets.
        sender: &'a [u8],
    },
    /// A message came in from this address.
    Accepted {
        /// The queue id.
        id: &'a [u8],
        /// The sender, where the same line names it.
        sender: Option<&'a [u8]>,
        /// The client's address in text.
        client: &'a [u8],
        /// The name that it gave with HELO; empty where the line does not say.
        helo: &'a [u8],
        /// It logged in, so its HELO name is that of a mail program.
        is_authenticated: bool,
    },
    /// The client whose message this is logged in.
    LoggedIn {
        /// The queue id.
        id: &'a [u8],
    },
    /// This server itself rejected a client or its message: nothing came in from there.
    Rejected {
        /// The queue id; empty where there is none yet.
        id: &'a [u8],
        /// The client's address in text; empty where the line does not say.
        client: &'a [u8],
        /// The name that it gave with HELO; empty where the line does not say.
        helo: &'a [u8],
    },
    /// A try to deliver.
    Delivery(Delivery<'a>),
    /// A server refused, and another is tried; no recipient has a status yet.
    Refusal {
        /// The queue id.
        id: &'a [u8],
        /// The server.
        relay: Relay<'a>,
        /// What it said, in the program's wrapping.
        text: &'a [u8],
    },
    /// A connection to a server was opened.
    Connect {
        /// The session's id.
        session: &'a [u8],
        /// The server.
        relay: Relay<'a>,
    },
    /// It was closed.
    Disconnect {
        /// The session's id.
        session: &'a [u8],
    },
    /// Nothing will follow for this queue id.
    Done {
        /// The queue id.
        id: &'a [u8],
    },
    /// A line of a mail program that shows nothing of this.
    Other,
}

/// The programs whose logs are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    /// Postfix.
    Postfix,
    /// Exim: its mainlog, or its lines in syslog.
    Exim,
    /// sendmail.
    Sendmail,
    /// OpenSMTPD.
    OpenSmtpd,
}
