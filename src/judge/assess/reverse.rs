//! A sending address and its names, classified.

use std::net::IpAddr;

use super::Blame;
use crate::dns::{Failure, Name, Outcome, Record};
use crate::probe::facts::{AddressLookups, PtrNameFacts, ReverseFacts};
use crate::ptr_name;
use crate::ptr_name::{Class, Classification};
use crate::sender::{is_documentation, is_unroutable};

/// A sending address.
#[derive(Clone, Debug)]
pub struct Reverse<'a> {
    /// The address.
    pub ip: IpAddr,
    /// True when it was not given but taken from the SPF record: it decides nothing.
    pub is_assumed: bool,
    /// True when no server on the Internet sees it.
    pub is_unroutable: bool,
    /// Its PTR records.
    pub ptr: PtrState,
    /// How many further names were not looked at: one of them may be better than all that were.
    pub names_left_out: usize,
    /// The name that it should have; none when nothing is known that could be one.
    pub wanted_name: Option<WantedName>,
    /// The lookups that show it.
    pub evidence: &'a ReverseFacts,
}

/// A name that an address should have.
#[derive(Clone, Debug)]
pub struct WantedName {
    /// The name.
    pub name: Name,
    /// True when it leads to the address already, so that the PTR alone is missing.
    pub leads_back: bool,
}

/// What is known of an address's names.
#[derive(Clone, Debug)]
pub enum PtrState {
    /// It has none.
    Missing {
        /// Seconds for which caches may keep that.
        negative_ttl: Option<u32>,
    },
    /// The lookup failed.
    LookupFailed(Failure, Blame),
    /// It has at least one; the best first.
    Named(Vec<PtrName>),
}

impl Reverse<'_> {
    /// Returns the name that receivers know the address by: a good one that leads back to it.
    pub fn confirmed_name(&self) -> Option<&Name> {
        let PtrState::Named(names) = &self.ptr else { return None };
        let is_good = |name: &&PtrName| {
            name.shows.class == Class::Individual && matches!(name.forward, Forward::Confirmed)
        };
        names.iter().find(is_good).map(|name| &name.name)
    }
}

/// One name of an address.
#[derive(Clone, Debug)]
pub struct PtrName {
    /// The name.
    pub name: Name,
    /// The record that gives it.
    pub record: Record,
    /// What the name shows.
    pub shows: Classification,
    /// Where the name leads.
    pub forward: Forward,
}

/// Where an address's name leads.
#[derive(Clone, Debug)]
pub enum Forward {
    /// Back to the address (RFC 8601 section 3).
    Confirmed,
    /// To other addresses.
    Elsewhere(Vec<Record>),
    /// Not back to the address; whether to one of the other family could not be looked up.
    NotBack(Failure),
    /// Nowhere.
    Nowhere,
    /// Could not be looked up.
    Unknown(Failure),
}

/// Classifies a sending address.
pub(super) fn assess<'a>(
    facts: &'a ReverseFacts,
    is_assumed: bool,
    wanted_name: Option<WantedName>,
    blame: &dyn Fn(Failure) -> Blame,
) -> Reverse<'a> {
    let ptr = match &facts.ptr.outcome {
        Outcome::Failed(failure) => PtrState::LookupFailed(*failure, blame(*failure)),
        Outcome::Found(_) if !facts.names.is_empty() => PtrState::Named(names(facts)),
        _ => PtrState::Missing { negative_ttl: facts.ptr.negative_ttl() },
    };
    let is_unroutable = is_unroutable(facts.ip) || is_documentation(facts.ip);
    let names_left_out = facts.names_left_out;
    Reverse { ip: facts.ip, is_assumed, is_unroutable, ptr, names_left_out, wanted_name, evidence: facts }
}

fn names(facts: &ReverseFacts) -> Vec<PtrName> {
    let mut names: Vec<PtrName> = facts.names.iter().map(|name| classify(facts.ip, name)).collect();
    // The name that speaks best for the address counts, and of two alike the one that leads back.
    names.sort_by_key(|name| (rank(&name.shows.class), !matches!(name.forward, Forward::Confirmed)));
    names
}

fn classify(ip: IpAddr, facts: &PtrNameFacts) -> PtrName {
    PtrName {
        name: facts.name.clone(),
        record: facts.record.clone(),
        shows: ptr_name::classify(ip, &facts.name),
        forward: forward(ip, &facts.addresses),
    }
}

fn forward(ip: IpAddr, addresses: &AddressLookups) -> Forward {
    if addresses.ips().any(|found| found == ip) {
        return Forward::Confirmed;
    }
    if let Some(failure) = addresses.of_family(ip).failure() {
        return Forward::Unknown(failure);
    }
    let records: Vec<Record> = addresses.records().cloned().collect();
    let is_gone = matches!(addresses.of_family(ip).outcome, Outcome::NxDomain { .. });
    let failure = addresses.a.failure().or(addresses.aaaa.failure());
    match failure.filter(|_| !is_gone) {
        _ if !records.is_empty() => Forward::Elsewhere(records),
        Some(failure) => Forward::NotBack(failure),
        None => Forward::Nowhere,
    }
}

fn rank(class: &Class) -> u8 {
    match class {
        Class::Individual => 0,
        Class::Unclear => 1,
        Class::Generic => 2,
        Class::Dynamic => 3,
        Class::Malformed(_) => 4,
    }
}
