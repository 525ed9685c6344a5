//! What the authoritative nameservers of a zone say, each asked for itself.

use std::net::IpAddr;
use std::time::SystemTime;

use crate::dns::{Failure, Name, Question, Record, RecordType, Told};

/// What a zone is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ZoneUse {
    /// It holds the sender domain.
    Domain(Name),
    /// It holds the name of a sending address.
    Address(IpAddr),
}

/// What was found out about the authoritative nameservers of a sender's zones.
#[derive(Clone, Debug, Default)]
pub struct AuthorityFacts {
    /// The zones, each with its nameservers.
    pub zones: Vec<ZoneServersFacts>,
    /// What no zone could be found for, because a lookup failed.
    pub unknown: Vec<(ZoneUse, Failure)>,
}

/// The nameservers of a zone.
#[derive(Clone, Debug)]
pub struct ZoneServersFacts {
    /// The zone.
    pub zone: Name,
    /// What it is asked for.
    pub of: ZoneUse,
    /// The nameservers that the zone itself names.
    pub named: Vec<Name>,
    /// What its parent says; `None` where no nameserver of the parent refers to the zone.
    pub parent: Option<ParentFacts>,
    /// The nameservers, each address for itself.
    pub servers: Vec<ServerFacts>,
    /// Names of nameservers without an address, and why a lookup of it failed; `None` where there is none.
    pub unresolved: Vec<(Name, Option<Failure>)>,
    /// How many further addresses were not asked.
    pub left_out: usize,
    /// When they were asked.
    pub asked_at: SystemTime,
}

/// A referral of the parent zone.
#[derive(Clone, Debug)]
pub struct ParentFacts {
    /// The parent zone.
    pub zone: Name,
    /// The NS records.
    pub named: Vec<Record>,
    /// The addresses next to them.
    pub glue: Vec<Record>,
}

/// One address of a nameserver, and what it answered.
#[derive(Clone, Debug)]
pub struct ServerFacts {
    /// The nameserver.
    pub name: Name,
    /// The address that was asked.
    pub address: IpAddr,
    /// The SOA record over UDP, asked for one after the other until no answer came.
    pub udp: Vec<Told>,
    /// The same over one TCP connection.
    pub tcp: Vec<Told>,
    /// The other records, each asked for once: over UDP, and over TCP where the answer did not fit.
    pub records: Vec<ServerRecords>,
}

/// What a nameserver says of one question.
#[derive(Clone, Debug)]
pub struct ServerRecords {
    /// The question.
    pub question: Question,
    /// The answer.
    pub told: Told,
    /// The answer did not fit into UDP.
    pub was_truncated: bool,
}

impl ServerFacts {
    /// How many questions were put.
    pub fn questions(&self) -> usize {
        let further = self.records.iter().map(|records| 1 + usize::from(records.was_truncated));
        self.udp.len() + self.tcp.len() + further.sum::<usize>()
    }

    /// The answer to the question for a type, if one came.
    pub fn told(&self, name: &Name, rtype: RecordType) -> Option<&Told> {
        let is_it =
            |records: &&ServerRecords| records.question.rtype == rtype && records.question.name == *name;
        self.records.iter().find(is_it).map(|records| &records.told)
    }
}
