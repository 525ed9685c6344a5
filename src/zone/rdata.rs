//! Record data: the types that mail needs, parsed; every other as normalised text.

use std::fmt::Write;

use crate::dns::{Name, RecordData, RecordType};

use super::error::{Fault, excerpt};
use super::generic;
use super::lexer::{Token, take_octet, unescaped};
use super::name::{parse_name, parse_unquoted_name};
use super::place::Place;
use super::ttl::{NotATime, parse_number, parse_time};

/// Reads the data of a record of type `rtype`. `end` is where the entry ends,
/// and where a fault is shown when something is missing.
pub(super) fn parse_rdata(
    rtype: RecordType,
    tokens: &[Token<'_>],
    end: Place,
    origin: &Name,
) -> Result<RecordData, Fault> {
    let (data, cut) = parse_rdata_leniently(rtype, tokens, end, origin)?;
    cut.map_or(Ok(data), Err)
}

/// [`parse_rdata`], which cuts character strings that are too long, and says so next to the data.
pub(super) fn parse_rdata_leniently(
    rtype: RecordType,
    tokens: &[Token<'_>],
    end: Place,
    origin: &Name,
) -> Result<(RecordData, Option<Fault>), Fault> {
    if let Some((first, rest)) = tokens.split_first()
        && first.raw == br"\#"
        && !first.quoted
    {
        return Ok((generic::parse_generic(rtype, first, rest, end)?, None));
    }
    let mut fields = Fields { rtype, tokens, end, origin, cut: None };
    let data = match rtype {
        RecordType::A => RecordData::A(fields.address("an IPv4 address such as 192.0.2.1")?),
        RecordType::AAAA => RecordData::Aaaa(fields.address("an IPv6 address such as 2001:db8::1")?),
        RecordType::NS => RecordData::Ns(fields.name("the name of a name server")?),
        RecordType::CNAME => RecordData::Cname(fields.name("the alias's target")?),
        RecordType::DNAME => RecordData::Dname(fields.name("the alias's target")?),
        RecordType::PTR => RecordData::Ptr(fields.name("a domain name")?),
        RecordType::MX => RecordData::Mx {
            preference: fields.preference()?,
            exchange: fields.name("the name of the mail exchange")?,
        },
        RecordType::SOA => RecordData::Soa {
            mname: fields.name("the name of the primary name server")?,
            rname: fields.name("the mailbox of the person responsible, as a name")?,
            serial: fields.serial()?,
            refresh: fields.time("the refresh time")?,
            retry: fields.time("the retry time")?,
            expire: fields.time("the expire time")?,
            minimum: fields.time("the minimum time to live")?,
        },
        RecordType::TXT => RecordData::Txt(fields.strings()?),
        _ => RecordData::Other(fields.text()?),
    };
    match fields.tokens.first() {
        None => Ok((data, fields.cut)),
        Some(extra) => Err(Fault::new(
            extra.place,
            format!(
                "'{}' behind the data of the {rtype} record, expected the end of the line",
                excerpt(extra.raw)
            ),
        )),
    }
}

struct Fields<'t, 'a> {
    rtype: RecordType,
    tokens: &'t [Token<'a>],
    end: Place,
    origin: &'t Name,
    /// The first string that was cut.
    cut: Option<Fault>,
}

impl<'t, 'a> Fields<'t, 'a> {
    fn next(&mut self, expected: &str) -> Result<&'t Token<'a>, Fault> {
        let (first, rest) = self.tokens.split_first().ok_or_else(|| {
            Fault::new(self.end, format!("the {} record ends too early, expected {expected}", self.rtype))
        })?;
        self.tokens = rest;
        Ok(first)
    }

    fn name(&mut self, expected: &str) -> Result<Name, Fault> {
        parse_unquoted_name(self.next(expected)?, self.origin)
    }

    fn address<T: std::str::FromStr>(&mut self, expected: &str) -> Result<T, Fault> {
        let token = self.next(expected)?;
        let text = std::str::from_utf8(token.raw).ok().filter(|_| !token.quoted);
        text.and_then(|text| text.parse().ok()).ok_or_else(|| unexpected(token, expected))
    }

    fn preference(&mut self) -> Result<u16, Fault> {
        let expected = "a preference from 0 to 65535";
        let token = self.next(expected)?;
        let value = parse_number(token.raw).filter(|_| !token.quoted);
        value.and_then(|value| u16::try_from(value).ok()).ok_or_else(|| unexpected(token, expected))
    }

    fn serial(&mut self) -> Result<u32, Fault> {
        let expected = "a serial number from 0 to 4294967295";
        let token = self.next(expected)?;
        parse_number(token.raw).filter(|_| !token.quoted).ok_or_else(|| unexpected(token, expected))
    }

    fn time(&mut self, what: &str) -> Result<u32, Fault> {
        let expected = format!("{what} in seconds, or with units as in 1h30m");
        let token = self.next(&expected)?;
        let value = if token.quoted { Err(NotATime::Syntax) } else { parse_time(token.raw) };
        value.map_err(|why| match why {
            NotATime::Syntax => unexpected(token, &expected),
            NotATime::TooLarge => unexpected(token, &format!("{what}, at most {} seconds", u32::MAX)),
        })
    }

    fn strings(&mut self) -> Result<Vec<Vec<u8>>, Fault> {
        if self.tokens.is_empty() {
            self.next("a character string")?;
        }
        let mut strings = Vec::with_capacity(self.tokens.len());
        let mut octets = 0;
        for token in std::mem::take(&mut self.tokens) {
            let string = unescaped(token.raw);
            if string.len() > LONGEST_STRING {
                self.cut.get_or_insert_with(|| too_long(token, string.len()));
            }
            // The strings with their length octets have to fit into one record.
            octets += string.len() + string.len().div_ceil(LONGEST_STRING).max(1);
            if octets > usize::from(u16::MAX) {
                let what = "the record is longer than 65535 octets, expected less text";
                return Err(Fault::new(self.end, what));
            }
            match string.len() {
                0..=LONGEST_STRING => strings.push(string),
                _ => strings.extend(string.chunks(LONGEST_STRING).map(<[u8]>::to_vec)),
            }
        }
        Ok(strings)
    }

    fn text(&mut self) -> Result<String, Fault> {
        // An address prefix list may be empty (RFC 3123 section 4).
        const APL: RecordType = RecordType(42);
        if self.rtype != APL && self.tokens.is_empty() {
            self.next("its data")?;
        }
        let mut text = String::new();
        for (index, token) in std::mem::take(&mut self.tokens).iter().enumerate() {
            if index > 0 {
                text.push(' ');
            }
            if !token.quoted && name_fields(self.rtype).contains(&index) {
                text.push_str(&parse_name(token, self.origin)?.to_absolute());
            } else {
                push_token(&mut text, token);
            }
        }
        Ok(text)
    }
}

fn unexpected(token: &Token<'_>, expected: &str) -> Fault {
    Fault::new(token.place, format!("'{}' is not {expected}", excerpt(token.raw)))
}

/// Octets of a character string at most (RFC 1035 section 3.3).
const LONGEST_STRING: usize = 255;

fn too_long(token: &Token<'_>, octets: usize) -> Fault {
    let message = format!(
        "a character string of {octets} octets, expected at most {LONGEST_STRING}: cut it into several quoted strings"
    );
    Fault::new(token.place, message)
}

/// Which fields of a type that is kept as text are domain names, to be made absolute.
fn name_fields(rtype: RecordType) -> &'static [usize] {
    match rtype.0 {
        // MB, MG, MR, NSEC
        7..=9 | 47 => &[0],
        // MINFO, RP
        14 | 17 => &[0, 1],
        // AFSDB, RT, KX, SVCB, HTTPS, LP
        18 | 21 | 36 | 64 | 65 | 107 => &[1],
        // PX
        26 => &[1, 2],
        // SRV
        33 => &[3],
        // NAPTR
        35 => &[5],
        // RRSIG
        46 => &[7],
        _ => &[],
    }
}

/// Writes a token so that reading it gives the same octets, printable ASCII only.
fn push_token(text: &mut String, token: &Token<'_>) {
    // Writing into a String cannot fail.
    if token.quoted {
        text.push('"');
    }
    let mut rest = token.raw;
    while let Some((octet, escaped, after)) = take_octet(rest) {
        match octet {
            b'"' | b'\\' if token.quoted || escaped => {
                text.push('\\');
                text.push(char::from(octet));
            }
            b' '..=b'~' if token.quoted => text.push(char::from(octet)),
            b'!'..=b'~' => {
                // Outside quotes an escape may change the meaning (`\.`, `\#`): it stays.
                if escaped && octet.is_ascii_digit() {
                    let _ = write!(text, "\\{octet:03}");
                } else {
                    if escaped {
                        text.push('\\');
                    }
                    text.push(char::from(octet));
                }
            }
            _ => {
                let _ = write!(text, "\\{octet:03}");
            }
        }
        rest = after;
    }
    if token.quoted {
        text.push('"');
    }
}
