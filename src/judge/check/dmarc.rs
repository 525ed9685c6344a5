//! DMARC of the author's domain. No documented rejection hangs on it: information.

use super::remedy::new_record;
use super::{Evidence, Finding, Findings, Fix, Status, Subject};
use crate::catalogue::check::{DMARC_INVALID, DMARC_MISSING, Input};
use crate::dns::{Name, RecordData, RecordType};
use crate::judge::assess::{Dmarc, DmarcPolicy};
use crate::judge::ownership::registrable;
use crate::probe::facts::DmarcStep;
use crate::zone::Change;

pub(super) fn judge(dmarc: &Dmarc<'_>, findings: &mut Findings) {
    let author = &dmarc.evidence.author;
    let domain = &dmarc.domain;
    let about = |check, status, summary: String| {
        Finding::new(check, status, Subject::Domain(domain.clone()), summary)
    };
    let at = |wanted: &Name| author.steps.iter().find(|step| step.domain == *wanted);
    let evidence = |step: Option<&DmarcStep>| step.map(|step| Evidence::of(&step.txt)).unwrap_or_default();
    findings.settle(Input::Dmarc);
    match &dmarc.policy {
        DmarcPolicy::Missing => findings.push(
            about(
                &DMARC_MISSING,
                Status::Info,
                format!("{domain} publishes no DMARC record, nor does a domain above it"),
            )
            .with_evidence(evidence(author.steps.first()))
            .with_fix(first_policy(domain)),
        ),
        DmarcPolicy::Unknown(failure) => {
            let summary = format!("the DMARC record of {domain} could not be looked up: {failure}");
            findings.push(about(&DMARC_MISSING, Status::Unknown, summary.clone()));
            findings.push(about(&DMARC_INVALID, Status::Unknown, summary));
        }
        DmarcPolicy::Invalid { at: place, faults } => {
            let summary =
                format!("the DMARC record at {place} is ignored by receivers: {}", faults.join("; "));
            findings.push(about(&DMARC_INVALID, Status::Warn, summary).with_evidence(evidence(at(place))));
        }
        DmarcPolicy::Found { at: place, record, faults } => {
            let action = record.action_for(domain, place).as_str();
            let aligned = match dmarc.spf_aligned {
                Some(true) => ", and a pass of SPF counts",
                Some(false) => ", and a pass of SPF does not count: its domain is not the author's",
                None => "",
            };
            let summary = format!("the DMARC record at {place} asks for {action}{aligned}");
            findings.push(about(&DMARC_MISSING, Status::Pass, summary).with_evidence(evidence(at(place))));
            findings.push(if faults.is_empty() {
                about(&DMARC_INVALID, Status::Pass, format!("the DMARC record at {place} has no fault"))
            } else {
                let summary =
                    format!("parts of the DMARC record at {place} are ignored: {}", faults.join("; "));
                about(&DMARC_INVALID, Status::Warn, summary).with_evidence(evidence(at(place)))
            });
        }
    }
}

/// The policy that asks for nothing yet, at the organisational domain: it holds for every domain below (RFC 9989).
fn first_policy(domain: &Name) -> Fix {
    let text = RecordData::Txt(vec![b"v=DMARC1; p=none".to_vec()]);
    let organisation = registrable(domain);
    let add = organisation.child(b"_dmarc").map(|name| new_record(&name, RecordType::TXT, text));
    let note = (organisation != *domain)
        .then(|| format!("One record at {organisation} holds for every domain below it."));
    Fix { change: Change { add: add.into_iter().collect(), ..Change::default() }, note, ..Fix::default() }
}
