//! The one reader of delivery reports (RFC 3464), and of what reporters make of them.
//!
//! A report is read as MIME (quoted-printable, base64, nested, cut off); where its parts are missing, its fields
//! are looked for in the text. The result is text with replies in it, and each recipient's fields apart.

use mail_parser::{Encoding, Message, MimeHeaders, PartType};

use super::identity::{Identity, IdentityPart, Parts, address_in_reply, mailbox};
use super::message::{self, Message as Mail};
use super::parser;
use crate::sender::ReversePath;
use crate::smtp_reply::ServerReply;

/// The largest report that is read, in bytes; what follows is left out.
pub const MAX_REPORT: usize = 16 << 20;
/// How deep messages in messages are looked into.
const MAX_DEPTH: usize = 5;
/// The most text that is taken out of one report, in bytes.
const MAX_TEXT: usize = 1 << 20;

/// A delivery report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeliveryReport {
    /// Its recipients, with what happened to each.
    pub recipients: Vec<ReportedRecipient>,
    /// What it says to people, each part decoded.
    pub texts: Vec<ReportedText>,
    /// The header of the message that was not delivered, as far as it came back.
    pub returned_header: Option<ReportedText>,
    /// The fields about the message as a whole (RFC 3464 section 2.2): name, value and line.
    pub about: Vec<(String, String, usize)>,
    /// The recipient of the report, with its line.
    to: Option<(String, u32)>,
    /// Whether it has the form of RFC 3464.
    is_standard: bool,
    /// Whether a mail server wrote it, in words alone.
    is_of_daemon: bool,
}

/// A text of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportedText {
    /// The text, decoded.
    pub text: String,
    /// Where it is in the report.
    pub place: TextPlace,
}

/// Where a text is in the file that it was taken out of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextPlace {
    /// Its first line, from 1.
    first: usize,
    /// Whether its lines are the file's: they are not where it was encoded.
    is_as_written: bool,
}

impl TextPlace {
    /// The file's line of one of its lines, from 1.
    pub fn line(self, of_text: usize) -> usize {
        if self.is_as_written { self.first + of_text.max(1) - 1 } else { self.first }
    }
}

/// One recipient of a report (RFC 3464 section 2.3).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReportedRecipient {
    /// `Final-Recipient` without its type, as written.
    pub recipient: Option<String>,
    /// `Action`: failed, delayed, delivered, relayed, expanded.
    pub action: Option<String>,
    /// `Status`, an enhanced code.
    pub status: Option<String>,
    /// `Remote-MTA` without its type: the host that answered.
    pub remote_mta: Option<String>,
    /// `Diagnostic-Code` with its type, unfolded.
    pub diagnostic: Option<String>,
    /// The report's line that the diagnostic begins in, else the recipient's first one, from 1; 0
    /// where that is not known.
    pub line: usize,
}

/// Whether octets are those of a mail message or delivery report, not of a log or a pasted text.
pub fn is_message(octets: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&octets[..octets.len().min(4_096)]);
    let head = head.trim_start_matches(['\u{feff}', '\r', '\n', ' ']);
    let mut fields = 0;
    for line in head.lines().take(60) {
        if line.is_empty() {
            break;
        }
        if line.starts_with(['\t', ' ']) || (fields == 0 && line.starts_with("From ")) {
            continue;
        }
        let Some((name, _)) = line.split_once(':') else { return false };
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_graphic()) {
            return false;
        }
        const OF_MAIL: [&str; 12] = [
            "received",
            "return-path",
            "from",
            "to",
            "subject",
            "date",
            "message-id",
            "mime-version",
            "content-type",
            "delivered-to",
            "auto-submitted",
            "content-transfer-encoding",
        ];
        fields += usize::from(OF_MAIL.contains(&name.to_ascii_lowercase().as_str()));
    }
    fields >= 2
}

/// Reads a report; what is no report gives one without recipients.
pub fn read(octets: &[u8]) -> DeliveryReport {
    let octets = &octets[..octets.len().min(MAX_REPORT)];
    let mut report = DeliveryReport::default();
    // One that the parser cannot read is looked through as text below.
    if let Ok(Some(message)) = parser::parse(octets) {
        let lines = LineNumbers::of(octets);
        collect(
            &message,
            Surroundings { lines: Some(&lines), line: 1, depth: 0, is_returned: false },
            &mut report,
        );
    }
    if let Ok(outer) = message::read(octets) {
        report.is_standard &= outer.parts.first().is_some_and(|part| part.content_type == "multipart/report");
        report.is_of_daemon = !report.is_standard && is_of_daemon(&outer);
        report.to = outer
            .field("To")
            .and_then(|field| Some((field.mailboxes().addresses.first()?.clone(), field.line)));
    }
    if report.recipients.is_empty() {
        // Without its parts: the fields may be in a text part, or in what no parser takes for one.
        for ReportedText { text, place } in report.texts.clone() {
            fields(&text, place, &mut report);
        }
    }
    if report.recipients.is_empty() && report.texts.is_empty() {
        let text = lossy(octets);
        let place = TextPlace { first: 1, is_as_written: true };
        fields(&text, place, &mut report);
        report.texts.extend(base64_runs(&text));
        report.texts.push(ReportedText { text, place });
    }
    report
}

