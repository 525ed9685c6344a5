//! What CI formats write: results, by sender, each with its rule's documentation, its place and what
//! receivers answer because of it. A command that wants these formats makes one of these of its report.

use crate::catalogue::Rule;
use crate::catalogue::check::{self, Check};
use crate::judge::baseline::Comparison;
use crate::judge::check::{EvidenceSource, Finding, Fix, Status};
use crate::judge::verdict::{Observed, Outcome};

use super::counts::Counts;

/// All results of a run.
#[derive(Clone, Debug)]
pub struct Results {
    /// The command.
    pub command: &'static str,
    /// What the rules of the results say; each once.
    pub rules: Vec<RuleText>,
    /// One for each sender.
    pub groups: Vec<Group>,
    /// What the run was compared with, and what came of it.
    pub comparison: Option<Comparison>,
    /// What is to be reported next to the results, in whole sentences.
    pub notes: Vec<String>,
    /// The zone files, each with its origin and where that is from.
    pub zones: Vec<String>,
    /// The DNSBLs that nothing is known of, in a sentence.
    pub unchecked: Option<String>,
    /// What became of a list whose lines are at fault here alone; none where every sender has a group.
    pub counts: Option<Counts>,
}

/// The documentation of a check, or of a receiver's rule that is behind a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleText {
    /// Its id.
    pub id: String,
    /// The fault in a few words.
    pub title: String,
    /// What it means.
    pub text: String,
    /// Where it is laid down.
    pub references: Vec<String>,
    /// What must be known to judge it, or to know that it applies.
    pub needs: String,
    /// What is done about it, where that does not depend on the case.
    pub remedy: Option<String>,
}

/// The results about one sender.
#[derive(Clone, Debug)]
pub struct Group {
    /// The sender: a domain, an address, a HELO name.
    pub subject: String,
    /// Which of them, as the JSON field `kind` names it.
    pub kind: &'static str,
    /// True for a domain that says that it neither sends nor takes mail: what is refused is meant to be.
    pub is_parked: bool,
    /// The line of a zone file or of a list that names it, for what has no line of its own.
    pub place: Option<Place>,
    /// What checks came to.
    pub checks: Vec<CheckResult>,
    /// What receivers answer.
    pub answers: Vec<Answer>,
}

/// How much a result matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The fault is absent.
    Pass,
    /// Worth knowing.
    Note,
    /// Could not be judged.
    Unknown,
    /// A risk.
    Warning,
    /// Decides against the sender.
    Error,
}

/// How a result compares with the baseline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Worse than before.
    New,
    /// As before.
    Unchanged,
}

/// What a check came to.
#[derive(Clone, Debug)]
pub struct CheckResult {
    /// The check's id, one of [`Results::rules`].
    pub rule: String,
    /// How much it matters.
    pub level: Level,
    /// False for what could not be judged because of a lookup that is reported already.
    pub is_told: bool,
    /// What it is about, as the JSON field `kind` names it.
    pub kind: String,
    /// What it is about.
    pub about: String,
    /// The sending address, where it matters to that one alone.
    pub address: Option<String>,
    /// The receiver, where it matters to that one alone.
    pub receiver: Option<String>,
    /// One sentence.
    pub summary: String,
    /// The records that show it.
    pub evidence: Vec<String>,
    /// Lines of zone files that hold them.
    pub places: Vec<Place>,
    /// What to change.
    pub fix: Option<Fix>,
    /// What receivers answer because of it, in clauses.
    pub answers: Vec<String>,
    /// True when `--ignore` names it.
    pub is_ignored: bool,
    /// How it compares; none without a baseline.
    pub state: Option<State>,
}

/// A line of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file, as it was named.
    pub file: String,
    /// The line, from 1; none where the file as a whole says it.
    pub line: Option<u32>,
}

/// What a receiver answers to one sending address.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The receiver's name; for a session that was tried, the host's.
    pub receiver: String,
    /// The same for people.
    pub title: String,
    /// The sending address, where it is known.
    pub address: Option<String>,
    /// What becomes of the mail.
    pub outcome: Outcome,
    /// The same in a clause, with the reply.
    pub sentence: String,
    /// The receiver's rule that decides, one of [`Results::rules`].
    pub rule: Option<String>,
    /// The checks that decide.
    pub because: Vec<String>,
    /// True when a result of a check shows it already.
    pub is_told: bool,
    /// What a live try has shown; none without one.
    pub seen: Option<Seen>,
    /// How it compares; none without a baseline.
    pub state: Option<State>,
}

/// What a live try has shown of an answer.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Whether it agrees with the prediction; none where that cannot be said.
    pub agrees: Option<bool>,
    /// The same in a clause, with what was answered.
    pub sentence: String,
    /// What was answered; none where nobody answered.
    pub observed: Option<Observed>,
    /// Why it does not agree or cannot be compared, as far as that is known.
    pub difference: Option<String>,
}

impl Seen {
    /// What was seen, and why it does not agree: a line each.
    pub fn lines(&self) -> Vec<String> {
        let why = self.difference.iter().filter(|_| self.observed.is_some()).cloned();
        std::iter::once(self.sentence.clone()).chain(why).collect()
    }
}

