//! `$GENERATE` as BIND has it: records from a range of numbers.

use std::fmt::Write;

use super::error::{Fault, excerpt};
use super::lexer::Token;
use super::place::Place;

/// The numbers to go through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Range {
    start: i32,
    stop: i32,
    step: i32,
}

impl Range {
    /// Reads `start-stop` or `start-stop/step`.
    pub(super) fn parse(token: &Token<'_>) -> Result<Range, Fault> {
        let wrong = || {
            Fault::new(
                token.place,
                format!(
                    "'{}' is no range, expected start-stop or start-stop/step with start up to stop, step from 1",
                    excerpt(token.raw)
                ),
            )
        };
        let text = std::str::from_utf8(token.raw).map_err(|_| wrong())?;
        let (range, step) = text.split_once('/').unwrap_or((text, "1"));
        let (start, stop) = range.split_once('-').ok_or_else(wrong)?;
        let number = |text: &str| -> Option<i32> {
            text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten()
        };
        match (number(start), number(stop), number(step)) {
            (Some(start), Some(stop), Some(step)) if start <= stop && step > 0 => {
                Ok(Range { start, stop, step })
            }
            _ => Err(wrong()),
        }
    }

    pub(super) fn numbers(self) -> impl Iterator<Item = i32> {
        std::iter::successors(Some(self.start), move |number| number.checked_add(self.step))
            .take_while(move |number| *number <= self.stop)
    }
}

/// A left or right side, with `$` and `${offset,width,base}` to be filled in.
#[derive(Debug)]
pub(super) struct Template<'a> {
    pieces: Vec<Piece<'a>>,
}

#[derive(Debug)]
enum Piece<'a> {
    Text(&'a [u8]),
    Number { offset: i32, width: usize, base: Base, place: Place },
}

#[derive(Clone, Copy, Debug)]
enum Base {
    Decimal,
    Octal,
    Hexadecimal { upper: bool },
    Nibbles { upper: bool },
}

/// No domain name or character string is longer.
const MAX_WIDTH: usize = 255;

