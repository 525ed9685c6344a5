//! Whose zone a file is: what was given, what the file states, what it is called.

use std::fmt;
use std::path::Path;

use crate::dns::Name;

use super::error::ZoneError;
use super::lexer::{Entry, Lexer, MOST_BROKEN, Token};
use super::name::{is_absolute, name_from};

/// Where a zone's origin is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OriginSource {
    /// The command line.
    Given,
    /// `$ORIGIN`.
    Directive,
    /// The owner of the SOA record.
    Soa,
    /// The name of the file.
    FileName,
    /// The owners of its records, all of them absolute.
    Owners,
}

impl fmt::Display for OriginSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            OriginSource::Given => "as given",
            OriginSource::Directive => "from $ORIGIN",
            OriginSource::Soa => "from the SOA record",
            OriginSource::FileName => "from the file name",
            OriginSource::Owners => "from the names of its records",
        })
    }
}

/// What a zone is read for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Its own names are judged.
    Judged,
    /// It answers queries: a top-level domain that states its name is as good as any zone.
    Served,
}

/// The origin that a file begins with.
#[derive(Debug)]
pub(super) struct Origin {
    /// What relative names are relative to.
    pub(super) name: Name,
    pub(super) source: OriginSource,
    /// The name of the zone, where the file has an SOA record.
    pub(super) apex: Option<Name>,
}

/// Finds the origin: the one given, else that of `$ORIGIN`, of the SOA record, of the file's name.
///
/// # Errors
///
/// A name that no zone for mail has, and so is not what is meant.
pub(super) fn find(
    file: &str,
    path: &Path,
    text: &[u8],
    given: Option<Name>,
    purpose: Purpose,
) -> Result<Origin, ZoneError> {
    if let Some(name) = given {
        return Ok(Origin { apex: Some(name.clone()), name, source: OriginSource::Given });
    }
    let stated = scan(text);
    let of_file = of_file_name(path);
    let needs = |message: String, guess: Option<String>| ZoneError::needs_origin(file, message, guess);
    let usable_file_name =
        || of_file.name.as_ref().filter(|name| of_file.guess.is_none() && oddity(name).is_none());
    let guess = || of_file.guess.clone();
    if let (Some(relative), Some(SoaOwner::AtOrigin | SoaOwner::Undotted(_))) =
        (&stated.relative, &stated.soa)
    {
        return Err(needs(
            format!("'$ORIGIN {relative}' has no dot at its end, so that it does not say whose zone this is"),
            Some(relative.clone()),
        ));
    }
    let soa = match &stated.soa {
        Some(SoaOwner::Absolute(name) | SoaOwner::Undotted(name)) => Some(name.clone()),
        Some(SoaOwner::AtOrigin) => stated.leading.clone(),
        None => None,
    };
    let is_whole = stated.soa.is_some();
    let (name, source) = match (stated.leading, soa, stated.later) {
        (Some(leading), Some(soa), _) if leading != soa => {
            return checked(
                needs,
                purpose,
                Origin { name: leading, source: OriginSource::Soa, apex: Some(soa) },
            );
        }
        (Some(leading), ..) => (leading, OriginSource::Directive),
        (None, Some(soa), _) => (soa, OriginSource::Soa),
        // A later $ORIGIN shows more than the name of the file, unless it leads below it.
        (None, None, Some(later)) if !usable_file_name().is_some_and(|name| later.is_at_or_below(name)) => {
            (later, OriginSource::Directive)
        }
        (None, None, _) if !is_whole && !stated.has_relative_names => match usable_file_name() {
            Some(name) => (name.clone(), OriginSource::FileName),
            None => (Name::root(), OriginSource::Owners),
        },
        (None, None, _) => match (of_file.name.clone(), &of_file.guess) {
            (Some(name), None) => (name, OriginSource::FileName),
            _ => {
                let message = "it has no $ORIGIN, no SOA record with an absolute owner, and its name is no domain \
                               name: whose zone is it?";
                return Err(needs(message.to_owned(), guess()));
            }
        },
    };
    let apex = is_whole.then(|| name.clone());
    checked(needs, purpose, Origin { name, source, apex })
}

/// Refuses an origin that cannot be what is meant.
fn checked(
    needs: impl Fn(String, Option<String>) -> ZoneError,
    purpose: Purpose,
    origin: Origin,
) -> Result<Origin, ZoneError> {
    let name = origin.apex.as_ref().unwrap_or(&origin.name);
    let is_stated = matches!(origin.source, OriginSource::Directive | OriginSource::Soa) && !name.is_root();
    if origin.source == OriginSource::Owners || (is_stated && purpose == Purpose::Served) {
        return Ok(origin);
    }
    match oddity(name) {
        None => Ok(origin),
        Some((what, guess)) => {
            Err(needs(format!("its origin would be '{name}' ({}), {what}", origin.source), guess))
        }
    }
}

