//! The argument of HELO or EHLO, as a client could send it.

use std::borrow::Cow;
use std::fmt;
use std::net::IpAddr;

use super::input::{InputError, refuse_unsendable};
use super::reverse_path::domain_fault;
use crate::dns::Name;

/// The name that a client gives at HELO or EHLO (RFC 5321 section 4.1.1.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Helo {
    /// As it was typed; an internationalised name as A-labels, in lower case.
    pub text: String,
    /// What it is.
    pub kind: HeloKind,
}

/// What a HELO argument is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeloKind {
    /// An address, in brackets or bare (RFC 5321 section 4.1.3).
    Address(IpAddr),
    /// A domain name, and why it is not one that RFC 5321 allows, if it is not.
    Name(Name, Option<HeloFault>),
    /// Nothing that DNS could hold.
    NoName(HeloFault),
}

/// Why a HELO argument is malformed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeloFault(String);

impl fmt::Display for HeloFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Helo {
    /// Reads a HELO argument. Whatever a client could send is read, to be judged later.
    ///
    /// # Errors
    ///
    /// Nothing at all, or text with spaces or control characters.
    pub fn parse(text: &str) -> Result<Helo, InputError> {
        refuse_unsendable(text)?;
        if text.is_empty() {
            return Err(InputError::EmptyHelo);
        }
        let unbracketed = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
        let tagged = unbracketed.get(..5).filter(|tag| tag.eq_ignore_ascii_case("IPv6:"));
        let bare = tagged.map_or(unbracketed, |tag| &unbracketed[tag.len()..]);
        if let Ok(ip) = bare.strip_suffix('.').unwrap_or(bare).parse() {
            return Ok(Helo { text: text.to_owned(), kind: HeloKind::Address(ip) });
        }
        let ascii = match idna::domain_to_ascii_cow(text.as_bytes(), idna::AsciiDenyList::EMPTY) {
            Ok(ascii) => ascii,
            // A client sends it as it is, and a receiver does not decode it.
            Err(_) if text.is_ascii() => Cow::Borrowed(text),
            Err(_) => {
                let fault = HeloFault("it is not a valid internationalised name (IDNA)".to_owned());
                return Ok(Helo { text: text.to_owned(), kind: HeloKind::NoName(fault) });
            }
        };
        let kind = match Name::from_labels(ascii.strip_suffix('.').unwrap_or(&ascii).split('.')) {
            Ok(name) => {
                let fault = domain_fault(&name).map(|fault| HeloFault(fault.to_string()));
                return Ok(Helo { text: name.as_sent(), kind: HeloKind::Name(name, fault) });
            }
            Err(error) => HeloKind::NoName(HeloFault(error.to_string())),
        };
        Ok(Helo { text: ascii.into_owned(), kind })
    }

    /// The name to look up: one of at least two labels.
    pub fn fqdn(&self) -> Option<&Name> {
        match &self.kind {
            HeloKind::Name(name, _) if name.labels().len() > 1 => Some(name),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_whatever_a_client_could_send() {
        let kind = |text: &str| Helo::parse(text).unwrap().kind;
        let address = |text: &str| HeloKind::Address(text.parse().unwrap());
        assert_eq!(kind("192.0.2.10"), address("192.0.2.10"));
        assert_eq!(kind("[192.0.2.10]"), address("192.0.2.10"));
        assert_eq!(kind("[IPv6:2001:db8::1]"), address("2001:db8::1"));
        assert_eq!(kind("Mail.Example.COM"), HeloKind::Name("mail.example.com".parse().unwrap(), None));
        assert_eq!(Helo::parse("m\u{fc}n.example").unwrap().text, "xn--mn-xka.example");
        assert!(matches!(kind("my_host.example.com"), HeloKind::Name(_, Some(_))));
        assert!(matches!(kind("a..example.com"), HeloKind::NoName(_)));
        assert!(matches!(kind(&format!("{}.example", "a".repeat(64))), HeloKind::NoName(_)));
        assert_eq!(Helo::parse("localhost").unwrap().fqdn(), None);
        // As the client sends it, not as a zone file would have it.
        assert_eq!(Helo::parse("Mail.(none)").unwrap().text, "mail.(none)");
        assert_eq!(Helo::parse("a@\"b;$c.test").unwrap().text, "a@\"b;$c.test");
        assert_eq!(Helo::parse(""), Err(InputError::EmptyHelo));
        assert_eq!(Helo::parse("a b"), Err(InputError::Unsendable(' ')));
    }
}
