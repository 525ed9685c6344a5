//! The windows that receivers' limits are about: who sent how much to which receiver, in how long.

use std::collections::HashMap;
use std::net::IpAddr;

use super::facts::{Overflow, Subject, WindowFacts};
use super::table::{ByHash, Hash, NOBODY, Names};
use super::window::{Concurrent, Distinct, Drawing, Room, Sliding, Worst};
use crate::catalogue::{Counted, Limit, Receiver, Role, owners};
use crate::dns::Name;
use crate::evidence::log::{Clock, Delivery, Relay, Status, When, address_of};
use crate::sender::is_unroutable;

/// Room for the entries of all sliding windows, 16 bytes each.
const ENTRIES: usize = 1 << 20;
/// How many windows there may be.
const WINDOWS: usize = 20_000;
/// How many client addresses are watched for their HELO names.
const CLIENTS: usize = 20_000;
/// How many servers are distinguished.
const RELAYS: usize = 20_000;
/// How many OpenSMTPD sessions may be open.
const SESSIONS: usize = 10_000;

/// What a server is to the receivers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct RelayKind {
    /// It is an MX host of the receiver with this number.
    pub mx_of: Option<u8>,
    /// It is the server where that receiver's customers hand in their mail.
    pub submission_of: Option<u8>,
    /// It passes `--relay`.
    pub is_wanted: bool,
}

/// Servers by name, each looked at once.
#[derive(Debug)]
pub(super) struct Relays<'r> {
    receivers: &'r [Receiver],
    hash: Hash,
    known: HashMap<u64, RelayKind, ByHash>,
    wanted: Option<String>,
    /// The server of the line before, which often comes again.
    last: (Vec<u8>, RelayKind),
}

impl<'r> Relays<'r> {
    /// Servers of these receivers; `wanted` is a host, a domain of hosts, or an address.
    pub(super) fn new(receivers: &'r [Receiver], wanted: Option<String>) -> Relays<'r> {
        let last = (Vec::new(), RelayKind::default());
        let mut relays = Relays { receivers, hash: Hash::default(), known: HashMap::default(), wanted, last };
        relays.last.1 = relays.judge(Relay::default());
        relays
    }

    /// What a server is.
    pub(super) fn kind(&mut self, relay: Relay<'_>) -> RelayKind {
        if relay.host == self.last.0 && self.wanted.is_none() {
            return self.last.1;
        }
        let key = self.hash.of(relay.host);
        let known = if self.wanted.is_none() { self.known.get(&key) } else { None };
        let kind = match known {
            Some(kind) => *kind,
            None => {
                let kind = self.judge(relay);
                if self.known.len() < RELAYS {
                    self.known.insert(key, kind);
                }
                kind
            }
        };
        self.last.0.clear();
        self.last.0.extend_from_slice(relay.host);
        self.last.1 = kind;
        kind
    }

    fn judge(&self, relay: Relay<'_>) -> RelayKind {
        let text = std::str::from_utf8(relay.host).ok().filter(|text| text.len() < 256);
        let name: Option<Name> = text.and_then(|text| text.parse().ok());
        let is_wanted = self.wanted.as_ref().is_none_or(|wanted| {
            relay.address == wanted.as_bytes()
                || name
                    .as_ref()
                    .zip(wanted.parse().ok())
                    .is_some_and(|(name, wanted)| name.is_at_or_below(&wanted))
        });
        let mut kind = RelayKind { is_wanted, ..RelayKind::default() };
        let Some(name) = name else { return kind };
        let known = &self.receivers[..self.receivers.len().min(32)];
        let owner = owners(known, &name).first().map(|owner| owner.name.as_str());
        let Some(receiver) = known.iter().position(|receiver| Some(receiver.name.as_str()) == owner) else {
            return kind;
        };
        if is_submission(&self.receivers[receiver], &name) {
            kind.submission_of = Some(receiver as u8);
        } else {
            kind.mx_of = Some(receiver as u8);
        }
        kind
    }
}

/// Whether a receiver's host takes its customers' mail rather than mail for them.
fn is_submission(receiver: &Receiver, host: &Name) -> bool {
    let first = host.labels().next().unwrap_or_default();
    receiver.signs.submission.iter().any(|label| label.as_bytes() == first)
}

/// What a window counts, and whose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Key {
    receiver: u8,
    limit: u8,
    /// A domain's or a sending host's number.
    subject: u32,
}

#[derive(Debug)]
enum Window {
    Sliding(Sliding),
    Concurrent(Concurrent),
}

/// A client and the names that it gave.
#[derive(Debug)]
struct Client {
    names: Distinct,
    /// Its address is one of the Internet. A program of this host or of its network may call itself anything.
    is_public: bool,
    /// Mail from it was taken. Those that were only ever refused are no senders of this host.
    is_accepted: bool,
}

