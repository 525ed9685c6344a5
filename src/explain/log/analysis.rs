//! What the lines show, added up.

use std::collections::VecDeque;
use std::net::IpAddr;
use std::sync::Arc;

use super::facts::{LineCounts, LogFacts, LogSpan, Overflow};
use super::recipient;
use super::table::{Hash, NOBODY, Names, Queue};
use super::tally::{Dead, Seen, Tally};
use super::traffic::{Relays, Traffic};
use crate::catalogue::{DecidedBy, Rule};
use crate::evidence::log::{
    self, Clock, DateForm, Delivery, Event, MAX_LINE, Place, Program, Refusal, Relay, Status, TimeLimit, Way,
    When, address_of,
};
use crate::explain::recognise::Recogniser;
use crate::sender::parse_domain;
use crate::smtp_reply::Stage;

/// Room for messages that are in the queue at the same time.
const MESSAGES: usize = 100_000;
/// Room for sender domains.
const DOMAINS: usize = 50_000;
/// Room for refusals that a delivery's own line is going to repeat.
const ANNOUNCED: usize = 64;
/// For so many seconds they may be repeated: the next try, some minutes later, is refused anew.
const REPEATED: i64 = 60;
/// One file may begin by so many seconds before the other's end: the lines of several processes are not quite
/// in order, and the windows count such late ones.
const DISORDER: i64 = 60;
/// Among so many lines one has a date.
const DATED_WITHIN: usize = 100;

/// Which lines count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Not those before.
    pub since: Option<TimeLimit>,
    /// Not those after.
    pub until: Option<TimeLimit>,
    /// Only mail of this sender domain: lower case, A-labels.
    pub domain: Option<String>,
    /// Only mail to this host, to a host below this domain, or to this address.
    pub relay: Option<String>,
}

/// What is asked of a log.
#[derive(Clone, Debug)]
pub struct Options {
    /// Which lines count.
    pub filter: Filter,
    /// Refusals alone: no windows, and only lines that may hold one are looked at.
    pub rejections_only: bool,
    /// Collect the recipients that do not exist.
    pub dead_recipients: bool,
    /// The zone of dates that name none.
    pub zone: jiff::tz::TimeZone,
    /// The year of the first line, for dates without one.
    pub year: Option<i16>,
}

/// The sums so far.
pub(super) struct Analysis<'r> {
    /// Reads the dates.
    pub clock: Clock,
    /// Of the lines.
    pub lines: LineCounts,
    /// A line of a mail program was seen.
    has_mail: bool,
    /// Lines that are Exim's if any is: they have its date, and no message.
    exim_or_other: u64,
    options: &'r Options,
    since: i64,
    until: i64,
    first: Option<When>,
    last: Option<When>,
    hash: Hash,
    queue: Queue,
    domains: Names,
    wanted_domain: Option<u32>,
    relays: Relays<'r>,
    tally: Tally<'r>,
    traffic: Option<Traffic<'r>>,
    dead: Option<Dead>,
    counts: [u64; 3],
    /// Refusals of a server that a delivery's own line is going to repeat, each with its second.
    announced: VecDeque<(u64, i64)>,
    file: Arc<str>,
    /// How many lines of mail programs there were before this file.
    mail_before: u64,
    /// The latest end of a file, and the file.
    latest: Option<(i64, Arc<str>)>,
    overlapping: Vec<Arc<str>>,
}

