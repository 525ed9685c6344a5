//! The sender in lines of a mail log: Postfix, Exim, sendmail.

use std::collections::BTreeSet;
use std::net::IpAddr;

use super::{IdentityPart, Likeness, LikenessKind, address_in_reply, path, several};

/// Octets of a line that are looked at.
const KEPT: usize = 16 * 1024;

/// What one line says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Line {
    queue_id: Option<String>,
    mail_from: Option<(String, &'static str)>,
    address: Option<(IpAddr, &'static str)>,
    helo: Option<(String, &'static str)>,
    is_refusal: bool,
}

impl Line {
    fn is_empty(&self) -> bool {
        self.mail_from.is_none() && self.address.is_none() && self.helo.is_none()
    }
}

/// Reads a log: the newest refusal in it, else the newest line, with what other lines say of the
/// same message.
pub(super) fn read(file: &str, text: &[u8]) -> Likeness {
    let mut likeness = Likeness::new(file, LikenessKind::Log);
    let mut chosen: Option<(u32, Line)> = None;
    let mut senders = BTreeSet::new();
    for (number, line) in lines(text) {
        let read = Line::read(&line);
        if let Some((path, _)) = &read.mail_from
            && senders.len() < 1000
        {
            senders.insert(path.clone());
        }
        let is_better = chosen.as_ref().is_none_or(|(_, before)| read.is_refusal || !before.is_refusal);
        let is_of_message = read.queue_id.is_some() || !read.is_empty();
        if is_of_message && is_better && (read.is_refusal || !read.is_empty()) {
            chosen = Some((number, read));
        }
    }
    let Some((number, line)) = chosen else { return likeness };
    add(&mut likeness, number, &line);
    if line.queue_id.is_some() {
        for (number, text) in lines(text) {
            let other = Line::read(&text);
            if other.queue_id == line.queue_id {
                add(&mut likeness, number, &other);
            }
        }
    }
    likeness.notes.extend(several(&senders, "the newest that was refused, else the newest,"));
    likeness
}

fn lines(text: &[u8]) -> impl Iterator<Item = (u32, String)> {
    text.split(|octet| *octet == b'\n')
        .zip(1..)
        .map(|(line, number)| (number, String::from_utf8_lossy(&line[..line.len().min(KEPT)]).into_owned()))
}

fn add(likeness: &mut Likeness, number: u32, line: &Line) {
    if let Some((path, place)) = &line.mail_from {
        likeness.add(IdentityPart::MailFrom, path, number, place);
    }
    if let Some((ip, place)) = line.address {
        likeness.add(IdentityPart::Address, ip.to_string(), number, place);
    }
    if let Some((helo, place)) = &line.helo {
        likeness.add(IdentityPart::Helo, helo, number, place);
    }
}

impl Line {
    fn read(text: &str) -> Line {
        let mut line = Line { queue_id: queue_id(text), ..Line::default() };
        let is_exim_delivery =
            [" => ", " -> ", " ** ", " == ", " >> "].iter().any(|arrow| text.contains(arrow));
        let is_exim_arrival = text.contains(" <= ");
        let words = [
            "status=bounced",
            "status=deferred",
            "reject:",
            "rejected",
            " ** ",
            " == ",
            "stat=Deferred",
            "dsn=5",
            "said: 5",
            "said: 4",
        ];
        line.is_refusal = words.iter().any(|word| text.contains(word));

        let sender = bracketed(text, "from=<", "from=").or_else(|| bracketed(text, " F=<", "F="));
        let exim = text.split(" <= ").nth(1).and_then(|rest| rest.split(' ').next());
        let exim = exim.filter(|_| is_exim_arrival).map(|path| (path.to_owned(), "<="));
        line.mail_from = sender.or(exim).and_then(|(text, place)| {
            let text = if text.is_empty() { "<>".to_owned() } else { text };
            path(&text).map(|path| (path, place))
        });

        line.helo = bracketed(text, "helo=<", "helo=").filter(|(helo, _)| is_helo(helo));
        let outgoing = text.contains("postfix/smtp[")
            || text.contains("status=")
            || text.contains("stat=")
            || is_exim_delivery;
        line.address = address_in_reply(text).map(|ip| (ip, "the reply"));
        if outgoing {
            // H= and relay= are the other side here.
            let interface =
                after(text, " I=[").and_then(|rest| address(rest, ']')).filter(|_| is_exim_delivery);
            line.address = line.address.or(interface.map(|ip| (ip, "I=")));
            return line;
        }
        for (key, place) in [(" from ", "from"), ("client=", "client="), ("relay=", "relay=")] {
            let client = after(text, key).and_then(|rest| rest.split([',', ';']).next());
            let ip = client.and_then(|client| after(client, "[")).and_then(|rest| address(rest, ']'));
            line.address = line.address.or(ip.map(|ip| (ip, place)));
        }
        if let Some(host) = after(text, " H=") {
            // H=name (helo) [address], and H=(helo) [address] where the name is not known.
            let ip = after(host, "[").and_then(|rest| address(rest, ']'));
            line.address = ip.map(|ip| (ip, "H=")).or(line.address);
            let before = host.split('[').next().unwrap_or_default();
            let helo = match after(before, "(").and_then(|rest| rest.split(')').next()) {
                Some(helo) => helo,
                None => before.trim(),
            };
            if is_helo(helo) {
                line.helo = line.helo.or(Some((helo.to_owned(), "H=")));
            }
        }
        line
    }
}

fn is_helo(text: &str) -> bool {
    !text.is_empty() && text.len() <= 255 && super::super::Helo::parse(text).is_ok()
}

fn after<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    text.find(key).map(|at| &text[at + key.len()..])
}

/// What stands between a key with its bracket and the closing one, of an address's length at most.
fn bracketed(text: &str, key: &str, place: &'static str) -> Option<(String, &'static str)> {
    let inner = after(text, key)?.split('>').next()?;
    (inner.len() <= 320).then(|| (inner.to_owned(), place))
}

fn address(rest: &str, end: char) -> Option<IpAddr> {
    let inner = rest.split(end).next()?;
    let bare = inner.strip_prefix("IPv6:").unwrap_or(inner);
    bare.parse::<IpAddr>().ok().map(|ip| ip.to_canonical())
}

/// The message's id in the server's queue.
fn queue_id(text: &str) -> Option<String> {
    let is_exim = |word: &&str| {
        let parts: Vec<&str> = word.split('-').collect();
        let is_alphanumeric = word.bytes().all(|octet| octet.is_ascii_alphanumeric() || octet == b'-');
        matches!(parts.as_slice(), [a, b, c] if a.len() == 6 && b.len() >= 6 && c.len() >= 2)
            && is_alphanumeric
    };
    let exim = text.split_ascii_whitespace().take(6).find(is_exim);
    let after_process = text.split("]: ").nth(1).and_then(|rest| rest.split_once(": ")).map(|(id, _)| id);
    let is_id = |id: &&str| {
        (6..=20).contains(&id.len())
            && id.bytes().all(|octet| octet.is_ascii_alphanumeric())
            && id.bytes().any(|octet| octet.is_ascii_digit())
    };
    after_process.filter(is_id).or(exim).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Envelope sender, address and HELO name.
    fn found(text: &str) -> [Option<String>; 3] {
        let likeness = read("log", text.as_bytes());
        [IdentityPart::MailFrom, IdentityPart::Address, IdentityPart::Helo]
            .map(|part| likeness.value(part).map(str::to_owned))
    }

    #[test]
    fn lines_of_each_server_name_the_sender() {
        for (text, expected) in [
            (
                "Nov 22 10:00:00 mx postfix/smtpd[1]: NOQUEUE: reject: RCPT from unknown[192.0.2.10]: 450 4.7.1 x; from=<info@a.example> to=<x@b.example> proto=ESMTP helo=<mail.a.example>",
                [Some("info@a.example"), Some("192.0.2.10"), Some("mail.a.example")],
            ),
            (
                "Nov 22 10:00:00 mx postfix/smtpd[1]: NOQUEUE: reject: RCPT from h[2001:db8::7]: 554 x; from=<> to=<x@b.example> proto=ESMTP helo=<[192.0.2.1]>",
                [Some("<>"), Some("2001:db8::7"), Some("[192.0.2.1]")],
            ),
            (
                "Nov 22 10:00:00 mail postfix/smtp[1]: 3F1A2B: to=<x@b.example>, relay=mx00.kundenserver.de[198.51.100.1]:25, status=deferred (host mx00.kundenserver.de[198.51.100.1] refused to talk to me: 554-invalid DNS PTR resource record, IP=192.0.2.10)\nNov 22 09:00:00 mail postfix/qmgr[2]: 3F1A2B: from=<info@a.example>, size=1, nrcpt=1",
                [Some("info@a.example"), Some("192.0.2.10"), None],
            ),
            (
                "2026-11-22 10:00:00 H=(mail.a.example) [192.0.2.10] F=<info@a.example> rejected RCPT <x@b.example>: no",
                [Some("info@a.example"), Some("192.0.2.10"), Some("mail.a.example")],
            ),
            (
                "2026-11-22 10:00:00 1abcde-000001-AB <= info@a.example H=host.a.example (mail.a.example) [192.0.2.10]:1234 P=esmtps S=1",
                [Some("info@a.example"), Some("192.0.2.10"), Some("mail.a.example")],
            ),
            (
                "2026-11-22 10:00:00 1abcde-000001-AB ** x@b.example F=<info@a.example> R=dns T=smtp H=mx.b.example [198.51.100.1] I=[192.0.2.10]: SMTP error",
                [Some("info@a.example"), Some("192.0.2.10"), None],
            ),
            (
                "Nov 22 10:00:00 mx sendmail[1]: 4AM9x0ab012345: from=<info@a.example>, size=1, class=0, nrcpts=1, relay=mail.a.example [192.0.2.10]",
                [Some("info@a.example"), Some("192.0.2.10"), None],
            ),
            ("nothing of interest\nfrom=<a b> helo=< >\n", [None, None, None]),
        ] {
            assert_eq!(found(text), expected.map(|value| value.map(str::to_owned)), "{text}");
        }
    }

    #[test]
    fn the_newest_refusal_is_taken() {
        let line = |id: &str, status: &str| {
            format!(
                "Nov 22 10:00:00 m postfix/smtp[1]: {id}: to=<x@b.example>, relay=mx.b.example[198.51.100.1]:25, status={status} (x)\n"
            )
        };
        let from = |id: &str, path: &str| {
            format!("Nov 22 10:00:00 m postfix/qmgr[1]: {id}: from=<{path}>, size=1\n")
        };
        let text = [
            from("AAAAA1", "a@a.example"),
            from("BBBBB1", "b@b.example"),
            from("CCCCC1", "c@c.example"),
            line("AAAAA1", "bounced"),
            line("BBBBB1", "deferred"),
            line("CCCCC1", "sent"),
        ];
        let likeness = read("log", text.concat().as_bytes());
        assert_eq!(likeness.value(IdentityPart::MailFrom), Some("b@b.example"));
        assert!(likeness.notes[0].starts_with("3 senders"));
    }

    #[test]
    fn junk_is_read_without_harm() {
        let mut text = vec![0xff; 100_000];
        text.extend_from_slice(b"\n from=<");
        text.extend_from_slice(&[b'x'; 100_000]);
        text.extend_from_slice(b"\nH=([ F=< I=[ helo=<\n");
        assert_eq!(found(&String::from_utf8_lossy(&text)), [None, None, None]);
    }
}
