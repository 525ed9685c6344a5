//! Master files read entry by entry (RFC 1035 section 5.1, with BIND's rules where it is silent).

use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;
use std::path::{Path, PathBuf};

use crate::dns::{Name, Record, RecordData, RecordType, Source};

use super::argument::{self, ZoneArgument};
use super::contents::{Loaded, Origin, Zone, is_signature};
use super::error::{Fault, ZoneError, excerpt};
use super::include::{Includes, MAX_OCTETS, read_regular};
use super::lexer::{Entry, Lexer, Token, unescaped};
use super::name::parse_name;
use super::place::Place;
use super::rdata::parse_rdata;
use super::scan::scan;
use super::ttl::{MAX_TTL, NotATime, parse_time};

/// How many records a zone may have, so that reading it stays within some hundred MiB.
pub const MAX_RECORDS: usize = 2_000_000;

/// The TTL of records in a file that states none and has no SOA.
const FALLBACK_TTL: u32 = 3600;

/// Reads a zone file and all it includes.
///
/// # Errors
///
/// A file that cannot be read, and every fault in it that BIND takes for one.
pub fn load(argument: &ZoneArgument) -> Result<Zone, ZoneError> {
    let name = argument.path.to_string_lossy();
    let failed = |reason: String| ZoneError::without_position(&name, reason);
    let text = read_regular(&argument.path, MAX_OCTETS).map_err(failed)?;
    let includes = Includes::beside(&argument.path).map_err(failed)?;
    read(&argument.path, &text, argument.origin.clone(), includes)
}

impl Zone {
    /// Reads a zone from text, as if it stood in a file of that name; `$INCLUDE` is refused.
    ///
    /// # Errors
    ///
    /// As [`load`].
    pub fn parse(name: &str, text: impl AsRef<[u8]>, origin: Option<Name>) -> Result<Zone, ZoneError> {
        let text = text.as_ref();
        if text.len() > MAX_OCTETS {
            return Err(ZoneError::without_position(name, "more than 64 MiB, expected less"));
        }
        read(Path::new(name), text, origin, Includes::Refused)
    }
}

/// Reads a text as the file `path`.
pub(super) fn read(
    path: &Path,
    text: &[u8],
    origin: Option<Name>,
    includes: Includes,
) -> Result<Zone, ZoneError> {
    let name = path.to_string_lossy().into_owned();
    let origin = find_origin(&name, path, text, origin)?;
    let mut reader = Reader {
        includes,
        octets_left: MAX_OCTETS,
        last_ttl: None,
        default_ttl: None,
        without_ttl: None,
        records: Vec::new(),
        rrset_ttls: HashMap::new(),
    };
    reader.take_octets(text.len()).map_err(|message| ZoneError::without_position(&name, message))?;
    reader.read_file(path, text, origin.name().clone(), None)?;
    if let Some(error) = reader.without_ttl.take()
        && reader.records.iter().any(|loaded| loaded.record.rtype == RecordType::SOA)
    {
        return Err(error);
    }
    Zone::build(name, origin, reader.records)
}

/// The origin that the file begins with.
fn find_origin(name: &str, path: &Path, text: &[u8], given: Option<Name>) -> Result<Origin, ZoneError> {
    if let Some(origin) = given {
        return Ok(Origin::Given(origin));
    }
    let stated = scan(text);
    if let Some(origin) = stated.leading.or(stated.soa_owner) {
        return Ok(Origin::Found(origin));
    }
    match (argument::origin_of_file_name(path), stated.later) {
        // A later $ORIGIN tells more than the name of the file, unless it leads below it.
        (Some(of_file), Some(later)) if !later.is_at_or_below(&of_file) => Ok(Origin::Found(later)),
        (Some(of_file), _) => Ok(Origin::Found(of_file)),
        (None, Some(later)) => Ok(Origin::Found(later)),
        (None, None) => Err(ZoneError::without_position(
            name,
            "it has no $ORIGIN, no SOA record with an absolute owner, and its name is no domain name, \
             expected FILE=ORIGIN",
        )),
    }
}

/// What is carried from entry to entry and from file to file.
pub(super) struct Reader {
    pub(super) includes: Includes,
    pub(super) octets_left: usize,
    /// The TTL of the record before (RFC 1035 section 5.1).
    last_ttl: Option<u32>,
    /// That of `$TTL` (RFC 2308 section 4).
    pub(super) default_ttl: Option<u32>,
    /// The first record whose TTL nothing tells.
    without_ttl: Option<ZoneError>,
    records: Vec<Loaded>,
    /// The TTLs of the RRsets since the owner last changed.
    rrset_ttls: HashMap<RecordType, u32>,
}

/// The file that is being read.
pub(super) struct OpenFile<'f> {
    pub(super) path: &'f Path,
    pub(super) name: String,
    text: &'f [u8],
    pub(super) origin: Name,
    pub(super) owner: Option<Name>,
}

impl OpenFile<'_> {
    pub(super) fn error(&self, fault: Fault) -> ZoneError {
        let position = (fault.place.line, fault.place.column(self.text));
        ZoneError { file: self.name.clone(), position: Some(position), message: fault.message }
    }
}

