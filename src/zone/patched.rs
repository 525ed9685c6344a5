//! A change laid over another source of answers.

use std::sync::Arc;

use futures_util::future::BoxFuture;

use super::change::Change;
use crate::dns::{Answer, Dns, Failure, Name, Question, Record, RecordData, RecordType, Response};

/// The types that show whether a name without the records asked for still exists.
const USUAL_TYPES: [RecordType; 6] =
    [RecordType::A, RecordType::AAAA, RecordType::MX, RecordType::TXT, RecordType::NS, RecordType::SOA];

/// Answers as DNS would with a change published: RRsets are edited, new names exist and keep wildcards away, and
/// names whose last record went do not exist any more.
pub struct Patched<'a> {
    change: &'a Change,
    below: &'a dyn Dns,
}

impl<'a> Patched<'a> {
    /// Lays a change over `below`.
    pub fn new(change: &'a Change, below: &'a dyn Dns) -> Patched<'a> {
        Patched { change, below }
    }

    fn edits(&self, name: &Name) -> bool {
        self.change.remove.iter().chain(&self.change.add).any(|record| record.name == *name)
    }

    /// True when a record is published at the name or below it, so that it exists.
    fn is_above_published(&self, name: &Name) -> bool {
        self.change.add.iter().any(|record| record.name.is_at_or_below(name))
    }

    async fn answer(&self, question: &Question) -> Answer {
        if self.edits(&question.name) {
            return self.edited(question).await;
        }
        let mut response = self.below.ask(question).await?;
        if self.hides_wildcard(question, &response).await {
            let hidden = Arc::make_mut(&mut response);
            hidden.records.clear();
            hidden.nxdomain = !self.is_above_published(&question.name);
            return Ok(response);
        }
        self.cut_at_changed_names(&mut response);
        let is_missing = response.nxdomain && response.records.is_empty();
        if is_missing && self.is_above_published(&question.name) {
            Arc::make_mut(&mut response).nxdomain = false;
        }
        Ok(response)
    }

    /// Ends an answer behind the alias that leads to a changed name: what follows is the state before.
    fn cut_at_changed_names(&self, response: &mut Arc<Response>) {
        let leads_here = |record: &Record| {
            alias_target(record).is_some_and(|target| self.edits(target) || self.is_above_published(target))
        };
        if let Some(position) = response.records.iter().position(leads_here) {
            let response = Arc::make_mut(response);
            response.records.truncate(position + 1);
            response.nxdomain = false;
            response.soa = None;
        }
    }

    /// The answer for a name whose records are changed.
    async fn edited(&self, question: &Question) -> Answer {
        let Question { name, rtype } = question;
        let mut response = self.below.ask(question).await?;
        let is_alias = |record: &Record| record.name == *name && record.rtype == RecordType::CNAME;
        let keeps_alias = response.records.iter().any(is_alias) && !self.change.removes_alias_at(name);
        if keeps_alias && *rtype != RecordType::CNAME {
            self.cut_at_changed_names(&mut response);
            return Ok(response);
        }
        let published = || self.change.published_at(name);
        let new_alias = published().filter(|record| record.rtype == RecordType::CNAME);
        let mut left: Vec<Record> = match self.hides_wildcard(question, &response).await {
            true => Vec::new(),
            false => self.left_of(question, &response),
        };
        left.extend(published().filter(|record| record.rtype == *rtype).cloned());
        if left.is_empty() {
            left.extend(new_alias.cloned());
        }
        let is_missing = left.is_empty()
            && !self.is_above_published(name)
            && (is_nonexistent(&response, name) || self.is_emptied(name).await?);
        let edited = Arc::make_mut(&mut response);
        if !left.is_empty() {
            edited.soa = None;
        }
        edited.records = left;
        edited.nxdomain = is_missing;
        Ok(response)
    }

    /// The records of an RRset that are not removed.
    fn left_of(&self, question: &Question, response: &Response) -> Vec<Record> {
        let held = response.records.iter().filter(|record| {
            record.name == question.name && record.rtype == question.rtype && !self.change.removes(record)
        });
        held.cloned().collect()
    }

    /// True when the records of a name come from a wildcard that a published record keeps away: one of the name's own,
    /// or one below it or below a name in between (RFC 4592 section 2.2.1).
    async fn hides_wildcard(&self, question: &Question, response: &Response) -> bool {
        let held = response.records.iter().filter(|record| record.name == question.name);
        let held: Vec<&RecordData> = held.map(|record| &record.data).collect();
        if held.is_empty() {
            return false;
        }
        let mut names = vec![question.name.clone()];
        for wildcard in wildcards_above(&question.name) {
            if names.iter().any(|name| self.is_above_published(name)) {
                let asked = Question { name: wildcard.clone(), rtype: question.rtype };
                let Ok(wild) = self.below.ask(&asked).await else { return false };
                let wild = wild.records.iter().filter(|record| record.name == wildcard);
                let wild: Vec<&RecordData> = wild.map(|record| &record.data).collect();
                if held.len() == wild.len() && held.iter().all(|data| wild.contains(data)) {
                    return true;
                }
            }
            names.extend(wildcard.parent());
        }
        false
    }

    /// True when no record of a name is left.
    async fn is_emptied(&self, name: &Name) -> Result<bool, Failure> {
        for rtype in USUAL_TYPES {
            let question = Question { name: name.clone(), rtype };
            let response = self.below.ask(&question).await?;
            if !self.left_of(&question, &response).is_empty() {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

impl Dns for Patched<'_> {
    fn ask<'a>(&'a self, question: &'a Question) -> BoxFuture<'a, Answer> {
        Box::pin(self.answer(question))
    }
}

/// Returns the wildcards that could make a name, the nearest first; none directly below the top of the tree, where
/// nobody publishes one.
pub fn wildcards_above(name: &Name) -> Vec<Name> {
    let ancestors = std::iter::successors(name.parent(), Name::parent);
    let wildcards = ancestors.take_while(|ancestor| ancestor.labels().len() > 1);
    wildcards.filter_map(|ancestor| ancestor.child(b"*").ok()).filter(|wildcard| wildcard != name).collect()
}

/// True when the name itself does not exist, and not one that it is an alias of.
fn is_nonexistent(response: &Response, name: &Name) -> bool {
    response.nxdomain && !response.records.iter().any(|record| record.name == *name)
}

fn alias_target(record: &Record) -> Option<&Name> {
    match &record.data {
        RecordData::Cname(target) => Some(target),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;
    use crate::dns::{Lookup, Outcome, Source, look_up};
    use crate::resolver::Offline;
    use crate::zone::{Overlay, Zone, parse_record};

    const ZONE: &str = "$TTL 3600\n\
        @ IN SOA ns.a.test. root.a.test. 1 2 3 4 5\n\
        @ IN NS ns.a.test.\n\
        @ IN MX 10 mx\n\
        mx IN CNAME host\n\
        host IN A 192.0.2.1\n\
        two IN A 192.0.2.2\n\
        two IN A 192.0.2.3\n\
        *.wild IN A 192.0.2.4\n";

    fn records(texts: &[&str]) -> Vec<Record> {
        texts.iter().map(|text| parse_record(text, Source::Live).unwrap()).collect()
    }

    fn look(change: &Change, name: &str, rtype: RecordType) -> Lookup {
        let zone = Zone::parse("a.test.zone", ZONE, Some("a.test".parse().unwrap())).unwrap();
        let before = Overlay::new(vec![zone], Arc::new(Offline)).unwrap();
        let after = Patched::new(change, &before);
        look_up(&after, &name.parse().unwrap(), rtype).now_or_never().unwrap()
    }

    fn data(lookup: &Lookup) -> Vec<String> {
        lookup.records().iter().map(|record| record.data.to_string()).collect()
    }

    #[test]
    fn edits_an_rrset() {
        let change = Change {
            remove: records(&["two.a.test. 60 IN A 192.0.2.2"]),
            add: records(&["two.a.test. 60 IN A 192.0.2.9", "two.a.test. 60 IN TXT \"x\""]),
        };
        assert_eq!(data(&look(&change, "two.a.test", RecordType::A)), ["192.0.2.3", "192.0.2.9"]);
        assert_eq!(data(&look(&change, "two.a.test", RecordType::TXT)), ["\"x\""]);
        assert_eq!(data(&look(&change, "host.a.test", RecordType::A)), ["192.0.2.1"]);
    }

    #[test]
    fn follows_an_alias_to_what_is_changed() {
        let change = Change {
            remove: records(&["host.a.test. 60 IN A 192.0.2.1"]),
            add: records(&["host.a.test. 60 IN A 192.0.2.9"]),
        };
        let lookup = look(&change, "mx.a.test", RecordType::A);
        assert_eq!((data(&lookup), lookup.aliases.len()), (vec!["192.0.2.9".to_owned()], 1));
    }

    #[test]
    fn replaces_an_alias_by_data_and_data_by_an_alias() {
        let alias = records(&["mx.a.test. 60 IN CNAME host.a.test."]);
        let change = Change { remove: alias, add: records(&["mx.a.test. 60 IN A 192.0.2.9"]) };
        let lookup = look(&change, "mx.a.test", RecordType::A);
        assert_eq!((data(&lookup), lookup.is_alias()), (vec!["192.0.2.9".to_owned()], false));
        assert!(matches!(look(&change, "mx.a.test", RecordType::AAAA).outcome, Outcome::NoData { .. }));

        let change = Change {
            remove: records(&["host.a.test. 60 IN A 192.0.2.1"]),
            add: records(&["host.a.test. 60 IN CNAME two.a.test."]),
        };
        let lookup = look(&change, "mx.a.test", RecordType::A);
        assert_eq!((lookup.records().len(), lookup.aliases.len()), (2, 2));
    }

    #[test]
    fn a_name_lives_and_dies_with_its_records() {
        let change = Change { remove: records(&["host.a.test. 60 IN A 192.0.2.1"]), add: Vec::new() };
        assert!(matches!(look(&change, "host.a.test", RecordType::A).outcome, Outcome::NxDomain { .. }));
        assert!(matches!(look(&change, "mx.a.test", RecordType::A).outcome, Outcome::NxDomain { .. }));
        let change = Change { remove: records(&["two.a.test. 60 IN A 192.0.2.2"]), add: Vec::new() };
        assert!(matches!(look(&change, "two.a.test", RecordType::MX).outcome, Outcome::NoData { .. }));

        let add = records(&["new.sub.a.test. 60 IN A 192.0.2.9"]);
        let change = Change { remove: Vec::new(), add };
        assert_eq!(data(&look(&change, "new.sub.a.test", RecordType::A)), ["192.0.2.9"]);
        assert!(matches!(look(&change, "new.sub.a.test", RecordType::MX).outcome, Outcome::NoData { .. }));
        assert!(matches!(look(&change, "sub.a.test", RecordType::A).outcome, Outcome::NoData { .. }));
        assert!(matches!(look(&change, "other.a.test", RecordType::A).outcome, Outcome::NxDomain { .. }));
    }

    #[test]
    fn a_new_record_keeps_the_wildcard_away() {
        let add = records(&["m.wild.a.test. 60 IN TXT \"x\""]);
        let change = Change { remove: Vec::new(), add };
        assert!(matches!(look(&change, "m.wild.a.test", RecordType::A).outcome, Outcome::NoData { .. }));
        assert_eq!(data(&look(&change, "n.wild.a.test", RecordType::A)), ["192.0.2.4"]);

        let add = records(&["_dmarc.m.wild.a.test. 60 IN TXT \"x\""]);
        let change = Change { remove: Vec::new(), add };
        assert!(matches!(look(&change, "m.wild.a.test", RecordType::A).outcome, Outcome::NoData { .. }));
        assert!(matches!(look(&change, "x.m.wild.a.test", RecordType::A).outcome, Outcome::NxDomain { .. }));
    }
}
