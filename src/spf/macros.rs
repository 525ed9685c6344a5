//! Macro strings (RFC 7208 section 7): read once, expanded for each message.

use std::fmt::Write as _;
use std::net::{IpAddr, Ipv4Addr};

use super::Request;
use crate::dns::Name;

/// Octets of an expanded explanation that are kept; a longer one is no explanation.
const MAX_EXPLANATION: usize = 16 * 1024;

/// Characters of an expanded domain name; labels on the left are dropped beyond that
/// (RFC 7208 section 7.3).
const MAX_NAME: usize = 253;

/// A macro-string: literal text and macros.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MacroString {
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Literal(String),
    Macro(Macro),
}

/// `%{ir-}`: a letter, how many parts of its value to keep, their order, what parts them.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Macro {
    letter: Letter,
    /// An upper-case letter: the value is URL-escaped.
    escape: bool,
    keep: Option<usize>,
    reverse: bool,
    /// Empty: the dot.
    delimiters: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Letter {
    Sender,
    LocalPart,
    SenderDomain,
    Domain,
    Ip,
    ValidatedName,
    Version,
    Helo,
    ReadableIp,
    Receiver,
    Time,
}

/// Where a macro-string is: it decides which letters and characters are allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Term,
    Explanation,
}

/// Why a macro-string cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MacroError {
    /// Octets from the start of the string.
    pub position: usize,
    /// A clause for people.
    pub problem: String,
}

/// The values of the macros for one message.
#[derive(Clone, Copy, Debug)]
pub struct Values<'a> {
    /// The address that connects; never an IPv4-mapped IPv6 address.
    pub ip: IpAddr,
    /// The local part of the sender.
    pub local_part: &'a str,
    /// The domain of the sender.
    pub sender_domain: &'a str,
    /// The HELO name as the client gives it.
    pub helo: &'a str,
    /// The domain whose record is being evaluated.
    pub domain: &'a str,
    /// The validated name of the address, or `unknown`.
    pub validated_name: &'a str,
    /// The host that receives.
    pub receiver: &'a str,
    /// Seconds since 1970.
    pub time: u64,
}

impl<'a> Values<'a> {
    /// Returns the values in the record of a domain.
    pub(super) fn of(request: &'a Request, domain: &'a str, validated_name: &'a str) -> Values<'a> {
        let local_part = if request.local_part.is_empty() { "postmaster" } else { &request.local_part };
        Values {
            ip: request.ip,
            local_part,
            sender_domain: request.domain.strip_suffix('.').unwrap_or(&request.domain),
            helo: &request.helo,
            domain,
            validated_name,
            receiver: &request.receiver,
            time: request.time,
        }
    }
}

impl MacroString {
    /// Reads a macro-string of a term; it may be empty.
    pub fn parse(text: &str) -> Result<MacroString, MacroError> {
        read(text, Place::Term)
    }

    /// Reads a domain-spec: a macro-string that ends in a macro or in a dot and a top label.
    pub fn parse_domain(text: &str) -> Result<MacroString, MacroError> {
        let string = read(text, Place::Term)?;
        let wrong = |problem: &str| Err(MacroError { position: 0, problem: problem.to_owned() });
        if text.is_empty() {
            return wrong("a domain is missing");
        }
        if text.ends_with(['}']) && matches!(string.parts.last(), Some(Part::Macro(_)))
            || ["%%", "%_", "%-"].iter().any(|end| text.ends_with(end))
        {
            return Ok(string);
        }
        let Some(Part::Literal(end)) = string.parts.last() else { return wrong("a domain is missing") };
        let bare = end.strip_suffix('.').unwrap_or(end);
        match bare.rsplit_once('.') {
            Some((_, label)) if is_top_label(label) => Ok(string),
            Some((_, label)) => wrong(&format!("\"{label}\" cannot end a domain name")),
            None => wrong("the domain has one label alone"),
        }
    }

    /// Reads an explanation: spaces and the letters c, r and t are allowed there.
    pub fn parse_explanation(text: &str) -> Result<MacroString, MacroError> {
        read(text, Place::Explanation)
    }

    /// True when the validated name of the address has to be known.
    pub fn needs_validated_name(&self) -> bool {
        self.macros().any(|m| m.letter == Letter::ValidatedName)
    }

