//! The queries of one case: what they were answered, what they cost, and where they end.

use std::collections::{BTreeSet, HashMap};
use std::net::IpAddr;
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout_at};

use super::Resolver;
use super::budget::{Allowance, Part, Usage, aliases, weight};
use super::truthful::reachability;
use crate::dns::{Answer, Dns, Failure, Limit, Name, NotAsked, Question};

/// A query that has waited this long takes no place of others any more.
const LATE: Duration = Duration::from_millis(250);

/// Asks the queries of one case, counts the different ones, whoever answered them and when, and keeps their answers: the
/// count is that of a run with this case alone. What goes beyond the budget of the case is not asked, or not kept, and
/// has failed ([`Failure::OverBudget`]).
pub struct CaseQueries<'a> {
    resolver: &'a Resolver,
    allowance: Allowance,
    /// When its time is over; `None` leaves it open.
    end: Option<Instant>,
    /// Permits for queries under way; `None` leaves their number open.
    window: Option<Semaphore>,
    ledger: Mutex<Ledger>,
}

#[derive(Default)]
struct Ledger {
    /// The answers, as far as they came.
    answers: HashMap<Question, Option<Answer>>,
    octets: usize,
    aliases: usize,
    cuts: BTreeSet<(Part, Limit)>,
    doubts: Doubts,
}

/// What is odd about the answers of a case's resolver.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Doubts {
    /// Names that it says do not exist, without being believed.
    pub unproven: BTreeSet<Name>,
    /// Names that it answered for with authority.
    pub authoritative: BTreeSet<Name>,
}

impl<'a> CaseQueries<'a> {
    /// Begins a case.
    pub fn new(resolver: &'a Resolver, allowance: Allowance) -> CaseQueries<'a> {
        let answers = resolver.unregistered().iter().map(|question| (question.clone(), None)).collect();
        let pacing = resolver.pacing();
        CaseQueries {
            resolver,
            allowance,
            end: Some(Instant::now() + pacing.time),
            window: pacing.at_once.map(Semaphore::new),
            ledger: Mutex::new(Ledger { answers, ..Ledger::default() }),
        }
    }

    /// Begins one of which nothing depends on what others publish, such as lists that are asked about many subjects.
    pub fn without_bounds(resolver: &'a Resolver) -> CaseQueries<'a> {
        let mut queries = CaseQueries::new(resolver, Allowance::OPEN);
        queries.end = None;
        queries
    }

    /// Begins the time of the case anew: what went before was not spent on queries of its own.
    pub fn renew_time(&mut self) {
        self.end = self.end.map(|_| Instant::now() + self.resolver.pacing().time);
    }

    /// As [`Resolver::nameservers`].
    pub fn nameservers(&self) -> &'a [String] {
        self.resolver.nameservers()
    }

    /// Returns what was odd about the answers so far.
    pub fn doubts(&self) -> Doubts {
        self.ledger().doubts.clone()
    }

    /// Returns what the case has used so far.
    pub fn usage(&self) -> Usage {
        let ledger = self.ledger();
        Usage { queries: ledger.answers.len(), octets: ledger.octets, cuts: ledger.cuts.clone() }
    }

    /// Notes that a part of the case had not enough of something.
    pub(super) fn note_cut(&self, part: Part, limit: Limit) {
        self.ledger().cuts.insert((part, limit));
    }

    /// Returns true when the case has needed a query already.
    pub fn has_asked(&self, question: &Question) -> bool {
        self.ledger().answers.contains_key(question)
    }

    /// As [`Resolver::rewritten_to`].
    pub async fn rewritten_to(&self) -> &'a [IpAddr] {
        self.resolver.rewritten_to().await
    }

    /// As [`Resolver::nameserver_answered`].
    pub async fn nameserver_answered(&self, beside: &Name) -> bool {
        if !self.resolver.cache.nameserver_answered() && self.resolver.asks_nameservers() {
            let questions = reachability(beside).into_iter();
            let mut ledger = self.ledger();
            questions.for_each(|question| {
                ledger.answers.entry(question).or_default();
            });
        }
        self.resolver.nameserver_answered(beside).await
    }

