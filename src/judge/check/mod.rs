//! Assessment → findings: what is wrong, with its evidence and what to publish instead.
//!
//! A file per topic, as in `catalogue::check`, which says what each check is. Its arm in the topic's
//! function turns a class of the assessment into a finding.

mod authentication;
mod dmarc;
mod dnsbl;
mod domain;
mod finding;
mod helo;
mod ignore;
mod message;
mod message_form;
mod mx;
mod nameserver;
mod remedy;
mod resolver;
mod reverse;
mod sender_address;
mod smtp;
mod spf;
mod spf_fix;
mod spf_record;

pub use finding::{Evidence, EvidenceSource, Finding, Findings, Fix, Status, Subject, Verification};
pub use ignore::{Ignore, IgnoreError, ignore};
pub use message_form::{Envelope, judge as message_findings};
pub use smtp::session_findings;

use crate::catalogue::Receiver;
use crate::catalogue::check::{DOMAIN_SENDS_NO_MAIL, Input, SENDER_IS_UNAUTHENTICATED};
use crate::judge::assess::Assessment;
use crate::judge::demands::Demands;

/// Judges an assessment: every check that has its input, passes included. The receivers give limits that are theirs
/// alone.
pub fn findings(assessment: &Assessment<'_>, receivers: &[Receiver]) -> Findings {
    let demands = Demands::of(receivers);
    let mut findings = Findings::default();
    resolver::judge(assessment, &mut findings);
    for reverse in &assessment.reverse {
        reverse::judge(reverse, &mut findings);
    }
    helo::judge(assessment, &mut findings);
    if let Some(helo) = &assessment.helo {
        helo::against_receivers(helo, receivers, &mut findings);
    }
    if let Some((address, fault)) = &assessment.mail_from {
        sender_address::judge(address, fault.as_ref(), &mut findings);
        match &assessment.mail_domain {
            Some(mail_domain) => {
                domain::judge(mail_domain, &mut findings);
                if let Some(lookup) = &assessment.demanded.soa {
                    domain::judge_authority(mail_domain, lookup, &mut findings);
                }
                mx::judge(mail_domain, &mut findings);
            }
            // The null reverse-path has no domain that could be at fault.
            None => {
                findings.settle(Input::SenderDomain);
                findings.settle(Input::DomainLists);
            }
        }
    }
    if let Some(dmarc) = &assessment.dmarc {
        dmarc::judge(dmarc, &mut findings);
    }
    spf::judge(assessment, &mut findings);
    if let Some(state) = assessment.spf_record.as_ref().filter(|_| demands.include(&DOMAIN_SENDS_NO_MAIL)) {
        spf_record::judge_refusal(state, assessment.is_null_path(), &mut findings);
    }
    if demands.include(&SENDER_IS_UNAUTHENTICATED) {
        authentication::judge(assessment, &mut findings);
    }
    dnsbl::judge(assessment, &mut findings);
    nameserver::judge(assessment, &mut findings);
    message::judge(assessment, receivers, &mut findings);
    if let Some(sessions) = assessment.sessions {
        smtp::session_findings(sessions, &mut findings);
    }
    findings
}
