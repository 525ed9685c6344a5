//! Domain names as this program compares, stores and prints them.

use std::cmp::Ordering;
use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;
use std::sync::Arc;

use hickory_resolver::proto::rr::Name as WireName;
use serde::{Deserialize, Serialize};

/// An absolute domain name in lower case (RFC 1035 section 3.1, RFC 4343).
///
/// Any octet may be in a label: what comes from the network or a zone file
/// need not be a host name. [`fmt::Display`] prints it as master files do,
/// special octets escaped, without the trailing dot; the root is `.`.
///
/// Names are the most frequent thing that a run handles: a copy shares the octets.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Name(
    /// As on the wire, without the root's empty label (RFC 1035 section 3.1).
    Arc<[u8]>,
);

/// The most octets of a name on the wire, the root's included (RFC 1035 section 3.1).
const LONGEST: usize = 255;

/// Octets of the name of an IPv6 address, without the root's label.
const LONGEST_REVERSE: usize = 32 * 2 + 9;

/// The most labels that fit into a name.
const MOST_LABELS: usize = LONGEST / 2;

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
            NameError::EmptyLabel => "an empty label (two dots in a row, or a dot at the start)",
            NameError::LabelTooLong => "a label is longer than 63 octets",
            NameError::TooLong => "longer than 253 characters",
            NameError::BadEscape => "a backslash escapes nothing",
        })
    }
}

impl std::error::Error for NameError {}

impl Name {
    /// The root of the name space.
    pub fn root() -> Name {
        Name(Arc::from([]))
    }

    /// Builds a name from its labels, the leftmost first, lower-casing ASCII letters.
    pub fn from_labels<I, L>(labels: I) -> Result<Name, NameError>
    where
        I: IntoIterator<Item = L>,
        L: AsRef<[u8]>,
    {
        let mut wire = [0; LONGEST];
        let mut length = 0;
        for label in labels {
            let label = label.as_ref();
            let size = match label.len() {
                0 => return Err(NameError::EmptyLabel),
                size @ 1..=63 => size as u8,
                _ => return Err(NameError::LabelTooLong),
            };
            // The root's label needs an octet, too.
            let end = length + 1 + label.len();
            if end < LONGEST {
                wire[length] = size;
                wire[length + 1..end].copy_from_slice(label);
            }
            // What comes then may still be wrong in another way.
            length = end.min(LONGEST);
        }
        if length >= LONGEST {
            return Err(NameError::TooLong);
        }
        // No length of a label is a letter.
        wire[..length].make_ascii_lowercase();
        Ok(Name(Arc::from(&wire[..length])))
    }

    /// The name under `in-addr.arpa` or `ip6.arpa` whose PTR records name the address
    /// (RFC 1035 section 3.5, RFC 3596 section 2.5).
    pub fn reverse(ip: IpAddr) -> Name {
        let mut wire = Vec::with_capacity(LONGEST_REVERSE);
        match ip {
            IpAddr::V4(ip) => {
                for octet in ip.octets().into_iter().rev() {
                    let label = octet.to_string();
                    wire.push(label.len() as u8);
                    wire.extend_from_slice(label.as_bytes());
                }
                wire.extend_from_slice(b"\x07in-addr\x04arpa");
            }
            IpAddr::V6(ip) => {
                for octet in ip.octets().into_iter().rev() {
                    let digit = |nibble: u8| b"0123456789abcdef"[usize::from(nibble)];
                    wire.extend_from_slice(&[1, digit(octet & 15), 1, digit(octet >> 4)]);
                }
                wire.extend_from_slice(b"\x03ip6\x04arpa");
            }
        }
        Name(Arc::from(wire))
    }

    /// The labels, the leftmost first; none for the root.
    pub fn labels(&self) -> impl DoubleEndedIterator<Item = &[u8]> + ExactSizeIterator + Clone {
        Labels::of(&self.0)
    }

    /// True for the root, which as an MX exchange is the null MX (RFC 7505).
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// The name without its leftmost label; none for the root.
    pub fn parent(&self) -> Option<Name> {
        let first = usize::from(*self.0.first()?);
        Some(Name(Arc::from(&self.0[1 + first..])))
    }

