//! One line: looked up, judged, and handed to the sink.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use super::tally::Share;
use crate::dnsbl::List;
use crate::judge::check::Ignore;
use crate::judge::verdict::Outcome;
use crate::judge::{self, Case, Judgement, Panel, Trying};
use crate::resolver::Resolver;

/// Takes what a run comes to. What it makes of a line is made on the worker that judged it, so that the thread that
/// delivers only writes.
pub trait Sink: Send + Sync + 'static {
    /// What is delivered of a line.
    type Told: Send + 'static;

    /// Makes what is delivered of a judged line, and says how it counts; `before` is the same case in the world that
    /// the run is compared with.
    fn judged(
        &self,
        judgement: &Judgement,
        before: Option<&Judgement>,
        input: String,
        line: u64,
    ) -> (Self::Told, Share);

    /// Makes what is delivered of a line that could not be read.
    fn unreadable(&self, line: u64, input: String, error: String) -> Self::Told;

    /// Makes what will wait long for its turn smaller, where that pays.
    fn pack(&self, told: Self::Told) -> Self::Told {
        told
    }

    /// Returns about how many octets that takes while it waits for its turn.
    fn size(told: &Self::Told) -> usize;
}

/// What holds for every line of a run.
pub struct Job<S> {
    /// Who answers, with what was answered before.
    pub resolver: Resolver,
    /// The DNSBLs to ask.
    pub lists: Vec<Arc<List>>,
    /// Whose answers are predicted.
    pub panel: Panel,
    /// How proposed changes are tried.
    pub trying: Trying,
    /// Who answers in the world that the run is compared with, and the DNSBLs there.
    pub before: Option<(Resolver, Vec<Arc<List>>)>,
    /// Where results go.
    pub sink: S,
    /// The ignored findings that some line had, by their place in the panel.
    used: Mutex<HashSet<usize>>,
}

impl<S: Sink> Job<S> {
    /// Makes a job.
    pub fn new(resolver: Resolver, lists: Vec<Arc<List>>, panel: Panel, sink: S) -> Job<S> {
        let trying = Trying::OnKnownAnswers;
        Job { resolver, lists, panel, trying, before: None, sink, used: Mutex::default() }
    }

    /// Looks a case up and judges it.
    pub(super) async fn judge(&self, case: Case, input: String, line: u64) -> (S::Told, Outcome, Share) {
        let before = match &self.before {
            Some((resolver, lists)) => {
                let judging = judge::run(case.clone(), &self.panel, resolver, lists, Trying::Not);
                Some(Box::pin(judging).await)
            }
            None => None,
        };
        // On the heap, as it is large, and a line's future is moved several times.
        let judging = judge::run(case, &self.panel, &self.resolver, &self.lists, self.trying);
        let judgement = Box::pin(judging).await;
        self.note_used(&judgement);
        let (told, share) = self.sink.judged(&judgement, before.as_ref(), input, line);
        (told, judgement.outcome, share)
    }

    fn note_used(&self, judgement: &Judgement) {
        if self.panel.ignores.is_empty() {
            return;
        }
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        for (place, ignore) in self.panel.ignores.iter().enumerate() {
            if !used.contains(&place) && judgement.has_ignored(ignore) {
                used.insert(place);
            }
        }
    }

    /// Returns those of the findings to ignore that no line had.
    pub fn unused(&self) -> Vec<&Ignore> {
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let places = self.panel.ignores.iter().enumerate();
        places.filter(|(place, _)| !used.contains(place)).map(|(_, ignore)| ignore).collect()
    }
}
