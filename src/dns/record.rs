//! Resource records: the types that mail needs, parsed; every other as text.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;
use std::sync::Arc;

use super::Name;

/// The number of a record type (RFC 1035 section 3.2.2, IANA's registry).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RecordType(pub u16);

impl RecordType {
    /// An IPv4 address.
    pub const A: RecordType = RecordType(1);
    /// The name server of a zone.
    pub const NS: RecordType = RecordType(2);
    /// The canonical name of an alias.
    pub const CNAME: RecordType = RecordType(5);
    /// The start of a zone's authority.
    pub const SOA: RecordType = RecordType(6);
    /// A name for an address.
    pub const PTR: RecordType = RecordType(12);
    /// A mail exchange.
    pub const MX: RecordType = RecordType(15);
    /// Text strings.
    pub const TXT: RecordType = RecordType(16);
    /// An IPv6 address (RFC 3596).
    pub const AAAA: RecordType = RecordType(28);
    /// The type that SPF records had once (RFC 4408); RFC 7208 withdrew it.
    pub const SPF: RecordType = RecordType(99);
    /// The alias of a whole subtree (RFC 6672).
    pub const DNAME: RecordType = RecordType(39);
}

/// Mnemonics of IANA's registry of record types that may be in a zone.
const MNEMONICS: &[(&str, u16)] = &[
    ("A", 1),
    ("NS", 2),
    ("MD", 3),
    ("MF", 4),
    ("CNAME", 5),
    ("SOA", 6),
    ("MB", 7),
    ("MG", 8),
    ("MR", 9),
    ("NULL", 10),
    ("WKS", 11),
    ("PTR", 12),
    ("HINFO", 13),
    ("MINFO", 14),
    ("MX", 15),
    ("TXT", 16),
    ("RP", 17),
    ("AFSDB", 18),
    ("X25", 19),
    ("ISDN", 20),
    ("RT", 21),
    ("NSAP", 22),
    ("NSAP-PTR", 23),
    ("SIG", 24),
    ("KEY", 25),
    ("PX", 26),
    ("GPOS", 27),
    ("AAAA", 28),
    ("LOC", 29),
    ("NXT", 30),
    ("EID", 31),
    ("NIMLOC", 32),
    ("SRV", 33),
    ("ATMA", 34),
    ("NAPTR", 35),
    ("KX", 36),
    ("CERT", 37),
    ("A6", 38),
    ("DNAME", 39),
    ("SINK", 40),
    ("APL", 42),
    ("DS", 43),
    ("SSHFP", 44),
    ("IPSECKEY", 45),
    ("RRSIG", 46),
    ("NSEC", 47),
    ("DNSKEY", 48),
    ("DHCID", 49),
    ("NSEC3", 50),
    ("NSEC3PARAM", 51),
    ("TLSA", 52),
    ("SMIMEA", 53),
    ("HIP", 55),
    ("NINFO", 56),
    ("RKEY", 57),
    ("TALINK", 58),
    ("CDS", 59),
    ("CDNSKEY", 60),
    ("OPENPGPKEY", 61),
    ("CSYNC", 62),
    ("ZONEMD", 63),
    ("SVCB", 64),
    ("HTTPS", 65),
    ("DSYNC", 66),
    ("SPF", 99),
    ("NID", 104),
    ("L32", 105),
    ("L64", 106),
    ("LP", 107),
    ("EUI48", 108),
    ("EUI64", 109),
    ("URI", 256),
    ("CAA", 257),
    ("AVC", 258),
    ("DOA", 259),
    ("AMTRELAY", 260),
    ("RESINFO", 261),
    ("WALLET", 262),
    ("TA", 32768),
    ("DLV", 32769),
];

impl fmt::Display for RecordType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match MNEMONICS.iter().find(|(_, number)| *number == self.0) {
            Some((mnemonic, _)) => f.write_str(mnemonic),
            None => write!(f, "TYPE{}", self.0),
        }
    }
}

impl fmt::Debug for RecordType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Reads a mnemonic in any case, or `TYPE` and a number (RFC 3597 section 5).
impl FromStr for RecordType {
    type Err = ();