impl<'r> Analysis<'r> {
    /// Begins. `end` is the date of the log's last line, where a limit counts from it.
    pub(super) fn new(
        options: &'r Options,
        recogniser: &'r Recogniser<'r>,
        clock: Clock,
        end: i64,
    ) -> Analysis<'r> {
        let receivers = recogniser.receivers();
        let filter = &options.filter;
        let mut domains = Names::new(DOMAINS);
        Analysis {
            clock,
            lines: LineCounts::default(),
            has_mail: false,
            exim_or_other: 0,
            since: filter.since.map_or(i64::MIN, |limit| limit.moment(end)),
            until: filter.until.map_or(i64::MAX, |limit| limit.moment(end)),
            first: None,
            last: None,
            hash: Hash::default(),
            queue: Queue::new(MESSAGES),
            wanted_domain: filter.domain.as_ref().map(|domain| domains.number(domain.as_bytes())),
            domains,
            relays: Relays::new(receivers, filter.relay.clone()),
            tally: Tally::new(recogniser),
            traffic: (!options.rejections_only).then(|| Traffic::new(receivers, filter.domain.is_some())),
            dead: options.dead_recipients.then(Dead::default),
            counts: [0; 3],
            announced: VecDeque::new(),
            file: "".into(),
            mail_before: 0,
            latest: None,
            overlapping: Vec::new(),
            options,
        }
    }

    /// What is asked.
    pub(super) fn options(&self) -> &'r Options {
        self.options
    }

    /// Begins a file that was written last at this time, and in which dates without a year seem so many years
    /// too late.
    pub(super) fn begin_file(&mut self, file: Arc<str>, written: i64, late: i16) {
        self.file = file;
        self.mail_before = self.lines_of_mail();
        self.clock.begin_file(written, late);
    }

    /// Ends a file. Windows follow one log; a second one of the same time, of another server perhaps, is not
    /// merged into them.
    pub(super) fn end_file(&mut self) {
        if self.traffic.is_none() || self.lines_of_mail() == self.mail_before {
            return;
        }
        let Some((begin, end)) = self.clock.of_file() else { return };
        let (begin, end) = (begin.max(self.since), end.min(self.until));
        match &self.latest {
            Some((latest, file)) if begin < latest - DISORDER => {
                for file in [file, &self.file] {
                    if !self.overlapping.contains(file) {
                        self.overlapping.push(file.clone());
                    }
                }
            }
            _ => {}
        }
        if self.latest.as_ref().is_none_or(|(latest, _)| end > *latest) {
            self.latest = Some((end, self.file.clone()));
        }
    }

    fn lines_of_mail(&self) -> u64 {
        let lines = &self.lines;
        lines.postfix + lines.exim + lines.sendmail + lines.opensmtpd
    }

    /// One line without its line end; `number` counts from 1.
    pub(super) fn line(&mut self, line: &[u8], number: u64) {
        let Some((when, form, text)) = self.clock.read(line) else {
            self.lines.unreadable += u64::from(!line.is_empty());
            return;
        };
        if when.seconds < self.since || when.seconds > self.until {
            self.lines.out_of_time += 1;
            self.outside(when, form, text);
            return;
        }
        if self.first.is_none_or(|first| when.seconds < first.seconds) {
            self.first = Some(when);
        }
        if self.last.is_none_or(|last| when.seconds >= last.seconds) {
            self.last = Some(when);
        }
        let parsed = log::parse(form, text);
        self.has_mail |= parsed.program.is_some();
        match parsed.program {
            Some(Program::Postfix) => self.lines.postfix += 1,
            Some(Program::Exim) => self.lines.exim += 1,
            Some(Program::Sendmail) => self.lines.sendmail += 1,
            Some(Program::OpenSmtpd) => self.lines.opensmtpd += 1,
            None if form == DateForm::Exim => self.exim_or_other += 1,
            None => self.lines.other += 1,
        }
        self.event(parsed.event, line, number, when, parsed.host);
    }

    /// A line outside of the time that is asked for: who sends a message may be long before what became of it.
    fn outside(&mut self, when: When, form: DateForm, text: &[u8]) {
        let is_of_use = when.seconds < self.since && (self.traffic.is_some() || self.wanted_domain.is_some());
        if !is_of_use && self.has_mail {
            return;
        }
        let parsed = log::parse(form, text);
        self.has_mail |= parsed.program.is_some();
        match parsed.event {
            _ if !is_of_use => {}
            Event::Sender { id, sender } | Event::Accepted { id, sender: Some(sender), .. } => {
                self.sender(id, sender);
            }
            Event::Delivery(delivery) => self.settle(&delivery),
            Event::Done { id } => self.queue.done(self.hash.of(id)),
            _ => {}
        }
    }

    fn settle(&mut self, delivery: &Delivery<'_>) {
        if delivery.status != Status::Deferred
            && let Some(message) = self.queue.get_mut(self.hash.of(delivery.id))
        {
            message.is_settled = true;
        }
    }

    /// What of a block is looked at where only lines that may hold a refusal are read: a date, so that years go
    /// on as they would, and whether a mail program wrote it.
    pub(super) fn glance(&mut self, block: &[u8]) {
        let lines = || block.split(|&b| b == b'\n').map(|line| &line[..line.len().min(MAX_LINE)]);
        if !self.has_mail {
            let mut clock = self.clock.clone();
            self.has_mail = lines().any(|line| {
                clock.read(line).is_some_and(|(_, form, text)| log::parse(form, text).program.is_some())
            });
        }
        lines().take(DATED_WITHIN).find(|line| self.clock.read(line).is_some());
    }

    fn event(&mut self, event: Event<'_>, line: &[u8], number: u64, when: When, host: &[u8]) {
        match event {
            Event::Sender { id, sender } => {
                self.sender(id, sender);
            }
            Event::Accepted { id, sender, client, helo, is_authenticated } => {
                let domain = sender.map(|sender| self.sender(id, sender));
                if !is_authenticated && !client.is_empty() && self.is_client_wanted(domain) {
                    self.client(when, client, helo, true);
                }
            }
            Event::Rejected { client, helo, .. } => {
                if !client.is_empty() && !helo.is_empty() && self.is_client_wanted(None) {
                    self.client(when, client, helo, false);
                }
            }
            Event::Delivery(delivery) => self.delivery(&delivery, line, number, when, host),
            Event::Refusal { id, relay, text } => self.host_refused(id, relay, text, line, number, when),
            Event::Connect { session, relay } => {
                if let kind = self.relays.kind(relay)
                    && kind.is_wanted
                    && let Some(receiver) = kind.mx_of
                    && let Some(traffic) = &mut self.traffic
                {
                    traffic.session_begins(when, receiver, session, host);
                }
            }
            Event::Disconnect { session } => {
                if let Some(traffic) = &mut self.traffic {
                    traffic.session_ends(when, session);
                }
            }
            Event::Done { id } => self.queue.done(self.hash.of(id)),
            Event::LoggedIn { .. } | Event::Other => {}
        }
    }

    /// The domain of a message's sender, which is kept for its other lines.
    fn sender(&mut self, id: &[u8], sender: &[u8]) -> u32 {
        let domain = self.domain(sender);
        self.queue.message(self.hash.of(id)).domain = domain;
        domain
    }

    fn client(&mut self, when: When, client: &[u8], helo: &[u8], is_accepted: bool) {
        if let Some(traffic) = &mut self.traffic {
            traffic.client(when, client, helo, is_accepted);
        }
    }

    /// Whether a client's HELO names are asked for: not with a relay, to which no client hands its mail, and
    /// with a domain only where the line names the sender.
    fn is_client_wanted(&self, domain: Option<u32>) -> bool {
        self.options.filter.relay.is_none()
            && (self.wanted_domain.is_none() || domain.is_some_and(|domain| self.is_wanted(domain)))
    }

    fn domain(&mut self, sender: &[u8]) -> u32 {
        match memchr::memrchr(b'@', sender) {
            Some(at) => self.domain_number(&sender[at + 1..]),
            None => NOBODY,
        }
    }

    fn domain_number(&mut self, domain: &[u8]) -> u32 {
        if !domain.is_ascii()
            && let Some(name) = std::str::from_utf8(domain).ok().and_then(|text| parse_domain(text).ok())
        {
            return self.domains.number(name.to_string().as_bytes());
        }
        self.domains.number(domain)
    }

    /// The sender's domain, from the line or from the message's queue id.
    fn domain_of(&mut self, message: u64, sender: Option<&[u8]>) -> u32 {
        match sender {
            Some(sender) => self.domain(sender),
            None => self.queue.get(message).map_or(NOBODY, |message| message.domain),
        }
    }

    fn is_wanted(&self, domain: u32) -> bool {
        self.wanted_domain.is_none_or(|wanted| wanted == domain)
    }

    fn place(&self, when: When, line: u64) -> Place {
        Place { time: Some(when), file: self.file.clone(), line }
    }

    fn delivery(&mut self, delivery: &Delivery<'_>, line: &[u8], number: u64, when: When, host: &[u8]) {
        let kind = self.relays.kind(delivery.relay);
        let message = self.hash.of(delivery.id);
        let domain = self.domain_of(message, delivery.sender);
        if !kind.is_wanted || !self.is_wanted(domain) {
            return;
        }
        self.settle(delivery);
        let recipients = delivery.each_recipient().count() as u32;
        self.counts[delivery.status as usize] += u64::from(recipients);
        if delivery.status == Status::Sent
            && let Some(dead) = &mut self.dead
            && proves_life(delivery)
        {
            delivery.each_recipient().for_each(|recipient| dead.lives(recipient));
        }
        let rule = match delivery.status {
            Status::Sent => None,
            _ => self.refused(delivery, domain, line, number, when),
        };
        let is_unknown = matches!(rule, Some((_, true)));
        let Some(traffic) = &mut self.traffic else { return };
        if let Some(receiver) = kind.submission_of {
            let message = self.queue.message(message);
            let bit = 1 << receiver;
            let is_new = delivery.status == Status::Sent && message.counted & bit == 0;
            if is_new {
                message.counted |= bit;
            }
            traffic.submitted(when, receiver, domain, delivery.status, is_new, recipients);
        }
        if let Some(receiver) = kind.mx_of {
            if delivery.way == Way::Session {
                traffic.connected(when, receiver, delivery, host);
            }
            // A refusal before RCPT TO shows nothing of the recipient.
            let was_judged = match delivery.status {
                Status::Sent => true,
                Status::Failed => is_unknown || matches!(rule, Some((Some(Stage::RcptTo | Stage::Data), _))),
                Status::Deferred => false,
            };
            if was_judged {
                for _ in 0..recipients {
                    traffic.judged_recipient(when, receiver, delivery.local, host, is_unknown);
                }
            }
        }
    }

    /// A delivery that did not succeed: the stage of the refusal, and whether the recipient does not exist.
    fn refused(
        &mut self,
        delivery: &Delivery<'_>,
        domain: u32,
        line: &[u8],
        number: u64,
        when: When,
    ) -> Option<(Option<Stage>, bool)> {
        let place = self.place(when, number);
        let found = Refusal::of(delivery.text, delivery.relay, delivery.dsn);
        let first = delivery.each_recipient().next().unwrap_or_default();
        let mut rule = None;
        if let Some(refusal) = &found
            && !self.was_announced(delivery.id, delivery.relay, refusal, when)
        {
            let seen = Seen {
                line,
                place: &place,
                relay: delivery.relay,
                local: delivery.local,
                domain: self.domains.name(domain),
                recipient: first,
            };
            rule = self.tally.add(refusal, seen).rule;
        }
        let stage = found.as_ref().and_then(|refusal| refusal.stage).or(rule.and_then(|rule| rule.stage));
        let is_unknown =
            delivery.status == Status::Failed && is_unknown_recipient(delivery, found.as_ref(), rule);
        if is_unknown && let Some(dead) = &mut self.dead {
            let reply = found.as_ref().map_or_else(
                || String::from_utf8_lossy(delivery.text).into_owned(),
                |refusal| refusal.reply.to_string(),
            );
            delivery.each_recipient().for_each(|recipient| dead.add(recipient, &place, &reply));
        }
        found.map(|_| (stage, is_unknown)).or(is_unknown.then_some((None, true)))
    }

    /// A server refused, and the next one is tried.
    fn host_refused(
        &mut self,
        id: &[u8],
        relay: Relay<'_>,
        text: &[u8],
        line: &[u8],
        number: u64,
        when: When,
    ) {
        let kind = self.relays.kind(relay);
        let domain = self.domain_of(self.hash.of(id), None);
        if !kind.is_wanted || !self.is_wanted(domain) {
            return;
        }
        let Some(refusal) = Refusal::of(text, relay, b"") else { return };
        let place = self.place(when, number);
        let domain = self.domains.name(domain);
        let seen = Seen { line, place: &place, relay, local: b"", domain, recipient: b"" };
        self.tally.add(&refusal, seen);
        if self.announced.len() >= ANNOUNCED {
            self.announced.pop_front();
        }
        self.announced.push_back((self.refusal_hash(id, relay, &refusal), when.seconds));
    }

    /// Exim writes a server's refusal in a line of its own, and again with each recipient. Postfix writes those
    /// alone after which it tries another server, which may refuse in the same words.
    fn was_announced(&self, id: &[u8], relay: Relay<'_>, refusal: &Refusal, when: When) -> bool {
        !self.announced.is_empty() && {
            let hash = self.refusal_hash(id, relay, refusal);
            let is_it = |(known, second): &(u64, i64)| {
                *known == hash && (0..=REPEATED).contains(&(when.seconds - second))
            };
            self.announced.iter().any(is_it)
        }
    }

    fn refusal_hash(&self, id: &[u8], relay: Relay<'_>, refusal: &Refusal) -> u64 {
        let server = if relay.address.is_empty() { relay.host } else { relay.address };
        let mut bytes = [id, b" ", server, b" "].concat();
        refusal.reply.lines.iter().for_each(|line| bytes.extend_from_slice(line.as_bytes()));
        self.hash.of(&bytes)
    }

    /// What the log shows, when all of it is read.
    pub(super) fn finish(mut self) -> LogFacts {
        let of_exim = if self.lines.exim > 0 { &mut self.lines.exim } else { &mut self.lines.other };
        *of_exim += self.exim_or_other;
        let clock = &self.clock;
        let when = |when: When| clock.corrected(when);
        let mut overflows = vec![
            Overflow { table: "messages in the queue", left_out: self.queue.left_out },
            Overflow { table: "sender domains", left_out: self.domains.left_out },
            Overflow { table: "kinds of refusals", left_out: self.tally.left_out },
        ];
        let span = self.first.zip(self.last).map(|(from, to)| LogSpan {
            from: when(from),
            to: when(to),
            steps_back: clock.steps_back,
            farthest_back: clock.farthest_back,
        });
        let (mut rejections, mut unrecognised) = self.tally.finish();
        let mut windows = Vec::new();
        if let Some(traffic) = self.traffic
            && let Some(last) = self.last
        {
            overflows.extend(traffic.overflows());
            // What the receivers answer names the address that they saw.
            let named: Vec<IpAddr> =
                rejections.iter().flat_map(|group| group.addresses.iter().copied()).collect();
            windows = traffic.finish(&self.domains, clock, last, &named);
        }
        let mut dead_recipients = Vec::new();
        if let Some(dead) = self.dead {
            overflows.push(Overflow { table: "recipients that do not exist", left_out: dead.left_out });
            dead_recipients = dead.finish();
        }
        let correct = |place: &mut Place| place.time = place.time.map(when);
        for group in rejections.iter_mut().chain(&mut unrecognised) {
            correct(&mut group.first);
            correct(&mut group.last);
        }
        dead_recipients.iter_mut().for_each(|recipient| correct(&mut recipient.first));
        overflows.retain(|overflow| overflow.left_out > 0);
        LogFacts {
            files: Vec::new(),
            lines: self.lines,
            has_mail: self.has_mail,
            span,
            sent: (!self.options.rejections_only).then_some(self.counts[Status::Sent as usize]),
            deferred: self.counts[Status::Deferred as usize],
            failed: self.counts[Status::Failed as usize],
            rejections,
            unrecognised,
            windows,
            overlapping: self.overlapping,
            dead_recipients,
            overflows,
        }
    }
}

/// Whether a delivery that succeeded shows that its recipient exists: a filter of this host takes all.
fn proves_life(delivery: &Delivery<'_>) -> bool {
    !matches!(delivery.way, Way::Inside | Way::Unasked)
        && address_of(delivery.relay.address).is_some_and(|address| !address.is_loopback())
}

/// Whether a delivery failed since its recipient does not exist: by the rule, where it is one.
fn is_unknown_recipient(delivery: &Delivery<'_>, refusal: Option<&Refusal>, rule: Option<&Rule>) -> bool {
    let dsn = std::str::from_utf8(delivery.dsn).unwrap_or_default();
    let Some(refusal) = refusal else {
        return recipient::says_unknown(&String::from_utf8_lossy(delivery.text), dsn, None);
    };
    match rule {
        // The rule knows at which stage it is answered; the line may know better.
        Some(_) if refusal.stage.is_some_and(|stage| stage < Stage::RcptTo) => false,
        Some(rule) => {
            let of_recipient =
                rule.decided_by.contains(&DecidedBy::Recipient) && rule.reply.code == Some(550);
            of_recipient || rule.reply.code == Some(556)
        }
        None => recipient::is_refused_as_unknown(refusal, dsn),
    }
}
