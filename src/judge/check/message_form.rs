//! The message itself: its header (RFC 5322), its lines, its attachments.

use jiff::fmt::rfc2822::DateTimeParser;

use super::message::sizes;
use super::{Evidence, Finding, Fix, Status, Subject};
use crate::catalogue::Receiver;
use crate::catalogue::check::{
    ATTACHMENT_IS_WINMAIL_DAT, Check, DATE_INVALID, DATE_MISSING, FROM_DIFFERS_FROM_ENVELOPE, FROM_MISSING,
    HEADER_FIELD_IS_INVALID, HEADER_FIELD_IS_REPEATED, HEADER_IS_8BIT, HEADER_LINE_IS_MALFORMED,
    LINE_END_IS_BARE, LINE_IS_TOO_LONG, MESSAGE_HOLDS_NUL, MESSAGE_ID_MISSING,
};
use crate::evidence::message;
use crate::evidence::message::{AddrSpec, Field, Message};
use crate::sender::{AddressFault, Mailbox, MailboxHost, ReversePath};

/// The fields that receivers are known to insist on.
const GUARDED: [&str; 6] = ["Date", "From", "Sender", "To", "Cc", "Subject"];

/// The other fields that may be there once only.
const SINGLE: [&str; 5] = ["Reply-To", "Bcc", "Message-ID", "In-Reply-To", "References"];

/// What is known of how a message is sent.
#[derive(Clone, Debug, Default)]
pub struct Envelope {
    /// The argument of MAIL FROM, and how it is known: a flag, or where it is in the file.
    pub mail_from: Option<(ReversePath, Evidence)>,
    /// Whether it travels with SMTPUTF8 (RFC 6531).
    pub is_utf8: bool,
}

/// Judges a message: every check of messages, passes included.
pub fn judge(message: &Message, envelope: &Envelope, file: &str, receivers: &[Receiver]) -> Vec<Finding> {
    let mut judge = Judge { message, file, findings: Vec::new() };
    judge.size(receivers);
    judge.date();
    judge.from();
    judge.repeated();
    judge.invalid();
    judge.eight_bit(envelope.is_utf8);
    judge.lines();
    judge.winmail();
    judge.envelope(envelope);
    judge.message_id();
    judge.findings
}

struct Judge<'a> {
    message: &'a Message,
    file: &'a str,
    findings: Vec<Finding>,
}

