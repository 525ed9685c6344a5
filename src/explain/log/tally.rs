//! Refusals added up: by rule, and by code where they are no documented rejection.

use std::collections::HashMap;
use std::net::IpAddr;

use super::facts::{DeadRecipient, RefusalGroup};
use crate::catalogue::{Confidence, Rule};
use crate::dns::Name;
use crate::evidence::log::{Place, Refusal, Relay};
use crate::explain::recognise::{Context, Recognised, Recogniser};

/// How many addresses, domains and hosts a group names.
const NAMED: usize = 20;
/// How many bytes of an example are kept.
const EXAMPLE: usize = 4000;
/// How many kinds of refusals are distinguished: 200 codes with their enhanced codes.
const GROUPS: usize = 2000;

/// What a refusal turned out to be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Verdict<'r> {
    /// The rule, unless the wording alone, without a server of the receiver, speaks for it.
    pub rule: Option<&'r Rule>,
}

/// A refusal in its line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen<'a> {
    /// The whole line.
    pub line: &'a [u8],
    /// Where it is.
    pub place: &'a Place,
    /// Who answered.
    pub relay: Relay<'a>,
    /// The sending address that the line names.
    pub local: &'a [u8],
    /// The sender's domain.
    pub domain: Option<&'a str>,
    /// The first recipient.
    pub recipient: &'a [u8],
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    Rule(String, bool),
    Code(Option<u16>, Option<String>),
}

/// All refusals of a log.
#[derive(Debug)]
pub(super) struct Tally<'r> {
    recogniser: &'r Recogniser<'r>,
    groups: HashMap<Key, RefusalGroup>,
    /// Refusals of a kind that found no room.
    pub left_out: u64,
}

impl<'r> Tally<'r> {
    /// None so far.
    pub(super) fn new(recogniser: &'r Recogniser<'r>) -> Tally<'r> {
        Tally { recogniser, groups: HashMap::new(), left_out: 0 }
    }

    /// Adds a refusal, and says what it is.
    pub(super) fn add(&mut self, refusal: &Refusal, seen: Seen<'_>) -> Verdict<'r> {
        let host = host(seen.relay.host);
        let context = Context { stage: refusal.stage, host: host.as_ref() };
        let recognised = self.recogniser.recognise(&refusal.reply, context);
        let key = match &recognised {
            Some(found) => Key::Rule(found.id().to_owned(), found.confidence == Confidence::Low),
            None => Key::Code(refusal.reply.code, refusal.reply.enhanced.clone()),
        };
        if !self.groups.contains_key(&key) && self.groups.len() >= GROUPS {
            self.left_out += 1;
        } else {
            let group = self.groups.entry(key).or_insert_with(|| begin(refusal, recognised.as_ref(), seen));
            count(group, recognised.as_ref(), host.as_ref(), seen);
        }
        Verdict {
            rule: recognised.filter(|found| found.confidence != Confidence::Low).map(|found| found.rule),
        }
    }

    /// The documented rejections and the others, the most frequent first.
    pub(super) fn finish(self) -> (Vec<RefusalGroup>, Vec<RefusalGroup>) {
        let mut groups: Vec<RefusalGroup> = self.groups.into_values().collect();
        groups.sort_by(|a, b| {
            let key =
                |group: &RefusalGroup| (group.rule.clone(), group.reply.code, group.reply.enhanced.clone());
            b.count.cmp(&a.count).then_with(|| key(a).cmp(&key(b)))
        });
        groups.into_iter().partition(|group| group.rule.is_some())
    }
}

fn host(host: &[u8]) -> Option<Name> {
    let text = std::str::from_utf8(host).ok().filter(|text| text.len() <= 255 && text.contains('.'))?;
    text.parse().ok()
}

