//! Asks: each probe puts the questions of one matter and returns [`facts`].
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
//! [`smtp_reply`](crate::smtp_reply), [`dns`](crate::dns),
//! [`file`](crate::file).

mod addresses;
mod demanded;
mod dmarc;
pub mod facts;
mod helo;
mod lists;
mod mail_domain;
pub mod mail_provider;
mod nameservers;
mod reverse;
mod route;
pub mod smtp;
mod spf;
mod spf_addresses;

use std::net::IpAddr;
use std::sync::Arc;

use futures_util::future::join_all;

pub use demanded::{Demanded, probe as demanded};
pub use helo::probe as helo;
pub use lists::probe as lists;
pub use nameservers::{Asking, probe as nameservers};
pub use route::{probe as route, recipients};

use crate::dns::{Dns, Name};
use crate::dnsbl::{List, ListSubject};
use crate::probe::facts::{AuthorityFacts, DemandedFacts, Facts, ListFacts, ReverseFacts};
use crate::resolver::{CaseQueries, Part, Share};
use crate::sender::{Helo, Sender, is_public};

pub use spf::probe as spf;

/// Asks everything about a sender, all that does not depend on each other at once. `dns` answers, and `queries` says
/// what is known of the resolver.
pub async fn sender(dns: &dyn Dns, queries: &CaseQueries<'_>, sender: &Sender, lists: &[Arc<List>]) -> Facts {
    let share = |part| Share::new(dns, queries, part, 1);
    // Its evaluations ask the same for the most part.
    let spf_share = Share::new(dns, queries, Part::Spf, sender.addresses.len().max(1));
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
                Some(domain) => Some(mail_domain::probe(&share(Part::Exchanges), domain).await),
                None => None,
            }
        },
        reverse(dns, queries, sender, lists),
        on_lists(dns, queries, lists, &domains),
        async {
            match sender.helo.as_ref().and_then(Helo::fqdn) {
                Some(name) => Some(helo::probe(&share(Part::Helo), name).await),
                None => None,
            }
        },
        async {
            match &sender.domain {
                Some(author) => Some(dmarc::probe(&share(Part::Dmarc), author, domain).await),
                None => None,
            }
        },
        spf::probe(&spf_share, sender),
        spf::record(&spf_share, sender),
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
        demanded: DemandedFacts::default(),
        recipients: Vec::new(),
        authority: AuthorityFacts::default(),
        smtp: None,
        rewritten_to: rewritten_to.to_vec(),
        nameservers: queries.nameservers().to_vec(),
        doubts,
        cuts: queries.usage().cuts,
        nameserver_answered,
    }
}

/// Returns true for names that resolvers may well hold themselves: lists, and the reverse zones of addresses that
/// belong to nobody.
fn is_local_matter(name: &Name, lists: &[Arc<List>], reverse: &[ReverseFacts]) -> bool {
    let is_private = |facts: &ReverseFacts| !is_public(facts.ip) && Name::reverse(facts.ip) == *name;
    lists.iter().any(|list| name.is_at_or_below(&list.zone)) || reverse.iter().any(is_private)
}

/// What lists say of subjects.
async fn on_lists(
    dns: &dyn Dns,
    queries: &CaseQueries<'_>,
    lists: &[Arc<List>],
    subjects: &[ListSubject],
) -> Vec<ListFacts> {
    lists::probe(&Share::new(dns, queries, Part::Lists, lists.len()), lists, subjects).await
}

/// The names of the addresses given or, where none is, of those that the SPF record names singly;
/// and what lists say of them.
async fn reverse(
    dns: &dyn Dns,
    queries: &CaseQueries<'_>,
    sender: &Sender,
    lists: &[Arc<List>],
) -> (Vec<IpAddr>, Vec<ReverseFacts>, Vec<ListFacts>) {
    let helo = sender.helo.as_ref().and_then(Helo::fqdn);
    let on_assumed = Share::new(dns, queries, Part::AssumedAddresses, 1);
    let assumed = match (sender.addresses.is_empty(), sender.sender_domain()) {
        (true, Some(domain)) => spf_addresses::probe(&on_assumed, domain).await,
        _ => Vec::new(),
    };
    let subjects: Vec<ListSubject> =
        sender.addresses.iter().chain(&assumed).copied().map(ListSubject::Address).collect();
    let of_given = join_all(sender.addresses.iter().map(|&ip| async move {
        reverse::probe(&Share::new(dns, queries, Part::PtrNames, 1), &[ip], helo).await
    }));
    // All of them together have no more names than one.
    let of_assumed = reverse::probe(&on_assumed, &assumed, helo);
    let (of_given, of_assumed, on_lists) =
        tokio::join!(of_given, of_assumed, on_lists(dns, queries, lists, &subjects));
    (assumed, of_given.into_iter().flatten().chain(of_assumed).collect(), on_lists)
}
