//! Text in JSON strings.

use std::io::{self, Write};

use serde_json::ser::Formatter;

use super::invisible::is_invisible;
use super::marker::begins_marker;

/// Another form, with more escapes in its strings: what could control a terminal or turn its text around, and
/// `##[`, which the log of a CI job takes for a command.
pub struct Escaped<F>(pub F);

impl<F: Formatter> Formatter for Escaped<F> {
    /// `fragment` holds nothing that JSON itself wants escaped.
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        // Nearly all text is plain, and long lists have much of it.
        if fragment.is_ascii() && memchr::memchr2(0x7F, b'#', fragment.as_bytes()).is_none() {
            return out.write_all(fragment.as_bytes());
        }
        let mut written = 0;
        for (at, c) in fragment.char_indices() {
            // The second character of a marker.
            let is_marker = c == '#' && at.checked_sub(1).is_some_and(|at| is_marker_at(fragment, at));
            if is_invisible(c) || is_marker {
                out.write_all(&fragment.as_bytes()[written..at])?;
                for unit in c.encode_utf16(&mut [0; 2]) {
                    write!(out, "\\u{unit:04x}")?;
                }
                written = at + c.len_utf8();
            }
        }
        out.write_all(&fragment.as_bytes()[written..])
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

fn is_marker_at(text: &str, at: usize) -> bool {
    text.get(at..).is_some_and(begins_marker)
}
