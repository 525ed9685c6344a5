//! Domain names as this program compares, stores and prints them.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use hickory_resolver::proto::rr::Name as WireName;
use serde::{Deserialize, Serialize};

/// An absolute domain name in lower case (RFC 1035 section 3.1, RFC 4343).
///
/// Any octet may stand in a label: what comes from the network or a zone file
/// need not be a host name. [`fmt::Display`] prints it as master files do,
/// special octets escaped, without the trailing dot; the root is `.`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name(WireName);

/// Why octets or text are not a domain name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameError {
    /// Two dots in a row, or a dot at the start.
    EmptyLabel,
    /// A label of over 63 octets.
    LabelTooLong,
    /// Over 255 octets on the wire, which is 253 characters without escapes.
    TooLong,
    /// A backslash that is not followed by a character or by three digits up to 255.
    BadEscape,
}

impl fmt::Display for NameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NameError::EmptyLabel => "it has an empty label (two dots in a row, or a dot in front)",
            NameError::LabelTooLong => "a label is longer than 63 octets",
            NameError::TooLong => "it is longer than 253 characters",
            NameError::BadEscape => "a backslash escapes nothing",
        })
    }
}

impl std::error::Error for NameError {}

impl Name {
    /// The root of the name space.
    pub fn root() -> Name {
        Name(WireName::root())
    }

    /// Builds a name from its labels, the leftmost first, lower-casing ASCII letters.
    pub fn from_labels<I, L>(labels: I) -> Result<Name, NameError>
    where
        I: IntoIterator<Item = L>,
        L: AsRef<[u8]>,
    {
        let mut lowered: Vec<Vec<u8>> = Vec::new();
        let mut wire_len = 1;
        for label in labels {
            let label = label.as_ref();
            match label.len() {
                0 => return Err(NameError::EmptyLabel),
                1..=63 => wire_len += label.len() + 1,
                _ => return Err(NameError::LabelTooLong),
            }
            lowered.push(label.to_ascii_lowercase());
        }
        if wire_len > 255 {
            return Err(NameError::TooLong);
        }
        let mut name =
            WireName::from_labels(lowered.iter().map(Vec::as_slice)).map_err(|_| NameError::TooLong)?;
        name.set_fqdn(true);
        Ok(Name(name))
    }

    /// The name under `in-addr.arpa` or `ip6.arpa` whose PTR records name the address
    /// (RFC 1035 section 3.5, RFC 3596 section 2.5).
    pub fn reverse(ip: IpAddr) -> Name {
        let mut name = WireName::from(ip);
        name.set_fqdn(true);
        Name(name)
    }

    /// The labels, the leftmost first; none for the root.
    pub fn labels(&self) -> impl DoubleEndedIterator<Item = &[u8]> + ExactSizeIterator {
        self.0.iter()
    }

    /// True for the root, which as an MX exchange is the null MX (RFC 7505).
    pub fn is_root(&self) -> bool {
        self.0.is_root()
    }

    /// The name without its leftmost label; none for the root.
    pub fn parent(&self) -> Option<Name> {
        (!self.is_root()).then(|| Name(self.0.base_name()))
    }

    /// True when this name is `ancestor` or stands below it.
    pub fn is_at_or_below(&self, ancestor: &Name) -> bool {
        ancestor.0.zone_of_case(&self.0)
    }

    /// This name with one more label in front.
    pub fn child(&self, label: &[u8]) -> Result<Name, NameError> {
        Name::from_labels(std::iter::once(label).chain(self.labels()))
    }

    /// This name with the ending `from` replaced by `to`, as a DNAME does
    /// (RFC 6672 section 2.2). None when the name is not below `from`, or the
    /// new name would be too long.
    pub fn with_suffix_replaced(&self, from: &Name, to: &Name) -> Option<Name> {
        let keep = self.labels().len().checked_sub(from.labels().len())?;
        if keep == 0 || !self.is_at_or_below(from) {
            return None;
        }
        Name::from_labels(self.labels().take(keep).chain(to.labels())).ok()
    }

    /// The name as records print it: with the trailing dot.
    pub fn to_absolute(&self) -> String {
        if self.is_root() { ".".to_owned() } else { format!("{self}.") }
    }

    /// The name as hickory takes it.
    pub fn as_wire(&self) -> &WireName {
        &self.0
    }
}

