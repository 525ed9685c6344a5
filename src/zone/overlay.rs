//! Zone files laid over another source of answers.

use std::cmp::Reverse;
use std::sync::Arc;

use futures_util::future::BoxFuture;

use crate::dns::{
    Answer, Dns, Failure, MAX_ALIASES, Name, NotAsked, Question, Record, RecordData, RecordType, Response,
    Source, YXDOMAIN,
};

use super::authority::{Finding, ask_zone, by_wildcard};
use super::contents::{Zone, is_other_data};
use super::error::ZoneError;
use super::partial::{replaced, wildcard_encloser};

/// Zone files in front of what is published.
///
/// A zone with an SOA record is whole: what it does not hold does not exist,
/// and only below its delegations the published DNS is asked. A file without SOA
/// replaces the RRsets that it holds. The longest origin wins; of the same
/// origin, the file without SOA.
pub struct Overlay {
    /// In the order in which they are asked.
    zones: Vec<Zone>,
    below: Arc<dyn Dns>,
}

/// Where the next answer comes from.
enum Step<'z> {
    /// A zone file knows.
    Found(Finding, &'z Zone),
    /// No zone file does.
    Below,
}

impl Overlay {
    /// Lays zones over `below`.
    ///
    /// # Errors
    ///
    /// Two whole zones of one origin, and files for one origin that contradict each other.
    pub fn new(zones: Vec<Zone>, below: Arc<dyn Dns>) -> Result<Overlay, ZoneError> {
        let mut kept: Vec<Zone> = Vec::with_capacity(zones.len());
        for zone in zones {
            let is_whole = zone.soa().is_some();
            let twin = kept
                .iter_mut()
                .find(|held| held.origin() == zone.origin() && held.soa().is_some() == is_whole);
            match twin {
                None => kept.push(zone),
                Some(twin) if is_whole => {
                    return Err(ZoneError::without_position(
                        zone.file(),
                        format!(
                            "it is the zone '{}', and so is {}, expected one file with an SOA record for each zone",
                            zone.origin(),
                            twin.file()
                        ),
                    ));
                }
                Some(twin) => *twin = twin.merged(&zone)?,
            }
        }
        kept.sort_by_key(|zone| (Reverse(zone.origin().labels().len()), zone.soa().is_some()));
        Ok(Overlay { zones: kept, below })
    }

    /// The zones, in the order in which they are asked.
    pub fn zones(&self) -> &[Zone] {
        &self.zones
    }

