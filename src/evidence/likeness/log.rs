//! The sender that a mail log names.

use std::collections::{BTreeSet, HashSet};

use crate::evidence::clue::{Clue, Clues};
use crate::evidence::identity::{IdentityPart, Parts};

/// The most senders that are counted.
const MAX_SENDERS: usize = 1000;

/// What is kept of a line that reports a refusal.
struct Refusal<'a> {
    number: u32,
    id: &'a [u8],
    is_empty: bool,
    has_sender: bool,
}

/// Reads a log: the newest refusal of which a sender is known, else the newest line, with what other lines say
/// of the same message.
///
/// # Errors
///
/// Returns why no sender is in it, where the reason is known.
pub(super) fn sender(text: &[u8]) -> Result<Parts, &'static str> {
    let mut parts = Parts::default();
    let mut senders = BTreeSet::new();
    // Messages of which the envelope sender is known, and those that this server rejected.
    let mut named: HashSet<&[u8]> = HashSet::new();
    let mut rejected: HashSet<&[u8]> = HashSet::new();
    let mut has_rejected = false;
    let mut refusals: Vec<Refusal<'_>> = Vec::new();
    let mut others: Vec<(u32, &[u8])> = Vec::new();
    for (number, clue) in clues(text) {
        if clue.is_rejected {
            has_rejected = true;
            rejected.insert(clue.id);
            continue;
        }
        let is_empty = clue.is_empty();
        let has_sender = clue.mail_from.is_some();
        if let Some((path, _)) = clue.mail_from {
            if senders.len() < MAX_SENDERS {
                senders.insert(path);
            }
            named.insert(clue.id);
        }
        match clue.is_refusal {
            true => refusals.push(Refusal { number, id: clue.id, is_empty, has_sender }),
            false if !is_empty => others.push((number, clue.id)),
            false => {}
        }
    }
    rejected.remove(&b""[..]);
    let has_sender = |refusal: &&Refusal<'_>| refusal.has_sender || named.contains(refusal.id);
    // An address alone is better than nothing, where no refusal names the sender.
    let best = refusals.iter().rfind(has_sender).or(refusals.iter().rfind(|refusal| !refusal.is_empty));
    let newest = || others.iter().rfind(|(_, id)| !rejected.contains(id)).copied();
    let Some((number, id)) = best.map(|refusal| (refusal.number, refusal.id)).or_else(newest) else {
        return match has_rejected {
            true => Err("no sender found: the server that wrote this log rejected every client in it itself"),
            false => Ok(parts),
        };
    };
    let is_its = |clue: &Clue<'_>| !id.is_empty() && clue.id == id;
    let mut lines: Vec<_> = clues(text).filter(|(at, clue)| *at == number || is_its(clue)).collect();
    // The line that was chosen goes first.
    lines.sort_by_key(|(at, _)| *at != number);
    let any = |is: fn(&Clue<'_>) -> bool| lines.iter().any(|(_, clue)| is(clue));
    // The client is not the server that the receiver refuses.
    let is_client_known = !any(|clue| clue.is_submission || clue.leaves || clue.is_rejected);
    lines.iter().for_each(|(number, clue)| clue.add_to(&mut parts, *number, is_client_known));
    if any(|clue| clue.client.is_some()) && !is_client_known && parts.value(IdentityPart::Address).is_none() {
        parts.notes.push(
            "The log tells only where the message was handed in, not which address sent it on: --ip and --helo are \
             not known."
                .to_owned(),
        );
    }
    if let Some(newest) = refusals.last().filter(|newest| newest.number != number) {
        parts.notes.push(format!(
            "The newest refusal, in line {}, does not name the sender of the message; another one is used.",
            newest.number
        ));
    }
    if senders.len() > 1 {
        let count = senders.len();
        let which = "the newest that was refused, else the newest,";
        parts.notes.push(format!("{count} senders are named in it; {which} is taken."));
    }
    Ok(parts)
}

