//! What a live try has shown of a verdict, in words.

use crate::judge::verdict::{Outcome, Verdict};

/// What a live session has shown that counts in place of the prediction: a clause. `None` where the prediction counts.
pub(crate) fn counted(verdict: &Verdict) -> Option<String> {
    let seen = verdict.observed.as_ref().filter(|_| verdict.counted != verdict.outcome)?;
    let stage = seen.stage.map(|stage| format!(" at {}", stage.title())).unwrap_or_default();
    let predicted = if verdict.outcome == Outcome::NotJudged { "" } else { ", not as predicted" };
    let who = if seen.is_about_recipient { "; the recipient is at fault, not the sender" } else { "" };
    Some(match verdict.counted {
        Outcome::Accept => "Live: accepted up to RCPT TO, unlike predicted".to_owned(),
        Outcome::Defer => format!("Live: deferred{stage}{predicted}{who}"),
        Outcome::Reject => format!("Live: rejected{stage}{predicted}{who}"),
        Outcome::Unknown | Outcome::NotJudged => {
            format!("Live, from another address: refused{stage}; not known from the judged one")
        }
    })
}

/// What was seen, and whether that agrees with the prediction: a clause. None without a live try. Why
/// it does not agree stands in [`Verdict::difference`], unless nothing was seen.
pub(crate) fn in_words(verdict: &Verdict) -> Option<String> {
    let Some(seen) = &verdict.observed else {
        return verdict.difference.as_ref().map(|difference| format!("not seen: {difference}"));
    };
    let stage = seen.stage.map(|stage| format!(" at {}", stage.title())).unwrap_or_default();
    let what = match seen.outcome {
        Outcome::Accept => "accepted up to RCPT TO".to_owned(),
        Outcome::Defer => format!("deferred{stage}"),
        Outcome::Reject => format!("refused{stage}"),
        Outcome::Unknown | Outcome::NotJudged => "a session that broke".to_owned(),
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
