//! What a live try has shown of a verdict, in words.

use crate::judge::verdict::{Outcome, Verdict};

/// What a live session has shown that counts in place of the prediction: a clause. `None` where the prediction counts.
pub(crate) fn counted(verdict: &Verdict) -> Option<String> {
    if verdict.counted == verdict.outcome {
        return None;
    }
    let Some(seen) = &verdict.observed else {
        let why = verdict.difference.as_deref().unwrap_or("no session");
        return Some(format!("Live: {why}; unknown"));
    };
    let stage = seen.stage.map(|stage| format!(" at {}", stage.title())).unwrap_or_default();
    let predicted = if verdict.outcome == Outcome::NotJudged { "" } else { ", not as predicted" };
    let who = if seen.is_about_recipient { "; the recipient is at fault, not the sender" } else { "" };
    Some(match verdict.counted {
        Outcome::Accept => "Live: accepted up to RCPT TO, unlike predicted".to_owned(),
        Outcome::Defer => format!("Live: deferred{stage}{predicted}{who}"),
        Outcome::Reject => format!("Live: rejected{stage}{predicted}{who}"),
        Outcome::Unknown | Outcome::NotJudged => {
            let what = match seen.outcome {
                Outcome::Reject => "rejected",
                Outcome::Defer => "deferred",
                Outcome::Accept | Outcome::Unknown | Outcome::NotJudged => {
                    return Some("Live: the session broke off; unknown".to_owned());
                }
            };
            match verdict.agrees {
                None => format!("Live, from another address: {what}{stage}; unknown from the judged one"),
                Some(_) => {
                    format!("Live: {what}{stage}, for a default recipient; name one with --to USER@DOMAIN")
                }
            }
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
        Outcome::NotJudged => return verdict.difference.clone(),
        Outcome::Defer => format!("deferred{stage}"),
        Outcome::Reject => format!("rejected{stage}"),
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
