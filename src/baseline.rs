//! `--baseline`: what is better and what is worse than before. Pure: two sets of verdicts and findings
//! go in, the differences come out.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::check::{Finding, Status};
use crate::verdict::{Outcome, Verdict};

/// What is compared: senders, each with its verdicts and findings.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    senders: BTreeMap<String, SenderSnapshot>,
}

#[derive(Clone, Debug, Default)]
struct SenderSnapshot {
    verdicts: BTreeMap<VerdictKey, Outcome>,
    findings: BTreeMap<FindingKey, (Rank, String)>,
    /// Checks that stand behind a deferral or a rejection, with its outcome.
    decides: BTreeMap<String, Outcome>,
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Change {
    /// The sender.
    pub sender: String,
    /// What changed.
    #[serde(flatten)]
    pub what: Changed,
    /// One sentence for people; null for a verdict.
    pub summary: Option<String>,
    /// True for a failing check that stands behind a predicted deferral or rejection.
    pub decides: bool,
    /// The outcome behind which it stands.
    #[serde(skip)]
    pub behind: Option<Outcome>,
}

/// A verdict or a finding, before and now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
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
            known.verdicts.insert(key, verdict.outcome);
            if verdict.outcome >= Outcome::Defer {
                let others = verdict.others.iter().flat_map(|other| &other.because);
                for check in verdict.because.iter().chain(others) {
                    let outcome = known.decides.entry((*check).to_owned()).or_insert(verdict.outcome);
                    *outcome = verdict.outcome.max(*outcome);
                }
            }
        }
        for finding in findings {
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

    /// The senders that it holds.
    pub fn senders(&self) -> impl Iterator<Item = &str> {
        self.senders.keys().map(String::as_str)
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
    /// stand in `before` alone are not compared: the caller judges those that are gone, too.
    pub fn compare(&self, before: &Snapshot, source: &str) -> Comparison {
        let mut comparison = Comparison {
            source: source.to_owned(),
            better: Vec::new(),
            worse: Vec::new(),
            same: 0,
            not_compared: 0,
        };
        for (name, now) in &self.senders {
            let before = before.senders.get(name);
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
            let reference = was.unwrap_or(Outcome::Accept);
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
            match difference(&reference, after, &Outcome::Accept, &Outcome::Unknown) {
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

/// What every document begins with; both are missing in JSON of another kind.
#[derive(Debug, Deserialize)]
struct Head {
    schema: Option<serde_json::Value>,
    command: Option<serde_json::Value>,
}

/// An earlier document of `mxcheck zone --json`, as far as it matters.
#[derive(Debug, Deserialize)]
struct ZoneDocument {
    domains: Vec<Judged>,
}

/// One of `mxcheck domain --json`, and what the other holds for each domain.
#[derive(Debug, Deserialize)]
struct Judged {
    sender: SenderRead,
    findings: Vec<FindingRead>,
    verdicts: Vec<VerdictRead>,
}

#[derive(Debug, Deserialize)]
struct SenderRead {
    domain: NameRead,
}

#[derive(Debug, Deserialize)]
struct NameRead {
    name: String,
}

#[derive(Debug, Deserialize)]
struct FindingRead {
    check: String,
    status: Status,
    subject: SubjectRead,
    summary: String,
    address: Option<String>,
    receiver: Option<String>,
    #[serde(default)]
    ignored: bool,
}

#[derive(Debug, Deserialize)]
struct SubjectRead {
    kind: String,
    name: String,
}

#[derive(Debug, Deserialize)]
struct VerdictRead {
    receiver: String,
    address: Option<String>,
    outcome: Outcome,
}

/// Reads an earlier document.
///
/// # Errors
///
/// Why it is none, in one clause.
pub fn read(text: &[u8]) -> Result<Snapshot, String> {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let head: Head = serde_json::from_slice(text).map_err(|error| match error.classify() {
        serde_json::error::Category::Data => NO_RESULT.to_owned(),
        _ => format!("{}:{}: it is no JSON document: {error}", error.line(), error.column()),
    })?;
    let word = |value: &Option<serde_json::Value>| {
        value.as_ref().and_then(serde_json::Value::as_str).map(str::to_owned)
    };
    let command = match (word(&head.schema).as_deref(), word(&head.command)) {
        (Some("mxcheck/v1"), Some(command)) => command,
        (Some("mxcheck/v1") | None, _) => return Err(NO_RESULT.to_owned()),
        (Some(schema), _) => return Err(format!("its schema is \"{schema}\"; mxcheck/v1 is expected")),
    };
    let judged = match command.as_str() {
        "zone" => serde_json::from_slice(text).map(|document: ZoneDocument| document.domains),
        "domain" => serde_json::from_slice(text).map(|judged: Judged| vec![judged]),
        command => {
            return Err(format!(
                "it is a result of mxcheck {command}; one of mxcheck domain or mxcheck zone is expected"
            ));
        }
    };
    let judged = judged.map_err(|error| format!("it is no whole result of mxcheck {command}: {error}"))?;
    let mut snapshot = Snapshot::default();
    for judged in judged {
        let sender = snapshot.senders.entry(judged.sender.domain.name).or_default();
        for verdict in judged.verdicts {
            let key = VerdictKey { receiver: verdict.receiver, address: verdict.address };
            sender.verdicts.insert(key, verdict.outcome);
        }
        for finding in judged.findings {
            let key = FindingKey {
                check: finding.check,
                kind: finding.subject.kind,
                name: finding.subject.name,
                address: finding.address,
                receiver: finding.receiver,
            };
            sender.add_finding(key, Rank::of(finding.status, finding.ignored), &finding.summary);
        }
    }
    Ok(snapshot)
}

const NO_RESULT: &str = "it is no result of mxcheck: a document that --json printed is expected";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{Subject, find};

    /// A sender with verdicts of one receiver and findings about itself.
    fn document(outcome: &str, findings: &[(&str, &str)]) -> Snapshot {
        let findings: Vec<serde_json::Value> = findings
            .iter()
            .map(|(check, status)| {
                serde_json::json!({"check": check, "status": status, "summary": "why",
                    "subject": {"kind": "domain", "name": "a.test"}, "address": null, "receiver": null})
            })
            .collect();
        let document = serde_json::json!({
            "schema": "mxcheck/v1", "command": "domain", "unheard-of": 1,
            "sender": {"domain": {"name": "a.test", "origin": "given"}},
            "findings": findings,
            "verdicts": [{"receiver": "r", "address": null, "outcome": outcome}],
        });
        read(document.to_string().as_bytes()).unwrap()
    }

    #[test]
    fn outcomes_and_statuses_compare_by_how_bad_they_are() {
        let all = ["accept", "unknown", "defer", "reject"];
        for (i, before) in all.iter().enumerate() {
            for (j, after) in all.iter().enumerate() {
                let (then, now) = (document(before, &[]), document(after, &[]));
                let found = now.compare(&then, "x");
                let counts = (found.better.len(), found.worse.len(), found.same, found.not_compared);
                let expected = match (*before, *after) {
                    _ if i == j => (0, 0, 1, 0),
                    // Nothing is known to be better that was not known, or is not.
                    ("unknown", "accept") | ("defer" | "reject", "unknown") => (0, 0, 0, 1),
                    _ if j > i => (0, 1, 0, 0),
                    _ => (1, 0, 0, 0),
                };
                assert_eq!(counts, expected, "{before} {after}");
            }
        }
        let statuses = |findings: &[(&str, &str)]| document("accept", findings);
        let compared = |before: &[(&str, &str)], after: &[(&str, &str)]| {
            let found = statuses(after).compare(&statuses(before), "x");
            let told =
                |changes: &[Change]| changes.iter().map(Change::to_string).collect::<Vec<_>>().join("; ");
            (told(&found.better), told(&found.worse), found.same)
        };
        let none = String::new;
        assert_eq!(compared(&[("c", "pass")], &[("c", "info")]), (none(), none(), 1));
        assert_eq!(compared(&[], &[("c", "info")]), (none(), none(), 1));
        assert_eq!(compared(&[("c", "warn")], &[("c", "warn")]), (none(), none(), 2));
        assert_eq!(compared(&[], &[("c", "warn")]), (none(), "a.test: c: absent → warn".into(), 1));
        assert_eq!(compared(&[("c", "fail")], &[]), ("a.test: c: fail → absent".into(), none(), 1));
        assert_eq!(
            compared(&[("c", "fail")], &[("c", "warn")]),
            ("a.test: c: fail → warn".into(), none(), 1)
        );
        // Of two findings of one check about one subject, the worse counts.
        assert_eq!(compared(&[("c", "fail")], &[("c", "pass"), ("c", "fail")]), (none(), none(), 2));
    }

    #[test]
    fn what_was_not_judged_before_is_new_or_not_compared() {
        let mut now = document("reject", &[]);
        let new_sender = now.compare(&Snapshot::default(), "x");
        assert_eq!(new_sender.worse.len(), 1);
        assert_eq!(new_sender.worse[0].to_string(), "a.test at r: not judged → reject");
        let mut other = document("accept", &[]);
        let verdicts = &mut other.senders.get_mut("a.test").unwrap().verdicts;
        let outcome = verdicts.pop_first().unwrap().1;
        verdicts.insert(VerdictKey { receiver: "s".to_owned(), address: None }, outcome);
        let other_receiver = now.compare(&other, "x");
        assert_eq!((other_receiver.worse.len(), other_receiver.not_compared), (0, 1));
        assert!(!now.shares_verdict(&other, "a.test"));
        let finding = Finding::new(
            find("ptr-missing").unwrap(),
            Status::Fail,
            Subject::Domain("a.test".parse().unwrap()),
            "it is missing",
        );
        now.add("a.test", std::slice::from_ref(&finding), &[]);
        let found = now.compare(&document("reject", &[]), "x");
        assert!(found.is_worse("a.test", &finding) && !found.is_worse("b.test", &finding));
    }

    #[test]
    fn a_document_of_another_kind_is_refused() {
        for (text, said) in [
            ("", "1:0: it is no JSON document"),
            ("{", "1:1: it is no JSON document"),
            ("[1]", "it is no result of mxcheck"),
            ("{}", "it is no result of mxcheck"),
            (r#"{"schema": 1, "command": "zone"}"#, "it is no result of mxcheck"),
            (r#"{"schema": "mxcheck/v2", "command": "zone"}"#, "its schema is \"mxcheck/v2\""),
            (r#"{"schema": "mxcheck/v1", "command": "spf"}"#, "it is a result of mxcheck spf; one of"),
            (
                r#"{"schema": "mxcheck/v1", "command": "zone"}"#,
                "no whole result of mxcheck zone: missing field",
            ),
            (
                r#"{"schema": "mxcheck/v1", "command": "zone", "domains": [{"sender": {"domain": {"name": 1}}}]}"#,
                "no whole result of mxcheck zone: invalid type",
            ),
            (
                r#"{"schema": "mxcheck/v1", "command": "domain", "sender": {"domain": {"name": "a"}},
                    "findings": [], "verdicts": [{"receiver": "r", "address": null, "outcome": "maybe"}]}"#,
                "no whole result of mxcheck domain: unknown variant",
            ),
        ] {
            let refused = read(text.as_bytes()).unwrap_err();
            assert!(refused.contains(said), "{text}: {refused}");
        }
        let deep = "[".repeat(100_000);
        assert!(read(deep.as_bytes()).is_err());
    }
}