impl Group {
    /// The worst of its answers; none where nobody is asked for one.
    pub fn outcome(&self) -> Option<Outcome> {
        self.answers.iter().map(|answer| answer.outcome).max()
    }

    /// The line that shows a result, or the one that names the sender.
    pub fn place_of<'a>(&'a self, check: &'a CheckResult) -> Option<&'a Place> {
        check.place().or(self.place.as_ref())
    }
}

impl CheckResult {
    /// The first line of a file that shows it.
    pub fn place(&self) -> Option<&Place> {
        self.places.iter().find(|place| place.line.is_some()).or(self.places.first())
    }

    /// The sender that it was found under, unless that is what it is about.
    pub fn about_other_than<'a>(&'a self, subject: &str) -> Option<&'a str> {
        (self.about != subject).then_some(self.about.as_str())
    }

    /// What distinguishes this result from all others of a run, and finds it again in the next run.
    pub fn fingerprint(&self, subject: &str) -> String {
        let parts = [subject, &self.rule, &self.kind, &self.about];
        let optional = [&self.address, &self.receiver];
        let parts = parts.into_iter().chain(optional.into_iter().flatten().map(String::as_str));
        parts.collect::<Vec<_>>().join("|")
    }
}

impl Results {
    /// Of a command, without any result yet.
    pub fn new(command: &'static str, comparison: Option<&Comparison>) -> Results {
        Results {
            command,
            rules: Vec::new(),
            groups: Vec::new(),
            comparison: comparison.cloned(),
            notes: Vec::new(),
            zones: Vec::new(),
            unchecked: None,
            counts: None,
        }
    }

    /// Adds something that could not be read, so that nothing was judged for it.
    pub(in crate::report) fn add_unreadable(
        &mut self,
        rule: &str,
        kind: &'static str,
        subject: &str,
        summary: String,
        evidence: Vec<String>,
        place: Option<Place>,
    ) {
        let check = CheckResult {
            rule: rule.to_owned(),
            level: Level::Error,
            is_told: true,
            kind: kind.to_owned(),
            about: subject.to_owned(),
            address: None,
            receiver: None,
            summary,
            evidence,
            places: place.iter().cloned().collect(),
            fix: None,
            answers: Vec::new(),
            is_ignored: false,
            state: None,
        };
        self.groups.push(Group {
            subject: subject.to_owned(),
            kind,
            is_parked: false,
            place,
            checks: vec![check],
            answers: Vec::new(),
        });
    }

    pub(super) fn add_check(&mut self, id: &str) {
        if let Some(check) = check::find(id) {
            self.add_rule(RuleText::from(check));
        }
    }

    /// Adds a rule's documentation, once.
    pub fn add_rule(&mut self, rule: RuleText) {
        if !self.rules.iter().any(|known| known.id == rule.id) {
            self.rules.push(rule);
        }
    }
}

impl From<&Check> for RuleText {
    fn from(check: &Check) -> RuleText {
        RuleText {
            id: check.id.to_owned(),
            title: check.title.to_owned(),
            text: check.doc.to_owned(),
            references: check.references.iter().map(|&reference| reference.to_owned()).collect(),
            needs: check.input.to_string(),
            remedy: None,
        }
    }
}

impl From<&Rule> for RuleText {
    fn from(rule: &Rule) -> RuleText {
        RuleText {
            id: rule.id.clone(),
            title: rule.summary.clone(),
            text: rule.explanation.clone(),
            references: rule
                .source
                .iter()
                .map(|source| source.url.as_ref().unwrap_or(&source.title).clone())
                .collect(),
            needs: rule.needs.clone(),
            remedy: Some(rule.remedy.clone()),
        }
    }
}

pub(super) fn state(is_worse: bool) -> State {
    if is_worse { State::New } else { State::Unchanged }
}

/// What a finding says by itself.
pub(super) fn reported(finding: &Finding, is_worse: Option<bool>) -> CheckResult {
    let level = match finding.status {
        Status::Fail => Level::Error,
        Status::Warn => Level::Warning,
        Status::Unknown => Level::Unknown,
        Status::Info => Level::Note,
        Status::Pass => Level::Pass,
    };
    let places = finding.evidence.iter().filter_map(|evidence| match &evidence.source {
        EvidenceSource::Zone { file, line } | EvidenceSource::File { file, line } => {
            Some(Place { file: file.clone(), line: *line })
        }
        EvidenceSource::Live | EvidenceSource::Typed | EvidenceSource::Session => None,
    });
    let is_told = finding.status != Status::Unknown || finding.is_news();
    CheckResult {
        rule: finding.check.id.to_owned(),
        level,
        is_told,
        kind: finding.subject.kind().to_owned(),
        about: finding.subject.name(),
        address: finding.address.map(|ip| ip.to_string()),
        receiver: finding.receiver.clone(),
        summary: finding.summary.clone(),
        evidence: finding.evidence.iter().map(|evidence| evidence.record.clone()).collect(),
        places: places.collect(),
        fix: finding.fix.clone(),
        answers: Vec::new(),
        is_ignored: finding.ignored,
        state: is_worse.map(state),
    }
}
