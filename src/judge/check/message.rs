//! The message's size, which a receiver may know before DATA.

use super::{Evidence, Finding, Findings, Fix, Status, Subject};
use crate::catalogue::Receiver;
use crate::catalogue::check::MESSAGE_IS_TOO_LARGE;
use crate::judge::assess::Assessment;

pub(super) fn judge(assessment: &Assessment<'_>, receivers: &[Receiver], findings: &mut Findings) {
    let Some(size) = assessment.size else { return };
    let evidence = Evidence::typed(format!("SIZE={size}"));
    let live = |receiver: &Receiver| live_limit(assessment, receiver, receivers);
    sizes(size, &evidence, receivers, live).for_each(|finding| findings.push(finding));
}

/// A size in octets as sent, against each receiver's limit: the one that its server has offered,
/// with the line that says so, or else the documented one.
pub(super) fn sizes<'a>(
    size: u64,
    evidence: &'a Evidence,
    receivers: &'a [Receiver],
    live: impl Fn(&Receiver) -> Option<(u64, String)> + 'a,
) -> impl Iterator<Item = Finding> + 'a {
    receivers.iter().filter_map(move |receiver| {
        let live = live(receiver);
        let documented = receiver.size.map(|limits| (limits.limit, limits.risk_from));
        // Below what the server says of itself there is no risk.
        let (limit, risk_from) =
            live.as_ref().map(|(limit, _)| (*limit, limit.saturating_add(1))).or(documented)?;
        let subject = Subject::Message(format!("{size} octets"));
        let (status, comparison) = if size > limit {
            (Status::Fail, "is more than")
        } else if size >= risk_from {
            (Status::Warn, "comes close to")
        } else {
            (Status::Pass, "is not more than")
        };
        let summary = match limit {
            u64::MAX => format!("{} takes {size} octets: its server has no fixed limit", receiver.title),
            _ => format!("{size} octets {comparison} the {limit} that {} takes", receiver.title),
        };
        let mut finding = Finding::new(&MESSAGE_IS_TOO_LARGE, status, subject, summary)
            .for_receiver(&receiver.name)
            .with_evidence([evidence.clone()])
            .with_evidence(live.map(|(_, line)| Evidence::session(line)));
        if status > Status::Pass {
            finding = finding.with_fix(Fix {
                note: Some("Send the files as a link, or in several messages.".to_owned()),
                ..Fix::default()
            });
        }
        Some(finding)
    })
}

/// The limit that a server of the receiver has offered, with its line: it is of today, the
/// documented one is not. 0 is no limit, and no number none that is known (RFC 1870 section 3).
fn live_limit(
    assessment: &Assessment<'_>,
    receiver: &Receiver,
    receivers: &[Receiver],
) -> Option<(u64, String)> {
    assessment.sessions.iter().flat_map(|smtp| &smtp.sessions).find_map(|session| {
        let host = session.exchange.as_ref();
        let runs = |receiver: &Receiver| host.is_some_and(|host| receiver.runs(host));
        // A host whose name is no receiver's speaks for all of them.
        if !runs(receiver) && receivers.iter().any(runs) {
            return None;
        }
        let (_, parameter) = session.extensions.iter().find(|(keyword, _)| keyword == "SIZE")?;
        let offered: u64 = parameter.trim().parse().ok()?;
        let line = format!("[{}]:{} -> 250 SIZE {offered}", session.server.ip(), session.server.port());
        Some((if offered == 0 { u64::MAX } else { offered }, line))
    })
}
