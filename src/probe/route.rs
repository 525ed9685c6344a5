//! The servers behind a target.

use super::{addresses, mail_domain};
use crate::dns::Dns;
use crate::probe::facts::RouteFacts;
use crate::sender::{Target, TargetHost};

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
