//! What is to be known of the resolver itself.

use std::net::IpAddr;

use futures_util::future::join_all;

use super::addresses;
use crate::dns::{Dns, Name, Question, RecordType};

/// How many of the domain's ancestors are asked for.
const ANCESTORS: usize = 3;

/// Asks whether any nameserver answers at all, when nothing else was answered: it tells a sender
/// whose DNS is broken from a resolver that is. The root's name servers are asked for, the
/// name's own address and the start of authority of the zones above it. Only whether something
/// usable comes back matters; the cache notes it.
pub async fn answers_at_all(dns: &dyn Dns, name: &Name) {
    let mut questions = vec![
        Question { name: Name::root(), rtype: RecordType::NS },
        Question { name: name.clone(), rtype: RecordType::A },
    ];
    let ancestors = std::iter::successors(name.parent(), Name::parent).filter(|name| !name.is_root());
    questions.extend(ancestors.take(ANCESTORS).map(|name| Question { name, rtype: RecordType::SOA }));
    join_all(questions.iter().map(|question| dns.ask(question))).await;
}

/// Asks for a name that nobody has registered: a resolver that gives it an address gives that
/// address to every name that does not exist. The name depends on `seed` alone, so that a
/// recording holds it.
pub async fn rewritten_to(dns: &dyn Dns, seed: &str) -> Vec<IpAddr> {
    // FNV-1a, which gives the same everywhere.
    let hash = seed.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, octet| {
        (hash ^ u64::from(octet)).wrapping_mul(0x100_0000_01b3)
    });
    let label = format!("mxcheck-{hash:016x}");
    match Name::from_labels([label.as_bytes(), b"com"]) {
        Ok(name) => addresses::probe(dns, &name).await.ips().collect(),
        Err(_) => Vec::new(),
    }
}
