//! The sender to be judged, as it was typed and checked: nothing here has asked the network yet.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr};

use schemars::JsonSchema;
use serde::Serialize;

use crate::dns::{Name, NameError};

/// Whether a part of the identity was typed or filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// Typed.
    Given,
    /// Filled in by mxcheck.
    Assumed,
}

impl Origin {
    /// The word that pages and JSON use.
    pub fn as_str(self) -> &'static str {
        match self {
            Origin::Given => "given",
            Origin::Assumed => "assumed",
        }
    }
}

/// Who sends: everything that a receiver sees of a sender before DATA.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender {
    /// The domain that was typed. With another domain in the reverse-path it is only the author's.
    pub domain: Name,
    /// The reverse-path, the argument of MAIL FROM.
    pub mail_from: ReversePath,
    /// Where the reverse-path comes from.
    pub mail_from_origin: Origin,
    /// The message's size in octets as it is sent, where it was given.
    pub size: Option<u64>,
}

impl Sender {
    /// The sender of `domain`, with `postmaster@domain` as reverse-path unless another is given.
    pub fn new(domain: Name, mail_from: Option<ReversePath>, size: Option<u64>) -> Sender {
        let (mail_from, mail_from_origin) = match mail_from {
            Some(path) => (path, Origin::Given),
            None => (
                ReversePath::Mailbox(Mailbox {
                    local_part: "postmaster".to_owned(),
                    host: MailboxHost::Domain(domain.clone()),
                }),
                Origin::Assumed,
            ),
        };
        Sender { domain, mail_from, mail_from_origin, size }
    }

    /// The domain whose mail host the receiver looks up at MAIL FROM; none for the
    /// null reverse-path, an address literal or a path without a domain.
    pub fn sender_domain(&self) -> Option<&Name> {
        match &self.mail_from {
            ReversePath::Mailbox(Mailbox { host: MailboxHost::Domain(name), .. }) => Some(name),
            _ => None,
        }
    }
}

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
    /// What stands before the last `@`, quotes included.
    pub local_part: String,
    /// What stands after it.
    pub host: MailboxHost,
}

/// The right side of a mail address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MailboxHost {
    /// A domain name, which RFC 5321 may still not allow.
    Domain(Name),
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
                MailboxHost::Domain(name) => write!(f, "{local_part}@{name}"),
                MailboxHost::Literal(literal) => write!(f, "{local_part}@{literal}"),
                MailboxHost::Missing => f.write_str(local_part),
            },
        }
    }
}

impl ReversePath {
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
            MailboxHost::Domain(read_name(host)?)
        };
        Ok(ReversePath::Mailbox(Mailbox { local_part: local_part.to_owned(), host }))
    }

    /// Why RFC 5321 does not allow this reverse-path; none when it does.
    pub fn fault(&self) -> Option<AddressFault> {
        let ReversePath::Mailbox(mailbox) = self else { return None };
        local_part_fault(&mailbox.local_part).or_else(|| match &mailbox.host {
            MailboxHost::Domain(name) => domain_fault(name),
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
    /// Nothing stands before the `@`.
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
    /// What stands in brackets is no address.
    BadLiteral(String),
    /// There is no `@`.
    NoDomain,
}

impl fmt::Display for AddressFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AddressFault::EmptyLocalPart => f.write_str("nothing stands before the @"),
            AddressFault::LongLocalPart(octets) => {
                write!(f, "{octets} octets stand before the @, 64 are allowed")
            }
            AddressFault::StrayDot => {
                f.write_str("before the @ a dot stands first, last or beside another dot")
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

/// Inside quotes everything printable may stand, a quote and a backslash after a backslash only.
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

/// Why typed text cannot be judged at all. Its text says what was probably meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InputError {
    /// Nothing was typed.
    Empty,
    /// Nothing was typed for an address.
    EmptyAddress,
    /// A space, a line end or another control character.
    Unsendable(char),
    /// An e-mail address stands where a domain is expected; the domain in it.
    IsMailAddress(String),
    /// An address stands where a domain is expected.
    IsAddress(IpAddr),
    /// A URL stands where a domain is expected; the host in it.
    IsUrl(String),
    /// Nothing stands after the `@`.
    NoDomain,
    /// An internationalised name that IDNA does not allow (UTS 46).
    BadIdn,
    /// A name that DNS cannot hold.
    BadName(NameError),
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            InputError::Empty => f.write_str("it is empty; a domain such as example.com is expected"),
            InputError::EmptyAddress => {
                f.write_str("it is empty; an address such as info@example.com is expected, or <>")
            }
            InputError::Unsendable(c @ ('\r' | '\n')) => {
                write!(f, "it holds a line end ({})", c.escape_default())
            }
            InputError::Unsendable(c) if c.is_whitespace() => f.write_str("it holds a space"),
            InputError::Unsendable(c) => write!(f, "it holds a control character ({})", c.escape_default()),
            InputError::IsMailAddress(domain) => write!(
                f,
                "it is an e-mail address; for its domain type {domain}, for the address as envelope sender \
                 type {domain} --from ADDRESS"
            ),
            InputError::IsAddress(ip) => {
                write!(f, "{ip} is an IP address; the domain of the sender's e-mail addresses is expected")
            }
            InputError::IsUrl(host) => write!(f, "it is a URL; type the domain alone: {host}"),
            InputError::NoDomain => f.write_str("nothing stands after the @"),
            InputError::BadIdn => f.write_str("it is not a valid internationalised domain name (IDNA)"),
            InputError::BadName(error) => write!(f, "it is no domain name: {error}"),
        }
    }
}

