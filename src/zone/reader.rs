//! Master files read entry by entry (RFC 1035 section 5.1, with BIND's rules where it is silent).

use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::dns::{Name, NotAsked, Record, RecordData, RecordType, Source};

use super::argument::ZoneArgument;
use super::assemble::{Loaded, Position, flattened_message};
use super::contents::{Hidden, Zone, is_signature};
use super::error::{Fault, ZoneError, excerpt};
use super::head::{Head, parse_head};
use super::include::{Includes, MAX_OCTETS, read_regular};
use super::lexer::{Entry, Lexer, MOST_BROKEN, Token, unescaped};
use super::name::{is_absolute, name_from, parse_name};
use super::note::{Kind, Notes};
use super::origin;
use super::origin::Purpose;
use super::place::Place;
use super::provider;
use super::provider::{OwnType, is_foreign_comment, own_type, plain_typography};
use super::rdata::parse_rdata_leniently;
use super::ttl::MAX_TTL;

/// How many records a zone may have, so that reading it stays within some hundred MiB.
pub const MAX_RECORDS: usize = 2_000_000;

/// The TTL of records in a file that states none and has no SOA.
const FALLBACK_TTL: u32 = 3600;

/// Reads a zone file and all it includes. Lines that cannot be read are left out, and noted in the zone.
///
/// # Errors
///
/// A file that cannot be read at all, or of which nothing says whose zone it is.
pub fn load_readable(argument: &ZoneArgument) -> Result<Zone, ZoneError> {
    load_for(argument, Purpose::Judged)
}

fn load_for(argument: &ZoneArgument, purpose: Purpose) -> Result<Zone, ZoneError> {
    let path = if argument.is_stdin() { Path::new("-") } else { &argument.path };
    let name = path.to_string_lossy();
    let failed = |reason: String| ZoneError::unreadable(&name, reason);
    if argument.is_stdin() {
        let mut text = Vec::new();
        let read = std::io::stdin().lock().take(MAX_OCTETS as u64 + 1).read_to_end(&mut text);
        read.map_err(|error| failed(crate::file::unreadable(&error)))?;
        return read_bounded(path, text, argument.origin.clone(), purpose);
    }
    let text = read_regular(&argument.path, MAX_OCTETS).map_err(failed)?;
    let includes = Includes::beside(&argument.path).map_err(failed)?;
    read(&argument.path, text, argument.origin.clone(), includes, purpose)
}

/// Reads a zone file and all it includes, whole.
///
/// # Errors
///
/// As [`load_readable`], and the first line that cannot be read.
pub fn load(argument: &ZoneArgument) -> Result<Zone, ZoneError> {
    load_for(argument, Purpose::Served)?.whole()
}

impl Zone {
    /// Reads a zone from text, as if it was in a file of that name; `$INCLUDE` is refused.
    ///
    /// # Errors
    ///
    /// As [`load`].
    pub fn parse(name: &str, text: impl AsRef<[u8]>, origin: Option<Name>) -> Result<Zone, ZoneError> {
        read_bounded(Path::new(name), text.as_ref().to_vec(), origin, Purpose::Served)?.whole()
    }
}

fn read_bounded(
    path: &Path,
    text: Vec<u8>,
    origin: Option<Name>,
    purpose: Purpose,
) -> Result<Zone, ZoneError> {
    if text.len() > MAX_OCTETS {
        let message = format!("more than {} MiB, expected less", MAX_OCTETS >> 20);
        return Err(ZoneError::unreadable(&path.to_string_lossy(), message));
    }
    read(path, text, origin, Includes::Refused, purpose)
}

