//! The names of a sending address.

use std::net::IpAddr;

use super::AddressLookups;
use crate::dns::{Lookup, Name, Record};

/// What DNS says of an address (RFC 1035 section 3.5, RFC 2317).
#[derive(Clone, Debug)]
pub struct ReverseFacts {
    /// The address asked for.
    pub ip: IpAddr,
    /// Its PTR RRset.
    pub ptr: Lookup,
    /// The names of the RRset, each with its own addresses.
    pub names: Vec<PtrNameFacts>,
    /// How many further names were not looked at.
    pub names_left_out: usize,
}

/// One name of a PTR RRset.
#[derive(Clone, Debug)]
pub struct PtrNameFacts {
    /// The name.
    pub name: Name,
    /// The record that gives it.
    pub record: Record,
    /// Where it leads.
    pub addresses: AddressLookups,
}
