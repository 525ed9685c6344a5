//! What senders to a domain demand of its exchanges: a new one has to satisfy it.

use crate::dns::{Dns, Failure, Name, Record, RecordData, RecordType, look_up};
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
        match has_policy(domain, dns).await {
            Some(true) => found.push(format!("{domain} has an MTA-STS policy: check that it names {exchange}.")),
            Some(false) => {}
            None => found.push(format!(
                "Whether {domain} has an MTA-STS policy could not be looked up: if it has one, it has to name {exchange}."
            )),
        }
        let former = change.remove.iter().filter_map(|removed| match &removed.data {
            RecordData::Mx { exchange, .. } if removed.name == *domain => Some(exchange),
            _ => None,
        });
        for former in former {
            match (has_tlsa(former, dns).await, has_tlsa(exchange, dns).await) {
                (Some(true), Some(false)) => found
                    .push(format!("{former} has TLSA records, and {exchange} has none: publish them first.")),
                (Some(true), None) => found.push(format!(
                    "{former} has TLSA records; those of {exchange} could not be looked up: check that it has some."
                )),
                _ => {}
            }
        }
        found.retain(|demand| !demands.contains(demand));
        demands.extend(found);
    }
    demands
}

/// Returns whether a domain announces an MTA-STS policy; `None` where that could not be looked up.
async fn has_policy(domain: &Name, dns: &dyn Dns) -> Option<bool> {
    let Ok(name) = domain.child(b"_mta-sts") else { return Some(false) };
    let is_policy = |record: &Record| match &record.data {
        RecordData::Txt(strings) => strings.concat().starts_with(b"v=STSv1"),
        _ => false,
    };
    records(dns, &name, RecordType::TXT).await.map(|records| records.iter().any(is_policy))
}

/// Returns whether an exchange has TLSA records; `None` where that could not be looked up.
async fn has_tlsa(exchange: &Name, dns: &dyn Dns) -> Option<bool> {
    match exchange.child(b"_tcp").and_then(|name| name.child(b"_25")) {
        Ok(name) => records(dns, &name, TLSA).await.map(|records| !records.is_empty()),
        Err(_) => Some(false),
    }
}

/// Looks records up; `None` where that failed. What --offline leaves out is nobody's demand.
async fn records(dns: &dyn Dns, name: &Name, rtype: RecordType) -> Option<Vec<Record>> {
    let lookup = look_up(dns, name, rtype).await;
    match lookup.failure() {
        None | Some(Failure::NotAsked(_)) => Some(lookup.records().to_vec()),
        Some(_) => None,
    }
}
