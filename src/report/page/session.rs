//! The small drawing of a session, stage by stage.

use crate::judge::verdict::{Outcome, StageState, Verdict};
use crate::report::terminal::{Mark, Style};

/// `connect · ── EHLO · ── MAIL FROM ✗`
pub fn drawing(verdict: &Verdict, style: Style) -> String {
    let line = if style.unicode { " ── " } else { " -- " };
    let steps = verdict.stages.iter().map(|step| {
        let mark = match step.state {
            StageState::Pass => Mark::Pass,
            StageState::Reject => Mark::Fail,
            StageState::Defer => Mark::Defer,
            StageState::Unknown => Mark::Unknown,
            StageState::NotJudged => Mark::NotJudged,
        };
        format!("{} {}", mark.paint(step.stage.title()), mark.show(style))
    });
    steps.collect::<Vec<_>>().join(line)
}

/// The symbol of an outcome.
pub fn mark(outcome: Outcome) -> Mark {
    match outcome {
        Outcome::Accept => Mark::Pass,
        Outcome::Defer => Mark::Defer,
        Outcome::Reject => Mark::Fail,
        Outcome::Unknown => Mark::Unknown,
    }
}

/// What becomes of the mail, in a few words.
pub fn sentence(verdict: &Verdict) -> String {
    let stage = verdict.stage.map(|stage| stage.title()).unwrap_or_default();
    match verdict.outcome {
        Outcome::Accept => "accepted, as far as can be judged".to_owned(),
        Outcome::Defer => format!("deferred at {stage}"),
        Outcome::Reject => format!("refused at {stage}"),
        Outcome::Unknown => format!("not known at {stage}"),
    }
}
