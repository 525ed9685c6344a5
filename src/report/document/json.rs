//! JSON, schema `mxcheck/v1`: indented for `--format json`, in one line for `batch`.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};

use crate::untrusted::json::Escaped;

/// Writes one document and a line end. What could control a terminal or turn its text around is
/// escaped: it may come from a server.
pub fn write<T: Serialize>(document: &T, out: &mut impl Write) -> io::Result<()> {
    write_as(PrettyFormatter::new(), document, out)
}

/// Writes a document in one line, with the same escapes, and a line end.
pub fn write_line<T: Serialize>(document: &T, out: &mut impl Write) -> io::Result<()> {
    write_as(CompactFormatter, document, out)
}

fn write_as<T: Serialize>(form: impl Formatter, document: &T, out: &mut impl Write) -> io::Result<()> {
    document.serialize(&mut Serializer::with_formatter(&mut *out, Escaped(form)))?;
    out.write_all(b"\n")
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
