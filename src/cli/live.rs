//! `--live`: the predicted session, tried.

use std::net::IpAddr;

use clap::{Args, ValueHint};

use super::exit::Stop;
use super::session::{
    Identity, SessionArguments, Setup, check_path, default_recipient, helo, refuse_forged, servers,
    transcript,
};
use crate::dns::Dns;
use crate::judge::assess;
use crate::judge::assess::{Families, Route};
use crate::probe;
use crate::probe::facts::{HeloFacts, SmtpFacts};
use crate::probe::smtp::{can_bind, dry_run};
use crate::sender::{Origin, Recipient, ReversePath, Sender, Target, TargetHost};

/// The flags of a live try.
#[derive(Debug, Args)]
#[command(next_help_heading = "Live")]
pub struct LiveArguments {
    /// Try the predicted session with the MX of --to, up to RCPT TO, and compare
    ///
    /// The receiver sees the try. Probing many recipients that do not exist gets an address blocked.
    #[arg(long)]
    live: bool,

    /// Try it with this server in place of the MX of --to
    #[arg(long, value_name = "HOST[:PORT]", requires = "live", value_hint = ValueHint::Hostname)]
    target: Option<String>,

    #[command(flatten)]
    session: SessionArguments,
}

/// A live try that is to be made.
pub struct Live {
    setup: Setup,
    target: Option<Target>,
    identity: Identity,
    /// Whether the transcript is printed as it goes.
    is_verbose: bool,
}

impl LiveArguments {
    /// Checks the flags; none without `--live`. What the session needs and the sender lacks is filled
    /// in there, so that the prediction is about this session.
    pub fn read(
        &self,
        sender: &mut Sender,
        recipients: &[String],
        is_verbose: bool,
    ) -> Result<Option<Live>, Stop> {
        if !self.live {
            return match self.session.given() {
                Some(flag) => Err(Stop::usage(flag, "it is about the session of --live, which is not given")),
                None => Ok(None),
            };
        }
        let target = self.target.as_deref().map(|text| {
            Target::parse(text).map_err(|error| Stop::usage(&format!("--target \"{text}\""), error))
        });
        let target = target.transpose()?;
        if target.is_none() && recipients.is_empty() {
            return Err(Stop::usage(
                "--live",
                "with whom? Name the recipient with --to, or a server with --target",
            ));
        }
        let setup = self.session.read(None)?;
        setup.port_for(target.as_ref())?;
        let typed = sender.helo.as_ref().map(|helo| helo.text.clone());
        let (helo, helo_origin) = helo(typed.as_deref())?;
        sender.helo = Some(helo.clone());
        if let (true, Some(ip)) = (sender.addresses.is_empty(), setup.bind) {
            sender.addresses.push(ip);
        }
        let (mail_from, from_origin) =
            sender.mail_from.clone().unwrap_or((ReversePath::Null, Origin::Assumed));
        let mail_from = check_path("--from", mail_from)?;
        let identity = Identity { helo, helo_origin, mail_from, from_origin, size: sender.size };
        Ok(Some(Live { setup, target, identity, is_verbose }))
    }
}

impl Live {
    /// Where the HELO name comes from.
    pub fn helo_origin(&self) -> Origin {
        self.identity.helo_origin
    }

    /// True when a spinner would stand between the lines of the transcript.
    pub fn is_verbose(&self) -> bool {
        self.is_verbose
    }

    /// Holds the sessions: from each judged address that this machine has, with the servers of each
    /// recipient, one after another.
    pub async fn hold(
        &self,
        dns: &dyn Dns,
        sender: &Sender,
        helo: Option<&HeloFacts>,
        recipients: &[(Recipient, Route)],
    ) -> Result<SmtpFacts, Stop> {
        refuse_forged(&self.identity.helo, helo, self.setup.force)?;
        let port = self.setup.port_for(self.target.as_ref())?;
        let mut held = SmtpFacts::default();
        for (route, recipient) in self.routes(dns, recipients).await {
            for source in self.sources(sender) {
                let families = source.map_or(self.setup.families, Families::of);
                let stops = route.stops(families, port, false);
                let servers = servers(&stops);
                let mut options = self.setup.options(&self.identity, &recipient, port);
                options.bind = source;
                let watch = |number: usize, step: &crate::probe::facts::StepFacts| {
                    if let (true, Some(server)) = (self.is_verbose, servers.get(number)) {
                        transcript(server, step);
                    }
                };
                let facts = dry_run(&servers, &options, false, &watch).await;
                held.sessions.extend(facts.sessions);
                held.left_out += stops.left_out;
            }
        }
        Ok(held)
    }

    /// Where sessions are held, and with which recipient.
    async fn routes(&self, dns: &dyn Dns, recipients: &[(Recipient, Route)]) -> Vec<(Route, ReversePath)> {
        let named = |to: &Recipient| self.setup.recipient.clone().or_else(|| to.address.clone());
        let Some(target) = &self.target else {
            return recipients
                .iter()
                .map(|(to, route)| {
                    let postmaster = || default_recipient(&TargetHost::Name(to.domain.clone()));
                    (route.clone(), named(to).unwrap_or_else(postmaster))
                })
                .collect();
        };
        let route = assess::route(&probe::route(dns, target).await);
        let first = recipients.first().map(|(to, _)| {
            named(to).unwrap_or_else(|| default_recipient(&TargetHost::Name(to.domain.clone())))
        });
        let recipient = first.or_else(|| self.setup.recipient.clone());
        vec![(route, recipient.unwrap_or_else(|| default_recipient(&target.host)))]
    }

    /// The addresses that sessions come from: the one of `--bind`, else those judged that this
    /// machine has, else what the system chooses.
    fn sources(&self, sender: &Sender) -> Vec<Option<IpAddr>> {
        if self.setup.bind.is_some() {
            return vec![self.setup.bind];
        }
        let is_ours = |ip: &IpAddr| self.setup.families.contain(*ip) && can_bind(*ip).is_ok();
        let ours: Vec<Option<IpAddr>> = sender.addresses.iter().copied().filter(is_ours).map(Some).collect();
        if ours.is_empty() { vec![None] } else { ours }
    }
}
