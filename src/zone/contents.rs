//! What a zone file holds, checked as a whole and ready to be asked.

use std::collections::hash_map::Entry as Slot;
use std::collections::{HashMap, HashSet};

use crate::dns::{Name, Record, RecordType, Source};

use super::error::{ZoneError, excerpt};

/// A record as it was read; lines and columns from 1.
#[derive(Debug)]
pub(super) struct Loaded {
    pub(super) record: Record,
    /// Where its owner stands; where that is left out, the entry.
    pub(super) owner: (u32, u32),
    /// Where its type stands.
    pub(super) rtype: (u32, u32),
}

/// Where a zone's origin comes from.
#[derive(Debug)]
pub(super) enum Origin {
    /// The command line: it holds.
    Given(Name),
    /// The file, or its name: an SOA record in front knows better.
    Found(Name),
}

impl Origin {
    pub(super) fn name(&self) -> &Name {
        match self {
            Origin::Given(name) | Origin::Found(name) => name,
        }
    }
}

/// A zone file: a whole zone when it has an SOA record, else some RRsets that
/// replace published ones.
#[derive(Clone, Debug)]
pub struct Zone {
    origin: Name,
    file: String,
    records: Vec<Record>,
    /// The index of the SOA record.
    soa: Option<usize>,
    /// For each owner the indices of its records, as they stand in the file.
    owners: HashMap<Name, Node>,
    /// Names without records that have names with records below them (RFC 4592 section 2.2.2).
    empty_names: HashSet<Name>,
}

/// The records of one owner.
#[derive(Clone, Debug, Default)]
struct Node {
    records: Vec<usize>,
    /// The first CNAME.
    alias: Option<usize>,
    /// The first DNAME.
    subtree_alias: Option<usize>,
    /// The first record that may not stand beside a CNAME.
    other_data: Option<usize>,
}

impl Zone {
    /// The name of the zone, or for a file without SOA the name that all of its owners are at or below.
    pub fn origin(&self) -> &Name {
        &self.origin
    }

    /// The first file, as it was named.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// All records in the order of the file, without duplicates.
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// The SOA record; none for a file that only replaces some RRsets.
    pub fn soa(&self) -> Option<&Record> {
        self.soa.and_then(|index| self.records.get(index))
    }

    /// The records at a name, of any type; none when it holds none.
    pub fn records_at(&self, name: &Name) -> impl Iterator<Item = &Record> {
        let indices = self.owners.get(name).map_or(&[][..], |node| node.records.as_slice());
        indices.iter().filter_map(|index| self.records.get(*index))
    }

    /// True when the name has records, or a name below it has.
    pub(super) fn knows(&self, name: &Name) -> bool {
        self.owners.contains_key(name) || self.empty_names.contains(name)
    }

    pub(super) fn source(&self) -> Source {
        Source::Zone { file: self.file.clone(), line: None }
    }

    /// Checks what was read as BIND does, and indexes it.
    pub(super) fn build(file: String, origin: Origin, loaded: Vec<Loaded>) -> Result<Zone, ZoneError> {
        if loaded.is_empty() {
            return Err(ZoneError::without_position(&file, "it holds no records, expected some"));
        }
        let soa = loaded.iter().position(|loaded| loaded.record.rtype == RecordType::SOA);
        let origin = match soa.map(|index| &loaded[index]) {
            Some(soa) => apex(origin, soa, &loaded)?,
            None => replaced_part(origin, &loaded)?,
        };
        let mut zone = Zone {
            origin,
            file,
            records: Vec::with_capacity(loaded.len()),
            soa: None,
            owners: HashMap::new(),
            empty_names: HashSet::new(),
        };
        for loaded in loaded {
            if soa.is_some() && !loaded.record.name.is_at_or_below(&zone.origin) {
                return Err(outside(&loaded, &zone.origin));
            }
            if loaded.record.rtype == RecordType::SOA && loaded.record.name != zone.origin {
                return Err(not_at_apex(&loaded, &zone.origin));
            }
            zone.check(&loaded)?;
            zone.insert(loaded.record);
        }
        zone.finish();
        Ok(zone)
    }

