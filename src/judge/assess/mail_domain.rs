//! The sender domain's mail hosts, classified.

use std::net::IpAddr;

use super::Blame;
use crate::dns::{Failure, Lookup, Name, Outcome, Record, RecordData};
use crate::probe::facts::{AddressLookups, ExchangeFacts, ExchangeName, MailDomainFacts};
use crate::sender::is_unroutable;

/// The sender domain and its mail hosts.
#[derive(Clone, Debug)]
pub struct MailDomain<'a> {
    /// The domain.
    pub domain: Name,
    /// CNAME and DNAME records between the domain and its MX RRset.
    pub aliases: Vec<Record>,
    /// What takes its mail.
    pub hosts: MailHosts<'a>,
    /// The lookups that show it.
    pub evidence: &'a MailDomainFacts,
}

/// What takes a domain's mail (RFC 5321 section 5.1).
#[derive(Clone, Debug)]
pub enum MailHosts<'a> {
    /// The name, or the one it is an alias of, does not exist.
    NameDoesNotExist {
        /// Seconds for which caches may keep that.
        negative_ttl: Option<u32>,
    },
    /// The MX lookup failed.
    LookupFailed(Failure, Blame),
    /// The only MX is null (RFC 7505): the domain takes no mail.
    NullMx(Vec<Record>),
    /// There is an MX RRset.
    Exchanges {
        /// Its exchanges, by preference.
        exchanges: Vec<Exchange<'a>>,
        /// A null MX next to them, which is ignored.
        null_mx: Vec<Record>,
        /// How many further exchanges were not looked at.
        left_out: usize,
    },
    /// There is no MX: the domain's own addresses take its mail.
    Implicit(Box<Exchange<'a>>),
    /// There is no MX and no address.
    None {
        /// Seconds for which caches may keep that.
        negative_ttl: Option<u32>,
    },
}

/// One exchange, or the implicit one.
#[derive(Clone, Debug)]
pub struct Exchange<'a> {
    /// Its name.
    pub name: Name,
    /// The MX records that name it; none for the implicit MX.
    pub records: Vec<Record>,
    /// Whether it can take mail.
    pub state: ExchangeState,
    /// Its addresses, as records.
    pub addresses: Vec<Record>,
    /// True when the name is no host name (RFC 1123 section 2.1): an underscore, usually.
    pub is_malformed: bool,
    /// Those of its addresses that cannot be reached over the Internet.
    pub unroutable: Vec<Record>,
    /// The lookups of its addresses; `None` for an address in place of a name.
    pub evidence: Option<&'a AddressLookups>,
}

/// Whether an exchange can take mail.
#[derive(Clone, Debug)]
pub enum ExchangeState {
    /// A name with an address, not an alias.
    Good {
        /// Whether it has IPv6 addresses alone; none when the IPv4 lookup failed.
        ipv6_only: Option<bool>,
    },
    /// An address is in place of a name.
    IsAddress(IpAddr),
    /// The name is a single label: no host of the public DNS.
    IsSingleLabel,
    /// The name is an alias (RFC 2181 section 10.3).
    IsAlias {
        /// The aliases, the first owned by the exchange.
        aliases: Vec<Record>,
        /// The name at their end.
        canonical: Name,
        /// What is known of that name.
        target: AliasTarget,
    },
    /// The name does not exist.
    DoesNotExist {
        /// Seconds for which caches may keep that.
        negative_ttl: Option<u32>,
        /// The address that the name starts with, where one was written in place of a name and
        /// the zone's origin was appended.
        spelt_address: Option<IpAddr>,
    },
    /// The name exists and has no address.
    NoAddress {
        /// Seconds for which caches may keep that.
        negative_ttl: Option<u32>,
    },
    /// Its addresses could not be looked up.
    LookupFailed {
        /// Which lookup, and how far it came.
        lookup: Box<Lookup>,
        /// How it failed.
        failure: Failure,
        /// The side at fault.
        blame: Blame,
    },
}

/// What an alias leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AliasTarget {
    /// A name with addresses: it can be in the MX record itself.
    HasAddress,
    /// A name without addresses, or none at all.
    Nothing,
    /// Could not be looked up.
    Unknown,
}

