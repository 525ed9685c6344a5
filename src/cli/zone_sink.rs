//! What becomes of each domain of `zone`: shown as soon as it is judged, or kept for a document.

use std::collections::HashSet;
use std::io::{self, Write};
use std::sync::Arc;

use super::baseline;
use super::baseline::Baseline;
use super::changes::Proposal;
use super::exit::{End, FailOn};
use crate::batch::{Delivery, Share, Sink};
use crate::dns::Name;
use crate::judge::Judgement;
use crate::judge::baseline::Snapshot;
use crate::judge::verdict::Outcome;
use crate::report::ci::github;
use crate::report::page::{Detail, Limits, ZoneDomain, ZonePage};
use crate::report::terminal::Style;
use crate::report::{Collected, ListView, Results, SenderReport, ZoneCounts, ZoneReport, zone_element};
use crate::untrusted::workflow::Guard;

/// The form of the results.
#[derive(Clone, Copy, Debug)]
pub(super) enum Form {
    /// A page.
    Page(Style, Detail),
    /// A JSON document.
    Json,
    /// Workflow commands for GitHub.
    Commands,
    /// Kept whole, for a document at the end.
    Kept,
    /// Of many domains only what is at fault is kept.
    KeptFaults,
}

/// The report of one domain.
pub(super) struct Told {
    shown: Shown,
    limits: Limits,
    unchecked: Vec<ListView>,
    /// The outcome, unless the domain is parked.
    outcome: Option<Outcome>,
    now: Option<Snapshot>,
    before: Option<Snapshot>,
    proposals: Vec<Proposal>,
}

enum Shown {
    Domain(ZoneDomain),
    Octets(Vec<u8>),
    Results(Box<Results>),
}

/// Turns judgements into reports.
pub(super) struct ZoneSink {
    /// The form of the results.
    pub form: Form,
    /// The domains that say that they neither send nor take mail.
    pub parked: Arc<HashSet<Name>>,
    /// What counts as found.
    pub fail_on: FailOn,
    /// What the run is compared with.
    pub baseline: Option<Arc<Baseline>>,
    /// Whether changes are written.
    pub with_changes: bool,
}

impl Sink for ZoneSink {
    type Told = Told;

    fn judged(
        &self,
        judgement: &Judgement,
        before: Option<&Judgement>,
        _input: String,
        line: u64,
    ) -> (Told, Share) {
        let is_parked = judgement.case.sender.domain.as_ref().is_some_and(|name| self.parked.contains(name));
        let snapshot = |judgement: &Judgement| {
            let mut snapshot = Snapshot::default();
            baseline::add(&mut snapshot, judgement);
            snapshot
        };
        let now = self.baseline.as_ref().map(|_| snapshot(judgement));
        let before = before.map(snapshot);
        let comparison = self.baseline.as_ref().zip(now.as_ref()).map(|(baseline, now)| {
            baseline.compare_one(now, before.as_ref().unwrap_or(&Snapshot::default()))
        });
        let report = SenderReport::of("domain", judgement, None);
        let receivers = &judgement.receivers;
        let results = || Results::of_zone_domain(&report, receivers, is_parked, comparison.as_ref());
        let mut octets = Vec::new();
        // Nothing can go wrong: it is written to memory, and no map has keys that are no text.
        let shown = match self.form {
            Form::Page(style, detail) => {
                Shown::Domain(ZoneDomain::of(&report, is_parked, receivers, style, detail))
            }
            Form::Json => {
                octets.extend_from_slice(if line > 1 { b"," } else { b"" });
                octets.extend_from_slice(zone_element(&report).unwrap_or_default().as_bytes());
                Shown::Octets(octets)
            }
            Form::Commands => {
                let _ = github::write(&results(), &mut octets);
                Shown::Octets(octets)
            }
            Form::Kept => Shown::Results(Box::new(results())),
            Form::KeptFaults => {
                let mut results = results();
                results.keep_faults();
                Shown::Results(Box::new(results))
            }
        };
        let mut limits = Limits::default();
        judgement.verdicts.iter().for_each(|verdict| limits.add(verdict, receivers));
        let share = match End::of(judgement.outcome, &judgement.findings, self.fail_on) {
            _ if is_parked => Share::Apart,
            End::Found => Share::Found,
            End::Clean | End::Unknown => Share::Clean,
        };
        let told = Told {
            shown,
            limits,
            unchecked: report.lists.iter().filter(|view| view.is_unchecked()).cloned().collect(),
            outcome: (!is_parked).then_some(judgement.outcome),
            now,
            before,
            proposals: if self.with_changes { Proposal::all_of(judgement) } else { Vec::new() },
        };
        (told, share)
    }

    fn unreadable(&self, _line: u64, input: String, error: String) -> Told {
        // Every name of a zone file is a case.
        Told {
            shown: Shown::Octets(format!("{input}: {error}\n").into_bytes()),
            limits: Limits::default(),
            unchecked: Vec::new(),
            outcome: None,
            now: None,
            before: None,
            proposals: Vec::new(),
        }
    }

    fn size(told: &Told) -> usize {
        match &told.shown {
            Shown::Domain(domain) => domain.size(),
            Shown::Octets(octets) => octets.len(),
            Shown::Results(results) => results.size(),
        }
    }
}