/// Whether it is a bounce that has not the form of RFC 3464: written to the sender by a mail server, not by a
/// person.
fn is_of_daemon(message: &Mail) -> bool {
    let from = message.field("From").map(|field| field.mailboxes().addresses).unwrap_or_default();
    let is_daemon = |address: &String| {
        let local_part = address.rsplit_once('@').map_or(address.as_str(), |(local_part, _)| local_part);
        local_part.eq_ignore_ascii_case("mailer-daemon")
    };
    // Exim writes the field into its bounces alone.
    message.field("X-Failed-Recipients").is_some() || from.iter().any(is_daemon)
}

/// The lines of octets, found without counting from the beginning each time.
struct LineNumbers<'a> {
    octets: &'a [u8],
    /// Line ends before each block.
    before: Vec<usize>,
}

impl<'a> LineNumbers<'a> {
    const BLOCK: usize = 4_096;

    fn of(octets: &'a [u8]) -> LineNumbers<'a> {
        let mut ends = 0;
        let before = octets.chunks(Self::BLOCK).map(|block| {
            let before = ends;
            ends += memchr::memchr_iter(b'\n', block).count();
            before
        });
        LineNumbers { before: before.collect(), octets }
    }

    /// The number of the line at an offset, from 1.
    fn at(&self, offset: usize) -> usize {
        let offset = offset.min(self.octets.len());
        let block = offset / Self::BLOCK;
        let before = self.before.get(block).copied();
        let start = if before.is_some() { block * Self::BLOCK } else { offset };
        let before = before.unwrap_or_else(|| memchr::memchr_iter(b'\n', self.octets).count());
        before + memchr::memchr_iter(b'\n', &self.octets[start..offset]).count() + 1
    }
}

impl DeliveryReport {
    /// Returns who sent the message that was not delivered, each part with its place; none where this is no
    /// mail server's report.
    pub fn sender(&self) -> Option<Parts> {
        let mut parts = Parts::default();
        if self.is_standard {
            self.fields_of_sender(&mut parts);
        } else if self.is_of_daemon {
            for text in &self.texts {
                if let Some(ip) = address_in_reply(&text.text) {
                    parts.add(IdentityPart::Address, ip.to_string(), short(text.place.line(1)), "the reply");
                }
            }
            if parts.value(IdentityPart::Address).is_none() {
                parts.notes.push(
                    "The message is a bounce: the rejected sender is its recipient. It does not name the sending address: --ip \
                     and --helo are unknown."
                        .to_owned(),
                );
            }
        } else {
            return None;
        }
        // A report goes to the envelope sender (RFC 3464 section 2).
        if let Some((address, line)) = &self.to {
            parts.add_path(address, *line, "To");
        }
        Some(parts)
    }

    /// Notes what the fields and the returned header say of the sender.
    fn fields_of_sender(&self, parts: &mut Parts) {
        let about = |wanted: &str| self.about.iter().find(|(name, ..)| name == wanted);
        let of_type = |value: &str| value.split_once(';').map_or(value, |(_, rest)| rest).trim().to_owned();
        // The reporter knows the envelope; a header that came back shows less of it.
        if let Some((_, value, line)) = about("x-postfix-sender") {
            parts.add_path(&of_type(value), short(*line), "X-Postfix-Sender");
        }
        if let Some(header) = &self.returned_header
            && let Ok(returned) = message::read(header.text.as_bytes())
        {
            parts.add_envelope(&returned, short(header.place.line(1)) - 1);
        }
        if let Some((_, value, line)) = about("reporting-mta") {
            parts.add(IdentityPart::Helo, of_type(value), short(*line), "Reporting-MTA");
            parts.notes.push(
                "The HELO name is the name of the server that wrote the report: the sender's own, where it was \
                 refused by another one."
                    .to_owned(),
            );
        }
        for recipient in &self.recipients {
            if let Some(ip) = recipient.diagnostic.as_deref().and_then(address_in_reply) {
                parts.add(IdentityPart::Address, ip.to_string(), short(recipient.line), "Diagnostic-Code");
            }
        }
    }