impl From<&WireName> for Name {
    fn from(name: &WireName) -> Name {
        let mut name = name.to_lowercase();
        name.set_fqdn(true);
        Name(name)
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_root() {
            return f.write_str(".");
        }
        for (index, label) in self.labels().enumerate() {
            if index > 0 {
                f.write_str(".")?;
            }
            for &octet in label {
                match octet {
                    b'.' | b'\\' | b'"' | b';' | b'(' | b')' | b'@' | b'$' => {
                        write!(f, "\\{}", octet as char)?
                    }
                    0x21..=0x7e => write!(f, "{}", octet as char)?,
                    _ => write!(f, "\\{octet:03}")?,
                }
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Name({self})")
    }
}

/// Reads what [`fmt::Display`] prints; a trailing dot is allowed. No IDN mapping.
impl FromStr for Name {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Name, NameError> {
        if text == "." {
            return Ok(Name::root());
        }
        let mut labels: Vec<Vec<u8>> = vec![Vec::new()];
        let mut octets = text.bytes();
        while let Some(octet) = octets.next() {
            match octet {
                b'.' => labels.push(Vec::new()),
                b'\\' => {
                    let first = octets.next().ok_or(NameError::BadEscape)?;
                    let octet = if first.is_ascii_digit() {
                        let mut value = u16::from(first - b'0');
                        for _ in 0..2 {
                            let digit = octets.next().filter(u8::is_ascii_digit);
                            value = value * 10 + u16::from(digit.ok_or(NameError::BadEscape)? - b'0');
                        }
                        u8::try_from(value).map_err(|_| NameError::BadEscape)?
                    } else {
                        first
                    };
                    push_octet(&mut labels, octet);
                }
                octet => push_octet(&mut labels, octet),
            }
        }
        if labels.last().is_some_and(Vec::is_empty) {
            labels.pop();
        }
        if labels.is_empty() {
            return Err(NameError::EmptyLabel);
        }
        Name::from_labels(labels)
    }
}

fn push_octet(labels: &mut [Vec<u8>], octet: u8) {
    if let Some(label) = labels.last_mut() {
        label.push(octet);
    }
}

impl Serialize for Name {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Name, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl schemars::JsonSchema for Name {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Name".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "description": "A domain name in lower case, A-labels, without trailing dot; the root is \".\".",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_what_it_reads() {
        for text in
            [".", "a.example", "xn--mnchen-3ya.example", r"a\.b.example", r"\000\255.test", r"sp\032ace.test"]
        {
            assert_eq!(text.parse::<Name>().unwrap().to_string(), text);
        }
        assert_eq!("MX.Example.".parse::<Name>().unwrap().to_string(), "mx.example");
    }

    #[test]
    fn refuses_what_is_no_name() {
        assert_eq!("a..b".parse::<Name>(), Err(NameError::EmptyLabel));
        assert_eq!(".a".parse::<Name>(), Err(NameError::EmptyLabel));
        assert_eq!("".parse::<Name>(), Err(NameError::EmptyLabel));
        assert_eq!("a.".repeat(127).parse::<Name>().map(|n| n.to_string().len()), Ok(253));
        assert_eq!("a.".repeat(128).parse::<Name>(), Err(NameError::TooLong));
        assert_eq!("a".repeat(64).parse::<Name>(), Err(NameError::LabelTooLong));
        assert_eq!(r"a\25".parse::<Name>(), Err(NameError::BadEscape));
        assert_eq!(r"a\256".parse::<Name>(), Err(NameError::BadEscape));
    }

    #[test]
    fn knows_its_ancestors() {
        let name: Name = "a.b.example".parse().unwrap();
        let apex: Name = "example".parse().unwrap();
        assert!(name.is_at_or_below(&apex) && apex.is_at_or_below(&apex) && !apex.is_at_or_below(&name));
        assert!(name.is_at_or_below(&Name::root()));
        assert!(!"xexample".parse::<Name>().unwrap().is_at_or_below(&apex));
        assert_eq!(name.parent().unwrap().to_string(), "b.example");
        assert_eq!(Name::root().parent(), None);
        let target: Name = "other.test".parse().unwrap();
        assert_eq!(name.with_suffix_replaced(&apex, &target).unwrap().to_string(), "a.b.other.test");
        assert_eq!(apex.with_suffix_replaced(&apex, &target), None);
    }
}
