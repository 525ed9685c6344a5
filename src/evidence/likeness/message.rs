//! The sender of a delivered message.

use std::net::IpAddr;

use crate::evidence::identity::{IdentityPart, Parts};
use crate::evidence::message::{Message, border};

/// Returns who sent a message, as its header says.
pub(super) fn sender(message: &Message) -> Parts {
    let mut parts = Parts::default();
    parts.add_envelope(message, 0);
    let hops = message.hops();
    match border(&hops) {
        Some(hop) => {
            let address = hop.address.map(|ip| ip.to_string());
            address.into_iter().for_each(|ip| parts.add(IdentityPart::Address, ip, hop.line, "Received"));
            hop.helo.iter().for_each(|helo| parts.add(IdentityPart::Helo, helo, hop.line, "Received"));
        }
        None => {
            received_spf(&mut parts, message);
            let is_known = parts.value(IdentityPart::Address).is_some();
            if !is_known && hops.iter().any(|hop| hop.is_submission) {
                parts.notes.push(
                    "The message tells only where its author handed it in, not which server sent it on: --ip and \
                     --helo are not known."
                        .to_owned(),
                );
            }
        }
    }
    if message.is_first_of_several {
        parts.notes.push("The file is a mailbox; its first message is taken.".to_owned());
    }
    parts
}

/// Received-SPF names the client (RFC 7208 section 9.1).
fn received_spf(parts: &mut Parts, message: &Message) {
    let results = message.authentication();
    for result in results.iter().filter(|result| result.server.is_none()) {
        for property in result.results.iter().flat_map(|result| &result.properties) {
            match property.split_once('=') {
                Some(("client-ip", ip)) if ip.parse::<IpAddr>().is_ok() => {
                    parts.add(IdentityPart::Address, ip, result.line, "Received-SPF");
                }
                Some(("helo", helo)) => parts.add(IdentityPart::Helo, helo, result.line, "Received-SPF"),
                _ => {}
            }
        }
    }
}
