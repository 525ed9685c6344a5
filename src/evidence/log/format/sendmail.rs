//! sendmail: `4AMJ1: to=<…>, delay=…, relay=mx.example.net. [192.0.2.1], dsn=2.0.0, stat=Sent (…)`.

use memchr::{memchr, memmem};

use super::fields::{address, bracketed, seconds, word};
use crate::evidence::log::event::{Delivery, Event, Relay, Status, Way};

/// Reads what sendmail says.
pub(super) fn parse<'a>(process: &'a [u8], text: &'a [u8]) -> Option<Event<'a>> {
    let (id, rest) = word(text);
    let id = id.strip_suffix(b":")?;
    if !(8..=24).contains(&id.len()) || !id.iter().all(u8::is_ascii_alphanumeric) {
        return None;
    }
    if let Some(from) = rest.strip_prefix(b"from=") {
        let end = memmem::find(from, b", ").unwrap_or(from.len());
        let sender = address(&from[..end]);
        let Some(relay) = field(rest, b", relay=") else { return Some(Event::Sender { id, sender }) };
        if field(rest, b", nrcpts=") == Some(b"0") {
            // Every recipient was rejected.
            return Some(Event::Rejected { id, client: bracketed(relay).address, helo: b"" });
        }
        let is_authenticated = memmem::find(rest, b", auth=").is_some();
        let client = bracketed(relay).address;
        return Some(Event::Accepted { id, sender: Some(sender), client, helo: b"", is_authenticated });
    }
    if rest.starts_with(b"AUTH=server") {
        return Some(Event::LoggedIn { id });
    }
    if rest.starts_with(b"ruleset=")
        && let Some(client) = field(rest, b", relay=")
        && memmem::find(rest, b", reject=").is_some()
    {
        return Some(Event::Rejected { id, client: bracketed(client).address, helo: b"" });
    }
    let to = rest.strip_prefix(b"to=")?;
    let end = memmem::find(to, b", ")?;
    let dsn = field(rest, b", dsn=").unwrap_or(b"");
    let stat = memmem::find(rest, b", stat=").map(|at| &rest[at + 7..])?;
    let status = match dsn.first() {
        Some(b'2') => Status::Sent,
        Some(b'4') => Status::Deferred,
        Some(b'5') => Status::Failed,
        _ if stat.starts_with(b"Sent") => Status::Sent,
        _ if stat.starts_with(b"Deferred") => Status::Deferred,
        _ => return Some(Event::Other),
    };
    // "reply=550 …" repeats what the server said, where the version writes it.
    let reply = memmem::find(rest, b", reply=").map(|at| &rest[at + 8..]);
    let reply = reply.map(|reply| &reply[..memmem::find(reply, b", stat=").unwrap_or(reply.len())]);
    let relay = field(rest, b", relay=").map_or(Relay::default(), bracketed);
    Some(Event::Delivery(Delivery {
        id,
        recipients: address(&to[..end]),
        sender: None,
        relay: Relay { host: super::fields::trim(relay.host), ..relay },
        local: b"",
        way: match field(rest, b", mailer=") {
            _ if !relay.address.is_empty() => Way::Session,
            Some(b"local" | b"prog" | b"*file*" | b"*include*") => Way::Inside,
            _ if relay.host == b"local" => Way::Inside,
            _ => Way::Unasked,
        },
        status,
        dsn,
        took: field(rest, b", xdelay=").map_or(0, seconds),
        process,
        text: reply.unwrap_or(stat),
    }))
}

fn field<'a>(text: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let start = memmem::find(text, name)? + name.len();
    let rest = &text[start..];
    Some(&rest[..memchr(b',', rest).unwrap_or(rest.len())])
}
