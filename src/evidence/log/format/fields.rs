//! The pieces that lines are made of.

use memchr::{memchr, memmem};

use crate::evidence::log::event::Relay;

/// A word and what follows its space.
pub(super) fn word(text: &[u8]) -> (&[u8], &[u8]) {
    match memchr(b' ', text) {
        Some(end) => (&text[..end], &text[end + 1..]),
        None => (text, b""),
    }
}

/// The message id and the structured data of RFC 5424, and what follows.
pub(super) fn structured(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let (id, rest) = word(text);
    if let Some(rest) = rest.strip_prefix(b"- ") {
        return Some((id, rest.strip_prefix(b"\xef\xbb\xbf").unwrap_or(rest)));
    }
    rest.strip_prefix(b"[")?;
    // Inside of quotes a bracket is a character, and a backslash takes the next one's meaning.
    let (mut is_quoted, mut at) = (false, 1);
    loop {
        match rest.get(at)? {
            b'\\' if is_quoted => at += 1,
            b'"' => is_quoted = !is_quoted,
            b']' if !is_quoted && rest.get(at + 1) == Some(&b' ') => return Some((id, &rest[at + 2..])),
            _ => {}
        }
        at += 1;
    }
}

/// What is between two texts, and what follows the second.
pub(super) fn between<'a>(text: &'a [u8], open: &[u8], close: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let start = memmem::find(text, open)? + open.len();
    let end = start + memmem::find(&text[start..], close)?;
    Some((&text[start..end], &text[end + close.len()..]))
}

/// `host[address]` or `host[address]:port`.
pub(super) fn bracketed(text: &[u8]) -> Relay<'_> {
    let Some(open) = memchr(b'[', text) else { return Relay { host: text, address: b"" } };
    let inside = &text[open + 1..];
    let close = memchr(b']', inside).unwrap_or(inside.len());
    Relay { host: trim(&text[..open]), address: &inside[..close] }
}

/// Without spaces around it and without the dot behind a host name.
pub(super) fn trim(text: &[u8]) -> &[u8] {
    let text = text.trim_ascii();
    text.strip_suffix(b".").unwrap_or(text)
}

/// An address without its angle brackets.
pub(super) fn address(text: &[u8]) -> &[u8] {
    let text = text.strip_prefix(b"<").unwrap_or(text);
    text.strip_suffix(b">").unwrap_or(text)
}

/// Whole seconds of `1.25`, `12`, `1m5s`, `00:01:05`, `2d3h`; an unreadable one counts as none.
pub(super) fn seconds(text: &[u8]) -> u32 {
    let mut total: u32 = 0;
    let mut number: u32 = 0;
    let mut units = false;
    for &byte in text {
        match byte {
            b'0'..=b'9' => number = number.saturating_mul(10).saturating_add(u32::from(byte - b'0')),
            b':' => {
                total = total.saturating_add(number).saturating_mul(60);
                number = 0;
            }
            b'+' => {
                total = number.saturating_mul(86_400);
                number = 0;
            }
            b'd' | b'h' | b'm' | b's' => {
                units = true;
                let length = match byte {
                    b'd' => 86_400,
                    b'h' => 3600,
                    b'm' => 60,
                    _ => 1,
                };
                total = total.saturating_add(number.saturating_mul(length));
                number = 0;
            }
            _ => break,
        }
    }
    // "0.8s": what is before the point is the whole of it.
    if units { total } else { total.saturating_add(number) }
}
