//! What to change, and what remains then.

use super::layout::Layout;
use crate::judge::check::{Finding, Fix, Status, Verification};
use crate::judge::verdict::Outcome;
use crate::report::terminal::duration;

/// Adds a fix: the records to remove and to publish, what remains with them, and what the records do not say.
pub(super) fn add(fix: &Fix, layout: &mut Layout) {
    let removed = fix.change.removed().into_iter().map(|record| ('-', record));
    let published = fix.change.published().into_iter().map(|record| ('+', record));
    let mut label = "Fix";
    for (sign, record) in removed.chain(published) {
        layout.change(label, sign, &record);
        label = "";
    }
    if let Some(verification) = &fix.verified {
        layout.field(label, &format!("verified: with this change {}", remains(verification)));
        label = "";
    }
    if let Some(note) = &fix.note {
        layout.field(label, note);
        label = "";
    }
    if let Some(seconds) = fix.cached_seconds.filter(|&seconds| seconds > 0) {
        layout.field(label, &format!("Caches may keep the old answer for up to {}.", duration(seconds)));
    }
}

/// Returns what remains with all changes, where there are several for more than a remark.
pub(super) fn all_together(findings: &[Finding], verified: Option<&Verification>) -> Option<String> {
    let verified = verified?;
    let faults = findings.iter().filter(|finding| finding.status > Status::Info);
    let fixes = faults.filter_map(|finding| finding.fix.as_ref());
    let mut tried = fixes.filter(|fix| fix.verified.is_some());
    let first = tried.next()?;
    let is_another = tried.any(|fix| fix.change != first.change);
    is_another.then(|| format!("verified: with all changes together {}", remains(verified)))
}

fn remains(verification: &Verification) -> String {
    match verification.remaining.as_slice() {
        [] if verification.outcome == Outcome::Accept => "no known reason for rejection remains".to_owned(),
        [] if verification.outcome >= Outcome::Defer => {
            "the refusal that was seen remains: the change does not explain it".to_owned()
        }
        [] => "this fault is gone, and the outcome is not known".to_owned(),
        rules => format!("this remains: {}", rules.join(", ")),
    }
}