impl<'a> Judge<'a> {
    fn fields(&self, name: &str) -> Vec<&'a Field> {
        self.message.fields.iter().filter(|field| field.is(name)).collect()
    }

    /// A field as evidence; a long one is cut.
    fn field(&self, field: &Field) -> Evidence {
        self.at(format!("{}: {}", field.name, cut(&field.text())), Some(field.line))
    }

    fn at(&self, text: String, line: Option<u32>) -> Evidence {
        Evidence::in_file(text, self.file, line)
    }

    fn found(
        &mut self,
        check: &'static Check,
        status: Status,
        summary: impl Into<String>,
        evidence: Vec<Evidence>,
        fix: &str,
    ) {
        let subject = Subject::Message(self.file.to_owned());
        let mut finding = Finding::new(check, status, subject, summary).with_evidence(evidence);
        if !fix.is_empty() {
            finding = finding.with_fix(Fix { note: Some(fix.to_owned()), ..Fix::default() });
        }
        self.findings.push(finding);
    }

    fn pass(&mut self, check: &'static Check, summary: &str) {
        self.found(check, Status::Pass, summary, Vec::new(), "");
    }

    fn size(&mut self, receivers: &[Receiver]) {
        let body = &self.message.body;
        let evidence = self.at(format!("{} octets as sent, in {} lines", body.size, body.lines), None);
        self.findings.extend(sizes(body.size, &evidence, receivers, |_| None));
    }

    fn date(&mut self) {
        let fields = self.fields("Date");
        if fields.is_empty() {
            let fix = "Have the program that writes the message put the date in: Date: Sun, 22 Nov 2026 10:00:00 +0100";
            let whole = self.at("no Date field".to_owned(), None);
            self.found(&DATE_MISSING, Status::Fail, "The header has no Date field", vec![whole], fix);
            return;
        }
        self.pass(&DATE_MISSING, "The header has a Date field");
        let mut any = false;
        for field in fields {
            let (status, what) = match date_fault(field) {
                None => continue,
                Some(fault) => fault,
            };
            any = true;
            let evidence = vec![self.field(field)];
            let fix = "Write it as RFC 5322 asks, with English names: Date: Sun, 22 Nov 2026 10:00:00 +0100";
            self.found(&DATE_INVALID, status, format!("The Date field {what}"), evidence, fix);
        }
        if !any {
            self.pass(&DATE_INVALID, "The Date field holds a date");
        }
    }

    fn from(&mut self) {
        if !self.fields("From").is_empty() {
            return self.pass(&FROM_MISSING, "The header has a From field");
        }
        let whole = self.at("no From field".to_owned(), None);
        let fix = "Put the author's address in: From: Name <info@example.com>";
        self.found(&FROM_MISSING, Status::Fail, "The header has no From field", vec![whole], fix);
    }

    fn repeated(&mut self) {
        let mut any = false;
        let names = GUARDED.iter().map(|name| (*name, Status::Fail));
        for (name, status) in names.chain(SINGLE.iter().map(|name| (*name, Status::Warn))) {
            let fields = self.fields(name);
            if fields.len() < 2 {
                continue;
            }
            any = true;
            let evidence = fields.iter().take(8).map(|field| self.field(field)).collect();
            let summary = format!("{name} is in the header {} times", fields.len());
            let fix = match name {
                "To" | "Cc" | "Bcc" => "Write all recipients into one field, with commas between them.",
                _ => "Leave one of them in the header.",
            };
            self.found(&HEADER_FIELD_IS_REPEATED, status, summary, evidence, fix);
        }
        if !any {
            self.pass(&HEADER_FIELD_IS_REPEATED, "No header field is repeated that must not be");
        }
    }

    fn invalid(&mut self) {
        let mut any = false;
        for name in ["From", "Sender", "To", "Cc"] {
            for field in self.fields(name) {
                let Some((status, what)) = address_fault(field) else { continue };
                any = true;
                let evidence = vec![self.field(field)];
                let fix = match status {
                    Status::Fail => {
                        "Write addresses as Name <info@example.com>; a name with a comma or a dot in quotes."
                    }
                    _ if field.text().is_empty() => "Leave an empty field out.",
                    _ if what.contains("group") => "Name one author, without a group.",
                    _ => "Put quotes around the name: \"Name\" <info@example.com>",
                };
                let summary = format!("{name} {what}");
                self.found(&HEADER_FIELD_IS_INVALID, status, summary, evidence, fix);
            }
        }
        let authors = self.fields("From").first().map_or(0, |from| from.mailboxes().addresses.len());
        if authors > 1 && self.fields("Sender").is_empty() {
            any = true;
            let evidence = self.fields("From").iter().map(|field| self.field(field)).collect();
            let summary = "From names several authors, and there is no Sender field with the one who sends";
            let fix = "Add a Sender field with one address.";
            self.found(&HEADER_FIELD_IS_INVALID, Status::Warn, summary, evidence, fix);
        }
        if !any {
            self.pass(&HEADER_FIELD_IS_INVALID, "From, Sender, To and Cc hold addresses");
        }
    }

    fn eight_bit(&mut self, is_utf8: bool) {
        let raw: Vec<&Field> = self.message.fields.iter().filter(|field| field.is_8bit()).collect();
        if raw.is_empty() {
            return self.pass(&HEADER_IS_8BIT, "The header is ASCII");
        }
        let is_guarded = |field: &&&Field| GUARDED.iter().any(|name| field.is(name));
        let is_allowed = is_utf8 && raw.iter().all(|field| std::str::from_utf8(&field.raw).is_ok());
        let status = match raw.iter().any(|field| is_guarded(&field)) {
            _ if is_allowed => Status::Info,
            true => Status::Fail,
            false => Status::Warn,
        };
        let mut names: Vec<&str> = Vec::new();
        for field in raw.iter().take(100) {
            if !names.contains(&field.name.as_str()) {
                names.push(&field.name);
            }
        }
        names.truncate(6);
        let (summary, fix) = if is_allowed {
            (format!("The header holds UTF-8 ({}): only servers with SMTPUTF8 take it", names.join(", ")), "")
        } else {
            (
                format!("The header holds characters beyond ASCII as they are, in {}", names.join(", ")),
                "Write them as encoded words (RFC 2047): Subject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?=",
            )
        };
        let evidence = raw.iter().take(8).map(|field| self.field(field)).collect();
        self.found(&HEADER_IS_8BIT, status, summary, evidence, fix);
    }

    fn lines(&mut self) {
        match &self.message.stray_line {
            None => self.pass(&HEADER_LINE_IS_MALFORMED, "Every line of the header is a field's"),
            Some((line, text)) => {
                let evidence = vec![self.at(cut(text), Some(*line))];
                let summary = "A line in the header is not a field: what follows is taken for the text";
                let fix = "Take the line out, or put the empty line before it that ends a header.";
                self.found(&HEADER_LINE_IS_MALFORMED, Status::Warn, summary, evidence, fix);
            }
        }
        let body = &self.message.body;
        match body.first_long_line {
            None => self.pass(&LINE_IS_TOO_LONG, "No line is longer than 998 octets"),
            Some((line, octets)) => {
                let more = if body.long_lines > 1 {
                    format!(", the first of {}", body.long_lines)
                } else {
                    String::new()
                };
                let evidence = vec![self.at(format!("{octets} octets"), Some(line))];
                let summary = format!("Line {line} has {octets} octets, 998 are allowed{more}");
                let fix =
                    "Encode the text as quoted-printable or base64; break header fields before a space.";
                self.found(&LINE_IS_TOO_LONG, Status::Warn, summary, evidence, fix);
            }
        }
        let ends = &body.line_ends;
        let fix = "Write every line end as CR LF when the message is sent, and none inside a line.";
        if let Some(line) = body.first_bare_cr {
            let evidence = vec![self.at("a CR inside the line".to_owned(), Some(line))];
            let summary = match body.bare_crs {
                1 => format!("A CR inside line {line} ends no line"),
                crs => format!("{crs} CRs end no line, the first in line {line}"),
            };
            self.found(&LINE_END_IS_BARE, Status::Warn, summary, evidence, fix);
        } else if let Some(line) = ends.first_change {
            let evidence = vec![self.at("ends otherwise than the line before".to_owned(), Some(line))];
            let summary = format!("{} lines end with CR LF and {} with LF alone", ends.crlf, ends.lf);
            self.found(&LINE_END_IS_BARE, Status::Warn, summary, evidence, fix);
        } else {
            self.pass(&LINE_END_IS_BARE, "All lines end alike");
        }
        match body.first_nul {
            None => self.pass(&MESSAGE_HOLDS_NUL, "No NUL is in it"),
            Some(line) => {
                let evidence = vec![self.at("a NUL in the line".to_owned(), Some(line))];
                let summary = match body.nuls {
                    1 => format!("A NUL octet is in it, in line {line}"),
                    nuls => format!("{nuls} NUL octets are in it, the first in line {line}"),
                };
                let fix = "Encode binary files as base64.";
                self.found(&MESSAGE_HOLDS_NUL, Status::Warn, summary, evidence, fix);
            }
        }
    }

    fn winmail(&mut self) {
        let found: Vec<_> = self.message.parts.iter().filter(|part| part.is_tnef()).collect();
        if found.is_empty() {
            return self.pass(&ATTACHMENT_IS_WINMAIL_DAT, "No attachment is a winmail.dat");
        }
        let evidence = found.iter().take(8).map(|part| {
            let name = part.file_name.as_deref().unwrap_or("without a name");
            self.at(cut(&format!("{}, {name}", part.content_type)), Some(part.line))
        });
        let evidence = evidence.collect();
        let fix = "In Outlook, write in HTML or plain text: File, Options, Mail, \"Compose messages in this format\"; and for \
                   one recipient, open the address in the contact, and choose \"Send plain text only\" or \"let Outlook \
                   decide\". Exchange administrators: Set-RemoteDomain -TNEFEnabled $false. Who has received it can open \
                   it with a reader for winmail.dat (tnef, ytnef).";
        let summary = "The message holds winmail.dat, which most mail programs cannot open";
        self.found(&ATTACHMENT_IS_WINMAIL_DAT, Status::Fail, summary, evidence, fix);
    }

    fn envelope(&mut self, envelope: &Envelope) {
        let Some((path, source)) = &envelope.mail_from else { return };
        let Some(envelope_domain) = domain_of(path) else { return };
        let Some(from) = self.fields("From").first().copied() else { return };
        let author = from.mailboxes().addresses.into_iter().find_map(|address| {
            // A quoted local part may hold what no client sends.
            let (_, domain) = address.rsplit_once('@')?;
            ReversePath::parse(&format!("x@{domain}")).ok()
        });
        let Some(author_domain) = author.as_ref().and_then(domain_of) else { return };
        if author_domain == envelope_domain {
            return self
                .pass(&FROM_DIFFERS_FROM_ENVELOPE, "The author's domain is that of the envelope sender");
        }
        let evidence = vec![self.field(from), source.clone()];
        let summary = format!("The author is at {author_domain}, the envelope sender at {envelope_domain}");
        let fix = "Where the mail is handed in at send.one.com, both have to be the address that logs in. For DMARC, \
                   sign with DKIM for the author's domain.";
        self.found(&FROM_DIFFERS_FROM_ENVELOPE, Status::Info, summary, evidence, fix);
    }

    fn message_id(&mut self) {
        if !self.fields("Message-ID").is_empty() {
            return self.pass(&MESSAGE_ID_MISSING, "The header has a Message-ID");
        }
        let whole = self.at("no Message-ID field".to_owned(), None);
        let fix = "Have the program that writes the message put in a Message-ID with a name of its own, or hand it to \
                   a mail server that does.";
        self.found(&MESSAGE_ID_MISSING, Status::Info, "The header has no Message-ID", vec![whole], fix);
    }
}

