//! The parts of a message (RFC 2046), found while the body streams by: only their headers are kept.

use mail_parser::MimeHeaders;

use crate::evidence::parser::parse_headers;

/// Multiparts inside multiparts that are followed.
const MAX_DEPTH: usize = 32;

/// Parts that are remembered.
const MAX_PARTS: usize = 1000;

/// Octets of a part's header that are read.
const MAX_PART_HEADER: usize = 64 * 1024;

/// A part of the message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// `type/subtype` in lower case; `text/plain` where the part does not say it.
    pub content_type: String,
    /// The file name, decoded.
    pub file_name: Option<String>,
    /// The file's line where its header begins.
    pub line: u32,
}

impl Part {
    /// Whether it is Outlook's rich-text format (TNEF).
    pub fn is_tnef(&self) -> bool {
        let is_named = self.file_name.as_deref().is_some_and(|name| name.eq_ignore_ascii_case("winmail.dat"));
        is_named || matches!(self.content_type.as_str(), "application/ms-tnef" | "application/vnd.ms-tnef")
    }
}

/// Follows the boundaries of a message's parts.
#[derive(Debug, Default)]
pub(super) struct Parts {
    /// The boundaries that are open, the innermost last.
    boundaries: Vec<Vec<u8>>,
    /// The header that is being read, and the line where it began.
    header: Option<(Vec<u8>, u32)>,
    /// What was found.
    pub found: Vec<Part>,
    /// Whether there was more than is followed.
    pub is_bounded: bool,
}

impl Parts {
    /// Takes the message's own header, which began at a line.
    pub(super) fn begin(&mut self, header: &[u8], line: u32) {
        self.end_of_header(header, line);
    }

    /// Takes a line of the body, or its beginning.
    pub(super) fn line(&mut self, line: &[u8], number: u32) {
        if line.starts_with(b"--") && self.boundary(line, number) {
            return;
        }
        let Some((header, begin)) = &mut self.header else { return };
        if line.is_empty() {
            let (header, begin) = (std::mem::take(header), *begin);
            self.header = None;
            self.end_of_header(&header, begin);
        } else if header.len() + line.len() < MAX_PART_HEADER {
            header.extend_from_slice(line);
            header.extend_from_slice(b"\r\n");
        } else {
            self.is_bounded = true;
        }
    }

    /// Takes a line that may be a boundary of any open multipart.
    fn boundary(&mut self, line: &[u8], number: u32) -> bool {
        let rest = &line[2..];
        for depth in (0..self.boundaries.len()).rev() {
            let Some(after) = rest.strip_prefix(self.boundaries[depth].as_slice()) else { continue };
            let after = after.trim_ascii_end();
            if after.is_empty() {
                self.boundaries.truncate(depth + 1);
                self.header = Some((Vec::new(), number + 1));
                return true;
            }
            if after == b"--" {
                self.boundaries.truncate(depth);
                self.header = None;
                return true;
            }
        }
        false
    }

    fn end_of_header(&mut self, header: &[u8], line: u32) {
        let mut raw = header.to_vec();
        raw.extend_from_slice(b"\r\n");
        let message = parse_headers(&raw);
        // An empty header has no parts to ask.
        let value = message.as_ref().filter(|message| !message.parts.is_empty());
        let given = value.and_then(|message| message.content_type());
        let content_type = given.map_or_else(
            || "text/plain".to_owned(),
            |value| format!("{}/{}", value.ctype(), value.subtype().unwrap_or("plain")).to_ascii_lowercase(),
        );
        if content_type.starts_with("multipart/")
            && let Some(boundary) = given.and_then(|value| value.attribute("boundary"))
        {
            if self.boundaries.len() < MAX_DEPTH && !boundary.is_empty() {
                self.boundaries.push(boundary.as_bytes().to_vec());
            } else {
                self.is_bounded = true;
            }
        }
        if content_type == "message/rfc822" {
            // Its header follows, in the same part.
            self.header = Some((Vec::new(), line));
        }
        if self.found.len() < MAX_PARTS {
            let file_name = value.and_then(|message| message.attachment_name()).map(str::to_owned);
            self.found.push(Part { content_type, file_name, line });
        } else {
            self.is_bounded = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(message: &str) -> Parts {
        let (header, body) = message.split_once("\n\n").unwrap();
        let mut parts = Parts::default();
        parts.begin(format!("{header}\n").replace('\n', "\r\n").as_bytes(), 1);
        let first = header.lines().count() as u32 + 2;
        body.lines().zip(first..).for_each(|(line, number)| parts.line(line.as_bytes(), number));
        parts
    }

    #[test]
    fn parts_are_found_at_their_lines() {
        let found = parts(
            "Content-Type: multipart/mixed; boundary=\"o\"\n\npreamble\n--o\n\ntext\n--o\nContent-Type: multipart/alternative;\n boundary=i\n\n\
             --i\nContent-Type: text/html\n\n--o2 is text\n--i--\n--o\nContent-Type: application/ms-tnef;\n name*=utf-8''WINMAIL.DAT\n\nAAAA\n--o--\n\
             --o\nContent-Type: application/ms-tnef\n\n",
        )
        .found;
        let summary: Vec<(&str, u32)> =
            found.iter().map(|part| (part.content_type.as_str(), part.line)).collect();
        assert_eq!(
            summary,
            [
                ("multipart/mixed", 1),
                ("text/plain", 5),
                ("multipart/alternative", 8),
                ("text/html", 12),
                ("application/ms-tnef", 17)
            ]
        );
        assert_eq!(found[4].file_name.as_deref(), Some("WINMAIL.DAT"));
        assert!(found[4].is_tnef() && !found[3].is_tnef());
    }

    #[test]
    fn a_message_inside_a_message_is_looked_into() {
        let found = parts(
            "Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: message/rfc822\n\nFrom: a@a.example\n\
             Content-Type: application/octet-stream; name=winmail.dat\n\nAAAA\n--o--\n",
        )
        .found;
        assert_eq!(found.len(), 3);
        assert!(found[2].is_tnef());
    }

    #[test]
    fn what_only_looks_like_a_part_is_none() {
        let found = parts(
            "Content-Type: text/plain\n\n--o\nContent-Type: application/ms-tnef; name=winmail.dat\n\nquoted\n",
        );
        assert_eq!(found.found.len(), 1);
    }

    #[test]
    fn deep_nesting_is_bounded() {
        let mut message = "Content-Type: multipart/mixed; boundary=b0\n\n".to_owned();
        for depth in 0..5000 {
            message
                .push_str(&format!("--b{depth}\nContent-Type: multipart/mixed; boundary=b{}\n\n", depth + 1));
        }
        let parts = parts(&message);
        assert!(parts.is_bounded && parts.boundaries.len() <= MAX_DEPTH && parts.found.len() <= MAX_PARTS);
    }
}
