//! Reading what was typed, and saying what was probably meant.

use std::borrow::Cow;
use std::fmt;
use std::net::IpAddr;

use crate::dns::{Name, NameError};
use crate::untrusted::terminal;

/// Why typed text cannot be judged at all. Its text says what was probably meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InputError {
    /// Nothing was typed.
    Empty,
    /// Nothing was typed for a HELO name.
    EmptyHelo,
    /// Nothing was typed for an address.
    EmptyAddress,
    /// A space, a line end or another control character.
    Unsendable(char),
    /// An e-mail address, where a domain is expected; the domain in it.
    IsMailAddress(String),
    /// An address, where a domain is expected.
    IsAddress(IpAddr),
    /// Not an address; what it looks like.
    NoAddress(&'static str),
    /// A URL, where a domain is expected; the host in it.
    IsUrl(String),
    /// A port follows where a domain alone is expected; the host before it.
    HasPort(String),
    /// Nothing is after the `@`.
    NoDomain,
    /// Neither a recipient nor a server; what it is.
    NoRecipient(&'static str),
    /// An internationalised name that IDNA does not allow (UTS 46).
    BadIdn,
    /// A name that DNS cannot hold.
    BadName(NameError),
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            InputError::Empty => f.write_str("empty; type a domain, such as example.com"),
            InputError::EmptyHelo => {
                f.write_str("empty; type the server's full name, such as mail.example.com")
            }
            InputError::EmptyAddress => {
                f.write_str("empty; type an address, such as info@example.com, or <>")
            }
            InputError::Unsendable(c @ ('\r' | '\n')) => {
                write!(f, "contains a line end ({})", c.escape_default())
            }
            InputError::Unsendable(c) if c.is_whitespace() => f.write_str("contains a space"),
            InputError::Unsendable(c) => write!(f, "contains a control character ({})", c.escape_default()),
            InputError::IsMailAddress(domain) => write!(
                f,
                "an e-mail address; type {domain}, or {domain} --from ADDRESS to check it as the envelope sender"
            ),
            InputError::IsAddress(ip) => {
                write!(
                    f,
                    "an IP address; type the domain of the sender's e-mail addresses, or mxcheck ip {ip}"
                )
            }
            InputError::NoAddress(what) => {
                write!(f, "{what}; type an IPv4 or IPv6 address, such as 192.0.2.10 or 2001:db8::10")
            }
            InputError::IsUrl(host) => write!(f, "a URL; type {host}"),
            InputError::HasPort(host) => write!(f, "contains a port; type {host}"),
            InputError::NoRecipient(what) => f.write_str(what),
            InputError::NoDomain => f.write_str("no domain after the @"),
            InputError::BadIdn => f.write_str("not a valid internationalised domain name (IDNA)"),
            InputError::BadName(error) => write!(f, "not a domain name: {error}"),
        }
    }
}

impl std::error::Error for InputError {}

/// Reads a sending address: IPv4 in four decimal numbers or IPv6, nothing around it. An IPv6
/// address that means an IPv4 one (RFC 4291 section 2.5.5.2) is read as that.
pub fn parse_address(text: &str) -> Result<IpAddr, InputError> {
    refuse_unsendable(text)?;
    let wrong = |what| Err(InputError::NoAddress(what));
    if text.is_empty() {
        return wrong("empty");
    }
    if let Ok(ip) = text.parse::<IpAddr>() {
        return Ok(ip.to_canonical());
    }
    if text.contains('/') {
        return wrong("a network");
    }
    if text.contains('%') {
        return wrong("contains a zone identifier");
    }
    let with_port = text.parse::<std::net::SocketAddr>().is_ok();
    if with_port || text.split_once(':').is_some_and(|(ip, _)| ip.parse::<std::net::Ipv4Addr>().is_ok()) {
        return wrong("contains a port");
    }
    if text.starts_with('[') {
        return wrong("contains brackets");
    }
    let octets: Vec<&str> = text.split('.').collect();
    let is_decimal = |octet: &&str| !octet.is_empty() && octet.bytes().all(|b| b.is_ascii_digit());
    if octets.len() == 4 && octets.iter().all(is_decimal) {
        let padded = octets.iter().any(|octet| octet.len() > 1 && octet.starts_with('0'));
        return wrong(if padded { "a number has leading zeros" } else { "a number is above 255" });
    }
    wrong("not an IP address")
}

