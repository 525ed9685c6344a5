//! Where mail for a target goes.

use std::net::IpAddr;

use super::{AddressLookups, MailDomainFacts};
use crate::dns::Name;

/// What DNS says of the servers behind a target.
#[derive(Clone, Debug)]
pub enum RouteFacts {
    /// An address was typed: nothing was asked.
    Address(IpAddr),
    /// A host was typed: its addresses.
    Host(Name, Box<AddressLookups>),
    /// A domain, or a host: its mail hosts.
    Domain(Box<MailDomainFacts>),
}
