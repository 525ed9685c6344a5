//! The predicted session, tried.

use std::net::IpAddr;

use crate::dns::Dns;
use crate::judge::assess::{Families, Route, route};
use crate::judge::case::{Destination, Panel};
use crate::probe;
use crate::probe::facts::{HeloFacts, SmtpFacts, StepFacts};
use crate::probe::smtp::{Server, SessionOptions, can_bind, dry_run};
use crate::sender::{Helo, Mailbox, MailboxHost, Recipient, ReversePath, Sender, Target, TargetHost};

/// Sees each step of a session as it ends.
pub type Watch = dyn Fn(&Server, &StepFacts) + Send + Sync;

/// A live session that is to be held.
pub struct Trial {
    /// What every session has in common; recipient and source address are filled in for each.
    pub options: SessionOptions,
    /// The HELO name that it gives.
    pub helo: Helo,
    /// The server, in place of the recipients' MX.
    pub target: Option<Target>,
    /// The recipient, in place of those of the case.
    pub recipient: Option<ReversePath>,
    /// The families that can be used.
    pub families: Families,
    /// The port to connect to.
    pub port: u16,
    /// Whether recipients are asked for also where a receiver takes that amiss.
    pub probes_recipients: bool,
    /// Whether a HELO name that does not resolve is meant.
    pub allows_forged_helo: bool,
    /// Sees the steps.
    pub watch: Option<Box<Watch>>,
}

/// Why no session is held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TrialError {
    /// The HELO name does not resolve: receivers list the address that gives a forged one. What is wrong with it.
    ForgedHelo(String),
}

impl Trial {
    /// Holds the sessions: from each judged address that this machine has, with the servers of each recipient, one
    /// after another.
    ///
    /// # Errors
    ///
    /// When the HELO name does not resolve and that is not allowed; nothing was sent then.
    pub async fn hold(
        &self,
        dns: &dyn Dns,
        sender: &Sender,
        helo: Option<&HeloFacts>,
        recipients: &[(Recipient, Route)],
        panel: &Panel,
    ) -> Result<SmtpFacts, TrialError> {
        let forged = forged_helo(&self.helo, helo).filter(|_| !self.allows_forged_helo);
        if let Some(problem) = forged {
            return Err(TrialError::ForgedHelo(problem));
        }
        let mut held = SmtpFacts::default();
        let destinations: Vec<Destination> = recipients
            .iter()
            .map(|(to, route)| Destination::new(to.clone(), route.clone(), &panel.receivers))
            .collect();
        for (route, (recipient, is_typed)) in self.routes(dns, recipients).await {
            for source in self.sources(sender) {
                let families = source.map_or(self.families, Families::of);
                let stops = route.stops(families, self.port, false);
                let servers: Vec<Server> = stops
                    .servers
                    .iter()
                    .map(|(exchange, address)| Server {
                        exchange: exchange.clone(),
                        address: *address,
                        is_probed: self.probes_recipients
                            || !panel.forbids_probing(exchange.as_ref(), &destinations),
                    })
                    .collect();
                let mut options = self.options.clone();
                options.recipient = recipient.to_string();
                options.recipient_is_typed = is_typed;
                options.bind = source;
                let watch = |number: usize, step: &StepFacts| {
                    if let (Some(watch), Some(server)) = (&self.watch, servers.get(number)) {
                        watch(server, step);
                    }
                };
                let facts = dry_run(&servers, &options, false, &watch).await;
                held.sessions.extend(facts.sessions);
                held.left_out += stops.left_out;
            }
        }
        Ok(held)
    }

    /// Where sessions are held, and with which recipient; true for one that was typed.
    async fn routes(
        &self,
        dns: &dyn Dns,
        recipients: &[(Recipient, Route)],
    ) -> Vec<(Route, (ReversePath, bool))> {
        let or_default = |typed: Option<ReversePath>, host: TargetHost| match typed {
            Some(typed) => (typed, true),
            None => (default_recipient(&host), false),
        };
        let named = |to: &Recipient| {
            let typed = self.recipient.clone().or_else(|| to.address.clone());
            or_default(typed, TargetHost::Name(to.domain.clone()))
        };
        let Some(target) = &self.target else {
            return recipients.iter().map(|(to, route)| (route.clone(), named(to))).collect();
        };
        let route = route(&probe::route(dns, target).await);
        let mut named: Vec<(ReversePath, bool)> = recipients.iter().map(|(to, _)| named(to)).collect();
        if named.is_empty() {
            named.push(or_default(self.recipient.clone(), target.host.clone()));
        }
        named.dedup();
        named.into_iter().map(|recipient| (route.clone(), recipient)).collect()
    }

    /// The addresses that sessions come from: the one that was named, else those judged that this machine has, else
    /// what the system chooses.
    fn sources(&self, sender: &Sender) -> Vec<Option<IpAddr>> {
        if self.options.bind.is_some() {
            return vec![self.options.bind];
        }
        let is_ours = |ip: &IpAddr| self.families.contain(*ip) && can_bind(*ip).is_ok();
        let ours: Vec<Option<IpAddr>> = sender.addresses.iter().copied().filter(is_ours).map(Some).collect();
        if ours.is_empty() { vec![None] } else { ours }
    }
}

/// Returns what makes a HELO name a forged one; `None` for a name that resolves to an address.
pub fn forged_helo(helo: &Helo, facts: Option<&HeloFacts>) -> Option<String> {
    let Some(_) = helo.fqdn() else { return Some("it is not the full name of a host".to_owned()) };
    let Some(facts) = facts else { return Some("whether it has an address was not looked up".to_owned()) };
    if facts.addresses.ips().next().is_some() {
        return None;
    }
    let both = [&facts.addresses.a, &facts.addresses.aaaa];
    Some(match both.iter().find_map(|lookup| lookup.failure()) {
        Some(failure) => format!("whether it has an address could not be looked up: {failure}"),
        None => "it does not resolve to an address".to_owned(),
    })
}

/// Returns the recipient where none was named: the postmaster, which every server must accept (RFC 5321 section 4.5.1).
pub fn default_recipient(target: &TargetHost) -> ReversePath {
    match target {
        TargetHost::Name(name) => ReversePath::of("postmaster", name.clone()),
        TargetHost::Address(ip) => postmaster_at(*ip),
    }
}

/// Returns the postmaster at a host without a name.
pub fn postmaster_at(ip: IpAddr) -> ReversePath {
    let literal = match ip {
        IpAddr::V4(ip) => format!("[{ip}]"),
        IpAddr::V6(ip) => format!("[IPv6:{ip}]"),
    };
    ReversePath::Mailbox(Mailbox { local_part: "postmaster".to_owned(), host: MailboxHost::Literal(literal) })
}
