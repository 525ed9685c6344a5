//! The resolver itself: its answers are only worth something if it knows what exists and what does not.

use super::{Finding, Findings, Fix, Status, Subject};
use crate::catalogue::check::{
    Check, RESOLVER_IS_AUTHORITATIVE, RESOLVER_KNOWS_NO_NAMES, RESOLVER_REWRITES_NXDOMAIN,
};
use crate::dns::Name;
use crate::judge::assess::Assessment;

pub(super) fn judge(assessment: &Assessment<'_>, findings: &mut Findings) {
    let resolver = match assessment.nameservers {
        [] => "of the recording".to_owned(),
        nameservers => nameservers.join(", "),
    };
    let warn = |check: &'static Check, subject: &str, summary: String, note: &str| {
        Finding::new(check, Status::Warn, Subject::Resolver(subject.to_owned()), summary)
            .with_fix(Fix { note: Some(note.to_owned()), ..Fix::default() })
    };
    if let Some(ip) = assessment.rewritten_to.first() {
        let summary = format!(
            "the resolver answers {ip} for a name that does not exist: what it says of addresses is in doubt"
        );
        let note = "Name another resolver with --nameserver.";
        findings.push(warn(&RESOLVER_REWRITES_NXDOMAIN, &ip.to_string(), summary, note));
    }
    if let Some(names) = first_and_others(assessment.doubts.unproven.iter()) {
        let summary = format!(
            "the resolver {resolver} answers NXDOMAIN for {names}, but does not know the public DNS: whether that is \
             so is unknown"
        );
        let note = "Name a resolver that knows the public DNS with --nameserver.";
        findings.push(warn(&RESOLVER_KNOWS_NO_NAMES, &resolver, summary, note));
    }
    if let Some(names) = first_and_others(assessment.doubts.authoritative.iter()) {
        let summary = format!(
            "the resolver {resolver} answers for {names} from a zone of its own: receivers may see another one"
        );
        let note = "Compare with a public resolver: name one with --nameserver.";
        findings.push(warn(&RESOLVER_IS_AUTHORITATIVE, &resolver, summary, note));
    }
}

/// One name, and how many there are as well; `None` if there is none.
fn first_and_others<'a>(names: impl ExactSizeIterator<Item = &'a Name>) -> Option<String> {
    let others = names.len().saturating_sub(1);
    let first = names.min_by_key(|name| (name.labels().len(), *name))?;
    Some(match others {
        0 => first.to_string(),
        1 => format!("{first} and another name"),
        _ => format!("{first} and {others} other names"),
    })
}