    fn covering<'z, 'n>(&'z self, name: &'n Name) -> impl Iterator<Item = &'z Zone> + use<'z, 'n> {
        self.zones.iter().filter(|zone| name.is_at_or_below(zone.origin()))
    }

    /// The files without SOA that come before the whole zone that covers the name.
    fn partial<'z, 'n>(&'z self, name: &'n Name) -> impl Iterator<Item = &'z Zone> + use<'z, 'n> {
        self.covering(name).take_while(|zone| zone.soa().is_none())
    }

    /// What the zone files say by themselves: RRsets that replace others, then the whole zone.
    fn step<'z>(&'z self, name: &Name, rtype: RecordType) -> Step<'z> {
        for zone in self.covering(name) {
            let finding = if zone.soa().is_none() {
                replaced(zone, name, rtype)
            } else {
                match ask_zone(zone, name, rtype) {
                    Finding::Delegated => return Step::Below,
                    Finding::Alias { records, .. } if self.displaces(name, &records) => Some(Finding::NoData),
                    finding => Some(finding),
                }
            };
            if let Some(finding) = finding {
                return Step::Found(finding, zone);
            }
        }
        Step::Below
    }

    /// True when a file without SOA has records at or below the name: it exists.
    fn is_known_in_part(&self, name: &Name) -> bool {
        self.partial(name).any(|zone| zone.knows(name))
    }

    /// True when a file without SOA has other records at a name that is published as an alias: the
    /// two cannot be together (RFC 1034 section 3.6.2), so the CNAME goes.
    fn displaces(&self, name: &Name, alias: &[Record]) -> bool {
        let is_cname =
            alias.first().is_some_and(|first| first.rtype == RecordType::CNAME && first.name == *name);
        let mut planned = self.partial(name).flat_map(|zone| zone.records_at(name));
        is_cname && planned.any(|record| is_other_data(record.rtype))
    }

    /// True when an alias to this name has to be followed through the zone files.
    fn holds(&self, name: &Name) -> bool {
        self.covering(name).any(|zone| match zone.soa() {
            Some(_) => ask_zone(zone, name, RecordType::A) != Finding::Delegated,
            None => {
                zone.records_at(name).next().is_some()
                    || wildcard_encloser(zone, name).is_some()
                    || replaced(zone, name, RecordType::A).is_some()
            }
        })
    }

    /// What a wildcard of a file without SOA says about a name that does not exist otherwise.
    async fn by_partial_wildcard<'z>(
        &'z self,
        name: &Name,
        rtype: RecordType,
    ) -> Option<(Finding, &'z Zone)> {
        for zone in self.partial(name) {
            let Some(encloser) = wildcard_encloser(zone, name) else { continue };
            let between = std::iter::successors(name.parent(), Name::parent)
                .take_while(|ancestor| *ancestor != encloser);
            let mut is_nearest = true;
            for ancestor in between {
                // A published name in between keeps the wildcard away (RFC 4592 section 2.2.1).
                if self.is_known_in_part(&ancestor) || self.is_published(&ancestor, rtype).await {
                    is_nearest = false;
                    break;
                }
            }
            if is_nearest && let Some(finding) = by_wildcard(zone, &encloser, name, rtype) {
                return Some((finding, zone));
            }
        }
        None
    }

    /// True when the name is known to exist beneath the files without SOA.
    async fn is_published(&self, name: &Name, rtype: RecordType) -> bool {
        let whole = self.covering(name).find(|zone| zone.soa().is_some());
        match whole.map(|zone| ask_zone(zone, name, rtype)) {
            Some(Finding::NxDomain) => false,
            None | Some(Finding::Delegated) => {
                let question = Question { name: name.clone(), rtype };
                self.below.ask(&question).await.is_ok_and(|response| !response.nxdomain)
            }
            Some(_) => true,
        }
    }

    async fn answer(&self, question: &Question) -> Answer {
        let rtype = question.rtype;
        let mut name = question.name.clone();
        let mut records: Vec<Record> = Vec::new();
        let mut aliases = 0;
        let mut source = None;
        loop {
            let (finding, zone) = match self.step(&name, rtype) {
                Step::Found(Finding::NxDomain, zone) => (self.instead_of_nxdomain(&name, rtype).await, zone),
                Step::Found(finding, zone) => (finding, zone),
                // Only the caller asks on, so that each question is counted and kept once.
                Step::Below => match source {
                    None => return self.ask_below(question).await,
                    Some(source) => return found(records, source),
                },
            };
            let source = source.get_or_insert_with(|| zone.source()).clone();
            let (nxdomain, found, target) = match finding {
                Finding::Records(found) => {
                    records.extend(found);
                    return self::found(records, source);
                }
                Finding::Alias { records, target } => (false, records, Some(target)),
                Finding::TooLong => return Err(Failure::Rcode(YXDOMAIN)),
                Finding::Hidden(why) => return Err(Failure::NotAsked(why)),
                Finding::NxDomain => (true, Vec::new(), None),
                Finding::NoData | Finding::Delegated => (false, Vec::new(), None),
            };
            records.extend(found);
            match target {
                None => {
                    let soa = zone.soa().cloned();
                    return Ok(Arc::new(Response { nxdomain, records, soa, authoritative: false, source }));
                }
                Some(target) => {
                    aliases += 1;
                    // Enough for the caller to see that the chain is too long.
                    if aliases > MAX_ALIASES {
                        return self::found(records, source);
                    }
                    name = target;
                }
            }
        }
    }

    /// A whole zone says that the name does not exist: a file without SOA may know it.
    async fn instead_of_nxdomain(&self, name: &Name, rtype: RecordType) -> Finding {
        if self.is_known_in_part(name) {
            return Finding::NoData;
        }
        self.by_partial_wildcard(name, rtype).await.map_or(Finding::NxDomain, |(finding, _)| finding)
    }

    async fn ask_below(&self, question: &Question) -> Answer {
        let name = &question.name;
        let answer = self.below.ask(question).await;
        let unknown = match &answer {
            Ok(response) => response.nxdomain && response.records.is_empty(),
            Err(failure) => *failure == Failure::NotAsked(NotAsked::Offline),
        };
        if unknown && !self.is_known_in_part(name) {
            let wildcard = self.by_partial_wildcard(name, question.rtype).await;
            match wildcard {
                Some((Finding::Records(records) | Finding::Alias { records, .. }, zone)) => {
                    return found(records, zone.source());
                }
                // Offline, what the published name holds as well stays unknown.
                Some((Finding::NoData, _)) => {
                    return answer.map(|mut response| {
                        Arc::make_mut(&mut response).nxdomain = false;
                        response
                    });
                }
                _ => {}
            }
        }
        let mut response = answer?;
        if self.displaces(name, &response.records) {
            return found(Vec::new(), response.source.clone());
        }
        self.cut_at_held_names(&mut response);
        let last = response.records.iter().rev().find_map(alias_target).unwrap_or(name);
        if response.nxdomain && self.is_known_in_part(last) {
            Arc::make_mut(&mut response).nxdomain = false;
        }
        Ok(response)
    }

    /// Ends an answer behind the alias that leads to a name of a zone file: what follows is published, not planned.
    fn cut_at_held_names(&self, response: &mut Arc<Response>) {
        let leads_here = |record: &Record| alias_target(record).is_some_and(|target| self.holds(target));
        let held = response.records.iter().position(leads_here);
        if let Some(position) = held {
            let response = Arc::make_mut(response);
            response.records.truncate(position + 1);
            response.nxdomain = false;
            response.soa = None;
        }
    }
}

/// An answer of records that exist.
fn found(records: Vec<Record>, source: Source) -> Answer {
    Ok(Arc::new(Response { nxdomain: false, records, soa: None, authoritative: false, source }))
}

fn alias_target(record: &Record) -> Option<&Name> {
    match &record.data {
        RecordData::Cname(target) => Some(target),
        _ => None,
    }
}

impl Dns for Overlay {
    fn ask<'a>(&'a self, question: &'a Question) -> BoxFuture<'a, Answer> {
        Box::pin(self.answer(question))
    }
}

#[cfg(test)]
mod tests;
