//! JSON, schema `mxcheck/v1`: indented for `--format json`, in one line for `batch`.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};

use super::AnyOutput;
use crate::untrusted::is_format_character;

/// Writes one document and a line end. What could control a terminal or turn its text around is
/// escaped: it may come from a server.
pub fn write<T: Serialize>(document: &T, out: &mut impl Write) -> io::Result<()> {
    write_as(PrettyFormatter::new(), document, out)
}

/// Writes a document in one line, with the same escapes, and a line end.
pub fn write_line<T: Serialize>(document: &T, out: &mut impl Write) -> io::Result<()> {
    write_as(CompactFormatter, document, out)
}

/// Writes the JSON Schema that every document satisfies.
pub fn write_schema(out: &mut impl Write) -> io::Result<()> {
    write(
        &schemars::generate::SchemaSettings::draft2020_12()
            .for_serialize()
            .into_generator()
            .into_root_schema_for::<AnyOutput>(),
        out,
    )
}

fn write_as<T: Serialize>(form: impl Formatter, document: &T, out: &mut impl Write) -> io::Result<()> {
    document.serialize(&mut Serializer::with_formatter(&mut *out, Escaped(form)))?;
    out.write_all(b"\n")
}

/// Another form, with more escapes in its strings.
struct Escaped<F>(F);

impl<F: Formatter> Formatter for Escaped<F> {
    /// `fragment` holds nothing that JSON itself wants escaped.
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        let is_escaped = |c: char| c.is_control() || is_format_character(c);
        let mut rest = fragment;
        // Nearly all text is plain, and long lists have much of it.
        let is_plain = fragment.is_ascii() && memchr::memchr(0x7F, fragment.as_bytes()).is_none();
        while let Some(place) = (!is_plain).then(|| rest.find(is_escaped)).flatten() {
            let (plain, from) = rest.split_at(place);
            out.write_all(plain.as_bytes())?;
            let mut characters = from.chars();
            for unit in characters.next().iter().flat_map(|c| c.encode_utf16(&mut [0; 2]).to_vec()) {
                write!(out, "\\u{unit:04x}")?;
            }
            rest = characters.as_str();
        }
        out.write_all(rest.as_bytes())
    }

    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_array(out)
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array(out)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(out, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array_value(out)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object(out)
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object(out)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(out, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object_value(out)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object_value(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_control_a_terminal_is_escaped() {
        let text = "a\u{1b}[0m\u{9b}\u{202e}\u{7f}\u{e0041}\n\"ä";
        let escaped = r#"a\u001b[0m\u009b\u202e\u007f\udb40\udc41\n\"ä"#;
        for (is_indented, written) in [
            (true, format!("{{\n  \"{escaped}\": [\n    \"{escaped}\",\n    1\n  ],\n  \"b\": {{}}\n}}\n")),
            (false, format!("{{\"{escaped}\":[\"{escaped}\",1],\"b\":{{}}}}\n")),
        ] {
            let document = serde_json::json!({text: [text, 1], "b": {}});
            let mut out = Vec::new();
            let result =
                if is_indented { write(&document, &mut out) } else { write_line(&document, &mut out) };
            assert!(result.is_ok());
            assert_eq!(String::from_utf8(out).unwrap(), written);
            assert_eq!(serde_json::from_str::<serde_json::Value>(&written).unwrap(), document);
        }
    }
}