    /// Puts another file without SOA for the same origin to this one.
    pub(super) fn merge(&mut self, other: Zone) -> Result<(), ZoneError> {
        for record in other.records {
            let line = match record.source {
                Source::Zone { line, .. } => line.unwrap_or(1),
                Source::Live => 1,
            };
            let loaded = Loaded { record, owner: (line, 1), rtype: (line, 1) };
            self.check(&loaded)?;
            self.insert(loaded.record);
        }
        self.finish();
        Ok(())
    }

    /// Refuses a record that may not stand beside those before it.
    fn check(&self, loaded: &Loaded) -> Result<(), ZoneError> {
        let record = &loaded.record;
        let Some(node) = self.owners.get(&record.name) else { return Ok(()) };
        let clash = match record.rtype {
            RecordType::CNAME => node.other_data,
            rtype if is_other_data(rtype) => node.alias,
            _ => None,
        };
        if let Some(held) = clash.and_then(|index| self.records.get(index)) {
            return Err(fault(
                loaded,
                loaded.rtype,
                format!(
                    "CNAME and other data at '{}'{}, expected the CNAME alone or none",
                    excerpt(record.name.to_string().as_bytes()),
                    place_of(held)
                ),
            ));
        }
        let single = match record.rtype {
            RecordType::CNAME => node.alias,
            RecordType::DNAME => node.subtree_alias,
            RecordType::SOA => self.soa,
            _ => None,
        };
        match single.and_then(|index| self.records.get(index)) {
            Some(held) if held.data != record.data => Err(fault(
                loaded,
                loaded.rtype,
                format!(
                    "a second, different {} record at '{}'{}, expected one",
                    record.rtype,
                    excerpt(record.name.to_string().as_bytes()),
                    place_of(held)
                ),
            )),
            _ => Ok(()),
        }
    }

    fn insert(&mut self, record: Record) {
        let index = self.records.len();
        if record.rtype == RecordType::SOA && self.soa.is_none() {
            self.soa = Some(index);
        }
        let node = match self.owners.entry(record.name.clone()) {
            Slot::Occupied(slot) => slot.into_mut(),
            Slot::Vacant(slot) => slot.insert(Node::default()),
        };
        node.records.push(index);
        let first = match record.rtype {
            RecordType::CNAME => Some(&mut node.alias),
            RecordType::DNAME => Some(&mut node.subtree_alias),
            _ => None,
        };
        first.map(|first| first.get_or_insert(index));
        if is_other_data(record.rtype) {
            node.other_data.get_or_insert(index);
        }
        self.records.push(record);
    }

    fn finish(&mut self) {
        let duplicates = self.level_rrsets();
        if !duplicates.is_empty() {
            self.remove(&duplicates);
        }
        self.find_empty_names();
    }

    /// Gives every RRset one TTL; returns the indices of records that repeat others.
    fn level_rrsets(&mut self) -> HashSet<usize> {
        let mut duplicates = HashSet::new();
        for node in self.owners.values().filter(|node| node.records.len() > 1) {
            let mut typed: Vec<(RecordType, usize)> = Vec::with_capacity(node.records.len());
            typed.extend(node.records.iter().filter_map(|&i| Some((self.records.get(i)?.rtype, i))));
            typed.sort_unstable();
            for rrset in typed.chunk_by(|a, b| a.0 == b.0).filter(|rrset| rrset.len() > 1) {
                let mut seen = HashSet::with_capacity(rrset.len());
                let repeats = |index: &usize| !self.records.get(*index).is_some_and(|r| seen.insert(&r.data));
                duplicates.extend(rrset.iter().map(|(_, index)| *index).filter(repeats));
                // BIND keeps the TTL that it read last; the reader has levelled those that stand together.
                let last =
                    rrset.last().and_then(|(_, index)| self.records.get(*index)).map(|r| (r.rtype, r.ttl));
                let Some((rtype, ttl)) = last else { continue };
                if !is_signature(rtype) {
                    for (_, index) in rrset {
                        if let Some(record) = self.records.get_mut(*index) {
                            record.ttl = ttl;
                        }
                    }
                }
            }
        }
        duplicates
    }

