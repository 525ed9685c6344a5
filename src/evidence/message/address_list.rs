//! The addresses of a header field, read as RFC 5322 sections 3.4 and 4.4 have them: strict, but with
//! all that is obsolete, since receivers have to take it.

use std::fmt;

use super::tokens::{Token, TokenKind, Tokens, Unclosed, is_dot_atom, unquoted};
use crate::sender::AddressFault;

/// What a field of addresses holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AddressList {
    /// Every address, those of groups too.
    pub addresses: Vec<AddrSpec>,
    /// Whether there is a group, such as `undisclosed-recipients:;`.
    pub has_group: bool,
    /// What a name holds that needs quotes: the address next to it is clear anyway.
    pub bare_name_character: Option<char>,
}

/// An address as it is meant: without comments, folding, a route, and quotes that are not needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddrSpec {
    /// What is before the `@`, without quotes.
    pub local_part: String,
    /// What is after it, a literal with its brackets.
    pub domain: String,
}

impl fmt::Display for AddrSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let local_part = &self.local_part;
        if is_dot_atom(local_part) {
            return write!(f, "{local_part}@{}", self.domain);
        }
        let quoted = local_part.replace('\\', "\\\\").replace('"', "\\\"");
        write!(f, "\"{quoted}\"@{}", self.domain)
    }
}

/// Why a field is no list of addresses: what follows the field's name in a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AddressListFault {
    /// Nothing but white space, comments or commas is in it.
    NoAddress,
    /// A comment, a quoted string or a literal that does not end.
    Unclosed(Unclosed),
    /// A `<` without its `>`.
    UnclosedAngleBracket,
    /// A semicolon that ends no group.
    Semicolon,
    /// A group that does not end; its name.
    UnfinishedGroup(String),
    /// A group in a group; its name.
    GroupInGroup(String),
    /// A colon that begins no group.
    Colon,
    /// Text between an address in angle brackets, or a group, and the next comma.
    TextAfter(String),
    /// `<>`.
    EmptyAddress,
    /// Something in the place of an address, and why it is none.
    NotAnAddress {
        /// What is there.
        text: String,
        /// Why it is none.
        why: String,
    },
}

impl fmt::Display for AddressListFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AddressListFault::NoAddress => f.write_str("holds no address"),
            AddressListFault::Unclosed(what) => what.fmt(f),
            AddressListFault::UnclosedAngleBracket => f.write_str("opens a < that no > closes"),
            AddressListFault::Semicolon => {
                f.write_str("has a semicolon after an address: commas stand between addresses")
            }
            AddressListFault::UnfinishedGroup(name) => {
                write!(f, "begins a group with \"{name}:\" that no semicolon ends")
            }
            AddressListFault::GroupInGroup(name) => {
                write!(f, "begins a group with \"{name}:\" inside another one")
            }
            AddressListFault::Colon => f.write_str("has a colon without a name before it"),
            AddressListFault::TextAfter(text) => {
                write!(f, "holds \"{text}\" after the end of an address, where only a comma may stand")
            }
            AddressListFault::EmptyAddress => f.write_str("holds an empty address"),
            AddressListFault::NotAnAddress { text, why } => {
                write!(f, "holds \"{text}\", which is no address: {why}")
            }
        }
    }
}

/// Characters of a text that a fault shows.
const SHOWN: usize = 160;

