//! Asking: each probe puts the questions of one matter and returns facts. It judges nothing.

mod mail_domain;
mod resolver;

use crate::dns::{Cache, Name};
use crate::facts::Facts;

/// Asks everything about a sender whose reverse-path has this domain (none for `<>`).
pub async fn sender(dns: &Cache, sender_domain: Option<&Name>) -> Facts {
    let mail_domain = match sender_domain {
        Some(domain) => Some(mail_domain::probe(dns, domain).await),
        None => None,
    };
    if let Some(facts) = &mail_domain
        && !dns.nameserver_answered()
        && mail_domain::has_unanswered_question(facts)
    {
        resolver::probe(dns, &facts.domain).await;
    }
    Facts { mail_domain, nameserver_answered: dns.nameserver_answered() }
}
