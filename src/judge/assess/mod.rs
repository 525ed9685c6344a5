//! Facts classified: each thing that was observed gets one class, as an enum, so that the checks
//! are an exhaustive match and cannot disagree about what they saw.

mod dmarc;
mod helo;
mod lists;
mod mail_domain;
mod nameservers;
mod reverse;
mod route;
mod spf;

use std::net::IpAddr;

pub use dmarc::{Dmarc, DmarcAction, DmarcPolicy, DmarcRecord, assess as dmarc_of};
pub use helo::{HeloLeads, HeloName};
pub use lists::{ListEntry, ListHealth, ListState, list_entries};
pub use mail_domain::{AliasTarget, Exchange, ExchangeState, MailDomain, MailHosts};
pub use nameservers::{Answers, Expiry, SLOW, Server, ZoneServers, assess as zone_servers};
pub use reverse::{Forward, PtrName, PtrState, Reverse, WantedName};
pub use route::{Families, HostProblem, Route, RouteHost, RouteKind, Stops, route};
pub use spf::{SpfRecordClass, SpfRecordState, SpfResultFor};

use crate::dns::{Failure, Name, NotAsked};
use crate::judge::ownership::is_never_on_the_internet;
use crate::probe::facts::{DemandedFacts, Facts, SmtpFacts, ZoneUse};
use crate::ptr_name::{self, Class};
use crate::resolver::Doubts;
use crate::sender::{AddressFault, Sender};
use crate::spf::Identity;

/// Everything that the checks judge. What was not given is none, or empty.
#[derive(Clone, Debug)]
pub struct Assessment<'a> {
    /// The reverse-path as text, and why RFC 5321 does not allow it, if it does not.
    pub mail_from: Option<(String, Option<AddressFault>)>,
    /// The sender domain; none when the reverse-path has no domain.
    pub mail_domain: Option<MailDomain<'a>>,
    /// The sending addresses, given or assumed.
    pub reverse: Vec<Reverse<'a>>,
    /// The HELO name.
    pub helo: Option<HeloName<'a>>,
    /// DMARC of the author's domain.
    pub dmarc: Option<Dmarc<'a>>,
    /// What SPF says of each address given, for each identity that is known.
    pub spf: Vec<SpfResultFor<'a>>,
    /// The sender domain's SPF record, whoever sends.
    pub spf_record: Option<SpfRecordState<'a>>,
    /// What DNSBLs say of the sending addresses and the sender domain.
    pub lists: Vec<ListEntry>,
    /// What DNSBLs say of the HELO name's domain; empty where no chosen receiver looks at it.
    pub helo_lists: Vec<ListEntry>,
    /// What else some receivers alone look at.
    pub demanded: &'a DemandedFacts,
    /// The message's size in octets as sent.
    pub size: Option<u64>,
    /// The authoritative nameservers of the sender's zones; empty unless they were asked.
    pub authority: Vec<ZoneServers<'a>>,
    /// What no zone could be found for.
    pub zones_unknown: &'a [(ZoneUse, Failure)],
    /// What live sessions saw; `None` without one.
    pub sessions: Option<&'a SmtpFacts>,
    /// True when the addresses given were found in a file, and not typed.
    pub addresses_are_found: bool,
    /// The addresses that the resolver gives to names that do not exist.
    pub rewritten_to: &'a [IpAddr],
    /// The nameservers of the run, as people name them.
    pub nameservers: &'a [String],
    /// What else is odd about their answers.
    pub doubts: &'a Doubts,
}

impl<'a> Assessment<'a> {
    /// Returns true for the null reverse-path.
    pub fn is_null_path(&self) -> bool {
        self.mail_from.as_ref().is_some_and(|(path, _)| path == "<>")
    }

    /// Returns the SPF results that receivers go by: those of the reverse-path. With a null one the HELO name is
    /// in for it (RFC 7208 section 2.4).
    pub fn deciding_spf(&self) -> impl Iterator<Item = &SpfResultFor<'a>> {
        let is_null_path = self.is_null_path();
        let decides =
            move |of: &&SpfResultFor<'_>| of.evaluation.identity == Identity::MailFrom || is_null_path;
        self.spf.iter().filter(decides)
    }
}

