//! Asks: each probe puts the questions of one matter and returns [`facts`](crate::probe::facts).
//!
//! It judges nothing, and says nothing for people.
//!
//! # Promises
//!
//! - A lookup that fails is a fact with its reason, not an error.
//! - Questions that do not depend on each other are asked at once.
//! - A session with a server stops before DATA, is bounded in time and size, and is kept as it was said.
//!
//! # May use
//!
//! [`sender`](crate::sender), [`resolver`](crate::resolver), [`dnsbl`](crate::dnsbl), [`spf`](crate::spf),
//! [`smtp_reply`](crate::smtp_reply), [`dns`](crate::dns).

mod addresses;
mod dmarc;
pub mod facts;
mod helo;
mod lists;
mod mail_domain;
pub mod mail_provider;
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
pub use route::{probe as route, recipients};

use crate::dns::{Dns, Name};
use crate::dnsbl::{List, ListSubject};
use crate::probe::facts::{Facts, ListFacts, ReverseFacts};
use crate::resolver::CaseQueries;
use crate::sender::{Helo, Sender, is_public};

pub use spf::probe as spf;

/// Asks everything about a sender, all that does not depend on each other at once. `dns` answers, and `queries` says
/// what is known of the resolver.
pub async fn sender(dns: &dyn Dns, queries: &CaseQueries<'_>, sender: &Sender, lists: &[Arc<List>]) -> Facts {
    let domain = sender.sender_domain();
    let domains = domain.map(ListSubject::of_domain).unwrap_or_default();
    let (
        mail_domain,
        (assumed_addresses, reverse, on_addresses),
        on_domain,
        helo,
        dmarc,
        spf,
        spf_record,
        rewritten_to,
    ) = tokio::join!(
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
        spf::probe(dns, sender),
        spf::record(dns, sender),
        queries.rewritten_to(),
    );
    let nameserver_answered = queries.nameserver_answered(&sender.any_name()).await;
    let mut doubts = queries.doubts();
    doubts.authoritative.retain(|name| !is_local_matter(name, lists, &reverse));
    Facts {
        mail_domain,
        reverse,
        assumed_addresses,
        helo,
        dmarc,
        spf,
        spf_record,
        lists: on_addresses.into_iter().chain(on_domain).collect(),
        recipients: Vec::new(),
        smtp: None,
        rewritten_to: rewritten_to.to_vec(),
        nameservers: queries.nameservers().to_vec(),
        doubts,
        nameserver_answered,
    }
}

/// Returns true for names that resolvers may well hold themselves: lists, and the reverse zones of addresses that
/// belong to nobody.
fn is_local_matter(name: &Name, lists: &[Arc<List>], reverse: &[ReverseFacts]) -> bool {
    let is_private = |facts: &ReverseFacts| !is_public(facts.ip) && Name::reverse(facts.ip) == *name;
    lists.iter().any(|list| name.is_at_or_below(&list.zone)) || reverse.iter().any(is_private)
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
