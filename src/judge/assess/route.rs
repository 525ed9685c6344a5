//! Where mail for a target goes: its servers in the order in which a sender tries them.

use std::fmt;
use std::net::{IpAddr, SocketAddr};

use super::Blame;
use super::mail_domain::{self, Exchange, ExchangeState, MailHosts};
use crate::dns::{Failure, Lookup, Name, Outcome, RecordData};
use crate::probe::facts::{AddressLookups, MailDomainFacts, RouteFacts};

/// How many exchanges are tried at most, unless all are asked for.
const MAX_EXCHANGES: usize = 3;

/// How many addresses of one exchange are tried.
const MAX_ADDRESSES: usize = 8;

/// The way to a target's servers.
#[derive(Clone, Debug)]
pub struct Route {
    /// The name that was typed; none for an address.
    pub name: Option<Name>,
    /// What the target is.
    pub kind: RouteKind,
    /// Its servers, in the order in which a sender tries them.
    pub hosts: Vec<RouteHost>,
}

/// What a target is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RouteKind {
    /// An address.
    Address,
    /// A host: a port was typed with it, or it is not a domain that could be registered.
    Host,
    /// A domain with exchanges.
    Mx,
    /// A domain without: its own addresses take its mail (RFC 5321 section 5.1).
    ImplicitMx,
    /// A domain that takes no mail (RFC 7505).
    NullMx,
    /// A name that does not exist.
    DoesNotExist,
    /// A name without exchange and without address.
    NoMailHost,
    /// The lookup of its MX RRset failed.
    LookupFailed(Failure),
}

/// A host that takes the target's mail.
#[derive(Clone, Debug)]
pub struct RouteHost {
    /// Its name; none for an address that was typed.
    pub name: Option<Name>,
    /// Its preference; none where no MX record names it.
    pub preference: Option<u16>,
    /// Its addresses.
    pub addresses: Vec<IpAddr>,
    /// Why it has none.
    pub problem: Option<HostProblem>,
}

/// Why a host cannot be connected to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostProblem {
    /// Its name does not exist.
    DoesNotExist,
    /// It has no address.
    NoAddress,
    /// The MX record names an address in place of a host.
    IsAddress(IpAddr),
    /// The MX record names a single label, which is no host.
    IsSingleLabel,
    /// Its addresses could not be looked up.
    LookupFailed(Failure),
}

impl fmt::Display for HostProblem {
    /// A clause whose subject is the host.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            HostProblem::DoesNotExist => f.write_str("does not exist"),
            HostProblem::NoAddress => f.write_str("has no address"),
            HostProblem::IsAddress(_) => {
                f.write_str("is an address where the name of a host must stand (RFC 5321 section 5.1)")
            }
            HostProblem::IsSingleLabel => f.write_str("is a single label, not the name of a host"),
            HostProblem::LookupFailed(failure) => write!(f, "could not be looked up: {failure}"),
        }
    }
}

/// Which address families are used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Families {
    /// Both.
    #[default]
    Both,
    /// IPv4 alone.
    Ipv4,
    /// IPv6 alone.
    Ipv6,
}

impl Families {
    /// The family of an address.
    pub fn of(ip: IpAddr) -> Families {
        if ip.is_ipv4() { Families::Ipv4 } else { Families::Ipv6 }
    }

    /// Whether an address is of these families.
    pub fn contain(self, ip: IpAddr) -> bool {
        self == Families::Both || self == Families::of(ip)
    }
}

/// The servers that are to be tried.
#[derive(Clone, Debug, Default)]
pub struct Stops {
    /// Each with the name that led there, exchange by exchange; no address twice.
    pub servers: Vec<(Option<Name>, SocketAddr)>,
    /// How many further exchanges with addresses there are.
    pub left_out: usize,
}

impl Route {
    /// The servers to try: of the first three exchanges, or of all.
    pub fn stops(&self, families: Families, port: u16, all: bool) -> Stops {
        let mut stops = Stops::default();
        let limit = if all { usize::MAX } else { MAX_EXCHANGES };
        let mut tried = 0;
        for host in &self.hosts {
            let usable = host.addresses.iter().copied().filter(|ip| families.contain(*ip));
            let usable: Vec<IpAddr> = usable.take(MAX_ADDRESSES).collect();
            if usable.is_empty() {
                continue;
            }
            if tried == limit {
                stops.left_out += 1;
                continue;
            }
            tried += 1;
            for ip in usable {
                let address = SocketAddr::new(ip, port);
                // Two exchanges at one address are one server.
                if !stops.servers.iter().any(|(_, known)| *known == address) {
                    stops.servers.push((host.name.clone(), address));
                }
            }
        }
        stops
    }

