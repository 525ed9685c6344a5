//! OpenSMTPD: `5f1c… mta delivery evpid=… from=<…> to=<…> source="…" relay="…" result="Ok" stat="250 …"`.

use memchr::memmem;

use super::fields::{address, word};
use crate::evidence::log::event::{Delivery, Event, Relay, Status, Way};

/// Reads what OpenSMTPD says, in the words of version 5.7 or any later one.
pub(super) fn parse(text: &[u8]) -> Option<Event<'_>> {
    let (session, rest) = word(text);
    if session == b"relay:" {
        return relayed(rest);
    }
    let (who, rest) = word(rest);
    // Up to version 6.0, "event=" is before the word.
    let (what, rest) = word(rest.strip_prefix(b"event=").unwrap_or(rest));
    match (who, what) {
        (b"mta", b"delivery") => delivery(session, rest),
        (b"mta", b"connecting") => {
            let address = value(rest, b"address=")?;
            let address = memmem::find(address, b"://").map_or(address, |at| &address[at + 3..]);
            let relay = Relay { host: value(rest, b"host=")?, address: without_port(address) };
            Some(Event::Connect { session, relay })
        }
        (b"mta", b"disconnected" | b"closed" | b"error") => Some(Event::Disconnect { session }),
        (b"smtp", b"envelope") => {
            let id = message(value(rest, b"evpid=")?);
            Some(Event::Sender { id, sender: address(value(rest, b"from=")?) })
        }
        (b"smtp", b"failed-command") => {
            Some(Event::Rejected { id: b"", client: value(rest, b"address=").unwrap_or(b""), helo: b"" })
        }
        _ => None,
    }
}

fn delivery<'a>(session: &'a [u8], text: &'a [u8]) -> Option<Event<'a>> {
    let status = match value(text, b"result=")? {
        b"Ok" => Status::Sent,
        b"TempFail" | b"LoopDetected" => Status::Deferred,
        b"PermFail" => Status::Failed,
        _ => return Some(Event::Other),
    };
    delivered(session, text, status, message(value(text, b"evpid=")?))
}

/// `Ok for 3d4f…: session=…, from=<…>, …, relay=192.0.2.1 (mx), …, stat=250 …` of version 5.
fn relayed(text: &[u8]) -> Option<Event<'_>> {
    let (result, rest) = word(text);
    let status = match result {
        b"Ok" => Status::Sent,
        b"TempFail" => Status::Deferred,
        b"PermFail" => Status::Failed,
        _ => return None,
    };
    let (id, rest) = word(rest.strip_prefix(b"for ")?);
    delivered(value(rest, b"session=").unwrap_or(b""), rest, status, message(id.strip_suffix(b":")?))
}

fn delivered<'a>(session: &'a [u8], text: &'a [u8], status: Status, id: &'a [u8]) -> Option<Event<'a>> {
    let stat_at = memmem::find(text, b"stat=")?;
    let fields = &text[..stat_at];
    let stat = &text[stat_at + 5..];
    let stat = stat.strip_prefix(b"\"").map_or(stat, |stat| stat.strip_suffix(b"\"").unwrap_or(stat));
    let (place, name) = word(value(fields, b"relay=").unwrap_or(b""));
    let host = name.strip_prefix(b"(").map_or(&b""[..], |name| name.strip_suffix(b")").unwrap_or(name));
    Some(Event::Delivery(Delivery {
        id,
        recipients: address(value(fields, b" to=").unwrap_or(b"")),
        sender: value(fields, b"from=").map(address),
        relay: Relay { host, address: place },
        local: value(fields, b"source=").filter(|source| *source != b"-").unwrap_or(b""),
        way: Way::Session,
        status,
        dsn: b"",
        // Its delay counts from the message's arrival; sessions have lines of their own.
        took: 0,
        process: session,
        text: stat,
    }))
}

/// The value of a field: in quotes, in angle brackets, or up to the next field.
fn value<'a>(text: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let rest = &text[memmem::find(text, name)? + name.len()..];
    let end = match rest.first() {
        Some(b'"') => {
            let inside = &rest[1..];
            return Some(&inside[..memmem::find(inside, b"\"").unwrap_or(inside.len())]);
        }
        Some(b'<') => memmem::find(rest, b">").map(|at| at + 1),
        // "192.0.2.1 (mx.example.net)" has a space inside, and ends with a comma.
        _ if memmem::find(text, b", ").is_some() => memmem::find(rest, b", "),
        _ => memmem::find(rest, b" "),
    };
    Some(&rest[..end.unwrap_or(rest.len())])
}

/// The part of an envelope's id that is its message's: the first half.
fn message(evpid: &[u8]) -> &[u8] {
    &evpid[..evpid.len().min(8)]
}

fn without_port(address: &[u8]) -> &[u8] {
    let address = address.strip_prefix(b"[").unwrap_or(address);
    match memmem::rfind(address, b":") {
        Some(at) if !address[..at].contains(&b':') => &address[..at],
        Some(at) if address[..at].ends_with(b"]") => &address[..at - 1],
        _ => address,
    }
}