    /// The name that it means whoever sends; none where a macro depends on that, or it is
    /// no name.
    pub fn fixed_name(&self, domain: &Name) -> Option<Name> {
        let values = Values {
            ip: IpAddr::V4(Ipv4Addr::UNSPECIFIED),
            local_part: "",
            sender_domain: "",
            helo: "",
            domain: &plain(domain),
            validated_name: "",
            receiver: "",
            time: 0,
        };
        let is_fixed = self.macros().all(|m| m.letter == Letter::Domain);
        is_fixed.then(|| name_of(&self.expand_domain(&values))).flatten()
    }

    fn macros(&self) -> impl Iterator<Item = &Macro> {
        self.parts.iter().filter_map(|part| match part {
            Part::Macro(found) => Some(found),
            Part::Literal(_) => None,
        })
    }

    /// The text that it means, cut short beyond what any use of it allows.
    fn expand(&self, values: &Values<'_>) -> String {
        let mut text = String::new();
        for part in &self.parts {
            match part {
                Part::Literal(literal) => text.push_str(literal),
                Part::Macro(found) => text.push_str(&found.expand(values)),
            }
        }
        text
    }

    /// The domain name that it means, as text: at most 253 characters, labels on the left
    /// dropped, without the dot at the end.
    pub fn expand_domain(&self, values: &Values<'_>) -> String {
        let text = self.expand(values);
        let mut name = text.strip_suffix('.').unwrap_or(&text);
        while name.len() > MAX_NAME {
            match name.split_once('.') {
                Some((_, rest)) => name = rest,
                None => break,
            }
        }
        name.to_owned()
    }

    /// The explanation that it means; none when that is not ASCII text, or too long.
    pub fn expand_explanation(&self, values: &Values<'_>) -> Option<String> {
        let text = self.expand(values);
        (text.len() <= MAX_EXPLANATION && text.bytes().all(|b| matches!(b, 0x20..=0x7e))).then_some(text)
    }
}

/// The name that an expanded text is; none when DNS cannot hold it.
pub(super) fn name_of(text: &str) -> Option<Name> {
    Name::from_labels(text.split('.').map(str::as_bytes)).ok()
}

/// The labels of a name with dots between them, nothing escaped.
pub(super) fn plain(name: &Name) -> String {
    let labels: Vec<&[u8]> = name.labels().collect();
    String::from_utf8_lossy(&labels.join(&b'.')).into_owned()
}

/// RFC 7208 section 7.1, toplabel: letters, digits and inner hyphens, not digits alone.
fn is_top_label(label: &str) -> bool {
    let octets = label.as_bytes();
    let is_ldh = octets.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'-');
    let ends_well = |octet: Option<&u8>| octet.is_some_and(u8::is_ascii_alphanumeric);
    is_ldh && ends_well(octets.first()) && ends_well(octets.last()) && !octets.iter().all(u8::is_ascii_digit)
}

fn read(text: &str, place: Place) -> Result<MacroString, MacroError> {
    let mut parts = Vec::new();
    let mut literal = String::new();
    let mut position = 0;
    while let Some(&octet) = text.as_bytes().get(position) {
        let wrong = |problem: String| Err(MacroError { position, problem });
        if octet != b'%' {
            let is_allowed = matches!(octet, 0x21..=0x7e) || (octet == b' ' && place == Place::Explanation);
            if !is_allowed {
                return wrong(format!("the octet 0x{octet:02x} is not allowed"));
            }
            literal.push(octet as char);
            position += 1;
            continue;
        }
        match text.as_bytes().get(position + 1) {
            Some(b'%') => literal.push('%'),
            Some(b'_') => literal.push(' '),
            Some(b'-') => literal.push_str("%20"),
            Some(b'{') => {
                let rest = text.get(position + 2..).unwrap_or_default();
                let Some((body, _)) = rest.split_once('}') else {
                    return wrong("a macro is not closed with }".to_owned());
                };
                let found = match read_macro(body, place) {
                    Ok(found) => found,
                    Err(problem) => return wrong(problem),
                };
                if !literal.is_empty() {
                    parts.push(Part::Literal(std::mem::take(&mut literal)));
                }
                parts.push(Part::Macro(found));
                position += body.len() + 3;
                continue;
            }
            _ => return wrong("a percent sign is not followed by {, %, _ or -".to_owned()),
        }
        position += 2;
    }
    if !literal.is_empty() {
        parts.push(Part::Literal(literal));
    }
    Ok(MacroString { parts })
}

