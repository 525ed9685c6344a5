//! The sender domain: whether it exists and has a host that takes mail.

use super::remedy::{longest_ttl, lookup_fix};
use super::{Evidence, Finding, Findings, Fix, Status, Subject};
use crate::catalogue::check::{
    DOMAIN_DOES_NOT_EXIST, DOMAIN_HAS_NO_MAIL_HOST, DOMAIN_HAS_NO_SOA, DOMAIN_IS_ALIAS, DOMAIN_IS_NULL_MX,
    Input, MX_LOOKUP_FAILED,
};
use crate::dns::{Lookup, Outcome};
use crate::judge::assess::{ExchangeState, MailDomain, MailHosts};
use crate::zone::Change;

/// Judges whether the domain is the top of a zone, as some receivers look at it.
pub(super) fn judge_authority(mail_domain: &MailDomain<'_>, lookup: &Lookup, findings: &mut Findings) {
    let domain = &mail_domain.domain;
    let (status, summary) = match &lookup.outcome {
        Outcome::Found(_) => (Status::Pass, format!("{domain} has an SOA record")),
        Outcome::NoData { .. } => {
            (Status::Warn, format!("{domain} has no SOA record of its own: it is a name within another zone"))
        }
        // Said by another check.
        Outcome::NxDomain { .. } => return,
        Outcome::Failed(failure) => {
            (Status::Unknown, format!("the SOA record of {domain} could not be looked up: {failure}"))
        }
    };
    let finding = Finding::new(&DOMAIN_HAS_NO_SOA, status, Subject::Domain(domain.clone()), summary);
    findings.push(match status {
        Status::Warn => finding.with_evidence(Evidence::of(lookup)).with_fix(Fix {
            note: Some(
                "An ordinary subdomain needs none. Where mail is refused for it, make the name a zone of its own, or \
                 send from the domain above it."
                    .to_owned(),
            ),
            ..Fix::default()
        }),
        _ => finding,
    });
}

pub(super) fn judge(mail_domain: &MailDomain<'_>, findings: &mut Findings) {
    let facts = mail_domain.evidence;
    let domain = &mail_domain.domain;
    let subject = || Subject::Domain(domain.clone());
    let mx_evidence = || Evidence::of(&facts.mx);
    let pass = |check, summary: String| Finding::new(check, Status::Pass, subject(), summary);
    let unknown = |check| {
        let summary = format!("the MX records of {domain} could not be looked up");
        Finding::new(check, Status::Unknown, subject(), summary)
    };
    let exists = || pass(&DOMAIN_DOES_NOT_EXIST, format!("{domain} exists"));
    let looked_up = || pass(&MX_LOOKUP_FAILED, format!("the MX records of {domain} could be looked up"));
    let no_null_mx = || pass(&DOMAIN_IS_NULL_MX, format!("{domain} publishes no null MX"));
    let has_mail_host = || pass(&DOMAIN_HAS_NO_MAIL_HOST, format!("{domain} has a host for its mail"));

    if !matches!(mail_domain.hosts, MailHosts::LookupFailed(..)) {
        findings.settle(Input::SenderDomain);
    }
    match &mail_domain.hosts {
        MailHosts::NameDoesNotExist { negative_ttl } => {
            findings.push(does_not_exist(mail_domain, *negative_ttl).with_evidence(mx_evidence()));
            findings.push(looked_up());
        }
        MailHosts::LookupFailed(failure, blame) => {
            let summary = format!("the MX records of {domain} could not be looked up: {failure}");
            findings.push(
                Finding::new(&MX_LOOKUP_FAILED, Status::Unknown, subject(), summary)
                    .with_evidence(mx_evidence())
                    .blaming(*blame)
                    .with_fix(lookup_fix(domain, *failure, *blame)),
            );
            for check in [&DOMAIN_DOES_NOT_EXIST, &DOMAIN_HAS_NO_MAIL_HOST, &DOMAIN_IS_NULL_MX] {
                findings.push(unknown(check).hidden_by(*blame));
            }
            // What the exchanges are is hidden as well.
            for check in super::mx::OF_EXCHANGES {
                findings.push(unknown(check).hidden_by(*blame));
            }
        }
        MailHosts::NullMx(records) => {
            let which = if records.len() == 1 { "its only MX is" } else { "each of its MX is" };
            let summary =
                format!("{domain} says that it takes no mail: {which} null, so nobody could answer it");
            findings.push(
                Finding::new(&DOMAIN_IS_NULL_MX, Status::Fail, subject(), summary)
                    .with_evidence(mx_evidence())
                    .with_fix(Fix {
                        note: Some(format!(
                            "Publish `{} IN MX 10 <HOST>.` instead, where <HOST> is the full name of the mail \
                             server, or send from a domain that takes mail.",
                            domain.to_absolute()
                        )),
                        cached_seconds: longest_ttl(records),
                        ..Fix::default()
                    }),
            );
            findings.push(exists());
            findings.push(looked_up());
        }
        MailHosts::Exchanges { null_mx, .. } => {
            findings.push(exists());
            findings.push(looked_up());
            findings.push(has_mail_host());
            findings.push(match null_mx.as_slice() {
                [] => no_null_mx(),
                records => Finding::new(
                    &DOMAIN_IS_NULL_MX,
                    Status::Warn,
                    subject(),
                    format!("{domain} publishes a null MX next to other exchanges, where it means nothing"),
                )
                .with_evidence(records)
                .with_fix(Fix {
                    change: Change { remove: records.to_vec(), ..Change::default() },
                    cached_seconds: longest_ttl(records),
                    ..Fix::default()
                }),
            });
        }
        MailHosts::Implicit(exchange) => {
            findings.push(exists());
            findings.push(looked_up());
            findings.push(no_null_mx());
            let undecided = matches!(exchange.state, ExchangeState::LookupFailed { .. });
            findings.push(if undecided {
                Finding::new(
                    &DOMAIN_HAS_NO_MAIL_HOST,
                    Status::Unknown,
                    subject(),
                    format!("{domain} has no MX, and its own address could not be looked up"),
                )
                .with_evidence(mx_evidence())
            } else {
                has_mail_host()
            });
        }
        MailHosts::None { negative_ttl } => {
            let summary = format!("{domain} has no MX and no address: nobody could answer it");
            let mut evidence = mx_evidence();
            evidence.extend(facts.own_addresses.iter().flat_map(|own| Evidence::of(&own.a)));
            evidence.extend(facts.own_addresses.iter().flat_map(|own| Evidence::of(&own.aaaa)));
            findings.push(
                Finding::new(&DOMAIN_HAS_NO_MAIL_HOST, Status::Fail, subject(), summary)
                    .with_evidence(evidence)
                    .with_fix(Fix {
                        note: Some(format!(
                            "Publish `{} IN MX 10 <HOST>.`, where <HOST> is the full name of the mail server; it \
                             needs an A record.",
                            domain.to_absolute()
                        )),
                        cached_seconds: *negative_ttl,
                        ..Fix::default()
                    }),
            );
            findings.push(exists());
            findings.push(looked_up());
            findings.push(no_null_mx());
        }
    }
    findings.push(alias(mail_domain));
}

