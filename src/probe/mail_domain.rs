//! The hosts that take mail for a domain: MX, then the exchanges' addresses all at once, or the
//! domain's own addresses where there is no MX (RFC 5321 section 5.1).

use std::collections::HashMap;

use futures_util::future::join_all;

use super::addresses;
use crate::dns::{Dns, Name, Outcome, Record, RecordData, RecordType, look_up};
use crate::probe::facts::{ExchangeFacts, ExchangeName, MailDomainFacts};

/// How many exchanges of one RRset are looked at, the preferred first; an answer can hold a thousand. RFC 5321 section
/// 5.1 wants at least two tried.
const MAX_EXCHANGES: usize = 64;

/// Asks for the mail hosts of a domain.
pub(super) async fn probe(dns: &dyn Dns, domain: &Name) -> MailDomainFacts {
    let mx = look_up(dns, domain, RecordType::MX).await;
    let mut exchanges = Vec::new();
    let mut exchanges_left_out = 0;
    let mut own_addresses = None;
    match &mx.outcome {
        Outcome::Found(records) => {
            let mut named = sorted_exchanges(records);
            exchanges_left_out = named.len().saturating_sub(MAX_EXCHANGES);
            named.truncate(MAX_EXCHANGES);
            exchanges = join_all(named.into_iter().map(|(name, records)| exchange(dns, name, records))).await;
        }
        Outcome::NoData { .. } => own_addresses = Some(addresses::probe(dns, domain).await),
        Outcome::NxDomain { .. } | Outcome::Failed(_) => {}
    }
    MailDomainFacts { domain: domain.clone(), mx, exchanges, exchanges_left_out, own_addresses }
}

/// The exchanges by preference and name, each once with all its records.
fn sorted_exchanges(records: &[Record]) -> Vec<(Name, Vec<Record>)> {
    let mut sorted: Vec<(u16, &Name, &Record)> = records
        .iter()
        .filter_map(|record| match &record.data {
            RecordData::Mx { preference, exchange } => Some((*preference, exchange, record)),
            _ => None,
        })
        .collect();
    sorted.sort_by_key(|(preference, exchange, _)| (*preference, *exchange));
    let mut named: Vec<(Name, Vec<Record>)> = Vec::new();
    let mut places: HashMap<&Name, usize> = HashMap::new();
    for (_, exchange, record) in sorted {
        let place = *places.entry(exchange).or_insert_with(|| {
            named.push((exchange.clone(), Vec::new()));
            named.len() - 1
        });
        named[place].1.push(record.clone());
    }
    named
}

async fn exchange(dns: &dyn Dns, name: Name, records: Vec<Record>) -> ExchangeFacts {
    let addresses = match ExchangeName::of(&name) {
        ExchangeName::Null | ExchangeName::Address(_) | ExchangeName::SingleLabel => None,
        ExchangeName::Host => Some(addresses::probe(dns, &name).await),
    };
    ExchangeFacts { name, records, addresses }
}
