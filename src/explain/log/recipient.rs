//! Whether a refusal means that the recipient does not exist. Receivers complain of senders, HELO names and PTR
//! records in the same words, so what speaks of one of these never counts.

use crate::evidence::log::Refusal;
use crate::smtp_reply::Stage;

/// Words of a refusal for another reason than the recipient.
const OTHER_REASONS: [&str; 27] = [
    "spam",
    "policy",
    "policies",
    "block",
    "blocked",
    "blocking",
    "blocklist",
    "blocklisted",
    "blacklist",
    "blacklisted",
    "listed",
    "reputation",
    "quota",
    "overquota",
    "full",
    "spf",
    "rate",
    "ratelimit",
    "ratelimited",
    "relaying",
    "relay access",
    "relay denied",
    "relay not",
    "not relay",
    "no relay",
    "to relay",
    "greylisted",
];

/// Words of a refusal for what the sender is or says it is.
const OF_SENDER: [&str; 36] = [
    "sender",
    "senders",
    "originator",
    "originating",
    "verify failed",
    "not verify",
    "unable to verify",
    "verification",
    "callout",
    "callback",
    "helo",
    "ehlo",
    "ptr",
    "rdns",
    "reverse",
    "hostname",
    "host name",
    "client",
    "your domain",
    "your host",
    "your server",
    "your ip",
    "your address",
    "your e mail",
    "your email",
    "ip address",
    "mail from",
    "from address",
    "from domain",
    "from header",
    "return path",
    "return address",
    "envelope from",
    "dns record",
    "dns entry",
    "dns entries",
];

/// Words that mean that the recipient does not exist.
const UNKNOWN: [&str; 22] = [
    "user unknown",
    "unknown user",
    "unknown recipient",
    "recipient unknown",
    "no such user",
    "no such recipient",
    "no such mailbox",
    "no mailbox here",
    "does not exist",
    "doesn t exist",
    "mailbox not found",
    "user not found",
    "recipient not found",
    "address unknown",
    "invalid recipient",
    "invalid mailbox",
    "host not found",
    "domain not found",
    "unrouteable address",
    "unroutable address",
    "does not accept mail",
    "doesn t accept mail",
];

/// Whether a refusal at this stage can be about the recipient at all. With the end of DATA all recipients are
/// refused together, unless the status names one.
fn may_be_judged(stage: Option<Stage>, status: &str) -> bool {
    match stage {
        Some(Stage::Connect | Stage::Ehlo | Stage::Auth | Stage::MailFrom) => false,
        Some(Stage::Data) => is_of_recipient(status),
        _ => true,
    }
}

/// Whether what is said of a delivery that failed for good means that the recipient does not exist. Only for
/// replies that are no receiver's documented rejection. `status` is the enhanced code, empty where there is none.
pub(super) fn says_unknown(text: &str, status: &str, stage: Option<Stage>) -> bool {
    // 5.1.7 and 5.1.8 are about the sender's address, 5.7 about who may send.
    if !may_be_judged(stage, status) || matches!(status, "5.1.7" | "5.1.8") || status.starts_with("5.7.") {
        return false;
    }
    let words = plain_words(text);
    let has = |known: &[&str]| known.iter().any(|phrase| has_phrase(&words, phrase));
    if has(&OTHER_REASONS) || has(&OF_SENDER) {
        return false;
    }
    is_of_recipient(status)
        || has(&UNKNOWN)
        || (stage == Some(Stage::RcptTo) && has_phrase(&words, "mailbox unavailable"))
}

/// The same of a refusal that a server gave: its own code wins over the program's.
pub(super) fn is_refused_as_unknown(refusal: &Refusal, program_status: &str) -> bool {
    let status = refusal.reply.enhanced.as_deref().unwrap_or(program_status);
    says_unknown(&refusal.reply.text(), status, refusal.stage)
}

/// Bad destination mailbox, bad destination system, and the null MX or unknown recipient of RFC 7505.
fn is_of_recipient(status: &str) -> bool {
    matches!(status, "5.1.1" | "5.1.2" | "5.1.10")
}

