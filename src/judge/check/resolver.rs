//! The resolver itself: what it says is only worth something if it tells what does not exist.

use super::{Finding, Findings, Fix, Status, Subject};
use crate::catalogue::check::RESOLVER_REWRITES_NXDOMAIN;
use crate::judge::assess::Assessment;

pub(super) fn judge(assessment: &Assessment<'_>, findings: &mut Findings) {
    let Some(ip) = assessment.rewritten_to.first() else { return };
    let summary = format!(
        "the resolver answers {ip} for a name that does not exist: what it says of addresses is in doubt"
    );
    findings.push(
        Finding::new(&RESOLVER_REWRITES_NXDOMAIN, Status::Warn, Subject::Resolver(ip.to_string()), summary)
            .with_fix(Fix {
                note: Some("Name another resolver with --nameserver.".to_owned()),
                ..Fix::default()
            }),
    );
}
