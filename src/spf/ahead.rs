//! What an evaluation will ask, asked before it comes to it: the terms of a record all at once in
//! place of one after the other. Nothing is decided here; the answers come from the run's cache.

use std::net::IpAddr;
use std::sync::atomic::{AtomicU32, Ordering};

use futures_util::future::{BoxFuture, join_all};

use super::macros::{MacroString, Values, name_of, plain};
use super::networks::{contains4, contains6};
use super::record::{Mechanism, SpfRecord, TermKind, text_of};
use super::{MAX_LOOKUPS, MAX_NAMES, Request};
use crate::dns::{Dns, Lookup, Name, RecordData, RecordType, look_up};

/// Asks what the record of a domain needs, and those that it leads to: of all of them together no
/// more terms than an evaluation may come to.
pub(super) async fn ask(dns: &dyn Dns, request: &Request, domain: &Name) {
    let terms = AtomicU32::new(0);
    Ahead { dns, request, terms: &terms }.record(domain.clone(), MAX_LOOKUPS).await;
}

#[derive(Clone, Copy)]
struct Ahead<'a> {
    dns: &'a dyn Dns,
    request: &'a Request,
    /// How many terms have been asked for.
    terms: &'a AtomicU32,
}

impl<'a> Ahead<'a> {
    fn record(self, domain: Name, depth: u32) -> BoxFuture<'a, ()> {
        Box::pin(async move {
            let lookup = look_up(self.dns, &domain, RecordType::TXT).await;
            let texts: Vec<Vec<u8>> = lookup.records().iter().filter_map(text_of).collect();
            let ([text], Some(depth)) = (texts.as_slice(), depth.checked_sub(1)) else { return };
            let record = SpfRecord::parse(text);
            if !record.errors.is_empty() {
                return;
            }
            let mut asking: Vec<BoxFuture<'a, ()>> = Vec::new();
            for term in &record.terms {
                let TermKind::Directive(_, mechanism) = &term.kind else { continue };
                if self.certainly_matches(mechanism) {
                    break;
                }
                asking.extend(self.mechanism(mechanism, &domain, depth));
            }
            if let Some((_, target)) = record.redirect() {
                asking.extend(self.name(target, &domain).map(|name| self.record(name, depth)));
            }
            join_all(asking).await;
        })
    }

    /// True when the terms behind this one are not reached.
    fn certainly_matches(&self, mechanism: &Mechanism) -> bool {
        match (mechanism, self.request.ip) {
            (Mechanism::All, _) => true,
            (Mechanism::Ip4(network, length), IpAddr::V4(ip)) => contains4(*network, *length, ip),
            (Mechanism::Ip6(network, length), IpAddr::V6(ip)) => contains6(*network, *length, ip),
            _ => false,
        }
    }

    fn mechanism(self, mechanism: &Mechanism, domain: &Name, depth: u32) -> Option<BoxFuture<'a, ()>> {
        let own_or = |target: &Option<MacroString>| match target {
            Some(target) => self.name(target, domain),
            None => self.may_ask().then(|| domain.clone()),
        };
        match mechanism {
            Mechanism::All | Mechanism::Ip4(..) | Mechanism::Ip6(..) => None,
            Mechanism::Include(target) => self.name(target, domain).map(|name| self.record(name, depth)),
            Mechanism::A(target, _) => own_or(target).map(|name| -> BoxFuture<'a, ()> {
                Box::pin(async move {
                    self.addresses(&name).await;
                })
            }),
            Mechanism::Exists(target) => self.name(target, domain).map(|name| -> BoxFuture<'a, ()> {
                Box::pin(async move {
                    look_up(self.dns, &name, RecordType::A).await;
                })
            }),
            Mechanism::Mx(target, _) => own_or(target).map(|name| -> BoxFuture<'a, ()> {
                Box::pin(async move {
                    let mx = look_up(self.dns, &name, RecordType::MX).await;
                    self.names_of(&mx).await;
                })
            }),
            Mechanism::Ptr(_) => self.may_ask().then(|| -> BoxFuture<'a, ()> {
                Box::pin(async move {
                    let ptr = look_up(self.dns, &Name::reverse(self.request.ip), RecordType::PTR).await;
                    self.names_of(&ptr).await;
                })
            }),
        }
    }

    /// The addresses of the names that an answer holds; nothing where there are more than count.
    async fn names_of(&self, lookup: &Lookup) {
        let names: Vec<&Name> = lookup
            .records()
            .iter()
            .filter_map(|record| match &record.data {
                RecordData::Mx { exchange, .. } => Some(exchange),
                RecordData::Ptr(name) => Some(name),
                _ => None,
            })
            .collect();
        if lookup.question.rtype == RecordType::MX && names.len() > MAX_NAMES {
            return;
        }
        let names = names.into_iter().take(MAX_NAMES).filter(|name| !name.is_root());
        join_all(names.map(|name| self.addresses(name))).await;
    }

    async fn addresses(&self, name: &Name) -> Lookup {
        let rtype = if self.request.ip.is_ipv4() { RecordType::A } else { RecordType::AAAA };
        look_up(self.dns, name, rtype).await
    }

    /// The name that a term leads to, where that is known already and may be asked for.
    fn name(&self, target: &MacroString, domain: &Name) -> Option<Name> {
        if target.needs_validated_name() {
            return None;
        }
        let name = name_of(&target.expand_domain(&Values::of(self.request, &plain(domain), "")))?;
        self.may_ask().then_some(name)
    }

    fn may_ask(&self) -> bool {
        self.terms.fetch_add(1, Ordering::Relaxed) < MAX_LOOKUPS
    }
}
