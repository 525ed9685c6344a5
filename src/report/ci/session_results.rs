//! The results of a dry run, for jobs: what was found out about the servers, and what the ones that
//! decide have answered.

use super::results::{Answer, Group, Results, RuleText, reported};
use crate::catalogue::Receiver;
use crate::judge::verdict::Outcome;
use crate::report::document::{SessionView, SmtpReport};
use crate::report::page::{self, session};

/// The rule of an answer that is none of the documented ones.
pub(super) const SESSION: &str = "smtp-session";

/// How many characters of a reply are kept.
const MAX_REPLY: usize = 1000;

impl Results {
    /// Of a dry run. `all`: every server was tried, and not only the first that answers.
    pub fn of_smtp(report: &SmtpReport, receivers: &[Receiver], all: bool) -> Results {
        let mut results = Results::new(report.envelope.command, None);
        results.name_zones(&report.zones);
        let checks: Vec<_> = report.findings.iter().map(|finding| reported(finding, None)).collect();
        for check in &checks {
            results.add_check(&check.rule);
        }
        let mut answers: Vec<Answer> = deciding(report, all).into_iter().map(answer).collect();
        if answers.is_empty() {
            answers.push(Answer {
                receiver: report.target.clone(),
                title: report.target.clone(),
                address: None,
                outcome: report.outcome,
                sentence: page::diagnosis_sentence(report.diagnosis),
                rule: Some(SESSION.to_owned()),
                because: Vec::new(),
                is_told: false,
                seen: None,
                state: None,
            });
        }
        for id in answers.iter().filter_map(|answer| answer.rule.as_deref()) {
            let known = receivers.iter().find_map(|receiver| receiver.rule(id));
            results.add_rule(known.map_or_else(session_rule, RuleText::from));
        }
        results.groups.push(Group {
            subject: report.target.clone(),
            kind: "target",
            is_parked: false,
            place: None,
            checks,
            answers,
        });
        results.notes.extend(report.next.iter().cloned());
        if report.left_out > 0 {
            results.notes.push(format!("{} more mail exchanges were not tried", report.left_out));
        }
        results
    }
}

/// The sessions that decide: the last try with each server that could be connected to; where they were
/// tried one after the other, the last of them.
fn deciding(report: &SmtpReport, all: bool) -> Vec<&SessionView> {
    let is_last_try = |view: &&SessionView| {
        let same = |other: &&SessionView| (other.address, other.port) == (view.address, view.port);
        report.sessions.iter().filter(same).all(|other| other.attempt <= view.attempt)
    };
    let reached = |view: &&SessionView| view.client.is_some();
    let mut views: Vec<&SessionView> = report.sessions.iter().filter(is_last_try).filter(reached).collect();
    if !all {
        views = views.pop().into_iter().collect();
    }
    views
}

pub(super) fn answer(view: &SessionView) -> Answer {
    let sentence = format!("{}{}", session::headline(view), session::deciding_words(view));
    let sentence = match sentence.char_indices().nth(MAX_REPLY) {
        Some((end, _)) => format!("{}…", &sentence[..end]),
        None => sentence,
    };
    let is_refusal = !matches!(view.outcome, Outcome::Accept | Outcome::NotJudged);
    Answer {
        receiver: session::server(view),
        title: session::server(view),
        address: view.client.map(|ip| ip.to_string()),
        outcome: view.outcome,
        sentence,
        rule: is_refusal.then(|| view.rule.clone().unwrap_or_else(|| SESSION.to_owned())),
        because: Vec::new(),
        is_told: false,
        seen: None,
        state: None,
    }
}

pub(super) fn session_rule() -> RuleText {
    RuleText {
        id: SESSION.to_owned(),
        title: "the server does not take the mail in a dry run".to_owned(),
        text: "A session was held with the server as the sender would, up to RCPT TO. It was rejected, deferred or \
               broken off, with a reply that is none of the documented ones, or nobody answered."
            .to_owned(),
        references: vec!["RFC 5321 section 4.3.2".to_owned()],
        needs: "a session with the server".to_owned(),
        remedy: None,
    }
}
