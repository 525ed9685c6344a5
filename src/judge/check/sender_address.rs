//! The reverse-path as RFC 5321 allows it.

use super::{Evidence, Finding, Findings, Fix, Status, Subject};
use crate::catalogue::check::{Input, SENDER_ADDRESS_IS_MALFORMED};
use crate::sender::AddressFault;

pub(super) fn judge(address: &str, fault: Option<&AddressFault>, findings: &mut Findings) {
    findings.settle(Input::ReversePath);
    let subject = Subject::ReversePath(address.to_owned());
    let finding = match fault {
        None => Finding::new(
            &SENDER_ADDRESS_IS_MALFORMED,
            Status::Pass,
            subject,
            format!("{address} is a sender address that RFC 5321 allows"),
        ),
        Some(fault) => Finding::new(
            &SENDER_ADDRESS_IS_MALFORMED,
            Status::Fail,
            subject,
            format!("RFC 5321 does not allow {address} as a sender address: {fault}"),
        )
        .with_evidence([Evidence::typed(format!("MAIL FROM:<{address}>"))])
        .with_fix(Fix { note: Some(remedy(address)), ..Fix::default() }),
    };
    findings.push(finding);
}

/// What to do; a domain with letters beyond ASCII has a form that RFC 5321 allows.
fn remedy(address: &str) -> String {
    let domain = address.rsplit_once('@').map(|(_, domain)| domain).filter(|domain| !domain.is_ascii());
    let label = domain.and_then(|domain| idna::domain_to_ascii(domain).ok());
    match label {
        Some(label) => format!("Write the domain as {label}, in DNS and in the sender address."),
        None => "Configure the mail program to send from an address that RFC 5321 allows.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_beyond_ascii_has_another_form() {
        for (address, part) in [
            ("postmaster@münchen.test", "xn--mnchen-3ya.test"),
            ("postmaster@a_b.test", "that RFC 5321 allows"),
            (r"postmaster@a\255.test", "that RFC 5321 allows"),
            (r"a\", "that RFC 5321 allows"),
        ] {
            assert!(remedy(address).contains(part), "{address}: {}", remedy(address));
        }
    }
}
