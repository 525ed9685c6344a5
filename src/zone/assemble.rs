//! The records of a file checked as a whole, as BIND does.

use std::collections::HashSet;
use std::sync::Arc;

use crate::dns::{Name, NotAsked, Record, RecordType, Source};

use super::contents::{Contents, Hidden, Zone, is_other_data, is_signature};
use super::error::{ZoneError, excerpt};
use super::note::{Kind, Notes};
use super::origin::{Origin, OriginSource};

/// Where the parts of a record are; columns and lines from 1.
#[derive(Clone, Copy, Debug)]
pub(super) struct Position {
    /// The column of the owner; where that is left out, of the entry.
    pub(super) owner: u32,
    pub(super) rtype_line: u32,
    /// The column of the type.
    pub(super) rtype: u32,
}

/// What was read, before the records are looked at together.
pub(super) struct Loaded {
    pub(super) file: Arc<str>,
    pub(super) origin: Origin,
    pub(super) records: Vec<Record>,
    /// One for each record.
    pub(super) positions: Vec<Position>,
    pub(super) hidden: Vec<Hidden>,
    /// True when lines could not be read that may hold records of any name.
    pub(super) is_incomplete: bool,
    pub(super) notes: Notes,
}

/// What is said of an alias that the provider replaces by addresses.
pub(super) fn flattened_message(word: &str, owner: &Name) -> String {
    let owner = owner.to_string();
    let owner = excerpt(owner.as_bytes());
    format!(
        "{word} at '{owner}' is replaced by addresses that the provider finds: they are unknown, the rest counts"
    )
}

impl Zone {
    /// Puts another file without SOA for the same origin to this one.
    pub(super) fn merged(&self, other: &Zone) -> Result<Zone, ZoneError> {
        Loaded::of_both(self, other).into_zone()?.whole()
    }
}

/// A record that may not stay, and why.
struct Clash {
    index: usize,
    kind: Kind,
    fault: ZoneError,
}

impl Loaded {
    /// The records of two files without SOA.
    fn of_both(one: &Zone, other: &Zone) -> Loaded {
        let records: Vec<Record> = one.records().iter().chain(other.records()).cloned().collect();
        let position = |record: &Record| Position { owner: 1, rtype_line: line_of(record), rtype: 1 };
        Loaded {
            file: one.file().into(),
            origin: Origin { name: one.origin().clone(), source: one.origin_source(), apex: None },
            positions: records.iter().map(position).collect(),
            records,
            hidden: one.hidden().chain(other.hidden()).collect(),
            is_incomplete: one.is_incomplete() || other.is_incomplete(),
            notes: Notes::default(),
        }
    }

    /// Puts the zone together; what may not be next to other records is left out and noted.
    pub(super) fn into_zone(mut self) -> Result<Zone, ZoneError> {
        if self.records.is_empty() && self.hidden.iter().all(|hidden| hidden.why == NotAsked::Unread) {
            let first = self.notes.finish().into_iter().map(|note| note.fault).next();
            let empty = || ZoneError::without_position(&self.file, "no records");
            return Err(first.unwrap_or_else(empty));
        }
        let soa = self.records.iter().position(|record| record.rtype == RecordType::SOA);
        let (origin, source) = match soa {
            Some(soa) => (self.apex(soa)?, self.origin.source),
            None => self.replaced_part()?,
        };
        let mut by_owner: Vec<u32> = (0..u32::try_from(self.records.len()).unwrap_or(u32::MAX)).collect();
        let owner = |index: &u32| self.records.get(*index as usize).map(|record| &record.name);
        by_owner.sort_by(|one, other| owner(one).cmp(&owner(other)));

        let mut clashes = match soa {
            Some(soa) => self.outside(&origin, soa),
            None => Vec::new(),
        };
        let gone: HashSet<usize> = clashes.iter().map(|clash| clash.index).collect();
        let mut removed: HashSet<usize> = HashSet::new();
        let mut ttls: Vec<(usize, u32)> = Vec::new();
        let is_owner_of_both =
            |one: &u32, other: &u32| owner(one).is_some_and(|name| owner(other) == Some(name));
        for node in by_owner.chunk_by(is_owner_of_both) {
            let node: Vec<usize> =
                node.iter().map(|index| *index as usize).filter(|index| !gone.contains(index)).collect();
            if node.len() < 2 {
                continue;
            }
            let (node, mut found) = self.checked(node, &origin);
            clashes.append(&mut found);
            self.level(&node, &mut removed, &mut ttls);
        }
        drop(gone);
        clashes.sort_by_key(|clash| clash.index);
        for Clash { index, kind, fault } in clashes {
            if let Some(Record { name, rtype, .. }) = self.records.get(index) {
                let (types, why) = match kind {
                    Kind::Flattened => (vec![RecordType::A, RecordType::AAAA], NotAsked::Flattened),
                    Kind::Lost => (vec![*rtype], NotAsked::Unread),
                    _ => (Vec::new(), NotAsked::Unread),
                };
                let hidden = types.into_iter().map(|rtype| Hidden { name: name.clone(), rtype, why });
                self.hidden.extend(hidden);
            }
            self.notes.add(kind, fault);
            removed.insert(index);
        }
        for (index, ttl) in ttls {
            if let Some(record) = self.records.get_mut(index) {
                record.ttl = ttl;
            }
        }
        if !removed.is_empty() {
            remove(&mut self.records, &mut by_owner, &removed);
        }
        let soa = self.records.iter().position(|record| record.rtype == RecordType::SOA);
        let is_inside = |hidden: &Hidden| soa.is_none() || hidden.name.is_at_or_below(&origin);
        let hidden = self.hidden.into_iter().filter(is_inside);
        let hidden = hidden.map(|Hidden { name, rtype, why }| ((name, rtype), why)).collect();
        Ok(Zone::new(Contents {
            origin,
            origin_source: source,
            file: self.file,
            records: self.records,
            soa,
            by_owner,
            hidden,
            is_incomplete: self.is_incomplete,
            notes: self.notes.finish(),
        }))
    }