/// Reads the value of From, Sender, To, Cc, Bcc or Reply-To.
///
/// # Errors
///
/// The first thing in it that RFC 5322 does not allow.
pub fn read(text: &str) -> Result<AddressList, AddressListFault> {
    let mut reader = Reader { text, tokens: Tokens::of(text), list: AddressList::default() };
    let mut group: Option<String> = None;
    loop {
        let (head, end) = reader.up_to(&['<', ':', ',', ';'])?;
        let end = match end {
            Some('<') => {
                reader.name(&head);
                reader.in_angle_brackets()?;
                let (rest, end) = reader.up_to(&[',', ';'])?;
                reader.nothing(&rest)?;
                end
            }
            Some(':') => {
                let name = reader.shown(&head);
                if head.is_empty() {
                    return Err(AddressListFault::Colon);
                }
                if group.is_some() {
                    return Err(AddressListFault::GroupInGroup(name));
                }
                reader.name(&head);
                group = Some(name);
                reader.list.has_group = true;
                continue;
            }
            // An empty element is obsolete (section 4.4), not wrong.
            end if head.is_empty() => end,
            end => {
                let address = reader.addr_spec(&head)?;
                reader.list.addresses.push(address);
                end
            }
        };
        match (end, group.take()) {
            (Some(';'), None) => return Err(AddressListFault::Semicolon),
            (Some(';'), Some(_)) => {
                let (rest, end) = reader.up_to(&[',', ';'])?;
                reader.nothing(&rest)?;
                match end {
                    Some(';') => return Err(AddressListFault::Semicolon),
                    Some(_) => {}
                    None => break,
                }
            }
            (Some(_), open) => group = open,
            (None, Some(name)) => return Err(AddressListFault::UnfinishedGroup(name)),
            (None, None) => break,
        }
    }
    let is_empty = reader.list.addresses.is_empty() && !reader.list.has_group;
    if is_empty { Err(AddressListFault::NoAddress) } else { Ok(reader.list) }
}

struct Reader<'a> {
    text: &'a str,
    tokens: Tokens<'a>,
    list: AddressList,
}

