//! The refusals in a delivery report.

use super::find::Refusal;
use super::recognise::Recogniser;
use crate::evidence::delivery_report::{DeliveryReport, ReportedRecipient, ReportedText};
use crate::evidence::identity::Identity;
use crate::smtp_reply::ServerReply;

/// Lines between the beginning of the talk of a reply and the reply.
const MAX_TALK: usize = 64;

impl<'a> Recogniser<'a> {
    /// Returns every refusal that a delivery report has, each once.
    pub fn reported(&self, report: &DeliveryReport) -> Vec<Refusal<'a>> {
        let mut found: Vec<Refusal<'a>> = Vec::new();
        let mut add = |refusals: Vec<Refusal<'a>>| {
            for refusal in refusals {
                let is_told = |other: &Refusal<'a>| {
                    let same_recipient = other.recipient.is_none()
                        || refusal.recipient.is_none()
                        || other.recipient == refusal.recipient;
                    let same = match (&other.recognised, &refusal.recognised) {
                        (Some(a), Some(b)) => a.id() == b.id(),
                        (None, Some(_)) => false,
                        (_, None) => true,
                    };
                    same_recipient && same
                };
                match found.iter_mut().find(|other| is_told(other)) {
                    Some(other) => other.merge(refusal),
                    None => {
                        // What was not understood in one part may be understood in another.
                        found.retain(|other| {
                            other.recognised.is_some()
                                || !(other.recipient.is_none()
                                    || refusal.recipient.is_none()
                                    || other.recipient == refusal.recipient)
                        });
                        found.push(refusal);
                    }
                }
            }
        };
        for recipient in &report.recipients {
            let mut refusals = self.find(&recipient.as_text());
            refusals.iter_mut().for_each(|refusal| refusal.line = recipient.line.max(1));
            add(refusals);
        }
        for ReportedText { text, place } in &report.texts {
            let mut refusals = self.find(text);
            let lines: Vec<&str> = text.lines().collect();
            for refusal in &mut refusals {
                refusal.line = place.line(line_of_reply(&lines, refusal));
            }
            add(refusals);
        }
        // A recipient without a quoted reply was refused anyway; a rejection that is known may be meant
        // for all of them.
        if found.iter().all(|refusal| refusal.recognised.is_none()) {
            for recipient in report.recipients.iter().filter(|recipient| recipient.is_refused()) {
                let own = recipient.address();
                let is_told = |other: &Refusal<'_>| match (&other.recipient, &own) {
                    (Some(other), Some(own)) => other.eq_ignore_ascii_case(own),
                    _ => true,
                };
                if !found.iter().any(is_told) {
                    found.push(without_reply(recipient, own));
                }
            }
        }
        let identity = report.identity();
        for refusal in &mut found {
            refusal.identity = std::mem::take(&mut refusal.identity).or(identity.clone());
        }
        found
    }
}

/// Returns what is known of a refusal whose reply is not quoted.
fn without_reply<'a>(of: &ReportedRecipient, recipient: Option<String>) -> Refusal<'a> {
    Refusal {
        recognised: None,
        reply: ServerReply { code: None, enhanced: of.enhanced(), lines: Vec::new() },
        recipient,
        line: of.line.max(1),
        identity: Identity::default(),
    }
}

/// The line of a text that a reply begins in, from 1: what was found is reported by the line in which the
/// talk of it begins.
fn line_of_reply(lines: &[&str], refusal: &Refusal<'_>) -> usize {
    let code = refusal.reply.code.map(|code| code.to_string()).or_else(|| refusal.reply.enhanced.clone());
    let holds_code = |line: &&str| {
        let code = code.as_deref().unwrap_or_default();
        let is_word = |(at, _): (usize, &str)| {
            let is_digit = |b: Option<&u8>| b.is_some_and(u8::is_ascii_digit);
            let octets = line.as_bytes();
            !is_digit(octets.get(at.wrapping_sub(1))) && !is_digit(octets.get(at + code.len()))
        };
        !code.is_empty() && line.match_indices(code).any(is_word)
    };
    let skipped = refusal.line.saturating_sub(1);
    let place = lines.iter().skip(skipped).take(MAX_TALK).position(holds_code);
    refusal.line + place.unwrap_or(0)
}