    fn from_str(text: &str) -> Result<RecordType, ()> {
        let upper = text.to_ascii_uppercase();
        if let Some((_, number)) = MNEMONICS.iter().find(|(mnemonic, _)| *mnemonic == upper) {
            return Ok(RecordType(*number));
        }
        let digits = upper.strip_prefix("TYPE").ok_or(())?;
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(());
        }
        digits.parse().map(RecordType).map_err(|_| ())
    }
}

/// What a record says.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum RecordData {
    /// An IPv4 address.
    A(Ipv4Addr),
    /// An IPv6 address.
    Aaaa(Ipv6Addr),
    /// A name server.
    Ns(Name),
    /// The target of an alias.
    Cname(Name),
    /// The target of a subtree's alias.
    Dname(Name),
    /// The name of an address.
    Ptr(Name),
    /// A mail exchange (RFC 5321 section 5.1); the exchange `.` is the null MX (RFC 7505).
    Mx {
        /// Lower is tried first.
        preference: u16,
        /// The host that takes the mail.
        exchange: Name,
    },
    /// The start of a zone's authority; times in seconds.
    Soa {
        /// Primary name server.
        mname: Name,
        /// Mailbox of the person responsible, as a name.
        rname: Name,
        /// Version of the zone.
        serial: u32,
        /// How often secondaries ask.
        refresh: u32,
        /// How soon they ask again after a failure.
        retry: u32,
        /// When they give up.
        expire: u32,
        /// How long a negative answer may be kept (RFC 2308 section 4).
        minimum: u32,
    },
    /// Character strings as they are, not joined.
    Txt(Vec<Vec<u8>>),
    /// A type that mail does not need, its data as text.
    Other(String),
}

/// Where a record or an answer comes from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// A nameserver's answer (in this run, or in the recorded one).
    Live,
    /// A zone file given with `--zone`.
    Zone {
        /// The file as it was named on the command line or in `$INCLUDE`; all its records share the text.
        file: Arc<str>,
        /// The line that the record begins on, from 1; none for an answer that says that nothing is there.
        line: Option<u32>,
    },
}

/// A resource record of class IN.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Record {
    /// The owner.
    pub name: Name,
    /// The record's type; that of `data`.
    pub rtype: RecordType,
    /// Seconds that it may be kept.
    pub ttl: u32,
    /// What it says.
    pub data: RecordData,
    /// Where it was found.
    pub source: Source,
}

impl Record {
    /// The address that an A or AAAA record gives.
    pub fn ip(&self) -> Option<IpAddr> {
        match self.data {
            RecordData::A(ip) => Some(IpAddr::V4(ip)),
            RecordData::Aaaa(ip) => Some(IpAddr::V6(ip)),
            _ => None,
        }
    }
}

/// One line as a master file has it, absolute names, single spaces, special octets escaped.
impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} IN {} {}", self.name.to_absolute(), self.ttl, self.rtype, self.data)
    }
}

impl fmt::Display for RecordData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RecordData::A(ip) => write!(f, "{ip}"),
            RecordData::Aaaa(ip) => write!(f, "{ip}"),
            RecordData::Ns(name)
            | RecordData::Cname(name)
            | RecordData::Dname(name)
            | RecordData::Ptr(name) => f.write_str(&name.to_absolute()),
            RecordData::Mx { preference, exchange } => {
                write!(f, "{preference} {}", exchange.to_absolute())
            }
            RecordData::Soa { mname, rname, serial, refresh, retry, expire, minimum } => write!(
                f,
                "{} {} {serial} {refresh} {retry} {expire} {minimum}",
                mname.to_absolute(),
                rname.to_absolute()
            ),
            // A master file has no other form for no string at all (RFC 3597 section 5).
            RecordData::Txt(strings) if strings.is_empty() => f.write_str(r"\# 0"),
            RecordData::Txt(strings) => {
                for (index, string) in strings.iter().enumerate() {
                    if index > 0 {
                        f.write_str(" ")?;
                    }
                    write_character_string(f, string)?;
                }
                Ok(())
            }
            RecordData::Other(text) => f.write_str(text),
        }
    }
}

fn write_character_string(f: &mut fmt::Formatter<'_>, string: &[u8]) -> fmt::Result {
    f.write_str("\"")?;
    for &octet in string {
        match octet {
            b'"' | b'\\' => write!(f, "\\{}", octet as char)?,
            0x20..=0x7e => write!(f, "{}", octet as char)?,
            _ => write!(f, "\\{octet:03}")?,
        }
    }
    f.write_str("\"")
}
