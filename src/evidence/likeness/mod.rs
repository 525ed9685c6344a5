//! The sender that a delivered message, a delivery report or a mail log names.

mod log;
mod message;

use super::delivery_report;
use super::identity::{Found, IdentityPart, domain_of};
use super::message as mail;

/// Octets of a file that are read.
pub const MAX_FILE: u64 = 64 << 20;

/// What was found in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

impl Likeness {
    /// Looks through a file's text.
    ///
    /// # Errors
    ///
    /// Returns why no sender was found in it.
    pub fn read(file: &str, text: &[u8]) -> Result<Likeness, &'static str> {
        if text.is_empty() {
            return Err("is empty");
        }
        let (kind, parts) = match mail::read(text) {
            Ok(message) => match delivery_report::read(text).sender() {
                Some(parts) => (LikenessKind::DeliveryReport, parts),
                None => (LikenessKind::Message, message::sender(&message)),
            },
            Err(_) => (LikenessKind::Log, log::sender(text)?),
        };
        if parts.found.is_empty() {
            return Err(
                "no sender found; a message with its header, a delivery report or a log of Postfix, Exim, \
                 sendmail or OpenSMTPD is expected",
            );
        }
        Ok(Likeness { file: file.to_owned(), kind, found: parts.found, notes: parts.notes })
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
}
