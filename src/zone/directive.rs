//! `$ORIGIN`, `$TTL`, `$INCLUDE` and `$GENERATE`.

use super::error::{Fault, ZoneError, excerpt};
use super::generate::{Range, Template};
use super::head::{parse_head, parse_ttl};
use super::lexer::{Entry, Lexer, Token};
use super::name::{name_from, parse_unquoted_name};
use super::rdata::parse_rdata;
use super::reader::{OpenFile, Reader};
use super::ttl::MAX_TTL;

impl Reader {
    pub(super) fn directive(
        &mut self,
        file: &mut OpenFile<'_>,
        directive: &Token<'_>,
        entry: &Entry<'_>,
    ) -> Result<(), ZoneError> {
        let arguments = &entry.tokens[1..];
        let fail = |file: &OpenFile<'_>, fault| Err(file.error(fault));
        match directive.raw.to_ascii_uppercase().as_slice() {
            b"$ORIGIN" => match arguments {
                [name] => {
                    let read = parse_unquoted_name(name, &file.origin).map_err(|fault| file.error(fault))?;
                    file.origin = match self.meant_apex(name) {
                        Some(apex) => {
                            self.note_missing_dot(file, name);
                            apex
                        }
                        None => read,
                    };
                    Ok(())
                }
                _ => fail(file, wrong_count(arguments, 1, entry, "$ORIGIN", "a domain name")),
            },
            b"$TTL" => match arguments {
                [word] => {
                    let ttl = parse_ttl(word).and_then(|ttl| {
                        ttl.filter(|_| !word.quoted).ok_or_else(|| {
                            Fault::new(
                                word.place,
                                format!(
                                    "'{}' is no time, expected seconds, or units as in 1h30m",
                                    excerpt(word.raw)
                                ),
                            )
                        })
                    });
                    let ttl = ttl.map_err(|fault| file.error(fault))?;
                    self.default_ttl = Some(if ttl > MAX_TTL { 0 } else { ttl });
                    Ok(())
                }
                _ => fail(file, wrong_count(arguments, 1, entry, "$TTL", "a time")),
            },
            b"$INCLUDE" => match arguments {
                [path] => self.include(file, path, file.origin.clone()),
                [path, origin] => {
                    let origin =
                        parse_unquoted_name(origin, &file.origin).map_err(|fault| file.error(fault))?;
                    self.include(file, path, origin)
                }
                _ => fail(file, wrong_count(arguments, 2, entry, "$INCLUDE", "a file and perhaps an origin")),
            },
            b"$GENERATE" => self.generate(file, arguments, entry),
            _ => fail(
                file,
                Fault::new(
                    directive.place,
                    format!(
                        "'{}' is no directive, expected $ORIGIN, $TTL, $INCLUDE or $GENERATE",
                        excerpt(directive.raw)
                    ),
                ),
            ),
        }
    }

    /// `$GENERATE range owner [TTL] [class] type data`
    fn generate(
        &mut self,
        file: &OpenFile<'_>,
        arguments: &[Token<'_>],
        entry: &Entry<'_>,
    ) -> Result<(), ZoneError> {
        let at_file = |fault| file.error(fault);
        let [range, left, rest @ ..] = arguments else {
            let what = "a range, an owner, a type and data";
            return Err(file.error(wrong_count(arguments, usize::MAX, entry, "$GENERATE", what)));
        };
        let range = Range::parse(range).map_err(at_file)?;
        let owners = Template::parse(left).map_err(at_file)?;
        let (head, data) = parse_head(rest, entry.end).map_err(at_file)?;
        let [right] = data else {
            return Err(file.error(wrong_count(
                data,
                1,
                entry,
                "$GENERATE",
                "one word or quoted text as data",
            )));
        };
        let right_side = Template::parse(right).map_err(at_file)?;
        let begin = entry.tokens.first().map_or(entry.end, |token| token.place);
        self.end_owner();
        for number in range.numbers() {
            let owner = owners.fill(number).map_err(at_file)?;
            let text = right_side.fill(number).map_err(at_file)?;
            self.take_octets(owner.len() + text.len() + 1)
                .map_err(|message| file.error(Fault::new(left.place, message)))?;
            // Faults in what was generated are shown where the template is.
            let elsewhere = |fault: Fault, place| {
                Fault::new(place, format!("for the number {number}: {}", fault.message))
            };
            let name = name_from(&owner, &file.origin).map_err(|error| {
                let message = format!("'{}' is not a domain name: {error}", excerpt(&owner));
                file.error(elsewhere(Fault::new(left.place, message), left.place))
            })?;
            let mut lexer = Lexer::new(&text);
            let data = lexer
                .next_entry()
                .and_then(|generated| {
                    let tokens = generated.map(|entry| entry.tokens).unwrap_or_default();
                    parse_rdata(head.rtype, &tokens, entry.end, &file.origin)
                })
                .map_err(|fault| file.error(elsewhere(fault, right.place)))?;
            self.end_owner();
            self.add(file, name, head, data, begin)?;
        }
        self.end_owner();
        Ok(())
    }
}

/// The fault of too few or too many arguments.
fn wrong_count(
    arguments: &[Token<'_>],
    most: usize,
    entry: &Entry<'_>,
    directive: &str,
    expected: &str,
) -> Fault {
    match arguments.get(most) {
        Some(extra) => Fault::new(
            extra.place,
            format!("'{}' is too much for {directive}, expected {expected}", excerpt(extra.raw)),
        ),
        None => Fault::new(entry.end, format!("{directive} ends too early, expected {expected}")),
    }
}
