//! The resolver itself: what it says is only worth something if it tells what does not exist.

use super::{Check, Finding, Findings, Fix, Input, Status, Subject};
use crate::probe::facts::Facts;

/// The resolver gives addresses to names that do not exist.
pub const RESOLVER_REWRITES_NXDOMAIN: Check = Check {
    id: "resolver-rewrites-nxdomain",
    title: "the resolver gives an address to names that do not exist",
    doc: "A name that nobody has registered was answered with an address. Some access providers do that to show \
          advertisements. A look-up that brought nothing but this address counts as failed: whether the name \
          exists is not known.",
    references: &["RFC 8020", "RFC 2308"],
    input: Input::Resolver,
};

pub(super) fn judge(facts: &Facts, findings: &mut Findings) {
    let Some(ip) = facts.rewritten_to.first() else { return };
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
