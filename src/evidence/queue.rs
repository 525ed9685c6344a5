//! Who sent which message: in a log the sender is in another line than the refusal, and the
//! queue id in both.

use std::collections::HashMap;

use super::clue::Clue;
use super::identity::{Identity, mailbox};

/// How many messages are remembered at once.
const MESSAGES: usize = 20_000;
/// Words at the start of a line among which its queue id is looked for.
const WORDS: usize = 10;

/// The senders of messages, by queue id.
#[derive(Debug, Default)]
pub struct Queue {
    senders: HashMap<String, String>,
}

impl Queue {
    /// Notes the sender that a line names.
    pub fn note(&mut self, clue: &Clue<'_>) {
        let id = std::str::from_utf8(clue.id).ok().filter(|id| !id.is_empty());
        let sender = clue.mail_from.as_ref().and_then(|(path, _)| mailbox(path));
        let (Some(id), Some(sender)) = (id, sender) else { return };
        // The queue has moved on long before so many are in it.
        if self.senders.len() >= MESSAGES {
            self.senders.clear();
        }
        self.senders.insert(id.to_owned(), sender);
    }

    /// Adds the sender of the message that a line is about.
    pub fn complete(&self, identity: &mut Identity, line: &str) {
        if identity.mail_from.is_none() && !self.senders.is_empty() {
            let mut words = line.split_whitespace().take(WORDS).map(|word| word.trim_end_matches(':'));
            identity.mail_from = words.find_map(|word| self.senders.get(word)).cloned();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::clue::Clues;
    use super::*;

    #[test]
    fn a_message_keeps_its_sender() {
        let mut queue = Queue::default();
        let lines = "Mar  1 09:00:00 mail postfix/qmgr[1]: 4ABC12: from=<news@a.example>, size=1, nrcpt=1 (queue active)\n\
             Mar  1 09:00:00 mail postfix/qmgr[1]: 4ABC13: from=<>, size=1, nrcpt=1 (queue active)\n\
             Mar  1 09:00:00 mail sendmail[7]: 4AM9x0ab012345: from=<info@b.example>, size=1, class=0\n\
             2026-03-01 09:00:00 1abcde-000001-AB <= box@c.example H=(pc) [192.0.2.1] P=esmtp\n\
             $(reboot): from=<x@d.example>,\n";
        lines.lines().for_each(|line| queue.note(&Clues::default().read(line.as_bytes())));
        for (line, sender) in [
            (
                "Mar  1 09:00:01 mail postfix/smtp[2]: 4ABC12: to=<x@ionos.test>, status=bounced",
                Some("news@a.example"),
            ),
            ("Mar  1 09:00:01 mail postfix/smtp[2]: 4ABC13: to=<x@ionos.test>, status=bounced", None),
            (
                "Mar  1 09:00:01 mail sendmail[8]: 4AM9x0ab012345: to=<x@ionos.test>, stat=x",
                Some("info@b.example"),
            ),
            ("2026-03-01 09:00:01 1abcde-000001-AB ** x@ionos.test R=dns T=smtp", Some("box@c.example")),
            ("Mar  1 09:00:01 mail postfix/smtp[2]: 4ABC14: to=<x@ionos.test>, status=bounced", None),
        ] {
            let mut identity = Identity::default();
            queue.complete(&mut identity, line);
            assert_eq!(identity.mail_from.as_deref(), sender, "{line}");
        }
        let mut known = Identity { mail_from: Some("own@e.example".to_owned()), ..Identity::default() };
        queue.complete(&mut known, "4ABC12");
        assert_eq!(known.mail_from.as_deref(), Some("own@e.example"));
    }

    #[test]
    fn it_does_not_grow_with_the_log() {
        let mut queue = Queue::default();
        for number in 0..MESSAGES + 5 {
            let line = format!("m postfix/qmgr[1]: A{number:06}: from=<a@a.example>, size=1");
            queue.note(&Clues::default().read(line.as_bytes()));
        }
        assert!((1..=MESSAGES).contains(&queue.senders.len()));
    }
}
