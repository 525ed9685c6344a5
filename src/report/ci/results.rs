//! What CI formats write: results, by sender, each with its rule's documentation, its place and what
//! receivers answer because of it. A command that wants these formats makes one of these of its report.

use std::net::IpAddr;

use crate::catalogue::check::{self, Check};
use crate::catalogue::{Receiver, Rule};
use crate::dns::Source;
use crate::judge::baseline::Comparison;
use crate::judge::check::{EvidenceSource, Finding, Fix, Status};
use crate::judge::verdict::{Observed, Outcome, Verdict};

use super::counts::Counts;
use crate::report::document::SenderReport;
use crate::report::document::ZoneReport;
use crate::report::document::{ListStateWord, ListView, ListsReport, not_checked};
use crate::report::page::observed;

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
    /// What is to be told beside the results, in whole sentences.
    pub notes: Vec<String>,
    /// The DNSBLs that nothing is known of, in a sentence.
    pub unchecked: Option<String>,
    /// What became of a list whose lines are at fault here alone; none where every sender has a group.
    pub counts: Option<Counts>,
}

/// The documentation of a check, or of a receiver's rule that stands behind a result.
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
    /// What must be known to judge it, or to tell that it applies.
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
    /// False for what could not be judged because of a look-up that is told already.
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
    /// True when a result of a check tells it already.
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

    /// What tells this result from all others of a run, and finds it again in the next run.
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
            unchecked: None,
            counts: None,
        }
    }

    /// Of a sender that was judged. `receivers` are those of its verdicts.
    pub fn of_sender(report: &SenderReport, receivers: &[Receiver]) -> Results {
        let mut results = Results::new(report.envelope.command, report.baseline.as_ref());
        results.add_sender(report, receivers, false);
        results.unchecked = not_checked(&report.lists);
        results
    }

    /// Of all mail domains of zone files.
    pub fn of_zone(report: &ZoneReport, receivers: &[Receiver]) -> Results {
        let mut results = Results::new(report.envelope.command, report.baseline.as_ref());
        for sender in &report.domains {
            let is_parked = sender.sender.domain.as_ref().is_some_and(|d| report.parked.contains(&d.name));
            results.add_sender(sender, receivers, is_parked);
        }
        results.unchecked = not_checked(report.domains.iter().flat_map(|sender| &sender.lists));
        results.notes.extend(
            report
                .skipped
                .iter()
                .map(|skipped| format!("{} is not judged: {}", skipped.name, skipped.reason)),
        );
        results
    }

    /// Of DNSBLs.
    pub fn of_lists(report: &ListsReport) -> Results {
        let mut results = Results::new(report.envelope.command, None);
        for subject in &report.subjects {
            let about = report.lists.iter().filter(|view| view.subject == *subject);
            let checks: Vec<CheckResult> = about.map(list_result).collect();
            for check in &checks {
                results.add_check(&check.rule);
            }
            let kind = if subject.parse::<IpAddr>().is_ok() { "address" } else { "domain" };
            let group = Group {
                subject: subject.clone(),
                kind,
                is_parked: false,
                place: None,
                checks,
                answers: Vec::new(),
            };
            results.groups.push(group);
        }
        results
    }

    /// Adds a sender.
    pub fn add_sender(&mut self, report: &SenderReport, receivers: &[Receiver], is_parked: bool) {
        let (kind, subject) = report.subject();
        let comparison = self.comparison.as_ref().filter(|_| !is_parked);
        let comparison = comparison.map(|comparison| comparison.of(&subject));
        let checks: Vec<CheckResult> = report
            .findings
            .iter()
            .map(|finding| check_result(finding, report, receivers, &subject, comparison.as_ref()))
            .collect();
        let mut answers = Vec::new();
        for verdict in &report.verdicts {
            let mut answer = answer(verdict, receivers);
            answer.state =
                comparison.as_ref().map(|comparison| state(comparison.is_worse_verdict(&subject, verdict)));
            answer.is_told = checks.iter().any(|check| {
                check.is_told
                    && !check.is_ignored
                    && check.level >= Level::Unknown
                    && check.receiver.as_ref().is_none_or(|receiver| *receiver == answer.receiver)
                    && answer.because.contains(&check.rule)
            });
            answers.push(answer);
        }
        for check in &checks {
            self.add_check(&check.rule);
        }
        // A receiver's own rule is needed only where no check speaks for it.
        for (verdict, _) in report.verdicts.iter().zip(&answers).filter(|(_, answer)| !answer.is_told) {
            if let Some(rule) = rule(verdict, receivers) {
                self.add_rule(RuleText::from(rule));
            }
        }
        let place = match &report.place {
            Some(Source::Zone { file, line }) => Some(Place { file: file.clone(), line: *line }),
            Some(Source::Live) | None => None,
        };
        self.groups.push(Group { subject, kind, is_parked, place, checks, answers });
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

fn state(is_worse: bool) -> State {
    if is_worse { State::New } else { State::Unchanged }
}

fn check_result(
    finding: &Finding,
    report: &SenderReport,
    receivers: &[Receiver],
    subject: &str,
    comparison: Option<&Comparison>,
) -> CheckResult {
    let here = |verdict: &&Verdict| {
        finding.receiver.as_ref().is_none_or(|name| *name == verdict.receiver)
            && finding.address.is_none_or(|ip| Some(ip) == verdict.address)
    };
    let names = |checks: &[&'static str]| checks.contains(&finding.check.id);
    let verdicts = || report.verdicts.iter().filter(here);
    let speaks = finding.status == Status::Fail || finding.blame.is_some();
    let deciding: Vec<&Verdict> = verdicts().filter(|v| speaks && names(&v.because)).collect();
    let defers = deciding.iter().any(|verdict| verdict.counted >= Outcome::Defer);
    let mut answers: Vec<String> = Vec::new();
    if !finding.ignored {
        answers.extend(deciding.iter().map(|verdict| whole_sentence(&answer(verdict, receivers))));
        for verdict in verdicts().filter(|_| finding.status >= Status::Warn) {
            let title = title(verdict, receivers);
            let others = verdict.others.iter().map(|other| (other, "would also answer"));
            let risks = verdict.risks.iter().map(|risk| (risk, "may answer"));
            for (mention, verb) in others.chain(risks).filter(|(mention, _)| names(&mention.because)) {
                let text = format!("{title} {verb} at {}: {}", mention.stage.title(), mention.reply);
                if !answers.contains(&text) {
                    answers.push(text);
                }
            }
        }
    }
    let mut result = reported(finding, comparison.map(|comparison| comparison.is_worse(subject, finding)));
    if finding.status == Status::Unknown && defers && !finding.ignored {
        result.level = Level::Error;
    }
    result.answers = answers;
    result
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

fn receiver<'a>(verdict: &Verdict, receivers: &'a [Receiver]) -> Option<&'a Receiver> {
    receivers.iter().find(|receiver| receiver.name == verdict.receiver)
}

fn rule<'a>(verdict: &Verdict, receivers: &'a [Receiver]) -> Option<&'a Rule> {
    receiver(verdict, receivers)?.rule(verdict.rule.as_deref()?)
}