impl std::error::Error for InputError {}

/// Reads the domain of a sender as it is typed: Unicode or A-labels, any case, a trailing dot allowed.
pub fn parse_domain(text: &str) -> Result<Name, InputError> {
    refuse_unsendable(text)?;
    if text.is_empty() || text == "." {
        return Err(InputError::Empty);
    }
    if let Some((_, rest)) = text.split_once("://") {
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        return Err(InputError::IsUrl(printable(host)));
    }
    let bare = text.strip_suffix('.').unwrap_or(text);
    let unbracketed = bare.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(bare);
    if let Ok(ip) = unbracketed.strip_prefix("IPv6:").unwrap_or(unbracketed).parse() {
        return Err(InputError::IsAddress(ip));
    }
    if let Some((_, domain)) = text.rsplit_once('@') {
        let domain = domain.trim_end_matches('>');
        return Err(if domain.is_empty() {
            InputError::NoDomain
        } else {
            InputError::IsMailAddress(printable(domain))
        });
    }
    read_name(text)
}

fn refuse_unsendable(text: &str) -> Result<(), InputError> {
    match text.chars().find(|c| c.is_whitespace() || c.is_control()) {
        Some(c) => Err(InputError::Unsendable(c)),
        None => Ok(()),
    }
}

fn printable(text: &str) -> String {
    text.chars().take(253).map(|c| if c.is_control() { '?' } else { c }).collect()
}

fn read_name(text: &str) -> Result<Name, InputError> {
    let ascii = idna::domain_to_ascii_cow(text.as_bytes(), idna::AsciiDenyList::EMPTY)
        .map_err(|_| InputError::BadIdn)?;
    let bare = ascii.strip_suffix('.').unwrap_or(&ascii);
    Name::from_labels(bare.split('.')).map_err(InputError::BadName)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn domain(text: &str) -> Result<String, InputError> {
        parse_domain(text).map(|name| name.to_string())
    }

    #[test]
    fn reads_domains_as_people_type_them() {
        assert_eq!(domain("Example.COM."), Ok("example.com".to_owned()));
        assert_eq!(domain("münchen.example"), Ok("xn--mnchen-3ya.example".to_owned()));
        assert_eq!(domain("MÜNCHEN。example"), Ok("xn--mnchen-3ya.example".to_owned()));
        assert_eq!(domain("_dmarc.example.com"), Ok("_dmarc.example.com".to_owned()));
        assert_eq!(domain("r3---sn.example"), Ok("r3---sn.example".to_owned()));
        assert_eq!(domain("localhost"), Ok("localhost".to_owned()));
    }

    #[test]
    fn says_what_was_probably_meant() {
        assert_eq!(domain("info@example.com"), Err(InputError::IsMailAddress("example.com".into())));
        assert_eq!(domain("<info@example.com>"), Err(InputError::IsMailAddress("example.com".into())));
        assert_eq!(domain("info@"), Err(InputError::NoDomain));
        assert_eq!(domain("https://example.com/x"), Err(InputError::IsUrl("example.com".into())));
        assert_eq!(domain("192.0.2.1"), Err(InputError::IsAddress("192.0.2.1".parse().unwrap())));
        assert_eq!(domain("[IPv6:2001:db8::1]"), Err(InputError::IsAddress("2001:db8::1".parse().unwrap())));
        assert_eq!(domain("a b.example"), Err(InputError::Unsendable(' ')));
        assert_eq!(domain("a.example\r\n"), Err(InputError::Unsendable('\r')));
        assert_eq!(domain("a..example"), Err(InputError::BadName(NameError::EmptyLabel)));
        assert_eq!(domain(""), Err(InputError::Empty));
        assert_eq!(domain("."), Err(InputError::Empty));
        assert_eq!(domain(".."), Err(InputError::BadName(NameError::EmptyLabel)));
        assert_eq!(domain("xn--a.example"), Err(InputError::BadIdn));
        assert_eq!(domain("a\u{200b}\u{ad}\u{fffd}.example"), Err(InputError::BadIdn));
        let long = format!("{}.example", "a".repeat(64));
        assert_eq!(domain(&long), Err(InputError::BadName(NameError::LabelTooLong)));
    }

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
