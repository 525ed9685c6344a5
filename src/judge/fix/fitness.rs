//! Whether a change fits into the zones that it is for.

use crate::dns::{Dns, Name, Outcome, Question, Record, RecordData, RecordType, look_up};
use crate::judge::case::Case;
use crate::judge::ownership::{is_in_reverse_zone, is_of_same_owner};
use crate::sender::Helo;
use crate::spf;
use crate::zone::{Change, wildcards_above};

/// Who may publish a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    /// The owner of the sender domain.
    Sender,
    /// Whoever provides the address, or nobody knows who, for some of the records at least.
    Elsewhere,
    /// Somebody else.
    Other,
}

/// Finds out whose zones a change is for.
pub(super) fn owner(change: &Change, case: &Case) -> Owner {
    let sender = &case.sender;
    let helo = sender.helo.as_ref().and_then(Helo::fqdn);
    let mut own: Vec<&Name> = sender.domain.iter().chain(sender.sender_domain()).collect();
    if own.is_empty() {
        own.extend(helo);
    }
    let is_own = |name: &Name| own.iter().any(|own| is_of_same_owner(name, own));
    let owners = change.owners();
    let is_provided = |name: &Name| {
        change
            .add
            .iter()
            .chain(&change.remove)
            .any(|record| record.name == *name && record.rtype == RecordType::PTR)
    };
    match () {
        () if own.is_empty() => Owner::Elsewhere,
        () if owners.iter().all(|name| is_own(name)) => Owner::Sender,
        () if owners.iter().all(|name| is_own(name) || is_in_reverse_zone(name) || is_provided(name)) => {
            Owner::Elsewhere
        }
        () => Owner::Other,
    }
}

/// Checks a change against what its zones hold, as a nameserver would when it loads them; returns false for one that
/// does not fit: a CNAME next to other data, a record that is there already or not at all, a second SPF record, a
/// domain without a route for its mail.
pub(super) async fn fits(change: &Change, dns: &dyn Dns) -> bool {
    for record in &change.remove {
        if !is_held(record, dns).await {
            return false;
        }
    }
    for record in &change.add {
        if record.rtype == RecordType::CNAME || !may_be_added(record, change, dns).await {
            return false;
        }
    }
    keeps_routes(change, dns).await
}

/// True when a record is in its zone, and not made by a wildcard, which is changed elsewhere.
async fn is_held(record: &Record, dns: &dyn Dns) -> bool {
    let lookup = look_up(dns, &record.name, record.rtype).await;
    let is_there = !lookup.is_alias() && lookup.records().iter().any(|held| held.data == record.data);
    is_there && !is_by_wildcard(record, dns).await
}

async fn is_by_wildcard(record: &Record, dns: &dyn Dns) -> bool {
    // No reverse zone names its addresses by a wildcard and changes one of them.
    if is_in_reverse_zone(&record.name) {
        return false;
    }
    for name in wildcards_above(&record.name) {
        let question = Question { name, rtype: record.rtype };
        let wild = dns.ask(&question).await;
        let is_same = |wild: &Record| wild.name == question.name && wild.data == record.data;
        if wild.is_ok_and(|response| response.records.iter().any(is_same)) {
            return true;
        }
    }
    false
}

/// Says where to publish what cannot be at an alias, or would hide the records of a wildcard.
pub(super) async fn place_hint(change: &Change, dns: &dyn Dns) -> Option<String> {
    const SHOWN_BY_WILDCARDS: [RecordType; 4] =
        [RecordType::MX, RecordType::A, RecordType::AAAA, RecordType::TXT];
    for record in &change.add {
        let lookup = look_up(dns, &record.name, record.rtype).await;
        if lookup.is_alias() && lookup.question.name == record.name {
            let (name, target) = (&record.name, lookup.canonical_name());
            return Some(format!("{name} is an alias of {target}: the record belongs there."));
        }
        for rtype in SHOWN_BY_WILDCARDS {
            for held in look_up(dns, &record.name, rtype).await.records() {
                if held.name == record.name && is_by_wildcard(held, dns).await {
                    let name = &record.name;
                    return Some(format!(
                        "The records of {name} are those of a wildcard: a record of its own at {name} hides them all, \
                         so publish it at the wildcard, or repeat the others at {name}."
                    ));
                }
            }
        }
    }
    None
}

async fn may_be_added(record: &Record, change: &Change, dns: &dyn Dns) -> bool {
    let lookup = look_up(dns, &record.name, record.rtype).await;
    let removed = |held: &Record| {
        change.remove.iter().any(|removed| {
            removed.name == held.name && removed.rtype == held.rtype && removed.data == held.data
        })
    };
    if lookup.aliases.iter().any(|alias| !removed(alias)) {
        return false;
    }
    let left: Vec<&Record> = match &lookup.outcome {
        Outcome::Found(held) => held.iter().filter(|held| !removed(held)).collect(),
        Outcome::NoData { .. } | Outcome::NxDomain { .. } => Vec::new(),
        Outcome::Failed(_) => return false,
    };
    let is_spf = |record: &Record| record.rtype == RecordType::TXT && spf::text_of(record).is_some();
    let added_spf = change.add.iter().filter(|added| added.name == record.name && is_spf(added)).count();
    let has_two_spf = is_spf(record) && (added_spf > 1 || left.iter().any(|held| is_spf(held)));
    !has_two_spf && !left.iter().any(|held| held.data == record.data)
}

/// True when every domain that loses an exchange keeps another one.
async fn keeps_routes(change: &Change, dns: &dyn Dns) -> bool {
    let is_route = |record: &Record| match &record.data {
        RecordData::Mx { exchange, .. } => !exchange.is_root(),
        _ => false,
    };
    for lost in change.remove.iter().filter(|record| is_route(record)) {
        let lookup = look_up(dns, &lost.name, RecordType::MX).await;
        let mut kept = lookup.records().iter().filter(|record| {
            is_route(record) && !change.remove.iter().any(|removed| removed.data == record.data)
        });
        let is_replaced = change.add.iter().any(|added| added.name == lost.name && is_route(added));
        if kept.next().is_none() && !is_replaced {
            return false;
        }
    }
    true
}