    /// The apex of a zone with this SOA.
    fn apex(&self, soa: usize) -> Result<Name, ZoneError> {
        let apex = self.origin.apex.as_ref().unwrap_or(&self.origin.name);
        match self.records.get(soa) {
            Some(record) if record.name != *apex => Err(self.not_at_apex(soa, apex)),
            _ => Ok(apex.clone()),
        }
    }

    fn not_at_apex(&self, index: usize, origin: &Name) -> ZoneError {
        self.fault_at_owner(index, |name| {
            format!(
                "an SOA record at '{}', expected it at the zone's apex '{}'",
                excerpt(name.as_bytes()),
                excerpt(origin.to_string().as_bytes())
            )
        })
    }

    /// The name that a file without SOA is about.
    fn replaced_part(&self) -> Result<(Name, OriginSource), ZoneError> {
        let Origin { name: origin, source, .. } = &self.origin;
        let owners = || {
            let hidden = self.hidden.iter().map(|hidden| &hidden.name);
            self.records.iter().map(|record| &record.name).chain(hidden)
        };
        let outside = self.records.iter().position(|record| !record.name.is_at_or_below(origin));
        match outside {
            Some(index) if *source == OriginSource::Given => {
                Err(self.fault_at_owner(index, |name| outside_message(name, origin)))
            }
            None if *source != OriginSource::Owners => Ok((origin.clone(), *source)),
            _ => {
                let mut common = owners().next().cloned().unwrap_or_else(Name::root);
                for name in owners() {
                    while !name.is_at_or_below(&common) {
                        common = common.parent().unwrap_or_else(Name::root);
                    }
                }
                Ok((common, OriginSource::Owners))
            }
        }
    }

    /// The records that do not belong to a whole zone.
    fn outside(&self, origin: &Name, soa: usize) -> Vec<Clash> {
        let mut clashes = Vec::new();
        for (index, record) in self.records.iter().enumerate() {
            let is_soa = record.rtype == RecordType::SOA;
            if !record.name.is_at_or_below(origin) {
                let fault = self.fault_at_owner(index, |name| outside_message(name, origin));
                // Another zone behind this one would be missed.
                clashes.push(Clash { index, kind: if is_soa { Kind::Lost } else { Kind::Outside }, fault });
            } else if is_soa && record.name != *origin {
                clashes.push(Clash { index, kind: Kind::Lost, fault: self.not_at_apex(index, origin) });
            } else if is_soa && self.records.get(soa).is_some_and(|first| first.data != record.data) {
                clashes.push(Clash { index, kind: Kind::Lost, fault: self.second(index, soa) });
            }
        }
        clashes
    }

    /// The records of one owner that may be next to each other, and those that may not.
    fn checked(&self, node: Vec<usize>, origin: &Name) -> (Vec<usize>, Vec<Clash>) {
        let record = |index: usize| self.records.get(index);
        let rtype = |index: usize| record(index).map(|record| record.rtype);
        let is_alias = |index: &usize| rtype(*index) == Some(RecordType::CNAME);
        let is_other = |index: &usize| rtype(*index).is_some_and(is_other_data);
        let mut clashes = Vec::new();
        let mut kept: Vec<usize> = Vec::with_capacity(node.len());
        let is_apex =
            node.first().and_then(|index| record(*index)).is_some_and(|first| first.name == *origin);
        let is_flattened = is_apex && node.iter().any(is_other);
        for index in node {
            let Some(this) = record(index) else { continue };
            if is_flattened && is_alias(&index) {
                let fault = self.fault_at_type(index, flattened_message("CNAME", &this.name));
                clashes.push(Clash { index, kind: Kind::Flattened, fault });
                continue;
            }
            let beside = match this.rtype {
                RecordType::CNAME => kept.iter().find(|held| is_other(held)),
                rtype if is_other_data(rtype) => kept.iter().find(|held| is_alias(held)),
                _ => None,
            };
            if let Some(held) = beside.and_then(|held| record(*held)) {
                let message = format!(
                    "CNAME and other data at '{}'{}, expected the CNAME alone or none",
                    excerpt(this.name.to_string().as_bytes()),
                    place_of(held)
                );
                clashes.push(Clash { index, kind: Kind::Lost, fault: self.fault_at_type(index, message) });
                continue;
            }
            let is_single = matches!(this.rtype, RecordType::CNAME | RecordType::DNAME);
            let first = kept.iter().find(|held| is_single && rtype(**held) == Some(this.rtype));
            match first {
                Some(first) if record(*first).is_some_and(|first| first.data != this.data) => {
                    clashes.push(Clash { index, kind: Kind::Lost, fault: self.second(index, *first) });
                }
                _ => kept.push(index),
            }
        }
        (kept, clashes)
    }

