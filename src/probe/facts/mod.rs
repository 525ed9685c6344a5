//! What was observed, with the records as evidence: no judgement, no text for people.

mod addresses;
mod demanded;
mod dmarc;
mod helo;
mod lists;
mod mail_domain;
mod nameservers;
mod reverse;
mod route;
mod smtp;

use std::collections::BTreeSet;
use std::net::IpAddr;

pub use addresses::AddressLookups;
pub use demanded::DemandedFacts;
pub use dmarc::{DmarcFacts, DmarcStep, DmarcWalk};
pub use helo::HeloFacts;
pub use lists::ListFacts;
pub use mail_domain::{ExchangeFacts, ExchangeName, MailDomainFacts};
pub use nameservers::{AuthorityFacts, ParentFacts, ServerFacts, ServerRecords, ZoneServersFacts, ZoneUse};
pub use reverse::{PtrNameFacts, ReverseFacts};
pub use route::RouteFacts;
pub use smtp::{
    Certificate, CertificateFault, SessionFacts, SmtpFacts, Step, StepFacts, StepFailure, TlsFacts,
    TlsSession,
};

use crate::dns::Limit;
use crate::resolver::{Doubts, Part};
use crate::spf::{Budget, Evaluation};

/// Everything that a run has observed about a sender. What was not asked is empty.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The sender domain's mail hosts; none when the reverse-path has no domain.
    pub mail_domain: Option<MailDomainFacts>,
    /// The names of each sending address.
    pub reverse: Vec<ReverseFacts>,
    /// Addresses that the SPF record names singly, asked for when no address was given; their
    /// names are in `reverse`.
    pub assumed_addresses: Vec<IpAddr>,
    /// Where the HELO name leads; none when it is not a name that could lead anywhere.
    pub helo: Option<HeloFacts>,
    /// DMARC records of the author's domain and of those above it; none without such a domain.
    pub dmarc: Option<DmarcFacts>,
    /// What SPF says of each address given, for each identity that is known.
    pub spf: Vec<Evaluation>,
    /// The sender domain's SPF record and what it comes to whoever sends; none without such a domain.
    pub spf_record: Option<Budget>,
    /// What DNSBLs say of the sending addresses, those assumed too, and of the sender domain.
    pub lists: Vec<ListFacts>,
    /// What some receivers alone look at, as far as one of them is judged.
    pub demanded: DemandedFacts,
    /// Where the mail of each recipient goes, in the order of the case.
    pub recipients: Vec<RouteFacts>,
    /// What the authoritative nameservers of the sender's zones say; empty unless they were asked.
    pub authority: AuthorityFacts,
    /// What dry runs saw; `None` unless one was asked for.
    pub smtp: Option<SmtpFacts>,
    /// What the resolver answers for a name that does not exist, where that is an address.
    pub rewritten_to: Vec<IpAddr>,
    /// The nameservers of the run, as people name them; empty where they are not known.
    pub nameservers: Vec<String>,
    /// What else is odd about their answers. What lists and reverse zones of private addresses are answered with
    /// authority is left out.
    pub doubts: Doubts,
    /// The parts of the case that need more than is looked up for one sender, and of what.
    pub cuts: BTreeSet<(Part, Limit)>,
    /// Whether some nameserver gave a usable answer to anything in this run. If none did, a
    /// lookup that failed says something about our resolver and nothing about the sender.
    pub nameserver_answered: bool,
}