    /// The lookup that failed, where that is why nothing can be connected to.
    pub fn failure(&self) -> Option<Failure> {
        if let RouteKind::LookupFailed(failure) = self.kind {
            return Some(failure);
        }
        let failed = |host: &RouteHost| match host.problem {
            Some(HostProblem::LookupFailed(failure)) => Some(failure),
            _ => None,
        };
        self.hosts.iter().find_map(failed)
    }
}

/// Classifies what was looked up of a target.
pub fn route(facts: &RouteFacts) -> Route {
    match facts {
        RouteFacts::Address(ip) => {
            let host = RouteHost { name: None, preference: None, addresses: vec![*ip], problem: None };
            Route { name: None, kind: RouteKind::Address, hosts: vec![host] }
        }
        RouteFacts::Host(name, both) => {
            let addresses: Vec<IpAddr> = both.ips().collect();
            let problem = addresses.is_empty().then(|| problem(both));
            let host = RouteHost { name: Some(name.clone()), preference: None, addresses, problem };
            Route { name: Some(name.clone()), kind: RouteKind::Host, hosts: vec![host] }
        }
        RouteFacts::Domain(facts) => domain(facts),
    }
}

fn problem(both: &AddressLookups) -> HostProblem {
    let either = |test: &dyn Fn(&Lookup) -> bool| [&both.a, &both.aaaa].into_iter().find(|l| test(l));
    if either(&|lookup| matches!(lookup.outcome, Outcome::NxDomain { .. })).is_some() {
        return HostProblem::DoesNotExist;
    }
    match either(&|lookup| lookup.failure().is_some()).and_then(Lookup::failure) {
        Some(failure) => HostProblem::LookupFailed(failure),
        None => HostProblem::NoAddress,
    }
}

fn domain(facts: &MailDomainFacts) -> Route {
    // The side at fault does not matter here: nothing can be connected to.
    let assessed = mail_domain::assess(facts, &|_| Blame::Sender);
    let kind = match &assessed.hosts {
        MailHosts::NameDoesNotExist { .. } => RouteKind::DoesNotExist,
        MailHosts::LookupFailed(failure, _) => RouteKind::LookupFailed(*failure),
        MailHosts::NullMx(_) => RouteKind::NullMx,
        MailHosts::Exchanges { .. } => RouteKind::Mx,
        MailHosts::Implicit(_) if is_host(&facts.domain) => RouteKind::Host,
        MailHosts::Implicit(_) => RouteKind::ImplicitMx,
        MailHosts::None { .. } => RouteKind::NoMailHost,
    };
    let hosts = assessed.hosts.exchanges().iter().map(host).collect();
    Route { name: Some(facts.domain.clone()), kind, hosts }
}

fn host(exchange: &Exchange) -> RouteHost {
    let preference = exchange.records.iter().find_map(|record| match &record.data {
        RecordData::Mx { preference, .. } => Some(*preference),
        _ => None,
    });
    let addresses: Vec<IpAddr> = exchange.addresses.iter().filter_map(|record| record.ip()).collect();
    let problem = match &exchange.state {
        ExchangeState::IsAddress(ip) => Some(HostProblem::IsAddress(*ip)),
        ExchangeState::IsSingleLabel => Some(HostProblem::IsSingleLabel),
        // An alias as exchange is against RFC 2181, and senders follow it anyway.
        _ if !addresses.is_empty() => None,
        ExchangeState::DoesNotExist { .. } => Some(HostProblem::DoesNotExist),
        ExchangeState::LookupFailed { failure, .. } => Some(HostProblem::LookupFailed(*failure)),
        _ => Some(HostProblem::NoAddress),
    };
    RouteHost { name: Some(exchange.name.clone()), preference, addresses, problem }
}

/// True for a name below a domain that can be registered: without an MX it is more likely the
/// name of a server than a mail domain.
fn is_host(name: &Name) -> bool {
    let text = name.to_string();
    psl::domain_str(&text).is_some_and(|registrable| registrable != text)
}

#[cfg(test)]
mod tests {
    use std::future::ready;
    use std::sync::Arc;

    use futures_util::FutureExt;
    use futures_util::future::BoxFuture;

    use super::*;
    use crate::dns::{Answer, Dns, Question, Record, RecordType, Response, Source};
    use crate::probe;
    use crate::sender::Target;

