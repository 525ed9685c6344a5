//! What SPF says of the addresses given, and how the record is whoever sends.

use futures_util::future::join_all;

use crate::dns::{Dns, Name};
use crate::sender::{Helo, Mailbox, ReversePath, Sender};
use crate::spf::{Budget, Evaluation, Request, budget_to_the_limits, evaluate};

/// Evaluates SPF for each address given, for the reverse-path and for the HELO name, as far as they
/// are known.
pub async fn probe(dns: &dyn Dns, sender: &Sender) -> Vec<Evaluation> {
    let requests = requests(sender);
    join_all(requests.iter().map(|request| evaluate(dns, request))).await
}

/// Walks the SPF record of the sender domain or, with a null reverse-path, of the HELO name that replaces it
/// (RFC 7208 section 2.4).
pub(super) async fn record(dns: &dyn Dns, sender: &Sender) -> Option<Budget> {
    let helo = match sender.mail_from {
        Some((ReversePath::Null, _)) => sender.helo.as_ref().and_then(Helo::fqdn),
        _ => None,
    };
    Some(budget_to_the_limits(dns, sender.sender_domain().or(helo)?).await)
}

fn requests(sender: &Sender) -> Vec<Request> {
    let mut requests = Vec::new();
    let helo = sender.helo.as_ref().and_then(Helo::fqdn).map(Name::as_sent);
    for ip in &sender.addresses {
        if let (Some(domain), Some((ReversePath::Mailbox(Mailbox { local_part, .. }), _))) =
            (sender.sender_domain(), &sender.mail_from)
        {
            let domain = domain.as_sent();
            // A HELO name that is not known is taken to be the domain; few records ask for it.
            let typed = sender.helo.as_ref().map(|helo| helo.text.as_str());
            requests.push(Request::mail_from(*ip, local_part, &domain, typed.unwrap_or(&domain)));
        }
        requests.extend(helo.iter().map(|helo| Request::helo(*ip, helo)));
    }
    requests
}
