//! What senders to a domain demand of its exchanges: a new one has to satisfy it.

use crate::dns::{Dns, Name, RecordData, RecordType, look_up};
use crate::zone::Change;

const TLSA: RecordType = RecordType(52);

/// Returns what has to be done before a change of exchanges is published: the exchange named by the MTA-STS policy (RFC
/// 8461), and its certificate by TLSA records (RFC 7672).
pub(super) async fn demands(change: &Change, dns: &dyn Dns) -> Vec<String> {
    let mut demands: Vec<String> = Vec::new();
    for record in &change.add {
        let RecordData::Mx { exchange, .. } = &record.data else { continue };
        let domain = &record.name;
        let mut found = Vec::new();
        if has_policy(domain, dns).await {
            found.push(format!("{domain} has an MTA-STS policy: check that it names {exchange}."));
        }
        let former = change.remove.iter().filter_map(|removed| match &removed.data {
            RecordData::Mx { exchange, .. } if removed.name == *domain => Some(exchange),
            _ => None,
        });
        for former in former {
            if has_tlsa(former, dns).await && !has_tlsa(exchange, dns).await {
                found
                    .push(format!("{former} has TLSA records, and {exchange} has none: publish them first."));
            }
        }
        found.retain(|demand| !demands.contains(demand));
        demands.extend(found);
    }
    demands
}

async fn has_policy(domain: &Name, dns: &dyn Dns) -> bool {
    let Ok(name) = domain.child(b"_mta-sts") else { return false };
    let is_policy = |strings: &[Vec<u8>]| strings.concat().starts_with(b"v=STSv1");
    look_up(dns, &name, RecordType::TXT).await.records().iter().any(|record| match &record.data {
        RecordData::Txt(strings) => is_policy(strings),
        _ => false,
    })
}

async fn has_tlsa(exchange: &Name, dns: &dyn Dns) -> bool {
    let name = exchange.child(b"_tcp").and_then(|name| name.child(b"_25"));
    match name {
        Ok(name) => !look_up(dns, &name, TLSA).await.records().is_empty(),
        Err(_) => false,
    }
}
