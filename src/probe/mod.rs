//! Asking: each probe puts the questions of one matter and returns facts. It judges nothing.

mod addresses;
mod dmarc;
mod helo;
mod mail_domain;
mod resolver;
mod reverse;
mod spf;
mod spf_addresses;

use futures_util::future::join_all;

use crate::dns::{Cache, Name};
use crate::facts::{Facts, ReverseFacts};
use crate::sender::{Helo, Sender};

pub use spf::probe as spf;

/// What may be asked beside the questions about the sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolver {
    /// Nameservers answer: it is asked what they make of names that do not exist.
    Live,
    /// Nobody is asked but zone files.
    Offline,
}

/// Asks everything about a sender, all that does not depend on each other at once.
pub async fn sender(dns: &Cache, sender: &Sender, resolver: Resolver) -> Facts {
    let domain = sender.sender_domain();
    let (mail_domain, (assumed_addresses, reverse), helo, dmarc, rewritten_to, spf) = tokio::join!(
        async {
            match domain {
                Some(domain) => Some(mail_domain::probe(dns, domain).await),
                None => None,
            }
        },
        reverse(dns, sender),
        async {
            match sender.helo.as_ref().and_then(Helo::fqdn) {
                Some(name) => Some(helo::probe(dns, name).await),
                None => None,
            }
        },
        async {
            match &sender.domain {
                Some(author) => Some(dmarc::probe(dns, author, domain).await),
                None => None,
            }
        },
        async {
            match resolver {
                Resolver::Live => resolver::rewritten_to(dns, &seed(sender)).await,
                Resolver::Offline => Vec::new(),
            }
        },
        spf::probe(dns, sender),
    );
    if resolver == Resolver::Live && !dns.nameserver_answered() {
        resolver::answers_at_all(dns, &subject(sender)).await;
    }
    let nameserver_answered = dns.nameserver_answered();
    Facts { mail_domain, reverse, assumed_addresses, helo, dmarc, spf, rewritten_to, nameserver_answered }
}

/// The names of the addresses given or, where none is, of those that the SPF record names singly.
async fn reverse(dns: &Cache, sender: &Sender) -> (Vec<std::net::IpAddr>, Vec<ReverseFacts>) {
    let assumed = match (sender.addresses.is_empty(), sender.sender_domain()) {
        (true, Some(domain)) => spf_addresses::probe(dns, domain).await,
        _ => Vec::new(),
    };
    let all = sender.addresses.iter().chain(&assumed);
    let facts = join_all(all.map(|ip| reverse::probe(dns, *ip))).await;
    (assumed, facts)
}

fn seed(sender: &Sender) -> String {
    subject(sender).to_string()
}

/// A name that the sender is about.
fn subject(sender: &Sender) -> Name {
    let helo = || sender.helo.as_ref().and_then(Helo::fqdn).cloned();
    let address = || sender.addresses.first().map(|ip| Name::reverse(*ip));
    sender.sender_domain().cloned().or_else(helo).or_else(address).unwrap_or_else(Name::root)
}