/// Why a name is hardly the name of a zone, and what may be meant.
fn oddity(name: &Name) -> Option<(&'static str, Option<String>)> {
    let labels: Vec<&[u8]> = name.labels().collect();
    let last = labels.last().copied().unwrap_or_default();
    if labels.is_empty() {
        return Some(("which is the root", None));
    }
    if labels.len() == 1 {
        return Some(("a single label", None));
    }
    if last.iter().all(u8::is_ascii_digit) {
        return Some(("which ends in a number", None));
    }
    let (front, back) = labels.split_at(labels.len() / 2);
    (front == back).then(|| {
        let half = Name::from_labels(front).map(|name| name.to_string()).ok();
        ("the same name twice: is a final dot missing?", half)
    })
}

/// What a file's name says of its zone.
struct OfFileName {
    name: Option<Name>,
    /// Another reading of the name, which may be the right one.
    guess: Option<String>,
}

/// Endings of zone files; none but `.zone` is a top-level domain.
const ENDINGS: [&str; 5] = [".zone", ".db", ".dns", ".hosts", ".txt"];

/// Endings that say what kind of copy a file is: what is before them may be a domain name, the whole is none.
const OF_COPIES: [&str; 11] =
    [".bak", ".old", ".orig", ".new", ".tmp", ".save", ".signed", ".rev", ".conf", ".inc", ".export"];

fn of_file_name(path: &Path) -> OfFileName {
    let none = OfFileName { name: None, guess: None };
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else { return none };
    let name = name.to_ascii_lowercase();
    let mut stem = ["db.", "named."].iter().find_map(|front| name.strip_prefix(front)).unwrap_or(&name);
    let strip = |stem: &str, endings: &[&str]| -> Option<usize> {
        endings.iter().find_map(|ending| stem.strip_suffix(ending)).map(str::len)
    };
    // `a.test.zone.txt` may be the zone a.test, or that of a name below the top-level domain `zone`.
    let mut inner = OF_COPIES.to_vec();
    if let Some(length) = strip(stem, &ENDINGS) {
        stem = &stem[..length];
        inner.push(ENDINGS[0]);
        while let Some(length) = strip(stem, &ENDINGS[1..]) {
            stem = &stem[..length];
        }
    }
    let in_domain_names = |octet: u8| octet.is_ascii_alphanumeric() || matches!(octet, b'.' | b'-' | b'_');
    let domain = |stem: &str| stem.bytes().all(in_domain_names).then(|| stem.parse::<Name>().ok()).flatten();
    let guess = strip(stem, &inner).map(|length| &stem[..length]);
    let guess = guess.map(|stem| strip(stem, &ENDINGS).map_or(stem, |length| &stem[..length]));
    let guess = guess.and_then(domain).map(|name| name.to_string());
    OfFileName { name: domain(stem), guess }
}

/// What a file says about its origin.
#[derive(Debug, Default)]
struct Stated {
    /// The first absolute `$ORIGIN` that is not the root, when no record is before it.
    leading: Option<Name>,
    /// A relative `$ORIGIN` before every record and every absolute one.
    relative: Option<String>,
    /// The owner of the first SOA record.
    soa: Option<SoaOwner>,
    /// The first absolute `$ORIGIN` behind records.
    later: Option<Name>,
    /// True when a name needs an origin that nothing in the file states.
    has_relative_names: bool,
}

#[derive(Debug)]
enum SoaOwner {
    Absolute(Name),
    /// It has no dot at its end, and no other reading of it is a zone that could be loaded.
    Undotted(Name),
    /// `@`.
    AtOrigin,
}

