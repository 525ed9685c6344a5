//! Who sent: the parts of a sender's identity, each with where it was found.

use std::net::IpAddr;

use super::message::Message;
use crate::sender::{ReversePath, parse_domain};

/// A part of the identity, and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Which part.
    pub part: IdentityPart,
    /// Its value, readable as the flag's.
    pub value: String,
    /// The file's line, from 1.
    pub line: u32,
    /// What it was in: `Return-Path`, `helo=`.
    pub place: &'static str,
    /// Whether something typed took its place.
    pub is_overridden: bool,
}

/// A part of a sender's identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum IdentityPart {
    /// The author's domain.
    Domain,
    /// The envelope sender.
    MailFrom,
    /// The address that connects.
    Address,
    /// The argument of HELO or EHLO.
    Helo,
}

/// The parts of a sender's identity that a file names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// Each part once, the domain first.
    pub found: Vec<Found>,
    /// What to know about them.
    pub notes: Vec<String>,
}

impl Parts {
    /// Returns the value of a part.
    pub fn value(&self, part: IdentityPart) -> Option<&str> {
        self.found.iter().find(|found| found.part == part).map(|found| found.value.as_str())
    }

    /// Notes a part, the first time it is found.
    pub fn add(&mut self, part: IdentityPart, value: impl Into<String>, line: u32, place: &'static str) {
        if !self.found.iter().any(|found| found.part == part) {
            self.found.push(Found { part, value: value.into(), line, place, is_overridden: false });
            self.found.sort_by_key(|found| found.part);
        }
    }

    /// Notes an envelope sender that can be one.
    pub fn add_path(&mut self, text: &str, line: u32, place: &'static str) {
        if let Some(path) = path(text) {
            self.add(IdentityPart::MailFrom, path, line, place);
        }
    }

    /// Notes the envelope sender and the author's domain that a header names; lines count from `offset`.
    pub fn add_envelope(&mut self, message: &Message, offset: u32) {
        if let Some(field) = message.field("Return-Path") {
            self.add_path(&field.text(), field.line + offset, "Return-Path");
        }
        for (name, place) in [("From", "From"), ("Sender", "Sender")] {
            let Some(field) = message.field(name) else { continue };
            let addresses = field.mailboxes().addresses;
            let is_author = |address: &String| domain_of(address).map(|domain| (address.clone(), domain));
            let Some((author, domain)) = addresses.iter().find_map(is_author) else { continue };
            self.add(IdentityPart::Domain, domain, field.line + offset, place);
            // Most senders use the author's address.
            self.add_path(&author, field.line + offset, place);
        }
    }
}

/// The sender's identity in a text; every part is validated, none is raw text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    /// The envelope sender, a valid mail address.
    pub mail_from: Option<String>,
    /// The address that connected.
    pub address: Option<IpAddr>,
    /// The name given with HELO or EHLO, a valid host name.
    pub helo: Option<String>,
}

impl Identity {
    /// Reads what a text reports the sender.
    pub fn of(text: &str) -> Identity {
        // A mark that begins with a space may be at the very start.
        let text = format!(" {text}");
        let lower = text.to_ascii_lowercase();
        let after = |marks: &[&str]| {
            let places = marks
                .iter()
                .flat_map(|mark| lower.match_indices(mark).take(4).map(|(at, mark)| at + mark.len()));
            places.map(|at| word(&text[at..])).collect::<Vec<_>>()
        };
        let senders = after(&[
            " from=<",
            "x-postfix-sender: rfc822;",
            "return-path: <",
            "mail from:<",
            "mail from: <",
            " f=<",
            "envelope-from <",
            "envelope-from=<",
            "(envelope-from ",
            "\nfrom: ",
        ]);
        let names = after(&["helo=<", "helo=", "ehlo ", "helo "]);
        let addresses = after(&["client-ip=", "client address [", "client host [", "bind ", " ip="]);
        Identity {
            mail_from: senders.iter().find_map(|sender| mailbox(sender)),
            address: addresses
                .iter()
                .find_map(|address| address.parse::<IpAddr>().ok())
                .map(|ip| ip.to_canonical()),
            helo: names.into_iter().find(|name| is_host_name(name)).map(|name| name.to_ascii_lowercase()),
        }
    }

