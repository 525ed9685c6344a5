//! What became of a session, in symbols and words.

use super::observed;
use crate::judge::check::{Finding, Status};
use crate::judge::verdict::{Outcome, RuleMention, Verdict};
use crate::probe::facts::Step;
use crate::report::terminal::Mark;
use crate::report::{SessionView, StepView};

/// The symbol of a verdict. A risk takes the tick away, and so do a check that failed without a rule of the receiver, and
/// a lookup that failed and leaves a rule open; what may always come, such as greylisting, does not.
pub(crate) fn mark_of(verdict: &Verdict, findings: &[Finding]) -> Mark {
    let is_open = verdict.undetermined.iter().any(|open| open.has_failed);
    let has_failed = findings.iter().any(|finding| finding.status == Status::Fail && !finding.ignored);
    let has_risk = is_open || has_failed || verdict.risks.iter().any(is_of_sender);
    match verdict.counted {
        Outcome::Accept if has_risk => Mark::Warn,
        outcome => mark(outcome),
    }
}

/// Returns true for a risk of this sender: one that a check shows, or that hangs on something that was not seen. What
/// may come to anybody, such as greylisting, is none.
pub(super) fn is_of_sender(risk: &RuleMention) -> bool {
    !risk.because.is_empty() || is_demand(risk)
}

/// Whether a finding of a check that decides a verdict is the one that does: a failure, else what this receiver takes
/// for one.
pub(super) fn decides(finding: &Finding, verdict: &Verdict, findings: &[Finding]) -> bool {
    let is_failure = |other: &&Finding| {
        other.check == finding.check
            && !other.ignored
            && (other.status == Status::Fail || other.blame.is_some())
            && other.address.is_none_or(|ip| Some(ip) == verdict.address)
            && other.receiver.as_ref().is_none_or(|name| *name == verdict.receiver)
    };
    let is_candidate = verdict.because.contains(&finding.check.id) && !finding.ignored;
    is_candidate
        && match findings.iter().any(|other| is_failure(&other)) {
            true => is_failure(&finding),
            false => matches!(finding.status, Status::Warn | Status::Info),
        }
}

/// Returns true for what a receiver demands while nobody knows what it answers otherwise.
fn is_demand(risk: &RuleMention) -> bool {
    risk.reply.code.is_none()
}

/// The symbol of an outcome.
pub(crate) fn mark(outcome: Outcome) -> Mark {
    match outcome {
        Outcome::NotJudged => Mark::NotJudged,
        Outcome::Accept => Mark::Pass,
        Outcome::Defer => Mark::Defer,
        Outcome::Reject => Mark::Fail,
        Outcome::Unknown => Mark::Unknown,
    }
}

/// What becomes of the mail, in a few words.
pub(crate) fn sentence(verdict: &Verdict) -> String {
    if let Some(seen) = observed::counted(verdict) {
        return seen;
    }
    let stage = verdict.stage.map(|stage| stage.title()).unwrap_or_default();
    match verdict.outcome {
        Outcome::NotJudged => "not judged".to_owned(),
        // What is demanded was not shown to be there.
        Outcome::Accept if verdict.risks.iter().any(is_demand) => {
            "no known reason for rejection, but not all that it requires was checked".to_owned()
        }
        Outcome::Accept => "accepted, as far as can be judged".to_owned(),
        Outcome::Defer => format!("deferred at {stage}"),
        Outcome::Reject => format!("rejected at {stage}"),
        Outcome::Unknown => format!("not known at {stage}"),
    }
}

/// As Postfix logs it: `mx.example[192.0.2.1]:25`.
pub(crate) fn server(view: &SessionView) -> String {
    let name = view.exchange.as_ref().map(ToString::to_string).unwrap_or_default();
    format!("{name}[{}]:{}", view.address, view.port)
}

/// What became of it, in a clause.
pub(crate) fn headline(view: &SessionView) -> String {
    let stage = view.stage.map(|stage| format!(" at {}", stage.title())).unwrap_or_default();
    match view.outcome {
        Outcome::Accept => "accepted up to RCPT TO".to_owned(),
        Outcome::Reject if view.error.is_none() => format!("rejected{stage}"),
        Outcome::Defer if view.greylisted => format!("deferred{stage}, which looks like greylisting"),
        Outcome::Defer => format!("deferred{stage}"),
        _ => view.error.clone().unwrap_or_default(),
    }
}

/// The reply that decided, to stand behind the headline.
pub(crate) fn deciding_words(view: &SessionView) -> String {
    let refused = |step: &&StepView| step.reply.as_ref().is_some_and(|reply| !reply.is_positive());
    let not_tls = |step: &&StepView| !matches!(step.stage, Step::Starttls | Step::Rset | Step::Quit);
    match view.outcome {
        Outcome::Reject | Outcome::Defer => {
            let deciding = view.stages.iter().rev().filter(not_tls).find(refused);
            let reply = deciding.and_then(|step| step.reply.as_ref());
            reply.map(|reply| format!(": {reply}")).unwrap_or_default()
        }
        Outcome::Accept | Outcome::Unknown | Outcome::NotJudged => String::new(),
    }
}
