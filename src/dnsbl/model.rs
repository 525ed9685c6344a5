//! What is known of a list.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr};

use serde::Deserialize;

use crate::dns::Name;

/// A DNSBL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// Where it is asked; with a key, `***` is in the key's place.
    pub zone: Name,
    /// What people call it.
    pub title: String,
    /// Who runs it, for messages about its error codes.
    pub operator: String,
    /// What it lists; none where its test entries have to show that.
    pub scopes: Option<Vec<Scope>>,
    /// Whether a listing fires the receivers' rules; else it is a risk.
    pub decides: bool,
    /// True for those of the built-in set, which are free for all and so not asked about
    /// addresses that are nobody's.
    pub is_public: bool,
    /// Whether it still answers.
    pub status: Status,
    /// The page that explains a listing and takes requests for removal.
    pub removal: Option<String>,
    /// Where to register before it may be asked; none where everybody may.
    pub registration: Option<String>,
    /// Where it is asked with a key, which is in front of this name.
    pub keyed: Option<Name>,
    /// What its answers mean.
    pub answers: Answers,
    /// Its own test entries, by scope; those of RFC 5782 section 5 where it has none.
    pub own_tests: Vec<(Scope, TestEntries<Name>)>,
}

/// What a list can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// IPv4 addresses (RFC 5782 section 2.1).
    Ip4,
    /// IPv6 addresses (RFC 5782 section 2.4).
    Ip6,
    /// Domain names (RFC 5782 section 3).
    Domain,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Scope; 3] = [Scope::Ip4, Scope::Ip6, Scope::Domain];

    /// The word of the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Scope::Ip4 => "ip4",
            Scope::Ip6 => "ip6",
            Scope::Domain => "domain",
        }
    }
}

/// Whether a list still answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// It does.
    Active,
    /// It does not, or lists everything: since when, as far as is known.
    Dead(String),
}

/// What an answer of a list is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A listing.
    Listing,
    /// A listing that never decides.
    Risk,
    /// No listing: white, or of no weight.
    Neutral,
    /// The list refuses to answer.
    Error,
}

/// What one code or bit means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// What kind of answer it is.
    pub kind: Kind,
    /// In words.
    pub text: String,
    /// What to know about it; with an error, what to do.
    pub note: Option<String>,
}

/// What the answers of a list mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answers {
    /// Every address of 127.0.0.0/8 is a listing but 127.0.0.1 and 127.255.255.0/24.
    Any,
    /// These addresses, first to last, and no others.
    Codes(Vec<(Ipv4Addr, Ipv4Addr, Meaning)>),
    /// These bits of the last octet of 127.0.0.x.
    Bits(Vec<(u8, Meaning)>),
}

/// What a list is tested with: an entry that must be there and one that must not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestEntries<T> {
    /// Must be listed.
    pub listed: T,
    /// Must not be listed.
    pub unlisted: T,
}

/// What a list is asked about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ListSubject {
    /// An address.
    Address(IpAddr),
    /// A domain.
    Domain(Name),
}

impl ListSubject {
    /// The scope that a list must have to hold it.
    pub fn scope(&self) -> Scope {
        match self {
            ListSubject::Address(IpAddr::V4(_)) => Scope::Ip4,
            ListSubject::Address(IpAddr::V6(_)) => Scope::Ip6,
            ListSubject::Domain(_) => Scope::Domain,
        }
    }

    /// A domain and the domain under which it was registered, where that is another one (by the
    /// Public Suffix List): lists of domains hold mostly those.
    pub fn of_domain(domain: &Name) -> Vec<ListSubject> {
        let mut subjects = vec![ListSubject::Domain(domain.clone())];
        let text = domain.to_string();
        let registrable = psl::domain_str(&text).and_then(|name| name.parse::<Name>().ok());
        subjects.extend(registrable.filter(|name| name != domain).map(ListSubject::Domain));
        subjects
    }
}

impl fmt::Display for ListSubject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ListSubject::Address(ip) => ip.fmt(f),
            ListSubject::Domain(name) => name.fmt(f),
        }
    }
}

impl List {
    /// A list of which only the zone is known.
    pub fn unknown(zone: Name) -> List {
        List {
            title: zone.to_string(),
            operator: zone.to_string(),
            zone,
            scopes: None,
            decides: true,
            is_public: false,
            status: Status::Active,
            removal: None,
            registration: None,
            keyed: None,
            answers: Answers::Any,
            own_tests: Vec::new(),
        }
    }

    /// Whether it may hold such subjects.
    pub fn may_hold(&self, scope: Scope) -> bool {
        self.scopes.as_ref().is_none_or(|scopes| scopes.contains(&scope))
    }
}
