//! The authoritative nameservers of a sender's zones, each asked directly: all at once, each little.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::SystemTime;

use futures_util::future::{join, join_all};

use super::facts::{AuthorityFacts, ParentFacts, ServerFacts, ServerRecords, ZoneServersFacts, ZoneUse};
use crate::dns::{
    Direct, Dns, Failure, Name, Outcome, Question, Record, RecordData, RecordType, Told, look_up,
};
use crate::sender::Sender;

/// How often each server is asked for the SOA record over UDP, and over TCP: one answer alone may be late by chance.
const TIMES: usize = 3;

/// How many nameservers of a zone are asked, and how many addresses of each.
const MOST_NAMES: usize = 13;
const MOST_ADDRESSES: usize = 4;
const MOST_SERVERS: usize = 26;

/// How many nameservers of the parent are tried until one answers.
const MOST_OF_PARENT: usize = 3;

/// How far up from a name its zone is looked for.
const MOST_STEPS: usize = 16;

/// How nameservers are asked.
#[derive(Clone)]
pub struct Asking {
    /// What puts the questions.
    pub direct: Arc<dyn Direct>,
    /// The port that they listen at.
    pub port: u16,
}

/// Asks the nameservers of the sender domain's zone and of the reverse zones of the sending addresses. `dns` resolves
/// their names.
pub async fn probe(dns: &dyn Dns, asking: &Asking, sender: &Sender) -> AuthorityFacts {
    let domain = sender.sender_domain().cloned().map(|name| (name.clone(), ZoneUse::Domain(name)));
    let addresses = sender.addresses.iter().map(|ip| (Name::reverse(*ip), ZoneUse::Address(*ip)));
    let zones = join_all(
        domain
            .into_iter()
            .chain(addresses)
            .map(|(name, of)| async move { (zone_of(dns, &name).await, name, of) }),
    );
    let mut unknown = Vec::new();
    let mut found: Vec<(Name, Name, ZoneUse)> = Vec::new();
    for (zone, name, of) in zones.await {
        let zone = match zone {
            Ok(Some(zone)) => zone,
            Ok(None) => continue,
            Err(failure) => {
                unknown.push((of, failure));
                continue;
            }
        };
        // Addresses of one provider share a zone, which is asked once.
        if !found.iter().any(|(known, ..)| *known == zone) {
            found.push((zone, name, of));
        }
    }
    let zones =
        join_all(found.into_iter().map(|(zone, name, of)| ask_zone(dns, asking, zone, name, of))).await;
    AuthorityFacts { zones, unknown }
}

/// The zone that holds a name; `None` where that is a public suffix's: those nameservers are not the sender's.
///
/// # Errors
///
/// When a lookup fails.
async fn zone_of(dns: &dyn Dns, name: &Name) -> Result<Option<Name>, Failure> {
    let mut name = name.clone();
    for _ in 0..MOST_STEPS {
        let lookup = look_up(dns, &name, RecordType::SOA).await;
        let soa = match &lookup.outcome {
            Outcome::Found(records) => records.first(),
            Outcome::NoData { soa, .. } | Outcome::NxDomain { soa, .. } => soa.as_ref(),
            Outcome::Failed(failure) => return Err(*failure),
        };
        // Behind an alias it is the zone of the target.
        if let Some(soa) = soa.filter(|soa| name.is_at_or_below(&soa.name) && !soa.name.is_root()) {
            return Ok(Some(soa.name.clone()).filter(|zone| !is_public_suffix(zone)));
        }
        let Some(parent) = name.parent().filter(|parent| !parent.is_root()) else { break };
        name = parent;
    }
    Ok(None)
}

/// The zone above a zone.
async fn parent_of(dns: &dyn Dns, name: &Name) -> Option<Name> {
    let mut name = name.clone();
    for _ in 0..MOST_STEPS {
        let lookup = look_up(dns, &name, RecordType::SOA).await;
        if lookup.records().first().is_some_and(|soa| soa.name == name) {
            return Some(name);
        }
        name = name.parent().filter(|parent| !parent.is_root())?;
    }
    None
}

fn is_public_suffix(zone: &Name) -> bool {
    let text = zone.to_string().to_ascii_lowercase();
    psl::suffix(text.as_bytes()).is_some_and(|suffix| suffix.as_bytes() == text.as_bytes())
}

