//! `--baseline`: what is better and what is worse than before. Pure: two sets of verdicts and findings
//! go in, the differences come out.

mod document;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::judge::check::{Finding, Status};
use crate::judge::verdict::{Outcome, Verdict};

pub use document::read;

/// What is compared: senders, each with its verdicts and findings.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    senders: BTreeMap<String, SenderSnapshot>,
}

#[derive(Clone, Debug, Default)]
struct SenderSnapshot {
    verdicts: BTreeMap<VerdictKey, Outcome>,
    findings: BTreeMap<FindingKey, (Rank, String)>,
    /// Checks that are behind a deferral or a rejection, with its outcome.
    decides: BTreeMap<String, Outcome>,
    /// It said that it neither sends nor takes mail, so nothing was at fault.
    is_parked: bool,
}

/// Whose answer, and to which sending address.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct VerdictKey {
    receiver: String,
    address: Option<String>,
}

/// A finding, whatever it came to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct FindingKey {
    check: String,
    kind: String,
    name: String,
    address: Option<String>,
    receiver: Option<String>,
}

/// How bad a finding is: a pass and a remark are no fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Pass,
    Unknown,
    Warn,
    Fail,
}

impl Rank {
    fn of(status: Status, is_ignored: bool) -> Rank {
        match status {
            _ if is_ignored => Rank::Pass,
            Status::Pass | Status::Info => Rank::Pass,
            Status::Unknown => Rank::Unknown,
            Status::Warn => Rank::Warn,
            Status::Fail => Rank::Fail,
        }
    }

    fn status(self) -> Status {
        match self {
            Rank::Pass => Status::Pass,
            Rank::Unknown => Status::Unknown,
            Rank::Warn => Status::Warn,
            Rank::Fail => Status::Fail,
        }
    }
}

/// What differs from before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// `live`, or the file that it was compared with.
    pub source: String,
    /// What is better now.
    pub better: Vec<Change>,
    /// What is worse now.
    pub worse: Vec<Change>,
    /// How many verdicts, and faults that remain, are as before.
    pub same: usize,
    /// How many could not be compared, since what they were or are is not known.
    pub not_compared: usize,
}

/// One thing that is better or worse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The sender.
    pub sender: String,
    /// What changed.
    pub what: Changed,
    /// One sentence for people; null for a verdict.
    pub summary: Option<String>,
    /// True for a failing check that is behind a predicted deferral or rejection.
    pub decides: bool,
    /// The outcome behind which it is.
    pub behind: Option<Outcome>,
}

/// A verdict or a finding, before and now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Changed {
    /// What a receiver answers.
    Verdict {
        /// The receiver's name.
        receiver: String,
        /// The sending address; null when none is known.
        address: Option<String>,
        /// The outcome before; null for a sender that was not judged then.
        before: Option<Outcome>,
        /// The outcome now.
        after: Outcome,
    },
    /// What a check came to.
    Finding {
        /// The check's id.
        check: String,
        /// What it is about.
        subject: ChangedSubject,
        /// The one sending address that it matters to; null when it matters to all.
        address: Option<String>,
        /// The one receiver that it matters to; null when it matters to all.
        receiver: Option<String>,
        /// The status before; null where there was no such finding.
        before: Option<Status>,
        /// The status now; null where there is no such finding any more.
        after: Option<Status>,
    },
}

/// What a finding is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedSubject {
    /// As in findings.
    pub kind: String,
    /// As in findings.
    pub name: String,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.what {
            Changed::Verdict { receiver, address, before, after } => {
                let before = before.map_or("not judged", Outcome::as_str);
                let from = address.iter().map(|ip| format!(", from {ip}")).collect::<String>();
                write!(f, "{} at {receiver}{from}: {before} → {}", self.sender, after.as_str())
            }
            Changed::Finding { check, subject, before, after, .. } => {
                let word = |status: &Option<Status>| status.map_or("absent", Status::as_str);
                let about =
                    if subject.name == self.sender { String::new() } else { format!(" ({})", subject.name) };
                write!(f, "{}: {check}{about}: {} → {}", self.sender, word(before), word(after))
            }
        }
    }
}

/// How one thing compares.
enum Difference {
    /// Fine on both sides.
    Fine,
    Same,
    Better,
    Worse,
    NotKnown,
}