    /// What this one lacks, from another.
    pub fn or(self, other: Identity) -> Identity {
        Identity {
            mail_from: self.mail_from.or(other.mail_from),
            address: self.address.or(other.address),
            helo: self.helo.or(other.helo),
        }
    }

    /// Returns the domain of the envelope sender.
    pub fn domain(&self) -> Option<&str> {
        self.mail_from.as_deref()?.rsplit_once('@').map(|(_, domain)| domain)
    }
}

/// Returns a valid mail address with a domain (RFC 5321 section 4.1.2).
pub fn mailbox(text: &str) -> Option<String> {
    if text.len() > 320 || !text.contains('@') {
        return None;
    }
    let path = ReversePath::parse(text).ok().filter(|path| path.fault().is_none())?;
    match &path {
        ReversePath::Null => None,
        ReversePath::Mailbox(_) => Some(path.to_string()),
    }
}

/// Returns an envelope sender as the flag takes it, if it can be one.
pub fn path(text: &str) -> Option<String> {
    let path = ReversePath::parse(text.trim()).ok()?;
    let is_path = path == ReversePath::Null || domain_of(&path.to_string()).is_some();
    is_path.then(|| path.to_string())
}

/// Returns the domain of an address.
pub fn domain_of(address: &str) -> Option<String> {
    let (_, domain) = address.trim_end_matches('>').rsplit_once('@')?;
    parse_domain(domain).ok().map(|name| name.to_string())
}

/// Returns the address that a receiver names in a refusal: `IP=192.0.2.10`, `…&ip=192.0.2.10`.
pub fn address_in_reply(text: &str) -> Option<IpAddr> {
    let lower = text.to_ascii_lowercase();
    let mut rest = lower.as_str();
    while let Some(at) = rest.find("ip=") {
        rest = &rest[at + 3..];
        let end = rest.find(|c: char| !(c.is_ascii_hexdigit() || c == '.' || c == ':'));
        let candidate = rest[..end.unwrap_or(rest.len())].trim_end_matches(['.', ':']);
        if let Ok(ip) = candidate.parse::<IpAddr>() {
            return Some(ip.to_canonical());
        }
    }
    None
}

/// What is up to a space, bracket or other separator; of `Name <a@b.test>` what is in brackets.
fn word(text: &str) -> &str {
    let line = text.lines().next().unwrap_or_default().trim_start();
    let line = match line.split_once('<') {
        Some((name, address)) if !name.contains('@') && name.len() < 100 => address,
        _ => line,
    };
    let end = line.find(|c: char| c.is_whitespace() || ">)]\"'<(".contains(c)).unwrap_or(line.len());
    line[..end].trim_end_matches([',', ';', '.'])
}

fn is_host_name(name: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    name.len() <= 253 && name.contains('.') && name.split('.').all(label) && name.parse::<IpAddr>().is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_valid_or_missing() {
        let found = Identity::of(
            "reject: RCPT from x[192.0.2.7]: from=<a@sender.test> to=<b@c.test> helo=<mail.sender.test>",
        );
        assert_eq!(found.mail_from.as_deref(), Some("a@sender.test"));
        assert_eq!(found.domain(), Some("sender.test"));
        assert_eq!(found.helo.as_deref(), Some("mail.sender.test"));
        let header = Identity::of("Subject: x\nFrom: \"A B\" <a@sender.test>\n");
        assert_eq!(header.mail_from.as_deref(), Some("a@sender.test"));
        assert_eq!(Identity::of("from=<a b> helo=$(reboot).x ip=1.2.3"), Identity::default());
        assert_eq!(Identity::of("from=<> F=<;rm@x_y>").mail_from, None);
    }
}
