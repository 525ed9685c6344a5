//! The authoritative nameservers of a sender's zones in the documents.

use std::time::SystemTime;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::envelope::milliseconds;
use crate::dns::{Name, Told};
use crate::judge::Judgement;
use crate::judge::assess::{self, Answers, Expiry, Server, ZoneServers};
use crate::probe::facts::ZoneUse;

/// The nameservers of a zone, each asked directly.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ZoneServersView {
    /// The zone.
    pub zone: Name,
    /// The sender domain or the sending address that it is about.
    pub about: String,
    /// The nameservers that the zone names.
    pub named: Vec<Name>,
    /// Those that its parent names; null where no nameserver of the parent refers to the zone.
    pub parent: Option<ParentView>,
    /// Each address of each nameserver.
    pub servers: Vec<ServerView>,
    /// Nameservers without an address.
    pub unresolved: Vec<Name>,
    /// Nameservers whose addresses are not known, as a lookup failed.
    pub address_unknown: Vec<AddressUnknown>,
    /// How many further addresses were not asked.
    pub left_out: usize,
    /// When they were asked.
    pub asked_at: Option<String>,
    /// What they disagree about.
    pub disagreements: Vec<String>,
    /// Until when caches that asked just now may keep what they got; some keep it longer (RFC 8767).
    pub expires: ExpiryView,
}

/// A nameserver whose addresses are not known.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct AddressUnknown {
    /// The nameserver.
    pub name: Name,
    /// Why the lookup failed.
    pub failure: String,
}

/// What the parent zone says.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ParentView {
    /// The parent zone.
    pub zone: Name,
    /// The NS records and the addresses next to them.
    pub records: Vec<String>,
}

/// One address of a nameserver.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ServerView {
    /// The nameserver.
    pub name: Name,
    /// Its address.
    pub address: String,
    /// What it came to.
    pub state: ServerState,
    /// Why it does not speak for the zone, or was not asked; null where it does.
    pub reason: Option<String>,
    /// Milliseconds of each SOA answer over UDP.
    pub udp_ms: Vec<u64>,
    /// Milliseconds of each SOA answer over TCP, without the connection.
    pub tcp_ms: Vec<u64>,
    /// The zone's serial number there.
    pub serial: Option<u32>,
    /// How many questions it was asked.
    pub queries: usize,
    /// What it answered: record lines, or the failure.
    pub answers: Vec<ServerAnswer>,
}

/// What a nameserver came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ServerState {
    /// It answers over UDP and TCP, with authority, in time.
    Good,
    /// It takes more than a second.
    Slow,
    /// It does not answer with authority.
    Lame,
    /// It answers over UDP alone.
    UdpOnly,
    /// It answers over TCP alone.
    TcpOnly,
    /// It does not answer.
    Silent,
    /// It was not asked: nothing got there from here, or the time of the run was over.
    NotAsked,
}

/// One question to a nameserver.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ServerAnswer {
    /// The name and the type.
    pub question: String,
    /// The records; empty where there is none.
    pub records: Vec<String>,
    /// Why there is no answer; null where there is one.
    pub failure: Option<String>,
    /// True when the answer came over TCP because it did not fit into UDP.
    pub over_tcp: bool,
}

/// Until when caches may keep answers.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ExpiryView {
    /// The records that matter to mail.
    pub records: Option<String>,
    /// That a name or a record does not exist.
    pub negative: Option<String>,
    /// The parent's records of the nameservers.
    pub delegation: Option<String>,
}

impl ZoneServersView {
    /// Those of a judgement.
    pub(super) fn all_of(judgement: &Judgement) -> Vec<ZoneServersView> {
        judgement
            .facts
            .authority
            .zones
            .iter()
            .map(assess::zone_servers)
            .map(|zone| ZoneServersView::of(&zone))
            .collect()
    }

    fn of(zone: &ZoneServers<'_>) -> ZoneServersView {
        let facts = zone.evidence;
        let records = |parent: &crate::probe::facts::ParentFacts| {
            parent.named.iter().chain(&parent.glue).map(ToString::to_string).collect()
        };
        ZoneServersView {
            zone: facts.zone.clone(),
            about: match &facts.of {
                ZoneUse::Domain(name) => name.to_string(),
                ZoneUse::Address(ip) => ip.to_string(),
            },
            named: facts.named.clone(),
            parent: facts
                .parent
                .as_ref()
                .map(|parent| ParentView { zone: parent.zone.clone(), records: records(parent) }),
            servers: zone.servers.iter().map(ServerView::of).collect(),
            unresolved: facts
                .unresolved
                .iter()
                .filter(|(_, failure)| failure.is_none())
                .map(|(name, _)| name.clone())
                .collect(),
            address_unknown: facts
                .unresolved
                .iter()
                .filter_map(|(name, failure)| {
                    let failure = failure.as_ref()?.token().into_owned();
                    Some(AddressUnknown { name: name.clone(), failure })
                })
                .collect(),
            left_out: facts.left_out,
            asked_at: after(facts.asked_at, Some(0)),
            disagreements: zone.disagreements.clone(),
            expires: ExpiryView::of(zone.expiry, facts.asked_at),
        }
    }
}

impl ServerView {
    fn of(server: &Server<'_>) -> ServerView {
        let facts = server.evidence;
        let times = |list: &[Told]| -> Vec<u64> {
            list.iter()
                .filter_map(|told| told.as_ref().ok())
                .map(|reply| milliseconds(reply.elapsed))
                .collect()
        };
        let answers = facts.records.iter().map(|records| ServerAnswer {
            question: format!("{} {}", records.question.name.to_absolute(), records.question.rtype),
            records: records.told.iter().flat_map(|reply| &reply.answers).map(ToString::to_string).collect(),
            failure: records.told.as_ref().err().map(|failure| failure.token().into_owned()),
            over_tcp: records.was_truncated,
        });
        ServerView {
            name: facts.name.clone(),
            address: facts.address.to_string(),
            state: match server.answers {
                Answers::None => ServerState::Silent,
                Answers::NotAsked(_) => ServerState::NotAsked,
                _ if server.lame.is_some() => ServerState::Lame,
                _ if server.is_slow() => ServerState::Slow,
                Answers::UdpOnly => ServerState::UdpOnly,
                Answers::TcpOnly => ServerState::TcpOnly,
                Answers::Both => ServerState::Good,
            },
            reason: server.reason(),
            udp_ms: times(&facts.udp),
            tcp_ms: times(&facts.tcp),
            serial: server.serial,
            queries: facts.questions(),
            answers: answers.collect(),
        }
    }
}

impl ExpiryView {
    fn of(expiry: Expiry, asked_at: SystemTime) -> ExpiryView {
        ExpiryView {
            records: after(asked_at, expiry.records),
            negative: after(asked_at, expiry.negative),
            delegation: after(asked_at, expiry.delegation),
        }
    }
}

/// A time so many seconds after another, to the second.
fn after(time: SystemTime, seconds: Option<u32>) -> Option<String> {
    let time = Timestamp::try_from(time).ok()?;
    let later = time.checked_add(SignedDuration::from_secs(i64::from(seconds?))).ok()?;
    Timestamp::from_second(later.as_second()).ok().map(|time| time.to_string())
}
