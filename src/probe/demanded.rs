//! What some receivers alone look at, asked only where one of them is judged.

use std::sync::Arc;

use super::on_lists;
use crate::dns::{Dns, RecordType, look_up};
use crate::dnsbl::{List, ListSubject};
use crate::probe::facts::DemandedFacts;
use crate::resolver::{CaseQueries, Part, Share};
use crate::sender::{Helo, Sender};

/// What is looked up on demand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Demanded {
    /// The start of authority of the sender domain.
    pub soa: bool,
    /// Whether the sender domain can have a DKIM key.
    pub domain_keys: bool,
    /// What lists say of the HELO name's domain.
    pub helo_lists: bool,
}

/// Asks what is demanded.
pub async fn probe(
    dns: &dyn Dns,
    queries: &CaseQueries<'_>,
    sender: &Sender,
    lists: &[Arc<List>],
    demanded: Demanded,
) -> DemandedFacts {
    let share = Share::new(dns, queries, Part::Demanded, 1);
    let domain = sender.sender_domain();
    // Every key has a name below it (RFC 6376 section 3.6.2.1).
    let keys = domain.and_then(|domain| domain.child(b"_domainkey").ok());
    let helo = sender.helo.as_ref().and_then(Helo::fqdn).map(ListSubject::of_domain).unwrap_or_default();
    let (soa, domain_keys, helo_lists) = tokio::join!(
        async {
            match domain.filter(|_| demanded.soa) {
                Some(domain) => Some(look_up(&share, domain, RecordType::SOA).await),
                None => None,
            }
        },
        async {
            match keys.filter(|_| demanded.domain_keys) {
                Some(name) => Some(look_up(&share, &name, RecordType::TXT).await),
                None => None,
            }
        },
        async {
            match demanded.helo_lists {
                true => on_lists(dns, queries, lists, &helo).await,
                false => Vec::new(),
            }
        },
    );
    DemandedFacts { soa, domain_keys, helo_lists }
}