impl Reader<'_> {
    /// What is before the next of these characters, and which it is; none at the end.
    fn up_to(&mut self, ends: &[char]) -> Result<(Vec<Token>, Option<char>), AddressListFault> {
        let mut before = Vec::new();
        for token in self.tokens.by_ref() {
            let token = token.map_err(AddressListFault::Unclosed)?;
            match token.kind {
                TokenKind::Special(c) if ends.contains(&c) => return Ok((before, Some(c))),
                _ => before.push(token),
            }
        }
        Ok((before, None))
    }

    fn text_of(&self, tokens: &[Token]) -> &str {
        match (tokens.first(), tokens.last()) {
            (Some(first), Some(last)) => &self.text[first.place.start..last.place.end],
            _ => "",
        }
    }

    /// The beginning of what is there.
    fn shown(&self, tokens: &[Token]) -> String {
        let text = self.text_of(tokens);
        match text.char_indices().nth(SHOWN) {
            Some((end, _)) => format!("{}…", &text[..end]),
            None => text.to_owned(),
        }
    }

    fn not_an_address(&self, tokens: &[Token], why: impl fmt::Display) -> AddressListFault {
        AddressListFault::NotAnAddress { text: self.shown(tokens), why: why.to_string() }
    }

    /// Between the end of an address and the next comma, nothing is allowed.
    fn nothing(&self, tokens: &[Token]) -> Result<(), AddressListFault> {
        if tokens.is_empty() { Ok(()) } else { Err(AddressListFault::TextAfter(self.shown(tokens))) }
    }

    /// A name is made of words; dots may be between and after them (section 4.1).
    fn name(&mut self, tokens: &[Token]) {
        let bare = tokens.iter().enumerate().find_map(|(index, token)| match token.kind {
            TokenKind::Special('.') if index > 0 => None,
            TokenKind::Special(c) => Some(c),
            TokenKind::Literal => Some('['),
            TokenKind::Atom | TokenKind::Quoted => None,
        });
        self.list.bare_name_character = self.list.bare_name_character.or(bare);
    }

    /// What is between `<` and `>`, with an obsolete route before it.
    fn in_angle_brackets(&mut self) -> Result<(), AddressListFault> {
        let (inner, end) = self.up_to(&['<', '>'])?;
        if end != Some('>') {
            return Err(AddressListFault::UnclosedAngleBracket);
        }
        let is = |token: &Token, c: char| token.kind == TokenKind::Special(c);
        let is_route = inner.first().is_some_and(|first| is(first, '@') || is(first, ','));
        let colon = inner.iter().position(|token| is(token, ':')).filter(|_| is_route);
        let address = match colon {
            None => &inner[..],
            Some(colon) => {
                let (route, rest) = inner.split_at(colon);
                for hop in route.split(|token| is(token, ',')).filter(|hop| !hop.is_empty()) {
                    let domain = hop.split_first().filter(|(at, _)| is(at, '@')).map(|(_, domain)| domain);
                    let fault = domain.map_or(Some("'@' has to stand before it".to_owned()), |domain| {
                        self.domain(domain).err()
                    });
                    if let Some(why) = fault {
                        return Err(self.not_an_address(hop, why));
                    }
                }
                if !route.iter().any(|token| is(token, '@')) {
                    return Err(self.not_an_address(&inner, "no server is in the route before it"));
                }
                &rest[1..]
            }
        };
        if address.is_empty() {
            return Err(AddressListFault::EmptyAddress);
        }
        let address = self.addr_spec(address)?;
        self.list.addresses.push(address);
        Ok(())
    }

    /// `local-part@domain`, each part with comments, spaces and quoted words as section 4.4 allows.
    fn addr_spec(&self, tokens: &[Token]) -> Result<AddrSpec, AddressListFault> {
        let is_at = |token: &Token| token.kind == TokenKind::Special('@');
        let Some(at) = tokens.iter().rposition(is_at) else {
            let text = self.text_of(tokens);
            // What was meant as one encoded word, and is none (RFC 2047 section 5).
            return Err(if text.starts_with("=?") && !text.ends_with("?=") {
                self.not_an_address(tokens, "an encoded word ends at a comma; write it as =2C")
            } else {
                self.not_an_address(tokens, AddressFault::NoDomain)
            });
        };
        let local_part = self.local_part(&tokens[..at]).map_err(|why| self.not_an_address(tokens, why))?;
        let domain = self.domain(&tokens[at + 1..]).map_err(|why| self.not_an_address(tokens, why))?;
        Ok(AddrSpec { local_part, domain })
    }

    fn local_part(&self, tokens: &[Token]) -> Result<String, String> {
        let mut meant = String::new();
        // Whether a word has to come next.
        let mut is_open = true;
        for token in tokens {
            let text = &self.text[token.place.clone()];
            match token.kind {
                TokenKind::Atom | TokenKind::Quoted if !is_open => {
                    return Err("words before an address need < > around it".to_owned());
                }
                TokenKind::Atom => meant.push_str(text),
                TokenKind::Quoted => meant.push_str(&unquoted(text)),
                TokenKind::Special('.') if !is_open => meant.push('.'),
                TokenKind::Special('.') => return Err(AddressFault::StrayDot.to_string()),
                TokenKind::Special(c) => return Err(bare_character(c)),
                TokenKind::Literal => return Err(bare_character('[')),
            }
            is_open = token.kind == TokenKind::Special('.');
        }
        match (is_open, tokens.is_empty()) {
            (_, true) => Err(AddressFault::EmptyLocalPart.to_string()),
            (true, false) => Err(AddressFault::StrayDot.to_string()),
            (false, false) => Ok(meant),
        }
    }

    fn domain(&self, tokens: &[Token]) -> Result<String, String> {
        if let [literal] = tokens
            && literal.kind == TokenKind::Literal
        {
            let inner = unquoted(&self.text[literal.place.clone()]);
            return Ok(format!("[{}]", inner.trim()));
        }
        let mut meant = String::new();
        let mut is_open = true;
        for token in tokens {
            let text = &self.text[token.place.clone()];
            match token.kind {
                TokenKind::Atom if is_open => meant.push_str(text),
                TokenKind::Special('.') if !is_open => meant.push('.'),
                TokenKind::Special('.') => {
                    return Err("its domain begins with a dot or has two dots in a row".to_owned());
                }
                TokenKind::Special(c) => {
                    return Err(format!("'{}' is not allowed in the domain", c.escape_default()));
                }
                TokenKind::Atom | TokenKind::Quoted | TokenKind::Literal => {
                    return Err(format!("\"{}\" follows it", self.shown(std::slice::from_ref(token))));
                }
            }
            is_open = token.kind == TokenKind::Special('.');
        }
        match (is_open, tokens.is_empty()) {
            (_, true) => Err("no domain after the @".to_owned()),
            (true, false) => Err(AddressFault::FinalDot.to_string()),
            (false, false) => Ok(meant),
        }
    }
}

