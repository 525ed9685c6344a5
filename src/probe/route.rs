//! The servers behind a target.

use futures_util::future::join_all;

use super::{addresses, mail_domain};
use crate::dns::Dns;
use crate::probe::facts::RouteFacts;
use crate::resolver::{CaseQueries, Part, Share};
use crate::sender::{Recipient, Target, TargetHost};

/// Asks for the exchanges of a domain and their addresses, or for those of a host.
pub async fn probe(dns: &dyn Dns, target: &Target) -> RouteFacts {
    match (&target.host, target.port) {
        (TargetHost::Address(ip), _) => RouteFacts::Address(*ip),
        (TargetHost::Name(name), Some(_)) => {
            RouteFacts::Host(name.clone(), Box::new(addresses::probe(dns, name).await))
        }
        (TargetHost::Name(name), None) => RouteFacts::Domain(Box::new(mail_domain::probe(dns, name).await)),
    }
}

/// Asks where the mail of each recipient goes, in their order.
pub async fn recipients(
    dns: &dyn Dns,
    queries: &CaseQueries<'_>,
    recipients: &[Recipient],
) -> Vec<RouteFacts> {
    join_all(recipients.iter().map(|recipient| async {
        let target = Target { host: TargetHost::Name(recipient.domain.clone()), port: None };
        probe(&Share::new(dns, queries, Part::Recipients, 1), &target).await
    }))
    .await
}
