//! Header fields as they are in the file, and their values.

use mail_parser::{Address, HeaderValue, Received};

use super::address_list::read as read_addresses;
use crate::evidence::parser::parse_headers;

/// A header field (RFC 5322 section 2.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The name as written.
    pub name: String,
    /// What is after the colon, folding included, without the last line end.
    pub raw: Vec<u8>,
    /// The file's line where it begins, from 1.
    pub line: u32,
}

/// The addresses of an address field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mailboxes {
    /// `local@domain` as far as that could be read, decoded.
    pub addresses: Vec<String>,
    /// Whether the field has a group, such as `undisclosed-recipients:;`.
    pub has_group: bool,
}

impl Field {
    /// Whether this is the field of that name, in any case.
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// The value on one line, whatever it holds.
    pub fn text(&self) -> String {
        let text = String::from_utf8_lossy(&self.raw);
        let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        lines.join(" ")
    }

    /// Whether an octet over 127 is in it.
    pub fn is_8bit(&self) -> bool {
        !self.raw.is_ascii()
    }

    /// The value as `mail_parser` reads it, by the field's name.
    fn value(&self) -> Option<HeaderValue<'static>> {
        let mut raw = Vec::with_capacity(self.name.len() + self.raw.len() + 6);
        raw.extend_from_slice(self.name.as_bytes());
        raw.push(b':');
        raw.extend_from_slice(&self.raw);
        raw.extend_from_slice(b"\r\n\r\n");
        let message = parse_headers(&raw)?;
        let header = message.headers().first()?;
        Some(header.value().clone().into_owned())
    }

    /// The addresses in it, also where it is not written as it should be.
    pub fn mailboxes(&self) -> Mailboxes {
        if let Ok(list) = read_addresses(&self.text()) {
            let addresses = list.addresses.iter().map(ToString::to_string).collect();
            return Mailboxes { addresses, has_group: list.has_group };
        }
        match self.value() {
            Some(HeaderValue::Address(address)) => Mailboxes {
                has_group: matches!(address, Address::Group(_)),
                addresses: address
                    .iter()
                    .map(|addr| addr.address().or(addr.name()).unwrap_or_default().to_owned())
                    .collect(),
            },
            _ => Mailboxes::default(),
        }
    }

    /// Its text with encoded words (RFC 2047) decoded.
    pub fn decoded(&self) -> String {
        match self.value() {
            Some(HeaderValue::Text(text)) => text.into_owned(),
            _ => self.text(),
        }
    }

    /// The value of a Received field.
    pub(super) fn received(&self) -> Option<Received<'static>> {
        self.value().and_then(HeaderValue::into_received)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(name: &str, raw: &str) -> Field {
        Field { name: name.to_owned(), raw: raw.as_bytes().to_vec(), line: 1 }
    }

    #[test]
    fn addresses_are_read_out_of_whatever_is_around_them() {
        for (name, raw, expected) in [
            ("From", " info@a.example", &["info@a.example"][..]),
            ("from", " \"A, B\" <info@a.example>", &["info@a.example"]),
            ("FROM", " =?utf-8?Q?M=C3=BCller?= <x@a.example>, y@b.example", &["x@a.example", "y@b.example"]),
            ("To", " undisclosed-recipients:;", &[]),
            ("To", " team: a@a.example, b@a.example;", &["a@a.example", "b@a.example"]),
            ("From", "", &[]),
            ("From", " nobody", &["nobody"]),
            ("From", " Hans <\"hans mueller\"@a.example>", &["\"hans mueller\"@a.example"]),
            ("From", " \"hans.mueller\"@a.example", &["hans.mueller@a.example"]),
            ("From", " <@relay.example:x@a.example>", &["x@a.example"]),
            ("To", " x@a.example; y@b.example", &["x@a.example", "y@b.example"]),
            ("To", "\r\n a@a.example,\r\n\tb@a.example", &["a@a.example", "b@a.example"]),
        ] {
            assert_eq!(field(name, raw).mailboxes().addresses, expected, "{raw}");
        }
        assert!(field("To", " undisclosed-recipients:;").mailboxes().has_group);
    }

    #[test]
    fn folded_and_encoded_text_is_one_line() {
        let subject = field("Subject", " =?utf-8?B?R3LDvMOfZQ==?=\r\n =?utf-8?Q?_aus?=");
        assert_eq!(subject.decoded(), "Grüße aus");
        assert_eq!(field("Subject", " a\r\n b").text(), "a b");
    }
}
