//! Addresses that a domain's SPF record names singly: the servers that are its own. They are in
//! for the sending address when none is given. This does not evaluate SPF.

use std::net::IpAddr;

use futures_util::future::join_all;

use super::addresses;
use crate::dns::{Dns, Name, RecordData, RecordType, look_up};
use crate::probe::mail_provider;
use crate::spf;
use crate::spf::{MacroString, Mechanism, Prefixes, Qualifier, SpfRecord, TermKind, text_of};

/// How many are looked at.
const MAX_ADDRESSES: usize = 8;

/// A term of the record that leads to single addresses.
enum Term {
    Address(IpAddr),
    /// The addresses of a name.
    A(Name),
    /// The addresses of a name's exchanges.
    Mx(Name),
}

/// Asks for the SPF record and for what its own terms name. Includes are not followed: theirs are
/// other people's servers.
pub(super) async fn probe(dns: &dyn Dns, domain: &Name) -> Vec<IpAddr> {
    let txt = look_up(dns, domain, RecordType::TXT).await;
    let records: Vec<Vec<u8>> = txt.records().iter().filter_map(text_of).collect();
    // Two records are an error (RFC 7208 section 4.5).
    let [record] = records.as_slice() else { return Vec::new() };
    let record = SpfRecord::parse(record);
    // What is after `all` is never looked at (RFC 7208 section 5.1).
    let tested =
        record.terms.iter().take_while(|term| !matches!(term.kind, TermKind::Directive(_, Mechanism::All)));
    let terms: Vec<Term> = tested.filter_map(|term| read(term, domain)).take(MAX_ADDRESSES).collect();
    let found = join_all(terms.iter().map(|term| follow(dns, term))).await;
    let mut addresses: Vec<IpAddr> = Vec::new();
    for ip in found.into_iter().flatten() {
        if !addresses.contains(&ip) {
            addresses.push(ip);
        }
    }
    addresses.truncate(MAX_ADDRESSES);
    addresses
}

fn read(term: &spf::Term, domain: &Name) -> Option<Term> {
    let TermKind::Directive(Qualifier::Pass, mechanism) = &term.kind else { return None };
    // A prefix length names a network, a macro whoever sends.
    let single = Prefixes { ip4: 32, ip6: 128 };
    let name = |target: &Option<MacroString>| match target {
        None => Some(domain.clone()),
        Some(target) => target.fixed_name(domain),
    };
    match mechanism {
        Mechanism::Ip4(ip, 32) => Some(Term::Address(IpAddr::V4(*ip))),
        Mechanism::Ip6(ip, 128) => Some(Term::Address(IpAddr::V6(*ip))),
        Mechanism::A(target, prefixes) if *prefixes == single => name(target).map(Term::A),
        Mechanism::Mx(target, prefixes) if *prefixes == single => name(target).map(Term::Mx),
        _ => None,
    }
}

async fn follow(dns: &dyn Dns, term: &Term) -> Vec<IpAddr> {
    match term {
        Term::Address(ip) => vec![*ip],
        Term::A(name) => addresses::probe(dns, name).await.ips().collect(),
        Term::Mx(name) => {
            let mx = look_up(dns, name, RecordType::MX).await;
            let exchanges = mx.records().iter().filter_map(|record| match &record.data {
                RecordData::Mx { exchange, .. } if !exchange.is_root() => Some(exchange),
                _ => None,
            });
            // A provider's exchanges take mail and do not send it.
            let own = exchanges.filter(|exchange| mail_provider::of(exchange).is_none());
            let found = join_all(own.take(MAX_ADDRESSES).map(|name| addresses::probe(dns, name))).await;
            found.iter().flat_map(|addresses| addresses.ips().collect::<Vec<_>>()).collect()
        }
    }
}