fn does_not_exist(mail_domain: &MailDomain<'_>, negative_ttl: Option<u32>) -> Finding {
    let domain = &mail_domain.domain;
    let summary = match mail_domain.canonical() {
        Some(canonical) => format!("{domain} is an alias of {canonical}, which does not exist"),
        None => format!("{domain} does not exist"),
    };
    Finding::new(&DOMAIN_DOES_NOT_EXIST, Status::Fail, Subject::Domain(domain.clone()), summary).with_fix(Fix {
        note: Some(match mail_domain.canonical() {
            Some(canonical) => format!(
                "Point the alias at a name that exists, or publish {canonical}; or send from a domain that exists."
            ),
            None => "Check the spelling, and that the domain is registered and delegated; or send from a domain \
                     that exists."
                .to_owned(),
        }),
        cached_seconds: negative_ttl,
        ..Fix::default()
    })
}

fn alias(mail_domain: &MailDomain<'_>) -> Finding {
    let domain = &mail_domain.domain;
    let subject = Subject::Domain(domain.clone());
    match mail_domain.canonical() {
        Some(canonical) if !matches!(mail_domain.hosts, MailHosts::LookupFailed(..)) => {
            let summary = format!(
                "{domain} is an alias: its mail hosts are those of {canonical}, and are changed there"
            );
            Finding::new(&DOMAIN_IS_ALIAS, Status::Info, subject, summary).with_evidence(&mail_domain.aliases)
        }
        Some(_) => {
            let summary = format!("{domain} is an alias, and where it leads could not be looked up");
            Finding::new(&DOMAIN_IS_ALIAS, Status::Info, subject, summary).with_evidence(&mail_domain.aliases)
        }
        None if matches!(mail_domain.hosts, MailHosts::LookupFailed(..)) => {
            let summary = format!("whether {domain} is an alias could not be looked up");
            Finding::new(&DOMAIN_IS_ALIAS, Status::Unknown, subject, summary)
        }
        None => Finding::new(&DOMAIN_IS_ALIAS, Status::Pass, subject, format!("{domain} is no alias")),
    }
}