fn read_macro(body: &str, place: Place) -> Result<Macro, String> {
    let mut characters = body.chars();
    let Some(letter) = characters.next() else { return Err("a macro has no letter".to_owned()) };
    let known = match letter.to_ascii_lowercase() {
        's' => Letter::Sender,
        'l' => Letter::LocalPart,
        'o' => Letter::SenderDomain,
        'd' => Letter::Domain,
        'i' => Letter::Ip,
        'p' => Letter::ValidatedName,
        'v' => Letter::Version,
        'h' => Letter::Helo,
        'c' => Letter::ReadableIp,
        'r' => Letter::Receiver,
        't' => Letter::Time,
        _ => return Err(format!("there is no macro \"{}\"", letter.escape_default())),
    };
    let explains = matches!(known, Letter::ReadableIp | Letter::Receiver | Letter::Time);
    if explains && place == Place::Term {
        return Err(format!("the macro \"{letter}\" is allowed in explanations alone"));
    }
    let rest = characters.as_str();
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, rest) = rest.split_at(digits);
    let keep = match number {
        "" => None,
        // More parts than fit into a number are all of them.
        number => Some(number.parse().unwrap_or(usize::MAX)),
    };
    if keep == Some(0) {
        return Err("a macro keeps 0 parts of its value".to_owned());
    }
    let (reverse, delimiters) = match rest.strip_prefix(['r', 'R']) {
        Some(rest) => (true, rest),
        None => (false, rest),
    };
    if let Some(wrong) = delimiters.chars().find(|c| !".-+,/_=".contains(*c)) {
        return Err(format!("\"{}\" is no delimiter of a macro", wrong.escape_default()));
    }
    Ok(Macro {
        letter: known,
        escape: letter.is_ascii_uppercase(),
        keep,
        reverse,
        delimiters: delimiters.to_owned(),
    })
}

impl Macro {
    fn expand(&self, values: &Values<'_>) -> String {
        let value = self.letter.value(values);
        let value = if self.keep.is_none() && !self.reverse && self.delimiters.is_empty() {
            value
        } else {
            let is_delimiter =
                |c: char| if self.delimiters.is_empty() { c == '.' } else { self.delimiters.contains(c) };
            let mut parts: Vec<&str> = value.split(is_delimiter).collect();
            if self.reverse {
                parts.reverse();
            }
            let dropped = parts.len().saturating_sub(self.keep.unwrap_or(usize::MAX));
            parts.drain(..dropped);
            parts.join(".")
        };
        if self.escape { url_escaped(&value) } else { value }
    }
}

impl Letter {
    fn value(self, values: &Values<'_>) -> String {
        match self {
            Letter::Sender => format!("{}@{}", values.local_part, values.sender_domain),
            Letter::LocalPart => values.local_part.to_owned(),
            Letter::SenderDomain => values.sender_domain.to_owned(),
            Letter::Domain => values.domain.to_owned(),
            Letter::Ip => dotted(values.ip),
            Letter::ValidatedName => values.validated_name.to_owned(),
            Letter::Version => if values.ip.is_ipv4() { "in-addr" } else { "ip6" }.to_owned(),
            Letter::Helo => values.helo.to_owned(),
            Letter::ReadableIp => values.ip.to_string(),
            Letter::Receiver => values.receiver.to_owned(),
            Letter::Time => values.time.to_string(),
        }
    }
}

/// An IPv4 address as usual, an IPv6 address as 32 nibbles (RFC 7208 section 7.3).
fn dotted(ip: IpAddr) -> String {
    match ip {
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => {
            let nibbles = ip.octets().into_iter().flat_map(|octet| [octet >> 4, octet & 15]);
            let nibbles: Vec<String> = nibbles.map(|nibble| format!("{nibble:X}")).collect();
            nibbles.join(".")
        }
    }
}

