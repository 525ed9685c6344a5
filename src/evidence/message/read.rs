//! A message file, read once.

use std::fmt;
use std::io::{self, BufRead};

use super::authentication::AuthenticationResults;
use super::field::Field;
use super::filter::FilterMark;
use super::lines::{LineEnd, Lines};
use super::mime::{Part, Parts};
use super::received::Hop;

/// Octets of a header that are read; mail servers take far less.
pub const MAX_HEADER: usize = 1 << 20;

/// Octets after which reading ends: twenty times what the receivers take.
pub const MAX_SIZE: u64 = 2 << 30;

/// Octets of a body line that are looked at: a boundary has 70 at most (RFC 2046 section 5.1.1).
const KEPT: usize = 1000;

/// A message as it is in a file.
#[derive(Clone, Debug, Default)]
pub struct Message {
    /// The header's fields, in order.
    pub fields: Vec<Field>,
    /// The line that ended the header though it is not empty: its number and its beginning.
    pub stray_line: Option<(u32, String)>,
    /// Whether the header is longer than is read.
    pub header_is_bounded: bool,
    /// Its MIME parts, the message itself first.
    pub parts: Vec<Part>,
    /// Whether there are more or deeper parts than are followed.
    pub parts_are_bounded: bool,
    /// What was counted.
    pub body: BodyFacts,
    /// Whether the file is a mailbox (mbox) with more messages after this one.
    pub is_first_of_several: bool,
}

/// Fields of one kind that are reported.
const MAX_TOLD: usize = 100;

impl Message {
    /// The way the message took, the last server first.
    pub fn hops(&self) -> Vec<Hop> {
        self.fields.iter().filter(|field| field.is("Received")).take(MAX_TOLD).map(Hop::of).collect()
    }

    /// What servers found of its SPF, DKIM and DMARC.
    pub fn authentication(&self) -> Vec<AuthenticationResults> {
        self.fields.iter().filter_map(AuthenticationResults::of).take(MAX_TOLD).collect()
    }

    /// What mail filters wrote into it.
    pub fn filter_marks(&self) -> Vec<FilterMark> {
        self.fields.iter().filter_map(FilterMark::of).take(MAX_TOLD).collect()
    }

    /// The first field of that name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.is(name))
    }
}

/// What was counted in a message, header and body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BodyFacts {
    /// Octets as sent: every line end counts as CR LF (RFC 5321 section 2.3.8).
    pub size: u64,
    /// Lines.
    pub lines: u32,
    /// Lines of more than 998 octets (RFC 5322 section 2.1.1), and the first of them.
    pub long_lines: u32,
    /// The number and the octets of the first of them.
    pub first_long_line: Option<(u32, u64)>,
    /// CRs that end no line.
    pub bare_crs: u64,
    /// The line of the first of them.
    pub first_bare_cr: Option<u32>,
    /// NUL octets.
    pub nuls: u64,
    /// The line of the first of them.
    pub first_nul: Option<u32>,
    /// How its lines end.
    pub line_ends: LineEnds,
}

/// How the lines of a file end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineEnds {
    /// With CR LF.
    pub crlf: u32,
    /// With LF alone.
    pub lf: u32,
    /// The first line that ends otherwise than the one before.
    pub first_change: Option<u32>,
}

/// Why a file is no message that can be judged.
#[derive(Debug)]
pub enum ReadError {
    /// There is nothing in it.
    Empty,
    /// It does not begin with a header; what it seems to be.
    NoMessage(&'static str),
    /// It is larger than is read.
    TooLarge,
    /// It cannot be read.
    Io(io::Error),
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReadError::Empty => f.write_str("is empty; a message with its header is expected (.eml)"),
            ReadError::NoMessage(what) => {
                write!(f, "{what}; a message with its header is expected (.eml, \"message source\")")
            }
            ReadError::TooLarge => {
                write!(f, "larger than {} MiB, more than any receiver accepts", MAX_SIZE >> 20)
            }
            ReadError::Io(error) => f.write_str(&crate::file::unreadable(error)),
        }
    }
}

impl std::error::Error for ReadError {}

/// Reads a message. The body is counted and looked through, not kept.
pub fn read(source: impl BufRead) -> Result<Message, ReadError> {
    let mut lines = Lines::new(source);
    let mut reader = Reader::default();
    let mut kept = Vec::new();
    loop {
        let keep = if reader.in_body { KEPT } else { (MAX_HEADER - reader.header.len()).max(KEPT) };
        let Some(line) = lines.next(keep, &mut kept).map_err(ReadError::Io)? else { break };
        if reader.number == 0 && begins_mailbox(&kept) {
            reader.number = 1;
            reader.is_mailbox = true;
            continue;
        }
        if reader.is_mailbox && reader.in_body && reader.after_empty && begins_mailbox(&kept) {
            reader.message.is_first_of_several = true;
            // The empty line before it belongs to the mailbox.
            reader.message.body.size -= 2;
            break;
        }
        reader.number = reader.number.saturating_add(1);
        reader.count(&line);
        if reader.message.body.size > MAX_SIZE {
            return Err(ReadError::TooLarge);
        }
        reader.after_empty = line.octets == 0;
        if reader.in_body {
            reader.parts.line(&kept, reader.number);
        } else {
            reader.header_line(&kept)?;
        }
    }
    reader.finish()
}