/// Where results go.
enum Out {
    /// In a CI job, no line of it is a command.
    Guarded(Guard<io::Stdout>),
    /// It is all ours.
    Own(io::Stdout),
}

/// Writes what is shown, and gathers the end of the report.
pub(super) struct Gathering {
    out: Out,
    buffer: Vec<u8>,
    page: Option<ZonePage>,
    /// Results for a document.
    kept: Results,
    /// The same of many domains.
    collected: Collected,
    form: Form,
    /// How many domains are done.
    pub count: u64,
    pub counts: ZoneCounts,
    pub limits: Limits,
    pub unchecked: Vec<ListView>,
    /// Who is judged now, where that is compared.
    pub now: Snapshot,
    pub before: Snapshot,
    /// What the senders come to apart from the parked ones.
    pub of_parked: usize,
    pub proposals: Vec<Proposal>,
}

impl Gathering {
    /// Begins the output. `most` and `most_octets` bound what is kept of many domains.
    pub(super) fn new(
        form: Form,
        report: &ZoneReport,
        (most, most_octets): (usize, usize),
    ) -> io::Result<Gathering> {
        let files = Results::of_zone_files(&report.files, &report.unread);
        let mut gathering = Gathering {
            out: match form {
                Form::Commands => Out::Own(io::stdout()),
                _ => Out::Guarded(Guard::new(io::stdout())),
            },
            buffer: Vec::new(),
            page: match form {
                Form::Page(style, detail) => Some(ZonePage::new(style, detail)),
                _ => None,
            },
            kept: Results::new("zone", None),
            collected: Collected::new("zone", most, most_octets),
            form,
            count: 0,
            counts: ZoneCounts::default(),
            limits: Limits::default(),
            unchecked: Vec::new(),
            now: Snapshot::default(),
            before: Snapshot::default(),
            of_parked: 0,
            proposals: Vec::new(),
        };
        match form {
            Form::Page(..) => {}
            Form::Json => report.write_beginning(&mut gathering.buffer)?,
            Form::Commands => github::write(&Results { zones: Vec::new(), ..files }, &mut gathering.buffer)?,
            Form::Kept => gathering.kept = files,
            Form::KeptFaults => {
                gathering.kept.zones.clone_from(&files.zones);
                gathering.collected.add(files);
            }
        }
        Ok(gathering)
    }

    /// What is kept for a document; `None` where it was shown.
    pub(super) fn results(&mut self) -> Option<Results> {
        let kept = std::mem::replace(&mut self.kept, Results::new("zone", None));
        match self.form {
            Form::Kept => Some(kept),
            Form::KeptFaults => {
                let collected = std::mem::replace(&mut self.collected, Collected::new("zone", 0, 0));
                let ZoneCounts { accept, not_judged, unknown, defer, reject, .. } = self.counts;
                let unknown = unknown + not_judged;
                let counts = crate::report::Counts { accept, unknown, defer, reject, ..Default::default() };
                Some(Results { zones: kept.zones, ..collected.finish(counts) })
            }
            Form::Page(..) | Form::Json | Form::Commands => None,
        }
    }

    /// Ends the output.
    pub(super) fn finish(mut self, report: &ZoneReport, end: Option<Results>) -> io::Result<()> {
        match self.form {
            Form::Json => report.write_end(self.count, &mut self.buffer)?,
            Form::Page(..) => {
                if let Some(page) = self.page.take() {
                    page.finish(report, &self.limits, &mut self.buffer)?;
                }
            }
            Form::Commands => {
                if let Some(end) = end {
                    github::write(&end, &mut self.buffer)?;
                }
            }
            Form::Kept | Form::KeptFaults => {}
        }
        self.write()?;
        match self.out {
            Out::Guarded(guard) => guard.finish(),
            Out::Own(_) => Ok(()),
        }
    }
}

impl Delivery for Gathering {
    type Told = Told;

    fn add(&mut self, told: Told) -> usize {
        self.count += 1;
        match told.shown {
            Shown::Octets(octets) => self.buffer.extend_from_slice(&octets),
            Shown::Domain(domain) => {
                if let Some(page) = &mut self.page {
                    // Nothing can go wrong: it is written to memory.
                    let _ = page.domain(domain, &mut self.buffer);
                }
            }
            Shown::Results(results) => match self.form {
                Form::KeptFaults => self.collected.add(*results),
                _ => self.kept.extend(*results),
            },
        }
        match told.outcome {
            Some(outcome) => {
                self.counts.add(outcome);
                self.now.extend(told.now.unwrap_or_default());
            }
            None => {
                self.counts.parked += 1;
                self.of_parked += told.now.map_or(0, |now| now.verdicts());
            }
        }
        self.before.extend(told.before.unwrap_or_default());
        self.limits.merge(told.limits);
        for view in told.unchecked {
            if !self.unchecked.iter().any(|known| known.list == view.list) {
                self.unchecked.push(view);
            }
        }
        self.proposals.extend(told.proposals);
        self.buffer.len()
    }

    fn write(&mut self) -> io::Result<()> {
        let written = match &mut self.out {
            Out::Guarded(guard) => guard.write_all(&self.buffer).and_then(|()| guard.flush()),
            Out::Own(out) => out.write_all(&self.buffer).and_then(|()| out.flush()),
        };
        self.buffer.clear();
        written
    }
}
