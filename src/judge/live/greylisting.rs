//! A deferral that a second try ends: greylisting (RFC 6647).

use crate::smtp_reply::ServerReply;

/// What greylisting servers say. None of the words alone is proof, and the code is 4xx.
const WORDS: [&str; 12] = [
    "greylist",
    "graylist",
    "grey-list",
    "gray-list",
    "grey list",
    "gray list",
    "try again in ",
    "retry in ",
    "come back in ",
    "come back later",
    "seconds and retry",
    "minutes and retry",
];

/// Whether a reply to RCPT TO looks like greylisting.
pub(super) fn looks_like_it(reply: &ServerReply) -> bool {
    let text = reply.text().to_lowercase();
    reply.is_transient() && WORDS.iter().any(|words| text.contains(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_distinguished_from_other_deferrals() {
        let reply = |code, text: &str| ServerReply {
            code: Some(code),
            enhanced: None,
            lines: text.lines().map(str::to_owned).collect(),
        };
        for text in [
            "<a@b.test>: Recipient address rejected: Greylisted, see http://postgrey.schweikert.ch/help/b.test",
            "Greylisting in action, please\ntry again in 300 seconds",
            "Please retry in 5 minutes",
            "You have been Gray-Listed",
        ] {
            assert!(looks_like_it(&reply(450, text)), "{text}");
            assert!(!looks_like_it(&reply(550, text)), "{text}");
        }
        for text in ["mailbox is full", "Rate limit reached. Please try again later", "local error"] {
            assert!(!looks_like_it(&reply(451, text)), "{text}");
        }
    }
}
