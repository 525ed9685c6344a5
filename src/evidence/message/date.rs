//! A date as receivers have to take it (RFC 5322 sections 3.3 and 4.3), written as programs write it.

use super::tokens::{TokenKind, Tokens};

/// The value of a Date field without its comments, and with spaces where they are usual:
/// `Sun , 1 (x) Mar 2026 09 : 00 : 00 +0100` is `Sun, 1 Mar 2026 09:00:00 +0100`. None where something
/// else than words, commas and colons is in it.
pub fn plain_date(text: &str) -> Option<String> {
    let mut plain = String::new();
    let mut after_colon = true;
    for token in Tokens::of(text) {
        let token = token.ok()?;
        match token.kind {
            TokenKind::Atom => {
                if !after_colon {
                    plain.push(' ');
                }
                plain.push_str(&text[token.place]);
                after_colon = false;
            }
            TokenKind::Special(c @ (',' | ':')) => {
                plain.push(c);
                after_colon = c == ':';
            }
            _ => return None,
        }
    }
    Some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_spaces_do_not_matter() {
        for (text, expected) in [
            ("Sun, 22 Nov 2026 10:00:00 +0100", Some("Sun, 22 Nov 2026 10:00:00 +0100")),
            ("Sun , 1 (x) Mar 2026 09 : 00 : 00 +0100 (CET (y))", Some("Sun, 1 Mar 2026 09:00:00 +0100")),
            ("Sun,1(x)Mar(y)2026\r\n 09:00 GMT", Some("Sun, 1 Mar 2026 09:00 GMT")),
            ("22 Nov 2026 10:00 -0000", Some("22 Nov 2026 10:00 -0000")),
            ("", Some("")),
            ("Sun; 22 Nov", None),
            ("22 Nov (", None),
            ("\"22\" Nov", None),
        ] {
            assert_eq!(plain_date(text).as_deref(), expected, "{text}");
        }
    }
}
