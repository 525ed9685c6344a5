//! Following aliases from the name asked for to the records.

use super::{
    Dns, Failure, MAX_ALIASES, Name, Question, Record, RecordData, RecordType, Response, Source, YXDOMAIN,
};

/// A question, the aliases that were met, and what is at their end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lookup {
    /// What was asked.
    pub question: Question,
    /// CNAME and DNAME records in the order they were followed, a DNAME before
    /// the CNAME that follows from it. Kept when the lookup fails, too.
    pub aliases: Vec<Record>,
    /// How it ended.
    pub outcome: Outcome,
}

/// How a lookup ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The records asked for, at least one; all are owned by the canonical name.
    Found(Vec<Record>),
    /// The name exists and has no such record (RFC 2308 section 2.2).
    NoData {
        /// The SOA of the zone that says so, where one was sent.
        soa: Option<Record>,
        /// Who says so.
        source: Source,
    },
    /// The name at the end of the aliases does not exist (RFC 2308 section 2.1).
    NxDomain {
        /// The SOA of the zone that says so, where one was sent.
        soa: Option<Record>,
        /// Who says so.
        source: Source,
    },
    /// There is no usable answer.
    Failed(Failure),
}

impl Lookup {
    /// The name at the end of the aliases, as far as they could be followed.
    pub fn canonical_name(&self) -> &Name {
        let target = self.aliases.iter().rev().find_map(|alias| match &alias.data {
            RecordData::Cname(target) => Some(target),
            _ => None,
        });
        target.unwrap_or(&self.question.name)
    }

    /// True when the name asked for is an alias.
    pub fn is_alias(&self) -> bool {
        !self.aliases.is_empty()
    }

    /// The records asked for; none when the lookup was negative or failed.
    pub fn records(&self) -> &[Record] {
        match &self.outcome {
            Outcome::Found(records) => records,
            _ => &[],
        }
    }

    /// Why there is no usable answer.
    pub fn failure(&self) -> Option<Failure> {
        match self.outcome {
            Outcome::Failed(failure) => Some(failure),
            _ => None,
        }
    }

    /// True for NODATA and NXDOMAIN: a result, and it says that nothing is there.
    pub fn is_negative(&self) -> bool {
        matches!(self.outcome, Outcome::NoData { .. } | Outcome::NxDomain { .. })
    }

    /// The SOA that came with a negative answer.
    pub fn soa(&self) -> Option<&Record> {
        match &self.outcome {
            Outcome::NoData { soa, .. } | Outcome::NxDomain { soa, .. } => soa.as_ref(),
            _ => None,
        }
    }

    /// Seconds for which resolvers may keep a negative answer (RFC 2308 section 5);
    /// none without an SOA.
    pub fn negative_ttl(&self) -> Option<u32> {
        let soa = self.soa()?;
        match soa.data {
            RecordData::Soa { minimum, .. } => Some(soa.ttl.min(minimum)),
            _ => None,
        }
    }
}

/// Looks up the records of one type at a name, through CNAME and DNAME.
///
/// A server that stops where its own data ends is asked again for the target.
/// At most [`MAX_ALIASES`] aliases are followed; a question for CNAME follows none.
pub async fn look_up(dns: &dyn Dns, name: &Name, rtype: RecordType) -> Lookup {
    let mut chase = Chase { rtype, current: name.clone(), seen: vec![name.clone()], aliases: Vec::new() };
    let outcome = loop {
        let question = Question { name: chase.current.clone(), rtype };
        let step = match dns.ask(&question).await {
            Ok(response) => chase.follow(&response),
            Err(failure) => Err(failure),
        };
        match step {
            Ok(Some(outcome)) => break outcome,
            Ok(None) => {}
            Err(failure) => break Outcome::Failed(failure),
        }
    };
    Lookup { question: Question { name: name.clone(), rtype }, aliases: chase.aliases, outcome }
}

struct Chase {
    rtype: RecordType,
    current: Name,
    /// Every name of the chain, that asked for first.
    seen: Vec<Name>,
    aliases: Vec<Record>,
}

