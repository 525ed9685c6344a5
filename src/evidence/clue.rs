//! What a line of a mail log says of a message and its sender.

use std::net::IpAddr;

use super::identity::{Identity, IdentityPart, Parts, address_in_reply, mailbox, path};
use super::log::{self, Clock, Event, Line, Program, Status, Way, address_of};
use crate::sender::Helo;

/// Reads lines one by one. When they were written does not matter.
pub struct Clues {
    clock: Clock,
}

impl Default for Clues {
    fn default() -> Clues {
        Clues { clock: Clock::new(jiff::tz::TimeZone::UTC, None) }
    }
}

impl Clues {
    /// Reads a line, which may be quoted and need not have a date.
    pub fn read<'a>(&mut self, line: &'a [u8]) -> Clue<'a> {
        let (line, _) = log::trimmed(line);
        let line = log::unquoted(line);
        Clue::of(match self.clock.read(line) {
            Some((_, form, rest)) => log::parse(form, rest),
            None => log::parse_undated(line),
        })
    }
}

/// What one line says of a message and its sender, each with what it was in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Clue<'a> {
    /// The queue id; empty where the line has none.
    pub id: &'a [u8],
    /// The envelope sender.
    pub mail_from: Option<(String, &'static str)>,
    /// The address that the message was sent from.
    pub address: Option<(IpAddr, &'static str)>,
    /// The address of the client that handed the message in here.
    pub client: Option<(IpAddr, &'static str)>,
    /// The name that it gave with HELO.
    pub helo: Option<(&'a str, &'static str)>,
    /// Whether a server did not take the message.
    pub is_refusal: bool,
    /// Whether the client logged in: a mail program, not a server.
    pub is_submission: bool,
    /// Whether the message leaves for another server here.
    pub leaves: bool,
    /// Whether this server rejected the client: then it is nobody's sender.
    pub is_rejected: bool,
}

impl<'a> Clue<'a> {
    /// Returns what a line says.
    pub fn of(line: Line<'a>) -> Clue<'a> {
        let is_exim = line.program == Some(Program::Exim);
        let sender = |sender: Option<&[u8]>, place| {
            let text = std::str::from_utf8(sender?).ok()?;
            path(if text.is_empty() { "<>" } else { text }).map(|path| (path, place))
        };
        match line.event {
            Event::Sender { id, sender: from } => {
                Clue { id, mail_from: sender(Some(from), "from="), ..Clue::default() }
            }
            Event::Accepted { id, sender: from, client, helo, is_authenticated } => {
                let (place, of_client) = match line.program {
                    Some(Program::Exim) => ("<=", "H="),
                    Some(Program::Postfix) => ("from=", "client="),
                    _ => ("from=", "relay="),
                };
                let helo = std::str::from_utf8(helo).ok().filter(|helo| Helo::parse(helo).is_ok());
                Clue {
                    id,
                    mail_from: sender(from, place),
                    client: address_of(client).map(|ip| (ip.to_canonical(), of_client)),
                    helo: helo.map(|helo| (helo, "H=")),
                    is_submission: is_authenticated,
                    ..Clue::default()
                }
            }
            Event::LoggedIn { id } => Clue { id, is_submission: true, ..Clue::default() },
            Event::Rejected { id, .. } => Clue { id, is_rejected: true, ..Clue::default() },
            Event::Delivery(delivery) => {
                let is_refusal = delivery.status != Status::Sent;
                let relay = address_of(delivery.relay.address);
                let local = address_of(delivery.local).map(|ip| (ip, if is_exim { "I=" } else { "source=" }));
                Clue {
                    id: delivery.id,
                    mail_from: sender(delivery.sender, if is_exim { "F=" } else { "from=" }),
                    address: if is_refusal { of_reply(delivery.text) } else { None }.or(local),
                    is_refusal,
                    leaves: delivery.way != Way::Inside && !relay.is_some_and(|ip| ip.is_loopback()),
                    ..Clue::default()
                }
            }
            Event::Refusal { id, text, .. } => {
                Clue { id, address: of_reply(text), is_refusal: true, leaves: true, ..Clue::default() }
            }
            Event::Connect { .. } | Event::Disconnect { .. } | Event::Done { .. } | Event::Other => {
                Clue::default()
            }
        }
    }

    /// Returns the sender of a message that left: a client is not it.
    pub fn identity(&self) -> Identity {
        let mail_from = self.mail_from.as_ref().and_then(|(path, _)| mailbox(path));
        Identity { mail_from, address: self.address.map(|(ip, _)| ip), helo: None }
    }

    /// Returns whether nothing of a sender is in it.
    pub fn is_empty(&self) -> bool {
        self.mail_from.is_none() && self.address.is_none() && self.client.is_none() && self.helo.is_none()
    }

    /// Notes what it says of the sender; the client only where it is that.
    pub fn add_to(&self, parts: &mut Parts, number: u32, is_client_known: bool) {
        if let Some((path, place)) = &self.mail_from {
            parts.add(IdentityPart::MailFrom, path, number, place);
        }
        for (ip, place) in self.address.into_iter().chain(self.client.filter(|_| is_client_known)) {
            parts.add(IdentityPart::Address, ip.to_string(), number, place);
        }
        if let Some((helo, place)) = self.helo.filter(|_| is_client_known) {
            parts.add(IdentityPart::Helo, helo, number, place);
        }
    }
}

/// The address that the receiver names in its reply.
fn of_reply(text: &[u8]) -> Option<(IpAddr, &'static str)> {
    address_in_reply(&String::from_utf8_lossy(text)).map(|ip| (ip, "the reply"))
}
