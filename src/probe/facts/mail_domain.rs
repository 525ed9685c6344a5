//! The hosts that take mail for a domain.

use std::net::{IpAddr, Ipv4Addr};

use super::AddressLookups;
use crate::dns::{Lookup, Name, Record};

/// What DNS says about the mail hosts of a domain (RFC 5321 section 5.1).
#[derive(Clone, Debug)]
pub struct MailDomainFacts {
    /// The domain asked for.
    pub domain: Name,
    /// Its MX RRset.
    pub mx: Lookup,
    /// The exchanges of the RRset, by preference and name.
    pub exchanges: Vec<ExchangeFacts>,
    /// How many further exchanges were not looked at.
    pub exchanges_left_out: usize,
    /// The domain's own addresses, which are the implicit MX; asked only when there is no MX.
    pub own_addresses: Option<AddressLookups>,
}

/// One exchange of an MX RRset.
#[derive(Clone, Debug)]
pub struct ExchangeFacts {
    /// The exchange; the root for a null MX (RFC 7505).
    pub name: Name,
    /// The MX records that name it: more than one when it is there with several preferences.
    pub records: Vec<Record>,
    /// Its addresses; none where the exchange is no name that could have some.
    pub addresses: Option<AddressLookups>,
}

/// What kind of name an MX record's exchange is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExchangeName {
    /// The root: the null MX (RFC 7505).
    Null,
    /// An address where a name is expected (RFC 5321 section 5.1).
    Address(IpAddr),
    /// A single label, which names no host of the public DNS.
    SingleLabel,
    /// A name, whatever it is made of.
    Host,
}

impl ExchangeName {
    /// Shows the kinds apart.
    pub fn of(name: &Name) -> ExchangeName {
        if name.is_root() {
            return ExchangeName::Null;
        }
        let labels: Vec<&[u8]> = name.labels().collect();
        if let Some(ip) = ipv4(&labels).filter(|_| labels.len() == 4) {
            return ExchangeName::Address(IpAddr::V4(ip));
        }
        let joined = labels.join(&b'.');
        let text = String::from_utf8_lossy(&joined);
        let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(&text);
        match bare.strip_prefix("ipv6:").unwrap_or(bare).parse() {
            Ok(ip) => ExchangeName::Address(ip),
            Err(_) if labels.len() == 1 => ExchangeName::SingleLabel,
            Err(_) => ExchangeName::Host,
        }
    }
}

/// The first four labels as an address; leading zeros are allowed, as nobody means octal here.
fn ipv4(labels: &[&[u8]]) -> Option<Ipv4Addr> {
    let mut octets = [0; 4];
    for (octet, label) in octets.iter_mut().zip(labels.get(..4)?) {
        if !label.iter().all(u8::is_ascii_digit) || label.len() > 3 {
            return None;
        }
        *octet = std::str::from_utf8(label).ok()?.parse().ok()?;
    }
    Some(Ipv4Addr::from(octets))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distinguishes_addresses_from_names() {
        let of = |text: &str| ExchangeName::of(&text.parse().unwrap());
        assert_eq!(of("."), ExchangeName::Null);
        for text in ["192.0.2.1", "192.000.002.001", "[192.0.2.1]"] {
            assert_eq!(of(text), ExchangeName::Address("192.0.2.1".parse().unwrap()), "{text}");
        }
        for text in ["2001:db8::1", "[IPv6:2001:db8::1]"] {
            assert_eq!(of(text), ExchangeName::Address("2001:db8::1".parse().unwrap()), "{text}");
        }
        for text in ["localhost", "0"] {
            assert_eq!(of(text), ExchangeName::SingleLabel, "{text}");
        }
        for text in ["192.0.2.1.example.test", "192.0.2", "192.0.2.256", "1e1.0.2.1", "mx.test"] {
            assert_eq!(of(text), ExchangeName::Host, "{text}");
        }
    }
}
