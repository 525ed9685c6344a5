//! Assessment → findings: what is wrong, with its evidence and what to publish instead.
//!
//! A file per topic, as in `catalogue::check`, which says what each check is. Its arm in the topic's
//! function turns a class of the assessment into a finding.

mod dmarc;
mod dnsbl;
mod domain;
mod finding;
mod helo;
mod ignore;
mod message;
mod message_form;
mod mx;
mod remedy;
mod resolver;
mod reverse;
mod sender_address;
mod smtp;
mod spf;

pub use finding::{Evidence, EvidenceSource, Finding, Findings, Fix, Status, Subject};
pub use ignore::{Ignore, IgnoreError, ignore};
pub use message_form::{Envelope, judge as message_findings};
pub use smtp::session_findings;

use crate::catalogue::Receiver;
use crate::catalogue::check::Input;
use crate::judge::assess::Assessment;
use crate::probe::facts::Facts;

/// Judges an assessment: every check that has its input, passes included. The facts are what the
/// assessment was made from, and give the evidence; the receivers give limits that are theirs alone.
pub fn findings(assessment: &Assessment, facts: &Facts, receivers: &[Receiver]) -> Findings {
    let mut findings = Findings::default();
    resolver::judge(facts, &mut findings);
    for (reverse, facts) in assessment.reverse.iter().zip(&facts.reverse) {
        reverse::judge(reverse, facts, &mut findings);
    }
    if let Some(helo) = &assessment.helo {
        helo::judge(helo, facts.helo.as_ref(), &assessment.reverse, &mut findings);
    }
    if let Some((address, fault)) = &assessment.mail_from {
        sender_address::judge(address, fault.as_ref(), &mut findings);
        match (&assessment.mail_domain, &facts.mail_domain) {
            (Some(mail_domain), Some(facts)) => {
                domain::judge(mail_domain, facts, &mut findings);
                mx::judge(mail_domain, facts, &mut findings);
            }
            // The null reverse-path has no domain that could be at fault.
            _ => {
                findings.settle(Input::SenderDomain);
                findings.settle(Input::DomainLists);
            }
        }
    }
    if let (Some(dmarc), Some(facts)) = (&assessment.dmarc, &facts.dmarc) {
        dmarc::judge(dmarc, facts, &mut findings);
    }
    spf::judge(assessment, facts, &mut findings);
    dnsbl::judge(assessment, &mut findings);
    message::judge(assessment, facts, receivers, &mut findings);
    if let Some(sessions) = &facts.smtp {
        smtp::session_findings(sessions, &mut findings);
    }
    findings
}
