//! A reply's text freed of the escapes that reporters write: `\r\n` in exceptions, entities of
//! web pages, the remains of quoted-printable.

use std::borrow::Cow;

/// The longest text that is looked at in one piece, in bytes; what follows is left out.
pub(super) const MAX_TEXT: usize = 256 * 1024;

/// The text with escaped line ends, tabs and quotes, HTML entities and quoted-printable
/// sequences as what they mean. At most 256 KiB of it are kept.
pub fn clean(text: &str) -> Cow<'_, str> {
    let text = head(text, MAX_TEXT);
    if !text.bytes().any(|octet| matches!(octet, b'\\' | b'&' | b'=' | b'\x1b')) {
        return Cow::Borrowed(text);
    }
    let text = without_terminal_colours(text);
    let text = without_entities(&text);
    let text = without_quoted_printable(&text);
    Cow::Owned(without_escapes(&text))
}

/// The first `max` bytes, cut between characters.
pub(super) fn head(text: &str, max: usize) -> &str {
    if text.len() <= max {
        return text;
    }
    let mut end = max;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// `ESC [ … m` and `ESC ] … BEL`, as pasted from a terminal.
fn without_terminal_colours(text: &str) -> Cow<'_, str> {
    if !text.contains('\x1b') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('\x1b') {
        out.push_str(&rest[..start]);
        rest = &rest[start + 1..];
        if let Some(after) = rest.strip_prefix(']') {
            // A window title and the like, up to BEL.
            rest = after
                .split_once('\x07')
                .filter(|(title, _)| title.len() < 256)
                .map_or(after, |(_, rest)| rest);
        }
        if let Some(after) = rest.strip_prefix('[') {
            let parameters = after.bytes().take_while(|b| b.is_ascii_digit() || *b == b';').count();
            rest = after[parameters..]
                .strip_prefix(|c: char| c.is_ascii_alphabetic())
                .unwrap_or(&after[parameters..]);
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// HTML entities that are in pasted replies; a second time for what was escaped twice.
fn without_entities(text: &str) -> Cow<'_, str> {
    const ENTITIES: [(&str, char); 9] = [
        ("&amp;", '&'),
        ("&lt;", '<'),
        ("&gt;", '>'),
        ("&quot;", '"'),
        ("&apos;", '\''),
        ("&nbsp;", ' '),
        ("&#39;", '\''),
        ("&#160;", ' '),
        ("&#13;", ' '),
    ];
    let mut text = Cow::Borrowed(text);
    for _ in 0..2 {
        if !text.contains('&') {
            break;
        }
        let mut out = String::with_capacity(text.len());
        let mut rest = &*text;
        let mut changed = false;
        while let Some(start) = rest.find('&') {
            out.push_str(&rest[..start]);
            rest = &rest[start..];
            match ENTITIES.iter().find(|(entity, _)| rest.starts_with(entity)) {
                Some((entity, stands_for)) => {
                    out.push(*stands_for);
                    rest = &rest[entity.len()..];
                    changed = true;
                }
                None => {
                    out.push('&');
                    rest = &rest[1..];
                }
            }
        }
        out.push_str(rest);
        if !changed {
            break;
        }
        text = Cow::Owned(out);
    }
    text
}

/// Soft line ends always; `=3D` and its like only where the text shows that it is
/// quoted-printable, as `ip=20.…` in a URL looks the same (RFC 2045 section 6.7).
fn without_quoted_printable(text: &str) -> Cow<'_, str> {
    let is_encoded = text.contains("=3D");
    if !is_encoded && !text.contains("=\n") && !text.contains("=\r\n") {
        return Cow::Borrowed(text);
    }
    let mut out: Vec<u8> = Vec::with_capacity(text.len());
    let octets = text.as_bytes();
    let mut at = 0;
    while at < octets.len() {
        let rest = &octets[at..];
        if rest.starts_with(b"=\n") && !ends_a_parameter(&out) {
            at += 2;
        } else if rest.starts_with(b"=\r\n") && !ends_a_parameter(&out) {
            at += 3;
        } else if is_encoded && let Some(octet) = encoded(rest) {
            out.push(octet);
            at += 3;
        } else {
            out.push(octets[at]);
            at += 1;
        }
    }
    Cow::Owned(String::from_utf8_lossy(&out).into_owned())
}

/// Whether what is before `=` is a parameter's name in a URL, so that the `=` is its own.
fn ends_a_parameter(before: &[u8]) -> bool {
    matches!(before, [.., b'&' | b'?', b'c' | b'v' | b'r' | b'i'] | [.., b'?' | b'&', b'i', b'p' | b'd'])
}

/// The octet that `=XX` means, with upper-case digits as encoders write them.
fn encoded(rest: &[u8]) -> Option<u8> {
    let [b'=', high, low, ..] = rest else { return None };
    let digit = |b: u8| match b {
        b'0'..=b'9' => Some(b - b'0'),
        b'A'..=b'F' => Some(b - b'A' + 10),
        _ => None,
    };
    match digit(*high)? << 4 | digit(*low)? {
        // No control character but line ends and the tabulator.
        octet @ (0..=8 | 11..=12 | 14..=31 | 127) => {
            let _ = octet;
            Some(b' ')
        }
        octet => Some(octet),
    }
}

/// `\r`, `\n`, `\t`, `\"`, `\'`, `\/`, `\u0026` and the like, with one or more backslashes.
fn without_escapes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('\\') {
        out.push_str(&rest[..start]);
        rest = rest[start..].trim_start_matches('\\');
        let mut characters = rest.chars();
        match characters.next() {
            Some('r' | 't') => {
                out.push(' ');
                rest = characters.as_str();
            }
            Some('n') => {
                out.push('\n');
                rest = characters.as_str();
            }
            Some('u') if rest.len() >= 5 && rest.is_char_boundary(5) => {
                let code = u32::from_str_radix(&rest[1..5], 16).ok().filter(|code| (32..127).contains(code));
                match code.and_then(char::from_u32) {
                    Some(c) => {
                        out.push(c);
                        rest = &rest[5..];
                    }
                    None => out.push('\\'),
                }
            }
            Some('"' | '\'' | '/' | '<' | '>' | '[' | ']' | '_' | '-' | '&' | '@' | '(' | ')') => {}
            _ => out.push(' '),
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_what_they_mean() {
        assert_eq!(clean(r"550-a\r\n550 b"), "550-a \n550 b");
        assert_eq!(clean(r"550-a\\n550 b"), "550-a\n550 b");
        assert_eq!(clean(r"ip=192.0.2.1\u0026c=bl"), "ip=192.0.2.1&c=bl");
        assert_eq!(clean("&lt;a@b.test&gt; ?ip=192.0.2.1&amp;amp;c=bl"), "<a@b.test> ?ip=192.0.2.1&c=bl");
        assert_eq!(
            clean("Reque=\r\nsted action, see ?ip=3D192.0.2.1&c=3Dbl"),
            "Requested action, see ?ip=192.0.2.1&c=bl"
        );
        assert_eq!(clean("?ip=20.0.2.1&c=bl"), "?ip=20.0.2.1&c=bl");
        assert_eq!(clean("?ip=192.0.2.1&c=\nhi"), "?ip=192.0.2.1&c=\nhi");
        assert_eq!(clean("\x1b[31m554\x1b[0m x"), "554 x");
        assert_eq!(clean("plain"), "plain");
    }
}
