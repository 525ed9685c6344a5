//! SPF records: which TXT record is one, and its terms (RFC 7208 sections 4.5, 4.6.1, 5 and 6).

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use super::macros::{MacroError, MacroString};
use crate::dns::{Record, RecordData};

/// What a matching mechanism results in (RFC 7208 section 4.6.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Qualifier {
    /// `+`, or nothing.
    Pass,
    /// `-`.
    Fail,
    /// `~`.
    Softfail,
    /// `?`.
    Neutral,
}

/// A record read, as far as it could be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SpfRecord {
    /// The terms that could be read, in order.
    pub terms: Vec<Term>,
    /// What could not be read. One error makes the whole record a permerror.
    pub errors: Vec<SyntaxError>,
}

/// A mechanism or modifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// As it is in the record.
    pub text: String,
    /// Octets from the start of the record, from 0.
    pub position: usize,
    /// What it says.
    pub kind: TermKind,
}

/// What a term says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TermKind {
    /// A mechanism with its qualifier.
    Directive(Qualifier, Mechanism),
    /// `redirect=`
    Redirect(MacroString),
    /// `exp=`
    Explanation(MacroString),
    /// A modifier that has no meaning here.
    UnknownModifier,
}

/// What is compared with the sending address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mechanism {
    /// Everybody.
    All,
    /// Whoever passes another domain's record.
    Include(MacroString),
    /// The addresses of a name; none: the domain's own.
    A(Option<MacroString>, Prefixes),
    /// The addresses of a name's exchanges.
    Mx(Option<MacroString>, Prefixes),
    /// Whoever has a validated name there (not to be used, RFC 7208 section 5.5).
    Ptr(Option<MacroString>),
    /// A network.
    Ip4(Ipv4Addr, u8),
    /// A network.
    Ip6(Ipv6Addr, u8),
    /// Everybody, if the name has an IPv4 address.
    Exists(MacroString),
}

/// How many bits of an address are compared (RFC 7208 section 5.3, dual-cidr-length).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prefixes {
    /// Of IPv4 addresses, to 32.
    pub ip4: u8,
    /// Of IPv6 addresses, to 128.
    pub ip6: u8,
}

/// A term that the grammar does not allow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// Octets from the start of the record, from 0.
    pub position: usize,
    /// The term, octets outside ASCII escaped.
    pub term: String,
    /// What is wrong with it.
    pub problem: String,
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\" at octet {}: {}", self.term, self.position + 1, self.problem)
    }
}

impl Mechanism {
    /// True when it costs one of the ten lookups (RFC 7208 section 4.6.4).
    pub fn asks(&self) -> bool {
        !matches!(self, Mechanism::All | Mechanism::Ip4(..) | Mechanism::Ip6(..))
    }
}

impl Term {
    /// True when it costs one of the ten lookups.
    pub fn asks(&self) -> bool {
        match &self.kind {
            TermKind::Directive(_, mechanism) => mechanism.asks(),
            TermKind::Redirect(_) => true,
            TermKind::Explanation(_) | TermKind::UnknownModifier => false,
        }
    }

    /// The mechanism, where it is one.
    pub fn mechanism(&self) -> Option<&Mechanism> {
        match &self.kind {
            TermKind::Directive(_, mechanism) => Some(mechanism),
            _ => None,
        }
    }
}

/// The strings of a TXT record joined, if it is an SPF record: it begins with `v=spf1`, and a space
/// or nothing follows (RFC 7208 sections 3.3 and 4.5).
pub fn text_of(record: &Record) -> Option<Vec<u8>> {
    let RecordData::Txt(strings) = &record.data else { return None };
    let text = strings.concat();
    is_version(&text).then_some(text)
}

/// Returns true for a text that begins as an SPF record does.
pub(super) fn is_version(text: &[u8]) -> bool {
    let version = text.split(|octet| *octet == b' ').next().unwrap_or_default();
    version.eq_ignore_ascii_case(VERSION.as_bytes())
}

/// Returns true for a word that the grammar allows as a term.
pub(super) fn is_term(word: &str) -> bool {
    word.bytes().all(|octet| octet.is_ascii_graphic()) && read_term(word).is_ok()
}

/// The first word of a record.
const VERSION: &str = "v=spf1";

impl SpfRecord {
    /// Reads the text of a record that begins with its version.
    pub fn parse(text: &[u8]) -> SpfRecord {
        let mut record = SpfRecord::default();
        let mut position = 0;
        for (index, word) in text.split(|octet| *octet == b' ').enumerate() {
            // The version, and spaces in a row.
            if index > 0 && !word.is_empty() {
                record.read(word, position);
            }
            position += word.len() + 1;
        }
        record.refuse_repeated();
        record
    }

