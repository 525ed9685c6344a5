//! The nameservers of a zone, classified: who answers, with authority, how fast, and what they disagree about.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crate::dns::{Failure, Name, NotAsked, Question, Record, RecordData, RecordType, Reply};
use crate::probe::facts::{ServerFacts, ZoneServersFacts};

/// From how long on a nameserver is slow.
pub const SLOW: Duration = Duration::from_secs(1);

/// The nameservers of a zone.
#[derive(Clone, Debug)]
pub struct ZoneServers<'a> {
    /// What they answered.
    pub evidence: &'a ZoneServersFacts,
    /// Each address of each nameserver.
    pub servers: Vec<Server<'a>>,
    /// What they disagree about, in sentences.
    pub disagreements: Vec<String>,
    /// How long caches may keep what they answer.
    pub expiry: Expiry,
}

/// One address of a nameserver.
#[derive(Clone, Debug)]
pub struct Server<'a> {
    /// What it answered.
    pub evidence: &'a ServerFacts,
    /// Whether it answers over UDP, and over TCP.
    pub answers: Answers,
    /// Why it does not speak for the zone; `None` where it does, or does not answer.
    pub lame: Option<String>,
    /// The middle of the times that its answers over UDP took; over TCP where none came.
    pub time: Option<Duration>,
    /// The serial number of the zone that it holds.
    pub serial: Option<u32>,
    /// An answer did not fit into UDP and could not be had over TCP.
    pub cuts_answers: bool,
}

/// Over which protocols something answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answers {
    /// Over both.
    Both,
    /// Over UDP, not over TCP.
    UdpOnly,
    /// Over TCP, not over UDP.
    TcpOnly,
    /// Over none.
    None,
    /// It was not asked: nothing got there from here, or the time of the run was over.
    NotAsked(NotAsked),
}

/// How long caches may keep answers, in seconds; `None` where there is none to keep.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Expiry {
    /// The longest TTL of the records that matter to mail.
    pub records: Option<u32>,
    /// For how long it is kept that a name or a record does not exist (RFC 2308 section 5).
    pub negative: Option<u32>,
    /// The TTL of the parent's records of the nameservers.
    pub delegation: Option<u32>,
}

impl Server<'_> {
    /// Returns true when it is slow.
    pub fn is_slow(&self) -> bool {
        self.time.is_some_and(|time| time > SLOW)
    }

    /// Returns true when it answers, over UDP or TCP.
    pub fn answers_at_all(&self) -> bool {
        !matches!(self.answers, Answers::None | Answers::NotAsked(_))
    }

    /// Returns true when receivers get nothing of it in time, as far as that is known.
    pub fn is_of_no_use(&self) -> bool {
        self.answers == Answers::None || self.lame.is_some() || self.is_slow()
    }

    /// Why it does not speak for the zone, or was not asked.
    pub fn reason(&self) -> Option<String> {
        match self.answers {
            Answers::NotAsked(reason) => Some(Failure::NotAsked(reason).to_string()),
            _ => self.lame.clone(),
        }
    }

    /// The nameserver and its address, as findings name it.
    pub fn title(&self) -> String {
        format!("{}[{}]", self.evidence.name, self.evidence.address)
    }
}

/// Classifies the nameservers of a zone.
pub fn assess(facts: &ZoneServersFacts) -> ZoneServers<'_> {
    let servers: Vec<Server<'_>> =
        facts.servers.iter().map(|server| assess_server(server, &facts.zone)).collect();
    let disagreements = disagreements(facts, &servers);
    let expiry = expiry(facts, &servers);
    ZoneServers { evidence: facts, servers, disagreements, expiry }
}

fn assess_server<'a>(facts: &'a ServerFacts, zone: &Name) -> Server<'a> {
    let told = |list: &'a [crate::dns::Told]| -> Vec<&'a Reply> {
        list.iter().filter_map(|told| told.as_ref().ok()).collect()
    };
    let (udp, tcp) = (told(&facts.udp), told(&facts.tcp));
    let answers = match (udp.is_empty(), tcp.is_empty()) {
        (false, false) => Answers::Both,
        (false, true) => Answers::UdpOnly,
        (true, false) => Answers::TcpOnly,
        (true, true) => not_asked(facts).map_or(Answers::None, Answers::NotAsked),
    };
    let first = udp.first().or(tcp.first()).copied();
    let lame = first.and_then(|reply| lameness(reply, zone));
    let mut times: Vec<Duration> =
        if udp.is_empty() { &tcp } else { &udp }.iter().map(|reply| reply.elapsed).collect();
    times.sort();
    let is_cut =
        |records: &&crate::probe::facts::ServerRecords| records.was_truncated && records.told.is_err();
    Server {
        evidence: facts,
        answers,
        time: times.get(times.len() / 2).copied(),
        serial: first.filter(|_| lame.is_none()).and_then(|reply| reply.answers.iter().find_map(serial)),
        lame,
        cuts_answers: facts.records.iter().any(|records| is_cut(&records)),
    }
}

/// Why a server was not asked, over neither protocol.
fn not_asked(facts: &ServerFacts) -> Option<NotAsked> {
    let mut reasons = facts.udp.iter().chain(&facts.tcp).map(|told| match told {
        Err(Failure::NotAsked(reason)) => Some(*reason),
        _ => None,
    });
    let first = reasons.next()?;
    first.filter(|_| reasons.all(|reason| reason.is_some()))
}

fn serial(record: &Record) -> Option<u32> {
    match record.data {
        RecordData::Soa { serial, .. } => Some(serial),
        _ => None,
    }
}

