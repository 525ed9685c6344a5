//! JSON, schema `mxcheck/v1`: indented, for `--format json`.

use std::io::{self, Write};

use serde::Serialize;

use super::AnyOutput;
use crate::unseen::is_format_character;

/// Writes one document and a line end. What could control a terminal or turn its text around is
/// escaped: it may come from a server.
pub fn write<T: Serialize>(document: &T, out: &mut impl Write) -> io::Result<()> {
    let text = serde_json::to_string_pretty(document)?;
    let is_escaped = |c: char| c != '\n' && (c.is_control() || is_format_character(c));
    let mut rest = text.as_str();
    // Outside of strings there is nothing but ASCII and line ends.
    while let Some(place) = rest.find(is_escaped) {
        let (plain, from) = rest.split_at(place);
        out.write_all(plain.as_bytes())?;
        let mut characters = from.chars();
        for unit in characters.next().iter().flat_map(|c| c.encode_utf16(&mut [0; 2]).to_vec()) {
            write!(out, "\\u{unit:04x}")?;
        }
        rest = characters.as_str();
    }
    out.write_all(rest.as_bytes())?;
    out.write_all(b"\n")
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
