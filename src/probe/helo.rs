//! Where the HELO name leads.

use super::addresses;
use crate::dns::{Dns, Name};
use crate::probe::facts::HeloFacts;

/// Asks for the addresses of a HELO name.
pub async fn probe(dns: &dyn Dns, name: &Name) -> HeloFacts {
    HeloFacts { name: name.clone(), addresses: addresses::probe(dns, name).await }
}