/// The receiver's title without what stands in parentheses.
fn title(verdict: &Verdict, receivers: &[Receiver]) -> String {
    let title = receiver(verdict, receivers).map_or(verdict.receiver.as_str(), |known| &known.title);
    title.split(" (").next().unwrap_or(title).to_owned()
}

fn answer(verdict: &Verdict, receivers: &[Receiver]) -> Answer {
    let stage = verdict.stage.map(|stage| stage.title()).unwrap_or_default();
    let reply = verdict.reply.iter().map(|reply| format!(": {reply}")).collect::<String>();
    let predicted = match verdict.outcome {
        Outcome::NotJudged => "not judged".to_owned(),
        Outcome::Accept => "accepted, as far as can be judged".to_owned(),
        Outcome::Defer => format!("deferred at {stage}{reply}"),
        Outcome::Reject => format!("refused at {stage}{reply}"),
        Outcome::Unknown => format!("not known at {stage}"),
    };
    let sentence = observed::counted(verdict).unwrap_or(predicted);
    let seen = observed::in_words(verdict).map(|sentence| Seen {
        agrees: verdict.agrees,
        sentence,
        observed: verdict.observed.clone(),
        difference: verdict.difference.clone(),
    });
    Answer {
        receiver: verdict.receiver.clone(),
        title: title(verdict, receivers),
        address: verdict.address.map(|ip| ip.to_string()),
        outcome: verdict.counted,
        sentence,
        rule: verdict.rule.clone(),
        because: verdict.because.iter().map(|&check| check.to_owned()).collect(),
        is_told: false,
        seen,
        state: None,
    }
}

fn whole_sentence(answer: &Answer) -> String {
    let from = answer.address.iter().map(|ip| format!(", from {ip}")).collect::<String>();
    format!("{}{from}: {}", answer.title, answer.sentence)
}

/// One list and one subject, as the check that it belongs to.
fn list_result(view: &ListView) -> CheckResult {
    let is_address = view.subject.parse::<IpAddr>().is_ok();
    let check = match (view.is_unchecked(), is_address) {
        (true, _) => "dnsbl-is-unusable",
        (false, true) => "address-is-listed",
        (false, false) => "domain-is-listed",
    };
    let (level, said) = match view.state {
        ListStateWord::Listed => (Level::Error, "is listed by"),
        ListStateWord::NotListed => (Level::Pass, "is not listed by"),
        ListStateWord::Neutral => (Level::Note, "is known to, and not listed by,"),
        ListStateWord::Unusable | ListStateWord::Unknown => (Level::Unknown, "could not be checked with"),
    };
    let details: Vec<&str> = view.meaning.iter().chain(&view.reason).map(String::as_str).collect();
    let details = if details.is_empty() { String::new() } else { format!(": {}", details.join("; ")) };
    CheckResult {
        rule: check.to_owned(),
        level,
        is_told: true,
        kind: "list".to_owned(),
        about: view.list.clone(),
        address: None,
        receiver: None,
        summary: format!("{} {said} {}{details}", view.subject, view.list),
        evidence: view.codes.iter().map(|code| format!("{} answers {code}", view.list)).collect(),
        places: Vec::new(),
        fix: view.removal.iter().filter(|_| level == Level::Error).map(removal).next(),
        answers: Vec::new(),
        is_ignored: false,
        state: None,
    }
}

fn removal(page: &String) -> Fix {
    Fix { note: Some(format!("Removal: {page}")), ..Fix::default() }
}
