//! The answers that a case has already, and no others.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::future::BoxFuture;

use crate::dns::{Answer, Dns, Failure, Lookup, NotAsked, Outcome, Question, Response};
use crate::probe::facts::{AddressLookups, Facts};
use crate::resolver::CaseQueries;

/// Answers what the case has asked for, and asks nothing new.
pub(super) struct Known<'a> {
    queries: &'a CaseQueries<'a>,
    /// What the ends of aliases answer, which came along with the aliases.
    ends: HashMap<Question, Answer>,
    is_short: AtomicBool,
}

impl<'a> Known<'a> {
    /// Takes the answers of a case.
    pub(super) fn new(queries: &'a CaseQueries<'a>, facts: &Facts) -> Known<'a> {
        let exchanges = facts.mail_domain.iter().flat_map(|domain| &domain.exchanges);
        let addresses = exchanges.filter_map(|exchange| exchange.addresses.as_ref());
        let lookups = addresses.flat_map(|AddressLookups { a, aaaa }| [a, aaaa]);
        let ends = lookups.filter(|lookup| lookup.is_alias()).filter_map(end_of);
        Known { queries, ends: ends.collect(), is_short: AtomicBool::new(false) }
    }

    /// Returns true when something was wanted that is not known; begins anew.
    pub(super) fn was_short(&self) -> bool {
        self.is_short.swap(false, Ordering::Relaxed)
    }
}

/// What the name at the end of a lookup's aliases answers.
fn end_of(lookup: &Lookup) -> Option<(Question, Answer)> {
    let (nxdomain, soa, source) = match &lookup.outcome {
        Outcome::Found(records) => (false, None, records.first()?.source.clone()),
        Outcome::NoData { soa, source } => (false, soa.clone(), source.clone()),
        Outcome::NxDomain { soa, source } => (true, soa.clone(), source.clone()),
        Outcome::Failed(_) => return None,
    };
    let question = Question { name: lookup.canonical_name().clone(), rtype: lookup.question.rtype };
    let response =
        Response { nxdomain, records: lookup.records().to_vec(), soa, source, authoritative: false };
    Some((question, Ok(Arc::new(response))))
}

impl Dns for Known<'_> {
    fn ask<'a>(&'a self, question: &'a Question) -> BoxFuture<'a, Answer> {
        if self.queries.has_asked(question) {
            return self.queries.ask(question);
        }
        let answer = self.ends.get(question).cloned().unwrap_or_else(|| {
            self.is_short.store(true, Ordering::Relaxed);
            Err(Failure::NotAsked(NotAsked::Offline))
        });
        Box::pin(std::future::ready(answer))
    }
}
