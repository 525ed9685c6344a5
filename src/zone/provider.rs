//! What exports of DNS providers have next to the records of RFC 1035, and what BIND refuses.

use crate::dns::RecordType;

use super::lexer::Token;
use super::ttl::parse_time;

/// A type that only a provider's own nameservers know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum OwnType {
    /// The provider publishes addresses of the name that it leads to; of these types.
    Alias(Vec<RecordType>),
    /// It says nothing of the name.
    Other,
}

/// Types whose names have addresses that the provider finds: those of another name, or of its own web servers.
const ALIASES: [&[u8]; 9] =
    [b"ALIAS", b"ANAME", b"APEXALIAS", b"URL", b"URL301", b"REDIRECT", b"FRAME", b"POOL", b"WEBFWD"];

/// Types of Windows DNS: answers to be found in WINS.
const OTHERS: [&[u8]; 3] = [b"WINS", b"WINSR", b"WINS-R"];

/// Finds a provider's own type behind TTL and class, and what the word itself is.
pub(super) fn own_type<'t, 'a>(tokens: &'t [Token<'a>]) -> Option<(&'t Token<'a>, OwnType)> {
    let is = |token: &Token<'_>, word: &[u8]| !token.quoted && token.raw.eq_ignore_ascii_case(word);
    let is_before_type = |token: &Token<'_>| {
        is(token, b"IN") || is(token, b"AWS") || is_age(token) || parse_time(token.raw).is_ok()
    };
    let place = tokens.iter().position(|token| !is_before_type(token))?;
    let token = tokens.get(place)?;
    let is_own = |word: &&[u8]| is(token, word);
    if !(ALIASES.iter().any(is_own) || OTHERS.iter().any(is_own) || is(token, b"LUA")) {
        return None;
    }
    if OTHERS.iter().any(|word| is(token, word)) {
        return Some((token, OwnType::Other));
    }
    // Route 53's `AWS ALIAS A "target" …` and PowerDNS's `LUA A "code"` name the type that they mean.
    let is_typed =
        is(token, b"LUA") || place.checked_sub(1).is_some_and(|before| is(&tokens[before], b"AWS"));
    let named = tokens.get(place + 1).and_then(|token| std::str::from_utf8(token.raw).ok()?.parse().ok());
    let types = match named.filter(|_| is_typed) {
        Some(rtype) => vec![rtype],
        None => vec![RecordType::A, RecordType::AAAA],
    };
    Some((token, OwnType::Alias(types)))
}

/// Returns true for the age that Windows DNS writes in front of a TTL.
pub(super) fn is_age(token: &Token<'_>) -> bool {
    let digits = token.raw.len().checked_sub(6).filter(|length| *length > 0);
    let front = token.raw.get(..5).is_some_and(|front| front.eq_ignore_ascii_case(b"[AGE:"));
    !token.quoted && front && digits.is_some() && token.raw.ends_with(b"]")
}

/// Returns true for a line that is a comment elsewhere.
pub(super) fn is_foreign_comment(token: &Token<'_>) -> bool {
    !token.quoted && (token.raw.starts_with(b"#") || token.raw.starts_with(b"//"))
}

/// A text with the blanks and quotes of typesetting replaced by those of master files; `None` without any.
pub(super) fn plain_typography(text: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(text).ok()?;
    let mut is_changed = false;
    let plain = text.chars().map(|c| {
        let replaced = match c {
            '\u{a0}' | '\u{2000}'..='\u{200b}' | '\u{202f}' | '\u{3000}' | '\u{feff}' => ' ',
            '\u{201c}'..='\u{201f}' | '\u{ab}' | '\u{bb}' => '"',
            '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
            _ => return c,
        };
        is_changed = true;
        replaced
    });
    let plain: String = plain.collect();
    is_changed.then(|| plain.into_bytes())
}

/// Text in UTF-16, which PowerShell's `>` writes, as UTF-8; `None` for any other.
pub(super) fn from_utf16(text: &[u8]) -> Option<Vec<u8>> {
    let (rest, is_little) = match text {
        [0xff, 0xfe, rest @ ..] => (rest, true),
        [0xfe, 0xff, rest @ ..] => (rest, false),
        _ => return None,
    };
    let unit = |pair: [u8; 2]| if is_little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) };
    let units = rest.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    let decoded = char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER));
    Some(decoded.collect::<String>().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::zone::lexer::Lexer;

    fn own(text: &str) -> Option<OwnType> {
        let entry = Lexer::new(text.as_bytes()).next_entry().unwrap().unwrap();
        own_type(&entry.tokens).map(|(_, own)| own)
    }

    #[test]
    fn own_types_are_found() {
        let both = OwnType::Alias(vec![RecordType::A, RecordType::AAAA]);
        assert_eq!(own("300 IN ALIAS a.test."), Some(both.clone()));
        assert_eq!(own("ANAME a.test."), Some(both));
        let ipv4 = Some(OwnType::Alias(vec![RecordType::A]));
        assert_eq!(own("60 AWS ALIAS A \"x.test.\" Z2 false"), ipv4);
        assert_eq!(own("60 IN LUA A \"ifportup(443)\""), ipv4);
        assert_eq!(own("0 WINS L2 C900 192.0.2.1"), Some(OwnType::Other));
        assert_eq!(own("60 IN TXT \"ALIAS\""), None);
        assert_eq!(own("60 IN MX 10 a.test."), None);
    }

    #[test]
    fn typography_is_made_plain() {
        let plain = plain_typography("@\u{a0}TXT \u{201c}v=spf1 \u{2013}all\u{201d}".as_bytes());
        assert_eq!(plain.as_deref(), Some(&b"@ TXT \"v=spf1 -all\""[..]));
        assert_eq!(plain_typography("@ TXT \"ü\"".as_bytes()), None);
        assert_eq!(from_utf16(b"\xff\xfea\0\n\0").as_deref(), Some(&b"a\n"[..]));
        assert_eq!(from_utf16(b"a\n"), None);
    }
}
