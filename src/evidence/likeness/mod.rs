//! A sender's identity, found in what it left behind: a delivered message, a delivery report, a
//! log line. Small on purpose: whole logs are `mxcheck log`'s.

mod log_line;
mod message;

use std::collections::BTreeSet;
use std::net::IpAddr;

use schemars::JsonSchema;
use serde::Serialize;

use crate::sender::ReversePath;

/// Octets of a file that are read.
pub const MAX_FILE: u64 = 64 << 20;

/// What was found in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Likeness {
    /// The file, as it was named.
    pub file: String,
    /// What the file is.
    pub kind: LikenessKind,
    /// Each part of the identity that was found.
    pub found: Vec<Found>,
    /// What to know about it.
    pub notes: Vec<String>,
}

/// What a file is that names a sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LikenessKind {
    /// A message.
    Message,
    /// A delivery report (RFC 3464), or a bounce in words alone.
    DeliveryReport,
    /// Lines of a mail log.
    Log,
}

impl LikenessKind {
    /// The same for people.
    pub fn title(self) -> &'static str {
        match self {
            LikenessKind::Message => "a message",
            LikenessKind::DeliveryReport => "a delivery report",
            LikenessKind::Log => "a mail log",
        }
    }
}

/// A part of the identity, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Found {
    /// Which part.
    pub part: IdentityPart,
    /// Its value, readable as the flag's.
    pub value: String,
    /// The file's line, from 1.
    pub line: u32,
    /// What it stood in: `Return-Path`, `helo=`.
    pub place: &'static str,
    /// Whether something typed took its place.
    pub is_overridden: bool,
}

/// A part of a sender's identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
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

impl Likeness {
    fn new(file: &str, kind: LikenessKind) -> Likeness {
        Likeness { file: file.to_owned(), kind, found: Vec::new(), notes: Vec::new() }
    }

    /// Looks through a file's text.
    ///
    /// # Errors
    ///
    /// Why no sender was found in it.
    pub fn read(file: &str, text: &[u8]) -> Result<Likeness, &'static str> {
        if text.is_empty() {
            return Err("it is empty");
        }
        let likeness = match message::read(file, text) {
            Some(likeness) => likeness,
            None => log_line::read(file, text),
        };
        match likeness.found.is_empty() {
            true => Err(
                "no sender is named in it: a message with its header, a delivery report or a log line of \
                         Postfix, Exim or sendmail is expected",
            ),
            false => Ok(likeness),
        }
    }

    /// The value of a part, unless something typed took its place.
    pub fn value(&self, part: IdentityPart) -> Option<&str> {
        let of_part = |found: &&Found| found.part == part && !found.is_overridden;
        self.found.iter().find(of_part).map(|found| found.value.as_str())
    }

    /// Says that this part was typed: what was found of it does not count.
    pub fn override_with_typed(&mut self, part: IdentityPart) {
        self.found.iter_mut().filter(|found| found.part == part).for_each(|found| found.is_overridden = true);
    }

    /// The domain to judge: the author's, else the envelope sender's.
    pub fn domain(&self) -> Option<String> {
        let given = self.value(IdentityPart::Domain).map(str::to_owned);
        given.or_else(|| {
            self.found.iter().find_map(|found| match found.part {
                IdentityPart::MailFrom => domain_of(&found.value),
                _ => None,
            })
        })
    }

    /// Notes a part, the first time it is found.
    fn add(&mut self, part: IdentityPart, value: impl Into<String>, line: u32, place: &'static str) {
        if !self.found.iter().any(|found| found.part == part) {
            self.found.push(Found { part, value: value.into(), line, place, is_overridden: false });
            self.found.sort_by_key(|found| found.part);
        }
    }

    /// Notes an envelope sender that can be one.
    fn add_path(&mut self, text: &str, line: u32, place: &'static str) {
        if let Some(path) = path(text) {
            self.add(IdentityPart::MailFrom, path, line, place);
        }
    }
}

/// An envelope sender as the flag takes it, if it can be one.
fn path(text: &str) -> Option<String> {
    let path = ReversePath::parse(text.trim()).ok()?;
    let is_path = path == ReversePath::Null || domain_of(&path.to_string()).is_some();
    is_path.then(|| path.to_string())
}

/// The domain of an address.
fn domain_of(address: &str) -> Option<String> {
    let (_, domain) = address.trim_end_matches('>').rsplit_once('@')?;
    crate::sender::parse_domain(domain).ok().map(|name| name.to_string())
}

/// The address that a receiver names in a refusal: `IP=192.0.2.10`, `…&ip=192.0.2.10`.
fn address_in_reply(text: &str) -> Option<IpAddr> {
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

/// What to say where a file names several senders; none where it names one.
fn several(values: &BTreeSet<String>, which: &str) -> Option<String> {
    let count = values.len();
    (count > 1).then(|| format!("{count} senders are named in it; {which} is taken."))
}