    /// Records; every other name does not exist, and those that begin with `broken` fail.
    struct World(&'static [(&'static str, RecordType, &'static str)]);

    impl Dns for World {
        fn ask<'a>(&'a self, question: &'a Question) -> BoxFuture<'a, Answer> {
            let name = question.name.to_string();
            if name.starts_with("broken") {
                return ready(Err(Failure::Timeout)).boxed();
            }
            let exists = self.0.iter().any(|(owner, ..)| *owner == name);
            let found = self.0.iter().filter(|(owner, rtype, _)| *owner == name && *rtype == question.rtype);
            let records = found.map(|(_, rtype, data)| Record {
                name: question.name.clone(),
                rtype: *rtype,
                ttl: 60,
                data: match *rtype {
                    RecordType::A => RecordData::A(data.parse().unwrap()),
                    RecordType::AAAA => RecordData::Aaaa(data.parse().unwrap()),
                    _ => {
                        let (preference, exchange) = data.split_once(' ').unwrap();
                        let preference = preference.parse().unwrap();
                        RecordData::Mx { preference, exchange: exchange.parse().unwrap() }
                    }
                },
                source: Source::Live,
            });
            let response = Response {
                nxdomain: !exists,
                records: records.collect(),
                soa: None,
                authoritative: false,
                source: Source::Live,
            };
            ready(Ok(Arc::new(response))).boxed()
        }
    }

    const WORLD: World = World(&[
        ("a.test", RecordType::MX, "20 mx2.a.test"),
        ("a.test", RecordType::MX, "10 mx1.a.test"),
        ("a.test", RecordType::MX, "30 mx3.a.test"),
        ("a.test", RecordType::MX, "40 mx4.a.test"),
        ("a.test", RecordType::MX, "5 gone.a.test"),
        ("a.test", RecordType::MX, "6 broken.a.test"),
        ("a.test", RecordType::MX, "7 192.0.2.9"),
        ("mx1.a.test", RecordType::A, "192.0.2.1"),
        ("mx1.a.test", RecordType::AAAA, "2001:db8::1"),
        ("mx2.a.test", RecordType::A, "192.0.2.2"),
        ("mx3.a.test", RecordType::A, "192.0.2.2"),
        ("mx4.a.test", RecordType::A, "192.0.2.4"),
        ("implicit.test", RecordType::A, "192.0.2.5"),
        ("null.test", RecordType::MX, "0 ."),
        ("nothing.test", RecordType::NS, "0 ns.test"),
    ]);

    fn route_of(text: &str) -> Route {
        let target = Target::parse(text).unwrap();
        route(&probe::route(&WORLD, &target).now_or_never().unwrap())
    }

    fn stops(text: &str, families: Families, all: bool) -> (String, usize) {
        let stops = route_of(text).stops(families, 25, all);
        let servers: Vec<String> = stops.servers.iter().map(|(_, address)| address.to_string()).collect();
        (servers.join(" "), stops.left_out)
    }

    #[test]
    fn names_are_distinguished() {
        for (text, kind) in [
            ("192.0.2.1", RouteKind::Address),
            ("a.test", RouteKind::Mx),
            ("implicit.test", RouteKind::ImplicitMx),
            ("mx1.a.test", RouteKind::Host),
            ("implicit.test:25", RouteKind::Host),
            ("null.test", RouteKind::NullMx),
            ("nothing.test", RouteKind::NoMailHost),
            ("elsewhere.test", RouteKind::DoesNotExist),
            ("broken.test", RouteKind::LookupFailed(Failure::Timeout)),
        ] {
            assert_eq!(route_of(text).kind, kind, "{text}");
        }
    }

    #[test]
    fn exchanges_are_tried_by_preference_and_three_of_them() {
        let (servers, left_out) = stops("a.test", Families::Both, false);
        assert_eq!(servers, "192.0.2.1:25 [2001:db8::1]:25 192.0.2.2:25", "one server is tried once");
        assert_eq!(left_out, 1);
        assert_eq!(stops("a.test", Families::Ipv6, false).0, "[2001:db8::1]:25");
        let (servers, left_out) = stops("a.test", Families::Ipv4, true);
        assert_eq!((servers.as_str(), left_out), ("192.0.2.1:25 192.0.2.2:25 192.0.2.4:25", 0));
        let problems: Vec<Option<HostProblem>> =
            route_of("a.test").hosts.iter().take(4).map(|host| host.problem).collect();
        let expected = [
            Some(HostProblem::DoesNotExist),
            Some(HostProblem::LookupFailed(Failure::Timeout)),
            Some(HostProblem::IsAddress("192.0.2.9".parse().unwrap())),
            None,
        ];
        assert_eq!(problems, expected);
    }
}
