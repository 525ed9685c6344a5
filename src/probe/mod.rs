//! Asking: each probe puts the questions of one matter and returns facts. It judges nothing.

mod addresses;
mod dmarc;
pub mod facts;
mod helo;
mod lists;
mod mail_domain;
pub mod mail_provider;
mod resolver;
mod reverse;
mod route;
pub mod smtp;
mod spf;
mod spf_addresses;

use std::net::IpAddr;
use std::sync::Arc;

use futures_util::future::{join, join_all};

pub use helo::probe as helo;
pub use lists::probe as lists;
pub use resolver::rewritten_to;
pub use route::probe as route;

use crate::dns::{Dns, Name};
use crate::dnsbl::{List, ListSubject};
use crate::probe::facts::{Facts, ListFacts, ReverseFacts, SmtpFacts};
use crate::resolver::{Cache, Honest};
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
pub async fn sender(dns: &Cache, sender: &Sender, resolver: Resolver, lists: &[Arc<List>]) -> Facts {
    let facts = observe(dns, sender, resolver, &seed(sender), lists).await;
    if resolver == Resolver::Live && !dns.nameserver_answered() {
        resolver::answers_at_all(dns, &subject(sender)).await;
    }
    Facts { nameserver_answered: dns.nameserver_answered(), ..facts }
}

/// The same for one sender of many: what concerns the resolver is asked once for all of them, and
/// whether it answers is `run`'s to know, which is below `dns`.
pub async fn one_of_many(
    dns: &dyn Dns,
    run: &Cache,
    sender: &Sender,
    resolver: Resolver,
    lists: &[Arc<List>],
) -> Facts {
    let facts = observe(dns, sender, resolver, "many", lists).await;
    Facts { nameserver_answered: run.nameserver_answered(), ..facts }
}

/// What was observed of the sender; of the resolver only what it makes of the name that `seed` gives.
async fn observe(
    dns: &dyn Dns,
    sender: &Sender,
    resolver: Resolver,
    seed: &str,
    lists: &[Arc<List>],
) -> Facts {
    let domain = sender.sender_domain();
    let domains = domain.map(ListSubject::of_domain).unwrap_or_default();
    let (mail_domain, (assumed_addresses, reverse, on_addresses), on_domain, helo, dmarc, rewritten_to, spf) = tokio::join!(
        async {
            match domain {
                Some(domain) => Some(mail_domain::probe(dns, domain).await),
                None => None,
            }
        },
        reverse(dns, sender, lists),
        lists::probe(dns, lists, &domains),
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
                Resolver::Live => resolver::rewritten_to(dns, seed).await,
                Resolver::Offline => Vec::new(),
            }
        },
        spf::probe(dns, sender),
    );
    // What it was told of addresses may be made up; all has been asked already.
    let spf = match rewritten_to.as_slice() {
        [] => spf,
        made_up => spf::probe(&Honest::new(dns, made_up), sender).await,
    };
    let lists = on_addresses.into_iter().chain(on_domain).collect();
    Facts {
        mail_domain,
        reverse,
        assumed_addresses,
        helo,
        dmarc,
        spf,
        lists,
        smtp: SmtpFacts::default(),
        rewritten_to,
        nameserver_answered: false,
    }
}

/// The names of the addresses given or, where none is, of those that the SPF record names singly;
/// and what lists say of them.
async fn reverse(
    dns: &dyn Dns,
    sender: &Sender,
    lists: &[Arc<List>],
) -> (Vec<IpAddr>, Vec<ReverseFacts>, Vec<ListFacts>) {
    let assumed = match (sender.addresses.is_empty(), sender.sender_domain()) {
        (true, Some(domain)) => spf_addresses::probe(dns, domain).await,
        _ => Vec::new(),
    };
    let all = || sender.addresses.iter().chain(&assumed).copied();
    let subjects: Vec<ListSubject> = all().map(ListSubject::Address).collect();
    let names = join_all(all().map(|ip| reverse::probe(dns, ip)));
    let (facts, on_lists) = join(names, lists::probe(dns, lists, &subjects)).await;
    (assumed, facts, on_lists)
}

fn seed(sender: &Sender) -> String {
    subject(sender).to_string()
}

/// A name that the sender is about.
pub fn subject(sender: &Sender) -> Name {
    let helo = || sender.helo.as_ref().and_then(Helo::fqdn).cloned();
    let address = || sender.addresses.first().map(|ip| Name::reverse(*ip));
    sender.sender_domain().cloned().or_else(helo).or_else(address).unwrap_or_else(Name::root)
}
