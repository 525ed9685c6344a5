//! The addresses of a name, IPv4 and IPv6 at once.

use futures_util::future::join;

use crate::dns::{Dns, Name, RecordType, look_up};
use crate::probe::facts::AddressLookups;

/// Asks for a name's addresses.
pub(super) async fn probe(dns: &dyn Dns, name: &Name) -> AddressLookups {
    let (a, aaaa) = join(look_up(dns, name, RecordType::A), look_up(dns, name, RecordType::AAAA)).await;
    AddressLookups { a, aaaa }
}