    fn read(&mut self, word: &[u8], position: usize) {
        let shown = || word.escape_ascii().to_string();
        let text = match std::str::from_utf8(word) {
            Ok(text) if word.iter().all(u8::is_ascii_graphic) => text,
            _ => {
                let problem = "only printable ASCII characters are allowed".to_owned();
                self.errors.push(SyntaxError { position, term: shown(), problem });
                return;
            }
        };
        match read_term(text) {
            Ok(kind) => self.terms.push(Term { text: text.to_owned(), position, kind }),
            Err(problem) => self.errors.push(SyntaxError { position, term: shown(), problem }),
        }
    }

    /// redirect and exp may be once each (RFC 7208 section 6).
    fn refuse_repeated(&mut self) {
        for (name, is_it) in [
            ("redirect=", (|kind| matches!(kind, TermKind::Redirect(_))) as fn(&TermKind) -> bool),
            ("exp=", |kind| matches!(kind, TermKind::Explanation(_))),
        ] {
            let repeated = self.terms.iter().filter(|term| is_it(&term.kind)).skip(1);
            self.errors.extend(repeated.map(|term| SyntaxError {
                position: term.position,
                term: term.text.clone(),
                problem: format!("{name} is in the record twice"),
            }));
        }
        self.errors.sort_by_key(|error| error.position);
    }

    /// The target of `redirect=`, where no `all` makes it void (RFC 7208 section 6.1).
    pub fn redirect(&self) -> Option<(&Term, &MacroString)> {
        if self.has_all() {
            return None;
        }
        self.terms.iter().find_map(|term| match &term.kind {
            TermKind::Redirect(target) => Some((term, target)),
            _ => None,
        })
    }

    /// The name of the explanation.
    pub fn explanation(&self) -> Option<&MacroString> {
        self.terms.iter().find_map(|term| match &term.kind {
            TermKind::Explanation(target) => Some(target),
            _ => None,
        })
    }

    /// True when `all` is in it.
    pub fn has_all(&self) -> bool {
        self.terms.iter().any(|term| term.mechanism() == Some(&Mechanism::All))
    }
}

fn read_term(text: &str) -> Result<TermKind, String> {
    if let Some((name, value)) = modifier(text) {
        let domain = || MacroString::parse_domain(value).map_err(|error| error.problem);
        return Ok(match name.to_ascii_lowercase().as_str() {
            "redirect" => TermKind::Redirect(domain()?),
            "exp" => TermKind::Explanation(domain()?),
            _ => {
                MacroString::parse(value).map_err(|error: MacroError| error.problem)?;
                TermKind::UnknownModifier
            }
        });
    }
    let (qualifier, rest) = match text.as_bytes().first() {
        Some(b'+') => (Qualifier::Pass, &text[1..]),
        Some(b'-') => (Qualifier::Fail, &text[1..]),
        Some(b'~') => (Qualifier::Softfail, &text[1..]),
        Some(b'?') => (Qualifier::Neutral, &text[1..]),
        _ => (Qualifier::Pass, text),
    };
    Ok(TermKind::Directive(qualifier, read_mechanism(rest)?))
}

/// A name, an equals sign, and the rest, which may hold anything.
fn modifier(text: &str) -> Option<(&str, &str)> {
    let (name, value) = text.split_once('=')?;
    let (first, rest) = name.as_bytes().split_first()?;
    let is_name =
        first.is_ascii_alphabetic() && rest.iter().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(b));
    is_name.then_some((name, value))
}

fn read_mechanism(text: &str) -> Result<Mechanism, String> {
    let end = text.find([':', '/']).unwrap_or(text.len());
    let (name, argument) = text.split_at(end);
    let name = name.to_ascii_lowercase();
    let domain = |text: &str| MacroString::parse_domain(text).map_err(|error| error.problem);
    let value = || argument.strip_prefix(':').ok_or(format!("{name} needs a colon and a value"));
    match name.as_str() {
        "all" if argument.is_empty() => Ok(Mechanism::All),
        "all" => Err("all takes no value".to_owned()),
        "include" => Ok(Mechanism::Include(domain(value()?)?)),
        "exists" => Ok(Mechanism::Exists(domain(value()?)?)),
        "ptr" if argument.is_empty() => Ok(Mechanism::Ptr(None)),
        "ptr" => Ok(Mechanism::Ptr(Some(domain(value()?)?))),
        "a" | "mx" => {
            let (target, prefixes) = read_prefixes(argument)?;
            let target = match target.strip_prefix(':') {
                Some(target) => Some(domain(target)?),
                None if target.is_empty() => None,
                None => return Err(format!("\"{target}\" is no prefix length")),
            };
            Ok(if name == "a" { Mechanism::A(target, prefixes) } else { Mechanism::Mx(target, prefixes) })
        }
        "ip4" => {
            let (network, length) = read_network(value()?, 32)?;
            let network = network.parse().map_err(|_| format!("\"{network}\" is no IPv4 address"))?;
            Ok(Mechanism::Ip4(network, length))
        }
        "ip6" => {
            let (network, length) = read_network(value()?, 128)?;
            let network = network.parse().map_err(|_| format!("\"{network}\" is no IPv6 address"))?;
            Ok(Mechanism::Ip6(network, length))
        }
        _ => Err("unknown mechanism".to_owned()),
    }
}