/// What stands in front of a record's data.
#[derive(Clone, Copy)]
pub(super) struct Head {
    pub(super) ttl: Option<u32>,
    pub(super) rtype: RecordType,
    /// Where the type stands.
    pub(super) place: Place,
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
        let name = path.to_string_lossy().into_owned();
        let mut file = OpenFile { path, name, text, origin, owner };
        if let Some(place) = Place::of_octet(text, 0) {
            let message = "it looks like a binary file: an octet here is zero, expected a zone file as text";
            return Err(file.error(Fault::new(place, message)));
        }
        let mut lexer = Lexer::new(text);
        self.end_owner();
        while let Some(entry) = lexer.next_entry().map_err(|fault| file.error(fault))? {
            let directive =
                entry.tokens.first().filter(|first| first.raw.starts_with(b"$") && !entry.owner_omitted);
            match directive {
                Some(directive) => self.directive(&mut file, directive, &entry)?,
                None => self.record(&mut file, &entry)?,
            }
        }
        self.end_owner();
        Ok(())
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
        let mut tokens = entry.tokens.as_slice();
        if let Some((first, rest)) = tokens.split_first()
            && !entry.owner_omitted
        {
            let owner = parse_name(first, &file.origin).map_err(|fault| file.error(fault))?;
            if file.owner.as_ref() != Some(&owner) {
                self.end_owner();
            }
            file.owner = Some(owner);
            tokens = rest;
        }
        let Some(owner) = file.owner.clone() else {
            let place = tokens.first().map_or(entry.end, |token| token.place);
            return Err(file.error(Fault::new(
                place,
                "a record without an owner, and none before it, expected an owner at the line's beginning",
            )));
        };
        let (head, data) = parse_head(tokens, entry.end).map_err(|fault| file.error(fault))?;
        let data =
            parse_rdata(head.rtype, data, entry.end, &file.origin).map_err(|fault| file.error(fault))?;
        let begin = entry.tokens.first().map_or(entry.end, |token| token.place);
        self.add(file, owner, head, data, begin)
    }

    /// Adds a record whose entry stands at `begin`; decides its TTL.
    pub(super) fn add(
        &mut self,
        file: &OpenFile<'_>,
        name: Name,
        head: Head,
        data: RecordData,
        begin: Place,
    ) -> Result<(), ZoneError> {
        if self.records.len() >= MAX_RECORDS {
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
        let position = |place: Place| (place.line, place.column(file.text));
        let record = Record { name, rtype: head.rtype, ttl, data, source };
        self.records.push(Loaded { record, owner: position(begin), rtype: position(head.place) });
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

/// Reads TTL, class and type; both of the first may be left out, and stand in either order.
pub(super) fn parse_head<'t, 'a>(
    tokens: &'t [Token<'a>],
    end: Place,
) -> Result<(Head, &'t [Token<'a>]), Fault> {
    let mut ttl = None;
    let mut class_seen = false;
    let mut rest = tokens;
    loop {
        let Some((token, after)) = rest.split_first() else {
            return Err(Fault::new(end, "the entry ends too early, expected a record type"));
        };
        rest = after;
        if !token.quoted {
            if !class_seen && let Some(class) = parse_class(token.raw) {
                if class != 1 {
                    return Err(Fault::new(
                        token.place,
                        format!("the class is '{}', expected IN", excerpt(token.raw)),
                    ));
                }
                class_seen = true;
                continue;
            }
            if ttl.is_none()
                && let Some(seconds) = parse_ttl(token)?
            {
                ttl = Some(seconds);
                continue;
            }
        }
        let rtype = parse_type(token)?;
        return Ok((Head { ttl, rtype, place: token.place }, rest));
    }
}

/// Reads a TTL; none when the word is something else.
pub(super) fn parse_ttl(token: &Token<'_>) -> Result<Option<u32>, Fault> {
    match parse_time(token.raw) {
        Ok(seconds) if seconds <= MAX_TTL => Ok(Some(seconds)),
        Err(NotATime::Syntax) => Ok(None),
        Ok(_) | Err(NotATime::TooLarge) => Err(Fault::new(
            token.place,
            format!("the TTL '{}' is too large, expected at most {MAX_TTL} seconds", excerpt(token.raw)),
        )),
    }
}

/// The number of a class (RFC 1035 section 3.2.4, RFC 3597 section 5).
fn parse_class(raw: &[u8]) -> Option<u16> {
    let word = std::str::from_utf8(raw).ok()?;
    match word.to_ascii_uppercase().as_str() {
        "IN" => Some(1),
        "CH" | "CHAOS" => Some(3),
        "HS" | "HESIOD" => Some(4),
        "NONE" => Some(254),
        "ANY" => Some(255),
        upper => {
            let digits = upper.strip_prefix("CLASS")?;
            (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
                .then(|| digits.parse().ok())
                .flatten()
        }
    }
}

fn parse_type(token: &Token<'_>) -> Result<RecordType, Fault> {
    let rtype =
        std::str::from_utf8(token.raw).ok().filter(|_| !token.quoted).and_then(|word| word.parse().ok());
    match rtype {
        Some(RecordType(0 | 41 | 128..=255)) => Err(Fault::new(
            token.place,
            format!("'{}' is a type of questions, expected a type of records", excerpt(token.raw)),
        )),
        // RFC 1123 section 6.1.2: MX took their place.
        Some(RecordType(3 | 4)) => {
            Err(Fault::new(token.place, format!("the type {} is obsolete, expected MX", excerpt(token.raw))))
        }
        Some(rtype) => Ok(rtype),
        None => Err(Fault::new(
            token.place,
            format!("'{}' is no record type, expected one such as MX, TXT or TYPE65280", excerpt(token.raw)),
        )),
    }
}

#[cfg(test)]
mod tests;
