//! The results of senders and of DNSBLs, for jobs.

use std::net::IpAddr;

use super::results::{Answer, CheckResult, Group, Level, Place, Results, RuleText, Seen, reported, state};
use super::session_results::{SESSION, answer as answer_of_session, session_rule};
use crate::catalogue::Receiver;
use crate::catalogue::check::DNSBL_IS_UNUSABLE;
use crate::dns::Source;
use crate::judge::baseline::Comparison;
use crate::judge::check::{Finding, Fix, Status};
use crate::judge::verdict::{Outcome, Verdict};
use crate::report::document::{
    ListStateWord, ListView, ListsReport, RecipientView, SenderReport, not_checked,
};
use crate::report::page::observed;

impl Results {
    /// Of a sender that was judged. `receivers` are those of its verdicts.
    pub fn of_sender(report: &SenderReport, receivers: &[Receiver]) -> Results {
        let mut results = Results::new(report.envelope.command, report.baseline.as_ref());
        results.add_sender(report, receivers, false);
        results.name_zones(&report.zones);
        results.unchecked = not_checked(&report.lists);
        results
    }

    /// Of one mail domain of zone files, compared with that domain before.
    pub fn of_zone_domain(
        report: &SenderReport,
        receivers: &[Receiver],
        is_parked: bool,
        comparison: Option<&Comparison>,
    ) -> Results {
        let mut results = Results::new(report.envelope.command, comparison);
        results.add_sender(report, receivers, is_parked);
        // Said once, of all domains.
        results.comparison = None;
        results
    }

    /// Adds other results behind these.
    pub fn extend(&mut self, other: Results) {
        self.groups.extend(other.groups);
        other.rules.into_iter().for_each(|rule| self.add_rule(rule));
    }