impl<'a> Template<'a> {
    pub(super) fn parse(token: &Token<'a>) -> Result<Template<'a>, Fault> {
        let quote = usize::from(token.quoted);
        let mut pieces = Vec::new();
        let mut rest = token.raw;
        while let Some(position) = rest.iter().position(|octet| matches!(octet, b'$' | b'\\')) {
            let (text, after) = rest.split_at(position);
            pieces.push(Piece::Text(text));
            let place = token.place.advanced(token.raw.len() - after.len() + quote);
            rest = match after {
                // An escape is the name's or the string's business; it only hides a `$`.
                [b'\\', _, next @ ..] => {
                    pieces.push(Piece::Text(&after[..2]));
                    next
                }
                [b'$', b'$', next @ ..] => {
                    pieces.push(Piece::Text(b"$"));
                    next
                }
                [b'$', b'{', next @ ..] => {
                    let (piece, next) = parse_modifier(next, place)?;
                    pieces.push(piece);
                    next
                }
                [b'$', next @ ..] => {
                    pieces.push(Piece::Number { offset: 0, width: 0, base: Base::Decimal, place });
                    next
                }
                _ => {
                    pieces.push(Piece::Text(after));
                    b""
                }
            };
        }
        pieces.push(Piece::Text(rest));
        Ok(Template { pieces })
    }

    /// The text for one number.
    pub(super) fn fill(&self, number: i32) -> Result<Vec<u8>, Fault> {
        let mut text = Vec::new();
        for piece in &self.pieces {
            match *piece {
                Piece::Text(piece) => text.extend_from_slice(piece),
                Piece::Number { offset, width, base, place } => {
                    let value = number.checked_add(offset).ok_or_else(|| {
                        Fault::new(
                            place,
                            "number and offset together leave the range of 32 bits, expected less",
                        )
                    })?;
                    text.extend_from_slice(base.print(value, width).as_bytes());
                }
            }
        }
        Ok(text)
    }
}

impl Base {
    fn print(self, value: i32, width: usize) -> String {
        match self {
            Base::Decimal => format!("{value:0width$}"),
            Base::Octal => format!("{value:0width$o}"),
            Base::Hexadecimal { upper: false } => format!("{value:0width$x}"),
            Base::Hexadecimal { upper: true } => format!("{value:0width$X}"),
            Base::Nibbles { upper } => nibbles(value, width, upper),
        }
    }
}

/// Hexadecimal digits in reverse with dots between them; the width counts the dots.
fn nibbles(value: i32, width: usize, upper: bool) -> String {
    let mut left = value.cast_unsigned();
    let mut text = String::new();
    loop {
        let digit = left & 0xf;
        // Writing into a String cannot fail.
        let _ = if upper { write!(text, "{digit:X}") } else { write!(text, "{digit:x}") };
        left >>= 4;
        if left == 0 && text.len() >= width {
            return text;
        }
        text.push('.');
        if left == 0 && text.len() >= width {
            return text;
        }
    }
}

/// Reads `offset[,width[,base]]}`; `place` is that of the `$`.
fn parse_modifier(raw: &[u8], place: Place) -> Result<(Piece<'_>, &[u8]), Fault> {
    let wrong = || {
        Fault::new(
            place,
            format!(
                "a '${{' that is no modifier, expected ${{offset,width,base}} with a width up to {MAX_WIDTH} and a base of d, o, x, X, n or N"
            ),
        )
    };
    let end = raw.iter().position(|octet| *octet == b'}').ok_or_else(wrong)?;
    let text = std::str::from_utf8(&raw[..end]).map_err(|_| wrong())?;
    let mut parts = text.split(',');
    let offset: i32 = parts.next().unwrap_or_default().parse().map_err(|_| wrong())?;
    let width: usize = parts.next().unwrap_or("0").parse().map_err(|_| wrong())?;
    let base = match parts.next().unwrap_or("d") {
        "d" => Base::Decimal,
        "o" => Base::Octal,
        "x" => Base::Hexadecimal { upper: false },
        "X" => Base::Hexadecimal { upper: true },
        "n" => Base::Nibbles { upper: false },
        "N" => Base::Nibbles { upper: true },
        _ => return Err(wrong()),
    };
    if parts.next().is_some() || width > MAX_WIDTH {
        return Err(wrong());
    }
    Ok((Piece::Number { offset, width, base, place }, &raw[end + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fill(text: &str, number: i32) -> String {
        let token = Token { raw: text.as_bytes(), quoted: false, place: Place::START };
        String::from_utf8(Template::parse(&token).unwrap().fill(number).unwrap()).unwrap()
    }

    #[test]
    fn fills_in_numbers() {
        assert_eq!(fill("host-$", 7), "host-7");
        assert_eq!(fill("${1}.${-5}", 7), "8.2");
        assert_eq!(fill("${0,3}${0,3,x}${0,3,o}${0,2,X}", 26), "02601a0321A");
        assert_eq!(fill("${0,3,n}", 10), "a.0");
        assert_eq!(fill("${0,4,N}", 10), "A.0.");
        assert_eq!(fill("${0,0,n}", 0x12c), "c.2.1");
        assert_eq!(fill(r"\$ $$ \\$", 5), r"\$ $ \\5");
        assert_eq!(fill("${-5}", 1), "-4");
    }

    #[test]
    fn refuses_what_is_no_modifier_or_range() {
        for text in ["${", "${}", "${x}", "${0,2,q}", "${0,999}", "${0,1,d,1}", "${0,-1}"] {
            let token = Token { raw: text.as_bytes(), quoted: false, place: Place::START };
            assert!(Template::parse(&token).is_err(), "{text}");
        }
        for text in ["", "1", "5-1", "1-5/0", "-1-5", "1-99999999999", "1-2/", "a-b"] {
            let token = Token { raw: text.as_bytes(), quoted: false, place: Place::START };
            assert!(Range::parse(&token).is_err(), "{text}");
        }
        let token = Token { raw: b"2147483640-2147483647/5", quoted: false, place: Place::START };
        assert_eq!(Range::parse(&token).unwrap().numbers().collect::<Vec<_>>(), [2147483640, 2147483645]);
    }
}
