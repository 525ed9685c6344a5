//! What a case comes to.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use super::assess::{self, ListEntry};
use super::case::{Case, Destination, Panel};
use super::check::{self, Finding, Fix, Ignore, Verification};
use super::live::{self, Reader, Reading};
use super::verdict::{self, Outcome, Verdict};
use crate::catalogue::{Occasion, Receiver};
use crate::dns::Name;
use crate::probe::facts::{Facts, SessionFacts};

/// What the judging of a case cost.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cost {
    /// How many different DNS queries the case needed, whoever answered them.
    pub queries: usize,
    /// About how many octets of memory the answers took.
    pub octets: usize,
    /// The time from the first query to the last verdict.
    pub elapsed: Duration,
}

/// A case, judged. It is built once, by [`judge`], and every report of the case is made from it.
#[derive(Clone, Debug)]
pub struct Judgement {
    /// What was judged.
    pub case: Case,
    /// What was observed.
    pub facts: Facts,
    /// What DNSBLs say of the sending addresses and the sender domain.
    pub lists: Vec<ListEntry>,
    /// Every check's result, passes included; those that are ignored are marked.
    pub findings: Vec<Finding>,
    /// The receivers that the verdicts are of.
    pub receivers: Arc<[Receiver]>,
    /// True when the receivers were named.
    pub are_named: bool,
    /// The recipients, and who runs their mail hosts.
    pub destinations: Vec<Destination>,
    /// One verdict for each receiver and each sending address.
    pub verdicts: Vec<Verdict>,
    /// The most severe outcome of the verdicts; unknown where a recipient is at a receiver without known rules.
    pub outcome: Outcome,
    /// What remains with all proposed changes together; `None` where none was tried.
    pub verified: Option<Verification>,
    /// What it cost.
    pub cost: Cost,
}

/// Judges what was observed of a case; pure.
pub fn judge(case: Case, facts: Facts, panel: &Panel, cost: Cost) -> Judgement {
    let mut destinations = panel.destinations(&case, &facts);
    let chosen = panel.choose(&destinations);
    let receivers = chosen.receivers;
    let assessment = assess::assess(&case.sender, &facts);
    let mut findings = check::findings(&assessment, &receivers);
    let counted = match panel.ignores.as_slice() {
        [] => None,
        ignores => Some(check::ignore(&mut findings, ignores, case.sender.domain.as_ref())),
    };
    let addresses = &case.sender.addresses;
    let mut lists = assessment.lists;
    // A list may have been asked about one name twice: as the sender's domain, and as that of its HELO name.
    for entry in assessment.helo_lists {
        if !lists.iter().any(|known| known.list.zone == entry.list.zone && known.subject == entry.subject) {
            lists.push(entry);
        }
    }
    let recipients: Vec<&Name> = case.recipients.iter().map(|recipient| &recipient.domain).collect();
    let occasion = Occasion { is_bulk: case.sender.bulk.is_some(), address: None, recipients: &recipients };
    let judged = counted.as_ref().unwrap_or(&findings);
    let mut verdicts = verdict::judge_all(&receivers, judged, addresses, occasion);
    if facts.smtp.is_some() {
        let readings = readings(&facts, &receivers, panel.are_named);
        let observe = |verdict| live::observe(verdict, &readings, &receivers);
        verdicts = verdicts.into_iter().map(observe).collect();
    }
    let mut outcome = verdict::overall(&verdicts);
    if chosen.is_incomplete {
        let shown = unruled(&case, &facts, &receivers);
        for destination in destinations.iter_mut().filter(|destination| destination.receivers.is_empty()) {
            destination.outcome = Some(shown);
        }
        outcome = outcome.max(shown);
    }
    Judgement {
        case,
        facts,
        lists,
        findings: findings.list,
        receivers,
        are_named: panel.are_named,
        destinations,
        verdicts,
        outcome,
        verified: None,
        cost,
    }
}

fn readings<'a>(facts: &'a Facts, receivers: &'a [Receiver], are_chosen: bool) -> Vec<Reading<'a>> {
    let reader = Reader { receivers, are_chosen };
    let sessions = facts.smtp.iter().flat_map(|smtp| &smtp.sessions);
    sessions.map(|session| reader.read(session, 1)).collect()
}

/// What counts of recipients at receivers without known rules: what a live session has shown, else unknown.
fn unruled(case: &Case, facts: &Facts, receivers: &[Receiver]) -> Outcome {
    let reader = Reader { receivers, are_chosen: false };
    let sessions = facts.smtp.iter().flat_map(|smtp| &smtp.sessions);
    let is_unruled = |session: &&SessionFacts| {
        session.exchange.as_ref().is_none_or(|host| !receivers.iter().any(|receiver| receiver.runs(host)))
    };
    let shown = sessions.filter(is_unruled).map(|session| {
        let addresses = &case.sender.addresses;
        let is_comparable =
            addresses.is_empty() || session.client.is_some_and(|client| addresses.contains(&client));
        live::seen(Outcome::Unknown, &reader.read(session, 1), is_comparable, || Outcome::Accept)
    });
    shown.max().unwrap_or(Outcome::Unknown)
}

impl Judgement {
    /// Completes a judgement with what the trying of its changes showed: the fixes of findings, by their place.
    pub(super) fn with_fixes(
        mut self,
        fixes: Vec<(usize, Fix)>,
        verified: Option<Verification>,
        cost: Cost,
    ) -> Judgement {
        for (place, fix) in fixes {
            if let Some(finding) = self.findings.get_mut(place) {
                finding.fix = Some(fix);
            }
        }
        Judgement { verified, cost, ..self }
    }

    /// Reads the sessions of the live trial; empty without one.
    pub fn readings(&self) -> Vec<Reading<'_>> {
        readings(&self.facts, &self.receivers, self.are_named)
    }

    /// Returns the verdict of a receiver about one of the addresses, or without an address.
    pub fn verdict_of(&self, receiver: &str, address: Option<IpAddr>) -> Option<&Verdict> {
        self.verdicts.iter().find(|verdict| verdict.receiver == receiver && verdict.address == address)
    }

    /// Returns true when a choice of findings to ignore names one of this case.
    pub fn has_ignored(&self, ignore: &Ignore) -> bool {
        ignore.names_any(&self.findings, self.case.sender.domain.as_ref())
    }
}
