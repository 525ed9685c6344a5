//! Exim: `1tEabc-0001aB-2C => user@example.net R=dnslookup T=remote_smtp H=mx.example.net [192.0.2.1] …`.

use memchr::{memchr, memmem};

use super::fields::{address, between, seconds, trim, word};
use crate::evidence::log::event::{Delivery, Event, Relay, Status, Way};

/// Lines about no message that no other program writes.
const ITS_OWN: [&[u8]; 7] = [
    b"Start queue run: pid=",
    b"End queue run: pid=",
    b"exim ",
    b"H=",
    b"no host name found for IP address ",
    b"SMTP connection from ",
    b"TLS error on connection ",
];

/// Reads a line without its date. None where nothing shows that it is Exim's.
pub(super) fn parse(text: &[u8]) -> Option<Event<'_>> {
    // With the selector +pid, the process is first.
    let (process, text) = match text.strip_prefix(b"[") {
        Some(inside) => {
            let end = memchr(b']', inside)?;
            (&inside[..end], inside[end + 1..].strip_prefix(b" ")?)
        }
        None => (&b""[..], text),
    };
    let (id, rest) = word(text);
    if !is_message_id(id) {
        let is_its_own = ITS_OWN.iter().any(|words| text.starts_with(words));
        return is_its_own.then(|| rejected(b"", text).unwrap_or(Event::Other));
    }
    let (mark, after) = word(rest);
    let event = match mark {
        b"<=" => accepted(id, after),
        b"=>" | b"->" | b">>" => delivery(id, process, after, Status::Sent)?,
        b"**" => delivery(id, process, after, Status::Failed)?,
        b"==" => delivery(id, process, after, Status::Deferred)?,
        b"Completed" => Event::Done { id },
        _ => match memmem::find(rest, b"SMTP error from remote") {
            Some(_) => Event::Refusal { id, relay: relay(rest).0, text: rest },
            None => rejected(id, rest).unwrap_or(Event::Other),
        },
    };
    Some(event)
}

fn accepted<'a>(id: &'a [u8], text: &'a [u8]) -> Event<'a> {
    let (sender, rest) = word(text);
    let sender = Some(if sender == b"<>" { b"" } else { address(sender) });
    let protocol = memmem::find(rest, b" P=").map_or(&b""[..], |at| word(&rest[at + 3..]).0);
    let is_authenticated = memmem::find(rest, b" A=").is_some()
        || matches!(protocol, b"esmtpa" | b"esmtpsa" | b"asmtp" | b"asmtps");
    let (client, helo) = memmem::find(rest, b"H=").map_or((&b""[..], &b""[..]), |at| client(&rest[at + 2..]));
    Event::Accepted { id, sender, client, helo, is_authenticated }
}

/// `host (helo) [address]`, `(helo) [address]`, or `host [address]` where both are the same: address and HELO name.
fn client(text: &[u8]) -> (&[u8], &[u8]) {
    let host = &text[..memchr(b']', text).unwrap_or(text.len())];
    let Some(open) = memchr(b'[', host) else { return (b"", b"") };
    let names = host[..open].trim_ascii();
    let helo = match memchr(b'(', names) {
        Some(open) => names[open + 1..].strip_suffix(b")").unwrap_or(&names[open + 1..]),
        None => names,
    };
    (&host[open + 1..], helo)
}

/// `H=… F=<…> rejected RCPT <…>: …`: of a client that this server rejected.
fn rejected<'a>(id: &'a [u8], text: &'a [u8]) -> Option<Event<'a>> {
    let host = text.strip_prefix(b"H=")?;
    memmem::find(host, b" rejected ")?;
    let (client, helo) = client(host);
    Some(Event::Rejected { id, client, helo })
}

fn delivery<'a>(id: &'a [u8], process: &'a [u8], text: &'a [u8], status: Status) -> Option<Event<'a>> {
    // "user <user@example.net>" where the address was redirected or is local.
    let (first, mut rest) = word(text);
    let mut recipient = first;
    if rest.starts_with(b"<") {
        let end = memchr(b'>', rest)?;
        if memchr(b'@', recipient).is_none() {
            recipient = &rest[1..end];
        }
        rest = rest[end + 1..].trim_ascii_start();
    }
    let recipient = address(recipient.strip_suffix(b":").unwrap_or(recipient));
    let mut sender = None;
    if let Some((from, _)) = between(rest, b"F=<", b">") {
        sender = Some(from);
    }
    let local = between(rest, b" I=[", b"]").map_or(&b""[..], |(local, _)| local);
    let took = between(rest, b" DT=", b"s").map_or(0, |(time, _)| seconds(time));
    // What was said begins after the fields; a success has it in C="…".
    let answer = match status {
        Status::Sent => between(rest, b" C=\"", b"\"").map_or(&b""[..], |(text, _)| text),
        _ => rest,
    };
    let (relay, after) = relay(rest);
    let way = match after {
        _ if relay.address.is_empty() => Way::Inside,
        // "[192.0.2.1]*": the connection was open already.
        [b']', b'*', ..] => Way::SameSession,
        _ => Way::Session,
    };
    Some(Event::Delivery(Delivery {
        id,
        recipients: recipient,
        sender,
        relay,
        local,
        way,
        status,
        dsn: b"",
        took,
        process,
        text: answer,
    }))
}

/// `H=host [address]`, or `host host [address]:` as older versions write, and what follows the address.
fn relay(text: &[u8]) -> (Relay<'_>, &[u8]) {
    let nobody = (Relay::default(), &b""[..]);
    let found = memmem::find(text, b"H=").filter(|&at| at == 0 || text[at - 1] == b' ').map(|at| at + 2);
    let found = found.or_else(|| memmem::find(text, b": host ").map(|at| at + 7));
    let Some(start) = found else { return nobody };
    let rest = &text[start..];
    let Some(open) = memchr(b'[', rest) else { return nobody };
    let close = memchr(b']', &rest[open..]).map_or(rest.len(), |at| open + at);
    let (host, _) = word(&rest[..open]);
    (Relay { host: trim(host), address: &rest[open + 1..close] }, &rest[close..])
}

/// `1tEabc-0001aB-2C`, or the longer form of version 4.97.
fn is_message_id(id: &[u8]) -> bool {
    let hyphens = match id.len() {
        16 => [6, 13],
        23 => [6, 18],
        _ => return false,
    };
    id.iter()
        .enumerate()
        .all(|(at, b)| if hyphens.contains(&at) { *b == b'-' } else { b.is_ascii_alphanumeric() })
}
