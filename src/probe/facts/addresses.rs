//! The addresses of a name.

use std::net::IpAddr;

use crate::dns::{Lookup, Record};

/// The two address lookups of one name.
#[derive(Clone, Debug)]
pub struct AddressLookups {
    /// IPv4.
    pub a: Lookup,
    /// IPv6.
    pub aaaa: Lookup,
}

impl AddressLookups {
    /// All address records that were found.
    pub fn records(&self) -> impl Iterator<Item = &Record> {
        self.a.records().iter().chain(self.aaaa.records())
    }

    /// All addresses that were found.
    pub fn ips(&self) -> impl Iterator<Item = IpAddr> {
        self.records().filter_map(Record::ip)
    }

    /// The lookup of the family that an address belongs to.
    pub fn of_family(&self, ip: IpAddr) -> &Lookup {
        if ip.is_ipv4() { &self.a } else { &self.aaaa }
    }
}
