//! What one zone says about one name, as its authoritative server would (RFC 1034 section 4.3.2).

use crate::dns::{Name, NotAsked, Record, RecordData, RecordType};

use super::contents::Zone;

/// One step of answering a question.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Finding {
    /// The records asked for.
    Records(Vec<Record>),
    /// The name, or one above it, is an alias: go on at `target`.
    Alias {
        /// The CNAME; for a DNAME the DNAME and the CNAME that follows from it.
        records: Vec<Record>,
        /// Where the alias leads.
        target: Name,
    },
    /// A DNAME makes a name that is too long (YXDOMAIN, RFC 6672 section 2.2).
    TooLong,
    /// The file does not show the records.
    Hidden(NotAsked),
    /// The name exists without such records.
    NoData,
    /// The name does not exist.
    NxDomain,
    /// The name is at or below a delegation: somebody else answers.
    Delegated,
}

/// Asks a whole zone; the name is at or below its origin. Where lines could not be read whose owner is unknown, nothing
/// is absent.
pub(super) fn ask_zone(zone: &Zone, name: &Name, rtype: RecordType) -> Finding {
    match held_by_zone(zone, name, rtype) {
        Finding::NoData | Finding::NxDomain if zone.is_incomplete() => Finding::Hidden(NotAsked::Unread),
        finding => finding,
    }
}

fn held_by_zone(zone: &Zone, name: &Name, rtype: RecordType) -> Finding {
    let mut encloser = zone.origin().clone();
    if let Some(finding) = at_ancestor(zone, &encloser, name) {
        return finding;
    }
    for below in path(zone.origin(), name) {
        if !zone.knows(&below) {
            return by_wildcard(zone, &encloser, name, rtype).unwrap_or(Finding::NxDomain);
        }
        // The parent's side of a delegation holds its DS records (RFC 4035 section 3.1.4.1).
        const DS: RecordType = RecordType(43);
        let is_cut = zone.records_at(&below).any(|record| record.rtype == RecordType::NS);
        if is_cut && !(rtype == DS && below == *name) {
            return Finding::Delegated;
        }
        if let Some(finding) = at_ancestor(zone, &below, name) {
            return finding;
        }
        encloser = below;
    }
    at_owner(zone, name, name, rtype)
}

/// The names from just below `origin` down to `name`.
fn path(origin: &Name, name: &Name) -> Vec<Name> {
    let steps = name.labels().len().saturating_sub(origin.labels().len());
    let upwards = std::iter::successors(Some(name.clone()), Name::parent);
    let mut path: Vec<Name> = upwards.take(steps).collect();
    path.reverse();
    path
}

/// What a DNAME at `ancestor` makes of a name below it.
pub(super) fn at_ancestor(zone: &Zone, ancestor: &Name, name: &Name) -> Option<Finding> {
    if ancestor == name {
        return None;
    }
    let dname = zone.records_at(ancestor).find(|record| record.rtype == RecordType::DNAME)?;
    let RecordData::Dname(target) = &dname.data else { return None };
    Some(match name.with_suffix_replaced(ancestor, target) {
        None => Finding::TooLong,
        Some(target) => {
            let cname = Record {
                name: name.clone(),
                rtype: RecordType::CNAME,
                ttl: dname.ttl,
                data: RecordData::Cname(target.clone()),
                source: dname.source.clone(),
            };
            Finding::Alias { records: vec![dname.clone(), cname], target }
        }
    })
}

/// What `*.encloser` says about a name that does not exist (RFC 4592 section 3.3.1); none when there is no such wildcard.
pub(super) fn by_wildcard(zone: &Zone, encloser: &Name, name: &Name, rtype: RecordType) -> Option<Finding> {
    let wildcard = encloser.child(b"*").ok()?;
    zone.knows(&wildcard).then(|| at_owner(zone, &wildcard, name, rtype))
}

/// The records of `owner`, shown as those of `name`.
pub(super) fn at_owner(zone: &Zone, owner: &Name, name: &Name, rtype: RecordType) -> Finding {
    let held = |rtype| -> Vec<Record> {
        let records = zone.records_at(owner).filter(|record| record.rtype == rtype);
        records.map(|record| Record { name: name.clone(), ..record.clone() }).collect()
    };
    let records = held(rtype);
    if !records.is_empty() {
        return Finding::Records(records);
    }
    let alias = held(RecordType::CNAME);
    match alias.first().map(|record| &record.data) {
        Some(RecordData::Cname(target)) => {
            let target = target.clone();
            Finding::Alias { records: alias, target }
        }
        _ => zone.hides(owner, rtype).map_or(Finding::NoData, Finding::Hidden),
    }
}
