//! The name as text: whether it is a host name, and which part its owner chose.

use std::fmt;
use std::net::IpAddr;

use crate::dns::Name;

/// Why a PTR record's target is no host name (RFC 1035 section 2.3.1, RFC 1123 section 2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MalformedReason {
    /// The root.
    Empty,
    /// One label, such as `localhost`.
    SingleLabel,
    /// An address in place of a name.
    Address,
    /// The last label is a number, which no top-level domain is.
    NumericTopLabel,
    /// An underscore.
    Underscore,
    /// An octet other than letters, digits and hyphens.
    Character,
    /// A label that starts or ends with a hyphen.
    HyphenAtEdge,
}

impl fmt::Display for MalformedReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            MalformedReason::Empty => "it is the root, not a host name",
            MalformedReason::SingleLabel => "a single label without a domain",
            MalformedReason::Address => "it is an address, not a name",
            MalformedReason::NumericTopLabel => "it ends with a number, which no domain does",
            MalformedReason::Underscore => "contains an underscore, which host names do not",
            MalformedReason::Character => "contains a character that host names do not",
            MalformedReason::HyphenAtEdge => "a label starts or ends with a hyphen",
        })
    }
}

/// A host name in lower case, cut where its registrable domain begins.
pub(super) struct Host {
    text: String,
    /// Where the registrable domain starts; 0 when the name is one.
    domain_at: usize,
}

impl Host {
    pub(super) fn read(name: &Name) -> Result<Host, MalformedReason> {
        if name.is_root() {
            return Err(MalformedReason::Empty);
        }
        let mut octets = Vec::with_capacity(255);
        let mut edge = false;
        let mut last: &[u8] = &[];
        for label in name.labels() {
            if !octets.is_empty() {
                octets.push(b'.');
            }
            edge |= label.first() == Some(&b'-') || label.last() == Some(&b'-');
            octets.extend(label.iter().map(u8::to_ascii_lowercase));
            last = label;
        }
        let text = String::from_utf8(octets).map_err(|_| MalformedReason::Character)?;
        if text.trim_matches(['[', ']']).parse::<IpAddr>().is_ok() {
            return Err(MalformedReason::Address);
        }
        let dots = text.bytes().filter(|&octet| octet == b'.').count();
        if let Some(odd) =
            text.bytes().find(|octet| !matches!(octet, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.'))
        {
            let underscore = odd == b'_';
            return Err(if underscore { MalformedReason::Underscore } else { MalformedReason::Character });
        }
        if dots + 1 != name.labels().len() {
            return Err(MalformedReason::Character);
        }
        if edge {
            return Err(MalformedReason::HyphenAtEdge);
        }
        if dots == 0 {
            return Err(MalformedReason::SingleLabel);
        }
        if last.iter().all(u8::is_ascii_digit) {
            return Err(MalformedReason::NumericTopLabel);
        }
        let domain_at = registrable(&text);
        Ok(Host { text, domain_at })
    }

    /// The labels left of the registrable domain, joined by dots; empty when there are none.
    pub(super) fn host(&self) -> &str {
        self.text[..self.domain_at].trim_end_matches('.')
    }

    pub(super) fn labels(&self) -> impl Iterator<Item = &str> {
        self.host().split('.')
    }

    pub(super) fn first_label(&self) -> &str {
        self.labels().next().unwrap_or_default()
    }

    /// The first label of the whole name, also where that is the registered one.
    pub(super) fn leading(&self) -> &str {
        self.text.split('.').next().unwrap_or_default()
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The registrable domain: one label and the public suffix.
    pub(super) fn domain(&self) -> &str {
        &self.text[self.domain_at..]
    }

    /// The registrable domain without the public suffix.
    pub(super) fn registered_label(&self) -> &str {
        self.domain().split('.').next().unwrap_or_default()
    }

    pub(super) fn has_number(&self) -> bool {
        self.host().bytes().any(|octet| octet.is_ascii_digit())
    }

    /// True when the name is at or below `suffix`, or `suffix` is empty.
    pub(super) fn is_below(&self, suffix: &str) -> bool {
        self.text.strip_suffix(suffix).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    }

    /// True for domains such as `oracle-mail.example`, whose hosts all send mail.
    pub(super) fn domain_is_about_mail(&self) -> bool {
        let label = self.registered_label();
        ["mail", "smtp", "newsletter"].iter().any(|word| label.contains(word))
    }

    pub(super) fn is_reverse_name(&self) -> bool {
        self.is_below("in-addr.arpa") || self.is_below("ip6.arpa")
    }
}

/// Where the registrable domain begins. Suffixes that companies registered for their customers
/// (`compute.amazonaws.com`) do not count: what is left of them is what the company made.
fn registrable(text: &str) -> usize {
    let mut suffix = text;
    loop {
        let Some(found) = psl::suffix(suffix.as_bytes()) else { return 0 };
        let at = text.len() - found.as_bytes().len();
        let private = found.typ() == Some(psl::Type::Private);
        match text[at..].split_once('.') {
            Some((_, rest)) if private => suffix = rest,
            _ => {
                let before = text[..at].trim_end_matches('.');
                return before.rfind('.').map_or(0, |dot| dot + 1);
            }
        }
    }
}
