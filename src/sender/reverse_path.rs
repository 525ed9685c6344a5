//! The reverse-path, and what RFC 5321 allows in it.

use std::fmt;
use std::net::Ipv4Addr;

use super::input::{InputError, read_name, refuse_unsendable};
use crate::dns::Name;

/// The argument of MAIL FROM (RFC 5321 section 4.1.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReversePath {
    /// `<>`, the sender of delivery reports (RFC 5321 section 4.5.5).
    Null,
    /// An address, whether RFC 5321 allows it or not.
    Mailbox(Mailbox),
}

/// A mail address as a client could send it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailbox {
    /// What is before the last `@`, quotes included.
    pub local_part: String,
    /// What is after it.
    pub host: MailboxHost,
}

/// The right side of a mail address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MailboxHost {
    /// A domain name, which RFC 5321 may still not allow.
    Domain(Name),
    /// The same, with a dot at the end, which it does not allow.
    DottedDomain(Name),
    /// An address in brackets (RFC 5321 section 4.1.3), as it was typed.
    Literal(String),
    /// There is no `@`.
    Missing,
}

impl fmt::Display for ReversePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReversePath::Null => f.write_str("<>"),
            ReversePath::Mailbox(Mailbox { local_part, host }) => match host {
                MailboxHost::Domain(name) => write!(f, "{local_part}@{}", name.as_sent()),
                MailboxHost::DottedDomain(name) => write!(f, "{local_part}@{}.", name.as_sent()),
                MailboxHost::Literal(literal) => write!(f, "{local_part}@{literal}"),
                MailboxHost::Missing => f.write_str(local_part),
            },
        }
    }
}

impl ReversePath {
    /// The address of a local part at a domain.
    pub fn of(local_part: &str, domain: Name) -> ReversePath {
        ReversePath::Mailbox(Mailbox { local_part: local_part.to_owned(), host: MailboxHost::Domain(domain) })
    }

    /// Reads `local@domain`, with or without angle brackets, or `<>`.
    ///
    /// What RFC 5321 does not allow but a client could send is read too and judged later
    /// ([`ReversePath::fault`]); an `Err` says why nobody could send it.
    pub fn parse(text: &str) -> Result<ReversePath, InputError> {
        refuse_unsendable(text)?;
        let inner = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).unwrap_or(text);
        if inner.is_empty() {
            return if text.is_empty() { Err(InputError::EmptyAddress) } else { Ok(ReversePath::Null) };
        }
        let Some((local_part, host)) = inner.rsplit_once('@') else {
            return Ok(ReversePath::Mailbox(Mailbox {
                local_part: inner.to_owned(),
                host: MailboxHost::Missing,
            }));
        };
        let host = if host.starts_with('[') {
            MailboxHost::Literal(host.to_owned())
        } else if host.is_empty() {
            return Err(InputError::NoDomain);
        } else {
            let name = read_name(host)?;
            if host.ends_with('.') { MailboxHost::DottedDomain(name) } else { MailboxHost::Domain(name) }
        };
        Ok(ReversePath::Mailbox(Mailbox { local_part: local_part.to_owned(), host }))
    }

    /// Why RFC 5321 does not allow this reverse-path; none when it does.
    pub fn fault(&self) -> Option<AddressFault> {
        let ReversePath::Mailbox(mailbox) = self else { return None };
        local_part_fault(&mailbox.local_part).or_else(|| match &mailbox.host {
            MailboxHost::Domain(name) => domain_fault(name),
            MailboxHost::DottedDomain(name) => domain_fault(name).or(Some(AddressFault::FinalDot)),
            MailboxHost::Literal(literal) => {
                (!is_address_literal(literal)).then(|| AddressFault::BadLiteral(literal.clone()))
            }
            MailboxHost::Missing => Some(AddressFault::NoDomain),
        })
    }
}

/// What RFC 5321 section 4.1.2 does not allow in a mail address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AddressFault {
    /// Nothing is before the `@`.
    EmptyLocalPart,
    /// The local part has more than 64 octets (section 4.5.3.1.1).
    LongLocalPart(usize),
    /// The local part starts or ends with a dot, or has two in a row.
    StrayDot,
    /// The local part holds a character that needs quotes, or SMTPUTF8.
    LocalPartCharacter(char),
    /// A label of the domain holds a character other than a letter, a digit or a hyphen.
    DomainCharacter(char),
    /// A label of the domain starts or ends with a hyphen.
    StrayHyphen(String),
    /// What is in brackets is no address.
    BadLiteral(String),
    /// The domain ends with a dot, as names in zone files do.
    FinalDot,
    /// There is no `@`.
    NoDomain,
}