    /// True when this name is `ancestor` or is below it.
    pub fn is_at_or_below(&self, ancestor: &Name) -> bool {
        let Some(below) = self.0.len().checked_sub(ancestor.0.len()) else { return false };
        let mut at = 0;
        while at < below {
            at += 1 + usize::from(self.0[at]);
        }
        at == below && self.0[below..] == ancestor.0[..]
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

    /// Returns how many octets the name takes on the wire.
    pub(crate) fn wire_len(&self) -> usize {
        self.0.len() + 1
    }

    /// The name as a message holds it, uncompressed, the root's empty label included
    /// (RFC 1035 section 3.1).
    pub(super) fn write_wire(&self, octets: &mut Vec<u8>) {
        octets.extend_from_slice(&self.0);
        octets.push(0);
    }

    /// The name as hickory takes it.
    pub fn to_wire(&self) -> WireName {
        // Every name of ours fits.
        let mut name = WireName::from_labels(self.labels()).unwrap_or_default();
        name.set_fqdn(true);
        name
    }
}

impl From<&WireName> for Name {
    fn from(name: &WireName) -> Name {
        // hickory keeps to the limits, too.
        Name::from_labels(name.iter()).unwrap_or_else(|_| Name::root())
    }
}

/// The order of DNSSEC: by labels, the rightmost first (RFC 4034 section 6.1).
impl Ord for Name {
    fn cmp(&self, other: &Name) -> Ordering {
        self.labels().rev().cmp(other.labels().rev())
    }
}

impl PartialOrd for Name {
    fn partial_cmp(&self, other: &Name) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The labels of a name, from both ends.
#[derive(Clone)]
struct Labels<'a> {
    wire: &'a [u8],
    /// Where each label begins, with its length.
    starts: [u8; MOST_LABELS],
    front: usize,
    back: usize,
}

impl Labels<'_> {
    fn of(wire: &[u8]) -> Labels<'_> {
        let mut starts = [0; MOST_LABELS];
        let mut count = 0;
        let mut at = 0;
        while at < wire.len() {
            starts[count] = at as u8;
            count += 1;
            at += 1 + usize::from(wire[at]);
        }
        Labels { wire, starts, front: 0, back: count }
    }
}

impl<'a> Labels<'a> {
    fn label(&self, index: usize) -> &'a [u8] {
        let start = usize::from(self.starts[index]);
        &self.wire[start + 1..start + 1 + usize::from(self.wire[start])]
    }
}

impl<'a> Iterator for Labels<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let label = (self.front < self.back).then(|| self.label(self.front))?;
        self.front += 1;
        Some(label)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let rest = self.back - self.front;
        (rest, Some(rest))
    }
}

impl DoubleEndedIterator for Labels<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        let last = (self.front < self.back).then(|| self.label(self.back - 1))?;
        self.back -= 1;
        Some(last)
    }
}

impl ExactSizeIterator for Labels<'_> {}

impl Name {
    /// The name as a client writes it in SMTP: labels with dots between, escaped only where an octet is no
    /// character that can be sent.
    pub fn as_sent(&self) -> String {
        let label = |label: &[u8]| {
            label.utf8_chunks().fold(String::new(), |mut sent, chunk| {
                for c in chunk.valid().chars() {
                    match c {
                        ' ' | '\u{7f}'..='\u{9f}' | '\0'..='\u{1f}' => {
                            c.encode_utf8(&mut [0; 2])
                                .bytes()
                                .for_each(|octet| sent.push_str(&format!("\\{octet:03}")));
                        }
                        c => sent.push(c),
                    }
                }
                chunk.invalid().iter().for_each(|octet| sent.push_str(&format!("\\{octet:03}")));
                sent
            })
        };
        self.labels().map(label).collect::<Vec<_>>().join(".")
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_root() {
            return f.write_str(".");
        }
        if let Some(text) = self.plain_text(&mut [0; LONGEST]) {
            return f.write_str(text);
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

impl Name {
    /// The text of a name without octets to escape, which nearly every one is: it is printed by far the most often.
    fn plain_text<'a>(&self, buffer: &'a mut [u8; LONGEST]) -> Option<&'a str> {
        let mut end = 0;
        for label in self.labels() {
            if !label.iter().all(|octet| octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'_')) {
                return None;
            }
            buffer[end..end + label.len()].copy_from_slice(label);
            buffer[end + label.len()] = b'.';
            end += label.len() + 1;
        }
        std::str::from_utf8(buffer.get(..end.checked_sub(1)?)?).ok()
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
    fn is_the_same_for_hickory_and_ordered_as_there() {
        let names: Vec<Name> =
            ["test", "a.test", "b.test", "a.b.test", "ab.test", "z", ".", r"\000.test", "1.a.test"]
                .iter()
                .map(|text| text.parse().unwrap())
                .collect();
        for name in &names {
            assert_eq!(Name::from(&name.to_wire()), *name);
            let labels: Vec<&[u8]> = name.labels().collect();
            let mut reversed: Vec<&[u8]> = name.labels().rev().collect();
            reversed.reverse();
            assert_eq!((labels.len(), &labels), (name.labels().len(), &reversed));
            for other in &names {
                assert_eq!(name.cmp(other), name.to_wire().cmp(&other.to_wire()), "{name} {other}");
                assert_eq!(name.is_at_or_below(other), other.to_wire().zone_of(&name.to_wire()));
            }
        }
        let longest: Name = "a.".repeat(127).parse().unwrap();
        assert_eq!((longest.labels().len(), longest.labels().next_back()), (127, Some(&b"a"[..])));
        assert_eq!(Name::from(&longest.to_wire()), longest);
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
