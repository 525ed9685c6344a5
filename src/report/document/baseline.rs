//! What is better and what is worse than before.

use serde::Serialize;

use super::view::{shown_as, view};
use crate::judge::baseline::{Change, Changed, ChangedSubject, Comparison};
use crate::judge::check::Status;
use crate::judge::verdict::Outcome;

view! {
    /// What differs from before.
    Comparison as ComparisonView<'a>, comparison {
        /// `live`, or the file that it was compared with.
        source: &'a str = &comparison.source,
        /// What is better now.
        better: &'a [Change] = &comparison.better,
        /// What is worse now.
        worse: &'a [Change] = &comparison.worse,
        /// How many verdicts, and faults that remain, are as before.
        same: usize = comparison.same,
        /// How many could not be compared, since what they were or are is not known.
        not_compared: usize = comparison.not_compared,
    }
}

view! {
    /// One thing that is better or worse.
    Change as ChangeView<'a>, change {
        /// The sender.
        sender: &'a str = &change.sender,
        /// What changed.
        #[serde(flatten)]
        what: &'a Changed = &change.what,
        /// One sentence for people; null for a verdict.
        summary: Option<&'a str> = change.summary.as_deref(),
        /// True for a failing check that is behind a predicted deferral or rejection.
        decides: bool = change.decides,
    }
}

/// A verdict or a finding, before and now.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum ChangedView<'a> {
    /// What a receiver answers.
    Verdict {
        /// The receiver's name.
        receiver: &'a str,
        /// The sending address; null when none is known.
        address: Option<&'a str>,
        /// The outcome before; null for a sender that was not judged then.
        before: Option<Outcome>,
        /// The outcome now.
        after: Outcome,
    },
    /// What a check came to.
    Finding {
        /// The check's id.
        check: &'a str,
        /// What it is about.
        subject: &'a ChangedSubject,
        /// The one sending address that it matters to; null when it matters to all.
        address: Option<&'a str>,
        /// The one receiver that it matters to; null when it matters to all.
        receiver: Option<&'a str>,
        /// The status before; null where there was no such finding.
        before: Option<Status>,
        /// The status now; null where there is no such finding any more.
        after: Option<Status>,
    },
}

impl<'a> From<&'a Changed> for ChangedView<'a> {
    fn from(changed: &'a Changed) -> ChangedView<'a> {
        match changed {
            Changed::Verdict { receiver, address, before, after } => {
                ChangedView::Verdict { receiver, address: address.as_deref(), before: *before, after: *after }
            }
            Changed::Finding { check, subject, address, receiver, before, after } => ChangedView::Finding {
                check,
                subject,
                address: address.as_deref(),
                receiver: receiver.as_deref(),
                before: *before,
                after: *after,
            },
        }
    }
}

shown_as!(Changed => ChangedView<'_>);

view! {
    /// What a finding is about.
    ChangedSubject as ChangedSubjectView<'a>, subject {
        /// As in findings.
        kind: &'a str = &subject.kind,
        /// As in findings.
        name: &'a str = &subject.name,
    }
}