impl Chase {
    /// Walks through one response. None when the target has to be asked for.
    fn follow(&mut self, response: &Response) -> Result<Option<Outcome>, Failure> {
        let names_before = self.seen.len();
        loop {
            let found: Vec<Record> =
                response.records.iter().filter(|r| self.is_asked_for(r)).cloned().collect();
            if !found.is_empty() {
                return Ok(Some(Outcome::Found(as_rrset(found))));
            }
            let Some(cname) = self.next_alias(&response.records)? else { break };
            if self.rtype == RecordType::CNAME {
                return Ok(Some(Outcome::Found(vec![cname])));
            }
            self.step_over(cname)?;
        }
        let soa = response.soa.as_ref().filter(|soa| self.current.is_at_or_below(&soa.name)).cloned();
        let followed = self.seen.len() > names_before;
        Ok(if response.nxdomain {
            Some(Outcome::NxDomain { soa, source: response.source.clone() })
        } else if soa.is_some() || !followed {
            Some(Outcome::NoData { soa, source: response.source.clone() })
        } else {
            None
        })
    }

    fn is_asked_for(&self, record: &Record) -> bool {
        record.name == self.current && record.rtype == self.rtype
    }

    /// The CNAME record that leads on from the current name, made from a DNAME
    /// where the server sent only that (RFC 6672 section 3.1).
    fn next_alias(&mut self, records: &[Record]) -> Result<Option<Record>, Failure> {
        let dname = records
            .iter()
            .filter(|r| matches!(r.data, RecordData::Dname(_)))
            .filter(|r| r.name != self.current && self.current.is_at_or_below(&r.name))
            .max_by_key(|r| r.name.labels().len());
        let cname = records
            .iter()
            .find(|r| r.name == self.current && matches!(r.data, RecordData::Cname(_)))
            .cloned();
        let Some(dname) = dname else { return Ok(cname) };
        self.aliases.push(dname.clone());
        let RecordData::Dname(target) = &dname.data else { return Ok(cname) };
        if cname.is_some() {
            return Ok(cname);
        }
        let target =
            self.current.with_suffix_replaced(&dname.name, target).ok_or(Failure::Rcode(YXDOMAIN))?;
        Ok(Some(Record {
            name: self.current.clone(),
            rtype: RecordType::CNAME,
            ttl: dname.ttl,
            data: RecordData::Cname(target),
            source: dname.source.clone(),
        }))
    }

    fn step_over(&mut self, cname: Record) -> Result<(), Failure> {
        let RecordData::Cname(target) = cname.data.clone() else { return Ok(()) };
        self.aliases.push(cname);
        if self.seen.contains(&target) {
            return Err(Failure::AliasLoop);
        }
        // `seen` holds the name asked for and one name for each alias followed.
        if self.seen.len() > MAX_ALIASES {
            return Err(Failure::AliasChainTooLong);
        }
        self.seen.push(target.clone());
        self.current = target;
        Ok(())
    }
}

/// The records of an RRset, each once (RFC 2181 section 5), in an order that does not depend on how
/// the server shuffles them.
fn as_rrset(mut records: Vec<Record>) -> Vec<Record> {
    if records.len() > 1 {
        records.sort_by_cached_key(|record| record.data.to_string());
    }
    records.dedup_by(|a, b| a.data == b.data);
    records
}

#[cfg(test)]
mod tests {
    use std::future::ready;
    use std::sync::{Arc, Mutex};

    use futures_util::future::{BoxFuture, FutureExt};

    use super::*;
    use crate::dns::Answer;

    /// Responses by name, and the names that were asked for.
    #[derive(Default)]
    struct Table {
        responses: Vec<(&'static str, Answer)>,
        asked: Mutex<Vec<String>>,
    }

    impl Dns for Table {
        fn ask<'a>(&'a self, question: &'a Question) -> BoxFuture<'a, Answer> {
            let name = question.name.to_string();
            let answer = self.responses.iter().find(|(known, _)| *known == name);
            self.asked.lock().unwrap().push(name);
            Box::pin(ready(answer.map_or(Err(Failure::ServFail), |(_, answer)| answer.clone())))
        }
    }

    fn record(owner: &str, data: RecordData) -> Record {
        let rtype = match data {
            RecordData::Cname(_) => RecordType::CNAME,
            RecordData::Dname(_) => RecordType::DNAME,
            RecordData::Soa { .. } => RecordType::SOA,
            _ => RecordType::A,
        };
        Record { name: owner.parse().unwrap(), rtype, ttl: 600, data, source: Source::Live }
    }