/// The words of a text in lower case, a space around each. Addresses and links are left out: any word may be
/// in them.
fn plain_words(text: &str) -> String {
    let mut words = String::with_capacity(text.len() + 2);
    words.push(' ');
    let tokens = text.split_whitespace().flat_map(without_address);
    let parts = tokens.flat_map(|token| token.split(|c: char| !c.is_alphanumeric()));
    for part in parts.filter(|part| !part.is_empty()) {
        words.extend(part.chars().map(|c| c.to_ascii_lowercase()));
        words.push(' ');
    }
    words
}

/// What is before and behind an address in angle brackets; nothing of another address or of a link.
fn without_address(token: &str) -> [&str; 2] {
    let is_plain = |text: &str| !text.contains('@') && !text.contains("://");
    let around = token.split_once('<').and_then(|(before, rest)| Some((before, rest.split_once('>')?.1)));
    match around {
        _ if is_plain(token) => [token, ""],
        Some((before, behind)) if is_plain(before) && is_plain(behind) => [before, behind],
        _ => ["", ""],
    }
}

fn has_phrase(words: &str, phrase: &str) -> bool {
    words
        .match_indices(phrase)
        .any(|(at, _)| words[..at].ends_with(' ') && words[at + phrase.len()..].starts_with(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    const RCPT: Option<Stage> = Some(Stage::RcptTo);
    const DATA: Option<Stage> = Some(Stage::Data);

    #[test]
    fn recipients_that_do_not_exist() {
        for (text, status, stage) in [
            ("<a@b.example>: User unknown", "", None),
            ("nobody here", "5.1.1", None),
            // Words of other reasons in an address, in a link and inside of other words.
            (
                "<pratelli@dest.test>: Recipient address rejected: User unknown in virtual mailbox table",
                "5.1.1",
                RCPT,
            ),
            (
                "<info@fullservice.test>: Recipient address rejected: User unknown in relay recipient table",
                "5.1.1",
                RCPT,
            ),
            ("<sender@dest.test>: Recipient address rejected: User unknown", "", RCPT),
            ("<z@x.test>: mailbox generated an error: user unknown", "5.1.1", RCPT),
            ("No such user here; see https://dest.test/policy?sender=x", "", RCPT),
            ("The email account that you tried to reach does not exist.", "5.1.1", RCPT),
            ("<gone@dest.test>:No such user; please verify the address", "", RCPT),
            ("<gone@dest.test> does not exist", "5.1.1", DATA),
            ("Requested action not taken: mailbox unavailable", "", RCPT),
            (
                "Host or domain name not found. Name service error for name=gone.test type=A: Host not found",
                "5.4.4",
                None,
            ),
            ("Unrouteable address", "", None),
        ] {
            assert!(says_unknown(text, status, stage), "{text}");
        }
    }

    #[test]
    fn recipients_that_live() {
        for (text, status, stage) in [
            ("blocked by policy", "5.1.1", None),
            ("mailbox full", "5.2.2", None),
            ("Requested action not taken: mailbox unavailable", "", DATA),
            ("Relay access denied", "5.1.1", RCPT),
            // The sender's address.
            ("<news@alias.example>: Sender address rejected: Domain not found", "5.1.8", RCPT),
            (
                "Verification failed for <news@alias.example>\nUnrouteable address\nSender verify failed",
                "",
                RCPT,
            ),
            (
                "Verification failed for <news@alias.example>\nNo Such User Here\nSender verify failed",
                "",
                RCPT,
            ),
            ("Sender address news@alias.example: no such user here", "", RCPT),
            ("Your domain alias.example does not exist", "", RCPT),
            ("Domain alias.example does not exist", "", Some(Stage::MailFrom)),
            ("Domain of sender address news@alias.example does not exist", "5.1.8", None),
            ("MAIL FROM domain does not exist", "", None),
            // What the server calls itself, and its PTR record.
            ("<mail.alias.example>: Helo command rejected: Host not found", "5.7.1", RCPT),
            ("<mail.alias.example>: Helo command rejected: Host not found", "", RCPT),
            ("Client host rejected: Host not found", "", RCPT),
            ("Your IP address has no PTR record, or the host name does not exist", "", RCPT),
            ("does not have a PTR record, or the host name does not exist", "5.7.25", DATA),
            // A message that nobody of several gets.
            ("a recipient does not exist", "", DATA),
            ("no such user", "", Some(Stage::Connect)),
            ("no such user", "5.1.1", Some(Stage::Ehlo)),
        ] {
            assert!(!says_unknown(text, status, stage), "{text}");
        }
    }
}
