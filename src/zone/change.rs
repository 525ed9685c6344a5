//! A change to DNS, as records.

use crate::dns::{Name, Record, RecordType, Source};

/// Records to remove and records to publish, wherever their zones are.
///
/// A record to publish keeps the source of the one that it replaces, and with it a zone file's TTL; one that replaces
/// none is [`Source::Live`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// Records to remove, as they were found.
    pub remove: Vec<Record>,
    /// Records to publish.
    pub add: Vec<Record>,
}

impl Change {
    /// Returns true when nothing is changed.
    pub fn is_empty(&self) -> bool {
        self.remove.is_empty() && self.add.is_empty()
    }

    /// Adds another change to this one; what both remove or publish is there once.
    pub fn merge(&mut self, other: &Change) {
        for (own, others) in [(&mut self.remove, &other.remove), (&mut self.add, &other.add)] {
            for record in others {
                if !own.iter().any(|held| is_same(held, record)) {
                    own.push(record.clone());
                }
            }
        }
    }

    /// Returns every name whose records are changed, each once.
    pub fn owners(&self) -> Vec<&Name> {
        let mut owners: Vec<&Name> = Vec::new();
        for record in self.remove.iter().chain(&self.add) {
            if !owners.contains(&&record.name) {
                owners.push(&record.name);
            }
        }
        owners
    }

    /// Returns the records that are removed, in presentation form.
    pub fn removed(&self) -> Vec<String> {
        self.remove.iter().map(shown).collect()
    }

    /// Returns the records that are published, in presentation form.
    pub fn published(&self) -> Vec<String> {
        self.add.iter().map(shown).collect()
    }

    pub(super) fn removes(&self, record: &Record) -> bool {
        self.remove.iter().any(|removed| is_same(removed, record))
    }

    pub(super) fn published_at(&self, name: &Name) -> impl Iterator<Item = &Record> {
        self.add.iter().filter(move |record| record.name == *name)
    }

    pub(super) fn removes_alias_at(&self, name: &Name) -> bool {
        self.remove.iter().any(|record| record.name == *name && record.rtype == RecordType::CNAME)
    }
}

/// Returns true for two records that DNS cannot distinguish: the TTL does not count (RFC 2181 section 5).
pub(super) fn is_same(one: &Record, other: &Record) -> bool {
    one.name == other.name && one.rtype == other.rtype && one.data == other.data
}

/// A record with the TTL of a zone file; that of a cache says nothing about what to publish, and is left out.
fn shown(record: &Record) -> String {
    match record.source {
        Source::Zone { .. } => record.to_string(),
        Source::Live => format!("{} IN {} {}", record.name.to_absolute(), record.rtype, record.data),
    }
}