/// The domain of a reverse-path.
fn domain_of(path: &ReversePath) -> Option<String> {
    match path {
        ReversePath::Mailbox(Mailbox {
            host: MailboxHost::Domain(name) | MailboxHost::DottedDomain(name),
            ..
        }) => Some(name.to_string()),
        _ => None,
    }
}

/// What is wrong with a Date field.
fn date_fault(field: &Field) -> Option<(Status, String)> {
    let text = field.text();
    if text.is_empty() {
        return Some((Status::Fail, "is empty".to_owned()));
    }
    // Comments and spaces are obsolete in places where the parser knows none (RFC 5322 section 4.3).
    let text = message::plain_date(&text).unwrap_or(text);
    // No date is longer.
    if text.len() > 200 {
        return Some((Status::Fail, "holds no date".to_owned()));
    }
    let Err(error) = DateTimeParser::new().parse_timestamp(&text) else { return None };
    if DateTimeParser::new().relaxed_weekday(true).parse_timestamp(&text).is_ok() {
        return Some((Status::Warn, "names a day of the week that its date was not".to_owned()));
    }
    let why = error.to_string();
    let why = why.rsplit(": ").next().unwrap_or_default();
    Some((Status::Fail, format!("holds no date ({})", cut(why))))
}

/// What is wrong with a field of addresses.
fn address_fault(field: &Field) -> Option<(Status, String)> {
    let is_author = field.is("From") || field.is("Sender");
    let text = field.text();
    if text.is_empty() {
        let status = if is_author { Status::Fail } else { Status::Warn };
        return Some((status, "is empty".to_owned()));
    }
    let list = match message::read_addresses(&text) {
        Ok(list) => list,
        Err(fault) => return Some((Status::Fail, fault.to_string())),
    };
    if field.is("Sender") && list.addresses.len() > 1 {
        return Some((Status::Fail, "holds more than one address".to_owned()));
    }
    let faults = list.addresses.iter().find_map(|address| Some((address, host_fault(address)?)));
    if let Some((address, why)) = faults {
        let shown = cut(&address.to_string());
        return Some((Status::Fail, format!("holds \"{shown}\", which is no address: {why}")));
    }
    if is_author && list.has_group {
        let what = "holds a group: RFC 6854 allows one there in rare cases, RFC 5322 does not";
        return Some((Status::Warn, what.to_owned()));
    }
    list.bare_name_character
        .map(|c| (Status::Warn, format!("holds a name with '{}' outside of quotes", c.escape_default())))
}