/// RFC 3986 section 2.3: all but the unreserved characters are escaped.
fn url_escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for octet in text.bytes() {
        if octet.is_ascii_alphanumeric() || b"-._~".contains(&octet) {
            escaped.push(octet as char);
        } else {
            // Writing to a string cannot fail.
            let _ = write!(escaped, "%{octet:02X}");
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(ip: &str) -> Values<'static> {
        Values {
            ip: ip.parse().unwrap(),
            local_part: "strong-bad",
            sender_domain: "email.example.com",
            helo: "mx.example.org",
            domain: "email.example.com",
            validated_name: "unknown",
            receiver: "unknown",
            time: 1_000_000_000,
        }
    }

    fn expand(text: &str) -> String {
        MacroString::parse(text).unwrap().expand(&values("192.0.2.3"))
    }

    /// RFC 7208 section 7.4.
    #[test]
    fn the_examples_of_the_rfc() {
        for (text, expected) in [
            ("%{s}", "strong-bad@email.example.com"),
            ("%{o}", "email.example.com"),
            ("%{d}", "email.example.com"),
            ("%{d4}", "email.example.com"),
            ("%{d3}", "email.example.com"),
            ("%{d2}", "example.com"),
            ("%{d1}", "com"),
            ("%{dr}", "com.example.email"),
            ("%{d2r}", "example.email"),
            ("%{l}", "strong-bad"),
            ("%{l-}", "strong.bad"),
            ("%{lr}", "strong-bad"),
            ("%{lr-}", "bad.strong"),
            ("%{l1r-}", "strong"),
            ("%{ir}.%{v}._spf.%{d2}", "3.2.0.192.in-addr._spf.example.com"),
            ("%{lr-}.lp._spf.%{d2}", "bad.strong.lp._spf.example.com"),
            ("%{ir}.%{v}.%{l1r-}.lp._spf.%{d2}", "3.2.0.192.in-addr.strong.lp._spf.example.com"),
            ("%{d2}.trusted-domains.example.net", "example.com.trusted-domains.example.net"),
        ] {
            assert_eq!(expand(text), expected, "{text}");
        }
        let string = MacroString::parse("%{ir}.%{v}._spf.%{d2}").unwrap();
        assert_eq!(
            string.expand(&values("2001:db8::cb01")),
            "1.0.B.C.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.B.D.0.1.0.0.2.ip6._spf.example.com"
        );
    }

    #[test]
    fn escapes_and_upper_case() {
        assert_eq!(expand("a%%b%_c%-d"), "a%b c%20d");
        assert_eq!(expand("%{S}"), "strong-bad%40email.example.com");
        let text = MacroString::parse_explanation("%{c} at %{t} to %{r}").unwrap();
        assert_eq!(text.expand_explanation(&values("::1")).unwrap(), "::1 at 1000000000 to unknown");
    }

    #[test]
    fn refuses_what_is_no_macro_string() {
        for wrong in [
            "%", "%a", "%{", "%{}", "%{d", "%{x}", "%{d0}", "%{dx}", "%{c}", "%{r}", "%{t}", "a b", "\u{e4}",
            "a\t",
        ] {
            assert!(MacroString::parse(wrong).is_err(), "{wrong:?}");
        }
        for wrong in ["", "com", "a.123", "a.-b", "a.b-", "a..", "%{d}com", "a.com/x"] {
            assert!(MacroString::parse_domain(wrong).is_err(), "{wrong:?}");
        }
        for right in ["a.com", "a.com.", "%{d}", "a.%{d}", "%{d}.com", "a%%", "a.x--1", "a.1a"] {
            assert!(MacroString::parse_domain(right).is_ok(), "{right:?}");
        }
        assert!(MacroString::parse("%{d99999999999999999999999r}").is_ok());
    }

    #[test]
    fn labels_on_the_left_are_dropped_beyond_253_characters() {
        let string = MacroString::parse_domain(&format!("{}%{{d}}", "%{o}.".repeat(20))).unwrap();
        let name = string.expand_domain(&values("192.0.2.3"));
        assert!(name.len() <= 253 && name.len() > 240, "{}", name.len());
        assert!(name.ends_with(".email.example.com"));
        let one = MacroString::parse(&"x".repeat(300)).unwrap();
        assert_eq!(name_of(&one.expand_domain(&values("192.0.2.3"))), None);
    }
}