    /// Takes records out; the first of every kind stays, so no other index is lost.
    fn remove(&mut self, removed: &HashSet<usize>) {
        let mut kept = 0;
        let mut moved_to: Vec<usize> = Vec::with_capacity(self.records.len());
        for index in 0..self.records.len() {
            moved_to.push(kept);
            kept += usize::from(!removed.contains(&index));
        }
        let mut index = 0;
        self.records.retain(|_| {
            index += 1;
            !removed.contains(&(index - 1))
        });
        let moved = |index: &mut usize| *index = moved_to.get(*index).copied().unwrap_or(*index);
        for node in self.owners.values_mut() {
            node.records.retain(|index| !removed.contains(index));
            let firsts = [&mut node.alias, &mut node.subtree_alias, &mut node.other_data];
            node.records.iter_mut().chain(firsts.into_iter().flatten()).for_each(moved);
        }
        self.soa.iter_mut().for_each(moved);
    }

    fn find_empty_names(&mut self) {
        for owner in self.owners.keys() {
            let mut above = owner.parent();
            while let Some(name) = above {
                // What stands above another owner or a name already found is found from there.
                let found = self.owners.contains_key(&name) || self.empty_names.contains(&name);
                if found || !name.is_at_or_below(&self.origin) {
                    break;
                }
                above = name.parent();
                self.empty_names.insert(name);
            }
        }
    }
}

/// DNSSEC's own records may stand beside a CNAME (RFC 4035 section 2.5, RFC 2535 section 2.3.5).
pub(super) fn is_other_data(rtype: RecordType) -> bool {
    // CNAME itself, SIG, KEY, NXT, RRSIG, NSEC.
    !matches!(rtype.0, 5 | 24 | 25 | 30 | 46 | 47)
}

/// The apex of a zone with this SOA.
fn apex(origin: Origin, soa: &Loaded, loaded: &[Loaded]) -> Result<Name, ZoneError> {
    let owner = &soa.record.name;
    let first_of_file = loaded.first().is_some_and(|first| std::ptr::eq(first, soa));
    match origin {
        Origin::Given(origin) | Origin::Found(origin) if origin == *owner => Ok(origin),
        // `$ORIGIN test.` in front of `example SOA …`, and dumps that begin with `$ORIGIN .`
        Origin::Found(_) if first_of_file => Ok(owner.clone()),
        Origin::Given(origin) | Origin::Found(origin) => Err(not_at_apex(soa, &origin)),
    }
}

fn not_at_apex(soa: &Loaded, origin: &Name) -> ZoneError {
    let message = format!(
        "an SOA record at '{}', expected it at the zone's apex '{}'",
        excerpt(soa.record.name.to_string().as_bytes()),
        excerpt(origin.to_string().as_bytes())
    );
    fault(soa, soa.owner, message)
}

/// The name that a file without SOA is about.
fn replaced_part(origin: Origin, loaded: &[Loaded]) -> Result<Name, ZoneError> {
    let is_outside = |loaded: &&Loaded, origin: &Name| !loaded.record.name.is_at_or_below(origin);
    match origin {
        Origin::Given(origin) => match loaded.iter().find(|loaded| is_outside(loaded, &origin)) {
            Some(loaded) => Err(outside(loaded, &origin)),
            None => Ok(origin),
        },
        Origin::Found(origin) if loaded.iter().any(|loaded| is_outside(&loaded, &origin)) => {
            let mut common = loaded.first().map_or(origin, |first| first.record.name.clone());
            for loaded in loaded {
                while !loaded.record.name.is_at_or_below(&common) {
                    common = common.parent().unwrap_or_else(Name::root);
                }
            }
            Ok(common)
        }
        Origin::Found(origin) => Ok(origin),
    }
}

fn outside(loaded: &Loaded, origin: &Name) -> ZoneError {
    fault(
        loaded,
        loaded.owner,
        format!(
            "'{}' is outside the zone, expected a name at or below '{}'",
            excerpt(loaded.record.name.to_string().as_bytes()),
            excerpt(origin.to_string().as_bytes())
        ),
    )
}

fn fault(loaded: &Loaded, position: (u32, u32), message: String) -> ZoneError {
    let file = match &loaded.record.source {
        Source::Zone { file, .. } => file.clone(),
        Source::Live => String::new(),
    };
    ZoneError { file, position: Some(position), message }
}

/// Where another record stands, for a message.
fn place_of(record: &Record) -> String {
    match &record.source {
        Source::Zone { file, line: Some(line) } => format!(" (see {}:{line})", excerpt(file.as_bytes())),
        _ => String::new(),
    }
}

pub(super) fn is_signature(rtype: RecordType) -> bool {
    // SIG and RRSIG.
    matches!(rtype.0, 24 | 46)
}