    /// Finds the one TTL of every RRset of an owner, and the records that repeat others.
    fn level(&self, node: &[usize], removed: &mut HashSet<usize>, ttls: &mut Vec<(usize, u32)>) {
        let record = |index: usize| self.records.get(index);
        let mut typed: Vec<(RecordType, usize)> = Vec::with_capacity(node.len());
        typed.extend(node.iter().filter_map(|&index| Some((record(index)?.rtype, index))));
        typed.sort_unstable();
        for rrset in typed.chunk_by(|a, b| a.0 == b.0).filter(|rrset| rrset.len() > 1) {
            let mut seen = HashSet::with_capacity(rrset.len());
            let repeats = |index: &usize| !record(*index).is_some_and(|record| seen.insert(&record.data));
            removed.extend(rrset.iter().map(|(_, index)| *index).filter(repeats));
            // BIND keeps the TTL that it read last; the reader has levelled those that are together.
            let last = rrset.last().and_then(|(_, index)| record(*index)).map(|last| (last.rtype, last.ttl));
            let Some((rtype, ttl)) = last else { continue };
            let differs = |index: usize| record(index).is_some_and(|record| record.ttl != ttl);
            if !is_signature(rtype) {
                ttls.extend(
                    rrset.iter().filter(|(_, index)| differs(*index)).map(|(_, index)| (*index, ttl)),
                );
            }
        }
    }

    fn second(&self, index: usize, first: usize) -> ZoneError {
        let shown = |index: usize| self.records.get(index);
        let (rtype, name) = shown(index)
            .map_or((RecordType::SOA, String::new()), |record| (record.rtype, record.name.to_string()));
        let message = format!(
            "a second, different {rtype} record at '{}'{}, expected one",
            excerpt(name.as_bytes()),
            shown(first).map(place_of).unwrap_or_default()
        );
        self.fault_at_type(index, message)
    }

    fn fault_at_owner(&self, index: usize, message: impl FnOnce(&str) -> String) -> ZoneError {
        let Some(record) = self.records.get(index) else {
            return ZoneError::without_position(&self.file, message(""));
        };
        let column = self.positions.get(index).map_or(1, |position| position.owner);
        ZoneError::at(file_of(record), (line_of(record), column), message(&record.name.to_string()))
    }

    fn fault_at_type(&self, index: usize, message: String) -> ZoneError {
        let file = self.records.get(index).map_or(&*self.file, file_of);
        match self.positions.get(index) {
            Some(position) => ZoneError::at(file, (position.rtype_line, position.rtype), message),
            None => ZoneError::without_position(file, message),
        }
    }
}

/// Takes records out of both lists.
fn remove(records: &mut Vec<Record>, by_owner: &mut Vec<u32>, removed: &HashSet<usize>) {
    let mut kept = 0;
    let moved_to: Vec<u32> = (0..records.len())
        .map(|index| {
            let place = kept;
            kept += u32::from(!removed.contains(&index));
            place
        })
        .collect();
    let mut index = 0;
    records.retain(|_| {
        index += 1;
        !removed.contains(&(index - 1))
    });
    by_owner.retain(|index| !removed.contains(&(*index as usize)));
    for index in by_owner {
        *index = moved_to.get(*index as usize).copied().unwrap_or(*index);
    }
}

fn outside_message(name: &str, origin: &Name) -> String {
    format!(
        "'{}' is outside the zone, expected a name at or below '{}'",
        excerpt(name.as_bytes()),
        excerpt(origin.to_string().as_bytes())
    )
}

fn file_of(record: &Record) -> &str {
    match &record.source {
        Source::Zone { file, .. } => file,
        Source::Live => "",
    }
}

fn line_of(record: &Record) -> u32 {
    match record.source {
        Source::Zone { line, .. } => line.unwrap_or(1),
        Source::Live => 1,
    }
}

/// Where another record is, for a message.
fn place_of(record: &Record) -> String {
    match &record.source {
        Source::Zone { file, line: Some(line) } => format!(" (see {}:{line})", excerpt(file.as_bytes())),
        _ => String::new(),
    }
}
