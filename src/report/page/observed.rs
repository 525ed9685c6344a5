//! What a live try has shown of a verdict, in words.

use crate::judge::verdict::{Outcome, Verdict};

/// What was seen, and whether that agrees with the prediction: a clause. None without a live try. Why
/// it does not agree stands in [`Verdict::difference`], unless nothing was seen.
pub fn in_words(verdict: &Verdict) -> Option<String> {
    let Some(seen) = &verdict.observed else {
        return verdict.difference.as_ref().map(|difference| format!("not seen: {difference}"));
    };
    let stage = seen.stage.map(|stage| format!(" at {}", stage.title())).unwrap_or_default();
    let what = match seen.outcome {
        Outcome::Accept => "accepted up to RCPT TO".to_owned(),
        Outcome::Defer => format!("deferred{stage}"),
        Outcome::Reject => format!("refused{stage}"),
        Outcome::Unknown => "a session that broke".to_owned(),
    };
    let reply = seen.reply.as_ref().filter(|_| seen.outcome != Outcome::Accept);
    let reply = reply.map(|reply| format!(": {}", reply.reply)).unwrap_or_default();
    let rule = seen.rule.as_ref().filter(|rule| verdict.rule.as_ref() != Some(*rule));
    let rule = rule.map(|rule| format!(" ({rule})")).unwrap_or_default();
    let agreement = match verdict.agrees {
        Some(true) => "as predicted",
        Some(false) => "not as predicted",
        None => "cannot be compared",
    };
    Some(format!("seen, {agreement}: {what}{reply}{rule}"))
}
