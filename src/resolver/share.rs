//! The share of one part of a case.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use futures_util::future::BoxFuture;

use super::budget::{Allowance, Part, weight};
use super::case::CaseQueries;
use crate::dns::{Answer, Dns, Failure, Limit, Question, RecordType};

/// After so many answers that were too large nothing more is asked: what is not kept need not be sent.
const MOST_REFUSED: usize = 4;

/// Answers the queries of one part of a case, up to its allowance, and notes what goes beyond it.
pub struct Share<'a> {
    dns: &'a dyn Dns,
    queries: &'a CaseQueries<'a>,
    part: Part,
    allowance: Allowance,
    used: Mutex<Used>,
}

#[derive(Default)]
struct Used {
    /// The queries, and what has become of their answers.
    queries: HashMap<Question, Kept>,
    texts: usize,
    octets: usize,
    /// How many answers were too large for what was left.
    refused: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kept {
    NotYet,
    Yes,
    No,
}

impl<'a> Share<'a> {
    /// Takes a part's share of a case that `dns` answers; `times` says how many addresses or lists it is for.
    pub fn new(dns: &'a dyn Dns, queries: &'a CaseQueries<'a>, part: Part, times: usize) -> Share<'a> {
        let allowance = Allowance::of_part(part, times);
        Share { dns, queries, part, allowance, used: Mutex::default() }
    }

    async fn answer(&self, question: &Question) -> Answer {
        let answer = match self.begin(question) {
            Ok(()) => self.dns.ask(question).await.and_then(|response| {
                let answer = Ok(response);
                self.keep(question, weight(&answer)).and(answer)
            }),
            Err(limit) => Err(Failure::OverBudget(limit)),
        };
        if let Err(Failure::OverBudget(limit)) = answer {
            self.queries.note_cut(self.part, limit);
        }
        answer
    }

    fn begin(&self, question: &Question) -> Result<(), Limit> {
        let mut used = self.used();
        if used.queries.contains_key(question) {
            return Ok(());
        }
        let is_text = question.rtype == RecordType::TXT;
        if used.queries.len() >= self.allowance.queries || (is_text && used.texts >= self.allowance.texts) {
            return Err(Limit::Queries);
        }
        if used.refused >= MOST_REFUSED {
            return Err(Limit::Octets);
        }
        used.texts += usize::from(is_text);
        used.queries.insert(question.clone(), Kept::NotYet);
        Ok(())
    }

    fn keep(&self, question: &Question, octets: usize) -> Result<(), Failure> {
        let mut used = self.used();
        let fits = used.octets + octets <= self.allowance.octets;
        let Some(kept) = used.queries.get_mut(question) else { return Ok(()) };
        if *kept == Kept::NotYet && fits {
            *kept = Kept::Yes;
            used.octets += octets;
            return Ok(());
        }
        if *kept == Kept::Yes {
            return Ok(());
        }
        if *kept == Kept::NotYet {
            *kept = Kept::No;
            used.refused += 1;
        }
        Err(Failure::OverBudget(Limit::Octets))
    }

    fn used(&self) -> MutexGuard<'_, Used> {
        // Nothing under this lock can leave it half done.
        self.used.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Dns for Share<'_> {
    fn ask<'a>(&'a self, question: &'a Question) -> BoxFuture<'a, Answer> {
        Box::pin(self.answer(question))
    }
}
