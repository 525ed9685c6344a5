//! The names of a sending address: PTR, then the names' own addresses all at once.

use std::net::IpAddr;

use futures_util::future::join_all;

use super::addresses;
use crate::dns::{Dns, Name, Record, RecordData, RecordType, look_up};
use crate::probe::facts::{PtrNameFacts, ReverseFacts};

/// How many names of one address are looked at; an answer can hold thousands.
const MAX_NAMES: usize = 100;

/// Asks for the names of an address and where they lead.
pub(super) async fn probe(dns: &dyn Dns, ip: IpAddr) -> ReverseFacts {
    let ptr = look_up(dns, &Name::reverse(ip), RecordType::PTR).await;
    let mut named: Vec<(Name, Record)> = ptr
        .records()
        .iter()
        .filter_map(|record| match &record.data {
            RecordData::Ptr(name) => Some((name.clone(), record.clone())),
            _ => None,
        })
        .collect();
    named.sort_by(|a, b| a.0.cmp(&b.0));
    named.dedup_by(|a, b| a.0 == b.0);
    let names_left_out = named.len().saturating_sub(MAX_NAMES);
    named.truncate(MAX_NAMES);
    let names = named.into_iter().map(|(name, record)| async {
        let addresses = addresses::probe(dns, &name).await;
        PtrNameFacts { name, record, addresses }
    });
    let names = join_all(names).await;
    ReverseFacts { ip, ptr, names, names_left_out }
}