fn bare_character(c: char) -> String {
    match c.is_control() {
        true => "a control character is before the @".to_owned(),
        false => AddressFault::LocalPartCharacter(c).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The addresses, or what is wrong.
    fn addresses(text: &str) -> Result<Vec<String>, String> {
        let list = read(text).map_err(|fault| fault.to_string())?;
        Ok(list.addresses.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn whatever_rfc_5322_allows_is_read() {
        for (text, expected) in [
            ("a@b.example", &["a@b.example"][..]),
            (" a@b.example ,\r\n\tc@d.example", &["a@b.example", "c@d.example"]),
            ("Hans Müller <a@b.example>", &["a@b.example"]),
            ("\"Müller, Hans\" <a@b.example>", &["a@b.example"]),
            ("\"a\"\"b\"c<a@b.example>", &["a@b.example"]),
            ("<a@b.example>", &["a@b.example"]),
            ("a+b=c@b.example", &["a+b=c@b.example"]),
            ("\"a b\"@b.example", &["\"a b\"@b.example"]),
            ("\"hans.mueller\"@b.example", &["hans.mueller@b.example"]),
            ("Hans <\"a\\\"b\\\\\"@b.example>", &["\"a\\\"b\\\\\"@b.example"]),
            ("\"\"@b.example", &["\"\"@b.example"]),
            ("\"a@b\"@c.example", &["\"a@b\"@c.example"]),
            ("a@[192.0.2.1], a@[ IPv6:2001:db8::1 ]", &["a@[192.0.2.1]", "a@[IPv6:2001:db8::1]"]),
            ("a@localhost", &["a@localhost"]),
            ("müller@bücher.example", &["müller@bücher.example"]),
            ("=?utf-8?Q?M=C3=BCller=2C_Hans?= <a@b.example>", &["a@b.example"]),
            // A space is no fault: these are words.
            ("=?utf-8?Q?Hans M=C3=BCller?= <a@b.example>", &["a@b.example"]),
            // Comments (section 3.2.2), nested too.
            ("a@b.example (Hans)", &["a@b.example"]),
            ("(a (b) c) <a@b.example> (d\\))", &["a@b.example"]),
            ("Hans (x) M. (y) <(z) a (@) @ (z) b.example (>)>", &["a@b.example"]),
            // Groups.
            ("undisclosed-recipients:;", &[]),
            ("undisclosed recipients : (none) ; (x)", &[]),
            (
                "Team: a@b.example, C <c@d.example>;, e@f.example",
                &["a@b.example", "c@d.example", "e@f.example"],
            ),
            ("A: a@b.example;, B:;", &["a@b.example"]),
            ("\"A: B\":,;", &[]),
            // Obsolete (section 4): dots in names, spaces around dots, quoted words, empty elements, routes.
            ("Hans M. Müller Jr. <a@b.example>", &["a@b.example"]),
            ("a . \"b c\" . d @ e . example", &["\"a.b c.d\"@e.example"]),
            ("a.\"b\"@c.example", &["a.b@c.example"]),
            (",, a@b.example,, ,", &["a@b.example"]),
            ("A: , a@b.example,,;", &["a@b.example"]),
            ("<@relay.example:a@b.example>", &["a@b.example"]),
            ("Hans <,@a.example,, (x) @b.example,: a@b.example>", &["a@b.example"]),
            ("\"\u{1}\\\u{0}\"@b.example", &["\"\u{1}\u{0}\"@b.example"]),
        ] {
            let list = read(text).unwrap_or_else(|fault| panic!("{text}: {fault}"));
            assert_eq!(addresses(text).unwrap(), expected, "{text}");
            assert_eq!(list.bare_name_character, None, "{text}");
            assert_eq!(list.has_group, text.contains(";"), "{text}");
            // What an address is shown as is read as the same address.
            for address in &list.addresses {
                assert_eq!(read(&address.to_string()).unwrap().addresses, std::slice::from_ref(address));
            }
        }
    }

    #[test]
    fn what_is_no_list_is_explained() {
        for (text, expected) in [
            ("", "holds no address"),
            (" , (x) ,", "holds no address"),
            ("b@x.example; c@x.example", "has a semicolon after an address: commas stand between addresses"),
            ("b@x.example;", "has a semicolon after"),
            (";", "has a semicolon after"),
            ("A:;;", "has a semicolon after"),
            (
                "A:; b@x.example",
                "holds \"b@x.example\" after the end of an address, where only a comma may stand",
            ),
            ("Hans <a@x.example", "opens a < that no > closes"),
            ("Hans <a@x.example, B <b@x.example>", "opens a < that no > closes"),
            ("<a@x.example> Hans", "holds \"Hans\" after the end of an address"),
            ("<a@x.example>, <b@x.example> <c@x.example>", "holds \"<c@x.example>\" after"),
            ("Hans: <a@x.example>", "begins a group with \"Hans:\" that no semicolon ends"),
            ("mailto:a@x.example", "begins a group with \"mailto:\" that no semicolon ends"),
            ("undisclosed-recipients:", "begins a group with"),
            ("A: B: a@x.example;;", "begins a group with \"B:\" inside another one"),
            (":;", "has a colon without a name before it"),
            (
                "=?iso-8859-1?Q?M=FCller, Hans?= <a@x.example>",
                "an encoded word ends at a comma; write it as =2C",
            ),
            (
                "Müller, Hans <a@x.example>",
                "holds \"Müller\", which is no address: it has no @ and no domain",
            ),
            ("<>", "holds an empty address"),
            ("Hans < (x) >", "holds an empty address"),
            ("nobody", "it has no @ and no domain"),
            ("<nobody>", "it has no @ and no domain"),
            ("a@", "no domain after the @"),
            ("@x.example", "nothing before the @"),
            ("a..b@x.example", "begins or ends with a dot, or has two dots in a row"),
            (".a@x.example", "begins or ends with a dot"),
            ("a.@x.example", "begins or ends with a dot"),
            ("a@x..example", "has two dots in a row"),
            ("a@.x.example", "its domain begins with a dot"),
            ("a@x.example.", "its domain ends with a dot"),
            ("a@b@x.example", "'@' before the @ needs quotes"),
            ("Hans a@x.example", "words before an address need < > around it"),
            ("a@x.example Hans", "\"Hans\" follows it"),
            ("a@x.example>", "'>' is not allowed in the domain"),
            ("a@\"x\".example", "follows it"),
            ("a\\b@x.example", "needs quotes around the local part"),
            ("a\u{7}b@x.example", "a control character is before the @"),
            ("<mailto:a@x.example>", "':' before the @ needs quotes"),
            ("<a@x.example, b@x.example>", "no address"),
            ("<@relay.example a@x.example>", "no address"),
            ("<relay.example:a@x.example>", "no address"),
            ("<@relay.example,b:a@x.example>", "holds \"b\", which is no address"),
            ("<,:a@x.example>", "no server is in the route"),
            ("<@relay.example:>", "holds an empty address"),
            ("Hans (x <a@x.example>", "opens a ( that no ) closes"),
            ("\"Hans <a@x.example>", "opens a quote that no other one closes"),
            ("a@[192.0.2.1", "opens a [ that no ] closes"),
        ] {
            let fault = addresses(text).expect_err(text);
            assert!(fault.contains(expected), "{text}: {fault}");
        }
    }

    #[test]
    fn names_that_need_quotes_leave_the_address_clear() {
        for (text, c) in [
            ("a@b.example <a@b.example>", '@'),
            ("[Team] Hans <a@b.example>", '['),
            (".Hans <a@b.example>", '.'),
            ("Hans :) <a@b.example>;", ')'),
            ("Hans \\ <a@b.example>", '\\'),
        ] {
            let list = read(text).unwrap();
            assert_eq!(list.bare_name_character, Some(c), "{text}");
            assert_eq!(list.addresses.len(), 1, "{text}");
        }
    }

    #[test]
    fn a_long_field_is_read_once() {
        for piece in ["a@b.example,", "<", ",", "\"", "\"a\" ", "(", "a:;,", "@", "<@", "[", "\\", "a.", "."]
        {
            let _ = read(&piece.repeat(200_000));
        }
    }
}
