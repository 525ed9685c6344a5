//! One line: asked, judged, and written as JSON.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use futures_util::future::BoxFuture;

use super::form::{Form, Told};
use crate::catalogue::Receiver;
use crate::dns::{Answer, Dns, Question};
use crate::dnsbl::List;
use crate::judge::check;
use crate::judge::check::{Finding, Findings, Ignore, Status};
use crate::judge::verdict::Outcome;
use crate::judge::{assess, verdict};
use crate::probe;
use crate::probe::Resolver;
use crate::report::document::batch::BatchResult;
use crate::report::document::json;
use crate::report::{ListView, SenderReport, not_checked};
use crate::resolver::Cache;
use crate::sender::Sender;

/// What holds for every line of a run.
pub struct Job {
    /// Who answers, with what was answered before.
    pub dns: Cache,
    /// Whether anybody but zone files answers.
    pub resolver: Resolver,
    /// The DNSBLs to ask.
    pub lists: Vec<Arc<List>>,
    /// The receivers to predict.
    pub receivers: Vec<Receiver>,
    /// Whether results hold the findings that are passes, too.
    pub with_passes: bool,
    /// How results are told.
    pub form: Form,
    /// Whether an outcome and its findings are something that `--fail-on` names.
    pub is_found: Box<IsFound>,
    /// Findings that do not count.
    pub ignores: Vec<Ignore>,
    /// Those of them that named a finding.
    pub used: Mutex<HashSet<usize>>,
    /// What was found of lists that could not be asked: one view of each.
    pub unchecked: Mutex<Vec<ListView>>,
}

/// Says of an outcome and its findings whether they count.
pub type IsFound = dyn Fn(Outcome, &[Finding]) -> bool + Send + Sync;

impl Job {
    /// Asks everything about a sender and judges it.
    pub(super) async fn judge(&self, sender: &Sender) -> SenderReport {
        let started = Instant::now();
        let counted = Counted { below: &self.dns, seen: Mutex::default() };
        let facts = probe::one_of_many(&counted, &self.dns, sender, self.resolver, &self.lists).await;
        let facts = assess::discount_rewritten(facts);
        let assessment = assess::assess(sender, &facts);
        let mut findings = check::findings(&assessment, &facts, &self.receivers);
        let without_ignored = self.ignore(&mut findings, sender);
        let decisive = without_ignored.as_ref().unwrap_or(&findings);
        let verdicts = verdict::judge_all(&self.receivers, decisive, &sender.addresses);
        let assumed = &facts.assumed_addresses;
        let elapsed = started.elapsed();
        let mut report =
            SenderReport::new("batch", sender, assumed, findings, verdicts, counted.count(), elapsed);
        report.spf = facts.spf;
        report.lists = assessment.lists.iter().map(ListView::from).collect();
        self.note_unchecked(&report.lists);
        report
    }

    /// The findings as they count; none where they all do.
    fn ignore(&self, findings: &mut Findings, sender: &Sender) -> Option<Findings> {
        if self.ignores.is_empty() {
            return None;
        }
        let counted = check::ignore(findings, &self.ignores, sender.domain.as_ref());
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        for (place, ignore) in self.ignores.iter().enumerate() {
            if !used.contains(&place) && ignore.names_any(&findings.list, sender.domain.as_ref()) {
                used.insert(place);
            }
        }
        Some(counted)
    }

    /// Those of the findings to ignore that no line had.
    pub fn unused(&self) -> Vec<&Ignore> {
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let places = self.ignores.iter().enumerate();
        places.filter(|(place, _)| !used.contains(place)).map(|(_, ignore)| ignore).collect()
    }

    fn note_unchecked(&self, lists: &[ListView]) {
        for view in lists.iter().filter(|view| view.is_unchecked()) {
            let mut known = self.unchecked.lock().unwrap_or_else(PoisonError::into_inner);
            if !known.iter().any(|other| other.list == view.list) {
                known.push(view.clone());
            }
        }
    }

    /// The lists that could not be asked, in a sentence.
    pub fn not_checked(&self) -> Option<String> {
        not_checked(&*self.unchecked.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The result of a line, as it is told.
    pub(super) fn told(&self, mut report: SenderReport, input: String, line: u64) -> Told {
        if let Some(told) = self.form.results(&report, &self.receivers, line) {
            return told;
        }
        if !self.with_passes {
            report.findings.retain(|finding| finding.status != Status::Pass);
        }
        let mut octets = Vec::with_capacity(8 * 1024);
        // Nothing can go wrong: it is written to memory, and no map has keys that are no text.
        let _ = json::write_line(&BatchResult { input, line, report }, &mut octets);
        Told::Printed(octets)
    }
}

/// Counts the different questions of one line, whoever has answered them and when: the count is
/// that of a run with this line alone.
struct Counted<'a> {
    below: &'a Cache,
    seen: Mutex<HashSet<Question>>,
}

impl Counted<'_> {
    fn count(&self) -> usize {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

impl Dns for Counted<'_> {
    fn ask<'a>(&'a self, question: &'a Question) -> BoxFuture<'a, Answer> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).insert(question.clone());
        self.below.ask(question)
    }
}