impl MailDomain<'_> {
    /// The name that the domain is an alias of; none when it is not an alias.
    pub fn canonical(&self) -> Option<&Name> {
        self.aliases.iter().rev().find_map(|record| match &record.data {
            RecordData::Cname(target) => Some(target),
            _ => None,
        })
    }
}

impl<'a> MailHosts<'a> {
    /// Every exchange that was judged, the implicit one too.
    pub fn exchanges(&self) -> &[Exchange<'a>] {
        match self {
            MailHosts::Exchanges { exchanges, .. } => exchanges,
            MailHosts::Implicit(exchange) => std::slice::from_ref(exchange.as_ref()),
            _ => &[],
        }
    }

    /// True when some exchange can take mail: then no fault of another one decides.
    pub fn has_good_exchange(&self) -> bool {
        self.exchanges().iter().any(|e| matches!(e.state, ExchangeState::Good { .. }))
    }

    /// True when an exchange that was not seen could still be a good one.
    pub fn may_have_good_exchange(&self) -> bool {
        let failed = |e: &Exchange<'_>| matches!(e.state, ExchangeState::LookupFailed { .. });
        self.hides_exchange() || self.exchanges().iter().any(failed)
    }

    /// True when it is our fault that an exchange was not seen: it could be good, and the
    /// receiver see it.
    pub fn hides_exchange(&self) -> bool {
        let left_out = matches!(self, MailHosts::Exchanges { left_out, .. } if *left_out > 0);
        let hidden = |e: &Exchange<'_>| matches!(e.state, ExchangeState::LookupFailed { blame, .. } if blame.is_ours());
        left_out || self.exchanges().iter().any(hidden)
    }
}

/// Classifies what was observed of a sender domain.
pub(super) fn assess<'a>(facts: &'a MailDomainFacts, blame: &dyn Fn(Failure) -> Blame) -> MailDomain<'a> {
    let hosts = match &facts.mx.outcome {
        Outcome::Failed(failure) => MailHosts::LookupFailed(*failure, blame(*failure)),
        Outcome::NxDomain { .. } => MailHosts::NameDoesNotExist { negative_ttl: facts.mx.negative_ttl() },
        Outcome::Found(_) => mx_rrset(facts, blame),
        Outcome::NoData { .. } => implicit_mx(facts, blame),
    };
    MailDomain { domain: facts.domain.clone(), aliases: facts.mx.aliases.clone(), hosts, evidence: facts }
}

fn mx_rrset<'a>(facts: &'a MailDomainFacts, blame: &dyn Fn(Failure) -> Blame) -> MailHosts<'a> {
    let (null, named): (Vec<&'a ExchangeFacts>, Vec<&'a ExchangeFacts>) =
        facts.exchanges.iter().partition(|exchange| exchange.name.is_root());
    let null_mx: Vec<Record> = null.into_iter().flat_map(|exchange| exchange.records.clone()).collect();
    if named.is_empty() {
        return MailHosts::NullMx(null_mx);
    }
    let exchanges = named
        .into_iter()
        .map(|facts| {
            exchange(
                &facts.name,
                facts.records.clone(),
                facts.addresses.as_ref(),
                AliasRule::Forbidden,
                blame,
            )
        })
        .collect();
    MailHosts::Exchanges { exchanges, null_mx, left_out: facts.exchanges_left_out }
}

fn implicit_mx<'a>(facts: &'a MailDomainFacts, blame: &dyn Fn(Failure) -> Blame) -> MailHosts<'a> {
    let own = facts.own_addresses.as_ref();
    let exchange = exchange(&facts.domain, Vec::new(), own, AliasRule::Allowed, blame);
    match exchange.state {
        // The name itself answered the MX question, so a missing address is all that can be wrong.
        ExchangeState::NoAddress { negative_ttl } | ExchangeState::DoesNotExist { negative_ttl, .. } => {
            MailHosts::None { negative_ttl: negative_ttl.or(facts.mx.negative_ttl()) }
        }
        _ => MailHosts::Implicit(Box::new(exchange)),
    }
}

/// Whether a name may be an alias: an exchange must not (RFC 2181 section 10.3), the sender
/// domain whose own address is the implicit MX may.
#[derive(Clone, Copy, PartialEq, Eq)]
enum AliasRule {
    Allowed,
    Forbidden,
}