/// Reads a text as the file `path`.
pub(super) fn read(
    path: &Path,
    text: Vec<u8>,
    origin: Option<Name>,
    includes: Includes,
    purpose: Purpose,
) -> Result<Zone, ZoneError> {
    let name = path.to_string_lossy().into_owned();
    let mut notes = Notes::default();
    let decoded = provider::from_utf16(&text);
    let mark = match (&decoded, text.starts_with(b"\xef\xbb\xbf")) {
        (Some(_), _) => Some("the file is in UTF-16, BIND reads ASCII and UTF-8"),
        (None, true) => Some("a byte order mark in front of the text, which BIND takes for a part of it"),
        (None, false) => None,
    };
    if let Some(message) = mark {
        notes.add(Kind::ByteOrderMark, ZoneError::at(&name, (1, 1), message));
    }
    let text = decoded.unwrap_or(text);
    if let Some(fault) = binary(&text) {
        let position = (fault.place.line, fault.place.column(&text));
        return Err(ZoneError::at(&name, position, fault.message));
    }
    let origin = origin::find(&name, path, &text, origin, purpose)?;
    let lines = text.iter().filter(|octet| **octet == b'\n').count();
    let mut reader = Reader {
        includes,
        octets_left: MAX_OCTETS,
        apex: origin.apex.clone(),
        last_ttl: None,
        default_ttl: None,
        without_ttl: None,
        is_undotted: false,
        is_full: false,
        // Where nothing spans lines, just as much as is needed.
        records: Vec::with_capacity((lines + 1).min(MAX_RECORDS)),
        positions: Vec::with_capacity((lines + 1).min(MAX_RECORDS)),
        hidden: Vec::new(),
        is_incomplete: false,
        notes,
        rrset_ttls: HashMap::new(),
    };
    reader.take_octets(text.len()).map_err(|message| ZoneError::unreadable(&name, message))?;
    reader.read_file(path, &text, origin.name.clone(), None)?;
    drop(text);
    if let Some(note) = reader.without_ttl.take()
        && reader.records.iter().any(|record| record.rtype == RecordType::SOA)
    {
        reader.notes.add(Kind::Ttl, note);
    }
    let Reader { records, positions, hidden, is_incomplete, notes, .. } = reader;
    Loaded { file: name.into(), origin, records, positions, hidden, is_incomplete, notes }.into_zone()
}

/// Why a text is none.
fn binary(text: &[u8]) -> Option<Fault> {
    let message = "it looks like a binary file: an octet here is zero, expected a zone file as text";
    Place::of_octet(text, 0).map(|place| Fault::new(place, message))
}

/// What is carried from entry to entry and from file to file.
pub(super) struct Reader {
    pub(super) includes: Includes,
    pub(super) octets_left: usize,
    /// The name of the zone, where the file has an SOA record.
    apex: Option<Name>,
    /// The TTL of the record before (RFC 1035 section 5.1).
    last_ttl: Option<u32>,
    /// That of `$TTL` (RFC 2308 section 4).
    pub(super) default_ttl: Option<u32>,
    /// The first record whose TTL nothing shows.
    without_ttl: Option<ZoneError>,
    /// The SOA record has no dot behind its owner: others may have none either.
    is_undotted: bool,
    /// A limit is reached: nothing more is read.
    is_full: bool,
    records: Vec<Record>,
    positions: Vec<Position>,
    /// RRsets that the file does not show.
    hidden: Vec<Hidden>,
    /// True when lines could not be read that may hold records of any name.
    is_incomplete: bool,
    notes: Notes,
    /// The TTLs of the RRsets since the owner last changed.
    rrset_ttls: HashMap<RecordType, u32>,
}

/// The file that is being read.
pub(super) struct OpenFile<'f> {
    pub(super) path: &'f Path,
    pub(super) name: Arc<str>,
    text: &'f [u8],
    pub(super) origin: Name,
    pub(super) owner: Option<Name>,
}

impl OpenFile<'_> {
    pub(super) fn error(&self, fault: Fault) -> ZoneError {
        let position = (fault.place.line, fault.place.column(self.text));
        ZoneError::at(&self.name, position, fault.message)
    }
}

impl Reader {
    /// Counts text that is read or generated.
    pub(super) fn take_octets(&mut self, octets: usize) -> Result<(), String> {
        self.octets_left = self.octets_left.checked_sub(octets).ok_or_else(|| {
            format!(
                "more than {} MiB with all that is included and generated, expected less",
                MAX_OCTETS >> 20
            )
        })?;
        Ok(())
    }