impl fmt::Display for AddressFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AddressFault::EmptyLocalPart => f.write_str("nothing before the @"),
            AddressFault::LongLocalPart(octets) => {
                write!(f, "{octets} octets stand before the @, 64 are allowed")
            }
            AddressFault::StrayDot => {
                f.write_str("the part before the @ begins or ends with a dot, or has two dots in a row")
            }
            AddressFault::LocalPartCharacter(c) if c.is_ascii() => {
                write!(f, "'{c}' before the @ needs quotes around the local part")
            }
            AddressFault::LocalPartCharacter(c) => {
                write!(f, "'{c}' before the @ needs SMTPUTF8 (RFC 6531)")
            }
            AddressFault::DomainCharacter(c) => {
                write!(
                    f,
                    "'{}' is not allowed in the domain: letters, digits and hyphens are",
                    c.escape_default()
                )
            }
            AddressFault::StrayHyphen(label) => {
                write!(f, "the domain's label \"{label}\" starts or ends with a hyphen")
            }
            AddressFault::BadLiteral(literal) => write!(f, "{literal} is no address literal"),
            AddressFault::FinalDot => f.write_str("its domain ends with a dot"),
            AddressFault::NoDomain => f.write_str("it has no @ and no domain"),
        }
    }
}

fn local_part_fault(local_part: &str) -> Option<AddressFault> {
    if local_part.is_empty() {
        return Some(AddressFault::EmptyLocalPart);
    }
    if local_part.len() > 64 {
        return Some(AddressFault::LongLocalPart(local_part.len()));
    }
    if let Some(c) = local_part.chars().find(|c| !c.is_ascii()) {
        return Some(AddressFault::LocalPartCharacter(c));
    }
    let quoted = local_part.len() >= 2 && local_part.starts_with('"') && local_part.ends_with('"');
    if quoted {
        return quoted_string_fault(&local_part[1..local_part.len() - 1]);
    }
    if local_part.split('.').any(str::is_empty) {
        return Some(AddressFault::StrayDot);
    }
    let atext = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c);
    local_part.chars().find(|&c| c != '.' && !atext(c)).map(AddressFault::LocalPartCharacter)
}

/// Inside quotes everything printable may be, a quote and a backslash after a backslash only.
fn quoted_string_fault(inner: &str) -> Option<AddressFault> {
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => return Some(AddressFault::LocalPartCharacter('"')),
            '\\' if chars.next().is_none() => return Some(AddressFault::LocalPartCharacter('\\')),
            _ => {}
        }
    }
    None
}

/// Why RFC 5321 does not allow a name as the domain of an address; none when it does.
pub fn domain_fault(name: &Name) -> Option<AddressFault> {
    for label in name.labels() {
        let odd = label.iter().find(|octet| !octet.is_ascii_alphanumeric() && **octet != b'-');
        if let Some(&octet) = odd {
            return Some(AddressFault::DomainCharacter(octet as char));
        }
        if label.starts_with(b"-") || label.ends_with(b"-") {
            return Some(AddressFault::StrayHyphen(String::from_utf8_lossy(label).into_owned()));
        }
    }
    None
}

fn is_address_literal(text: &str) -> bool {
    let Some(inner) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) else {
        return false;
    };
    match inner.get(..5).filter(|tag| tag.eq_ignore_ascii_case("IPv6:")) {
        Some(tag) => inner[tag.len()..].parse::<std::net::Ipv6Addr>().is_ok(),
        None => inner.parse::<Ipv4Addr>().is_ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn judges_addresses_by_rfc_5321() {
        let fault = |text: &str| ReversePath::parse(text).unwrap().fault();
        for fine in [
            "<>",
            "info@example.com",
            "<info@example.com>",
            "a+b=c@example.com",
            "\"a@b\"@example.com",
            "x@[192.0.2.1]",
            "x@[IPv6:2001:db8::1]",
        ] {
            assert_eq!(fault(fine), None, "{fine}");
        }
        assert_eq!(fault("x@a_b.example"), Some(AddressFault::DomainCharacter('_')));
        assert_eq!(fault("x@a.example."), Some(AddressFault::FinalDot));
        assert_eq!(fault("x@-a.example"), Some(AddressFault::StrayHyphen("-a".into())));
        assert_eq!(fault("@example.com"), Some(AddressFault::EmptyLocalPart));
        assert_eq!(fault(".x@example.com"), Some(AddressFault::StrayDot));
        assert_eq!(fault("a,b@example.com"), Some(AddressFault::LocalPartCharacter(',')));
        assert_eq!(fault("ä@example.com"), Some(AddressFault::LocalPartCharacter('ä')));
        assert_eq!(fault("\"a\"b\"@example.com"), Some(AddressFault::LocalPartCharacter('"')));
        assert_eq!(fault("x@[192.0.2.300]"), Some(AddressFault::BadLiteral("[192.0.2.300]".into())));
        assert_eq!(fault("postmaster"), Some(AddressFault::NoDomain));
        assert_eq!(fault(&format!("{}@a.example", "x".repeat(65))), Some(AddressFault::LongLocalPart(65)));
        assert_eq!(ReversePath::parse("a b@example.com"), Err(InputError::Unsendable(' ')));
        assert_eq!(ReversePath::parse("x@"), Err(InputError::NoDomain));
        assert_eq!(ReversePath::parse(""), Err(InputError::EmptyAddress));
    }
}