/// Looks for `$ORIGIN` and SOA, up to the first SOA record.
fn scan(text: &[u8]) -> Stated {
    let mut stated = Stated::default();
    let mut lexer = Lexer::new(text);
    let mut records_seen = false;
    let mut current: Option<Name> = None;
    let mut owner: Option<&[u8]> = None;
    let mut faults = 0;
    loop {
        let entry = match lexer.next_entry() {
            Ok(Some(entry)) => entry,
            Ok(None) => return stated,
            // The reader finds the fault again, and says where it is.
            Err(fault) => {
                faults += 1;
                if faults > MOST_BROKEN || !lexer.skip_line_of(fault.place) {
                    return stated;
                }
                continue;
            }
        };
        let Some(first) = entry.tokens.first() else { continue };
        if first.raw.starts_with(b"$") && !entry.owner_omitted {
            if !first.raw.eq_ignore_ascii_case(b"$ORIGIN") {
                continue;
            }
            let Some(argument) = entry.tokens.get(1) else { continue };
            let base = current.clone().unwrap_or_else(Name::root);
            let Ok(name) = name_from(argument.raw, &base) else { continue };
            if is_absolute(argument.raw) || current.is_some() {
                if name.is_root() {
                    // Names are written whole below it: it says nothing of the zone.
                } else if !records_seen {
                    stated.leading.get_or_insert(name.clone());
                } else if stated.later.is_none() && stated.leading.is_none() {
                    stated.later = Some(name.clone());
                }
                current = Some(name);
            } else if !records_seen {
                stated.relative.get_or_insert(name.to_string());
            }
            continue;
        }
        records_seen = true;
        if !entry.owner_omitted {
            owner = Some(first.raw);
        }
        stated.has_relative_names |= current.is_none() && is_relative(&entry);
        if is_soa(&entry) {
            stated.soa = owner.and_then(|raw| soa_owner(raw, current.as_ref()));
            return stated;
        }
    }
}

fn soa_owner(raw: &[u8], current: Option<&Name>) -> Option<SoaOwner> {
    if raw == b"@" {
        return Some(match current {
            Some(root) if root.is_root() => SoaOwner::Absolute(root.clone()),
            _ => SoaOwner::AtOrigin,
        });
    }
    let whole = name_from(raw, &Name::root()).ok()?;
    if is_absolute(raw) {
        return Some(SoaOwner::Absolute(whole));
    }
    Some(match current {
        Some(current) if *current != whole => SoaOwner::Absolute(name_from(raw, current).ok()?),
        _ => SoaOwner::Undotted(whole),
    })
}

/// Whether the entry's owner, or the name that it ends with, needs an origin.
fn is_relative(entry: &Entry<'_>) -> bool {
    const ENDING_IN_NAMES: [&[u8]; 7] = [b"MX", b"NS", b"CNAME", b"DNAME", b"PTR", b"SRV", b"AFSDB"];
    let lacks_dot = |token: &Token<'_>| !is_absolute(token.raw);
    let owner = entry.tokens.first().filter(|_| !entry.owner_omitted);
    let has_name = entry
        .tokens
        .iter()
        .skip(usize::from(!entry.owner_omitted))
        .take(3)
        .any(|token| ENDING_IN_NAMES.iter().any(|rtype| token.raw.eq_ignore_ascii_case(rtype)));
    owner.is_some_and(lacks_dot) || (has_name && entry.tokens.last().is_some_and(lacks_dot))
}

/// Whether the type, behind owner, age, TTL and class, is SOA.
fn is_soa(entry: &Entry<'_>) -> bool {
    let skipped = usize::from(!entry.owner_omitted);
    let mut candidates = entry.tokens.iter().skip(skipped).take(4);
    candidates.any(|token| token.raw.eq_ignore_ascii_case(b"SOA") || token.raw.eq_ignore_ascii_case(b"TYPE6"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str) -> String {
        let found = of_file_name(Path::new(name));
        let shown = |name: Option<String>| name.unwrap_or_else(|| "-".to_owned());
        format!("{} {}", shown(found.name.map(|name| name.to_string())), shown(found.guess))
    }

    #[test]
    fn names_of_files_are_stripped() {
        for (file, expected) in [
            ("x/Example.test.zone", "example.test -"),
            ("X.TEST.ZONE", "x.test -"),
            ("x.test.dns", "x.test -"),
            ("x.test.hosts", "x.test -"),
            ("x.test.db", "x.test -"),
            ("x.test.db.txt", "x.test -"),
            ("db.x.test", "x.test -"),
            ("named.x.test", "x.test -"),
            ("x.test", "x.test -"),
            ("zone.txt", "zone -"),
            ("x.test.zone.txt", "x.test.zone x.test"),
            ("x.test.signed", "x.test.signed x.test"),
            ("my file.zone", "- -"),
            (".zone", "- -"),
            ("a..b", "- -"),
        ] {
            assert_eq!(of(file), expected, "{file}");
        }
    }

    #[test]
    fn odd_names_are_no_zones() {
        for (name, is_odd) in [
            (".", true),
            ("zone", true),
            ("192.0.2", true),
            ("a.b.a.b", true),
            ("a.a", true),
            ("a.b", false),
            ("a.b.a", false),
            ("2.0.192.in-addr.arpa", false),
        ] {
            assert_eq!(oddity(&name.parse().unwrap()).is_some(), is_odd, "{name}");
        }
    }
}
