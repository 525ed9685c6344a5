//! The mechanisms (RFC 7208 section 5), and the names that they and the modifiers lead to.

use std::net::IpAddr;

use futures_util::future::join_all;

use super::{Abort, Evaluator};
use crate::dns::{Lookup, Name, Record, RecordData, RecordType, look_up};
use crate::spf::macros::{MacroString, Values, name_of, plain};
use crate::spf::networks::{contains4, contains6};
use crate::spf::record::{Mechanism, Prefixes};
use crate::spf::trace::TermTrace;
use crate::spf::{Fault, MAX_NAMES};

/// The macro `p` where no name of the address is validated (RFC 7208 section 7.3).
const UNKNOWN: &str = "unknown";

impl Evaluator<'_> {
    pub(super) async fn mechanism(
        &mut self,
        mechanism: &Mechanism,
        domain: &Name,
        trace: &mut TermTrace,
    ) -> Result<bool, Abort> {
        match mechanism {
            Mechanism::All => Ok(true),
            Mechanism::Ip4(network, length) => {
                trace.target = Some(format!("{network}/{length}"));
                Ok(matches!(self.request.ip, IpAddr::V4(ip) if contains4(*network, *length, ip)))
            }
            Mechanism::Ip6(network, length) => {
                trace.target = Some(format!("{network}/{length}"));
                Ok(matches!(self.request.ip, IpAddr::V6(ip) if contains6(*network, *length, ip)))
            }
            Mechanism::A(target, prefixes) => {
                let Some(name) = self.target(target.as_ref(), domain, trace).await else { return Ok(false) };
                let lookup = self.addresses(&name).await;
                self.holds(&lookup, *prefixes, trace)
            }
            Mechanism::Mx(target, prefixes) => {
                let Some(name) = self.target(target.as_ref(), domain, trace).await else { return Ok(false) };
                self.mx(&name, *prefixes, trace).await
            }
            Mechanism::Ptr(target) => {
                let Some(name) = self.target(target.as_ref(), domain, trace).await else { return Ok(false) };
                self.ptr(&name, trace).await
            }
            Mechanism::Exists(target) => {
                let Some(name) = self.target(Some(target), domain, trace).await else { return Ok(false) };
                let lookup = look_up(self.dns, &name, RecordType::A).await;
                self.usable(&lookup)?;
                trace.note_found(lookup.records().iter().filter_map(Record::ip).map(|ip| ip.to_string()));
                Ok(!lookup.records().is_empty())
            }
            Mechanism::Include(target) => self.include(target, domain, trace).await,
        }
    }

    /// The name that a term leads to; none, with a note, where DNS cannot hold it: nothing is
    /// there, then (RFC 7208 section 4.8).
    pub(super) async fn target(
        &mut self,
        target: Option<&MacroString>,
        domain: &Name,
        trace: &mut TermTrace,
    ) -> Option<Name> {
        let text = match target {
            Some(target) => self.expand(target, domain).await,
            None => plain(domain),
        };
        let name = name_of(&text);
        trace.target = Some(name.as_ref().map_or_else(|| text.clone(), Name::to_string));
        if name.is_none() {
            trace.note = Some("not a domain name: nothing can be published there".to_owned());
        }
        name
    }

    pub(super) async fn expand(&mut self, string: &MacroString, domain: &Name) -> String {
        let validated = self.validated_name(string, domain).await;
        string.expand_domain(&Values::of(self.request, &plain(domain), &validated))
    }

    /// What `%{p}` means: the domain itself, else a name below it, else any (RFC 7208
    /// section 7.3). A lookup that fails makes it unknown.
    pub(super) async fn validated_name(&mut self, string: &MacroString, domain: &Name) -> String {
        if !string.needs_validated_name() {
            return UNKNOWN.to_owned();
        }
        let names = self.validated_names().await;
        let best = (names.iter().find(|name| *name == domain))
            .or_else(|| names.iter().find(|name| name.is_at_or_below(domain)))
            .or_else(|| names.first());
        best.map_or_else(|| UNKNOWN.to_owned(), plain)
    }

    /// The first ten names of the address that lead back to it.
    async fn validated_names(&mut self) -> Vec<Name> {
        if let Some(names) = &self.names {
            return names.clone();
        }
        let ptr = look_up(self.dns, &Name::reverse(self.request.ip), RecordType::PTR).await;
        let named = ptr.records().iter().filter_map(|record| match &record.data {
            RecordData::Ptr(name) => Some(name.clone()),
            _ => None,
        });
        let named: Vec<Name> = named.take(MAX_NAMES).collect();
        let lookups = join_all(named.iter().map(|name| self.addresses(name))).await;
        let is_validated =
            |lookup: &Lookup| lookup.records().iter().any(|record| record.ip() == Some(self.request.ip));
        let names: Vec<Name> =
            named.into_iter().zip(&lookups).filter(|(_, l)| is_validated(l)).map(|(name, _)| name).collect();
        self.names = Some(names.clone());
        names
    }

    /// The addresses of a name, of the family of the sending address.
    async fn addresses(&self, name: &Name) -> Lookup {
        let rtype = if self.request.ip.is_ipv4() { RecordType::A } else { RecordType::AAAA };
        look_up(self.dns, name, rtype).await
    }

    fn usable(&mut self, lookup: &Lookup) -> Result<(), Abort> {
        match lookup.failure() {
            Some(failure) => {
                let Lookup { question, .. } = lookup;
                let what = format!("{} {} could not be looked up: {failure}", question.name, question.rtype);
                Err(Abort::Temperror(what, failure))
            }
            None => self.count_void(lookup),
        }
    }

    fn holds(&mut self, lookup: &Lookup, prefixes: Prefixes, trace: &mut TermTrace) -> Result<bool, Abort> {
        self.usable(lookup)?;
        let ips = || lookup.records().iter().filter_map(Record::ip);
        trace.note_found(ips().map(|ip| ip.to_string()));
        Ok(ips().any(|found| match (found, self.request.ip) {
            (IpAddr::V4(network), IpAddr::V4(ip)) => contains4(network, prefixes.ip4, ip),
            (IpAddr::V6(network), IpAddr::V6(ip)) => contains6(network, prefixes.ip6, ip),
            _ => false,
        }))
    }

    async fn mx(&mut self, name: &Name, prefixes: Prefixes, trace: &mut TermTrace) -> Result<bool, Abort> {
        let lookup = look_up(self.dns, name, RecordType::MX).await;
        self.usable(&lookup)?;
        let mut exchanges: Vec<(u16, &Name)> = lookup
            .records()
            .iter()
            .filter_map(|record| match &record.data {
                RecordData::Mx { preference, exchange } => Some((*preference, exchange)),
                _ => None,
            })
            .collect();
        if exchanges.len() > MAX_NAMES {
            let count = exchanges.len();
            return Err(Abort::Permerror(
                Fault::Exchanges,
                format!("{name} has {count} exchanges; {MAX_NAMES} are allowed"),
            ));
        }
        // The null MX has no address.
        exchanges.retain(|(_, exchange)| !exchange.is_root());
        exchanges.sort();
        let lookups = join_all(exchanges.iter().map(|(_, exchange)| self.addresses(exchange))).await;
        for lookup in &lookups {
            if self.holds(lookup, prefixes, trace)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// A lookup that fails means no match here (RFC 7208 section 5.5).
    async fn ptr(&mut self, name: &Name, trace: &mut TermTrace) -> Result<bool, Abort> {
        let ptr = look_up(self.dns, &Name::reverse(self.request.ip), RecordType::PTR).await;
        self.count_void(&ptr)?;
        if let Some(failure) = ptr.failure() {
            trace.note = Some(format!("the name of the address could not be looked up: {failure}"));
        }
        let names = self.validated_names().await;
        trace.note_found(names.iter().map(Name::to_string));
        Ok(names.iter().any(|found| found.is_at_or_below(name)))
    }
}