/// Why no mail can be sent to an address, though it is written as one (RFC 5321 section 4.1.2).
fn host_fault(address: &AddrSpec) -> Option<String> {
    let octets = address.local_part.len();
    if octets > 64 {
        return Some(AddressFault::LongLocalPart(octets).to_string());
    }
    // Octets that are no UTF-8 are reported by the check of raw characters.
    if address.domain.contains(char::REPLACEMENT_CHARACTER) {
        return None;
    }
    match ReversePath::parse(&format!("x@{}", address.domain)) {
        Err(error) => Some(error.to_string()),
        Ok(path) => path.fault().map(|fault| fault.to_string()),
    }
}

/// The beginning of a text.
fn cut(text: &str) -> String {
    const KEPT: usize = 160;
    match text.char_indices().nth(KEPT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(name: &str, raw: &str) -> Field {
        Field { name: name.to_owned(), raw: raw.as_bytes().to_vec(), line: 1 }
    }

    #[test]
    fn dates_are_judged_by_rfc_5322() {
        let status = |raw: &str| date_fault(&field("Date", raw)).map(|(status, _)| status);
        for fine in [
            " Sun, 22 Nov 2026 10:00:00 +0100",
            " Sun, 22 Nov 2026 10:00:00 +0100 (CET)",
            " 22 Nov 2026 10:00 -0000",
            "\r\n Sun, 22 Nov 2026\r\n 10:00:00 GMT",
            " Sun, 1 Nov 2026 10:00:60 +0000",
            // A zone in letters that nobody knows means none (section 4.3).
            " Sun, 22 Nov 2026 10:00:00 CET",
            // Obsolete forms, which receivers have to take (section 4.3).
            " Sun , 1 (x) Mar 2026 09 : 00 : 00 +0100",
            " (x) sun,\r\n 22 NOV 26 10:00 est (y (z))",
            " 22 Nov 2026 10:00:00 +0100 (\\))",
        ] {
            assert_eq!(status(fine), None, "{fine}");
        }
        assert_eq!(status(" Mon, 22 Nov 2026 10:00:00 +0100"), Some(Status::Warn));
        for none in [
            "",
            " ",
            " 2026-11-22 10:00:00",
            " 2026-11-22T10:00:00+01:00",
            " So, 22 Nov 2026 10:00:00 +0100",
            " Sun, 31 Nov 2026 10:00:00 +0100",
            " Sun, 22 Nov 2026 25:00:00 +0100",
            " Sun, 22 Nov 2026",
            " now",
            &"x".repeat(100_000),
        ] {
            assert_eq!(status(none), Some(Status::Fail), "{none:.40}");
        }
    }

    #[test]
    fn addresses_are_judged_by_rfc_5322() {
        let status = |name: &str, raw: &str| address_fault(&field(name, raw)).map(|(status, _)| status);
        for (name, fine) in [
            ("From", " info@a.example"),
            ("From", " \"Doe, John\" <info@a.example>"),
            ("To", " undisclosed-recipients:;"),
            ("To", " a@a.example,\r\n b@b.example"),
            ("Cc", " x@[192.0.2.1]"),
            ("From", " \"hans.mueller\"@a.example"),
            ("From", " \"a b\"@a.example"),
            ("From", " Hans <\"hans mueller\"@a.example>"),
            ("From", " <@relay.example:a@a.example>"),
            ("From", " m\u{fc}ller@b\u{fc}cher.example"),
            ("To", " a@a.example,, Team: b@b.example;"),
        ] {
            assert_eq!(status(name, fine), None, "{fine}");
        }
        for (name, odd) in
            [("To", ""), ("From", " Team: a@a.example;"), ("Sender", " a@a.example <a@a.example>")]
        {
            assert_eq!(status(name, odd), Some(Status::Warn), "{name}: {odd}");
        }
        for (name, bad) in [
            ("From", ""),
            ("From", " nobody"),
            ("From", " Doe, John <info@a.example>"),
            ("From", " <>"),
            ("From", " info@a_b.example"),
            ("To", " info@"),
            ("Sender", " a@a.example, b@a.example"),
            ("To", " a@a.example; b@a.example"),
            ("Cc", " Hans <a@a.example"),
            ("From", " <a@a.example> Hans"),
            ("From", " mailto:a@a.example"),
            ("From", " =?iso-8859-1?Q?M=FCller, Hans?= <a@a.example>"),
        ] {
            assert_eq!(status(name, bad), Some(Status::Fail), "{name}: {bad}");
        }
    }
}