#[derive(Default)]
struct Reader {
    message: Message,
    parts: Parts,
    /// The header as the parts' reader takes it.
    header: Vec<u8>,
    number: u32,
    in_body: bool,
    after_empty: bool,
    is_mailbox: bool,
    last_end: Option<LineEnd>,
}

impl Reader {
    fn count(&mut self, line: &super::lines::Line) {
        let body = &mut self.message.body;
        body.size += line.octets + 2;
        body.lines = body.lines.saturating_add(1);
        if line.octets > 998 {
            body.long_lines = body.long_lines.saturating_add(1);
            body.first_long_line.get_or_insert((self.number, line.octets));
        }
        if line.bare_crs > 0 {
            body.bare_crs += line.bare_crs;
            body.first_bare_cr.get_or_insert(self.number);
        }
        if line.nuls > 0 {
            body.nuls += line.nuls;
            body.first_nul.get_or_insert(self.number);
        }
        let ends = &mut body.line_ends;
        match line.end {
            LineEnd::CrLf => ends.crlf = ends.crlf.saturating_add(1),
            LineEnd::Lf => ends.lf = ends.lf.saturating_add(1),
            LineEnd::None => return,
        }
        if self.last_end.is_some_and(|last| last != line.end) {
            ends.first_change.get_or_insert(self.number);
        }
        self.last_end = Some(line.end);
    }

    fn header_line(&mut self, line: &[u8]) -> Result<(), ReadError> {
        if line.is_empty() && !self.message.fields.is_empty() {
            self.end_of_header();
            return Ok(());
        }
        if self.header.len() + line.len() + 2 > MAX_HEADER {
            self.message.header_is_bounded = true;
            self.end_of_header();
            return Ok(());
        }
        let is_continuation = line.starts_with(b" ") || line.starts_with(b"\t");
        if is_continuation && let Some(field) = self.message.fields.last_mut() {
            field.raw.extend_from_slice(b"\r\n");
            field.raw.extend_from_slice(line);
        } else if let Some((name, value)) = split_field(line) {
            self.message.fields.push(Field { name, raw: value.to_vec(), line: self.number });
        } else if self.message.fields.is_empty() {
            return Err(ReadError::NoMessage(what_it_is(line)));
        } else {
            let beginning = &line[..line.len().min(200)];
            self.message.stray_line = Some((self.number, String::from_utf8_lossy(beginning).into_owned()));
            self.end_of_header();
            return Ok(());
        }
        self.header.extend_from_slice(line);
        self.header.extend_from_slice(b"\r\n");
        Ok(())
    }

    fn end_of_header(&mut self) {
        self.in_body = true;
        let header = std::mem::take(&mut self.header);
        self.parts.begin(&header, self.message.fields.first().map_or(1, |field| field.line));
    }

    fn finish(mut self) -> Result<Message, ReadError> {
        if self.message.body.lines == 0 {
            return Err(ReadError::Empty);
        }
        if !self.in_body {
            self.end_of_header();
        }
        if !self.message.fields.iter().any(|field| is_of_mail(&field.name)) {
            return Err(ReadError::NoMessage("does not begin with a mail header"));
        }
        self.message.parts = self.parts.found;
        self.message.parts_are_bounded = self.parts.is_bounded;
        Ok(self.message)
    }
}

/// A field's name and what is after its colon (RFC 5322 sections 2.2 and 4.5).
fn split_field(line: &[u8]) -> Option<(String, &[u8])> {
    let colon = memchr::memchr(b':', line)?;
    let name = line[..colon].trim_ascii_end();
    let is_name = !name.is_empty() && name.iter().all(u8::is_ascii_graphic);
    let name = String::from_utf8(name.to_vec()).ok().filter(|_| is_name)?;
    Some((name, &line[colon + 1..]))
}

/// Whether a line is the one that begins a message in a mailbox file (mbox, RFC 4155).
fn begins_mailbox(line: &[u8]) -> bool {
    line.starts_with(b"From ") && line.len() > 20 && line[line.len() - 4..].iter().all(u8::is_ascii_digit)
}

/// Whether it is a field that no mail is without: one of these is in every message.
fn is_of_mail(name: &str) -> bool {
    const FIELDS: [&str; 16] = [
        "From",
        "Sender",
        "To",
        "Cc",
        "Date",
        "Subject",
        "Received",
        "Return-Path",
        "Message-ID",
        "MIME-Version",
        "Content-Type",
        "Delivered-To",
        "Envelope-To",
        "Reply-To",
        "DKIM-Signature",
        "X-Mailer",
    ];
    FIELDS.iter().any(|field| field.eq_ignore_ascii_case(name))
}