fn begin(refusal: &Refusal, recognised: Option<&Recognised<'_>>, seen: Seen<'_>) -> RefusalGroup {
    RefusalGroup {
        rule: recognised.map(|found| found.id().to_owned()),
        receiver: recognised.map(|found| found.receiver.name.clone()),
        confidence: recognised.map(|found| found.confidence),
        stage: recognised.and_then(|found| found.stage).or(refusal.stage),
        reply: refusal.reply.clone(),
        case: recognised.and_then(|found| found.case.clone()),
        url: recognised.and_then(|found| found.url.clone()),
        count: 0,
        first: seen.place.clone(),
        last: seen.place.clone(),
        addresses: Vec::new(),
        domains: Vec::new(),
        hosts: Vec::new(),
        recipient: (!seen.recipient.is_empty()).then(|| text(seen.recipient)),
        example: text(seen.line),
    }
}

fn count(group: &mut RefusalGroup, recognised: Option<&Recognised<'_>>, host: Option<&Name>, seen: Seen<'_>) {
    group.count += 1;
    group.confidence = group.confidence.min(recognised.map(|found| found.confidence));
    let time = |place: &Place| place.time.map(|time| time.seconds);
    if time(seen.place) < time(&group.first) {
        group.first = seen.place.clone();
        group.example = text(seen.line);
    }
    if time(seen.place) >= time(&group.last) {
        group.last = seen.place.clone();
    }
    let local = std::str::from_utf8(seen.local).ok().and_then(|text| text.parse::<IpAddr>().ok());
    if let Some(address) = recognised.and_then(|found| found.address).or(local) {
        note(&mut group.addresses, address);
    }
    if let Some(domain) = seen.domain {
        note_text(&mut group.domains, domain);
    }
    match host {
        Some(host) if group.hosts.len() < NAMED => note(&mut group.hosts, host.to_string()),
        _ => {}
    }
}

fn note<T: PartialEq>(known: &mut Vec<T>, item: T) {
    if known.len() < NAMED && !known.contains(&item) {
        known.push(item);
    }
}

fn note_text(known: &mut Vec<String>, item: &str) {
    if known.len() < NAMED && !known.iter().any(|known| known == item) {
        known.push(item.to_owned());
    }
}

/// Text of a log, as far as it is kept.
pub(super) fn text(bytes: &[u8]) -> String {
    let bytes = &bytes[..bytes.len().min(EXAMPLE)];
    String::from_utf8_lossy(bytes).into_owned()
}

/// How many recipients that do not exist are kept.
const DEAD: usize = 50_000;
/// An address is at most this long (RFC 5321 section 4.5.3.1).
const LONGEST_ADDRESS: usize = 320;

/// Recipients that do not exist.
#[derive(Debug, Default)]
pub(super) struct Dead {
    recipients: HashMap<Box<[u8]>, DeadRecipient>,
    /// How many found no room.
    pub left_out: u64,
}

impl Dead {
    /// Mail to it failed, since it does not exist.
    pub(super) fn add(&mut self, recipient: &[u8], place: &Place, reply: &str) {
        if recipient.is_empty() || recipient.len() > LONGEST_ADDRESS {
            return;
        }
        let key: Box<[u8]> = recipient.to_ascii_lowercase().into();
        if let Some(known) = self.recipients.get_mut(&key) {
            known.count += 1;
        } else if self.recipients.len() >= DEAD {
            self.left_out += 1;
        } else {
            let reply = reply.chars().take(120).collect();
            let address = text(recipient);
            self.recipients.insert(key, DeadRecipient { address, count: 1, first: place.clone(), reply });
        }
    }

    /// Mail to it was taken: it exists after all.
    pub(super) fn lives(&mut self, recipient: &[u8]) {
        if !self.recipients.is_empty() {
            self.recipients.remove(recipient.to_ascii_lowercase().as_slice());
        }
    }

    /// In the order of their addresses.
    pub(super) fn finish(self) -> Vec<DeadRecipient> {
        let mut list: Vec<DeadRecipient> = self.recipients.into_values().collect();
        list.sort_by(|a, b| a.address.cmp(&b.address));
        list
    }
}