/// What the lines say, with their numbers.
fn clues(text: &[u8]) -> impl Iterator<Item = (u32, Clue<'_>)> {
    let mut clues = Clues::default();
    text.split(|octet| *octet == b'\n').zip(1..).map(move |(line, number)| (number, clues.read(line)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &[u8]) -> Parts {
        sender(text).unwrap_or_default()
    }

    /// Envelope sender, address and HELO name.
    fn found(text: &str) -> [Option<String>; 3] {
        let parts = read(text.as_bytes());
        [IdentityPart::MailFrom, IdentityPart::Address, IdentityPart::Helo]
            .map(|part| parts.value(part).map(str::to_owned))
    }

    #[test]
    fn lines_of_each_server_name_the_sender() {
        for (text, expected) in [
            (
                "Nov 22 10:00:00 mail postfix/smtp[1]: 3F1A2B: to=<x@b.example>, relay=mx00.kundenserver.de[198.51.100.1]:25, status=deferred (host mx00.kundenserver.de[198.51.100.1] refused to talk to me: 554-invalid DNS PTR resource record, IP=192.0.2.10)\nNov 22 09:00:00 mail postfix/qmgr[2]: 3F1A2B: from=<info@a.example>, size=1, nrcpt=1",
                [Some("info@a.example"), Some("192.0.2.10"), None],
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
            (
                "2026-11-22T10:00:00Z mx smtpd[1]: 5f mta delivery evpid=0a0b0c0d11111111 from=<info@a.example> to=<x@b.example> rcpt=<-> source=\"192.0.2.10\" relay=\"198.51.100.1 (mx.b.example)\" delay=1s result=\"PermFail\" stat=\"550 no\"",
                [Some("info@a.example"), Some("192.0.2.10"), None],
            ),
            // As `journalctl -o cat` prints it, without date and host.
            (
                "postfix/smtpd[1]: 4ABC12: client=mail.a.example[2001:db8::7]\npostfix/qmgr[2]: 4ABC12: from=<>, size=1, nrcpt=1 (queue active)",
                [Some("<>"), Some("2001:db8::7"), None],
            ),
            ("nothing of interest\nfrom=<a b> helo=< >\n", [None, None, None]),
        ] {
            assert_eq!(found(text), expected.map(|value| value.map(str::to_owned)), "{text}");
        }
    }

    #[test]
    fn a_client_that_this_server_rejected_is_no_sender() {
        for text in [
            "Nov 22 10:00:00 mx postfix/smtpd[1]: NOQUEUE: reject: RCPT from unknown[192.0.2.10]: 450 4.7.1 x; from=<info@a.example> to=<x@b.example> proto=ESMTP helo=<mail.a.example>",
            "Nov 22 10:00:00 mx postfix/postscreen[1]: NOQUEUE: reject: RCPT from [192.0.2.10]:4711: 550 5.7.1 x; from=<info@a.example>, to=<x@b.example>, proto=ESMTP, helo=<mail.a.example>",
            "Nov 22 10:00:00 mx postfix/smtpd[1]: 4ABC12: client=unknown[192.0.2.10]\n\
             Nov 22 10:00:01 mx postfix/cleanup[1]: 4ABC12: milter-reject: END-OF-MESSAGE from unknown[192.0.2.10]: 5.7.1 x; from=<info@a.example> to=<x@b.example> proto=ESMTP helo=<mail.a.example>",
            "2026-11-22 10:00:00 H=(mail.a.example) [192.0.2.10] F=<info@a.example> rejected RCPT <x@b.example>: no",
            "2026-11-22 10:00:00 1abcde-000001-AB H=(mail.a.example) [192.0.2.10] F=<info@a.example> rejected after DATA: no",
            "Nov 22 10:00:00 mx sm-mta[1]: 4AM9x0ab012345: ruleset=check_rcpt, arg1=<x@b.example>, relay=mail.a.example [192.0.2.10], reject=550 5.7.1 <x@b.example>... Relaying denied\n\
             Nov 22 10:00:01 mx sm-mta[1]: 4AM9x0ab012345: from=<info@a.example>, size=0, class=0, nrcpts=0, proto=ESMTP, daemon=MTA, relay=mail.a.example [192.0.2.10]",
            "2026-11-22T10:00:00Z mx smtpd[1]: 5f smtp failed-command address=192.0.2.10 host=mail.a.example command=\"RCPT TO:<x@b.example>\" result=\"550 Invalid recipient\"",
        ] {
            let problem = sender(text.as_bytes()).unwrap_err();
            assert!(problem.contains("rejected every client"), "{text}: {problem}");
            // What it sends itself counts.
            let own = "Nov 22 09:00:00 mx postfix/qmgr[2]: 3F1A2B: from=<own@c.example>, size=1, nrcpt=1";
            assert_eq!(
                found(&format!("{own}\n{text}\n")),
                [Some("own@c.example".to_owned()), None, None],
                "{text}"
            );
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
        let parts = read(text.concat().as_bytes());
        assert_eq!(parts.value(IdentityPart::MailFrom), Some("b@b.example"));
        assert!(parts.notes[0].starts_with("3 senders"));
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
            let parts = read(text.as_bytes());
            assert_eq!(found(&text), [Some("a@a.example"), address, None].map(|part| part.map(str::to_owned)), "{text}");
            let is_told = parts.notes.iter().any(|note| note.contains("--ip and --helo are not known"));
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
        let parts = read([from("AAAAA1"), refused("AAAAA1"), refused("BBBBB1")].concat().as_bytes());
        assert!(parts.notes.iter().any(|note| note.starts_with("The newest refusal, in line 3,")));
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