    async fn answer(&self, question: &Question) -> Answer {
        if let Some(Some(answer)) = self.ledger().answers.get(question) {
            return answer.clone();
        }
        // It is never closed.
        let place = match &self.window {
            Some(window) => window.acquire().await.ok(),
            None => None,
        };
        self.begin(question)?;
        let answer = self.ask_in_time(question).await;
        drop(place);
        self.end(question, answer)
    }

    /// Counts a query that may be asked.
    fn begin(&self, question: &Question) -> Result<(), Failure> {
        if self.end.is_some_and(|end| Instant::now() >= end) {
            return Err(Failure::OverBudget(Limit::Time));
        }
        let mut ledger = self.ledger();
        if ledger.answers.contains_key(question) {
            return Ok(());
        }
        if ledger.answers.len() >= self.allowance.queries {
            return Err(Failure::OverBudget(Limit::Queries));
        }
        ledger.answers.insert(question.clone(), None);
        Ok(())
    }

    async fn ask_in_time(&self, question: &Question) -> Answer {
        let soon = Instant::now() + LATE;
        let soon = self.end.map_or(soon, |end| end.min(soon));
        let may_ask = |also: &Question| self.begin(also);
        let mut asking = pin!(self.resolver.answer(question, &may_ask));
        if let Ok(answer) = timeout_at(soon, &mut asking).await {
            self.window.iter().for_each(|window| window.add_permits(1));
            return answer;
        }
        let _late = Late::count(&self.resolver.load.late);
        match self.end {
            Some(end) => timeout_at(end, asking).await.unwrap_or(Err(Failure::OverBudget(Limit::Time))),
            None => asking.await,
        }
    }

    /// Keeps an answer, the first that came to this query.
    fn end(&self, question: &Question, answer: Answer) -> Answer {
        // Once a nameserver is back there is another answer.
        if matches!(answer, Err(Failure::NotAsked(NotAsked::NoNameserver))) {
            return answer;
        }
        let (octets, aliases) = (weight(&answer), aliases(&answer));
        let mut ledger = self.ledger();
        if let Some(Some(known)) = ledger.answers.get(question) {
            return known.clone();
        }
        let answer = match () {
            () if ledger.octets.saturating_add(octets) > self.allowance.octets => {
                Err(Failure::OverBudget(Limit::Octets))
            }
            () if ledger.aliases + aliases > self.allowance.aliases => {
                Err(Failure::OverBudget(Limit::Aliases))
            }
            () => {
                ledger.octets += octets;
                ledger.aliases += aliases;
                self.resolver.load.octets.fetch_add(octets, Ordering::Relaxed);
                answer
            }
        };
        match &answer {
            Err(Failure::UnprovenNxDomain) => ledger.doubts.unproven.insert(question.name.clone()),
            Ok(response) if response.authoritative => {
                ledger.doubts.authoritative.insert(question.name.clone())
            }
            _ => false,
        };
        ledger.answers.insert(question.clone(), Some(answer.clone()));
        answer
    }

    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        // Nothing under this lock can leave it half done.
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for CaseQueries<'_> {
    fn drop(&mut self) {
        let octets = self.ledger().octets;
        self.resolver.load.octets.fetch_sub(octets, Ordering::Relaxed);
    }
}

impl Dns for CaseQueries<'_> {
    fn ask<'a>(&'a self, question: &'a Question) -> BoxFuture<'a, Answer> {
        Box::pin(self.answer(question))
    }
}

/// One query more that has waited long, for as long as it lives.
struct Late<'a>(&'a AtomicUsize);

impl Late<'_> {
    fn count(counter: &AtomicUsize) -> Late<'_> {
        counter.fetch_add(1, Ordering::Relaxed);
        Late(counter)
    }
}

impl Drop for Late<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests;