    /// Returns who sent the message that was not delivered, without places.
    pub fn identity(&self) -> Identity {
        let parts = self.sender().unwrap_or_default();
        let told = Identity {
            mail_from: parts.value(IdentityPart::MailFrom).and_then(mailbox),
            address: parts.value(IdentityPart::Address).and_then(|ip| ip.parse().ok()),
            helo: None,
        };
        let about: String = self.about.iter().map(|(name, value, _)| format!("\n{name}: {value}")).collect();
        let returned = self.returned_header.as_ref().map_or("", |header| &header.text);
        told.or(Identity::of(&about)).or(Identity::of(&format!("\n{returned}")))
    }
}

/// A line's number as it is reported.
fn short(line: usize) -> u32 {
    u32::try_from(line).unwrap_or(u32::MAX)
}

impl ReportedRecipient {
    /// Returns whether the message did not reach it, or not yet.
    pub fn is_refused(&self) -> bool {
        match self.action.as_deref() {
            Some(action) => action.starts_with("failed") || action.starts_with("delayed"),
            None => self.enhanced().is_some(),
        }
    }

    /// The status of a failure, without the comment that may follow it.
    pub fn enhanced(&self) -> Option<String> {
        let word = self.status.as_deref()?.split_whitespace().next()?;
        ServerReply::of_codes(word)?.enhanced
    }

    /// Returns its address, if it is a valid one.
    pub fn address(&self) -> Option<String> {
        let path = ReversePath::parse(self.recipient.as_deref()?.trim()).ok()?;
        let is_address = matches!(path, ReversePath::Mailbox(_)) && path.fault().is_none();
        is_address.then(|| path.to_string())
    }

    /// The fields as a report has them, so that the surroundings of the reply are seen with it.
    pub fn as_text(&self) -> String {
        let fields = [("Final-Recipient: rfc822", &self.recipient), ("Remote-MTA: dns", &self.remote_mta)];
        let mut text: String = fields
            .into_iter()
            .filter_map(|(name, value)| Some(format!("{name}; {}\n", value.as_deref()?)))
            .collect();
        if let Some(diagnostic) = &self.diagnostic {
            text.push_str(&format!("Diagnostic-Code: {diagnostic}\n"));
        }
        text
    }
}

/// Where a message is that is looked through.
#[derive(Clone, Copy)]
struct Surroundings<'a> {
    /// The lines of the file; none where the message was encoded in it.
    lines: Option<&'a LineNumbers<'a>>,
    /// The line that means all of its lines then.
    line: usize,
    /// How many messages it is inside of.
    depth: usize,
    /// Whether it is the message that was not delivered.
    is_returned: bool,
}

/// Takes the parts of a message that say something about a delivery.
fn collect(message: &Message<'_>, around: Surroundings<'_>, report: &mut DeliveryReport) {
    let size: usize = report.texts.iter().map(|text| text.text.len()).sum();
    if around.depth > MAX_DEPTH || size > MAX_TEXT {
        return;
    }
    if around.is_returned {
        let start = message.root_part().offset_header as usize;
        let end = message.root_part().offset_body as usize;
        let header = message.raw_message.get(start..end).map(lossy).unwrap_or_default();
        let first = around.lines.map_or(around.line, |lines| lines.at(start));
        let place = TextPlace { first, is_as_written: around.lines.is_some() };
        report.returned_header.get_or_insert(ReportedText { text: header, place });
    }
    let is_report = message.parts.iter().any(|part| is_status(part));
    report.is_standard |= is_report && !around.is_returned;
    for part in &message.parts {
        let first = around.lines.map_or(around.line, |lines| lines.at(part.offset_body as usize));
        let is_as_written = around.lines.is_some() && part.encoding == Encoding::None;
        let place = TextPlace { first, is_as_written };
        match &part.body {
            // Of the message that came back only the header matters; its text is the sender's own.
            PartType::Message(inner) => {
                // A message that was not encoded is read in place.
                let is_in_place = inner.raw_message.as_ptr() == message.raw_message.as_ptr();
                let lines = around.lines.filter(|_| is_in_place);
                let inside =
                    Surroundings { lines, line: first, depth: around.depth + 1, is_returned: is_report };
                collect(inner, inside, report);
            }
            _ if around.is_returned => {}
            PartType::Text(text) if is_status(part) => fields(text, place, report),
            PartType::Text(text) => {
                if part.content_type().is_some_and(|of| of.subtype() == Some("rfc822-headers")) {
                    report.returned_header.get_or_insert_with(|| ReportedText { text: bounded(text), place });
                } else {
                    report.texts.push(ReportedText { text: bounded(text), place });
                }
            }
            PartType::Html(html) => {
                let text = mail_parser::decoders::html::html_to_text(&bounded(html));
                report.texts.push(ReportedText { text, place: TextPlace { is_as_written: false, ..place } });
            }
            PartType::Binary(octets) | PartType::InlineBinary(octets) if is_status(part) => {
                fields(&lossy(octets), place, report);
            }
            _ => {}
        }
    }
}

