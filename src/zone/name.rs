//! Domain names in master files: relative to an origin, with escapes.

use crate::dns::{Name, NameError};

use super::error::{Fault, excerpt};
use super::lexer::{Token, take_octet};

/// Reads a name: `@` is the origin, a name without a dot at its end is relative to it.
pub(super) fn parse_name(token: &Token<'_>, origin: &Name) -> Result<Name, Fault> {
    name_from(token.raw, origin).map_err(|error| {
        Fault::new(token.place, format!("'{}' is not a domain name: {error}", excerpt(token.raw)))
    })
}

/// [`parse_name`] for a field where quotes may not be.
pub(super) fn parse_unquoted_name(token: &Token<'_>, origin: &Name) -> Result<Name, Fault> {
    if token.quoted {
        return Err(Fault::new(
            token.place,
            format!("the domain name '{}' is in quotes, expected it without", excerpt(token.raw)),
        ));
    }
    parse_name(token, origin)
}

pub(super) fn name_from(raw: &[u8], origin: &Name) -> Result<Name, NameError> {
    if raw == b"@" {
        return Ok(origin.clone());
    }
    if raw == b"." {
        return Ok(Name::root());
    }
    // Labels one behind the other, and where each ends.
    let mut octets = Vec::with_capacity(raw.len());
    let mut ends: Vec<usize> = Vec::with_capacity(8);
    let mut start = 0;
    let mut absolute = false;
    let mut rest = raw;
    while let Some((octet, escaped, after)) = take_octet(rest) {
        rest = after;
        absolute = octet == b'.' && !escaped;
        if absolute {
            if octets.len() == start {
                return Err(NameError::EmptyLabel);
            }
            ends.push(octets.len());
            start = octets.len();
        } else {
            octets.push(octet);
        }
        if octets.len() > 255 {
            let longest = ends.iter().fold((0, 0), |(from, most), end| (*end, most.max(end - from))).1;
            let longest = longest.max(octets.len() - start);
            return Err(if longest > 63 { NameError::LabelTooLong } else { NameError::TooLong });
        }
    }
    if !absolute {
        if octets.len() == start {
            return Err(NameError::EmptyLabel);
        }
        ends.push(octets.len());
    }
    let starts = std::iter::once(0).chain(ends.iter().copied());
    let labels = starts.zip(&ends).map(|(from, to)| &octets[from..*to]);
    if absolute { Name::from_labels(labels) } else { Name::from_labels(labels.chain(origin.labels())) }
}

/// True when the word is a name that needs no origin.
pub(super) fn is_absolute(raw: &[u8]) -> bool {
    let mut last = None;
    let mut rest = raw;
    while let Some((octet, escaped, after)) = take_octet(rest) {
        last = Some((octet, escaped));
        rest = after;
    }
    last == Some((b'.', false))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resolves_against_the_origin() {
        let origin: Name = "example.test".parse().unwrap();
        for (raw, name) in [
            ("@", "example.test"),
            (".", "."),
            ("a", "a.example.test"),
            ("a.b.", "a.b"),
            (r"a\.b", r"a\.b.example.test"),
            (r"\@", r"\@.example.test"),
            (r"\097", "a.example.test"),
            (r"a\.", r"a\..example.test"),
        ] {
            assert_eq!(name_from(raw.as_bytes(), &origin).unwrap().to_string(), name, "{raw}");
        }
        assert_eq!(name_from(b"a..b", &origin), Err(NameError::EmptyLabel));
        assert_eq!(name_from(b".a", &origin), Err(NameError::EmptyLabel));
        assert_eq!(name_from(b"", &origin), Err(NameError::EmptyLabel));
        assert_eq!(name_from("a".repeat(64).as_bytes(), &origin), Err(NameError::LabelTooLong));
        assert_eq!(name_from("a".repeat(999).as_bytes(), &origin), Err(NameError::LabelTooLong));
        assert_eq!(name_from("a.".repeat(127).as_bytes(), &origin).map(|n| n.labels().len()), Ok(127));
        assert_eq!(name_from("a.".repeat(128).as_bytes(), &origin), Err(NameError::TooLong));
        assert_eq!(name_from(format!("{}a", "a.".repeat(126)).as_bytes(), &origin), Err(NameError::TooLong));
    }
}
