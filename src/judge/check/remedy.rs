//! Remedies that several topics share.

use std::net::IpAddr;

use super::Fix;
use crate::dns::{Failure, Name, NotAsked, Record, RecordData, RecordType, Source};
use crate::judge::assess::Blame;

/// What to do about a lookup that failed, by the side at fault.
pub(super) fn lookup_fix(name: &Name, failure: Failure, blame: Blame) -> Fix {
    if failure.is_of_aliases() {
        let note = format!("Fix the aliases of {name}: they form a loop.");
        return Fix { note: Some(note), ..Fix::default() };
    }
    if failure.is_of_amount() {
        let note = format!("Publish less for {name}: mail servers stop looking as well.");
        return Fix { note: Some(note), ..Fix::default() };
    }
    let note = match blame {
        Blame::Sender => format!(
            "Other names are answered, so the fault is in the DNS of {name}: check that its nameservers answer, \
             that the delegation and the DNSSEC signatures are right, and that no alias leads back to itself."
        ),
        Blame::Resolver | Blame::Nobody => match failure {
            Failure::NotAsked(NotAsked::Offline) => {
                format!("Give the zone file that holds {name} with --zone, or leave --offline out.")
            }
            Failure::NotAsked(NotAsked::NotRecorded) => {
                "Record a run with the same flags, or leave --replay out.".to_owned()
            }
            Failure::NotAsked(NotAsked::Deadline) => "Give the run more time with --deadline.".to_owned(),
            Failure::NotAsked(NotAsked::Flattened) => {
                format!("Leave the zone file of {name} out to ask for the addresses that are published.")
            }
            Failure::NotAsked(NotAsked::Unread) => {
                format!("Correct the line of the zone file that holds {name}.")
            }
            Failure::UnprovenNxDomain => {
                "Name a resolver that knows the public DNS with --nameserver.".to_owned()
            }
            Failure::Withheld(_) => "Name a resolver that does not filter with --nameserver.".to_owned(),
            Failure::Rewritten => "Name a resolver that invents no addresses with --nameserver.".to_owned(),
            _ => "No nameserver gave a usable answer. Check the network, or name another resolver with --nameserver."
                .to_owned(),
        },
    };
    Fix { note: Some(note), ..Fix::default() }
}

/// A record that takes the place of another one: it keeps its TTL and source.
pub(super) fn in_place_of(record: &Record, data: RecordData) -> Record {
    Record { data, ..record.clone() }
}

/// A record that takes no other one's place. Its TTL is for DNS alone: it is not shown.
pub(super) fn new_record(name: &Name, rtype: RecordType, data: RecordData) -> Record {
    Record { name: name.clone(), rtype, ttl: 3600, data, source: Source::Live }
}

/// The address record of a name.
pub(super) fn address_record(name: &Name, ip: IpAddr) -> Record {
    match ip {
        IpAddr::V4(ip) => new_record(name, RecordType::A, RecordData::A(ip)),
        IpAddr::V6(ip) => new_record(name, RecordType::AAAA, RecordData::Aaaa(ip)),
    }
}

/// The longest time for which caches may keep one of the records.
pub(super) fn longest_ttl(records: &[Record]) -> Option<u32> {
    records.iter().map(|record| record.ttl).max()
}
