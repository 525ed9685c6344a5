//! The sender in lines of a mail log: Postfix, Exim, sendmail.

use std::collections::{BTreeSet, HashSet};
use std::net::IpAddr;

use super::{IdentityPart, Likeness, LikenessKind, address_in_reply, path, several};

/// Octets of a line that are looked at.
const KEPT: usize = 16 * 1024;

/// What one line says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Line {
    queue_id: Option<String>,
    mail_from: Option<(String, &'static str)>,
    /// The sending address, as the other side names it or as the one that was sent from.
    address: Option<(IpAddr, &'static str)>,
    /// Who handed the message in here: its address and its HELO name.
    client: Option<(IpAddr, &'static str)>,
    helo: Option<(String, &'static str)>,
    is_refusal: bool,
    /// Whether the client logged in: a mail program, not a server.
    is_submission: bool,
    /// Whether the message leaves for another server here.
    is_on_its_way_out: bool,
}

impl Line {
    fn is_empty(&self) -> bool {
        self.mail_from.is_none() && self.address.is_none() && self.client.is_none() && self.helo.is_none()
    }
}

/// What is kept of a line that tells of a refusal.
struct Refusal {
    number: u32,
    queue_id: Option<String>,
    is_empty: bool,
    has_sender: bool,
}

/// Reads a log: the newest refusal of which a sender is known, else the newest line, with what other
/// lines say of the same message.
pub(super) fn read(file: &str, text: &[u8]) -> Likeness {
    let mut likeness = Likeness::new(file, LikenessKind::Log);
    let mut senders = BTreeSet::new();
    // Messages of which the envelope sender is known, and those that were refused.
    let mut named: HashSet<String> = HashSet::new();
    let mut refusals: Vec<Refusal> = Vec::new();
    let mut newest = None;
    for (number, line) in lines(text) {
        let line = Line::read(&line);
        if let Some((path, _)) = &line.mail_from {
            if senders.len() < 1000 {
                senders.insert(path.clone());
            }
            named.extend(line.queue_id.clone());
        }
        let is_empty = line.is_empty();
        match line.is_refusal {
            true if !is_empty || line.queue_id.is_some() => {
                let has_sender = line.mail_from.is_some();
                refusals.push(Refusal { number, queue_id: line.queue_id, is_empty, has_sender });
            }
            false if !is_empty => newest = Some((number, line.queue_id)),
            _ => {}
        }
    }
    let has_sender = |refusal: &&Refusal| {
        refusal.has_sender || refusal.queue_id.as_ref().is_some_and(|id| named.contains(id))
    };
    // An address alone is better than nothing, where no refusal names the sender.
    let best = refusals.iter().rfind(has_sender).or(refusals.iter().rfind(|refusal| !refusal.is_empty));
    let best = best.map(|refusal| (refusal.number, refusal.queue_id.clone())).or(newest);
    let Some((number, queue_id)) = best else { return likeness };
    let is_its = |line: &Line| queue_id.is_some() && line.queue_id == queue_id;
    let mut others: Vec<(u32, Line)> = lines(text)
        .map(|(at, line)| (at, Line::read(&line)))
        .filter(|(at, line)| *at == number || is_its(line))
        .collect();
    let Some(place) = others.iter().position(|(at, _)| *at == number) else { return likeness };
    let (_, chosen) = others.remove(place);
    let is_submission = chosen.is_submission || others.iter().any(|(_, line)| line.is_submission);
    // Whoever handed it in is not the server that the receiver refuses.
    let is_client_known = !(is_submission || (chosen.is_refusal && chosen.is_on_its_way_out));
    add(&mut likeness, number, &chosen, is_client_known);
    others.iter().for_each(|(number, line)| add(&mut likeness, *number, line, is_client_known));
    let has_client = chosen.client.is_some() || others.iter().any(|(_, line)| line.client.is_some());
    if has_client && !is_client_known && likeness.value(IdentityPart::Address).is_none() {
        likeness.notes.push(
            "The log tells only where the message was handed in, not which address sent it on: --ip and --helo are \
             not known."
                .to_owned(),
        );
    }
    if let Some(newest) = refusals.last().filter(|newest| newest.number != number) {
        likeness.notes.push(format!(
            "The newest refusal, in line {}, does not tell who sent the message; another one is taken.",
            newest.number
        ));
    }
    likeness.notes.extend(several(&senders, "the newest that was refused, else the newest,"));
    likeness
}

fn lines(text: &[u8]) -> impl Iterator<Item = (u32, String)> {
    text.split(|octet| *octet == b'\n')
        .zip(1..)
        .map(|(line, number)| (number, String::from_utf8_lossy(&line[..line.len().min(KEPT)]).into_owned()))
}

fn add(likeness: &mut Likeness, number: u32, line: &Line, is_client_known: bool) {
    if let Some((path, place)) = &line.mail_from {
        likeness.add(IdentityPart::MailFrom, path, number, place);
    }
    for (ip, place) in line.address.into_iter().chain(line.client.filter(|_| is_client_known)) {
        likeness.add(IdentityPart::Address, ip.to_string(), number, place);
    }
    if let Some((helo, place)) = line.helo.as_ref().filter(|_| is_client_known) {
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
            line.is_on_its_way_out = !is_local_delivery(text, is_exim_delivery);
            return line;
        }
        line.is_submission = is_submission(text);
        for (key, place) in [(" from ", "from"), ("client=", "client="), ("relay=", "relay=")] {
            let client = after(text, key).and_then(|rest| rest.split([',', ';']).next());
            let ip = client.and_then(|client| after(client, "[")).and_then(|rest| address(rest, ']'));
            line.client = line.client.or(ip.map(|ip| (ip, place)));
        }
        if let Some(host) = after(text, " H=") {
            // H=name (helo) [address], and H=(helo) [address] where the name is not known.
            let ip = after(host, "[").and_then(|rest| address(rest, ']'));
            line.client = ip.map(|ip| (ip, "H=")).or(line.client);
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

/// Whether the client of a line logged in (RFC 4954), or came to a service that asks for it (RFC 6409).
fn is_submission(text: &str) -> bool {
    let of_exim = |word: &str| {
        // P=esmtpsa and the like: RFC 3848; asmtp is what older versions write.
        word.starts_with("A=") || matches!(word, "P=esmtpsa" | "P=esmtpa" | "P=asmtp" | "P=asmtps")
    };
    let of_postfix =
        ["sasl_method=", "sasl_username=", "submission/smtpd[", "submissions/smtpd[", "smtps/smtpd["];
    of_postfix.iter().any(|part| text.contains(part))
        || text.contains("AUTH=server")
        || text.split_ascii_whitespace().any(of_exim)
}

/// Whether a message ends on this machine, in a mailbox, a program or a filter.
fn is_local_delivery(text: &str, is_exim: bool) -> bool {
    if is_exim {
        return !text.contains(" H=");
    }
    let local = [
        "postfix/lmtp[",
        "postfix/local[",
        "postfix/virtual[",
        "postfix/pipe[",
        "mailer=local",
        "mailer=prog",
        "relay=local,",
    ];
    let relay = after(text, "relay=").and_then(|rest| after(rest.split(',').next()?, "["));
    let is_loopback = relay.and_then(|rest| address(rest, ']')).is_some_and(|ip| ip.is_loopback());
    is_loopback || local.iter().any(|part| text.contains(part))
}

fn is_helo(text: &str) -> bool {
    !text.is_empty() && text.len() <= 255 && crate::sender::Helo::parse(text).is_ok()
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
    fn who_handed_a_message_in_is_not_the_server_that_sent_it_on() {
        let refused = "Nov 22 10:00:00 m postfix/smtp[1]: 4ABC12: to=<x@b.example>, relay=mx.b.example[198.51.100.1]:25, status=bounced (x)";
        let queued = "Nov 22 10:00:00 m postfix/qmgr[1]: 4ABC12: from=<a@a.example>, size=1, nrcpt=1";
        let exim = "2026-11-22 10:00:00 1abcde-000001-AB <= a@a.example H=(pc) [192.0.2.99]";
        let sent_on =
            "2026-11-22 10:00:01 1abcde-000001-AB ** x@b.example R=dns T=smtp H=mx.b.example [198.51.100.1]";
        for (text, address) in [
            (format!("Nov 22 10:00:00 m postfix/submission/smtpd[1]: 4ABC12: client=pc[192.0.2.99], sasl_username=a\n{queued}\n{refused}\n"), None),
            (format!("Nov 22 10:00:00 m postfix/smtpd[1]: 4ABC12: client=pc[192.0.2.99]\n{queued}\n{refused}\n"), None),
            (format!("Nov 22 10:00:00 m postfix/smtpd[1]: 4ABC12: client=pc[192.0.2.99]\n{queued}\n{refused}: IP=192.0.2.10\n"), Some("192.0.2.10")),
            (format!("Nov 22 10:00:00 m postfix/smtpd[1]: 4ABC12: client=pc[192.0.2.99], sasl_method=PLAIN\n{queued}\n"), None),
            (format!("{exim} P=esmtpsa A=plain:a\n{sent_on}: 550 no\n"), None),
            (format!("{exim} P=esmtp\n{sent_on}: 550 no\n"), None),
            (format!("{exim} P=esmtp\n{sent_on} I=[192.0.2.10]:1: 550 no\n"), Some("192.0.2.10")),
            (format!("{exim} P=esmtpa\n"), None),
            (format!("{exim} A=login:a\n"), None),
            ("Nov 22 10:00:00 m sendmail[1]: 4AM9x0ab012345: AUTH=server, relay=pc [192.0.2.99], authid=a\n\
              Nov 22 10:00:00 m sendmail[1]: 4AM9x0ab012345: from=<a@a.example>, size=1, relay=pc [192.0.2.99]\n".to_owned(), None),
        ] {
            let likeness = read("log", text.as_bytes());
            assert_eq!(found(&text), [Some("a@a.example"), address, None].map(|part| part.map(str::to_owned)), "{text}");
            let is_told = likeness.notes.iter().any(|note| note.contains("--ip and --helo are not known"));
            assert_eq!(is_told, address.is_none(), "{text}");
        }
        // What a server hands in for a mailbox here is that server's.
        for text in [
            format!(
                "{exim} P=esmtp\n2026-11-22 10:00:01 1abcde-000001-AB ** x@b.example R=local T=lmtp: full\n"
            ),
            format!(
                "Nov 22 10:00:00 m postfix/smtpd[1]: 4ABC12: client=mail[192.0.2.99]\n{queued}\n{}\n",
                refused.replace("/smtp[", "/lmtp[")
            ),
        ] {
            assert_eq!(found(&text)[1].as_deref(), Some("192.0.2.99"), "{text}");
        }
    }

    #[test]
    fn a_refusal_without_a_sender_is_passed_over() {
        let refused = |id: &str| {
            format!(
                "Nov 22 10:00:00 m postfix/smtp[1]: {id}: to=<x@b.example>, relay=mx.b.example[198.51.100.1]:25, status=deferred (x)\n"
            )
        };
        let from =
            |id: &str| format!("Nov 22 10:00:00 m postfix/qmgr[1]: {id}: from=<{id}@a.example>, size=1\n");
        for (text, sender) in [
            ([from("AAAAA1"), refused("AAAAA1"), refused("BBBBB1")].concat(), Some("AAAAA1@a.example")),
            (
                [refused("BBBBB1"), refused("AAAAA1"), from("AAAAA1"), from("CCCCC1")].concat(),
                Some("AAAAA1@a.example"),
            ),
            ([from("CCCCC1"), refused("BBBBB1")].concat(), Some("CCCCC1@a.example")),
            (refused("BBBBB1"), None),
        ] {
            assert_eq!(found(&text)[0].as_deref(), sender, "{text}");
        }
        let likeness =
            read("log", [from("AAAAA1"), refused("AAAAA1"), refused("BBBBB1")].concat().as_bytes());
        assert!(likeness.notes.iter().any(|note| note.starts_with("The newest refusal, in line 3,")));
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
