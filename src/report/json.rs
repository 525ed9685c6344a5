//! JSON, schema `mxcheck/v1`: indented, for `--format json`.

use std::io::{self, Write};

use serde::Serialize;

use super::AnyOutput;

/// Writes one document and a line end.
pub fn write<T: Serialize>(document: &T, out: &mut impl Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, document)?;
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