    fn cname(owner: &str, target: &str) -> Record {
        record(owner, RecordData::Cname(target.parse().unwrap()))
    }

    fn a(owner: &str) -> Record {
        record(owner, RecordData::A([192, 0, 2, 1].into()))
    }

    fn soa(owner: &str) -> Option<Record> {
        let (mname, rname) = (Name::root(), Name::root());
        let data = RecordData::Soa { mname, rname, serial: 1, refresh: 2, retry: 3, expire: 4, minimum: 900 };
        Some(record(owner, data))
    }

    fn response(records: Vec<Record>, soa: Option<Record>) -> Answer {
        Ok(Arc::new(Response { nxdomain: false, records, soa, authoritative: false, source: Source::Live }))
    }

    fn chase(responses: Vec<(&'static str, Answer)>, owner: &str) -> (Lookup, Vec<String>) {
        let table = Table { responses, ..Table::default() };
        let name = owner.parse().unwrap();
        let lookup = look_up(&table, &name, RecordType::A).now_or_never().unwrap();
        (lookup, table.asked.into_inner().unwrap())
    }

    #[test]
    fn only_records_of_the_chain_count() {
        // In any order, with records of others between.
        let records = vec![a("b.test"), a("x.test"), cname("x.test", "y.test"), cname("a.test", "b.test")];
        let (lookup, asked) = chase(vec![("a.test", response(records, None))], "a.test");
        assert_eq!(lookup.records(), [a("b.test")]);
        assert_eq!(lookup.aliases, [cname("a.test", "b.test")]);
        assert_eq!(asked, ["a.test"]);
    }

    #[test]
    fn the_target_is_asked_for_unless_its_own_zone_spoke() {
        let alias = || vec![cname("a.test", "b.other")];
        let target = ("b.other", response(vec![a("b.other")], None));
        let (lookup, asked) =
            chase(vec![("a.test", response(alias(), soa("test"))), target.clone()], "a.test");
        assert_eq!((lookup.records().len(), asked.len()), (1, 2));

        let (lookup, asked) = chase(vec![("a.test", response(alias(), soa("other"))), target], "a.test");
        assert_eq!(lookup.outcome, Outcome::NoData { soa: soa("other"), source: Source::Live });
        assert_eq!((lookup.negative_ttl(), asked.len()), (Some(600), 1));
    }

    #[test]
    fn a_failure_keeps_the_aliases() {
        let (lookup, _) = chase(vec![("a.test", response(vec![cname("a.test", "b.other")], None))], "a.test");
        assert_eq!(lookup.failure(), Some(Failure::ServFail));
        assert_eq!(lookup.aliases.len(), 1);
        assert_eq!(lookup.canonical_name().to_string(), "b.other");

        let (lookup, _) = chase(vec![("a.test", response(vec![cname("a.test", "a.test")], None))], "a.test");
        assert_eq!((lookup.failure(), lookup.aliases.len()), (Some(Failure::AliasLoop), 1));
    }

    #[test]
    fn a_dname_that_makes_the_name_too_long_is_yxdomain() {
        let long = [["x"; 60].join(".").as_str(), "test"].join(".");
        let target = [["y"; 100].join(".").as_str(), "test"].join(".");
        let dname = record("test", RecordData::Dname(target.parse().unwrap()));
        let name: Name = long.parse().unwrap();
        let mut chase =
            Chase { rtype: RecordType::A, current: name.clone(), seen: vec![name], aliases: Vec::new() };
        let response = Response {
            nxdomain: false,
            records: vec![dname],
            soa: None,
            authoritative: false,
            source: Source::Live,
        };
        assert_eq!(chase.follow(&response), Err(Failure::Rcode(YXDOMAIN)));
        assert_eq!(chase.aliases.len(), 1);
    }

    #[test]
    fn the_owner_of_a_dname_is_no_alias() {
        let dname = record("test", RecordData::Dname("other".parse().unwrap()));
        let (lookup, _) = chase(vec![("test", response(vec![dname], None))], "test");
        assert!(lookup.is_negative() && !lookup.is_alias());
    }
}
