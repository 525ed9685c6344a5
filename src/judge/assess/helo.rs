//! The HELO name, classified.

use std::net::IpAddr;

use super::Blame;
use crate::dns::{Failure, Lookup, Name, Outcome, Record, RecordType};
use crate::probe::facts::HeloFacts;
use crate::sender::{Helo, HeloFault, HeloKind};

/// The HELO name.
#[derive(Clone, Debug)]
pub struct HeloName<'a> {
    /// As the client sends it.
    pub text: String,
    /// The same as a name; none when DNS could not hold it, or it is an address.
    pub name: Option<Name>,
    /// The address that is in its place.
    pub address: Option<IpAddr>,
    /// Why RFC 5321 does not allow it as a domain name, if it does not.
    pub fault: Option<HeloFault>,
    /// Where it leads.
    pub leads: HeloLeads,
    /// The lookups that show it; `None` for what is no name that could lead anywhere.
    pub evidence: Option<&'a HeloFacts>,
}

/// Where a HELO name leads.
#[derive(Clone, Debug)]
pub enum HeloLeads {
    /// It is not a fully qualified domain name: nothing was asked.
    NotFqdn,
    /// To these addresses.
    To {
        /// The records that give them.
        records: Vec<Record>,
        /// The other family's lookup, where it failed: it may lead to more.
        unseen: Option<Box<Lookup>>,
    },
    /// Nowhere: it does not exist, or has no address.
    Nowhere {
        /// Seconds for which caches may keep that.
        negative_ttl: Option<u32>,
        /// False when the name itself does not exist.
        exists: bool,
    },
    /// Its addresses could not be looked up.
    LookupFailed {
        /// Which lookup.
        lookup: Box<Lookup>,
        /// How it failed.
        failure: Failure,
        /// The side at fault.
        blame: Blame,
    },
}

impl HeloName<'_> {
    /// The name, where it is one that a server may give.
    pub fn good_name(&self) -> Option<&Name> {
        let is_fqdn = !matches!(self.leads, HeloLeads::NotFqdn);
        self.name.as_ref().filter(|_| self.fault.is_none() && is_fqdn)
    }

    /// True when the name leads nowhere and may be given an address: it is not an alias.
    pub fn is_free(&self) -> bool {
        let is_alias = |facts: &HeloFacts| facts.addresses.a.is_alias() || facts.addresses.aaaa.is_alias();
        matches!(self.leads, HeloLeads::Nowhere { .. }) && !self.evidence.is_some_and(is_alias)
    }

    /// True when the name leads to the address; none when it leads nowhere or that is not known.
    pub fn leads_to(&self, ip: IpAddr) -> Option<bool> {
        match &self.leads {
            HeloLeads::To { records, unseen } => {
                let family = if ip.is_ipv4() { RecordType::A } else { RecordType::AAAA };
                let is_unseen = unseen.as_ref().is_some_and(|lookup| lookup.question.rtype == family);
                let leads = records.iter().any(|record| record.ip() == Some(ip));
                (leads || !is_unseen).then_some(leads)
            }
            _ => None,
        }
    }
}

/// Classifies a HELO name.
pub(super) fn assess<'a>(
    helo: &Helo,
    facts: Option<&'a HeloFacts>,
    blame: &dyn Fn(Failure) -> Blame,
) -> HeloName<'a> {
    let (name, address, fault) = match &helo.kind {
        HeloKind::Address(ip) => (None, Some(*ip), None),
        HeloKind::Name(name, fault) => (Some(name.clone()), None, fault.clone()),
        HeloKind::NoName(fault) => (None, None, Some(fault.clone())),
    };
    let leads = facts.map_or(HeloLeads::NotFqdn, |facts| leads(facts, blame));
    HeloName { text: helo.text.clone(), name, address, fault, leads, evidence: facts }
}

fn leads(facts: &HeloFacts, blame: &dyn Fn(Failure) -> Blame) -> HeloLeads {
    let both = &facts.addresses;
    let found: Vec<Record> = both.records().cloned().collect();
    if !found.is_empty() {
        let unseen = [&both.a, &both.aaaa].into_iter().find(|lookup| lookup.failure().is_some());
        return HeloLeads::To { records: found, unseen: unseen.map(|lookup| Box::new(lookup.clone())) };
    }
    for lookup in [&both.a, &both.aaaa] {
        if matches!(lookup.outcome, Outcome::NxDomain { .. }) {
            return HeloLeads::Nowhere { negative_ttl: lookup.negative_ttl(), exists: false };
        }
    }
    for lookup in [&both.a, &both.aaaa] {
        if let Some(failure) = lookup.failure() {
            return HeloLeads::LookupFailed {
                lookup: Box::new(lookup.clone()),
                failure,
                blame: blame(failure),
            };
        }
    }
    HeloLeads::Nowhere { negative_ttl: both.a.negative_ttl(), exists: true }
}
