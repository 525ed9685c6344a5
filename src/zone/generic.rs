//! Data of any type as octets: `\# length hexadecimal` (RFC 3597 section 5).

use std::fmt::Write;
use std::net::{Ipv4Addr, Ipv6Addr};

use crate::dns::{Name, RecordData, RecordType};

use super::error::{Fault, excerpt};
use super::lexer::Token;
use super::place::Place;
use super::ttl::parse_number;

/// Reads what is behind `\#`; known types are decoded.
pub(super) fn parse_generic(
    rtype: RecordType,
    marker: &Token<'_>,
    tokens: &[Token<'_>],
    end: Place,
) -> Result<RecordData, Fault> {
    let Some((length, digits)) = tokens.split_first() else {
        return Err(Fault::new(end, r"nothing behind \#, expected the number of octets"));
    };
    let expected =
        parse_number(length.raw).filter(|length| *length <= u32::from(u16::MAX)).ok_or_else(|| {
            Fault::new(
                length.place,
                format!("'{}' is not the number of octets, expected 0 to 65535", excerpt(length.raw)),
            )
        })?;
    let expected = usize::try_from(expected).unwrap_or(usize::MAX);
    let octets = decode_hexadecimal(digits)?;
    if octets.len() != expected {
        let place = digits.last().map_or(end, |token| token.place);
        return Err(Fault::new(place, format!("{} octets of data, expected {expected}", octets.len())));
    }
    match decode(rtype, &octets) {
        Some(data) => Ok(data),
        None if is_decoded(rtype) => Err(Fault::new(
            marker.place,
            format!("these octets are no {rtype} data, expected its wire format"),
        )),
        None => {
            let mut text = format!(r"\# {expected}");
            for (index, octet) in octets.iter().enumerate() {
                // Writing into a String cannot fail.
                let _ = write!(text, "{}{octet:02X}", if index == 0 { " " } else { "" });
            }
            Ok(RecordData::Other(text))
        }
    }
}

fn decode_hexadecimal(tokens: &[Token<'_>]) -> Result<Vec<u8>, Fault> {
    let mut octets = Vec::new();
    let mut high: Option<u8> = None;
    for token in tokens {
        for (index, digit) in token.raw.iter().enumerate() {
            let value = match digit {
                b'0'..=b'9' => digit - b'0',
                b'a'..=b'f' => digit - b'a' + 10,
                b'A'..=b'F' => digit - b'A' + 10,
                _ => {
                    return Err(Fault::new(
                        token.place.advanced(index + usize::from(token.quoted)),
                        format!("'{}' is not hexadecimal, expected digits 0-9 and a-f", excerpt(token.raw)),
                    ));
                }
            };
            match high.take() {
                None => high = Some(value),
                Some(high) => octets.push(high << 4 | value),
            }
        }
    }
    match (high, tokens.last()) {
        (Some(_), Some(token)) => {
            Err(Fault::new(token.place, "an odd number of hexadecimal digits, expected two for each octet"))
        }
        _ => Ok(octets),
    }
}

fn is_decoded(rtype: RecordType) -> bool {
    matches!(
        rtype,
        RecordType::A
            | RecordType::AAAA
            | RecordType::NS
            | RecordType::CNAME
            | RecordType::DNAME
            | RecordType::PTR
            | RecordType::MX
            | RecordType::SOA
            | RecordType::TXT
    )
}

fn decode(rtype: RecordType, octets: &[u8]) -> Option<RecordData> {
    let mut wire = Wire(octets);
    let data = match rtype {
        RecordType::A => RecordData::A(Ipv4Addr::from(wire.array()?)),
        RecordType::AAAA => RecordData::Aaaa(Ipv6Addr::from(wire.array()?)),
        RecordType::NS => RecordData::Ns(wire.name()?),
        RecordType::CNAME => RecordData::Cname(wire.name()?),
        RecordType::DNAME => RecordData::Dname(wire.name()?),
        RecordType::PTR => RecordData::Ptr(wire.name()?),
        RecordType::MX => {
            RecordData::Mx { preference: u16::from_be_bytes(wire.array()?), exchange: wire.name()? }
        }
        RecordType::SOA => RecordData::Soa {
            mname: wire.name()?,
            rname: wire.name()?,
            serial: wire.number()?,
            refresh: wire.number()?,
            retry: wire.number()?,
            expire: wire.number()?,
            minimum: wire.number()?,
        },
        RecordType::TXT => {
            let mut strings = vec![wire.string()?];
            while !wire.0.is_empty() {
                strings.push(wire.string()?);
            }
            RecordData::Txt(strings)
        }
        _ => return None,
    };
    wire.0.is_empty().then_some(data)
}

/// Octets still to be read.
struct Wire<'a>(&'a [u8]);

impl Wire<'_> {
    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (first, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*first)
    }

    fn number(&mut self) -> Option<u32> {
        self.array().map(u32::from_be_bytes)
    }

    fn string(&mut self) -> Option<Vec<u8>> {
        let (length, rest) = self.0.split_first()?;
        let (string, rest) = rest.split_at_checked(usize::from(*length))?;
        self.0 = rest;
        Some(string.to_vec())
    }

    /// A name without compression.
    fn name(&mut self) -> Option<Name> {
        let mut labels = Vec::new();
        loop {
            let label = self.string()?;
            if label.is_empty() {
                return Name::from_labels(labels).ok();
            }
            labels.push(label);
        }
    }
}