/// Why an answer about a zone's SOA record is not that of a nameserver of the zone.
fn lameness(reply: &Reply, zone: &Name) -> Option<String> {
    let failure = match reply.rcode {
        0 => None,
        2 => Some(Failure::ServFail),
        5 => Some(Failure::Refused),
        code => Some(Failure::Rcode(code)),
    };
    if let Some(failure) = failure {
        return Some(failure.to_string());
    }
    let has_soa = reply.answers.iter().any(|record| record.rtype == RecordType::SOA && record.name == *zone);
    match (reply.authoritative, has_soa) {
        (true, true) => None,
        (true, false) => Some(format!("it has no SOA record of {zone}")),
        (false, _) => Some("it answers without authority".to_owned()),
    }
}

/// What the nameservers, the zone and its parent do not say alike.
fn disagreements(facts: &ZoneServersFacts, servers: &[Server<'_>]) -> Vec<String> {
    let mut found = Vec::new();
    let speaking: Vec<&Server<'_>> =
        servers.iter().filter(|server| server.answers_at_all() && server.lame.is_none()).collect();
    let serials: BTreeMap<u32, Vec<String>> = speaking.iter().fold(BTreeMap::new(), |mut map, server| {
        if let Some(serial) = server.serial {
            map.entry(serial).or_insert_with(Vec::new).push(server.title());
        }
        map
    });
    if serials.len() > 1 {
        let parts = serials.iter().map(|(serial, servers)| format!("{serial} at {}", shown(servers)));
        found.push(format!("the serial numbers differ: {}", parts.collect::<Vec<_>>().join(", ")));
    }
    let questions: Vec<&Question> = speaking
        .first()
        .map(|server| server.evidence.records.iter().map(|records| &records.question).collect())
        .unwrap_or_default();
    for question in questions {
        let mut by_answer: BTreeMap<Vec<String>, Vec<String>> = BTreeMap::new();
        for server in &speaking {
            let told = server.evidence.told(&question.name, question.rtype);
            if let Some(Ok(reply)) = told.filter(|told| told.as_ref().is_ok_and(|reply| !reply.truncated)) {
                by_answer.entry(records_of(reply, question)).or_default().push(server.title());
            }
        }
        if by_answer.len() > 1 {
            let parts = by_answer.iter().map(|(records, servers)| {
                let records = if records.is_empty() { "nothing".to_owned() } else { records.join(", ") };
                format!("{} has {records}", shown(servers))
            });
            let parts: Vec<String> = parts.collect();
            found.push(format!(
                "the {} records of {} differ: {}",
                question.rtype,
                question.name,
                parts.join("; ")
            ));
        }
    }
    if let Some(parent) = &facts.parent {
        let of_parent: BTreeSet<String> = parent.named.iter().map(|record| record.data.to_string()).collect();
        let of_child: BTreeSet<String> = facts.named.iter().map(Name::to_absolute).collect();
        let parts = [
            (&of_parent, &of_child, "the parent alone names"),
            (&of_child, &of_parent, "the zone alone names"),
        ];
        for (one, other, words) in parts {
            let alone: Vec<String> =
                one.difference(other).map(|name| name.trim_end_matches('.').to_owned()).collect();
            if !alone.is_empty() && !of_child.is_empty() {
                found.push(format!("{words} {} as nameserver", shown(&alone)));
            }
        }
        for name in &facts.named {
            let glue: BTreeSet<String> = parent
                .glue
                .iter()
                .filter(|record| record.name == *name)
                .filter_map(Record::ip)
                .map(|ip| ip.to_string())
                .collect();
            let own: BTreeSet<String> = facts
                .servers
                .iter()
                .filter(|server| server.name == *name)
                .map(|server| server.address.to_string())
                .collect();
            if !glue.is_empty() && !own.is_empty() && glue != own {
                let list = |set: &BTreeSet<String>| set.iter().cloned().collect::<Vec<_>>().join(", ");
                found.push(format!(
                    "the parent gives {name} the address {}, the zone {}",
                    list(&glue),
                    list(&own)
                ));
            }
        }
    }
    found
}

/// The records of an answer, in an order of their own and without TTL.
fn records_of(reply: &Reply, question: &Question) -> Vec<String> {
    let mut records: Vec<String> = reply
        .answers
        .iter()
        .filter(|record| record.rtype == question.rtype || record.rtype == RecordType::CNAME)
        .map(|record| format!("{} {}", record.rtype, record.data))
        .collect();
    records.sort();
    records.dedup();
    records
}

/// A list of names in a sentence, not too long.
fn shown(names: &[String]) -> String {
    const SHOWN: usize = 4;
    let first = names.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(SHOWN) {
        0 => first,
        more => format!("{first} and {more} more"),
    }
}

fn expiry(facts: &ZoneServersFacts, servers: &[Server<'_>]) -> Expiry {
    let speaking = || servers.iter().filter(|server| server.lame.is_none());
    let replies = speaking()
        .flat_map(|server| &server.evidence.records)
        .filter(|records| records.question.rtype != RecordType::NS)
        .filter_map(|records| records.told.as_ref().ok());
    let negative = |record: &Record| match record.data {
        RecordData::Soa { minimum, .. } => Some(minimum.min(record.ttl)),
        _ => None,
    };
    let soa = speaking().flat_map(|server| server.evidence.udp.iter().chain(&server.evidence.tcp));
    let soa = soa.filter_map(|told| told.as_ref().ok()).flat_map(|reply| &reply.answers);
    Expiry {
        records: replies.flat_map(|reply| &reply.answers).map(|record| record.ttl).max(),
        negative: soa.filter_map(negative).max(),
        delegation: facts.parent.iter().flat_map(|parent| &parent.named).map(|record| record.ttl).max(),
    }
}
