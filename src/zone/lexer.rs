//! Master-file text cut into entries and tokens (RFC 1035 section 5.1).

use super::error::{Fault, excerpt};
use super::place::Place;

/// A word or a quoted string; escapes are left as they are written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token<'a> {
    /// The text, without its quotes.
    pub(super) raw: &'a [u8],
    /// Whether it was in quotes.
    pub(super) quoted: bool,
    /// Where it begins; for a quoted string, at the quote.
    pub(super) place: Place,
}

/// One entry: a line, or several that parentheses join.
#[derive(Debug)]
pub(super) struct Entry<'a> {
    /// At least one.
    pub(super) tokens: Vec<Token<'a>>,
    /// The line begins with a blank: the owner is that of the entry before.
    pub(super) owner_omitted: bool,
    /// Where the entry ends.
    pub(super) end: Place,
}

/// How many fields an entry may have: no record has more octets of data.
const MOST_TOKENS: usize = 65_600;

/// How many entries may be broken off before a text is given up: each may be as long as the rest of it.
pub(super) const MOST_BROKEN: usize = 100;

/// Reads entries one after the other.
pub(super) struct Lexer<'a> {
    text: &'a [u8],
    offset: usize,
    line: u32,
    line_start: usize,
    /// The entry that is being read begins with a blank.
    owner_omitted: bool,
}

impl<'a> Lexer<'a> {
    /// Starts at the beginning of a text, behind a byte order mark.
    pub(super) fn new(text: &'a [u8]) -> Lexer<'a> {
        let begin = if text.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        Lexer { text, offset: begin, line: 1, line_start: begin, owner_omitted: false }
    }

    /// Returns true when the entry that is being read has the owner of the one before.
    pub(super) fn owner_omitted(&self) -> bool {
        self.owner_omitted
    }

    /// Goes on behind the line of a fault; false when the text ends there.
    pub(super) fn skip_line_of(&mut self, place: Place) -> bool {
        self.line = place.line;
        self.line_start = place.line_start;
        self.offset = place.offset;
        self.skip_comment();
        let is_left = self.offset < self.text.len();
        if is_left {
            self.end_line();
        }
        is_left
    }

    fn place(&self) -> Place {
        Place { line: self.line, line_start: self.line_start, offset: self.offset }
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.offset).copied()
    }

    /// The next entry that is not empty; none at the end of the text.
    pub(super) fn next_entry(&mut self) -> Result<Option<Entry<'a>>, Fault> {
        let mut tokens = Vec::new();
        // How many parentheses are open, and where the outermost is.
        let mut depth = 0usize;
        let mut outermost = self.place();
        self.owner_omitted = matches!(self.peek(), Some(b' ' | b'\t'));
        loop {
            let Some(octet) = self.peek() else {
                if depth > 0 {
                    return Err(Fault::new(outermost, "this parenthesis is not closed, expected a ')'"));
                }
                let end = self.place();
                let owner_omitted = self.owner_omitted;
                return Ok((!tokens.is_empty()).then_some(Entry { tokens, owner_omitted, end }));
            };
            match octet {
                b'\n' | b'\r' => {
                    let end = self.place();
                    self.end_line();
                    if depth == 0 {
                        if !tokens.is_empty() {
                            return Ok(Some(Entry { tokens, owner_omitted: self.owner_omitted, end }));
                        }
                        self.owner_omitted = matches!(self.peek(), Some(b' ' | b'\t'));
                    }
                }
                b' ' | b'\t' => self.offset += 1,
                b';' => self.skip_comment(),
                b'(' => {
                    if depth == 0 {
                        outermost = self.place();
                    }
                    depth += 1;
                    self.offset += 1;
                }
                b')' => {
                    depth = depth.checked_sub(1).ok_or_else(|| {
                        Fault::new(self.place(), "this ')' closes no parenthesis, expected a '(' before it")
                    })?;
                    self.offset += 1;
                }
                _ if tokens.len() == MOST_TOKENS => {
                    return Err(Fault::new(self.place(), "the record has too many fields, expected its end"));
                }
                b'"' => tokens.push(self.quoted()?),
                _ => tokens.push(self.word()?),
            }
        }
    }

    /// Steps over LF, CR LF or a lone CR.
    fn end_line(&mut self) {
        if self.text[self.offset..].starts_with(b"\r\n") {
            self.offset += 1;
        }
        self.offset += 1;
        self.line = self.line.saturating_add(1);
        self.line_start = self.offset;
    }

    fn skip_comment(&mut self) {
        let rest = &self.text[self.offset..];
        self.offset += rest.iter().position(|octet| matches!(octet, b'\n' | b'\r')).unwrap_or(rest.len());
    }

    fn word(&mut self) -> Result<Token<'a>, Fault> {
        let place = self.place();
        let start = self.offset;
        while let Some(octet) = self.peek() {
            match octet {
                b'\n' | b'\r' | b' ' | b'\t' | b'(' | b')' | b'"' | b';' => break,
                b'\\' => self.escape(false)?,
                _ => self.offset += 1,
            }
        }
        Ok(Token { raw: &self.text[start..self.offset], quoted: false, place })
    }

    fn quoted(&mut self) -> Result<Token<'a>, Fault> {
        let place = self.place();
        self.offset += 1;
        let start = self.offset;
        loop {
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => self.escape(true)?,
                None | Some(b'\n') => {
                    return Err(Fault::new(place, "this quote is not closed on its line, expected a '\"'"));
                }
                Some(_) => self.offset += 1,
            }
        }
        let raw = &self.text[start..self.offset];
        self.offset += 1;
        Ok(Token { raw, quoted: true, place })
    }

    /// Steps over `\X` or `\DDD`.
    fn escape(&mut self, in_quotes: bool) -> Result<(), Fault> {
        let place = self.place();
        let rest = &self.text[self.offset + 1..];
        match rest {
            [] => Err(Fault::new(place, "a backslash at the end of the file, expected a character after it")),
            [b'\n' | b'\r', ..] if !in_quotes => {
                Err(Fault::new(place, "a backslash at the end of a line, expected a character after it"))
            }
            [b'\n', ..] => {
                self.offset += 1;
                self.end_line();
                Ok(())
            }
            [b'0'..=b'9', ..] => {
                let digits = &rest[..rest.len().min(3)];
                if escape_value(digits).is_none() {
                    return Err(Fault::new(
                        place,
                        format!(
                            "the escape \\{} is no octet, expected three digits from 000 to 255",
                            excerpt(digits)
                        ),
                    ));
                }
                self.offset += 4;
                Ok(())
            }
            _ => {
                self.offset += 2;
                Ok(())
            }
        }
    }
}

