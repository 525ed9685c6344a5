//! What structured header fields are made of (RFC 5322 section 3.2): atoms, quoted strings, domain
//! literals, and single characters with a meaning. Comments and folding white space mean nothing.

use std::fmt;
use std::ops::Range;

/// A piece of a structured field, and where it is in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub kind: TokenKind,
    pub place: Range<usize>,
}

/// What a piece is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// Characters that need no quotes (section 3.2.3), those beyond ASCII too (RFC 6532 section 3.2).
    Atom,
    /// A quoted string (section 3.2.4), with its quotes.
    Quoted,
    /// What is in square brackets (section 3.4.1), with them.
    Literal,
    /// Any other character.
    Special(char),
}

/// Something that is opened and never closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unclosed {
    /// A comment.
    Comment,
    /// A quoted string.
    Quote,
    /// A domain literal.
    Literal,
}

impl fmt::Display for Unclosed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Unclosed::Comment => "opens a ( that no ) closes",
            Unclosed::Quote => "opens a quote that no other one closes",
            Unclosed::Literal => "opens a [ that no ] closes",
        })
    }
}

/// Reads a field's text piece by piece, each character once.
#[derive(Clone, Debug)]
pub(super) struct Tokens<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Tokens<'a> {
    pub(super) fn of(text: &'a str) -> Tokens<'a> {
        Tokens { text, at: 0 }
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn take(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    /// Goes past comments, which may be in each other, and white space.
    fn skip(&mut self) -> Result<(), Unclosed> {
        let mut depth = 0_usize;
        while let Some(c) = self.peek() {
            match (c, depth) {
                ('(', _) => depth += 1,
                (')', 1..) => depth -= 1,
                ('\\', 1..) => {
                    self.take();
                }
                (_, 1..) | (' ' | '\t' | '\r' | '\n', 0) => {}
                (_, 0) => return Ok(()),
            }
            self.take();
        }
        if depth == 0 { Ok(()) } else { Err(Unclosed::Comment) }
    }

    /// Goes to the end of what a character opened.
    fn close(&mut self, with: char, opened: Unclosed) -> Result<(), Unclosed> {
        while let Some(c) = self.take() {
            match c {
                _ if c == with => return Ok(()),
                '\\' => {
                    self.take();
                }
                '[' if opened == Unclosed::Literal => break,
                _ => {}
            }
        }
        Err(opened)
    }
}

impl Iterator for Tokens<'_> {
    type Item = Result<Token, Unclosed>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Err(fault) = self.skip() {
            return Some(Err(fault));
        }
        let start = self.at;
        let kind = match self.take()? {
            '"' => self.close('"', Unclosed::Quote).map(|()| TokenKind::Quoted),
            '[' => self.close(']', Unclosed::Literal).map(|()| TokenKind::Literal),
            c if is_atext(c) => {
                while self.peek().is_some_and(is_atext) {
                    self.take();
                }
                Ok(TokenKind::Atom)
            }
            c => Ok(TokenKind::Special(c)),
        };
        Some(kind.map(|kind| Token { kind, place: start..self.at }))
    }
}

fn is_atext(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c) || !c.is_ascii()
}

/// Whether a text is atoms with dots between them (section 3.2.3).
pub(super) fn is_dot_atom(text: &str) -> bool {
    text.split('.').all(|part| !part.is_empty() && part.chars().all(is_atext))
}

/// What a quoted string or a literal means: without what surrounds it, the backslashes and the folding.
pub(super) fn unquoted(text: &str) -> String {
    let inner = text.get(1..text.len().saturating_sub(1)).unwrap_or_default();
    let mut meant = String::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => meant.extend(chars.next()),
            '\r' | '\n' => {}
            c => meant.push(c),
        }
    }
    meant
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Result<Vec<&str>, Unclosed> {
        Tokens::of(text).map(|token| token.map(|token| &text[token.place])).collect()
    }

    #[test]
    fn comments_and_folding_part_tokens_and_are_none() {
        for (text, expected) in [
            ("", &[][..]),
            (" (a (b\\)) c) ", &[]),
            ("a(b)c", &["a", "c"]),
            (" a . b\r\n\t@ c", &["a", ".", "b", "@", "c"]),
            ("\"a \\\" (b\" <x@[192.0.2.1]>", &["\"a \\\" (b\"", "<", "x", "@", "[192.0.2.1]", ">"]),
            ("=?utf-8?Q?a=2Cb?= :;", &["=?utf-8?Q?a=2Cb?=", ":", ";"]),
            ("müller)\\", &["müller", ")", "\\"]),
        ] {
            assert_eq!(tokens(text).unwrap(), expected, "{text}");
        }
        for (text, fault) in [
            ("a (b", Unclosed::Comment),
            ("a (b\\)", Unclosed::Comment),
            ("((a)", Unclosed::Comment),
            ("\"a", Unclosed::Quote),
            ("\"a\\\"", Unclosed::Quote),
            ("[a", Unclosed::Literal),
            ("[a [b]", Unclosed::Literal),
        ] {
            assert_eq!(tokens(text), Err(fault), "{text}");
        }
    }

    #[test]
    fn deep_comments_are_no_matter() {
        let depth = 100_000;
        assert_eq!(tokens(&("(".repeat(depth) + &")".repeat(depth) + "a")).unwrap(), ["a"]);
        assert_eq!(tokens(&"(".repeat(depth)), Err(Unclosed::Comment));
    }

    #[test]
    fn quoted_text_is_meant_without_its_quotes() {
        assert_eq!(unquoted("\"a \\\"b\\\\\r\n c\""), "a \"b\\ c");
        assert_eq!(unquoted("\"\""), "");
        assert_eq!(unquoted("\""), "");
    }
}