/// What a file seems to be that does not begin with a header.
fn what_it_is(line: &[u8]) -> &'static str {
    const KINDS: [(&[u8], &str); 9] = [
        (
            b"\xd0\xcf\x11\xe0",
            "it is an Outlook .msg file: save the message as .eml, or forward it as an attachment",
        ),
        (b"\x1f\x8b", "it is compressed (gzip): unpack it first"),
        (b"\x28\xb5\x2f\xfd", "it is compressed (zstd): unpack it first"),
        (b"\xfd7zXZ", "it is compressed (xz): unpack it first"),
        (b"PK\x03\x04", "a ZIP archive; unpack it first"),
        (b"\xff\xfe", "it is text in UTF-16: save it as it was sent"),
        (b"\xfe\xff", "it is text in UTF-16: save it as it was sent"),
        (b"\xef\xbb\xbf", "it begins with a byte order mark, which no message does: save it as it was sent"),
        (b"<", "it begins like a web page"),
    ];
    let kind = KINDS.iter().find(|(magic, _)| line.starts_with(magic));
    kind.map_or("does not begin with a header field", |(_, what)| what)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(text: &[u8]) -> Message {
        read(text).unwrap()
    }

    #[test]
    fn size_counts_every_line_end_as_two_octets() {
        for (text, size) in [
            (&b"From: a@a.example\r\n\r\nab\r\n"[..], 25),
            (b"From: a@a.example\n\nab\n", 25),
            (b"From: a@a.example\n\nab", 25),
            (b"From a@a.example Sun Nov 22 10:00:00 2026\nFrom: a@a.example\n\nab\n\nFrom b@a.example Sun Nov 22 10:00:00 2026\nFrom: b@a.example\n\n", 25),
        ] {
            assert_eq!(message(text).body.size, size);
        }
    }

    #[test]
    fn fields_keep_their_lines_and_folding() {
        let read = message(b"From a@a.example Sun Nov 22 10:00:00 2026\r\nReceived: x\r\n\ty\r\nFrom : a@a.example\r\nsubject:\r\n\r\nTo: x\r\n");
        let fields: Vec<(&str, u32)> = read.fields.iter().map(|field| (&*field.name, field.line)).collect();
        assert_eq!(fields, [("Received", 2), ("From", 4), ("subject", 5)]);
        assert_eq!(read.fields[0].text(), "x y");
    }

    #[test]
    fn a_line_that_is_no_field_ends_the_header() {
        let read = message(b"From: a@a.example\n>From x\nTo: b@b.example\n\nx\n");
        assert_eq!(read.stray_line, Some((2, ">From x".to_owned())));
        assert_eq!(read.fields.len(), 1);
    }

    #[test]
    fn odd_octets_are_counted_where_they_are() {
        let mut text = b"From: a@a.example\r\nTo: b\r\n\r\n".to_vec();
        text.extend_from_slice(b"a\rb\r\nc\0\0d\n");
        text.extend_from_slice(&[b'x'; 999]);
        text.extend_from_slice(b"\r\n");
        text.extend_from_slice(&[b'x'; 998]);
        let body = message(&text).body;
        assert_eq!((body.bare_crs, body.first_bare_cr), (1, Some(4)));
        assert_eq!((body.nuls, body.first_nul), (2, Some(5)));
        assert_eq!((body.long_lines, body.first_long_line), (1, Some((6, 999))));
        assert_eq!(body.line_ends, LineEnds { crlf: 5, lf: 1, first_change: Some(5) });
    }

    #[test]
    fn what_is_no_message_is_reported() {
        let error = |text: &[u8]| read(text).unwrap_err().to_string();
        for (text, said) in [
            (&b""[..], "is empty"),
            (b"\n\n\n", "does not begin with a header field"),
            (b"Hello\nFrom: a@a.example\n", "does not begin with a header field"),
            (b"Hello: world\n\nFrom: a@a.example\n", "does not begin with a mail header"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1", "Outlook .msg file"),
            (b"\x1f\x8b\x08\x00", "compressed (gzip)"),
            (b"\xff\xfeF\0r\0o\0m\0", "UTF-16"),
            (b"\xef\xbb\xbfFrom: a@a.example\n", "byte order mark"),
            (b"<html>", "web page"),
            (&[0; 10_000], "does not begin with a header field"),
        ] {
            assert!(error(text).contains(said), "{said}: {}", error(text));
        }
    }

    #[test]
    fn a_header_without_end_is_bounded() {
        let text = "From: a@a.example\n".repeat(200_000);
        let read = message(text.as_bytes());
        assert!(read.header_is_bounded && read.fields.len() * 10 < MAX_HEADER);
        assert_eq!(read.body.size, 200_000 * 19);
        let one = format!("From: {}\n\nx\n", "a".repeat(3 << 20));
        let read = message(format!("To: a@a.example\n{one}").as_bytes());
        assert!(read.header_is_bounded);
    }
}
