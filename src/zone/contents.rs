//! What a zone file holds, ready to be asked.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::dns::{Name, NotAsked, Record, RecordType, Source};

use super::error::ZoneError;
use super::note::{Effect, Note};
use super::origin::OriginSource;

/// A zone file: a whole zone when it has an SOA record, else some RRsets that
/// replace published ones. A copy shares the records.
#[derive(Clone, Debug)]
pub struct Zone(Arc<Contents>);

/// An RRset that the file does not show.
#[derive(Clone, Debug)]
pub(super) struct Hidden {
    pub(super) name: Name,
    pub(super) rtype: RecordType,
    pub(super) why: NotAsked,
}

#[derive(Debug)]
pub(super) struct Contents {
    pub(super) origin: Name,
    pub(super) origin_source: OriginSource,
    pub(super) file: Arc<str>,
    /// In the order of the file.
    pub(super) records: Vec<Record>,
    /// The index of the SOA record.
    pub(super) soa: Option<usize>,
    /// The indices of the records in the order of their owners (RFC 4034 section 6.1), of one owner in that of the
    /// file: what is below a name follows it.
    pub(super) by_owner: Vec<u32>,
    /// RRsets that the file does not show, and why.
    pub(super) hidden: BTreeMap<(Name, RecordType), NotAsked>,
    /// True when lines could not be read that may hold records of any name.
    pub(super) is_incomplete: bool,
    pub(super) notes: Vec<Note>,
}

/// A zone file, and whose zone it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// The file, as it was named.
    pub file: Arc<str>,
    /// The origin.
    pub origin: Name,
    /// Where that is from.
    pub source: OriginSource,
}

impl fmt::Display for Heading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}, {}", self.file, self.origin, self.source)
    }
}

impl Zone {
    /// The file, and whose zone it is.
    pub fn heading(&self) -> Heading {
        Heading { file: self.0.file.clone(), origin: self.0.origin.clone(), source: self.0.origin_source }
    }

    pub(super) fn new(contents: Contents) -> Zone {
        Zone(Arc::new(contents))
    }

    /// The name of the zone, or for a file without SOA the name that all of its owners are at or below.
    pub fn origin(&self) -> &Name {
        &self.0.origin
    }

    /// Where the origin is from.
    pub fn origin_source(&self) -> OriginSource {
        self.0.origin_source
    }

    /// The first file, as it was named.
    pub fn file(&self) -> &str {
        &self.0.file
    }

    /// All records in the order of the file, without duplicates.
    pub fn records(&self) -> &[Record] {
        &self.0.records
    }

    /// What was noticed in the file that BIND would not load as it is.
    pub fn notes(&self) -> &[Note] {
        &self.0.notes
    }

    /// Returns the zone if every line of it was read.
    ///
    /// # Errors
    ///
    /// The first line that was not.
    pub fn whole(self) -> Result<Zone, ZoneError> {
        match self.0.notes.iter().find(|note| note.effect == Effect::Lost) {
            Some(note) => Err(note.fault.clone()),
            None => Ok(self),
        }
    }

    /// The SOA record; none for a file that only replaces some RRsets.
    pub fn soa(&self) -> Option<&Record> {
        self.0.soa.and_then(|index| self.0.records.get(index))
    }

    /// The records at a name, of any type; none when it holds none.
    pub fn records_at<'z>(&'z self, name: &Name) -> impl Iterator<Item = &'z Record> + use<'z> {
        let name = name.clone();
        self.starting_at(&name).take_while(move |record| record.name == name)
    }

    /// The records at and behind a name, in the order of their owners.
    fn starting_at<'z>(&'z self, name: &Name) -> impl Iterator<Item = &'z Record> + use<'z> {
        let record = |index: &u32| self.0.records.get(*index as usize);
        let start =
            self.0.by_owner.partition_point(|index| record(index).is_some_and(|record| record.name < *name));
        self.0.by_owner.get(start..).unwrap_or_default().iter().filter_map(record)
    }

    /// True when the name has records, or a name below it has (RFC 4592 section 2.2.2).
    pub(super) fn knows(&self, name: &Name) -> bool {
        let is_below = |record: &Record| record.name.is_at_or_below(name);
        let mut hidden = self.0.hidden.range((name.clone(), RecordType(0))..);
        self.starting_at(name).next().is_some_and(is_below)
            || hidden.next().is_some_and(|((hidden, _), _)| hidden.is_at_or_below(name))
    }

    /// Returns why the file does not show an RRset; `None` where it does.
    pub(super) fn hides(&self, name: &Name, rtype: RecordType) -> Option<NotAsked> {
        self.0.hidden.get(&(name.clone(), rtype)).copied()
    }

    pub(super) fn is_incomplete(&self) -> bool {
        self.0.is_incomplete
    }

    pub(super) fn hidden(&self) -> impl Iterator<Item = Hidden> {
        let hidden = self.0.hidden.iter();
        hidden.map(|((name, rtype), why)| Hidden { name: name.clone(), rtype: *rtype, why: *why })
    }

    /// Where an answer is from that says that nothing is there.
    pub fn source(&self) -> Source {
        Source::Zone { file: self.0.file.clone(), line: None }
    }
}

/// DNSSEC's own records may be next to a CNAME (RFC 4035 section 2.5, RFC 2535 section 2.3.5).
pub(super) fn is_other_data(rtype: RecordType) -> bool {
    // CNAME itself, SIG, KEY, NXT, RRSIG, NSEC.
    !matches!(rtype.0, 5 | 24 | 25 | 30 | 46 | 47)
}

pub(super) fn is_signature(rtype: RecordType) -> bool {
    // SIG and RRSIG.
    matches!(rtype.0, 24 | 46)
}
