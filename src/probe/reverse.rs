//! The names of sending addresses: PTR, then the names' own addresses all at once.

use std::future::ready;
use std::net::IpAddr;

use futures_util::future::{BoxFuture, join_all};

use super::addresses;
use crate::dns::{
    Answer, Dns, Failure, Limit, Lookup, Name, Question, Record, RecordData, RecordType, look_up,
};
use crate::probe::facts::{PtrNameFacts, ReverseFacts};

/// How many names of one address are looked at; an answer can hold a thousand.
const MAX_NAMES: usize = 100;

/// How many of them are followed, of all addresses together. SPF follows ten (RFC 7208 section 4.6.4).
const MAX_FOLLOWED: usize = 15;

/// Asks for the names of addresses and where they lead: of each address one is followed before any has a second. The
/// name that the server gives in HELO comes first.
pub(super) async fn probe(dns: &dyn Dns, addresses: &[IpAddr], helo: Option<&Name>) -> Vec<ReverseFacts> {
    let ptrs = addresses.iter().map(|&ip| async move {
        let ptr = look_up(dns, &Name::reverse(ip), RecordType::PTR).await;
        let named = names(&ptr, helo);
        (ip, ptr, named)
    });
    let ptrs = join_all(ptrs).await;
    let mut room = MAX_FOLLOWED;
    let mut followed = vec![0; ptrs.len()];
    for round in 0..MAX_FOLLOWED {
        for (followed, (.., named)) in followed.iter_mut().zip(&ptrs) {
            if room > 0 && named.len() > round {
                *followed += 1;
                room -= 1;
            }
        }
    }
    let facts = ptrs.into_iter().zip(followed).map(|((ip, ptr, mut named), followed)| async move {
        let names_left_out = named.len().saturating_sub(MAX_NAMES);
        named.truncate(MAX_NAMES);
        let names = named.into_iter().enumerate().map(|(place, (name, record))| async move {
            let addresses = if place < followed {
                addresses::probe(dns, &name).await
            } else {
                addresses::probe(&UsedUp, &name).await
            };
            PtrNameFacts { name, record, addresses }
        });
        let names = join_all(names).await;
        ReverseFacts { ip, ptr, names, names_left_out }
    });
    join_all(facts).await
}

/// Answers nothing: what is asked goes beyond what is followed.
struct UsedUp;

impl Dns for UsedUp {
    fn ask<'a>(&'a self, _: &'a Question) -> BoxFuture<'a, Answer> {
        Box::pin(ready(Err(Failure::OverBudget(Limit::Queries))))
    }
}

/// The names that an answer gives, each once, in the order in which they are looked at.
fn names(ptr: &Lookup, helo: Option<&Name>) -> Vec<(Name, Record)> {
    let mut named: Vec<(Name, Record)> = ptr
        .records()
        .iter()
        .filter_map(|record| match &record.data {
            RecordData::Ptr(name) => Some((name.clone(), record.clone())),
            _ => None,
        })
        .collect();
    named.sort_by(|(a, _), (b, _)| (Some(a) != helo, a).cmp(&(Some(b) != helo, b)));
    named.dedup_by(|a, b| a.0 == b.0);
    named
}