/// Takes `/24`, `//64` or `/24//64` off the end.
fn read_prefixes(text: &str) -> Result<(&str, Prefixes), String> {
    let mut prefixes = Prefixes { ip4: 32, ip6: 128 };
    let mut target = text;
    if let Some((rest, digits)) = split_digits(target)
        && let Some(rest) = rest.strip_suffix("//")
    {
        prefixes.ip6 = read_length(digits, 128)?;
        target = rest;
    }
    if let Some((rest, digits)) = split_digits(target)
        && let Some(rest) = rest.strip_suffix('/')
        && !rest.ends_with('/')
    {
        prefixes.ip4 = read_length(digits, 32)?;
        target = rest;
    }
    Ok((target, prefixes))
}

/// Digits at the end, and what is before them.
fn split_digits(text: &str) -> Option<(&str, &str)> {
    let rest = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = &text[rest.len()..];
    (!digits.is_empty()).then_some((rest, digits))
}

fn read_network(text: &str, longest: u8) -> Result<(&str, u8), String> {
    match text.split_once('/') {
        Some((network, digits)) => Ok((network, read_length(digits, longest)?)),
        None => Ok((text, longest)),
    }
}

/// Decimal digits without a leading zero (RFC 7208 section 5.6).
fn read_length(digits: &str, longest: u8) -> Result<u8, String> {
    let wrong = || format!("\"/{digits}\" is no prefix length from 0 to {longest}");
    let is_number = !digits.is_empty()
        && digits.bytes().all(|b| b.is_ascii_digit())
        && (digits == "0" || !digits.starts_with('0'));
    if !is_number {
        return Err(wrong());
    }
    digits.parse().ok().filter(|length| *length <= longest).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mechanism(text: &str) -> Result<Mechanism, String> {
        match read_term(text)? {
            TermKind::Directive(_, mechanism) => Ok(mechanism),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn reads_every_mechanism() {
        let domain = |text: &str| Some(MacroString::parse_domain(text).unwrap());
        let prefixes = |ip4, ip6| Prefixes { ip4, ip6 };
        assert_eq!(mechanism("ALL"), Ok(Mechanism::All));
        assert_eq!(mechanism("a"), Ok(Mechanism::A(None, prefixes(32, 128))));
        assert_eq!(mechanism("a/24"), Ok(Mechanism::A(None, prefixes(24, 128))));
        assert_eq!(mechanism("mx//64"), Ok(Mechanism::Mx(None, prefixes(32, 64))));
        assert_eq!(mechanism("a:b.c/0//0"), Ok(Mechanism::A(domain("b.c"), prefixes(0, 0))));
        assert_eq!(mechanism("ip4:192.0.2.0/24"), Ok(Mechanism::Ip4([192, 0, 2, 0].into(), 24)));
        assert_eq!(mechanism("ip6:2001:db8::/0"), Ok(Mechanism::Ip6("2001:db8::".parse().unwrap(), 0)));
        assert_eq!(mechanism("ptr:b.c"), Ok(Mechanism::Ptr(domain("b.c"))));
        assert_eq!(mechanism("a:%{d/}"), Ok(Mechanism::A(domain("%{d/}"), prefixes(32, 128))));
    }

    #[test]
    fn refuses_what_the_grammar_does_not_allow() {
        for wrong in [
            "all:x.y",
            "all/8",
            "include",
            "include:",
            "include:/24",
            "exists:x.y/24",
            "a:",
            "a:/24",
            "a/",
            "a/33",
            "a//129",
            "a/024",
            "a//",
            "a/24/64",
            "a:b.c/24/64",
            "ptr:",
            "ptr/24",
            "ip4",
            "ip4:",
            "ip4:1.2.3",
            "ip4:1.2.3.4/33",
            "ip4:1.2.3.4/",
            "ip4:1.2.3.4/032",
            "ip4:1.2.3.4//32",
            "ip4:01.2.3.4",
            "ip6:::1/129",
            "ip6:1.2.3.4",
            "ip6:fe80::1%1",
            "foo",
            "-exp=a.b",
            "--all",
            "",
            "=all",
            "1up=x",
            "redirect=",
            "exp=",
            "redirect=a",
            "foo=%x",
        ] {
            assert!(read_term(wrong).is_err(), "{wrong:?}: {:?}", read_term(wrong));
        }
    }

    #[test]
    fn shows_where_an_error_is() {
        let record = SpfRecord::parse(b"v=spf1  a ip4:192.0.2.0/33 \xe4 exp=a.b exp=c.d -all ");
        let errors: Vec<(usize, &str)> =
            record.errors.iter().map(|e| (e.position, e.term.as_str())).collect();
        assert_eq!(errors, [(10, "ip4:192.0.2.0/33"), (27, "\\xe4"), (37, "exp=c.d")]);
        assert_eq!(record.terms.len(), 4);
    }
}