    /// Reads one file; `owner` is that of the record before it.
    fn read_file(
        &mut self,
        path: &Path,
        text: &[u8],
        origin: Name,
        owner: Option<Name>,
    ) -> Result<(), ZoneError> {
        let name = path.to_string_lossy().into();
        let mut file = OpenFile { path, name, text, origin, owner };
        if let Some(fault) = binary(text) {
            return Err(file.error(fault));
        }
        let mut lexer = Lexer::new(text);
        let mut broken = 0;
        self.end_owner();
        loop {
            match lexer.next_entry() {
                Ok(None) => break,
                Ok(Some(entry)) => {
                    if let Err(fault) = self.entry(&mut file, &entry) {
                        if self.is_full {
                            return Err(fault);
                        }
                        self.notes.add(Kind::Lost, fault);
                    }
                }
                Err(fault) => {
                    self.is_incomplete = true;
                    let place = fault.place;
                    if !lexer.owner_omitted() {
                        // What follows must not count as that of the record before.
                        file.owner = None;
                        self.end_owner();
                    }
                    self.notes.add(Kind::Lost, file.error(fault));
                    broken += 1;
                    if broken > MOST_BROKEN {
                        let message = "too many lines cannot be read: the rest of the file is left out";
                        self.notes.add(Kind::Lost, file.error(Fault::new(place, message)));
                        break;
                    }
                    if !lexer.skip_line_of(place) {
                        break;
                    }
                }
            }
        }
        self.end_owner();
        Ok(())
    }

    fn entry(&mut self, file: &mut OpenFile<'_>, entry: &Entry<'_>) -> Result<(), ZoneError> {
        match entry.tokens.first().filter(|first| first.raw.starts_with(b"$") && !entry.owner_omitted) {
            Some(directive) => {
                let result = self.directive(file, directive, entry);
                self.is_incomplete |= result.is_err();
                result
            }
            None => self.record(file, entry),
        }
    }

    /// Forgets the TTLs of the RRsets so far: BIND merges them only while the owner stays.
    pub(super) fn end_owner(&mut self) {
        // Clearing costs what the map has room for.
        if self.rrset_ttls.capacity() > 100 {
            self.rrset_ttls = HashMap::new();
        } else {
            self.rrset_ttls.clear();
        }
    }

    fn record(&mut self, file: &mut OpenFile<'_>, entry: &Entry<'_>) -> Result<(), ZoneError> {
        let Err(fault) = self.plain_record(file, entry) else { return Ok(()) };
        if self.is_full || self.of_provider(file, entry) {
            return if self.is_full { Err(fault) } else { Ok(()) };
        }
        let first = entry.tokens.first().filter(|_| !entry.owner_omitted);
        if let Some(mark) = first.filter(|first| is_foreign_comment(first)) {
            let message =
                format!("'{}' begins no comment, left out: a comment begins with ';'", excerpt(mark.raw));
            self.notes.add(Kind::OfProvider, file.error(Fault::new(mark.place, message)));
            return Ok(());
        }
        self.typeset_record(file, entry).map_err(|()| {
            self.hide(file, entry);
            fault
        })
    }

    /// What a line that cannot be read would have said is unknown, not absent.
    fn hide(&mut self, file: &OpenFile<'_>, entry: &Entry<'_>) {
        const OF_MAIL: [RecordType; 4] = [RecordType::A, RecordType::AAAA, RecordType::MX, RecordType::TXT];
        let Some(owner) = &file.owner else { return };
        let tokens = entry.tokens.get(usize::from(!entry.owner_omitted)..).unwrap_or_default();
        let types = match parse_head(tokens, entry.end) {
            Ok((Head { rtype: RecordType::CNAME, .. }, _)) | Err(_) => OF_MAIL.to_vec(),
            Ok((head, _)) => vec![head.rtype],
        };
        let why = NotAsked::Unread;
        self.hidden.extend(types.into_iter().map(|rtype| Hidden { name: owner.clone(), rtype, why }));
    }

