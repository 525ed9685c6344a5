//! Remedies that several topics share.

use super::Fix;
use crate::dns::{Failure, Name, NotAsked, Record};
use crate::judge::assess::Blame;

/// What to do about a look-up that failed, by whom it speaks against.
pub(super) fn lookup_fix(name: &Name, failure: Failure, blame: Blame) -> Fix {
    if failure.is_of_aliases() {
        let note = format!("Mend the aliases of {name}: they lead to no end.");
        return Fix { note: Some(note), ..Fix::default() };
    }
    let note = match blame {
        Blame::Sender => format!(
            "Other names are answered, so the fault is in the DNS of {name}: check that its nameservers answer, \
             that the delegation and the DNSSEC signatures are right, and that no alias leads back to itself."
        ),
        Blame::Resolver => match failure {
            Failure::NotAsked(NotAsked::Offline) => {
                format!("Give the zone file that holds {name} with --zone, or leave --offline out.")
            }
            Failure::NotAsked(NotAsked::NotRecorded) => {
                "Record a run with the same flags, or leave --replay out.".to_owned()
            }
            Failure::UnprovenNxDomain => {
                "Name a resolver that knows the public DNS with --nameserver.".to_owned()
            }
            Failure::Withheld(_) => "Name a resolver that does not filter with --nameserver.".to_owned(),
            Failure::Rewritten => "Name a resolver that makes no addresses up with --nameserver.".to_owned(),
            _ => "Nothing is known: no nameserver gave a usable answer. Try again, or name another one with \
                  --nameserver."
                .to_owned(),
        },
    };
    Fix { note: Some(note), ..Fix::default() }
}

/// The longest time for which caches may keep one of the records.
pub(super) fn longest_ttl(records: &[Record]) -> Option<u32> {
    records.iter().map(|record| record.ttl).max()
}
