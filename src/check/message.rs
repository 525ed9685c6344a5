//! The message's size, which a receiver may know before DATA.

use super::{Check, Evidence, Finding, Findings, Fix, Input, Status, Subject};
use crate::assess::Assessment;
use crate::receiver::Receiver;

/// The message is larger than a receiver takes.
pub const MESSAGE_IS_TOO_LARGE: Check = Check {
    id: "message-is-too-large",
    title: "the message is larger than the receiver takes",
    doc: "Receivers limit the size of a message as it is sent: with headers, and with attachments encoded in \
          base64, which makes them about 37 % larger. 72 MB of files become about 100 MB. The limit is the \
          receiver's; a server that offers SIZE says it in its answer to EHLO.",
    references: &["RFC 1870", "RFC 2045 section 6.8"],
    input: Input::Size,
};

pub(super) fn judge(assessment: &Assessment, receivers: &[Receiver], findings: &mut Findings) {
    let Some(size) = assessment.size else { return };
    let evidence = Evidence::typed(format!("SIZE={size}"));
    sizes(size, &evidence, receivers).for_each(|finding| findings.push(finding));
}

/// A size in octets as sent, against each receiver's limit.
pub(super) fn sizes(size: u64, evidence: &Evidence, receivers: &[Receiver]) -> impl Iterator<Item = Finding> {
    receivers.iter().filter_map(move |receiver| {
        let limits = receiver.size.as_ref()?;
        let subject = Subject::Message(format!("{size} octets"));
        let (status, comparison) = if size > limits.limit {
            (Status::Fail, "is more than")
        } else if size >= limits.risk_from {
            (Status::Warn, "comes close to")
        } else {
            (Status::Pass, "is below")
        };
        let summary =
            format!("{size} octets {comparison} the {} that {} takes", limits.limit, receiver.title);
        let mut finding = Finding::new(&MESSAGE_IS_TOO_LARGE, status, subject, summary)
            .for_receiver(&receiver.name)
            .with_evidence([evidence.clone()]);
        if status > Status::Pass {
            finding = finding.with_fix(Fix {
                note: Some("Send the files as a link, or in several messages.".to_owned()),
                ..Fix::default()
            });
        }
        Some(finding)
    })
}
