//! The target of a dry run, and recipients, as they are typed.

use std::fmt;
use std::net::{IpAddr, SocketAddr};

use super::input::{InputError, refuse_unsendable};
use super::{Mailbox, MailboxHost, ReversePath, parse_domain};
use crate::dns::Name;

/// What a dry run is held with: a domain, whose exchanges are looked up; a host; or an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The name or the address.
    pub host: TargetHost,
    /// The port that was typed with it. A name with a port is a host: its MX is not asked for.
    pub port: Option<u16>,
}

/// A name or an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TargetHost {
    /// A domain or a host: only its MX RRset shows.
    Name(Name),
    /// The server itself.
    Address(IpAddr),
}

/// Why typed text is no target. Its text says what was probably meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TargetError {
    /// What is in place of a name is none.
    Name(InputError),
    /// An e-mail address; its domain.
    IsMailAddress(String),
    /// What is behind the last colon is no port.
    Port(String),
    /// An IPv6 address and perhaps a port, which cannot be distinguished without brackets.
    Unbracketed,
    /// What is in brackets is no address.
    Brackets,
}

impl fmt::Display for TargetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TargetError::Name(error) => error.fmt(f),
            TargetError::IsMailAddress(domain) => {
                write!(f, "an e-mail address; type {domain} --rcpt ADDRESS to try it as the recipient")
            }
            TargetError::Port(text) => write!(f, "\"{text}\" is not a port; type a number from 1 to 65535"),
            TargetError::Unbracketed => {
                f.write_str("an IPv6 address without brackets; with a port, type [2001:db8::1]:25")
            }
            TargetError::Brackets => f.write_str("no IP address in the brackets; type [2001:db8::1]:25"),
        }
    }
}

impl std::error::Error for TargetError {}

impl Target {
    /// The name that is looked up; none of an address.
    pub fn name(&self) -> Option<&Name> {
        match &self.host {
            TargetHost::Name(name) => Some(name),
            TargetHost::Address(_) => None,
        }
    }

    /// Reads a domain, `HOST[:PORT]`, `ADDRESS[:PORT]` or `[IPV6]:PORT`.
    ///
    /// # Errors
    ///
    /// Whatever is no such thing, and text with spaces or control characters.
    pub fn parse(text: &str) -> Result<Target, TargetError> {
        refuse_unsendable(text).map_err(TargetError::Name)?;
        if let Some(rest) = text.strip_prefix('[') {
            let (inner, rest) = rest.split_once(']').ok_or(TargetError::Brackets)?;
            let tagged = inner.get(..5).filter(|tag| tag.eq_ignore_ascii_case("IPv6:"));
            let bare = tagged.map_or(inner, |tag| &inner[tag.len()..]);
            let ip: IpAddr = bare.parse().map_err(|_| TargetError::Brackets)?;
            let port = match rest {
                "" => None,
                _ => Some(port(rest.strip_prefix(':').ok_or(TargetError::Brackets)?)?),
            };
            return Ok(Target { host: TargetHost::Address(ip.to_canonical()), port });
        }
        if let Ok(ip) = text.parse::<IpAddr>() {
            return Ok(Target { host: TargetHost::Address(ip.to_canonical()), port: None });
        }
        let (host, typed_port) = match text.rsplit_once(':') {
            Some(_) if text.contains("://") => (text, None),
            Some((host, _)) if host.contains(':') => return Err(TargetError::Unbracketed),
            Some((host, typed)) => (host, Some(port(typed)?)),
            None => (text, None),
        };
        if let Ok(ip) = host.parse::<IpAddr>() {
            return Ok(Target { host: TargetHost::Address(ip), port: typed_port });
        }
        let name = parse_domain(host).map_err(|error| match error {
            InputError::IsMailAddress(domain) => TargetError::IsMailAddress(domain),
            error => TargetError::Name(error),
        })?;
        if looks_numeric(&name) {
            let octets = "not an IP address; type four numbers from 0 to 255";
            return Err(TargetError::Name(InputError::NoRecipient(octets)));
        }
        Ok(Target { host: TargetHost::Name(name), port: typed_port })
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.host, self.port) {
            (TargetHost::Name(name), None) => name.fmt(f),
            (TargetHost::Name(name), Some(port)) => write!(f, "{name}:{port}"),
            (TargetHost::Address(ip), None) => ip.fmt(f),
            (TargetHost::Address(ip), Some(port)) => SocketAddr::new(*ip, port).fmt(f),
        }
    }
}

/// A name of numbers alone is a mistyped address: no top-level domain is a number (RFC 3696).
fn looks_numeric(name: &Name) -> bool {
    name.labels().last().is_some_and(|label| label.iter().all(u8::is_ascii_digit))
}