async fn ask_zone(dns: &dyn Dns, asking: &Asking, zone: Name, name: Name, of: ZoneUse) -> ZoneServersFacts {
    let asked_at = SystemTime::now();
    let (named, parent) = join(nameservers(dns, &zone), ask_parent(dns, asking, &zone)).await;
    let mut names = named.clone();
    for name in parent.iter().flat_map(|parent| parent.named.iter().filter_map(nameserver)) {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    let mut left_out = names.len().saturating_sub(MOST_NAMES);
    names.truncate(MOST_NAMES);
    let glue = parent.iter().flat_map(|parent| parent.glue.iter());
    let glue: Vec<&Record> = glue.collect();
    let addresses = join_all(names.iter().map(|name| addresses(dns, name, &glue))).await;
    let mut unresolved = Vec::new();
    let mut targets: Vec<(Name, IpAddr)> = Vec::new();
    for (name, addresses) in names.into_iter().zip(addresses) {
        let addresses = match addresses {
            Ok(addresses) if !addresses.is_empty() => addresses,
            other => {
                unresolved.push((name, other.err()));
                continue;
            }
        };
        let room = MOST_ADDRESSES.min(MOST_SERVERS.saturating_sub(targets.len()));
        left_out += addresses.len().saturating_sub(room);
        targets.extend(addresses.into_iter().take(room).map(|address| (name.clone(), address)));
    }
    let questions = questions(&zone, &name, &of);
    let servers =
        targets.into_iter().map(|(server, address)| ask_server(asking, &zone, &questions, server, address));
    let servers = join_all(servers).await;
    ZoneServersFacts { zone, of, named, parent, servers, unresolved, left_out, asked_at }
}

/// The nameservers that a zone names, as resolvers see them.
async fn nameservers(dns: &dyn Dns, zone: &Name) -> Vec<Name> {
    let lookup = look_up(dns, zone, RecordType::NS).await;
    let mut names: Vec<Name> = lookup.records().iter().filter_map(nameserver).cloned().collect();
    names.sort();
    names.dedup();
    names
}

fn nameserver(record: &Record) -> Option<&Name> {
    match &record.data {
        RecordData::Ns(name) => Some(name),
        _ => None,
    }
}

/// The addresses of a nameserver, as they resolve; where they do not, those that the parent has next to its name.
///
/// # Errors
///
/// When a lookup fails, and there is no address.
async fn addresses(dns: &dyn Dns, name: &Name, glue: &[&Record]) -> Result<Vec<IpAddr>, Failure> {
    let (a, aaaa) = join(look_up(dns, name, RecordType::A), look_up(dns, name, RecordType::AAAA)).await;
    let mut addresses: Vec<IpAddr> =
        a.records().iter().chain(aaaa.records()).filter_map(Record::ip).collect();
    if addresses.is_empty() {
        addresses.extend(glue.iter().filter(|record| record.name == *name).filter_map(|record| record.ip()));
    }
    addresses.sort();
    addresses.dedup();
    let failure = [&a, &aaaa].into_iter().find_map(|lookup| match lookup.outcome {
        Outcome::Failed(failure) => Some(failure),
        _ => None,
    });
    match failure.filter(|_| addresses.is_empty()) {
        Some(failure) => Err(failure),
        None => Ok(addresses),
    }
}

/// Asks the parent's nameservers for those of the zone, until one refers to them.
async fn ask_parent(dns: &dyn Dns, asking: &Asking, zone: &Name) -> Option<ParentFacts> {
    let parent = parent_of(dns, &zone.parent().filter(|parent| !parent.is_root())?).await?;
    let question = Question { name: zone.clone(), rtype: RecordType::NS };
    let names = nameservers(dns, &parent).await;
    let of_names = join_all(names.iter().take(MOST_OF_PARENT).map(|name| addresses(dns, name, &[]))).await;
    for address in of_names.iter().flatten().filter_map(|addresses| addresses.first()) {
        let server = SocketAddr::new(*address, asking.port);
        let mut told = asking.direct.over_udp(server, &question).await;
        if told.as_ref().is_ok_and(|reply| reply.truncated) {
            told = over_tcp_once(asking, server, &question).await;
        }
        let Ok(reply) = told else { continue };
        let of_zone = |record: &&Record| record.rtype == RecordType::NS && record.name == *zone;
        let named: Vec<Record> = reply.authority.iter().filter(of_zone).cloned().collect();
        // A server that holds both zones answers for the zone itself.
        if !named.is_empty() && reply.answers.is_empty() {
            let is_glue = |record: &&Record| {
                record.ip().is_some() && named.iter().filter_map(nameserver).any(|name| *name == record.name)
            };
            let glue = reply.additional.iter().filter(is_glue).cloned().collect();
            return Some(ParentFacts { zone: parent, named, glue });
        }
    }
    None
}

/// What each server is asked as well the SOA record.
fn questions(zone: &Name, name: &Name, of: &ZoneUse) -> Vec<Question> {
    let mut questions = vec![Question { name: zone.clone(), rtype: RecordType::NS }];
    let mut ask = |name: &Name, rtype| questions.push(Question { name: name.clone(), rtype });
    match of {
        ZoneUse::Address(_) => ask(name, RecordType::PTR),
        ZoneUse::Domain(_) => {
            for rtype in [RecordType::MX, RecordType::TXT, RecordType::A, RecordType::AAAA] {
                ask(name, rtype);
            }
            if let Ok(dmarc) = name.child(b"_dmarc") {
                ask(&dmarc, RecordType::TXT);
            }
        }
    }
    questions
}

async fn ask_server(
    asking: &Asking,
    zone: &Name,
    questions: &[Question],
    name: Name,
    address: IpAddr,
) -> ServerFacts {
    let server = SocketAddr::new(address, asking.port);
    let soa = Question { name: zone.clone(), rtype: RecordType::SOA };
    let udp = async {
        let mut told: Vec<Told> = Vec::with_capacity(TIMES);
        for _ in 0..TIMES {
            told.push(asking.direct.over_udp(server, &soa).await);
            // What is silent once, after a second try, stays so.
            if told.last().is_some_and(Result::is_err) {
                break;
            }
        }
        told
    };
    let records = join_all(questions.iter().map(|question| ask_records(asking, server, question)));
    let (udp, tcp, records) = tokio::join!(udp, asking.direct.over_tcp(server, &soa, TIMES), records);
    ServerFacts { name, address, udp, tcp, records }
}

async fn ask_records(asking: &Asking, server: SocketAddr, question: &Question) -> ServerRecords {
    let told = asking.direct.over_udp(server, question).await;
    let was_truncated = told.as_ref().is_ok_and(|reply| reply.truncated);
    let told = if was_truncated { over_tcp_once(asking, server, question).await } else { told };
    ServerRecords { question: question.clone(), told, was_truncated }
}

async fn over_tcp_once(asking: &Asking, server: SocketAddr, question: &Question) -> Told {
    let told = asking.direct.over_tcp(server, question, 1).await;
    told.into_iter().next().unwrap_or(Err(Failure::Truncated))
}