/// Of two values of an order in which the lowest is fine and the second not known. What is not known
/// now is worse than fine, and says nothing about what was a fault.
fn difference<T: Ord>(before: &T, after: &T, fine: &T, unknown: &T) -> Difference {
    match (before, after) {
        _ if before == after => {
            if after == fine {
                Difference::Fine
            } else {
                Difference::Same
            }
        }
        _ if before == unknown && after == fine => Difference::NotKnown,
        _ if after == unknown && before != fine => Difference::NotKnown,
        _ if after > before => Difference::Worse,
        _ => Difference::Better,
    }
}

impl Snapshot {
    /// Adds a sender that was judged.
    pub fn add(&mut self, sender: &str, findings: &[Finding], verdicts: &[Verdict]) {
        let known = self.senders.entry(sender.to_owned()).or_default();
        for verdict in verdicts {
            let key = VerdictKey {
                receiver: verdict.receiver.clone(),
                address: verdict.address.map(|ip| ip.to_string()),
            };
            known.verdicts.insert(key, verdict.counted);
            if verdict.counted >= Outcome::Defer {
                let others = verdict.others.iter().flat_map(|other| &other.because);
                for check in verdict.because.iter().chain(others) {
                    let outcome = known.decides.entry((*check).to_owned()).or_insert(verdict.counted);
                    *outcome = verdict.counted.max(*outcome);
                }
            }
        }
        // What a lookup that failed hides is reported by that lookup.
        for finding in
            findings.iter().filter(|finding| finding.status != Status::Unknown || finding.is_news())
        {
            let key = FindingKey {
                check: finding.check.id.to_owned(),
                kind: finding.subject.kind().to_owned(),
                name: finding.subject.name(),
                address: finding.address.map(|ip| ip.to_string()),
                receiver: finding.receiver.clone(),
            };
            known.add_finding(key, Rank::of(finding.status, finding.ignored), &finding.summary);
        }
    }

    /// Adds the senders of another one; each is in one of them.
    pub fn extend(&mut self, other: Snapshot) {
        self.senders.extend(other.senders);
    }

    /// How many verdicts it holds.
    pub fn verdicts(&self) -> usize {
        self.senders.values().map(|sender| sender.verdicts.len()).sum()
    }

    /// The senders that it holds.
    pub fn senders(&self) -> impl Iterator<Item = &str> {
        self.senders.keys().map(String::as_str)
    }

    /// Notes that a sender is parked.
    pub fn park(&mut self, sender: &str) {
        if let Some(sender) = self.senders.get_mut(sender) {
            sender.is_parked = true;
        }
    }

    /// The senders that are not parked.
    pub fn sending(&self) -> impl Iterator<Item = &str> {
        self.senders.iter().filter(|(_, sender)| !sender.is_parked).map(|(name, _)| name.as_str())
    }

    /// True when some verdict of it is not known.
    pub fn is_unknown(&self, sender: &str) -> bool {
        let verdicts = self.senders.get(sender).into_iter().flat_map(|sender| sender.verdicts.values());
        verdicts.into_iter().any(|outcome| *outcome == Outcome::Unknown)
    }

    /// True when a sender has a verdict of a receiver and an address that the other has as well.
    pub fn shares_verdict(&self, other: &Snapshot, sender: &str) -> bool {
        let (Some(one), Some(other)) = (self.senders.get(sender), other.senders.get(sender)) else {
            return false;
        };
        one.verdicts.keys().any(|key| other.verdicts.contains_key(key))
    }

    /// What this, the state now, has that `before` has not, and the other way round. Senders that
    /// are in `before` alone are not compared: the caller judges those that are gone, too.
    pub fn compare(&self, before: &Snapshot, source: &str) -> Comparison {
        let mut comparison = Comparison {
            source: source.to_owned(),
            better: Vec::new(),
            worse: Vec::new(),
            same: 0,
            not_compared: 0,
        };
        for (name, now) in &self.senders {
            let before = before.senders.get(name).filter(|before| !before.is_parked);
            now.compare_verdicts(before, name, &mut comparison);
            now.compare_findings(before, name, &mut comparison);
        }
        comparison
    }
}

impl SenderSnapshot {
    fn add_finding(&mut self, key: FindingKey, rank: Rank, summary: &str) {
        let known = self.findings.entry(key).or_insert_with(|| (rank, summary.to_owned()));
        if rank > known.0 {
            *known = (rank, summary.to_owned());
        }
    }