    /// Of DNSBLs.
    pub fn of_lists(report: &ListsReport) -> Results {
        let mut results = Results::new(report.envelope.command, None);
        results.name_zones(&report.zones);
        for subject in &report.subjects {
            let about = report.lists.iter().filter(|view| view.subject == *subject);
            let mut checks: Vec<CheckResult> = about.map(list_result).collect();
            if checks.is_empty() {
                checks.push(unasked(subject));
            }
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
        let mut answers: Vec<Answer> = unruled(report);
        if !answers.is_empty() {
            self.add_rule(session_rule());
        }
        for verdict in &report.verdicts {
            let mut answer = answer(verdict, receivers);
            answer.state =
                comparison.as_ref().map(|comparison| state(comparison.is_worse_verdict(&subject, verdict)));
            // What only a session has shown, no check shows.
            let is_predicted = verdict.counted == verdict.outcome;
            answer.is_told = is_predicted
                && checks.iter().any(|check| {
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
        for id in answers.iter().filter(|answer| !answer.is_told).filter_map(|answer| answer.rule.as_deref())
        {
            match receivers.iter().find_map(|receiver| receiver.rule(id)) {
                Some(rule) => self.add_rule(RuleText::from(rule)),
                None if id == SESSION => self.add_rule(session_rule()),
                None => {}
            }
        }
        let place = match &report.place {
            Some(Source::Zone { file, line }) => Some(Place { file: file.to_string(), line: *line }),
            Some(Source::Live) | None => None,
        };
        self.groups.push(Group { subject, kind, is_parked, place, checks, answers });
    }
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
    let is_cancelled = !deciding.is_empty() && !defers;
    let mut answers: Vec<String> = Vec::new();
    if !finding.ignored {
        answers.extend(deciding.iter().map(|verdict| whole_sentence(&answer(verdict, receivers))));
        for verdict in verdicts().filter(|_| finding.status >= Status::Warn) {
            let title = title(verdict, receivers);
            let others = verdict.others.iter().map(|other| (other, "would also answer"));
            let risks = verdict.risks.iter().map(|risk| (risk, "may answer"));
            for (mention, verb) in others.chain(risks).filter(|(mention, _)| names(&mention.because)) {
                let stage = mention.stage.title();
                let text = match mention.reply.code {
                    Some(_) => format!("{title} {verb} at {stage}: {}", mention.reply),
                    None => format!("{title} may reject it at {stage}; its reply is not documented"),
                };
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
    // What a live session has shown to be accepted decides nothing.
    if result.level == Level::Error && is_cancelled {
        result.level = Level::Warning;
    }
    result.answers = answers;
    result
}

/// The answers for recipients at receivers without known rules: what a live session has shown, else that it is unknown.
fn unruled(report: &SenderReport) -> Vec<Answer> {
    let last_reached = report.sessions.iter().rfind(|view| view.client.is_some());
    let answer = |to: &RecipientView| {
        let outcome = to.outcome?;
        let shown = last_reached.map(answer_of_session);
        let problem = to.problem.clone().unwrap_or_default();
        Some(Answer {
            receiver: to.domain.to_string(),
            title: to.domain.to_string(),
            address: shown.as_ref().and_then(|shown| shown.address.clone()),
            outcome,
            sentence: shown.as_ref().map_or(problem, |shown| format!("Live: {}", shown.sentence)),
            rule: (outcome > Outcome::Accept)
                .then(|| shown.and_then(|shown| shown.rule).unwrap_or_else(|| SESSION.to_owned())),
            because: Vec::new(),
            is_told: false,
            seen: None,
            state: None,
        })
    };
    report.to.iter().filter_map(answer).collect()
}

fn receiver<'a>(verdict: &Verdict, receivers: &'a [Receiver]) -> Option<&'a Receiver> {
    receivers.iter().find(|receiver| receiver.name == verdict.receiver)
}

/// The receiver's title without what is in parentheses.
fn title(verdict: &Verdict, receivers: &[Receiver]) -> String {
    let title = receiver(verdict, receivers).map_or(verdict.receiver.as_str(), |known| &known.title);
    title.split(" (").next().unwrap_or(title).to_owned()
}

fn answer(verdict: &Verdict, receivers: &[Receiver]) -> Answer {
    let stage = verdict.stage.map(|stage| stage.title()).unwrap_or_default();
    let reply = verdict.reply.iter().map(|reply| format!(": {reply}")).collect::<String>();
    let predicted = match verdict.outcome {
        Outcome::NotJudged => "not judged".to_owned(),
        Outcome::Accept => "no known reason for rejection".to_owned(),
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
        rule: decisive_rule(verdict),
        because: verdict.because.iter().map(|&check| check.to_owned()).collect(),
        is_told: false,
        seen,
        state: None,
    }
}

/// The rule that is behind what counts: the predicted one, or after a live session the one that was seen.
fn decisive_rule(verdict: &Verdict) -> Option<String> {
    if verdict.counted == verdict.outcome {
        return verdict.rule.clone();
    }
    let seen = verdict.observed.as_ref().and_then(|seen| seen.rule.clone());
    seen.or_else(|| (verdict.counted > Outcome::Accept).then(|| SESSION.to_owned()))
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
        ListStateWord::NotListed if view.is_unchecked() => (Level::Unknown, "could not be checked with"),
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

/// The result about a subject that no list was asked about.
fn unasked(subject: &str) -> CheckResult {
    CheckResult {
        rule: DNSBL_IS_UNUSABLE.id.to_owned(),
        level: Level::Unknown,
        is_told: true,
        kind: "list".to_owned(),
        about: subject.to_owned(),
        address: None,
        receiver: None,
        summary: format!("{subject} was not checked: no list was asked about it"),
        evidence: Vec::new(),
        places: Vec::new(),
        fix: None,
        answers: Vec::new(),
        is_ignored: false,
        state: None,
    }
}

fn removal(page: &String) -> Fix {
    Fix { note: Some(format!("Removal: {page}")), ..Fix::default() }
}
