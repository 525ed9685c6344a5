//! What is in front of a record's data: TTL, class and type.

use crate::dns::RecordType;

use super::error::{Fault, excerpt};
use super::lexer::Token;
use super::place::Place;
use super::provider::is_age;
use super::ttl::{MAX_TTL, NotATime, parse_time};

/// What is in front of a record's data.
#[derive(Clone, Copy)]
pub(super) struct Head {
    pub(super) ttl: Option<u32>,
    pub(super) rtype: RecordType,
    /// Where the type is.
    pub(super) place: Place,
    /// A TTL over 31 bits, which counts as 0 (RFC 2181 section 8).
    pub(super) large_ttl: Option<Place>,
    /// The age that Windows DNS writes.
    pub(super) age: Option<Place>,
}

/// Reads TTL, class and type; both of the first may be left out, and are in either order.
pub(super) fn parse_head<'t, 'a>(
    tokens: &'t [Token<'a>],
    end: Place,
) -> Result<(Head, &'t [Token<'a>]), Fault> {
    let mut ttl = None;
    let mut class_seen = false;
    let (mut large_ttl, mut age) = (None, None);
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
                let is_large = seconds > MAX_TTL;
                large_ttl = is_large.then_some(token.place);
                ttl = Some(if is_large { 0 } else { seconds });
                continue;
            }
            if age.is_none() && is_age(token) {
                age = Some(token.place);
                continue;
            }
        }
        let rtype = parse_type(token)?;
        return Ok((Head { ttl, rtype, place: token.place, large_ttl, age }, rest));
    }
}

/// Reads a TTL of up to 32 bits; none when the word is something else.
pub(super) fn parse_ttl(token: &Token<'_>) -> Result<Option<u32>, Fault> {
    match parse_time(token.raw) {
        Ok(seconds) => Ok(Some(seconds)),
        Err(NotATime::Syntax) => Ok(None),
        Err(NotATime::TooLarge) => Err(Fault::new(
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