    fn compare_verdicts(&self, before: Option<&SenderSnapshot>, name: &str, comparison: &mut Comparison) {
        for (key, after) in &self.verdicts {
            let was = before.map(|before| before.verdicts.get(key).copied());
            // A receiver or an address that was not judged then says nothing about the records.
            let was = match was {
                Some(None) => {
                    comparison.not_compared += 1;
                    continue;
                }
                Some(Some(outcome)) => Some(outcome),
                None => None,
            };
            // A receiver of which nothing is judged makes nothing worse or better.
            let counted = |outcome: Outcome| outcome.max(Outcome::Accept);
            let reference = counted(was.unwrap_or(Outcome::Accept));
            let change = || Change {
                sender: name.to_owned(),
                what: Changed::Verdict {
                    receiver: key.receiver.clone(),
                    address: key.address.clone(),
                    before: was,
                    after: *after,
                },
                summary: None,
                decides: false,
                behind: None,
            };
            match difference(&reference, &counted(*after), &Outcome::Accept, &Outcome::Unknown) {
                Difference::Fine | Difference::Same => comparison.same += 1,
                Difference::NotKnown => comparison.not_compared += 1,
                Difference::Better => comparison.better.push(change()),
                Difference::Worse => comparison.worse.push(change()),
            }
        }
    }

    fn compare_findings(&self, before: Option<&SenderSnapshot>, name: &str, comparison: &mut Comparison) {
        let keys: BTreeSet<&FindingKey> =
            self.findings.keys().chain(before.iter().flat_map(|before| before.findings.keys())).collect();
        for key in keys {
            // Documents of other runs leave passes out.
            let was = before.and_then(|before| before.findings.get(key));
            let is = self.findings.get(key);
            let rank = |side: Option<&(Rank, String)>| side.map_or(Rank::Pass, |(rank, _)| *rank);
            let behind = self.decides.get(&key.check).copied().filter(|_| rank(is) >= Rank::Unknown);
            let change = |told: Option<&(Rank, String)>| Change {
                sender: name.to_owned(),
                what: Changed::Finding {
                    check: key.check.clone(),
                    subject: ChangedSubject { kind: key.kind.clone(), name: key.name.clone() },
                    address: key.address.clone(),
                    receiver: key.receiver.clone(),
                    before: was.map(|(rank, _)| rank.status()),
                    after: is.map(|(rank, _)| rank.status()),
                },
                summary: told.map(|(_, summary)| summary.clone()),
                decides: behind.is_some(),
                behind,
            };
            match difference(&rank(was), &rank(is), &Rank::Pass, &Rank::Unknown) {
                Difference::Fine => {}
                Difference::Same => comparison.same += 1,
                Difference::NotKnown => comparison.not_compared += 1,
                Difference::Better => comparison.better.push(change(was)),
                Difference::Worse => comparison.worse.push(change(is)),
            }
        }
    }
}

impl Comparison {
    /// The changes of one sender.
    pub fn of(&self, sender: &str) -> Comparison {
        let about = |changes: &[Change]| {
            changes.iter().filter(|change| change.sender == sender).cloned().collect::<Vec<_>>()
        };
        Comparison { better: about(&self.better), worse: about(&self.worse), ..self.summary() }
    }

    /// The same without the changes.
    fn summary(&self) -> Comparison {
        Comparison {
            source: self.source.clone(),
            better: Vec::new(),
            worse: Vec::new(),
            same: self.same,
            not_compared: self.not_compared,
        }
    }

    /// Whether a finding of the run is worse than before.
    pub fn is_worse(&self, sender: &str, finding: &Finding) -> bool {
        self.worse.iter().any(|change| {
            change.sender == sender
                && matches!(&change.what, Changed::Finding { check, subject, address, receiver, .. }
                    if *check == finding.check.id
                        && subject.kind == finding.subject.kind()
                        && subject.name == finding.subject.name()
                        && *address == finding.address.map(|ip| ip.to_string())
                        && *receiver == finding.receiver)
        })
    }

    /// Whether a verdict of the run is worse.
    pub fn is_worse_verdict(&self, sender: &str, verdict: &Verdict) -> bool {
        self.worse.iter().any(|change| {
            change.sender == sender
                && matches!(&change.what, Changed::Verdict { receiver, address, .. }
                    if *receiver == verdict.receiver && *address == verdict.address.map(|ip| ip.to_string()))
        })
    }
}

#[cfg(test)]
mod tests;