/// The side at fault for a lookup that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blame {
    /// The nameservers of the name: others were answered in this run, or the answers themselves
    /// are at fault (an alias loop).
    Sender,
    /// Our resolver: it answered nothing at all, or what cannot be believed.
    Resolver,
    /// Nobody: the query was left out because of `--offline` or `--replay`.
    Nobody,
}

impl Blame {
    /// Returns true when the sender has no part in it: what the lookup hides is unknown.
    pub fn is_ours(self) -> bool {
        self != Blame::Sender
    }

    pub(crate) fn of(failure: Failure, nameserver_answered: bool) -> Blame {
        match failure {
            // Nobody but the owner of the names can make them point at each other, or make one too long.
            _ if failure.is_of_aliases() || failure.is_of_amount() => Blame::Sender,
            Failure::NotAsked(NotAsked::Offline | NotAsked::NotRecorded) => Blame::Nobody,
            _ if failure.is_of_resolver() => Blame::Resolver,
            _ if nameserver_answered => Blame::Sender,
            _ => Blame::Resolver,
        }
    }
}

/// Classifies everything that was observed about a sender.
pub fn assess<'a>(sender: &Sender, facts: &'a Facts) -> Assessment<'a> {
    let blame = |failure| Blame::of(failure, facts.nameserver_answered);
    let helo = sender.helo.as_ref().map(|helo| helo::assess(helo, facts.helo.as_ref(), &blame));
    let mail_domain = facts.mail_domain.as_ref().map(|domain| mail_domain::assess(domain, &blame));
    let reverse = facts.reverse.iter().map(|reverse| {
        let is_assumed = facts.assumed_addresses.contains(&reverse.ip);
        let wanted_name = wanted_name(reverse.ip, helo.as_ref(), mail_domain.as_ref());
        reverse::assess(reverse, is_assumed, wanted_name, &blame)
    });
    Assessment {
        mail_from: sender.mail_from.as_ref().map(|(path, _)| (path.to_string(), path.fault())),
        reverse: reverse.collect(),
        mail_domain,
        helo,
        dmarc: facts.dmarc.as_ref().map(|facts| dmarc::assess(facts, sender.sender_domain())),
        spf: spf::results(facts, &blame),
        spf_record: facts.spf_record.as_ref().map(|budget| spf::record(budget, &blame)),
        lists: list_entries(&facts.lists),
        helo_lists: list_entries(&facts.demanded.helo_lists),
        demanded: &facts.demanded,
        size: sender.size,
        authority: facts.authority.zones.iter().map(nameservers::assess).collect(),
        zones_unknown: &facts.authority.unknown,
        sessions: facts.smtp.as_ref(),
        addresses_are_found: sender.addresses_are_found,
        rewritten_to: &facts.rewritten_to,
        nameservers: &facts.nameservers,
        doubts: &facts.doubts,
    }
}

/// The name to ask the provider for, and whether it leads to the address already: the HELO name unless it leads
/// elsewhere, else an exchange that has the address. Neither a generic name nor one of somebody's own network is asked
/// for.
fn wanted_name(
    ip: IpAddr,
    helo: Option<&HeloName<'_>>,
    mail_domain: Option<&MailDomain<'_>>,
) -> Option<WantedName> {
    // It has to be one that is no fault again.
    let is_fit = |name: &&Name| {
        ptr_name::classify(ip, name).class == Class::Individual && !is_never_on_the_internet(name)
    };
    let good_name = helo.and_then(|helo| helo.good_name().filter(is_fit).map(|name| (helo, name)));
    if let Some((helo, name)) = good_name {
        let leads_back = helo.leads_to(ip) == Some(true);
        if leads_back || helo.is_free() {
            return Some(WantedName { name: name.clone(), leads_back });
        }
    }
    let has_address =
        |exchange: &&Exchange<'_>| exchange.addresses.iter().any(|record| record.ip() == Some(ip));
    let exchanges = mail_domain.map_or(&[][..], |mail_domain| mail_domain.hosts.exchanges());
    let exchange = exchanges.iter().filter(|exchange| is_fit(&&exchange.name)).find(has_address)?;
    Some(WantedName { name: exchange.name.clone(), leads_back: true })
}
