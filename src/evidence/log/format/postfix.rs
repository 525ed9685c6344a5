//! Postfix: `postfix/smtp[123]: 4ABC: to=<…>, relay=…, status=…`.

use memchr::{memchr, memmem};

use super::fields::{between, bracketed, seconds, word};
use crate::evidence::log::event::{Delivery, Event, Relay, Status, Way};

/// Reads what a part of Postfix says.
pub(super) fn parse<'a>(tag: &'a [u8], process: &'a [u8], text: &'a [u8]) -> Option<Event<'a>> {
    let (id, rest) = word(text);
    let id = id.strip_suffix(b":")?;
    if id == b"NOQUEUE" || id == b"warning" {
        // "reject_warning" has the same form.
        let is_of_client =
            memmem::find(rest, b"reject: ").is_some() || memmem::find(rest, b" helo=<").is_some();
        return is_of_client.then(|| rejected(b"", rest));
    }
    if !is_queue_id(id) {
        return None;
    }
    match rest {
        [b'f', b'r', b'o', b'm', b'=', b'<', rest @ ..] => {
            let end = memmem::find(rest, b">, ").or_else(|| memchr(b'>', rest))?;
            // "status=expired" repeats the sender of a message that is returned.
            Some(Event::Sender { id, sender: &rest[..end] })
        }
        [b't', b'o', b'=', b'<', rest @ ..] => delivery(id, tag, process, rest),
        b"removed" => Some(Event::Done { id }),
        [b'c', b'l', b'i', b'e', b'n', b't', b'=', rest @ ..] => {
            let end = memchr(b',', rest).unwrap_or(rest.len());
            let is_authenticated = is_submission(tag) || memmem::find(&rest[end..], b"sasl_").is_some();
            let client = bracketed(&rest[..end]).address;
            Some(Event::Accepted { id, sender: None, client, helo: b"", is_authenticated })
        }
        [b'h', b'o', b's', b't', b' ', rest @ ..] => {
            let (host, said) = word(rest);
            is_answer(said).then_some(Event::Refusal {
                id,
                relay: bracketed(host),
                text: &text[id.len() + 2..],
            })
        }
        _ if memmem::find(rest, b": reject: ").is_some() => Some(rejected(id, rest)),
        _ if rest.starts_with(b"reject: ") || rest.starts_with(b"milter-reject: ") => {
            Some(rejected(id, rest))
        }
        _ => None,
    }
}

/// `to=<` is read already.
fn delivery<'a>(id: &'a [u8], tag: &'a [u8], process: &'a [u8], text: &'a [u8]) -> Option<Event<'a>> {
    let end = memmem::find(text, b">, ")?;
    let recipient = &text[..end];
    let mut rest = &text[end + 3..];
    let mut relay = Relay::default();
    let mut took = 0;
    let mut dsn: &[u8] = b"";
    loop {
        if let Some(status) = rest.strip_prefix(b"status=") {
            let (word, text) = word(status);
            let status = match word {
                b"sent" | b"deliverable" => Status::Sent,
                b"deferred" => Status::Deferred,
                b"bounced" | b"undeliverable" | b"expired" => Status::Failed,
                _ => return None,
            };
            let text = text.strip_prefix(b"(").unwrap_or(text);
            let text = text.strip_suffix(b")").unwrap_or(text);
            let is_smtp = tag.ends_with(b"smtp");
            // "error" and "retry" mean a server that is not asked again.
            let is_outside = is_smtp || tag.ends_with(b"/error") || tag.ends_with(b"/retry");
            let way = match is_outside {
                true if is_smtp && !relay.host.is_empty() => Way::Session,
                true => Way::Unasked,
                false => Way::Inside,
            };
            if relay == Relay::default() && status != Status::Sent {
                relay = refused_by(text).unwrap_or_default();
            }
            let process = if is_smtp { process } else { b"" };
            return Some(Event::Delivery(Delivery {
                id,
                recipients: recipient,
                sender: None,
                relay,
                local: b"",
                way,
                status,
                dsn,
                took,
                process,
                text,
            }));
        }
        let comma = memchr(b',', rest)?;
        let field = &rest[..comma];
        match field.first() {
            Some(b'r') => relay = relay_of(field.strip_prefix(b"relay=").unwrap_or(b"none")),
            Some(b'd') => {
                if let Some(delays) = field.strip_prefix(b"delays=") {
                    // Before the queue, in the queue, connecting, transmitting.
                    let mut parts = delays.split(|&b| b == b'/').skip(2);
                    let connecting = hundredths(parts.next().unwrap_or(b""));
                    let transmitting = hundredths(parts.next().unwrap_or(b""));
                    took = connecting.saturating_add(transmitting) / 100;
                } else if let Some(code) = field.strip_prefix(b"dsn=") {
                    dsn = code;
                }
            }
            // orig_to=<…> may hold a comma in quotes.
            Some(b'o') if field.starts_with(b"orig_to=<") && !field.ends_with(b">") => {
                let end = memmem::find(rest, b">, ")?;
                rest = &rest[end + 3..];
                continue;
            }
            _ => {}
        }
        rest = rest[comma + 1..].strip_prefix(b" ")?;
    }
}

fn relay_of(text: &[u8]) -> Relay<'_> {
    if text == b"none" || text == b"local" || text == b"virtual" { Relay::default() } else { bracketed(text) }
}

/// The server of a refusal for which Postfix does not ask it again, but names no relay.
fn refused_by(text: &[u8]) -> Option<Relay<'_>> {
    let text = text.strip_prefix(b"delivery temporarily suspended: ").unwrap_or(text);
    let (host, said) = word(text.strip_prefix(b"host ")?);
    is_answer(said).then(|| bracketed(host))
}

fn is_answer(text: &[u8]) -> bool {
    text.starts_with(b"said: ") || text.starts_with(b"refused to talk to me: ")
}

/// `0.35` in hundredths of a second.
fn hundredths(text: &[u8]) -> u32 {
    let point = memchr(b'.', text).unwrap_or(text.len());
    let whole = seconds(&text[..point]).saturating_mul(100);
    let fraction = text[point..].iter().skip(1).chain(b"00").take(2);
    let fraction = fraction.fold(0, |sum, digit| sum * 10 + u32::from(digit.wrapping_sub(b'0').min(9)));
    whole.saturating_add(fraction)
}

/// `reject: RCPT from host[address]: …; … helo=<name>`: of a client that this server rejected.
fn rejected<'a>(id: &'a [u8], text: &'a [u8]) -> Event<'a> {
    let (client, rest) = between(text, b" from ", b": ").unwrap_or((b"", b""));
    let (helo, _) = between(rest, b" helo=<", b">").unwrap_or((b"", b""));
    Event::Rejected { id, client: bracketed(client).address, helo }
}

/// Whether a part of Postfix serves mail programs alone (RFC 6409, RFC 8314).
fn is_submission(tag: &[u8]) -> bool {
    let service = tag.strip_suffix(b"/smtpd").unwrap_or(b"");
    service.ends_with(b"submission") || service.ends_with(b"submissions") || service.ends_with(b"smtps")
}

/// Hexadecimal digits, or the long form's letters and digits without vowels.
fn is_queue_id(id: &[u8]) -> bool {
    (5..=24).contains(&id.len()) && id.iter().all(u8::is_ascii_alphanumeric)
}
