//! What was observed, with the records as evidence: no judgement, no text for people.

mod mail_domain;

pub use mail_domain::{AddressLookups, ExchangeFacts, ExchangeName, MailDomainFacts};

/// Everything that a run has observed about a sender.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The sender domain's mail hosts; none when the reverse-path has no domain.
    pub mail_domain: Option<MailDomainFacts>,
    /// Whether some nameserver gave a usable answer to anything in this run. If none did, a
    /// look-up that failed says something about our resolver and nothing about the sender.
    pub nameserver_answered: bool,
}
