//! What to change, and what remains then.

use crate::judge::check::{Finding, Fix, Status, Verification};
use crate::judge::verdict::Outcome;
use crate::report::terminal::{Mark, Style, duration};

/// Returns the lines of a fix.
pub(super) fn lines(fix: &Fix, style: Style) -> Vec<String> {
    let mut lines = Vec::new();
    for (heading, sign, mark, records) in [
        ("Remove", "-", Mark::Fail, fix.change.removed()),
        ("Publish", "+", Mark::Pass, fix.change.published()),
    ] {
        if !records.is_empty() {
            lines.push(format!("  {heading}"));
        }
        for record in records {
            let text = format!("{sign} {}", style.printable(&record));
            lines.push(format!("  {}", mark.paint(&text)));
        }
    }
    let mut wrapped = |text: &str| lines.extend(style.wrap(&style.printable(text), "  ", "  "));
    if let Some(verification) = &fix.verified {
        wrapped(&format!("verified: with this change {}", remains(verification)));
    }
    if let Some(note) = &fix.note {
        wrapped(note);
    }
    if let Some(seconds) = fix.cached_seconds.filter(|&seconds| seconds > 0) {
        wrapped(&format!("Caches may keep the old answer for up to {}.", duration(seconds)));
    }
    lines
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