/// Reads the domain of a sender as it is typed: Unicode or A-labels, any case, a trailing dot allowed.
pub fn parse_domain(text: &str) -> Result<Name, InputError> {
    refuse_unsendable(text)?;
    if text.is_empty() || text == "." {
        return Err(InputError::Empty);
    }
    if let Some((_, rest)) = text.split_once("://") {
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        return Err(InputError::IsUrl(excerpt(host)));
    }
    // Copied from an address bar, or from the command line of another tool.
    if let Some((host, _)) = text.split_once('/').filter(|(host, _)| read_name(host).is_ok()) {
        return Err(InputError::IsUrl(excerpt(host)));
    }
    let has_port = |(host, port): &(&str, &str)| {
        !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()) && read_name(host).is_ok()
    };
    if let Some((host, _)) = text.split_once(':').filter(has_port) {
        return Err(InputError::HasPort(excerpt(host)));
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
            InputError::IsMailAddress(excerpt(domain))
        });
    }
    read_name(text)
}

pub(super) fn refuse_unsendable(text: &str) -> Result<(), InputError> {
    match text.chars().find(|c| c.is_whitespace() || c.is_control()) {
        Some(c) => Err(InputError::Unsendable(c)),
        None => Ok(()),
    }
}

/// At most as much as a name may have.
fn excerpt(text: &str) -> String {
    terminal::excerpt(text.as_bytes(), 253).to_string()
}

pub(super) fn read_name(text: &str) -> Result<Name, InputError> {
    let ascii = match idna::domain_to_ascii_cow(text.as_bytes(), idna::AsciiDenyList::EMPTY) {
        Ok(ascii) => ascii,
        // DNS holds A-labels that mean nothing, and RFC 5321 allows them.
        Err(_) if text.is_ascii() => Cow::Borrowed(text),
        Err(_) => return Err(InputError::BadIdn),
    };
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
    fn reads_one_address_and_nothing_else() {
        let read = |text: &str| parse_address(text).map(|ip| ip.to_string());
        assert_eq!(read("192.0.2.10"), Ok("192.0.2.10".to_owned()));
        assert_eq!(read("2001:DB8::10"), Ok("2001:db8::10".to_owned()));
        assert_eq!(read("::ffff:192.0.2.10"), Ok("192.0.2.10".to_owned()));
        for (text, what) in [
            ("", "empty"),
            ("192.0.2.10:25", "contains a port"),
            ("[2001:db8::1]:25", "contains a port"),
            ("[2001:db8::1]", "contains brackets"),
            ("192.0.2.0/24", "a network"),
            ("fe80::1%eth0", "contains a zone identifier"),
            ("192.0.2.010", "a number has leading zeros"),
            ("192.0.2.256", "a number is above 255"),
            ("192.0.2", "not an IP address"),
            ("mail.example.com", "not an IP address"),
        ] {
            assert_eq!(parse_address(text), Err(InputError::NoAddress(what)), "{text}");
        }
        assert_eq!(parse_address("192.0.2.10 "), Err(InputError::Unsendable(' ')));
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
        assert_eq!(domain("xn--a.example"), Ok("xn--a.example".to_owned()));
        assert_eq!(domain("a\u{200b}\u{ad}\u{fffd}.example"), Err(InputError::BadIdn));
        let long = format!("{}.example", "a".repeat(64));
        assert_eq!(domain(&long), Err(InputError::BadName(NameError::LabelTooLong)));
    }
}