fn port(text: &str) -> Result<u16, TargetError> {
    let is_number = text.bytes().all(|octet| octet.is_ascii_digit());
    let port = text.parse().ok().filter(|port| *port != 0 && is_number);
    port.ok_or_else(|| TargetError::Port(text.chars().take(20).collect()))
}

/// A recipient, as `--to` names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// The domain, whose MX shows which receiver it is at.
    pub domain: Name,
    /// The whole address; none where only the domain was typed.
    pub address: Option<ReversePath>,
}

impl Recipient {
    /// Reads an e-mail address or a domain.
    ///
    /// # Errors
    ///
    /// Whatever has no domain, and text with spaces or control characters.
    pub fn parse(text: &str) -> Result<Recipient, InputError> {
        if !text.contains('@') && !text.starts_with('<') {
            let domain = parse_domain(text).map_err(|error| match error {
                InputError::IsAddress(_) => {
                    InputError::NoRecipient("an IP address; type a domain or an e-mail address")
                }
                error => error,
            })?;
            return Ok(Recipient { domain, address: None });
        }
        let address = forward_path(text)?;
        match &address {
            ReversePath::Mailbox(Mailbox {
                host: MailboxHost::Domain(name) | MailboxHost::DottedDomain(name),
                ..
            }) => Ok(Recipient { domain: name.clone(), address: Some(address) }),
            _ => Err(InputError::NoRecipient(
                "has no domain, and so no MX; type a domain or an e-mail address",
            )),
        }
    }
}

/// Reads the argument of RCPT TO (RFC 5321 section 4.1.1.3).
///
/// # Errors
///
/// The null path, and what [`ReversePath::parse`] does not read.
pub fn forward_path(text: &str) -> Result<ReversePath, InputError> {
    match ReversePath::parse(text)? {
        ReversePath::Null => Err(InputError::NoRecipient("<> is not a recipient")),
        path @ ReversePath::Mailbox(_) => Ok(path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<String, TargetError> {
        Target::parse(text).map(|target| target.to_string())
    }

    #[test]
    fn reads_every_form_of_a_target() {
        for (typed, shown) in [
            ("Customer.TEST.", "customer.test"),
            ("mx.customer.test:2525", "mx.customer.test:2525"),
            ("127.0.0.1", "127.0.0.1"),
            ("127.0.0.1:2525", "127.0.0.1:2525"),
            ("::1", "::1"),
            ("[::1]", "::1"),
            ("[::1]:25", "[::1]:25"),
            ("[IPv6:::1]:25", "[::1]:25"),
            ("[127.0.0.1]:25", "127.0.0.1:25"),
            ("m\u{fc}n.test", "xn--mn-xka.test"),
        ] {
            assert_eq!(read(typed), Ok(shown.to_owned()), "{typed}");
        }
        assert_eq!(Target::parse("a.test:25").unwrap().port, Some(25));
    }

    #[test]
    fn refuses_what_is_none() {
        for port in ["0", "65536", "", "+25", "-1", "smtp"] {
            assert_eq!(read(&format!("a.test:{port}")), Err(TargetError::Port(port.to_owned())), "{port}");
        }
        assert_eq!(read("::1:25:x"), Err(TargetError::Unbracketed));
        for text in ["[::1", "[a.test]:25", "[::1]25"] {
            assert_eq!(read(text), Err(TargetError::Brackets), "{text}");
        }
        assert_eq!(read("info@a.test"), Err(TargetError::IsMailAddress("a.test".to_owned())));
        assert_eq!(read("smtp://a.test:25"), Err(TargetError::Name(InputError::IsUrl("a.test:25".into()))));
        for text in ["", "a b", "a..test", "a.test\r\nQUIT", "127.0.0.256", "127.1:25"] {
            assert!(matches!(read(text), Err(TargetError::Name(_))), "{text}");
        }
    }

    #[test]
    fn reads_recipients() {
        let domain =
            |text: &str| Recipient::parse(text).map(|to| (to.domain.to_string(), to.address.is_some()));
        assert_eq!(domain("Customer.test"), Ok(("customer.test".to_owned(), false)));
        assert_eq!(domain("info@customer.test"), Ok(("customer.test".to_owned(), true)));
        assert_eq!(domain("<info@customer.test>"), Ok(("customer.test".to_owned(), true)));
        for text in ["<>", "info@", "a@[192.0.2.1]", "192.0.2.1", "a b@c.test", "a@c.test\r\n", ""] {
            assert!(domain(text).is_err(), "{text}");
        }
    }
}
