//! Answers that a resolver makes up for names that do not exist.

use crate::dns::{Failure, Lookup, Outcome};
use crate::probe::facts::{AddressLookups, Facts};

/// The facts without made-up answers: a look-up that found nothing but the address that the
/// resolver gives to names that do not exist has failed, and nobody sends from that address.
pub fn discount_rewritten(mut facts: Facts) -> Facts {
    if facts.rewritten_to.is_empty() {
        return facts;
    }
    let rewritten_to = facts.rewritten_to.clone();
    let discount = |lookup: &mut Lookup| {
        let made_up = |record: &crate::dns::Record| record.ip().is_some_and(|ip| rewritten_to.contains(&ip));
        if !lookup.records().is_empty() && lookup.records().iter().all(made_up) {
            lookup.outcome = Outcome::Failed(Failure::Rewritten);
        }
    };
    let discount_both = |both: &mut AddressLookups| {
        discount(&mut both.a);
        discount(&mut both.aaaa);
    };
    // A host that the SPF record names and that does not exist.
    let made_up = |ip: &std::net::IpAddr| rewritten_to.contains(ip);
    let assumed = std::mem::take(&mut facts.assumed_addresses);
    facts.reverse.retain(|reverse| !(assumed.contains(&reverse.ip) && made_up(&reverse.ip)));
    facts.assumed_addresses = assumed.into_iter().filter(|ip| !made_up(ip)).collect();
    if let Some(mail_domain) = &mut facts.mail_domain {
        mail_domain.exchanges.iter_mut().filter_map(|e| e.addresses.as_mut()).for_each(discount_both);
        mail_domain.own_addresses.iter_mut().for_each(discount_both);
    }
    facts
        .reverse
        .iter_mut()
        .flat_map(|reverse| &mut reverse.names)
        .for_each(|name| discount_both(&mut name.addresses));
    facts.helo.iter_mut().for_each(|helo| discount_both(&mut helo.addresses));
    facts
}
