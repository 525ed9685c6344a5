//! One line: looked up, judged, and handed to the sink.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use crate::dnsbl::List;
use crate::judge::check::Ignore;
use crate::judge::verdict::Outcome;
use crate::judge::{self, Case, Judgement, Panel, Trying};
use crate::resolver::Resolver;
use crate::sender::Sender;

/// Takes what a run comes to. What it makes of a line is made on the worker that judged it, so that the thread that
/// delivers only writes.
pub trait Sink: Send + Sync + 'static {
    /// What is delivered of a line.
    type Told: Send + 'static;

    /// Makes what is delivered of a judged line, and says whether something that counts was found.
    fn judged(&self, judgement: &Judgement, input: String, line: u64) -> (Self::Told, bool);

    /// Makes what is delivered of a line that could not be read.
    fn unreadable(&self, line: u64, input: String, error: String) -> Self::Told;

    /// Makes what will wait long for its turn smaller.
    fn pack(&self, told: Self::Told) -> Self::Told;

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
    /// Where results go.
    pub sink: S,
    /// The ignored findings that some line had, by their place in the panel.
    used: Mutex<HashSet<usize>>,
}

impl<S: Sink> Job<S> {
    /// Makes a job.
    pub fn new(resolver: Resolver, lists: Vec<Arc<List>>, panel: Panel, sink: S) -> Job<S> {
        Job { resolver, lists, panel, sink, used: Mutex::default() }
    }

    /// Looks a sender up and judges it.
    pub(super) async fn judge(&self, sender: Sender, input: String, line: u64) -> (S::Told, Outcome, bool) {
        let judgement =
            judge::run(Case::of(sender), &self.panel, &self.resolver, &self.lists, Trying::OnKnownAnswers)
                .await;
        self.note_used(&judgement);
        let (told, is_found) = self.sink.judged(&judgement, input, line);
        (told, judgement.outcome, is_found)
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
