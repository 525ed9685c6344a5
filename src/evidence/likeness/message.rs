//! The sender of a delivered message, or of the message that a delivery report is about.

use std::net::IpAddr;

use mail_parser::{MessageParser, MimeHeaders};

use super::{IdentityPart, Likeness, LikenessKind, address_in_reply};
use crate::evidence::message;
use crate::evidence::message::{Message, border};

/// Reads a message; none where the text is none.
pub(super) fn read(file: &str, text: &[u8]) -> Option<Likeness> {
    let read = message::read(text).ok()?;
    let report = read.parts.first().is_some_and(|part| part.content_type == "multipart/report");
    if report && let Some(likeness) = delivery_report(file, text, &read) {
        return Some(likeness);
    }
    if is_of_daemon(&read) {
        return Some(of_daemon(file, text, &read));
    }
    Some(of_message(file, &read))
}

/// Whether it is a bounce that is no delivery report as RFC 3464 has them: written to the sender by a
/// mail server, not by a person.
fn is_of_daemon(message: &Message) -> bool {
    let from = message.field("From").map(|field| field.mailboxes().addresses).unwrap_or_default();
    let is_daemon = |address: &String| {
        let local_part = address.rsplit_once('@').map_or(address.as_str(), |(local_part, _)| local_part);
        local_part.eq_ignore_ascii_case("mailer-daemon")
    };
    // Exim writes the field into its bounces alone.
    message.field("X-Failed-Recipients").is_some() || from.iter().any(is_daemon)
}

/// A bounce goes to the sender that was refused; the servers in its header are the daemon's.
fn of_daemon(file: &str, text: &[u8], message: &Message) -> Likeness {
    let mut likeness = Likeness::new(file, LikenessKind::DeliveryReport);
    if let Some(field) = message.field("To")
        && let Some(address) = field.mailboxes().addresses.first()
    {
        likeness.add_path(address, field.line, "To");
    }
    let parsed = MessageParser::default().parse(text);
    for part in parsed.iter().flat_map(|parsed| &parsed.parts).take(100) {
        if let Some(said) = part.text_contents()
            && let Some(ip) = address_in_reply(said)
        {
            likeness.add(IdentityPart::Address, ip.to_string(), line_of(text, part.offset_body), "the reply");
        }
    }
    if likeness.value(IdentityPart::Address).is_none() {
        likeness.notes.push(
            "The message is a mail server's: the sender that was refused is the one that it went to. From which \
             address is not told in it: --ip and --helo are not known."
                .to_owned(),
        );
    }
    likeness
}

/// The line of an offset, from 1.
fn line_of(text: &[u8], offset: u32) -> u32 {
    let before = &text[..(offset as usize).min(text.len())];
    u32::try_from(memchr::memchr_iter(b'\n', before).count()).unwrap_or(u32::MAX).saturating_add(1)
}

fn of_message(file: &str, message: &Message) -> Likeness {
    let mut likeness = Likeness::new(file, LikenessKind::Message);
    envelope(&mut likeness, message, 0);
    let hops = message.hops();
    match border(&hops) {
        Some(hop) => {
            let address = hop.address.map(|ip| ip.to_string());
            address.into_iter().for_each(|ip| likeness.add(IdentityPart::Address, ip, hop.line, "Received"));
            hop.helo.iter().for_each(|helo| likeness.add(IdentityPart::Helo, helo, hop.line, "Received"));
        }
        None => {
            received_spf(&mut likeness, message);
            let is_known = likeness.value(IdentityPart::Address).is_some();
            if !is_known && hops.iter().any(|hop| hop.is_submission) {
                likeness.notes.push(
                    "The message tells only where its author handed it in, not which server sent it on: --ip and \
                     --helo are not known."
                        .to_owned(),
                );
            }
        }
    }
    if message.is_first_of_several {
        likeness.notes.push("The file is a mailbox; its first message is taken.".to_owned());
    }
    likeness
}