fn is_status(part: &mail_parser::MessagePart<'_>) -> bool {
    part.content_type().is_some_and(|of| {
        matches!(of.subtype(), Some("delivery-status" | "global-delivery-status")) && of.c_type == "message"
    })
}

/// Reads groups of fields (RFC 3464 section 2.1.1).
fn fields(text: &str, place: TextPlace, report: &mut DeliveryReport) {
    let mut current: Option<ReportedRecipient> = None;
    for (name, value, line) in unfolded(text) {
        let line = place.line(line);
        let is_done = |done: &mut ReportedRecipient| done.recipient.is_some() || done.diagnostic.is_some();
        let recipient = match name.as_str() {
            "final-recipient" => {
                // `Original-Recipient` may be before it; the next recipient begins anew.
                report.recipients.extend(current.take_if(is_done));
                if report.recipients.len() > 1_000 {
                    break;
                }
                current.get_or_insert_with(|| ReportedRecipient { line, ..Default::default() })
            }
            "action" | "status" | "remote-mta" | "diagnostic-code" => {
                current.get_or_insert_with(|| ReportedRecipient { line, ..Default::default() })
            }
            "reporting-mta" | "x-postfix-sender" | "received-from-mta" | "arrival-date"
                if report.about.len() < 32 =>
            {
                report.about.push((name, value, line));
                continue;
            }
            _ => continue,
        };
        let of_type = || value.split_once(';').map_or(value.as_str(), |(_, rest)| rest).trim().to_owned();
        match name.as_str() {
            "final-recipient" => recipient.recipient = Some(of_type()),
            "action" => {
                recipient.action.get_or_insert_with(|| value.trim().to_ascii_lowercase());
            }
            "status" => {
                recipient.status.get_or_insert_with(|| value.trim().to_owned());
            }
            "remote-mta" => {
                recipient.remote_mta.get_or_insert_with(of_type);
            }
            _ if recipient.diagnostic.is_none() => {
                recipient.line = line;
                recipient.diagnostic = Some(value);
            }
            _ => {}
        }
    }
    report.recipients.extend(current);
}

/// Fields of a header, each with its continuation lines and the number of its first one; names in lower
/// case. Lines that are no field are left out.
fn unfolded(text: &str) -> Vec<(String, String, usize)> {
    let mut fields: Vec<(String, String, usize)> = Vec::new();
    let mut is_open = false;
    for (line, number) in text.lines().zip(1..) {
        if line.starts_with([' ', '\t']) && is_open {
            if let Some((_, value, _)) = fields.last_mut().filter(|(_, value, _)| value.len() < 8_192) {
                value.push('\n');
                value.push_str(line);
            }
            continue;
        }
        let field = line.split_once(':').filter(|(name, _)| {
            !name.is_empty()
                && name.len() < 64
                && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        });
        is_open = field.is_some();
        if let Some((name, value)) = field {
            fields.push((name.to_ascii_lowercase(), bounded(value), number));
        }
    }
    fields
}

fn bounded(text: &str) -> String {
    text.chars().take(MAX_TEXT / 4).collect()
}

fn lossy(octets: impl AsRef<[u8]>) -> String {
    let octets = octets.as_ref();
    String::from_utf8_lossy(&octets[..octets.len().min(MAX_TEXT)]).into_owned()
}

/// What runs of base64 in a text mean: a part whose header was lost.
fn base64_runs(text: &str) -> Vec<ReportedText> {
    let is_base64 = |line: &str| {
        line.len() >= 40 && line.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'='))
    };
    let mut runs: Vec<(String, usize)> = Vec::new();
    let mut is_open = false;
    for (line, number) in text.lines().map(str::trim).zip(1..) {
        let goes_on = is_base64(line)
            || (is_open
                && !line.is_empty()
                && line.len() < 40
                && line.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=')));
        match (goes_on, is_open) {
            (true, true) => runs.last_mut().into_iter().for_each(|(run, _)| run.push_str(line)),
            (true, false) => runs.push((line.to_owned(), number)),
            (false, _) => {}
        }
        is_open = goes_on;
    }
    let decode = |(run, first): &(String, usize)| {
        let mut octets = mail_parser::decoders::base64::base64_decode(run.as_bytes());
        for cut in 1..4 {
            // Cut off in the middle of four letters.
            if octets.is_none() && run.len() > cut {
                octets = mail_parser::decoders::base64::base64_decode(&run.as_bytes()[..run.len() - cut]);
            }
        }
        let text = octets.map(lossy).filter(|text| text.contains(' '))?;
        Some(ReportedText { text, place: TextPlace { first: *first, is_as_written: false } })
    };
    runs.iter().take(64).filter_map(decode).collect()
}
