//! What a receiver answers.

use std::net::IpAddr;

use super::view::{shown_as, view, words};
use crate::catalogue::{Basis, Confidence, Reply, RuleSource};
use crate::judge::verdict::{
    Observed, ObservedReply, Outcome, RuleMention, StageState, StageVerdict, Undetermined, Verdict,
};
use crate::smtp_reply::{ServerReply, Stage};

words! {
    /// What becomes of a session.
    Outcome as OutcomeWord {
        /// No stage was judged: nothing was looked up or seen that decides a rule of the receiver.
        NotJudged = "not-judged",
        /// Something was judged, and no rule fired.
        Accept = "accept",
        /// A lookup that failed on our side hides what the receiver would answer.
        Unknown = "unknown",
        /// A 4xx reply: the sender tries again later.
        Defer = "defer",
        /// A 5xx reply.
        Reject = "reject",
    }
}

words! {
    /// How far a stage was judged, and what it came to.
    StageState as StageStateWord {
        /// Something was judged, and nothing fired.
        Pass = "pass",
        /// The receiver refuses here.
        Reject = "reject",
        /// The receiver defers here.
        Defer = "defer",
        /// A lookup that failed on our side hides it.
        Unknown = "unknown",
        /// No input for it was given.
        NotJudged = "not-judged",
    }
}

view! {
    /// One stage of the predicted session.
    StageVerdict as StageVerdictView, verdict {
        /// The stage.
        stage: Stage = verdict.stage,
        /// What it came to.
        state: StageState = verdict.state,
    }
}

view! {
    /// A rule that fired or may fire, next to the one that decides.
    RuleMention as RuleMentionView<'a>, mention {
        /// The rule's full id.
        rule: &'a str = &mention.rule,
        /// Where the receiver would answer it.
        stage: Stage = mention.stage,
        /// What it would answer.
        reply: &'a Reply = &mention.reply,
        /// The checks that bring it about.
        because: &'a [&'a str] = &mention.because,
        /// The same in words.
        why: &'a str = &mention.why,
    }
}

view! {
    /// A rule that neither fired nor was ruled out.
    Undetermined as UndeterminedView<'a>, undetermined {
        /// The rule's full id.
        rule: &'a str = &undetermined.rule,
        /// What would have to be known.
        needs: &'a str = &undetermined.needs,
    }
}

view! {
    /// What a receiver was seen to answer.
    Observed as ObservedView<'a>, observed {
        /// What became of the session; unknown when it broke.
        outcome: Outcome = observed.outcome,
        /// Where it ended; null when the recipient was accepted.
        stage: Option<Stage> = observed.stage,
        /// What was answered there; null when nothing usable was.
        reply: Option<&'a ObservedReply> = observed.reply.as_ref(),
        /// The rejection that it was recognised as, by its full id.
        rule: Option<&'a str> = observed.rule.as_deref(),
        /// True when that rejection is about the recipient: the sender is not at fault.
        is_about_recipient: bool = observed.is_about_recipient,
    }
}

view! {
    /// A reply as it came.
    ObservedReply as ObservedReplyView<'a>, reply {
        /// Its codes and lines.
        #[serde(flatten)]
        reply: &'a ServerReply = &reply.reply,
        /// Its lines, joined with spaces.
        text: &'a str = &reply.text,
    }
}

view! {
    /// What one receiver would answer to the sender at one address.
    Verdict as VerdictView<'a>, verdict {
        /// The receiver's name.
        receiver: &'a str = &verdict.receiver,
        /// The sending address; null when none is known.
        address: Option<IpAddr> = verdict.address,
        /// What becomes of the session.
        outcome: Outcome = verdict.outcome,
        /// Where that is decided; null when the mail is accepted.
        stage: Option<Stage> = verdict.stage,
        /// The rule that decides, by its full id.
        rule: Option<&'a str> = verdict.rule.as_deref(),
        /// The predicted reply.
        reply: Option<&'a Reply> = verdict.reply.as_ref(),
        /// How it is known that the receiver answers so.
        basis: Option<Basis> = verdict.basis,
        /// How sure that is.
        confidence: Option<Confidence> = verdict.confidence,
        /// The checks that decide.
        because: &'a [&'a str] = &verdict.because,
        /// The document that the rule was taken from.
        source: Option<&'a RuleSource> = verdict.source.as_ref(),
        /// The session up to the stage that decides.
        stages: &'a [StageVerdict] = &verdict.stages,
        /// Further rules that fired, in session order.
        others: &'a [RuleMention] = &verdict.others,
        /// What may happen but does not decide.
        risks: &'a [RuleMention] = &verdict.risks,
        /// Every rule for senders that neither fired nor was ruled out.
        undetermined: &'a [Undetermined] = &verdict.undetermined,
        /// What the receiver was seen to answer; null when it was not tried.
        observed: Option<&'a Observed> = verdict.observed.as_ref(),
        /// Whether that agrees with the prediction: outcome and stage are equal, and the rule seen, where
        /// one was recognised, is the predicted one or a risk. Null when it was not tried, when nobody
        /// answered, and when the session came from another address than was judged.
        agrees: Option<bool> = verdict.agrees,
        /// Why it does not agree, or cannot be compared, as far as that is known.
        difference: Option<&'a str> = verdict.difference.as_deref(),
        /// The outcome that counts: the predicted one, or what a live session has shown in its place.
        counted: Outcome = verdict.counted,
    }
}
