//! The HELO name.

use super::AddressLookups;
use crate::dns::Name;

/// What DNS says of the HELO name.
#[derive(Clone, Debug)]
pub struct HeloFacts {
    /// The name asked for.
    pub name: Name,
    /// Its addresses.
    pub addresses: AddressLookups,
}