fn exchange<'a>(
    name: &Name,
    records: Vec<Record>,
    addresses: Option<&'a AddressLookups>,
    alias_rule: AliasRule,
    blame: &dyn Fn(Failure) -> Blame,
) -> Exchange<'a> {
    let found: Vec<Record> = addresses
        .map(|both| both.a.records().iter().chain(both.aaaa.records()).cloned().collect())
        .unwrap_or_default();
    let state = match (ExchangeName::of(name), addresses) {
        (ExchangeName::Address(ip), _) => ExchangeState::IsAddress(ip),
        (_, Some(both)) => host_state(name, both, alias_rule, blame),
        (ExchangeName::SingleLabel, None) => ExchangeState::IsSingleLabel,
        // Not reached: a host's addresses are always asked for, and a null MX is taken out before.
        (_, None) => ExchangeState::NoAddress { negative_ttl: None },
    };
    let unroutable = found.iter().filter(|record| record.ip().is_some_and(is_unroutable)).cloned().collect();
    Exchange {
        name: name.clone(),
        records,
        state,
        addresses: found,
        is_malformed: !is_host_name(name),
        unroutable,
        evidence: addresses,
    }
}

fn host_state(
    name: &Name,
    both: &AddressLookups,
    alias_rule: AliasRule,
    blame: &dyn Fn(Failure) -> Blame,
) -> ExchangeState {
    let AddressLookups { a, aaaa } = both;
    let endless =
        |lookup: &Lookup| matches!(lookup.failure(), Some(Failure::AliasLoop | Failure::AliasChainTooLong));
    let aliased = [a, aaaa].into_iter().find(|lookup| !lookup.aliases.is_empty());
    if let Some(lookup) = aliased.filter(|lookup| alias_rule == AliasRule::Forbidden && !endless(lookup)) {
        let target = match (&a.outcome, &aaaa.outcome) {
            (Outcome::Found(_), _) | (_, Outcome::Found(_)) => AliasTarget::HasAddress,
            (Outcome::Failed(_), _) | (_, Outcome::Failed(_)) => AliasTarget::Unknown,
            _ => AliasTarget::Nothing,
        };
        return ExchangeState::IsAlias {
            aliases: lookup.aliases.clone(),
            canonical: lookup.canonical_name().clone(),
            target,
        };
    }
    let failed = |lookup: &Lookup, failure: Failure| ExchangeState::LookupFailed {
        lookup: Box::new(lookup.clone()),
        failure,
        blame: blame(failure),
    };
    match (&a.outcome, &aaaa.outcome) {
        (Outcome::Found(_), _) => ExchangeState::Good { ipv6_only: Some(false) },
        (Outcome::Failed(_), Outcome::Found(_)) => ExchangeState::Good { ipv6_only: None },
        (_, Outcome::Found(_)) => ExchangeState::Good { ipv6_only: Some(true) },
        // The name exists for no type if it does not exist for one.
        (Outcome::NxDomain { .. }, _) | (_, Outcome::NxDomain { .. }) => ExchangeState::DoesNotExist {
            negative_ttl: a.negative_ttl().or(aaaa.negative_ttl()),
            spelt_address: spelt_address(name),
        },
        (Outcome::Failed(failure), _) => failed(a, *failure),
        (_, Outcome::Failed(failure)) => failed(aaaa, *failure),
        (Outcome::NoData { .. }, Outcome::NoData { .. }) => {
            ExchangeState::NoAddress { negative_ttl: a.negative_ttl() }
        }
    }
}

/// The address that a name starts with, whatever was appended to it; also in brackets, also IPv6.
fn spelt_address(name: &Name) -> Option<IpAddr> {
    let labels: Vec<&[u8]> = name.labels().collect();
    (1..labels.len()).find_map(|count| {
        let start = Name::from_labels(&labels[..count]).ok()?;
        match ExchangeName::of(&start) {
            ExchangeName::Address(ip) => Some(ip),
            _ => None,
        }
    })
}

/// Letters, digits and hyphens, no hyphen at a label's edge (RFC 1123 section 2.1).
fn is_host_name(name: &Name) -> bool {
    crate::sender::domain_fault(name).is_none()
}