/// A session whose beginning was seen, and whose end was not.
#[derive(Clone, Copy, Debug)]
struct Session {
    receiver: u8,
    from: i64,
    /// The host that wrote the line.
    host: u32,
    /// Who sends; known with the first delivery.
    subject: Option<u32>,
}

/// All windows.
#[derive(Debug)]
pub(super) struct Traffic<'r> {
    receivers: &'r [Receiver],
    /// The limits of each receiver's own customers, with their numbers.
    of_customers: Vec<Vec<(u8, &'r Limit)>>,
    windows: HashMap<Key, Window>,
    clients: HashMap<u32, Client>,
    client_names: Names,
    senders: Names,
    sessions: HashMap<u64, Session>,
    /// The address from which each host was last seen to send.
    sources: HashMap<u32, u32>,
    /// Only sessions in which a delivery counts are counted: those of one domain are asked for.
    needs_delivery: bool,
    hash: Hash,
    room: Room,
    left_out: u64,
    clients_left_out: u64,
    offset: When,
}

impl<'r> Traffic<'r> {
    /// No traffic so far. With `needs_delivery`, sessions without a delivery that is reported do not count.
    pub(super) fn new(receivers: &'r [Receiver], needs_delivery: bool) -> Traffic<'r> {
        Traffic {
            receivers,
            of_customers: receivers.iter().map(limits_of_customers).collect(),
            windows: HashMap::new(),
            clients: HashMap::new(),
            client_names: Names::new(CLIENTS),
            senders: Names::new(1000),
            sessions: HashMap::new(),
            sources: HashMap::new(),
            needs_delivery,
            hash: Hash::default(),
            room: Room::new(ENTRIES),
            left_out: 0,
            clients_left_out: 0,
            offset: When { seconds: 0, offset: 0 },
        }
    }

    fn limits(&self, receiver: u8) -> impl Iterator<Item = (u8, &'r Limit)> + use<'r> {
        let receivers: &'r [Receiver] = self.receivers;
        let limits = receivers.get(usize::from(receiver)).map_or(&[][..], |receiver| &receiver.limits[..]);
        limits.iter().take(256).enumerate().map(|(index, limit)| (index as u8, limit))
    }

    fn window(&mut self, key: Key, limit: &Limit) -> Option<(&mut Window, &mut Room)> {
        if !self.windows.contains_key(&key) && self.windows.len() >= WINDOWS {
            self.left_out += 1;
            return None;
        }
        let window = self.windows.entry(key).or_insert_with(|| match limit.seconds {
            Some(seconds) => Window::Sliding(Sliding::new(seconds, limit.at_least)),
            None => Window::Concurrent(Concurrent::default()),
        });
        Some((window, &mut self.room))
    }

    fn slide(&mut self, key: Key, limit: &Limit, second: i64, part: u32) {
        if let Some((Window::Sliding(window), room)) = self.window(key, limit) {
            window.add(second, part, room);
        }
    }

    /// Who sends: the address that the line names, else the host that wrote it.
    fn sender(&mut self, local: &[u8], host: &[u8]) -> u32 {
        // What is a host and what an address is distinguished when the table is read.
        self.senders.number(if local.is_empty() { host } else { local })
    }

    /// A delivery through the server where a receiver's customers hand in their mail. `is_new`: the
    /// first recipient of its message there.
    pub(super) fn submitted(
        &mut self,
        when: When,
        receiver: u8,
        domain: u32,
        status: Status,
        is_new: bool,
        recipients: u32,
    ) {
        self.offset = when;
        for at in 0..self.of_customers.get(usize::from(receiver)).map_or(0, Vec::len) {
            let (index, limit) = self.of_customers[usize::from(receiver)][at];
            let times = match (limit.what, status) {
                // Which messages are bulk mail is known to the receiver alone: all may be.
                (Counted::Messages | Counted::Bulk, Status::Sent) => u32::from(is_new),
                (Counted::Recipients, Status::Sent) => recipients,
                (Counted::Failed, Status::Failed) => recipients,
                _ => 0,
            };
            for _ in 0..times {
                self.slide(Key { receiver, limit: index, subject: domain }, limit, when.seconds, 0);
            }
        }
    }

    /// A recipient of a receiver took the mail, or does not exist.
    pub(super) fn judged_recipient(
        &mut self,
        when: When,
        receiver: u8,
        local: &[u8],
        host: &[u8],
        is_unknown: bool,
    ) {
        self.offset = when;
        for (index, limit) in
            self.limits(receiver).filter(|(_, limit)| limit.what == Counted::UnknownRecipients)
        {
            let subject = self.sender(local, host);
            self.slide(Key { receiver, limit: index, subject }, limit, when.seconds, u32::from(is_unknown));
        }
    }

    /// A connection to a receiver's MX host, known when it was over.
    pub(super) fn connected(&mut self, when: When, receiver: u8, delivery: &Delivery<'_>, host: &[u8]) {
        let process = if delivery.process.is_empty() { delivery.id } else { delivery.process };
        if process.is_empty() || delivery.relay.address.is_empty() {
            return;
        }
        let subject = self.sender(delivery.local, host);
        let process = self.hash.of(process);
        // It counts with its own beginning and end, and once.
        if let Some(session) = self.sessions.get_mut(&process) {
            session.subject = Some(subject);
            self.sources.insert(session.host, subject);
            return;
        }
        self.connection(when, receiver, subject, process, when.seconds - i64::from(delivery.took));
    }

    fn connection(&mut self, when: When, receiver: u8, subject: u32, process: u64, from: i64) {
        self.offset = when;
        for (index, limit) in self.limits(receiver).filter(|(_, limit)| limit.what == Counted::Connections) {
            let key = Key { receiver, limit: index, subject };
            if let Some((Window::Concurrent(window), _)) = self.window(key, limit) {
                window.add(process, from, when.seconds);
            }
        }
    }

    /// A session to a receiver's MX host began.
    pub(super) fn session_begins(&mut self, when: When, receiver: u8, session: &[u8], host: &[u8]) {
        if self.sessions.len() >= SESSIONS {
            self.left_out += 1;
            return;
        }
        let host = self.sender(b"", host);
        let session = self.hash.of(session);
        let begun = Session { receiver, from: when.seconds, host, subject: None };
        self.sessions.insert(session, begun);
    }

    /// A session ended; it may have been to anybody.
    pub(super) fn session_ends(&mut self, when: When, session: &[u8]) {
        let id = self.hash.of(session);
        if let Some(session) = self.sessions.remove(&id) {
            self.session(when, id, session);
        }
    }

    fn session(&mut self, when: When, id: u64, session: Session) {
        if session.subject.is_none() && self.needs_delivery {
            return;
        }
        let source = session.subject.or_else(|| self.sources.get(&session.host).copied());
        self.connection(when, session.receiver, source.unwrap_or(session.host), id, session.from);
    }

    /// A client gave a name with HELO, unless it is empty, or mail from it was taken.
    pub(super) fn client(&mut self, when: When, address: &[u8], helo: &[u8], is_accepted: bool) {
        let limit = self.receivers.iter().flat_map(|receiver| &receiver.limits);
        let Some(limit) = limit.into_iter().find(|limit| limit.what == Counted::HeloNames) else { return };
        let Some(seconds) = limit.seconds else { return };
        let number = self.client_names.number(address);
        if number == NOBODY {
            self.clients_left_out += 1;
            return;
        }
        self.offset = when;
        let client = self.clients.entry(number).or_insert_with(|| Client {
            names: Distinct::new(seconds),
            is_public: address_of(address).is_some_and(|ip| !is_unroutable(ip)),
            is_accepted: false,
        });
        client.is_accepted |= is_accepted;
        if !helo.is_empty() && client.is_public {
            client.names.add(&helo[..helo.len().min(255)], when.seconds);
        }
    }

    /// What was left out for want of room.
    pub(super) fn overflows(&self) -> Vec<Overflow> {
        vec![
            Overflow { table: "sliding windows", left_out: self.left_out },
            Overflow { table: "events of sliding windows", left_out: self.room.left_out },
            Overflow { table: "client addresses", left_out: self.clients_left_out },
            Overflow { table: "sending hosts", left_out: self.senders.left_out },
        ]
    }

    /// The worst window of each limit, and every one that is over its limit. `named` are addresses of this host
    /// that the receivers named.
    pub(super) fn finish(
        mut self,
        domains: &Names,
        clock: &Clock,
        last: When,
        named: &[IpAddr],
    ) -> Vec<WindowFacts> {
        for (id, session) in std::mem::take(&mut self.sessions) {
            self.session(last, id, session);
        }
        let mut found = Vec::new();
        for (key, window) in &self.windows {
            let (worst, drawing) = match window {
                Window::Sliding(window) => (window.worst(), window.drawing()),
                Window::Concurrent(window) => (window.worst(), window.drawing()),
            };
            let receiver = &self.receivers[usize::from(key.receiver)];
            let limit = &receiver.limits[usize::from(key.limit)];
            let subject = match limit.per {
                crate::catalogue::Per::Domain => domains
                    .name(key.subject)
                    .map_or(Subject::Unknown, |name| Subject::Domain(name.to_owned())),
                crate::catalogue::Per::Address => sender_subject(self.senders.name(key.subject)),
            };
            found.extend(self.facts(receiver, limit, subject, worst, drawing, &[], clock));
        }
        let helo = self.receivers.iter().find_map(|receiver| {
            let limit = receiver.limits.iter().find(|limit| limit.what == Counted::HeloNames)?;
            Some((receiver, limit))
        });
        if let Some((receiver, limit)) = helo {
            for (number, client) in self.clients.iter().filter(|(_, client)| client.is_accepted) {
                let subject = sender_subject(self.client_names.name(*number));
                let names = client.names.worst_names();
                let (worst, drawing) = (client.names.worst(), client.names.drawing());
                let name = self.client_names.name(*number).unwrap_or_default();
                let sends = self.senders.contains(name)
                    || address_of(name.as_bytes()).is_some_and(|address| named.contains(&address));
                let facts = self.facts(receiver, limit, subject, worst, drawing, names, clock);
                found.extend(facts.map(|facts| WindowFacts { of_client: !sends, ..facts }));
            }
        }
        worst_of_each(self.receivers, found)
    }

    #[allow(clippy::too_many_arguments)]
    fn facts(
        &self,
        receiver: &Receiver,
        limit: &Limit,
        subject: Subject,
        worst: Option<Worst>,
        drawing: Option<&Drawing>,
        names: &[Box<[u8]>],
        clock: &Clock,
    ) -> Option<WindowFacts> {
        let worst = worst?;
        let when = |seconds| clock.corrected(clock.at(seconds, self.offset));
        let (from, to) = (when(worst.from), when(worst.to));
        Some(WindowFacts {
            receiver: receiver.name.clone(),
            limit: limit.clone(),
            subject,
            worst: worst.value,
            from,
            // A leap day moved to a year without one may come before what followed it.
            to: if to.seconds < from.seconds { from } else { to },
            series: drawing.map(|drawing| drawing.columns().to_vec()).unwrap_or_default(),
            stretch: drawing.map_or(1, |drawing| drawing.width().unsigned_abs()),
            names: names.iter().map(|name| String::from_utf8_lossy(name).into_owned()).collect(),
            of_client: false,
        })
    }
}

/// The sliding windows of mail that a receiver's customers hand in.
fn limits_of_customers(receiver: &Receiver) -> Vec<(u8, &Limit)> {
    let of_submission =
        |limit: &Limit| receiver.rule(&limit.rule).is_some_and(|rule| rule.has_role(Role::Submission));
    let limits = receiver.limits.iter().take(256).enumerate();
    limits
        .filter(|(_, limit)| limit.seconds.is_some() && of_submission(limit))
        .map(|(index, limit)| (index as u8, limit))
        .collect()
}

fn sender_subject(name: Option<&str>) -> Subject {
    match name {
        None | Some("") => Subject::Unknown,
        Some(name) if name.parse::<std::net::IpAddr>().is_ok() => Subject::Address(name.to_owned()),
        Some(name) => Subject::Host(name.to_owned()),
    }
}

/// How many windows over one limit are reported.
const TOLD: usize = 100;

/// In the order of the receivers' limits, the worst first: all that are over, else the worst alone.
fn worst_of_each(receivers: &[Receiver], mut found: Vec<WindowFacts>) -> Vec<WindowFacts> {
    let mut told = Vec::new();
    for receiver in receivers {
        for limit in &receiver.limits {
            let of_limit = |window: &WindowFacts| window.receiver == receiver.name && window.limit == *limit;
            let (mut of_this, rest): (Vec<_>, Vec<_>) = found.into_iter().partition(of_limit);
            found = rest;
            of_this.sort_by(|a, b| {
                (a.of_client, b.worst)
                    .cmp(&(b.of_client, a.worst))
                    .then_with(|| format!("{:?}", a.subject).cmp(&format!("{:?}", b.subject)))
            });
            let over = of_this.iter().filter(|window| window.is_over()).count();
            of_this.truncate(over.clamp(1, TOLD));
            told.append(&mut of_this);
        }
    }
    told
}

impl WindowFacts {
    /// More than the receiver takes.
    pub fn is_over(&self) -> bool {
        self.worst > self.allowed()
    }

    /// The limit in the unit of the worst value.
    pub fn allowed(&self) -> u64 {
        if self.is_share() { self.limit.allowed * 10 } else { self.limit.allowed }
    }

    /// The value is a share, in tenths of a percent.
    pub fn is_share(&self) -> bool {
        self.limit.what == Counted::UnknownRecipients
    }
}
