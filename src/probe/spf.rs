//! What SPF says of the addresses given.

use futures_util::future::join_all;

use crate::dns::{Dns, Name};
use crate::sender::{Helo, Mailbox, ReversePath, Sender};
use crate::spf::{Evaluation, Request, evaluate};

/// Evaluates SPF for each address given, for the reverse-path and for the HELO name, as far as they
/// are known.
pub async fn probe(dns: &dyn Dns, sender: &Sender) -> Vec<Evaluation> {
    let requests = requests(sender);
    join_all(requests.iter().map(|request| evaluate(dns, request))).await
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