fn escape_value(digits: &[u8]) -> Option<u8> {
    match *digits {
        [a @ b'0'..=b'9', b @ b'0'..=b'9', c @ b'0'..=b'9'] => {
            let value = u16::from(a - b'0') * 100 + u16::from(b - b'0') * 10 + u16::from(c - b'0');
            u8::try_from(value).ok()
        }
        _ => None,
    }
}

/// Takes the first octet, or the octet that an escape means, and what follows it.
/// The second value shows whether it was escaped. None at the end.
pub(super) fn take_octet(raw: &[u8]) -> Option<(u8, bool, &[u8])> {
    match raw {
        [] => None,
        [b'\\', rest @ ..] => match rest.get(..3).and_then(escape_value) {
            Some(value) => Some((value, true, &rest[3..])),
            None => rest
                .split_first()
                .map_or(Some((b'\\', false, rest)), |(first, rest)| Some((*first, true, rest))),
        },
        [first, rest @ ..] => Some((*first, false, rest)),
    }
}

/// What a token says when its escapes are undone.
pub(super) fn unescaped(raw: &[u8]) -> Vec<u8> {
    let mut octets = Vec::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((octet, _, after)) = take_octet(rest) {
        octets.push(octet);
        rest = after;
    }
    octets
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<Vec<String>> {
        let mut lexer = Lexer::new(text.as_bytes());
        let mut entries = Vec::new();
        while let Some(entry) = lexer.next_entry().unwrap() {
            entries.push(entry.tokens.iter().map(|t| String::from_utf8_lossy(t.raw).into_owned()).collect());
        }
        entries
    }

    fn fault(text: &str) -> (u32, u32) {
        let mut lexer = Lexer::new(text.as_bytes());
        loop {
            match lexer.next_entry() {
                Ok(Some(_)) => {}
                Ok(None) => panic!("{text:?} has no fault"),
                Err(fault) => return (fault.place.line, fault.place.column(text.as_bytes())),
            }
        }
    }

    #[test]
    fn cuts_entries_at_line_ends_outside_parentheses() {
        assert_eq!(
            words("a b\r\nc ( d ; no )\n e ) f\n\n;x\ng"),
            [vec!["a", "b"], vec!["c", "d", "e", "f"], vec!["g"]]
        );
        assert_eq!(words("\u{feff}a \"b;(\" c\"d\"e\\;f"), [["a", "b;(", "c", "d", "e\\;f"]]);
    }

    #[test]
    fn points_to_the_fault() {
        assert_eq!(fault("a (\n b ( c )\n"), (1, 3));
        assert_eq!(fault("ä )\n"), (1, 3));
        assert_eq!(fault("\u{feff}a \"b\nc\""), (1, 3));
        assert_eq!(fault("a\nb \\25\n"), (2, 3));
        assert_eq!(fault("a \\"), (1, 3));
    }
}