/// The envelope sender and the author's domain; lines count from `offset`.
fn envelope(likeness: &mut Likeness, message: &Message, offset: u32) {
    if let Some(field) = message.field("Return-Path") {
        likeness.add_path(&field.text(), field.line + offset, "Return-Path");
    }
    for (name, place) in [("From", "From"), ("Sender", "Sender")] {
        let Some(field) = message.field(name) else { continue };
        let addresses = field.mailboxes().addresses;
        let is_author = |address: &String| super::domain_of(address).map(|domain| (address.clone(), domain));
        let Some((author, domain)) = addresses.iter().find_map(is_author) else { continue };
        likeness.add(IdentityPart::Domain, domain, field.line + offset, place);
        // Most senders use the author's address.
        likeness.add_path(&author, field.line + offset, place);
    }
}

/// Received-SPF names the client (RFC 7208 section 9.1).
fn received_spf(likeness: &mut Likeness, message: &Message) {
    let results = message.authentication();
    for result in results.iter().filter(|result| result.server.is_none()) {
        for property in result.results.iter().flat_map(|result| &result.properties) {
            match property.split_once('=') {
                Some(("client-ip", ip)) if ip.parse::<IpAddr>().is_ok() => {
                    likeness.add(IdentityPart::Address, ip, result.line, "Received-SPF");
                }
                Some(("helo", helo)) => likeness.add(IdentityPart::Helo, helo, result.line, "Received-SPF"),
                _ => {}
            }
        }
    }
}

/// A delivery report names the server that reports and the address that the receiver objects to,
/// and gives the message back.
fn delivery_report(file: &str, text: &[u8], outer: &Message) -> Option<Likeness> {
    let parsed = MessageParser::default().parse(text)?;
    let mut likeness = Likeness::new(file, LikenessKind::DeliveryReport);
    let mut status: Option<(String, u32)> = None;
    let mut returned: Option<(Message, u32)> = None;
    for part in parsed.parts.iter().take(100) {
        let kind = part.content_type().map(|value| {
            format!("{}/{}", value.ctype(), value.subtype().unwrap_or_default()).to_ascii_lowercase()
        });
        let line = line_of(text, part.offset_body);
        let body = text.get(part.offset_body as usize..part.offset_end as usize).unwrap_or_default();
        match kind.as_deref() {
            Some("message/delivery-status" | "message/global-delivery-status") if status.is_none() => {
                let decoded = part
                    .text_contents()
                    .map_or_else(|| String::from_utf8_lossy(body).into_owned(), str::to_owned);
                status = Some((decoded, line));
            }
            Some("message/rfc822" | "text/rfc822-headers" | "message/global") if returned.is_none() => {
                returned = message::read(body).ok().map(|message| (message, line - 1));
            }
            _ => {}
        }
    }
    let (status, line) = status?;
    if let Some((returned, offset)) = &returned {
        envelope(&mut likeness, returned, *offset);
    }
    let unfolded = status.replace("\r\n", "\n").replace("\n ", "  ").replace("\n\t", "  ");
    for field in unfolded.lines() {
        let Some((name, value)) = field.split_once(':') else { continue };
        let value = value.split_once(';').map_or(value, |(_, value)| value).trim();
        let line = status
            .lines()
            .position(|found| found.starts_with(name))
            .map_or(line, |place| line + place as u32);
        match name.to_ascii_lowercase().as_str() {
            "x-postfix-sender" => likeness.add_path(value, line, "X-Postfix-Sender"),
            "reporting-mta" => likeness.add(IdentityPart::Helo, value, line, "Reporting-MTA"),
            "diagnostic-code" => {
                if let Some(ip) = address_in_reply(value) {
                    likeness.add(IdentityPart::Address, ip.to_string(), line, "Diagnostic-Code");
                }
            }
            _ => {}
        }
    }
    // A delivery report goes to the envelope sender (RFC 3464 section 2).
    if let Some(field) = outer.field("To")
        && let Some(address) = field.mailboxes().addresses.first()
    {
        likeness.add_path(address, field.line, "To");
    }
    if likeness.found.iter().any(|found| found.place == "Reporting-MTA") {
        likeness.notes.push(
            "The HELO name is the name of the server that wrote the report: the sender's own, where it was refused by \
             another one."
                .to_owned(),
        );
    }
    Some(likeness)
}
