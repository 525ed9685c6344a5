//! Host names in what is around a reply, and which of them gave it.

use crate::dns::Name;

/// How many host names of one piece of text are looked at.
const MAX_HOSTS: usize = 64;

/// A host name in a text.
#[derive(Clone, Debug)]
pub(super) struct HostAt {
    /// Where it is, in bytes.
    pub at: usize,
    /// The name.
    pub name: Name,
    /// What the reporter says that it did.
    pub part: Part,
}

/// What a host has to do with a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// It gave the reply.
    Said,
    /// It shows what another one answered.
    Reports,
    /// It is only mentioned.
    Mentioned,
}

/// What is before the name of the host that gave a reply, in lower case.
const SAYS_BEFORE: [&str; 21] = [
    "host",
    "host:",
    "hosts",
    "relay=",
    " h=",
    "talking to",
    "remote-mta: dns;",
    "remote-mta:dns;",
    "remote-mta: dns; ",
    "mailserver",
    "mail server",
    "server",
    "server at",
    "connected to",
    "connecting to",
    "mx=",
    "host=",
    "smtp://",
    "communicating with",
    " by",
    "delivering to",
];

/// What is before the name of the host that writes the report.
const REPORTS_BEFORE: [&str; 7] = [
    "reporting-mta: dns;",
    "received-from-mta: dns;",
    "generating server:",
    "system at host",
    "at host",
    "received: from",
    "helo=",
];

/// What follows the name (and address) of the host that gave a reply.
const SAYS_AFTER: [&str; 10] = [
    "said",
    "refused",
    "rejected",
    "gave",
    "returned",
    "does not like",
    "does_not_like",
    "responded",
    "reported",
    "hat",
];

/// The host names of a text, in its order; those in mail addresses and URLs are none.
pub(super) fn hosts(text: &str) -> Vec<HostAt> {
    let octets = text.as_bytes();
    let is_host_octet = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_');
    let mut found = Vec::new();
    let mut at = 0;
    while at < octets.len() && found.len() < MAX_HOSTS {
        if !octets[at].is_ascii_alphanumeric() {
            at += 1;
            continue;
        }
        let length = octets[at..].iter().take_while(|b| is_host_octet(**b)).count();
        let token = text[at..at + length].trim_end_matches(['.', '-', '_']);
        let before = &text[..at];
        let is_mail = before.ends_with('@') || octets.get(at + length) == Some(&b'@');
        let is_url = before.ends_with("//") && !before.ends_with("smtp://");
        if looks_like_host(token)
            && !is_mail
            && !is_url
            && let Ok(name) = token.parse::<Name>()
        {
            let part = part(before, &text[at + token.len()..]);
            found.push(HostAt { at, name, part });
        }
        at += length;
    }
    found
}

fn looks_like_host(token: &str) -> bool {
    let Some((rest, last)) = token.rsplit_once('.') else { return false };
    !rest.is_empty()
        && token.len() <= 253
        && (2..=24).contains(&last.len())
        && last.bytes().all(|b| b.is_ascii_alphabetic())
}

fn part(before: &str, after: &str) -> Part {
    let start = before.char_indices().rev().take(40).last().map_or(before.len(), |(at, _)| at);
    let before = before[start..].to_ascii_lowercase();
    let before = before.trim_end_matches(['[', '(', '<', '\'', '"', ' ', '\t', '\n', '\r', '*', '`']);
    if REPORTS_BEFORE.iter().any(|words| before.ends_with(words)) {
        return Part::Reports;
    }
    let says = |words: &&str| {
        let (words, is_word) = match words.strip_prefix(' ') {
            Some(words) => (words, true),
            None => (*words, words.as_bytes()[0].is_ascii_alphabetic() && !words.ends_with('=')),
        };
        before
            .strip_suffix(words)
            .is_some_and(|rest| !is_word || !rest.ends_with(|c: char| c.is_ascii_alphanumeric()))
    };
    // "Received: … by HOST with ESMTP" is the way that a message took.
    let is_received = after.get(..48).unwrap_or(after).contains("with ");
    if SAYS_BEFORE.iter().any(says) && !is_received {
        return Part::Said;
    }
    let mut after = after.trim_start_matches('.').trim_start();
    if after.starts_with(['[', '(']) {
        after = after.split_once([']', ')']).map_or("", |(_, rest)| rest);
        after = after.trim_start_matches(|c: char| c == ':' || c.is_ascii_digit());
    }
    let after = after.trim_start();
    if SAYS_AFTER.iter().any(|words| after.starts_with(words)) { Part::Said } else { Part::Mentioned }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, Part)> {
        hosts(text).into_iter().map(|host| (host.name.to_string(), host.part)).collect()
    }

    #[test]
    fn the_host_that_said_it() {
        let said = |text: &str, name: &str| {
            assert!(read(text).contains(&(name.to_owned(), Part::Said)), "{text}: {:?}", read(text));
        };
        said("(host mx00.emig.gmx.net[192.0.2.1] said: 550", "mx00.emig.gmx.net");
        said("relay=mx01.kundenserver.de[192.0.2.1]:25, delay=1", "mx01.kundenserver.de");
        said("  host mx00.1and1.com [192.0.2.1]\n    SMTP error", "mx00.1and1.com");
        said("Remote-MTA: dns; mx-ha02.web.de", "mx-ha02.web.de");
        said("... while talking to mx00.gmx.net.:", "mx00.gmx.net");
        said("host: gmail-smtp-in.l.google.com (192.0.2.1) reason: 550", "gmail-smtp-in.l.google.com");
        said("mx00.gmx.net rejected your message", "mx00.gmx.net");
        said("domain gmx.de by mx00.emig.gmx.net. [192.0.2.1].", "mx00.emig.gmx.net");
        assert_eq!(
            read("This is the mail system at host mail.a.test."),
            [("mail.a.test".to_owned(), Part::Reports)]
        );
        assert_eq!(read("Reporting-MTA: dns; mout.kundenserver.de")[0].1, Part::Reports);
        assert_eq!(read("<a@web.de> http://postmaster.web.de/x 192.0.2.1"), []);
    }
}