    /// Reads a record that came through a word processor.
    fn typeset_record(&mut self, file: &mut OpenFile<'_>, entry: &Entry<'_>) -> Result<(), ()> {
        let Some(begin) = entry.tokens.first().map(|first| first.place) else { return Err(()) };
        let text = file.text.get(begin.line_start..entry.end.offset).and_then(plain_typography);
        let Some(text) = text else { return Err(()) };
        let mut lexer = Lexer::new(&text);
        let Ok(Some(plain)) = lexer.next_entry() else { return Err(()) };
        let mut plain = Entry { end: begin, ..plain };
        plain.tokens.iter_mut().for_each(|token| token.place = begin);
        self.plain_record(file, &plain).map_err(|_| ())?;
        let message = "blanks, dashes or quotation marks of a word processor, read as plain ones";
        self.notes.add(Kind::Typography, file.error(Fault::new(begin, message)));
        Ok(())
    }

    /// The owner of an entry, and what is behind it.
    fn owner<'t, 'a>(
        &mut self,
        file: &mut OpenFile<'_>,
        entry: &'t Entry<'a>,
    ) -> Result<(Name, &'t [Token<'a>]), ZoneError> {
        let mut tokens = entry.tokens.as_slice();
        if let Some((first, rest)) = tokens.split_first()
            && !entry.owner_omitted
        {
            let read = parse_name(first, &file.origin).map_err(|fault| file.error(fault));
            let before = file.owner.take();
            let owner = self.dotted(file, first, read?);
            file.owner = match before {
                // One text for all records of an owner.
                Some(before) if before == owner => Some(before),
                _ => {
                    self.end_owner();
                    Some(owner)
                }
            };
            tokens = rest;
        }
        let Some(owner) = file.owner.clone() else {
            let place = tokens.first().map_or(entry.end, |token| token.place);
            return Err(file.error(Fault::new(
                place,
                "a record without an owner, and none before it, expected an owner at the line's beginning",
            )));
        };
        Ok((owner, tokens))
    }

    /// Where the SOA record has no dot behind its owner, names at or below the zone are whole without one.
    fn dotted(&mut self, file: &OpenFile<'_>, token: &Token<'_>, read: Name) -> Name {
        let Some(apex) = self.apex.as_ref().filter(|_| self.is_undotted && !is_absolute(token.raw)) else {
            return read;
        };
        match name_from(token.raw, &Name::root()) {
            Ok(whole) if whole.is_at_or_below(apex) => {
                self.note_missing_dot(file, token);
                whole
            }
            _ => read,
        }
    }

    pub(super) fn note_missing_dot(&mut self, file: &OpenFile<'_>, token: &Token<'_>) {
        let message = format!("'{}' has no dot at its end, read as if it had one", excerpt(token.raw));
        self.notes.add(Kind::FinalDot, file.error(Fault::new(token.place, message)));
    }

    /// Returns the apex when a relative name is that name without its final dot, before any SOA record.
    pub(super) fn meant_apex(&self, token: &Token<'_>) -> Option<Name> {
        let apex = self.apex.as_ref().filter(|_| !is_absolute(token.raw))?;
        let is_before_soa = !self.records.iter().any(|record| record.rtype == RecordType::SOA);
        let whole = name_from(token.raw, &Name::root()).ok()?;
        (is_before_soa && whole == *apex).then_some(whole)
    }

    fn plain_record(&mut self, file: &mut OpenFile<'_>, entry: &Entry<'_>) -> Result<(), ZoneError> {
        let (mut owner, tokens) = self.owner(file, entry)?;
        let (head, data) = parse_head(tokens, entry.end).map_err(|fault| file.error(fault))?;
        let first = entry.tokens.first().filter(|_| !entry.owner_omitted);
        if head.rtype == RecordType::SOA
            && self.apex.as_ref().is_some_and(|apex| *apex != owner)
            && let Some(token) = first
            && let Some(apex) = self.meant_apex(token)
        {
            self.note_missing_dot(file, token);
            self.is_undotted = true;
            file.owner = Some(apex.clone());
            owner = apex;
        }
        let (data, cut) = parse_rdata_leniently(head.rtype, data, entry.end, &file.origin)
            .map_err(|fault| file.error(fault))?;
        let begin = entry.tokens.first().map_or(entry.end, |token| token.place);
        self.add(file, owner, head, data, begin)?;
        if let Some(fault) = cut {
            self.notes.add(Kind::LongString, file.error(fault));
        }
        if let Some(place) = head.age {
            let message = "the age of a record as Windows DNS writes it, left out";
            self.notes.add(Kind::Age, file.error(Fault::new(place, message)));
        }
        if let Some(place) = head.large_ttl {
            let message = format!("a TTL over {MAX_TTL} seconds, read as 0 (RFC 2181 section 8)");
            self.notes.add(Kind::Ttl, file.error(Fault::new(place, message)));
        }
        Ok(())
    }

    /// Reads a record of a type that only a provider knows.
    fn of_provider(&mut self, file: &mut OpenFile<'_>, entry: &Entry<'_>) -> bool {
        let Ok((owner, tokens)) = self.owner(file, entry) else { return false };
        let Some((token, own)) = own_type(tokens) else { return false };
        let word = String::from_utf8_lossy(token.raw).to_ascii_uppercase();
        match own {
            OwnType::Other => {
                let message = format!("{word} is a type of Windows DNS alone, left out");
                self.notes.add(Kind::OfProvider, file.error(Fault::new(token.place, message)));
            }
            OwnType::Alias(types) => {
                let fault = file.error(Fault::new(token.place, flattened_message(&word, &owner)));
                self.notes.add(Kind::Flattened, fault);
                let why = NotAsked::Flattened;
                let hidden = types.into_iter().map(|rtype| Hidden { name: owner.clone(), rtype, why });
                self.hidden.extend(hidden);
            }
        }
        true
    }

    /// Adds a record whose entry is at `begin`; decides its TTL.
    pub(super) fn add(
        &mut self,
        file: &OpenFile<'_>,
        name: Name,
        head: Head,
        data: RecordData,
        begin: Place,
    ) -> Result<(), ZoneError> {
        if self.records.len() >= MAX_RECORDS {
            self.is_full = true;
            return Err(
                file.error(Fault::new(head.place, format!("more than {MAX_RECORDS} records, expected less")))
            );
        }
        let mut ttl = match (head.ttl, self.default_ttl, self.last_ttl, &data) {
            (Some(ttl), _, _, _) | (None, Some(ttl), _, _) | (None, None, Some(ttl), _) => ttl,
            (None, None, None, RecordData::Soa { minimum, .. }) => {
                let ttl = (*minimum).min(MAX_TTL);
                self.default_ttl = Some(ttl);
                ttl
            }
            (None, None, None, _) => {
                self.without_ttl.get_or_insert_with(|| {
                    file.error(Fault::new(
                        head.place,
                        "no TTL specified, expected $TTL or a TTL in front of the record's type",
                    ))
                });
                FALLBACK_TTL
            }
        };
        if head.ttl.is_some() {
            self.last_ttl = Some(ttl);
        }
        // Signatures of different types are different RRsets: theirs are left as they are.
        if !is_signature(head.rtype) {
            match self.rrset_ttls.entry(head.rtype) {
                // RFC 2181 section 5.2: one TTL for the whole RRset.
                Slot::Occupied(first) => {
                    ttl = *first.get();
                    self.last_ttl = self.last_ttl.map(|_| ttl);
                }
                Slot::Vacant(slot) => {
                    slot.insert(ttl);
                }
            }
        }
        let source = Source::Zone { file: file.name.clone(), line: Some(begin.line) };
        let column = |place: Place| place.column(file.text);
        self.positions.push(Position {
            owner: column(begin),
            rtype_line: head.place.line,
            rtype: column(head.place),
        });
        self.records.push(Record { name, rtype: head.rtype, ttl, data, source });
        Ok(())
    }

    /// Reads an included file in place of its `$INCLUDE`.
    pub(super) fn include(
        &mut self,
        file: &OpenFile<'_>,
        named: &Token<'_>,
        origin: Name,
    ) -> Result<(), ZoneError> {
        let failed = |reason: String| {
            file.error(Fault::new(named.place, format!("cannot include '{}': {reason}", excerpt(named.raw))))
        };
        let path = String::from_utf8_lossy(&unescaped(named.raw)).into_owned();
        let included = self.includes.open(file.path, &path, self.octets_left).map_err(failed)?;
        self.take_octets(included.text.len()).map_err(failed)?;
        let path: PathBuf = included.path;
        self.read_file(&path, &included.text, origin, file.owner.clone())?;
        self.includes.close();
        Ok(())
    }
}

#[cfg(test)]
mod tests;
